"""Rules on what plots and records printed: `test_…` on a record costs points, on a plot it only advises; `flag_…`
goes to the TA. The text allows more keys than the seven, repeats, and records without a GPU (all energies 0).

The weights are points, in the five groups of the rubrics: keys; settings; epochs; accuracies; times.
A key that is spelt in another way costs the first rule only.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from statistics import mean

from shared.measurements import (
    equals,
    flag_energy_does_not_fit_the_machine,
    flag_energy_is_time_times_a_constant,
    flag_no_gpu,
    flag_power_differs_much_between_runs,
    flag_power_is_outside_what_the_gpu_can_do,
    flag_simulated,
    heights_of,
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

KEYS = ("batch_size", "learning_rate", "epochs", "test_accuracy", "test_loss", "total_energy", "train_time")
OTHER_NAMES = {
    "batch_size": ("bs", "batch", "size"),
    "learning_rate": ("lr", "rate"),
    "epochs": ("epoch", "n_epochs", "num_epochs"),
    "test_accuracy": ("accuracy", "acc", "test_acc"),
    "test_loss": ("loss",),
    "total_energy": ("energy", "energy_j", "eta"),
    "train_time": ("time", "time_s", "tta"),
}
PATIENCE, MAX_EPOCHS = 3, 100
NOT_A_NUMBER = ("nan", "inf", "-inf", "NaN", "Infinity", "-Infinity")


@dataclass(frozen=True)
class Sweep:
    """What the text asks of a record."""

    key: str
    settings: tuple[float, ...]
    constant: str
    value: float


RECORDS = {
    "metrics_vs_lr": Sweep("learning_rate", (1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0), "batch_size", 128),
    "metrics_vs_bs": Sweep("batch_size", (32, 128, 512, 2048), "learning_rate", 0.001),
}
BARS = {"plot_tta_learning_rate": "metrics_vs_lr", "plot_tta_batch_size": "metrics_vs_bs"}
LINES = {"plot_training": 2, "plot_learning_rates": 4}

records = of(*RECORDS)
bar_charts = of(*BARS)
line_plots = of(*LINES)

for rule in (
    test_energies_are_numbers_from_0_up,
    test_times_are_greater_than_0,
    flag_simulated,
    flag_no_gpu,
    flag_energy_does_not_fit_the_machine,
    flag_power_is_outside_what_the_gpu_can_do,
    flag_power_differs_much_between_runs,
    flag_energy_is_time_times_a_constant,
):
    records(rule)
of(*LINES, *BARS)(test_the_axes_are_labelled)


# --- what the rules look at --------------------------------------------------------------------------------


@fixture
def sweep(cell):
    return RECORDS[cell]


@fixture
def rows(record):
    return rows_of(record)


@fixture
def runs(rows, sweep):
    """The rows as dicts with the seven keys as far as they are there."""
    dicts = [row for row in rows if isinstance(row, dict)]
    assert dicts, "The record holds no dict: append one dict with the seven keys per run."
    names = {key: name_of(key, dicts, KEYS, OTHER_NAMES) for key in KEYS}
    runs = [{key: row[name] for key, name in names.items() if name in row} | {"row": row} for row in dicts]
    # Rules on values would find nothing wrong in a few good runs: how much these are worth, a person says.
    if len(runs) * 2 < len(sweep.settings):
        raise Undecided(f"it holds {len(runs)} of at least {len(sweep.settings)} runs.")
    return runs


@fixture
def panels(record):
    return panels_of(record)


# --- records: structure ------------------------------------------------------------------------------------


@weight(1)
@records
def test_each_run_is_a_dict_with_the_seven_keys(rows):
    for index, row in enumerate(rows, start=1):
        assert isinstance(row, dict), f"Run {index} is no dict."
        missing = [key for key in KEYS if key not in row]
        assert not missing, f"Run {index} lacks {listed(missing)}. Spell the keys as in the table of the task."


@weight(0.5)
@records
def test_every_setting_of_the_text_is_there(runs, sweep):
    for index, run in enumerate(runs, start=1):
        text = run.get(sweep.key)
        assert not isinstance(text, str), f"Run {index}: `{sweep.key}` {no_number(text)}."
    missing = [s for s in sweep.settings if not any(equals(run.get(sweep.key), s) for run in runs)]
    assert not missing, f"There is no run with {sweep.key} {listed(f'{s:g}' for s in missing)}."


@weight(0.25)
@records
def test_the_runs_are_in_order(runs, sweep):
    values_of(runs, sweep.key)
    at = [(number_in(run.get(sweep.key)), number_in(run["row"].get("repeat"))) for run in runs]
    for (setting, repeat), (following, again) in itertools.pairwise(at):
        if setting is None or following is None:
            continue
        assert setting <= following, f"Order the runs by {sweep.key}, the smallest first."
        if setting == following and repeat is not None and again is not None:
            assert repeat <= again, f"Order the runs of one {sweep.key} by their repeat."


@weight(0.25)
@records
def test_the_other_setting_stays_the_same(runs, sweep):
    for index, value in values_of(runs, sweep.constant):
        assert equals(value, sweep.value), f"Run {index}: {sweep.constant} should be {sweep.value:g} in every run."


@weight(0.5)
@records
def test_epochs_are_whole_numbers_from_3_to_100(runs):
    for index, value in values_of(runs, "epochs"):
        epochs = number_in(value)
        assert epochs is not None and epochs.is_integer(), f"Run {index}: `epochs` should be a whole number."
        assert epochs >= PATIENCE, f"Run {index}: with a patience of {PATIENCE} it cannot stop that early."
        assert epochs <= MAX_EPOCHS, f"Run {index}: it trained for more than {MAX_EPOCHS} epochs."


@weight(0.5)
@records
def test_each_run_trains_a_network_of_its_own(runs, sweep):
    values_of(runs, "test_accuracy")
    for index, (one, other) in enumerate(itertools.pairwise(runs), start=2):
        same = all(same_in(one, other, key) for key in ("test_accuracy", "test_loss"))
        # The same time as well is another mistake, and equal settings may well give equal results.
        if same and not same_in(one, other, "train_time") and not same_in(one, other, sweep.key):
            raise AssertionError(
                f"Run {index} ends with the same test accuracy and loss as the run before it: make a new network "
                "and a new optimizer for each run, and hand these to `train_to_accuracy`."
            )


@weight(0.5)
@records
def test_accuracies_are_between_0_and_1(runs):
    for index, value in values_of(runs, "test_accuracy"):
        accuracy = number_in(value)
        assert accuracy is not None, f"Run {index}: `test_accuracy` {no_number(value)}."
        hint = " It looks like a percentage." if 1 < accuracy <= 100 else ""
        assert 0 <= accuracy <= 1, f"Run {index}: `test_accuracy` is not between 0 and 1.{hint}"


@weight(0.25)
@records
def test_losses_are_numbers_from_0_up(runs):
    for index, value in values_of(runs, "test_loss"):
        loss = number_in(value)
        # Training with a rate that is far too large may end at nan: that is a result.
        fits = value in NOT_A_NUMBER if isinstance(value, str) else loss is not None and loss >= 0
        assert fits, f"Run {index}: `test_loss` is no cross-entropy, which is a number and never negative."
    for index, run in enumerate(runs, start=1):
        accuracy, loss = number_in(run.get("test_accuracy")), number_in(run.get("test_loss"))
        if accuracy is None or loss is None or not 0 <= accuracy <= 1:
            continue
        # A row that is wrong has at most probability 1/2 for its class: a loss of log 2 at least. (The plain mean over
        # batches may differ a little from that over rows.)
        assert loss >= 0.9 * (1 - accuracy) * math.log(2) - 0.01, (
            f"Run {index}: no cross-entropy is as small as {loss:.3g} where {1 - accuracy:.0%} of the rows are wrong. Is it "
            "another loss, or that of other data?"
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
            same = all(same_in(run, other, key) for key in ("epochs", "test_accuracy", "test_loss", "train_time"))
            assert not same, (
                f"Runs {before} and {index + 1} hold the same measurement to the last digit: train and measure anew "
                "for each run."
            )


# --- records: what a TA should know ------------------------------------------------------------------------


@records
def flag_an_epoch_takes_very_different_times(cell, runs):
    epochs = [seconds for _, seconds in _seconds_per_epoch(runs)]
    if cell == "metrics_vs_lr" and len(epochs) >= 2 and max(epochs) > 3 * min(epochs):
        return (
            f"an epoch takes {min(epochs):.3g} to {max(epochs):.3g} s, although the batch size is the same: a window "
            "around other work too, or a busy machine."
        )
    return None


@records
def flag_small_batches_are_not_slower(cell, runs):
    if cell != "metrics_vs_bs":
        return None
    small, default = (
        [seconds for run, seconds in _seconds_per_epoch(runs) if equals(run.get("batch_size"), size)]
        for size in (32, 128)
    )
    if small and default and mean(small) < 1.15 * mean(default):
        return (
            f"an epoch takes {mean(small):.3g} s with 32 rows per batch and {mean(default):.3g} s with 128: was the "
            "loader of 128 rows used for every size?"
        )
    return None


@records
def flag_later_runs_take_the_fewest_epochs(runs, sweep):
    later = [number_in(run.get("epochs")) for run in runs if not equals(run.get(sweep.key), sweep.settings[0])]
    shortest = sum(epochs == PATIENCE for epochs in later)
    if len(later) >= 3 and 2 * shortest >= len(later):
        return (
            f"{shortest} of {len(later)} runs after the first setting stop after {PATIENCE} epochs, the fewest "
            "possible: one network trained on, or data that are very easy?"
        )
    return None


@records
def flag_the_target_and_the_epochs_disagree(runs):
    notes = []
    for index, run in enumerate(runs, start=1):
        reached, epochs = run["row"].get("reached"), number_in(run.get("epochs"))
        accuracy = number_in(run.get("test_accuracy"))
        if reached is False and epochs is not None and epochs < MAX_EPOCHS:
            notes.append(f"run {index} gave up after {epochs:g} epochs: MAX_EPOCHS was changed?")
        done = reached is not False and epochs is not None and epochs < MAX_EPOCHS
        if done and accuracy is not None and 0 <= accuracy < 0.8:
            notes.append(f"run {index} reached the target, but is right on {accuracy:.0%} of the test rows.")
    return notes


@records
def flag_runs_per_setting(runs, sweep):
    at = [number_in(run.get(sweep.key)) for run in runs]
    others = sorted({value for value in at if value is not None and not any(equals(value, s) for s in sweep.settings)})
    counts = {sum(equals(value, s) for value in at) for s in sweep.settings} - {0}
    notes = [f"there are runs with {sweep.key} {listed(f'{v:g}' for v in others[:5])}."] if others else []
    return notes + (["settings were measured different numbers of times."] if len(counts) > 1 else [])


@records
def flag_outputs_of_different_machines(record, others):
    gpus = {text_in(printed, "gpu") for name, printed in others.items() if name in RECORDS or name in BARS}
    if gpus - {text_in(record, "gpu")}:
        return f"this was printed with GPU {text_in(record, 'gpu')[:60]!r}, another output of a sweep with another one."
    return None


# --- plots: advice -----------------------------------------------------------------------------------------


@line_plots
def test_the_loss_axis_is_logarithmic(panels):
    assert all(text_in(ax, "yscale") in ("log", "symlog") for ax in panels), "The axis of the loss is linear."


@line_plots
def test_it_has_the_lines_that_were_asked_for(cell, panels):
    lines = [line for ax in panels for line in items_in(ax, "lines")]
    assert len(lines) == LINES[cell], f"{LINES[cell]} lines were asked for, {len(lines)} were drawn."


@line_plots
def test_each_line_has_one_value_per_epoch(cell, panels):
    epochs = {"plot_training": 10, "plot_learning_rates": 20}[cell]
    lengths = {len(items_in(line, "y")) for ax in panels for line in items_in(ax, "lines")}
    assert lengths <= {epochs}, f"{epochs} values per line were asked for, not {listed(map(str, sorted(lengths)))}."


@line_plots
def test_a_legend_says_which_line_is_which(cell, record, panels):
    entries = max([len(items_in(ax, "legend")) for ax in panels] + [len(items_in(record, "legend"))])
    assert entries >= LINES[cell], f"The legend has {entries} entries for {LINES[cell]} lines."


@of("plot_learning_rates")
def flag_lines_of_one_network(panels):
    lines = [[number_in(y) for y in items_in(line, "y")] for ax in panels for line in items_in(ax, "lines")]
    lines = [line for line in lines if len(line) > 1 and None not in line]
    if len({tuple(line) for line in lines}) < len(lines):
        return "two lines are the same: the loop variable is not used?"
    goes_on = [after[0] < 1.5 * line[-1] for line, after in itertools.pairwise(lines)]
    if len(goes_on) >= 2 and all(goes_on):
        return "each line starts where the one before has ended: one network trained on and on?"
    return None


@bar_charts
def test_there_are_four_panels(panels):
    charts = sum(bool(_values_drawn(ax)) for ax in panels)
    assert charts == 4, f"Four panels of dots or bars were asked for, {charts} were drawn."


@bar_charts
def test_the_settings_are_categories(panels):
    for index, ax in enumerate(panels, start=1):
        gaps = [right - left for left, right in itertools.pairwise(_places_drawn(ax))]
        assert not gaps or max(gaps) < 1.5 * min(gaps), f"Panel {index}: the settings are not at equal distances."


@bar_charts
def test_time_and_energy_are_on_logarithmic_axes(panels):
    for ax in panels:
        shown = f"{text_in(ax, 'ylabel')} {text_in(ax, 'title')}".lower()
        heights = _values_drawn(ax)
        if any(word in shown for word in ("time", "energy")) and any(heights):
            assert text_in(ax, "yscale") in ("log", "symlog"), f"The axis {shown.strip()[:60]!r} is linear."


@bar_charts
def test_the_accuracy_does_not_start_at_0(panels):
    for ax in panels:
        if "accuracy" in f"{text_in(ax, 'ylabel')} {text_in(ax, 'title')}".lower():
            low = number_in((items_in(ax, "ylim") or [None])[0])
            assert low is None or low > 0, "The axis of the accuracy starts at 0: all values look alike."


@bar_charts
def test_runs_that_missed_the_target_are_told_apart_and_explained(cell, record, others, panels):
    runs = _runs_of(others, cell)
    capped = sum(all((number_in(run.get("epochs")) or 0) >= MAX_EPOCHS for run in group) for group in runs.values())
    if capped:
        bars = [items_in(ax, "bars") for ax in panels]
        hatched = max(sum(bool(bar.get("hatch")) for bar in panel) for panel in bars)
        assert hatched == capped or not any(bars), (
            f"{capped} settings never reached the target, {hatched} bars are hatched."
        )
        explained = items_in(record, "legend") or any(items_in(ax, "legend") for ax in panels)
        assert explained, "No legend says which settings never reached the target."


@bar_charts
def test_repeats_show_their_spread(cell, others, panels):
    repeated = any(len(group) > 1 for group in _runs_of(others, cell).values())
    # A line beside bars may be an error bar drawn by hand; dots are lines themselves.
    spread = any(
        ax.get("errorbars") or ax.get("scatter") or (items_in(ax, "bars") and items_in(ax, "lines")) for ax in panels
    )
    assert spread or not repeated, "Settings were measured several times, but no panel shows how much the runs differ."


@bar_charts
def flag_the_values_are_not_those_of_the_record(cell, others, panels):
    groups = _runs_of(others, cell)
    drawn = [_values_drawn(ax) for ax in panels]
    missing = []
    for key in ("train_time", "total_energy", "test_accuracy", "epochs") if groups else ():
        values = [[number_in(run.get(key)) for run in group] for group in groups.values()]
        if any(None in group for group in values):
            continue
        means = [mean(group) for group in values]
        if not any(all(any(equals(y, middle) for y in shown) for middle in means) for shown in drawn):
            missing.append(key)
    if not missing:
        return None
    return f"no panel shows {listed(missing)} of {BARS[cell]}: the figure is of another run or another quantity."


# --- helpers -----------------------------------------------------------------------------------------------


def _places_drawn(ax):
    """Return where on the x axis bars stand, or dots where there are no bars; exponents if the axis is logarithmic."""
    lines = [line for line in items_in(ax, "lines") if items_in(line, "x") != [0, 1]]  # a line across, as at the target
    found = [bar.get("x") for bar in items_in(ax, "bars")] or [x for line in lines for x in items_in(line, "x")]
    places = {x for place in found if (x := number_in(place)) is not None}
    if text_in(ax, "xscale") == "log":
        places = {round(math.log10(x), 6) for x in places if x > 0}
    return sorted(places)


def _values_drawn(ax):
    """Return the heights of bars, or of dots where there are no bars."""
    heights = [y for line in items_in(ax, "lines") for y in items_in(line, "y")]
    return heights_of(ax) or [y for height in heights if (y := number_in(height)) is not None]


def _seconds_per_epoch(runs):
    pairs = [(run, number_in(run.get("train_time")), number_in(run.get("epochs"))) for run in runs]
    return [(run, seconds / epochs) for run, seconds, epochs in pairs if seconds and epochs and seconds > 0 < epochs]


def _runs_of(others, cell):
    """Return {setting: runs} of the record that a bar chart shows."""
    sweep, record = RECORDS[BARS[cell]], others.get(BARS[cell], {})
    rows = record.get("rows")
    groups = {}
    for row in rows if isinstance(rows, list) else ():
        setting = number_in(row.get(sweep.key)) if isinstance(row, dict) else None
        if setting is not None:
            groups.setdefault(setting, []).append(row)
    return dict(sorted(groups.items()))
