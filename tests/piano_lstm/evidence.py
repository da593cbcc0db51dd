"""Rules on what plots and records printed: `test_…` on a record costs points, on a plot it only advises; `flag_…` goes to
the TA. The text allows more keys, more repeats, and records without a GPU (all energies 0).

The weights are points, in the groups of the rubrics. A key that is spelt in another way costs the first rule only.
"""

from __future__ import annotations

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

LAYERS, TEMPERATURES, REPEATS = (1, 2, 3), (0.6, 0.8, 1.0, 1.2, 1.6), 2
SIZES = ((128, 32), (512, 130))  # units and embedding, without and with a GPU
DIVERGENCES = ("jsd_pitch", "jsd_step", "jsd_duration")
KEYS = {
    "model_runs": (
        "layers",
        "repeat",
        "parameters",
        "epochs",
        "valid_nll",
        "test_nll",
        *DIVERGENCES,
        "train_time",
        "total_energy",
        "sample_time",
        "sample_energy",
        "minutes",
    ),
    "temperature_runs": ("temperature", "repeat", *DIVERGENCES, "jsd_interval", "sample_time", "sample_energy"),
}
SETTINGS = {"model_runs": ("layers", LAYERS), "temperature_runs": ("temperature", TEMPERATURES)}
OTHER_NAMES = {
    "layers": ("num_layers", "n_layers", "layer"),
    "repeat": ("seed", "run"),
    "parameters": ("params", "n_parameters", "weights"),
    "epochs": ("epoch", "n_epochs", "num_epochs"),
    "valid_nll": ("val_nll", "validation_nll"),
    "test_nll": ("nll_test", "nll"),
    "jsd_pitch": ("pitch", "pitch_jsd"),
    "jsd_step": ("step", "step_jsd"),
    "jsd_duration": ("duration", "duration_jsd"),
    "jsd_interval": ("interval", "interval_jsd"),
    "train_time": ("time", "time_s", "training_time"),
    "total_energy": ("energy", "energy_j", "train_energy"),
    "sample_time": ("playing_time", "play_time"),
    "sample_energy": ("playing_energy", "play_energy"),
    "minutes": ("music_minutes", "minutes_of_music"),
    "temperature": ("t", "temp"),
}
MOST_NLL = 15.0  # nats: equal probabilities give 4.9, and a network that is worse than that has learned wrongly

both = of("model_runs", "temperature_runs")
models = of("model_runs")
temperatures = of("temperature_runs")

for rule in (
    weight(0.25)(test_energies_are_numbers_from_0_up),
    weight(0.25)(test_times_are_greater_than_0),
    flag_no_gpu,
    flag_energy_does_not_fit_the_machine,
    flag_power_is_outside_what_the_gpu_can_do,
    flag_power_differs_much_between_runs,
    flag_energy_is_time_times_a_constant,
):
    models(rule)
both(flag_simulated)
of("plot_temperature", "plot_copies")(test_the_axes_are_labelled)


# --- what the rules look at --------------------------------------------------------------------------------


@fixture
def rows(record):
    return rows_of(record)


@fixture
def runs(rows, cell):
    """The rows as dicts with the keys of the text as far as they are there."""
    dicts = [row for row in rows if isinstance(row, dict)]
    assert dicts, "The record holds no dict: append one dict per run."
    names = {key: name_of(key, dicts, KEYS[cell], OTHER_NAMES) for key in KEYS[cell]}
    runs = [{key: row[name] for key, name in names.items() if name in row} | {"row": row} for row in dicts]
    # Rules on values would find nothing wrong in a few good runs: how much these are worth, a person says.
    if len(runs) < len(SETTINGS[cell][1]):
        raise Undecided(f"it holds {len(runs)} of at least {len(SETTINGS[cell][1]) * REPEATS} runs.")
    return runs


@fixture
def panels(record):
    return panels_of(record)


# --- records: structure ------------------------------------------------------------------------------------


@weight(1)
@both
def test_each_run_is_a_dict_with_the_keys_of_the_text(rows, cell):
    for index, row in enumerate(rows, start=1):
        assert isinstance(row, dict), f"Run {index} is no dict."
        missing = [key for key in KEYS[cell] if key not in row]
        assert not missing, f"Run {index} lacks {listed(missing)}. Spell the keys as in the text."


@weight(0.75)
@both
def test_each_setting_is_run_twice(runs, cell):
    key, settings = SETTINGS[cell]
    values_of(runs, key)
    few = [str(setting) for setting in settings if len(_with(runs, key, setting)) < REPEATS]
    assert not few, f"There are fewer than {REPEATS} runs with {key} {listed(few)}."


@weight(0.25)
@both
def test_the_runs_are_in_the_order_of_the_text(runs, cell):
    key, settings = SETTINGS[cell]
    found = [value for _, value in values_of(runs, key)]
    known = [next(s for s in settings if equals(v, s)) for v in found if any(equals(v, s) for s in settings)]
    assert known == sorted(known), f"Order the runs by their {key}."
    for setting in settings:
        repeats = [number_in(run.get("repeat")) for run in _with(runs, key, setting)]
        numbers = [repeat for repeat in repeats if repeat is not None]
        assert numbers == sorted(numbers), f"Order the runs with {key} {setting} by their repeat."


@weight(1)
@models
def test_the_numbers_of_weights_are_those_of_the_networks(runs):
    values_of(runs, "parameters")
    wrong = {
        size: [
            run
            for run in runs
            if (n := number_in(run.get("layers"))) in LAYERS
            and "parameters" in run
            and not equals(run["parameters"], _weights(int(n), *size))
        ]
        for size in SIZES
    }
    assert min(map(len, wrong.values())) == 0, (
        "`parameters` should be the number of weights of each network: sum up `numel()` of all parameters of *this* network."
    )


@weight(0.5)
@models
def test_nlls_are_positive_numbers(runs):
    for key in ("valid_nll", "test_nll"):
        for index, value in values_of(runs, key):
            nll = number_in(value)
            assert nll is not None, f"Run {index}: `{key}` {no_number(value)}."
            assert 0 < nll < MOST_NLL, (
                f"Run {index}: `{key}` is no NLL per note in nats: it should be a few nats, above 0."
            )


@models
@weight(0.5)
def test_divergences_of_the_networks_are_between_0_and_1(runs):
    _look_at_divergences(runs, DIVERGENCES)


@temperatures
@weight(1)
def test_divergences_are_between_0_and_1(runs):
    _look_at_divergences(runs, (*DIVERGENCES, "jsd_interval"))


@weight(0.25)
@models
def test_playing_took_time_and_gave_minutes_of_music(runs):
    for key in ("sample_time", "minutes"):
        for index, value in values_of(runs, key):
            assert (number_in(value) or 0) > 0, f"Run {index}: `{key}` should be greater than 0."
    for index, value in values_of(runs, "sample_energy"):
        assert (number_in(value) or 0) >= 0, f"Run {index}: `sample_energy` is negative."


@weight(0.25)
@models
def test_each_run_is_measured_and_appended_on_its_own(record, runs):
    _look_for_copies(record, runs, ("valid_nll", "test_nll", "jsd_pitch", "train_time"))


@weight(1)
@temperatures
def test_each_run_is_played_and_appended_on_its_own(record, runs):
    _look_for_copies(record, runs, ("jsd_pitch", "jsd_step", "jsd_interval"))


# --- records: what a TA should know ------------------------------------------------------------------------


@models
def flag_repeats_are_alike(runs):
    alike = []
    for layers in LAYERS:
        found = [number_in(run.get("test_nll")) for run in _with(runs, "layers", layers)]
        if len(found) >= REPEATS and None not in found and len(set(found)) == 1:
            alike.append(str(layers))
    return (
        f"all repeats with layers {listed(alike)} have the same test NLL: the same seed, or one network?"
        if alike
        else None
    )


@models
def flag_a_network_is_better_than_is_likely(runs):
    low = [index for index, value in values_of(runs, "test_nll") if 0 < (number_in(value) or 9) < 1.5]
    return f"test NLL below 1.5 nats in run {low[0]}: were test pieces among the training pieces?" if low else None


@models
def flag_deeper_networks_are_not_slower(runs):
    one, three = ([_per_epoch(run) for run in _with(runs, "layers", n) if _per_epoch(run)] for n in (1, 3))
    if one and three and mean(three) < 1.1 * mean(one):
        return f"an epoch takes {mean(three):.3g} s with three layers and {mean(one):.3g} s with one."
    return None


@temperatures
def flag_the_temperature_changes_nothing(runs):
    found = [
        mean(values)
        for t in TEMPERATURES
        if (
            values := [n for run in _with(runs, "temperature", t) if (n := number_in(run.get("jsd_pitch"))) is not None]
        )
    ]
    if len(found) == len(TEMPERATURES) and max(found) - min(found) < 0.002:
        return "the divergence of the pitches is the same at all temperatures: was the temperature handed on?"
    return None


# --- plots: advice -----------------------------------------------------------------------------------------


@of("plot_training")
def test_there_are_two_panels(panels):
    assert len(panels) == 2, f"Two panels were asked for, batches and epochs; {len(panels)} were drawn."


@of("plot_training")
def test_both_panels_say_what_they_show(panels):
    assert all(text_in(ax, "xlabel") for ax in panels), "A panel has no label of the x axis: batch or epoch."
    assert any(text_in(ax, "ylabel") for ax in panels), "No y axis has a label (both panels may share one)."


@of("plot_training", "plot_temperature")
def test_a_legend_says_which_line_is_which(record, panels):
    entries = max([len(items_in(ax, "legend")) for ax in panels] + [len(items_in(record, "legend"))])
    assert entries >= 2, f"The legend has {entries} entries."


@of("plot_temperature")
def test_two_floors_are_drawn(panels):
    flat = [line for ax in panels for line in items_in(ax, "lines") if _is_flat(line)]
    assert len(flat) >= 2, f"Two horizontal lines were asked for, the floors; {len(flat)} were drawn."


@of("plot_copies")
def test_each_of_the_numbers_is_a_dot(record, panels):
    dots = sum(len(items_in(line, "y")) for ax in panels for line in items_in(ax, "lines"))
    scattered = sum(number_in(ax.get("scatter")) or 0 for ax in panels)
    assert dots >= 60 or scattered >= 1, "Sixty dots were asked for, twenty of each kind."


# --- helpers -----------------------------------------------------------------------------------------------


def _weights(layers, hidden, embedding):
    lstm = sum(4 * hidden * ((hidden if layer else embedding + 2) + hidden + 2) for layer in range(layers))
    return 129 * embedding + lstm + 2 * (hidden + 1) + 300 * (hidden + 1) + 129 * 301


def _with(runs, key, setting):
    return [run for run in runs if equals(run.get(key), setting)]


def _per_epoch(run):
    seconds, epochs = number_in(run.get("train_time")), number_in(run.get("epochs"))
    return seconds / epochs if seconds and epochs and min(seconds, epochs) > 0 else None


def _is_flat(line):
    heights = [number_in(y) for y in items_in(line, "y")]
    return len(heights) >= 2 and None not in heights and max(heights) == min(heights)


def _look_at_divergences(runs, keys):
    for key in keys:
        for index, value in values_of(runs, key):
            found = number_in(value)
            assert found is not None, f"Run {index}: `{key}` {no_number(value)}."
            assert 0 <= found <= 1, f"Run {index}: `{key}` is not between 0 and 1."


def _look_for_copies(record, runs, keys):
    values_of(runs, keys[0])
    different = record.get("different_rows")
    assert not isinstance(different, int) or different >= len(runs), (
        "Rows of the list are one and the same dict, appended again: make a new dict for each run."
    )
    for index, run in enumerate(runs):
        for before, other in enumerate(runs[:index], start=1):
            assert not all(same_in(run, other, key) for key in keys), (
                f"Runs {before} and {index + 1} hold the same measurement to the last digit: measure anew for each run."
            )
