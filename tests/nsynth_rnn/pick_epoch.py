"""Hidden tests of `pick_epoch`: three rules for the epoch whose network is kept.

Accepted: whole numbers of any type, any subclass of ValueError. Losses and accuracies are drawn at random around the
case that a test is about.
"""

import numpy as np

from grader.testing import StudentError, enforces, weight, whole

DEFINES = ("pick_epoch",)
NAN = float("nan")


@weight(2)
@enforces("first_rise", "equal_is_no_rise", "counted_from_0")
def test_first_rise_is_the_epoch_before_the_loss_rises_for_the_first_time(student, rng):
    for loss in (
        [1.62, 1.51, 1.55, 1.47, 1.71, 1.98, 2.31, 2.55],
        [*_falling(rng, 5), 9.0, 0.001, 9.5],
        [1.4, 1.2, 1.2, 1.2, 1.3, 1.1],  # an equal loss is no rise
        [1.0, 2.0, 0.5, 0.4],
    ):
        expected = next(i for i in range(len(loss)) if loss[i + 1] > loss[i])
        found = _pick(student, loss, _accuracies(rng, len(loss)), "first_rise")
        if found == expected:
            continue
        assert found != expected + 1, (
            "That is the epoch in which the loss has risen. Return the one *before* it, counted from 0."
        )
        equal = next((i for i in range(len(loss) - 1) if loss[i + 1] >= loss[i]), None)
        assert found != equal, "An equal loss counts as a rise here. Only a larger one does."
        raise AssertionError('"first_rise" should pick the epoch before the loss rises for the first time.')


@weight(0.5)
@enforces("never_rises")
def test_a_loss_that_never_rises_gives_the_last_epoch(student, rng):
    for length in (1, *(int(n) for n in rng.integers(4, 9, size=2))):
        loss = _falling(rng, length)
        found = _pick(student, loss, np.sort(_accuracies(rng, length))[::-1], "first_rise")
        assert found == len(loss) - 1, "If the loss never rises, the last epoch should be picked, as its number from 0."


@weight(2)
@enforces("min_loss", "counted_from_0")
def test_min_loss_is_the_epoch_with_the_smallest_loss_of_all(student, rng):
    picks = []
    for best in (4, 0, 8, 6):
        loss = _with_best(rng, np.linspace(0.3, 3.0, 9), best)
        while best not in (0, 8) and best == _first_rise(loss):
            loss = _with_best(rng, loss, best)
        acc = np.roll(1 / loss, 3) / 4  # its extremes lie elsewhere
        picks.append((_pick(student, loss, acc, "min_loss"), best))
    close = 1 + rng.permutation(9) / 1e4  # near the end of a training
    picks.append((_pick(student, close, np.roll(1 / close, 3) / 4, "min_loss"), int(close.argmin())))
    _compare(picks, '"min_loss" should pick the smallest validation loss of all epochs.')


@weight(2)
@enforces("max_acc", "counted_from_0")
def test_max_acc_is_the_epoch_with_the_largest_accuracy(student, rng):
    picks, by_loss = [], []
    for best in (int(rng.integers(1, 7)), 0, 8):
        acc = -_with_best(rng, -np.linspace(0.2, 0.8, 9), best)
        # Its extremes are not neighbours: the worst epoch is no epoch counted from 1.
        while acc.argmin() == best + 1 or np.roll(acc, 3).argmin() - best in (0, 1):
            acc = -_with_best(rng, -acc, best)
        loss = np.roll(acc, 3) * 4  # its extremes lie elsewhere
        picks.append((_pick(student, loss, acc, "max_acc"), best))
        by_loss.append(int(loss.argmin()))
    close = 0.6 + rng.permutation(9) / 1e4
    picks.append((_pick(student, np.roll(close, 3), close, "max_acc"), int(close.argmax())))
    by_loss.append(int(np.roll(close, 3).argmin()))
    assert [found for found, _ in picks] != by_loss, '"max_acc" should look at the accuracies and not at the losses.'
    _compare(picks, '"max_acc" should pick the largest validation accuracy of all epochs.')


@weight(1)
@enforces("first_of_equals")
def test_of_equally_good_epochs_the_first_is_picked(student, rng):
    picks = set()
    for _ in range(2):
        loss, acc = rng.permutation(np.linspace(0.3, 3.0, 6)), rng.permutation(np.linspace(0.2, 0.8, 6))
        for rule in ("min_loss", "max_acc"):
            once = _pick(student, loss, acc, rule)
            twice = _pick(student, np.tile(loss, 2), np.tile(acc, 2), rule)
            picks.add(once)
            assert twice == once, f'Of equally good epochs "{rule}" should pick the first.'
            by_loss = rule == "min_loss"
            turned = (loss, acc[::-1]) if by_loss else (loss[::-1], acc)
            if _pick(student, *turned, rule) != once:
                continue  # it looks at the other list, which costs a test of its own
            better = (
                (np.tile(loss, 2), np.append(acc, acc + 0.1))
                if by_loss
                else (np.append(loss, loss - 0.1), np.tile(acc, 2))
            )
            assert _pick(student, *better, rule) == once, (
                f'Of equally good epochs "{rule}" should pick the first. Here the other list decides between them.'
            )
    assert len(picks) > 1, "The same epoch is picked whatever the losses and accuracies are."


@weight(1)
@enforces("nan")
def test_an_epoch_whose_loss_is_nan_is_never_picked(student, rng):
    picks = set()
    start = float(rng.uniform(2.5, 3))
    for loss, acc, rule in (
        ([start, 2.0, NAN, 1.0, 1.5, NAN], [0.1, 0.2, 0.1, 0.3, 0.2, 0.1], "min_loss"),
        ([start, NAN, 1.5, NAN], [0.1, 0.1, 0.2, 0.1], "min_loss"),
        ([start, 2.0, 1.5, NAN], [0.1, 0.5, 0.4, 0.9], "max_acc"),
        ([start, NAN, 1.5, 1.4], [0.2, 0.7, 0.4, 0.3], "max_acc"),
        ([start, 2.0, 1.5, NAN, NAN], [0.1, 0.5, 0.4, 0.1, 0.1], "first_rise"),
        ([start, 2.0, NAN, 0.5], [0.1, 0.5, 0.4, 0.1], "first_rise"),
    ):
        found = _pick(student, loss, acc, rule)
        assert not np.isnan(loss[found]), f'An epoch whose loss is nan was picked by "{rule}".'
        # What is picked otherwise has tests of its own: a broken epoch is like one that is worse than all others.
        broken = np.isnan(loss)
        instead = _pick(student, np.where(broken, 99.0, loss), np.where(broken, 0.0, acc), rule)
        assert found == instead, (
            f'With a loss of nan in the list "{rule}" picks the wrong epoch: leave such epochs out.'
        )
        picks.add(found)
    assert len(picks) > 1, "The same epoch is picked whatever the losses and accuracies are."


@weight(0.5)
@enforces("whole_number")
def test_the_epoch_can_be_used_as_an_index(student, rng):
    loss, acc = rng.uniform(2, 3, size=5), rng.uniform(0.2, 0.8, size=5)
    loss[1:3], acc[4] = 0.5, 0.9  # no rule picks what another one does, and none epoch 0
    loss[2] = 0.4
    rules = ("first_rise", "min_loss", "max_acc")
    assert len({_pick(student, loss, acc, rule) for rule in rules}) > 1, "All three rules pick the same epoch."
    for rule in rules:
        assert student.indexes(loss=[float(v) for v in loss], acc=[float(v) for v in acc], rule=rule), (
            f'With "{rule}" the number of the epoch is a float, and `val_acc[1.0]` is an error: return an `int`.'
        )


@weight(1)
@enforces("unknown_rule")
def test_an_unknown_rule_is_refused(student, rng):
    loss, acc = [2.0, 1.5, 1.7, 1.6, 1.2, 1.9, 2.2], [0.3, 0.4, 0.5, 0.45, 0.55, 0.7, 0.6]
    assert len({_pick(student, loss, acc, rule) for rule in ("first_rise", "min_loss", "max_acc")}) > 1, (
        "All three rules pick the same epoch, although they should differ."
    )
    for rule in ("best", "min_acc", "max_loss", "last_rise", "first", ""):
        try:
            refused = student.refuses(loss=loss, acc=acc, rule=rule)
        except StudentError as error:
            raise AssertionError(f"An unknown rule should raise a `ValueError`. Yours is: {error.kind}.") from None
        assert refused, "An unknown rule should raise a `ValueError`: a misspelt one must not pass unseen."


def _pick(student, loss, acc, rule):
    value = student.pick(loss=[float(v) for v in loss], acc=[float(v) for v in acc], rule=rule)
    found = whole(value)
    assert value is not None, f'With the rule "{rule}" the function returns nothing.'
    assert found is not None, "The function should return one whole number."
    assert found >= 0, "The number of an epoch is never negative: −1 is no epoch."
    assert found < len(loss), "The returned number is larger than that of the last epoch, counted from 0."
    return found


def _compare(picks, message):
    """Fail with `message` if an epoch is not the expected one, with another if all are counted from 1."""
    if any(found != expected for found, expected in picks):
        assert not all(found == expected + 1 for found, expected in picks), (
            "Epochs are counted from 0, so that `val_loss[picked]` is the loss of the picked one."
        )
        raise AssertionError(message)


def _with_best(rng, values, place):
    """Return the values in random order, with the smallest of them at `place`."""
    mixed = rng.permutation(values)
    best = mixed.argmin()
    mixed[[place, best]] = mixed[[best, place]]
    return mixed


def _falling(rng, length):
    return list(3 - np.cumsum(rng.uniform(0.1, 0.3, size=length)))


def _accuracies(rng, length):
    return rng.uniform(0.1, 0.9, size=length)


def _first_rise(loss):
    return next((i for i in range(len(loss) - 1) if loss[i + 1] > loss[i]), len(loss) - 1)
