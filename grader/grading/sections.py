"""Which section of the class a student is in, as the last class list said: `.grader/sections.json`.

nbgrader's gradebook has no place for it. Losing the file loses no grade: `grader roster` writes it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from grader.course import Course
from grader.errors import UserError
from grader.files import write_whole

_BETWEEN = re.compile(r"\s*[;,]\s*|\s+and\s+")  # platforms list several sections of a student


def read_sections(course: Course) -> dict[str, str]:
    """Return {student: section, or several as the platform writes them}; a damaged file is as good as none."""
    try:
        found = json.loads((course.cache / "sections.json").read_text(encoding="utf-8"))
        return {str(student): str(section) for student, section in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def write_sections(course: Course, sections: Mapping[str, str]) -> None:
    """Keep {student: section}."""
    write_whole(course.cache / "sections.json", json.dumps(dict(sorted(sections.items())), indent=1))


def students_of(course: Course, section: str) -> frozenset[str]:
    """Return who is in a section, in whatever case it is written. Raises UserError that names those there are."""
    sections = read_sections(course)
    found = frozenset(student for student, of in sections.items() if section.casefold() in _names(of))
    if not found:
        known = ", ".join(sorted({*sections.values()})) or "none: `grader roster` reads them from a column section"
        raise UserError(f"there is no section {section!r} (known: {known}).")
    return found


def section_tail(section: str | None) -> str:
    """Return what a section adds to the name of a file, "" for the whole class."""
    plain = re.sub(r"[^\w.-]+", "-", section or "").strip("-.")
    return f"-{plain or 'section'}" if section else ""


def _names(sections: str) -> set[str]:
    return {sections.casefold(), *_BETWEEN.split(sections.casefold())} - {""}
