"""Hidden tests of `confusion_and_recall`: counts of right against predicted classes, and the recall of each class.

Accepted: arrays or tensors, also lists, of any integer type; any way of counting. Matrix and recall are found by their
shape in either place, except in the test of their order; a recall of another shape costs tests of recall only.
"""

import numpy as np

from grader.testing import array, enforces, number, weight

DEFINES = ("confusion_and_recall",)
NOT_TESTED = {"arrays": "lists of numbers are as good, and anything else fails every test"}


@weight(3)
@enforces("rows_are_right")
def test_the_matrix_counts_right_classes_in_rows_and_predicted_ones_in_columns(student, rng):
    for n_class in (3, 5):
        y, p = _classes(rng, n_class)
        found, _ = _both(student, y, p, n_class)
        expected = _confusion(y, p, n_class)
        if np.array_equal(found, expected):
            continue
        assert not np.array_equal(found, expected.T), (
            "The matrix lies on its side: rows should be the right class, columns the predicted one."
        )
        assert not np.allclose(found.sum(axis=1), 1), "The rows are fractions. The matrix should hold counts."
        assert not np.allclose(found.sum(axis=0), 1), "The columns are fractions. The matrix should hold counts."
        assert found.sum() == len(y), "The numbers of the matrix should add up to the number of notes."
        raise AssertionError("confusion[i, j] should be the number of notes of class i that were predicted as class j.")


@weight(1.5)
@enforces("absent_classes")
def test_classes_that_do_not_occur_keep_their_place(student, rng):
    y, p = _classes(rng, 3)
    names = np.array([1, 2, 4])
    y, p = names[y], names[p]
    found, recall = _both(student, y, p, 6)
    assert found.shape == (6, 6), (
        "The matrix should have a row and a column for each of `n_class` classes, absent ones too."
    )
    assert recall.shape == (6,), "There should be a recall for each of `n_class` classes, absent ones too."
    count = found.astype(float)
    assert not count[[0, 3, 5]].any() and not count[:, [0, 3, 5]].any() and count.any(), (
        "Rows and columns of classes that do not occur should hold zeros, and the others stay at their places."
    )


@weight(1)
@enforces("whole_numbers")
def test_the_counts_are_whole_numbers(student, rng):
    y, p = _classes(rng, 4)
    found, _ = _both(student, y, p, 4)
    assert found.sum() > 1 and np.ptp(found) > 0, "The matrix does not depend on `y` and `p`."
    assert found.dtype.kind in "iu", (
        f"Counts are whole numbers: the matrix should be of an integer type, not {found.dtype}."
    )


@weight(3)
@enforces("recall")
def test_recall_is_what_was_found_of_each_class(student, rng):
    for n_class in (3, 6):
        y, p = _classes(rng, n_class)
        found = next((part for part in _parts(student, y, p, n_class) if part.ndim < 2), np.empty((0, 0)))
        expected = _confusion(y, p, n_class)
        right = expected.diagonal()
        if found.shape == (n_class,) and np.allclose(found, right / expected.sum(axis=1), atol=1e-5):
            continue
        assert found.shape == (n_class,), "There should be one value of recall per class: the shape (n_class,)."
        with np.errstate(divide="ignore", invalid="ignore"):
            precision = right / expected.sum(axis=0)
        assert not np.allclose(found, precision, atol=1e-5, equal_nan=True), (
            "That is the precision: of all notes that were *called* so, how many are. Recall divides by the number of "
            "notes that *are* of the class."
        )
        assert not np.allclose(found, 100 * right / expected.sum(axis=1), atol=1e-3), (
            "Recall should be a fraction from 0 to 1, not per cent."
        )
        assert not np.allclose(found, right / len(y), atol=1e-5), (
            "Recall divides by the number of notes of *its class*, not of all classes."
        )
        raise AssertionError(
            "The recall of a class is the number of its notes that were found, divided by all its notes."
        )


@weight(1)
@enforces("nan_recall")
def test_the_recall_of_a_class_without_notes_is_nan(student, rng):
    y, p = _classes(rng, 4)
    absent = int(rng.integers(4))
    present = [c for c in range(4) if c != absent]
    y = np.where(y == absent, present[0], y)
    p = np.where(p == present[1], present[2], p)  # it is, but it is never said
    p[np.flatnonzero(y != present[1])[0]] = absent  # it is said, but it never is
    _, found = _both(student, y, p, 4)
    assert found.shape == (4,), "Each of the `n_class` classes should have a recall, also one without notes."
    assert np.isfinite(found[present]).all() and np.ptp(found[present]) > 0, (
        "Only a class without notes has no recall. That of a class whose notes were all missed is 0."
    )
    assert np.isnan(found[absent]), (
        "Of a class without notes nothing could be found or missed: its recall should be `nan`."
    )


@weight(0.5)
@enforces("order")
def test_the_matrix_comes_first_then_the_recall(student, rng):
    y, p = _classes(rng, 4)
    first, second = _parts(student, y, p, 4)
    assert first.size > second.size, "The order is wrong: return the matrix first, then the recall."
    assert np.ptp(first) > 0 and (second.size == 1 or np.ptp(second) > 0), "The results do not depend on `y` and `p`."


def _parts(student, y, p, n_class):
    parts = student.count(y=y, p=p, n_class=n_class)["parts"]
    assert isinstance(parts, list) and len(parts) == 2, (
        "The function should return two arrays: the matrix, then the recall (`return confusion, recall`)."
    )
    arrays = [array(part) if number(part) is None else np.array(number(part)) for part in parts]
    assert all(made is not None for made in arrays), "Both results should be arrays or tensors of numbers."
    return arrays


def _both(student, y, p, n_class):
    """Return matrix and recall, whichever comes first."""
    parts = _parts(student, y, p, n_class)
    recall, matrix = sorted(parts, key=lambda part: (part.ndim, part.size))
    assert matrix.ndim == 2, "One of the results should be a matrix, of shape (n_class, n_class)."
    return matrix, recall.ravel()


def _classes(rng, n_class):
    """Return right and predicted classes in which all classes occur, and no two classes have the same recall."""
    while True:
        y = rng.permutation(np.repeat(np.arange(n_class), rng.integers(4, 12, size=n_class)))
        p = np.where(rng.random(len(y)) < 0.6, y, rng.integers(0, n_class, size=len(y)))
        counts = _confusion(y, p, n_class)
        recall, said = counts.diagonal() / counts.sum(axis=1), counts.sum(axis=0)
        if (
            np.unique(recall.round(3)).size == n_class
            and recall.min() > 0
            and said.min() > 0
            and not np.array_equal(counts, counts.T)
            and not np.allclose(recall, counts.diagonal() / said)
        ):
            return y, p


def _confusion(y, p, n_class):
    return np.bincount(y * n_class + p, minlength=n_class**2).reshape(n_class, n_class)
