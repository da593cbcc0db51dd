"""Hidden tests of `encode_labels` and `decode_labels`: labels to a row of zeros and ones, and back.

Accepted: any way of filling the row; any subclass of KeyError; NumPy texts in the list that comes back. An array in place
of a tensor costs the test of the type only.
"""

import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("encode_labels", "decode_labels")

NAMES = ["voi", "pia", "cel", "gac", "org", "tru", "bass", "bassoon"]


@weight(1)
@enforces("ones_by_class")
def test_the_entries_of_the_labels_are_1_in_whatever_order_they_come(student, rng):
    for many in (2, 3, 3):
        names = sorted(str(name) for name in rng.permutation(NAMES)[:6])
        labels = [str(name) for name in rng.permutation(names)[:many]]
        labels.sort(reverse=True)
        row = _row(student, labels, names)
        expected = np.isin(names, labels).astype(float)
        assert row.size != many or row.shape == (6,), "There should be one entry for each class, not for each label."
        assert row.shape == (6,), "The row should have the shape (len(classes),)."
        assert not np.array_equal(row, 1 - expected), "Zeros and ones are exchanged: 1 means that the class is there."
        assert row.sum() > 1 or expected.sum() == 1, "Only one of several labels is marked: mark them all."
        assert np.array_equal(row > 0.5, expected > 0.5), (
            "Entry i should be 1 if classes[i] is among the labels, else 0, in whatever order the labels come."
        )
    for label in ("bassoon", "bass"):  # one name is a part of the other
        bass, bassoon, *_ = _row(student, [label], ["bass", "bassoon", "org", "voi"])
        assert not (bass > 0.5 and bassoon > 0.5), (
            f"For the label {label!r} the classes bass and bassoon are both marked. A class is among the labels if its whole "
            "name is."
        )


@weight(0.75)
@enforces("own_classes")
def test_the_classes_are_those_of_the_argument_in_their_order(student, rng):
    for size in (4, 7):
        names = [str(name) for name in rng.permutation(NAMES)[:size]]
        while names == sorted(names):
            names = [str(name) for name in rng.permutation(NAMES)[:size]]
        for i, name in enumerate(names):
            row = _row(student, [name], names)
            assert row.shape == (size,), "There should be as many entries as the argument `classes` has classes."
            marked = int(row.argmax())
            assert marked == i or sorted(names).index(name) != marked, (
                "The classes are sorted. Leave them in the order in which they come."
            )
            assert marked == i, "The place of a label should be its place in the argument `classes`."


@weight(0.5)
@enforces("tensor")
def test_the_row_is_a_tensor_of_32_bit_floats(student, rng):
    names = sorted(str(name) for name in rng.permutation(NAMES)[:5])
    found = student.encode(labels=names[:2], classes=names)
    assert found["kind"] == "Tensor", f"It should return a PyTorch tensor, but it is: {found['kind']}."
    assert found["dtype"] == "float32", f"The tensor should be of type float32, but it is {found['dtype']}."
    values = array(found["value"])
    assert values is not None and values.ndim == 1 and np.ptp(values) > 0, (
        "The row should have one axis, of shape (len(classes),), and hold ones and zeros."
    )


@weight(0.5)
@enforces("twice_is_once")
def test_a_label_that_comes_twice_counts_once(student, rng):
    names = sorted(str(name) for name in rng.permutation(NAMES)[:5])
    once, twice = _row(student, names[1:3], names), _row(student, [names[1], names[2], names[1]], names)
    assert np.ptp(once) > 0 and once.shape == twice.shape, "The row should have one entry for each class."
    assert np.array_equal(once, twice), "A label that comes twice should give the same row as if it came once."


@weight(0.5)
@enforces("no_label")
def test_no_label_gives_zeros(student, rng):
    names = sorted(str(name) for name in rng.permutation(NAMES)[:5])
    assert _row(student, names[:2], names).any(), "The row holds no 1 at all: mark the labels."
    row = _row(student, [], names)
    assert row.shape == (5,) and not row.any(), "Without any label the row should hold zeros, one for each class."


@weight(0.5)
@enforces("unknown_label")
def test_an_unknown_label_raises_a_key_error(student, rng):
    names = sorted(str(name) for name in rng.permutation(NAMES)[:5])
    assert not student.error_of(labels=names[:2], classes=names), "Labels that are among the classes are refused."
    for labels in (["bagpipe"], [names[0], "bagpipe"]):
        error = student.error_of(labels=labels, classes=names)
        assert error, "A label that is not among the classes is passed over. It should raise a `KeyError`."
        assert "KeyError" in error, f"A label that is not among the classes should raise a `KeyError`, not {error[0]}."


@weight(1.25)
@enforces("decoded")
def test_a_row_is_decoded_to_the_classes_above_one_half(student, rng):
    for as_tensor in (False, True, False):
        names = [str(name) for name in rng.permutation(NAMES)[:6]]
        row = rng.permutation([0.0, 0.3, 0.5, 0.51, 0.8, 1.0])
        while [n for n, v in zip(names, row, strict=True) if v > 0.5] == sorted(
            n for n, v in zip(names, row, strict=True) if v > 0.5
        ):
            names = [str(name) for name in rng.permutation(NAMES)[:6]]
        found = student.decode(row=row, classes=names, as_tensor=as_tensor)
        expected = [name for name, value in zip(names, row, strict=True) if value > 0.5]
        assert found["kind"] == "list", f"`decode_labels` should return a list, but it is: {found['kind']}."
        half = [name for name, value in zip(names, row, strict=True) if value >= 0.5]
        assert found["value"] != half, "An entry of exactly 0.5 is not greater than 0.5."
        assert sorted(found["value"]) != sorted(expected) or found["value"] == expected, (
            "The decoded labels should be in the order of `classes`."
        )
        assert found["value"] == expected, "`decode_labels` should return the classes whose entry is greater than 0.5."


def _row(student, labels, classes):
    """Return the row of ones and zeros as floats, whatever array it is."""
    found = student.encode(labels=labels, classes=classes)
    assert found["value"] is not None, "The function returns nothing: end it with `return`."
    values = array(found["value"])
    assert values is not None, "`encode_labels` should return one row of numbers."
    return values.astype(float)
