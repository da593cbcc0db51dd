"""Hidden tests of `criterion_optimizer`: cross-entropy on logits, and Adam with learning rate 0.001.

Both are judged by what they do. `criterion` is called with random logits. `optimizer` takes a few steps with
given gradients, and the path of the parameters is compared with Adam's. Accepted: any spelling of the loss
(a function, NLLLoss of a log-softmax), any form of Adam (fused, foreach, parameter groups, explicit defaults,
written by hand), and a model that is moved or built anew before the optimizer is made: what counts is the
`model` that the cell leaves behind.
"""

from dataclasses import dataclass

import numpy as np

from grader.testing import StudentError, enforces, fixture, number, weight

DEFINES = ("criterion", "optimizer")

LEARNING_RATE = 1e-3
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
CLASSES = 10  # as many as the network of the toy world has: a loss may rely on `n_class`
STEPS = 4
# Value j of a parameter gets gradients of kind KINDS[j % 5].
KINDS = ("normal", "zero", "normal", "tiny", "fading")


@dataclass(frozen=True)
class Walk:
    """How the parameters of `model` moved, and the gradients they got."""

    gradients: np.ndarray  # (steps, period)
    path: list  # one array (steps + 1, values) per parameter
    foreign: int
    rates: list

    def kinds(self, parameter):
        """Return the kind of gradient of each value of a parameter."""
        return np.resize(np.array(KINDS), self.path[parameter].shape[1])

    def moved(self):
        """Return the parameters that moved; fail if none did."""
        moving = [n for n, values in enumerate(self.path) if np.abs(np.diff(values, axis=0)).max(initial=0) > 0]
        assert moving, "The optimizer changes no parameter of `model`: it needs `model.parameters()`."
        return moving

    def as_adam(self, parameter):
        """Return the steps of Adam with learning rate 1 for the gradients of this parameter."""
        count = self.path[parameter].shape[1]
        m, v, steps = np.zeros(count), np.zeros(count), []
        for t, row in enumerate(self.gradients, start=1):
            g = np.resize(row, count)
            m = BETA1 * m + (1 - BETA1) * g
            v = BETA2 * v + (1 - BETA2) * g**2
            steps.append(-(m / (1 - BETA1**t)) / (np.sqrt(v / (1 - BETA2**t)) + EPSILON))
        return np.array(steps)

    def rate(self, parameter):
        """Return the learning rate that fits the first step of this parameter as a step of Adam."""
        normal = self.kinds(parameter) == "normal"
        first = np.diff(self.path[parameter], axis=0)[0][normal]
        return float(np.median(first / self.as_adam(parameter)[0][normal]))

    def follows(self, parameter, kinds, tolerance):
        """Return whether values with gradients of these kinds move as under Adam, with whatever rate."""
        chosen = np.isin(self.kinds(parameter), kinds)
        steps, adam = np.diff(self.path[parameter], axis=0)[:, chosen], self.as_adam(parameter)[:, chosen]
        rate = self.rate(parameter)
        return rate > 0 and bool(np.all(np.abs(steps / rate - adam) <= tolerance))


@fixture
def walk(student, rng):
    """The path of the parameters under gradients that differ in size and sign from step to step."""
    period = 5 * int(rng.integers(3, 6))
    kinds = np.resize(np.array(KINDS), period)
    gradients = rng.uniform(0.2, 2, size=(STEPS, period)) * rng.choice([-1, 1], size=(STEPS, period))
    gradients[:, kinds == "zero"] = 0
    gradients[:, kinds == "tiny"] *= 1e-7
    gradients[1:, kinds == "fading"] *= 1e-3
    # Where a gradient is zero only a decay of the weights moves a value: there the values are large.
    start = np.where(kinds == "zero", rng.uniform(1, 2, size=period), 0)
    found = student.steps(start=start, gradients=gradients)
    assert found["kind"] != "class", (
        "`optimizer` is a class. Create one optimizer, with the parameters of `model` in its parentheses."
    )
    assert found["path"] is not None, "`optimizer` has no method `step`: it should be an optimizer of PyTorch."
    path = [np.array(values) for values in zip(*found["path"], strict=True)]
    assert path and all(np.isfinite(values).all() for values in path), "`model` has no finite parameters."
    return Walk(gradients, path, int(found["foreign"]), found["rates"])


@weight(1.25)
@enforces("cross_entropy", "counts_the_same")
def test_the_criterion_is_cross_entropy_of_logits(student, rng):
    for _ in range(3):
        logits, labels = _batch(rng, rows=1)
        found = _loss(student, logits, labels)
        if abs(found - _cross_entropy(logits, labels)[0]) > 1e-4:
            raise AssertionError(_loss_message(found, logits, labels))


@weight(0.5)
@enforces("mean_over_rows")
def test_the_loss_of_a_batch_is_the_mean_of_its_rows(student, rng):
    for _ in range(2):
        # Every class occurs, and the training data hold some classes far more often than others: a class that
        # is left out or has a weight of its own shows.
        logits, _ = _batch(rng, rows=CLASSES)
        labels = rng.permutation(CLASSES)
        others = (labels + 1) % CLASSES
        rows = [slice(n, n + 1) for n in range(CLASSES)]
        batches = [(logits[n], y[n]) for y in (labels, others) for n in rows] + [(logits, labels)]
        *single, together = _losses(student, batches, np.repeat(np.arange(CLASSES), rng.permutation(CLASSES) + 1))
        single, other = single[:CLASSES], single[CLASSES:]  # another label changes a loss, else nothing is averaged
        assert np.abs(np.subtract(single, other)).max() > 1e-4, "The loss does not depend on the labels."
        assert abs(together - sum(single)) > 1e-4 * (1 + abs(together)), (
            "The losses of the rows are added up. Return their mean, so that a larger batch has no larger loss."
        )
        assert abs(together - np.mean(single)) <= 1e-4 * (1 + abs(together)), (
            "The loss of a batch is not the mean of the losses of its rows: every row and every class should "
            "count the same, however often a class occurs."
        )


@weight(0.5)
@enforces("backward_works")
def test_the_loss_has_a_gradient(student, rng):
    for _ in range(2):
        logits, labels = _batch(rng, rows=4)
        others = (labels + 1) % logits.shape[1]
        gradients = [_loss_gradient(student, logits, chosen) for chosen in (labels, others)]
        assert all(isinstance(g, np.ndarray) and np.isfinite(g).all() for g in gradients), (
            "The loss does not hang on the graph of the gradients, so `loss.backward()` cannot work. Return the "
            "tensor, not a number, and leave out `detach`, `.item()` and NumPy."
        )
        assert np.abs(gradients[0] - gradients[1]).max() > 1e-5, (
            "The gradient of the loss does not depend on the labels."
        )


@weight(0.5)
@enforces("all_parameters", "model_kept")
def test_the_optimizer_updates_all_parameters_of_model_and_no_others(walk):
    moving = walk.moved()
    assert len(moving) == len(walk.path), (
        "The optimizer updates a part of `model` only. Give it `model.parameters()`, the parameters of all layers."
    )
    for n in moving:
        steps = np.diff(walk.path[n], axis=0)[:, walk.kinds(n) == "normal"]
        assert np.abs(steps).min(initial=1) > 0, "Some values of a parameter stay as they are. Update all of them."
    assert walk.foreign == 0, "The optimizer also updates parameters that do not belong to `model`."


@weight(1.25)
@enforces("adam", "adam_itself")
def test_the_optimizer_steps_as_adam_does(walk):
    for n in walk.moved():
        assert walk.rate(n) > 0, (
            "The optimizer climbs: its steps make the loss larger (`maximize`). It should make it smaller."
        )
        assert walk.follows(n, ["normal"], 1e-3), (
            "The steps are not those of Adam. Use `optim.Adam`, and leave its settings other than the learning "
            "rate at their defaults."
        )


@weight(0.5)
@enforces("learning_rate")
def test_the_learning_rate_is_a_thousandth(walk):
    moving = walk.moved()
    rates = [walk.rate(n) for n in moving if walk.follows(n, ["normal"], 1e-3)]
    if len(rates) < len(moving):  # no Adam: then the rate is what the optimizer says
        rates = walk.rates
    assert rates and all(abs(rate / LEARNING_RATE - 1) < 0.01 for rate in rates), (
        "The learning rate is not the one that the task asks for (0.001), in at least one group of parameters."
    )


@weight(0.5)
@enforces("other_defaults")
def test_the_other_settings_of_the_optimizer_keep_their_defaults(walk):
    for n in walk.moved():
        values = walk.path[n][:, walk.kinds(n) == "zero"]
        assert np.abs(np.diff(values, axis=0)).max(initial=0) < 1e-9, (
            "The optimizer shrinks weights whose gradient is zero: it uses weight decay, as AdamW does. "
            "The task asks for Adam without it."
        )
        if walk.follows(n, ["normal"], 1e-3):
            assert walk.follows(n, ["tiny", "fading"], 1e-4), (
                "A setting of Adam is not at its default (for example `eps` or `amsgrad`): set the learning rate only."
            )


def _batch(rng, rows):
    """Return logits of moderate size and random labels."""
    logits = rng.normal(scale=2.0, size=(rows, CLASSES))
    return logits.astype(np.float32).astype(float), rng.integers(CLASSES, size=rows).astype(np.int64)


def _log_softmax(logits):
    shifted = logits - logits.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def _cross_entropy(logits, labels):
    """Return the cross-entropy of each row."""
    return -_log_softmax(logits)[np.arange(len(labels)), labels]


def _called(call):
    """Return what a probe returns; an error inside the loss gets a message that says what it should take."""
    try:
        return call()
    except StudentError as error:
        is_stub = error.kind == "NotImplementedError" and not error.message
        if not error.defined or is_stub or error.kind == "NameError":
            raise
        raise AssertionError(
            f"`criterion(logits, labels)` fails with {error.kind}: {error.message}. It should take logits of shape "
            "(batch, classes) and labels of shape (batch,) that are class numbers."
        ) from None


def _loss_gradient(student, logits, labels):
    return _called(lambda: student.loss_gradient(logits=logits, labels=labels))


def _loss(student, logits, labels):
    """Return the student's loss as a number; fail with a message if it is none."""
    return _number(_called(lambda: student.loss(logits=logits, labels=labels)), labels)


def _losses(student, batches, training_labels):
    """Return the student's loss for each of `batches` after a run of the cell with these training labels."""
    found = _called(lambda: student.losses(batches=[list(batch) for batch in batches], labels=training_labels))
    return [_number(one, labels) for one, (_, labels) in zip(found, batches, strict=False)]


def _number(found, labels):
    assert not found["is_class"], "`criterion` is a class. Create an object of it, with parentheses: `nn.SomeLoss()`."
    assert found["callable"], "`criterion` cannot be called. It should be a loss function."
    value = number(found["value"])
    assert value is not None, (
        "`criterion(logits, labels)` should return one number for the whole batch, the mean over its rows."
    )
    assert np.isfinite(value), (
        f"The loss of moderate logits is not finite for a row of class {labels[0]}. Every class counts: leave out "
        "settings such as `ignore_index`."
        if len(labels) == 1
        else "The loss of moderate logits is not finite."
    )
    return value


def _loss_message(found, logits, labels):
    """Return what is wrong with the loss `found` of a batch of one row."""
    probabilities = np.exp(_log_softmax(logits))
    one_hot = np.eye(logits.shape[1])[labels]
    softplus = np.logaddexp(0, logits)
    for mistaken, message in (
        (
            _cross_entropy(probabilities, labels)[0],
            "The softmax is applied twice: cross-entropy in PyTorch takes logits and does the softmax itself.",
        ),
        (
            -logits[0, labels[0]],
            "That is the loss for log-probabilities (NLLLoss). The network returns logits: use cross-entropy.",
        ),
        (
            float(np.mean(softplus - one_hot * logits)),
            "That is the binary cross-entropy of every class by itself. The classes exclude each other: "
            "use cross-entropy.",
        ),
        (
            float(np.mean((logits - labels[0]) ** 2)),
            "That is the squared distance of logits and class number. Class numbers are names: use cross-entropy.",
        ),
        (float(np.mean((logits - one_hot) ** 2)), "That is a squared error. For classes use cross-entropy."),
        (
            float(np.mean((probabilities - one_hot) ** 2)),
            "That is a squared error. For classes use cross-entropy.",
        ),
    ):
        if abs(found - mistaken) < 1e-4:
            return message
    return "For logits and labels `criterion` does not return the cross-entropy. Use it without extra settings."
