"""Answers to one question that are alike: the same failed rules, the same facts of the figure, nearly the same text.

A group is a place to look once in place of ten times. It decides nothing: a person looks at its answers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from grader.judging.verdict import PASSED
from grader.reports.similar import Answer

LEAST_ALIKE = 0.9  # of the words of two texts, in their order
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_PASSED_SIGN = "✓"


@dataclass(frozen=True)
class Facts:
    """What tells one answer from another.

    `tests` are (sentence, outcome), `findings` the lines of rules on its output, `printed` what the figure said of
    itself. One of `text` and `code` is what the student wrote.
    """

    tests: tuple[tuple[str, str], ...] = ()
    findings: tuple[str, ...] = ()
    printed: Mapping[str, Any] | None = field(default=None, hash=False)
    text: str = ""
    code: str = ""

    @property
    def is_known(self) -> bool:
        """Return whether tests or rules say anything of it; else only what was written tells."""
        return bool(self.tests or self.printed)


@dataclass(frozen=True)
class LikeAnswers:
    """Answers that are alike, by the names they were given, and what they share, in words."""

    members: tuple[str, ...]
    shared: tuple[str, ...]


def groups_of(answers: Mapping[str, Facts]) -> list[LikeAnswers]:
    """Return all answers in groups, the largest first; an answer that is like no other is a group of its own."""
    by_key: dict[tuple, list[str]] = defaultdict(list)
    for name, facts in answers.items():
        by_key[_key(facts)].append(name)
    found = []
    for names in by_key.values():
        clusters: list[list[str]] = []
        for name in names:
            near = (one for one in clusters if _near(answers[one[0]].text, answers[name].text))
            cluster = next(near, None)
            if cluster is None:
                clusters.append([name])
            else:
                cluster.append(name)
        found += [LikeAnswers(tuple(one), _shared(answers[one[0]])) for one in clusters]
    return sorted(found, key=lambda group: -len(group.members))


def figure_facts(printed: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return what a figure has, in words that do not depend on its labels: axes, scales, how much is drawn."""
    axes = (printed or {}).get("axes")
    if not isinstance(axes, list):
        return ()
    return tuple(_axis(ax) for ax in axes if isinstance(ax, Mapping))


def _axis(ax: Mapping[str, Any]) -> str:
    said = [f"{axis} axis {'labelled' if ax.get(f'{axis}label') else 'without label'}" for axis in "xy"]
    said += [f"logarithmic {axis} axis" for axis in "xy" if ax.get(f"{axis}scale") == "log"]
    for kind in ("lines", "bars"):
        drawn = ax.get(kind)
        if isinstance(drawn, list) and drawn:
            said.append(f"{len(drawn)} {kind if len(drawn) > 1 else kind[:-1]}")
    return ", ".join([*said, "a legend" if ax.get("legend") else "no legend"])


def _key(facts: Facts) -> tuple:
    # Only what is written tells, if nothing else is known: names and strings in it do not count.
    code = Answer("", facts.code).prints.filtered_code if facts.code.strip() and not facts.is_known else ""
    findings = tuple(_NUMBER.sub("#", line) for line in facts.findings)
    numbers = tuple(sorted(_NUMBER.findall(facts.text)))  # another number is another answer
    return facts.tests, findings, figure_facts(facts.printed), numbers, code


def _near(one: str, other: str) -> bool:
    first, second = (_WORD.findall(text.casefold()) for text in (one, other))
    return first == second or SequenceMatcher(None, first, second, autojunk=False).ratio() >= LEAST_ALIKE


def _shared(facts: Facts) -> tuple[str, ...]:
    failed = [f"{sentence}: {outcome.replace('_', ' ')}" for sentence, outcome in facts.tests if outcome != PASSED]
    findings = [line for line in facts.findings if not line.startswith(_PASSED_SIGN)]
    said = [*failed, *findings, *figure_facts(facts.printed)]
    if facts.tests and not failed:
        said.append("no test failed")
    if facts.text:
        said.append("nearly the same text")
    return tuple(said or ["nearly the same code"])
