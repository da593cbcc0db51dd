"""The cells of an author text (`source/<assignment>.py`, jupytext py:percent), read one by one.

A cell's options stand on its `# %%` line; docs/writing-an-assignment.md describes them. Whatever is no option of the
format is refused: a misspelt `rubric=` would otherwise be a given cell, and the rubric would be published.
"""

from __future__ import annotations

import ast
import difflib
import keyword
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat.notebooknode import NotebookNode

from grader.conventions import MARKER
from grader.errors import UserError
from grader.python_source import to_python

ROLES = ("answer", "check", "plot", "written", "evidence", "rubric")
GRADED_BY_A_PERSON = ("plot", "written", "evidence")
_WITH_SOLUTION = ("answer", "plot", "written")
_WITH_POINTS = ("check", *GRADED_BY_A_PERSON)
_TEXTS = ("written", "rubric")
OPTIONS = (*ROLES, "points", "toy", "cellView")
# What jupytext notes for itself about the layout of the file.
_LAYOUT = ("lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker", "region_name")
_TOY = ("skip", "data")
# Files of `tests/<assignment>/` that are no hidden tests.
_TAKEN = ("evidence", "toy_data")
_MARK = re.compile(r"### (BEGIN|END) SOLUTION")
_REGION = re.compile(r"^[^\n]*### (BEGIN|END) SOLUTION[^\n]*\n?", re.MULTILINE)
_LIKE_A_MARK = re.compile(r"#+\s*(?:BEGIN|END)[\s_-]*(?:OF\s+)?SOL\w*", re.IGNORECASE)
_HIDDEN_TESTS = re.compile(r"###\s*(?:BEGIN|END) HIDDEN TESTS")
_NO_MARKER = re.compile(r"^%%\s*\w+\s*=", re.MULTILINE)


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
    rules: tuple[str, ...] = ()  # names of the rules that a given text marks

    @property
    def known_name(self) -> str:
        """Return the name of a cell that has a role: `read_cell` lets none be without."""
        assert self.name is not None
        return self.name

    @property
    def known_points(self) -> float:
        """Return the points of a check, or of what a person grades: `read_cell` lets none be without."""
        assert self.points is not None
        return self.points

    @property
    def solution(self) -> str:
        """Return the source without the marks of the solution region, as it runs."""
        return _REGION.sub("", self.source)

    @property
    def called(self) -> str:
        """Return what names the cell in a message: its role, or its first words."""
        if self.role is not None:
            return f"cell {self.role}={self.name!r}"
        return _begins(self.source)


def read_text(path: Path) -> str:
    """Return the text of a file that an author wrote. Raises UserError if it cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path.name} is not UTF-8 (byte {error.start}): save it with that encoding.") from None
    except OSError as error:
        raise UserError(f"{path.name} cannot be read: {error.strerror}.") from None


def read_notebook(path: Path) -> NotebookNode:
    """Return the author text at `path` as jupytext reads it. Raises UserError if it is none."""
    text = read_text(path)
    try:
        notebook = jupytext.reads(text, fmt="py:percent")
        nbformat.validate(notebook)
    except Exception as error:  # a broken header breaks jupytext in many ways
        reason = str(error).strip().split("\n", 1)[0]
        raise UserError(f"{path.name} is no jupytext py:percent text ({reason}): look at its header.") from None
    if not any(cell.source.strip() for cell in notebook.cells):
        raise UserError(f"{path.name} is empty: begin a cell with a line `# %%` or `# %% [markdown]`.")
    first = notebook.cells[0].source
    if re.match(r"(# )?---\s*$", first, re.MULTILINE):
        raise UserError(
            f"{path.name}: its header cannot be read. It should be YAML between two lines `# ---`, as in other texts."
        )
    return notebook


def read_cell(cell: NotebookNode, file: str) -> AuthorCell:
    """Return a cell of the author text `file`. Raises UserError that names both and says what to write instead."""
    options, where = dict(cell.metadata), f"{file}, {_begins(cell.source)}"
    if "incorrectly_encoded_metadata" in options:
        raise UserError(
            f"{where}: its options cannot be read: {options['incorrectly_encoded_metadata']}. "
            'Write them like plot="name" points=2.'
        )
    _refuse_unknown(options, where)
    if cell.cell_type == "raw":
        raise UserError(f"{where}: raw cells are no part of a notebook for students. Write [markdown], or nothing.")
    roles = [role for role in ROLES if role in options]
    if len(roles) > 1:
        raise UserError(f"{where}: a cell has two roles: {', '.join(roles)}. Give it one of them.")
    role = roles[0] if roles else None
    name = options[role] if role else None
    if role:
        where = f"{file}, cell {role}={name!r}"
        _check_name(role, name, where)
    read = AuthorCell(
        kind="code" if cell.cell_type == "code" else "markdown",
        source=cell.source,
        role=role,
        name=name,
        points=_points(options, role, where),
        toy=options.get("toy"),
        view=options.get("cellView"),
    )
    _check_kind(read, where)
    _check_regions(read, where)
    return read


def nearest(word: str, known: Iterable[str]) -> str:
    """Return words that name what was probably meant by `word`, or all that is known."""
    known = list(known)
    found = difflib.get_close_matches(str(word).lower(), [each.lower() for each in known], n=1, cutoff=0.55)
    meant = [each for each in known if each.lower() in found]
    return f"did you mean {meant[0]}?" if meant else f"known: {', '.join(known) or 'none'}."


def parses(source: str) -> bool:
    """Return whether a cell's source is valid Python, magics left aside."""
    try:
        ast.parse(re.sub(r"(?m)^([ \t]*)[%!].*$", r"\1pass", source))
        to_python(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _begins(source: str) -> str:
    first = source.strip().split("\n", 1)[0][:60]
    return f"the cell that begins {first!r}" if first else "an empty cell"


def _refuse_unknown(options: dict[str, Any], where: str) -> None:
    if "title" in options:
        raise UserError(
            f"{where}: {options['title']!r} on its `# %%` line is no option. "
            'Write options like plot="name" points=2, and [markdown] in front of them where the cell is a text.'
        )
    for option in options:
        if option not in (*OPTIONS, *_LAYOUT):
            raise UserError(f"{where}: there is no option {option!r}: {nearest(option, OPTIONS)}")


def _check_name(role: str, name: Any, where: str) -> None:
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UserError(f'{where}: names are words joined by underscores, in quotes: {role}="like_this".')
    if keyword.iskeyword(name):
        raise UserError(f"{where}: {name!r} is a word of Python itself. Choose another name.")
    if role in ("answer", "check") and name in _TAKEN:
        raise UserError(f"{where}: tests/…/{name}.py has another meaning. Choose another name.")


def _points(options: dict[str, Any], role: str | None, where: str) -> float | None:
    if "points" not in options:
        if role in _WITH_POINTS:
            raise UserError(f"{where}: points=... is missing.")
        return None
    if role == "answer":
        raise UserError(f'{where}: the points of an answer stand at its check="…". Leave them out here.')
    if role not in _WITH_POINTS:
        raise UserError(f"{where}: points are for {', '.join(_WITH_POINTS)}. Leave them out here.")
    points = options["points"]
    number = isinstance(points, int | float) and not isinstance(points, bool)
    if not number or not math.isfinite(points) or points <= 0:
        raise UserError(f"{where}: points={points!r} should be a number greater than 0, like points=2.5.")
    return float(points)


def _check_kind(cell: AuthorCell, where: str) -> None:
    """Refuse options that do not fit a cell of code, or a text."""
    if cell.role and (cell.kind == "code") == (cell.role in _TEXTS):
        other = "a text: write `# %% [markdown] …`" if cell.kind == "code" else "code: leave [markdown] out"
        raise UserError(f"{where}: a cell with {cell.role}=… is {other}.")
    if cell.toy is not None:
        if cell.toy not in _TOY:
            raise UserError(f"{where}: toy={cell.toy!r} is neither 'skip' nor 'data'.")
        if cell.kind != "code" or (cell.role and cell.toy == "data"):
            raise UserError(f"{where}: toy={cell.toy!r} is for {'given ' if cell.toy == 'data' else ''}code cells.")
    if cell.kind == "code" and _NO_MARKER.search(cell.source):
        raise UserError(f"{where}: it holds a line `# %%…=` that begins no cell. Write a space behind `%%`.")


def _check_regions(cell: AuthorCell, where: str) -> None:
    """Refuse solution regions where none may be, and those that are not closed, nested or misspelt."""
    if _HIDDEN_TESTS.search(cell.source):
        raise UserError(f"{where}: hidden tests stand in tests/, in a file of their own. Remove their marks here.")
    inside = found = False
    for line in cell.source.split("\n"):
        mark = _MARK.search(line)
        if not mark:
            if _LIKE_A_MARK.search(line):
                raise UserError(f"{where}: {line.strip()!r} should be ### BEGIN SOLUTION or ### END SOLUTION, exactly.")
            continue
        found = True
        if cell.role not in _WITH_SOLUTION:
            allowed = ", ".join(f"{role}=…" for role in _WITH_SOLUTION)
            raise UserError(f"{where}: a solution is for cells with {allowed}. Give the cell such a role, or no marks.")
        if (mark[1] == "BEGIN") == inside:
            problem = "a BEGIN SOLUTION inside a solution" if inside else "an END SOLUTION without a BEGIN above it"
            raise UserError(f"{where}: there is {problem}. Solution regions stand one below the other.")
        inside = not inside
    if inside:
        raise UserError(f"{where}: ### END SOLUTION is missing: the solution region is not closed.")
    if cell.role in _WITH_SOLUTION and not found:
        raise UserError(f"{where}: mark the solution with ### BEGIN SOLUTION and ### END SOLUTION.")


def check_code(cell: AuthorCell, where: str, graded: bool) -> None:
    """Refuse code that is not valid Python, and a first line `#grade …` that is not where it should be."""
    marked = cell.source.startswith("#grade")
    if cell.role == "answer" and graded and cell.source.split("\n", 1)[0] != MARKER:
        raise UserError(f"{where}: the first line must be exactly {MARKER!r}.")
    if marked and not (cell.role == "answer" and graded):
        whose = "a cell without a role" if cell.role is None else "it"
        raise UserError(f"{where}: {whose} begins with #grade. Only answers with a check do.")
    if cell.kind == "code" and not parses(cell.solution):
        raise UserError(f"{where}{': the solution' if cell.role in _WITH_SOLUTION else ''} is not valid Python.")
    folds = cell.role is None and cell.kind == "code" and cell.source.startswith("# @title ")
    if cell.view is not None and not (cell.view == "form" and folds):
        raise UserError(f'{where}: cellView="form" is for given code cells that begin with "# @title …".')
