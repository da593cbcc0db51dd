"""Rules on what plots and records printed: `test_…` on a record costs points, on a plot it only advises; `flag_…`
goes to the TA. The text allows more keys than the seven, repeats, and records without a GPU (all energies 0).

The weights are points, in the five groups of the rubrics: keys; settings; epochs; accuracies; times.
A key that is spelt in another way costs the first rule only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from statistics import mean

from grader.judging.evidence_rules import Undecided, of
from grader.testing import fixture, number, weight

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
MOST_RUNS, MOST_KEYS = 500, 50
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

# Least and largest power in W of a card whose name holds the word. Largest: the highest limit of its boards that we
# found, or more where a page names one board only. Outside, a TA is told to look; it costs no points. Read in 2026:
# T4 70 on sysrqmts.com; L4 72 and L40S 350 on aiwiki.ai and grokipedia.com; H100 SXM 700 on runpod.io; H200 NVL 600 on
# onestopsystems.com (its SXM board was not found: as the H100); V100 SXM2 300 on hwupgrade.it (a later SXM3 board takes
# more: 350); A100 400 and A10G 150 in a list on huggingface.co. P100 and K80 were not found. Least: our own low guess
# of a card that is on; a K80 was seen idling at 25 W a GPU (forums.developer.nvidia.com, 173496).
POWER = {
    "T4": (5, 70),
    "L4": (5, 72),
    "L40S": (10, 350),
    "A10": (6, 150),
    "A10G": (6, 150),
    "A100": (20, 400),
    "H100": (25, 700),
    "H200": (25, 700),
    "V100": (12, 350),
    "P100": (12, 350),
    "K80": (12, 350),
}
TICK = 0.1  # s; a counter may be this late at each window (arXiv 2312.02741)

records = of(*RECORDS)
bar_charts = of(*BARS)
line_plots = of(*LINES)


# --- what the rules look at --------------------------------------------------------------------------------


@fixture
def sweep(cell):
    return RECORDS[cell]


@fixture
def rows(record):
    rows = record.get("rows")
    assert isinstance(rows, list) and rows, "The record holds no run: append one dict per run to the list."
    if len(rows) > MOST_RUNS:
        raise Undecided(f"it holds {len(rows)} runs.")
    return rows


@fixture
def runs(rows, sweep):
    """The rows as dicts with the seven keys as far as they are there."""
    dicts = [row for row in rows if isinstance(row, dict)]
    assert dicts, "The record holds no dict: append one dict with the seven keys per run."
    names = {key: _name_of(key, dicts) for key in KEYS}
    runs = [{key: row[name] for key, name in names.items() if name in row} | {"row": row} for row in dicts]
    # Rules on values would find nothing wrong in a few good runs: how much these are worth, a person says.
    if len(runs) * 2 < len(sweep.settings):
        raise Undecided(f"it holds {len(runs)} of at least {len(sweep.settings)} runs.")
    return runs


@fixture
def panels(record):
    axes = record.get("axes")
    axes = [ax for ax in axes if isinstance(ax, dict)] if isinstance(axes, list) else []
    drawn = [ax for ax in axes if _items(ax, "lines") or _items(ax, "bars")]
    assert drawn, "The figure is empty: no line and no bar was drawn before the last line of the cell."
    return drawn


# --- records: structure ------------------------------------------------------------------------------------


@weight(1)
@records
def test_each_run_is_a_dict_with_the_seven_keys(rows):
    for index, row in enumerate(rows, start=1):
        assert isinstance(row, dict), f"Run {index} is no dict."
        missing = [key for key in KEYS if key not in row]
        assert not missing, f"Run {index} lacks {_listed(missing)}. Spell the keys as in the table of the task."


@weight(0.5)
@records
def test_every_setting_of_the_text_is_there(runs, sweep):
    missing = [s for s in sweep.settings if not any(_is(run.get(sweep.key), s) for run in runs)]
    assert not missing, f"There is no run with {sweep.key} {_listed(f'{s:g}' for s in missing)}."


@weight(0.25)
@records
def test_the_runs_are_in_order(runs, sweep):
    _values(runs, sweep.key)
    at = [(_number(run.get(sweep.key)), _number(run["row"].get("repeat"))) for run in runs]
    for (setting, repeat), (following, again) in zip(at, at[1:], strict=False):
        if setting is None or following is None:
            continue
        assert setting <= following, f"Order the runs by {sweep.key}, the smallest first."
        if setting == following and repeat is not None and again is not None:
            assert repeat <= again, f"Order the runs of one {sweep.key} by their repeat."


@weight(0.25)
@records
def test_the_other_setting_stays_the_same(runs, sweep):
    for index, value in _values(runs, sweep.constant):
        assert _is(value, sweep.value), f"Run {index}: {sweep.constant} should be {sweep.value:g} in every run."


@weight(0.5)
@records
def test_epochs_are_whole_numbers_from_3_to_100(runs):
    for index, value in _values(runs, "epochs"):
        epochs = _number(value)
        assert epochs is not None and epochs == int(epochs), f"Run {index}: `epochs` should be a whole number."
        assert epochs >= PATIENCE, f"Run {index}: with a patience of {PATIENCE} it cannot stop that early."
        assert epochs <= MAX_EPOCHS, f"Run {index}: it trained for more than {MAX_EPOCHS} epochs."


@weight(0.5)
@records
def test_each_run_trains_a_network_of_its_own(runs, sweep):
    _values(runs, "test_accuracy")
    for index, (one, other) in enumerate(zip(runs, runs[1:], strict=False), start=2):
        same = all(_same(one, other, key) for key in ("test_accuracy", "test_loss"))
        # The same time as well is another mistake, and equal settings may well give equal results.
        if same and not _same(one, other, "train_time") and not _same(one, other, sweep.key):
            raise AssertionError(
                f"Run {index} ends with the same test accuracy and loss as the run before it: make a new network "
                "and a new optimizer for each run, and hand these to `train_to_accuracy`."
            )


@weight(0.5)
@records
def test_accuracies_are_between_0_and_1(runs):
    for index, value in _values(runs, "test_accuracy"):
        accuracy = _number(value)
        assert accuracy is not None, f"Run {index}: `test_accuracy` is not a number."
        hint = " It looks like a percentage." if 1 < accuracy <= 100 else ""
        assert 0 <= accuracy <= 1, f"Run {index}: `test_accuracy` is not between 0 and 1.{hint}"


@weight(0.25)
@records
def test_losses_are_numbers_from_0_up(runs):
    for index, value in _values(runs, "test_loss"):
        loss = _number(value)
        # Training with a rate that is far too large may end at nan: that is a result.
        fits = value in NOT_A_NUMBER if isinstance(value, str) else loss is not None and loss >= 0
        assert fits, f"Run {index}: `test_loss` is no cross-entropy, which is a number and never negative."


@weight(0.25)
@records
def test_energies_are_numbers_from_0_up(runs):
    for index, value in _values(runs, "total_energy"):
        energy = _number(value)
        assert energy is not None, f"Run {index}: `total_energy` is not a number."
        assert energy >= 0, f"Run {index}: `total_energy` is negative."


@weight(0.5)
@records
def test_times_are_greater_than_0(runs):
    for index, value in _values(runs, "train_time"):
        seconds = _number(value)
        assert seconds is not None, f"Run {index}: `train_time` is not a number."
        assert seconds > 0, f"Run {index}: `train_time` should be greater than 0: it is the time of the window."


@weight(0.5)
@records
def test_each_run_is_measured_and_appended_on_its_own(record, runs):
    _values(runs, "train_time")
    different = record.get("different_rows")
    assert not isinstance(different, int) or different >= len(runs), (
        "Rows of the list are one and the same dict, appended again: make a new dict for each run."
    )
    for index, run in enumerate(runs):
        for before, other in enumerate(runs[:index], start=1):
            same = all(_same(run, other, key) for key in ("epochs", "test_accuracy", "test_loss", "train_time"))
            assert not same, (
                f"Runs {before} and {index + 1} hold the same measurement to the last digit: train and measure anew "
                "for each run."
            )


# --- records: what a TA should know ------------------------------------------------------------------------


@records
def flag_simulated(record):
    if "SIMULATED" in _text(record, "gpu"):
        return "the GPU is SIMULATED: the joules are invented. The structure counts; talk to the student."
    return None


@records
def flag_no_gpu(record, runs):
    if not any(_energies(runs)) and _text(record, "gpu") in ("none", ""):
        return (
            "measured without a GPU: all energies are 0, as the text allows. Comments must not conclude from them."
        )
    return None


@records
def flag_energy_does_not_fit_the_machine(record, runs):
    gpu, energies = _text(record, "gpu"), _energies(runs)
    if gpu in ("none", "") and any(energies):
        return "energies are given, but no GPU is named."
    if gpu not in ("none", "") and energies and not any(energies):
        return f"all energies are 0, although the GPU is {gpu[:60]}."
    if any(energies) and any(run["row"].get("energy_measured") is False for run in runs):
        return "energies are given, although energy_measured is False."
    return None


@records
def flag_power_is_outside_what_the_gpu_can_do(record, runs):
    gpu = _text(record, "gpu")
    if "SIMULATED" in gpu:
        return []
    limits = next((limits for name, limits in POWER.items() if re.search(rf"\b{name}\b", gpu)), (0.1, 1500))
    notes = []
    for index, run in enumerate(runs, start=1):
        energy, seconds = _number(run.get("total_energy")), _number(run.get("train_time"))
        if not energy or not seconds or seconds <= 0:
            continue
        power, late = energy / seconds, TICK / seconds
        if not limits[0] * (1 - late) <= power <= limits[1] * (1.05 + late):
            notes.append(f"run {index} took {power:.3g} W on average; {gpu[:60]} takes {limits[0]:g} to {limits[1]} W.")
    return notes


@records
def flag_power_differs_much_between_runs(runs):
    powers = [power for power, seconds in _powers(runs) if seconds >= 2]
    if len(powers) >= 2 and max(powers) > 3 * min(powers):
        return f"the mean power of runs of 2 s and more goes from {min(powers):.3g} to {max(powers):.3g} W."
    return None


@records
def flag_energy_is_time_times_a_constant(record, runs):
    powers = [power for power, _ in _powers(runs)]
    if len(powers) >= 3 and max(powers) < 1.0005 * min(powers) and "SIMULATED" not in _text(record, "gpu"):
        return f"every run took the same power to four digits ({powers[0]:.5g} W): no counter measures like that."
    return None


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
        [seconds for run, seconds in _seconds_per_epoch(runs) if _is(run.get("batch_size"), size)] for size in (32, 128)
    )
    if small and default and mean(small) < 1.15 * mean(default):
        return (
            f"an epoch takes {mean(small):.3g} s with 32 rows per batch and {mean(default):.3g} s with 128: was the "
            "loader of 128 rows used for every size?"
        )
    return None


@records
def flag_later_runs_take_the_fewest_epochs(runs, sweep):
    later = [_number(run.get("epochs")) for run in runs if not _is(run.get(sweep.key), sweep.settings[0])]
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
        reached, epochs = run["row"].get("reached"), _number(run.get("epochs"))
        accuracy = _number(run.get("test_accuracy"))
        if reached is False and epochs is not None and epochs < MAX_EPOCHS:
            notes.append(f"run {index} gave up after {epochs:g} epochs: MAX_EPOCHS was changed?")
        done = reached is not False and epochs is not None and epochs < MAX_EPOCHS
        if done and accuracy is not None and 0 <= accuracy < 0.8:
            notes.append(f"run {index} reached the target, but is right on {accuracy:.0%} of the test rows.")
    return notes


@records
def flag_runs_per_setting(runs, sweep):
    at = [_number(run.get(sweep.key)) for run in runs]
    others = sorted({value for value in at if value is not None and not any(_is(value, s) for s in sweep.settings)})
    counts = {sum(_is(value, s) for value in at) for s in sweep.settings} - {0}
    notes = [f"there are runs with {sweep.key} {_listed(f'{v:g}' for v in others[:5])}."] if others else []
    return notes + (["settings were measured different numbers of times."] if len(counts) > 1 else [])


@records
def flag_outputs_of_different_machines(record, others):
    gpus = {_text(printed, "gpu") for name, printed in others.items() if name in RECORDS or name in BARS}
    if gpus - {_text(record, "gpu")}:
        return f"this was printed with GPU {_text(record, 'gpu')[:60]!r}, another output of a sweep with another one."
    return None


# --- plots: advice -----------------------------------------------------------------------------------------


@of(*LINES, *BARS)
def test_the_axes_are_labelled(panels):
    for index, ax in enumerate(panels, start=1):
        shown = _text(ax, "ylabel") or _text(ax, "title")
        assert shown, f"Panel {index} does not say what it shows (no label of the y axis)."
    assert any(_text(ax, "xlabel") for ax in panels), "No x axis has a label."


@line_plots
def test_the_loss_axis_is_logarithmic(panels):
    assert all(_text(ax, "yscale") in ("log", "symlog") for ax in panels), "The axis of the loss is linear."


@line_plots
def test_it_has_the_lines_that_were_asked_for(cell, panels):
    lines = [line for ax in panels for line in _items(ax, "lines")]
    assert len(lines) == LINES[cell], f"{LINES[cell]} lines were asked for, {len(lines)} were drawn."


@line_plots
def test_each_line_has_one_value_per_epoch(cell, panels):
    epochs = {"plot_training": 10, "plot_learning_rates": 20}[cell]
    lengths = {len(_items(line, "y")) for ax in panels for line in _items(ax, "lines")}
    assert lengths <= {epochs}, f"{epochs} values per line were asked for, not {_listed(map(str, sorted(lengths)))}."


@line_plots
def test_a_legend_says_which_line_is_which(cell, record, panels):
    entries = max([len(_items(ax, "legend")) for ax in panels] + [len(_items(record, "legend"))])
    assert entries >= LINES[cell], f"The legend has {entries} entries for {LINES[cell]} lines."


@of("plot_learning_rates")
def flag_lines_of_one_network(panels):
    lines = [[_number(y) for y in _items(line, "y")] for ax in panels for line in _items(ax, "lines")]
    lines = [line for line in lines if len(line) > 1 and None not in line]
    if len({tuple(line) for line in lines}) < len(lines):
        return "two lines are the same: the loop variable is not used?"
    goes_on = [after[0] < 1.5 * line[-1] for line, after in zip(lines, lines[1:], strict=False)]
    if len(goes_on) >= 2 and all(goes_on):
        return "each line starts where the one before has ended: one network trained on and on?"
    return None


@bar_charts
def test_there_are_four_bar_charts(panels):
    charts = sum(bool(_items(ax, "bars")) for ax in panels)
    assert charts == 4, f"Four bar charts were asked for, {charts} were drawn."


@bar_charts
def test_the_settings_are_categories(panels):
    for index, ax in enumerate(panels, start=1):
        places = sorted({x for bar in _items(ax, "bars") if (x := _number(bar.get("x"))) is not None})
        gaps = [right - left for left, right in zip(places, places[1:], strict=False)]
        assert not gaps or max(gaps) < 1.5 * min(gaps), f"Panel {index}: the bars are not at equal distances."


@bar_charts
def test_time_and_energy_are_on_logarithmic_axes(panels):
    for ax in panels:
        shown = f"{_text(ax, 'ylabel')} {_text(ax, 'title')}".lower()
        heights = _heights(ax)
        if any(word in shown for word in ("time", "energy")) and any(heights):
            assert _text(ax, "yscale") in ("log", "symlog"), f"The axis {shown.strip()[:60]!r} is linear."


@bar_charts
def test_the_accuracy_does_not_start_at_0(panels):
    for ax in panels:
        if "accuracy" in f"{_text(ax, 'ylabel')} {_text(ax, 'title')}".lower():
            low = _number((_items(ax, "ylim") or [None])[0])
            assert low is None or low > 0, "The axis of the accuracy starts at 0: all bars look alike."


@bar_charts
def test_runs_that_missed_the_target_are_hatched_and_explained(cell, record, others, panels):
    runs = _runs_of(others, cell)
    capped = sum(all((_number(run.get("epochs")) or 0) >= MAX_EPOCHS for run in group) for group in runs.values())
    if capped:
        hatched = max(sum(bool(bar.get("hatch")) for bar in _items(ax, "bars")) for ax in panels)
        assert hatched == capped, f"{capped} settings never reached the target, {hatched} bars are hatched."
        explained = _items(record, "legend") or any(_items(ax, "legend") for ax in panels)
        assert explained, "No legend says what the hatching means."


@bar_charts
def test_repeats_show_their_spread(cell, others, panels):
    repeated = any(len(group) > 1 for group in _runs_of(others, cell).values())
    spread = any(ax.get("errorbars") or ax.get("scatter") or _items(ax, "lines") for ax in panels)
    assert spread or not repeated, "Settings were measured several times, but no panel shows how much the runs differ."


@bar_charts
def flag_the_bars_are_not_those_of_the_record(cell, others, panels):
    groups = _runs_of(others, cell)
    drawn = [_heights(ax) for ax in panels]
    missing = []
    for key in ("train_time", "total_energy", "test_accuracy", "epochs") if groups else ():
        values = [[_number(run.get(key)) for run in group] for group in groups.values()]
        if any(None in group for group in values):
            continue
        means = [mean(group) for group in values]
        if not any(_all_close(heights, means) for heights in drawn):
            missing.append(key)
    if not missing:
        return None
    return f"no panel shows {_listed(missing)} of {BARS[cell]}: the figure is of another run or another quantity."


# --- helpers -----------------------------------------------------------------------------------------------


def _name_of(key, rows):
    """Return the name under which the rows hold `key`: another spelling if no row has it as the text spells it."""
    if any(key in row for row in rows):
        return key
    free = [name for name in list(rows[0])[:MOST_KEYS] if name not in KEYS and all(name in row for row in rows)]
    other = [name for name in free if name.lower() in OTHER_NAMES[key]]
    return next(iter(other or get_close_matches(key, free, 1, 0.75)), key)


def _values(runs, key):
    found = [(index, run[key]) for index, run in enumerate(runs, start=1) if key in run]
    assert found, f"No run has a value `{key}`."
    return found


def _number(value):
    while isinstance(value, list) and len(value) == 1:  # a tensor with one element
        value = value[0]
    return number(value)


def _is(value, expected):
    value = _number(value)
    return value is not None and abs(value - expected) <= 1e-4 * abs(expected)


def _same(one, other, key):
    value = _number(one.get(key))
    return value is not None and value == _number(other.get(key))


def _text(record, key):
    value = record.get(key)
    return value.strip() if isinstance(value, str) else ""


def _items(record, key):
    """Return the list under `key`; of dicts, only the dicts where that is what it holds."""
    value = record.get(key)
    value = value if isinstance(value, list) else []
    return [item for item in value if isinstance(item, dict)] if key in ("lines", "bars") else value


def _energies(runs):
    return [energy for run in runs if (energy := _number(run.get("total_energy"))) is not None]


def _powers(runs):
    """Return (W, s) of each run that has both."""
    pairs = [(_number(run.get("total_energy")), _number(run.get("train_time"))) for run in runs]
    return [(energy / seconds, seconds) for energy, seconds in pairs if energy and seconds and min(energy, seconds) > 0]


def _seconds_per_epoch(runs):
    pairs = [(run, _number(run.get("train_time")), _number(run.get("epochs"))) for run in runs]
    return [(run, seconds / epochs) for run, seconds, epochs in pairs if seconds and epochs and seconds > 0 < epochs]


def _runs_of(others, cell):
    """Return {setting: runs} of the record that a bar chart shows."""
    sweep, record = RECORDS[BARS[cell]], others.get(BARS[cell], {})
    rows = record.get("rows")
    groups = {}
    for row in rows if isinstance(rows, list) else ():
        setting = _number(row.get(sweep.key)) if isinstance(row, dict) else None
        if setting is not None:
            groups.setdefault(setting, []).append(row)
    return dict(sorted(groups.items()))


def _heights(ax):
    return [height for bar in _items(ax, "bars") if (height := _number(bar.get("height"))) is not None]


def _all_close(found, expected):
    pairs = list(zip(found, expected, strict=False))
    return len(found) == len(expected) and all(abs(a - b) <= 0.001 * abs(b) + 1e-12 for a, b in pairs)


def _listed(words):
    return ", ".join(words)
