"""An append-only log of who was graded when, with hashes of what came in and what judged it: `.grader/audit.jsonl`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from grader.course import Course
from grader.judging.verdict import SubmissionVerdict


def log_grading(
    course: Course, assignment: str, student: str, hashes: dict[str, str], verdict: SubmissionVerdict
) -> None:
    """Append one line. `hashes` names the submission, and the assignment's text, tests and engine together."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "assignment": assignment,
        "student": student,
        **hashes,
        "points": {name: question.points for name, question in verdict.questions.items()},
    }
    course.cache.mkdir(exist_ok=True)
    # One write of one line: several graders may append at the same time.
    log = os.open(course.cache / "audit.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(log, (json.dumps(line) + "\n").encode())
    finally:
        os.close(log)


def read_log(course: Course) -> Iterator[dict[str, Any]]:
    """Yield the lines of the log, oldest first; a line cut short by a crash is left out."""
    path = course.cache / "audit.jsonl"
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            try:
                yield json.loads(line)
            except ValueError:
                continue
