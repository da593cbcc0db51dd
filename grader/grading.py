"""Grade a class: judge all submissions at once, save each through nbgrader as soon as its verdict is there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException

from grader import gradebook, session
from grader.assignment import Assignment
from grader.bench import Bench
from grader.course import Course
from grader.errors import UserError
from grader.nbgrader_course import nbgrader_app
from grader.preprocessors import JudgeAnswers
from grader.records import Record, file_hash
from grader.repair import repair
from grader.submission_file import UnreadableSubmission, find_notebook, read_submission
from grader.verdict import SubmissionVerdict
from grader.verdict_store import VerdictStore


@dataclass(frozen=True)
class Submission:
    """One student's notebook file."""

    student: str
    path: Path


@dataclass
class Outcome:
    """What grading a class came to, by student: verdicts, what could not be read or saved, who was up to date."""

    verdicts: dict[str, SubmissionVerdict] = field(default_factory=dict)
    unreadable: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    up_to_date: list[str] = field(default_factory=list)
    scores: dict[str, gradebook.Score] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Return whether every file is graded or listed as unreadable."""
        return not self.failed


def grade(
    course: Course,
    name: str,
    jobs: int | None = None,
    students: str = "*",
    force: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Outcome:
    """Grade what was handed in for the assignment `name`; return what came of it.

    `students` is a pattern like `nbgrader`'s `--student`; `force` grades again what is up to date;
    `progress(done, total)` is called along the way. A run that was stopped goes on where it ended.
    Raises UserError if there is nothing to grade or the assignment cannot be registered.
    """
    assignment = Assignment.load(course, name)
    outcome = Outcome()
    found = dict(_submissions(course, name, students, outcome))
    with nbgrader_app(course) as (app, said), session.using(_bench(app, assignment, jobs)) as bench:
        gradebook.register(app, assignment.text)
        known = gradebook.scores(app, name)
        todo = []
        for student, path in found.items():
            submission = Submission(student, path)
            if not force and student in known and _is_up_to_date(assignment, submission):
                outcome.up_to_date.append(student)
            else:
                todo.append(submission)
        progress(0, len(todo))
        judged = bench.judge_all(todo, lambda submission: _read(assignment, submission, outcome))
        for done, (submission, verdict) in enumerate(judged, start=1):
            if verdict is not None:
                _save(app, said, assignment, submission, verdict, outcome)
            progress(done, len(todo))
        outcome.scores = {s: score for s, score in gradebook.scores(app, name).items() if s in found}
    return outcome


def _bench(app: NbGrader, assignment: Assignment, jobs: int | None) -> Bench:
    store, limits = VerdictStore(assignment.course.cache / "verdicts"), JudgeAnswers(parent=app).limits
    return Bench(assignment, store, jobs or os.cpu_count() or 1, limits)


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


def _is_up_to_date(assignment: Assignment, submission: Submission) -> bool:
    record = Record.read(assignment.course, assignment.name, submission.student)
    graded = assignment.course.autograded(assignment.name, submission.student)
    return (
        graded.is_file()
        and record.assignment == assignment.digest
        and record.submission == file_hash(submission.path)
    )


def _read(assignment: Assignment, submission: Submission, outcome: Outcome) -> NotebookNode | None:
    try:
        notebook = read_submission(submission.path)
    except UnreadableSubmission as error:
        outcome.unreadable[submission.student] = f"{submission.path.name}: {error}"
        return None
    repaired = repair(notebook, assignment.release, assignment.defines)
    session.keep_repaired(file_hash(submission.path), repaired)
    return repaired.notebook


def _save(
    app: NbGrader,
    said: list[str],
    assignment: Assignment,
    submission: Submission,
    verdict: SubmissionVerdict,
    outcome: Outcome,
) -> None:
    said.clear()
    converter = _AutogradeOne(coursedir=app.coursedir, parent=app)
    converter.student, converter.assignment, converter.force = submission.student, assignment.name, True
    app.coursedir.assignment_id = assignment.name
    try:
        converter.start()
        outcome.verdicts[submission.student] = verdict
    except NbGraderException as error:
        outcome.failed[submission.student] = "\n".join(said) or str(error)


class _AutogradeOne(Autograde):
    """`nbgrader autograde` for one student, whatever the file is called."""

    student = ""
    assignment = ""

    def init_notebooks(self) -> None:
        """Name the folder of this student, and the notebook as nbgrader knows it."""
        folder = self._format_source(self.assignment, self.student)
        self.assignments = {folder: [os.path.join(folder, f"{self.assignment}.ipynb")]}

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Do what nbgrader does, in one transaction: student, submission, time of handing in, files beside it."""
        BaseConverter.init_assignment(self, assignment_id, student_id)
        timestamp = self.coursedir.get_existing_timestamp(self._format_source(assignment_id, student_id))
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            gradebook.update_or_create_student(student_id)
            known = {"timestamp": timestamp} if timestamp else {}
            gradebook.update_or_create_submission(assignment_id, student_id, **known)
