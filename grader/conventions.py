"""What author text, release, submission and graded notebook agree on: ids, metadata, the first words of a line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MARKER = "#grade (write your code in this cell and DO NOT DELETE THIS LINE)"
METADATA_KEY = "grader"  # what is ours in metadata and in nbconvert's resources; `repair` removes a student's own
EVIDENCE_START = '{"evidence":'  # how the line begins that a plot or a record prints about itself
_CHECK = "-check"


def check_id(question: str) -> str:
    """Return the nbgrader id of the check cell of a question; it carries the points."""
    return f"{question}{_CHECK}"


def question_of(check: str) -> str | None:
    """Return the question whose check cell has the nbgrader id `check`, None if that is no id of a check."""
    return check.removesuffix(_CHECK) if check.endswith(_CHECK) else None


def grade_id(cell: Mapping[str, Any]) -> str | None:
    """Return the nbgrader id that a cell carries, whether it is of this assignment or not."""
    metadata = cell.get("metadata", {}).get("nbgrader")
    name = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return name if isinstance(name, str) and name else None
