"""Later due dates for some students, from a CSV file of the course: every line is right, or none counts."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from difflib import get_close_matches
from pathlib import Path
from zoneinfo import ZoneInfo

from grader.errors import UserError
from grader.plain_text import one_line

COLUMNS = ("student", "assignment", "until")
_LONGEST_SHOWN = 60  # characters of a field that is quoted
_END_OF_DAY = re.compile(r"(?P<day>\S+)[T ]24(:?00){0,2}(?P<offset>Z|[+-][\d:]+)?")


@dataclass(frozen=True)
class Extension:
    """A later due date for one student. `until` is in UTC and has no time zone, like nbgrader's own times."""

    student: str
    assignment: str
    until: datetime
    line: int


def read_extensions(
    path: Path, timezone: str = "UTC", students: Collection[str] = (), assignments: Collection[str] = ()
) -> list[Extension]:
    """Read the extensions of a course, for whom and what there is: an empty collection allows any name.

    A date without a time lasts until the end of that day in `timezone`. A student may stand there twice.
    Raises UserError that names every bad line.
    """
    zone = time_zone(timezone)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UserError(
            f"the extensions {path.name} cannot be read as UTF-8 text: mend the file or its name."
        ) from None
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    found, bad = [], []
    header: list[str] = []
    try:
        for values in rows:
            values = [value.strip() for value in values]
            if not any(values):
                continue
            if not header:
                header = [title.casefold() for title in values]
                if not set(COLUMNS) <= set(header):
                    break
                continue
            row = dict(zip(header, values, strict=False))
            student, assignment, until = (row.get(column, "") for column in COLUMNS)
            when = until_in_utc(until, zone)
            if any(values[len(header) :]):
                bad.append(f"line {rows.line_num}: it has more fields than the first line")
            elif not student or not assignment:
                bad.append(f"line {rows.line_num}: student or assignment is missing")
            elif when is None:
                bad.append(f"line {rows.line_num}: {_quoted(until)} is no date like 2026-03-31 or 2026-03-31 18:00")
            else:
                unknown = [_unknown("student", student, students), _unknown("assignment", assignment, assignments)]
                bad += [f"line {rows.line_num}: {reason}" for reason in unknown if reason]
                found.append(Extension(student, assignment, when, rows.line_num))
    except csv.Error as error:
        raise UserError(f"{path.name}, line {rows.line_num}: {error}. Mend this line and grade again.") from None
    if not set(COLUMNS) <= set(header):
        raise UserError(f"the first line of {path.name} must be {','.join(COLUMNS)}.")
    if bad:
        raise UserError(f"{path.name}: {'; '.join(bad)}. Mend these lines and grade again.")
    return found


def time_zone(name: str) -> tzinfo:
    """Return the time zone `name`. Raises UserError if there is none."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise UserError(f"there is no time zone {name!r}: name one like Europe/Berlin.") from None


def until_in_utc(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that a text names, in UTC without a time zone; None if it names none.

    A date without a time lasts until the end of that day in `zone`.
    """
    try:
        return _moment(text, zone).astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _unknown(what: str, name: str, known: Collection[str]) -> str:
    """Return what to say of a name that is not among the known ones; "" of one that is, or if none is known."""
    if not known or name in known:
        return ""
    same = {other.casefold(): other for other in sorted(known)}
    near = get_close_matches(name.casefold(), same, n=1)
    if near:
        return f"there is no {what} {_quoted(name)}, the nearest is {same[near[0]]!r}"
    how = " (`grader roster` adds students who have not handed in yet)" if what == "student" else ""
    return f"there is no {what} {_quoted(name)}{how}"


def _quoted(text: str) -> str:
    return repr(one_line(text, _LONGEST_SHOWN))


def _moment(text: str, zone: tzinfo) -> datetime:
    """Return the moment. Where clocks are turned back or forward a local time can be two: the later one counts."""
    end = _END_OF_DAY.fullmatch(text)
    if end and not end["offset"]:
        return _end_of(date.fromisoformat(end["day"]), zone) + timedelta(seconds=1)
    if end:
        return datetime.fromisoformat(f"{end['day']}T00:00{end['offset']}") + timedelta(days=1)
    try:
        # Every way to write a day, also 20260331 and 2026-W14-2. A week alone stands for its Monday.
        day = date.fromisoformat(text)
    except ValueError:
        when = datetime.fromisoformat(text)
        return when if when.tzinfo else max(when.replace(tzinfo=zone, fold=f).astimezone(UTC) for f in (0, 1))
    return _end_of(day, zone)


def _end_of(day: date, zone: tzinfo) -> datetime:
    """Return the last second of a day, in UTC: the later one if clocks are turned then, whatever the day's length."""
    return datetime.combine(day, time(23, 59, 59, fold=1), zone).astimezone(UTC)
