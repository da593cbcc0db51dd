"""nbgrader's own objects for a course, set up as its command line would, and what they say kept in order."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import warnings
from collections.abc import Iterator

from nbgrader.apps.baseapp import NbGrader
from sqlalchemy.exc import SAWarning

from grader.course import COURSE_VARIABLE, Course


@contextlib.contextmanager
def nbgrader_app(course: Course) -> Iterator[tuple[NbGrader, list[str]]]:
    """Yield nbgrader's application with the course's settings, and the list of the errors that it logs.

    Inside, the working directory is the course folder: nbgrader's settings may hold relative paths. And this course
    is found by our steps in nbgrader, whatever course the environment names.
    """
    before, environment = os.getcwd(), {name: os.environ.get(name) for name in ("PATH", COURSE_VARIABLE)}
    # nbgrader starts `alembic`, which lies beside this Python and not always on PATH.
    os.environ["PATH"] = os.pathsep.join((os.path.dirname(sys.executable), environment["PATH"] or ""))
    os.environ[COURSE_VARIABLE] = str(course.root)
    os.chdir(course.root)
    try:
        warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's own queries, harmless and many
        app = NbGrader(log_level=logging.ERROR)
        app.initialize([], root=str(course.root))
        said: list[str] = []
        app.log = _logger(said)
        yield app, said
    finally:
        os.chdir(before)
        for name, value in environment.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


class _Collector(logging.Handler):
    def __init__(self, said: list[str]):
        super().__init__(logging.ERROR)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _logger(said: list[str]) -> logging.Logger:
    logger = logging.Logger("grader.nbgrader", logging.ERROR)
    logger.addHandler(_Collector(said))
    logger.propagate = False
    return logger
