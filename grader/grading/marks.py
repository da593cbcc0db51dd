"""Marks and comments that people give to one cell of many students: saved, refused where they changed, undone.

What a cell has is nbgrader's grade and comment; who gave it, and what was there before, stands in the audit log.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import math
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook

from grader.assignment.rubric import read_marks
from grader.conventions import check_id, question_of
from grader.course import Course
from grader.errors import UserError
from grader.grading.audit_log import log_mark, logged_marks
from grader.grading.gradebook import submissions_of


@dataclass(frozen=True)
class CellState:
    """What a person gave to a cell: points, points beyond the most, the comment, and whether it still waits."""

    score: float | None = None
    extra: float | None = None
    waits: bool = False
    comment: str = ""

    @property
    def version(self) -> str:
        """Return what tells this state from another, for a page to send back."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]

    @property
    def shown(self) -> str:
        """Return the state in a few words."""
        points = "no mark" if self.score is None else f"{self.score:g} point{'s' * (self.score != 1)}"
        return f"{points}{', with a comment' if self.comment else ''}"


@dataclass
class MarkedCell:
    """One graded cell of one student. `submission` is nbgrader's id of the notebook."""

    submission: str
    student: str
    grade: Grade
    comment: Comment | None

    @property
    def state(self) -> CellState:
        """Return what the gradebook holds now."""
        said = (self.comment.manual_comment if self.comment else None) or ""
        return CellState(self.grade.manual_score, self.grade.extra_credit, bool(self.grade.needs_manual_grade), said)

    def put(self, state: CellState) -> None:
        """Let the gradebook hold `state`; its caller commits."""
        self.grade.manual_score, self.grade.extra_credit = state.score, state.extra
        self.grade.needs_manual_grade = state.waits
        if self.comment is not None:
            self.comment.manual_comment = state.comment or None


@dataclass
class MarkingOutcome:
    """What became of an act: its id, the cells that were changed, and those that were not, with who changed them."""

    act: str
    done: list[MarkedCell] = field(default_factory=list)
    refused: list[tuple[MarkedCell, str]] = field(default_factory=list)


def points_of(given: Any, most: float | None) -> float | None:
    """Return points as a number, None for none. Raises UserError that names the most: nothing is cut to fit."""
    if given is None or given == "":
        return None
    try:
        points = float(given) if not isinstance(given, bool) else math.nan
    except (TypeError, ValueError):
        points = math.nan
    if not math.isfinite(points) or points < 0 or (most is not None and points > most + 1e-9):
        upto = "of 0 or more" if most is None else f"from 0 to {most:g}"
        raise UserError(f"“{str(given)[:20]}” is not saved: type a number {upto}, such as 0.5.")
    return points


def check_marks(comment: str) -> None:
    """Raise UserError if a mark in a comment is larger than its item."""
    for mark in read_marks(comment)[0]:
        points_of(mark.points, mark.most)


class Marks:
    """The marks of one assignment, as one person gives them; several processes may do so at the same time."""

    def __init__(self, course: Course, gradebook: Gradebook, assignment: str, by: str = ""):
        self.course, self.gradebook, self.assignment, self.by = course, gradebook, assignment, by

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock of all who give marks, and forget what was read before: another process may have written."""
        self.course.cache.mkdir(exist_ok=True)
        with (self.course.cache / "marking.lock").open("a+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.gradebook.db.rollback()
            try:
                yield
            except BaseException:
                self.gradebook.db.rollback()
                raise
            finally:
                fcntl.flock(lock, fcntl.LOCK_UN)

    def cells(self, cell: str) -> list[MarkedCell]:
        """Return the cell of each student who has a submission; none if there is no such cell."""
        submissions = submissions_of(self.gradebook, self.assignment)
        found = (self._in(notebook, cell) for submission in submissions for notebook in submission.notebooks)
        return [one for one in found if one is not None]

    def cell_of(self, submission: str, cell: str) -> MarkedCell | None:
        """Return the cell of one submission, None if there is none."""
        with contextlib.suppress(MissingEntry):
            notebook = self.gradebook.find_submission_notebook_by_id(submission)
            if notebook.assignment.assignment.name == self.assignment:
                return self._in(notebook, cell)
        return None

    def give(self, cell: str, seen: Mapping[str, str], kind: str, **what: Any) -> MarkingOutcome:
        """Give `score` and `comment`, as far as they are named, to the cell of each submission in `seen`.

        `seen` is {submission: version of the state that the person saw}; where that is another one now nothing is
        changed. Raises UserError if a mark is no number between 0 and the most.
        """
        if "comment" in what:
            what["comment"] = str(what["comment"] or "").strip()
            check_marks(what["comment"])

        def change(one: MarkedCell) -> CellState | None:
            new, old = dict(what), one.state
            if "score" in new:
                new["score"] = points_of(new["score"], one.grade.max_score)
                new["waits"] = new["score"] is None and one.grade.auto_score is None  # as nbgrader has it
            return replace(old, **new) if old.version == seen[one.submission] else None

        found = [one for one in (self.cell_of(submission, cell) for submission in seen) if one is not None]
        return self.change(found, kind, change)

    def undo(self, cell: str, act: str) -> MarkingOutcome:
        """Give back what the cells had before an act; cells that changed since are refused."""
        lines = {line["student"]: line for line in self.log(cell) if line.get("act") == act}

        def before(one: MarkedCell) -> CellState | None:
            line = lines[one.student]
            return CellState(**line["before"]) if one.state == CellState(**line["after"]) else None

        found = [one for one in self.cells(cell) if one.student in lines]
        return self.change(found, "undo", before, undone=act)

    def log(self, cell: str) -> list[dict[str, Any]]:
        """Return the lines of the log about this cell, oldest first."""
        return [line for line in logged_marks(self.course, self.assignment) if line.get("cell") == cell]

    def givers(self, cell: str) -> dict[tuple[str, CellState], tuple[str, str]]:
        """Return {(student, state): (who gave it, when)} of the last line about each student."""
        last = {line["student"]: line for line in self.log(cell)}
        return {
            (student, CellState(**line["after"])): (str(line.get("by", "")), str(line["time"]))
            for student, line in last.items()
        }

    def note(self, one: MarkedCell, before: CellState, kind: str, act: str = "", **more: Any) -> None:
        """Write into the log what a cell has now, if that is not what it had."""
        if one.state != before:
            about = {"assignment": self.assignment, "student": one.student, "cell": one.grade.name, "by": self.by}
            states = {"before": asdict(before), "after": asdict(one.state)}
            log_mark(self.course, {**about, "kind": kind, "act": act or secrets.token_hex(6), **more, **states})

    def change(
        self, cells: list[MarkedCell], kind: str, change: Callable[[MarkedCell], CellState | None], **more: Any
    ) -> MarkingOutcome:
        """Change cells in one transaction, and log it; `change` returns the new state, None where it is refused."""
        outcome = MarkingOutcome(secrets.token_hex(6))
        new = [(one, one.state, change(one)) for one in cells]
        givers = self.givers(cells[0].grade.name) if cells else {}
        for one, _, state in new:
            if state is None:
                outcome.refused.append((one, givers.get((one.student, one.state), ("", ""))[0]))
            else:
                one.put(state)
                outcome.done.append(one)
        self.gradebook.db.commit()
        for one, before, state in new:
            if state is not None:
                self.note(one, before, kind, outcome.act, **more)
        return outcome

    @staticmethod
    def _in(notebook: SubmittedNotebook, cell: str) -> MarkedCell | None:
        grade = next((one for one in notebook.grades if one.name == cell), None)
        said = next((one for one in notebook.comments if one.name == (question_of(cell) or cell)), None)
        return grade and MarkedCell(notebook.id, notebook.student.id, grade, said)


def graded_cell(notebook: SubmittedNotebook, name: str) -> str:
    """Return the graded cell that a comment on the cell `name` belongs to."""
    names = {grade.name for grade in notebook.grades}
    return name if name in names else check_id(name)
