"""What one process shares between nbgrader's steps: assignments read once, the bench, notebooks already repaired."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Iterator
from pathlib import Path

from grader.assignment.assignment import Assignment
from grader.assignment.files import JUDGED_BY, assignment_files
from grader.course import Course
from grader.judging.bench import Bench
from grader.judging.verdict_store import VerdictStore
from grader.reading.repair import Repaired
from grader.sandbox.limits import Limits

_assignments: dict[tuple[Path, str], tuple[tuple, Assignment]] = {}
_benches: dict[tuple[Path, str], Bench] = {}
_repaired: dict[str, Repaired] = {}


def assignment(folder: Path, name: str) -> Assignment:
    """Return the assignment `name` of the course at `folder`, read again if one of its files changed."""
    course = Course.find(folder)
    stamp = _stamp(course, name)
    known = _assignments.get((course.root, name))
    if known is None or known[0] != stamp:
        known = stamp, Assignment.load(course, name)
        _assignments[course.root, name] = known
    return known[1]


def bench(folder: Path, name: str, limits: Limits | None = None) -> Bench:
    """Return the bench on which this process judges the assignment; it starts when first needed."""
    current = assignment(folder, name)
    key = current.course.root, name
    known = _benches.get(key)
    if known is None or known.assignment is not current:
        if known is not None:
            known.close()
        _benches[key] = known = Bench(current, VerdictStore(current.course.cache / "verdicts"), limits=limits)
    return known


def keep_repaired(repaired: Repaired) -> None:
    """Keep a repaired notebook until it is asked for, once: repair takes its time."""
    _repaired[repaired.of] = repaired


def repaired(file_hash: str) -> Repaired | None:
    """Return the repaired notebook of the file with this hash, if one is kept, and let it go."""
    return _repaired.pop(file_hash, None)


@contextlib.contextmanager
def using(shared: Bench) -> Iterator[Bench]:
    """Let nbgrader's steps in this process use `shared`, which is closed at the end."""
    key = shared.assignment.course.root, shared.assignment.name
    _assignments[key] = _stamp(shared.assignment.course, shared.assignment.name), shared.assignment
    _benches[key] = shared
    try:
        yield shared
    finally:
        _benches.pop(key, None)
        _repaired.clear()
        shared.close()


@atexit.register
def _close_all() -> None:
    while _benches:
        _benches.popitem()[1].close()


def _stamp(course: Course, name: str) -> tuple:
    """Return what changes when a file of the assignment is written."""
    paths = [course.root / "nbgrader_config.py", *assignment_files(course, name, *JUDGED_BY)]
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
