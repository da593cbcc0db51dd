"""Examples of what the records and the plots may hold: `tests/engine/test_evidence_examples.py` judges them all.

Each changes what the executed solution printed, as if it were measured on a quiet T4.
"""

import copy

RECORD = "model_runs"
OTHER = "temperature_runs"


def quiet(printed):
    """Return what the solution printed as a T4 might have measured it."""
    data = copy.deepcopy(printed)
    for one in data.values():
        one["gpu"] = "Tesla T4"
    for index, row in enumerate(data[RECORD]["rows"]):
        row["train_time"] = row["epochs"] * row["layers"] * (2 + 0.01 * index)
        row["total_energy"] = row["train_time"] * (30 + 0.7 * index)
        row["sample_energy"] = 35.0 * row["sample_time"]
        row["energy_measured"] = True
    return data


def _rows(data, name=RECORD):
    return data[name]["rows"]


def _one(key, value, index=1, name=RECORD):
    return lambda data: _rows(data, name)[index].update({key: value})


def _every(change, name=RECORD):
    return lambda data: [change(row) for row in _rows(data, name)]


def _without(key, value, name):
    def change(data):
        data[name]["rows"] = [row for row in _rows(data, name) if row[key] != value]
        data[name]["different_rows"] = len(_rows(data, name))

    return change


def _same(name, keys):
    def change(data):
        first, second = _rows(data, name)[:2]
        second.update({key: first[key] for key in keys})

    return change


# Each costs exactly these rules on the records.
WRONG = {
    "a key is missing in one run": (
        lambda data: _rows(data)[2].pop("valid_nll"),
        {"each_run_is_a_dict_with_the_keys_of_the_text"},
    ),
    "a key is spelt in another way": (
        _every(lambda row: row.update(nll_test=row.pop("test_nll"))),
        {"each_run_is_a_dict_with_the_keys_of_the_text"},
    ),
    "a temperature's key is missing": (
        lambda data: _rows(data, OTHER)[0].pop("jsd_interval"),
        {"each_run_is_a_dict_with_the_keys_of_the_text"},
    ),
    "two layers are left out": (_without("layers", 2, RECORD), {"each_setting_is_run_twice"}),
    "a temperature is left out": (_without("temperature", 1.2, OTHER), {"each_setting_is_run_twice"}),
    "three layers first": (lambda data: _rows(data).reverse(), {"the_runs_are_in_the_order_of_the_text"}),
    "the hottest first": (lambda data: _rows(data, OTHER).reverse(), {"the_runs_are_in_the_order_of_the_text"}),
    "the number of tensors": (
        _every(lambda row: row.update(parameters=17)),
        {"the_numbers_of_weights_are_those_of_the_networks"},
    ),
    "the weights of another network": (
        _one("parameters", 5_736_029, 0),
        {"the_numbers_of_weights_are_those_of_the_networks"},
    ),
    "a negative NLL": (_one("test_nll", -3.3), {"nlls_are_positive_numbers"}),
    "an accuracy for an NLL": (_one("valid_nll", 33.0), {"nlls_are_positive_numbers"}),
    "a divergence above 1": (_one("jsd_step", 1.4), {"divergences_of_the_networks_are_between_0_and_1"}),
    "a text for a divergence": (
        _one("jsd_pitch", "small", 1, OTHER),
        {"divergences_are_between_0_and_1"},
    ),
    "a negative divergence": (_one("jsd_interval", -0.1, 1, OTHER), {"divergences_are_between_0_and_1"}),
    "no time": (_one("train_time", 0.0), {"times_are_greater_than_0"}),
    "a negative energy": (_one("total_energy", -1.0), {"energies_are_numbers_from_0_up"}),
    "no music": (_one("minutes", 0.0), {"playing_took_time_and_gave_minutes_of_music"}),
    "one measurement twice": (
        _same(RECORD, ("valid_nll", "test_nll", "jsd_pitch", "train_time")),
        {"each_run_is_measured_and_appended_on_its_own"},
    ),
    "the same dict twice": (
        lambda data: data[RECORD].update(different_rows=len(_rows(data)) - 1),
        {"each_run_is_measured_and_appended_on_its_own"},
    ),
    "one temperature twice": (
        _same(OTHER, ("jsd_pitch", "jsd_step", "jsd_interval")),
        {"each_run_is_played_and_appended_on_its_own"},
    ),
}

# These cost nothing.
RIGHT = {
    "without a GPU": lambda data: (
        data[RECORD].update(gpu="none"),
        _every(lambda row: row.update(total_energy=0.0, sample_energy=0.0, energy_measured=False))(data),
    ),
    "more keys than asked for": _every(lambda row: row.update(note="my own"), OTHER),
    "tensors with one element": _every(
        lambda row: row.update(jsd_pitch=[row["jsd_pitch"]], layers=float(row["layers"]))
    ),
    "four layers at the end": lambda data: (
        _rows(data).append({**_rows(data)[-1], "layers": 4, "test_nll": 3.456, "parameters": 562_171}),
        data[RECORD].update(different_rows=len(_rows(data))),
    ),
    "no count of different rows": lambda data: data[RECORD].pop("different_rows"),
}

# Too little to judge: a person decides.
UNDECIDED = {
    "two runs": lambda data: data[RECORD].update(rows=_rows(data)[:2], different_rows=2),
    "two temperatures": lambda data: data[OTHER].update(rows=_rows(data, OTHER)[:2], different_rows=2),
}

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
    "flag_repeats_are_alike": (_every(lambda row: row.update(test_nll=3.3)), "the same seed, or one network"),
    "flag_a_network_is_better_than_is_likely": (_one("test_nll", 0.7), "were test pieces among"),
    "flag_deeper_networks_are_not_slower": (
        _every(
            lambda row: row.update(
                train_time=row["train_time"] / row["layers"], total_energy=row["total_energy"] / row["layers"]
            )
        ),
        "with three layers and",
    ),
    "flag_the_temperature_changes_nothing": (
        _every(lambda row: row.update(jsd_pitch=0.05), OTHER),
        "was the temperature handed on",
    ),
}

# {example: (cell, change, rules that advise the TA)}
ADVICE = {
    "no label": (
        "plot_training",
        lambda data: [ax.pop("xlabel") for ax in data["plot_training"]["axes"]],
        {"both_panels_say_what_they_show"},
    ),
    "no label of a temperature": (
        "plot_temperature",
        lambda data: [ax.pop("ylabel") for ax in data["plot_temperature"]["axes"]],
        {"the_axes_are_labelled"},
    ),
    "one panel": ("plot_training", lambda data: data["plot_training"]["axes"].pop(), {"there_are_two_panels"}),
    "no legend": (
        "plot_temperature",
        lambda data: [
            part.pop("legend", None) for part in (data["plot_temperature"], *data["plot_temperature"]["axes"])
        ],
        {"a_legend_says_which_line_is_which"},
    ),
    "no floors": (
        "plot_temperature",
        lambda data: data["plot_temperature"]["axes"][0].update(lines=data["plot_temperature"]["axes"][0]["lines"][:2]),
        {"two_floors_are_drawn"},
    ),
    "medians only": (
        "plot_copies",
        lambda data: data["plot_copies"]["axes"][0].update(lines=data["plot_copies"]["axes"][0]["lines"][1::2]),
        {"each_of_the_numbers_is_a_dot"},
    ),
}
