"""Load a hidden test module and run its tests, like pytest: parameters are injected by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
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


@dataclass(frozen=True)
class HiddenTests:
    """The hidden tests of one question."""

    question: str
    defines: tuple[str, ...]
    tests: tuple[HiddenTest, ...]
    fixtures: dict[str, Callable]

    @classmethod
    def load(cls, path: Path) -> HiddenTests:
        """Import the module at `path`. Raises UserError if it breaks the rules of docs/writing-an-assignment.md."""
        module = import_tests(path)
        defines = getattr(module, "DEFINES", None)
        if not isinstance(defines, tuple) or not defines:
            raise UserError(f"{path}: say what the answer must define, e.g. DEFINES = ('train_model',).")
        own = written_functions(module)
        tests = tuple(
            HiddenTest(f.__name__, _sentence(f.__name__, defines), f, weight_of(path, f))
            for f in own
            if f.__name__.startswith("test_")
        )
        if not tests:
            raise UserError(f"{path}: there is no function whose name begins with test_.")
        fixtures = fixtures_among(own)
        check_parameters(path, (test.function for test in tests), ("student", "rng"), fixtures)
        return cls(path.stem, defines, tests, fixtures)

    def run(self, test: HiddenTest, student: Any, seed: int) -> None:
        """Run one test. Raises AssertionError with the message for the student, or what `student` raises."""
        rng = np.random.default_rng(_seed(seed, self.question, test.name))
        call_with(test.function, {"student": student, "rng": rng}, self.fixtures)


def _sentence(name: str, defines: tuple[str, ...]) -> str:
    """Return a test's name as words; names that the answer defines stay whole: `test_n_tr_counts` → "n_tr counts"."""
    words = name.removeprefix("test_").replace("_", " ")
    for defined in defines:
        words = re.sub(rf"\b{defined.replace('_', ' ')}\b", defined, words)
    return words


def _seed(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8], "big")
