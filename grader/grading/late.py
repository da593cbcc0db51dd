"""Points off for late work: nbgrader's plugin with a price for each day, minutes of grace and extensions.

`nbgrader_config.py` sets it. A due date is set in formgrader (Edit an assignment); a `timestamp.txt` beside the
notebook says when it came in. nbgrader asks the plugin at grading, for late work only.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbformat.notebooknode import NotebookNode
from nbgrader.api import SubmittedNotebook
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import Float, Type, Unicode, default

from grader.errors import UserError
from grader.grading.gradebook import opened

COLUMNS = ("student", "assignment", "until")


@dataclass(frozen=True)
class Extension:
    """A later due date for one student. `until` is in UTC and has no time zone, like nbgrader's own times."""

    student: str
    assignment: str
    until: datetime
    line: int


class LatePolicy(LateSubmissionPlugin):
    """A share of the most points is taken off for each day that has begun after the due date."""

    per_day = Float(0.0, min=0.0, max=1.0, help="Share of the most points that each begun day costs.").tag(config=True)
    grace_minutes = Float(15.0, min=0.0, help="So late costs nothing; later counts from the due date.").tag(config=True)
    cap = Float(1.0, min=0.0, max=1.0, help="Largest share of the most points that is taken off.").tag(config=True)
    extensions = Unicode(
        "", help="CSV file with columns student, assignment, until, in the course folder. Empty: no extensions."
    ).tag(config=True)
    timezone = Unicode("UTC", help="Where times in that file without an offset are local times.").tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Return the points to take off, None for none. Raises UserError with the bad lines of the extensions."""
        notebook = self._notebook(student_id)
        if notebook is None:
            return self.penalty(score, total_seconds_late)
        return self.penalty(notebook.max_score, total_seconds_late - self._extended_by(notebook.assignment))

    def penalty(self, most: float, seconds: float) -> float | None:
        """Return the points that `seconds` of delay cost, of `most`."""
        if seconds <= 60 * self.grace_minutes:
            return None
        return round(most * min(self.cap, self.per_day * math.ceil(seconds / 86400)), 2) or None

    def _notebook(self, student: str) -> SubmittedNotebook | None:
        """Return what is graded. nbgrader's step hands over only the student; it knows the rest itself."""
        asked = self.parent
        if getattr(asked, "gradebook", None) is None:
            return None
        return asked.gradebook.find_submission_notebook(asked.notebook_id, asked.assignment_id, student)

    def _extended_by(self, submission) -> float:
        """Return the seconds between the due date that nbgrader used and the student's own."""
        if not self.extensions:
            return 0.0
        path = Path(self.extensions).expanduser()
        untils = [
            extension.until
            for extension in read_extensions(path if path.is_absolute() else self._root() / path, self.timezone)
            if (extension.student, extension.assignment) == (submission.student.id, submission.assignment.name)
        ]
        return max([0.0, *((until - submission.duedate).total_seconds() for until in untils)])

    def _root(self) -> Path:
        coursedir = getattr(getattr(self.parent, "parent", None), "coursedir", None)
        return Path(coursedir.root) if coursedir is not None else Path.cwd()


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
        with opened(about["db_url"], self.parent.parent.coursedir.course_id) as self.gradebook:
            notebook = self.gradebook.find_submission_notebook(self.notebook_id, self.assignment_id, self.student_id)
            late = notebook.assignment.total_seconds_late
            penalty = None
            if late > 0:
                penalty = self.plugin_inst.late_submission_penalty(self.student_id, notebook.score, late)
            notebook.late_submission_penalty = None if penalty is None else self._check_late_penalty(notebook, penalty)
            self.gradebook.db.commit()
        return nb, resources

    def _check_late_penalty(self, notebook: SubmittedNotebook, penalty: float) -> float:
        waiting = sum(grade.max_score for grade in notebook.grades if grade.needs_manual_grade)
        return max(0.0, min(penalty, notebook.score + waiting))


def read_extensions(path: Path, timezone: str = "UTC") -> list[Extension]:
    """Read the extensions of a course. A date without a time lasts until the end of that day.

    Raises UserError that names every bad line.
    """
    try:
        zone = UTC if timezone == "UTC" else ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise UserError(f"there is no time zone {timezone!r}: write one like Europe/Berlin.") from None
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(
            f"the extensions {path.name} cannot be read as UTF-8 text: mend the file or its name."
        ) from None
    rows = csv.reader(text.splitlines(), delimiter=";" if ";" in text.partition("\n")[0] else ",")
    header = [title.strip().casefold() for title in next(rows, [])]
    if not set(COLUMNS) <= set(header):
        raise UserError(f"the first line of {path.name} must be {','.join(COLUMNS)}.")
    found, bad = [], []
    for values in rows:
        row = dict(zip(header, (value.strip() for value in values), strict=False))
        if not any(row.values()):
            continue
        until = _as_utc(row.get("until", ""), zone)
        if not row.get("student") or not row.get("assignment"):
            bad.append(f"line {rows.line_num}: student or assignment is missing")
        elif until is None:
            bad.append(f"line {rows.line_num}: {row.get('until', '')!r} is no date like 2026-03-31 or 2026-03-31 18:00")
        else:
            found.append(Extension(row["student"], row["assignment"], until, rows.line_num))
    if bad:
        raise UserError(f"{path.name}: {'; '.join(bad)}. Mend these lines and grade again.")
    return found


def _as_utc(text: str, zone) -> datetime | None:
    try:
        if len(text) == 10:
            when = datetime.combine(date.fromisoformat(text), time()) + timedelta(days=1, seconds=-1)
        else:
            when = datetime.fromisoformat(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=zone)
    return when.astimezone(UTC).replace(tzinfo=None)
