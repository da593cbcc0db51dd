"""Hidden tests of `standardize`: `Xtr_scale` and `Xts_scale`.

Two random data sets, whose test rows lie elsewhere than the training rows; one feature hardly varies. Accepted: the biased or the
unbiased deviation (the same one for both tensors), a tiny number added to it, statistics computed in NumPy,
PyTorch or scikit-learn, from `Xtr` or from `Xtr_tensor`. No feature is constant, because the text leaves
open what happens then. The last two tests are about the form of the results, so they need data that were
scaled in some way: otherwise handing the input through would earn their points.
"""

import re

import numpy as np

from grader.testing import Opaque, StudentError, enforces, fixture, weight

DEFINES = ("Xtr_scale", "Xts_scale")

TOLERANCE = 2e-3  # the deviations are 0.02 or more, so 1e-6 added to them or float32 rounding stay far below
MOST_ADDED = 4e-6  # to a deviation: more than the 1e-6 of the rules, because the results are rounded
LARGE_EPSILON = "the number added to the standard deviation is too large (see the rules)."


@fixture
def two_runs(student, rng):
    """The student's results for two data sets: [(data, run), (data, run)]."""
    data = [_data_set(rng, more_test_rows) for more_test_rows in (True, False)]
    try:
        return [(one, student.scaled(**one)) for one in data]
    except StudentError as error:
        assert not _names_a_strange_size(error, data), (
            "The cell stops on tables of another size than yours: hidden tests also use other numbers of rows and "
            "columns. Type in no size, take it from the `shape` of the tensor."
        )
        raise


@weight(2.75)
@enforces("by_feature", "tiny_number")
def test_the_training_data_are_standardized_feature_by_feature(two_runs):
    _fail_if_typed_in(two_runs)
    for data, run in two_runs:
        values = _result(run, "Xtr_scale", data)
        if not _divisors(values, data["Xtr"], data["Xtr"]):
            raise AssertionError(f"`Xtr_scale`: {_reason(values, 'Xtr', data)}")
        half = run["results"]["Xtr_scale"]["dtype"] in ("float16", "bfloat16")  # another mistake, and less precise
        assert half or _added(values, data["Xtr"]) <= MOST_ADDED, f"`Xtr_scale`: {LARGE_EPSILON}"


@weight(2.75)
@enforces("training_statistics", "same_divisor")
def test_the_test_data_are_scaled_with_the_training_statistics(two_runs):
    for data, run in two_runs:
        values, train = _result(run, "Xts_scale", data), _values(run, "Xtr_scale")
        used, for_train = _divisors(values, data["Xts"], data["Xtr"]), _divisors(train, data["Xtr"], data["Xtr"])
        assert not used or not for_train or used & for_train, (
            "The standard deviation divides by n for one of the tensors and by n - 1 for the other: "
            "scale both with the same numbers. (NumPy divides by n, PyTorch by n - 1.)"
        )
        right = for_train and _added(train, data["Xtr"]) <= MOST_ADDED
        alike = not right and _treated_alike(train, values, data)
        if used or (alike and _is_scaled(train, "Xtr", data)):
            continue  # what is wrong with the numbers themselves is said of the training data
        assert not alike, "Not looked at: the numbers have little to do with mean and deviation, see above."
        raise AssertionError(f"`Xts_scale`: {_reason(values, 'Xts', data)}")
    assert not _typed_in(two_runs), "Not looked at: the numbers are typed in, see above."


@weight(0.75)
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


@weight(0.75)
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


def _names_a_strange_size(error, data):
    """Return whether PyTorch or NumPy stopped at sizes of which one is none of the data's."""
    if not re.search(r"shape|size|broadcast|dimension|bounds", error.message):
        return False
    shapes = [one[name].shape for one in data for name in ("Xtr", "Xts")]
    known = {size for rows, columns in shapes for size in (rows, columns, rows * columns)}
    known |= {sum(len(one[name]) for name in ("Xtr", "Xts")) for one in data}
    return any(int(size) > 10 and int(size) not in known for size in re.findall(r"\d+", error.message)[:20])


def _data_set(rng, more_test_rows):
    """Return arrays whose features differ in level and spread; test rows are shifted and spread differently."""
    few, many = int(rng.integers(25, 35)), int(rng.integers(50, 65))
    n_tr, n_ts = (few, many) if more_test_rows else (many, few)
    f, k = int(rng.integers(4, 9)), int(rng.integers(3, 6))
    spread = rng.uniform(2, 20, size=f)
    spread[int(rng.integers(1, f - 1))] = 0.03  # here a number that is too large to be added to the deviation shows
    level = spread * rng.uniform(1, 3, size=f) * rng.choice([-1, 1], size=f)
    Xtr = level + spread * rng.normal(size=(n_tr, f))
    Xts = level + spread * (rng.uniform(0.5, 1.5, size=f) + 1.6 * rng.normal(size=(n_ts, f)))
    Xtr[int(rng.integers(n_tr))] += 6 * spread  # far values are data too: a clipped result shows
    Xts[int(rng.integers(n_ts))] -= 7 * spread
    labels = [rng.permutation(np.arange(n) % k).astype(np.int64) for n in (n_tr, n_ts)]
    as_float32 = [X.astype(np.float32).astype(float) for X in (Xtr, Xts)]
    return {"Xtr": as_float32[0], "ytr": labels[0], "Xts": as_float32[1], "yts": labels[1]}


def _result(run, name, data):
    """Return the values of one result; fail if it is missing or cannot be right because of its shape."""
    result, original = run["results"].get(name), data[name[:3]]
    assert result is not None, f"This cell should define `{name}`."
    values = _values(run, name)
    assert values is not None, f"`{name}` should be a tensor of numbers, not `{result['kind']}`."
    if values.shape != original.shape:
        text = f"`{name}` should have the same shape as `{name[:3]}_tensor`"
        assert values.shape != original.T.shape, f"{text}: it lies on its side, rows and columns are exchanged."
        assert values.ndim == original.ndim, f"{text}: it needs two axes, rows and columns, not {values.ndim}."
        other = "Xtr" if name == "Xts_scale" else "Xts"
        assert values.shape != data[other].shape, f"`{name}` is made from `{other}_tensor`: use `{name[:3]}_tensor`."
        what = "rows" if values.shape[0] != original.shape[0] else "columns"
        raise AssertionError(f"{text}: it has another number of {what}. Type in no size.")
    assert np.isfinite(values).all(), f"`{name}` holds values that are not finite (NaN or infinite)."
    return values


def _values(run, name):
    values = run["results"].get(name, {}).get("values")
    return values if isinstance(values, np.ndarray) and not isinstance(values, Opaque) else None


def _needs_scaled_data(runs):
    """Fail if no result has anything to do with scaling: the form of such a result is worth nothing."""
    for data, run in runs:
        for name in ("Xtr", "Xts"):
            values = _values(run, f"{name}_scale")
            if values is None or values.shape != data[name].shape or _is_passed_through(values, data[name]):
                continue
            if _is_scaled(values, name, data):
                return
    raise AssertionError("Not looked at: neither `Xtr_scale` nor `Xts_scale` holds scaled data yet, see above.")


def _is_scaled(values, name, data):
    """Return whether `values` are scaled in a known way, or with numbers near mean and deviation of the training rows."""
    if _mistakes_of(values, name, data):
        return True
    numbers, train = _numbers(values, data[name]), data["Xtr"]
    if any(
        (np.abs(values - _scale(data[name], train.mean(0), train.std(0, ddof=n))).max(0) < TOLERANCE).any()
        for n in (0, 1)
    ):
        return True  # some columns are right
    if numbers is None:
        return False
    centre, divisor = numbers
    near = np.abs(centre - train.mean(0)) < train.std(0)
    alike = np.abs(np.log(np.abs(divisor / train.std(0)))) < np.log(3)
    return bool(near.all() or alike.all())


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


# ---- What was done instead -------------------------------------------------------------------------------


def _mistakes(name, data):
    """Yield (what the mistake makes of the tensor `name`, what to say of it), the likely ones first."""
    x, train, test = data[name], data["Xtr"], data["Xts"]
    both = np.concatenate([train, test])
    yield x, "it holds the data as they were: nothing was scaled."
    for ddof in (0, 1):
        mean, deviation = train.mean(0), train.std(0, ddof=ddof)
        if name == "Xts":
            own_mean, own_deviation = x.mean(0), x.std(0, ddof=ddof)
            own = "the test data were scaled with their own statistics: use those of the training data."
            yield _scale(x, own_mean, own_deviation), own
            own = "the mean used for it is that of the test data: use the mean of the training data."
            yield _scale(x, own_mean, deviation), own
            own = "the deviation used for it is that of the test data: use the training data's."
            yield _scale(x, mean, own_deviation), own
        test_rows = "mean and deviation are those of the test rows. Both come from the training rows only."
        yield _scale(x, test.mean(0), test.std(0, ddof=ddof)), test_rows
        together = "mean and deviation come from training and test rows together. Use the training rows alone."
        yield _scale(x, both.mean(0), both.std(0, ddof=ddof)), together
        together = "the mean comes from training and test rows together. Use the training rows alone."
        yield _scale(x, both.mean(0), deviation), together
        yield _scale(x, mean, 1), "the mean was subtracted, but the result was not divided by the deviation."
        yield x / deviation, "the data were divided by the deviation, but the mean was not subtracted first."
        variance = "it looks divided by the variance. Divide by the standard deviation, its square root."
        yield _scale(x, mean, deviation**2), variance
        yield _scale(x, mean, deviation**0.5), "it is divided by the square root of the deviation: one root too many."
        yield x - mean / deviation, "put parentheses around the difference: division comes before subtraction."
        shared = "all features share one mean and one deviation. Each column needs its own: use `dim=0`."
        yield _scale(x, train.mean(), train.std(ddof=ddof)), shared
        shared = "all features share one deviation. Each column needs its own: use `dim=0`."
        yield _scale(x, mean, train.std(ddof=ddof)), shared
        shared = "all features share one mean. Each column needs its own: use `dim=0`."
        yield _scale(x, train.mean(), deviation), shared
        rows = _scale(x, x.mean(1, keepdims=True), x.std(1, ddof=ddof, keepdims=True))
        yield rows, "each row was scaled by itself. The statistics belong to the columns: use `dim=0`."
        for median in (np.median(train, axis=0), np.sort(train, axis=0)[(len(train) - 1) // 2]):  # NumPy's, PyTorch's
            yield _scale(x, median, deviation), "the median is subtracted where the mean should be."
        swapped = "mean and deviation are exchanged: `torch.std_mean` returns the deviation first."
        yield _scale(x, deviation, mean), swapped
        norm = "it is divided by the length of each column, which grows with the number of rows. Use the deviation."
        yield _scale(x, mean, deviation * np.sqrt(len(train) - ddof)), norm
        for digits in range(4):
            yield _scale(x, mean, deviation).round(digits), "the numbers are rounded. Leave them as they are."
    absolute = np.abs(train - train.mean(0)).mean(0)
    yield _scale(x, train.mean(0), absolute), "it is divided by the mean distance from the mean. Use the deviation."
    square = "it is divided by the root of the mean square of the raw data: the deviation is that from the mean."
    yield _scale(x, train.mean(0), np.sqrt((train**2).mean(0))), square
    span = train.max(0) - train.min(0)
    yield (x - train.min(0)) / span, "that is min-max scaling, to the range 0 to 1. Standardize instead."
    yield _scale(x, train.mean(0), span), "it is divided by the range, largest less smallest value. Use the deviation."
    yield x / np.linalg.norm(x, axis=1, keepdims=True), "each row is brought to length 1. Standardize the columns."


def _mistakes_of(values, name, data):
    """Return what to say of each mistake that makes exactly these values."""
    said = [text for mistaken, text in _mistakes(name, data) if _matches(values, mistaken)]
    if not said and _is_clipped(values, data[name], data["Xtr"]):
        said = ["it is right except for its largest values: do not clip them."]
    half = np.array_equal(values, values.astype(np.float16).astype(float))
    if not said and half and np.abs(values - _scale(data[name], data["Xtr"].mean(0), data["Xtr"].std(0))).max() < 0.5:
        said = ["it is computed in 16 bits, which is imprecise. Compute in float32."]
    return said


def _matches(values, mistaken):
    """Return whether `values` are these, to the precision of 32-bit floats. Rounding is the only small mistake."""
    return values.shape == mistaken.shape and bool(np.all(np.abs(values - mistaken) <= 2e-4 * (1 + np.abs(mistaken))))


def _reason(values, name, data):
    """Return what is wrong with a result."""
    x, train = data[name], data["Xtr"]
    said = _mistakes_of(values, name, data)
    if said:
        return said[0]
    if name == "Xtr" and _has_large_epsilon(values, train):
        return LARGE_EPSILON
    expected = [_scale(x, train.mean(0), train.std(0, ddof=ddof)) for ddof in (0, 1)]
    right = np.any([np.abs(values - one).max(0) <= TOLERANCE for one in expected], axis=0)
    numbers = _numbers(values, x)
    if numbers is not None and all(np.ptp(each) < 1e-3 * np.abs(each).max() for each in numbers):
        return "all columns are scaled with the same two numbers. Each column needs its own mean and deviation."
    if right.any() and not right.all():
        if not right[train.std(0).argmin()] and right.sum() == len(right) - 1:
            return "a feature that varies little is not scaled. Divide each column by its own deviation, however small."
        return "some features are standardized and others are not. Scale every column."
    if _columns_linear(values, x):
        return _linear_mistake(values, x, train)
    if _columns_linear(-values, x):
        return "it has the wrong sign: subtract the mean from the data, not the data from the mean."
    if name == "Xtr":
        return "after scaling, each column should have mean 0 and standard deviation 1."
    return "it should be scaled with the mean and the deviation of the training data, column by column."


def _treated_alike(train, test, data):
    """Return whether both results were made in one way, with the same numbers, whatever these are."""
    if train is None or train.shape != data["Xtr"].shape or _is_passed_through(train, data["Xtr"]):
        return False
    if _is_passed_through(test, data["Xts"]):
        return False
    if set(_mistakes_of(train, "Xtr", data)) & set(_mistakes_of(test, "Xts", data)):
        return True
    numbers = _numbers(train, data["Xtr"])
    return numbers is not None and bool(
        np.all(np.abs(test - _scale(data["Xts"], *numbers)) <= TOLERANCE * (1 + np.abs(test)))
    )


def _numbers(values, x):
    """Return what is subtracted from each column, and by what it is divided; None if that is not what was done."""
    sign = 1 if _columns_linear(values, x) else -1
    if not _columns_linear(sign * values, x):
        return None
    divisors = sign * x.std(0) / values.std(0)
    return x.mean(0) - values.mean(0) * divisors, divisors


def _typed_in(two_runs):
    """Return whether training data of two kinds were scaled with the same numbers."""
    runs = [(data["Xtr"], _values(run, "Xtr_scale")) for data, run in two_runs]
    if any(values is None or values.shape != x.shape or _close(values, x) for x, values in runs):
        return False
    (one, by), (other, by_other) = (_numbers(values, x) or (None, None) for x, values in runs)
    return (
        one is not None
        and other is not None
        and np.ptp([*by, *by_other]) < 1e-3 * abs(by[0])
        and np.ptp([*one, *other]) < 1e-2
    )


def _fail_if_typed_in(two_runs):
    assert not _typed_in(two_runs), (
        "`Xtr_scale`: the same numbers are subtracted and divided by whatever the data are, as if typed in. Compute "
        "them from the training rows alone."
    )


def _is_clipped(values, x, train):
    """Return whether `values` are right wherever they are not extreme."""
    for ddof in (0, 1):
        expected = _scale(x, train.mean(0), train.std(0, ddof=ddof))
        off = np.abs(values - expected) > TOLERANCE
        limit = np.abs(values[off]).min(initial=np.inf)
        if off.any() and off.mean() < 0.2 and np.all(np.abs(expected[off]) > limit) and limit > 1:
            return bool(np.abs(values).max() <= np.abs(values[off]).max() + TOLERANCE)
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
    centres, divisors = _numbers(values, x)
    if np.abs((centres - train.mean(0)) / train.std(0)).max() <= 1e-3:
        return "the mean is right, but it is not divided by the standard deviation of the training rows, per column."
    if any(np.abs(divisors / train.std(0, ddof=ddof) - 1).max() <= 1e-3 for ddof in (0, 1)):
        return "the deviation is right, but what is subtracted is not the mean of the training rows, per column."
    return (
        "mean and deviation do not come from the training rows alone, or not from all of them. Compute both, per column, "
        "from all rows of `Xtr_tensor`."
    )


def _columns_linear(values, x):
    """Return whether each column is its original, shifted and scaled by a positive number."""
    return all(values[:, j].std() > 0 and np.corrcoef(values[:, j], x[:, j])[0, 1] > 0.99999 for j in range(x.shape[1]))
