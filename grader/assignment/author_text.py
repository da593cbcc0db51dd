"""Read an author text (`source/<assignment>.py`, jupytext py:percent): its cells, their roles, the rubrics.

The roles are jupytext cell metadata, described in docs/writing-an-assignment.md. Everything nbgrader needs
is derived here from them, so that nobody edits nbgrader metadata by hand. What a cell includes from
`source/tools/` stands in it, so that whoever reads the cells sees what students see.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.assignment.author_cells import (
    GRADED_BY_A_PERSON,
    AuthorCell,
    check_code,
    nearest,
    read_cell,
    read_notebook,
)
from grader.assignment.included_tools import TOOLS, fill_in_names, with_tools
from grader.assignment.rubric import items_of, sum_of
from grader.assignment.rules import rules_above, take_rules
from grader.errors import UserError


@dataclass(frozen=True)
class Question:
    """A graded cell: its name, its points, and the reference cells above it."""

    name: str
    points: float
    answer: AuthorCell
    above: tuple[AuthorCell, ...]
    rules: tuple[str, ...] = ()  # what its text asks for, by the names of the author's marks


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
        """Parse the author text at `path`, with its tools. Raises UserError that names the cell and the broken rule."""
        if path.stem == TOOLS:
            raise UserError(f"{path.name}: no assignment can be called {TOOLS!r}, the folder of tools.")
        notebook = read_notebook(path)
        cells = [read_cell(cell, path.name) for cell in notebook.cells]
        cells = take_rules(fill_in_names(with_tools(cells, path)), path.name)
        rubrics: dict[str, str] = {}
        for cell in cells:
            if cell.role == "rubric" and cell.name:
                if cell.name in rubrics:
                    raise UserError(f"{path.name}: there are two cells rubric={cell.name!r}. Make one of them.")
                rubrics[cell.name] = cell.source
        text = cls(path.stem, path, notebook.metadata, tuple(c for c in cells if c.role != "rubric"), rubrics)
        text._validate()
        return text

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Return {name: question} of the graded cells, in the order of the text."""
        points = {cell.known_name: cell.known_points for cell in self.cells if cell.role == "check"}
        places = {
            cell.known_name: index
            for index, cell in enumerate(self.cells)
            if cell.role == "answer" and cell.name in points
        }
        rules = rules_above(self.cells, places, self.path.name)
        return {
            name: Question(name, points[name], self.cells[index], self.cells[:index], rules[name])
            for name, index in places.items()
        }

    @cached_property
    def manual(self) -> dict[str, AuthorCell]:
        """Return {name: cell} of what a person grades: plots, written answers, evidence."""
        return {cell.known_name: cell for cell in self.cells if cell.role in GRADED_BY_A_PERSON}

    @property
    def points(self) -> float:
        """Return the sum of all points."""
        return sum(cell.points or 0 for cell in self.cells)

    def _validate(self) -> None:
        """Raise UserError for what is wrong between cells."""
        seen: set[tuple[str, str | None]] = set()
        graded = {cell.name for cell in self.cells if cell.role == "check"}
        answers = {cell.known_name for cell in self.cells if cell.role == "answer"}
        for cell in self.cells:
            where = f"{self.path.name}, {cell.called}"
            check_code(cell, where, cell.name in graded)
            if cell.role is None:
                continue
            if (kind := "check" if cell.role == "check" else "other", cell.name) in seen:
                raise UserError(f"{where}: the name is used twice. Choose another for one of the cells.")
            if cell.role == "check" and ("other", cell.name) not in seen:
                name = cell.known_name
                meant = "put the check below it." if name in answers else nearest(name, sorted(answers))
                raise UserError(f"{where}: there is no answer={cell.name!r} above it: {meant}")
            seen.add((kind, cell.name))
        for name, rubric in self.rubrics.items():
            if name not in self.manual:
                meant = nearest(name, self.manual)
                raise UserError(f"{self.path.name}: rubric={name!r} belongs to no plot, written or evidence: {meant}")
            items, points = items_of(rubric), self.manual[name].points
            if items and sum_of(items) != points:
                raise UserError(
                    f"{self.path.name}: the items of rubric={name!r} are worth {sum_of(items):g} points, "
                    f"its cell {points:g}."
                )
            if len({item.text for item in items}) < len(items):
                raise UserError(f"{self.path.name}: two items of rubric={name!r} have the same text.")
        _ = self.questions  # a rule that belongs to none is refused here
