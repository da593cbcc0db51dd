"""Questions that an instructor has waived: full marks for everybody who handed in, or not counted at all.

The course's `waived.csv` says so, one line each, and nothing else does: scores stay in the gradebook as they were
given, and whoever shows or adds up points asks here what counts. So it can be undone without a loss.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping

from grader.conventions import question_of
from grader.course import Course
from grader.errors import UserError
from grader.files import write_whole

FILE = "waived.csv"
COLUMNS = ("assignment", "question", "how")
FULL, NOT_COUNTED = "full marks", "not counted"


def read_waived(course: Course, assignment: str) -> dict[str, str]:
    """Return {question: FULL or NOT_COUNTED} of an assignment. Raises UserError that names every bad line."""
    return {question: how for name, question, how in _rows(course) if name == assignment}


def write_waived(course: Course, assignment: str, question: str, how: str | None) -> None:
    """Keep how a question is waived; None takes it back."""
    rows = [row for row in _rows(course) if row[:2] != (assignment, question)]
    rows += [(assignment, question, how)] if how else []
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
    write_whole(course.root / FILE, text.getvalue())


def check_waived(course: Course, assignment: str, questions: Collection[str]) -> None:
    """Raise UserError if a line of the file names no graded cell of the assignment."""
    unknown = sorted(read_waived(course, assignment).keys() - set(questions))
    if unknown:
        raise UserError(f"{FILE}: {assignment} has no {', '.join(map(repr, unknown))} (known: {', '.join(questions)}).")


def counted(waived: Mapping[str, str], cell: str, points: float | None, most: float) -> tuple[float | None, float]:
    """Return (points, most) of a graded cell as they count; None where a person must still decide."""
    how = waived.get(question_of(cell) or cell)
    if how == FULL:
        return most, most
    return (0.0, 0.0) if how == NOT_COUNTED else (points, most)


def _rows(course: Course) -> list[tuple[str, str, str]]:
    path = course.root / FILE
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise UserError(f"{FILE} cannot be read as UTF-8 text: mend it, or write it with `grader waive`.") from None
    found, bad = [], []
    for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        values = tuple(value.strip() for value in row)
        if not any(values) or values == COLUMNS:
            continue
        if len(values) != len(COLUMNS) or values[2] not in (FULL, NOT_COUNTED):
            bad.append(f"line {number} is not ASSIGNMENT,QUESTION and “{FULL}” or “{NOT_COUNTED}”")
        else:
            found.append((values[0], values[1], values[2]))
    if bad:
        raise UserError(f"{FILE}: {'; '.join(bad)}. Mend these lines.")
    return found
