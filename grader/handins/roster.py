"""Students from a CSV file into the gradebook: nobody is ever removed, and an empty field erases nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from nbgrader.api import Gradebook

from grader.course import Course
from grader.errors import UserError
from grader.grading import backups
from grader.grading.gradebook import one_transaction
from grader.grading.one_at_a_time import grading_alone
from grader.grading.sections import read_sections, write_sections
from grader.grading.session import Session
from grader.lms.class_list import ClassList, by_shape
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import filled_rows, named
from grader.lms.registry import class_list

COLUMNS = ("id", "first_name", "last_name", "email", "lms_user_id", "section")
_ID = re.compile(r"[^\s/\\+*?\[\]:<>\"]+( [^\s/\\+*?\[\]:<>\"]+)*")


@dataclass
class RosterChanges:
    """What an import does: {student: {field: value}} that are new or other than before, and who else is there.

    `notes` say how the file was read, and who in it is no student.
    """

    added: dict[str, dict[str, str]] = field(default_factory=dict)
    changed: dict[str, dict[str, str]] = field(default_factory=dict)
    same: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_roster(path: Path) -> ClassList:
    """Return the students of a file: our own columns, or a class list as a system exports it.

    Raises UserError that names every bad line: then nothing is imported.
    """
    file = CsvText.read(path)
    titles = [_plain(title) for title in file.values(0)]
    ours = all(title in (*COLUMNS, "") for title in titles)
    try:
        found = None if "id" in titles and ours else class_list(file)
        if found is None and "id" not in titles:
            found = by_shape(file)
    except UserError as error:
        raise UserError(f"{path.name}: {error}") from None
    if found is None:
        found = _our_own(file, titles, path.name)
    bad = _bad_lines(found.students, _too_long(file))
    if bad:
        raise UserError(f"{path.name}: {'; '.join(bad)}. Nothing was imported: mend these lines.")
    if not found.students:
        raise UserError(f"{path.name} names no student.")
    return found


def _our_own(file: CsvText, titles: list[str], name: str) -> ClassList:
    """Return the students of a file with our own columns. Raises UserError that names any other."""
    if "id" not in titles:
        raise UserError(
            f"the first line of {name} must name the columns, of {', '.join(COLUMNS)}, or be as a learning platform "
            f"exports its class list ({named([title[:40] for title in file.values(0)[:20]])})."
        )
    for number, (title, written) in enumerate(zip(titles, file.values(0), strict=True)):
        near = get_close_matches(title, COLUMNS, n=1, cutoff=0.5)
        if title in titles[:number] and title:
            raise UserError(f"{name} has two columns {written!r}: keep one.")
        if title and title not in COLUMNS:
            meant = f"is it {near[0]}? " if near else ""
            raise UserError(f"{name} has a column {written!r}: {meant}Known are {', '.join(COLUMNS)}.")
    found = ClassList("")
    for row in filled_rows(file, 1):
        fields = {title: file.value(row, column).strip() for column, title in enumerate(titles)}
        found.students[file.lines[row]] = {title: fields[title] for title in COLUMNS if fields.get(title)}
    return found


def import_roster(course: Course, found: ClassList, dry_run: bool = False) -> RosterChanges:
    """Put the students into the gradebook, all or none; return what changes. The gradebook is backed up before."""
    students, sections = list(found.students.values()), read_sections(course)
    with grading_alone(course), Session(course) as session:
        if dry_run and not session.has_gradebook:
            changes = RosterChanges(added={student["id"]: student for student in students})
        else:
            if not dry_run:
                backups.back_up(course, session.gradebook_file)
            with session.gradebook() as gradebook:
                _refuse_twins(gradebook, found)
                changes = _changes(gradebook, students, sections)
                new = {**changes.added, **changes.changed}
                if not dry_run:
                    with one_transaction(gradebook):
                        for student, fields in new.items():
                            kept = {name: value for name, value in fields.items() if name not in ("id", "section")}
                            gradebook.update_or_create_student(student, **kept)
                    said = {student: fields["section"] for student, fields in new.items() if "section" in fields}
                    write_sections(course, {**sections, **said})
    changes.notes += _notes(found)
    return changes


def can_be_an_id(name: str) -> bool:
    """Return whether a student may be called so: it is the name of a folder, and nbgrader takes it as a pattern."""
    return _ID.fullmatch(name) is not None and name.isprintable() and not name.startswith(".")


def _notes(found: ClassList) -> Iterator[str]:
    if found.what:
        yield f"read as {found.what}: {', '.join(f'{name} from {title!r}' for name, title in found.used.items())}"
    if found.unused:
        yield f"columns that are not used: {', '.join(map(repr, found.unused))}"
    if found.left_out:
        yield f"no students, left out ({len(found.left_out)}): {', '.join(found.left_out)}"


def _changes(gradebook: Gradebook, students: list[dict[str, str]], sections: Mapping[str, str]) -> RosterChanges:
    known, changes = {student.id: student for student in gradebook.students}, RosterChanges()
    as_known = {name.casefold(): name for name in known}
    for student in students:
        # A platform may write ADA for ada: that is no second student.
        name = student["id"] if student["id"] in known else as_known.get(student["id"].casefold(), student["id"])
        before = known.pop(name, None)
        if before is None:
            changes.added[name] = student
            continue
        had = {key: sections.get(name) if key == "section" else getattr(before, key) for key in student}
        other = {key: value for key, value in student.items() if key != "id" and had[key] != value}
        if other:
            changes.changed[name] = other
        else:
            changes.same.append(name)
    changes.elsewhere = sorted(known)
    return changes


def _refuse_twins(gradebook: Gradebook, found: ClassList) -> None:
    """Raise UserError if a student of the file has the address or number that another one in the gradebook has."""
    bad = []
    inside = {fields["id"].casefold() for fields in found.students.values()}
    others = [student for student in gradebook.students if student.id.casefold() not in inside]
    for key in ("email", "lms_user_id"):
        owners = {getattr(other, key).casefold(): other.id for other in others if getattr(other, key)}
        for line, fields in found.students.items():
            value = fields.get(key, "").casefold()
            if value and value in owners:
                bad.append(f"line {line}: {fields['id']!r} has the {key} of {owners[value]!r} in the gradebook")
    if bad:
        raise UserError(
            f"{'; '.join(bad)}. Nothing was imported. Is it one student? Then keep the id of the gradebook, or take "
            "that one out with `grader forget`."
        )


def _bad_lines(students: dict[int, dict[str, str]], too_long: set[int]) -> list[str]:
    """Return what is wrong with the students of {line: fields}; two lines for one student are named together."""
    bad = []
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    for line, fields in students.items():
        wrong = "more fields than columns (a comma without quotation marks?)" if line in too_long else _wrong(fields)
        for key in ("id", "email", "lms_user_id"):
            value = fields.get(key, "")
            before = seen.setdefault((key, value.casefold()), (line, value)) if value else (line, value)
            if before[0] != line and not wrong:
                other = "" if before[1] == value else f" as {before[1]!r}"
                wrong = f"the {key} {value!r} stands in line {before[0]} already{other}"
        if wrong:
            bad.append(f"line {line}: {wrong}")
    return bad


def _too_long(file: CsvText) -> set[int]:
    count = len(file.rows[0])
    return {file.lines[row] for row in range(1, len(file.rows)) if any(file.values(row)[count:])}


def _plain(title: str) -> str:
    return re.sub(r"[\s-]+", "_", title.strip().casefold())


def _wrong(fields: dict[str, str]) -> str:
    name = fields.get("id", "")
    if not name:
        return "the id is missing"
    if not can_be_an_id(name):
        return f"{name!r} cannot be the name of a folder, as an id must be"
    for column, value in fields.items():
        if not value.isprintable() or re.search(r"[<>]", value):
            return f"{column} is {value!r}, which holds signs that no name has"
    if fields.get("email") and not re.fullmatch(r"[^@\s]+@[^@\s]+", fields["email"]):
        return f"{fields['email']!r} is no e-mail address"
    return ""
