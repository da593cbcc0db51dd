"""Moodle: zip files of submissions, of feedback, and the grading worksheet or the gradebook's CSV file.

A submission is Ada Lovelace_123456_assignsubmission_file_/notebook.ipynb, or all in one name. On the way back Moodle
looks for `_number_assignsubmission_file` (https://github.com/moodle/moodle, mod/assign/feedback/file/importziplib.php).

Worksheet: Identifier ("Participant 123"), Full name, Email address, Status, Grade, Maximum Grade or Scale, (Marking
workflow state,) Grade can be changed, Last modified …; titles, "Participant" and yes or no are in the language of who
downloads it (mod/assign/gradingtable.php). Moodle leaves out, without a word, a grade above the maximum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo

from grader.errors import UserError
from grader.lms import words
from grader.lms.class_list import ClassList, find_columns, read_class
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import (
    Layout,
    column_values,
    email_column,
    filled_rows,
    first_of,
    holds_grades,
    how_numbers_are_written,
    keys_of,
    letters,
    named,
)
from grader.lms.moodle_worksheet import Worksheet, participants
from grader.lms.system import Said, Student, System

_HANDED_IN = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_file_?(?P<file>.*)")
_ABOUT = {letters(title) for title in ("Institution", "Department", "Status", "Group", "Phone", "City")}


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
        """Find the columns of a worksheet, or in a gradebook file that of the assignment, in any language."""
        header, rows = file.values(0), filled_rows(file)
        sheet = Worksheet.find(file, header, rows)
        email, login = email_column(file, header, rows), first_of(header, words.LOGIN)
        number = sheet.participant if sheet else first_of(header, words.NUMBER)
        if number is None and email is None and login is None:
            raise UserError(
                "this is no grading worksheet of Moodle (no column of participants, of ID numbers or of e-mail "
                f"addresses; {named(header)}): in Moodle choose the assignment, Submissions, Download grading "
                "worksheet."
            )
        people = find_columns(file, header, rows, email=email, login=login, number=number)
        names = tuple(i for i in (people.full_name, people.first_name, people.last_name) if i is not None)
        about = {index for index in (number, email, login, *names) if index is not None}
        keys = keys_of(id=(number,), login=(login,), email=(email,))
        if sheet is None:
            grade = self._gradebook_column(file, rows, about, assignment, column)
            numbers = how_numbers_are_written(file, rows, grade, "", set(range(len(header))) - about)
            return Layout(range(1, len(file.rows)), grade, header[grade], keys, names, numbers)
        grade = sheet.grade(file, rows, about, column)
        most = file.value(rows[0], sheet.most)
        numbers = how_numbers_are_written(file, rows, grade, most, ())
        prefix = sheet.prefix
        return Layout(
            range(1, len(file.rows)),
            grade,
            header[grade],
            keys,
            names,
            numbers,
            most,
            sheet.locked,
            prefix,
            sheet.notes,
        )

    def _gradebook_column(
        self, file: CsvText, rows: list[int], about: set[int], assignment: str, column: str | None
    ) -> int:
        header = file.values(0)
        values = {index: column_values(file, rows, index) for index in range(len(header))}
        # The last column says when the file was made, in seconds: the same for all.
        when = {index for index, found in values.items() if len(set(found)) == 1 and re.fullmatch(r"\d{10}", found[0])}
        titles = {
            index: title
            for index, title in enumerate(header)
            if index not in about | when
            and title.strip()
            and holds_grades(values[index])
            and not any(total in title.casefold() for total in words.TOTALS)
            and letters(title) not in _ABOUT
        }
        # Where somebody has no grade Moodle writes "-", so what is empty for all is for comments.
        if any(any(values[index]) for index in titles):
            titles = {index: title for index, title in titles.items() if any(values[index])}
        if not titles:
            raise UserError(
                f"the Moodle file has no column of numbers for grades ({named(header)}): create the assignment there "
                "with points, not with a scale, and export as Real."
            )
        return self.choose_column(titles, assignment, column)

    def new_file(self, students: Iterable[Student], column: str, most: float) -> CsvText:
        """Raise UserError: only Moodle knows its participants' numbers."""
        raise UserError(
            "Moodle takes back only its own worksheet: download it (the assignment, Submissions, Download grading "
            "worksheet) and name it with --into FILE."
        )

    def class_list(self, file: CsvText) -> ClassList | None:
        """Return the students of a worksheet."""
        header, rows = file.values(0), filled_rows(file)
        found = participants(file, header, rows)
        if found is None:
            return None
        participant, prefix = found
        if participant and letters(header[participant]) not in map(letters, words.PARTICIPANT):
            return None  # it stands first: elsewhere it may be "Group 1"
        email = email_column(file, header, rows)
        columns = find_columns(file, header, rows, email=email, number=participant, role=None)
        columns = replace(columns, prefix=prefix)
        return read_class(file, header, rows, columns, "a grading worksheet of Moodle")
