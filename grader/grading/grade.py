"""Grade a class: judge all submissions at once, save each through nbgrader as soon as its verdict is there."""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.utils import find_all_files
from sqlalchemy.exc import SQLAlchemyError

from grader.assignment.assignment import Assignment
from grader.conventions import check_id
from grader.course import Course
from grader.errors import UserError
from grader.grading import backups, gradebook, one_at_a_time
from grader.grading.automatic import automatic_points, judge_evidence
from grader.grading.late import check_extensions
from grader.grading.preprocessors import JudgeAnswers
from grader.grading.records import Record, by_test
from grader.grading.session import Session
from grader.grading.up_to_date import Standing, grading_basis, standing, timestamp_trouble
from grader.grading.waived import check_waived, read_waived
from grader.judging.judge import read_and_repair
from grader.judging.pool import Judged, Pool
from grader.judging.verdict import QuestionVerdict, SubmissionVerdict
from grader.reading.repair import Repaired
from grader.reading.submission_file import (
    LARGEST_BYTES,
    UnreadableSubmission,
    find_notebook,
    submission_hash,
)
from grader.sandbox.launch import SandboxProcess

if TYPE_CHECKING:
    from grader.judging.cluster import ClusterPool


@dataclass(frozen=True)
class Submission:
    """One student's notebook file."""

    student: str
    path: Path


@dataclass
class Outcome:
    """What grading a class came to, by student: verdicts, what could not be read or saved, who was up to date.

    `look_at` says what else a person should know, `broken` is {hidden test that broke, and its error: students}.
    `changes` holds what grading again changes: {student: {cell: (automatic score before, and now)}}.
    """

    verdicts: dict[str, SubmissionVerdict] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    set_aside: dict[str, str] = field(default_factory=dict)
    look_at: dict[str, str] = field(default_factory=dict)
    broken: dict[str, list[str]] = field(default_factory=dict)
    up_to_date: list[str] = field(default_factory=list)
    scores: dict[str, gradebook.Score] = field(default_factory=dict)
    changes: dict[str, dict[str, tuple[float | None, float | None]]] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Return whether every file is graded or listed as unreadable."""
        return not self.failed and not self.set_aside


Progress = Callable[[int, int], None]


def grade(
    course: Course,
    name: str,
    jobs: int | None = None,
    students: str = "*",
    force: bool = False,
    progress: Progress = lambda done, total: None,
    confirm: Callable[[Outcome], bool] | None = None,
    cluster: str | None = None,
    sandbox_process: SandboxProcess | None = None,
) -> Outcome:
    """Grade what was handed in for the assignment `name`; return what came of it.

    `students` is a pattern like nbgrader's `--student`; `force` grades again what is up to date;
    `progress(done, total)` is called along the way. With `confirm` everything is judged first and nothing is
    saved unless it returns True. A run that was stopped goes on where it ended. `sandbox_process` may be loading.
    Raises UserError if there is nothing to grade, the gradebook cannot be used, or a file cannot be written.
    """
    outcome = Outcome()
    try:
        with Session(course) as session:
            assignment = session.assignment(name)  # if it or its rules are broken, say so at the start
            with one_at_a_time.grading_alone(course):
                check_extensions(session)
                check_waived(course, name, [*assignment.text.questions, *assignment.text.manual])
                backups.back_up(course, session.gradebook_file)
                gradebook.register(session.app, assignment.text)
                pool = _pool(session, assignment, jobs, cluster, sandbox_process, outcome)
                session.judge_on(pool)
                run = _ClassRun(session, pool, outcome)
                run.grade(dict(_submissions(course, name, students, outcome)), force, progress, confirm)
    except OSError as error:
        raise UserError(
            f"{error.filename or course.root}: {error.strerror or error}. Mend that and run the same command again: "
            "what is graded is kept."
        ) from None
    except SQLAlchemyError as error:
        raise _gradebook_trouble(str(getattr(error, "orig", error))) from None
    return outcome


def plan(
    course: Course, name: str, students: str = "*", force: bool = False
) -> tuple[list[str], list[str], dict[str, str]]:
    """Return who would be graded, who is up to date, and {student: why} whose file cannot be read. Writes nothing."""
    outcome = Outcome()
    with Session(course) as session:
        assignment = session.assignment(name)
        check_extensions(session)
        todo = _todo(session, name, dict(_submissions(course, name, students, outcome)), force, outcome)
    readable: list[str] = []
    for submission in todo:
        try:
            read_and_repair(assignment, submission.path)
            readable.append(submission.student)
        except UnreadableSubmission as error:
            outcome.unreadable[submission.student] = f"{submission.path.name}: {error}"
    return readable, outcome.up_to_date, outcome.unreadable


@dataclass
class _ClassRun:
    """One run over a class."""

    session: Session
    pool: Pool | ClusterPool[Submission]
    outcome: Outcome
    kept: dict[QuestionVerdict, QuestionVerdict] = field(default_factory=dict)

    @property
    def assignment(self) -> Assignment:
        return self.pool.assignment

    def grade(
        self, found: dict[str, Path], force: bool, progress: Progress, confirm: Callable[[Outcome], bool] | None
    ) -> None:
        """Judge and save, or first judge all, ask, and then save."""
        todo = _todo(self.session, self.assignment.name, found, force, self.outcome)
        if confirm is not None:
            self._compare(todo, progress)
            if not confirm(self.outcome):
                return
        progress(0, len(todo))
        for done, (submission, judged) in enumerate(self.pool.judge_all(todo, self._read), start=1):
            self._note_unreadable(submission, judged)
            if judged.verdict is not None:
                assert judged.repaired is not None  # it was judged
                self.session.keep_repaired(judged.repaired)
                self._save(submission, judged.verdict)
            progress(done, len(todo))
        with self.session.gradebook() as book:
            waived = read_waived(self.session.course, self.assignment.name)
            scores = gradebook.scores(book, self.assignment.name, waived)
        self.outcome.scores = {student: score for student, score in scores.items() if student in found}
        course, name = self.session.course, self.assignment.name
        self.outcome.broken = by_test({s: Record.read(course, name, s).broken for s in self.outcome.scores})

    def _compare(self, todo: list[Submission], progress: Progress) -> None:
        """Fill in what the new verdicts would change, without saving them."""
        rules = self.session.rules(self.assignment.name)
        with self.session.gradebook() as book:
            before = gradebook.automatic_scores(book, self.assignment.name)
        for done, (submission, judged) in enumerate(self.pool.judge_all(todo, self._read), start=1):
            self._note_unreadable(submission, judged)
            if judged.verdict is not None:
                assert judged.repaired is not None  # it was judged
                records = judge_evidence(rules, judged.repaired.notebook).verdicts
                verdicts = {**records, **{check_id(name): q for name, q in judged.verdict.questions.items()}}
                new = automatic_points(judged.repaired.notebook, verdicts, self.assignment.release)
                old = before.get(submission.student, {})
                changes = {cell: (old.get(cell), now) for cell, now in new.items() if old.get(cell) != now}
                self.outcome.changes |= {submission.student: changes} if changes else {}
            progress(done, len(todo))

    def _read(self, submission: Submission) -> Repaired:
        """Return the repaired notebook of a submission; may run in another process. Raises UnreadableSubmission."""
        of = submission_hash(submission.path)
        return replace(read_and_repair(self.assignment, submission.path), of=of)

    def _note_unreadable(self, submission: Submission, judged: Judged) -> None:
        if judged.reason:
            self.outcome.unreadable[submission.student] = f"{submission.path.name}: {judged.reason}"
        if judged.fault:
            self.outcome.failed[submission.student] = f"grading it broke, please report this: {judged.fault}"

    def _save(self, submission: Submission, verdict: SubmissionVerdict) -> None:
        name, student = self.assignment.name, submission.student
        self.session.said.clear()
        converter = _AutogradeOne(coursedir=self.session.coursedir, parent=self.session.app)
        converter.student, converter.force = student, True
        self.session.coursedir.assignment_id = name
        try:
            converter.start()
        except NbGraderException as error:
            reason = _reason(self.session.said) or str(error)
            if "OperationalError" in reason:
                raise _gradebook_trouble(reason) from None
            self.outcome.failed[student] = reason
            return
        # Many answers get the same verdict: it is kept once, so that a large class needs little memory.
        questions = {question: self.kept.setdefault(one, one) for question, one in verdict.questions.items()}
        self.outcome.verdicts[student] = replace(verdict, questions=questions)


def _pool(
    session: Session,
    assignment: Assignment,
    jobs: int | None,
    cluster: str | None,
    sandbox_process: SandboxProcess | None,
    outcome: Outcome,
) -> Pool | ClusterPool[Submission]:
    store, limits = session.verdicts, JudgeAnswers(parent=session.app).limits
    if cluster:
        from grader.judging.cluster import ClusterPool

        aside = outcome.set_aside
        return ClusterPool(cluster, assignment, store, limits, lambda one, why: aside.update({one.student: why}))
    return Pool(assignment, store, jobs or os.cpu_count() or 1, limits, sandbox_process)


def _submissions(course: Course, name: str, students: str, outcome: Outcome) -> Iterator[tuple[str, Path]]:
    folders = {s: folder for s, folder in course.submitted(name).items() if fnmatch(s, students)}
    if not folders:
        whose = "" if students == "*" else f" by students named {students!r}"
        raise UserError(
            f"nothing was handed in for {name}{whose}: "
            f"put notebooks into submitted/STUDENT/{name}/{name}.ipynb, one folder for each student."
        )
    for student, folder in folders.items():
        try:
            yield student, find_notebook(folder, name)[0]
        except UnreadableSubmission as error:
            outcome.unreadable[student] = str(error)
        if trouble := timestamp_trouble(course, name, student):
            outcome.look_at[student] = f"{trouble}: graded as if it were not there"


def _todo(session: Session, name: str, found: dict[str, Path], force: bool, outcome: Outcome) -> list[Submission]:
    """Return what is to be graded of {student: file}, and note what is up to date or cannot be read."""
    known: dict[str, dict[str, float | None]] = {}
    basis = ""
    if session.has_gradebook and not force:
        with session.gradebook() as book:
            known, basis = gradebook.automatic_scores(book, name), grading_basis(session, name, book)
    todo = []
    for student, path in found.items():
        try:
            now = standing(session.course, name, student, path, basis) if student in known else None
        except UnreadableSubmission as error:
            outcome.unreadable[student] = f"{path.name}: {error}"
            continue
        if now is Standing.UP_TO_DATE:
            outcome.up_to_date.append(student)
        else:
            todo.append(Submission(student, path))
    return todo


def _gradebook_trouble(reason: str) -> UserError:
    reason = re.sub(r"^.*\(sqlite3\.\w+\) ", "", reason)  # SQLAlchemy's words for it come before SQLite's
    if "disk is full" in reason:
        return UserError(
            "the gradebook could not be written: the disk is full. Make room and run the same command again: what is "
            "graded is kept, and nothing of the student whose turn it was."
        )
    return UserError(
        f"the gradebook could not be used ({reason}). Close other programs that use it, or bring an earlier copy "
        "back with `grader restore`, and run the same command again: what is graded is kept."
    )


def _reason(said: list[str]) -> str:
    """Return what went wrong from what nbgrader logged: the line of a traceback that names the error."""
    for text in reversed(said):
        if text.startswith("Traceback"):
            errors = [line for line in text.splitlines() if re.match(r"[\w.]+(Error|Exception|Unreadable\w+)\b", line)]
            return errors[-1] if errors else text.strip().splitlines()[-1]
    return "; ".join(said)


class _AutogradeOne(Autograde):
    """`nbgrader autograde` for one student, whatever the file is called."""

    student = ""

    def init_notebooks(self) -> None:
        """Name the folder of this student, and the notebook as nbgrader knows it."""
        assignment = self.coursedir.assignment_id
        folder = self._format_source(assignment, self.student)
        self.assignments = {folder: [os.path.join(folder, f"{assignment}.ipynb")]}

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Run all steps in one pass: nbgrader writes the notebook after the first ones and reads it again."""
        self.exporter._preprocessors = []
        for step in (*self.sanitize_preprocessors, *self.autograde_preprocessors):
            self.exporter.register_preprocessor(step)
        BaseConverter.convert_single_notebook(self, notebook_filename)

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Copy the files beside the notebook; `SaveVerdicts` makes student and submission with the scores.

        nbgrader would copy whatever stands there: it would wait for a pipe and follow a link to anywhere.
        """
        source, target = (Path(place(assignment_id, student_id)) for place in (self._format_source, self._format_dest))
        for path in map(Path, find_all_files(str(source), [*self.coursedir.ignore, "*.ipynb"])):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST_BYTES:
                copy = target / path.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copy)
