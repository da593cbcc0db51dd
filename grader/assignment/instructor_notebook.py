"""Make the instructor's notebook from an author text: nbgrader metadata, cell ids, hidden-test regions."""

from __future__ import annotations

import re
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.assignment.author_text import AuthorCell, AuthorText
from grader.conventions import check_id

HIDDEN_REGION = """\
### BEGIN HIDDEN TESTS
raise RuntimeError("This cell is judged outside the notebook: run nbgrader from the course folder.")
### END HIDDEN TESTS"""


def instructor_notebook(text: AuthorText) -> NotebookNode:
    """Return the notebook that `nbgrader generate_assignment` reads: solutions in, rubrics out.

    The same text gives the same bytes: cell ids are words, and no date or path goes in.
    """
    names = _CellNames()
    notebook = nbformat.v4.new_notebook()
    notebook.metadata.update({key: text.metadata[key] for key in sorted(_kept(text.metadata))})
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.cells = [_make(cell, names) for cell in text.cells]
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def without_hidden_region(source: str) -> str:
    """Return the source of a check cell as students see it."""
    return source.replace(HIDDEN_REGION, "").rstrip("\n")


def nbgrader_metadata(cell: AuthorCell) -> dict | None:
    """Return the nbgrader metadata that `cell`'s role stands for, None for a given cell."""
    if cell.role is None:
        return None
    locked = cell.role in ("check", "evidence")
    metadata: dict[str, Any] = {
        "schema_version": 3,
        "grade": cell.role != "answer",
        "grade_id": check_id(cell.known_name) if cell.role == "check" else cell.name,
        "locked": locked,
        "solution": not locked,
        "task": False,
    }
    if cell.role != "answer":
        metadata["points"] = cell.points
    return metadata


def _kept(metadata: NotebookNode) -> set[str]:
    return set(metadata) - {"jupytext", "language_info"}


def _make(cell: AuthorCell, names: _CellNames) -> NotebookNode:
    metadata = nbgrader_metadata(cell)
    source = cell.source
    if cell.role in ("check", "evidence"):
        source = f"{source}\n\n{HIDDEN_REGION}"
    make = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
    made = make(source, id=names.give(cell, metadata))
    if metadata:
        made.metadata["nbgrader"] = metadata
    if cell.view:
        made.metadata["cellView"] = cell.view
    return made


class _CellNames:
    """Gives each cell an id made of words: its nbgrader id, or its section's heading and a number."""

    def __init__(self) -> None:
        self.section = "start"
        self.used: dict[str, int] = {}

    def give(self, cell: AuthorCell, metadata: dict | None) -> str:
        if metadata:
            return metadata["grade_id"]
        if cell.kind == "markdown" and (heading := re.search(r"^#+ (.+)$", cell.source, re.MULTILINE)):
            words = re.findall(r"[a-z0-9]+", heading.group(1).lower())
            self.section = "-".join(words)[:40].strip("-") or "section"
        number = self.used[self.section] = self.used.get(self.section, 0) + 1
        return f"{self.section}-{number}"
