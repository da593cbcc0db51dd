"""What the graded notebooks of a class say: verdicts, messages, notes. Nothing is judged again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.conventions import MARKER
from grader.exporters.class_grades import shown
from grader.judging.verdict import (
    ENDED,
    FAILED,
    FILE,
    FLAG,
    JUDGED,
    NOT_ALLOWED,
    NOT_ATTEMPTED,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    PASSED,
    REPAIRED,
    Note,
)
from grader.reports.class_records import MeasuredRecord, records_in

LONGEST_EXAMPLE = 24
_NUMBERS = re.compile(r"\d+(\.\d+)?")
STOPPED = {
    OUT_OF_TIME: "did not finish in time",
    ENDED: "ended or misused its process",
    OUT_OF_MEMORY: "needed too much memory",
    NOT_ALLOWED: "reached for a file that is not the student's",
}


@dataclass(frozen=True)
class JudgedAnswer:
    """One judged question of one student. `tests` are (sentence, outcome, message); `stopped` are their reasons."""

    outcome: str
    tests: tuple[tuple[str, str, str], ...]
    source: str
    stopped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StudentWork:
    """One student's graded notebook. `notes` are those for the TA."""

    student: str
    answers: dict[str, JudgedAnswer]
    notes: tuple[Note, ...]
    records: dict[str, MeasuredRecord]

    @property
    def repaired(self) -> list[str]:
        """Return the notes on how the file was found and mended."""
        return [note.shown for note in self.notes if note.kind in (FILE, REPAIRED)]

    @property
    def judged(self) -> list[str]:
        """Return the notes on what happened while judging, and on records."""
        return [note.shown for note in self.notes if note.kind in (JUDGED, FLAG)]


@dataclass
class Misconception:
    """A message of hidden tests, with who got it and the tests that gave it."""

    question: str
    message: str
    students: list[str] = field(default_factory=list)
    tests: set[str] = field(default_factory=set)
    example: str = ""
    example_of: str = ""


@dataclass
class TestFacts:
    """How often a hidden test passed and failed, among those who attempted the question."""

    __test__ = False  # pytest: this is no test class

    question: str
    sentence: str
    passed: int = 0
    failed: int = 0


def read_work(path: Path, student: str) -> StudentWork:
    """Return what is in an autograded notebook. Raises ValueError if it is none."""
    try:
        cells = json.loads(path.read_bytes())
        metadata, cells = cells["metadata"].get("grader", {}), cells["cells"]
        named = {_id(cell): cell for cell in cells if _id(cell)}
        notes = tuple(Note.from_plain(note) for note in metadata.get("notes", ()))
        answers = {}
        for name, cell in named.items():
            found = cell["metadata"].get("grader", {})
            if "outcome" in found:
                tests = tuple((test["sentence"], test["outcome"], test["message"]) for test in found["tests"])
                reasons = frozenset(test.get("reason", "") for test in found["tests"])
                source = _text(named.get(shown(name), cell))
                answers[shown(name)] = JudgedAnswer(found["outcome"], tests, source, reasons)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path.name} is no graded notebook") from error
    return StudentWork(student, answers, notes, records_in(cells))


def misconceptions(works: Iterable[StudentWork]) -> list[Misconception]:
    """Return the messages, the most frequent first; numbers in a message do not make it another one."""
    found: dict[tuple[str, str], Misconception] = {}
    clearest: dict[tuple[str, str], tuple[int, int]] = {}
    for work in works:
        for question, answer in work.answers.items():
            example = _example(answer.source)
            # Who fails little else shows the mistake best.
            rank = sum(outcome == FAILED for _, outcome, _ in answer.tests), len(example)
            for sentence, outcome, message in answer.tests:
                if outcome != FAILED or not message:
                    continue
                key = question, _NUMBERS.sub("#", message)
                item = found.setdefault(key, Misconception(question, message))
                item.tests.add(sentence)
                if work.student not in item.students:
                    item.students.append(work.student)
                if rank < clearest.get(key, (len(answer.tests) + 1, 0)):
                    clearest[key] = rank
                    # The message as this student got it: it may name a line of the example.
                    item.example, item.example_of, item.message = example, work.student, message
    return sorted(found.values(), key=lambda item: (-len(item.students), item.question, item.message))


def tests_of(works: Iterable[StudentWork]) -> list[TestFacts]:
    """Return every hidden test that somebody attempted, in the order of the notebook."""
    found: dict[tuple[str, str], TestFacts] = {}
    for work in works:
        for question, answer in work.answers.items():
            for sentence, outcome, _ in answer.tests:
                facts = found.setdefault((question, sentence), TestFacts(question, sentence))
                facts.passed += outcome == PASSED
                facts.failed += outcome == FAILED
    return [facts for facts in found.values() if facts.passed + facts.failed]


def stopped(works: Iterable[StudentWork]) -> Iterator[tuple[str, str, str]]:
    """Yield (student, question, what happened) where the sandbox ended a cell."""
    for work in works:
        for question, answer in work.answers.items():
            yield from ((work.student, question, STOPPED[why]) for why in STOPPED if why in answer.stopped)


def not_attempted(works: Iterable[StudentWork], question: str) -> int:
    """Return how many left a question as it was given."""
    return sum(work.answers[question].outcome == NOT_ATTEMPTED for work in works if question in work.answers)


def _example(source: str) -> str:
    """Return the student's lines, numbered as in the cell, without the marker; at most a screenful."""
    lines = [(number, line.rstrip()) for number, line in enumerate(source.splitlines(), start=1)]
    kept = [(number, line) for number, line in lines if line and line.strip() != MARKER]
    cut = [f"{number:>3}  {line if len(line) <= 120 else f'{line[:117]}...'}" for number, line in kept]
    more = [f"     ... ({len(cut) - LONGEST_EXAMPLE} more lines)"] if len(cut) > LONGEST_EXAMPLE else []
    return "\n".join(cut[:LONGEST_EXAMPLE] + more)


def _id(cell: dict[str, Any]) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)
