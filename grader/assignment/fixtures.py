"""Give functions that an author wrote what they take by name, like pytest: values, and what fixtures return."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.errors import UserError

Fixtures = Mapping[str, Callable[..., Any]]


def fixtures_among(functions: Iterable[Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """Return those of the functions that are marked `@fixture`, by name."""
    return {f.__name__: f for f in functions if getattr(f, "is_fixture", False)}


def check_parameters(
    path: Path, functions: Iterable[Callable[..., Any]], given: Collection[str], fixtures: Fixtures
) -> None:
    """Raise UserError if a function of `path`, or a fixture, takes what is neither given nor a fixture."""
    for function in (*fixtures.values(), *functions):
        for name in inspect.signature(function).parameters:
            if name not in given and name not in fixtures:
                raise UserError(f"{path}: {function.__name__} takes {name!r}, which is no fixture.")


def weight_of(path: Path, function: Callable[..., Any]) -> float:
    """Return the weight of a test, 1 if none was given. Raises UserError if it is no number above 0."""
    weight = getattr(function, "weight", 1)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < math.inf:
        raise UserError(f"{path}: the weight of {function.__name__} is {weight!r}: give a number greater than 0.")
    return float(weight)


def call_with(function: Callable[..., Any], given: Mapping[str, Any], fixtures: Fixtures) -> Any:
    """Call a function with what it takes. Each fixture runs once in a call, and only if something takes it."""
    values = dict(given)

    def run(wanting: Callable[..., Any]) -> Any:
        return wanting(**{name: value_of(name) for name in inspect.signature(wanting).parameters})

    def value_of(name: str) -> Any:
        if name not in values:
            values[name] = run(fixtures[name])
        return values[name]

    return run(function)
