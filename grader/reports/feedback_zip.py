"""Pack feedback pages into the zip file by which a learning management system gives each student their own."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from grader.course import Course
from grader.errors import UserError
from grader.files import whole_file
from grader.handins.origins import find_origins
from grader.lms.registry import SYSTEMS, TAKE_FEEDBACK


@dataclass
class Packed:
    """What goes into the zip file: {student: path in it}; who was not collected from the system; who has no page."""

    files: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Return whether everyone's page is in it."""
        return not self.unknown


def plan(course: Course, assignment: str, system: str, students: Iterable[str], pattern: str = "*") -> Packed:
    """Return under which name each student's page goes in.

    `students` are those whose name fits `pattern` and who have a page: nothing is said of anybody else.
    Raises UserError if none of them can go in.
    """
    packed, title = Packed(), f"{assignment}-feedback"
    students = sorted(students)
    for student in students:
        known = find_origins(course, assignment, student)
        if system in known:
            packed.files[student] = _harmless(TAKE_FEEDBACK[system].page(known[system], title))
        else:
            others = ", ".join(name for name in SYSTEMS if name in known)
            packed.unknown[student] = f"collected from {others}" if others else "not collected from a system's zip file"
    asked = {student for student in course.submitted(assignment) if fnmatch(student, pattern)}
    packed.without = sorted(asked - set(students))
    if not packed.files:
        raise UserError(
            f"under which names {system} knows these students was never seen ({len(packed.unknown)} pages): run "
            f"`grader collect {assignment} FILE.zip` on what {system} gave you. What is graded stays."
        )
    return packed


def write_zip(course: Course, assignment: str, packed: Packed, out: Path) -> None:
    """Write the zip file, whole or not at all. Raises UserError if it cannot be written."""
    try:
        with whole_file(out) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            for student, name in packed.files.items():
                page = course.feedback(assignment, student)
                about = zipfile.ZipInfo(name, time.localtime(page.stat().st_mtime)[:6])
                about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(about, page.read_bytes())
    except OSError as error:
        raise UserError(f"{error.filename or out} cannot be used: {error.strerror}.") from None


def _harmless(name: str) -> str:
    """Return the path of a page in the zip file: it comes from a student's file name, which may be meant to do harm."""
    shown = "".join(sign if sign.isprintable() and sign != "\\" else "_" for sign in name)
    return "/".join("_" if part in ("", ".", "..") else part for part in shown.split("/"))
