"""Examples of what the record and the plots may hold: `tests/engine/test_evidence_examples.py` judges them all.

Each changes what the executed solution printed, as if it were measured on a quiet T4.
"""

import copy

RECORD = "model_runs"
SECONDS = {"fc": 4.0, "lstm": 30.0, "blstm": 70.0, "blstm_last": 70.0}


def quiet(printed):
    """Return what the solution printed as a T4 might have measured it, with accuracies that differ between runs."""
    data = copy.deepcopy(printed)
    for one in data.values():
        one["gpu"] = "Tesla T4"
    for index, row in enumerate(data[RECORD]["rows"]):
        row["train_time"] = SECONDS[row["model"]] * (1 + 0.01 * index)
        row["total_energy"] = row["train_time"] * (30 + 0.7 * index)
        row["energy_measured"] = True
    return data


def _rows(data):
    return data[RECORD]["rows"]


def _one(key, value, index=1):
    return lambda data: _rows(data)[index].update({key: value})


def _every(change):
    return lambda data: [change(row) for row in _rows(data)]


def _panel(plot, key, value, index=0):
    return lambda data: data[plot]["axes"][index].update({key: value})


def _same_measurement(data):
    for row in _rows(data):
        for key in ("val_accuracy", "test_accuracy", "picked_epoch", "train_time"):
            row[key] = _rows(data)[0][key]


def _without(kind):
    def change(data):
        data[RECORD]["rows"] = [row for row in _rows(data) if row["model"] != kind]
        data[RECORD]["different_rows"] = len(_rows(data))

    return change


def _repeats_out_of_order(data):
    rows = _rows(data)
    rows[0], rows[1] = rows[1], rows[0]


# Each costs exactly these rules on the record.
WRONG = {
    "a key is missing in one run": (
        lambda data: _rows(data)[2].pop("val_accuracy"),
        {"each_run_is_a_dict_with_the_nine_keys"},
    ),
    "a key is spelt in another way": (
        _every(lambda row: row.update(test_acc=row.pop("test_accuracy"))),
        {"each_run_is_a_dict_with_the_nine_keys"},
    ),
    "a network is left out": (_without("fc"), {"each_network_is_trained_three_times"}),
    "the summary of the last step is left out": (
        _without("blstm_last"),
        {"each_network_is_trained_three_times"},
    ),
    "one repeat too few": (
        lambda data: (_rows(data).pop(), data[RECORD].update(different_rows=len(_rows(data)))),
        {"each_network_is_trained_three_times"},
    ),
    "the last network comes first": (lambda data: _rows(data).reverse(), {"the_runs_are_in_the_order_of_the_text"}),
    "repeats are out of order": (_repeats_out_of_order, {"the_runs_are_in_the_order_of_the_text"}),
    "one epoch left over from trying": (_one("epochs", 1), {"each_run_has_20_epochs"}),
    "the picked epoch is counted from 0": (_one("picked_epoch", 0), {"the_picked_epoch_is_counted_from_1"}),
    "the picked epoch is none": (_one("picked_epoch", 21), {"the_picked_epoch_is_counted_from_1"}),
    "a percentage": (_one("test_accuracy", 43.0), {"accuracies_are_between_0_and_1"}),
    "no accuracy": (_one("val_accuracy", None), {"accuracies_are_between_0_and_1"}),
    "the weights of another network": (
        _one("parameters", 413_962, -1),
        {"the_numbers_of_weights_are_those_of_the_networks"},
    ),
    "the number of tensors": (
        _every(lambda row: row.update(parameters=14)),
        {"the_numbers_of_weights_are_those_of_the_networks"},
    ),
    "no time": (_one("train_time", 0.0), {"times_are_greater_than_0"}),
    "a negative energy": (_one("total_energy", -1.0), {"energies_are_numbers_from_0_up"}),
    "one measurement for all runs": (_same_measurement, {"each_run_is_measured_and_appended_on_its_own"}),
    "the same dict twice": (
        lambda data: data[RECORD].update(different_rows=len(_rows(data)) - 1),
        {"each_run_is_measured_and_appended_on_its_own"},
    ),
}

# These cost nothing.
RIGHT = {
    "three networks, as the first release asked": lambda data: (
        _without("blstm_last")(data),
        data[RECORD].update(release="2026.1"),
    ),
    "without a GPU": lambda data: (
        data[RECORD].update(gpu="none"),
        _every(lambda row: row.update(total_energy=0.0, energy_measured=False))(data),
    ),
    "only the nine keys": _every(lambda row: row.pop("energy_measured")),
    "more keys than asked for": _every(lambda row: row.update(note="my own")),
    "epochs as floats, tensors with one element": _every(
        lambda row: row.update(epochs=20.0, test_accuracy=[row["test_accuracy"]])
    ),
    "a network of their own at the end": lambda data: (
        _rows(data).append({**_rows(data)[-1], "model": "gru", "train_time": 47.0, "parameters": 1}),
        data[RECORD].update(different_rows=len(_rows(data))),
    ),
    "no count of different rows": lambda data: data[RECORD].pop("different_rows"),
}

# Too little to judge: a person decides.
UNDECIDED = {"two runs": lambda data: data[RECORD].update(rows=_rows(data)[:2], different_rows=2)}


def _one_network_trained_on(data):
    for index, row in enumerate(_rows(data)):
        row.update(val_accuracy=0.3 + 0.01 * index, picked_epoch=20)


# (change, words of the flag): a note for the TA.
FLAGS = {
    "flag_simulated": (lambda data: data[RECORD].update(gpu="SIMULATED GPU"), "SIMULATED"),
    "flag_no_gpu": (RIGHT["without a GPU"], "without a GPU"),
    "flag_energy_does_not_fit_the_machine": (lambda data: data[RECORD].update(gpu="none"), "no GPU is named"),
    "flag_power_is_outside_what_the_gpu_can_do": (
        lambda data: _rows(data)[0].update(total_energy=90 * _rows(data)[0]["train_time"]),
        "run 1 took 90 W",
    ),
    "flag_power_differs_much_between_runs": (
        lambda data: _rows(data)[0].update(total_energy=8 * _rows(data)[0]["train_time"]),
        "goes from",
    ),
    "flag_energy_is_time_times_a_constant": (
        _every(lambda row: row.update(total_energy=40 * row["train_time"])),
        "the same power to four digits",
    ),
    "flag_two_directions_are_not_slower": (
        _every(
            lambda row: row.update(
                train_time=30.1 + row["repeat"], total_energy=(30.1 + row["repeat"]) * (31 + row["repeat"])
            )
        ),
        "was `bidirectional` handed on",
    ),
    "flag_repeats_are_alike": (
        _every(lambda row: row.update(val_accuracy=0.5, test_accuracy=0.4)),
        "the same seed, or one network",
    ),
    "flag_later_repeats_only_get_better": (_one_network_trained_on, "one network trained on"),
    "flag_test_and_validation_accuracy_are_equal": (
        _every(lambda row: row.update(test_accuracy=row["val_accuracy"])),
        "was one stored as the other",
    ),
    "flag_other_networks": (RIGHT["a network of their own at the end"], "there are runs of gru"),
}

# {example: (cell, change, rules that advise the TA)}
ADVICE = {
    "no label": (
        "plot_curves",
        lambda data: [ax.pop("xlabel") for ax in data["plot_curves"]["axes"]],
        {"the_axes_are_labelled"},
    ),
    "one panel": ("plot_curves", lambda data: data["plot_curves"]["axes"].pop(), {"there_are_two_panels"}),
    "a curve too few": (
        "plot_curves",
        lambda data: data["plot_curves"]["axes"][0]["lines"].pop(0),
        {"each_panel_has_four_curves"},
    ),
    "too few epochs": (
        "plot_curves",
        lambda data: [line.update(y=line["y"][:7]) for line in data["plot_curves"]["axes"][0]["lines"]],
        {"each_curve_has_one_value_per_epoch"},
    ),
    "no legend": (
        "plot_curves",
        lambda data: [part.pop("legend", None) for part in (data["plot_curves"], *data["plot_curves"]["axes"])],
        {"a_legend_says_which_curve_is_which"},
    ),
    "one network only": (
        "plot_confusion",
        lambda data: data["plot_confusion"]["axes"][2].update(bars=data["plot_confusion"]["axes"][2]["bars"][:10]),
        {"recall_is_drawn_for_three_networks_and_ten_families"},
    ),
    "per cent": (
        "plot_confusion",
        lambda data: [bar.update(height=100 * bar["height"] + 2) for bar in data["plot_confusion"]["axes"][2]["bars"]],
        {"recalls_are_fractions"},
    ),
    "three notes": ("plot_extremes", lambda data: data["plot_extremes"]["axes"].pop(), {"there_are_four_panels"}),
    "a logit in the title": (
        "plot_extremes",
        _panel("plot_extremes", "title", "surest: guitar 12.7"),
        {"titles_name_probabilities"},
    ),
}
