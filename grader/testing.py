"""What a hidden test module may import: marks, `fixture`, `same_for_all`, and helpers for values a student returned."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Opaque:
    """Stands for an object that is not plain data: only the name of its type crosses the sandbox wall."""

    type_name: str


class StudentError(Exception):
    """Student code raised an exception while a probe ran.

    `kind` is the exception's type name, `message` its text, `line` and `code` the place in the student's
    cell (None when the error came from elsewhere), `defined` is False when a needed name is missing.
    """

    def __init__(self, kind: str, message: str, line: int | None = None, code: str = "", defined: bool = True):
        super().__init__(f"{kind}: {message}")
        self.kind, self.message, self.line, self.code, self.defined = kind, message, line, code, defined
        self.missing = self.poisoned = self.module = self.unknown_name = ""


def weight(share: float) -> Callable[[Callable], Callable]:
    """Give a hidden test `share` parts of its question's points (the default is 1)."""

    def mark(test: Callable) -> Callable:
        test.weight = share  # type: ignore[attr-defined]  # `weight_of` reads it; a Callable declares none
        return test

    return mark


def enforces(*rules: str) -> Callable[[Callable], Callable]:
    """Say which rules of the text a hidden test enforces, by the names of their marks `{rule=name}`."""

    def mark(test: Callable) -> Callable:
        test.rules = rules  # type: ignore[attr-defined]  # `rules_of` reads it, as above
        return test

    return mark


def fixture(function: Callable | None = None, *, scope: str = "function") -> Callable:
    """Mark a function whose value hidden tests may take as a parameter of the same name.

    As in pytest it runs for each test that takes it, or with `scope="module"` once for all tests of the module.
    """

    def mark(function: Callable) -> Callable:
        function.is_fixture, function.scope = True, scope  # type: ignore[attr-defined]  # as above
        return function

    return mark if function is None else mark(function)


def same_for_all(function: Callable) -> Callable:
    """Let a function of plain values and `rng` work once for all hand-ins: each gets a copy of what it returned.

    A test's generator begins alike for everybody, so what is drawn from it is the same; afterwards it stands where the
    function left it. Only for functions that take nothing from a student.
    """
    known: dict[bytes, bytes] = {}

    @wraps(function)
    def look(*args: Any, **kwargs: Any) -> Any:
        generators = [value for value in (*args, *kwargs.values()) if isinstance(value, np.random.Generator)]
        key = pickle.dumps((args, sorted(kwargs.items())))
        if key not in known:
            returned = function(*args, **kwargs)
            if len(known) >= _MOST_KNOWN:
                known.clear()
            known[key] = pickle.dumps((returned, [generator.bit_generator.state for generator in generators]))
        returned, states = pickle.loads(known[key])
        for generator, state in zip(generators, states, strict=True):
            generator.bit_generator.state = state
        return returned

    return look


_MOST_KNOWN = 500  # for one function; a question's tests draw some dozens


def number(value: Any) -> float | None:
    """Return `value` as a float if it is one number (Python, NumPy, or an array with one element), else None."""
    if isinstance(value, bool | Opaque) or value is None:
        return None
    if isinstance(value, int | float):
        try:
            return float(value)
        except OverflowError:
            return math.inf if value > 0 else -math.inf
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype.kind in "iuf":
        return float(value.reshape(()))
    return None


def whole(value: Any) -> int | None:
    """Return `value` as an int if it is one whole number of whatever type, else None: neither 1.5 nor nan is one."""
    found = number(value)
    return int(found) if found is not None and found.is_integer() else None


def array(value: Any) -> np.ndarray | None:
    """Return `value` as a numeric array if it is one (or a list of numbers), else None."""
    if isinstance(value, np.ndarray):
        return value if value.dtype.kind in "iufb" else None
    if isinstance(value, list) and value:
        try:
            made = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            return None
        return made
    return None


def close(value: Any, expected: float, tolerance: float = 1e-5) -> bool:
    """Return whether `value` is one finite number within `tolerance` (relative to 1 + |expected|) of `expected`."""
    found = number(value)
    if found is None or not math.isfinite(found):
        return False
    return abs(found - expected) <= tolerance * (1 + abs(expected))
