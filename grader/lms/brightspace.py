"""Brightspace: zip files of submissions, of feedback, and the grades file, exported with "Points grade".

A submission is 123456-789012 - Ada Lovelace - Nov 20, 2026 1015 AM/notebook.ipynb, or with a user name before the name
and a clock of 24 hours, as the site is set; on the way back the folder counts. Or all stands in one name:
A00012345_Ada Lovelace_Nov 20, 2026 1015_notebook.ipynb.

Grades, first row: OrgDefinedId, Username, …, "Title Points Grade <Numeric MaxPoints:100 …>", and last End-of-Line
Indicator, under which every row has "#". Identifiers may begin with "#", which keeps spreadsheets from changing them.
A class list has OrgDefinedId, Username, First Name, Last Name, Email, Role and that last column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import tzinfo

from grader.errors import UserError
from grader.lms import words
from grader.lms.class_list import ClassList, Columns, find_columns, read_class
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import (
    Layout,
    column_values,
    filled_rows,
    first_of,
    how_numbers_are_written,
    keys_of,
    letters,
    named,
)
from grader.lms.system import Said, Student, System
from grader.times import read_time

_FOLDER = re.compile(r"(?P<number>\d+)-\d+ ?- ?(?P<rest>.+)")
_BETWEEN = re.compile(r" ?- ?")
_FILE = re.compile(r"(?P<id>[^_/\s]+)_(?P<name>[^_/]+)_(?P<when>[^_/]*\d{4}[^_/]*)_(?P<file>.+)")
_GRADE = re.compile(r"^(?P<title>.*?)\s*(?:<(?P<about>[^<>]*)>)?\s*$")
_POINTS = re.compile(r"\s+Points Grade\s*$")
_OTHER = re.compile(r"\b(?:Weighted Grade|Grade Symbol|Text Grade|Scheme Symbol)\b")
_AMOUNT = r"(\d[\d.,'’]*(?:[ \u00a0\u202f]\d{3}(?!\d)[\d.,]*)*)"
_MOST = re.compile(rf"MaxPoints:\s*{_AMOUNT}", re.IGNORECASE)
_FIRST = re.compile(rf":\s*{_AMOUNT}")
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
        """Find the column of points that fits the assignment, in any language."""
        header, rows = file.values(0), filled_rows(file)
        columns = _key_columns(file, header, rows)
        number, login = columns.number, columns.login
        if (number is None and login is None) or _end(file, header, rows) is None:
            raise UserError(
                "this is no grades file of Brightspace (no OrgDefinedId or Username, or no End-of-Line Indicator; "
                f"{named(header)}): in Brightspace choose Grades, Enter Grades, Export, with both key fields and "
                "Points grade."
            )
        grades = _grades(header)
        titles = {index: grade.title for index, grade in grades.items()}
        if column is None and not any(letters(assignment) in letters(title) for title in titles.values()):
            titles = {index: grade.whole for index, grade in grades.items()}
        if column is not None and column in header:
            column = titles.get(header.index(column), column)
        if not titles:
            raise UserError(
                f"the Brightspace file has no column of points ({named(header)}): create the grade item there, and "
                "export with Points grade."
            )
        chosen = self.choose_column(titles, assignment, column)
        names = tuple(i for i in (columns.full_name, columns.first_name, columns.last_name) if i is not None)
        keys = keys_of(id=(number,), login=(login,), email=(columns.email,))
        most = grades[chosen].most
        numbers = how_numbers_are_written(file, rows, chosen, most, titles)
        return Layout(range(1, len(file.rows)), chosen, header[chosen], keys, names, numbers, most)

    def new_file(self, students: Iterable[Student], column: str, most: float) -> CsvText:
        """Return a file that Brightspace imports by user name."""
        rows = [["Username", f"{column} Points Grade", _END]]
        rows += [[f"#{student.id}", "", "#"] for student in students]
        return CsvText.of(rows)

    def class_list(self, file: CsvText) -> ClassList | None:
        """Return the students of a class list or of a file of grades."""
        header, rows = file.values(0), filled_rows(file)
        if first_of(header, ("OrgDefinedId",)) is None and _end(file, header, rows) is None:
            return None
        columns = _key_columns(file, header, rows)
        what = "a file of grades of Brightspace" if _grades(header) else "a class list of Brightspace"
        found = read_class(file, header, rows, columns, what)
        end = _end(file, header, rows)
        found.unused = [title for title in found.unused if end is None or title != header[end]]
        return found

    def student_key(self, text: str) -> str:
        """Return it without the leading "#"."""
        return text.removeprefix("#")


@dataclass(frozen=True)
class _Grade:
    """A column of points: its title with and without the words that all such columns have, and its maximum."""

    whole: str
    title: str
    most: str


def _grades(header: list[str]) -> dict[int, _Grade]:
    """Return the columns of points: "<Numeric MaxPoints:100 …>" follows the title, whatever the language.

    Numerators and denominators of totals have no such part, and what Brightspace calculates says so in it.
    """
    found = {index: match for index, title in enumerate(header) if (match := _GRADE.match(title))}
    plain = {index: match["title"] for index, match in found.items() if _is_for_points(match)}
    # "Points Grade" in other words: what all of them end with.
    ends = [title.split() for title in plain.values()]
    same = 0
    while len(ends) > 1 and all(len(end) > same + 1 for end in ends) and len({end[-1 - same] for end in ends}) == 1:
        same += 1
    grades = {}
    for index, title in plain.items():
        short = _POINTS.sub("", title) if _POINTS.search(title) else " ".join(title.split()[: -same or None])
        grades[index] = _Grade(title, short, _most(found[index]["about"] or ""))
    return grades


def _is_for_points(match: re.Match[str]) -> bool:
    about = (match["about"] or "").casefold()
    if match["about"] is None:
        return _POINTS.search(match["title"]) is not None
    kind = about.split(":")[0]
    return bool(_most(about)) and not any(word in kind for word in words.CALCULATED) and not _OTHER.search(match[0])


def _most(about: str) -> str:
    """Return what stands behind MaxPoints, else behind the first colon, since that comes first."""
    found = _MOST.search(about) or _FIRST.search(about)
    return found[1].rstrip(".,'’") if found else ""


def _end(file: CsvText, header: list[str], rows: list[int]) -> int | None:
    """Return the column at the end of a line, in which every row has "#"."""
    found = [c for c in range(len(header)) if rows and all(value == "#" for value in column_values(file, rows, c))]
    return found[-1] if found else first_of(header, ("End-of-Line Indicator",))


def _key_columns(file: CsvText, header: list[str], rows: list[int]) -> Columns:
    """Return the columns about the student; identifiers begin with "#" in any language."""
    number, login = first_of(header, ("OrgDefinedId", "Org Defined ID")), first_of(header, words.LOGIN)
    columns = find_columns(file, header, rows, number=number, login=login)
    marked = [
        index
        for index in range(len(header))
        if rows and all(len(value) > 1 and value[0] == "#" for value in column_values(file, rows, index))
    ]
    free = [index for index in marked if index not in (number, login)]
    if login is None and free:
        # Both are marked: the one that stands in the addresses is the login, else the last.
        by_address = [index for index in free if _in_addresses(file, rows, index, columns.email)]
        login = (by_address or free)[-1] if by_address or number is not None or len(free) > 1 else None
        free = [index for index in free if index != login]
    if number is None and free:
        number = free[0]
    return replace(columns, number=number, login=login)


def _in_addresses(file: CsvText, rows: list[int], index: int, email: int | None) -> bool:
    if email is None:
        return False
    return all(
        file.value(row, email).partition("@")[0].casefold() == file.value(row, index).strip("# ").casefold()
        for row in rows
    )
