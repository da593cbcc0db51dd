"""The grading worksheet of Moodle, in any language: words help, what stands in its columns decides.

Identifier ("Participant 123"), Full name, what Moodle shows of a person, Status, Grade, Maximum Grade or Scale,
(Marking workflow state,) Grade can be changed, Last modified …: in this order, but a spreadsheet can have changed it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from grader.errors import UserError
from grader.lms import words
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import column_values, first_of, holds_grades, letters, named
from grader.lms.numbers import is_number

_PARTICIPANT = re.compile(r"(?P<prefix>[^\W\d_]\D{1,40}?)\s*(?P<number>\d+)")


@dataclass(frozen=True)
class Worksheet:
    """Where a worksheet has its columns: words for them help, what stands in them decides."""

    participant: int
    prefix: str
    most: int
    header: tuple[str, ...]
    locked: frozenset[int]
    lock: int | None
    notes: tuple[str, ...]

    @classmethod
    def find(cls, file: CsvText, header: list[str], rows: list[int]) -> Worksheet | None:
        """Return it, None if the file is another one. Raises UserError for one that is not understood."""
        found = participants(file, header, rows)
        if found is None:
            return None
        participant, prefix = found
        values = {index: column_values(file, rows, index) for index in range(len(header))}
        lock = _lock_column(header, values)
        known = (*words.PARTICIPANT, *words.MOST)
        if lock is None and not {letters(title) for title in header} & {letters(title) for title in known}:
            for index, fields in values.items():
                if index != participant and is_number(fields[0]) and len(set(fields)) == 1:
                    _refuse_unknown_lock(header, values, index)
            return None
        most = _most_column(header, values, participant, lock)
        if most is None:
            raise UserError(
                "this worksheet of Moodle has no column with one number as maximum for all "
                f"({named(header)}): grades of a scale cannot be filled in. In Moodle set the type of the grade to "
                "Point, and download the worksheet again."
            )
        if lock is None:
            _refuse_unknown_lock(header, values, most)
        locked = frozenset(row for row in rows if lock is not None and _says(file.value(row, lock), words.NO))
        state = first_of(header, words.WORKFLOW)
        if state is None and lock is not None and lock - most == 2 and not holds_grades(values[most + 1]):
            state = most + 1
        notes: tuple[str, ...] = ()
        if state is not None:
            notes = (f"column {header[state]!r} is left as it was: students see no grade before Moodle says released",)
        return cls(participant, prefix, most, tuple(header), locked, lock, notes)

    def grade(self, file: CsvText, rows: list[int], about: set[int], column: str | None) -> int:
        """Return the column for grades. Raises UserError if it is not certain."""
        header, taken = list(self.header), {*about, self.most, self.lock}
        if column is not None:
            found = first_of(header, (column,), taken)
        else:
            found = first_of(header, words.GRADE, taken)
            in_order = self.lock is None or 0 < self.lock - self.most <= 2
            if found is None and in_order and self.most and self.most - 1 not in taken:
                found = self.most - 1  # where Moodle writes it
        if found is None or not holds_grades(column_values(file, rows, found)):
            raise UserError(
                "it is not certain which column of this worksheet of Moodle is for the grades "
                f"({named(header)}): choose it with --column, or download the worksheet again and keep the order of "
                "its columns."
            )
        return found


def participants(file: CsvText, header: list[str], rows: list[int]) -> tuple[int, str] | None:
    """Return the column of "Participant 123" and what stands before the number; translations have no space there."""
    by_word = first_of(header, words.PARTICIPANT)
    for index in sorted(range(len(header)), key=lambda index: (index != by_word, index)):
        found = [_PARTICIPANT.fullmatch(value) for value in column_values(file, rows, index)]
        prefixes = {match["prefix"] for match in found if match}
        numbers = {match["number"] for match in found if match}
        if found and all(found) and len(prefixes) == 1 and len(numbers) == len(found):
            prefix = prefixes.pop()
            # Moodle's user names are small letters, so "student1" is none.
            if not prefix[0].islower():
                return index, prefix
    return None


def _lock_column(header: list[str], values: dict[int, list[str]]) -> int | None:
    by_word = first_of(header, words.CAN_CHANGE)
    found = [
        index
        for index, fields in values.items()
        if fields and all(_says(field, words.YES | words.NO) for field in fields)
    ]
    if by_word is not None and by_word not in found:
        raise _unknown_words(header[by_word], values[by_word])
    if by_word is not None:
        return by_word
    if len(found) > 1:
        before = [index for index in found if index and holds_grades(values[index - 1]) and all(values[index - 1])]
        found = before or found
    if len(found) > 1:
        titles = ", ".join(repr(header[index]) for index in found)
        raise UserError(f"columns {titles} all say yes or no: leave only the one that says which grade may be changed.")
    return found[0] if found else None


def _most_column(header: list[str], values: dict[int, list[str]], participant: int, lock: int | None) -> int | None:
    """Return the column of the maximum, None if there is none. Raises UserError if it is not certain."""
    same = [index for index, fields in values.items() if index != participant and len(set(fields)) == 1]
    found = [index for index in same if is_number(values[index][0]) and values[index][0].strip("-+0.,")]
    by_word = first_of(header, words.MOST)
    if by_word is not None:
        return by_word if by_word in found else None
    # It stands before the column that says whether a grade may be changed, at most with one of a workflow between.
    near = [index for index in found if lock is not None and 0 < lock - index <= 2]
    if near:
        return near[-1]
    if not found or any("\n" in values[index][0] for index in same):  # a scale is written in lines
        return None
    if len(found) > 1:
        raise UserError(
            f"columns {', '.join(repr(header[index]) for index in found)} could each be the maximum of this worksheet "
            "of Moodle: download it again and keep the order of its columns."
        )
    return found[0]


def _refuse_unknown_lock(header: list[str], values: dict[int, list[str]], most: int) -> None:
    """Raise UserError if the column behind the maximum seems to say yes and no in words that are not known."""
    fields = values.get(most + 1, [])
    if fields and len(set(fields)) <= 2 and all(re.fullmatch(r"[^\W\d_][^\d]*", field) for field in fields):
        raise _unknown_words(header[most + 1], fields)


def _unknown_words(title: str, fields: list[str]) -> UserError:
    found = ", ".join(repr(field) for field in sorted(set(fields)))
    return UserError(
        f"column {title!r} says which grade may be changed, with {found}, and it is not known what is yes and what is "
        "no: set your language in Moodle to English, download the worksheet again, and set it back."
    )


def _says(text: str, answers: frozenset[str]) -> bool:
    return text.strip().casefold() in answers
