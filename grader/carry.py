"""Which of a student's other statements run before a graded cell.

A graded cell is judged alone, in a world of reference names. What the student wrote elsewhere counts only as
far as the cell may honestly need it: imports, functions, classes, plain constants from the cells above, and
assignments that the cell reads and the world lacks. A carried statement never replaces a given name, except
that in the second of two attempts the student's own answers and definitions stand in for the reference's.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass

from grader.python_source import bound_names, loaded_names

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_BUILTINS = frozenset(dir(builtins)) | {"get_ipython", "__name__", "display"}


@dataclass(frozen=True)
class StudentCell:
    """A code cell of a submission: its syntax tree (None if it is not Python) and what it answers, if anything."""

    tree: ast.Module | None
    question: str | None = None
    given: bool = False


def carried_statements(
    cells: list[StudentCell],
    index: int,
    world: frozenset[str],
    defines: dict[str, tuple[str, ...]],
    own: bool,
) -> tuple[dict, ...]:
    """Return what to run before `cells[index]`: dicts of `source`, `names`, `replaces`, in notebook order.

    `world` are the names that are given. With `own` the student's answers above run whole and their names,
    and all functions and classes, replace the reference's.
    """
    carried: list[tuple[tuple[int, int], dict]] = []
    have = set(world) | _BUILTINS
    wanted = loaded_names(cells[index].tree)
    spare: list[tuple[tuple[int, int], ast.stmt]] = []

    for place, statement, answered in _statements(cells, index):
        names = bound_names(statement)
        if own and answered is not None:
            continue
        if isinstance(statement, _DEFINITIONS):
            if own or not names & world:
                carried.append((place, _made(statement, names, names if own else ())))
                wanted |= loaded_names(statement)
                have |= names
        elif _is_import(statement) or _is_constant(statement):
            if names - world:
                carried.append((place, _made(statement, names)))
                have |= names - world
        else:
            spare.append((place, statement))
    if own:
        for position, cell in enumerate(cells[:index]):
            if cell.question and cell.tree is not None and cell.tree.body:
                names = set(defines[cell.question])
                carried.append(((position, 0), _made(cell.tree, bound_names(cell.tree), names)))
                have |= bound_names(cell.tree)
    carried += _needed(spare, wanted, have)
    carried += _from_below(cells, index, wanted, have)
    return tuple(statement for _, statement in sorted(carried, key=lambda item: item[0]))


def may_differ(reference: tuple[dict, ...], own: tuple[dict, ...], cell: StudentCell) -> bool:
    """Return whether the student's own definitions could change what the cell does."""
    replaced = {name for statement in own for name in statement["replaces"]}
    read = loaded_names(cell.tree)
    for statement in own:
        read |= loaded_names(ast.parse(statement["source"]))
    return bool(replaced & read) or [s["source"] for s in reference] != [s["source"] for s in own]


def names_defined_elsewhere(cells: Iterable[StudentCell]) -> set[str]:
    """Return every name that some cell of the submission binds at its top level."""
    names: set[str] = set()
    for cell in cells:
        if cell.tree is not None:
            names |= bound_names(cell.tree)
    return names


def _statements(
    cells: list[StudentCell], end: int, start: int = 0
) -> Iterable[tuple[tuple[int, int], ast.stmt, str | None]]:
    for position in range(start, end):
        cell = cells[position]
        if cell.given or cell.tree is None:
            continue
        for number, statement in enumerate(cell.tree.body):
            yield (position, number), statement, cell.question


def _needed(
    spare: list[tuple[tuple[int, int], ast.stmt]], wanted: set[str], have: set[str]
) -> list[tuple[tuple[int, int], dict]]:
    """Return the assignments that bind a wanted name the world lacks, and what those need, transitively."""
    chosen: dict[tuple[int, int], dict] = {}
    missing = wanted - have
    while missing:
        name = missing.pop()
        have.add(name)
        for place, statement in spare:
            names = bound_names(statement)
            if name in names and place not in chosen:
                chosen[place] = _made(statement, names)
                missing |= loaded_names(statement) - have
    return list(chosen.items())


def _from_below(
    cells: list[StudentCell], index: int, wanted: set[str], have: set[str]
) -> list[tuple[tuple[int, int], dict]]:
    """Return definitions below the cell that it reads and nothing above offers: notebooks run in any order."""
    found = []
    for _, statement, _ in _statements(cells, len(cells), index + 1):
        names = bound_names(statement)
        if isinstance(statement, _DEFINITIONS + _IMPORTS) and (names & wanted) - have:
            found.append(((-1, len(found)), _made(statement, names)))
            have |= names
    return found


def _made(node: ast.AST, names: Iterable[str], replaces: Iterable[str] = ()) -> dict:
    return {"source": ast.unparse(node), "names": sorted(names), "replaces": sorted(replaces)}


def _is_import(statement: ast.stmt) -> bool:
    if isinstance(statement, _IMPORTS):
        return True
    if isinstance(statement, ast.Try):
        return any(isinstance(inner, _IMPORTS) for inner in statement.body)
    return False


def _is_constant(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return False
    try:
        ast.literal_eval(statement.value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
