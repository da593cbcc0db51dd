"""What a learning management system is here. A system that can less leaves out what it cannot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from grader.errors import UserError
from grader.lms.class_list import ClassList
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import Layout, choose_column


@dataclass(frozen=True)
class Student:
    """One student as the gradebook knows them: `lms_user_id` is the number that a system has for them."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


@dataclass(frozen=True)
class Said:
    """What a system's name of a file or folder, or its list, says of the student. Empty where it says nothing.

    `rest` is what students may have written themselves; `ids` are user names or e-mail addresses; `number` is one that
    only tells students of the same name apart. `written_time` is a time that nobody could read, `version` sorts several
    files of one student, `late` is the system's own mark. `origin` is the name by which `system` takes something back
    for this student. `members` are the students of a group, one by one.
    """

    rest: str = ""
    full_name: str = ""
    lms_user: str = ""
    ids: tuple[str, ...] = ()
    number: str = ""
    when: datetime | None = None
    written_time: str = ""
    version: tuple[int, int] = (0, 0)
    late: bool = False
    origin: str = ""
    system: str = ""
    members: tuple[Said, ...] = ()


class System:
    """A learning management system: its names in a zip file, the way back for a page, its file of grades.

    `id` is what people type, `name` how they call it.
    """

    id = ""
    name = ""

    # --- what it gives: hand-ins ---

    own_files: tuple[str, ...] = ()  # names of the files that it adds to those of the students
    list_file = ""  # which of them lists the students, "" if none does

    def students_in(self, list_file: bytes) -> dict[str, Said]:
        """Return {name of a folder: what the list says of its student}. Whatever the bytes are, it raises nothing."""
        return {}

    def said(self, part: str, is_folder: bool, zone: tzinfo, listed: dict[str, Said]) -> Said | None:
        """Return what one part of a path says, None if this system has not named it.

        `zone` is where its times are local, `listed` what the lists beside it say. Names come from outside.
        """
        return None

    # --- what it takes back: a page for each student ---

    feedback_step = ""  # where to give it a zip file of pages; "" if it takes none

    def page(self, origin: str, title: str) -> str:
        """Return the path in a zip file under which the page `title`.html reaches the student of `origin`."""
        raise NotImplementedError(f"{self.name} takes no pages")

    # --- what it takes back: its file of grades ---

    grades_step = ""  # where to give it the filled file; "" if it takes none
    match = ""  # by which of `MATCHES` it knows students best

    def layout(self, file: CsvText, assignment: str, column: str | None) -> Layout:
        """Return where things stand in `file`. Raises UserError if it is not a file of this system."""
        raise NotImplementedError(f"{self.name} takes no grades")

    def new_file(self, students: Iterable[Student], column: str, most: float) -> CsvText:
        """Return a file to import: a row for each student, no grades yet, `column` with at most `most` points.

        Raises UserError if the system takes back only a file of its own.
        """
        raise UserError(f"{self.name} takes back only its own file: download it there and name it with --into FILE.")

    def class_list(self, file: CsvText) -> ClassList | None:
        """Return the students of `file`, None if it is not one of this system's files that list a class.

        Raises UserError if it is one, and nothing in it can be an id.
        """
        return None

    def student_key(self, text: str) -> str:
        """Return an identifier from the file in the form in which the gradebook has it."""
        return text

    def choose_column(self, titles: dict[int, str], assignment: str, column: str | None) -> int:
        """Return the column for the grades, of {index: title}. Raises UserError if it is not certain."""
        return choose_column(titles, assignment, column, f"the {self.name} file")
