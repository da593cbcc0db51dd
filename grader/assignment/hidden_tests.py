"""Load a hidden test module and run its tests, like pytest: parameters are injected by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.assignment.author_modules import import_tests, written_functions
from grader.assignment.fixtures import call_with, check_parameters, fixtures_among, weight_of
from grader.errors import UserError


@dataclass(frozen=True)
class HiddenTest:
    """One test function of a question; `sentence` is its name for people."""

    name: str
    sentence: str
    function: Callable
    weight: float
    rules: tuple[str, ...] = ()  # of the text, which it enforces


@dataclass(frozen=True)
class HiddenTests:
    """The hidden tests of one question."""

    question: str
    defines: tuple[str, ...]
    tests: tuple[HiddenTest, ...]
    fixtures: dict[str, Callable]
    not_tested: Mapping[str, str]  # rule of the text -> why no test can see it

    @classmethod
    def load(cls, path: Path) -> HiddenTests:
        """Import the module at `path`. Raises UserError if it breaks the rules of docs/writing-an-assignment.md."""
        module = import_tests(path)
        defines = getattr(module, "DEFINES", None)
        if not isinstance(defines, tuple) or not defines:
            raise UserError(f"{path}: say what the answer must define, e.g. DEFINES = ('train_model',).")
        own = written_functions(module)
        tests = tuple(
            HiddenTest(f.__name__, _sentence(f.__name__, defines), f, weight_of(path, f), _rules_of(path, f))
            for f in own
            if f.__name__.startswith("test_")
        )
        if not tests:
            raise UserError(f"{path}: there is no function whose name begins with test_.")
        fixtures = fixtures_among(own)
        check_parameters(path, (test.function for test in tests), ("student", "rng"), fixtures)
        return cls(path.stem, defines, tests, fixtures, _not_tested(path, getattr(module, "NOT_TESTED", {})))

    def run(self, test: HiddenTest, student: Any, seed: int, shared: dict[str, Any] | None = None) -> None:
        """Run one test. Raises AssertionError with the message for the student, or what `student` raises.

        `shared` holds what fixtures for all tests found in this cell, {} for the first test.
        """
        rng = np.random.default_rng(_seed(seed, self.question, test.name))
        call_with(test.function, {"student": student, "rng": rng}, self.fixtures, shared)


def _rules_of(path: Path, test: Callable) -> tuple[str, ...]:
    rules = getattr(test, "rules", ())
    if not all(isinstance(rule, str) for rule in rules):
        raise UserError(f'{path}: {test.__name__} names its rules in quotes: @enforces("a_rule", "another").')
    return rules


def _not_tested(path: Path, reasons: Any) -> Mapping[str, str]:
    words = isinstance(reasons, dict) and all(
        isinstance(each, str) and each for pair in reasons.items() for each in pair
    )
    if not words:
        raise UserError(f'{path}: write NOT_TESTED = {{"a_rule": "why no test can see it"}}.')
    return reasons


def _sentence(name: str, defines: tuple[str, ...]) -> str:
    """Return a test's name as words; names that the answer defines stay whole: `test_n_tr_counts` → "n_tr counts"."""
    words = name.removeprefix("test_").replace("_", " ")
    for defined in defines:
        words = re.sub(rf"\b{defined.replace('_', ' ')}\b", defined, words)
    return words


def _seed(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8], "big")
