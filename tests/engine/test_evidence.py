"""Records and plots are judged from what their cells printed: the rules of the flagship, and the engine below them."""

from __future__ import annotations

import copy
import itertools
import json
import time
from functools import cache
from pathlib import Path

import nbformat
import pytest
from conftest import make_course, read_log
from nbgrader.api import Gradebook

from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.authoring.solution import fill_release
from grader.course import Course
from grader.errors import UserError
from grader.grading.grade import grade
from grader.grading.session import Session
from grader.judging.evidence import LONGEST_LINE, Evidence, read_all, read_evidence
from grader.judging.evidence_rules import EvidenceRules
from grader.plain_text import one_line
from grader.reports.feedback import write_feedback

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

ROOT = Path(__file__).parents[2]
FLAGSHIP = "music_classification"
CONFIG = ROOT / "nbgrader_config.py"
LR, BS = "metrics_vs_lr", "metrics_vs_bs"
POINTS = 5
SECONDS = {32: 0.75, 128: 0.4, 512: 0.35, 2048: 0.3}  # of an epoch


@cache
def flagship() -> EvidenceRules:
    text = AuthorText.read(ROOT / "source" / f"{FLAGSHIP}.py")
    return EvidenceRules.load(ROOT / "tests" / FLAGSHIP / "evidence.py", text)


@cache
def solution() -> dict[str, Evidence]:
    notebook = nbformat.read(ROOT / "solutions" / FLAGSHIP / f"{FLAGSHIP}.ipynb", as_version=4)
    return read_all(notebook, flagship().cells)


def printed() -> dict[str, dict]:
    """Return what the executed solution printed, as if it were measured on a quiet T4 that takes 30 to 34 W."""
    found = {name: copy.deepcopy(one.data) for name, one in solution().items()}
    for data in found.values():
        data["gpu"] = "Tesla T4"
    for name in (LR, BS):
        for index, row in enumerate(found[name]["rows"]):
            row["train_time"] = row["epochs"] * SECONDS[row["batch_size"]] * (1 + 0.01 * index)
            row["total_energy"] = row["train_time"] * (30 + 0.7 * index)
    for plot, record in (("plot_tta_learning_rate", LR), ("plot_tta_batch_size", BS)):
        for index, key in enumerate(("train_time", "total_energy")):
            rows = {place: row[key] for place, row in enumerate(found[record]["rows"])}
            for line in found[plot]["axes"][index]["lines"]:
                line["y"] = [rows[place] for place in line["x"]]
    return found


def as_bars(plot: dict) -> None:
    """Draw a figure of dots as bars; those of 100 epochs are hatched."""
    drawn = []
    for ax in plot["axes"]:
        lines = [line for line in ax.pop("lines") if line["x"] != [0, 1]]
        drawn.append({x: y for line in lines for x, y in zip(line["x"], line["y"], strict=True)})
    for ax, heights in zip(plot["axes"], drawn, strict=True):
        ax["bars"] = [{"x": x, "height": y, "hatch": "//" if drawn[-1][x] == 100 else None} for x, y in heights.items()]


def findings(data: dict[str, dict]):
    return flagship().judge({name: Evidence(one) for name, one in data.items()})


def lost(found, name: str) -> set[str]:
    return {test.name.removeprefix("test_") for test in found.verdicts[name].tests if test.outcome != "passed"}


def advised(found, name: str) -> set[str]:
    return {line[2:].partition(".")[0].replace(" ", "_") for line in found.beside[name] if line[0] in "✗?"}


def setting_of(name: str) -> tuple[str, str]:
    return ("learning_rate", "batch_size") if name == LR else ("batch_size", "learning_rate")


# --- the flagship's records: structure ---------------------------------------------------------------------


@pytest.mark.parametrize("name", [LR, BS])
def test_the_record_of_the_solution_has_full_points(name):
    found = flagship().judge(solution())
    assert found.verdicts[name].points == found.verdicts[name].max_points == POINTS
    if "SIMULATED" in solution()[name].data["gpu"]:
        assert any(flag.startswith(name) and "SIMULATED" in flag for flag in found.flags)


def test_the_weights_are_points():
    for name in (LR, BS):
        assert sum(rule.weight for rule in flagship().rules if name in rule.cells and not rule.is_flag) == POINTS


@pytest.mark.parametrize("name", [LR, BS])
def test_a_record_without_a_gpu_has_full_points(name):
    data = printed()
    data[name]["gpu"] = "none"
    for row in data[name]["rows"]:
        row.update(total_energy=0.0, energy_measured=False)
    found = findings(data)
    assert found.verdicts[name].points == POINTS
    assert any("without a GPU" in flag for flag in found.flags)


def test_a_measured_record_has_full_points_and_no_flag():
    found = findings(printed())
    assert found.verdicts[LR].points == found.verdicts[BS].points == POINTS
    assert found.flags == [] and not any(advised(found, name) for name in found.beside)


def _every(key, value):
    def change(record, name):
        for row in record["rows"]:
            row[key] = value

    return change


def _one(key, value, index=1):
    return lambda record, name: record["rows"][index].update({key: value})


def _renamed(record, name):
    for row in record["rows"]:
        row["test_acc"] = row.pop("test_accuracy")


def _short_names(record, name):
    for row in record["rows"]:
        row.update(lr=row.pop("learning_rate"), time=row.pop("train_time"), energy=row.pop("total_energy"))


def _without_a_key(record, name):
    del record["rows"][2]["test_loss"]


def _without_a_run(record, name):
    del record["rows"][1]
    record["different_rows"] -= 1


def _reversed(record, name):
    record["rows"].reverse()


def _repeats_out_of_order(record, name):
    again = {**record["rows"][0], "train_time": 47.1, "test_loss": 0.15, "repeat": 0}
    record["rows"][0]["repeat"] = 1
    record["rows"].insert(1, again)
    record["different_rows"] += 1


def _other_constant(record, name):
    record["rows"][-1][setting_of(name)[1]] = 0.3


def _measured_once(record, name):
    for row in record["rows"]:
        row.update({key: record["rows"][0][key] for key in ("epochs", "test_accuracy", "test_loss", "train_time")})


def _one_network(record, name):
    for row in record["rows"][2:]:
        row.update({key: record["rows"][1][key] for key in ("test_accuracy", "test_loss")})


WRONG = {
    "a key is missing in one run": (_without_a_key, {"each_run_is_a_dict_with_the_seven_keys"}),
    "a key is spelt in another way": (_renamed, {"each_run_is_a_dict_with_the_seven_keys"}),
    "three keys are abbreviated": (_short_names, {"each_run_is_a_dict_with_the_seven_keys"}),
    "a run is left out": (_without_a_run, {"every_setting_of_the_text_is_there"}),
    "the largest setting stands first": (_reversed, {"the_runs_are_in_order"}),
    "repeats are out of order": (_repeats_out_of_order, {"the_runs_are_in_order"}),
    "the other setting changes": (_other_constant, {"the_other_setting_stays_the_same"}),
    "an epoch too few": (_one("epochs", 2), {"epochs_are_whole_numbers_from_3_to_100"}),
    "an epoch too many": (_one("epochs", 101), {"epochs_are_whole_numbers_from_3_to_100"}),
    "half an epoch": (_one("epochs", 7.5), {"epochs_are_whole_numbers_from_3_to_100"}),
    "epochs are a text": (_one("epochs", "16"), {"epochs_are_whole_numbers_from_3_to_100"}),
    "one network for all runs": (_one_network, {"each_run_trains_a_network_of_its_own"}),
    "a percentage": (_one("test_accuracy", 99.0), {"accuracies_are_between_0_and_1"}),
    "a negative accuracy": (_one("test_accuracy", -0.1), {"accuracies_are_between_0_and_1"}),
    "no accuracy": (_one("test_accuracy", None), {"accuracies_are_between_0_and_1"}),
    "a negative loss": (_one("test_loss", -0.1), {"losses_are_numbers_from_0_up"}),
    "a loss that is True": (_one("test_loss", True), {"losses_are_numbers_from_0_up"}),
    "a negative energy": (_one("total_energy", -3.0), {"energies_are_numbers_from_0_up"}),
    "energy is a text": (_every("total_energy", "12 J"), {"energies_are_numbers_from_0_up"}),
    "no time": (_one("train_time", 0.0), {"times_are_greater_than_0"}),
    "a time that is no number": (_one("train_time", "nan"), {"times_are_greater_than_0"}),
    "one measurement for all runs": (_measured_once, {"each_run_is_measured_and_appended_on_its_own"}),
    "the same dict twice": (
        lambda record, name: record.update(different_rows=len(record["rows"]) - 1),
        {"each_run_is_measured_and_appended_on_its_own"},
    ),
}


@pytest.mark.parametrize("name", [LR, BS])
@pytest.mark.parametrize("case", WRONG)
def test_each_broken_rule_costs_exactly_its_own_points(case, name):
    change, expected = WRONG[case]
    data = printed()
    change(data[name], name)
    found = findings(data)
    assert lost(found, name) == expected
    weights = {rule.function.__name__.removeprefix("test_"): rule.weight for rule in flagship().rules}
    assert found.verdicts[name].points == POINTS - sum(weights[rule] for rule in expected)
    assert all(test.message for test in found.verdicts[name].tests if test.outcome == "failed")
    assert {LR, BS} - {name} == {other for other in (LR, BS) if not lost(found, other)}


def test_every_rule_on_records_has_a_wrong_example():
    rules = {r.function.__name__.removeprefix("test_") for r in flagship().rules if LR in r.cells and not r.is_flag}
    assert rules == set().union(*(expected for _, expected in WRONG.values()))


def _with_repeats(record, name):
    record["rows"] = [
        {**row, "repeat": r, "train_time": row["train_time"] * (1 + 0.01 * r), "test_loss": row["test_loss"] + 1e-4 * r}
        for row in record["rows"]
        for r in range(3)
    ]
    record["different_rows"] = len(record["rows"])


def _only_the_seven_keys(record, name):
    for row in record["rows"]:
        for key in ("repeat", "reached", "energy_measured"):
            del row[key]


RIGHT = {
    "three repeats": _with_repeats,
    "only the seven keys": _only_the_seven_keys,
    "more keys than asked for": _every("note", "my own"),
    "a loss of nan": _one("test_loss", "nan", -1),
    "epochs as a float": _one("epochs", 16.0),
    "tensors with one element": _one("test_accuracy", [0.99]),
    "a setting of their own": lambda record, name: record["rows"].insert(
        0, {**record["rows"][0], setting_of(name)[0]: 1e-6, "test_loss": 0.7, "test_accuracy": 0.9, "train_time": 47.0}
    ),
    "two runs with the same accuracy": lambda record, name: record["rows"][1].update(
        test_accuracy=record["rows"][0]["test_accuracy"]
    ),
    "no count of different rows": lambda record, name: record.pop("different_rows"),
}


@pytest.mark.parametrize("name", [LR, BS])
@pytest.mark.parametrize("case", RIGHT)
def test_what_the_text_allows_costs_nothing(case, name):
    data = printed()
    RIGHT[case](data[name], name)
    data[name]["different_rows"] = data[name].get("different_rows") and len(data[name]["rows"])
    assert lost(findings(data), name) == set()


def test_one_dict_appended_again_and_again_loses_what_it_lacks():
    data = printed()
    data[LR].update(rows=[data[LR]["rows"][-1]] * 6, different_rows=1)
    assert lost(findings(data), LR) == {
        "every_setting_of_the_text_is_there",
        "each_run_is_measured_and_appended_on_its_own",
    }


@pytest.mark.parametrize("rows", [[], None, "none", [1, 2], [{}] * 6])
def test_a_record_without_runs_earns_nothing(rows):
    data = printed()
    data[LR]["rows"] = rows
    assert findings(data).verdicts[LR].points == 0


def test_a_record_with_few_of_its_runs_is_left_to_a_person():
    data = printed()
    data[LR].update(rows=data[LR]["rows"][:2], different_rows=2)
    found = findings(data)
    assert found.verdicts[LR].points is None
    assert f"{LR}: it holds 2 of at least 6 runs." in found.flags
    assert found.verdicts[BS].points == POINTS


# --- the flagship's records: what a TA should know ---------------------------------------------------------


def _energies(record, watt):
    for row in record["rows"]:
        row["total_energy"] = row["train_time"] * watt


def _power(index, watt):
    return lambda r: r["rows"][index].update(total_energy=watt * r["rows"][index]["train_time"])


def _longer(index, factor):
    return lambda r: r["rows"][index].update(
        {key: factor * r["rows"][index][key] for key in ("train_time", "total_energy")}
    )


FLAGS = {
    "SIMULATED": (BS, lambda r: r.update(gpu="SIMULATED GPU"), {"SIMULATED", "other output"}),
    "more than a T4 can take": (BS, _power(3, 90), {"run 4 took 90"}),
    "less than a T4 takes at rest": (BS, _power(3, 2), {"run 4 took 2", "goes from"}),
    "the same power to four digits": (BS, lambda r: _energies(r, 40), {"every run took the same power"}),
    "power that jumps": (LR, _power(0, 8), {"goes from"}),
    "energy without a GPU": (LR, lambda r: r.update(gpu="none"), {"no GPU is named", "other output"}),
    "a GPU without energy": (BS, lambda r: _energies(r, 0), {"all energies are 0, although"}),
    "one run without energy": (BS, lambda r: r["rows"][1].update(total_energy=0), {"run 2 took 0 J in"}),
    "not measured, but given": (BS, lambda r: r["rows"][0].update(energy_measured=False), {"energy_measured is False"}),
    "a window around other work": (LR, _longer(3, 8), {"an epoch takes"}),
    "one loader for all sizes": (BS, _longer(0, 0.55), {"with 32 rows per batch"}),
    "one network trained on": (BS, lambda r: [row.update(epochs=3) for row in r["rows"][1:]], {"the fewest possible"}),
    "a limit of 20 epochs": (
        LR,
        lambda r: r["rows"][0].update(epochs=20, train_time=8.0, total_energy=240.0),
        {"gave up after 20"},
    ),
    "the target without the accuracy": (BS, lambda r: r["rows"][0].update(test_accuracy=0.1), {"right on 10%"}),
    "a rate that nobody asked for": (
        LR,
        lambda r: r["rows"][2].update(learning_rate=0.002),
        {"runs with learning_rate 0.002"},
    ),
}


@pytest.mark.parametrize("case", FLAGS)
def test_implausible_numbers_are_flagged_and_cost_nothing_more(case):
    name, change, expected = FLAGS[case]
    data = printed()
    change(data[name])
    found = findings(data)
    flags = [flag for flag in found.flags if flag.startswith(f"{name}:")]
    assert len(flags) == len(expected) and all(any(words in flag for flag in flags) for words in expected), flags
    assert found.verdicts[name].points >= POINTS - 0.5
    assert [line[2:] for line in found.beside[name] if line[0] == "!"] == [flag.partition(": ")[2] for flag in flags]


def test_an_unknown_gpu_is_flagged_for_impossible_power_only():
    data = printed()
    for one in data.values():
        one["gpu"] = "Some GPU of 2031"
    assert findings(data).flags == []
    data[BS]["rows"][0]["total_energy"] = 1e6
    assert any("took" in flag for flag in findings(data).flags)


# --- the flagship's plots ----------------------------------------------------------------------------------


def _panel(key, value, index=0):
    return lambda plot: plot["axes"][index].update({key: value})


def _no_hatch(plot):
    as_bars(plot)
    for ax in plot["axes"]:
        for bar in ax["bars"]:
            bar["hatch"] = None


def _on_a_linear_axis(plot):
    for line in plot["axes"][0]["lines"]:
        line["x"] = [10.0 ** (place - 5) for place in line["x"]]


def _on_a_logarithmic_axis(plot):
    _on_a_linear_axis(plot)
    plot["axes"][0]["xscale"] = "log"


def _shorter(plot):
    for line in plot["axes"][0]["lines"]:
        line["y"] = line["y"][:7]


TTA = "plot_tta_learning_rate"
ADVICE = {
    "no label": ("plot_training", lambda p: p["axes"][0].update(ylabel="", title=""), {"the_axes_are_labelled"}),
    "only in the title": ("plot_training", lambda p: p["axes"][0].update(ylabel="", title="loss"), set()),
    "linear loss": ("plot_training", _panel("yscale", "linear"), {"the_loss_axis_is_logarithmic"}),
    "a line too few": (
        "plot_training",
        lambda p: p["axes"][0]["lines"].pop(),
        {"it_has_the_lines_that_were_asked_for"},
    ),
    "too few epochs": ("plot_learning_rates", _shorter, {"each_line_has_one_value_per_epoch"}),
    "no legend": ("plot_learning_rates", _panel("legend", []), {"a_legend_says_which_line_is_which"}),
    "the figure's legend": (
        "plot_learning_rates",
        lambda p: (p.update(legend=["a", "b", "c", "d"]), p["axes"][0].update(legend=[])),
        set(),
    ),
    "three charts": (TTA, lambda p: p["axes"].pop(), {"there_are_four_panels"}),
    "bars": (TTA, as_bars, set()),
    "a logarithmic x axis": (TTA, _on_a_logarithmic_axis, set()),
    "a linear x axis": (TTA, _on_a_linear_axis, {"the_settings_are_categories"}),
    "linear time": (TTA, _panel("yscale", "linear"), {"time_and_energy_are_on_logarithmic_axes"}),
    "accuracy from 0": (TTA, _panel("ylim", [0.0, 1.0], 2), {"the_accuracy_does_not_start_at_0"}),
    "no hatching": (TTA, _no_hatch, {"runs_that_missed_the_target_are_told_apart_and_explained"}),
    "hatching is not explained": (
        TTA,
        lambda p: p.update(legend=[]),
        {"runs_that_missed_the_target_are_told_apart_and_explained"},
    ),
}


@pytest.mark.parametrize("case", ADVICE)
def test_a_plot_gets_advice_for_the_ta_and_no_points(case):
    name, change, expected = ADVICE[case]
    data = printed()
    change(data[name])
    found = findings(data)
    assert advised(found, name) == expected
    assert name not in found.verdicts


def test_every_rule_on_plots_has_a_wrong_example():
    rules = {
        r.function.__name__.removeprefix("test_")
        for r in flagship().rules
        if not r.is_flag and not {LR, BS} & set(r.cells)
    }
    assert rules == set().union({"repeats_show_their_spread"}, *(expected for _, _, expected in ADVICE.values()))


@pytest.mark.parametrize("drawn", ["errorbars", "scatter"])
def test_repeats_without_their_spread_are_told_and_with_it_are_not(drawn):
    data = printed()
    record = data[LR]
    record["rows"] = [row | {"repeat": repeat} for row in record["rows"] for repeat in range(2)]
    assert "repeats_show_their_spread" in advised(findings(data), TTA)
    data[TTA]["axes"][0][drawn] = 6
    assert "repeats_show_their_spread" not in advised(findings(data), TTA)


def test_bars_that_differ_from_the_record_are_flagged():
    data = printed()
    data[TTA]["axes"][0]["lines"][0]["y"][0] = 12.0
    assert findings(data).flags == [
        f"{TTA}: no panel shows train_time of {LR}: the figure is of another run or another quantity."
    ]


def test_lines_of_one_network_trained_on_are_flagged():
    data = printed()
    lines = data["plot_learning_rates"]["axes"][0]["lines"]
    for before, line in itertools.pairwise(lines):
        line["y"] = [before["y"][-1] * 0.99**k for k in range(20)]
    assert "one network" in findings(data).flags[0]
    lines[1]["y"] = lines[0]["y"]
    assert "the same" in findings(data).flags[0]


@pytest.mark.parametrize("key", ["batch_size", "train_time", "total_energy", "test_accuracy"])
def test_numbers_that_are_stored_as_text_are_called_that(key):
    data = printed()
    for row in data[BS]["rows"]:
        row[key] = str(row[key])
    said = [test.message for test in findings(data).verdicts[BS].tests if test.outcome != "passed"]
    assert any(f"`{key}` is text, not a number" in message for message in said), said


def test_every_flag_has_an_example():
    assert {rule.function.__name__ for rule in flagship().rules if rule.is_flag} == {
        "flag_simulated",
        "flag_no_gpu",
        "flag_energy_does_not_fit_the_machine",
        "flag_power_is_outside_what_the_gpu_can_do",
        "flag_power_differs_much_between_runs",
        "flag_energy_is_time_times_a_constant",
        "flag_an_epoch_takes_very_different_times",
        "flag_small_batches_are_not_slower",
        "flag_later_runs_take_the_fewest_epochs",
        "flag_the_target_and_the_epochs_disagree",
        "flag_runs_per_setting",
        "flag_outputs_of_different_machines",
        "flag_lines_of_one_network",
        "flag_the_values_are_not_those_of_the_record",
    }, "add an example of the new flag above, then its name here"


# --- hostile and missing output ----------------------------------------------------------------------------

ODD = [None, True, -1, 0, 10**17, 1e300, -1e-300, "nan", "x" * 500, [], {}, [[[]]], [None], {"a": []}, [{"rows": 1}]]


def _places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


@pytest.mark.parametrize("name", [LR, TTA, "plot_learning_rates"])
def test_no_value_at_any_place_breaks_a_rule(name):
    places = [path for path in _places(printed()[name]) if path and (len(path) < 5 or path[-1] in (0, "x", "height"))]
    for number, path in enumerate(places):
        for odd in ODD if len(path) < 4 else ODD[number % len(ODD) :][:3]:
            data = printed()
            at = data[name]
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = odd
            found = findings(data)
            assert not any("broke" in line for lines in found.beside.values() for line in lines), (path, odd)


@pytest.mark.parametrize(
    "rows",
    [
        [{}] * 100_000,
        [{"train_time": 1, "epochs": 3, "test_loss": 1}] * 499,
        [{f"key {n}": n for n in range(100_000)}] * 3,
        [{**{f"key {n}": n for n in range(200)}, "learning_rate": 1}] * 499,
    ],
)
def test_huge_records_are_judged_in_bounded_time(rows):
    data = printed()
    data[LR]["rows"] = rows
    data["plot_learning_rates"]["axes"][0]["lines"] = [{"y": [1, 2], "label": "a"}] * 50_000
    data[TTA]["axes"] = [{"bars": [{"x": n, "height": n} for n in range(20_000)]}] * 5
    began = time.process_time()
    assert findings(data).verdicts[LR].points in (None, 0, *(n / 4 for n in range(20)))
    assert time.process_time() - began < 8


def _cell(*texts, **more):
    outputs = [nbformat.v4.new_output("stream", text=text) for text in texts]
    return nbformat.v4.new_code_cell("show()", outputs=outputs, **more)


GOOD = '{"evidence": "table", "rows": [1]}\n'


def test_the_last_line_of_its_name_counts():
    text = f'a table\n{GOOD}{{"evidence": "table", "rows": [2]}}\n{{"evidence": "other"}}\nthe end'
    assert read_evidence(_cell(text), "table").data["rows"] == [2]


def test_a_line_in_two_outputs_is_put_together():
    warning = nbformat.v4.new_output("stream", name="stderr", text="a warning\n")
    cell = _cell("mean\n" + GOOD[:15], GOOD[15:])
    cell.outputs.insert(1, warning)
    assert read_evidence(cell, "table").data == {"evidence": "table", "rows": [1]}


@pytest.mark.parametrize(
    "line",
    [
        '{"evidence": "table", "rows": ' + "[" * 100_000,
        '{"evidence": "table", "rows": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"evidence": "table", "rows": ' + "[" * 50 + "]" * 50 + "}",
        '{"evidence": "table", "rows": "' + "x" * LONGEST_LINE + '"}',
        '{"evidence": "table", "rows": [' + "0," * 500_000 + "0]}",
        '{"evidence": "table", "rows": [1',
        '{"evidence": 7}',
        '{"evidence": {"evidence": "table"}}',
        '{"evidence": "another"}',
        '{"evidence":',
    ],
)
def test_a_line_that_cannot_be_read_is_said_in_words(line):
    found = read_evidence(_cell(line), "table")
    assert found.data is None and found.problem


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", "9" * 30, "9" * 5000, "1e-999"])
def test_numbers_that_are_none_are_read_as_text(value):
    data = read_evidence(_cell(f'{{"evidence": "table", "rows": [{value}]}}'), "table").data
    assert isinstance(data["rows"][0], str) or data["rows"][0] == 0.0


@pytest.mark.parametrize("outputs", [None, [], [None], ["text"], [{"output_type": "stream"}], [{"text": [GOOD, 1]}]])
def test_malformed_outputs_are_read_without_an_exception(outputs):
    assert read_evidence({"outputs": outputs}, "table").data is None


def _notebook(*cells):
    return nbformat.v4.new_notebook(cells=list(cells))


def test_each_reason_for_a_missing_record_is_named():
    about = {"nbgrader": {"grade_id": "table"}}
    ran = _cell("output")
    error = nbformat.v4.new_output("error", ename="NameError", evalue="name 'rows' is not defined", traceback=[])
    stopped = nbformat.v4.new_code_cell("show()", outputs=[error], metadata=about)
    cases = {
        "not run": [_cell(metadata=about), ran],
        "no cell of the notebook": [_cell(metadata=about), _cell()],
        "NameError: name 'rows'": [stopped],
        "not the line": [_cell("a table", metadata=about)],
        "another cell": [_cell('{"evidence": "other"}', metadata=about)],
        "cut off": [_cell(GOOD[:-4], metadata=about)],
        "missing": [ran],
        "last ones were cut off": [_cell("many lines\n... Output truncated ...", metadata=about)],
    }
    for words, cells in cases.items():
        assert words in read_all(_notebook(*cells), ["table"])["table"].problem, words
    notebook = _notebook(_cell(metadata=about), ran)
    notebook.metadata["colab"] = {"private_outputs": True}
    assert "Omit code cell output" in read_all(notebook, ["table"])["table"].problem


def test_a_message_is_one_line_of_bounded_length():
    assert one_line("a\nb\x1b[31m  c") == "a b [31m c" and len(one_line("x" * 10**6)) <= 2001


# --- the engine --------------------------------------------------------------------------------------------

RULES = '''\
"""Rules of the tiny course."""
from grader.judging.evidence_rules import Undecided, of
from grader.testing import fixture, number, weight


@fixture
def mean(record):
    if record.get("mean") == "later":
        raise Undecided("the mean is to come")
    return number(record.get("mean"))


@weight(3)
@of("table")
def test_the_mean_is_a_number(mean):
    assert mean is not None, "`mean` is no number."


@of("table")
def test_it_names_the_machine(record):
    assert record["gpu"], "No machine is named."


@of("table")
def flag_a_negative_mean(mean):
    return "the mean is negative <b>" if mean is not None and mean < 0 else None


@of("plot_values")
def test_there_is_a_line(record):
    assert record.get("lines"), "No line was drawn."
'''


def _rules(folder, source=RULES, name="tiny"):
    course = make_course(folder / "course")
    path = course.tests(name) / "evidence.py"
    path.write_text(source)
    return EvidenceRules.load(path, AuthorText.read(course.author_text(name)))


@pytest.mark.parametrize(
    "source, words",
    [
        ("x = 1\n", "test_ or flag_"),
        ("def test_it(record):\n    pass\n", "@of"),
        (RULES.replace('@of("plot_values")', '@of("plot")'), "no evidence or plot cell"),
        (RULES.replace('@of("plot_values")', '@of("comment")'), "no evidence or plot cell"),
        (RULES.replace("(mean)", "(median)"), "no fixture"),
    ],
)
def test_a_broken_file_of_rules_is_refused_with_the_reason(tmp_path, source, words):
    with pytest.raises(UserError, match=words):
        _rules(tmp_path, source)


def test_an_assignment_without_rules_has_none(tmp_path):
    course = make_course(tmp_path / "course")
    assert EvidenceRules.load(course.tests("tiny") / "evidence.py", AuthorText.read(course.author_text("tiny"))) is None


def test_rules_are_read_again_when_they_change(tmp_path):
    course = make_course(tmp_path / "course")
    path = course.tests("tiny") / "evidence.py"
    path.write_text(RULES)
    session = Session(course)
    before = session.rules("tiny")
    assert session.rules("tiny") is before
    path.write_text(RULES + "\n\n@of('table')\ndef flag_more(record):\n    return None\n")
    assert len(session.rules("tiny").rules) == len(before.rules) + 1


def test_the_digest_of_an_assignment_covers_its_rules(tmp_path):
    course = make_course(tmp_path / "course")
    before = Assignment.load(course, "tiny").digest
    (course.tests("tiny") / "evidence.py").write_text(RULES)
    assert Assignment.load(course, "tiny").digest != before


def test_what_a_rule_cannot_decide_is_left_to_a_person(tmp_path):
    rules = _rules(tmp_path)
    for record, words in (
        ({"mean": "later", "gpu": "a"}, "to come"),
        ({"mean": 1}, "broke"),  # the rule looks up a key that is not there
    ):
        found = rules.judge({"table": Evidence(record)})
        assert found.verdicts["table"].points is None
        assert len(found.flags) == 1 and words in found.flags[0]


# --- graded submissions ------------------------------------------------------------------------------------

PRINTED = {
    "full": '{"evidence": "table", "mean": 2.5, "gpu": "T4"}',
    "part": '{"evidence": "table", "mean": "2.5", "gpu": "T4"}',
    "odd": '{"evidence": "table", "mean": -2.5, "gpu": "T4"}',
    "none": None,
    "omitted": None,
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return the tiny course with rules, and five graded submissions."""
    course = make_course(tmp_path_factory.mktemp("evidence") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    (course.tests("tiny") / "evidence.py").write_text(RULES)
    assignment = Assignment.load(course, "tiny")
    for student, text in PRINTED.items():
        notebook = fill_release(assignment.release, assignment.text)
        cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
        if text is not None:
            cells["table"].outputs = [nbformat.v4.new_output("stream", text=f"mean: 2.5\n{text}\n")]
        if student == "omitted":
            notebook.metadata["colab"] = {"private_outputs": True}
        else:
            figure = '{"evidence": "plot_values", "lines": []}\n'
            cells["plot_values"].outputs = [nbformat.v4.new_output("stream", text=figure)]
        path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    outcome = grade(course, "tiny", jobs=1)
    assert outcome.complete and not outcome.unreadable
    return course


def _grade(course, student, name="table"):
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_grade(name, "tiny", "tiny", student)
        return found.auto_score, bool(found.needs_manual_grade)


def _autograded(course, student):
    return nbformat.read(course.autograded("tiny", student), as_version=4)


def _named(notebook, name):
    return next(cell for cell in notebook.cells if cell.id == name)


def test_a_record_that_is_read_has_an_automatic_score(graded):
    assert _grade(graded, "full") == (1, False)
    assert _grade(graded, "part") == (0.25, False)
    assert _grade(graded, "odd") == (1, False)


def test_a_record_that_is_missing_waits_for_a_person_who_is_told_why(graded):
    assert _grade(graded, "none") == _grade(graded, "omitted") == (None, True)
    assert "table: no record was read: it has no output" in _autograded(graded, "none").cells[0].source
    assert "Omit code cell output" in _autograded(graded, "omitted").cells[0].source


def test_a_plot_still_waits_for_a_person(graded):
    assert _grade(graded, "full", "plot_values") == (None, True)


def test_the_outputs_of_a_judged_record_stay(graded):
    cell = _named(_autograded(graded, "part"), "table")
    assert cell.outputs[0].text == f"mean: 2.5\n{PRINTED['part']}\n"
    assert cell.metadata["grader"]["points"] == 0.25
    assert json.dumps(cell.metadata["grader"]["tests"]).count("passed") == 1


def test_flags_stand_at_the_top_and_beside_the_cell_for_the_ta(graded):
    notebook = _autograded(graded, "odd")
    assert "table: the mean is negative &#60;b&#62;" in notebook.cells[0].source
    beside = _named(notebook, "for-the-ta-findings-table")
    assert "! the mean is negative &#60;b&#62;" in beside.source and "✓ the mean is a number" in beside.source
    assert notebook.cells[notebook.cells.index(beside) - 1].id == "table"
    assert "✗ there is a line. No line was drawn." in _named(notebook, "for-the-ta-findings-plot_values").source


def test_feedback_shows_what_the_rules_found_and_no_flag(graded):
    pages = {page.parents[1].name: page.read_text() for page in write_feedback(graded, "tiny")[0]}
    assert "<code>mean</code> is no number." in pages["part"] and "mean: 2.5" in pages["part"]
    assert "negative" not in pages["odd"] and "No line was drawn" not in pages["odd"]
    assert "a person grades this (of 1)" in pages["none"]


def test_grading_again_keeps_a_persons_score(graded):
    with Gradebook(f"sqlite:///{graded.root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_grade("table", "tiny", "tiny", "none")
        found.manual_score, found.needs_manual_grade = 0.5, False
        gradebook.db.commit()
    grade(graded, "tiny", jobs=1, students="none", force=True)
    assert _grade(graded, "none") == (None, False)


def test_the_audit_log_holds_the_points_of_records(graded):
    points = {line["student"]: line["points"]["table"] for line in read_log(graded) if line["student"] != "none"}
    assert points == {"full": 1, "part": 0.25, "odd": 1, "omitted": None}


def test_regrade_shows_what_mended_rules_change_and_nothing_else(graded):
    path = graded.tests("tiny") / "evidence.py"
    before = path.read_text()
    path.write_text(before.replace("@weight(3)", "@weight(1)"))
    shown = []
    outcome = grade(graded, "tiny", jobs=1, force=True, confirm=lambda found: shown.append(dict(found.changes)))
    path.write_text(before)
    assert shown == [{"part": {"table": (0.25, 0.5)}}]
    assert not outcome.verdicts and _grade(graded, "part") == (0.25, False)
