"""Give functions that an author wrote what they take by name, like pytest: values, and what fixtures return."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.errors import UserError

Fixtures = Mapping[str, Callable[..., Any]]
_FUNCTION, _MODULE = "function", "module"
_EACH_TESTS_OWN = ("rng", "cell", "record", "others")


def fixtures_among(functions: Iterable[Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return those of the functions that are marked `@fixture`, by name."""
    return {f.__name__: f for f in functions if getattr(f, "is_fixture", False)}


def _scope(function: Callable[..., Any]) -> str:
    return getattr(function, "scope", _FUNCTION)


def check_parameters(
    path: Path, functions: Iterable[Callable[..., Any]], given: Collection[str], fixtures: Fixtures
) -> None:
    """Raise UserError if a function of `path`, or a fixture, takes what is neither given nor a fixture.

    A fixture for all tests takes nothing that is each test's own.
    """
    for function in (*fixtures.values(), *functions):
        for name in inspect.signature(function).parameters:
            if name not in given and name not in fixtures:
                raise UserError(f"{path}: {function.__name__} takes {name!r}, which is no fixture.")
    for function in fixtures.values():
        if (scope := _scope(function)) not in (_FUNCTION, _MODULE):
            raise UserError(f'{path}: {function.__name__} has the scope {scope!r}: write "{_FUNCTION}" or "{_MODULE}".')
        for name in inspect.signature(function).parameters:
            own = name in _EACH_TESTS_OWN or (name in fixtures and _scope(fixtures[name]) == _FUNCTION)
            if scope == _MODULE and own:
                raise UserError(
                    f"{path}: {function.__name__} runs once for all tests, so it cannot take {name!r}, which each test "
                    "has of its own."
                )


def weight_of(path: Path, function: Callable[..., Any]) -> float:
    """Return the weight of a test, 1 if none was given. Raises UserError if it is no number above 0."""
    weight = getattr(function, "weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < math.inf:
        raise UserError(f"{path}: the weight of {function.__name__} is {weight!r}: give a number greater than 0.")
    return float(weight)


def call_with(
    function: Callable[..., Any], given: Mapping[str, Any], fixtures: Fixtures, shared: dict[str, Any] | None = None
) -> Any:
    """Call a function with what it takes. Each fixture runs once in a call, and only if something takes it.

    What fixtures for all tests return is kept in `shared`, and found there in the next call.
    """
    shared = {} if shared is None else shared
    values = {**given, **shared}

    def run(wanting: Callable[..., Any]) -> Any:
        return wanting(**{name: value_of(name) for name in inspect.signature(wanting).parameters})

    def value_of(name: str) -> Any:
        if name not in values:
            values[name] = run(fixtures[name])
            if _scope(fixtures[name]) == _MODULE:
                shared[name] = values[name]
        return values[name]

    return run(function)
