"""One run on one course: what nbgrader's steps and ours share while it lasts.

nbgrader makes the steps that `nbgrader_config.py` names itself, so nothing can be handed to them. What it does hand
over is the converter that a step belongs to, and with it the `CourseDirectory`: there, and nowhere else, the session of
a course is kept, and `Session.of(step)` finds it.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbgrader.api import Gradebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SAWarning
from tornado.log import app_log

from grader.assignment.assignment import Assignment
from grader.assignment.files import JUDGED_BY, assignment_files
from grader.course import SETTINGS, Course
from grader.grading.backups import refuse_if_deleted
from grader.grading.gradebook import connect
from grader.judging.evidence_rules import EvidenceRules
from grader.judging.pool import Pool
from grader.judging.verdict_store import VerdictStore
from grader.reading.repair import Repaired
from grader.sandbox.limits import Limits

if TYPE_CHECKING:
    from grader.judging.cluster import ClusterPool

_PLACE = "session_of_the_course"  # the attribute of a CourseDirectory


@dataclass
class _Work:
    """What is held of one assignment, as its files were at `stamp`."""

    stamp: tuple
    assignment: Assignment
    rules: EvidenceRules | None
    pool: Pool | ClusterPool[Any] | None = None


class Session:
    """A course with nbgrader's application for it, its gradebook, its assignments and where these are judged.

    As a context it is one run: each assignment is read once, one gradebook stays open, and all ends with the block.
    `nbgrader autograde` and formgrader's button have no such block: their session begins with the first step that asks
    for it and ends with the process, the gradebook is opened for each use, and an assignment is read again if one of
    its files changed.
    """

    def __init__(self, course: Course, coursedir: CourseDirectory | None = None):
        self.course = course
        self.said: list[str] = []  # what nbgrader logs as errors
        self.app = coursedir.parent if coursedir else _application(course, self.said)
        self.coursedir = coursedir or self.app.coursedir
        self._works: dict[str, _Work] = {}
        self._repaired: dict[str, Repaired] = {}
        self._gradebook: Gradebook | None = None
        self._is_one_run = False
        setattr(self.coursedir, _PLACE, self)

    @classmethod
    def of(cls, step: NbGraderPreprocessor) -> Session:
        """Return the session of the course that a step of nbgrader works on."""
        above = step.parent  # the exporter, mostly; then the converter, then the application
        while getattr(above, "coursedir", None) is None:
            above = above.parent
        coursedir = above.coursedir
        course, found = Course(Path(coursedir.root)), getattr(coursedir, _PLACE, None)
        if found is None or found.course != course:
            found = cls(course, coursedir)
            atexit.register(found.close)
        return found

    def __enter__(self) -> Session:
        self._is_one_run = True
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers and close the gradebook."""
        self._repaired.clear()
        while self._works:
            self._end(self._works.popitem()[1])
        if self._gradebook is not None:
            self._gradebook.close()
            self._gradebook = None

    @property
    def gradebook_file(self) -> Path | None:
        """Return the file behind the gradebook, None if it is on a server (which has back-ups of its own)."""
        return _sqlite_file(self.course, self.coursedir.db_url)

    @property
    def has_gradebook(self) -> bool:
        """Return whether there is a gradebook yet: opening it would make one. Raises UserError if it was deleted."""
        refuse_if_deleted(self.course, self.gradebook_file)
        return self.gradebook_file is None or self.gradebook_file.is_file()

    @contextlib.contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Yield the course's gradebook; what is not committed at the end is undone."""
        opened = self._gradebook or connect(self.coursedir.db_url, self.coursedir.course_id)
        if self._is_one_run:
            self._gradebook = opened
        try:
            yield opened
        finally:
            if self._is_one_run:
                opened.db.remove()
            else:
                opened.close()

    def assignment(self, name: str) -> Assignment:
        """Return the assignment. Raises UserError that says what is missing."""
        return self._work(name).assignment

    def rules(self, name: str) -> EvidenceRules | None:
        """Return the assignment's rules on what plots and records printed, None if it has none. Raises UserError."""
        return self._work(name).rules

    def pool(self, name: str, limits: Limits) -> Pool | ClusterPool[Any]:
        """Return where this process judges the assignment; it starts when first needed."""
        work = self._work(name)
        if work.pool is None or (work.pool.limits != limits and not self._is_one_run):
            self._end(work)
            work.pool = Pool(work.assignment, self.verdicts, limits=limits)
        return work.pool

    def judge_on(self, pool: Pool | ClusterPool[Any]) -> None:
        """Let nbgrader's steps judge on `pool`, which is closed with the session."""
        self._work(pool.assignment.name).pool = pool

    @property
    def verdicts(self) -> VerdictStore:
        """Return the verdicts that are known."""
        return VerdictStore(self.course.cache / "verdicts")

    def keep_repaired(self, repaired: Repaired) -> None:
        """Keep a repaired notebook until it is asked for, once: repair takes its time."""
        self._repaired[repaired.of] = repaired

    def repaired(self, file_hash: str) -> Repaired | None:
        """Return the repaired notebook of the file with this hash, if one is kept, and let it go."""
        return self._repaired.pop(file_hash, None)

    def _work(self, name: str) -> _Work:
        known = self._works.get(name)
        if known is not None and self._is_one_run:
            return known
        stamp = _stamp(self.course, name)
        if known is None or known.stamp != stamp:
            if known is not None:
                self._end(known)
            assignment = Assignment.load(self.course, name)
            rules = EvidenceRules.load(self.course.tests(name) / "evidence.py", assignment.text)
            self._works[name] = known = _Work(stamp, assignment, rules)
        return known

    @staticmethod
    def _end(work: _Work) -> None:
        if work.pool is not None:
            work.pool.close()
            work.pool = None


def _application(course: Course, said: list[str]) -> NbGrader:
    """Return nbgrader's application with the course's settings, as its command line would set it up."""
    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own queries, harmless and many
    app = NbGrader(log_level=logging.ERROR)
    with contextlib.chdir(course.root):  # the settings may name files beside them
        app.initialize([], root=str(course.root))
    app.log = logging.Logger("grader.nbgrader", logging.ERROR)
    app.log.addHandler(_Collector(said))
    app_log.addHandler(logging.NullHandler())  # the gradebook's trouble, with a traceback; it is raised as well
    app.coursedir.root = str(course.root)
    file = _sqlite_file(course, app.coursedir.db_url)
    if file is not None:
        url = make_url(app.coursedir.db_url).set(database=str(file))
        app.coursedir.db_url = url.render_as_string(hide_password=False)
    return app


def _sqlite_file(course: Course, url: str) -> Path | None:
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite"
    return course.root / parsed.database if is_file and parsed.database else None


class _Collector(logging.Handler):
    def __init__(self, said: list[str]):
        super().__init__(logging.ERROR)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _stamp(course: Course, name: str) -> tuple:
    """Return what changes when a file of the assignment is written."""
    paths = [course.root / SETTINGS, *assignment_files(course, name, *JUDGED_BY)]
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths if path.is_file())
