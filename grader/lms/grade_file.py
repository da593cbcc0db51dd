"""What the files of grades have in common: a table with students in rows and a column for the grades."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.errors import UserError
from grader.lms import words
from grader.lms.csv_text import CsvText
from grader.lms.numbers import Numbers, is_number

MATCHES = ("id", "login", "email")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.\w+")


@dataclass(frozen=True)
class Layout:
    """Where things stand in a file. `keys` are the columns to know a student by.

    `most` is the platform's maximum as the file writes it, "" if it does not say it; `numbers` is how it writes
    numbers. `prefix` is what stands before the number that is the key "id". `notes` is what a person should know.
    """

    rows: range
    column: int
    title: str
    keys: dict[str, tuple[int, ...]]
    names: tuple[int, ...]
    numbers: Numbers
    most: str = ""
    locked: frozenset[int] = frozenset()
    prefix: str = ""
    notes: tuple[str, ...] = ()


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


def keys_of(**columns: tuple[int | None, ...]) -> dict[str, tuple[int, ...]]:
    """Return those of the columns that are there."""
    there = {kind: tuple(c for c in found if c is not None) for kind, found in columns.items()}
    return {kind: found for kind, found in there.items() if found}


def letters(text: str) -> str:
    """Return a title's letters and digits in small, to compare titles."""
    return re.sub(r"[\W_]+", "", text).casefold()


def named(header: list[str]) -> str:
    """Return the titles of columns, to name them in a message."""
    return "its columns are " + (", ".join(repr(title) for title in header if title.strip()) or "without titles")


def first_of(header: list[str], titles: Iterable[str], besides: Iterable[int | None] = ()) -> int | None:
    """Return the column of the first of these titles that is there, of columns that are nothing else yet."""
    known = {letters(title): index for index, title in reversed([*enumerate(header)]) if index not in set(besides)}
    return next((known[letters(title)] for title in titles if letters(title) in known), None)


def filled_rows(file: CsvText, first: int = 1) -> list[int]:
    """Return the rows from `first` on that are not empty."""
    return [row for row in range(first, len(file.rows)) if any(value.strip() for value in file.values(row))]


def column_values(file: CsvText, rows: Iterable[int], column: int) -> list[str]:
    """Return the fields of a column, without spaces around them."""
    return [file.value(row, column).strip() for row in rows]


def email_column(file: CsvText, header: list[str], rows: Iterable[int]) -> int | None:
    """Return the column of e-mail addresses, in any language: what most of its fields are, or its title."""
    rows = list(rows)
    addresses = [sum(map(is_address, column_values(file, rows, column))) for column in range(len(header))]
    most = max(addresses, default=0)
    return addresses.index(most) if most * 2 > len(rows) else first_of(header, words.EMAIL)


def is_address(text: str) -> bool:
    """Return whether a field is an e-mail address."""
    return _ADDRESS.fullmatch(text.strip()) is not None


def holds_grades(values: Iterable[str]) -> bool:
    """Return whether fields can be those of a column for grades: numbers, "-" or nothing."""
    return all(value in ("", "-", "–", "—") or is_number(value) for value in values)


def how_numbers_are_written(
    file: CsvText, rows: Iterable[int], column: int, most: str, others: Iterable[int]
) -> Numbers:
    """Return how a file writes numbers, as its column for grades and the maximum show it, else `others`."""
    rows = list(rows)
    far = (value for other in others for value in column_values(file, rows, other))
    return Numbers.of(file.delimiter, [most, *column_values(file, rows, column)], far)
