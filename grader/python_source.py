"""Questions about a cell's Python source, answered without running it."""

from __future__ import annotations

import ast
import contextlib
import functools
import re
import symtable
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any

MAX_SOURCE = 50_000  # no honest cell has more characters, and some questions below take time by the square
_MOST_MAGICS = 100  # IPython reads a cell again for each magic line
_LONGEST_MAGIC = 300  # and a line that ends with "?" in time by the square of its length
_MAGIC = re.compile(r"[ \t]*(?:[%!?]|[\w.,\[\] \t]+=[ \t]*[%!])")
# CPython counts the depth of a tree in one place for all threads: two that build trees at once raise SystemError.
_TREES = threading.Lock()
_BODY_MAGICS = ("time", "timeit", "capture", "prun", "python", "python3", "py")


_AWAITS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_DEEPEST_STRING = 20
_STRING = re.compile(r"""([A-Za-z]{0,2})(\"{3}|'{3}|"|')""")


_SHORT = 6_000  # characters of a source whose answers are kept: most cells of a class are the same given ones
_KEPT = 1024


def remembered(question: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a pure question about a source: its answers on short sources are kept, and must not be changed."""
    kept = functools.lru_cache(maxsize=_KEPT)(question)

    @functools.wraps(question)
    def ask(source: str, *options: Any, **named: Any) -> Any:
        return (kept if len(source) <= _SHORT else question)(source, *options, **named)

    return ask


def _remembered_on_node(question: Callable[[ast.AST], set[str]]) -> Callable[[ast.AST], frozenset[str]]:
    """Decorate a pure question about a syntax tree: the answer stays with the tree."""
    place = f"_{question.__name__}"

    @functools.wraps(question)
    def ask(node: ast.AST) -> frozenset[str]:
        known = node.__dict__.get(place)
        if known is None:
            known = node.__dict__[place] = frozenset(question(node))
        return known

    return ask


class NotPython(ValueError):
    """The cell is not valid Python; `line` and the text say where and why.

    `newer` is True where the reason is only that the student's Python is newer than this one.
    """

    def __init__(self, reason: str, line: int | None, newer: bool = False):
        super().__init__(reason)
        self.line, self.newer = line, newer


@remembered
def to_python(source: str) -> str:
    """Return a notebook cell as plain Python, line for line: magics become calls that do nothing when graded.

    A cell magic whose body is Python (`%%time`) is dropped and its body kept; the body of any other cell
    magic (`%%bash`) is not Python, so the cell is empty. As in a notebook, a cell may be indented as a whole
    and may hold the prompts of a pasted session.
    """
    from IPython.core.inputtransformer2 import TransformerManager

    source = source[: 2 * MAX_SOURCE].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if len(source) > MAX_SOURCE:
        return source
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
    text = source.lstrip("\n")
    if re.match(r"[ \t]|(.*\n)?(>>> |In \[)", text):
        blank = "\n" * (len(source) - len(text))
        source = blank + _without_prompts(text)
    magics = [line for line in source.split("\n") if _MAGIC.match(line) or line.rstrip().endswith("?")]
    if not magics:
        return source
    if len(magics) > _MOST_MAGICS or max(map(len, magics)) > _LONGEST_MAGIC:
        return _without_magic_lines(source)
    try:
        changed = TransformerManager().transform_cell(source)
    except Exception:
        return source
    return changed if changed.count("\n") - source.count("\n") in (0, 1) else source


def _without_magic_lines(source: str) -> str:
    """Return `source` with `pass` for each line that looks like a magic: quick, and blind to strings over lines."""
    lines = source.split("\n")
    for index, line in enumerate(lines):
        if _MAGIC.match(line) or line.rstrip().endswith("?"):
            lines[index] = line[: len(line) - len(line.lstrip())] + "pass"
    return "\n".join(lines)


def _without_prompts(source: str) -> str:
    """Do what IPython does to a cell whose first line is indented or begins with a prompt."""
    from IPython.core.inputtransformer2 import classic_prompt, ipython_prompt, leading_indent

    lines = source.splitlines(keepends=True)
    for change in (leading_indent, classic_prompt, ipython_prompt):
        lines = change(lines)
    return "".join(lines)


def parse(source: str) -> ast.Module:
    """Return the syntax tree of plain Python, `await` outside of functions included, as in a notebook.

    The same source may give the same tree: it must not be changed. Raises NotPython, also for sources too deep to
    compile or too long to be a cell.
    """
    found = _tree_or_reason(source)
    if isinstance(found, tuple):
        raise NotPython(*found)
    return found


@remembered
def _tree_or_reason(source: str) -> ast.Module | tuple[str, int | None, bool]:
    """Return the tree, or what `NotPython` says."""
    if len(source) > MAX_SOURCE:
        return f"it has more than {MAX_SOURCE:,} characters", None, False
    try:
        with _TREES, _no_warnings():
            tree = ast.parse(source)
            compile(tree, "<cell>", "exec", _AWAITS, dont_inherit=True)
    except SyntaxError as error:
        return error.msg or "invalid syntax", error.lineno, _is_newer(source)
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return f"Python cannot read it ({type(error).__name__})", None, False
    return tree


@contextlib.contextmanager
def _no_warnings() -> Iterator[None]:
    """Keep Python from warning on stderr about a student's code, an invalid escape say, without naming the student."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def parse_or_none(source: str) -> ast.Module | None:
    """Return the syntax tree, or None where there is none."""
    try:
        return parse(source)
    except NotPython:
        return None


@_remembered_on_node
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
        item.id for item in ast.walk(node) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load | ast.Del)
    }


@_remembered_on_node
def global_reads(node: ast.AST) -> set[str]:
    """Return the names that `node` reads from outside: neither parameters nor variables of its functions."""
    try:
        table = symtable.symtable(ast.unparse(node), "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError):
        return loaded_names(node)
    names, todo = _updated_names(node), [table]
    while todo:
        scope = todo.pop()
        todo += scope.get_children()
        symbols = (symbol for symbol in scope.get_symbols() if symbol.is_referenced())
        names |= {symbol.get_name() for symbol in symbols if scope is table or symbol.is_global()}
    return names


@_remembered_on_node
def changed_names(node: ast.AST) -> set[str]:
    """Return the names of the objects that `node` changes in place: `x[0] = 1`, `x.size = 1`, `x.append(1)`."""
    found: set[str] = set()
    for item in ast.walk(node):
        if isinstance(item, ast.Expr) and isinstance(item.value, ast.Call):
            item = item.value.func
        elif not isinstance(getattr(item, "ctx", None), ast.Store | ast.Del):
            continue
        inner = item
        while isinstance(inner, ast.Attribute | ast.Subscript):
            inner = inner.value
        if inner is not item and isinstance(inner, ast.Name):
            found.add(inner.id)
    return found


def _updated_names(node: ast.AST) -> set[str]:
    """Return the names that `x += 1` outside of functions reads."""
    names, todo = set(), [node]
    while todo:
        item = todo.pop()
        if isinstance(item, ast.AugAssign) and isinstance(item.target, ast.Name):
            names.add(item.target.id)
        if not isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            todo.extend(ast.iter_child_nodes(item))
    return names


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


def _is_newer(source: str) -> bool:
    """Return whether `source` would be Python for a newer version than this one, as far as one can tell.

    Nested quotes in f-strings (PEP 701), `type X = ...` and `def f[T]()` (PEP 695) are replaced by what every
    version reads; if the rest is valid, the student has done nothing wrong.
    """
    try:
        plain = _without_format_strings(source)
    except ValueError:
        return False
    plain = re.sub(r"^([ \t]*)type[ \t]+(\w+)[ \t]*(\[[^\]\n]*\])?[ \t]*=", r"\1\2 =", plain, flags=re.MULTILINE)
    plain = re.sub(r"^([ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+)\[[^\]\n]*\]", r"\1", plain, flags=re.MULTILINE)
    if plain == source:
        return False
    try:
        with _TREES, _no_warnings():
            compile(plain, "<cell>", "exec", ast.PyCF_ONLY_AST | _AWAITS, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return False
    return True


def _without_format_strings(source: str) -> str:
    """Return `source` with an empty string in place of each f-string, read as Python 3.12 reads them."""
    parts, place, start = [], 0, 0
    while place < len(source):
        string = _string_at(source, place)
        if string is None:
            place = _after_comment(source, place)
            continue
        end, formatted = string
        if formatted:
            parts += [source[start:place], '""']
            start = end
        place = end
    return "".join([*parts, source[start:]])


def _after_comment(source: str, place: int) -> int:
    """Return the next place to look at: behind a comment, a whole word, or one character."""
    if source[place] == "#":
        end = source.find("\n", place)
        return len(source) if end < 0 else end
    word = re.compile(r"\w+").match(source, place)
    return word.end() if word else place + 1


def _string_at(source: str, place: int, depth: int = 0) -> tuple[int, bool] | None:
    """Return (end, whether it is an f-string) of the string literal that begins at `place`; None if none does.

    Raises ValueError if it does not end: then no version of Python can read the source.
    """
    found = _STRING.match(source, place)
    if not found or found[1].lower() not in ("", "r", "b", "u", "f", "br", "rb", "fr", "rf"):
        return None
    quote, formatted = found[2], "f" in found[1].lower()
    place = found.end()
    while place < len(source):
        if source.startswith(quote, place):
            return place + len(quote), formatted
        if source[place] == "\n" and len(quote) == 1:
            break
        if source[place] == "\\" or (formatted and source.startswith("{{", place)):
            place += 2
        elif formatted and source[place] == "{":
            place = _after_field(source, place + 1, depth + 1)
        else:
            place += 1
    raise ValueError("a string literal that does not end")


def _after_field(source: str, place: int, depth: int) -> int:
    """Return the place behind the `}` of a replacement field whose expression begins at `place`."""
    if depth > _DEEPEST_STRING:
        raise ValueError("f-strings nested too deep")
    level = 0
    while place < len(source):
        string = _string_at(source, place, depth)
        if string is not None:
            place = string[0]
            continue
        character = source[place]
        if character == "}" and level == 0:
            return place + 1
        level += (character in "([{") - (character in ")]}")
        place = _after_comment(source, place)
    return place
