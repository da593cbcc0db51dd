"""The rules of a graded cell: marked in its text, enforced by its hidden tests.

An author marks a rule where it stands, `The mean is over rows. {rule=mean_per_row}`; students do not get the mark. A
hidden test says `@enforces("mean_per_row")`, or its module why no test can. So neither drifts from the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.assignment.author_cells import AuthorCell
from grader.errors import UserError

_MARK = re.compile(r"\s*\{rule=([a-z][a-z0-9_]*)\}")
_LIKE_A_MARK = re.compile(r"\{\s*rules?\b[^}\n]*\}?", re.IGNORECASE)


def take_rules(cells: Sequence[AuthorCell], file: str) -> list[AuthorCell]:
    """Return the cells of an author text without marks of rules; each given text knows those it held.

    Raises UserError for a mark that is misspelt, or stands where students do not read it as a rule.
    """
    return [_taken(cell, file) for cell in cells]


def rules_above(cells: Sequence[AuthorCell], answers: Mapping[str, int], file: str) -> dict[str, tuple[str, ...]]:
    """Return {question: its rules}: those in texts above its answer and below the graded answer before.

    `answers`: {question: place of its answer in `cells`}, in order. Raises UserError for a rule that stands twice, or
    below the last graded answer.
    """
    found, first = {}, 0
    for question, place in answers.items():
        found[question] = tuple(rule for cell in cells[first:place] for rule in cell.rules)
        for rule in found[question]:
            if found[question].count(rule) > 1:
                raise UserError(f"{file}: rule={rule} stands twice above answer={question!r}. Choose another name.")
        first = place
    for rule in (rule for cell in cells[first:] for rule in cell.rules):
        raise UserError(f"{file}: rule={rule} belongs to no graded cell: the rules of a cell stand above its answer.")
    return found


def gaps(rules: Sequence[str], enforced: Mapping[str, Sequence[str]], not_tested: Mapping[str, str]) -> list[str]:
    """Return what is missing between the rules of a question and its hidden tests, a sentence for each gap.

    `enforced`: {test: the rules it names}; `not_tested`: {rule: why no test can see it}.
    """
    found = [] if rules else ["its text marks no rule: write {rule=a_name} behind each"]
    named = {rule for each in enforced.values() for rule in each}
    for rule in rules:
        if rule in named and rule in not_tested:
            found.append(f"NOT_TESTED says why no test can see {rule}, but one enforces it")
        elif rule not in named and rule not in not_tested:
            found.append(f"no test enforces {rule}: write one, or why none can, into NOT_TESTED")
    for test, each in enforced.items():
        if not each:
            found.append(f"{test} enforces no rule: name it with @enforces, or write the rule into the text")
        found += [f"{test} enforces {rule}, which the text does not mark" for rule in each if rule not in rules]
    found += [f"NOT_TESTED names {rule}, which the text does not mark" for rule in not_tested if rule not in rules]
    return found


def _taken(cell: AuthorCell, file: str) -> AuthorCell:
    given_text = cell.kind == "markdown" and cell.role is None
    rules = tuple(_MARK.findall(cell.source)) if given_text else ()
    source = _MARK.sub("", cell.source) if rules else cell.source
    if cell.kind == "markdown" and (left := _LIKE_A_MARK.search(source)):
        where = "should be {rule=like_this}" if given_text else "is for given texts"
        raise UserError(f"{file}, {cell.called}: the mark {left[0]!r} {where}.")
    return replace(cell, source=source, rules=rules)
