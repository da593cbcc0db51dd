"""Import what an author writes in `tests/<assignment>/`: hidden tests and rules on evidence, and what these share."""

from __future__ import annotations

import importlib.util
import inspect
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from grader.course import SHARED

_importing = threading.Lock()


def import_tests(path: Path) -> ModuleType:
    """Import the module at `path`. It may import modules of `tests/shared/` as `shared.<name>`."""
    spec = importlib.util.spec_from_file_location(f"tests_of_{path.parent.name}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    package = ModuleType(SHARED)
    package.__path__ = [str(path.parent.parent / SHARED)]
    with _importing:
        sys.modules[spec.name] = module  # dataclasses look their module up
        sys.modules[SHARED] = package
        try:
            spec.loader.exec_module(module)
        finally:  # another course may have other modules of these names
            for name in [name for name in sys.modules if name == SHARED or name.startswith(f"{SHARED}.")]:
                del sys.modules[name]
    return module


def written_functions(module: ModuleType) -> list[Callable]:
    """Return the functions that an author wrote in `module`, after those of `tests/shared/` that it imports by name."""
    own = [
        value
        for value in vars(module).values()
        if inspect.isfunction(value)
        and (value.__module__ == module.__name__ or value.__module__.startswith(f"{SHARED}."))
    ]
    return sorted(own, key=lambda f: (f.__module__ == module.__name__, f.__module__, f.__code__.co_firstlineno))
