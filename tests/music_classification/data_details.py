"""Hidden tests of `data_details`: the numbers of rows, features and classes.

Two random data sets take the place of the real one. One has few training rows and fewer classes than `classes` has
names, the other more than 1000 training rows, more classes than names, and the last classes in the last rows only. Some
rows are there twice. Labels are 0 .. k-1, every class is in the training labels, and some may be absent from the test
labels. Accepted: anything that arrives at the number from the four arrays (`.shape`, `len`, `max() + 1`), as a Python
integer or a NumPy integer. Not accepted: arrays and tensors (also of one element), tuples, floats such as 66247.0, and
`len(classes)`, which the text rules out.
"""

import numpy as np

from grader.testing import Opaque, enforces, fixture, number, weight

DEFINES = ("n_tr", "n_ts", "n_feat", "n_class")

NAMES = 10  # in `classes`, which stays as it is in the toy world
LATE = 20  # in the larger data set the last classes occur in so many last rows only


@fixture
def two_runs(student, rng):
    """The student's counts for two data sets: [(data, counts), (data, counts)]."""
    data = [_data_set(rng, more_test_rows) for more_test_rows in (True, False)]
    return [(one, student.counts(**one)) for one in data]


@weight(0.75)
@enforces("n_tr", "other_data")
def test_n_tr_counts_the_rows_of_the_training_data(two_runs):
    wrong = [
        (lambda d: len(d["Xts"]), "`n_tr` counts the rows of the test data: use the training data."),
        (lambda d: len(d["Xtr"]) + len(d["Xts"]), "`n_tr` counts training and test rows together."),
        (lambda d: d["Xtr"].shape[1], "`n_tr` counts the columns: a row is one sample, a column is one feature."),
        (lambda d: len(d["Xtr"]) - 1, "`n_tr` is the index of the last row: it is one less than the number of rows."),
        (_classes, "`n_tr` counts different labels, not rows. (Was `ytr` overwritten above?)"),
        (lambda d: len(np.unique(d["Xtr"], axis=0)), "`n_tr` counts *different* rows: count every row."),
        (lambda d: np.count_nonzero(d["ytr"]), "`n_tr` leaves out the rows whose label is 0: count every row."),
        *_overflowing("n_tr", lambda d: len(d["Xtr"])),
    ]
    _check(two_runs, "n_tr", lambda d: len(d["Xtr"]), "the number of rows of the training data `Xtr`", wrong)


@weight(0.75)
@enforces("n_ts", "other_data")
def test_n_ts_counts_the_rows_of_the_test_data(two_runs):
    wrong = [
        (lambda d: len(d["Xtr"]), "`n_ts` counts the rows of the training data: use the test data."),
        (lambda d: d["Xts"].shape[1], "`n_ts` counts the columns: a row is one sample, a column is one feature."),
        (lambda d: len(d["Xts"]) - 1, "`n_ts` is the index of the last row: it is one less than the number of rows."),
        *_overflowing("n_ts", lambda d: len(d["Xts"])),
    ]
    _check(two_runs, "n_ts", lambda d: len(d["Xts"]), "the number of rows of the test data `Xts`", wrong)


@weight(0.75)
@enforces("n_feat", "other_data")
def test_n_feat_counts_the_columns(two_runs):
    rows = "`n_feat` counts rows: a row is one sample, a column is one feature."
    axes = "`n_feat` is the number of axes of the array (`.ndim`); count its columns."
    more = "`n_feat` is one too large: labels are no feature."
    wrong = [(lambda d: len(d["Xtr"]), rows), (lambda d: len(d["Xts"]), rows), (lambda d: 2, axes)]
    wrong += [(lambda d: d["Xtr"].shape[1] + 1, more)]
    _check(two_runs, "n_feat", lambda d: d["Xtr"].shape[1], "the number of columns of the data", wrong)


@weight(0.75)
@enforces("n_class", "other_data")
def test_n_class_counts_every_class_once(two_runs):
    wrong = [
        (lambda d: d["ytr"].max(), "The labels start at 0, so the largest label is not the number of classes."),
        (lambda d: len(d["ytr"]), "`n_class` counts labels. Count how many *different* labels there are."),
        (
            lambda d: d["ytr"][-1] + 1,
            "`n_class` depends on the order of the rows: look at all training labels, not at the last one.",
        ),
        (lambda d: NAMES, "`n_class` is the number of names in `classes`, or typed in: count the labels in `ytr`."),
        (
            lambda d: min(_classes(d), NAMES),
            "`n_class` counts labels up to the number of names in `classes` only: count all different labels in `ytr`.",
        ),
        (
            lambda d: len(np.unique(d["ytr"][: max(1000, len(d["ytr"]) - LATE)])),
            "`n_class` does not look at all training rows: a class may occur in the last ones only.",
        ),
        (
            lambda d: 1 + np.count_nonzero(np.diff(d["ytr"])),
            "`n_class` counts how often the label changes from row to row. The rows come in any order: count "
            "*different* labels.",
        ),
        (lambda d: _classes(d) + 1, "`n_class` is one too large: the labels start at 0."),
        (lambda d: np.bincount(d["ytr"]).max(), "`n_class` is the number of rows of the most frequent label."),
    ]
    _check(two_runs, "n_class", _classes, "the number of different labels in `ytr`", wrong)


@weight(0.5)
@enforces("absent_in_test")
def test_n_class_does_not_need_every_class_in_the_test_data(student, two_runs, rng):
    complete, counts = two_runs[0]
    assert _single(counts.get("n_class")) == _classes(complete), (
        "Not looked at: `n_class` is wrong even if every class is in the test data, see above."
    )
    data = _data_set(rng, more_test_rows=True, all_classes_in_test=False, ordered=True)
    wrong = [
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
    assert len(right) > 1, "Not looked at: fewer than two of the four counts are right yet, see above."
    for name in right:
        for _, counts in two_runs:
            assert not isinstance(counts[name], float), (
                f"`{name}` is a floating point number. A count must be an integer: a layer with 120.0 "
                "inputs is an error. Use `//` rather than `/`, or take the number from `.shape` or `len`."
            )
            assert isinstance(counts[name], int), (
                f"`{name}` is an array or a tensor that holds one number. Make it one whole number, with `int(...)`."
            )


def _data_set(rng, more_test_rows, all_classes_in_test=True, ordered=False):
    """Return arrays in which rows, columns and classes have four different numbers, none of them usual."""
    k = int(rng.integers(5, NAMES))
    f = int(rng.integers(11, 30))
    n_tr, n_ts = int(rng.integers(31, 50)), int(rng.integers(270, 350))  # more than 8 bits count
    if not more_test_rows:
        k += NAMES - 2
        n_tr, n_ts = int(rng.integers(1050, 1250)), int(rng.integers(62, 99))
    ytr = _labels(rng, n_tr, np.arange(k))
    present = np.arange(k) if all_classes_in_test else np.delete(np.arange(k), [1, k - 2, k - 1])
    yts = _labels(rng, n_ts, present)
    if ordered:
        ytr, yts = np.sort(ytr), np.sort(yts)
    else:  # the last row must not give the number of classes away
        ytr = np.roll(ytr, int(np.flatnonzero(ytr[::-1] < k - 2)[0]))
    if not more_test_rows:
        ytr[:-LATE] %= k - 2
        ytr[-LATE:] = [*rng.permutation(np.arange(k)), *rng.permutation(k - 2)[: LATE - k]]
    Xtr, Xts = rng.normal(size=(n_tr, f)), rng.normal(size=(n_ts, f))
    Xtr[2:4], Xts[2:4] = Xtr[0], Xts[0]
    return {"Xtr": Xtr, "ytr": ytr, "Xts": Xts, "yts": yts}


def _labels(rng, rows, classes):
    """Return `rows` labels in random order, each of `classes` at least once."""
    labels = np.concatenate([classes, rng.choice(classes, size=rows - len(classes))])
    return rng.permutation(labels).astype(np.int64)


def _overflowing(name, count):
    """Return the mistake of a count that is kept in 8 bits."""
    text = f"`{name}` overflows: an integer of 8 bits counts to 255 at most. Use a Python `int`."
    return [(lambda d: count(d) % 256, text), (lambda d: (count(d) + 128) % 256 - 128, text)]


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


def _kind(value):
    if isinstance(value, np.ndarray):
        return "an array"
    kinds = {list: "a tuple or list", str: "a text", bool: "a truth value", dict: "a dict"}
    return kinds.get(type(value), "this")
