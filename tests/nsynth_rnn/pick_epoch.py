"""Hidden tests of `pick_epoch`: three rules for the epoch whose network is kept.

Accepted: whole numbers of any type, any subclass of ValueError. Losses and accuracies are drawn at random around the
case that a test is about. Who counts epochs from 1 loses the test of that and no other: the rest takes 1 away.
"""

import numpy as np

from grader.testing import StudentError, enforces, fixture, weight, whole

DEFINES = ("pick_epoch",)
NAN = float("nan")
RULES = ("first_rise", "min_loss", "max_acc")
LARGE = (
    "If all losses are very large, none is picked or the wrong one: the search should begin with no number of yours."
)


@fixture
def first(student):
    """{rule: the number that the student gives to the first epoch}: 0, or 1 where that is so in each of some plain cases."""
    cases = {
        "first_rise": [([3.0, 2.0, 2.5, 2.4], 1), ([2.0, 2.5, 2.4], 0), ([3.0, 2.0, 1.0], 2)],
        "min_loss": [([3.0, 1.0, 2.0, 2.5], 1), ([3.0, 2.5, 1.0, 2.0], 2)],
        "max_acc": [([3.0, 2.9, 2.8, 2.7], 1), ([3.0, 2.9, 2.8, 2.7], 2)],
    }
    found = {}
    for rule, plain in cases.items():
        found[rule] = 1
        for loss, expected in plain:
            acc = [0.1 * (4 - abs(i - expected)) for i in range(len(loss))]
            try:
                picked = whole(student.pick(loss=loss, acc=acc if rule == "max_acc" else acc[::-1], rule=rule))
            except StudentError:
                picked = None
            if picked != expected + 1:
                found[rule] = 0
    return found


@weight(1.75)
@enforces("first_rise", "equal_is_no_rise")
def test_first_rise_is_the_epoch_before_the_loss_rises_for_the_first_time(student, rng, first):
    for loss in (
        [1.62, 1.51, 1.55, 1.47, 1.71, 1.98, 2.31, 2.55],
        [*_falling(rng, 5), 9.0, 0.001, 9.5],
        [1.4, 1.2, 1.2, 1.2, 1.3, 1.1],  # an equal loss is no rise
        [1.0, 2.0, 0.5, 0.4],
        [1.9, 1.5, 1.2, 1.3],  # only the last one is a rise
        [0.9, 0.8, 0.8069, 0.5],
    ):
        expected = _first_rise(loss)
        acc = _accuracies(rng, len(loss))
        found = _pick(student, loss, acc, "first_rise", first)
        if found == expected:
            continue
        assert found != expected + 1 or loss[expected + 1] - loss[expected] < 0.01 or expected == len(loss) - 2, (
            "That is the epoch in which the loss has risen. Return the one *before* it, counted from 0."
        )
        equal = next((i for i in range(len(loss) - 1) if loss[i + 1] >= loss[i]), None)
        assert found != equal, "An equal loss counts as a rise here. Only a larger one does."
        rises = [i for i in range(len(loss) - 1) if loss[i + 1] > loss[i]]
        lower = next((i for i in range(len(loss) - 1) if acc[i + 1] < acc[i]), None)
        assert found != lower or found in rises, (
            '"first_rise" looks at the accuracies. It should look for the first rise of the *loss*.'
        )
        assert expected != 0, (
            'If the loss rises from epoch 0 to epoch 1, "first_rise" should pick epoch 0: a rise can be the very first step.'
        )
        assert expected != len(loss) - 2, (
            "A rise in the very last epoch is not seen: compare all neighbours, the last two as well."
        )
        assert not (len(rises) > 1 and found == rises[-1]), (
            'That is the epoch before the *last* rise. "first_rise" asks for the first: stop there.'
        )
        assert loss[expected + 1] - loss[expected] > 0.01, (
            "A small rise of the loss is overlooked: each larger loss is a rise, however little it is larger."
        )
        raise AssertionError('"first_rise" should pick the epoch before the loss rises for the first time.')


@weight(0.75)
@enforces("never_rises", "equal_is_no_rise")
def test_a_loss_that_never_rises_gives_the_last_epoch(student, rng, first):
    flat = _falling(rng, 5)
    for loss in (*(_falling(rng, int(n)) for n in rng.integers(4, 9, size=2)), [*flat, flat[-1], flat[-1]], [0.7]):
        acc = [0.5] * len(loss)
        try:
            found = whole(student.pick(loss=[float(v) for v in loss], acc=acc, rule="first_rise"))
        except StudentError as error:
            raise AssertionError(
                f"If {'there is a single epoch' if len(loss) == 1 else 'the loss never rises'}, the function stops "
                f"({error.kind}). The last epoch should be picked."
            ) from None
        assert found is not None, (
            "If the loss never rises, the function returns nothing. The last epoch should be picked."
        )
        assert found >= 0, "If the loss never rises, the last epoch should be picked, counted from 0: −1 is no epoch."
        found -= first["first_rise"]
        if found == len(loss) - 1 or _takes_equal_for_a_rise(student, first):
            continue
        assert found < len(loss), (
            "If the loss never rises, the last epoch should be picked. Yours is larger than that of the last epoch, counted from 0."
        )
        assert len(loss) < 2 or loss[-1] != loss[-2], (
            "If the loss stays the same at the end, it has not risen: the last epoch should be picked, not the first of equals."
        )
        raise AssertionError("If the loss never rises, the last epoch should be picked, as its number from 0.")


@weight(1)
@enforces("min_loss")
def test_min_loss_is_the_epoch_with_the_smallest_loss_of_all(student, rng, first):
    for best in (7, 4, 6, 3):
        loss = _with_best(rng, np.linspace(0.3, 3.0, 9), best)
        while best in (_first_rise(loss), loss.argmax() - 1, (loss.argmax() + 3) % 9):  # its accuracies lie elsewhere
            loss = _with_best(rng, loss, best)
        loss *= 1e4 if best == 7 else 1  # a loss may be large, too
        found = _pick(student, loss, np.roll(1 / loss, 3) / 4, "min_loss", first)  # its extremes lie elsewhere
        assert found != loss.argmax() or found == best, (
            'The *largest* loss is picked: "min_loss" asks for the smallest.'
        )
        if best == 7 and found != best:
            found = _pick(student, loss / 1e4, np.roll(1 / loss, 3) / 4, "min_loss", first)
            assert found != best, LARGE
        assert found == best, '"min_loss" should pick the smallest validation loss of all epochs.'


@weight(1)
@enforces("max_acc")
def test_max_acc_is_the_epoch_with_the_largest_accuracy(student, rng, first):
    picks, by_loss = [], []
    for best in (*(int(n) for n in rng.integers(1, 7, size=2)), 4):
        acc = -_with_best(rng, -np.linspace(0.2, 0.8, 9), best)
        # Its extremes are not neighbours: the worst epoch is no epoch counted from 1.
        while acc.argmin() == best + 1 or np.roll(acc, 3).argmin() - best in (0, 1):
            acc = -_with_best(rng, -acc, best)
        loss = np.roll(acc, 3) * 4  # its extremes lie elsewhere
        picks.append((_pick(student, loss, acc, "max_acc", first), best))
        by_loss.append(int(loss.argmin()))
    assert [found for found, _ in picks] != by_loss, '"max_acc" should look at the accuracies and not at the losses.'
    for found, best in picks:
        assert found == best, '"max_acc" should pick the largest validation accuracy of all epochs.'


@weight(0.75)
@enforces("min_loss", "max_acc")
def test_the_best_epoch_may_be_the_first_or_the_last(student, rng, first):
    for rule in ("min_loss", "max_acc"):
        middle = []
        for best in (4, 0, 8):
            loss = _with_best(rng, np.linspace(0.3, 3.0, 9), best)
            while 0 < best < 8 and _first_rise(loss) == best:
                loss = _with_best(rng, loss, best)
            loss, acc = (loss, np.roll(1 / loss, 3) / 4) if rule == "min_loss" else (np.roll(loss, 3), 1 / loss / 4)
            middle.append(_pick(student, loss, acc, rule, first) == best)
        # Which epoch is the best has its own tests: who misses it in the middle is not asked here.
        if middle[0]:
            assert middle[1], f'"{rule}" never picks epoch 0. Look at all epochs, from the first one on.'
            assert middle[2], f'"{rule}" never picks the last epoch. Look at all epochs, up to the last one.'


@weight(0.5)
@enforces("min_loss", "max_acc")
def test_small_differences_count(student, rng, first):
    for rule in ("min_loss", "max_acc"):
        close, far = 0.6 + rng.permutation(9) / 1e4, rng.permutation(9)  # near the end of a training
        while {int(close.argmin()), int(close.argmax())} & {0, 8, 4}:
            close = rng.permutation(close)
        wide = np.where(close == close.min(), 0.1, np.where(close == close.max(), 0.95, close))
        asked = [(values, far) if rule == "min_loss" else (far, values) for values in (close, wide)]
        found, plain = (_pick(student, *pair, rule, first) for pair in asked)
        assert found == plain, (
            f'"{rule}" picks another epoch when all values lie close together: do not round, and compare as exactly as you '
            "can."
        )


@weight(1)
@enforces("first_of_equals")
def test_of_equally_good_epochs_the_first_is_picked(student, rng, first):
    picks = set()
    for _ in range(2):
        loss, acc = rng.permutation(np.linspace(0.3, 3.0, 6)), rng.permutation(np.linspace(0.2, 0.8, 6))
        for rule in ("min_loss", "max_acc"):
            once = _pick(student, loss, acc, rule, first)
            twice = _pick(student, np.tile(loss, 2), np.tile(acc, 2), rule, first)
            picks.add(once)
            assert twice == once or once == 5, f'Of equally good epochs "{rule}" should pick the first.'
            by_loss = rule == "min_loss"
            turned = (loss, acc[::-1]) if by_loss else (loss[::-1], acc)
            if _pick(student, *turned, rule, first) != once:
                continue  # it looks at the other list, which costs a test of its own
            better = (
                (np.tile(loss, 2), np.append(acc, acc + 0.1))
                if by_loss
                else (np.append(loss, loss - 0.1), np.tile(acc, 2))
            )
            assert _pick(student, *better, rule, first) in (once, twice), (
                f'Of equally good epochs "{rule}" should pick the first. Here the other list decides between them.'
            )
    assert len(picks) > 1, "The same epoch is picked whatever the losses and accuracies are."
    found = whole(student.pick(loss=[2.0, 1.5, 1.7], acc=[0.0, 0.0, 0.0], rule="max_acc"))
    assert found is not None, "If all accuracies are 0, none is picked. They are equal, so the first should be."


@weight(1)
@enforces("nan")
def test_an_epoch_whose_loss_is_nan_is_never_picked(student, rng, first):
    picks = set()
    start = float(rng.uniform(2.5, 3))
    stops = _pick(student, [start, 2.0, 2.2, 1.0, 1.4], [0.1] * 5, "first_rise", first) != 3  # at the first rise
    for loss, acc, rule in (
        ([start, NAN, 2.0, 1.0, 1.5, NAN], [0.1, 0.1, 0.2, 0.3, 0.2, 0.1], "min_loss"),
        ([start, NAN, 1.5, NAN], [0.1, 0.1, 0.2, 0.1], "min_loss"),
        ([start, 2.0, 1.5, NAN], [0.1, 0.5, 0.4, 0.9], "max_acc"),
        ([start, NAN, 1.5, 1.4], [0.2, 0.7, 0.4, 0.3], "max_acc"),
        ([start, NAN, 1.5, 1.4, 1.3], [0.2, 0.7, 0.4, 0.7, 0.1], "max_acc"),  # as accurate as the best
        ([start, 2.0, 1.5, NAN, NAN], [0.1, 0.5, 0.4, 0.1, 0.1], "first_rise"),
        ([start, 2.0, NAN, 0.5], [0.1, 0.5, 0.4, 0.1], "first_rise"),
    ):
        if rule == "first_rise" and not np.isnan(loss[-1]) and not stops:
            continue
        # What is picked otherwise has tests of its own: a broken epoch is like one that is worse than all others.
        broken = np.isnan(loss)
        instead = np.where(broken, 90.0 + np.arange(len(loss)), loss), np.where(broken, 0.0, acc)
        expected = _pick(student, *instead, rule, first)
        try:
            found = _pick(student, loss, acc, rule, first)
        except StudentError as error:
            raise AssertionError(
                f'With a loss of nan in the list "{rule}" stops or never ends ({error.kind}).'
            ) from None
        picks.add(found)
        if found == expected:
            continue
        sound = np.flatnonzero(~broken)
        if rule == "first_rise":
            raise AssertionError(
                'With a loss of nan in the list "first_rise" picks the wrong epoch. A nan counts as a rise, and the epoch '
                "*before* it is picked: neither pass it over nor return it."
            )
        assert not (expected in sound and found == list(sound).index(expected)), (
            f'With a loss of nan in the list "{rule}" returns the place in a list without the broken epochs. Return the '
            "number of the epoch in the whole list."
        )
        assert not broken[found], f'An epoch whose loss is nan was picked by "{rule}".'
        assert found > int(np.flatnonzero(broken)[0]) or expected < int(np.flatnonzero(broken)[0]), (
            f'"{rule}" looks no further than to the first loss of nan. Later epochs may be sound again: leave out the '
            "broken ones only."
        )
        raise AssertionError(f'With a loss of nan in the list "{rule}" picks the wrong epoch: leave such epochs out.')
    assert len(picks) > 1, "The same epoch is picked whatever the losses and accuracies are."


@weight(0.5)
@enforces("whole_number")
def test_the_epoch_can_be_used_as_an_index(student, rng):
    loss, acc = rng.uniform(2, 3, size=5), rng.uniform(0.2, 0.8, size=5)
    loss[1:3], acc[4] = 0.5, 0.9  # no rule picks what another one does, and none epoch 0
    loss[2] = 0.4
    lists = dict(loss=[float(v) for v in loss], acc=[float(v) for v in acc])
    assert len({repr(student.pick(**lists, rule=rule)) for rule in RULES}) > 1, "All three rules pick the same epoch."
    for rule in RULES:
        assert student.indexes(**lists, rule=rule), (
            f'With "{rule}" the number of the epoch is a float, and `val_acc[1.0]` is an error: return an `int`.'
        )


@weight(0.5)
@enforces("unknown_rule")
def test_an_unknown_rule_is_refused(student, rng, first):
    loss, acc = [2.0, 1.5, 1.7, 1.6, 1.2, 1.9, 2.2], [0.3, 0.4, 0.5, 0.45, 0.55, 0.7, 0.6]
    assert len({_pick(student, loss, acc, rule, first) for rule in RULES}) > 1, (
        "All three rules pick the same epoch, although they should differ."
    )
    for rule in ("best", "min_acc", "max_loss", "last_rise", "first", "", "MAX_ACC", " min_loss", "first rise"):
        try:
            refused = student.refuses(loss=loss, acc=acc, rule=rule)
        except StudentError as error:
            raise AssertionError(f"An unknown rule should raise a `ValueError`. Yours is: {error.kind}.") from None
        assert refused, (
            f'The rule "{rule}" is none of the three, but it is accepted: an unknown one should raise a `ValueError`. A '
            "misspelt one must not pass unseen."
        )


@weight(0.75)
@enforces("counted_from_0")
def test_epochs_are_counted_from_0(student, rng, first):
    for rule in RULES:
        assert first[rule] == 0, (
            f'With "{rule}" epochs are counted from 1. They should be counted from 0, so that `val_loss[picked]` is the loss '
            "of the picked one."
        )
    assert len({_pick(student, _falling(rng, n), np.linspace(0.1, 0.2, n), "min_loss", first) for n in (3, 5)}) > 1, (
        "The same epoch is picked whatever the losses and accuracies are."
    )


@weight(0.5)
@enforces("nothing_disturbed")
def test_one_call_does_not_disturb_another(student, rng, first):
    cases = []
    for rule in RULES * 2:
        loss, acc = rng.uniform(0.5, 3, size=7), rng.uniform(0.1, 0.9, size=7)
        cases.append((loss, acc / (1 + len(cases)), rule))  # each with smaller accuracies than before
        broken = np.where(np.arange(7) == 5, NAN, loss)
        cases.append((broken, acc / (1 + len(cases)), rule))
    given = [([float(v) for v in loss], [float(v) for v in acc], rule) for loss, acc, rule in cases]
    seen = student.calls(cases=given)
    for (loss, acc, rule), one in zip(given, seen, strict=True):
        assert np.array_equal(one["loss"], loss, equal_nan=True) and np.array_equal(one["acc"], acc, equal_nan=True), (
            "The function changes the lists that it is given. They should stay as they are: work on copies."
        )
        assert one["pick"] == student.pick(loss=loss, acc=acc, rule=rule), (
            f'After other calls "{rule}" picks another epoch than at once: the function remembers what it was given before.'
        )
    assert len({repr(one["pick"]) for one in seen}) > 1, (
        "The same epoch is picked whatever the losses and accuracies are."
    )


def _pick(student, loss, acc, rule, first):
    """Return the picked epoch, counted from 0; where the student counts from 1 throughout, 1 is taken away."""
    value = student.pick(loss=[float(v) for v in loss], acc=[float(v) for v in acc], rule=rule)
    found = whole(value)
    assert value is not None, f'With the rule "{rule}" the function returns nothing.'
    assert found is not None, "The function should return one whole number."
    assert found >= 0, "The number of an epoch is never negative: −1 is no epoch."
    found -= first[rule]
    assert 0 <= found < len(loss), "The returned number is larger than that of the last epoch, counted from 0."
    return found


def _takes_equal_for_a_rise(student, first):
    """Return whether an equal loss counts as a rise, which has a test of its own."""
    return (
        whole(student.pick(loss=[1.4, 1.2, 1.2, 1.3], acc=[0.4, 0.3, 0.2, 0.1], rule="first_rise"))
        == 1 + first["first_rise"]
    )


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
