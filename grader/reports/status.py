"""Where a course stands: who has handed in, who is graded, what waits for a person, whose feedback is written."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nbgrader.api import Gradebook

from grader.assignment.author_text import AuthorText
from grader.assignment.identity import identity_of
from grader.course import Course
from grader.errors import UserError
from grader.exporters.class_grades import shown
from grader.grading.gradebook import submissions_of
from grader.grading.records import Record, by_test
from grader.grading.session import Session
from grader.grading.up_to_date import Standing, grading_basis, read_timestamp, standing, timestamp_trouble
from grader.grading.waived import counted, read_waived
from grader.handins.origins import find_origins
from grader.lms.registry import marked_late
from grader.reading.belongs import check_belongs
from grader.reading.submission_file import UnreadableSubmission, find_notebook, read_submission
from grader.reports.history import has_page, shown_by


@dataclass
class StudentStatus:
    """One student and one assignment. `waiting` are the cells that a person must grade.

    `time_known` says whether anything tells when it came in, `marked_late` which platform calls it late. `broken` is
    {hidden test that broke at this answer: its error}.
    """

    handed_in: bool = False
    graded: bool = False
    up_to_date: bool = False
    waiting: list[str] = field(default_factory=list)
    feedback: bool = False
    unreadable: str = ""
    late_hours: float = 0.0
    penalty: float = 0.0
    time_known: bool = False
    time_trouble: str = ""
    marked_late: str = ""
    broken: dict[str, str] = field(default_factory=dict)
    shows: str = field(default="", repr=False)

    @property
    def next_step(self) -> str:
        """Return what to do next for this student, "" if nothing."""
        if self.unreadable:
            return "ask for another file"
        if self.handed_in and not (self.graded and self.up_to_date):
            return "grade"
        if self.waiting:
            return "formgrader"
        return "feedback" if self.graded and not self.feedback else ""


def status(course: Course, assignment: str) -> dict[str, StudentStatus]:
    """Return {student: status} of everyone in the gradebook or with a hand-in. Raises UserError: no such assignment."""
    path_of_text, identity = course.author_text(assignment), None
    found: dict[str, StudentStatus] = {}
    basis = ""
    # A text or tests that are just being written must not hide who has handed in.
    with contextlib.suppress(UserError):
        identity = identity_of(course, AuthorText.read(path_of_text))
    with Session(course) as session:
        if session.has_gradebook:
            with session.gradebook() as gradebook:
                found = _in_gradebook(gradebook, assignment, read_waived(course, assignment))
                with contextlib.suppress(UserError):
                    basis = grading_basis(session, assignment, gradebook)
    for student, folder in course.submitted(assignment).items():
        at = found.setdefault(student, StudentStatus())
        at.handed_in = True
        try:
            path, _ = find_notebook(folder, assignment)
            now = standing(course, assignment, student, path, basis)
            if now in (Standing.UNKNOWN, Standing.NEW_WORK):
                notebook = read_submission(path)
                if identity is not None:
                    check_belongs(notebook, identity)
            at.up_to_date = now is Standing.UP_TO_DATE
        except UnreadableSubmission as error:
            at.unreadable = str(error)
        at.time_known = read_timestamp(course, assignment, student) is not None
        at.time_trouble = timestamp_trouble(course, assignment, student)
        at.marked_late = marked_late(find_origins(course, assignment, student))
        at.feedback = has_page(course, assignment, student, at.shows)
        at.broken = Record.read(course, assignment, student).broken if at.graded else {}
    return dict(sorted(found.items()))


def counts(students: dict[str, StudentStatus]) -> dict[str, int]:
    """Return how many students each state has."""
    every = students.values()
    return {
        "students": len(every),
        "handed_in": sum(at.handed_in for at in every),
        "graded": sum(at.graded for at in every),
        "up_to_date": sum(at.up_to_date for at in every),
        "needs_a_person": sum(bool(at.waiting) for at in every),
        "feedback": sum(at.feedback for at in every),
        "unreadable": sum(bool(at.unreadable) for at in every),
        "late": sum(at.late_hours > 0 for at in every),
        "time_unknown": sum(at.handed_in and not at.time_known for at in every),
    }


def not_ready(course: Course, assignment: str) -> str:
    """Return why an assignment cannot be graded as its files are now, "" if it can."""
    try:
        with Session(course) as session:
            session.assignment(assignment)
    except UserError as error:
        return str(error)
    return ""


def broken_tests(students: dict[str, StudentStatus]) -> dict[str, list[str]]:
    """Return {hidden test that broke, and its error: students}."""
    return by_test({name: at.broken for name, at in students.items()})


def next_step(assignment: str, students: dict[str, StudentStatus]) -> str:
    """Return the next command, or what to wait for."""
    steps = [at.next_step for at in students.values()]
    if "grade" in steps:
        return f"`grader grade {assignment}`"
    if "formgrader" in steps:
        return "`grader formgrader`, to grade what waits for a person"
    if "feedback" in steps:
        return f"`grader feedback {assignment}`"
    if any(at.graded for at in students.values()):
        return f"`grader report {assignment}`, then `grader export {assignment}`"
    return f"put hand-ins into submitted/STUDENT/{assignment}/"


def as_dict(students: dict[str, StudentStatus]) -> dict[str, Any]:
    """Return plain data for JSON."""
    return {
        "counts": counts(students),
        "broken_tests": broken_tests(students),
        "students": {name: _plain(at) for name, at in students.items()},
    }


def _plain(at: StudentStatus) -> dict[str, Any]:
    plain = {**asdict(at), "next": at.next_step}
    del plain["shows"]
    return plain


def _in_gradebook(gradebook: Gradebook, assignment: str, waived: Mapping[str, str]) -> dict[str, StudentStatus]:
    found = {student.id: StudentStatus() for student in gradebook.students}
    for submission in submissions_of(gradebook, assignment):
        at = found[submission.student.id]
        at.handed_in = at.graded = True
        at.late_hours = round(submission.total_seconds_late / 3600, 2)
        points: dict[str, float | None] = {}
        comments: dict[str, str | None] = {}
        for notebook in submission.notebooks:
            at.penalty += notebook.late_submission_penalty or 0.0
            own = {
                shown(g.name): counted(waived, g.name, None if g.needs_manual_grade else g.score, g.max_score)[0]
                for g in notebook.grades
            }
            at.waiting += [name for name, score in own.items() if score is None]
            points |= own
            comments |= {comment.name: comment.comment for comment in notebook.comments}
        at.shows = shown_by(points, comments, at.penalty)
    return found
