"""Examples of what the record and the plot may hold: `tests/engine/test_evidence_examples.py` judges them all."""

import copy


def quiet(printed):
    """Return what the solution printed as it might have been measured on a quiet machine."""
    data = copy.deepcopy(printed)
    for number, row in enumerate(data["metrics"]["rows"], 1):
        row["time"] = number / 1000
    return data


def _rows(data):
    return data["metrics"]["rows"]


WRONG = {
    "a time of 0": (lambda data: _rows(data)[0].update(time=0), {"times_are_greater_than_0"}),
    "no time": (lambda data: _rows(data)[0].pop("time"), {"times_are_greater_than_0"}),
}

RIGHT = {
    "more runs": lambda data: _rows(data).append({"size": 5, "time": 1e-6}),
}

UNDECIDED = {
    "two runs": lambda data: data["metrics"].update(rows=_rows(data)[:2]),
}

FLAGS = {
    "flag_an_energy_that_no_gpu_needs": (lambda data: _rows(data)[0].update(power=5000), "1500 W"),
}

ADVICE = {
    "a linear axis": (
        "plot_metrics",
        lambda data: data["plot_metrics"]["axes"][0].update(yscale="linear"),
        {"the_axis_is_logarithmic"},
    ),
}
