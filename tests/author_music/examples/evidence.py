"""Examples of what the records and the plot may hold: `tests/engine/test_evidence_examples.py` judges them all.

Each changes what the executed solution printed, as if it were measured on a quiet T4.
"""

import copy

COSTS, ALBUM = "cost_runs", "album_runs"
SECONDS = {
    COSTS: {"dense": 0.4, "rnn_by_hand": 9.0, "rnn": 1.1, "gru": 1.9, "gru_on_frames": 0.2},
    ALBUM: {"bands": 1.0, "dense": 6.0, "rnn": 4.0, "gru": 5.0},
}


def quiet(printed):
    """Return what the solution printed as a T4 might have measured it."""
    data = copy.deepcopy(printed)
    for one in data.values():
        one["gpu"] = "Tesla T4"
    for record, seconds in SECONDS.items():
        for index, row in enumerate(data[record]["rows"]):
            row["train_time"] = seconds[row["model"]] * (1 + 0.01 * index)
            row["total_energy"] = row["train_time"] * (30 + 0.3 * index)
            row["energy_measured"] = True
    return data


def _rows(data, record=ALBUM):
    return data[record]["rows"]


def _one(key, value, index=1, record=ALBUM):
    return lambda data: _rows(data, record)[index].update({key: value})


def _every(change, record=ALBUM):
    return lambda data: [change(row) for row in _rows(data, record)]


def _keep(record, wanted):
    def change(data):
        data[record]["rows"] = [row for row in _rows(data, record) if wanted(row)]
        data[record]["different_rows"] = len(_rows(data, record))

    return change


def _same_measurement(data):
    for row in _rows(data):
        for key in ("train_accuracy", "test_accuracy", "train_time"):
            row[key] = _rows(data)[0][key]


# Each costs exactly these rules on the records.
WRONG = {
    "a key is missing in one run": (lambda data: _rows(data)[2].pop("low"), {"each_run_is_a_dict_with_all_keys"}),
    "a key is spelt in another way": (
        _every(lambda row: row.update(test_acc=row.pop("test_accuracy"))),
        {"each_run_is_a_dict_with_all_keys"},
    ),
    "a key of the costs is missing": (
        lambda data: _rows(data, COSTS)[4].pop("clips"),
        {"each_run_is_a_dict_with_all_keys"},
    ),
    "an experiment is left out": (
        _keep(ALBUM, lambda row: (row["rooms"], row["split"]) != ("one_room", "clip")),
        {"each_method_is_in_each_experiment_three_times"},
    ),
    "a method is left out": (
        _keep(ALBUM, lambda row: row["model"] != "rnn"),
        {"each_method_is_in_each_experiment_three_times"},
    ),
    "a network is not measured": (
        _keep(COSTS, lambda row: row["model"] != "rnn_by_hand"),
        {"each_network_is_measured_three_times"},
    ),
    "costs out of order": (
        lambda data: _rows(data, COSTS).reverse(),
        {"the_networks_are_in_the_order_of_the_text"},
    ),
    "the weights of another network": (
        _one("parameters", 61, 13, COSTS),
        {"weights_steps_and_clips_are_those_of_the_networks"},
    ),
    "steps of a clip in frames": (
        _one("steps", 10_000, -1, COSTS),
        {"weights_steps_and_clips_are_those_of_the_networks"},
    ),
    "all clips": (
        _every(lambda row: row.update(clips=890), COSTS),
        {"weights_steps_and_clips_are_those_of_the_networks"},
    ),
    "one cost for all": (
        _every(lambda row: row.update(train_time=1.5), COSTS),
        {"each_cost_is_measured_and_appended_on_its_own"},
    ),
    "a percentage": (_one("test_accuracy", 71.0), {"accuracies_are_between_0_and_1"}),
    "no accuracy": (_one("train_accuracy", None), {"accuracies_are_between_0_and_1"}),
    "low and high are exchanged": (
        _every(lambda row: row.update(low=row["high"] + 0.001, high=row["low"])),
        {"each_interval_goes_from_low_to_high"},
    ),
    "an end of the interval is no number": (_one("high", "0.9"), {"each_interval_goes_from_low_to_high"}),
    "one number of weights for all": (
        _every(lambda row: row.update(parameters=12_930)),
        {"the_numbers_of_weights_are_those_of_the_methods"},
    ),
    "no time": (_one("train_time", 0.0), {"times_are_greater_than_0"}),
    "a negative energy": (_one("total_energy", -1.0), {"energies_are_numbers_from_0_up"}),
    "one measurement for all runs": (_same_measurement, {"each_run_is_measured_and_appended_on_its_own"}),
    "the same dict twice": (
        lambda data: data[ALBUM].update(different_rows=len(_rows(data)) - 1),
        {"each_run_is_measured_and_appended_on_its_own"},
    ),
}


def _without_gpu(data):
    for record in SECONDS:
        data[record].update(gpu="none")
        _every(lambda row: row.update(total_energy=0.0, energy_measured=False), record)(data)


# These cost nothing.
RIGHT = {
    "without a GPU": _without_gpu,
    "only the keys asked for": _every(lambda row: row.pop("energy_measured")),
    "more keys than asked for": _every(lambda row: row.update(note="my own")),
    "tensors with one element": _every(lambda row: row.update(test_accuracy=[row["test_accuracy"]])),
    "experiments in another order": lambda data: _rows(data).reverse(),
    "no count of different rows": lambda data: data[ALBUM].pop("different_rows"),
}

# Too little to judge: a person decides.
UNDECIDED = {"two runs": lambda data: data[ALBUM].update(rows=_rows(data)[:2], different_rows=2)}

# (change, words of the flag): a note for the TA.
FLAGS = {
    "flag_simulated": (lambda data: data[ALBUM].update(gpu="SIMULATED GPU"), "SIMULATED"),
    "flag_no_gpu": (RIGHT["without a GPU"], "without a GPU"),
    "flag_energy_does_not_fit_the_machine": (lambda data: data[COSTS].update(gpu="none"), "no GPU is named"),
    "flag_power_is_outside_what_the_gpu_can_do": (
        lambda data: _rows(data)[40].update(total_energy=90 * _rows(data)[40]["train_time"]),
        "run 41 took 90 W",
    ),
    "flag_power_differs_much_between_runs": (
        lambda data: _rows(data)[40].update(total_energy=8 * _rows(data)[40]["train_time"]),
        "goes from",
    ),
    "flag_energy_is_time_times_a_constant": (
        _every(lambda row: row.update(total_energy=40 * row["train_time"]), COSTS),
        "the same power to four digits",
    ),
    "flag_ten_thousand_steps_cost_nothing": (
        _every(
            lambda row: (
                row.update(train_time=0.2 + row["repeat"] / 100, total_energy=7.0) if row["model"] == "gru" else 0
            ),
            COSTS,
        ),
        "was the right network measured",
    ),
    "flag_repeats_are_alike": (
        lambda data: [row.update(test_accuracy=0.7, low=0.6, high=0.8) for row in _rows(data)[:3]],
        "the same split each time",
    ),
    "flag_test_and_training_accuracy_are_equal": (
        _every(lambda row: row.update(train_accuracy=row["test_accuracy"])),
        "was one stored as the other",
    ),
    "flag_an_accuracy_lies_outside_its_interval": (_one("test_accuracy", 0.999), "run 2 lies outside"),
}

# {example: (cell, change, rules that advise the TA)}
ADVICE = {
    "no label": (
        "plot_album",
        lambda data: [ax.pop("xlabel") for ax in data["plot_album"]["axes"]],
        {"the_axes_are_labelled"},
    ),
    "three methods": (
        "plot_album",
        lambda data: data["plot_album"]["axes"][0].update(errorbars=3),
        {"each_method_has_dots_with_error_bars"},
    ),
    "no line at guessing": (
        "plot_album",
        lambda data: data["plot_album"]["axes"][0].update(
            lines=[line for line in data["plot_album"]["axes"][0]["lines"] if line.get("y") != [0.5, 0.5]]
        ),
        {"a_line_marks_guessing"},
    ),
    "no legend": (
        "plot_album",
        lambda data: [part.pop("legend", None) for part in (data["plot_album"], *data["plot_album"]["axes"])],
        {"a_legend_says_which_method_is_which"},
    ),
}
