"""The audit: a hidden test is trusted only as far as the worked answers go that prove it.

Every wrong answer must stay under its share, get its hint and fail the test it stands under, every right one get full
marks, and each test must be the only one that catches some wrong answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.assignment.assignment import Assignment
from grader.assignment.rules import gaps
from grader.assignment.worked_answers import WorkedAnswer, worked_answers
from grader.judging.carry import StudentCell
from grader.judging.judge import SEED, judge_question
from grader.judging.verdict import FAILED, QuestionVerdict
from grader.python_source import parse_or_none, to_python
from grader.sandbox.worker import Worker

SEEDS = 5
FEW_MESSAGES = 4  # of fewer, one that half of them hold may well be the right one


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


def audit_question(
    assignment: Assignment,
    question: str,
    worker: Worker,
    seeds: int = SEEDS,
    answers: Iterable[WorkedAnswer] | None = None,
) -> Iterator[AuditRow]:
    """Judge every worked answer of a question, or only `answers`, at `seeds` seeds: first at the one that grades."""
    for answer in worked_answers(assignment, question) if answers is None else answers:
        sources = [to_python(cell) for cell in answer.cells]
        cells = [StudentCell(parse_or_none(source)) for source in sources[:-1]]
        cells.append(StudentCell(parse_or_none(sources[-1]), question))
        for seed in range(seeds):
            place = (len(cells) - 1, sources[-1])
            verdict = judge_question(assignment, question, cells, place, worker, SEED + seed)
            yield AuditRow(answer, seed, verdict, _fault(answer, verdict))


def unproved_tests(assignment: Assignment, question: str, rows: list[AuditRow]) -> list[str]:
    """Return the hidden tests that no wrong answer fails alone, at any of the seeds."""
    alone = {row.caught_by for row in rows if not row.answer.right and len(row.caught_by) == 1}
    proved = {tests[0] for tests in alone}
    return [test.name for test in assignment.tests[question].tests if test.name not in proved]


def rule_gaps(assignment: Assignment, question: str) -> list[str]:
    """Return what is missing between the rules that the text marks and the hidden tests, a sentence for each."""
    tests = assignment.tests[question]
    enforced = {test.name: test.rules for test in tests.tests}
    return gaps(assignment.text.questions[question].rules, enforced, tests.not_tested)


def vague_hints(rows: list[AuditRow]) -> list[str]:
    """Return the wrong answers whose hint more than half of all messages hold, so that it proves none of them."""
    messages = {test.message for row in rows for test in row.verdict.tests if test.message}
    wrong = {row.answer.name: row.answer.hint for row in rows if not row.answer.right}
    if len(messages) < FEW_MESSAGES:
        return []
    return [
        name
        for name, hint in wrong.items()
        if 2 * sum(hint.lower() in said.lower() for said in messages) > len(messages)
    ]


def misplaced_answers(rows: list[AuditRow]) -> list[str]:
    """Return the wrong answers that the test they stand under catches at none of the seeds."""
    placed = {row.answer.name: row.answer.caught_by for row in rows if row.answer.caught_by}
    caught = {(row.answer.name, test) for row in rows for test in row.caught_by}
    return [name for name, test in placed.items() if (name, test) not in caught]


def _fault(answer: WorkedAnswer, verdict: QuestionVerdict) -> str:
    if answer.right:
        return "" if verdict.is_full else "a right answer does not get full marks"
    if verdict.share is None:
        return "goes to a person"
    if verdict.is_full:
        return "nobody catches it"
    if verdict.share > answer.share + 1e-9:
        return f"earns more than {answer.share:.0%}"
    if not any(answer.hint.lower() in test.message.lower() for test in verdict.tests):
        return f"no message says {answer.hint!r}"
    return ""
