"""What author texts share: `source/tools/*.py` and `*.md`, put into the cells that include them.

A given code cell includes a tool by the line `from tools.NAME import *`, so that the author text runs as a script;
a given text by a line `{tools/NAME.md word="…"}`, whose options stand for `{{word}}` there.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import jupytext

from grader.assignment.author_cells import AuthorCell, nearest, read_text
from grader.errors import UserError
from grader.python_source import to_python

TOOLS = "tools"  # the folder beside the author texts, and the package that they import as scripts
_TOOL = re.compile(r"^from tools\.([a-z]\w*) import \*$", re.MULTILINE)
_TEXT = re.compile(r'^\{tools/([a-z]\w*)\.md((?:\s+\w+="[^"]*")*)\s*\}$', re.MULTILINE)
_OPTION = re.compile(r'(\w+)="([^"]*)"')
_WORD = re.compile(r"\{\{(\w+)\}\}")
_LIST = re.compile(r"^(GRADED_CELLS|PLOTS_AND_RECORDS|WRITTEN_TEXTS) = \[\]", re.MULTILINE)
_LIST_OF = {
    "GRADED_CELLS": lambda cell, checked: cell.role == "answer" and cell.name in checked,
    "PLOTS_AND_RECORDS": lambda cell, checked: cell.role in ("plot", "evidence"),
    "WRITTEN_TEXTS": lambda cell, checked: cell.role == "written",
}


def tools_of(author_text: Path) -> list[Path]:
    """Return the files of `source/tools/` that an author text includes, sorted; it need not be valid."""
    text, folder = author_text.read_text(encoding="utf-8", errors="replace"), author_text.parent / TOOLS
    uncommented = re.sub(r"(?m)^# ?", "", text)
    named = {f"{name}.py" for name in _TOOL.findall(text)} | {f"{name}.md" for name, _ in _TEXT.findall(uncommented)}
    found = sorted(folder / name for name in named)
    package = [folder / "__init__.py"] if any(path.suffix == ".py" for path in found) else []
    return [path for path in (*package, *found) if path.is_file()]


def with_tools(cells: list[AuthorCell], path: Path) -> list[AuthorCell]:
    """Return the cells of the author text at `path` with what they include. Raises UserError that names the line."""
    included: set[str] = set()
    return [_with_code(cell, path, included) if cell.kind == "code" else _with_texts(cell, path) for cell in cells]


def fill_in_names(cells: list[AuthorCell]) -> list[AuthorCell]:
    """Fill lines like `GRADED_CELLS = []` of given cells with the names that the cells' roles say."""
    checked = {cell.name for cell in cells if cell.role == "check"}

    def filled(line: re.Match) -> str:
        names = [cell.name for cell in cells if _LIST_OF[line[1]](cell, checked)]
        listed = ", ".join(f'"{name}"' for name in names)
        in_one_line = f"{line[1]} = [{listed}]"
        if len(in_one_line) <= 120:
            return in_one_line
        return "\n".join([f"{line[1]} = [", *(f'    "{name}",' for name in names), "]"])

    given = [cell.kind == "code" and cell.role is None for cell in cells]
    return [
        replace(cell, source=_LIST.sub(filled, cell.source)) if may else cell
        for cell, may in zip(cells, given, strict=True)
    ]


def _with_code(cell: AuthorCell, path: Path, included: set[str]) -> AuthorCell:
    """Return a code cell with its tools. `included` holds the names of those above, and gets this cell's."""
    where, lines = f"{path.name}, {cell.called}", cell.source.split("\n")
    tree = _tree(cell.source)
    if tree is None:
        return cell
    for node in sorted(_imports_of_tools(tree), key=lambda node: node.lineno):
        line = lines[node.lineno - 1]
        if cell.role is not None:
            raise UserError(f"{where}: `{line.strip()}` is for given cells: students have no folder {TOOLS}/.")
        exact = _TOOL.fullmatch(line)
        if node not in tree.body or not exact:
            raise UserError(f"{where}: write `{line.strip()}` as `from {TOOLS}.NAME import *`, on a line of its own.")
        if exact[1] in included:
            raise UserError(f"{where}: the tool {exact[1]!r} is included twice. Remove one of the lines.")
        lines[node.lineno - 1] = _code_of(path.parent / TOOLS, exact[1], where, included)
        included.add(exact[1])
    return replace(cell, source="\n".join(lines))


def _code_of(folder: Path, name: str, where: str, included: set[str]) -> str:
    """Return the code of a tool as it stands in a notebook: without docstring, `__all__` and imports of tools."""
    path = _found(folder, f"{name}.py", where)
    about = f"{TOOLS}/{path.name}"
    cells = jupytext.reads(read_text(path), fmt="py:percent").cells  # `# %pip` becomes `%pip`, as in author texts
    if len(cells) != 1 or cells[0].cell_type != "code":
        raise UserError(f"{about}: a tool is one cell of code, without lines `# %%`.")
    source = cells[0].source
    tree = _tree(source)
    if tree is None or source.startswith("#grade") or "### BEGIN" in source or "### END" in source:
        raise UserError(f"{about}: it is not valid Python, or holds marks of cells of an author text.")
    lines = source.split("\n")
    for node in _imports_of_tools(tree):
        other = node.module.removeprefix(f"{TOOLS}.") if isinstance(node, ast.ImportFrom) and node.module else ""
        if node not in tree.body or not other or any(alias.name == "*" or alias.asname for alias in node.names):
            raise UserError(f"{about}: write `{lines[node.lineno - 1].strip()}` as `from {TOOLS}.NAME import a, b`.")
        if other not in included:
            raise UserError(f"{where}: {about} needs `from {TOOLS}.{other} import *` in a cell above.")
    for statement in tree.body:
        if _is_the_modules_own(statement, statement is tree.body[0]):
            first, last = statement.lineno - 1, statement.end_lineno or statement.lineno
            lines[first:last] = [None] * (last - first)
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(line for line in lines if line is not None)).strip("\n")


def _is_the_modules_own(node: ast.stmt, first: bool) -> bool:
    """Return whether a statement of a tool has no place in a notebook."""
    if isinstance(node, ast.Expr):
        return first and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Name) and target.id == "__all__" for target in node.targets)
    return bool(_imports_of_tools(node)) or (isinstance(node, ast.ImportFrom) and node.module == "__future__")


def _with_texts(cell: AuthorCell, path: Path) -> AuthorCell:
    """Return a text with the texts that it includes."""
    where = f"{path.name}, {cell.called}"
    without = _TEXT.sub("", cell.source)
    for line in without.split("\n"):
        if line.lstrip().startswith((f"{{{TOOLS}/", f"from {TOOLS}.")):
            raise UserError(f'{where}: write {line.strip()!r} as {{{TOOLS}/NAME.md word="…"}}, on a line of its own.')
    if without != cell.source and cell.role is not None:
        raise UserError(f"{where}: texts of {TOOLS}/ are for given cells. Write the words here.")
    return replace(cell, source=_TEXT.sub(lambda found: _text_of(path.parent / TOOLS, found, where), cell.source))


def _text_of(folder: Path, found: re.Match, where: str) -> str:
    path = _found(folder, f"{found[1]}.md", where)
    text, given = read_text(path).strip("\n"), dict(_OPTION.findall(found[2]))
    words = set(_WORD.findall(text))
    for word in given:
        if word not in words:
            raise UserError(f"{where}: {TOOLS}/{path.name} has no {{{{{word}}}}}: {nearest(word, sorted(words))}")
    if lacking := sorted(words - set(given)):
        options = " ".join(f'{word}="…"' for word in lacking)
        raise UserError(f"{where}: {TOOLS}/{path.name} also needs {options}.")
    return _WORD.sub(lambda word: given[word[1]], text)


def _found(folder: Path, name: str, where: str) -> Path:
    path = folder / name
    if not path.is_file():
        known = sorted(each.name for each in folder.glob(f"*{path.suffix}") if each.stem != "__init__")
        raise UserError(f"{where}: there is no {TOOLS}/{name}: {nearest(name, known)}")
    return path


def _tree(source: str) -> ast.Module | None:
    """Return the parsed source of a cell, None if it is not valid Python: then its reader says so."""
    try:
        return ast.parse(to_python(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imports_of_tools(tree: ast.AST) -> list[ast.Import | ast.ImportFrom]:
    """Return the import statements in `tree` that name the folder of tools."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules = [node.module or ""]
        else:
            continue
        if any(module.split(".")[0] == TOOLS for module in modules):
            found.append(node)
    return found
