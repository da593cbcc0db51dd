"""What the text of one cell says: the names it defines, its marker line, whether anything is written in it.

The text may be anything a student saved: magics, syntax errors, half a function. Nothing here raises on it.
"""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass
from functools import cached_property

from grader.python_source import bound_names, parse_or_none, remembered, to_python

_MARKER = re.compile(r"\s*#+\s*grade\b", re.IGNORECASE)
_SURE_MARKER = re.compile(r"[ \t]*#+[ \t]*grade\b.{0,40}\b(write|delete)\b", re.IGNORECASE)
_DEFINITION = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
# Possessive repeats (`*+`), so that no text takes more than one pass.
_ASSIGNMENT = re.compile(
    r"^(?:\([ \t]*+)?+((?:[^\W\d]\w*+[ \t]*+,?+[ \t]*+)++)\)?+[ \t]*+(?::[^=\n]{0,80})?=(?!=)", re.MULTILINE
)
_BLANK_LINES = re.compile(r"\n(?:[ \t\r\f\v]*+\n)++")
_LONGEST_READ = 400_000
_LONGEST_LINE = 300
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Code:
    """The top level of a code cell.

    `names` is everything it binds; `built` the functions and classes among them; `solid` the names whose
    definition holds more than a stub's `raise NotImplementedError()`. `tree` is None for a syntax error.
    """

    names: frozenset[str]
    built: frozenset[str]
    solid: frozenset[str]
    blank: bool
    tree: ast.Module | None

    @cached_property
    def shape(self) -> str | None:
        """Return the program without comments and spacing, None where there is none or it is too deep."""
        try:
            return ast.dump(self.tree) if self.tree is not None else None
        except RecursionError:
            return None


NO_CODE = Code(frozenset(), frozenset(), frozenset(), True, None)


@remembered
def read_code(source: str, parsed: bool = True) -> Code:
    """Return what `source`, the text of a code cell, defines; by its lines alone where it does not parse.

    Without `parsed` it is not even tried: parsing megabytes takes minutes.
    """
    if not parsed:
        return _read_broken(source[:_LONGEST_READ])
    python = to_python(_BLANK_LINES.sub("\n", source))
    if not python.strip():
        return NO_CODE
    tree = parse_or_none(python) or parse_or_none(textwrap.dedent(python))
    if tree is None:
        return _read_broken(textwrap.dedent(python[:_LONGEST_READ]))
    last = dict(_definitions(tree))
    names = frozenset().union(*map(bound_names, tree.body)) if tree.body else frozenset()
    hollow = {name for name, node in last.items() if _is_hollow(node)}
    return Code(names, frozenset(last) & names, names - hollow, all(map(_is_filler, tree.body)), tree)


def same_code(code: Code, stub: Code) -> bool:
    """Return whether two cells are the same program: comments, blank lines and spacing do not count."""
    if code.tree is None or stub.tree is None or len(code.tree.body) != len(stub.tree.body):
        return False
    return code.shape is not None and code.shape == stub.shape


@remembered
def has_marker(source: str, sure: bool = False) -> bool:
    """Return whether the cell carries the `#grade` line, however spaced, below comments or magics or not.

    With `sure` the line must also say "write" or "delete", as the release's does.
    """
    lines = source[:_LONGEST_READ].splitlines()
    for line in lines if not sure else ():
        text = line.strip()
        if _MARKER.match(text):
            return True
        if text and not text.startswith(("#", "%")):
            break
    return any(_SURE_MARKER.match(line) for line in lines[:2000])


@remembered
def squash(source: str) -> str:
    """Return the text without blank lines and with single spaces, to tell whether two cells are the same."""
    return "\n".join(" ".join(line.split()) for line in source.splitlines() if line.strip())


@remembered
def lines_of(source: str) -> frozenset[str]:
    """Return the telling lines of a cell, spacing aside."""
    lines = (" ".join(line[:_LONGEST_LINE].split()) for line in source[:_LONGEST_READ].splitlines())
    return frozenset(line for line in lines if len(line) > 3)


def share(part: frozenset[str], whole: frozenset[str]) -> float:
    """Return how much of the text `part` occurs in `whole`, 0 to 1, counted in characters."""
    total = sum(map(len, part))
    return sum(map(len, part & whole)) / total if total else 0.0


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    """Return how much two texts have in common, 0 to 1: the shared characters out of all."""
    total = sum(map(len, a | b))
    return sum(map(len, a & b)) / total if total else 0.0


def _read_broken(python: str) -> Code:
    built = set(_DEFINITION.findall(python))
    names = set(built)
    for targets in _ASSIGNMENT.findall(python):
        names.update(re.findall(r"\w+", targets))
    blank = not any(line.strip() and not line.lstrip().startswith("#") for line in python.splitlines())
    return Code(frozenset(names), frozenset(built), frozenset(names), blank, None)


def _definitions(tree: ast.Module) -> list[tuple[str, _Definition]]:
    """Return (name, node) of the functions and classes, also those inside `if`, `with`, `try`; in order."""
    found: list[tuple[str, _Definition]] = []
    todo: list[ast.AST] = list(reversed(tree.body))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.append((node.name, node))
        elif isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            inner = [*getattr(node, "body", []), *getattr(node, "handlers", []), *getattr(node, "cases", [])]
            inner += [*getattr(node, "orelse", []), *getattr(node, "finalbody", [])]
            todo.extend(reversed(inner))
    return found


def _is_hollow(node: _Definition) -> bool:
    """Return whether a definition is still a stub: nothing in it does anything."""
    if isinstance(node, ast.ClassDef):
        methods = [item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
        rest = [item for item in node.body if item not in methods]
        return all(map(_is_hollow, methods)) and all(map(_is_filler, rest))
    return all(_is_filler(item) for item in node.body)


def _is_filler(node: ast.stmt) -> bool:
    if isinstance(node, ast.Pass):
        return True
    if isinstance(node, ast.Expr):
        if isinstance(node.value, ast.Constant):
            return True
        call = node.value.func if isinstance(node.value, ast.Call) else None
        return (
            isinstance(call, ast.Attribute)
            and call.attr == "__init__"
            and isinstance(call.value, ast.Call)
            and isinstance(call.value.func, ast.Name)
            and call.value.func.id == "super"
        )
    if isinstance(node, ast.Raise) and node.exc is not None:
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    return False
