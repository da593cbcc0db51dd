"""Rules on what the plot and the records printed: `test_…` on a record costs points, on the plot it only advises;
`flag_…` goes to the TA. The text allows more keys than asked for, more repeats, and records without a GPU (all energies 0).

The weights are points, in the groups of the rubrics. A key that is spelt in another way costs the first rule only.
"""

from __future__ import annotations

import itertools
from statistics import mean

from shared.measurements import (
    equals,
    flag_energy_does_not_fit_the_machine,
    flag_energy_is_time_times_a_constant,
    flag_no_gpu,
    flag_power_differs_much_between_runs,
    flag_power_is_outside_what_the_gpu_can_do,
    flag_simulated,
    items_in,
    listed,
    name_of,
    no_number,
    number_in,
    panels_of,
    rows_of,
    same_in,
    test_energies_are_numbers_from_0_up,
    test_the_axes_are_labelled,
    test_times_are_greater_than_0,
    values_of,
)

from grader.judging.evidence_rules import Undecided, of
from grader.testing import fixture, weight

REPEATS = 3
ROOMS, SPLITS = ("varying", "one_room"), ("clip", "recording")
# What the text gives: number of weights and, for costs, of steps.
COSTS = {
    "dense": (10_240_194, 0),
    "rnn_by_hand": (22, 10_000),
    "rnn": (23, 10_000),
    "gru": (61, 10_000),
    "gru_on_frames": (12_930, 100),
}
ALBUM = {"bands": 98, "dense": 10_240_194, "rnn": 4354, "gru": 12_930}
CLIPS = 32
KEYS = {
    "cost_runs": ("model", "repeat", "parameters", "steps", "clips", "total_energy", "train_time"),
    "album_runs": (
        "model",
        "rooms",
        "split",
        "repeat",
        "parameters",
        "train_accuracy",
        "test_accuracy",
        "low",
        "high",
        "total_energy",
        "train_time",
    ),
}
OTHER_NAMES = {
    "model": ("kind", "network", "name"),
    "rooms": ("set", "room"),
    "split": ("split_by", "how"),
    "repeat": ("seed", "run"),
    "parameters": ("params", "n_parameters", "weights"),
    "steps": ("n_steps", "step"),
    "clips": ("n_clips", "clip"),
    "train_accuracy": ("train_acc",),
    "test_accuracy": ("test_acc", "accuracy"),
    "low": ("lower", "interval_low"),
    "high": ("upper", "interval_high"),
    "total_energy": ("energy", "energy_j"),
    "train_time": ("time", "time_s"),
}

of_costs, of_album, of_both = of("cost_runs"), of("album_runs"), of("cost_runs", "album_runs")

for rule in (
    weight(0.25)(test_energies_are_numbers_from_0_up),
    weight(0.25)(test_times_are_greater_than_0),
    flag_simulated,
    flag_no_gpu,
    flag_energy_does_not_fit_the_machine,
    flag_power_is_outside_what_the_gpu_can_do,
    flag_energy_is_time_times_a_constant,
):
    of_both(rule)
of_album(flag_power_differs_much_between_runs)
of("plot_album")(test_the_axes_are_labelled)


# --- what the rules look at --------------------------------------------------------------------------------


@fixture
def rows(record):
    return rows_of(record)


@fixture
def runs(cell, rows):
    """The rows as dicts with the keys of their record as far as they are there."""
    dicts = [row for row in rows if isinstance(row, dict)]
    assert dicts, "The record holds no dict: append one dict with the keys of the table per run."
    keys = KEYS[cell]
    names = {key: name_of(key, dicts, keys, OTHER_NAMES) for key in keys}
    runs = [{key: row[name] for key, name in names.items() if name in row} | {"row": row} for row in dicts]
    for run, key in itertools.product(runs, ("model", "rooms", "split")):
        if key in run and not isinstance(run[key], str):
            run[key] = repr(run[key])[:30]
    # Rules on values would find nothing wrong in a few good runs: how much these are worth, a person says.
    if len(runs) < 4:
        raise Undecided(f"it holds {len(runs)} runs.")
    return runs


@fixture
def panels(record):
    return panels_of(record)


# --- both records ------------------------------------------------------------------------------------------


@weight(1)
@of_both
def test_each_run_is_a_dict_with_all_keys(cell, rows):
    for index, row in enumerate(rows, start=1):
        assert isinstance(row, dict), f"Run {index} is no dict."
        missing = [key for key in KEYS[cell] if key not in row]
        assert not missing, f"Run {index} lacks {listed(missing)}. Spell the keys as in the table of the task."


# --- costs -------------------------------------------------------------------------------------------------


@weight(0.75)
@of_costs
def test_each_network_is_measured_three_times(runs):
    values_of(runs, "model")
    few = [kind for kind in COSTS if len(_of_kind(runs, kind)) < REPEATS]
    assert not few, f"There are fewer than {REPEATS} runs of {listed(few)}."


@weight(0.25)
@of_costs
def test_the_networks_are_in_the_order_of_the_text(runs):
    order = list(COSTS)
    kinds = [kind for _, kind in values_of(runs, "model") if kind in COSTS]
    assert kinds == sorted(kinds, key=order.index), f"Order the runs by their network: {listed(order)}."


@weight(1)
@of_costs
def test_weights_steps_and_clips_are_those_of_the_networks(runs):
    for kind, (weights, steps) in COSTS.items():
        for run in _of_kind(runs, kind):
            # A key that is missing has a rule of its own.
            assert equals(run.get("parameters", weights), weights), (
                f"`parameters` of {kind} should be the number of its weights: `count_weights` of *this* network."
            )
            found = number_in(run.get("steps", steps))
            assert found is not None and abs(found - steps) < 0.5, (
                f"`steps` of {kind} is not what `make_cost_model` says."
            )
            assert equals(run.get("clips", CLIPS), CLIPS), f"`clips` should be {CLIPS} in each run."


@weight(0.5)
@of_costs
def test_each_cost_is_measured_and_appended_on_its_own(record, runs):
    values_of(runs, "train_time")
    _own_dicts(record, runs)
    _own_measurements(runs, ("train_time",))


@of_costs
def flag_ten_thousand_steps_cost_nothing(runs):
    long, short = ([_seconds(run) for run in _of_kind(runs, kind)] for kind in ("gru", "gru_on_frames"))
    long, short = ([one for one in times if one] for times in (long, short))
    if long and short and mean(long) < 2 * mean(short):
        return (
            f"10 000 steps took {mean(long):.3g} s and 100 steps {mean(short):.3g} s: was the right network measured?"
        )
    return None


# --- four experiments --------------------------------------------------------------------------------------


@weight(1.5)
@of_album
def test_each_method_is_in_each_experiment_three_times(runs):
    for key in ("model", "rooms", "split"):
        values_of(runs, key)
    for kind, rooms, split in itertools.product(ALBUM, ROOMS, SPLITS):
        found = [run for run in _of_kind(runs, kind) if (run.get("rooms"), run.get("split")) == (rooms, split)]
        assert len(found) >= REPEATS, f"There are fewer than {REPEATS} runs of {kind}, {rooms}, split by {split}."


@weight(0.5)
@of_album
def test_accuracies_are_between_0_and_1(runs):
    for key in ("train_accuracy", "test_accuracy"):
        for index, value in values_of(runs, key):
            accuracy = number_in(value)
            assert accuracy is not None, f"Run {index}: `{key}` {no_number(value)}."
            hint = " It looks like a percentage." if 1 < accuracy <= 100 else ""
            assert 0 <= accuracy <= 1, f"Run {index}: `{key}` is not between 0 and 1.{hint}"


@weight(0.5)
@of_album
def test_each_interval_goes_from_low_to_high(runs):
    for key in ("low", "high"):
        for index, value in values_of(runs, key):
            end = number_in(value)
            assert end is not None and 0 <= end <= 1, f"Run {index}: `{key}` is not a number between 0 and 1."
    for index, run in enumerate(runs, start=1):
        low, high = number_in(run.get("low", 0)), number_in(run.get("high", 1))
        assert low is None or high is None or low <= high, f"Run {index}: `low` is larger than `high`."


@weight(0.75)
@of_album
def test_the_numbers_of_weights_are_those_of_the_methods(runs):
    values_of(runs, "parameters")
    for kind, weights in ALBUM.items():
        for run in _of_kind(runs, kind):
            assert equals(run.get("parameters", weights), weights), (
                f"`parameters` of {kind} should be the number of its weights: `count_weights` of *this* network."
            )


@weight(0.25)
@of_album
def test_each_run_is_measured_and_appended_on_its_own(record, runs):
    values_of(runs, "train_time")
    _own_dicts(record, runs)
    _own_measurements(runs, ("train_time", "train_accuracy", "test_accuracy"))


@of_album
def flag_repeats_are_alike(runs):
    notes = []
    for kind, rooms, split in itertools.product(ALBUM, ROOMS, SPLITS):
        found = [
            number_in(run.get("test_accuracy"))
            for run in _of_kind(runs, kind)
            if (run.get("rooms"), run.get("split")) == (rooms, split)
        ]
        if len(found) >= REPEATS and None not in found and len(set(found)) == 1:
            notes.append(
                f"all repeats of {kind}, {rooms}, {split} end with the same accuracy: the same split each time?"
            )
    return notes


@of_album
def flag_test_and_training_accuracy_are_equal(runs):
    pairs = [tuple(number_in(run.get(key)) for key in ("train_accuracy", "test_accuracy")) for run in runs]
    if len(pairs) >= 4 and all(one is not None and one == other for one, other in pairs):
        return "test and training accuracy are equal in every run: was one stored as the other?"
    return None


@of_album
def flag_an_accuracy_lies_outside_its_interval(runs):
    ends = [tuple(number_in(run.get(key)) for key in ("low", "test_accuracy", "high")) for run in runs]
    outside = [n for n, (low, at, high) in enumerate(ends, 1) if None not in (low, at, high) and not low <= at <= high]
    return f"the accuracy of run {outside[0]} lies outside its interval." if outside else None


# --- the plot: advice --------------------------------------------------------------------------------------


@of("plot_album")
def test_each_method_has_dots_with_error_bars(panels):
    found = sum(int(number_in(ax.get("errorbars")) or 0) for ax in panels)
    assert found >= 4, f"Dots with error bars for four methods were asked for; {found} were drawn."


@of("plot_album")
def test_a_line_marks_guessing(panels):
    flat = [
        line
        for ax in panels
        for line in items_in(ax, "lines")
        if {number_in(y) for y in items_in(line, "y")} == {0.5} and len(items_in(line, "y")) == 2
    ]
    assert flat, "There is no line at 0.5."


@of("plot_album")
def test_a_legend_says_which_method_is_which(record, panels):
    entries = max([len(items_in(ax, "legend")) for ax in panels] + [len(items_in(record, "legend"))])
    assert entries >= 4, f"The legend has {entries} entries for four methods."


# --- helpers -----------------------------------------------------------------------------------------------


def _of_kind(runs, kind):
    return [run for run in runs if run.get("model") == kind]


def _seconds(run):
    seconds = number_in(run.get("train_time"))
    return seconds if seconds and seconds > 0 else None


def _own_dicts(record, runs):
    different = record.get("different_rows")
    assert not isinstance(different, int) or different >= len(runs), (
        "Rows of the list are one and the same dict, appended again: make a new dict for each run."
    )


def _own_measurements(runs, keys):
    for index, run in enumerate(runs):
        for before, other in enumerate(runs[:index], start=1):
            assert not all(same_in(run, other, key) for key in keys), (
                f"Runs {before} and {index + 1} hold the same measurement to the last digit: measure anew for each run."
            )
