"""Hidden tests of `data_details`: the numbers of rows, features and classes.

Two random data sets take the place of the real one; one of them has more test rows than training rows.
Labels are 0 .. k-1, every class is in the training labels, and some may be absent from the test labels.
Accepted: anything that arrives at the number (`.shape`, `len`, `max() + 1`, `len(classes)`), as a Python
integer, a NumPy integer or a 0-d array. Not accepted: arrays, tuples, and floats such as 66247.0.
"""

import numpy as np

from grader.testing import Opaque, enforces, fixture, number, weight

DEFINES = ("n_tr", "n_ts", "n_feat", "n_class")

LARGEST_LABEL = (
    lambda d: d["ytr"].max(),
    "The labels start at 0, so the largest label is not the number of classes.",
)


@fixture
def two_runs(student, rng):
    """The student's counts for two data sets: [(data, counts), (data, counts)]."""
    data = [_data_set(rng, more_test_rows) for more_test_rows in (True, False)]
    return [(one, student.counts(**one)) for one in data]


@enforces("n_tr", "other_data")
def test_n_tr_counts_the_rows_of_the_training_data(two_runs):
    wrong = [(lambda d: len(d["Xts"]), "`n_tr` counts the rows of the test data: use the training data.")]
    _check(two_runs, "n_tr", lambda d: len(d["Xtr"]), "the number of rows of the training data `Xtr`", wrong)


@enforces("n_ts", "other_data")
def test_n_ts_counts_the_rows_of_the_test_data(two_runs):
    wrong = [(lambda d: len(d["Xtr"]), "`n_ts` counts the rows of the training data: use the test data.")]
    _check(two_runs, "n_ts", lambda d: len(d["Xts"]), "the number of rows of the test data `Xts`", wrong)


@enforces("n_feat", "other_data")
def test_n_feat_counts_the_columns(two_runs):
    rows = "`n_feat` counts rows: a row is one sample, a column is one feature."
    axes = "`n_feat` is the number of axes of the array (`.ndim`); count its columns."
    wrong = [(lambda d: len(d["Xtr"]), rows), (lambda d: len(d["Xts"]), rows), (lambda d: 2, axes)]
    _check(two_runs, "n_feat", lambda d: d["Xtr"].shape[1], "the number of columns of the data", wrong)


@enforces("n_class", "other_data")
def test_n_class_counts_every_class_once(two_runs):
    wrong = [
        LARGEST_LABEL,
        (lambda d: len(d["ytr"]), "`n_class` counts labels. Count how many *different* labels there are."),
        (
            lambda d: d["ytr"][-1] + 1,
            "`n_class` depends on the order of the rows: look at all training labels, not at the last one.",
        ),
    ]
    _check(two_runs, "n_class", _classes, "the number of different labels in `ytr`", wrong)


@weight(0.5)
@enforces("absent_in_test")
def test_n_class_does_not_need_every_class_in_the_test_data(student, rng):
    data = _data_set(rng, more_test_rows=True, all_classes_in_test=False, ordered=True)
    wrong = [
        LARGEST_LABEL,
        (
            lambda d: len(np.unique(d["yts"])),
            "`n_class` counts the classes of the test labels. Some may be missing there: use `ytr`.",
        ),
        (lambda d: d["yts"].max() + 1, "A class may be missing from the test labels: use `ytr`."),
    ]
    run = [(data, student.counts(**data))]
    _check(run, "n_class", _classes, "the number of different labels in `ytr`", wrong)


@weight(0.5)
@enforces("whole_numbers")
def test_every_count_is_an_integer(two_runs):
    expected = {
        "n_tr": lambda d: len(d["Xtr"]),
        "n_ts": lambda d: len(d["Xts"]),
        "n_feat": lambda d: d["Xtr"].shape[1],
        "n_class": _classes,
    }
    right = [
        name
        for name, count in expected.items()
        if all(_single(counts.get(name)) == count(data) for data, counts in two_runs)
    ]
    assert right, "None of the four counts follows from the data: compute each one from the arrays."
    for name in right:
        for _, counts in two_runs:
            assert not _is_float(counts[name]), (
                f"`{name}` is a floating point number. A count must be an integer: a layer with 120.0 "
                "inputs is an error. Use `//` rather than `/`, or take the number from `.shape` or `len`."
            )


def _data_set(rng, more_test_rows, all_classes_in_test=True, ordered=False):
    """Return arrays in which rows, columns and classes have four different numbers, none of them usual."""
    k = int(rng.integers(5, 10))
    f = int(rng.integers(11, 30))
    few, many = int(rng.integers(31, 50)), int(rng.integers(62, 99))
    n_tr, n_ts = (few, many) if more_test_rows else (many, few)
    ytr = _labels(rng, n_tr, np.arange(k))
    present = np.arange(k) if all_classes_in_test else np.delete(np.arange(k), [1, k - 2, k - 1])
    yts = _labels(rng, n_ts, present)
    if ordered:
        ytr, yts = np.sort(ytr), np.sort(yts)
    else:  # the last row must not give the number of classes away
        ytr = np.roll(ytr, int(np.flatnonzero(ytr[::-1] < k - 2)[0]))
    return {"Xtr": rng.normal(size=(n_tr, f)), "ytr": ytr, "Xts": rng.normal(size=(n_ts, f)), "yts": yts}


def _labels(rng, rows, classes):
    """Return `rows` labels in random order, each of `classes` at least once."""
    labels = np.concatenate([classes, rng.choice(classes, size=rows - len(classes))])
    return rng.permutation(labels).astype(np.int64)


def _classes(data):
    return len(np.unique(data["ytr"]))


def _check(runs, name, count, meaning, wrong):
    """Fail with the message that fits, unless `name` equals `count(data)` in every run."""
    values = [counts.get(name) for _, counts in runs]
    if all(_single(v) == count(d) for v, (d, _) in zip(values, runs, strict=True)):
        return
    for value in values:
        assert value is not None, f"This cell should define `{name}`: {meaning}."
        assert not isinstance(value, Opaque), f"`{name}` is a {value.type_name}; it should be one whole number."
        assert _single(value) is not None, f"`{name}` should be one whole number, not {_kind(value)}. It is {meaning}."
    found = [_single(value) for value in values]
    for mistake, message in wrong:
        assert any(f != mistake(d) for f, (d, _) in zip(found, runs, strict=True)), message
    for key in ("Xtr", "Xts"):
        assert any(f != d[key].size for f, (d, _) in zip(found, runs, strict=True)), (
            f"`{name}` counts every single value (`.size`). It is {meaning}."
        )
    assert len(runs) < 2 or len(set(found)) > 1, (
        f"`{name}` stays the same whatever data are loaded, as if hard-coded: compute it. It is {meaning}."
    )
    raise AssertionError(f"`{name}` is wrong on other data. It should be {meaning}, computed from the data.")


def _single(value):
    """Return a number that stands alone (no list, no array with axes), else None."""
    if isinstance(value, np.ndarray) and value.ndim > 0:
        return None
    return number(value)


def _is_float(value):
    return value.dtype.kind == "f" if isinstance(value, np.ndarray) else isinstance(value, float)


def _kind(value):
    if isinstance(value, np.ndarray):
        return "an array"
    kinds = {list: "a tuple or list", str: "a text", bool: "a truth value", dict: "a dict"}
    return kinds.get(type(value), "this")
