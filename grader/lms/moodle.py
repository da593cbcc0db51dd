"""Moodle: zip files of submissions, of feedback, and the grading worksheet or the gradebook's CSV file.

A submission is Ada Lovelace_123456_assignsubmission_file_/notebook.ipynb, or all in one name. On the way back Moodle
looks for `_number_assignsubmission_file` (https://github.com/moodle/moodle, mod/assign/feedback/file/importziplib.php).

Worksheet: Identifier ("Participant 123"), Full name, Email address, Status, Grade, Maximum Grade, Grade can be
changed, Last modified …. Moodle leaves out, without a word, a grade above the maximum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import tzinfo

from grader.errors import UserError
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import Layout, as_number, find, keys_of
from grader.lms.system import Said, Student, System

_HANDED_IN = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_file_?(?P<file>.*)")
_ABOUT = (
    *("Identifier", "Full name", "First name", "Last name", "Surname", "Email address", "Username", "ID number"),
    *("Institution", "Department", "Status", "Group", "Maximum Grade", "Grade can be changed", "Feedback comments"),
    *("Last modified (submission)", "Last modified (grade)", "Online text", "Last downloaded from this course"),
)
_PARTICIPANT = re.compile(r"\D*?(\d+)$")


class Moodle(System):
    """Moodle."""

    id = "moodle"
    name = "Moodle"
    feedback_step = (
        "in Moodle open the submissions, choose “Upload multiple feedback files in a zip”, and give this file "
        "(“Feedback files” must be switched on in the settings of the assignment)"
    )
    grades_step = "in Moodle: the assignment, Submissions, Actions, Upload grading worksheet (or Grades, Import)"
    match = "email"

    def said(self, part: str, is_folder: bool, zone: tzinfo, listed: dict[str, Said]) -> Said | None:
        """Return what a folder says, or a file; the way back is the folder, or what stands before the file's name."""
        match = _HANDED_IN.fullmatch(part)
        if match is None:
            return None
        whole_folder = is_folder and not match["file"]
        origin = f"{part}/" if whole_folder else part.removesuffix(match["file"])
        return Said(match["file"], match["name"], number=match["number"], origin=origin)

    def page(self, origin: str, title: str) -> str:
        """Return a page in the same folder, or beside the student's own file."""
        return f"{origin}{title}.html"

    def layout(self, file: CsvText, assignment: str, column: str | None) -> Layout:
        """Find the column Grade, or in a gradebook file that of the assignment."""
        header = file.values(0)
        worksheet, email = find(header, "Identifier"), _email_column(file, header)
        number = worksheet if worksheet is not None else find(header, "ID number")
        login = find(header, "Username")
        if number is None and email is None and login is None:
            raise UserError(
                "this is no grading worksheet of Moodle (no Identifier, ID number or Email address in its first row): "
                "in Moodle choose the assignment, Submissions, Download grading worksheet."
            )
        grade = find(header, "Grade") if worksheet is not None and column is None else None
        if grade is None:
            about = {find(header, title) for title in _ABOUT}
            titles = {index: title for index, title in enumerate(header) if index not in about and title.strip()}
            grade = self.choose_column(titles, assignment, column)
        maximum, changed = find(header, "Maximum Grade"), find(header, "Grade can be changed")
        rows = range(1, len(file.rows))
        locked = frozenset(row for row in rows if changed is not None and _is_no(file.value(row, changed)))
        found = (find(header, title) for title in ("Full name", "First name", "Last name", "Surname"))
        names = tuple(index for index in found if index is not None)
        most = next((as_number(file.value(row, maximum)) for row in rows), None) if maximum is not None else None
        keys = keys_of(id=(number,), login=(login,), email=(email,))
        return Layout(rows, grade, header[grade], keys, names, most, locked)

    def new_file(self, students: Iterable[Student], column: str, most: float) -> CsvText:
        """Raise UserError: only Moodle knows its participants' numbers."""
        raise UserError(
            "Moodle takes back only its own worksheet: download it (the assignment, Submissions, Download grading "
            "worksheet) and name it with --into FILE."
        )

    def student_key(self, text: str) -> str:
        """Return the number of "Participant 123"; anything else as it is."""
        found = _PARTICIPANT.match(text) if " " in text else None
        return found[1] if found else text


def _email_column(file: CsvText, header: list[str]) -> int | None:
    """Return the column of e-mail addresses, in any language."""
    named = find(header, "Email address", "Email")
    if named is not None or len(file.rows) < 2:
        return named
    first = file.values(1)
    return next((index for index, value in enumerate(first) if re.fullmatch(r"[^@\s]+@[^@\s]+\.\w+", value)), None)


def _is_no(text: str) -> bool:
    return text.strip().casefold() == "no"
