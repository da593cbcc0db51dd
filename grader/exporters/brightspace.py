"""Brightspace: the grades file, exported with "Points grade".

First row: OrgDefinedId, Username, …, "Title Points Grade <Numeric MaxPoints:100 …>", and last End-of-Line Indicator,
under which every row has "#". Identifiers may begin with "#", which keeps spreadsheets from changing them.
"""

from __future__ import annotations

import re

from grader.errors import UserError
from grader.exporters.class_grades import ClassGrades
from grader.exporters.csv_text import CsvText
from grader.exporters.system import Layout, as_number, choose_column, find, keys_of

_GRADE = re.compile(r"^(?P<title>.*?)\s+Points Grade\b\s*(?:<(?P<about>.*)>)?\s*$")
_MOST = re.compile(r"MaxPoints:\s*([\d.,]+)")
_END = "End-of-Line Indicator"


class Brightspace:
    """D2L Brightspace."""

    name = "Brightspace"
    match = "login"
    next_step = "in Brightspace: Grades, Enter Grades, Import, choose this file"

    def layout(self, file: CsvText, assignment: str, column: str | None) -> Layout:
        """Find the column of points that fits the assignment."""
        header = file.values(0)
        number, login = find(header, "OrgDefinedId"), find(header, "Username")
        if (number is None and login is None) or find(header, _END) is None:
            raise UserError(
                "this is no grades file of Brightspace (no OrgDefinedId or Username, or no End-of-Line Indicator): "
                "in Brightspace choose Grades, Enter Grades, Export, with both key fields and Points grade."
            )
        found = {index: _GRADE.match(title) for index, title in enumerate(header)}
        titles = {index: match["title"] for index, match in found.items() if match}
        if column is not None and column in header:
            column = titles.get(header.index(column), column)
        chosen = choose_column(titles, assignment, column, "the Brightspace file")
        most = _MOST.search(found[chosen]["about"] or "")
        rows = range(1, len(file.rows))
        names = tuple(i for i in (find(header, "First Name"), find(header, "Last Name")) if i is not None)
        keys = keys_of(id=(number,), login=(login,), email=(find(header, "Email"),))
        return Layout(rows, chosen, header[chosen], keys, names, as_number(most[1]) if most else None)

    def new_file(self, grades: ClassGrades, column: str | None) -> CsvText:
        """Return a file that Brightspace imports by user name."""
        rows = [["Username", f"{column or grades.assignment} Points Grade", _END]]
        rows += [[f"#{student}", "", "#"] for student in grades.students]
        return CsvText.of(rows)

    def key(self, text: str) -> str:
        """Return it without the leading "#"."""
        return text.removeprefix("#")
