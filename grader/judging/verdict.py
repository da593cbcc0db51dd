"""What judging a submission yields: plain data that is written as JSON, shown in feedback, summed to grades."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

PASSED, FAILED, NOT_ATTEMPTED, REVIEW = "passed", "failed", "not attempted", "needs review"
GRADED = "graded"  # the outcome of a question whose tests decide
SIGNS = {PASSED: "✓", FAILED: "✗", NOT_ATTEMPTED: "–", REVIEW: "?"}
QUARTER = 0.25  # points: what tests give is no finer, as what a person gives
# Why a test failed, where the sandbox and not the test ended it.
OUT_OF_TIME, ENDED, OUT_OF_MEMORY, NOT_ALLOWED = "out of time", "ended", "out of memory", "not allowed"
# What a note is about: how the file was found, what was mended in it, what happened when it was judged, a record.
FILE, REPAIRED, JUDGED, FLAG = "file", "repaired", "judged", "flag"


@dataclass(frozen=True)
class Note:
    """What a TA should know about a submission, or about one of its cells. `kind` is FILE, REPAIRED, JUDGED or FLAG."""

    kind: str
    text: str
    cell: str = ""

    @property
    def shown(self) -> str:
        """Return the note as a TA reads it."""
        return f"{self.cell}: {self.text}" if self.cell else self.text

    @classmethod
    def from_plain(cls, data: Any) -> Note:
        """Read what `asdict` wrote. What earlier versions wrote, a text, was a note on the repair."""
        return cls(REPAIRED, data) if isinstance(data, str) else cls(**data)


@dataclass(frozen=True)
class TestVerdict:
    """One hidden test: its sentence, its weight, its outcome, the message for the student.

    `reason` is why it failed, where the sandbox ended it: OUT_OF_TIME, ENDED, OUT_OF_MEMORY or NOT_ALLOWED.
    `error` is what the test itself raised, if it broke: a mistake in the test, for whoever wrote it.
    """

    __test__ = False  # pytest: this is no test class

    name: str
    sentence: str
    weight: float
    outcome: str
    message: str = ""
    reason: str = ""
    error: str = ""

    @property
    def shown(self) -> str:
        """Return the verdict as one line of text."""
        message = f" {self.message}" if self.message not in ("", self.sentence) else ""
        return f"{SIGNS[self.outcome]} {self.sentence}.{message}"


@dataclass(frozen=True)
class QuestionVerdict:
    """One graded cell. `points` is None where a person must decide; then `notes` say why.

    `timed_out`: the machine had a say, since time ran out or the process that holds the cells was lost. `endless`: it
    had none, since no test came to an end and the cell's own time was counted.
    """

    question: str
    max_points: float
    outcome: str
    tests: tuple[TestVerdict, ...]
    notes: tuple[str, ...] = ()
    timed_out: bool = False
    endless: bool = False

    @property
    def share(self) -> float | None:
        """Return the weighted share of passed tests, from 0 to 1 and not rounded; None where a person must decide."""
        if self.outcome == REVIEW:
            return None
        if self.outcome == NOT_ATTEMPTED:
            return 0.0
        if self.is_full:
            return 1.0
        total = math.fsum(test.weight for test in self.tests)
        passed = math.fsum(test.weight for test in self.tests if test.outcome == PASSED)
        return passed / total if total else 0.0

    @property
    def points(self) -> float | None:
        """Return the points earned: all of them if every test passed, else less, to the nearest quarter of a point."""
        if self.share is None or self.is_full:
            return None if self.share is None else self.max_points
        earned = _in_quarters(self.max_points * self.share)
        if earned < self.max_points:
            return earned
        return max(0.0, math.ceil(self.max_points / QUARTER - 1) * QUARTER)  # a test failed, if of a tiny weight

    @property
    def costs(self) -> tuple[float | None, ...]:
        """Return for each test the points that it cost, in quarters; together they are what is missing.

        None for a test that did not fail, and for all where a person must decide.
        """
        points, costs = self.points, dict.fromkeys(range(len(self.tests)))
        failed = [number for number, test in enumerate(self.tests) if test.outcome == FAILED]
        if points is None or not failed:
            return tuple(costs.values())
        failed.sort(key=lambda number: -self.tests[number].weight)
        total = math.fsum(test.weight for test in self.tests)
        lost, so_far, ideal = self.max_points - points, 0.0, 0.0
        for number in failed:
            ideal += self.max_points * self.tests[number].weight / total
            up_to = lost if number == failed[-1] else min(lost, _in_quarters(ideal))
            costs[number], so_far = round(up_to - so_far, 6), up_to
        return tuple(costs.values())

    @property
    def broken(self) -> dict[str, str]:
        """Return {hidden test that broke: its error}."""
        return {f"{self.question}: {test.name}": test.error for test in self.tests if test.error}

    @property
    def is_full(self) -> bool:
        """Return whether every test passed."""
        return self.outcome == GRADED and bool(self.tests) and all(test.outcome == PASSED for test in self.tests)


@dataclass(frozen=True)
class SubmissionVerdict:
    """All graded cells of a submission, by question, and what was done to read it."""

    questions: dict[str, QuestionVerdict]
    notes: tuple[str, ...] = ()
    cpu_seconds: float = field(default=0.0, compare=False)

    @property
    def points(self) -> float:
        """Return the sum of the points that are decided."""
        return sum_of_points(verdict.points for verdict in self.questions.values())

    @property
    def timed_out(self) -> bool:
        """Return whether any cell ran out of time; such a verdict depends on the machine."""
        return any(verdict.timed_out for verdict in self.questions.values())

    @property
    def in_doubt(self) -> bool:
        """Return whether to judge it again alone may find something else."""
        return any(verdict.timed_out and not verdict.endless for verdict in self.questions.values())

    def as_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        data = asdict(self)
        for name, verdict in self.questions.items():
            data["questions"][name]["points"] = verdict.points
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> SubmissionVerdict:
        """Read what `as_dict` wrote. Raises KeyError or TypeError for anything else."""
        questions = {}
        for name, item in data["questions"].items():
            item = {key: value for key, value in item.items() if key != "points"}
            tests = tuple(TestVerdict(**test) for test in item.pop("tests"))
            notes = tuple(item.pop("notes"))
            questions[name] = QuestionVerdict(**item, tests=tests, notes=notes)
        return cls(questions, tuple(data["notes"]), data["cpu_seconds"])


def _in_quarters(points: float) -> float:
    """Return points to the nearest quarter; what lies between two goes to the student."""
    return math.floor(round(points / QUARTER, 6) + 0.5) * QUARTER


def sum_of_points(points: Iterable[float | None], penalty: float = 0.0) -> float:
    """Return the sum of what is decided, less a late penalty: a share of the points, which is cut to two decimals."""
    total = round(math.fsum(value or 0.0 for value in points), 6)
    return round(max(0.0, total - penalty), 2) if penalty else total
