"""Hidden tests of `standardize`: `Xtr_scale` and `Xts_scale`.

Two random data sets, whose test rows lie elsewhere than the training rows; one feature hardly varies. Accepted: the biased or the
unbiased deviation (the same one for both tensors), a tiny number added to it, statistics computed in NumPy,
PyTorch or scikit-learn, from `Xtr` or from `Xtr_tensor`. No feature is constant, because the text leaves
open what happens then. The last two tests are about the form of the results, so they need data that were
scaled in some way: otherwise handing the input through would earn their points.
"""

import numpy as np

from grader.testing import Opaque, enforces, fixture, weight

DEFINES = ("Xtr_scale", "Xts_scale")

TOLERANCE = 2e-3  # the deviations are 0.02 or more, so 1e-6 added to them or float32 rounding stay far below
MOST_ADDED = 4e-6  # to a deviation: more than the 1e-6 of the rules, because the results are rounded
LARGE_EPSILON = "`Xtr_scale`: the number added to the standard deviation is too large (see the rules)."


@fixture
def two_runs(student, rng):
    """The student's results for two data sets: [(data, run), (data, run)]."""
    data = [_data_set(rng, more_test_rows) for more_test_rows in (True, False)]
    return [(one, student.scaled(**one)) for one in data]


@weight(3)
@enforces("by_feature", "tiny_number")
def test_the_training_data_are_standardized_feature_by_feature(two_runs):
    for data, run in two_runs:
        values = _result(run, "Xtr_scale", data["Xtr"])
        if not _divisors(values, data["Xtr"], data["Xtr"]):
            raise AssertionError(_train_message(values, data["Xtr"]))
        half = run["results"]["Xtr_scale"]["dtype"] in ("float16", "bfloat16")  # another mistake, and less precise
        assert half or _added(values, data["Xtr"]) <= MOST_ADDED, LARGE_EPSILON


@weight(3)
@enforces("training_statistics", "same_divisor")
def test_the_test_data_are_scaled_with_the_training_statistics(two_runs):
    for data, run in two_runs:
        values = _result(run, "Xts_scale", data["Xts"])
        used = _divisors(values, data["Xts"], data["Xtr"])
        if not used:
            raise AssertionError(_test_message(values, data["Xts"], data["Xtr"]))
        train = _values(run, "Xtr_scale")
        for_train = _divisors(train, data["Xtr"], data["Xtr"])
        assert not for_train or used & for_train, (
            "The standard deviation divides by n for one of the tensors and by n - 1 for the other: "
            "scale both with the same numbers. (NumPy divides by n, PyTorch by n - 1.)"
        )


@enforces("float32_same_shape")
def test_both_results_are_float32_tensors(two_runs):
    _needs_scaled_data(two_runs)
    for _, run in two_runs:
        for name, result in run["results"].items():
            assert result["kind"] == "tensor", (
                f"`{name}` is not a tensor but `{result['kind']}`. "
                "Turn the result into a tensor, for example with `torch.tensor(..., dtype=torch.float32)`."
            )
            assert result["dtype"] == "float32", (
                f"`{name}` has the type {result['dtype']}: the weights of a network are float32, "
                "so its inputs must be float32 too."
            )


@enforces("inputs_kept")
def test_the_given_tensors_stay_as_they_are(two_runs):
    _needs_scaled_data(two_runs)
    for data, run in two_runs:
        for name, original in (("Xtr_tensor", data["Xtr"]), ("Xts_tensor", data["Xts"])):
            for place in ("given", "names"):
                after = run[place].get(name, original)
                assert _same(after, original), (
                    f"The cell changes `{name}`. Make new tensors: `a -= b` and methods that end in `_` "
                    "write into the given one, and running the cell twice would standardize twice."
                )


def _data_set(rng, more_test_rows):
    """Return arrays whose features differ in level and spread; test rows are shifted and spread differently."""
    few, many = int(rng.integers(25, 35)), int(rng.integers(50, 65))
    n_tr, n_ts = (few, many) if more_test_rows else (many, few)
    f, k = int(rng.integers(4, 9)), int(rng.integers(3, 6))
    spread = rng.uniform(2, 20, size=f)
    spread[int(rng.integers(f))] = 0.03  # here a number that is too large to be added to the deviation shows
    level = spread * rng.uniform(1, 3, size=f) * rng.choice([-1, 1], size=f)
    Xtr = level + spread * rng.normal(size=(n_tr, f))
    Xts = level + spread * (rng.uniform(0.5, 1.5, size=f) + 1.6 * rng.normal(size=(n_ts, f)))
    Xtr[int(rng.integers(n_tr))] += 6 * spread  # far values are data too: a clipped result shows
    Xts[int(rng.integers(n_ts))] -= 7 * spread
    labels = [rng.permutation(np.arange(n) % k).astype(np.int64) for n in (n_tr, n_ts)]
    as_float32 = [X.astype(np.float32).astype(float) for X in (Xtr, Xts)]
    return {"Xtr": as_float32[0], "ytr": labels[0], "Xts": as_float32[1], "yts": labels[1]}


def _result(run, name, original):
    """Return the values of one result; fail if it is missing or cannot be right because of its shape."""
    result = run["results"].get(name)
    assert result is not None, f"This cell should define `{name}`."
    values = _values(run, name)
    assert values is not None, f"`{name}` should be a tensor of numbers, not `{result['kind']}`."
    assert values.shape == original.shape, (
        f"`{name}` should have the same shape as the tensor it is made from: one scaled number for each number."
    )
    assert np.isfinite(values).all(), f"`{name}` holds values that are not finite (NaN or infinite)."
    return values


def _values(run, name):
    values = run["results"].get(name, {}).get("values")
    return values if isinstance(values, np.ndarray) and not isinstance(values, Opaque) else None


def _needs_scaled_data(runs):
    """Fail if no result has anything to do with scaling: the form of such a result is worth nothing."""
    for data, run in runs:
        for name, original in (("Xtr_scale", data["Xtr"]), ("Xts_scale", data["Xts"])):
            values = _values(run, name)
            if values is None or values.shape != original.shape or _is_passed_through(values, original):
                continue
            if _divisors(values, original, data["Xtr"]) or _columns_linear(values, original):
                return
    raise AssertionError("Neither `Xtr_scale` nor `Xts_scale` holds scaled data yet.")


def _is_passed_through(values, original):
    """Return whether `values` are the original, at most multiplied by one number or shifted by an idle one."""
    factor = (values * original).sum() / (original**2).sum()
    shift = (values - original).mean()
    idle = abs(values.mean()) > 0.5 * abs(original.mean())
    return _close(values, factor * original) or (idle and _close(values, original + shift))


def _divisors(values, x, train):
    """Return which deviation (0: divided by n, 1: by n - 1) makes `values` the standardized `x`."""
    if values is None or values.shape != x.shape:
        return set()
    return {ddof for ddof in (0, 1) if _close(values, _scale(x, train.mean(0), train.std(0, ddof=ddof)))}


def _scale(x, mean, deviation):
    return (x - mean) / deviation


def _close(values, expected):
    return values.shape == expected.shape and bool(np.all(np.abs(values - expected) <= TOLERANCE))


def _same(after, original):
    return isinstance(after, np.ndarray) and after.shape == original.shape and np.array_equal(after, original)


def _general_message(values, x, name):
    """Return what is wrong if the mistake does not depend on which rows the statistics come from, else None."""
    return None if not _close(values, x) else f"`{name}` holds the data as they were: nothing was scaled."


def _mistakes(x, source, mean_of=None):
    """Yield (values, message) for common mistakes with the statistics of `source`."""
    mean = source.mean(0)
    for ddof in (0, 1):
        deviation = source.std(0, ddof=ddof)
        yield _scale(x, mean, 1), "the mean was subtracted, but the result was not divided by the deviation."
        yield x / deviation, "the data were divided by the deviation, but the mean was not subtracted first."
        yield (
            _scale(x, mean, deviation**2),
            ("it looks divided by the variance. Divide by the standard deviation, its square root."),
        )
        yield x - mean / deviation, "put parentheses around the difference: division comes before subtraction."
        yield (
            _scale(x, source.mean(), source.std(ddof=ddof)),
            "all features share one mean and one deviation. Each column needs its own: use `dim=0`.",
        )
        rows = _scale(x, x.mean(1, keepdims=True), x.std(1, ddof=ddof, keepdims=True))
        yield rows, "each row was scaled by itself. The statistics belong to the columns: use `dim=0`."
    span = source.max(0) - source.min(0)
    yield (x - source.min(0)) / span, "that is min-max scaling, to the range 0 to 1. Standardize instead."


def _train_message(values, train):
    message = _general_message(values, train, "Xtr_scale")
    if message:
        return message
    for mistaken, reason in _mistakes(train, train):
        if _close(values, mistaken):
            return f"`Xtr_scale`: {reason}"
    if _has_large_epsilon(values, train):
        return LARGE_EPSILON
    if _is_clipped(values, train, train):
        return "`Xtr_scale` is right except for its largest values: do not clip them."
    expected = [_scale(train, train.mean(0), train.std(0, ddof=ddof)) for ddof in (0, 1)]
    right = np.any([np.abs(values - one).max(0) <= TOLERANCE for one in expected], axis=0)
    if right.any() and not right.all():
        return "`Xtr_scale`: some features are standardized and others are not. Scale every column."
    if _columns_linear(values, train):
        return f"`Xtr_scale`: {_linear_mistake(values, train, train)}"
    if _columns_linear(-values, train):
        return "`Xtr_scale` has the wrong sign: subtract the mean from the data, not the data from the mean."
    return "`Xtr_scale`: after scaling, each column should have mean 0 and standard deviation 1."


def _test_message(values, test, train):
    message = _general_message(values, test, "Xts_scale")
    if message:
        return message
    for ddof in (0, 1):
        mean, deviation = train.mean(0), train.std(0, ddof=ddof)
        own_mean, own_deviation = test.mean(0), test.std(0, ddof=ddof)
        if _close(values, _scale(test, own_mean, own_deviation)):
            return "The test data were scaled with their own statistics: use those of the training data."
        if _close(values, _scale(test, own_mean, deviation)):
            return "The mean used for `Xts_scale` is that of the test data: use the mean of the training data."
        if _close(values, _scale(test, mean, own_deviation)):
            return "The deviation used for `Xts_scale` is that of the test data: use the training data's."
    for mistaken, reason in _mistakes(test, train):
        if _close(values, mistaken):
            return f"`Xts_scale`: {reason}"
    for mistaken, reason in _mistakes(test, test):
        if _close(values, mistaken):
            return f"`Xts_scale`: {reason} And take the statistics from the training data."
    if _is_clipped(values, test, train):
        return "`Xts_scale` is right except for its largest values: do not clip them."
    if _columns_linear(values, test):
        return f"`Xts_scale`: {_linear_mistake(values, test, train)}"
    if _columns_linear(-values, test):
        return "`Xts_scale` has the wrong sign: subtract the mean from the data, not the data from the mean."
    return "`Xts_scale` should be scaled with the mean and the deviation of the training data, column by column."


def _is_clipped(values, x, train):
    """Return whether `values` are right wherever they are not extreme."""
    for ddof in (0, 1):
        expected = _scale(x, train.mean(0), train.std(0, ddof=ddof))
        off = np.abs(values - expected) > TOLERANCE
        if off.mean() < 0.2 and np.all(np.abs(values[off]) < np.abs(expected[off])):
            return True
    return False


def _added(values, train):
    """Return by how much the divisor of the feature that varies least exceeds its deviation."""
    least = train.std(0).argmin()
    x, scaled = train[:, least], values[:, least]
    return min(x.std() / scaled.std() - x.std(ddof=ddof) for ddof in (0, 1))


def _has_large_epsilon(values, train):
    """Return whether the divisors are the deviations, or variances below the root, plus one positive number."""
    if not _columns_linear(values, train) or np.abs(values.mean(0)).max() > TOLERANCE:
        return False
    divisors = train.std(0) / values.std(0)
    for power in (1, 2):
        added = [divisors**power - train.std(0, ddof=ddof) ** power for ddof in (0, 1)]
        noise = 1e-6 * divisors**power  # of 32-bit floats
        if any(a.max() > 0 and np.all(np.abs(a - a[divisors.argmin()]) < 0.1 * a.max() + 3 * noise) for a in added):
            return True
    return False


def _linear_mistake(values, x, train):
    """Return what is wrong with a result whose columns are (x - something) / something."""
    divisors = x.std(0) / values.std(0)
    centres = x.mean(0) - values.mean(0) * divisors
    if np.abs((centres - train.mean(0)) / train.std(0)).max() <= 1e-3:
        return "the mean is right, but it is not divided by the standard deviation of the training rows, per column."
    if any(np.abs(divisors / train.std(0, ddof=ddof) - 1).max() <= 1e-3 for ddof in (0, 1)):
        return "the deviation is right, but what is subtracted is not the mean of the training rows, per column."
    return (
        "mean and deviation do not come from the training rows alone, or not from all of them. Compute both, per column, "
        "from `Xtr_tensor`."
    )


def _columns_linear(values, x):
    """Return whether each column is its original, shifted and scaled by a positive number."""
    return all(values[:, j].std() > 0 and np.corrcoef(values[:, j], x[:, j])[0, 1] > 0.99999 for j in range(x.shape[1]))
