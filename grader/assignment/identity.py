"""What tells the notebook of one assignment of a course from those of the others."""

from __future__ import annotations

import contextlib
from functools import partial

from grader.assignment.author_text import AuthorText
from grader.conventions import check_id
from grader.course import Course
from grader.errors import UserError
from grader.reading.belongs import Identity, title_of


def identity_of(course: Course, text: AuthorText) -> Identity:
    """Return the identity of the assignment that `text` describes, among all of its course."""
    ids = {check_id(cell.known_name) if cell.role == "check" else cell.known_name for cell in text.cells if cell.role}
    return Identity(text.name, frozenset(ids), partial(_titles_of_others, course, text))


def _titles_of_others(course: Course, text: AuthorText) -> dict[str, str]:
    found = {}
    for name in course.assignments():
        if name != text.name:
            with contextlib.suppress(UserError):  # one that is being written must not stop the others
                found[_title(AuthorText.read(course.author_text(name)))] = name
    return {title: name for title, name in found.items() if title not in ("", _title(text))}


def _title(text: AuthorText) -> str:
    return title_of([{"cell_type": cell.kind, "source": cell.source} for cell in text.cells])
