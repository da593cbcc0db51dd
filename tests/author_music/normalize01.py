"""Hidden tests of `normalize01`: one recording, from 0 to 1.

Accepted: floats of 32 or 64 bits, any way of computing. Where whole numbers are the matter the student's result for them
is compared with the student's own for the same numbers as floats, so that a wrong scale costs its own test only.
"""

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("normalize01",)


@weight(2.5)
@enforces("smallest_to_largest")
def test_the_smallest_becomes_0_and_the_largest_1_wherever_they_lie(student, rng):
    places = [
        ("around zero", -1.0, 3.0),
        ("above zero", 5.0, 2.0),
        ("below zero", -9.0, 2.5),
        ("very close together", 0.3, 0.002),
        ("much closer together", -2e-7, 3e-7),
        ("far away and close together", 1000.0, 0.001),
        ("from 0 to 1 already, but not all of that", 0.4, 0.3),
    ]
    for words, low, span in places:
        x = low + span * np.concatenate([[0, 1], rng.uniform(size=10)])[rng.permutation(12)]
        found = _flat(student, x)
        expected = (x - x.min()) / span
        if found.size == x.size and np.allclose(found, expected, atol=1e-4) and abs(np.ptp(found) - 1) < 1e-6:
            continue
        assert found.size == x.size, "There should be as many numbers in the result as in `x`."
        assert not np.allclose(found, 1 - expected, atol=1e-4), "It is upside down: the largest should become 1."
        assert not np.allclose(found, 2 * expected - 1, atol=1e-4), "The range should be from 0 to 1, not from -1."
        assert not np.allclose(found, 100 * expected, atol=1e-2), "The range should be from 0 to 1, not to 100."
        raise AssertionError(
            f"With numbers that lie {words} the smallest does not become 0, or the largest not 1, or those between do not "
            "keep their place: subtract the smallest, then divide by the distance from smallest to largest, in 64 bits."
        )


@weight(1)
@enforces("no_wrapping")
def test_whole_numbers_of_any_type_do_not_wrap_around(student, rng):
    for kind in (np.int16, np.int8, np.uint8, np.uint16, np.int32, np.uint32):
        limits = np.iinfo(kind)
        x = rng.integers(limits.min, limits.max, size=12, endpoint=True).astype(kind)
        x[:2] = limits.min, limits.max
        x = rng.permutation(x)
        found, as_floats = _flat(student, x), _flat(student, x.astype(np.float64))
        _varies(found)
        assert found.size == as_floats.size and np.allclose(found, as_floats, atol=1e-3), (
            f"Whole numbers of the type {kind.__name__} give something else than the same numbers as floats: they wrap around, "
            "or are rounded. Make floats of them first, then compute."
        )


@weight(0.5)
@enforces("same_shape", "smallest_to_largest")
def test_the_shape_stays(student, rng):
    for shape in ((3, 4), (2, 3, 2), (12,)):
        x = rng.normal(size=shape)
        found, flat = _values(student, x), _flat(student, x.ravel())
        assert found.shape == shape, "The result should have the shape of `x`, also if `x` has more than one axis."
        _varies(found)
        assert flat.size == found.size and np.allclose(found.ravel(), flat, atol=1e-6), (
            "With more than one axis the numbers become others than in one row: `x` is *one* recording, so take the smallest "
            "and the largest of all its numbers."
        )


@weight(0.5)
@enforces("floats", "same_shape")
def test_the_result_is_an_array_of_32_or_64_bit_floats(student, rng):
    _varies(_flat(student, rng.normal(size=8)))
    floats = (rng.normal(size=8), rng.normal(size=8).astype(np.float32))
    for x in (*floats, rng.integers(-99, 99, size=8), np.full(8, -3), np.full(8, 5, dtype=np.int16), np.ones(8)):
        shown = student.scaled(x=x)
        assert shown["type"] == "ndarray", f"The result should be a NumPy array, but it is: {shown['type']}."
        assert shown["dtype"] in ("float32", "float64"), (
            f"The result should hold floats of 32 or 64 bits, also if all numbers are equal, but it holds {shown['dtype']}."
        )


@weight(1)
@enforces("constant_is_zero")
def test_a_recording_whose_numbers_are_all_equal_becomes_zeros(student, rng):
    _varies(_flat(student, rng.normal(size=6)))
    for x in (np.full(5, 3.25), np.full(4, -7, dtype=np.int16), np.zeros(3), np.ones(6)):
        found = _flat(student, x)
        assert np.isfinite(found).all(), "If all numbers are equal the result is not finite: 0 is divided by 0."
        assert not np.any(found), "If all numbers of `x` are equal, the result should be all zeros."


@weight(0.5)
@enforces("input_kept")
def test_the_recording_itself_stays_as_it_is(student, rng):
    for x in (3 + rng.normal(size=10), rng.normal(size=10).astype(np.float32)):
        shown = student.scaled(x=x)
        _varies(array(shown["value"]))
        assert shown["kept"], "`x` was changed: compute a new array, without `-=` or `/=` on `x`."


def _values(student, x):
    shown = student.scaled(x=x)
    assert shown["value"] is not None, "The function returns nothing: end it with `return`."
    values = array(shown["value"])
    assert values is not None, "The function should return one array of numbers."
    return values.astype(float)


def _flat(student, x):
    return _values(student, x).ravel()


def _varies(values):
    assert values is not None and values.size and np.ptp(values.astype(float)) > 1e-6, (
        "The result does not depend on `x`, or it is no array of numbers."
    )
