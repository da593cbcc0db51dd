"""Hidden tests of `train_to_accuracy`: when it stops, what it calls, what it returns.

Training and evaluation are only played. The functions that the student's code is given ask here for their
results, so each test decides what the accuracies are and sees every call in order.

Accepted: any kind of loop, a counter, a list of past accuracies or a deque, arguments by position or by keyword,
a list instead of a tuple.
Not accepted: an epoch at the threshold as a good one, a mean over epochs, any use of the test data before the end.
Except where a test is about them, training and test data give the same accuracies as the validation data, and
the settings are the defaults: a mistake costs its own test only.
"""

import numpy as np

from grader.testing import StudentError, enforces, number, weight

DEFINES = ("train_to_accuracy",)

TRAIN = ["model", "criterion", "optimizer", "device", "train_loader"]
EVAL = ["model", "criterion", "device"]


@weight(2)
@enforces("in_a_row")
def test_it_stops_after_enough_good_epochs_in_a_row(student, rng):
    for bad in (0, int(rng.integers(2, 7))):
        run = _play(student, _low(rng, bad) + _high(rng, 6))
        wrong = "too early" if run.epochs < bad + 3 else "too late"
        assert run.epochs == bad + 3, (
            f"It stops {wrong}: training ends with the epoch in which the validation accuracy was above `threshold` "
            "for the `patience`-th time in a row."
        )


@weight(2)
@enforces("restarts", "in_a_row")
def test_a_bad_epoch_restarts_the_count(student, rng):
    for good in ((2,), (1, 2), (1,) * int(rng.integers(3, 6))):
        script = [value for n in good for value in _high(rng, n) + _low(rng, 1)]
        run = _play(student, script + _high(rng, 8))
        assert run.epochs == len(script) + 3, (
            "`patience` counts good epochs in a row: reset the count to zero after an epoch that is not above "
            "`threshold`, and only then."
        )


@weight(1)
@enforces("strictly_higher")
def test_an_epoch_at_the_threshold_is_not_good(student, rng):
    script = [0.9, 0.9, 0.9, *_low(rng, int(rng.integers(1, 4)))]
    run = _play(student, script + _high(rng, 6))
    assert run.epochs == len(script) + 3, (
        "An accuracy equal to the threshold is not above it: compare with `>`, not with `>=`."
    )


@weight(1)
@enforces("strictly_higher")
def test_an_epoch_just_above_the_threshold_is_good(student, rng):
    low = _low(rng, int(rng.integers(1, 4)))
    run = _play(student, [*low, 0.901, 0.903, 0.904, *_low(rng, 2), *_high(rng, 6)])
    assert run.epochs == len(low) + 3, (
        "An accuracy only a little above the threshold is above it: compare it as it is, not rounded and not with a margin."
    )


@weight(2)
@enforces("max_epochs", "epochs_bounds", "long_patience")
def test_it_gives_up_after_max_epochs(student, rng):
    most = int(rng.integers(4, 12))
    scripts = [
        (most, 3, _low(rng, 1)),
        (3, 3, _high(rng, 9)),
        (4, 3, _low(rng, 2) + _high(rng, 9)),
        (2, 5, _high(rng, 9)),  # more patience than epochs
    ]
    for limit, patience, script in scripts:
        run = _play(student, script, max_epochs=limit, patience=patience)
        assert run.epochs <= limit, "It trains for more than `max_epochs` epochs. Stop there, target or no target."
        assert run.epochs == limit, "It gives up too early: without success it should train all `max_epochs` epochs."


@weight(1)
@enforces("in_a_row", "epochs_bounds")
def test_it_uses_the_patience_it_is_given(student, rng):
    for patience in (1, 2, int(rng.integers(5, 9))):
        run = _play(student, _low(rng, 2) + _high(rng, patience + 6), patience=patience)
        assert run.epochs == 2 + patience, (
            "It does not follow the argument `patience`: that many good epochs in a row are needed, whatever the "
            "default is."
        )


@weight(1)
@enforces("strictly_higher")
def test_it_uses_the_threshold_it_is_given(student, rng):
    good = int(rng.integers(3, 6))
    for threshold, first, then in (
        (0.985, _high(rng, good), [0.99] * 6),
        (0.5, [0.3] * good, [0.6] * 6),
    ):
        run = _play(student, first + then, threshold=threshold)
        assert run.epochs == len(first) + 3, (
            "It does not follow the argument `threshold`: compare with that, not with 0.9."
        )


@weight(1)
@enforces("each_above")
def test_each_epoch_has_to_be_above_not_the_mean(student, rng):
    script = [float(value) for value in rng.uniform(0.84, 0.88, size=rng.integers(1, 5))]
    run = _play(student, [*script, 0.98, 0.98, 0.99, 0.99, 1.0, 1.0])
    assert run.epochs == len(script) + 3, (
        "Each of the last `patience` epochs must be above the threshold, not only their mean."
    )


@weight(1)
@enforces("each_above")
def test_rising_or_falling_does_not_matter(student, rng):
    start = int(rng.integers(2, 5))
    run = _play(student, [*_low(rng, start), 0.99, 0.96, 0.93, 0.92, 0.91])
    text = "It does not matter whether the accuracy rises or falls, only that it is above the threshold."
    assert run.epochs == start + 3, text
    below = [round(0.1 + 0.1 * step, 2) for step in range(6)]
    run = _play(student, below + _high(rng, 6))
    assert run.epochs == len(below) + 3, text


@weight(1)
@enforces("validation_decides")
def test_only_the_validation_accuracy_decides(student, rng):
    bad = int(rng.integers(4, 8))
    for training in (1.0, 0.1):
        run = _play(student, _low(rng, bad) + _high(rng, 6), training=training)
        assert run.epochs == bad + 3, (
            "Only the validation accuracy decides when to stop: not the training accuracy, which says nothing about "
            "new data."
        )


@weight(2)
@enforces("test_results", "order")
def test_it_returns_the_test_accuracy_and_loss(student, rng):
    for _ in range(2):
        run = _play(student, _low(rng, int(rng.integers(1, 4))) + _high(rng, 6), test=_result(rng))
        assert run.trainings, "`train_model` is never called."
        found = [number(part) for part in _parts(run.value)[:2]]
        assert len(found) == 2, "Return three values: test_acc, test_loss and epochs."
        assert not _same(found, run.test[::-1]), "The order is wrong: return the test accuracy first, then the loss."
        assert not _same(found, run.last.get("val_loader", [0.0, 0.0])), (
            "The first two values come from the validation data. Evaluate on `test_loader` at the end and return those."
        )
        assert _same(found, run.test), (
            "The first two values should be accuracy and loss as `eval_model` gives them for `test_loader`."
        )


@weight(1)
@enforces("epochs_counted", "order")
def test_it_returns_the_number_of_epochs(student, rng):
    for bad, limit in ((int(rng.integers(1, 6)), 100), (7, int(rng.integers(4, 7)))):
        run = _play(student, _low(rng, bad) + _high(rng, 6), max_epochs=limit)
        assert run.epochs, "`train_model` is never called."
        parts = _parts(run.value)
        assert len(parts) == 3, "Return three values: test_acc, test_loss and epochs."
        found = [number(part) for part in parts]
        assert found[2] in (run.trainings, run.epochs), (
            "The third value should be the number of epochs trained: it counts from 1 and is the number of calls of "
            "`train_model`."
        )


@weight(1)
@enforces("train_then_validate")
def test_each_epoch_trains_once_then_validates_once(student, rng):
    for script in (_low(rng, int(rng.integers(1, 4))) + _high(rng, 6), _low(rng, 9)):
        run = _play(student, script, max_epochs=7)
        calls = [call for call in run.calls if call != "test_loader"]
        assert calls.count("train"), "`train_model` is never called."
        assert calls[0] == "train", "Train first, then validate: the untrained model is no epoch."
        assert calls == ["train", "val_loader"] * (len(calls) // 2), (
            "In each epoch call `train_model` once and then `eval_model` on `val_loader` once, the last epoch included."
        )


@weight(1)
@enforces("test_data_once")
def test_the_test_data_are_used_once_after_the_last_epoch(student, rng):
    for script in (_low(rng, int(rng.integers(1, 4))) + _high(rng, 6), _low(rng, 9)):
        run = _play(student, script, max_epochs=7)
        assert run.trainings, "`train_model` is never called."
        count = run.calls.count("test_loader")
        assert count, "Evaluate the test data at the end in every case, also when the target was never reached."
        assert count == 1 and run.calls[-1] == "test_loader", (
            "The test data are looked at during training or several times. Evaluate on `test_loader` once, after the "
            "last epoch."
        )


@weight(1)
@enforces("given_functions")
def test_the_functions_get_the_right_arguments(student, rng):
    run = _play(student, _low(rng, int(rng.integers(1, 4))) + _high(rng, 6))
    assert run.trainings, "`train_model` is never called."
    for kind, names in run.arguments:
        expected = TRAIN if kind == "train" else [*EVAL, names[3]]
        for found, right in zip(names, expected, strict=True):
            assert found == right, (
                f"`{'train_model' if kind == 'train' else 'eval_model'}` gets {_name(found)} where it needs "
                f"`{right}`. The order is: {', '.join(TRAIN if kind == 'train' else [*EVAL, 'a loader'])}."
            )
        assert kind == "train" or names[3] in ("val_loader", "test_loader"), (
            f"`eval_model` gets {_name(names[3])} as its data; it should be `val_loader` or `test_loader`."
        )


@weight(1)
@enforces("only_arguments")
def test_it_uses_its_parameters_and_no_global_names(student, rng):
    script = _low(rng, 1) + _high(rng, 6)
    _play(student, script)
    try:
        run = _play(student, script, poisoned=True)
    except StudentError as error:
        raise AssertionError(
            f"`train_to_accuracy` uses the global variable `{error.poisoned or 'of the notebook'}`"
            f"{f' (line {error.line})' if error.line else ''} in place of its parameter. Use the arguments only."
        ) from None
    assert run.trainings, "Call the function that comes in as the argument `train_model`, not one from outside."


@weight(0.5)
@enforces("signature_kept")
def test_names_and_defaults_of_the_arguments_are_as_given(student, rng):
    found = student.defaults()
    assert _play(student, _high(rng, 6)).trainings, "`train_model` is never called."
    expected = {"max_epochs": 100, "threshold": 0.9, "patience": 3}
    for name, value in expected.items():
        assert number(found.get(name)) == value, f"Leave the default of the argument `{name}` as it was given."


# ---- Playing a training run ------------------------------------------------------------------------------


class _Run:
    """What was called, and what the played functions answered.

    An epoch is a row of trainings with no evaluation in between, so training twice in each epoch costs only the
    test that looks for it. For the same reason an evaluation before the first training takes the first accuracy.
    """

    def __init__(self, script, limit, training, test):
        self.script, self.limit, self.training, self.test = script, limit, training, test
        self.calls, self.arguments, self.last = [], [], {}
        self.epochs = self.trainings = self.early = 0
        self.value = None

    def answer(self, kind, names):
        """Return [accuracy, loss] for one call."""
        loader = names[-1]
        self.arguments.append((kind, names))
        if kind == "train":
            self.epochs += not self.calls or self.calls[-1] != "train"
            self.trainings += 1
        elif not self.trainings:
            self.early = 1
        self.calls.append("train" if kind == "train" else loader)
        assert self.epochs <= self.limit + 3 and self.trainings <= 3 * self.limit + 9, (
            "It trains for more than `max_epochs` epochs. Stop there, target or no target."
        )
        assert len(self.calls) < 8 * self.limit + 40, "It evaluates again and again and never ends."
        place = self.epochs - 1 + (self.early if kind != "train" else 0)
        accuracy = self.script[min(max(place, 0), len(self.script) - 1)]
        result = [accuracy, 1.5 - accuracy / 3]
        if kind == "train" and self.training is not None:
            result = [self.training, 5.0]
        if loader == "test_loader" and self.test is not None:
            result = list(self.test)
        self.last[loader] = result
        return result


def _play(student, script, max_epochs=100, threshold=0.9, patience=3, training=None, test=None, poisoned=False):
    """Run the student's function once. The last accuracy of `script` goes on for ever."""
    run = _Run([float(value) for value in script], max_epochs, training, test)
    settings = {"max_epochs": max_epochs, "threshold": threshold, "patience": patience}
    run.value = student.schedule(settings=settings, poisoned=poisoned, answer=run.answer)
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
    return all(a is not None and abs(a - b) < 1e-6 for a, b in zip(found, expected, strict=True))


def _name(found):
    known = isinstance(found, str) and found in {*TRAIN, "val_loader", "test_loader"}
    return f"`{found}`" if known else str(found)
