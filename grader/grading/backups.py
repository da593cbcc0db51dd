"""Copies of the gradebook: before each run that writes to it, one a day for the term, and the way back."""

from __future__ import annotations

import contextlib
import filecmp
import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from grader.course import Course
from grader.errors import UserError
from grader.files import whole_file

KEPT = 20  # the newest
KEPT_DAYS = 250  # the last copy of each
_NAME = "gradebook-%Y-%m-%dT%H-%M-%S-%f.db"  # in UTC


@dataclass(frozen=True)
class Holds:
    """What a copy holds: students, assignments with hand-ins, graded hand-ins, and scores and comments of people."""

    students: int
    assignments: int
    graded: int
    scores: int
    comments: int

    def __str__(self) -> str:
        return (
            f"{self.students} students, {self.graded} graded hand-ins of {self.assignments} assignments, "
            f"{self.scores} scores and {self.comments} comments by people"
        )


def back_up(course: Course, gradebook: Path | None) -> Path | None:
    """Copy the gradebook to `.grader/backups/`; return the copy, an earlier one that holds the same, or None.

    The newest copies stay, and the last one of each day; older ones go. SQLite's own back-up is used, so a copy is
    whole even while others write. Raises UserError if the gradebook is damaged, cannot be read, or was deleted.
    """
    refuse_if_deleted(course, gradebook)
    if gradebook is None or not gradebook.is_file():
        return None
    before = backups(course)
    copy = course.cache / "backups" / f"{datetime.now(UTC):{_NAME}}"
    try:
        with whole_file(copy) as partial:
            _copy(gradebook, partial)
    except sqlite3.Error as error:
        raise UserError(_trouble(gradebook, error)) from None
    if before and filecmp.cmp(before[-1], copy, shallow=False):
        copy.unlink()
        return before[-1]
    _thin_out(backups(course))
    return copy


def refuse_if_deleted(course: Course, gradebook: Path | None) -> None:
    """Raise UserError if the gradebook is gone and copies are there: a new one would lose what people gave."""
    copies = backups(course)
    if gradebook is not None and copies and not gradebook.exists():
        raise UserError(
            f"{gradebook.name} is gone, and {copies[-1].name} is a copy of it: `grader restore` brings that back. To "
            f"begin a new one, move {copies[-1].parent} away as well."
        )


@contextlib.contextmanager
def copies_while_open(course: Course, gradebook: Path | None, seconds: float = 3600) -> Iterator[None]:
    """Copy the gradebook now, and then each hour until the block ends, in which people give scores.

    Raises UserError as `back_up` does, at the start; later the copy is left out.
    """
    back_up(course, gradebook)
    ended = threading.Event()

    def copy_again() -> None:
        while not ended.wait(seconds):
            with contextlib.suppress(UserError, OSError):
                back_up(course, gradebook)

    thread = threading.Thread(target=copy_again, name="copies", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def made_at(copy: Path) -> datetime:
    """Return when a copy was made, in UTC."""
    return datetime.strptime(copy.name, _NAME).replace(tzinfo=UTC)


def holds(copy: Path) -> Holds | None:
    """Return what a copy holds, None if it is damaged."""
    url = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
    with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(url, uri=True)) as opened:
        return Holds(*(opened.execute(f"SELECT {count}").fetchone()[0] for count in _COUNTS))
    return None


# In the order of `Holds`.
_COUNTS = (
    "count(*) FROM student",
    "count(DISTINCT assignment_id) FROM submitted_assignment",
    "count(*) FROM submitted_assignment",
    "count(*) FROM grade WHERE manual_score IS NOT NULL",
    "count(*) FROM comment WHERE manual_comment <> ''",
)


def _thin_out(copies: list[Path]) -> None:
    last_of_days = {made_at(copy).date(): copy for copy in copies}
    kept = {*copies[-KEPT:], *list(last_of_days.values())[-KEPT_DAYS:]}
    for copy in copies:
        if copy not in kept:
            copy.unlink()


def backups(course: Course) -> list[Path]:
    """Return the copies, oldest first."""
    found = []
    for path in sorted((course.cache / "backups").glob("gradebook-*.db")):
        with contextlib.suppress(ValueError):  # somebody else's name
            made_at(path)
            found.append(path)
    return found


def restore(course: Course, gradebook: Path, copy: Path) -> Path | None:
    """Put `copy` in the gradebook's place; return where the present one went, None if there was none.

    Raises UserError if the copy is damaged.
    """
    aside = None
    with whole_file(gradebook) as partial:
        try:
            _copy(copy, partial)
        except sqlite3.Error as error:
            raise UserError(f"{copy.name} is damaged ({error}): choose another with --list.") from None
        if gradebook.exists():
            aside = gradebook.with_name(f"{gradebook.name}.before-restore-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S-%f}")
            os.replace(gradebook, aside)
        for rest in ("-journal", "-wal", "-shm"):
            gradebook.with_name(gradebook.name + rest).unlink(missing_ok=True)
    return aside


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    # Not read-only: what a killed process left half-written is rolled back by the next one that may write.
    with (
        contextlib.closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
    ):
        if old.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("it is damaged")
        old.backup(new)


def _trouble(gradebook: Path, error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return f"{gradebook.name} is in use by another program: close it (a database browser?) and try again."
    return f"{gradebook.name} cannot be used ({error}). `grader restore` brings back the copy of an earlier run."
