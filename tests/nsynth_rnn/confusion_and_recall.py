"""Hidden tests of `confusion_and_recall`: counts of right against predicted classes, and the recall of each class.

Accepted: arrays or tensors of any integer type; any way of counting. Matrix and recall are found by their shape in
either place, except in the test of their order; what is no array is made one, except in the test of that. Where the
matrix is wrong, a recall that fits the student's own matrix costs nothing more.
"""

import numpy as np

from grader.testing import StudentError, array, enforces, number, weight

DEFINES = ("confusion_and_recall",)


@weight(3)
@enforces("rows_are_right")
def test_the_matrix_counts_right_classes_in_rows_and_predicted_ones_in_columns(student, rng):
    for n_class in (3, 5, 12):
        y, p = _classes(rng, n_class)
        try:
            found, _ = _both(student, y, p, n_class)
        except StudentError:
            assert n_class < 12, (
                "With more than ten classes the function stops: use `n_class`, and no number of your own."
            )
            raise
        expected = _confusion(y, p, n_class)
        if np.array_equal(found, expected):
            continue
        assert not np.array_equal(found, expected.T), (
            "The matrix lies on its side: rows should be the right class, columns the predicted one."
        )
        fractions = (np.abs(found - found.round()) > 1e-6).any()
        assert not (fractions and np.allclose(found.sum(axis=1), 1)), (
            "The rows are fractions. The matrix should hold counts."
        )
        assert not (fractions and np.allclose(found.sum(axis=0), 1)), (
            "The columns are fractions. The matrix should hold counts."
        )
        assert found.max() > 1 or not np.array_equal(found, expected > 0), (
            "A pair of classes that occurs several times is counted once: `confusion[y, p] += 1` adds a single 1."
        )
        assert np.ptp(found, axis=0).max() > 0, (
            "All rows are the same: they are one list, named several times, or do not depend on `y`."
        )
        assert n_class < 12, "With more than ten classes the matrix is wrong, with fewer it is right."
        assert found.sum() == len(y), (
            "The numbers of the matrix should add up to the number of notes: each note counts once, in whatever order "
            "the notes stand, the first and the last one too."
        )
        raise AssertionError("confusion[i, j] should be the number of notes of class i that were predicted as class j.")
    y = np.repeat([0, 1, 2], [300, 2, 2])
    one, many = _both(student, y, y, 3)[0], _both(student, np.tile(y, 150), np.tile(y, 150), 3)[0]
    assert one.max() == 300 and many.max() == 45_000, (
        "Counts larger than a few hundred are wrong: the type of the matrix is too small for them."
    )


@weight(1.25)
@enforces("absent_classes")
def test_classes_that_do_not_occur_keep_their_place(student, rng):
    for names, said in (
        ((1, 2, 4), (1, 2, 4)),
        ((1, 2, 4), (1, 2, 3)),  # 4 is never said, 3 never is
        ((0, 2, 5), (0, 5, 2)),
        ((1, 3, 5), (0, 3, 1)),
    ):
        y, p = _classes(rng, 3)
        y, p = np.array(names)[y], np.array(said)[p]
        try:
            shown = student.count(y=y, p=p, n_class=6)
        except StudentError as error:
            raise AssertionError(
                f"If a class does not occur, the function stops ({error.kind}: {error.message}). Each of `n_class` "
                "classes has its place, absent ones too (`minlength`)."
            ) from None
        parts = _arrays(shown)
        recall, found = sorted(parts, key=lambda part: (part.ndim, part.size))
        assert found.ndim == 2, "One of the results should be a matrix, of shape (n_class, n_class)."
        assert found.shape == (6, 6), (
            "The matrix should have a row and a column for each of `n_class` classes, absent ones too."
        )
        assert recall.size == 6, "There should be a recall for each of `n_class` classes, absent ones too."
        # How often, and what is a row, has its own test.
        places, right = found != 0, _confusion(y, p, 6) > 0
        rows, columns = ([set(np.flatnonzero(made.any(axis=a))) for a in (1, 0)] for made in (places, right))
        assert rows in (columns, columns[::-1]) or not _counts_all(student, rng), (
            "Rows and columns of classes that do not occur should hold zeros, and the others stay at their places: a "
            "class that is never predicted has a row all the same, one that is only predicted has a column."
        )
    assert places.any(), "The matrix does not depend on `y` and `p`."


def _counts_all(student, rng):
    """Return whether the matrix has a number wherever a pair occurs, if all classes do: else it has its own test."""
    y, p = _classes(rng, 4)
    found, right = _both(student, y, p, 4)[0] != 0, _confusion(y, p, 4) > 0
    return np.array_equal(found, right) or np.array_equal(found, right.T)


@weight(0.75)
@enforces("whole_numbers")
def test_the_counts_are_whole_numbers(student, rng):
    y, p = _classes(rng, 4)
    found, _ = _both(student, y, p, 4)
    assert found.sum() > 1 and np.ptp(found) > 0, "The matrix does not depend on `y` and `p`."
    assert found.dtype.kind in "iu", (
        f"Counts are whole numbers: the matrix should be of an integer type, not {found.dtype}."
    )


@weight(2.5)
@enforces("recall")
def test_recall_is_what_was_found_of_each_class(student, rng):
    for n_class in (3, 6):
        y, p = _classes(rng, n_class)
        parts = _parts(student, y, p, n_class)
        found = next((part for part in parts if part.ndim < 2), np.empty((0, 0)))
        expected = _confusion(y, p, n_class)
        right, notes = expected.diagonal(), expected.sum(axis=1)
        if found.shape == (n_class,) and np.allclose(found, right / notes, atol=1e-5):
            continue
        assert found.shape == (n_class,), "There should be one value of recall per class: the shape (n_class,)."
        own = next((part for part in parts if part.ndim == 2), expected).astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            fits = own.diagonal() / own.sum(axis=1), own.diagonal() / notes if len(own) == n_class else own[0]
            said = expected.sum(axis=0)
            others = (
                (
                    right / said,
                    "That is the precision: of all notes that were *called* so, how many are. Recall divides by the "
                    "number of notes that *are* of the class.",
                ),
                (100 * right / notes, "Recall should be a fraction from 0 to 1, not per cent."),
                (right / len(y), "Recall divides by the number of notes of *its class*, not of all classes."),
                (right / (notes - right), "Recall divides by *all* notes of its class, not by those that were missed."),
                (
                    (len(y) - notes - said + 2 * right) / len(y),
                    "That is the accuracy of a yes or no for each class: notes of other classes count, too. The recall "
                    "asks only for the notes of its class.",
                ),
                (1 - right / notes, "That is what was missed of each class, not what was found."),
            )
        counts = own.shape == expected.shape and not np.array_equal(own, expected) and np.ptp(own) > 0
        if counts and any(np.allclose(found, own_recall, atol=1e-5, equal_nan=True) for own_recall in fits):
            continue  # what is wrong is the matrix, which has its own test
        for values, message in others:
            assert not np.allclose(found, values, atol=1e-4, equal_nan=True), message
        assert not np.allclose(found, right / notes, atol=0.02), (
            "The recall is nearly right, but not exactly: it is rounded, or of a type with few digits."
        )
        assert not np.allclose(found[:-1], (right / notes)[:-1], atol=1e-5), (
            "The recall of the last class is missing or wrong, all others are right: does the loop end too early?"
        )
        raise AssertionError(
            "The recall of a class is the number of its notes that were found, divided by all its notes."
        )


@weight(1)
@enforces("nan_recall")
def test_the_recall_of_a_class_without_notes_is_nan(student, rng):
    full = _both(student, *_classes(rng, 5), 5)[1]
    usual = np.isfinite(full) if full.shape == (5,) else np.ones(5, dtype=bool)
    assert usual.sum() > 2, "The recall of classes that have notes is `nan`, too."
    as_asked = _recall_is_right(student, rng)
    for absent in (int(rng.integers(1, 4)), 0, 4):
        y, p = _classes(rng, 5)
        instead = np.array([c for c in range(5) if c != absent])[rng.integers(0, 4, size=len(y))]
        y, p = np.where(y == absent, instead, y), np.where(p == absent, y, p)
        p = np.where(p == absent, instead, p)
        present = np.array([c for c in range(5) if c != absent and usual[c]])
        cases = [(y, p, "")]
        if as_asked:  # another kind of recall has its own test
            one, *_, missed = present
            odd = np.where((p == missed) | (y == missed), one, p)  # it is, but it is never said
            odd[np.flatnonzero(y == one)[0]] = absent  # it is said, but it never is
            few = (y != one) | (np.arange(len(y)) == np.flatnonzero(y == one)[0])
            cases += [
                (y, odd, " That of a class whose notes were all missed, or that was never predicted, is 0."),
                (y[few], p[few], " That of a class with a single note is 0 or 1."),
            ]
        for y, p, more in cases:
            try:
                matrix, found = _both(student, y, p, 5)
            except StudentError:
                matrix = found = np.empty(0)
            places = found.shape == (5,) and matrix.shape == (5, 5) and not matrix[absent].any()
            if not places:
                # Places of absent classes have their own test; but it must work for one in the middle.
                assert absent not in (1, 2, 3) or more, (
                    "Each of the `n_class` classes should have a recall, also one without notes."
                )
                continue
            counted = present[matrix[present].sum(axis=1) > 0]  # what is lost from the matrix has its own test
            behind = np.isnan(found[absent:]).all() and not np.isnan(found[:absent]).any()
            assert more or not (behind and absent < 4 and as_asked), (
                "All classes behind one without notes have no recall either: does the loop end there?"
            )
            assert np.isfinite(found[counted]).all(), "Only a class without notes has no recall." + more
            assert np.isnan(found[absent]) or not usual[absent], (
                "Of a class without notes nothing could be found or missed: its recall should be `nan`, "
                + ("also if it is predicted." if absent in p else "wherever it stands.")
            )


def _recall_is_right(student, rng):
    y, p = _classes(rng, 4)
    expected = _confusion(y, p, 4)
    found = _both(student, y, p, 4)[1]
    return found.shape == (4,) and np.allclose(found, expected.diagonal() / expected.sum(axis=1), atol=1e-5)


@weight(0.5)
@enforces("order")
def test_the_matrix_comes_first_then_the_recall(student, rng):
    y, p = _classes(rng, 4)
    first, second = _parts(student, y, p, 4)
    assert first.size > second.size, "The order is wrong: return the matrix first, then the recall."
    assert np.ptp(first) > 0 and (second.size == 1 or np.nanmax(second) > np.nanmin(second)), (
        "The results do not depend on `y` and `p`."
    )


@weight(0.5)
@enforces("arrays")
def test_both_are_arrays_or_tensors(student, rng):
    y, p = _classes(rng, 4)
    shown = student.count(y=y, p=p, n_class=4)
    first, second = _arrays(shown)
    assert np.ptp(first) > 0 or np.ptp(second) > 0, "The results do not depend on `y` and `p`."
    for kind in shown["kinds"]:
        # The mean recall, one number, has its own test.
        assert kind == "array" or kind.startswith(("float", "int")), (
            f"Both results should be arrays or tensors, but one is of the type {kind}: `np.array(…)` makes one of it."
        )


@weight(0.5)
@enforces("nothing_disturbed")
def test_one_call_does_not_disturb_another(student, rng):
    (y, p), (other_y, other_p) = _classes(rng, 4), _classes(rng, 4)
    seen = student.calls(y=y, p=p, other_y=other_y, other_p=other_p, n_class=4)
    assert np.array_equal(seen["y"], y) and np.array_equal(seen["p"], p), (
        "The function changes `y` or `p`. They should stay as they are: work on copies."
    )
    first, again, plain = _cut(seen["first"], 4), _cut(seen["again"], 4), _parts(student, y, p, 4)
    assert np.ptp(plain[0]) > 0 or np.ptp(plain[1]) > 0, "The results do not depend on `y` and `p`."
    between, alone = _cut(seen["between"], 4), _parts(student, other_y, other_p, 4)
    assert _same(again, plain) and _same(between, alone), (
        "After other calls the same notes give another result: the function goes on counting in an old matrix. Make a "
        "new one in each call."
    )
    assert _same(first, plain), "A later call changes the result of an earlier one. Make new arrays in each call."


def _same(some, others):
    return all(a.shape == b.shape and np.allclose(a, b, equal_nan=True) for a, b in zip(some, others, strict=True))


def _parts(student, y, p, n_class):
    """Return the two results as arrays; one that has a place too many for each class is cut, which has its own test."""
    return _cut(student.count(y=y, p=p, n_class=n_class), n_class)


def _cut(shown, n_class):
    return [made[(slice(n_class),) * made.ndim] for made in _arrays(shown)]


def _arrays(shown):
    parts = shown["parts"]
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
    """Return right and predicted classes in which all classes occur, and no two classes have the same recall.

    No class has all its notes found, and the notes stand in no order.
    """
    while True:
        y = rng.permutation(np.repeat(np.arange(n_class), rng.integers(4, 12 + 3 * n_class, size=n_class)))
        p = np.where(rng.random(len(y)) < 0.6, y, rng.integers(0, n_class, size=len(y)))
        counts = _confusion(y, p, n_class)
        recall, said = counts.diagonal() / counts.sum(axis=1), counts.sum(axis=0)
        if (
            (n_class > 6 or np.unique(recall.round(3)).size == n_class)
            and 0 < recall.min() <= recall.max() < 1
            and said.min() > 0
            and not np.array_equal(counts, counts.T)
            and not np.allclose(recall, counts.diagonal() / said)
            and np.abs(100 * recall - (100 * recall).round()).max() > 0.1
        ):
            return y, p


def _confusion(y, p, n_class):
    return np.bincount(y * n_class + p, minlength=n_class**2).reshape(n_class, n_class)
