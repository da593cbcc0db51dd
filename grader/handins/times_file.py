"""When hand-ins came in, from a table: a platform's grading worksheet, or a CSV file with `student` and `time`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from grader.errors import UserError
from grader.lms.csv_text import CsvText
from grader.lms.registry import either
from grader.lms.system import Student
from grader.plain_text import one_line
from grader.times import order_of, read_time

_LONGEST_SHOWN = 60
# Of several columns with times these say when something was handed in; without such a word nobody knows.
_HANDED_IN = ("time", "handed_in", "submission", "abgabe", "travail remis", "remise", "entrega", "consegna", "inlever")


@dataclass
class Times:
    """{student: when}, the column that it was read from, and what could not be used, a line each."""

    when: dict[str, datetime] = field(default_factory=dict)
    column: str = ""
    unread: list[str] = field(default_factory=list)


def read_times(path: Path, students: list[Student], zone: tzinfo) -> Times:
    """Return when students handed in, as the file at `path` says; times without a zone are local in `zone`.

    The columns are found by what is in them: ids, user names, numbers or e-mail addresses of `students`, and times.
    Without students the first column names them. Raises UserError if the columns cannot be told.
    """
    file = CsvText.read(path)
    header, rows = file.values(0), [file.values(row) for row in range(1, len(file.rows))]
    rows = [row + [""] * (len(header) - len(row)) for row in rows if any(value.strip() for value in row)]
    known = _known(students)
    who = _column_of_students(header, rows, known)
    times = _column_of_times(header, rows, path.name)
    order = order_of(row[times] for row in rows)
    found = Times(column=header[times])
    for row in rows:
        name, text = row[who].strip(), row[times].strip()
        student = known.get(_key(name), "") if known else name
        shown = one_line(name, _LONGEST_SHOWN)
        if not text or not any(letter.isdigit() for letter in text):
            continue  # nothing was handed in
        when = read_time(text, zone, order)
        if not student:
            found.unread.append(f"{shown!r} is no student of the gradebook")
        elif when is None:
            found.unread.append(f"{student}: {one_line(text, _LONGEST_SHOWN)!r} is no time: write 2026-03-31 18:00")
        elif student in found.when and found.when[student] != when:
            found.unread.append(f"{student} stands there twice: the later time counts")
            found.when[student] = max(when, found.when[student])
        else:
            found.when[student] = when
    return found


def in_utc(when: datetime) -> str:
    """Return a moment as `timestamp.txt` holds it."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _key(text: str) -> str:
    """Return a key to compare. A number may stand behind a word: Participant 123, Teilnehmer/in 123."""
    word, _, number = text.strip().rpartition(" ")
    return number if word and number.isdigit() else text.strip().casefold().removeprefix("#")


def _known(students: list[Student]) -> dict[str, str]:
    """Return {key: student} for what means one student only."""
    found: dict[str, set[str]] = {}
    for student in students:
        for key in (student.id, student.email, student.email.partition("@")[0], student.lms_user_id):
            if key:
                found.setdefault(_key(key), set()).add(student.id)
    return {key: owners.pop() for key, owners in found.items() if len(owners) == 1} | {
        _key(student.id): student.id for student in students
    }


def _column_of_students(header: list[str], rows: list[list[str]], known: dict[str, str]) -> int:
    if not known:
        return 0
    hits = [sum(_key(row[column]) in known for row in rows) for column in range(len(header))]
    if not max(hits, default=0):
        raise UserError(
            f"no column of the times, of {_titles(header)}, names students of the gradebook: give one with ids, "
            "e-mail addresses or the platform's numbers (`grader roster` puts them into the gradebook)."
        )
    return hits.index(max(hits))


def _column_of_times(header: list[str], rows: list[list[str]], name: str) -> int:
    found = [
        column
        for column in range(len(header))
        if any(read_time(row[column], UTC, order_of(r[column] for r in rows)) for row in rows)
    ]
    if len(found) > 1:
        meant = [column for column in found if any(word in header[column].casefold() for word in _HANDED_IN)]
        found = meant if len(meant) == 1 else found
    if len(found) != 1:
        which = (
            f"several columns hold times ({_titles([header[c] for c in found])})" if found else "no column holds times"
        )
        raise UserError(
            f"{name}: {which}, so nobody can tell when work came in: keep one, in a CSV file with the columns student "
            "and time (2026-03-31 18:00)."
        )
    return found[0]


def _titles(header: list[str]) -> str:
    return either(repr(one_line(title, _LONGEST_SHOWN)) for title in header)
