"""Take the reference's answers to earlier questions out of a graded cell's process, unless the cell reads them.

A later question's world is made by running the reference cells above it, so its process holds the functions and classes
of earlier reference answers. A cell gets those that it, what is carried to it or a probe names, and what those need.
What nobody names is taken out of the namespace, and its functions and classes are emptied, whoever else may hold them.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import re
import types
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

_SIMPLE = (str, bytes, int, float, complex, bool, type(None), types.ModuleType, types.BuiltinFunctionType)
_MOST_OBJECTS = 200_000  # that are looked at below one name
_ALWAYS = frozenset({"__name__", "__builtins__", "get_ipython"})


@dataclass(frozen=True)
class _Below:
    """What lies below one name of a world: functions and classes of reference cells, and the names that they read."""

    names: frozenset[str]
    made: dict[int, types.FunctionType | type]


class Answers:
    """What of a world comes from answers of the reference: asked once for each question, used for each cell."""

    def __init__(self, world: dict[str, Any], names: Iterable[str], files: Iterable[str], words: Iterable[str]):
        """`names` are bound in answer cells, `files` are what these cells are called, `words` are those of probes."""
        self.world, self.words = world, frozenset(words)
        self._below = {name: _below(value, world) for name, value in world.items() if name not in _ALWAYS}
        places, answers = frozenset(files), frozenset(names)
        self._answers = {
            name
            for name, below in self._below.items()
            if name in answers or any(_place(made) in places for made in below.made.values())
        }
        # What calls an answer gives it away as well.
        self._answers |= {name for name in self._below if self._needed([name]) & self._answers}

    def withhold(self, sources: Iterable[str]) -> None:
        """Take out of the world, for good, the answers that no word in `sources` and no probe names."""
        read = self.words.union(*map(words_of, sources))
        kept = self._needed(name for name in self._below if name in read or name not in self._answers)
        used = {key for name in kept for key in self._below[name].made}
        for name in self._below.keys() - kept:
            for key, made in self._below[name].made.items():
                if key not in used:
                    _hollow_out(made)
            self.world.pop(name, None)
        self._below.clear()

    def _needed(self, names: Iterable[str]) -> set[str]:
        """Return `names` and the names that what lies below them reads, transitively."""
        found, todo = set(), list(names)
        while todo:
            name = todo.pop()
            if name in self._below and name not in found:
                found.add(name)
                todo += self._below[name].names
        return found


def words_of(source: str) -> set[str]:
    """Return all words of a text that could be names, in strings as well."""
    return set(re.findall(r"\w+", unicodedata.normalize("NFKC", source)))


def _below(value: Any, world: dict[str, Any]) -> _Below:
    """Return what can be reached from `value` without leaving what reference cells made."""
    names: set[str] = set()
    made: dict[int, types.FunctionType | type] = {}
    seen: dict[int, Any] = {}
    todo = [value]
    while todo and len(seen) < _MOST_OBJECTS:
        item = todo.pop()
        if id(item) in seen or isinstance(item, _SIMPLE):
            continue
        seen[id(item)] = item
        if isinstance(item, types.FunctionType):
            if item.__globals__ is world:
                made[id(item)] = item
                names |= _words_of_code(item.__code__) & world.keys()
            todo += [item.__defaults__, item.__kwdefaults__, item.__closure__, item.__dict__]
        elif isinstance(item, type):
            if item.__module__ == "__main__":
                made[id(item)] = item
                todo += [*vars(item).values(), *item.__bases__, type(item)]
        elif not (isinstance(item, dict) and "__builtins__" in item):
            todo += gc.get_referents(item)
    return _Below(frozenset(names), made)


def _place(made: types.FunctionType | type) -> str:
    return made.__code__.co_filename if isinstance(made, types.FunctionType) else ""


def _hollow_out(made: types.FunctionType | type) -> None:
    """Leave nothing in a function or class that says what it did: others may hold it, as classes know those below."""
    made.__doc__ = None
    if isinstance(made, types.FunctionType):
        made.__code__ = _nothing(made.__code__.co_freevars)
        made.__defaults__ = made.__kwdefaults__ = None
        return
    for name in [name for name in vars(made) if not name.startswith("__")]:
        with contextlib.suppress(AttributeError, TypeError):
            delattr(made, name)


def _words_of_code(code: types.CodeType) -> set[str]:
    words = {*code.co_names, *(word for item in code.co_consts if type(item) is str for word in words_of(item))}
    return words.union(*(_words_of_code(item) for item in code.co_consts if isinstance(item, types.CodeType)))


@functools.cache
def _nothing(free: tuple[str, ...]) -> types.CodeType:
    """Return the code of a function that does nothing, with these free variables."""
    made: dict[str, Callable[[], types.FunctionType]] = {}
    lines = ["def outer():", *(f"    {name} = None" for name in free), "    def withheld(*_, **__):"]
    exec("\n".join([*lines, f"        {', '.join(free) or 'pass'}", "    return withheld"]), made)
    return made["outer"]().__code__
