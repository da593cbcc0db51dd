"""Students from a CSV file into the gradebook: nobody is ever removed, and an empty field erases nothing."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook

from grader.course import Course
from grader.errors import UserError
from grader.grading import backups
from grader.grading.gradebook import one_transaction
from grader.grading.one_at_a_time import grading_alone
from grader.grading.session import Session

COLUMNS = ("id", "first_name", "last_name", "email", "lms_user_id")
_ID = re.compile(r"[^\s/\\+*?\[\]:<>\"]+( [^\s/\\+*?\[\]:<>\"]+)*")


@dataclass
class RosterChanges:
    """What an import does: {student: {field: value}} that are new or other than before, and who else is there."""

    added: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: dict[str, dict[str, str]] = field(default_factory=dict)
    same: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


def read_roster(path: Path) -> list[dict[str, str]]:
    """Return the students of a file. Raises UserError that names every bad line: then nothing is imported."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path.name} is not UTF-8 text: save it as “CSV UTF-8”.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    students, bad = [], []
    lines: dict[str, int] = {}
    try:
        header = [re.sub(r"[\s-]+", "_", title.strip().casefold()) for title in next(rows, [])]
        if "id" not in header:
            raise UserError(f"the first line of {path.name} must name the columns, of {', '.join(COLUMNS)}.")
        for values in rows:
            row = dict(zip(header, (value.strip() for value in values), strict=False))
            if not any(row.values()):
                continue
            wrong = _wrong(row, len(values) > len(header), lines)
            if wrong:
                bad.append(f"line {rows.line_num}: {wrong}")
            lines.setdefault(row.get("id", ""), rows.line_num)
            students.append({name: row[name] for name in COLUMNS if row.get(name)})
    except csv.Error as error:
        raise UserError(f"{path.name}, line {rows.line_num}: {error}.") from None
    if bad:
        raise UserError(f"{path.name}: {'; '.join(bad)}. Nothing was imported: mend these lines.")
    if not students:
        raise UserError(f"{path.name} names no student.")
    return students


def import_roster(course: Course, students: list[dict[str, str]], dry_run: bool = False) -> RosterChanges:
    """Put the students into the gradebook, all or none; return what changes. The gradebook is backed up before."""
    with grading_alone(course), Session(course) as session:
        if dry_run and not session.has_gradebook:
            return RosterChanges(added={student["id"]: student for student in students})
        if not dry_run:
            backups.back_up(course, session.gradebook_file)
        with session.gradebook() as gradebook:
            changes = _changes(gradebook, students)
            if not dry_run:
                with one_transaction(gradebook):
                    for student, fields in {**changes.added, **changes.changed}.items():
                        gradebook.update_or_create_student(student, **{k: v for k, v in fields.items() if k != "id"})
    return changes


def can_be_an_id(name: str) -> bool:
    """Return whether a student may be called so: it is the name of a folder, and nbgrader takes it as a pattern."""
    return _ID.fullmatch(name) is not None and name.isprintable() and not name.startswith(".")


def _changes(gradebook: Gradebook, students: list[dict[str, str]]) -> RosterChanges:
    known, changes = {student.id: student for student in gradebook.students}, RosterChanges()
    for student in students:
        before = known.pop(student["id"], None)
        if before is None:
            changes.added[student["id"]] = student
            continue
        other = {name: value for name, value in student.items() if getattr(before, name) != value}
        if other:
            changes.changed[student["id"]] = other
        else:
            changes.same.append(student["id"])
    changes.elsewhere = sorted(known)
    return changes


def _wrong(row: dict[str, str], too_long: bool, lines: dict[str, int]) -> str:
    name = row.get("id", "")
    if too_long:
        return "more fields than columns (a comma without quotation marks?)"
    if not name:
        return "the id is missing"
    if name in lines:
        return f"the id {name!r} stands in line {lines[name]} already"
    if not can_be_an_id(name):
        return f"{name!r} cannot be the name of a folder, as an id must be"
    for column, value in row.items():
        if not value.isprintable() or re.search(r"[<>]", value):
            return f"{column} is {value!r}, which holds signs that no name has"
    if row.get("email") and not re.fullmatch(r"[^@\s]+@[^@\s]+", row["email"]):
        return f"{row['email']!r} is no e-mail address"
    return ""
