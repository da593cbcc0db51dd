"""Hidden tests of `quantize`: equally wide levels.

Accepted: any integer type that holds the levels, any way of counting. Only the first test knows what level a number
belongs to. The others compare the student's levels with each other, so that each mistake costs its own test.
"""

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("quantize",)


@weight(2.5)
@enforces("equal_widths")
def test_all_levels_are_equally_wide(student, rng):
    for bits in (4, 4):
        count = 2**bits
        expected = rng.permutation(np.repeat(np.arange(count), rng.integers(1, 6, size=count)))
        x = (expected + rng.uniform(0.05, 0.95, size=len(expected))) / count
        x[::7] = expected[::7] / count  # at the lower edge of their level
        x[3::7] = (expected[3::7] + 0.9999) / count  # just below the upper edge
        found = _levels(student, x, bits).ravel()
        if np.array_equal(found, expected):
            continue
        assert found.size == expected.size, "There should be as many levels in the result as numbers in `x`."
        inside = np.setdiff1d(np.arange(len(x)), np.arange(0, len(x), 7))
        assert not np.array_equal(found[inside], expected[inside]), (
            "A number that lies just where a level begins, k / L, belongs to level k."
        )
        assert not np.array_equal(found[inside], expected[inside] + 1), "Levels are counted from 0."
        assert not np.array_equal(found, np.round(x * (count - 1))), (
            "The levels are not equally wide: `round` makes the first and the last one half as wide as the others."
        )
        assert not np.array_equal(found, np.floor(x * (count - 1))), (
            "The levels are not equally wide: with L - 1 in place of L only 1 itself reaches the top level."
        )
        raise AssertionError("Level k should be what lies from k / L up to, but without, (k + 1) / L.")


@weight(1)
@enforces("one_is_top")
def test_1_belongs_to_the_top_level(student, rng):
    for bits in (4, 2):
        x = np.array([1.0, 1 - 0.01 / 2**bits, 0.3, 1.0])
        found = _levels(student, x, bits).ravel()
        _varies(found)
        assert found[0] == found[1] == found[3], (
            "1 itself should be in the same level as the numbers just below it: there is no level 2 ** bits."
        )


@weight(1)
@enforces("outside_is_clipped")
def test_numbers_a_little_outside_get_the_nearest_level(student, rng):
    low, high = rng.uniform(-0.12, -0.001, size=5), rng.uniform(1.001, 1.12, size=5)
    for bits in (4, 5):
        found = _levels(student, np.concatenate([low, high, [0.4, 0.5]]), bits).ravel()
        near = _levels(student, np.concatenate([np.full(5, 0.001), np.full(5, 0.999), [0.4, 0.5]]), bits).ravel()
        _varies(found)
        assert np.array_equal(found[:5], near[:5]), "A number a little below 0 should get the lowest level."
        assert np.array_equal(found[5:], near[5:]), "A number a little above 1 should get the highest level."


@weight(1)
@enforces("whole_numbers")
def test_levels_are_whole_numbers_in_an_array_of_the_same_shape(student, rng):
    for shape in ((3, 4), (12,), (2, 2, 3)):
        shown = student.levels(x=rng.uniform(size=shape), arguments=[4])
        found = array(shown["value"])
        assert found is not None, "The function should return one array of numbers."
        _varies(found)
        assert shown["type"] == "ndarray", f"The result should be a NumPy array, but it is: {shown['type']}."
        assert found.shape == shape, "The result should have the shape of `x`."
        assert found.dtype.kind in "iu", f"Levels are whole numbers: an integer type, not {found.dtype}."


@weight(1)
@enforces("any_bits")
def test_any_number_of_bits_gives_as_many_levels(student, rng):
    for bits in (1, 2, 7, 8, 9, 12):
        count = 2**bits
        order = rng.permutation(4 * count)
        found = _levels(student, (order + 0.5) / (4 * count), bits).ravel().astype(float)
        steps = np.diff(found[np.argsort(order)]) if found.size == order.size else np.zeros(0)
        turns = (steps > 0).any() and (steps < 0).any()
        assert np.unique(found).size == count and np.ptp(found) == count - 1 and not turns, (
            f"With {bits} bits the numbers from 0 to 1 should fall into {count} levels that follow each other. (Is the number "
            "of levels typed in, or the integer type too small?)"
        )


@weight(0.5)
@enforces("four_by_default")
def test_without_bits_there_are_4(student, rng):
    x = rng.uniform(0.02, 0.98, size=80)
    found, four = student.levels(x=x, arguments=[])["value"], _levels(student, x, 4)
    _varies(four)
    found = array(found)
    assert found is not None and np.array_equal(found, four), "If `bits` is not given it should be 4."


@weight(0.5)
@enforces("input_kept")
def test_the_numbers_that_came_in_stay_as_they_are(student, rng):
    shown = student.levels(x=rng.permutation([-0.05, 1.05, *rng.uniform(size=18)]), arguments=[4])
    _varies(array(shown["value"]))
    assert shown["kept"], "`x` was changed: compute a new array."


def _levels(student, x, bits):
    shown = student.levels(x=x, arguments=[bits])
    assert shown["value"] is not None, "The function returns nothing: end it with `return`."
    found = array(shown["value"])
    assert found is not None, "The function should return one array of numbers."
    return found


def _varies(values):
    assert values is not None and values.size and np.ptp(values.astype(float)) > 0, (
        "The result does not depend on `x`, or it is no array of numbers."
    )
