"""Where a course stands: who has handed in, who is graded, what waits for a person, whose feedback is written."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from grader.assignment.assignment import Assignment
from grader.course import Course
from grader.errors import UserError
from grader.exporters.class_grades import shown
from grader.files import file_hash
from grader.grading import backups
from grader.grading.gradebook import connect
from grader.grading.nbgrader_course import nbgrader_app
from grader.grading.records import Record
from grader.reading.submission_file import UnreadableSubmission, find_notebook, read_submission
from grader.reports.history import is_on_the_page, shown_by


@dataclass
class StudentStatus:
    """One student and one assignment. `waiting` are the cells that a person must grade."""

    handed_in: bool = False
    graded: bool = False
    up_to_date: bool = False
    waiting: list[str] = field(default_factory=list)
    feedback: bool = False
    unreadable: str = ""
    late_hours: float = 0.0
    penalty: float = 0.0
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
    course.author_text(assignment)
    try:
        digest = Assignment.load(course, assignment).digest
    except UserError:
        digest = ""  # tests that are just being written must not hide who has handed in
    found: dict[str, StudentStatus] = {}
    for student, at in _in_gradebook(course, assignment):
        found[student] = at
    for student, folder in course.submitted(assignment).items():
        at = found.setdefault(student, StudentStatus())
        at.handed_in = True
        try:
            path, _ = find_notebook(folder, assignment)
            record, graded = Record.read(course, assignment, student), course.autograded(assignment, student)
            same = record.submission == file_hash(path)
            if not same:
                read_submission(path)
            at.up_to_date = (
                same and record.assignment == digest and graded.is_file() and record.autograded == file_hash(graded)
            )
        except UnreadableSubmission as error:
            at.unreadable = str(error)
        page, graded = course.feedback(assignment, student), course.autograded(assignment, student)
        at.feedback = (
            page.is_file()
            and graded.is_file()
            and page.stat().st_mtime >= graded.stat().st_mtime
            and is_on_the_page(course, assignment, student, at.shows)
        )
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
    }


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
        "students": {name: _plain(at) for name, at in students.items()},
    }


def _plain(at: StudentStatus) -> dict[str, Any]:
    plain = {**asdict(at), "next": at.next_step}
    del plain["shows"]
    return plain


def _in_gradebook(course: Course, assignment: str) -> list[tuple[str, StudentStatus]]:
    with nbgrader_app(course) as (app, _):
        file = backups.gradebook_file(course, app.coursedir.db_url)
        if file is not None and not file.is_file():
            return []  # opening it would make one
        with connect(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
            found = {student.id: StudentStatus() for student in gradebook.students}
            known = [about for about in gradebook.assignments if about.name == assignment]
            for submission in known[0].submissions if known else ():
                at = found[submission.student.id]
                at.handed_in = at.graded = True
                at.late_hours = round(submission.total_seconds_late / 3600, 2)
                points, comments = {}, {}
                for notebook in submission.notebooks:
                    at.penalty += notebook.late_submission_penalty or 0.0
                    at.waiting += [shown(grade.name) for grade in notebook.grades if grade.needs_manual_grade]
                    points |= {shown(g.name): None if g.needs_manual_grade else g.score for g in notebook.grades}
                    comments |= {comment.name: comment.comment for comment in notebook.comments}
                at.shows = shown_by(points, comments, at.penalty)
    return list(found.items())
