"""Moodle: the grading worksheet of an assignment, or the gradebook's CSV file.

Worksheet: Identifier ("Participant 123"), Full name, Email address, Status, Grade, Maximum Grade, Grade can be
changed, Last modified …. Moodle leaves out, without a word, a grade above the maximum.
"""

from __future__ import annotations

import re

from grader.errors import UserError
from grader.exporters.class_grades import ClassGrades
from grader.exporters.csv_text import CsvText
from grader.exporters.system import Layout, as_number, choose_column, find, keys_of

_ABOUT = (
    *("Identifier", "Full name", "First name", "Last name", "Surname", "Email address", "Username", "ID number"),
    *("Institution", "Department", "Status", "Group", "Maximum Grade", "Grade can be changed", "Feedback comments"),
    *("Last modified (submission)", "Last modified (grade)", "Online text", "Last downloaded from this course"),
)
_PARTICIPANT = re.compile(r"\D*?(\d+)$")


class Moodle:
    """Moodle."""

    name = "Moodle"
    match = "email"
    next_step = "in Moodle: the assignment, Submissions, Actions, Upload grading worksheet (or Grades, Import)"

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
            grade = choose_column(titles, assignment, column, "the Moodle file")
        maximum, changed = find(header, "Maximum Grade"), find(header, "Grade can be changed")
        rows = range(1, len(file.rows))
        locked = frozenset(row for row in rows if changed is not None and _is_no(file.value(row, changed)))
        found = (find(header, title) for title in ("Full name", "First name", "Last name", "Surname"))
        names = tuple(index for index in found if index is not None)
        most = next((as_number(file.value(row, maximum)) for row in rows), None) if maximum is not None else None
        keys = keys_of(id=(number,), login=(login,), email=(email,))
        return Layout(rows, grade, header[grade], keys, names, most, locked)

    def new_file(self, grades: ClassGrades, column: str | None) -> CsvText:
        """Raise UserError: only Moodle knows its participants' numbers."""
        raise UserError(
            "Moodle takes back only its own worksheet: download it (the assignment, Submissions, Download grading "
            "worksheet) and name it with --into FILE."
        )

    def key(self, text: str) -> str:
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
