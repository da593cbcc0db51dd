"""An append-only log of who was graded when, with hashes of what came in and what judged it: `.grader/audit.jsonl`."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime

from grader.assignment.assignment import Assignment


def log_grading(assignment: Assignment, student: str, submission: str, points: Mapping[str, float | None]) -> None:
    """Append one line: when, who, what was handed in (its hash), what judged it, and the points of each cell.

    `points` are of graded cells and records; None means that a person decides.
    """
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "assignment": assignment.name,
        "student": student,
        "submission": submission,
        "judged_by": assignment.digest,
        "points": dict(points),
    }
    folder = assignment.course.cache
    folder.mkdir(exist_ok=True)
    # One write of one line: several graders may append at the same time.
    log = os.open(folder / "audit.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(log, (json.dumps(line) + "\n").encode())
    finally:
        os.close(log)
