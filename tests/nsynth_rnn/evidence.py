"""Rules on what plots and the record printed: `test_…` on the record costs points, on a plot it only advises; `flag_…`
goes to the TA. The text allows more keys than the nine, more repeats, and records without a GPU (all energies 0). The
release 2026.1 asked for three networks: its records need no `blstm_last`.

The weights are points, in the groups of the rubric: keys; networks and their order; epochs; accuracies; weights; times.
A key that is spelt in another way costs the first rule only.
"""

from __future__ import annotations

import itertools
import re
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
    text_in,
    values_of,
)

from grader.judging.evidence_rules import Undecided, of
from grader.testing import fixture, weight

# What the text gives: each network with its number of weights (10 families, 128 units).
WEIGHTS = {"fc": 2_049_418, "lstm": 413_962, "blstm": 1_090_058, "blstm_last": 1_090_058}
IN_EACH_RELEASE = ("fc", "lstm", "blstm")
REPEATS, EPOCHS, FAMILIES = 3, 20, 10
KEYS = (
    "model",
    "repeat",
    "parameters",
    "epochs",
    "picked_epoch",
    "val_accuracy",
    "test_accuracy",
    "total_energy",
    "train_time",
)
OTHER_NAMES = {
    "model": ("kind", "network", "name"),
    "repeat": ("seed", "run"),
    "parameters": ("params", "n_parameters", "weights"),
    "epochs": ("epoch", "n_epochs", "num_epochs"),
    "picked_epoch": ("best_epoch", "picked"),
    "val_accuracy": ("val_acc", "validation_accuracy"),
    "test_accuracy": ("test_acc", "accuracy"),
    "total_energy": ("energy", "energy_j"),
    "train_time": ("time", "time_s"),
}
ACCURACIES = ("val_accuracy", "test_accuracy")

record_of_runs = of("model_runs")
curves = of("plot_curves")

for rule in (
    weight(0.25)(test_energies_are_numbers_from_0_up),
    weight(0.25)(test_times_are_greater_than_0),
    flag_simulated,
    flag_no_gpu,
    flag_energy_does_not_fit_the_machine,
    flag_power_is_outside_what_the_gpu_can_do,
    flag_power_differs_much_between_runs,
    flag_energy_is_time_times_a_constant,
):
    record_of_runs(rule)
of("plot_curves", "plot_confusion", "plot_extremes")(test_the_axes_are_labelled)


# --- what the rules look at --------------------------------------------------------------------------------


@fixture
def rows(record):
    return rows_of(record)


@fixture
def runs(rows):
    """The rows as dicts with the nine keys as far as they are there."""
    dicts = [row for row in rows if isinstance(row, dict)]
    assert dicts, "The record holds no dict: append one dict with the nine keys per run."
    names = {key: name_of(key, dicts, KEYS, OTHER_NAMES) for key in KEYS}
    runs = [{key: row[name] for key, name in names.items() if name in row} | {"row": row} for row in dicts]
    for run in runs:
        if not isinstance(run.get("model", ""), str):
            run["model"] = repr(run["model"])[:30]
    # Rules on values would find nothing wrong in a few good runs: how much these are worth, a person says.
    if len(runs) < len(IN_EACH_RELEASE):
        raise Undecided(f"it holds {len(runs)} of at least {len(WEIGHTS) * REPEATS} runs.")
    return runs


@fixture
def panels(record):
    return panels_of(record)


# --- the record: structure ---------------------------------------------------------------------------------


@weight(1)
@record_of_runs
def test_each_run_is_a_dict_with_the_nine_keys(rows):
    for index, row in enumerate(rows, start=1):
        assert isinstance(row, dict), f"Run {index} is no dict."
        missing = [key for key in KEYS if key not in row]
        assert not missing, f"Run {index} lacks {listed(missing)}. Spell the keys as in the table of the task."


@weight(1)
@record_of_runs
def test_each_network_is_trained_three_times(record, runs):
    values_of(runs, "model")
    asked = IN_EACH_RELEASE if record.get("release") == "2026.1" else WEIGHTS
    few = [kind for kind in asked if len(_of_kind(runs, kind)) < REPEATS]
    assert not few, f"There are fewer than {REPEATS} runs of {listed(few)}."


@weight(0.25)
@record_of_runs
def test_the_runs_are_in_the_order_of_the_text(runs):
    kinds = [kind for _, kind in values_of(runs, "model") if kind in WEIGHTS]
    order = list(WEIGHTS)
    assert kinds == sorted(kinds, key=order.index), f"Order the runs by their network: {listed(order)}."
    for kind in WEIGHTS:
        repeats = [number_in(run.get("repeat")) for run in _of_kind(runs, kind)]
        known = [repeat for repeat in repeats if repeat is not None]
        assert known == sorted(known), f"Order the runs of {kind} by their repeat."


@weight(0.5)
@record_of_runs
def test_each_run_has_20_epochs(runs):
    for index, value in values_of(runs, "epochs"):
        assert equals(value, EPOCHS), f"Run {index}: each network should be trained for {EPOCHS} epochs."


@weight(0.5)
@record_of_runs
def test_the_picked_epoch_is_counted_from_1(runs):
    for index, value in values_of(runs, "picked_epoch"):
        epoch = number_in(value)
        assert epoch is not None and epoch.is_integer(), f"Run {index}: `picked_epoch` should be a whole number."
        assert epoch != 0, f"Run {index}: `picked_epoch` is 0. Count the epochs from 1 here."
        assert 1 <= epoch <= EPOCHS, f"Run {index}: `picked_epoch` should be from 1 to {EPOCHS}."


@weight(1)
@record_of_runs
def test_accuracies_are_between_0_and_1(runs):
    for key in ACCURACIES:
        for index, value in values_of(runs, key):
            accuracy = number_in(value)
            assert accuracy is not None, f"Run {index}: `{key}` {no_number(value)}."
            hint = " It looks like a percentage." if 1 < accuracy <= 100 else ""
            assert 0 <= accuracy <= 1, f"Run {index}: `{key}` is not between 0 and 1.{hint}"


@weight(1)
@record_of_runs
def test_the_numbers_of_weights_are_those_of_the_networks(runs):
    values_of(runs, "parameters")
    for kind, weights in WEIGHTS.items():
        for run in _of_kind(runs, kind):
            found = run.get("parameters", weights)  # a key that is missing has a rule of its own
            assert equals(found, weights), (
                f"`parameters` of {kind} should be the number of its weights: sum up `numel()` of all parameters of *this* "
                "network."
            )


@weight(0.25)
@record_of_runs
def test_each_run_is_measured_and_appended_on_its_own(record, runs):
    values_of(runs, "train_time")
    different = record.get("different_rows")
    assert not isinstance(different, int) or different >= len(runs), (
        "Rows of the list are one and the same dict, appended again: make a new dict for each run."
    )
    for index, run in enumerate(runs):
        for before, other in enumerate(runs[:index], start=1):
            same = all(same_in(run, other, key) for key in (*ACCURACIES, "picked_epoch", "train_time"))
            assert not same, (
                f"Runs {before} and {index + 1} hold the same measurement to the last digit: train and measure anew "
                "for each run."
            )


# --- the record: what a TA should know ---------------------------------------------------------------------


@record_of_runs
def flag_two_directions_are_not_slower(runs):
    one, two = ([_seconds(run) for run in _of_kind(runs, kind) if _seconds(run)] for kind in ("lstm", "blstm"))
    if one and two and mean(two) < 1.1 * mean(one):
        return (
            f"the BLSTM took {mean(two):.3g} s and the LSTM {mean(one):.3g} s on average, although it has more than twice "
            "the weights: was `bidirectional` handed on?"
        )
    return None


@record_of_runs
def flag_repeats_are_alike(runs):
    notes = []
    for kind in WEIGHTS:
        found = [tuple(number_in(run.get(key)) for key in ACCURACIES) for run in _of_kind(runs, kind)]
        if len(found) >= REPEATS and None not in found[0] and len(set(found)) == 1:
            notes.append(f"all repeats of {kind} end with the same accuracies: the same seed, or one network?")
    return notes


@record_of_runs
def flag_later_repeats_only_get_better(runs):
    better = [
        kind
        for kind in WEIGHTS
        if len(found := [number_in(run.get("val_accuracy")) for run in _of_kind(runs, kind)]) >= REPEATS
        and None not in found
        and all(after > before for before, after in itertools.pairwise(found))
        and all(number_in(run.get("picked_epoch")) == EPOCHS for run in _of_kind(runs, kind)[1:])
    ]
    return f"each repeat of {listed(better)} is better than the one before: one network trained on?" if better else None


@record_of_runs
def flag_test_and_validation_accuracy_are_equal(runs):
    pairs = [tuple(number_in(run.get(key)) for key in ACCURACIES) for run in runs]
    if len(pairs) >= 3 and all(one is not None and one == other for one, other in pairs):
        return "test and validation accuracy are equal in every run: was one stored as the other?"
    return None


@record_of_runs
def flag_other_networks(runs):
    others = sorted({str(run.get("model"))[:30] for run in runs if run.get("model") not in WEIGHTS})
    return f"there are runs of {listed(others[:5])}." if others else None


# --- plots: advice -----------------------------------------------------------------------------------------


@curves
def test_there_are_two_panels(panels):
    assert len(panels) == 2, f"Two panels were asked for, loss and accuracy; {len(panels)} were drawn."


@curves
def test_each_panel_has_four_curves(panels):
    for index, ax in enumerate(panels, start=1):
        found = len(_curves(ax))
        assert found == 4, f"Panel {index}: four curves were asked for, {found} were drawn."


@curves
def test_each_curve_has_one_value_per_epoch(panels):
    lengths = {len(items_in(line, "y")) for ax in panels for line in _curves(ax)}
    assert lengths <= {EPOCHS}, f"{EPOCHS} values per curve were asked for, not {listed(map(str, sorted(lengths)))}."


@curves
def test_a_legend_says_which_curve_is_which(record, panels):
    entries = max([len(items_in(ax, "legend")) for ax in panels] + [len(items_in(record, "legend"))])
    assert entries >= 4, f"The legend has {entries} entries for four curves."


@of("plot_confusion")
def test_recall_is_drawn_for_three_networks_and_ten_families(panels):
    bars = max(len(items_in(ax, "bars")) for ax in panels)
    assert bars >= 3 * FAMILIES, f"{3 * FAMILIES} bars were asked for, {bars} were drawn."


@of("plot_confusion")
def test_recalls_are_fractions(panels):
    heights = [number_in(bar.get("height")) for ax in panels for bar in items_in(ax, "bars")]
    assert all(height is None or 0 <= height <= 1 for height in heights), "A bar is not between 0 and 1."


@of("plot_extremes")
def test_there_are_four_panels(record):
    axes = items_in(record, "axes")
    assert len(axes) == 4, f"Four panels were asked for, {len(axes)} were drawn."


@of("plot_extremes")
def test_titles_name_probabilities(panels):
    for index, ax in enumerate(panels, start=1):
        numbers = [float(text) for text in re.findall(r"(?<![\w.-])\d+\.\d+(?!\w)", text_in(ax, "title"))]
        assert any(0 <= value <= 1 for value in numbers), (
            f"The title of panel {index} names no probability from 0 to 1."
        )


# --- helpers -----------------------------------------------------------------------------------------------


def _of_kind(runs, kind):
    return [run for run in runs if run.get("model") == kind]


def _seconds(run):
    seconds = number_in(run.get("train_time"))
    return seconds if seconds and seconds > 0 else None


def _curves(ax):
    """Return the lines of a panel that are curves: a mark at an epoch has two points at most."""
    return [line for line in items_in(ax, "lines") if len(items_in(line, "y")) > 2]
