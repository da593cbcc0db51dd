"""How a verdict reads: one text for the student's page and for formgrader, made from what the check cell keeps of it.

What failed comes first, dearest first, and one cause is said once; what passed is folded away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.judging.verdict import FAILED, NOT_ATTEMPTED, PASSED, REVIEW, SIGNS, QuestionVerdict
from grader.safe_html import with_code

DELETED = "deleted"  # in our metadata of a cell that the student's notebook did not hold
LEFT = "Not attempted: the cell still holds what was given."
GONE = "This cell was not in the notebook that was handed in: it was deleted."
FOLLOWS = "Not looked at:"  # how the message of a test begins that can say nothing because another one fails
_ELSEWHERE = re.compile(r",? see (above|below)(?=\.?$)")


@dataclass(frozen=True)
class Cause:
    """One thing that tests found: its text, the tests that failed for it, the points it cost (None: not decided)."""

    outcome: str
    message: str
    sentences: tuple[str, ...]
    cost: float | None

    @property
    def follows(self) -> bool:
        """Return whether this is only what another cause has led to."""
        return self.message.startswith(FOLLOWS)

    @property
    def idea(self) -> str:
        """Return what is not so: the sentence of its only test, else what was said for all."""
        return self.sentences[0] if len(self.sentences) == 1 else self.message


def kept_of(verdict: QuestionVerdict) -> dict[str, Any]:
    """Return what a cell's metadata keep of a verdict, for pages and reports."""
    keys = ("sentence", "outcome", "message", "reason")
    tests = [
        {**{key: getattr(test, key) for key in keys}, "cost": cost}
        for test, cost in zip(verdict.tests, verdict.costs, strict=True)
    ]
    return {"outcome": verdict.outcome, "points": verdict.points, "most": verdict.max_points, "tests": tests}


def causes(tests: Sequence[Mapping[str, Any]]) -> list[Cause]:
    """Return what did not pass: failures, dearest first, then what they led to, then what a person looks at."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for test in tests:
        if test["outcome"] in (FAILED, REVIEW):
            message = test["message"] if test["message"] != test["sentence"] else ""
            message = _ELSEWHERE.sub("", message) if message.startswith(FOLLOWS) else message
            found.setdefault((test["outcome"], message or test["sentence"]), []).append(test)
    listed = []
    for (outcome, said), together in found.items():
        sentences = tuple(test["sentence"] for test in together)
        costs = [test["cost"] for test in together if test.get("cost") is not None]
        message = "" if said in sentences else said
        listed.append(Cause(outcome, message, sentences, sum(costs) if costs else None))
    return sorted(listed, key=lambda cause: (cause.outcome == REVIEW, cause.follows, -(cause.cost or 0.0)))


def not_attempted(kept: Mapping[str, Any]) -> str:
    """Return why there is nothing to judge, "" if there is something."""
    if kept.get(DELETED):
        return GONE
    return LEFT if kept.get("outcome") == NOT_ATTEMPTED else ""


def as_text(kept: Mapping[str, Any]) -> str:
    """Return a verdict as lines of plain text."""
    if reason := not_attempted(kept):
        return f"{SIGNS[NOT_ATTEMPTED]} {reason}"
    lines = []
    for cause in causes(kept["tests"]):
        sign, cost = SIGNS[cause.outcome], _cost(cause, kept)
        head, rest = _parts(cause)
        lines += [" ".join(part for part in (sign, head, f"({cost})" if cost else "") if part)]
        lines += [f"    {line}" for line in rest]
    lines += [f"{SIGNS[PASSED]} {sentence}." for sentence in _passed(kept)]
    return "\n".join(lines)


def as_html(kept: Mapping[str, Any], with_costs: bool = True) -> str:
    """Return a verdict as HTML in which every word of tests and students is text.

    Without costs where a person gave another score than the tests.
    """
    if reason := not_attempted(kept):
        return f"<p>{with_code(reason)}</p>"
    items = [_item(cause, _cost(cause, kept) if with_costs else "") for cause in causes(kept["tests"])]
    found = f'<ul class="tests">{"".join(items)}</ul>' if items else ""
    passed = _passed(kept)
    if not passed:
        return found
    rows = "".join(f'<li class="passed">{_sign(PASSED)}{with_code(sentence)}</li>' for sentence in passed)
    every = "1 test" if len(passed) == 1 else f"{'' if items else 'all '}{len(passed)} tests"
    return f'{found}<details><summary>passed: {every}</summary><ul class="tests">{rows}</ul></details>'


def _parts(cause: Cause) -> tuple[str, list[str]]:
    """Return the words that stand first, and those below them: one test and its message, or one message for many."""
    if len(cause.sentences) == 1 or not cause.message:
        return f"{cause.sentences[0]}.", [cause.message] if cause.message else []
    return cause.message, [f"{sentence}." for sentence in cause.sentences]


def _item(cause: Cause, cost: str) -> str:
    head, rest = _parts(cause)
    below = "".join(f'<div class="message">{with_code(line)}</div>' for line in rest)
    if len(cause.sentences) > 1:
        rows = "".join(f"<li>{with_code(line)}</li>" for line in rest)
        below = f"<details><summary>so {len(rest)} tests could not pass</summary><ul>{rows}</ul></details>"
    shown = f' <span class="cost">{cost}</span>' if cost else ""
    kind = "failed" if cause.outcome == FAILED else "review"
    return f'<li class="{kind}">{_sign(cause.outcome)}<strong>{with_code(head)}</strong>{shown}{below}</li>'


def _sign(outcome: str) -> str:
    return f'<span class="sign" aria-hidden="true">{SIGNS[outcome]} </span>'


def _cost(cause: Cause, kept: Mapping[str, Any]) -> str:
    if cause.outcome == REVIEW:
        return "a person looks at this"
    if cause.cost is None:
        return ""
    if not cause.cost:
        return "less than a quarter of a point"
    return f"−{cause.cost:g} of {kept['most']:g} points"


def _passed(kept: Mapping[str, Any]) -> list[str]:
    return [test["sentence"] for test in kept["tests"] if test["outcome"] == PASSED]
