"""Canvas: zip files of submissions, the same with pages on the way back, and the gradebook's CSV file.

A submission is lovelaceada_LATE_12345_678901_notebook-2.ipynb (the numbers of user and file; -2 is the third file of
that name), or anon_LATE_xYz12_678901_notebook.ipynb where marking is anonymous.

The gradebook's first row: Student, ID, (SIS User ID, SIS Login ID, Integration ID, Root Account,) Section, then
"Title (id)" for each assignment and totals. It may be followed by a row with "Manual Posting" under some titles. The
row "Points Possible" says the maximum, or "(read only)" under what Canvas computes itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import tzinfo

from grader.errors import UserError
from grader.lms.csv_text import CsvText, number
from grader.lms.grade_file import Layout, as_number, find, keys_of
from grader.lms.system import Said, Student, System

_FILE = re.compile(r"(?P<name>[^_/]+)_(?P<late>LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)")
_ANONYMOUS = re.compile(r"anon_(?P<late>LATE_)?(?P<user>\w{5})_(?P<submission>\d+)_(?P<file>.+)")
_AGAIN = re.compile(r"-(\d{1,4})\.ipynb", re.IGNORECASE)
_POINTS = "Points Possible"
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
_EXCUSED = "EX"


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
        name, number_ = find(header, "Student"), find(header, "ID")
        if number_ is None or find(header, "Section") is None or (name is None and find(header, "LastName") is None):
            raise UserError(
                "this is no gradebook file of Canvas (its first row has no Student, ID and Section): "
                "in Canvas choose Grades, Export."
            )
        first, points = 1, None
        while first < len(file.rows) and first < 4:
            values = file.values(first)
            if _POINTS in values[0]:
                points = first
            elif any(re.match(r"\s*(Muted|Manual Posting.*)?\s*$", value) is None for value in values):
                break
            first += 1
        about = {find(header, title) for title in _ABOUT}
        possible = {
            index: title
            for index, title in enumerate(header)
            if index not in about and not (points and "read only" in file.value(points, index)) and title.strip()
        }
        titles = {index: _title(title) for index, title in possible.items()}
        twice = {title for title, count in Counter(titles.values()).items() if count > 1}
        titles = {index: possible[index] if title in twice else title for index, title in titles.items()}
        wanted = column
        if column is not None and column in possible.values():
            wanted, titles = column, possible
        chosen = self.choose_column(titles, assignment, wanted)
        login, sis = find(header, "SIS Login ID"), find(header, "SIS User ID")
        names = tuple(i for i in (name, find(header, "FirstName"), find(header, "LastName")) if i is not None)
        excused = frozenset(
            row for row in range(first, len(file.rows)) if file.value(row, chosen).strip().upper() == _EXCUSED
        )
        keys = keys_of(id=(number_, sis), login=(login,), email=(login,))
        most = as_number(file.value(points, chosen)) if points else None
        return Layout(range(first, len(file.rows)), chosen, header[chosen], keys, names, most, excused)

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


def _title(header: str) -> str:
    found = _TITLE.match(header)
    return found["title"] if found else header
