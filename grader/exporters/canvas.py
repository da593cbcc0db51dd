"""Canvas: the gradebook's CSV file.

First row: Student, ID, (SIS User ID, SIS Login ID, Integration ID, Root Account,) Section, then "Title (id)" for each
assignment and totals. It may be followed by a row with "Manual Posting" under some titles. The row "Points Possible"
says the maximum, or "(read only)" under what Canvas computes itself.
"""

from __future__ import annotations

import re
from collections import Counter

from grader.errors import UserError
from grader.exporters.class_grades import ClassGrades
from grader.exporters.csv_text import CsvText, number
from grader.exporters.system import Layout, as_number, choose_column, find, keys_of

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


class Canvas:
    """Canvas by Instructure."""

    name = "Canvas"
    match = "login"
    next_step = "in Canvas: Grades, Import, choose this file, and look at the changes that Canvas lists"

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
        chosen = choose_column(titles, assignment, wanted, "the Canvas file")
        login, sis = find(header, "SIS Login ID"), find(header, "SIS User ID")
        names = tuple(i for i in (name, find(header, "FirstName"), find(header, "LastName")) if i is not None)
        excused = frozenset(
            row for row in range(first, len(file.rows)) if file.value(row, chosen).strip().upper() == _EXCUSED
        )
        keys = keys_of(id=(number_, sis), login=(login,), email=(login,))
        most = as_number(file.value(points, chosen)) if points else None
        return Layout(range(first, len(file.rows)), chosen, header[chosen], keys, names, most, excused)

    def new_file(self, grades: ClassGrades, column: str | None) -> CsvText:
        """Return a file that Canvas imports: it knows students by login, and asks about a title that it does not."""
        rows = [
            ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", column or grades.assignment],
            ["    Points Possible", "", "", "", "", number(grades.most)],
        ]
        for student in grades.students.values():
            name = f"{student.last_name}, {student.first_name}".strip(", ") or student.id
            rows.append([name, student.lms_user_id, "", student.id, "", ""])
        return CsvText.of(rows)

    def key(self, text: str) -> str:
        """Return it as it is."""
        return text


def _title(header: str) -> str:
    found = _TITLE.match(header)
    return found["title"] if found else header
