"""Hidden tests of `prf`: precision, recall and F1 of multi-hot rows, micro and macro.

Accepted: anything that gives three numbers; scikit-learn too, if it warns of nothing. The three numbers are looked at one by
one, so that a wrong F1 costs the tests of F1 only. Data are drawn until the likely mistakes give other numbers.
"""

import numpy as np

from grader.testing import StudentError, enforces, number, weight

DEFINES = ("prf",)
NAMES = ("precision", "recall", "F1")
SHAPES = ((19, 4), (6, 6), (5, 8), (14, 2))  # recordings, classes


@weight(2.25)
@enforces("micro")
def test_micro_precision_and_recall_count_all_labels_together(student, rng):
    for shape in SHAPES:
        Y, P = _data(rng, shape)
        found = _three(student, Y, P, "micro")
        hits = (Y & P).sum()
        expected = (hits / P.sum(), hits / Y.sum())
        _named(found, expected, Y, P, "micro")


@weight(2.25)
@enforces("macro")
def test_macro_precision_and_recall_are_means_over_classes(student, rng):
    for shape in SHAPES:
        Y, P = _data(rng, shape)
        found = _three(student, Y, P, "macro")
        precision, recall, _ = _of_each_class(Y, P)
        _named(found, (precision.mean(), recall.mean()), Y, P, "macro")


@weight(1.25)
@enforces("micro")
def test_micro_f1_is_made_of_all_labels(student, rng):
    for shape in SHAPES:
        Y, P = _data(rng, shape)
        found = _three(student, Y, P, "micro")[2]
        right = 2 * (Y & P).sum() / (Y.sum() + P.sum())
        assert not _same(found, (Y == P).mean()), "That is the accuracy: F1 knows nothing of what is rightly not said."
        mean = ((Y & P).sum() / P.sum() + (Y & P).sum() / Y.sum()) / 2
        assert not _same(found, mean), "F1 is not the mean of precision and recall: 2 · hits / (said + have)."
        assert _same(found, right), "The micro F1 should be 2 · hits / (said + have), with all classes added up."


@weight(1.25)
@enforces("macro_f1")
def test_macro_f1_is_the_mean_of_the_classes_f1(student, rng):
    for shape in SHAPES:
        Y, P = _data(rng, shape)
        found = _three(student, Y, P, "macro")[2]
        precision, recall, f1 = _of_each_class(Y, P)
        p, r = precision.mean(), recall.mean()
        assert not _same(found, 2 * p * r / (p + r)), (
            "The macro F1 is made of the mean precision and the mean recall. It should be the mean of the classes' F1."
        )
        assert _same(found, f1.mean()), "The macro F1 should be the mean over the classes of each class's F1."


@weight(1.25)
@enforces("empty_class")
def test_a_class_without_labels_or_predictions_counts_with_0(student, rng):
    for case in ("never there", "never said", "neither"):
        Y, P = _data(rng)
        Y[:, 1] &= case == "never said"
        P[:, 1] &= case == "never there"
        hits, said, have = (Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0)
        expected = [np.mean(hits / np.maximum(n, 1)) for n in (said, have)]
        expected.append(np.mean(2 * hits / np.maximum(said + have, 1)))
        found = _three(student, Y, P, "macro")
        for name, value in zip(NAMES, found, strict=True):
            assert np.isfinite(value), f"The macro {name} is {value} if a class is {case}. Such a class counts with 0."
        # Which mean it is has its own tests: what is asked here is whether the empty class is in it.
        with_class, without = _three(student, Y, P, "macro"), _three(student, Y[:, [0, 2, 3]], P[:, [0, 2, 3]], "macro")
        for name, value, other, right in zip(NAMES, with_class, without, expected, strict=True):
            assert right == 0 or abs(value - other) > 1e-6, (
                f"A class that is {case} is left out of the macro {name}. It should count with 0."
            )
            assert value < other or _same(value, right), (
                f"A class that is {case} should count with 0 in the macro {name}."
            )
    nothing = np.zeros((4, 3), dtype=bool)
    for average in ("micro", "macro"):
        for Y, P in ((nothing, nothing), (~nothing, nothing), (nothing, ~nothing)):
            found = _three(student, Y, P, average)
            assert np.isfinite(found).all() and not np.any(found), (
                f"If nothing is said, or nothing is there, the {average} values should be 0."
            )
            assert not student.measure(Y=Y, P=P, average=average)["warned"], (
                "It warns of a division by zero. Where nothing is to be divided, the value is 0, without a warning."
            )


@weight(0.75)
@enforces("any_type")
def test_truth_values_numbers_and_tensors_give_the_same(student, rng):
    for average in ("micro", "macro"):
        Y, P = _data(rng)
        plain = _three(student, Y.astype(np.int64), P.astype(np.int64), average)
        assert np.ptp(plain) > 0, "The three numbers are all the same."
        for kind in ("array", "tensor", "mixed"):
            for dtype in (bool, np.float32, np.uint8, np.int64):
                found = _three(student, Y.astype(dtype), P.astype(dtype), average, kind)
                assert np.allclose(found, plain, atol=1e-5), (
                    f"With {'tensors' if kind != 'array' else 'arrays'} of type {np.dtype(dtype).name} the result is "
                    "another one than with whole numbers."
                )
        # The same recordings 60 times: uint8 cannot count further than 255.
        many = _three(student, np.tile(Y.astype(np.uint8), (60, 1)), np.tile(P.astype(np.uint8), (60, 1)), average)
        assert np.allclose(many, plain, atol=1e-5), "With many recordings of type uint8 the sums run over."


@weight(0.5)
@enforces("three_numbers")
def test_it_returns_precision_recall_and_f1_in_this_order(student, rng):
    for average in ("micro", "macro"):
        Y, P = _data(rng)
        P &= Y  # no false alarm: the precision is 1, the recall is smaller
        P[0] = Y[0]
        precision, recall, f1 = _three(student, Y, P, average)
        assert not (recall > 0.999 and precision < 0.999), (
            f"Precision and recall are exchanged ({average}): precision comes first."
        )
        assert precision > 0.999, f"Without a false alarm the first number, the {average} precision, should be 1."
        assert recall < f1 < 1, f"The order should be: precision, recall, F1 ({average})."
        turned = _three(student, P, Y, average)
        assert turned[1] > 0.999 and turned[0] < 0.999, (
            f"If everything is found, the second number, the {average} recall, should be 1."
        )


@weight(0.25)
@enforces("input_kept")
def test_neither_array_is_changed(student, rng):
    for average in ("micro", "macro"):
        for kind in ("array", "tensor"):
            for dtype in (bool, np.float32, np.int64):
                Y, P = _data(rng)
                Y[:, 2] = P[:, 3] = False  # a class that is not there, and one that is not said
                try:
                    found = student.measure(Y=Y.astype(dtype), P=P.astype(dtype), average=average, kind=kind)
                except StudentError:
                    if kind == "array":
                        raise
                    continue  # that tensors are taken has a test of its own
                assert len(found["parts"]) == 3, "The function should return three numbers: precision, recall, F1."
                assert not found["changed"], "`Y` or `P` is changed. Leave them as they are: somebody may need them."


@weight(0.25)
@enforces("unknown_average")
def test_an_unknown_average_is_refused(student, rng):
    Y, _ = _data(rng)
    assert not student.refuses(Y=Y.astype(int), average="micro"), '"micro" is refused.'
    for average in ("samples", "median"):
        try:
            refused = student.refuses(Y=Y.astype(int), average=average)
        except StudentError as error:
            raise AssertionError(
                f"For an unknown average a `ValueError` should be raised. Yours is: {error.kind}."
            ) from None
        assert refused, 'For an average that is neither "micro" nor "macro", a `ValueError` should be raised.'


def _named(found, expected, Y, P, average):
    """Compare precision and recall; name the mistake where it is known."""
    if _same(found[0], expected[0]) and _same(found[1], expected[1]):
        return
    if _same(found[0], expected[1]) and _same(found[1], expected[0]):
        return  # exchanged: the order has a test of its own
    precision, recall, _ = _of_each_class(Y, P)
    other = (
        (precision.mean(), recall.mean()) if average == "micro" else ((Y & P).sum() / P.sum(), (Y & P).sum() / Y.sum())
    )
    assert not (_same(found[0], other[0]) and _same(found[1], other[1])), (
        "Micro and macro are exchanged, or one is returned for both: micro adds up over classes, macro takes the mean."
    )
    rows = (Y & P).sum(axis=1)
    by_row = np.mean(rows / np.maximum(P.sum(axis=1), 1)), np.mean(rows / np.maximum(Y.sum(axis=1), 1))
    assert not (_same(found[0], by_row[0]) or _same(found[1], by_row[1])), (
        "The mean is over recordings. Micro adds up over everything, macro takes the mean over classes."
    )
    assert not (_same(found[0], found[1]) and _same(found[1], (Y & P).sum() / Y.sum())), (
        "False alarms are not counted: places where nothing is there are left out, so precision is recall. Count them."
    )
    raise AssertionError(
        f"The {average} precision should be hits / said, the {average} recall hits / have"
        + (", added up over all classes." if average == "micro" else ", the mean over classes.")
    )


def _data(rng, shape=None):
    """Return right and said rows, bool (recordings, classes): every class is there, said and hit, all values differ."""
    n, classes = shape or (int(rng.integers(14, 22)), 4)
    odds = [np.resize(share, classes) for share in ([0.7, 0.3, 0.5, 0.2], [0.4, 0.5, 0.3, 0.6])]
    while True:
        Y, P = (rng.random((n, classes)) < share for share in odds)
        P = np.where(rng.random((n, classes)) < 0.5, Y, P)
        precision, recall, f1 = _of_each_class(Y, P)
        hits = (Y & P).sum(axis=0)
        micro = [hits.sum() / P.sum(), hits.sum() / Y.sum(), 2 * hits.sum() / (Y.sum() + P.sum())]
        p, r = precision.mean(), recall.mean()
        values = [*micro, p, r, f1.mean(), 2 * p * r / (p + r), (Y == P).mean(), np.mean(micro[:2])]
        if hits.min() > 0 and np.diff(np.sort(values)).min() > 2e-3 and Y[0].any():
            return Y, P


def _of_each_class(Y, P):
    hits, said, have = (Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0)
    return hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1)


def _same(value, expected):
    return abs(value - expected) < 1e-5


def _three(student, Y, P, average, kind="array"):
    parts = student.measure(Y=np.asarray(Y), P=np.asarray(P), average=average, kind=kind)["parts"]
    assert len(parts) == 3, "The function should return three numbers: precision, recall, F1."
    values = [number(part) for part in parts]
    assert None not in values, "The function should return three plain numbers."
    return np.array(values)
