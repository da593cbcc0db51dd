"""The list of all systems. A new one is a module with a class, and a line here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, tzinfo

from grader.errors import UserError
from grader.lms.brightspace import Brightspace
from grader.lms.canvas import Canvas
from grader.lms.class_list import ClassList
from grader.lms.csv_text import CsvText
from grader.lms.gradescope import Gradescope
from grader.lms.moodle import Moodle
from grader.lms.system import Said, System

_ALL: tuple[System, ...] = (Canvas(), Moodle(), Brightspace(), Gradescope())

SYSTEMS = {system.id: system for system in _ALL}
TAKE_FEEDBACK = {system.id: system for system in _ALL if system.feedback_step}
TAKE_GRADES = {system.id: system for system in _ALL if system.grades_step}
WITH_LISTS = {system.list_file: system for system in _ALL if system.list_file}  # by the name of the list of students
OWN_FILES = {name for system in _ALL for name in system.own_files}


def said_by(parts: tuple[str, ...], zone: tzinfo, listed: dict[str, Said]) -> Said:
    """Return what a path says of the student: its first part that a system has named.

    `zone` is where times in names are local, `listed` what lists of students say of folders.
    """
    for index, part in enumerate(parts):
        for system in _ALL:
            said = system.said(part, index < len(parts) - 1, zone, listed)
            if said is not None:
                rest = "/".join((*parts[:index], *parts[index + 1 :], *filter(None, [said.rest])))
                return replace(said, rest=rest, system=system.id)
    return Said("/".join(parts))


def marked_late(origins: dict[str, str]) -> str:
    """Return the name of the system that marked as late what it gave under these names, "" if none did."""
    for system, origin in origins.items():
        said = SYSTEMS[system].said(origin, False, UTC, {}) if system in SYSTEMS else None
        if said is not None and said.late:
            return SYSTEMS[system].name
    return ""


def class_list(file: CsvText) -> ClassList | None:
    """Return the students of a file that is known as a system's, None if none knows it."""
    found = (system.class_list(file) for system in _ALL)
    return next((one for one in found if one is not None), None)


def another_than(system: System, file: CsvText) -> System | None:
    """Return the system that knows `file` as its own, None if none does or `system` does too."""

    def knows(one: System) -> bool:
        try:
            return one.class_list(file) is not None
        except UserError:
            return True

    return None if knows(system) else next((one for one in TAKE_GRADES.values() if knows(one)), None)


def either(words: Iterable[str]) -> str:
    """Return words as a choice: "a, b or c"."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
