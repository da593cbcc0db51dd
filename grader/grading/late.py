"""Points off for late work: nbgrader's plugin with a price for each day, minutes of grace and extensions.

`nbgrader_config.py` sets it. A due date is set in formgrader (Edit an assignment); a `timestamp.txt` beside the
notebook says when it came in. nbgrader asks the plugin at grading, for late work only.
"""

from __future__ import annotations

import math
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Assignment, Gradebook, Student, SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float, Type, Unicode, default

from grader.course import Course
from grader.grading.extensions import Extension, read_extensions, time_zone
from grader.grading.session import Session
from grader.grading.waived import counted, read_waived

EXTENSIONS = "extensions.csv"  # counts where it lies in the course folder: nobody writes it for nothing


class LatePolicy(LateSubmissionPlugin):
    """A share of the most points is taken off for each day that has begun after the due date."""

    per_day = Float(0.0, min=0.0, max=1.0, help="Share of the most points that each begun day costs.").tag(config=True)
    grace_minutes = Float(15.0, min=0.0, help="So late costs nothing; later counts from the due date.").tag(config=True)
    cap = Float(1.0, min=0.0, max=1.0, help="Largest share of the most points that is taken off.").tag(config=True)
    extensions = Unicode(
        EXTENSIONS, help="CSV file with columns student, assignment, until, in the course folder. Empty: no extensions."
    ).tag(config=True)
    timezone = Unicode(
        "UTC", help="Where the course is: its days, and times in that file without an offset, are local ones."
    ).tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points to take off, None for none. Raises UserError with the bad lines of the extensions."""
        notebook = self._notebook(student_id)
        if notebook is None:
            return self.penalty(score, total_seconds_late)
        submission = notebook.assignment
        until = submission.duedate + timedelta(seconds=self._extended_by(submission))
        seconds = (submission.timestamp - until).total_seconds()
        most = sum(most for _, most in _counted(Session.of(self.parent).course, notebook))
        return self.penalty(most, seconds, self._begun_days(until, submission.timestamp))

    def penalty(self, most: float, seconds: float, days: int | None = None) -> float | None:
        """Return the points that `seconds` of delay cost, of `most`; `days` are the begun ones if not all have 24 h."""
        if seconds <= 60 * self.grace_minutes:
            return None
        days = math.ceil(seconds / 86400) if days is None else max(1, days)
        return round(most * min(self.cap, self.per_day * days), 2) or None

    def _begun_days(self, until: datetime, came: datetime) -> int:
        """Return how many days have begun by the course's clock: a day on which clocks are turned is one day."""
        zone = time_zone(self.timezone)
        until, came = (time.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) for time in (until, came))
        return math.ceil((came - until) / timedelta(days=1))

    def _notebook(self, student: str) -> SubmittedNotebook | None:
        """Return what is graded. nbgrader's step hands over only the student; it knows the rest itself."""
        asked = self.parent
        if getattr(asked, "gradebook", None) is None:
            return None
        return asked.gradebook.find_submission_notebook(asked.notebook_id, asked.assignment_id, student)

    def _extended_by(self, submission) -> float:
        """Return the seconds between the due date that nbgrader used and the student's own."""
        untils = [
            extension.until
            for extension in self.read(Session.of(self.parent).course, self.parent.gradebook)
            if (extension.student, extension.assignment) == (submission.student.id, submission.assignment.name)
        ]
        return max([0.0, *((until - submission.duedate).total_seconds() for until in untils)])

    def read(self, course: Course, gradebook: Gradebook | None) -> list[Extension]:
        """Return the course's extensions, of students and assignments that the course or its gradebook knows.

        Raises UserError that names every bad line.
        """
        path = extensions_file(self, course)
        if path is None:
            return []
        assignments, students = set(course.assignments()), course.students()
        if gradebook is not None:
            assignments |= {name for (name,) in gradebook.db.query(Assignment.name)}
            students |= {name for (name,) in gradebook.db.query(Student.id)}
        return read_extensions(path, self.timezone, students, assignments)


class LatePenalties(AssignLatePenalties):
    """nbgrader's step with our policy. Points that a person still gives count: the order of grading costs nobody."""

    plugin_class = Type(LatePolicy, klass=LateSubmissionPlugin, help="The policy.").tag(config=True)

    @default("plugin_class")
    def _plugin_class_default(self) -> type:
        return LatePolicy

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        """Set the penalty of one submission, as nbgrader's step does, in the gradebook that is open already."""
        about = resources["nbgrader"]
        self.notebook_id, self.assignment_id, self.student_id = about["notebook"], about["assignment"], about["student"]
        self.init_plugin()
        with Session.of(self).gradebook() as self.gradebook:
            notebook = self.gradebook.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
            late = notebook.assignment.total_seconds_late
            penalty = None
            if late > 0:
                penalty = self.plugin_inst.late_submission_penalty(self.student_id, notebook.score, late)
            notebook.late_submission_penalty = None if penalty is None else self._check_late_penalty(notebook, penalty)
            self.gradebook.db.commit()
        return nb, resources

    def _check_late_penalty(self, notebook: SubmittedNotebook, penalty: float) -> float:
        count = _counted(Session.of(self).course, notebook)
        return max(0.0, min(penalty, sum(most if points is None else points for points, most in count)))


def _counted(course: Course, notebook: SubmittedNotebook) -> list[tuple[float | None, float]]:
    """Return (points, most) of each graded cell as they count."""
    waived = read_waived(course, notebook.assignment.name)
    return [counted(waived, g.name, None if g.needs_manual_grade else g.score, g.max_score) for g in notebook.grades]


def check_extensions(session: Session) -> None:
    """Raise UserError that names every bad line of the course's extensions, if it has any. Makes no gradebook."""
    policy = LatePolicy(parent=session.app)
    if policy.extensions and session.has_gradebook:
        with session.gradebook() as gradebook:
            policy.read(session.course, gradebook)
    else:
        policy.read(session.course, None)


def extensions_file(policy: LateSubmissionPlugin, course: Course) -> Path | None:
    """Return the file of extensions that a policy names, None if it names none or, unasked, one that is not there."""
    name = getattr(policy, "extensions", "")
    if not name or (name == EXTENSIONS and not os.path.lexists(course.root / name) and not _is_set(policy)):
        return None
    return course.root / Path(name).expanduser()


def _is_set(policy: LateSubmissionPlugin) -> bool:
    return any("extensions" in policy.config.get(kind.__name__, {}) for kind in type(policy).mro())
