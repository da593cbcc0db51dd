"""Hidden tests of `one_hot`: whole numbers as rows of zeros and ones.

Accepted: rows of `torch.eye`, `F.one_hot`, `scatter_`, comparison, loops. Except in the test of the axes, the new axis may
stand anywhere, and except in the test of the type any kind of numbers will do.
"""

import numpy as np

from grader.testing import StudentError, array, enforces, weight

DEFINES = ("one_hot",)


@weight(1.5)
@enforces("one_at_the_level")
def test_a_1_stands_at_the_place_of_the_level_and_0_elsewhere(student, rng):
    all_of_5, some_of_16 = np.concatenate([np.arange(5), rng.integers(0, 5, size=3)]), np.array([2, 3, 6, 9, 13, 6, 2])
    for levels, there in ((5, all_of_5), (16, some_of_16), (300, rng.integers(130, 299, size=6))):
        q = rng.permutation(there)
        found = _values(student, q, [levels])
        expected = q[:, None] == np.arange(levels)
        for turned in (found, found.T):
            if turned.shape == expected.shape and np.array_equal(turned, expected):
                break
        else:
            assert found.size == expected.size, "There should be `levels` numbers for each number of `q`."
            near = found if found.shape == expected.shape else found.T
            assert near.shape == expected.shape, "There should be one row of `levels` numbers for each number of `q`."
            assert not np.array_equal(near, np.roll(expected, 1, axis=1)), "The 1 stands one place too far right."
            assert not np.array_equal(near, np.roll(expected, -1, axis=1)), "The 1 stands one place too far left."
            assert not np.array_equal(near, ~expected), "Zeros and ones are exchanged."
            raise AssertionError(
                "In each row 1 should stand at the place of the level, counted from 0, and 0 elsewhere."
            )


@weight(0.75)
@enforces("new_axis_at_the_end")
def test_the_new_axis_is_the_last_one(student, rng):
    for shape in ((2, 3), (4,), (2, 3, 4)):
        q = rng.integers(0, 7, size=shape)
        q.flat[:3] = 0, 6, 3
        found = _values(student, q, [7])
        assert found.shape == (*shape, 7), (
            "The result should have the shape of `q` and one more axis, `levels`, at the end."
        )
        assert np.ptp(found) > 0, "The result does not depend on `q`."


@weight(1)
@enforces("fixed_width")
def test_the_width_does_not_depend_on_which_levels_occur(student, rng):
    for q in (np.array([2, 5, 2, 3]), np.array([0, 0, 1]), np.array([4])):
        found = _values(student, q, [9])
        assert found.size == 9 * q.size, (
            "Each row should have `levels` numbers, also if some levels do not occur in `q`."
        )
        assert np.ptp(found) > 0, "The result does not depend on `q`."
    assert _values(student, np.array([1, 2]), []).size == 32, "If `levels` is not given it should be 16."


@weight(0.75)
@enforces("float32_tensor")
def test_the_result_is_a_tensor_of_32_bit_floats(student, rng):
    shown = student.rows(q=rng.permutation(6), arguments=[6])
    found = array(shown["value"])
    assert found is not None and np.ptp(found.astype(float)) > 0, "The result does not depend on `q`."
    assert shown["dtype"] == "torch.float32", f"It should be a tensor of type float32, but it is: {shown['dtype']}."


@weight(1)
@enforces("any_integer_type")
def test_whole_numbers_of_any_type_are_taken(student, rng):
    q = rng.permutation(np.repeat(np.arange(8), 40))
    expected = _values(student, q, [8])
    for kind in (np.uint8, np.int8, np.int16, np.int32, np.uint16):
        try:
            found = _values(student, q.astype(kind), [8])
        except StudentError as error:
            raise AssertionError(
                f"`q` of the type {kind.__name__} is not taken: {error.kind}. Convert it to 64-bit integers first."
            ) from None
        assert np.ptp(found) > 0 and found.shape == expected.shape and np.array_equal(found, expected), (
            f"`q` of the type {kind.__name__} gives something else than the same numbers of 64 bits. (PyTorch takes an index of "
            "unsigned 8 bits for a mask.)"
        )


@weight(1)
@enforces("outside_is_refused")
def test_a_number_that_is_no_level_is_refused(student, rng):
    assert np.ptp(_values(student, np.arange(6), [6])) > 0, "The result does not depend on `q`."
    cases = [("below 0", [1, -1, 2]), ("equal to `levels`", [0, 6]), ("above it", [3, 40]), ("below 0", [[-6, 1]])]
    cases += [("far above it", [2, 256]), ("far below 0", [[1], [-255]]), ("far above it", [65_537, 1])]
    for words, q in cases:
        try:
            refused = student.refuses(q=np.array(q), arguments=[6])
        except StudentError as error:
            raise AssertionError(
                f"With a number {words} in `q` a `ValueError` should be raised. Yours is: {error.kind}."
            ) from None
        assert refused, f"With a number {words} in `q` a `ValueError` should be raised."


def _values(student, q, arguments):
    shown = student.rows(q=q, arguments=arguments)
    assert shown["value"] is not None, "The function returns nothing: end it with `return`."
    found = array(shown["value"])
    assert found is not None, "The function should return one tensor of numbers."
    return found.astype(float)
