"""Brightspace: zip files of submissions, of feedback, and the grades file, exported with "Points grade".

A submission is 123456-789012 - Ada Lovelace - Nov 20, 2026 1015 AM/notebook.ipynb, or with a user name before the name
and a clock of 24 hours, as the site is set; on the way back the folder counts. Or all stands in one name:
A00012345_Ada Lovelace_Nov 20, 2026 1015_notebook.ipynb.

Grades, first row: OrgDefinedId, Username, …, "Title Points Grade <Numeric MaxPoints:100 …>", and last End-of-Line
Indicator, under which every row has "#". Identifiers may begin with "#", which keeps spreadsheets from changing them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import tzinfo

from grader.errors import UserError
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import Layout, as_number, find, keys_of
from grader.lms.system import Said, Student, System
from grader.times import read_time

_FOLDER = re.compile(r"(?P<number>\d+)-\d+ ?- ?(?P<rest>.+)")
_BETWEEN = re.compile(r" ?- ?")
_FILE = re.compile(r"(?P<id>[^_/\s]+)_(?P<name>[^_/]+)_(?P<when>[^_/]*\d{4}[^_/]*)_(?P<file>.+)")
_GRADE = re.compile(r"^(?P<title>.*?)\s+Points Grade\b\s*(?:<(?P<about>.*)>)?\s*$")
_MOST = re.compile(r"MaxPoints:\s*([\d.,]+)")
_END = "End-of-Line Indicator"


class Brightspace(System):
    """D2L Brightspace."""

    id = "brightspace"
    name = "Brightspace"
    own_files = ("index.html",)
    feedback_step = "in Brightspace open the submissions, choose “Add Feedback Files”, give this file, and publish"
    grades_step = "in Brightspace: Grades, Enter Grades, Import, choose this file"
    match = "login"

    def said(self, part: str, is_folder: bool, zone: tzinfo, listed: dict[str, Said]) -> Said | None:
        """Return what a folder says, or a file, with the time in `zone`."""
        if not is_folder:
            match = _FILE.fullmatch(part)
            when = read_time(match["when"], zone) if match else None
            return Said(match["file"], match["name"], ids=(match["id"],), when=when) if match and when else None
        match = _FOLDER.fullmatch(part)
        if match is None:
            return None
        rest, number = match["rest"], match["number"]
        # Names have hyphens, and so have some times: the longest end that is a time is the time.
        for between in _BETWEEN.finditer(rest):
            if when := read_time(rest[between.end() :], zone):
                return Said(full_name=rest[: between.start()], number=number, when=when, origin=part)
        name, _, written = rest.rpartition(" - ")
        if not any(letter.isdigit() for letter in written):
            return None
        return Said(full_name=name, number=number, written_time=written, origin=part)

    def page(self, origin: str, title: str) -> str:
        """Return a page in the same folder."""
        return f"{origin}/{title}.html"

    def layout(self, file: CsvText, assignment: str, column: str | None) -> Layout:
        """Find the column of points that fits the assignment."""
        header = file.values(0)
        number, login = find(header, "OrgDefinedId"), find(header, "Username")
        if (number is None and login is None) or find(header, _END) is None:
            raise UserError(
                "this is no grades file of Brightspace (no OrgDefinedId or Username, or no End-of-Line Indicator): "
                "in Brightspace choose Grades, Enter Grades, Export, with both key fields and Points grade."
            )
        found = {index: match for index, title in enumerate(header) if (match := _GRADE.match(title))}
        titles = {index: match["title"] for index, match in found.items()}
        if column is not None and column in header:
            column = titles.get(header.index(column), column)
        chosen = self.choose_column(titles, assignment, column)
        most = _MOST.search(found[chosen]["about"] or "")
        rows = range(1, len(file.rows))
        names = tuple(i for i in (find(header, "First Name"), find(header, "Last Name")) if i is not None)
        keys = keys_of(id=(number,), login=(login,), email=(find(header, "Email"),))
        return Layout(rows, chosen, header[chosen], keys, names, as_number(most[1]) if most else None)

    def new_file(self, students: Iterable[Student], column: str, most: float) -> CsvText:
        """Return a file that Brightspace imports by user name."""
        rows = [["Username", f"{column} Points Grade", _END]]
        rows += [[f"#{student.id}", "", "#"] for student in students]
        return CsvText.of(rows)

    def student_key(self, text: str) -> str:
        """Return it without the leading "#"."""
        return text.removeprefix("#")
