"""What was graded last for a student: it tells unchanged work from new work. Kept in `.grader/`, one JSON file each.

Losing these files loses no grade: then everything counts as new.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.course import Course


@dataclass(frozen=True)
class Record:
    """One graded submission. `submission` and `assignment` are hashes of what came in and of what judged it.

    `cells` holds a hash of each graded cell's content, `notes` what a TA should know.
    """

    submission: str = ""
    assignment: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @classmethod
    def read(cls, course: Course, assignment: str, student: str) -> Record:
        """Return the record of a student; an empty one if there is none or it is damaged."""
        try:
            data = json.loads(_path(course, assignment, student).read_text(encoding="utf-8"))
            return cls(**{**data, "notes": tuple(data["notes"])})
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def write(self, course: Course, assignment: str, student: str) -> None:
        """Keep the record; the file appears whole or not at all."""
        path = _path(course, assignment, student)
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        partial.write_text(json.dumps(asdict(self)), encoding="utf-8")
        os.replace(partial, path)


def content_hash(cell: NotebookNode) -> str:
    """Return a hash of what a person grades in a cell: its text and its outputs."""
    content = json.dumps([cell.source, cell.get("outputs", []), cell.get("attachments", {})], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def file_hash(path: Path) -> str:
    """Return a hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _path(course: Course, assignment: str, student: str) -> Path:
    return course.cache / "graded" / assignment / f"{student}.json"
