"""Hidden tests of `criterion_optimizer`: cross-entropy on logits, and Adam with learning rate 0.001.

Both are judged by what they do. `criterion` is called with random logits, of rows that are right, wrong and very wrong,
in a world with fewer classes than the notebook's. `optimizer` takes a few steps with given gradients, and the path of
the parameters is compared with Adam's; where it holds the parameters of another network, these are looked at. Accepted:
any spelling of the loss (a function, NLLLoss of a log-softmax), any form of Adam (fused, foreach, parameter groups,
explicit defaults, written by hand, AdamW without decay), and a model that is moved to a device.
Not accepted: a new `model`, or other weights in it.
"""

from dataclasses import dataclass

import numpy as np

from grader.testing import StudentError, enforces, fixture, number, weight

DEFINES = ("criterion", "optimizer")

LEARNING_RATE = 1e-3
BATCH_SIZE, CLASSES = 128, 10  # of the notebook, and of the toy world
BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
STEPS = 4
# Value j of a parameter gets gradients of kind KINDS[j % 5].
KINDS = ("normal", "zero", "normal", "tiny", "fading")


@dataclass(frozen=True)
class Walk:
    """How the parameters of `model` moved, and the gradients they got."""

    gradients: np.ndarray  # (steps, period)
    path: list  # one array (steps + 1, values) per parameter, those of `model` first
    own: int  # how many of them belong to `model`
    rates: list
    kind: str

    def kinds(self, parameter):
        """Return the kind of gradient of each value of a parameter."""
        return np.resize(np.array(KINDS), self.path[parameter].shape[1])

    def moved(self):
        """Return the parameters that moved."""
        return [n for n, values in enumerate(self.path) if np.abs(np.diff(values, axis=0)).max(initial=0) > 0]

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

    def follows_gradients(self):
        """Return whether the first step goes along the gradient, up or down, in nearly every value that has one."""
        for n in self.moved():
            normal = self.kinds(n) == "normal"
            first = np.diff(self.path[n], axis=0)[0][normal] * np.resize(self.gradients[0], len(normal))[normal]
            if abs(np.sign(first).sum()) < 0.8 * np.count_nonzero(first):
                return False
        return True

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
    try:
        found = student.steps(start=start, gradients=gradients)
    except StudentError as error:
        return error
    if found["kind"] == "class":
        return "`optimizer` is a class. Create one optimizer, with the parameters of `model` in its parentheses."
    if found["path"] is None:
        return "`optimizer` has no method `step`: it should be an optimizer of PyTorch."
    path = [np.array(values) for values in zip(*found["path"], strict=True)]
    if not path or not all(np.isfinite(values).all() for values in path):
        return "`model` has no finite parameters."
    walk = Walk(gradients, path, int(found["own"]), found["rates"], str(found["kind"]))
    if not walk.moved():
        return "The optimizer changes no parameter of `model`: it needs `model.parameters()`."
    return walk if walk.follows_gradients() else "Its steps do not follow the gradients. Use `optim.Adam`."


@weight(1)
@enforces("cross_entropy", "counts_the_same")
def test_the_criterion_is_cross_entropy_of_logits(student, rng):
    classes = int(rng.integers(5, 8))
    logits = rng.normal(scale=4.0, size=(8, classes)).astype(np.float32).astype(float)
    # The first and the last class have a test of their own. Some rows are right, some are very wrong.
    middle = logits[:, 1:-1]
    labels = 1 + np.where(np.arange(8) % 2, middle.argmax(1), rng.integers(classes - 2, size=8))
    labels[2] = 1 + middle[2].argmin()
    logits[2, labels[2]] -= 8
    logits[3, labels[3]] += 8
    rows = [(logits[n : n + 1], labels[n : n + 1]) for n in range(8)]
    found = _losses(student, [*rows, rows[0]], _labels(rng, classes))
    assert abs(found[-1] - found[0]) <= 1e-5, EARLIER_CALLS
    found, expected = np.array(found[:-1]), _cross_entropy(logits, labels)
    if np.abs(found - expected).max() > 1e-4 and np.abs(found * BATCH_SIZE - expected).max() > 1e-3:
        raise AssertionError(_loss_message(found, logits, labels))


@weight(0.5)
@enforces("mean_over_rows", "counts_the_same")
def test_the_loss_of_a_batch_is_the_mean_of_its_rows(student, rng):
    for _ in range(2):
        # Every class occurs, some more often than others, and in the training data in another proportion: a class that
        # is left out or has a weight of its own shows.
        classes = int(rng.integers(5, 8))
        often, sometimes = (int(rng.integers(classes)) for _ in range(2))
        labels = rng.permutation([*range(classes), *[often] * 3, *[sometimes] * 2])
        logits, others, n = rng.normal(scale=2.0, size=(len(labels), classes)), (labels + 1) % classes, len(labels)
        batches = [(logits[row : row + 1], y[row : row + 1]) for y in (labels, others) for row in range(n)]
        try:
            found = _losses(student, [*batches, (logits, labels), (logits, labels)], _labels(rng, classes))
        except Unusable:
            raise AssertionError(NO_CRITERION) from None
        single, other, together, again = np.array(found[:n]), found[n : 2 * n], found[-2], found[-1]
        assert abs(again - together) < 1e-5, "Not looked at: the loss depends on earlier calls, see above."
        # Another label changes a loss, else nothing is averaged.
        assert np.abs(single - other).max() > 1e-5, "Not looked at: the loss of a row does not depend on its label."
        _check_that_it_judges(student, rng)
        tolerance = 1e-4 * (1 + abs(together))
        if abs(together - single.mean()) <= tolerance:
            continue
        by_class = [single[labels == label].mean() for label in range(classes)]
        ignored = np.abs(single) < 1e-7
        for mistaken, message in (
            (
                single.sum() if BATCH_SIZE * single.max() > 1 > 10 * single.max() else np.nan,
                "The sum of the losses is divided by a fixed number of rows. Divide by the rows of this batch.",
            ),
            (
                single.sum(),
                "The losses of the rows are added up. Return their mean, so that a larger batch has no larger loss.",
            ),
            (np.mean(by_class), "The mean is taken in each class first, so rows of rare classes count more."),
            (single.max(), "The loss is that of the worst row. Return the mean over the rows."),
            (np.sort(single)[(n - 1) // 2], "The loss is the median of the rows. Return their mean."),
            (np.median(single), "The loss is the median of the rows. Return their mean."),
            (single[0], "The loss is that of the first row. Return the mean over the rows."),
            (single[-1], "The loss is that of the last row. Return the mean over the rows."),
            (
                single[~ignored].mean() if ignored.any() else np.nan,
                "Some rows do not count. Every row counts the same: leave out settings such as `ignore_index`.",
            ),
        ):
            assert not abs(together - mistaken) <= tolerance, message
        raise AssertionError(
            "The loss of a batch is not the mean of the losses of its rows: every row and every class should "
            "count the same, however often a class occurs."
        )


@weight(0.25)
@enforces("backward_works")
def test_the_loss_has_a_gradient(student, rng):
    for _ in range(2):
        logits, labels = rng.normal(size=(4, CLASSES)), rng.integers(CLASSES, size=4)
        others = (labels + 1) % CLASSES
        try:
            gradients = [student.loss_gradient(logits=logits, labels=chosen) for chosen in (labels, others)]
        except StudentError as error:
            if _is_no_answer(error):
                raise
            raise AssertionError(NO_CRITERION) from None
        assert not any(isinstance(gradient, str) for gradient in gradients), NO_CRITERION
        assert all(isinstance(g, np.ndarray) and np.isfinite(g).all() for g in gradients), (
            "The loss does not hang on the graph of the gradients, so `loss.backward()` cannot work. Return the "
            "tensor, not a number, and leave out `detach`, `.item()` and NumPy."
        )
        assert np.abs(gradients[0] - gradients[1]).max() > 1e-5, (
            "The gradient of the loss does not depend on the labels."
        )
        _check_that_it_judges(student, rng)


@weight(0.5)
@enforces("all_parameters")
def test_the_optimizer_updates_all_parameters_of_model_and_no_others(walk):
    if isinstance(walk, StudentError):
        raise walk
    assert isinstance(walk, Walk), walk
    moving = [n for n in walk.moved() if n < walk.own]
    assert moving, "The optimizer changes no parameter of `model`: it needs `model.parameters()`."
    assert len(moving) == walk.own, (
        "The optimizer updates a part of `model` only. Give it `model.parameters()`, the parameters of all layers."
    )
    for n in moving:
        steps = np.diff(walk.path[n], axis=0)[:, walk.kinds(n) == "normal"]
        assert np.abs(steps).min(initial=1) > 0, "Some values of a parameter stay as they are. Update all of them."
    assert len(walk.path) == walk.own, "The optimizer also updates parameters that do not belong to `model`."


@weight(0.25)
@enforces("model_kept")
def test_model_stays_as_it_is(walk, student):
    _looked_at(walk)
    found = student.model_kept()
    assert found["trainable"], "The cell freezes weights of `model`: leave `requires_grad` as it is."
    assert found["same"], (
        "The cell changes the weights of `model`, or makes a new network of that name. Use `model` as it is: make the "
        "optimizer, and take no step here."
    )


@weight(0.75)
@enforces("adam", "adam_itself")
def test_the_optimizer_steps_as_adam_does(walk):
    _looked_at(walk)
    for n in walk.moved():
        assert walk.rate(n) > 0, (
            "The optimizer climbs: its steps make the loss larger (`maximize`). It should make it smaller."
        )
        if walk.follows(n, ["normal"], 1e-3):
            continue
        assert walk.kind not in ("Adam", "AdamW"), (
            "A setting of Adam is not at its default (for example `betas`): set the learning rate only."
        )
        raise AssertionError(f"The steps are not those of Adam: `optimizer` is of type {walk.kind}. Use `optim.Adam`.")


@weight(0.5)
@enforces("learning_rate")
def test_the_learning_rate_is_a_thousandth(walk):
    _looked_at(walk)
    moving = walk.moved()
    rates = [walk.rate(n) for n in moving if walk.follows(n, ["normal"], 1e-3)]
    if len(rates) < len(moving):  # no Adam: then the rate is what the optimizer says
        rates = walk.rates
    if walk.rate(moving[0]) < 0:  # its direction has a test of its own
        rates = [abs(rate) for rate in rates]
    wrong = [abs(rate / LEARNING_RATE - 1) >= 0.01 for rate in rates]
    assert rates and not all(wrong), "The learning rate is not the one that the task asks for."
    assert not any(wrong), (
        "The learning rate of a group of parameters is not the one that the task asks for. All have the same."
    )


@weight(0.25)
@enforces("other_defaults")
def test_the_other_settings_of_the_optimizer_keep_their_defaults(walk):
    _looked_at(walk)
    for n in walk.moved():
        assert walk.follows(n, ["normal"], 1e-3) or walk.kind in ("Adam", "AdamW"), (
            "Not looked at: the steps are not those of Adam, see above."
        )
        values = walk.path[n][:, walk.kinds(n) == "zero"]
        assert np.abs(np.diff(values, axis=0)).max(initial=0) < 1e-9, (
            "The optimizer shrinks weights whose gradient is zero: it uses weight decay, as AdamW does. "
            "The task asks for Adam without it."
        )
        if walk.follows(n, ["normal"], 1e-3):
            assert walk.follows(n, ["tiny"], 1e-4), "`eps` is not at its default: set the learning rate only."
            assert walk.follows(n, ["fading"], 1e-4), "`amsgrad` is switched on: set the learning rate only."


EARLIER_CALLS = "The same logits and labels give another loss each time: it depends on earlier calls."
NO_CRITERION = "Not looked at: `criterion(logits, labels)` does not work yet, see above."


def _check_that_it_judges(student, rng):
    """Fail if the loss is the same for logits that are high at the right class as for such at another one."""
    labels = rng.permutation(CLASSES)[:4]
    logits = 5.0 * np.eye(CLASSES)
    try:
        right, wrong = _losses(student, [(logits[(labels + n) % CLASSES], labels) for n in (0, 1)], np.arange(CLASSES))
    except AssertionError:
        raise AssertionError(NO_CRITERION) from None
    assert abs(right - wrong) > 1e-3, "Not looked at: the loss does not tell right from wrong rows, see above."


class Unusable(AssertionError):
    """`criterion` cannot be called as the text says."""


def _looked_at(walk):
    """Fail if there is no optimizer whose steps can be looked at."""
    assert isinstance(walk, Walk), "Not looked at: there is no optimizer that steps yet, see above."


def _labels(rng, classes):
    """Return training labels of that many classes, each as often as no other."""
    return np.repeat(np.arange(classes), rng.permutation(classes) + 1)


def _log_softmax(logits):
    shifted = logits - logits.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def _cross_entropy(logits, labels):
    """Return the cross-entropy of each row."""
    return -_log_softmax(logits)[np.arange(len(labels)), labels]


def _is_no_answer(error):
    return not error.defined or (error.kind == "NotImplementedError" and not error.message) or error.kind == "NameError"


def _losses(student, batches, training_labels):
    """Return the student's loss for each of `batches` after a run of the cell with these training labels."""
    try:
        found = student.losses(batches=[list(batch) for batch in batches], labels=training_labels)
    except StudentError as error:
        if _is_no_answer(error):
            raise
        if "size" in error.message and "match" in error.message:
            raise Unusable(
                "`criterion(logits, labels)` fails for another number of classes than the notebook's, or for shapes "
                f"(batch, classes) and (batch,): {error.message}. Take the number from the logits or `n_class`."
            ) from None
        raise Unusable(
            f"`criterion(logits, labels)` fails with {error.kind}: {error.message}. It should take first the logits, "
            "of shape (batch, classes), and then the labels, of shape (batch,), which are class numbers."
        ) from None
    return [_number(one, labels) for one, (_, labels) in zip(found, batches, strict=False)]


def _number(found, labels):
    if found["is_class"]:
        raise Unusable("`criterion` is a class. Create an object of it, with parentheses: `nn.SomeLoss()`.")
    if not found["callable"]:
        raise Unusable("`criterion` cannot be called. It should be a loss function, not the value of a loss.")
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
    """Return what is wrong with the losses `found` of batches of one row each."""
    log_p, rows = _log_softmax(logits), np.arange(len(labels))
    p, classes = np.exp(log_p), logits.shape[1]
    right, one_hot, softplus = -log_p[rows, labels], np.eye(classes)[labels], np.logaddexp(0, logits)
    margins = np.maximum(0, 1 - logits[rows, labels][:, None] + logits)
    margins[rows, labels] = 0
    squared = "That is a squared error. For classes use cross-entropy."
    extra = "Rows that are classified correctly should count as well, and as much as the others."
    for mistaken, message in (
        (
            _cross_entropy(p, labels),
            "The softmax is applied twice: cross-entropy in PyTorch takes logits and does the softmax itself.",
        ),
        (
            -logits[rows, labels],
            "That is the loss for log-probabilities (NLLLoss). The network returns logits: use cross-entropy.",
        ),
        (-p[rows, labels], "The logarithm of the probabilities is missing. Use cross-entropy."),
        (
            np.zeros(len(labels)),
            "The loss of a single row is always 0, as if the softmax went over the rows (`dim=0`). It should go over "
            "the classes.",
        ),
        (
            (softplus - one_hot * logits).mean(1),
            "That is the binary cross-entropy of every class by itself. The classes exclude each other: "
            "use cross-entropy.",
        ),
        (
            ((logits - labels[:, None]) ** 2).mean(1),
            "That is the squared distance of logits and class number. Class numbers are names: use cross-entropy.",
        ),
        (((logits - one_hot) ** 2).mean(1), squared),
        (((p - one_hot) ** 2).mean(1), squared),
        (margins.mean(1), "That is a margin loss, as of a support vector machine. Use cross-entropy."),
        (-right, "The sign is wrong: the loss should be the larger the smaller the probability of the right class is."),
        (right / np.log(2), "The logarithm has base 2. Use the natural one, as cross-entropy of PyTorch does."),
        (right / np.log(10), "The logarithm has base 10. Use the natural one, as cross-entropy of PyTorch does."),
        (right / classes, "The sum is divided by the number of classes, too. Take the mean over the rows only."),
        ((1 - p[rows, labels]) ** 2 * right, "That is a focal loss, in which easy rows count less. Use cross-entropy."),
        (np.where(logits.argmax(1) == labels, 0, right), extra),
    ):
        if np.abs(found - mistaken).max() < 1e-4 * (1 + np.abs(mistaken).max()):
            return message
    more, uniform = found - right, -log_p.mean(1) - right
    if np.ptp(more) < 1e-4:
        return "Something is added to the cross-entropy that does not depend on the row, such as a penalty on weights."
    share = float(more @ uniform / (uniform @ uniform))
    if 0 < share < 1 and np.abs(more - share * uniform).max() < 1e-4:
        return "The labels are smoothed (`label_smoothing`). Take them as they are."
    if np.abs(more[more > -1e-4]).max(initial=0) < 1e-4 and np.ptp(found[more < -1e-4]) < 1e-4:
        return "The loss of a row that is very wrong is cut off. Leave its probability as it is."
    return "For logits and labels `criterion` does not return the cross-entropy. Use it without extra settings."
