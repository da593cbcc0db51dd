"""What tells the notebook of one assignment of a course from those of the others."""

from __future__ import annotations

import contextlib

from grader.assignment.author_text import AuthorText
from grader.conventions import check_id
from grader.course import Course
from grader.errors import UserError
from grader.reading.belongs import Identity, title_of


def identity_of(course: Course, text: AuthorText) -> Identity:
    """Return the identity of the assignment that `text` describes, among all of its course."""
    ids = {check_id(cell.known_name) if cell.role == "check" else cell.known_name for cell in text.cells if cell.role}
    own, others = _title(text), {}
    for name in course.assignments():
        if name != text.name:
            with contextlib.suppress(UserError):  # one that is being written must not stop the others
                others[_title(AuthorText.read(course.author_text(name)))] = name
    return Identity(
        text.name, frozenset(ids), {title: name for title, name in others.items() if title not in ("", own)}
    )


def _title(text: AuthorText) -> str:
    return title_of([{"cell_type": cell.kind, "source": cell.source} for cell in text.cells])
