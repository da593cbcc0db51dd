"""Hidden tests of `frame_signal`: cutting the first part of each note into steps of a sequence.

Accepted: any way of cutting (reshape, view, unfold, loops), a scale of 32767 or 32768. The order of samples is compared
up to a factor, and the factor has a test of its own, so that each mistake costs its own test. Where the type does not
matter an array is as good as a tensor.
"""

import numpy as np

from grader.testing import StudentError, array, weight

DEFINES = ("frame_signal",)


@weight(3)
def test_each_step_holds_its_samples_in_order(student, rng):
    for _ in range(2):
        notes, steps, size = (int(n) for n in rng.integers((2, 4, 7), (4, 7, 10)))
        x = rng.normal(size=(notes, steps * size))
        found = _frames(student, x, steps, size)
        expected = x.reshape(notes, steps, size)
        if found.shape == expected.shape and _proportional(found, expected):
            continue
        turned = x.reshape(notes, size, steps).transpose(0, 2, 1)
        assert not (found.shape == turned.shape and _proportional(found, turned)), (
            "Each step holds samples that lie far apart: every step should hold `input_size` samples that follow each "
            "other. Reshape to (notes, n_steps, input_size), and do not transpose."
        )
        assert found.shape != (notes, size, steps), (
            "Steps and features are exchanged: the shape should be (notes, n_steps, input_size)."
        )
        assert found.shape != (steps, notes, size), "The notes should be the first axis: (notes, n_steps, input_size)."
        assert found.shape == expected.shape, "The shape should be (notes, n_steps, input_size)."
        raise AssertionError(
            "The samples are not where they belong: step t of a note should hold its samples t * input_size, "
            "t * input_size + 1, …, and those of another note should not be mixed in."
        )


@weight(1.5)
def test_the_tail_of_a_note_is_left_out(student, rng):
    steps, size = (int(n) for n in rng.integers((3, 4), (6, 8)))
    x = rng.normal(size=(2, steps * size + int(rng.integers(size + 1, 3 * size))))
    found = _frames(student, x, steps, size).ravel()
    used, end = np.sort(x[:, : steps * size].ravel()), np.sort(x[:, -steps * size :].ravel())
    # The order of the samples has its own test: compare which samples are there.
    if found.size == used.size and _proportional(np.sort(found), used):
        return
    assert not (found.size == end.size and _proportional(np.sort(found), end)), (
        "The *last* samples of each note are used. Use the first `n_steps * input_size`."
    )
    raise AssertionError("Of a longer note only the first `n_steps * input_size` samples should be used.")


@weight(1.5)
def test_whole_numbers_are_scaled_to_minus_one_to_one(student, rng):
    for kind in (np.int16, np.int32):
        x = rng.integers(-32768, 32768, size=(2, 12)).astype(kind)
        x[0, 0] = 32767
        found = _frames(student, x, 3, 4).ravel()
        assert found.size == x.size, "Each sample of these notes should be in the result once."
        # The order of the samples has its own test: compare what numbers there are.
        if np.abs(np.sort(found) - np.sort(x.ravel() / 32767)).max() < 1e-4:
            continue
        largest = np.abs(found).max()
        assert largest < 1000, "Whole numbers stay as they are: divide them by 32767."
        assert largest > 1e-3, "Whole numbers are divided twice: the loudest sample should be near 1."
        raise AssertionError("Whole numbers should be divided by 32767, whatever numbers are in `x`.")


@weight(1)
def test_floats_stay_as_they_are(student, rng):
    for kind in (np.float64, np.float32):
        x = (3 * rng.normal(size=(2, 12))).astype(kind)
        found = _frames(student, x, 3, 4).ravel()
        assert found.size == x.size and np.abs(np.sort(found) - np.sort(x.ravel())).max() < 1e-4, (
            "Samples that are floats already should stay as they are: scale whole numbers only."
        )


@weight(1)
def test_the_result_is_a_tensor_of_32_bit_floats(student, rng):
    for x in (rng.normal(size=(2, 12)), rng.integers(-9999, 9999, size=(2, 12)).astype(np.int16)):
        found = _call(student, x, 3, 4)
        _varies(_values(found))
        assert found["dtype"] == "float32", f"The result should be a tensor of type float32, but it is {found['dtype']}."


@weight(0.5)
def test_a_single_note_gives_one_note(student, rng):
    x = rng.normal(size=20)
    found = _frames(student, x, 4, 5)
    assert found.shape == (1, 4, 5), "A single note, of shape (samples,), should give the shape (1, n_steps, input_size)."
    _varies(found)


@weight(1)
def test_a_note_that_is_too_short_is_refused(student, rng):
    steps, size = (int(n) for n in rng.integers((3, 4), (6, 8)))
    enough = rng.normal(size=(2, steps * size))
    _varies(_frames(student, enough, steps, size))
    try:
        _call(student, enough[:, :-1], steps, size)
    except StudentError as error:
        if error.kind == "ValueError":
            return
        raise AssertionError(
            f"If a note is too short, a `ValueError` should be raised. Yours is: {error.kind}."
        ) from None
    raise AssertionError("A note that is too short should raise a `ValueError`, rather than be filled up or cut.")


@weight(0.5)
def test_without_sizes_there_are_100_steps_of_160_samples(student, rng):
    x = rng.normal(size=(1, 16_000))
    found = _values(_call(student, x))
    assert found.shape == (1, 100, 160), "Without sizes there should be 100 steps of 160: keep the defaults of the first line."
    _varies(found)


def _call(student, x, *sizes):
    return student.frames(x=x, arguments=list(sizes))


def _values(found):
    values = array(found["value"])
    assert found["value"] is not None, "The function returns nothing: end it with `return`."
    assert values is not None, "The function should return one tensor of numbers."
    return values.astype(float)


def _frames(student, x, *sizes):
    """Return the values that come back, as floats."""
    return _values(_call(student, x, *sizes))


def _varies(values):
    assert values.size and np.ptp(values) > 1e-6, "The result does not depend on `x`: fill the frames with its samples."


def _proportional(found, expected):
    """Return whether `found` is `expected` times one positive factor."""
    factor = float((found * expected).sum() / (expected * expected).sum())
    return factor > 0 and np.abs(found - factor * expected).max() < 1e-4 * factor * np.abs(expected).max()
