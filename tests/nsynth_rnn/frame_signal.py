"""Hidden tests of `frame_signal`: cutting the first part of each note into steps of a sequence.

Accepted: any way of cutting (reshape, view, unfold, loops), a scale of 32767 or 32768. The order of samples is compared
up to a factor, and the factor has a test of its own, so that each mistake costs its own test. How exact the numbers are
is asked by the test of their type only. Where the type does not matter an array is as good as a tensor. Any subclass
of ValueError refuses a note.
"""

import numpy as np

from grader.testing import StudentError, array, enforces, fixture, weight

DEFINES = ("frame_signal",)
ROUGHLY = 1e-3  # of the largest number: what half precision still keeps


@fixture
def sizes(student):
    """(n_steps, input_size) for tests that are not about them: small, or the usual ones if the student's are fixed."""
    x = np.arange(32_000.0).reshape(2, 16_000)
    found = array(student.frames(x=x, arguments=[3, 4])["value"])
    return (100, 160) if found is not None and found.shape == (2, 100, 160) else (3, 4)


@weight(2.5)
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
def test_the_tail_of_a_note_is_left_out(student, rng, sizes):
    steps, size = sizes if sizes != (3, 4) else (int(n) for n in rng.integers((3, 4), (6, 8)))
    used, length = steps * size, steps * size + int(rng.integers(size + 1, 3 * size))
    x = rng.normal(size=(2, length))
    found = _frames(student, x, steps, size)
    _varies(found)
    for taken, message in (
        (x[:, -used:], "The *last* samples of each note are used. Use the first `n_steps * input_size`."),
        (
            x.ravel()[: 2 * used],
            "All notes are strung together before they are cut, so the rest of one note slips into the next. Of each note "
            "use the first `n_steps * input_size` samples.",
        ),
        (
            np.stack([x[:, t * (length // steps) :][:, :size] for t in range(steps)], axis=1),
            "The steps are spread over the whole note. Step t should begin at sample t * input_size, and the rest is left out.",
        ),
    ):
        values = np.sort(taken.ravel())
        assert not (found.size == values.size and _proportional(np.sort(found.ravel()), values)), message
    # What is made of the first samples has its own test: compare with notes that are the same up to there.
    other = np.concatenate([x[:, :used], rng.permutation(x[:, used:], axis=1)], axis=1)
    again = _frames(student, other, steps, size)
    assert found.size == again.size and np.allclose(found.ravel(), again.ravel(), atol=1e-5), (
        "Of a longer note only the first `n_steps * input_size` samples should be used."
    )


@weight(1.5)
@enforces("whole_numbers_scaled")
def test_whole_numbers_are_scaled_to_minus_one_to_one(student, rng, sizes):
    for kind in (np.int16, np.int32, np.int64, np.uint8, np.int8):
        low, high = (
            max(-30_000, np.iinfo(kind).min),
            min(20_000, np.iinfo(kind).max),
        )  # no sample is as loud as it can be
        x = rng.integers(low, high, size=(2, sizes[0] * sizes[1]), dtype=kind)
        x[:, 0] = low + 5, high - 5
        try:
            found = _frames(student, x, *sizes).ravel()
        except StudentError as error:
            raise AssertionError(
                f"For whole numbers of the type {kind.__name__} the function stops: {error.message}. The text says: of any "
                "integer type."
            ) from None
        _varies(found * np.iinfo(kind).max)
        # Which samples come, and in what order, has its own test: compare what numbers there are.
        if not _are_among(found, x / 32767):
            _say_how_it_is_scaled(student, x, found, sizes, kind.__name__, float(np.iinfo(kind).max))
    quiet = rng.integers(-1, 2, size=(2, sizes[0] * sizes[1]), dtype=np.int16)
    quiet[:, 0] = -1, 1
    assert _are_among(_frames(student, quiet, *sizes).ravel(), quiet / 32767), (
        "Whole numbers that are all small, such as -1, 0 and 1, are not divided by 32767. Their type decides, not their size."
    )


def _say_how_it_is_scaled(student, x, found, sizes, kind, largest):
    """Fail with a message that names the mistake; `found` are the flat frames of `x`, two notes of whole numbers."""
    if _are_among(found, x):
        single = _frames(student, x[0], *sizes).ravel()
        assert not _are_among(single, x[0] / 32767), (
            "Whole numbers are divided if `x` is a single note, but stay as they are if it holds several notes."
        )
        raise AssertionError(
            f"Whole numbers of the type {kind} stay as they are: divide those of any integer type by 32767. (Ask for the "
            "type of `x` before you convert it.)"
        )
    rest = [
        (
            found * (largest / 32767),
            x / 32767,
            f"Whole numbers of the type {kind} are divided by the largest number of this type. A sample has 16 bits in "
            "any type: divide by 32767.",
        ),
        (found * 32767, x / 32767, "Whole numbers are divided twice: a loud sample should be near 1."),
        (found, x / np.abs(x.astype(float)).max(), "Whole numbers are divided by the largest sample that there is."),
        (
            found,
            np.abs(x.astype(float)) / 32767,
            "Whole numbers lose their sign: negative samples should stay negative.",
        ),
    ]
    for values, expected, message in rest:
        assert not _are_among(values, expected), message + " Divide by 32767, whatever numbers are in `x`."
    assert np.abs(found - found.round()).max() > 1e-9 or np.abs(found).max() > 1, (
        "The division cuts off what stands behind the point, as `//` does: use `/`."
    )
    assert x.min() >= 0 or found.min() < 0, (
        "There are no negative numbers: whole numbers are moved to a range from 0 up. Divide by 32767 and nothing else."
    )
    general = "Whole numbers are divided by another number than 32767, or something else is done to them."
    assert found.size == x.size, general
    notes = np.sort(found.reshape(2, -1)), np.sort(x.astype(float))
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = notes[0] - notes[1] / 32767
        factors = [float(np.median(one / other)) for one, other in zip(*notes, strict=True)]
    assert np.ptp(moved, axis=1).max() > 1e-4, "Something is added to the samples or taken away from them: divide only."
    assert not any(abs(f * 32767 - 1) < 0.01 for f in factors) or abs(factors[0] / factors[1] - 1) < 0.01, (
        "Only some of the notes are divided by 32767: each note should be."
    )
    assert abs(factors[0] / factors[1] - 1) < 0.01, (
        "Each note is divided by a number of its own. Divide all by 32767, whatever numbers are in `x`."
    )
    raise AssertionError(general)


@weight(1)
@enforces("floats_kept")
def test_floats_stay_as_they_are(student, rng, sizes):
    for kind in (np.float64, np.float32):
        x = (3 * rng.normal(size=(2, sizes[0] * sizes[1]))).astype(kind)
        found = _frames(student, x, *sizes).ravel()
        _varies(found)
        assert not (_are_among(found, np.clip(x, -1, 1)) and np.abs(x).max() > 1.01), (
            "Samples that are floats already are cut off at -1 and 1. They should stay as they are."
        )
        assert _are_among(found, x), (
            f"Samples that are floats already ({kind.__name__}) should stay as they are: scale whole numbers only."
        )


@weight(1)
@enforces("float32")
def test_the_result_is_a_tensor_of_32_bit_floats(student, rng, sizes):
    shape = 2, sizes[0] * sizes[1]
    for x in (rng.normal(size=shape), rng.integers(-9999, 9999, size=shape).astype(np.int16)):
        found = _call(student, x, *sizes)
        values = _values(found).ravel()
        _varies(values)
        assert found["dtype"] == "float32", (
            f"The result should be a tensor of type float32, but it is {found['dtype']}."
        )
        scales = (1, 32767, 32768)
        roughly, exactly = (any(_are_among(values, x / scale, t) for scale in scales) for t in (ROUGHLY, 1e-6))
        assert exactly or not roughly, (
            "The type is float32, but the numbers are less exact: on the way they were rounded, or of a type with fewer "
            "digits, such as float16."
        )


@weight(0.75)
@enforces("single_note", "any_sizes")
def test_an_axis_of_length_one_is_not_lost(student, rng, sizes):
    found = _frames(student, rng.normal(size=sizes[0] * sizes[1]), *sizes)
    assert found.shape == (1, *sizes), (
        "A single note, of shape (samples,), should give the shape (1, n_steps, input_size)."
    )
    _varies(found)
    for steps, size in ((1, 6), (6, 1)) if sizes == (3, 4) else ():
        shape = _frames(student, rng.normal(size=(2, 6)), steps, size).shape
        # Shapes of other numbers of steps and features have their own test.
        assert len(shape) == 3 or len(_frames(student, rng.normal(size=(2, 6)), 2, 3).shape) != 3, (
            "If `n_steps` or `input_size` is 1, an axis gets lost. Leave out `squeeze`: the shape is always (notes, "
            "n_steps, input_size)."
        )


@weight(0.75)
@enforces("too_short")
def test_a_note_that_is_too_short_is_refused(student, rng, sizes):
    steps, size = sizes if sizes != (3, 4) else (2 * int(rng.integers(2, 4)), int(rng.integers(4, 8)))
    enough = rng.normal(size=(2, steps * size))
    _varies(_frames(student, enough, steps, size))
    assert _refuses(student, enough, steps, size) != "raised", (
        "A note of exactly `n_steps * input_size` samples is long enough: refuse those that are shorter."
    )
    for short in (enough[:, :-1], enough[:, : steps * size // 2], enough[0, :-1]):
        what = _refuses(student, short, steps, size)
        assert what != "error", "The error is returned. Raise it: `raise ValueError(…)`."
        assert what != "nothing", (
            "If a note is too short, nothing is returned and nobody hears of it: raise a `ValueError`, and do not catch it."
        )
        assert what == "raised", (
            "A note that is too short should raise a `ValueError`, rather than be filled up, cut or joined to another one."
        )


def _refuses(student, x, *sizes):
    try:
        return student.refuses(x=x, arguments=list(sizes))
    except StudentError as error:
        raise AssertionError(
            f"If a note is too short, a `ValueError` should be raised. Yours is: {error.kind}."
        ) from None


@weight(0.5)
@enforces("defaults")
def test_without_sizes_there_are_100_steps_of_160_samples(student, rng):
    x = rng.normal(size=(2, 16_000))
    found = _values(_call(student, x))
    # What shape sizes give has its own test.
    assert found.shape == _frames(student, x, 100, 160).shape, (
        "Without sizes there should be 100 steps of 160: keep the defaults of the first line."
    )
    _varies(found)


@weight(0.5)
@enforces("nothing_disturbed")
def test_one_call_does_not_disturb_another(student, rng, sizes):
    for kind in (np.float64, np.float32, np.int16):
        x = (9000 * rng.normal(size=(2, sizes[0] * sizes[1] + 3))).astype(
            kind
        )  # longer than needed: the length has its own tests
        seen = student.calls(x=x, other=x[::-1] // 2, arguments=list(sizes))
        assert np.array_equal(seen["x"], x), "The function changes the samples in `x`. Work on a copy."
        first, between, again = (_values({"value": seen[key]}) for key in ("first", "between", "again"))
        _varies(again)
        plain, other = _frames(student, x, *sizes), _frames(student, x[::-1] // 2, *sizes)
        assert _equal(again, plain) and _equal(between, other), (
            "After other calls the same notes give another result: the function remembers something. Make everything anew "
            "in each call."
        )
        assert _equal(first, again), (
            "A later call changes the result of an earlier one: both are the same tensor. Make a new one in each call."
        )


def _equal(found, expected):
    return found.shape == expected.shape and np.allclose(found, expected)


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


def _are_among(found, values, tolerance=ROUGHLY):
    """Return whether each number that is found is one of `values`, the largest too; scales of 32767 and 32768 agree."""
    values = np.ravel(values).astype(float)
    if np.abs(found).max() < 0.5 * np.abs(values).max():
        return False
    values = np.sort(values)
    place = np.searchsorted(values, found).clip(1, values.size - 1)
    distance = np.minimum(np.abs(found - values[place - 1]), np.abs(found - values[place]))
    return distance.max() < tolerance * np.abs(values).max()


def _proportional(found, expected):
    """Return whether `found` is `expected` times one positive factor."""
    factor = float((found * expected).sum() / (expected * expected).sum())
    return factor > 0 and np.abs(found - factor * expected).max() < ROUGHLY * factor * np.abs(expected).max()
