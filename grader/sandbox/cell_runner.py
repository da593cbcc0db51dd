"""Run one graded cell in a small world, inside the student's process. Nothing here knows an expected value."""

from __future__ import annotations
import __future__

import ast
import contextlib
import copy
import errno
import inspect
import linecache
import re
import symtable
import sys
import types
from collections.abc import Iterable, Iterator
from typing import Any

from grader.python_source import bound_names
from grader.sandbox.refusing import refusing
from grader.sandbox.visible import is_of_the_system

CELL_FILE = "<your cell>"
ABOVE_FILE = "<a cell above>"
_AWAITS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
# With these a program reaches a variable by a name that it spells, in a string, say.
_SPELLS = {"eval", "exec", "globals", "locals", "vars", "__globals__", "f_globals", "f_locals", "get_ipython"}


class MissingName(Exception):
    """The cell does not define a name that it should."""


class PoisonedName(RuntimeError):
    """A function used a global variable where it should use its parameter."""


class Cell:
    """A student's graded cell, as probes see it.

    `cell["train_model"]` runs the cell once in the toy world and returns what it defined; `cell.run(Xtr=x)`
    runs it afresh with other values. `carried` are statements from the student's other cells: dicts with
    `source`, `names` (what they bind) and `replaces` (whether they may replace a given name).
    """

    def __init__(self, source: str, carried: list[dict], world: dict[str, Any], defines: list[str]):
        self.source, self.carried, self.world, self.defines = source, carried, world, defines
        self.notes: list[str] = []
        sources = [source, *(statement["source"] for statement in carried)]
        self._flags = _AWAITS | _future_flags(sources)
        self._statements = ast.parse(source).body
        self._code: dict[int, types.CodeType] = {}
        within_reach = _within_reach(sources)
        self._may_change = [name for name in world if name in within_reach]
        lines = source.splitlines(keepends=True)
        linecache.cache[CELL_FILE] = (len(source), None, lines, CELL_FILE)  # for inspect.getsource
        self._namespace: dict[str, Any] | None = None
        self._error: BaseException | None = None
        self._absent: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        namespace = self._ensure_run()
        if name not in namespace or name in self._absent:
            if self._error is not None:
                raise self._error
            raise MissingName(name)
        return namespace[name]

    def run(self, **names: Any) -> dict[str, Any]:
        """Run the cell in a fresh copy of the world in which `names` replace what is there.

        Returns the namespace; names that the cell did not set itself are absent if it should define them.
        Raises what the cell raised, unless everything it should define was there by then.
        """
        namespace, error, absent = self._execute(names)
        if error is not None and absent:
            raise error
        for name in absent:
            namespace.pop(name, None)
        return namespace

    @contextlib.contextmanager
    def poison(self, *names: str) -> Iterator[None]:
        """Within the context, globals called `names` in the cell's namespace raise on any use."""
        namespace, absent = self._ensure_run(), object()
        saved = {name: namespace.get(name, absent) for name in names}
        namespace.update({name: refusing(f"global variable `{name}`", PoisonedName(name)) for name in names})
        try:
            yield
        finally:
            for name, value in saved.items():
                if value is absent:
                    namespace.pop(name, None)
                else:
                    namespace[name] = value

    def cuda_means_cpu(self) -> contextlib.AbstractContextManager:
        """Return a context for a probe that hands a CUDA device over: tensors that are made on it are on the CPU.

        Where the student's own code names a GPU, that is so anyway.
        """
        from grader.sandbox.cuda_on_cpu import CudaMeansCpu

        return CudaMeansCpu()

    def _ensure_run(self) -> dict[str, Any]:
        if self._namespace is None:
            self._namespace, self._error, self._absent = self._execute({})
        return self._namespace

    def _execute(self, names: dict[str, Any]) -> tuple[dict[str, Any], BaseException | None, set[str]]:
        """Return (namespace, what stopped the cell, names it should define and did not)."""
        namespace = _fresh(self.world, [name for name in self._may_change if name not in names])
        namespace.update(names)
        namespace["__name__"] = "__main__"
        given = dict(namespace)
        for carried in self.carried:
            self._carry(carried, namespace, given)
        before = dict(namespace)
        bound: set[str] = set()
        error = lacking = None
        for number, statement in enumerate(self._statements):
            try:
                _run(self._compiled(number), namespace)
            except BaseException as stopped:
                if not _is_not_here(stopped):
                    error = stopped
                    break
                # No fault of the student: without this line the rest may do, or it says what it misses.
                self._note(f"line {statement.lineno} was left out: {_kind(stopped)}: {str(stopped)[:100]}")
                for name in bound_names(statement) - set(namespace) - set(self.defines):
                    namespace[name] = refusing(f"variable `{name}` of a line that was left out", stopped)
                lacking = lacking or stopped
                continue
            bound |= bound_names(statement)
        absent = {
            name
            for name in self.defines
            if name not in namespace or (name not in bound and namespace[name] is before.get(name, self))
        }
        error = error or (lacking if absent else None)
        if error is not None and not absent:
            self._note(f"the answer was complete; then line {statement.lineno} stopped with {_kind(error)}")
        return namespace, error, absent

    def _compiled(self, number: int) -> types.CodeType:
        """Return the code of a statement, made once: a cell may be run fifty times."""
        if number not in self._code:
            statement = ast.Module([self._statements[number]], [])
            self._code[number] = compile(statement, CELL_FILE, "exec", self._flags)
        return self._code[number]

    def _carry(self, statement: dict, namespace: dict[str, Any], given: dict[str, Any]) -> None:
        """Run one of the student's statements from elsewhere; a failure or a forbidden name is dropped."""
        before = dict(namespace)
        try:
            _run(compile(statement["source"], ABOVE_FILE, "exec", self._flags), namespace)
        except BaseException as error:
            self._note(f"could not run {_short(statement['source'])} here ({_kind(error)}); left out")
        for name, value in before.items():
            kept = name in given and name not in statement["replaces"]
            if kept and namespace.get(name, self) is not value:
                namespace[name] = value

    def _note(self, text: str) -> None:
        if text not in self.notes and len(self.notes) < 20:
            self.notes.append(text)


def build_world(cells: list[dict], world: dict[str, Any]) -> None:
    """Run reference cells ({source, file}) in order in the namespace `world`, empty at first."""
    world |= {"__name__": "__main__", "get_ipython": _get_ipython}
    for cell in cells:
        exec(compile(cell["source"], cell["file"], "exec"), world)


def _fresh(world: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the world with copies of `names`, so that one run cannot change what the next one sees.

    Only what the cell names can it change: to copy all of a world takes as long as to run a small cell in it.
    """
    fixed = (types.ModuleType, types.FunctionType, types.BuiltinFunctionType, type)
    values = {name: world[name] for name in names if not isinstance(world[name], fixed) and name[:2] != "__"}
    namespace = dict(world)
    try:
        namespace.update(copy.deepcopy(values))
    except Exception:
        for name, value in values.items():
            with contextlib.suppress(Exception):
                namespace[name] = copy.deepcopy(value)
    return namespace


def _run(compiled: types.CodeType, namespace: dict[str, Any]) -> None:
    """Execute statements as a notebook does: `await` may stand outside of functions."""
    if not compiled.co_flags & inspect.CO_COROUTINE:
        exec(compiled, namespace)
        return
    import asyncio

    asyncio.run(eval(compiled, namespace))


def _within_reach(sources: list[str]) -> set[str]:
    """Return the names that programs may read or set outside of their functions; all words where they may spell one."""
    words = set(re.findall(r"\w+", "\n".join(sources)))
    if words & _SPELLS:
        return words
    names: set[str] = set()
    for source in sources:
        try:
            table = symtable.symtable(source, CELL_FILE, "exec")
        except (SyntaxError, ValueError, RecursionError):  # with `await` outside of functions, say
            return words
        todo = [table]
        while todo:
            scope = todo.pop()
            todo += scope.get_children()
            names |= {s.get_name() for s in scope.get_symbols() if scope is table or s.is_global()}
    return names


def _future_flags(sources: Iterable[str]) -> int:
    """Return the compiler flags of all `from __future__ import ...`: in a notebook they hold for later cells too."""
    flags = 0
    for source in sources:
        if "__future__" not in source:
            continue
        for node in ast.parse(source).body:
            if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                for alias in node.names:
                    flags |= getattr(getattr(__future__, alias.name, None), "compiler_flag", 0)
    return flags


def _is_not_here(error: BaseException) -> bool:
    """Return whether an error says that this machine lacks a package, a file, the network or other programs."""
    if isinstance(error, ModuleNotFoundError) or _kind(error) in ("URLError", "HTTPError"):
        return True
    if not isinstance(error, OSError) or error.errno is None:
        return False
    name = error.filename if isinstance(error.filename, str) else ""
    return error.errno != errno.EACCES or (name.startswith("/") and not is_of_the_system(name))


def _kind(error: BaseException) -> str:
    return type(error).__name__


def _short(source: str) -> str:
    line = source.strip().split("\n")[0]
    return f"`{line[:60]}…`" if len(line) > 60 else f"`{line}`"


class _Shell:
    """Answers for IPython: magics and shell commands do nothing, timing magics run their code."""

    def run_line_magic(self, name: str, line: str, *args: Any, **kwargs: Any) -> Any:
        if name in ("time", "timeit", "prun"):
            frame = sys._getframe(1)
            with contextlib.suppress(SyntaxError):
                exec(line, frame.f_globals)
        return None

    def run_cell_magic(self, name: str, line: str, body: str) -> None:
        return None

    def system(self, command: str) -> None:
        return None

    def getoutput(self, command: str, *args: Any, **kwargs: Any) -> list[str]:
        return []

    def __getattr__(self, name: str) -> Any:
        return lambda *args, **kwargs: None


_shell = _Shell()


def _get_ipython() -> _Shell:
    return _shell
