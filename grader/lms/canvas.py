"""Canvas: zip files of submissions, the same with pages on the way back, and the gradebook's CSV file.

A submission is lovelaceada_LATE_12345_678901_notebook-2.ipynb (the numbers of user and file; -2 is the third file of
that name), or anon_LATE_xYz12_678901_notebook.ipynb where marking is anonymous.

The gradebook's first row: Student (or LastName, FirstName), ID, (SIS User ID,) SIS Login ID, (Integration ID, Root
Account,) Section, own columns, "Title (id)" for each assignment, and totals. A row with "Manual Posting" under some
titles may follow. The row "Points Possible" says the maximum, or "(read only)" under what Canvas computes itself. Only
these two texts are in the language of the user (https://github.com/instructure/canvas-lms, lib/gradebook_exporter.rb).
On import the last comma or point of a number is its decimal sign, and what is not assigned (N/A) is dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import tzinfo

from grader.errors import UserError
from grader.lms import words
from grader.lms.class_list import ClassList, find_columns, read_class
from grader.lms.csv_text import CsvText, number
from grader.lms.grade_file import Layout, column_values, filled_rows, first_of, holds_grades, keys_of, named
from grader.lms.numbers import Numbers, is_number
from grader.lms.system import Said, Student, System

_FILE = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)")
_ANONYMOUS = re.compile(r"anon_(?P<late>LATE_)?(?P<user>\w{5})_(?P<submission>\d+)_(?P<file>.+)")
_AGAIN = re.compile(r"-(\d{1,4})\.ipynb", re.IGNORECASE)
_ABOUT = (
    "LastName",
    "FirstName",
    "Student",
    "ID",
    "SIS User ID",
    "SIS Login ID",
    "Integration ID",
    "Root Account",
    "Section",
)
_TITLE = re.compile(r"^(?P<title>.*?)\s*\((?P<id>\d+)\)\s*$")
_NAMES = ("Student", "FirstName", "LastName")
_LOGINS = ("SIS Login ID", "Login ID")


class Canvas(System):
    """Canvas by Instructure."""

    id = "canvas"
    name = "Canvas"
    feedback_step = (
        "in Canvas open the assignment, choose “Upload Submissions”, and give this file. Canvas calls each page "
        "like the student's own notebook: tell students to open it in a browser"
    )
    grades_step = "in Canvas: Grades, Import, choose this file, and look at the changes that Canvas lists"
    match = "login"

    def said(self, part: str, is_folder: bool, zone: tzinfo, listed: dict[str, Said]) -> Said | None:
        """Return what the name of a file says; the whole of it is the way back. A zip of a student is such a file."""
        if is_folder and not part.lower().endswith(".zip"):
            return None
        if match := _ANONYMOUS.fullmatch(part):
            return Said(match["file"], late=bool(match["late"]), origin=part)
        if match := _FILE.fullmatch(part):
            again = _AGAIN.search(match["file"])
            version = (int(again[1]) if again else 0, int(match["submission"][:18]))
            late = bool(match["late"])
            return Said(match["file"], match["name"], match["user"], version=version, late=late, origin=part)
        return None

    def page(self, origin: str, title: str) -> str:
        """Return the file's own name as a page: Canvas looks for the numbers in it."""
        return f"{origin.rpartition('.')[0] or origin}.html"

    def layout(self, file: CsvText, assignment: str, column: str | None) -> Layout:
        """Find the assignment's column, its maximum, and the rows of students."""
        header = file.values(0)
        about, login = _about(header), first_of(header, _LOGINS)
        number_, sis = first_of(header, ("ID",)), first_of(header, ("SIS User ID",))
        names = tuple(i for i in (first_of(header, (title,)) for title in _NAMES) if i is not None)
        if number_ is None or not names or (login is None and first_of(header, ("Section",)) is None):
            raise UserError(
                "this is no gradebook file of Canvas (its first row has no Student, ID and Section; "
                f"{named(header)}): in Canvas choose Grades, Export."
            )
        first, points = _first_student(file, [c for c in (number_, sis, login) if c is not None])
        rows = filled_rows(file, first)
        possible = {
            index: title
            for index, title in enumerate(header)
            if index not in about and title.strip() and _can_be_filled(file, points, index, title)
        }
        titles = {index: _title(title) for index, title in possible.items()}
        twice = {title for title, count in Counter(titles.values()).items() if count > 1}
        titles = {index: possible[index] if title in twice else title for index, title in titles.items()}
        wanted = column
        if column is not None and column in possible.values():
            wanted, titles = column, possible
        chosen = self.choose_column(titles, assignment, wanted)
        most = file.value(points, chosen).strip() if points is not None else ""
        grades = column_values(file, rows, chosen)
        others = [index for index in range(len(header)) if index not in about]
        far = [value for row in range(1, len(file.rows)) for value in (file.value(row, index) for index in others)]
        # EX is excused, N/A not assigned to this student.
        left = frozenset(row for row, grade in zip(rows, grades, strict=True) if not holds_grades([grade]))
        return Layout(
            range(first, len(file.rows)),
            chosen,
            header[chosen],
            keys_of(id=(number_, sis), login=(login,), email=(login,)),
            names,
            Numbers.of(file.delimiter, [most, *grades], far),
            most,
            left,
        )

    def new_file(self, students: Iterable[Student], column: str, most: float) -> CsvText:
        """Return a file that Canvas imports: it knows students by login, and asks about a title that it does not."""
        rows = [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column],
            ["    Points Possible", "", "", "", "", number(most)],
        ]
        for student in students:
            name = f"{student.last_name}, {student.first_name}".strip(", ") or student.id
            rows.append([name, student.lms_user_id, "", student.id, "", ""])
        return CsvText.of(rows)

    def class_list(self, file: CsvText) -> ClassList | None:
        """Return the students of a gradebook file, or of the list of people."""
        header = file.values(0)
        login, number_ = first_of(header, _LOGINS), first_of(header, ("ID", "Student ID"))
        gradebook = first_of(header, ("SIS Login ID",)) is not None or first_of(header, ("Section",)) is not None
        if number_ is not None and gradebook and first_of(header, ("Student", "LastName")) is not None:
            first, _ = _first_student(
                file, [c for c in (number_, first_of(header, ("SIS User ID",)), login) if c is not None]
            )
            rows, what = filled_rows(file, first), "a gradebook file of Canvas"
        elif first_of(header, ("Login ID", "Student SIS ID")) is not None:
            number_ = first_of(header, ("Student ID", "User ID", "Canvas ID", "ID"))
            rows, what = filled_rows(file), "a list of people of Canvas"
        else:
            return None
        columns = find_columns(file, header, rows, login=login, number=number_)
        return read_class(file, header, rows, columns, what)


def _about(header: list[str]) -> set[int]:
    """Return the columns about the student, which stand before those for grades."""
    found = (first_of(header, (title,)) for title in _ABOUT)
    return {index for index in found if index is not None}


def _first_student(file: CsvText, keys: list[int]) -> tuple[int, int | None]:
    """Return the first row of a student, and that of the maximum points: both stand above the students, without keys.

    The row of points has numbers; that of what Canvas does not show to students has none, whatever its language.
    """
    points = None
    for row in range(1, len(file.rows)):
        values = file.values(row)
        if any(file.value(row, key).strip() for key in keys):
            return row, points
        if any(map(is_number, values)) or (points is None and values[0].strip()):
            points = row
    return len(file.rows), points


def _can_be_filled(file: CsvText, points: int | None, index: int, title: str) -> bool:
    """Return whether a column is for grades: where Canvas computes itself, the row of points has a text."""
    with_id = _TITLE.match(title) is not None
    if points is None:
        return with_id or not any(total in title.casefold() for total in words.TOTALS)
    most = file.value(points, index).strip()
    return is_number(most) or (not most and with_id)


def _title(header: str) -> str:
    found = _TITLE.match(header)
    return found["title"] if found else header
