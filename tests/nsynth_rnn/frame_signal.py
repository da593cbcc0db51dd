"""Hidden tests of `frame_signal`: cutting the first part of each note into steps of a sequence.

Accepted: any way of cutting (reshape, view, unfold, loops), a scale of 32767 or 32768. The order of samples is compared
up to a factor, and the factor has a test of its own, so that each mistake costs its own test. Where the type does not
matter an array is as good as a tensor. Any subclass of ValueError refuses a note.
"""

import numpy as np

from grader.testing import StudentError, array, enforces, weight

DEFINES = ("frame_signal",)


@weight(3)
@enforces("in_order", "shape", "any_sizes", "notes_in_rows")
def test_each_step_holds_its_samples_in_order(student, rng):
    for _ in range(2):
        notes, steps, size = (int(n) for n in rng.integers((2, 4, 7), (4, 7, 10)))
        x = rng.uniform(-1, 1, size=(notes, steps * size))
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
@enforces("tail_left_out")
def test_the_tail_of_a_note_is_left_out(student, rng):
    steps, size = (int(n) for n in rng.integers((3, 4), (6, 8)))
    x = rng.normal(size=(2, steps * size + int(rng.integers(size + 1, 3 * size))))
    found = _frames(student, x, steps, size).ravel()
    _varies(found)
    end = np.sort(x[:, -steps * size :].ravel())
    assert not (found.size == end.size and _proportional(np.sort(found), end)), (
        "The *last* samples of each note are used. Use the first `n_steps * input_size`."
    )
    # What is made of the first samples has its own test: compare with notes that are the same up to there.
    other = np.concatenate([x[:, : steps * size], rng.permutation(x[:, steps * size :], axis=1)], axis=1)
    again = _frames(student, other, steps, size).ravel()
    assert found.size == again.size and np.allclose(found, again, atol=1e-5), (
        "Of a longer note only the first `n_steps * input_size` samples should be used."
    )


@weight(1.5)
@enforces("whole_numbers_scaled")
def test_whole_numbers_are_scaled_to_minus_one_to_one(student, rng):
    for kind in (np.int16, np.int32, np.int64):
        x = rng.integers(-32768, 32768, size=(2, 12)).astype(kind)
        x[0, 0] = 32767
        found = _frames(student, x, 3, 4).ravel()
        _varies(found * np.iinfo(kind).max)
        # Which samples come, and in what order, has its own test: compare what numbers there are.
        if _are_among(found, x / 32767):
            continue
        assert not _are_among(found, x), (
            f"Whole numbers of the type {kind.__name__} stay as they are: divide those of any integer type by 32767."
        )
        assert kind is np.int16 or not _are_among(found * (np.iinfo(kind).max / 32767), x / 32767), (
            f"Whole numbers of the type {kind.__name__} are divided by the largest number of this type. A sample has 16 "
            "bits in any type: divide by 32767."
        )
        assert not _are_among(found * 32767, x / 32767), (
            "Whole numbers are divided twice: the loudest sample should be near 1."
        )
        raise AssertionError("Whole numbers should be divided by 32767, whatever numbers are in `x`.")


@weight(1)
@enforces("floats_kept")
def test_floats_stay_as_they_are(student, rng):
    for kind in (np.float64, np.float32):
        x = (3 * rng.normal(size=(2, 12))).astype(kind)
        found = _frames(student, x, 3, 4).ravel()
        _varies(found)
        assert _are_among(found, x), (
            "Samples that are floats already should stay as they are: scale whole numbers only."
        )


@weight(1)
@enforces("float32")
def test_the_result_is_a_tensor_of_32_bit_floats(student, rng):
    for x in (rng.normal(size=(2, 12)), rng.integers(-9999, 9999, size=(2, 12)).astype(np.int16)):
        found = _call(student, x, 3, 4)
        _varies(_values(found))
        assert found["dtype"] == "float32", (
            f"The result should be a tensor of type float32, but it is {found['dtype']}."
        )


@weight(0.5)
@enforces("single_note")
def test_a_single_note_gives_one_note(student, rng):
    x = rng.normal(size=20)
    found = _frames(student, x, 4, 5)
    assert found.shape == (1, 4, 5), (
        "A single note, of shape (samples,), should give the shape (1, n_steps, input_size)."
    )
    _varies(found)


@weight(1)
@enforces("too_short")
def test_a_note_that_is_too_short_is_refused(student, rng):
    steps, size = (int(n) for n in rng.integers((3, 4), (6, 8)))
    enough = rng.normal(size=(2, steps * size))
    _varies(_frames(student, enough, steps, size))
    assert not student.refuses(x=enough, arguments=[steps, size]), (
        "A note of exactly `n_steps * input_size` samples is long enough: refuse those that are shorter."
    )
    try:
        refused = student.refuses(x=enough[:, :-1], arguments=[steps, size])
    except StudentError as error:
        raise AssertionError(
            f"If a note is too short, a `ValueError` should be raised. Yours is: {error.kind}."
        ) from None
    assert refused, "A note that is too short should raise a `ValueError`, rather than be filled up or cut."


@weight(0.5)
@enforces("defaults")
def test_without_sizes_there_are_100_steps_of_160_samples(student, rng):
    x = rng.normal(size=(1, 16_000))
    found = _values(_call(student, x))
    assert found.shape == (1, 100, 160), (
        "Without sizes there should be 100 steps of 160: keep the defaults of the first line."
    )
    _varies(found)


def _call(student, x, *sizes):
    try:
        return student.frames(x=x, arguments=list(sizes))
    except StudentError as error:
        if error.kind != "ValueError":
            raise
        # Whether notes of exactly the right length are refused has its own test: here they get a sample more.
        return student.frames(x=np.concatenate([x, x[..., :1]], axis=-1), arguments=list(sizes))


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


def _are_among(found, values):
    """Return whether each number that is found is one of `values`, as nearly as scales of 32767 and 32768 agree."""
    values = np.ravel(values).astype(float)
    return np.abs(found[:, None] - values).min(axis=1).max() < 1e-4 * np.abs(values).max()


def _proportional(found, expected):
    """Return whether `found` is `expected` times one positive factor."""
    factor = float((found * expected).sum() / (expected * expected).sum())
    return factor > 0 and np.abs(found - factor * expected).max() < 1e-4 * factor * np.abs(expected).max()
