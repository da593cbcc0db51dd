"""Examples of what the records and the plots may hold: `tests/engine/test_evidence_examples.py` judges them all.

Each changes what the executed solution printed, as if it were measured on a quiet T4.
"""

import copy

RECORDS = ("ablation", "networks")
SECONDS = {"cnn": 20.0, "cnn_gru": 26.0, "coatnet": 45.0}


def quiet(printed):
    """Return what the solution printed as a T4 might have measured it."""
    data = copy.deepcopy(printed)
    for one in data.values():
        one["gpu"] = "Tesla T4"
    for record in RECORDS:
        for index, row in enumerate(data[record]["rows"]):
            row["train_time"] = SECONDS.get(row.get("model"), 21.0) * (1 + 0.01 * index)
            row["total_energy"] = row["train_time"] * (30 + 0.7 * index)
            row["energy_measured"] = True
    return data


def _rows(data, record="ablation"):
    return data[record]["rows"]


def _one(key, value, index=1, record="ablation"):
    return lambda data: _rows(data, record)[index].update({key: value})


def _every(change, record="ablation"):
    return lambda data: [change(row) for row in _rows(data, record)]


def _without(name, key, record):
    def change(data):
        data[record]["rows"] = [row for row in _rows(data, record) if row[key] != name]
        data[record]["different_rows"] = len(_rows(data, record))

    return change


def _swapped(data):
    rows = _rows(data, "networks")
    rows[0], rows[1] = rows[1], rows[0]


def _same_measurement(data):
    for key in ("val_f1", "micro_f1", "macro_f1", "train_time"):
        _rows(data)[3][key] = _rows(data)[0][key]


# Each costs exactly these rules on the record.
WRONG = {
    "a key is missing in one run": (
        lambda data: _rows(data)[2].pop("threshold"),
        {"each_run_is_a_dict_with_the_keys_of_the_text"},
    ),
    "a key is spelt in another way": (
        _every(lambda row: row.update(f1_micro=row.pop("micro_f1")), "networks"),
        {"each_run_is_a_dict_with_the_keys_of_the_text"},
    ),
    "a setting is left out": (_without("leaky", "setting", "ablation"), {"each_setting_is_trained_twice"}),
    "a network is left out": (_without("coatnet", "model", "networks"), {"each_setting_is_trained_twice"}),
    "the last setting comes first": (lambda data: _rows(data).reverse(), {"the_runs_are_in_the_order_of_the_text"}),
    "repeats are out of order": (_swapped, {"the_runs_are_in_the_order_of_the_text"}),
    "a percentage": (_one("micro_f1", 43.0), {"f1_values_are_between_0_and_1"}),
    "no F1": (_one("val_f1", None, record="networks"), {"f1_values_are_between_0_and_1"}),
    "more epochs than allowed": (_one("epochs", 60), {"each_run_has_between_1_and_25_epochs"}),
    "no epoch": (_one("epochs", 0), {"each_run_has_between_1_and_25_epochs"}),
    "one dict appended again": (
        lambda data: data["ablation"].update(different_rows=1),
        {"each_run_is_measured_and_appended_on_its_own"},
    ),
    "one measurement twice": (_same_measurement, {"each_run_is_measured_and_appended_on_its_own"}),
    "a negative energy": (_one("total_energy", -3.0), {"energies_are_numbers_from_0_up"}),
    "a time of 0": (_one("train_time", 0.0), {"times_are_greater_than_0"}),
}


def _without_a_gpu(data):
    for record in RECORDS:
        data[record].update(gpu="none", driver="none")
        for row in _rows(data, record):
            row.update(total_energy=0.0, energy_measured=False)


# What the text allows costs nothing.
RIGHT = {
    "without a GPU": _without_a_gpu,
    "more keys": _every(lambda row: row.update(note="mine", seed=3)),
    "more repeats": lambda data: (
        _rows(data).append({**_rows(data)[-1], "repeat": 2, "train_time": 47.0, "val_f1": 0.5, "micro_f1": 0.41}),
        data["ablation"].update(different_rows=len(_rows(data))),
    ),
    "a setting of their own": lambda data: (
        _rows(data).append({**_rows(data)[-1], "setting": "wide and stereo", "train_time": 47.0, "val_f1": 0.5}),
        data["ablation"].update(different_rows=len(_rows(data))),
    ),
    "no count of different rows": lambda data: data["ablation"].pop("different_rows"),
}

# Too little to judge: a person decides.
UNDECIDED = {
    "two runs": lambda data: [data[record].update(rows=_rows(data, record)[:2], different_rows=2) for record in RECORDS]
}

# (change, words of the flag): a note for the TA.
FLAGS = {
    "flag_simulated": (lambda data: data["ablation"].update(gpu="SIMULATED GPU"), "SIMULATED"),
    "flag_no_gpu": (RIGHT["without a GPU"], "without a GPU"),
    "flag_energy_does_not_fit_the_machine": (lambda data: data["ablation"].update(gpu="none"), "no GPU is named"),
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
    "flag_repeats_are_alike": (
        _every(lambda row: row.update(val_f1=0.5, micro_f1=0.4, macro_f1=0.3)),
        "the same seed, or one network",
    ),
    "flag_validation_and_test_are_equal": (
        _every(lambda row: row.update(micro_f1=row["val_f1"])),
        "was one stored as the other",
    ),
    "flag_the_row_split_does_not_look_better": (
        _every(lambda row: row.update(val_f1=0.1 + 0.01 * row["repeat"]) if row["setting"] == "row split" else None),
        "unusual where songs have several cuts",
    ),
    "flag_other_settings": (RIGHT["a setting of their own"], "there are runs of wide and stereo"),
}

# {example: (cell, change, rules that advise the TA)}
ADVICE = {
    "no label": (
        "plot_front",
        lambda data: [ax.pop("xlabel") for ax in data["plot_front"]["axes"]],
        {"the_axes_are_labelled"},
    ),
    "one panel": ("plot_ablation", lambda data: data["plot_ablation"]["axes"].pop(), {"there_are_two_panels"}),
    "no interval": (
        "plot_ablation",
        lambda data: [ax.pop("errorbars", None) for ax in data["plot_ablation"]["axes"]],
        {"there_are_intervals"},
    ),
    "a linear axis of cost": (
        "plot_front",
        lambda data: [ax.update(xscale="linear") for ax in data["plot_front"]["axes"]],
        {"the_cost_axis_is_logarithmic"},
    ),
    "no legend": (
        "plot_front",
        lambda data: [part.pop("legend", None) for part in (data["plot_front"], *data["plot_front"]["axes"])],
        {"a_legend_names_the_networks"},
    ),
}
