"""Rules on what plots and records printed."""

from grader.judging.evidence_rules import Undecided, of
from grader.testing import fixture, number, weight


@fixture
def runs(record):
    runs = record.get("rows")
    assert isinstance(runs, list) and runs, "The record holds no run."
    if len(runs) < 3:
        raise Undecided("it holds fewer than 3 runs")  # a person decides, and reads why
    return runs


@weight(2)
@of("metrics")
def test_times_are_greater_than_0(runs):
    for run in runs:
        assert (number(run.get("time")) or 0) > 0, "`time` should be greater than 0."


@of("metrics")
def flag_an_energy_that_no_gpu_needs(record, runs):
    return "more than 1500 W." if any((number(run.get("power")) or 0) > 1500 for run in runs) else None


@of("plot_metrics")
def test_the_axis_is_logarithmic(record):
    assert any(ax.get("yscale") == "log" for ax in record.get("axes", [])), "The axis is linear."
