"""How far TAs are with the work that was shared among them, for `grader status`."""

from __future__ import annotations

from grader.course import Course
from grader.grading.session import Session
from grader.grading.shares import Progress, progress, read_shares


def assigned_work(course: Course, assignment: str) -> Progress:
    """Return how far each TA is, and how far two markers agree; nothing if no work was assigned."""
    if not read_shares(course, assignment):
        return Progress()
    with Session(course) as session:
        if not session.has_gradebook:
            return Progress()
        with session.gradebook() as gradebook:
            return progress(course, assignment, gradebook)
