"""Worked answers: `tests/<assignment>/answers/<question>/{wrong,right}_<words>.py`, and the audit that runs them.

A hidden test is trusted only as far as its answers go: every wrong answer must stay under its share and get
its hint, every right one full marks, and each test must be the only one that catches some wrong answer.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UserError
from grader.judging.assignment import Assignment
from grader.judging.carry import StudentCell
from grader.judging.judge import judge_question
from grader.judging.verdict import FAILED, QuestionVerdict
from grader.python_source import parse_or_none, to_python
from grader.sandbox.worker import Worker

SEEDS = 5


@dataclass(frozen=True)
class WorkedAnswer:
    """One answer file: its cells (the last is the graded one), and for a wrong one the hint and largest share."""

    question: str
    name: str
    right: bool
    cells: tuple[str, ...]
    hint: str = ""
    share: float = 1.0

    @classmethod
    def read(cls, path: Path) -> WorkedAnswer:
        """Read an answer file. Raises UserError if its docstring lacks the hint or the share."""
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        doc = ast.get_docstring(tree)
        if doc is None:
            raise UserError(f"{path}: begin with a docstring that says what is wrong or why it is right.")
        body = "\n".join(source.split("\n")[tree.body[0].end_lineno :]).strip("\n")
        cells = tuple(cell.strip("\n") for cell in re.split(r"^# %%.*$", body, flags=re.MULTILINE) if cell.strip())
        right = path.stem.startswith("right_")
        if right:
            return cls(path.parent.name, path.stem, True, cells)
        hint = re.search(r"^Hint: *(.+)$", doc, re.MULTILINE)
        share = re.search(r"^At most: *(\d+(?:\.\d+)?) *%", doc, re.MULTILINE)
        if not path.stem.startswith("wrong_") or not hint or not share:
            raise UserError(f"{path}: a wrong answer needs the lines 'Hint: …' and 'At most: … %'.")
        return cls(path.parent.name, path.stem, False, cells, hint[1].strip(), float(share[1]) / 100)


@dataclass(frozen=True)
class AuditRow:
    """What one answer got at one seed, and what is wrong with that (empty if nothing)."""

    answer: WorkedAnswer
    seed: int
    verdict: QuestionVerdict
    fault: str

    @property
    def caught_by(self) -> tuple[str, ...]:
        """Return the names of the tests that failed."""
        return tuple(test.name for test in self.verdict.tests if test.outcome == FAILED)


def worked_answers(assignment: Assignment, question: str) -> list[WorkedAnswer]:
    """Return the answers of a question, in order of their names."""
    folder = assignment.course.tests(assignment.name) / "answers" / question
    return [WorkedAnswer.read(path) for path in sorted(folder.glob("*.py"))]


def audit_question(assignment: Assignment, question: str, worker: Worker, seeds: int = SEEDS) -> Iterator[AuditRow]:
    """Judge every worked answer of a question at `seeds` seeds."""
    for answer in worked_answers(assignment, question):
        sources = [to_python(cell) for cell in answer.cells] or [""]
        cells = [StudentCell(parse_or_none(source)) for source in sources[:-1]]
        cells.append(StudentCell(parse_or_none(sources[-1]), question))
        for seed in range(seeds):
            place = (len(cells) - 1, sources[-1])
            verdict = judge_question(assignment, question, cells, place, worker, seed)
            yield AuditRow(answer, seed, verdict, _fault(answer, verdict))


def unproved_tests(assignment: Assignment, question: str, rows: list[AuditRow]) -> list[str]:
    """Return the hidden tests that no wrong answer fails alone, at any of the seeds."""
    alone = {row.caught_by for row in rows if not row.answer.right and len(row.caught_by) == 1}
    proved = {tests[0] for tests in alone}
    return [test.name for test in assignment.tests[question].tests if test.name not in proved]


def _fault(answer: WorkedAnswer, verdict: QuestionVerdict) -> str:
    if answer.right:
        return "" if verdict.is_full else "a right answer does not get full marks"
    if verdict.points is None:
        return "goes to a person"
    if verdict.is_full:
        return "nobody catches it"
    if verdict.points > answer.share * verdict.max_points + 0.01:
        return f"earns more than {answer.share:.0%}"
    if not any(answer.hint.lower() in test.message.lower() for test in verdict.tests):
        return f"no message says {answer.hint!r}"
    return ""
