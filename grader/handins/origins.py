"""Under which names a learning management system handed over a student's file: feedback goes back under these.

Kept in `.grader/origins/`, one JSON file for each student, when `grader collect` takes a hand-in.
"""

from __future__ import annotations

import json

from grader.course import Course
from grader.files import write_whole


def keep_origin(course: Course, assignment: str, student: str, system: str, origin: str, replace: bool = True) -> None:
    """Remember the name; of each system the last one counts. Without `replace` a known name stays."""
    known = find_origins(course, assignment, student)
    if system not in known or replace:
        path = course.cache / "origins" / assignment / f"{student}.json"
        write_whole(path, json.dumps({**known, system: origin}))


def find_origins(course: Course, assignment: str, student: str) -> dict[str, str]:
    """Return {id of a system: name} of what was collected from a student; nothing if the file is damaged."""
    path = course.cache / "origins" / assignment / f"{student}.json"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {system: name for system, name in found.items() if isinstance(name, str)}
    except (OSError, ValueError, AttributeError):
        return {}
