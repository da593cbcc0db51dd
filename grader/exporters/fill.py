"""Fill a platform's file with a class's grades: who is who, what goes in, and what is left as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import UserError
from grader.exporters.class_grades import ClassGrades, StudentGrade
from grader.exporters.table import as_table
from grader.files import write_whole
from grader.lms.csv_text import CsvText, number
from grader.lms.grade_file import Layout
from grader.lms.registry import TAKE_GRADES, another_than, either
from grader.lms.system import System
from grader.plain_text import some

TABLE = "csv"
REFUSE, MARK, SKIP = "refuse", "mark", "skip"


@dataclass(frozen=True)
class Choices:
    """How to export. `students` are the ids to take, all if empty."""

    to: str = TABLE
    into: Path | None = None
    column: str | None = None
    match: str | None = None
    unfinished: str = REFUSE
    unmatched: str = REFUSE
    scale: bool = False
    students: frozenset[str] = frozenset()


@dataclass
class Export:
    """A filled file and what there is to say about it. `refused` has the reasons not to use it."""

    content: bytes = b""
    column: str = ""
    filled: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    unfinished: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Return whether every grade that there is went in."""
        return not (self.unfinished or self.unknown or self.duplicates or self.locked)

    def as_dict(self) -> dict[str, Any]:
        """Return all but the file as plain data."""
        return {name: value for name, value in vars(self).items() if name != "content"}


def export_grades(grades: ClassGrades, choices: Choices) -> Export:
    """Return the filled file. A grade that is not decided, or whose owner is not certain, never goes in.

    Raises UserError if the file is not what the platform gives out, or its maximum is another.
    """
    everyone = grades
    if choices.students:
        kept = {name: student for name, student in grades.students.items() if name in choices.students}
        missing = ", ".join(sorted(choices.students - set(kept)))
        if missing:
            raise UserError(f"the gradebook has no student {missing}: `grader status` lists them.")
        grades = ClassGrades(grades.assignment, grades.cells, kept)
    export = Export(unfinished={student.id: student.trouble for student in grades.unfinished()})
    if choices.to == TABLE:
        if choices.into is not None:
            raise UserError(f"--into is for the file of a platform: add --to {either(TAKE_GRADES)}.")
        export.content = as_table(grades)
        export.filled = {s.id: number(s.total) for s in grades.students.values() if s.total is not None}
        export.without = [s.id for s in grades.students.values() if not s.handed_in]
    else:
        _fill(grades, everyone, choices, TAKE_GRADES[choices.to], export)
    export.refused = list(_refusals(export, choices))
    return export


def write_file(export: Export, path: Path, given: Path | None) -> None:
    """Write the file whole or not at all. Raises UserError if it is refused, or would replace the given file."""
    if export.refused:
        raise UserError("nothing was written. " + " ".join(export.refused))
    if given is not None and path.resolve() == given.resolve():
        raise UserError(f"{path} is the file that you gave: write to another one with --out, and keep it as it is.")
    try:
        write_whole(path, export.content)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}. Choose another place with --out.") from None


def _fill(grades: ClassGrades, everyone: ClassGrades, choices: Choices, system: System, export: Export) -> None:
    """Fill in `grades`. Who else is in the class counts for who is certain; of their rows nothing is said."""
    if choices.into:
        file = CsvText.read(choices.into)
    else:
        file = system.new_file(grades.students.values(), choices.column or grades.assignment, grades.most)
    layout = _layout(file, grades.assignment, choices, system)
    export.column, factor = layout.title, _factor(grades, layout, choices, system)
    export.notes = list(layout.notes)
    if choices.into and not layout.most:
        export.notes.append(f"the file does not say the maximum of {layout.title!r}: it must be {number(grades.most)}")
    match = choices.match or (system.match if system.match in layout.keys else next(iter(layout.keys)))
    if match not in layout.keys:
        raise UserError(f"the {system.name} file has nothing to match by {match}: --match {' or '.join(layout.keys)}.")
    # Of an address counts what stands before the @, which stays when a domain changes, and which is an id in a roster.
    short = match == "email" or not any("@" in name for name in everyone.students)
    rows = _rows_by_key(file, layout, match, system, short)
    owners = _students_by_key(everyone, match, short)
    placed: dict[int, StudentGrade] = {}
    for key, students in owners.items():
        if not any(student.id in grades.students for student in students):
            continue
        found = rows.get(key, [])
        if len(students) > 1 or len(found) > 1:
            lines = ", ".join(str(file.lines[row]) for row in found)
            names = " and ".join(student.id for student in students)
            if found:
                export.duplicates.append(f"{names} ({match} {key!r}, line {lines})")
            else:
                export.unknown.extend(s.id for s in students if s.handed_in and s.id in grades.students)
        elif found:
            placed[found[0]] = students[0]
        elif students[0].handed_in:
            export.unknown.append(students[0].id)
    uncertain = {row for key, found in rows.items() if len(found) > 1 or len(owners.get(key, ())) > 1 for row in found}
    for row in layout.rows:
        student = placed.get(row)
        if row in uncertain or not any(value.strip() for value in file.values(row)):
            continue
        if student is None and choices.students:
            continue  # the row of somebody who was not asked for
        if student is None or not student.handed_in:
            export.without.append(_name(file, layout, row))
        elif student.total is not None and row in layout.locked:
            export.locked.append(student.id)
        elif student.total is not None:
            points = number(student.total * factor)
            export.filled[student.id] = points
            before = file.value(row, layout.column).strip()
            if layout.numbers.readings(before) not in ((), (float(points),)):
                export.replaced[student.id] = f"{before} before, now {points}"
            file.set(row, layout.column, layout.numbers.written(float(points)))
    export.content = file.to_bytes()


def _layout(file: CsvText, assignment: str, choices: Choices, system: System) -> Layout:
    """Return where things stand in the file. Raises UserError, also if the file is another system's."""
    other = another_than(system, file) if choices.into else None
    hint = f"{choices.into} is a file of {other.name}: use --to {other.id}." if other else ""
    try:
        layout = system.layout(file, assignment, choices.column if choices.into else None)
    except UserError as error:
        raise UserError(f"{error} {hint}".strip()) from None
    if other:
        raise UserError(hint)
    return layout


def _factor(grades: ClassGrades, layout: Layout, choices: Choices, system: System) -> float:
    readings = layout.numbers.readings(layout.most)
    if not readings or grades.most in readings:
        return 1.0
    if len(readings) > 1:
        raise UserError(
            f"{system.name} has {layout.most!r} points for {layout.title!r}, which can be "
            f"{' or '.join(map(number, readings))}: write it without a sign between thousands, there or in the file."
        )
    if choices.scale and grades.most and readings[0]:
        return readings[0] / grades.most
    raise UserError(
        f"{system.name} has {number(readings[0])} points for {layout.title!r}, {grades.assignment} has "
        f"{number(grades.most)}: change it there and download again, or convert with --scale."
    )


def _rows_by_key(file: CsvText, layout: Layout, match: str, system: System, short: bool) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in layout.rows:
        texts = (file.value(row, column).strip() for column in layout.keys[match])
        if match == "id":
            texts = (text.removeprefix(layout.prefix).strip() for text in texts)
        keys = {_comparable(system.student_key(text), short) for text in texts}
        for key in keys - {""}:
            found.setdefault(key, []).append(row)
    return found


def _students_by_key(grades: ClassGrades, match: str, short: bool) -> dict[str, list[StudentGrade]]:
    found: dict[str, list[StudentGrade]] = {}
    for student in grades.students.values():
        own = {"id": student.lms_user_id, "login": student.id, "email": student.email}[match] or student.id
        found.setdefault(_comparable(own.strip(), short), []).append(student)
    return found


def _comparable(key: str, short: bool) -> str:
    return (key.partition("@")[0] if short else key).casefold()


def _name(file: CsvText, layout: Layout, row: int) -> str:
    name = " ".join(file.value(row, column).strip() for column in layout.names).strip()
    return name or next((file.value(row, c) for columns in layout.keys.values() for c in columns), f"row {row + 1}")


def by_reason(troubles: dict[str, str]) -> str:
    """Return the students of each reason, in one line; of many students the first ones."""
    found: dict[str, list[str]] = {}
    for student, reason in sorted(troubles.items()):
        found.setdefault(reason, []).append(student)
    return "; ".join(f"{reason}: {some(students)}" for reason, students in found.items())


def _refusals(export: Export, choices: Choices) -> Iterable[str]:
    if export.unfinished and choices.unfinished == REFUSE:
        why = by_reason(export.unfinished)
        yield f"Grades are not finished ({why}). Finish them, or leave them out with --unfinished mark."
    uncertain = [f"not in the file: {some(export.unknown)}"] if export.unknown else []
    uncertain += [f"not certain: {'; '.join(export.duplicates)}"] if export.duplicates else []
    if uncertain and choices.unmatched == REFUSE:
        yield f"Not all students could be matched ({'; '.join(uncertain)}). Try another --match, or --unmatched skip."
