"""Rules on what plots and the two records printed: `test_…` on a record costs points, on a plot it only advises; `flag_…`
goes to the TA. The text allows more keys, more repeats, and records without a GPU (all energies 0).

The weights are points, in the groups of the rubrics: keys; settings and their order; F1 and epochs; times and energies.
A key that is spelt in another way costs the first rule only.
"""

from __future__ import annotations

from statistics import mean

from shared.measurements import (
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

# What each record compares, by the key that names it.
COMPARED = {
    "ablation": ("setting", ("base", "row split", "stereo", "leaky", "double width", "zero crossings")),
    "networks": ("model", ("cnn", "cnn_gru", "coatnet")),
}
REPEATS, MOST_EPOCHS = 2, 25
SCORES = ("val_f1", "micro_f1", "macro_f1")
COMMON = ("repeat", "parameters", "epochs", "val_f1", "threshold", "micro_f1", "macro_f1", "total_energy", "train_time")
KEYS = {name: (key, *COMMON) for name, (key, _) in COMPARED.items()}
OTHER_NAMES = {
    "setting": ("name", "variant"),
    "model": ("kind", "network", "name"),
    "repeat": ("seed", "run"),
    "parameters": ("params", "n_parameters", "weights"),
    "epochs": ("epoch", "n_epochs", "num_epochs"),
    "val_f1": ("validation_f1",),
    "threshold": ("t",),
    "micro_f1": ("f1_micro", "test_f1"),
    "macro_f1": ("f1_macro",),
    "total_energy": ("energy", "energy_j"),
    "train_time": ("time", "time_s"),
}

records = of("ablation", "networks")

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
    records(rule)
of("plot_ablation", "plot_front")(test_the_axes_are_labelled)


# --- what the rules look at --------------------------------------------------------------------------------


@fixture
def rows(record):
    return rows_of(record)


@fixture
def runs(rows, cell):
    """The rows as dicts with the keys of the text as far as they are there; `what` is the setting or the model."""
    dicts = [row for row in rows if isinstance(row, dict)]
    assert dicts, "The record holds no dict: append one dict with the keys of the text per run."
    names = {key: name_of(key, dicts, KEYS[cell], OTHER_NAMES) for key in KEYS[cell]}
    runs = [{key: row[name] for key, name in names.items() if name in row} | {"row": row} for row in dicts]
    key, wanted = COMPARED[cell]
    for run in runs:
        run["what"] = str(run.get(key, ""))[:40]
    # Rules on values would find nothing wrong in a few good runs: how much these are worth, a person says.
    if len(runs) < len(wanted):
        raise Undecided(f"it holds {len(runs)} of at least {len(wanted) * REPEATS} runs.")
    return runs


@fixture
def panels(record):
    axes = [ax for ax in items_in(record, "axes") if isinstance(ax, dict)]
    drawn = [ax for ax in axes if items_in(ax, "lines") or items_in(ax, "bars") or ax.get("scatter")]
    assert drawn, "The figure is empty: nothing was drawn before the last line of the cell."
    return drawn


# --- the records: structure --------------------------------------------------------------------------------


@weight(1)
@records
def test_each_run_is_a_dict_with_the_keys_of_the_text(rows, cell):
    for index, row in enumerate(rows, start=1):
        assert isinstance(row, dict), f"Run {index} is no dict."
        missing = [key for key in KEYS[cell] if key not in row]
        assert not missing, f"Run {index} lacks {listed(missing)}. Spell the keys as in the table of the task."


@weight(0.75)
@records
def test_each_setting_is_trained_twice(runs, cell):
    key, wanted = COMPARED[cell]
    values_of(runs, key)
    few = [name for name in wanted if len(_of(runs, name)) < REPEATS]
    assert not few, f"There are fewer than {REPEATS} runs of {listed(few)}."


@weight(0.25)
@records
def test_the_runs_are_in_the_order_of_the_text(runs, cell):
    key, wanted = COMPARED[cell]
    values_of(runs, key)
    found = [run["what"] for run in runs if run["what"] in wanted]
    assert found == sorted(found, key=wanted.index), f"Order the runs as the text does: {listed(wanted)}."
    for name in wanted:
        known = [n for run in _of(runs, name) if (n := number_in(run.get("repeat"))) is not None]
        assert known == sorted(known), f"Order the runs of {name} by their repeat."


@weight(0.75)
@records
def test_f1_values_are_between_0_and_1(runs):
    for key in SCORES:
        for index, value in values_of(runs, key):
            score = number_in(value)
            assert score is not None, f"Run {index}: `{key}` {no_number(value)}."
            hint = " It looks like a percentage." if 1 < score <= 100 else ""
            assert 0 <= score <= 1, f"Run {index}: `{key}` is not between 0 and 1.{hint}"


@weight(0.25)
@records
def test_each_run_has_between_1_and_25_epochs(runs):
    for index, value in values_of(runs, "epochs"):
        epochs = number_in(value)
        assert epochs is not None and epochs.is_integer() and 1 <= epochs <= MOST_EPOCHS, (
            f"Run {index}: `epochs` should be a whole number from 1 to {MOST_EPOCHS}."
        )


@weight(0.5)
@records
def test_each_run_is_measured_and_appended_on_its_own(record, runs):
    values_of(runs, "train_time")
    different = record.get("different_rows")
    assert not isinstance(different, int) or different >= len(runs), (
        "Rows of the list are one and the same dict, appended again: make a new dict for each run."
    )
    for index, run in enumerate(runs):
        for before, other in enumerate(runs[:index], start=1):
            same = all(same_in(run, other, key) for key in (*SCORES, "train_time"))
            assert not same, (
                f"Runs {before} and {index + 1} hold the same measurement to the last digit: train and measure anew "
                "for each run."
            )


# --- the records: what a TA should know --------------------------------------------------------------------


@records
def flag_repeats_are_alike(runs, cell):
    alike = []
    for name in COMPARED[cell][1]:
        found = [tuple(number_in(run.get(key)) for key in SCORES) for run in _of(runs, name)]
        if len(found) >= REPEATS and None not in found[0] and len(set(found)) == 1:
            alike.append(name)
    return f"all repeats of {listed(alike)} end with the same F1: the same seed, or one network?" if alike else None


@records
def flag_validation_and_test_are_equal(runs):
    pairs = [(number_in(run.get("val_f1")), number_in(run.get("micro_f1"))) for run in runs]
    if len(pairs) >= 3 and all(one is not None and one == other for one, other in pairs):
        return "test and validation F1 are equal in every run: was one stored as the other?"
    return None


@of("ablation")
def flag_the_row_split_does_not_look_better(runs):
    song, row = (
        [n for run in _of(runs, name) if (n := number_in(run.get("val_f1"))) is not None]
        for name in ("base", "row split")
    )
    if song and row and mean(row) < mean(song):
        return (
            f"the row split has a smaller F1 on its validation clips ({mean(row):.3f}) than the song split "
            f"({mean(song):.3f}): unusual where songs have several cuts."
        )
    return None


@records
def flag_other_settings(runs, cell):
    others = sorted({run["what"] for run in runs} - set(COMPARED[cell][1]))
    return f"there are runs of {listed(others[:5])}." if others else None


# --- plots: advice -----------------------------------------------------------------------------------------


@of("plot_ablation")
def test_there_are_two_panels(panels):
    assert len(panels) == 2, f"Two panels were asked for, test and validation; {len(panels)} were drawn."


@of("plot_ablation")
def test_there_are_intervals(panels):
    bars = sum(number_in(ax.get("errorbars")) or 0 for ax in panels)
    assert bars >= 1, "No error bar was drawn: an interval over songs was asked for."


@of("plot_front")
def test_the_cost_axis_is_logarithmic(panels):
    assert any(text_in(ax, "xscale") == "log" for ax in panels), (
        "The horizontal axis is linear: a logarithmic one was asked for."
    )


@of("plot_front")
def test_a_legend_names_the_networks(record, panels):
    entries = max([len(items_in(ax, "legend")) for ax in panels] + [len(items_in(record, "legend"))])
    assert entries >= 3, f"The legend has {entries} entries for three networks."


# --- helpers -----------------------------------------------------------------------------------------------


def _of(runs, name):
    return [run for run in runs if run["what"] == name]
