"""Points of a verdict: all of them exactly if every test passed, and never all of them if one failed."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from grader.assignment.assignment import Assignment
from grader.assignment.fixtures import call_with
from grader.errors import UserError
from grader.exporters.class_grades import StudentGrade
from grader.judging.audit import _fault
from grader.judging.evidence_rules import EvidenceRules
from grader.judging.verdict import (
    FAILED,
    GRADED,
    NOT_ATTEMPTED,
    PASSED,
    QUARTER,
    REVIEW,
    QuestionVerdict,
    SubmissionVerdict,
    TestVerdict,
    sum_of_points,
)
from grader.reports.history import Version

POINTS = (0.005, 0.01, 0.125, 1 / 3, 1, 2.125, 2.126, 2.675, 5, 7.0625, 15, 100.375)


def verdict_of(points: float, *tests: tuple[float, str], outcome: str = GRADED) -> QuestionVerdict:
    """Return a verdict on tests with these weights and outcomes."""
    listed = tuple(TestVerdict(f"test_{n}", str(n), weight, found) for n, (weight, found) in enumerate(tests))
    return QuestionVerdict("q", points, outcome, listed)


@pytest.mark.parametrize("points", POINTS)
def test_who_passes_every_test_gets_all_points_whatever_their_decimals(points):
    full = verdict_of(points, (0.1, PASSED), (0.2, PASSED), (0.7, PASSED))
    assert full.is_full and full.points == points
    assert SubmissionVerdict({"a": full, "b": full}).points == pytest.approx(2 * points, abs=1e-6)


@pytest.mark.parametrize("points", POINTS)
@pytest.mark.parametrize("weight", [1e-300, 1e-12, 1e-6, 0.004, 0.1])
def test_who_fails_a_test_of_tiny_weight_does_not_get_all_points(points, weight):
    almost = verdict_of(points, (1, PASSED), (weight, FAILED))
    assert not almost.is_full and 0 <= almost.points < points
    assert almost.points % QUARTER == 0


@pytest.mark.parametrize("points", [*POINTS, 8, 20])
@pytest.mark.parametrize("failed", [(0,), (1, 3), (0, 2, 4), (0, 1, 2, 3, 4)])
def test_what_failed_tests_cost_is_in_quarters_and_adds_up_to_what_is_missing(points, failed):
    weights = (1, 1, 2, 0.5, 3)
    verdict = verdict_of(points, *((w, FAILED if n in failed else PASSED) for n, w in enumerate(weights)))
    costs = [cost for cost in verdict.costs if cost is not None]
    assert [n for n, cost in enumerate(verdict.costs) if cost is not None] == list(failed)
    assert sum(costs) == pytest.approx(points - verdict.points, abs=1e-5)
    if points % QUARTER == 0:
        assert all(cost % QUARTER == 0 for cost in costs)
    for n in failed:
        assert verdict.costs[n] == pytest.approx(points * weights[n] / sum(weights), abs=2 * QUARTER)


def test_what_a_person_must_decide_has_no_costs_yet():
    assert verdict_of(5, (1, FAILED), (1, REVIEW), outcome=REVIEW).costs == (None, None)


@pytest.mark.parametrize(("outcome", "points"), [(REVIEW, None), (NOT_ATTEMPTED, 0)])
def test_what_is_not_graded_is_not_full(outcome, points):
    verdict = verdict_of(2.125, (1, outcome), outcome=outcome)
    assert verdict.points == points and not verdict.is_full


def test_of_two_attempts_the_shares_tell_even_where_rounded_points_are_equal():
    less, more = (verdict_of(0.01, *((1, PASSED),) * n, (5 - n, FAILED)) for n in (1, 2))
    assert less.points == more.points == 0 and less.share < more.share


def test_the_audit_looks_at_shares_so_that_small_points_hide_no_excess():
    answer = SimpleNamespace(right=False, share=0.3, hint="")
    assert _fault(answer, verdict_of(0.1, (1, PASSED), (2, FAILED))) == "earns more than 30%"
    assert _fault(answer, verdict_of(0.1, (3, PASSED), (7, FAILED))) == ""


def test_totals_keep_the_decimals_of_full_points():
    points = {"a": 2.125, "b": 0.1, "c": 0.2}
    assert StudentGrade("s", handed_in=True, points=points).total == 2.425
    assert Version("2026-01-01", "", points, points).total == 2.425
    assert sum_of_points([2.125, None], 1 / 3) == 1.79 and sum_of_points([1], 2) == 0


@pytest.mark.parametrize("weight", ["0", "-1", "float('nan')", "float('inf')", "'2'", "True"])
@pytest.mark.parametrize("file", ["count_above", "evidence"])
def test_a_weight_that_is_no_number_above_0_is_refused(course, weight, file):
    path = course.tests("tiny") / f"{file}.py"
    if file == "evidence":
        head = "from grader.judging.evidence_rules import of\nfrom grader.testing import weight\n"
        path.write_text(f"{head}@weight({weight})\n@of('table')\ndef test_it(record): pass\n")
    else:
        path.write_text(path.read_text().replace("weight(2)", f"weight({weight})"))
    with pytest.raises(UserError, match=rf"{file}\.py: the weight of test_it\w* is .*: give a number greater than 0"):
        assignment = Assignment.load(course, "tiny")
        EvidenceRules.load(path, assignment.text)


def test_a_fixture_runs_once_in_a_call_and_only_if_it_is_taken():
    ran = []
    fixtures = {"one": lambda: ran.append("one") or 1, "two": lambda one: 2 * one, "never": lambda: ran.append("never")}
    assert call_with(lambda one, two, given: (one, two, given), {"given": 3}, fixtures) == (1, 2, 3) and ran == ["one"]
