"""Rules on a printed list of measured runs and on figures, and helpers for such rules.

A module of rules imports what it wants by name and says with `of` which cells it is about. Its own fixtures are `runs`,
a dict for each run with `train_time` (s), `total_energy` (J) as far as they are there, and the `row` as it was printed,
and `panels`, those of a figure.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from grader.judging.evidence_rules import Undecided
from grader.testing import number, weight

MOST_RUNS, MOST_KEYS = 500, 50

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


# --- what rules look at ---------------------------------------------------------------------------------------


def rows_of(record):
    """Return the runs of a record; fail if it holds none."""
    rows = record.get("rows")
    assert isinstance(rows, list) and rows, "The record holds no run: append one dict per run to the list."
    if len(rows) > MOST_RUNS:
        raise Undecided(f"it holds {len(rows)} runs.")
    return rows


def panels_of(record):
    """Return the panels of a figure in which lines or bars were drawn; fail if there are none."""
    axes = record.get("axes")
    axes = [ax for ax in axes if isinstance(ax, dict)] if isinstance(axes, list) else []
    drawn = [ax for ax in axes if items_in(ax, "lines") or items_in(ax, "bars")]
    assert drawn, "The figure is empty: no line and no bar was drawn before the last line of the cell."
    return drawn


# --- structure ------------------------------------------------------------------------------------------------


@weight(0.25)
def test_energies_are_numbers_from_0_up(runs):
    for index, value in values_of(runs, "total_energy"):
        energy = number_in(value)
        assert energy is not None, f"Run {index}: `total_energy` {no_number(value)}."
        assert energy >= 0, f"Run {index}: `total_energy` is negative."


@weight(0.5)
def test_times_are_greater_than_0(runs):
    for index, value in values_of(runs, "train_time"):
        seconds = number_in(value)
        assert seconds is not None, f"Run {index}: `train_time` {no_number(value)}."
        assert seconds > 0, f"Run {index}: `train_time` should be greater than 0: it is the time of the window."


# --- what a TA should know ------------------------------------------------------------------------------------


def flag_simulated(record):
    if "SIMULATED" in text_in(record, "gpu"):
        return "the GPU is SIMULATED: the joules are invented. The structure counts; talk to the student."
    return None


def flag_no_gpu(record, runs):
    if not any(energies_of(runs)) and text_in(record, "gpu") in ("none", ""):
        return "measured without a GPU: all energies are 0, as the text allows. Comments must not conclude from them."
    return None


def flag_energy_does_not_fit_the_machine(record, runs):
    gpu, energies = text_in(record, "gpu"), energies_of(runs)
    if gpu in ("none", "") and any(energies):
        return "energies are given, but no GPU is named."
    if gpu not in ("none", "") and energies and not any(energies):
        return f"all energies are 0, although the GPU is {gpu[:60]}."
    if any(energies) and any(run["row"].get("energy_measured") is False for run in runs):
        return "energies are given, although energy_measured is False."
    still = [
        f"run {index} took 0 J in {seconds:.3g} s"
        for index, run in enumerate(runs, start=1)
        if number_in(run.get("total_energy")) == 0 and (seconds := number_in(run.get("train_time")) or 0) > 5 * TICK
    ]
    if any(energies) and still:
        return f"{listed(still)}, although other runs took some: the counter stood still, or the value was put in."
    return None


def flag_power_is_outside_what_the_gpu_can_do(record, runs):
    gpu = text_in(record, "gpu")
    if "SIMULATED" in gpu:
        return []
    limits = next((limits for name, limits in POWER.items() if re.search(rf"\b{name}\b", gpu)), (0.1, 1500))
    notes = []
    for index, run in enumerate(runs, start=1):
        energy, seconds = number_in(run.get("total_energy")), number_in(run.get("train_time"))
        if not energy or not seconds or seconds <= 0:
            continue
        power, late = energy / seconds, TICK / seconds
        if not limits[0] * (1 - late) <= power <= limits[1] * (1.05 + late):
            notes.append(f"run {index} took {power:.3g} W on average; {gpu[:60]} takes {limits[0]:g} to {limits[1]} W.")
    return notes


def flag_power_differs_much_between_runs(runs):
    powers = [power for power, seconds in powers_of(runs) if seconds >= 2]
    if len(powers) >= 2 and max(powers) > 3 * min(powers):
        return f"the mean power of runs of 2 s and more goes from {min(powers):.3g} to {max(powers):.3g} W."
    return None


def flag_energy_is_time_times_a_constant(record, runs):
    powers = [power for power, _ in powers_of(runs)]
    if len(powers) >= 3 and max(powers) < 1.0005 * min(powers) and "SIMULATED" not in text_in(record, "gpu"):
        return f"every run took the same power to four digits ({powers[0]:.5g} W): no counter measures like that."
    return None


# --- figures --------------------------------------------------------------------------------------------------


def test_the_axes_are_labelled(panels):
    for index, ax in enumerate(panels, start=1):
        shown = text_in(ax, "ylabel") or text_in(ax, "title")
        assert shown, f"Panel {index} does not say what it shows (no label of the y axis)."
    assert any(text_in(ax, "xlabel") for ax in panels), "No x axis has a label."


# --- helpers --------------------------------------------------------------------------------------------------


def name_of(key, rows, keys, other_names):
    """Return the name under which the rows hold `key`: another spelling if no row has it as the text spells it."""
    if any(key in row for row in rows):
        return key
    free = [name for name in list(rows[0])[:MOST_KEYS] if name not in keys and all(name in row for row in rows)]
    other = [name for name in free if name.lower() in other_names[key]]
    return next(iter(other or get_close_matches(key, free, 1, 0.75)), key)


def values_of(runs, key):
    found = [(index, run[key]) for index, run in enumerate(runs, start=1) if key in run]
    assert found, f"No run has a value `{key}`."
    return found


def number_in(value):
    while isinstance(value, list) and len(value) == 1:  # a tensor with one element
        value = value[0]
    return number(value)


def no_number(value):
    """Return what to say of a value that is no number, behind its name."""
    try:
        float(value if isinstance(value, str) else "")
    except ValueError:
        return "is not a number"
    return f"is text, not a number: store {value[:20]}, not {value[:20]!r}"


def equals(value, expected):
    value = number_in(value)
    return value is not None and abs(value - expected) <= 1e-4 * abs(expected)


def same_in(one, other, key):
    value = number_in(one.get(key))
    return value is not None and value == number_in(other.get(key))


def text_in(record, key):
    value = record.get(key)
    return value.strip() if isinstance(value, str) else ""


def items_in(record, key):
    """Return the list under `key`; of dicts, only the dicts where that is what it holds."""
    value = record.get(key)
    value = value if isinstance(value, list) else []
    return [item for item in value if isinstance(item, dict)] if key in ("lines", "bars") else value


def energies_of(runs):
    return [energy for run in runs if (energy := number_in(run.get("total_energy"))) is not None]


def powers_of(runs):
    """Return (W, s) of each run that has both."""
    pairs = [(number_in(run.get("total_energy")), number_in(run.get("train_time"))) for run in runs]
    return [(energy / seconds, seconds) for energy, seconds in pairs if energy and seconds and min(energy, seconds) > 0]


def heights_of(ax):
    return [height for bar in items_in(ax, "bars") if (height := number_in(bar.get("height"))) is not None]


def all_close(found, expected):
    pairs = list(zip(found, expected, strict=False))
    return len(found) == len(expected) and all(abs(a - b) <= 0.001 * abs(b) + 1e-12 for a, b in pairs)


def listed(words):
    return ", ".join(words)
