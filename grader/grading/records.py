"""What was graded last for a student: it tells unchanged work from new work. Kept in `.grader/`, one JSON file each.

Losing these files loses no grade: then everything counts as new.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.course import Course
from grader.files import file_hash, write_whole


@dataclass(frozen=True)
class Record:
    """One graded submission, in hashes: what came in, what judged it, what came out, each graded cell's content."""

    submission: str = ""
    assignment: str = ""
    autograded: str = ""
    cells: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, course: Course, assignment: str, student: str) -> Record:
        """Return the record of a student; an empty one if there is none or it is damaged."""
        try:
            return cls(**json.loads(_path(course, assignment, student).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return cls()

    def write(self, course: Course, assignment: str, student: str) -> None:
        """Keep the record; the file appears whole or not at all."""
        write_whole(_path(course, assignment, student), json.dumps(asdict(self)))


def remember_graded(assignment: str, student: str, notebooks: list[str]) -> None:
    """Write the record of the student to whom `notebooks` belong, from the autograded notebook.

    nbgrader calls this when all is saved and written: what was cut short leaves no record and is graded again.
    """
    course = Course.find()
    name = Path(notebooks[0]).parent.parent.name
    graded = course.autograded(assignment, name)
    about = json.loads(graded.read_bytes())["metadata"]["grader"]
    found = Record(about["submission"], about["assignment"], file_hash(graded), about["cells"])
    found.write(course, assignment, name)


def content_hash(cell: NotebookNode) -> str:
    """Return a hash of what a person grades in a cell: its text and its outputs."""
    content = json.dumps([cell.source, cell.get("outputs", []), cell.get("attachments", {})], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _path(course: Course, assignment: str, student: str) -> Path:
    return course.cache / "graded" / assignment / f"{student}.json"
