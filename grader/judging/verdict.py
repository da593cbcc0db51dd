"""What judging a submission yields: plain data that is written as JSON, shown in feedback, summed to grades."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

PASSED, FAILED, NOT_ATTEMPTED, REVIEW = "passed", "failed", "not attempted", "needs review"


@dataclass(frozen=True)
class TestVerdict:
    """One hidden test: its sentence, its weight, its outcome, the message for the student."""

    __test__ = False  # pytest: this is no test class

    name: str
    sentence: str
    weight: float
    outcome: str
    message: str = ""


@dataclass(frozen=True)
class QuestionVerdict:
    """One graded cell. `points` is None where a person must decide; then `notes` say why.

    `timed_out`: the machine had a say, since time ran out or the process that holds the cells was lost.
    """

    question: str
    max_points: float
    outcome: str
    tests: tuple[TestVerdict, ...]
    notes: tuple[str, ...] = ()
    timed_out: bool = False

    @property
    def points(self) -> float | None:
        """Return the points earned: the weighted share of passed tests, to two decimals."""
        if self.outcome == REVIEW:
            return None
        if self.outcome == NOT_ATTEMPTED:
            return 0.0
        total = sum(test.weight for test in self.tests)
        passed = sum(test.weight for test in self.tests if test.outcome == PASSED)
        return round(self.max_points * passed / total, 2)

    @property
    def is_full(self) -> bool:
        """Return whether every test passed."""
        return self.points == self.max_points


@dataclass(frozen=True)
class SubmissionVerdict:
    """All graded cells of a submission, by question, and what was done to read it."""

    questions: dict[str, QuestionVerdict]
    notes: tuple[str, ...] = ()
    cpu_seconds: float = field(default=0.0, compare=False)

    @property
    def points(self) -> float:
        """Return the sum of the points that are decided."""
        return round(sum(verdict.points or 0.0 for verdict in self.questions.values()), 2)

    @property
    def timed_out(self) -> bool:
        """Return whether any cell ran out of time; such a verdict depends on the machine."""
        return any(verdict.timed_out for verdict in self.questions.values())

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
