"""Copies of the gradebook, one before each run that writes to it, and the way back."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from grader.course import Course
from grader.errors import UserError
from grader.files import whole_file

KEPT = 20


def back_up(course: Course, gradebook: Path | None) -> Path | None:
    """Copy the gradebook to `.grader/backups/`, the oldest copies go; return the copy, None if there is no such file.

    SQLite's own back-up is used, so a copy is whole even while others write. Raises UserError if the gradebook
    is damaged or cannot be read.
    """
    if gradebook is None or not gradebook.is_file():
        return None
    copy = course.cache / "backups" / f"gradebook-{datetime.now(UTC):%Y-%m-%dT%H-%M-%S-%f}.db"
    try:
        with whole_file(copy) as partial:
            _copy(gradebook, partial)
    except sqlite3.Error as error:
        raise UserError(_trouble(gradebook, error)) from None
    for old in backups(course)[:-KEPT]:
        old.unlink()
    return copy


def backups(course: Course) -> list[Path]:
    """Return the copies, oldest first."""
    return sorted((course.cache / "backups").glob("gradebook-*.db"))


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
