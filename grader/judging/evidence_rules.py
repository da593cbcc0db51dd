"""Load an assignment's rules on printed evidence, and run them: what they find, in words.

Rules are written like hidden tests, in `tests/<assignment>/evidence.py`. docs/writing-an-assignment.md says how.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.assignment.author_modules import import_tests, written_functions
from grader.assignment.author_text import AuthorText
from grader.assignment.fixtures import call_with, check_parameters, fixtures_among, weight_of
from grader.errors import UserError
from grader.judging.evidence import Evidence
from grader.judging.told import error_in
from grader.judging.verdict import FAILED, FLAG, GRADED, PASSED, REVIEW, Note, QuestionVerdict, TestVerdict
from grader.plain_text import one_line

MOST_LINES = 20  # of one flag
_GIVEN = ("cell", "record", "others")
_CAN_HAVE_RULES = ("evidence", "plot")


def of(*cells: str) -> Callable[[Callable], Callable]:
    """Say which evidence and plot cells a rule is about."""

    def mark(rule: Callable) -> Callable:
        rule.cells = cells  # type: ignore[attr-defined]  # `_rule` reads it; a Callable declares none
        return rule

    return mark


class Undecided(Exception):
    """A rule or fixture leaves the cell to a person; the text is the reason, for the TA."""


@dataclass(frozen=True)
class Rule:
    """One function of the rules: a `test_…` asserts, a `flag_…` returns what a TA should know, or None."""

    sentence: str
    function: Callable
    weight: float
    cells: tuple[str, ...]
    is_flag: bool


@dataclass
class Findings:
    """What the rules found: verdicts on evidence cells, lines for the TA beside each cell, and flags for the top.

    `broken` is {rule that broke: its error}.
    """

    verdicts: dict[str, QuestionVerdict] = field(default_factory=dict)
    beside: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    broken: dict[str, str] = field(default_factory=dict)

    @property
    def flags(self) -> list[str]:
        """Return the notes as a TA reads them."""
        return [note.shown for note in self.notes]


@dataclass(frozen=True)
class EvidenceRules:
    """The rules of one assignment. `cells` are its evidence and plot cells that have rules: {name: points}."""

    rules: tuple[Rule, ...]
    fixtures: dict[str, Callable]
    cells: dict[str, float]
    scored: frozenset[str]

    @classmethod
    def load(cls, path: Path, text: AuthorText) -> EvidenceRules | None:
        """Import the rules at `path`; None if there is no file. Raises UserError if they break the format."""
        if not path.is_file():
            return None
        own = written_functions(import_tests(path))
        fixtures = fixtures_among(own)
        possible = {cell.known_name: cell for cell in text.cells if cell.role in _CAN_HAVE_RULES}
        rules = tuple(_rule(f, path, possible) for f in own if f.__name__.startswith(("test_", "flag_")))
        if not rules:
            raise UserError(f"{path}: there is no function whose name begins with test_ or flag_.")
        check_parameters(path, (rule.function for rule in rules), _GIVEN, fixtures)
        named = {name for rule in rules for name in rule.cells}
        tested = {name for rule in rules if not rule.is_flag for name in rule.cells}
        scored = frozenset(name for name in tested if possible[name].role == "evidence")
        return cls(rules, fixtures, {n: c.known_points for n, c in possible.items() if n in named}, scored)

    def judge(self, printed: Mapping[str, Evidence]) -> Findings:
        """Return what the rules find in {cell: evidence}. A rule that breaks leaves its cell to a person."""
        found = Findings()
        data = {name: one.data for name, one in printed.items() if one.data is not None}
        for cell, points in self.cells.items():
            own = [rule for rule in self.rules if cell in rule.cells]
            evidence = printed.get(cell) or Evidence(None, "the cell is missing")
            if evidence.data is None:
                reason = f"no record was read: {evidence.problem}"
                found.beside[cell] = [f"? {reason[0].upper()}{reason[1:]}. A person decides."]
                if cell in self.scored:
                    found.verdicts[cell] = QuestionVerdict(cell, points, REVIEW, (), (reason,))
                    found.notes.append(Note(FLAG, f"{reason}.", cell))
                continue
            unclear: list[str] = []
            broken: dict[str, str] = {}
            tests = tuple(self._test(rule, cell, data, unclear, broken) for rule in own if not rule.is_flag)
            lines = [test.shown for test in tests]
            if cell in self.scored:
                outcome = REVIEW if unclear else GRADED
                found.verdicts[cell] = QuestionVerdict(cell, points, outcome, tests, tuple(unclear))
            flags = [note for rule in own if rule.is_flag for note in self._flag(rule, cell, data, broken)]
            found.broken |= {f"{cell}: {name}": error for name, error in broken.items()}
            flags = list(dict.fromkeys([*unclear, *flags]))
            found.beside[cell] = [*(f"! {note}" for note in flags), *lines]
            found.notes += [Note(FLAG, note, cell) for note in flags]
        return found

    def _test(
        self, rule: Rule, cell: str, data: dict[str, dict], unclear: list[str], broken: dict[str, str]
    ) -> TestVerdict:
        outcome, message = PASSED, ""
        try:
            self._run(rule, cell, data)
        except AssertionError as error:
            outcome, message = FAILED, str(error) or rule.sentence
        except Exception as error:
            outcome, message = REVIEW, "A person looks at this part."
            reason = str(error) if isinstance(error, Undecided) else _broken(rule, error, broken)
            unclear += [] if one_line(reason) in unclear else [one_line(reason)]
        return TestVerdict(rule.function.__name__, rule.sentence, rule.weight, outcome, one_line(message))

    def _flag(self, rule: Rule, cell: str, data: dict[str, dict], broken: dict[str, str]) -> list[str]:
        try:
            notes = self._run(rule, cell, data)
            notes = [notes] if isinstance(notes, str) else list(notes or ())
        except (AssertionError, Undecided):
            return []  # a fixture found nothing to look at, as the tests that take it say
        except Exception as error:
            notes = [_broken(rule, error, broken)]
        return [one_line(note) for note in notes[:MOST_LINES] if note]

    def _run(self, rule: Rule, cell: str, data: dict[str, dict]) -> Any:
        others = {name: printed for name, printed in data.items() if name != cell}
        return call_with(rule.function, {"cell": cell, "record": data[cell], "others": others}, self.fixtures)


def _rule(function: Callable, path: Path, possible: Mapping[str, Any]) -> Rule:
    name, cells = function.__name__, getattr(function, "cells", ())
    if not cells:
        raise UserError(f"{path}: say with @of(...) which cells {name} is about.")
    for cell in cells:
        if cell not in possible:
            raise UserError(f"{path}: {name} is about {cell!r}, which is no evidence or plot cell of the text.")
    sentence = name.partition("_")[2].replace("_", " ")
    return Rule(sentence, function, weight_of(path, function), cells, name.startswith("flag_"))


def _broken(rule: Rule, error: Exception, broken: dict[str, str]) -> str:
    """Note in `broken` that the rule has a mistake; return what a TA should know of it."""
    name = rule.function.__name__
    broken[name] = error_in(rule.function, error)
    return f"the rule “{rule.sentence}” broke: {broken[name]}"
