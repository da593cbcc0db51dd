"""What was graded last for a student: it tells unchanged work from new work. Kept in `.grader/`, one JSON file each.

Losing these files loses no grade: then everything counts as new.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.conventions import METADATA_KEY
from grader.course import Course
from grader.files import file_hash, write_whole


@dataclass(frozen=True)
class Record:
    """One graded submission: hashes of what came in, what graded it, what came out, and each graded cell's content.

    `came` is when it was handed in, as far as that was known. `broken` is {hidden test that broke: its error}.
    """

    submission: str = ""
    came: str = ""
    graded_by: str = ""
    autograded: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

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

    nbgrader calls this when all is saved and written: what was cut short leaves no record and is graded again. It says
    only by the notebooks (`submitted/STUDENT/ASSIGNMENT/x.ipynb`) of which course they are.
    """
    folder = Path(notebooks[0]).absolute().parent
    course, name = Course(folder.parents[2]), folder.parent.name
    graded = course.autograded(assignment, name)
    about = json.loads(graded.read_bytes())["metadata"][METADATA_KEY]
    found = {key: about[key] for key in ("submission", "came", "graded_by", "cells")}
    found["broken"] = about.get("broken", {})  # an earlier version did not write it
    Record(**found, autograded=file_hash(graded)).write(course, assignment, name)


def by_test(broken: Mapping[str, Mapping[str, str]]) -> dict[str, list[str]]:
    """Return {hidden test that broke, and its error: students}, the most frequent first, of {student: `broken`}."""
    found: dict[str, list[str]] = {}
    for student, tests in broken.items():
        for test, error in tests.items():
            found.setdefault(f"{test}: {error}", []).append(student)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def content_hash(cell: NotebookNode) -> str:
    """Return a hash of what a person grades in a cell: its text and its outputs."""
    content = json.dumps([cell.source, cell.get("outputs", []), cell.get("attachments", {})], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _path(course: Course, assignment: str, student: str) -> Path:
    return course.cache / "graded" / assignment / f"{student}.json"
