"""Which of a student's other statements run before a graded cell.

A graded cell is judged alone, in a world of reference names. What the student wrote elsewhere counts only as
far as the cell may honestly need it: imports, functions, classes, plain constants from the cells above, and
assignments that the cell reads and the world lacks, with what changes those objects later. What is missing
even then is looked for below: notebooks run in any order. A carried statement never replaces a given name,
except that in the second of two attempts the student's own answers, definitions and constants stand in for the
reference's.
"""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from grader.python_source import bound_names, changed_names, global_reads, parse

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_IMPORTS = (ast.Import, ast.ImportFrom)
_Place = tuple[int, int]
_Statement = tuple[_Place, ast.stmt]
_BUILTINS = frozenset(dir(builtins)) | {"get_ipython", "__name__", "display"}


@dataclass(frozen=True)
class StudentCell:
    """A code cell of a submission: its syntax tree (None if it is not Python) and what it answers, if anything.

    `said` are the names that a cell which is not Python seems to define, `copy` is the source of a cell with the line
    `#grade` that is no answer: a copy of one, perhaps.
    """

    tree: ast.Module | None
    question: str | None = None
    given: bool = False
    said: frozenset[str] = frozenset()
    copy: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names that the cell binds at its top level, or would if it were Python."""
        return bound_names(self.tree) if self.tree is not None else self.said


def carried_statements(
    cells: list[StudentCell],
    index: int,
    world: frozenset[str],
    defines: dict[str, tuple[str, ...]],
    own: bool,
    fixed: frozenset[str] = frozenset(),
) -> tuple[dict, ...]:
    """Return what to run before `cells[index]`: dicts of `source`, `names`, `replaces`, in notebook order.

    `world` are the names that are given. With `own` the student's answers above run whole and their names,
    and all functions, classes and constants, replace the reference's; constants never one of the `fixed` names.
    """
    carried: dict[_Place, dict] = {}
    base = world | _BUILTINS
    tree = cells[index].tree
    assert tree is not None  # what is no Python is not judged
    wanted = _reads_of_cell(tree)
    spare: list[_Statement] = []
    read_by: dict[str, set[str]] = defaultdict(set)
    kept = fixed | {name for names in defines.values() for name in names}

    for place, statement, answered in _statements(cells, 0, index):
        names = bound_names(statement)
        if own and answered is not None:
            continue
        if isinstance(statement, _DEFINITIONS):
            if own or not names & world:
                carried[place] = _made(statement, names, names if own else ())
                for name in names:
                    read_by[name] |= global_reads(statement)
        elif _is_import(statement):
            if names - base or _loads_a_part(statement):
                carried[place] = _made(statement, names)
        elif _is_constant(statement):
            replaced = names - kept if own else set()
            if names - base or replaced:
                carried[place] = _made(statement, names, replaced)
        else:
            spare.append((place, statement))
    if own:
        for position, cell in enumerate(cells[:index]):
            if cell.question and cell.tree is not None and cell.tree.body:
                carried[position, 0] = _made(cell.tree, bound_names(cell.tree), defines[cell.question])

    needed = _needed(spare, wanted, base, read_by)
    bound = {name for made in (*carried.values(), *needed.values()) for name in made["names"]}
    below = [(place, statement) for place, statement, _ in _statements(cells, index + 1, len(cells))]
    found = _needed(below, wanted, base | bound, read_by)
    from_below = set().union(*(global_reads(statement) for place, statement in below if place in found))
    needed |= _needed(spare, from_below, base, read_by)
    carried |= needed | found
    return tuple(carried[place] for place in sorted(carried))


def may_differ(reference: tuple[dict, ...], own: tuple[dict, ...], cell: StudentCell) -> bool:
    """Return whether the student's own definitions could change what the cell does."""
    replaced = {name for statement in own for name in statement["replaces"]}
    assert cell.tree is not None  # what is no Python is not judged
    read = global_reads(cell.tree)
    for statement in own:
        read |= global_reads(parse(statement["source"]))
    return bool(replaced & read) or [s["source"] for s in reference] != [s["source"] for s in own]


def names_defined_elsewhere(cells: Iterable[StudentCell]) -> set[str]:
    """Return every name that some cell of the submission binds at its top level, or would if it were Python."""
    return set().union(*(cell.names for cell in cells))


def _statements(cells: list[StudentCell], start: int, end: int) -> Iterable[tuple[_Place, ast.stmt, str | None]]:
    for position in range(start, end):
        cell = cells[position]
        if cell.given or cell.tree is None:
            continue
        for number, statement in enumerate(cell.tree.body):
            yield (position, number), statement, cell.question


def _reads_of_cell(tree: ast.Module) -> set[str]:
    """Return the names that a cell reads before it binds them itself; what functions read may come later."""
    reads: set[str] = set()
    bound: set[str] = set()
    later: set[str] = set()
    for statement in tree.body:
        (later if isinstance(statement, _DEFINITIONS) else reads).update(global_reads(statement) - bound)
        bound |= bound_names(statement)
    return reads | later - bound


def _needed(
    statements: list[_Statement], wanted: set[str], given: set[str] | frozenset[str], read_by: dict[str, set[str]]
) -> dict[_Place, dict]:
    """Return the statements that bind a wanted name or change its object, and what those need, transitively.

    Names in `given` are never wanted: the world's own objects stay as they are. `read_by` holds what carried
    functions and classes read: who wants one of them wants that too, and nobody else does.
    """
    seen = _reached(wanted, read_by) - given
    if not seen:
        return {}
    touching: dict[str, list[_Statement]] = defaultdict(list)
    for place, statement in statements:
        for name in bound_names(statement) | changed_names(statement):
            touching[name].append((place, statement))
    chosen: dict[_Place, dict] = {}
    todo = set(seen)
    while todo:
        for place, statement in touching[todo.pop()]:
            if place not in chosen:
                chosen[place] = _made(statement, bound_names(statement))
                new = _reached(global_reads(statement), read_by) - given - seen
                seen |= new
                todo |= new
    return chosen


def _reached(names: Iterable[str], read_by: dict[str, set[str]]) -> set[str]:
    """Return `names`, and what functions and classes among them read, transitively."""
    found, todo = set(names), set(names)
    while todo:
        new = read_by.get(todo.pop(), set()) - found
        found |= new
        todo |= new
    return found


def _made(node: ast.AST, names: Iterable[str], replaces: Iterable[str] = ()) -> dict:
    try:
        source = ast.unparse(node)
    except (ValueError, RecursionError):  # a number with thousands of digits, a tree without end: not carried
        return {"source": "", "names": [], "replaces": []}
    return {"source": source, "names": sorted(names), "replaces": sorted(replaces)}


def _is_import(statement: ast.stmt) -> bool:
    if isinstance(statement, _IMPORTS):
        return True
    if isinstance(statement, ast.Try):
        return any(isinstance(inner, _IMPORTS) for inner in statement.body)
    return False


def _loads_a_part(statement: ast.stmt) -> bool:
    """Return whether `import a.b` may add a part to the package `a` that is there already."""
    return isinstance(statement, ast.Import) and any("." in alias.name for alias in statement.names)


def _is_constant(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None or changed_names(statement):
        return False
    try:
        ast.literal_eval(statement.value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
