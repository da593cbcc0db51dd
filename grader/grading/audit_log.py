"""An append-only log, `.grader/audit.jsonl`: who was graded when and by what, and who gave which mark.

A line is of a grading, with hashes of what came in and what judged it, or of a mark, with what was there before it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from grader.assignment.assignment import Assignment
from grader.course import Course


def log_grading(assignment: Assignment, student: str, submission: str, points: Mapping[str, float | None]) -> None:
    """Append one line: when, who, what was handed in (its hash), what judged it, and the points of each cell.

    `points` are of graded cells and records; None means that a person decides.
    """
    line = {
        "assignment": assignment.name,
        "student": student,
        "submission": submission,
        "judged_by": assignment.digest,
        "points": dict(points),
    }
    _append(assignment.course, line)


def log_mark(course: Course, line: Mapping[str, Any]) -> None:
    """Append one line: which cell of which student got what, by whom, and what it had before (`grading.marks`)."""
    _append(course, line)


def logged_marks(course: Course, assignment: str) -> Iterator[dict[str, Any]]:
    """Yield the lines about marks of an assignment that tell what was there before, oldest first."""
    return (line for line in logged_lines(course, assignment) if "after" in line)


def logged_lines(course: Course, assignment: str) -> Iterator[dict[str, Any]]:
    """Yield all lines about an assignment, oldest first; what cannot be read is left out."""
    try:
        lines = (course.cache / "audit.jsonl").read_bytes().splitlines()
    except FileNotFoundError:
        return
    for text in lines:
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict) and line.get("assignment") == assignment:
            yield line


def _append(course: Course, line: Mapping[str, Any]) -> None:
    folder = course.cache
    folder.mkdir(exist_ok=True)
    # One write of one line: several graders may append at the same time.
    log = os.open(folder / "audit.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(log, (json.dumps({"time": datetime.now(UTC).isoformat(timespec="seconds"), **line}) + "\n").encode())
    finally:
        os.close(log)
