"""Rules on printed evidence, of every assignment that brings `examples/evidence.py`: each costs, flags or advises alone."""

from __future__ import annotations

from functools import cache

import nbformat
import pytest
from every_assignment import COURSE, examples, text, with_examples

from grader.judging.evidence import Evidence, read_all
from grader.judging.evidence_rules import EvidenceRules

# An assignment without an executed solution is still being made: there is no record yet to change.
WITH_EXAMPLES = [name for name in with_examples("evidence") if COURSE.solutions(name).is_dir()]


@cache
def rules(name):
    return EvidenceRules.load(COURSE.tests(name) / "evidence.py", text(name))


@cache
def solution(name):
    notebook = nbformat.read(COURSE.solutions(name) / f"{name}.ipynb", as_version=4)
    return read_all(notebook, rules(name).cells)


def judged(name, change=lambda data: None):
    """Return what the rules find in what the solution printed, as a quiet GPU measured it, after `change`."""
    data = examples(name, "evidence").quiet({cell: one.data for cell, one in solution(name).items()})
    change(data)
    return rules(name).judge({cell: Evidence(one) for cell, one in data.items()})


def lost(found):
    return {t.name.removeprefix("test_") for v in found.verdicts.values() for t in v.tests if t.outcome != "passed"}


def advised(found, cell):
    return {line[2:].partition(".")[0].replace(" ", "_") for line in found.beside[cell] if line[0] in "✗?"}


def each(kind):
    return [
        pytest.param(name, case, id=f"{name}: {case}")
        for name in WITH_EXAMPLES
        for case in getattr(examples(name, "evidence"), kind)
    ]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_what_the_solution_printed_has_full_points_and_no_flag_on_a_quiet_gpu(name):
    for found in (judged(name), rules(name).judge(solution(name))):
        assert all(verdict.points == verdict.max_points for verdict in found.verdicts.values())
        assert not any(advised(found, cell) for cell in found.beside)
    assert judged(name).flags == []


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_weights_of_rules_are_points(name):
    for cell, points in rules(name).cells.items():
        weights = [rule.weight for rule in rules(name).rules if cell in rule.cells and not rule.is_flag]
        assert cell not in rules(name).scored or sum(weights) == points


@pytest.mark.parametrize(("name", "case"), each("WRONG"))
def test_each_broken_rule_costs_exactly_its_own_points(name, case):
    change, expected = examples(name, "evidence").WRONG[case]
    found = judged(name, change)
    assert lost(found) == expected
    assert all(t.message for v in found.verdicts.values() for t in v.tests if t.outcome == "failed")


@pytest.mark.parametrize(("name", "case"), each("RIGHT"))
def test_what_the_text_allows_costs_nothing(name, case):
    assert lost(judged(name, examples(name, "evidence").RIGHT[case])) == set()


@pytest.mark.parametrize(("name", "case"), each("UNDECIDED"))
def test_too_little_to_judge_is_left_to_a_person(name, case):
    assert None in [
        verdict.points for verdict in judged(name, examples(name, "evidence").UNDECIDED[case]).verdicts.values()
    ]


@pytest.mark.parametrize(("name", "case"), each("FLAGS"))
def test_implausible_numbers_are_flagged_and_cost_nothing(name, case):
    change, words = examples(name, "evidence").FLAGS[case]
    found = judged(name, change)
    assert any(words in flag for flag in found.flags), found.flags
    assert all(verdict.points == verdict.max_points for verdict in found.verdicts.values())


@pytest.mark.parametrize(("name", "case"), each("ADVICE"))
def test_a_plot_gets_advice_for_the_ta_and_no_points(name, case):
    cell, change, expected = examples(name, "evidence").ADVICE[case]
    found = judged(name, change)
    assert advised(found, cell) == expected
    assert cell not in found.verdicts


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_every_rule_has_an_example(name):
    known = examples(name, "evidence")
    shown = {f"test_{rule}" for _, found in known.WRONG.values() for rule in found}
    shown |= {f"test_{rule}" for _, _, found in known.ADVICE.values() for rule in found} | set(known.FLAGS)
    assert {rule.function.__name__ for rule in rules(name).rules} == shown


ODD = [None, True, -1, 10**17, "nan", "x" * 300, [], {}, [[[]]], [None], {"a": []}]


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_no_value_breaks_a_rule(name):
    def set_to(cell, path, odd):
        def change(data):
            at = data[cell]
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = odd

        return change

    for cell, one in solution(name).items():
        for number, path in enumerate(_places(one.data)):
            for odd in ODD if len(path) < 3 else ODD[number % len(ODD) :][:2]:
                found = judged(name, set_to(cell, path, odd))
                assert not any("broke" in line for lines in found.beside.values() for line in lines), (cell, path, odd)


def _places(value, path=()):
    """Yield the paths to all values, of long lists to the first two only."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else list(enumerate(value))[:2] if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))
