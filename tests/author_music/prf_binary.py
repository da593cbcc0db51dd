"""Hidden tests of `prf_binary`: precision, recall and F1 of a class that is named.

Accepted: any kind of number, a tuple, list, array or tensor of three. Each of the three is looked for in any place, but for
the test of their order.
"""

import math

import numpy as np

from grader.testing import StudentError, close, enforces, number, weight

DEFINES = ("prf_binary",)


@weight(2)
@enforces("precision")
def test_precision_is_the_share_of_what_was_called_positive(student, rng):
    for many in ((9, 30), (400, 900)):
        y, p, expected = _labels(rng, many)
        found = _three(student, y, p, 1)
        if _has(found, expected["precision"]):
            continue
        assert not _has(found, expected["accuracy"]), "That is the accuracy, not the precision."
        assert not _has(found, expected["tn_share"]), (
            "The precision is that of the other class: count those that were *called* `pos_label`."
        )
        raise AssertionError(
            "None of the numbers is the precision: of all clips that were called positive, the share that is positive."
        )


@weight(2)
@enforces("recall")
def test_recall_is_the_share_of_the_positive_ones_that_was_found(student, rng):
    for many in ((9, 30), (400, 900)):
        y, p, expected = _labels(rng, many)
        found = _three(student, y, p, 1)
        if _has(found, expected["recall"]):
            continue
        assert not _has(found, expected["specificity"]), (
            "The recall is that of the other class: count those that *are* `pos_label`."
        )
        raise AssertionError(
            "None of the numbers is the recall: of all clips that are positive, the share that was called positive."
        )


@weight(1.5)
@enforces("f1")
def test_f1_is_the_harmonic_mean_of_precision_and_recall(student, rng):
    for _ in range(2):
        y, p, expected = _labels(rng)
        found = _three(student, y, p, 1)
        if any(_has(found, _harmonic(a, b)) for a in found for b in found if a != b):
            continue  # of the student's own numbers
        assert not _has(found, (expected["precision"] + expected["recall"]) / 2), (
            "F1 is the harmonic mean of precision and recall, not their mean."
        )
        raise AssertionError("F1 should be 2 * precision * recall / (precision + recall).")


@weight(0.75)
@enforces("order")
def test_the_order_is_precision_recall_f1(student, rng):
    y, p, expected = _labels(rng)
    found = _three(student, y, p, 1)
    assert len(set(found)) > 1, "The three numbers do not depend on `y` and `p`."
    for place, name in enumerate(("precision", "recall", "f1")):
        elsewhere = [i for i, value in enumerate(found) if close(value, expected[name]) and i != place]
        assert not elsewhere or close(found[place], expected[name]), (
            f"The order is wrong: precision, recall, F1. Yours has {name} at place {elsewhere[0] + 1}."
        )
    assert all(0 <= value <= 1 for value in found), "Each of the three numbers should be between 0 and 1."


@weight(1.25)
@enforces("positive_class")
def test_pos_label_says_which_class_is_positive(student, rng):
    y, p, _ = _labels(rng)
    one, other = _three(student, y, p, 1), _three(student, y, p, 0)
    turned = _three(student, 1 - y, 1 - p, 1)
    assert not _same(one, other), "Whichever `pos_label` is given, the numbers are the same: use the argument."
    assert _same(other, turned), (
        "With `pos_label=0` the numbers should be those that one gets with `pos_label=1` if 0 and 1 are exchanged."
    )
    assert _same(_three(student, y, p, None), one), "If `pos_label` is not given it should be 1."


@weight(1.5)
@enforces("zero_instead_of_nan")
def test_where_there_is_nothing_to_divide_by_the_result_is_0(student, rng):
    y, p, _ = _labels(rng)
    assert len(set(_three(student, y, p, 1))) > 1, "The three numbers do not depend on `y` and `p`."
    ones, zeros = np.ones(6, dtype=int), np.zeros(6, dtype=int)
    apart = np.array([0, 0, 0, 1, 1, 1])
    cases = [
        ("nothing was called positive", apart, zeros),
        ("nothing is positive", zeros, apart),
        ("nothing is positive, and nothing was called so", zeros, zeros),
        ("no positive clip was found", apart, 1 - apart),
    ]
    for words, right, said in cases:
        try:
            found = _three(student, right, said, 1, finite=False)
        except StudentError as error:
            raise AssertionError(f"Where {words} there should be no error. Yours is: {error.kind}.") from None
        assert all(math.isfinite(value) for value in found), (
            f"Where {words} one of the numbers is not finite: make it 0."
        )
        assert not any(found), f"Where {words} precision, recall and F1 are all 0."
    assert _same(_three(student, ones, ones, 1), [1, 1, 1]), (
        "Where all are positive and were called so, all three are 1."
    )


@weight(1)
@enforces("any_labels")
def test_the_two_labels_may_be_any_numbers_or_texts(student, rng):
    y, p, _ = _labels(rng)
    one = _three(student, y, p, 1)
    assert len(set(one)) > 1, "The three numbers do not depend on `y` and `p`."
    pairs = [("2 and 7", (2, 7)), ("-1 and 1", (-1, 1)), ("texts", ("carcassi", "sor"))]
    for words, labels in [*pairs, *((words, labels[::-1]) for words, labels in pairs)]:
        named = [[labels[i] for i in which] for which in (y, p)]
        try:
            found = _three(student, *named, labels[1])
        except StudentError as error:
            raise AssertionError(
                f"With the labels {words} it stops with {error.kind}: compare with `pos_label`."
            ) from None
        assert _same(found, one), (
            f"With the labels {words} in place of 0 and 1 the result changes: compare with `pos_label`."
        )


def _three(student, y, p, pos_label, finite=True):
    plain = [one.tolist() if isinstance(one, np.ndarray) else one for one in (y, p)]
    parts = student.numbers(y=plain[0], p=plain[1], pos_label=pos_label)
    assert isinstance(parts, list) and len(parts) == 3, (
        "The function should return three numbers (`return precision, recall, f1`)."
    )
    found = [number(part) for part in parts]
    assert all(value is not None for value in found), "Each of the three should be one number."
    assert not finite or all(math.isfinite(value) for value in found), "One of the numbers is not finite."
    return found


def _labels(rng, many=(9, 30)):
    """Return right and predicted labels, 0 and 1, for which all that one might compute is different."""
    while True:
        y = rng.permutation(np.repeat([0, 1], rng.integers(*many, size=2)))
        p = np.where(rng.random(len(y)) < 0.65, y, 1 - y)
        tp, fp = int((y & p).sum()), int(((1 - y) & p).sum())
        fn, tn = int((y & (1 - p)).sum()), int(((1 - y) & (1 - p)).sum())
        if min(tp, fp, fn, tn) < 2:
            continue
        expected = {
            "precision": tp / (tp + fp),
            "recall": tp / (tp + fn),
            "f1": 2 * tp / (2 * tp + fp + fn),
            "accuracy": (tp + tn) / len(y),
            "specificity": tn / (tn + fp),
            "tn_share": tn / (tn + fn),
        }
        others = [2 * tn / (2 * tn + fp + fn), (expected["precision"] + expected["recall"]) / 2, tp / len(y)]
        values = [*expected.values(), *others]
        if min(abs(a - b) for i, a in enumerate(values) for b in values[:i]) > 0.002:
            return y, p, expected


def _has(found, expected):
    return any(close(value, expected) for value in found)


def _same(found, others):
    return all(close(value, other) for value, other in zip(found, others, strict=True))


def _harmonic(a, b):
    return 2 * a * b / (a + b) if a + b > 0 else 0.0
