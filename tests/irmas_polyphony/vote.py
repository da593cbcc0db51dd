"""Hidden tests of `vote`: three rules that make one answer of the logits of several windows.

Accepted: arrays or tensors, NumPy or torch inside. Probabilities stay away from thresholds but where the test is about
equality: there they are sigmoids of 0, one half exactly. A result that is no `bool` costs the test of the type only.
"""

import numpy as np

from grader.testing import StudentError, array, enforces, same_for_all, weight

DEFINES = ("vote",)


@weight(1.75)
@enforces("majority")
def test_majority_wants_the_vote_of_a_third_of_the_windows(student, rng):
    for windows, threshold in ((7, 0.5), (10, 0.3), (8, 0.7), (4, 0.6)):
        # Class j gets the vote of j windows, all classes get the same mean.
        chosen = np.stack([rng.permutation(np.arange(windows) < j) for j in range(windows + 1)], axis=1)
        p = np.where(chosen, threshold + 0.3 * (1 - threshold), threshold * 0.8)  # 0.5 is no border of them
        found = _truth(student, _logits(p), "majority", threshold)
        expected = 3 * chosen.sum(axis=0) >= windows
        if np.array_equal(found, expected):
            continue
        assert not np.array_equal(found, chosen.any(axis=0)), "One window is enough for you: it takes a third of them."
        assert not np.array_equal(found, 2 * chosen.sum(axis=0) > windows), (
            "You ask for more than half of the windows. This rule asks for a third."
        )
        assert not np.array_equal(found, chosen.sum(axis=0) >= windows // 3), (
            "A third of the windows is rounded down. A class needs at least a third, so round nothing."
        )
        raise AssertionError('"majority": at least a third of the windows should have a probability above `threshold`.')


@weight(1)
@enforces("a_third")
def test_exactly_a_third_of_the_windows_is_enough(student, rng):
    for windows in (3, 6, 9, 12):
        p = np.full((windows, 3), 0.2)
        p[rng.permutation(windows)[: windows // 3], 0] = 0.9
        p[: windows // 3 + 1, 1] = 0.9
        found = _truth(student, _logits(p), "majority", 0.5)
        assert found[1] and not found[2], (
            "A class with more than a third of the votes should be there, one without not."
        )
        assert found[0], "Exactly a third of the windows is enough: at least a third is asked for."
    one_of_five = _logits(np.where(np.arange(5)[:, None] == 2, 0.9, np.full((5, 2), 0.2)))
    if _truth(student, one_of_five, "majority", 0.5)[0]:
        return  # a third is rounded down: that shows in the test above
    for windows in (100, 1000):  # a share of 0.33 or 0.333
        p = np.full((windows, 2), 0.2)
        p[rng.permutation(windows)[: windows // 3], 0] = 0.9
        p[: windows // 3 + 1, 1] = 0.9
        assert not _truth(student, _logits(p), "majority", 0.5)[0], (
            f"{windows // 3} of {windows} windows are less than a third, but are enough for you. Do not round a third."
        )


@weight(2)
@enforces("s1", "sigmoid")
def test_s1_is_the_mean_probability(student, rng):
    for windows, classes in ((5, 7), (4, 9), (9, 8)):
        p, threshold = _draw_for_s1(rng, windows, classes)
        found = _truth(student, _logits(p), "s1", threshold)
        for message, other in S1_MISTAKES.items():
            assert not np.array_equal(found, other(p) > threshold), message
        assert np.array_equal(found, p.mean(axis=0) > threshold), (
            '"s1": the mean over the windows of the probability should be above `threshold`.'
        )


@weight(1.75)
@enforces("s2")
def test_s2_divides_the_means_by_the_largest_one(student, rng):
    # These are mistakes in the probabilities, so `_draw` need not tell them apart: "s1" shows them too.
    named = S2_MISTAKES | {
        '"s2" takes the mean of the logits. It should take the mean of the probabilities.': lambda p: _share(
            1 / (1 + np.exp(-_logits(p).mean(axis=0, keepdims=True))), np.max
        ),
        '"s2" takes a softmax, and so the classes compete. Take the sigmoid of each logit.': lambda p: _share(
            _soft(p), np.max
        ),
    }
    right, fits = True, dict.fromkeys(named, True)
    for windows, classes in ((5, 6), (4, 7), (6, 8)):
        p, threshold = _draw_for_s2(rng, windows, classes)
        found = _truth(student, _logits(p), "s2", threshold)
        right &= np.array_equal(found, _share(p, np.max) > threshold)
        for message, other in named.items():
            fits[message] &= np.array_equal(found, other(p) > threshold)
    message = next((message for message, all_fit in fits.items() if all_fit), None)
    assert right, message or '"s2": the mean of a class, divided by the largest mean, should be above `threshold`.'


@weight(0.75)
@enforces("strict")
def test_equal_to_the_threshold_is_not_greater(student, rng):
    logits = np.zeros((4, 3))
    logits[:, 0], logits[:, 2] = 2.0, -2.0
    for rule in ("majority", "s1"):
        found = _truth(student, logits, rule, 0.5)
        assert found[0] and not found[2], "The votes do not depend on the logits as they should."
        assert not found[1], f'"{rule}" takes a value that equals the threshold. It should be greater.'


@weight(0.75)
@enforces("twice")
def test_the_same_windows_twice_change_nothing(student, rng):
    for rule in ("majority", "s1", "s2"):
        seen = []
        for threshold in (0.1, 0.2, 0.35, 0.5, 0.65, 0.8):
            p = rng.uniform(0.02, 0.98, size=(5, 6))
            once, twice = (_truth(student, _logits(x), rule, threshold) for x in (p, np.concatenate([p, p, p])))
            assert np.array_equal(once, twice), f'"{rule}" gives another answer if every window is there more often.'
            seen.append(once)
        assert np.ptp(np.stack(seen).astype(int)) > 0, f'"{rule}" always gives the same answer.'


@weight(1)
@enforces("truth_values")
def test_it_returns_a_truth_value_for_each_class(student, rng):
    for as_tensor in (False, True):
        for rule in ("majority", "s1", "s2"):
            for windows in (1, 6):
                p = rng.uniform(0.05, 0.95, size=(windows, 5))
                p[:, 0], p[:, 1] = 0.01, 0.99
                found = student.votes(logits=_logits(p), rule=rule, threshold=0.5, as_tensor=as_tensor)
                assert found["value"] is not None, "The function returns nothing: end it with `return`."
                values = array(found["value"])
                assert values is not None and values.shape == (5,), (
                    "It should return one truth value for each class, of shape (classes,)."
                )
                assert found["dtype"] == "bool", (
                    f"It should return an array or tensor of truth values (bool), but it is {found['dtype']}."
                )
                assert np.ptp(values.astype(int)) > 0, "All classes get the same answer."


@weight(0.5)
@enforces("unknown_rule")
def test_an_unknown_rule_is_refused(student, rng):
    logits = rng.normal(size=(4, 3))
    assert not student.refuses(logits=logits, rule="s1"), 'The rule "s1" is refused.'
    for rule in ("s3", "mean"):
        try:
            refused = student.refuses(logits=logits, rule=rule)
        except StudentError as error:
            raise AssertionError(
                f"For an unknown rule a `ValueError` should be raised. Yours is: {error.kind}."
            ) from None
        assert refused, "For a rule that is none of the three, a `ValueError` should be raised."


@weight(0.5)
@enforces("input_kept")
def test_the_logits_are_not_changed(student, rng):
    for rule in ("majority", "s1", "s2"):
        for as_tensor in (False, True):
            p = rng.uniform(0.1, 0.9, size=(4, 3))
            found = student.votes(logits=_logits(p), rule=rule, threshold=0.5, as_tensor=as_tensor)
            assert found["value"] is not None, "The function returns nothing: end it with `return`."
            assert not found["changed"], "`logits` is changed. Work on a copy: no `sigmoid_`, `div_` or `/=`."


def _logits(p):
    return np.log(p / (1 - p))


def _truth(student, logits, rule, threshold):
    """Return what comes back as truth values, whatever its type."""
    found = student.votes(logits=logits, rule=rule, threshold=threshold)["value"]
    assert found is not None, "The function returns nothing: end it with `return`."
    values = array(found)
    assert values is not None and values.shape == logits.shape[1:], (
        "It should return one truth value for each class, of shape (classes,)."
    )
    return values > 0.5


def _soft(p):
    """Return the softmax over the classes of the logits of `p`."""
    odds = p / (1 - p)
    return odds / odds.sum(axis=1, keepdims=True)


def _share(p, whole):
    mean = p.mean(axis=0)
    return mean / whole(mean)


S1_MISTAKES = {
    '"s1" adds the probabilities up. It should take their mean.': lambda p: p.sum(axis=0),
    '"s1" takes the largest probability of a class. It should take the mean.': lambda p: p.max(axis=0),
    '"s1" takes the median. It should take the mean.': lambda p: np.median(p, axis=0),
    '"s1" takes the mean of the logits. It should take the mean of the probabilities.': lambda p: (
        1 / (1 + np.exp(-_logits(p).mean(axis=0)))
    ),
    "The threshold is compared with the logits. Make probabilities of them first, by the sigmoid.": lambda p: _logits(
        p
    ).mean(axis=0),
    "A softmax makes the classes compete. Take the sigmoid of each logit by itself.": lambda p: _soft(p).mean(axis=0),
}
S2_MISTAKES = {
    '"s2" divides by the sum of the means. Divide by the largest one.': lambda p: _share(p, np.sum),
    '"s2" does not divide the means by the largest one.': lambda p: p.mean(axis=0),
    '"s2" divides in each window. Take the mean over the windows first.': lambda p: (
        p / p.max(axis=1, keepdims=True)
    ).mean(axis=0),
    '"s2" takes the smallest mean off first. Only divide.': lambda p: (
        (p.mean(axis=0) - p.mean(axis=0).min()) / np.ptp(p.mean(axis=0))
    ),
}


@same_for_all
def _draw_for_s1(rng, windows, classes):
    return _draw(rng, windows, classes, lambda p: p.mean(axis=0), S1_MISTAKES.values())


@same_for_all
def _draw_for_s2(rng, windows, classes):
    return _draw(rng, windows, classes, lambda p: _share(p, np.max), S2_MISTAKES.values())


def _draw(rng, windows, classes, score, others):
    """Return probabilities and a threshold for which each of `others` gives another answer, and not the same one."""
    while True:
        p = np.clip(rng.beta(0.4, 0.6, size=(windows, classes)), 0.01, 0.99) * rng.uniform(0.5, 1)
        values = np.sort(score(p))
        place = int(rng.integers(classes - 1))
        threshold = float(values[place : place + 2].mean())
        answers = [tuple(made(p) > threshold) for made in (score, *others)]
        if values[place + 1] - values[place] > 0.02 and len(set(answers)) == len(answers) and threshold < 0.98:
            return p, threshold
