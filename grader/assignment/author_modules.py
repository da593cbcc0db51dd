"""Import what an author writes in `tests/<assignment>/`: hidden tests and rules on evidence, and what these share."""

from __future__ import annotations

import ast
import builtins
import hashlib
import importlib
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.course import SHARED
from grader.errors import UserError

_PREFIX = "tests_shared_"
_LOOKED_AT: dict[str, set[Path]] = {}  # {package: its files whose imports were all run}


def import_tests(path: Path) -> ModuleType:
    """Import the module at `path`. It may import modules of `tests/shared/` as `shared.<name>`, wherever it does.

    Raises UserError if it imports from there what is not there, or cannot be loaded for another reason.
    """
    package = _package_of(path.parent.parent / SHARED)
    place = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]
    name = f"tests_of_{path.parent.name}_{path.stem}_{place}"
    loader = _Loader(name, str(path), package)
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None  # there is a loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    try:
        loader.exec_module(module)
        _find_all_that_is_imported_later(path, package)
    except UserError:
        raise
    except Exception as error:
        said = str(error).replace(package, SHARED)
        if isinstance(error, ImportError) and (error.name or "").startswith(package):
            raise UserError(
                f"{path}: {said}. Modules that several assignments share are in tests/{SHARED}/."
            ) from error
        raise UserError(f"{path}{_line(error, path)} cannot be loaded: {type(error).__name__}: {said}.") from error
    return module


def written_functions(module: ModuleType) -> list[Callable]:
    """Return the functions that an author wrote in `module`, after those of `tests/shared/` that it imports by name."""
    own = [
        value
        for value in vars(module).values()
        if inspect.isfunction(value) and (value.__module__ == module.__name__ or value.__module__.startswith(_PREFIX))
    ]
    return sorted(own, key=lambda f: (f.__module__ == module.__name__, f.__module__, f.__code__.co_firstlineno))


def _line(error: Exception, path: Path) -> str:
    """Return where in `path` an error arose, as words, if that is known."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f", line {error.lineno},"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f", line {lines[-1]}," if lines else ""


def _package_of(folder: Path) -> str:
    """Return the name under which the modules in `folder`, as they are now, are known in this process.

    Each course has its own modules, and a changed one is another module: so nothing is ever taken out of
    `sys.modules` again, and a test may import when it runs, in any thread or fork.
    """
    total = hashlib.sha256(str(folder.resolve()).encode())
    for path in sorted(folder.rglob("*.py")):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    name = f"{_PREFIX}{total.hexdigest()[:16]}"
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return name


class _Loader(SourceFileLoader):
    """Loads a module in which `shared` means the modules of its own course."""

    def __init__(self, fullname: str, path: str, package: str):
        super().__init__(fullname, path)
        self.package = package

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with an `import` that knows where its shared modules are."""
        module.__dict__["__builtins__"] = _builtins(self.package)
        super().exec_module(module)


class _Finder:
    """Finds the modules of `tests/shared/` for Python's import, which keeps them, and keeps threads apart."""

    @staticmethod
    def find_spec(fullname: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        """Return how to load `fullname`, None if it is no module of ours."""
        package = fullname.partition(".")[0]
        if not package.startswith(_PREFIX) or not path:
            return None
        base = Path(path[0], fullname.rpartition(".")[2])
        if (base / "__init__.py").is_file():
            file, inner = base / "__init__.py", [str(base)]
        elif base.with_suffix(".py").is_file():
            file, inner = base.with_suffix(".py"), None
        else:
            return None
        loader = _Loader(fullname, str(file), package)
        return importlib.util.spec_from_file_location(fullname, file, loader=loader, submodule_search_locations=inner)


sys.meta_path.insert(0, _Finder)  # before Python's own, which would load them as any module


def _find_all_that_is_imported_later(path: Path, package: str) -> None:
    """Import now what functions of `path`, and of what it imports, take from the shared modules when they run.

    So what lacks is said at once. Raises ImportError.
    """
    done, todo = _LOOKED_AT.setdefault(package, set()), [path]
    while todo:
        for node in (node for file in todo for node in ast.walk(ast.parse(file.read_bytes()))):
            said = ast.unparse(node) if isinstance(node, ast.Import | ast.ImportFrom) else ""
            if said.startswith((f"from {SHARED}", f"import {SHARED}")):
                exec(said, {"__builtins__": _builtins(package)})
        done |= set(todo)
        loaded = (module for name, module in list(sys.modules.items()) if name.startswith(f"{package}."))
        todo = [file for module in loaded if module.__file__ and (file := Path(module.__file__)) not in done]


def _builtins(package: str) -> dict[str, Any]:
    """Return Python's builtins, with an `import` to which `shared` means `package`."""

    def find(
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if not level and name.partition(".")[0] == SHARED:
            name = package + name.removeprefix(SHARED)
        return builtins.__import__(name, globals, locals, fromlist or (), level)

    return {**vars(builtins), "__import__": find}
