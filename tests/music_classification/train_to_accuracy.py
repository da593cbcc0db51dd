"""Hidden tests of `train_to_accuracy`: when it stops, what it calls, what it returns.

Training and evaluation are only played. The functions that the student's code is given answer from a script, so each
test decides what the accuracies are, and note every call in order.

When it stops is looked at in two dozen played runs, the same for every test. What they show is compared with what
likely mistakes, alone and two at a time, would do in these runs. If a mistake explains all of them, only its own test
fails: one cause costs once. If none does, each test judges the runs that are about its rule.

Accepted: any kind of loop, a counter, a list of past accuracies or a deque, arguments by position or by keyword,
a list instead of a tuple.
Not accepted: an epoch at the threshold as a good one, a mean over epochs, any use of the test data before the end,
other weights in the network at the end than those of the last epoch.
A function that never ends, or that never validates, has little that could be looked at: most tests then say so.
"""

import itertools
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from grader.testing import StudentError, enforces, fixture, number, weight

DEFINES = ("train_to_accuracy",)

TRAIN = ["model", "criterion", "optimizer", "device", "train_loader"]
EVAL = ["model", "criterion", "device"]
LOADERS = ("train_loader", "val_loader", "test_loader")
IGNORES = (
    "When it stops does not depend on the accuracies: training should end with the epoch in which the validation "
    "accuracy was above `threshold` for the `patience`-th time in a row."
)
AGAIN = (
    "The same run ends otherwise when it comes again: start the count anew in each call, and leave nothing to chance."
)
LONGEST = 110  # epochs after which a run is ended from here


@dataclass
class Play:
    """One played run: what is asked for, and what the student's function did."""

    about: str  # the test that judges it if no mistake explains all runs
    script: list  # validation accuracies; the last one goes on for ever
    max_epochs: int = 24
    threshold: float = 0.9
    patience: int = 3
    training: list | None = None  # training accuracies, if others
    epochs: int | None = None  # trained; None: it did not end, or stopped with an error
    error: StudentError | None = None
    calls: list = field(default_factory=list)

    def accuracy(self, epoch):
        """Return the validation accuracy after `epoch` epochs."""
        return self.script[min(epoch, len(self.script)) - 1]


@fixture(scope="module")
def plays(student):
    """All runs that show when it stops."""
    made = _plays()
    for play in made:
        try:
            run = _play(student, play.script, play.max_epochs, play.threshold, play.patience, play.training)
            play.calls = run.calls
            play.epochs = None if run.endless else run.epochs
        except StudentError as error:
            if play is made[0]:
                raise
            play.error = error
    return made


@fixture(scope="module")
def found(plays):
    """The mistakes that explain all runs: {test: message}; None if nothing does."""
    return _explained(plays)


@weight(1.75)
@enforces("in_a_row")
def test_it_stops_after_enough_good_epochs_in_a_row(plays, found):
    _check_that_it_ends(plays)
    _check_that_it_validates(plays)
    if not _decides(plays):
        assert plays[0].epochs == plays[-1].epochs, AGAIN
        raise AssertionError(next(iter(found.values())) if found and len(found) == 1 else IGNORES)
    if found is not None and len(found) > 1:
        raise AssertionError("Not looked at: two other rules about stopping are broken, see below.")
    _judge("row", plays, found)


@weight(3)
@enforces("restarts", "in_a_row")
def test_a_bad_epoch_restarts_the_count(plays, found):
    _check_that_it_ends(plays)
    _check_that_it_decides(plays)
    _judge("restart", plays, found)


@weight(1)
@enforces("strictly_higher")
def test_an_epoch_at_the_threshold_is_not_good(plays, found):
    _check_that_it_ends(plays)
    _check_that_it_validates(plays)
    _check_that_it_decides(plays)
    _judge("equal", plays, found)


@weight(0.5)
@enforces("strictly_higher")
def test_an_epoch_just_above_the_threshold_is_good(plays, found):
    _check_that_it_ends(plays)
    _check_that_it_decides(plays)
    _judge("just above", plays, found)


@weight(0.75)
@enforces("max_epochs", "epochs_bounds", "long_patience")
def test_it_gives_up_after_max_epochs(plays, found):
    if not _ends(plays):
        raise AssertionError("It never ends if the target is not reached. Train for `max_epochs` epochs at most.")
    _check_that_it_decides(plays)
    _judge("limit", plays, found)


@weight(0.75)
@enforces("in_a_row", "epochs_bounds")
def test_it_uses_the_patience_it_is_given(plays, found):
    _check_that_it_ends(plays)
    _check_that_it_validates(plays)
    _check_that_it_decides(plays)
    _judge("patience", plays, found)


@weight(0.75)
@enforces("strictly_higher")
def test_it_uses_the_threshold_it_is_given(plays, found):
    _check_that_it_ends(plays)
    _check_that_it_validates(plays)
    _check_that_it_decides(plays)
    _judge("threshold", plays, found)


@weight(0.25)
@enforces("each_above")
def test_each_epoch_has_to_be_above_not_the_mean(plays, found):
    _check_that_it_ends(plays)
    _check_that_it_decides(plays)
    _judge("each", plays, found)


@weight(0.25)
@enforces("each_above")
def test_rising_or_falling_does_not_matter(plays, found):
    _check_that_it_ends(plays)
    _check_that_it_decides(plays)
    _judge("falling", plays, found)


@weight(2.25)
@enforces("validation_decides")
def test_only_the_validation_accuracy_decides(plays, found):
    _check_that_it_ends(plays)
    if not _validates(plays):
        others = [call for play in plays for call in play.calls if call in LOADERS]
        assert others, "Nothing is ever evaluated. When to stop is decided by the accuracy on `val_loader`."
        raise AssertionError(
            f"`val_loader` is never evaluated, but `{others[0]}` is. When to stop is decided by the validation accuracy."
        )
    _check_that_it_decides(plays)
    _judge("source", plays, found)


@weight(1)
@enforces("test_results", "order")
def test_it_returns_the_test_accuracy_and_loss(student, plays, rng):
    _check_that_it_ends(plays)
    for _ in range(2):
        run = _play(student, _low(rng, int(rng.integers(1, 4))) + _high(rng, 6), test=_result(rng))
        assert run.epochs, "Not looked at: nothing is ever trained or validated, see above."
        assert "test_loader" in run.calls, "Not looked at: the test data are never evaluated, see below."
        parts = _parts(run.value)
        assert not (parts and isinstance(parts[0], list)), (
            "The results of the test data are returned as one pair. Return three values: test_acc, test_loss, epochs."
        )
        found = [number(part) for part in parts]
        first = found[:2]
        assert len(first) == 2, "Return three values: test_acc, test_loss and epochs."
        assert not _same(first, run.test[::-1]), "The order is wrong: return the test accuracy first, then the loss."
        assert not (len(found) == 3 and _same(found[1:], run.test)), (
            "The order is wrong: return test accuracy and test loss first, and the number of epochs last."
        )
        assert not _same(first, run.last.get("val_loader", [0.0, 0.0])), (
            "The first two values come from the validation data. Return those of `test_loader`."
        )
        assert _same(first, run.test), (
            "The first two values should be accuracy and loss as `eval_model` gives them for `test_loader`."
        )


@weight(0.75)
@enforces("epochs_counted", "order")
def test_it_returns_the_number_of_epochs(student, plays, rng):
    _check_that_it_ends(plays)
    _check_that_it_decides(plays)
    for bad, limit in ((int(rng.integers(3, 6)), 24), (7, int(rng.integers(4, 7)))):
        run = _play(student, _low(rng, bad) + _high(rng, 6), max_epochs=limit)
        assert run.epochs, "Not looked at: nothing is ever trained or validated, see above."
        if run.value is None and limit != 24:
            continue  # the test of the test data says so
        parts = _parts(run.value)
        values = [number(part) for part in parts]
        right = {run.trainings, run.epochs, min(limit, bad + 3)}  # when it should stop has tests of its own
        if len(parts) == 2 and isinstance(parts[0], list) and values[1] in right:
            continue  # a pair and a number: the test above says so
        assert len(parts) == 3, "Return three values: test_acc, test_loss and epochs."
        if values[2] in right or (values[0] in right and values[2] not in right and values[2] is not None):
            continue  # in another order: the test above says so
        for wrong, message in (
            (run.epochs - 1, "It is one too small: count from 1, and the epoch in which it stops, too."),
            (run.epochs + 1, "It is one too large: the evaluation of the test data is no epoch."),
            (limit, "It is always `max_epochs`: return the number of epochs that were trained."),
            (3, "It is the number of good epochs: count all that were trained."),
            (bad + 1, "It is the epoch in which the good ones began: count all that were trained."),
        ):
            assert values[2] != wrong, f"The third value should be the number of epochs trained. {message}"
        raise AssertionError(
            "The third value should be the number of epochs trained: it counts from 1 and is the number of calls of "
            "`train_model`."
        )


@weight(0.5)
@enforces("train_then_validate")
def test_each_epoch_trains_once_then_validates_once(student, plays, rng):
    _check_that_it_ends(plays)
    _check_that_it_goes_on(plays)
    for script in (_low(rng, int(rng.integers(1, 4))) + _high(rng, 6), _low(rng, 9)):
        run = _play(student, script, max_epochs=7)
        calls = [call for call in run.calls if call != "test_loader"]
        assert calls, "Not looked at: nothing is ever trained or validated, see above."
        if not _validates(plays) or not calls.count("train"):
            break  # that is said elsewhere
        if len(calls) == len(run.calls):  # no test data at the end: an evaluation there has a test of its own
            calls = calls[: len(calls) - len(calls) % 2] if calls[-2:] == ["val_loader"] * 2 else calls
        pairs = ["train", "val_loader"] * (len(calls) // 2)
        if calls == pairs:
            continue
        assert calls[0] == "train", "Train first, then validate: the untrained model is no epoch."
        rows = [(call, len(list(group))) for call, group in itertools.groupby(calls)]
        for wrong, message in (
            (
                any(n > 1 for call, n in rows if call == "val_loader"),
                "Validate once in each epoch: one call gives both.",
            ),
            (calls[-1] == "train" and all(n == 1 for _, n in rows), "Validate after the last epoch, too."),
            (
                all(n == 2 for call, n in rows if call == "train"),
                "Call `train_model` once in each epoch: each call is an epoch.",
            ),
            (True, "Validate after each epoch, the first and the last ones included."),
        ):
            assert not wrong, message


@weight(0.75)
@enforces("test_data_once")
def test_the_test_data_are_used_once_after_the_last_epoch(student, plays, rng):
    _check_that_it_ends(plays)
    _check_that_it_goes_on(plays)
    for script in (_low(rng, int(rng.integers(1, 4))) + _high(rng, 6), _low(rng, 9)):
        run = _play(student, script, max_epochs=7, test=_result(rng))
        assert run.epochs, "Not looked at: nothing is ever trained or validated, see above."
        count = run.calls.count("test_loader")
        assert count, (
            "Evaluate `test_loader` at the end in every case, also when the target was never reached, and return that."
        )
        early = run.calls.index("test_loader") < max(n for n, c in enumerate(run.calls) if c != "test_loader")
        assert not early, (
            "The test data are looked at during training. Evaluate on `test_loader` once, after the last epoch."
        )
        assert count == 1, "The test data are evaluated several times. Once is enough: it gives accuracy and loss."
    # A better epoch before the last: whoever keeps the best weights tests another network than the trained one.
    run = _play(student, [0.3, 0.8, 0.99, *_low(rng, 6)], max_epochs=7)
    given = all(names[:1] == ["model"] for _, names in run.arguments)  # another network has a test of its own
    assert not given or not run.trainings or run.tested_after == run.trainings, (
        "The network has other weights when the test data are evaluated than after the last epoch. Test it as it is."
    )


@weight(0.25)
@enforces("given_functions")
def test_the_functions_get_the_right_arguments(student, plays, rng):
    _check_that_it_ends(plays)
    _check_that_it_goes_on(plays)
    run = _play(student, _low(rng, int(rng.integers(1, 4))) + _high(rng, 6))
    assert run.epochs, "Nothing is ever trained or validated: call `train_model` and `eval_model`."
    assert run.trainings, "`train_model` is never called. Call the function that comes in as that argument."
    for kind, names in run.arguments:
        function, expected = ("train_model", TRAIN) if kind == "train" else ("eval_model", [*EVAL, "a loader"])
        order = f"The order is: {', '.join(expected)}."
        assert len(names) == len(expected), f"`{function}` takes {len(expected)} arguments. {order}"
        for found, right in zip(names, expected, strict=True):
            if right != "a loader":
                assert found == right, f"`{function}` gets {_name(found)} where it needs `{right}`. {order}"
        assert kind == "train" or names[3] in LOADERS, (
            f"`eval_model` gets {_name(names[3])} as its data; it should be `val_loader` or `test_loader`."
        )


@weight(0.25)
@enforces("only_arguments")
def test_it_uses_its_parameters_and_no_global_names(student, plays, rng):
    _check_that_it_ends(plays)
    script = _low(rng, 1) + _high(rng, 6)
    _play(student, script)
    try:
        run = _play(student, script, poisoned=True)
    except StudentError as error:
        raise AssertionError(
            f"`train_to_accuracy` uses the global variable `{error.poisoned or 'of the notebook'}`"
            f"{f' (line {error.line})' if error.line else ''} in place of its parameter. Use the arguments only."
        ) from None
    assert run.epochs, "Not looked at: nothing is ever trained or validated, see above."


@weight(0.25)
@enforces("signature_kept")
def test_names_and_defaults_of_the_arguments_are_as_given(student, rng):
    found = student.defaults()
    assert _play(student, _high(rng, 6)).epochs, "Not looked at: nothing is ever trained or validated, see above."
    expected = {"max_epochs": 100, "threshold": 0.9, "patience": 3}
    for name, value in expected.items():
        assert number(found.get(name)) == value, f"Leave the default of the argument `{name}` as it was given."


# ---- When it stops: the runs, and what mistakes would do in them ------------------------------------------

SAYS = {
    "row": "training should end with the epoch in which the validation accuracy was above `threshold` for the "
    "`patience`-th time in a row.",
    "restart": "`patience` counts good epochs in a row: reset the count to zero after an epoch that is not above "
    "`threshold`, and only then.",
    "equal": "An accuracy equal to the threshold is not above it: compare with `>`, not with `>=`.",
    "just above": "An accuracy only a little above the threshold is above it: compare it as it is, not rounded and not "
    "with a margin.",
    "limit": "Without success it should train exactly `max_epochs` epochs, also if `patience` is larger.",
    "patience": "It does not follow the argument `patience`: that many good epochs in a row are needed, whatever the "
    "default is.",
    "threshold": "It does not follow the argument `threshold`: compare with that, not with 0.9.",
    "each": "Each of the last `patience` epochs must be above the threshold, not only their mean.",
    "falling": "It does not matter whether the accuracy rises or falls, only that it is above the threshold.",
    "source": "Only the validation accuracy decides when to stop: not the training accuracy, which says nothing about "
    "new data.",
}


def _plays():
    """Return the runs, the same for everybody."""
    rng = np.random.default_rng(2026)
    runs = [Play("row", _low(rng, bad) + _high(rng, 9)) for bad in (0, 2, 5)]
    runs += [Play("row", _low(rng, 2) + _high(rng, 9), training=[0.95] * 20)]
    for good in ((2,), (1, 2), (1, 1, 1, 1), (2, 1, 2), (2, 2, 2)):
        script = [value for n in good for value in _high(rng, n) + _low(rng, 1)]
        runs.append(Play("restart", script + _high(rng, 9)))
    runs += [
        Play("restart", [*_high(rng, 2), *_low(rng, 1), *_high(rng, 1), *_low(rng, 1), *_high(rng, 9)]),
        Play("restart", [*_high(rng, 3), *_low(rng, 2), *_high(rng, 2), *_low(rng, 1), *_high(rng, 9)], patience=4),
        Play("equal", [0.9, 0.9, 0.9, *_low(rng, 2), *_high(rng, 9)]),
        Play("equal", [*_high(rng, 2), 0.9, *_high(rng, 2), *_low(rng, 1), *_high(rng, 9)]),
        Play("equal", [0.8999, 0.8995, 0.8993, *_low(rng, 1), *_high(rng, 9)]),
        Play("just above", [*_low(rng, 2), 0.901, 0.903, 0.904, *_low(rng, 2), *_high(rng, 9)]),
        Play("just above", [*_low(rng, 1), 0.9001, 0.9004, 0.9006, *_low(rng, 2), *_high(rng, 9)]),
        Play("limit", _low(rng, 1), max_epochs=7),
        Play("limit", _high(rng, 9), max_epochs=3),
        Play("limit", _low(rng, 2) + _high(rng, 9), max_epochs=4),
        Play("limit", _high(rng, 9), max_epochs=2, patience=5),
        Play("limit", [*_low(rng, 5), *_high(rng, 9)], max_epochs=6, patience=2),
        *(Play("patience", _low(rng, 2) + _high(rng, n + 6), patience=n) for n in (1, 2, 5, 7)),
        Play("threshold", _high(rng, 4) + [0.99] * 6, threshold=0.985),
        Play("threshold", [0.3] * 4 + [0.6] * 9, threshold=0.5),
        Play("each", [0.86, 0.87, 0.85, 0.98, 0.98, 0.99, 0.99, 1.0, 1.0]),
        Play("each", [0.98, 0.89, 0.98, 0.98, 0.89, 0.99, 0.99, 1.0, 1.0]),
        Play("falling", [*_low(rng, 3), 0.99, 0.96, 0.93, 0.92, 0.91, 0.91, 0.91]),
        Play("falling", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, *_high(rng, 9)]),
        Play("falling", [*_low(rng, 1), *[0.95] * 9]),
        Play("source", _low(rng, 5) + _high(rng, 9), training=[1.0] * 20),
        Play("source", _low(rng, 5) + _high(rng, 9), training=[0.1] * 20),
    ]
    return [*runs, Play("row", runs[0].script)]  # the first one again, after one that ended with good epochs


def _counter(bad):
    """Return a way of counting in which a bad epoch makes `bad(count)` of the count."""

    def reached(accuracies, goods, patience, threshold):
        count = 0
        for accuracy, good in zip(accuracies, goods, strict=True):
            count = count + 1 if good else bad(count, accuracy, threshold)
        return count >= patience

    return reached


def _full(a, g, p, t):
    return len(g) >= p


def _since_the_best(accuracies):
    return len(accuracies) - 1 - int(np.argmax(accuracies))


# What could be done instead: (test, what to say, how the rule is changed). Each belongs to one of six parts of the rule.
RIGHT = {
    "compare": lambda a, t, before: a > t,
    "count": _counter(lambda count, a, t: 0),
    "patience": lambda p: p,
    "threshold": lambda t: t,
    "limit": lambda most, p: most,
    "source": "validation",
}
EARLY, LATE = "It stops too early: " + SAYS["row"], "It stops too late: " + SAYS["row"]
ALWAYS = "Every epoch counts as good, as if a percentage were compared with a fraction, or the loss with the threshold."
ONE_GOOD = "It stops as soon as one of the last epochs is good. All of the last `patience` epochs must be."
CHANGES = {
    "compare": [
        ("equal", SAYS["equal"], lambda a, t, before: a >= t),
        ("equal", "A margin below the threshold counts as good: compare the accuracy as it is.",
         lambda a, t, before: a > t - 0.0015),
        ("just above", SAYS["just above"], lambda a, t, before: round(a, 2) > t),
        ("just above", SAYS["just above"], lambda a, t, before: int(100 * a + 1e-9) > int(100 * t + 1e-9)),
        ("just above", SAYS["just above"], lambda a, t, before: a > t + 0.005),
        ("row", "The comparison is the wrong way round: an epoch *below* the threshold counts as good.",
         lambda a, t, before: a < t),
        ("row", "The comparison is the wrong way round: an epoch *below* the threshold counts as good.",
         lambda a, t, before: a <= t),
        ("row", ALWAYS, lambda a, t, before: True),
        ("falling", SAYS["falling"], lambda a, t, before: a > t and a > before),
        ("falling", SAYS["falling"], lambda a, t, before: a > t and a >= before),
    ],
    "count": [
        ("restart", "Good epochs are counted altogether: after a bad epoch the count should start again at zero.",
         _counter(lambda count, a, t: count)),
        ("restart", "After a bad epoch the count starts again at one. It should start at zero: the epoch was bad.",
         _counter(lambda count, a, t: 1)),
        ("restart", "A bad epoch takes one away from the count. It should reset the count to zero.",
         _counter(lambda count, a, t: max(count - 1, 0))),
        ("restart", "A bad epoch takes one away from the count. It should reset the count to zero.",
         _counter(lambda count, a, t: count - 1)),
        ("restart", "An accuracy equal to the threshold does not restart the count. It is not above, so it should.",
         _counter(lambda count, a, t: count if a == t else 0)),
        ("restart", "It stops at the first bad epoch after a good one. A bad epoch only restarts the count.",
         lambda a, g, p, t: (any(g) and not g[-1]) or _counter(lambda c, x, y: c)(a, g, p, t)),
        ("restart", "One bad epoch among the last ones is forgiven. It should restart the count.",
         lambda a, g, p, t: sum(g[-p - 1 :]) >= p),
        ("restart", "Only the first and the last of the last `patience` epochs are looked at. Each one must be good.",
         lambda a, g, p, t: _full(a, g, p, t) and g[-p] and g[-1]),
        ("row", "In the first epochs there are fewer than `patience` results, and it is content with these.",
         lambda a, g, p, t: all(g[-p:])),
        ("each", SAYS["each"], lambda a, g, p, t: _full(a, g, p, t) and np.mean(a[-p:]) > t),
        ("each", SAYS["each"], lambda a, g, p, t: np.mean(a[-p:]) > t),
        ("row", ONE_GOOD, lambda a, g, p, t: _full(a, g, p, t) and any(g[-p:])),
        ("row", LATE, lambda a, g, p, t: len(g) > p and all(g[-p - 1 : -1])),
        ("row", "It looks only after every `patience`-th epoch whether to stop. Look after each one.",
         lambda a, g, p, t: len(g) % p == 0 and all(g[-p:])),
        ("row", "The first `patience` epochs are not counted. A good epoch counts from the first one on.",
         lambda a, g, p, t: len(g) >= 2 * p and all(g[-p:])),
        ("row", "The first `patience` epochs are not counted. A good epoch counts from the first one on.",
         lambda a, g, p, t: len(g) >= 2 * p - 1 and all(g[-p:])),
        ("row", "The first epoch never counts. A good epoch counts from the first one on.",
         lambda a, g, p, t: len(g) > p and all(g[-p:])),
        ("row", "The count starts anew in each epoch, so it never gets beyond one. Start it before the loop.",
         lambda a, g, p, t: p == 1 and g[-1]),
        ("row", "Changes from bad to good are counted, not good epochs.",
         lambda a, g, p, t: sum(b and not (i and g[i - 1]) for i, b in enumerate(g)) >= p),
        ("row", "It goes on after the target is reached, until `max_epochs`. Stop then.", lambda a, g, p, t: False),
        ("row", "It waits until the accuracy no longer improves. It should stop after `patience` good epochs in a row.",
         lambda a, g, p, t: max(a) > t and _since_the_best(a) >= p),
        ("row", "It waits until the accuracy no longer improves. It should stop after `patience` good epochs in a row.",
         lambda a, g, p, t: _since_the_best(a) >= p),
        ("row", "Bad epochs are counted in a row, not good ones.",
         lambda a, g, p, t: _full(a, g, p, t) and not any(g[-p:])),
    ],
    "patience": [
        ("row", LATE, lambda p: p + 1),
        ("row", EARLY, lambda p: p - 1),
        ("row", EARLY, lambda p: max(p - 1, 1)),
        ("row", "It stops after the first good epoch. `patience` of them in a row are needed.", lambda p: 1),
        ("patience", SAYS["patience"], lambda p: 3),
    ],
    "threshold": [("threshold", SAYS["threshold"], lambda t: 0.9)],
    "limit": [
        ("limit", "It trains for more than `max_epochs` epochs: one too many.", lambda most, p: most + 1),
        ("limit", "It gives up one epoch too early: without success it should train all `max_epochs` epochs.",
         lambda most, p: max(most - 1, 1)),
        ("limit", "It trains for more than `max_epochs` epochs, as if another number were typed in: use the argument.",
         lambda most, p: 100),
        ("limit", "It trains `patience` epochs, even where these are more than `max_epochs`.",
         lambda most, p: max(most, p)),
        ("limit", "It gives up as soon as the target cannot be reached any more. Train all `max_epochs` epochs.", None),
        ("limit", "`max_epochs` limits the bad epochs only. It limits all of them.", "bad"),
    ],
    "source": [
        ("source", SAYS["source"], "training"),
        ("source", "Both training and validation accuracy decide. Only the validation accuracy should.", "both"),
        ("source", "Training or validation accuracy decides. Only the validation accuracy should.", "either"),
        ("source", "The validation loss decides, where the accuracy should.", "loss above"),
        ("source", "The validation loss decides, where the accuracy should.", "loss below"),
        ("source", "The validation loss decides, where the accuracy should.", "loss below the rest"),
    ],
}  # fmt: skip


def _stop(play, rule):
    """Return after how many epochs a function with this rule stops, None if it does not end."""
    patience, threshold = rule["patience"](play.patience), rule["threshold"](play.threshold)
    accuracies, goods = [], []
    for epoch in range(1, LONGEST):
        accuracy = play.accuracy(epoch)
        training = accuracy if play.training is None else play.training[0]
        loss = _loss(accuracy)
        value = {"training": training, "both": min(accuracy, training), "either": max(accuracy, training)}.get(
            rule["source"], accuracy
        )
        good = {
            "loss above": loss > threshold,
            "loss below": loss < threshold,
            "loss below the rest": loss < 1 - threshold,
        }.get(rule["source"])
        before = accuracies[-1] if accuracies else 0.0
        goods.append(rule["compare"](value, threshold, before) if good is None else good)
        accuracies.append(value)
        if rule["count"](accuracies, goods, patience, threshold):
            return epoch
        if rule["limit"] is None:
            row = len(goods) - max((n + 1 for n, good in enumerate(goods) if not good), default=0)
            if epoch >= play.max_epochs or patience - row > play.max_epochs - epoch:
                return epoch
        elif rule["limit"] == "bad":
            if goods.count(False) >= play.max_epochs:
                return epoch
        elif epoch >= rule["limit"](play.max_epochs, play.patience):
            return epoch
    return None


@lru_cache(maxsize=1)
def _tables():
    """Return {what a rule makes of all runs: (test, message) of its mistakes}, for one mistake and for two."""
    single = [(part, *change) for part, changes in CHANGES.items() for change in changes]
    plays, tables = _plays(), ({}, {})
    for one in single:
        stops = tuple(_stop(play, RIGHT | {one[0]: one[3]}) for play in plays)
        tables[0].setdefault(stops, (one[1:3],))
    for one, other in itertools.combinations(single, 2):
        if one[0] != other[0] and one[1] != other[1] and {one[0], other[0]} != {"limit", "source"}:
            stops = tuple(_stop(play, RIGHT | {one[0]: one[3], other[0]: other[3]}) for play in plays)
            tables[1].setdefault(stops, (one[1:3], other[1:3]))
    return tables


def _explained(plays):
    """Return {test: message} of the mistakes, one or two, that explain all runs; None if nothing does."""
    if all(play.epochs == _stop(play, RIGHT) for play in plays):
        return {}
    if any(play.error or _is_irregular(play.calls) for play in plays):
        return None
    stops = tuple(play.epochs for play in plays)
    for table in _tables():
        if stops in table:
            return dict(table[stops])
    return None


def _judge(test, plays, found):
    """Fail if a mistake that belongs to this test explains the runs, or if nothing does and its own runs are wrong."""
    if found is not None:
        assert test not in found, found.get(test)
        return
    wrong = [play for play in plays if play.error or _stop(play, RIGHT) != play.epochs]
    mine = [play for play in wrong if play.about == test]
    if not mine:
        return
    if mine[0].error:
        raise mine[0].error
    assert test != "row" or plays[0].epochs == plays[-1].epochs, AGAIN
    first = min(wrong, key=lambda play: list(SAYS).index(play.about)).about
    irregular = any(_is_irregular(play.calls) for play in plays)
    assert not irregular, "Not looked at: not every epoch is trained once and then validated once, see below."
    assert test == first, "Not looked at: when it stops is wrong for another reason, see above."
    if test == "row":
        late = all(play.epochs is None or play.epochs > _stop(play, RIGHT) for play in mine)
        raise AssertionError(LATE if late else EARLY)
    raise AssertionError(SAYS[test])


def _is_irregular(calls):
    calls = [call for call in calls if call != "test_loader"]
    return calls != ["train", "val_loader"] * (len(calls) // 2)


def _ends(plays):
    return not any(play.epochs is None and not play.error for play in plays if play.about == "limit")


def _check_that_it_ends(plays):
    assert _ends(plays), "Not looked at: it never ends if the target is not reached, see above."


def _decides(plays):
    """Return whether it depends on the accuracies when training stops. A first run that is right says so, too."""
    if plays[0].epochs != plays[-1].epochs:
        return plays[0].epochs == _stop(plays[0], RIGHT)
    found = [play.epochs for play in plays]
    blind = (
        [play.max_epochs for play in plays],
        *([min(play.patience + n, play.max_epochs) for play in plays] for n in (-1, 0, 1)),
        [min(plays[0].epochs or 0, play.max_epochs) for play in plays],
        [plays[0].epochs] * len(plays),
    )
    return found not in blind


def _check_that_it_decides(plays):
    if not _decides(plays):
        _check_that_it_validates(plays)
        raise AssertionError("Not looked at: when it stops does not depend on the accuracies, see above.")


def _check_that_it_goes_on(plays):
    assert any(play.epochs != 1 for play in plays), "Not looked at: there is never a second epoch, see above."


def _validates(plays):
    return any("val_loader" in play.calls for play in plays)


def _check_that_it_validates(plays):
    assert _validates(plays), "Not looked at: the validation data are never evaluated, see below."


# ---- Playing a training run ------------------------------------------------------------------------------


@dataclass
class _Run:
    """What was called in one run, and what the played functions answered; as the student's process tells it."""

    test: list | None
    value: object = None
    endless: bool = False
    calls: list = field(default_factory=list)
    arguments: list = field(default_factory=list)  # of each call: "train" or "eval", and the names of what it got
    last: dict = field(default_factory=dict)
    epochs: int = 0
    trainings: int = 0
    tested_after: int = 0

    def read(self, told):
        """Take over what the student's process tells. Raises AssertionError if no played functions wrote that."""
        kinds = {"calls": list, "arguments": list, "last": dict, "epochs": int, "trainings": int, "tested_after": int}
        right = isinstance(told, dict) and all(isinstance(told.get(name), kind) for name, kind in kinds.items())
        right = right and all(isinstance(call, str) for call in told["calls"])
        right = right and all(
            isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], list) for pair in told["arguments"]
        )
        right = right and all(
            isinstance(pair, list) and len(pair) == 2 and None not in map(number, pair)
            for pair in told["last"].values()
        )
        assert right, "The functions that your code was given did not come back as they were."
        for name in kinds:
            setattr(self, name, told[name])
        self.value = told.get("value")


class _Endless(AssertionError):
    """The run went on and on."""


def _loss(accuracy):
    return round(1.03 - accuracy, 6)


def _play(student, script, max_epochs=24, threshold=0.9, patience=3, training=None, test=None, poisoned=False):
    """Run the student's function once. The last accuracy of `script` goes on for ever."""
    run = _Run(test)

    def end(name, told):
        run.read(told)
        raise _Endless

    played = {
        "script": [[float(value), _loss(float(value))] for value in script],
        "training": training and [training[0], 5.0],
        "test": test and [float(value) for value in test],
    }
    settings = {"max_epochs": max_epochs, "threshold": threshold, "patience": patience}
    try:
        run.read(student.schedule(settings=settings, longest=LONGEST, poisoned=poisoned, answer=end, **played))
    except _Endless:
        run.endless = True
    return run


def _high(rng, count):
    """Return rising accuracies above 0.9."""
    return sorted(float(value) for value in rng.uniform(0.92, 0.98, size=count))


def _low(rng, count):
    """Return accuracies so far below 0.9 that no mean with one of them is above."""
    return [float(value) for value in rng.uniform(0.1, 0.5, size=count)]


def _result(rng):
    return [float(rng.uniform(0.3, 0.8)), float(rng.uniform(1.0, 4.0))]


def _parts(value):
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return [float(part) for part in value]
    assert value is not None, "It returns nothing: end with `return test_acc, test_loss, epochs`."
    return value if isinstance(value, list) else [value]


def _same(found, expected):
    return len(found) == len(expected) and all(
        a is not None and abs(a - b) < 1e-6 for a, b in zip(found, expected, strict=True)
    )


def _name(found):
    known = isinstance(found, str) and found in {*TRAIN, *LOADERS}
    return f"`{found}`" if known else str(found)
