"""What the pages that a student has said, and so what a new one changes: kept in `.grader/feedback/`, a file a student.

A page that was written and not handed out is no version. Points that a person gives for the first time are no change,
and a new hand-in begins a new history.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

from grader.assignment.engine import page_hash
from grader.course import Course
from grader.files import write_whole
from grader.judging.verdict import sum_of_points

MOST_VERSIONS = 12


@dataclass(frozen=True)
class Version:
    """What a page said: {cell: points, None while a person decides}, and {cell: {test: outcome}}.

    `shows` stands for all that a person can change of it, comments too, `made_by` for template and code of the page,
    `graded` for the notebook that it was made from. `handed_out`: the student has it; earlier files do not say so.
    """

    day: str
    submission: str
    points: dict[str, float | None]
    most: dict[str, float]
    tests: dict[str, dict[str, str]] = field(default_factory=dict)
    penalty: float = 0.0
    shows: str = ""
    made_by: str = ""
    graded: str = ""
    handed_out: bool = True

    @property
    def total(self) -> float:
        """Return the points so far, after the late penalty."""
        return sum_of_points(self.points.values(), self.penalty)


@dataclass(frozen=True)
class CellChange:
    """One cell whose decided points are others than before. `tests` are (sentence, outcome before, and now)."""

    name: str
    before: float
    now: float
    tests: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Change:
    """What changed between two pages; `since` is the day of the earlier one, `until` of the later."""

    since: date
    until: date
    before: float
    now: float
    cells: tuple[CellChange, ...]
    penalty: tuple[float, float]


def shown_by(points: Mapping[str, float | None], comments: Mapping[str, str | None], penalty: float) -> str:
    """Return a hash of what people decide: {cell: points, or None}, {cell: comment}, and the late penalty."""
    said = {name: comment for name, comment in comments.items() if comment}
    content = json.dumps([dict(points), said, float(penalty)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def has_page(course: Course, assignment: str, student: str, shows: str) -> bool:
    """Return whether the student's page is there and says, as it is made today, what `shown_by` stands for.

    Files may be dated by other clocks: only where a page's own history is lost do their dates count.
    """
    page, graded = course.feedback(assignment, student), course.autograded(assignment, student)
    if not (page.is_file() and graded.is_file()):
        return False
    versions = _read(course, assignment, student)
    if not versions or not versions[-1].graded:
        is_newer = page.stat().st_mtime >= graded.stat().st_mtime
        return is_newer and (not versions or _says(versions[-1], shows))
    return versions[-1].graded == hash_of_graded(course, assignment, student) and _says(versions[-1], shows)


def hash_of_graded(course: Course, assignment: str, student: str) -> str:
    """Return a hash of a student's graded notebook."""
    return hashlib.sha256(course.autograded(assignment, student).read_bytes()).hexdigest()


def _says(version: Version, shows: str) -> bool:
    return version.shows in ("", shows) and version.made_by in ("", page_hash())


def remember(course: Course, assignment: str, student: str, version: Version) -> list[Change]:
    """Keep what a page says now; return what changed since those that were handed out, the latest change first.

    Writing the same page twice changes nothing. A damaged file is as good as none.
    """
    known = _read(course, assignment, student)
    if known and known[-1].submission != version.submission:
        known = []
    same = bool(known) and not _changes([known[-1], version])
    if same and known[-1].handed_out and known[-1].points != version.points:
        same = False  # points that are given for the first time: the student has not read them yet
    now = replace(version, day=known[-1].day if same else version.day, handed_out=same and known[-1].handed_out)
    earlier = [one for one in (known[:-1] if same else known) if one.handed_out]
    versions = [*earlier[1 - MOST_VERSIONS :], now]
    _write(course, assignment, student, versions)
    return _changes(versions)[::-1]


def hand_out(course: Course, assignment: str, students: Iterable[str]) -> list[str]:
    """Note that students have the page that was written last; return who. Later pages say what changed since."""
    having = [student for student in students if course.feedback(assignment, student).is_file()]
    for student in having:
        versions = _read(course, assignment, student)
        if versions:
            versions[-1] = replace(versions[-1], handed_out=True)
            _write(course, assignment, student, versions)
    return having


def _write(course: Course, assignment: str, student: str, versions: list[Version]) -> None:
    write_whole(_path(course, assignment, student), json.dumps([asdict(item) for item in versions]))


def _read(course: Course, assignment: str, student: str) -> list[Version]:
    try:
        text = _path(course, assignment, student).read_text(encoding="utf-8")
        versions = [Version(**item) for item in json.loads(text)]
        _changes(versions)  # raises if the file holds something else
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return []
    return versions


def _path(course: Course, assignment: str, student: str) -> Path:
    return course.cache / "feedback" / assignment / f"{student}.json"


def _changes(versions: list[Version]) -> list[Change]:
    found = []
    for old, new in itertools.pairwise(versions):
        cells = tuple(
            CellChange(name, before, now, _other_outcomes(old.tests.get(name, {}), new.tests.get(name, {})))
            for name, now in new.points.items()
            if (before := old.points.get(name)) is not None and now is not None and before != now
        )
        gone = old.points.keys() - new.points.keys()  # a question that the text no longer has
        cells += tuple(
            CellChange(name, before, 0.0, ())
            for name, before in old.points.items()
            if name in gone and before is not None
        )
        if cells or old.penalty != new.penalty:
            days = date.fromisoformat(old.day), date.fromisoformat(new.day)
            found.append(Change(*days, old.total, new.total, cells, (old.penalty, new.penalty)))
    return found


def _other_outcomes(old: dict[str, str], new: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple((test, old[test], now) for test, now in new.items() if test in old and old[test] != now)
