"""What the files of grades have in common: a table with students in rows and a column for the grades."""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import UserError

MATCHES = ("id", "login", "email")


@dataclass(frozen=True)
class Layout:
    """Where things stand in a file. `keys` are the columns to know a student by; `most` is the platform's maximum."""

    rows: range
    column: int
    title: str
    keys: dict[str, tuple[int, ...]]
    names: tuple[int, ...]
    most: float | None = None
    locked: frozenset[int] = frozenset()


def choose_column(candidates: dict[int, str], assignment: str, column: str | None, where: str) -> int:
    """Return the column for the grades: the one asked for, or the only one whose title fits the assignment."""
    if not candidates:
        raise UserError(f"{where} has no column for grades: create the assignment there and download the file again.")
    titles = ", ".join(repr(title) for title in candidates.values())
    if column is not None:
        found = [index for index, title in candidates.items() if title == column]
        found = found or [index for index, title in candidates.items() if letters(title) == letters(column)]
        if len(found) != 1:
            count = "no column" if not found else "several columns"
            raise UserError(f"{where} has {count} {column!r}: --column takes one of {titles}.")
        return found[0]
    same = [index for index, title in candidates.items() if letters(title) == letters(assignment)]
    part = [index for index, title in candidates.items() if letters(assignment) in letters(title)]
    found = same or part
    if len(found) != 1:
        count = "no column is" if not found else f"{len(found)} columns are"
        raise UserError(f"{count} named like {assignment!r} in {where}: choose one with --column, of {titles}.")
    return found[0]


def find(header: list[str], *titles: str) -> int | None:
    """Return the first column with one of these titles, whatever their case and spaces."""
    wanted = [letters(title) for title in titles]
    return next((index for index, title in enumerate(header) if letters(title) in wanted), None)


def keys_of(**columns: tuple[int | None, ...]) -> dict[str, tuple[int, ...]]:
    """Return those of the columns that are there."""
    there = {kind: tuple(c for c in found if c is not None) for kind, found in columns.items()}
    return {kind: found for kind, found in there.items() if found}


def letters(text: str) -> str:
    """Return a title's letters and digits in small, to compare titles."""
    return re.sub(r"[\W_]+", "", text).casefold()


def as_number(text: str) -> float | None:
    """Return a number that may be written with a decimal comma, None if it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None
