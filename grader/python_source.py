"""Questions about a cell's Python source, answered without running it."""

from __future__ import annotations

import ast
import re

MAX_SOURCE = 200_000
_BODY_MAGICS = ("time", "timeit", "capture", "prun", "python", "python3", "py")


class NotPython(ValueError):
    """The cell is not valid Python; `line` and the text say where and why."""

    def __init__(self, reason: str, line: int | None):
        super().__init__(reason)
        self.line = line


def to_python(source: str) -> str:
    """Return a notebook cell as plain Python, line for line: magics become calls that do nothing when graded.

    A cell magic whose body is Python (`%%time`) is dropped and its body kept; the body of any other cell
    magic (`%%bash`) is not Python, so the cell is empty.
    """
    from IPython.core.inputtransformer2 import TransformerManager

    source = source.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")[:MAX_SOURCE]
    lines = source.split("\n")
    for index, line in enumerate(lines):
        text = line.strip()
        if text.startswith("%%"):
            if text[2:].split(" ")[0] not in _BODY_MAGICS:
                return ""
            lines[index] = "#"
        elif text and not text.startswith("#"):
            break
    source = "\n".join(lines)
    if not re.search(r"^\s*[%!?]|[=]\s*[%!]|\?\s*$", source, re.MULTILINE):
        return source
    try:
        changed = TransformerManager().transform_cell(source)
    except Exception:
        return source
    return changed if changed.count("\n") - source.count("\n") in (0, 1) else source


def parse(source: str) -> ast.Module:
    """Return the syntax tree of plain Python. Raises NotPython, also for sources too deep to compile."""
    try:
        tree = ast.parse(source)
        compile(tree, "<cell>", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise NotPython(error.msg or "invalid syntax", error.lineno) from None
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise NotPython(f"Python cannot read it ({type(error).__name__})", None) from None
    return tree


def parse_or_none(source: str) -> ast.Module | None:
    """Return the syntax tree, or None where there is none."""
    try:
        return parse(source)
    except NotPython:
        return None


def bound_names(node: ast.AST) -> set[str]:
    """Return the names that running `node` at the top level of a cell may bind (function bodies left out)."""
    names: set[str] = set()
    todo = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(item.name)
            continue
        if isinstance(item, ast.Lambda):
            continue
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store):
            names.add(item.id)
        elif isinstance(item, ast.alias):
            names.add((item.asname or item.name).split(".")[0])
        elif isinstance(item, ast.ExceptHandler) and item.name:
            names.add(item.name)
        if not isinstance(item, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            todo.extend(ast.iter_child_nodes(item))
    return names


def loaded_names(node: ast.AST) -> set[str]:
    """Return every name that `node` reads anywhere inside."""
    return {
        item.id
        for item in ast.walk(node)
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load | ast.Del)
    }


def is_untouched(tree: ast.Module, stub: ast.Module) -> bool:
    """Return whether a cell holds nothing but its stub: the same code, or no code that does anything."""
    if ast.dump(tree) == ast.dump(stub):
        return True
    return all(_does_nothing(statement) for statement in tree.body)


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return True
    return isinstance(statement, ast.Raise) and "NotImplementedError" in ast.dump(statement)
