"""Read an author text (`source/<assignment>.py`, jupytext py:percent): its cells, their roles, the rubrics.

The roles are jupytext cell metadata, described in docs/writing-an-assignment.md. Everything nbgrader needs
is derived here from them, so that nobody edits nbgrader metadata by hand.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import jupytext
from nbformat.notebooknode import NotebookNode

from grader.assignment.rubric import items_of, sum_of
from grader.conventions import MARKER
from grader.errors import UserError

ROLES = ("answer", "check", "plot", "written", "evidence", "rubric")
_GRADED_BY_A_PERSON = ("plot", "written", "evidence")
_REGION = re.compile(r"^[^\n]*### (BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)


@dataclass(frozen=True)
class AuthorCell:
    """One cell of the author text. `role` is None for a given cell; `name` is the role's value."""

    kind: str
    source: str
    role: str | None = None
    name: str | None = None
    points: float | None = None
    toy: str | None = None
    view: str | None = None  # Colab's `cellView`: "form" hides the code below a title

    @property
    def solution(self) -> str:
        """Return the source without the marks of the solution region, as it runs."""
        return _REGION.sub("", self.source)


@dataclass(frozen=True)
class Question:
    """A graded cell: its name, its points, and the reference cells above it."""

    name: str
    points: float
    answer: AuthorCell
    above: tuple[AuthorCell, ...]


@dataclass(frozen=True)
class AuthorText:
    """A parsed author text. Raises UserError from `read` when a rule of the format is broken."""

    name: str
    path: Path
    metadata: NotebookNode
    cells: tuple[AuthorCell, ...]
    rubrics: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> AuthorText:
        """Parse the author text at `path`. Raises UserError that names the cell and the broken rule."""
        notebook = jupytext.read(path, fmt="py:percent")
        cells = [_read_cell(cell) for cell in notebook.cells]
        rubrics = {cell.name: cell.source for cell in cells if cell.role == "rubric"}
        text = cls(path.stem, path, notebook.metadata, tuple(c for c in cells if c.role != "rubric"), rubrics)
        text._validate()
        return text

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Return {name: question} of the graded cells, in the order of the text."""
        points = {cell.name: cell.points for cell in self.cells if cell.role == "check"}
        return {
            cell.name: Question(cell.name, points[cell.name], cell, self.cells[:index])
            for index, cell in enumerate(self.cells)
            if cell.role == "answer" and cell.name in points
        }

    @cached_property
    def manual(self) -> dict[str, AuthorCell]:
        """Return {name: cell} of what a person grades: plots, written answers, evidence."""
        return {cell.name: cell for cell in self.cells if cell.role in _GRADED_BY_A_PERSON}

    @property
    def points(self) -> float:
        """Return the sum of all points."""
        return sum(cell.points or 0 for cell in self.cells)

    def _validate(self) -> None:
        seen: set[tuple[str, str]] = set()
        answers = {cell.name for cell in self.cells if cell.role == "answer"}
        graded = {cell.name for cell in self.cells if cell.role == "check"}
        for cell in self.cells:
            where = f"{self.path.name}, cell {cell.role}={cell.name!r}"
            if cell.view and not (cell.view == "form" and cell.role is None and cell.source.startswith("# @title ")):
                raise UserError(f'{where}: cellView="form" is for given code cells that begin with "# @title …".')
            if cell.role is None:
                if cell.source.startswith("#grade"):
                    raise UserError(f"{self.path.name}: a cell without a role begins with #grade.")
                if cell.kind == "code" and not _parses(cell.source):
                    begins = cell.source.strip().split("\n", 1)[0][:60]
                    raise UserError(f"{self.path.name}: the cell that begins {begins!r} is not valid Python.")
                continue
            if not re.fullmatch(r"[a-z][a-z0-9_]*", cell.name or ""):
                raise UserError(f"{where}: names are words joined by underscores.")
            if (kind := "check" if cell.role == "check" else "other", cell.name) in seen:
                raise UserError(f"{where}: the name is used twice.")
            seen.add((kind, cell.name))
            if cell.role == "check" and cell.name not in answers:
                raise UserError(f"{where}: there is no answer={cell.name!r} for it.")
            if cell.role in ("check", *_GRADED_BY_A_PERSON) and not cell.points:
                raise UserError(f"{where}: points=... is missing.")
            marked = cell.source.startswith("#grade")
            if marked and not (cell.role == "answer" and cell.name in graded):
                raise UserError(f"{where}: only answers with a check begin with #grade.")
            if cell.role == "answer" and cell.name in graded and cell.source.split("\n", 1)[0] != MARKER:
                raise UserError(f"{where}: the first line must be exactly {MARKER!r}.")
            if cell.role in ("answer", "plot", "written") and "### BEGIN SOLUTION" not in cell.source:
                raise UserError(f"{where}: mark the solution with ### BEGIN SOLUTION and ### END SOLUTION.")
            if cell.kind == "code" and not _parses(cell.solution):
                raise UserError(f"{where}: the solution is not valid Python.")
        for name, rubric in self.rubrics.items():
            if name not in self.manual:
                raise UserError(f"{self.path.name}: rubric={name!r} belongs to no plot, written or evidence.")
            items, points = items_of(rubric), self.manual[name].points
            if items and sum_of(items) != points:
                raise UserError(
                    f"{self.path.name}: the items of rubric={name!r} are worth {sum_of(items):g} points, "
                    f"its cell {points:g}."
                )
            if len({item.text for item in items}) < len(items):
                raise UserError(f"{self.path.name}: two items of rubric={name!r} have the same text.")


def _read_cell(cell: NotebookNode) -> AuthorCell:
    metadata = cell.metadata
    if "incorrectly_encoded_metadata" in metadata:
        raise UserError(
            f"a cell's options cannot be read: {metadata['incorrectly_encoded_metadata']}. "
            'Write them like plot="name" points=2.'
        )
    roles = [role for role in ROLES if role in metadata]
    if len(roles) > 1:
        raise UserError(f"a cell has two roles: {', '.join(roles)}.")
    role = roles[0] if roles else None
    points = metadata.get("points")
    return AuthorCell(
        kind="code" if cell.cell_type == "code" else "markdown",
        source=cell.source,
        role=role,
        name=metadata[role] if role else None,
        points=float(points) if points is not None else None,
        toy=metadata.get("toy"),
        view=metadata.get("cellView"),
    )


def _parses(source: str) -> bool:
    try:
        ast.parse(re.sub(r"(?m)^([ \t]*)[%!].*$", r"\1pass", source))
    except SyntaxError:
        return False
    return True
