"""What tests of every assignment need: its text, and what it brings for them in `tests/<assignment>/examples/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.assignment.author_modules import import_tests
from grader.assignment.author_text import AuthorText
from grader.course import Course

COURSE = Course(Path(__file__).resolve().parents[2])


@cache
def text(name):
    """Return the author text of an assignment."""
    return AuthorText.read(COURSE.author_text(name))


def with_examples(kind):
    """Return the names of assignments that bring `examples/<kind>.py`."""
    return [name for name in COURSE.assignments() if _path(name, kind).is_file()]


@cache
def examples(name, kind):
    """Return the module `examples/<kind>.py` of an assignment."""
    return import_tests(_path(name, kind))


def _path(name, kind):
    return COURSE.tests(name) / "examples" / f"{kind}.py"
