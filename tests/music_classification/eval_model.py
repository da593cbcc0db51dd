"""Hidden tests of `eval_model`: accuracy and loss on the data of a loader, with nothing learned from them.

The student's function evaluates a small network on a few batches, the last of them short; here the same
numbers are computed directly and compared.

Accepted: with or without `torch.no_grad()`, any way to reach evaluation mode, in any mode afterwards, the loss
weighted by batch size or as the plain mean over batches, tensors without a graph as numbers, all outputs joined
first, a list instead of a tuple.
Not accepted: an own criterion, a fixed device, any change of the model, gradients left in it, values that still
belong to the graph. Accuracy and loss are found in either place, except in the test of their order.
"""

import numpy as np
import torch
from torch.nn import functional

from grader.testing import StudentError, enforces, number, weight

DEFINES = ("eval_model",)

SIZE = 4  # of a batch


@weight(2)
@enforces("accuracy_fraction")
def test_the_accuracy_is_the_fraction_of_correct_rows(student, rng):
    for _ in range(2):
        net, x, y, wrong = _data_for_accuracy(rng)
        found = _pair(_evaluate(student, net, x, y))
        if _has(found, _accuracy(net, x, y)):
            continue
        for value, message in wrong:
            assert not _has(found, value), message
        raise AssertionError(
            "The accuracy is wrong. Count the rows whose largest output (along `dim=1`) is at the place of the right "
            "label, in all batches, and divide by the number of rows; do not round."
        )


@weight(2)
@enforces("loss_mean")
def test_the_loss_is_the_mean_over_the_data(student, rng):
    for _ in range(2):
        net, x, y = _data(rng, rows=2 * SIZE + 2)
        found = _pair(_evaluate(student, net, x, y))
        losses = [_loss(net, x[b], y[b]) for b in _cut(len(x))]
        weighted = float(np.average(losses, weights=[len(b) for b in _cut(len(x))]))
        if _has(found, weighted) or _has(found, float(np.mean(losses))):
            continue
        for value, message in (
            (losses[-1], "The loss is that of the last batch only. Return the mean over all batches."),
            (losses[0], "The loss is that of the first batch only. Return the mean over all batches."),
            (sum(losses), "The loss is the sum over the batches. Divide it, so that it is a mean."),
            (
                sum(losses) / len(x),
                "The losses of the batches are means already: divide their sum by the number of batches, or multiply "
                "each loss by its batch size before you divide by the number of rows.",
            ),
            (weighted * len(x), "The loss is a sum over rows. Divide it by the number of rows."),
        ):
            assert not _has(found, value), message
        raise AssertionError("The loss is wrong: it should be the mean of `criterion` over all rows of `eval_loader`.")


@weight(1.5)
@enforces("evaluation_mode")
def test_the_network_is_in_evaluation_mode(student, rng):
    _check_that_it_computes(student, rng)
    net, x, y = _data(rng, rows=2 * SIZE + 3)
    for training in (True, False):
        forwards = _forwards(_evaluate(student, net, x, y, training=training))
        assert all(event["training"] is False for event in forwards), (
            "The network is in training mode while it is evaluated: dropout and the like then change the result. "
            "Call `model.eval()` at the start of `eval_model`."
        )


@weight(1.5)
@enforces("model_kept")
def test_the_model_does_not_change(student, rng):
    _check_that_it_computes(student, rng)
    net, x, y = _data(rng, rows=2 * SIZE + 3)
    run = _evaluate(student, net, x, y)
    _forwards(run)
    for name, value in net.items():
        assert np.allclose(run["weights"][name], value, atol=1e-6), (
            "The weights change during evaluation. Nothing is learned here: no `backward()`, no `step()`."
        )
    assert run["gradients"] is False, (
        "Gradients are left behind in the model's parameters. Evaluation needs no `loss.backward()`."
    )
    assert not run["frozen"], (
        "The model's weights are frozen afterwards (`requires_grad` is False), so the next epoch cannot train it. To do "
        "without gradients use `torch.no_grad()`."
    )
    assert not run["switched_off"], (
        "Gradients stay switched off afterwards, so nothing can be trained any more. Use `with torch.no_grad():`, which "
        "ends with its block."
    )


@weight(1.5)
@enforces("moved_to_device")
def test_each_batch_is_moved_to_the_given_device(student, rng):
    _check_that_it_computes(student, rng)
    net, x, y = _data(rng, rows=2 * SIZE + 3)
    run = _evaluate(student, net, x, y, simulate_device=True)
    seen = [event["x"] for event in _forwards(run)]
    classes = int(y.max()) + 1
    labels = [y[b] for b in _cut(len(x))] + [y]
    x_stays = not all(_is_part(part, x) for part in seen)
    y_stays = any(_equals(t, (part + 1) % classes) for t in run["targets"] for part in labels)
    fixed = " A fixed device ignores the parameter `device`." if run["moves"] else ""
    assert not (x_stays or y_stays or run["mixed"]), (
        f"{'The data are' if x_stays else 'The labels are'} not moved to the device that is given.{fixed} Use "
        "`.to(device)` for both parts of every batch and keep its result; on a GPU your code would stop with an error."
    )


@weight(1)
@enforces("given_criterion")
def test_the_given_criterion_is_used(student, rng):
    net, x, y = _data(rng, rows=2 * SIZE)
    scale = float(rng.uniform(2, 4))
    once, more = _pair(_evaluate(student, net, x, y)), _pair(_evaluate(student, net, x, y, scale=scale))
    assert any(abs(b - scale * a) < 1e-4 * (1 + abs(b)) and a > 1e-6 for a, b in zip(once, more, strict=True)), (
        "The loss does not come from the argument `criterion`. Use that one, not one of your own."
    )


@weight(1.5)
@enforces("all_batches")
def test_all_batches_are_evaluated(student, rng):
    _check_that_it_computes(student, rng)
    for rows in (SIZE, 2 * SIZE, 2 * SIZE + 1):  # a last batch of one row is a batch too
        net, x, y = _data(rng, rows=rows)
        seen = [event["x"] for event in _forwards(_evaluate(student, net, x, y))]
        assert all(any(_is_part(part, x) and _holds(part, row) for part in seen) for row in x), (
            "Not all batches are evaluated. Let the loop go on to the end, with `return` after it, and leave out no "
            "batch, however small."
        )
        assert sum(part.size for part in seen) <= x.size, (
            "Batches go through the model more than once. Take accuracy and loss from the same outputs: one pass is "
            "enough."
        )


@weight(1)
@enforces("plain_numbers")
def test_it_returns_two_plain_numbers(student, rng):
    _check_that_it_computes(student, rng)
    run = _evaluate(student, *_data(rng, rows=2 * SIZE + 2))
    _forwards(run)
    _pair(run)
    assert not run["in_graph"], (
        "A value that you return is still attached to the computation graph, which keeps it in memory. Add "
        "`loss.item()` rather than `loss`."
    )


@weight(1)
@enforces("order")
def test_the_accuracy_comes_first_then_the_loss(student, rng):
    net, x, y = _data(rng, rows=3 * SIZE)
    steeper = {**net, "w2": 3 * net["w2"], "b2": 3 * net["b2"]}
    once, more = _pair(_evaluate(student, net, x, y)), _pair(_evaluate(student, steeper, x, y))
    first, second = (abs(a - b) > 1e-4 * (1 + abs(a)) for a, b in zip(once, more, strict=True))
    assert first or second, "The two numbers do not depend on the network's outputs: compute them from the outputs."
    assert second and not first, (
        "The order is wrong: return the accuracy first, then the loss. When all outputs are three times as large, "
        "the loss changes and the accuracy does not."
    )


@weight(1)
@enforces("only_arguments")
def test_it_uses_its_parameters_and_no_global_names(student, rng):
    _check_that_it_computes(student, rng)
    net, x, y = _data(rng, rows=2 * SIZE)
    _evaluate(student, net, x, y)
    try:
        run = _evaluate(student, net, x, y, poisoned=True)
    except StudentError as error:
        raise AssertionError(
            f"`eval_model` uses the global variable `{error.poisoned or 'of the notebook'}`"
            f"{f' (line {error.line})' if error.line else ''} in place of its parameter. Use the parameters only."
        ) from None
    assert all(_is_part(event["x"], x) for event in _forwards(run)), (
        "`eval_model` does not evaluate the data of the `eval_loader` that it is given."
    )


# ---- Networks, data, and what should come of them --------------------------------------------------------


def _evaluate(student, net, x, y, **options):
    return student.evaluate(net=net, x=x, y=y, batch_size=SIZE, **options)


def _check_that_it_computes(student, rng):
    """Fail if the two returned numbers do not follow from the network's outputs."""
    net, x, y = _data(rng, rows=2 * SIZE)
    other = {**net, "w2": net["w2"][:, ::-1] - 2 * net["w2"], "b2": net["b2"] + np.arange(len(net["b2"]))}
    other = {name: value.astype(np.float32) for name, value in other.items()}
    first, again, second = (_pair(_evaluate(student, n, x, y)) for n in (net, net, other))
    assert not np.allclose(first, second, atol=1e-5), (
        "The two numbers are the same for any data and network: compute them from the network's outputs."
    )
    assert np.allclose(first, again, atol=1e-5), (
        "The same network and the same data give other numbers each time: compute them from the network's outputs."
    )


def _forwards(run):
    forwards = [event for event in run["events"] if event["kind"] == "forward"]
    assert forwards, "`eval_model` never gives a batch of `eval_loader` to `model`."
    return forwards


def _data(rng, rows):
    """Return (net, x, y); no output is close to being second."""
    features, hidden, classes = (int(n) for n in rng.integers((3, 4, SIZE + 1), (7, 8, SIZE + 4)))
    while True:
        net = {
            "w1": rng.normal(size=(hidden, features)),
            "b1": rng.normal(size=hidden),
            "w2": rng.normal(size=(classes, hidden)),
            "b2": rng.normal(size=classes),
        }
        net = {name: value.astype(np.float32) for name, value in net.items()}
        x = rng.normal(size=(rows, features)).astype(np.float32)
        y = rng.integers(0, classes, size=rows)
        y[0] = classes - 1
        out = np.sort(_out(net, x).numpy(), axis=1)
        if (out[:, -1] - out[:, -2]).min() > 1e-3:
            return net, x, y


def _data_for_accuracy(rng):
    """Return (net, x, y, [(value of a likely mistake, message)]) whose values all differ."""
    while True:
        net, x, y = _data(rng, rows=2 * SIZE + int(rng.integers(2, SIZE)))
        best = _out(net, x).argmax(1).numpy()
        y = np.where(rng.random(len(x)) < 0.5, best, y)
        right = (best == y).astype(float)
        cut, n = _cut(len(x)), len(x)
        by_batch = [right[b].mean() for b in cut]
        out = _out(net, x)
        columns = [(out[b].argmax(0).numpy()[: len(b)] == y[b]).sum() for b in cut]
        wrong = [
            (
                sum(columns) / n,
                "The largest output is looked for in each column. Each row belongs to one sample, so the prediction "
                "is the place of the largest value along `dim=1`.",
            ),
            (1 - right.mean(), "That is the fraction of wrong rows. Count those whose prediction equals the label."),
            (100 * right.mean(), "The accuracy should be a fraction from 0 to 1, not per cent."),
            (right.sum(), "The accuracy is a count. Divide it by the number of rows."),
            (right.sum() / len(cut), "The accuracy is divided by the number of batches. Divide by the number of rows."),
            (by_batch[-1], "The accuracy is that of the last batch only. Count over all batches."),
            (right[cut[-1]].sum() / n, "Only the last batch is counted. Start the count before the loop."),
            (
                float(np.mean(by_batch)),
                "The mean of the batches' accuracies gives a short last batch too much weight. Divide the number of "
                "correct rows by the number of rows.",
            ),
        ]
        values = sorted([right.mean(), *(value for value, _ in wrong)])
        if 0.2 < right.mean() < 0.9 and min(np.diff(values)) > 0.005:
            return net, x, y, wrong


def _cut(rows):
    return [np.arange(start, min(start + SIZE, rows)) for start in range(0, rows, SIZE)]


def _out(net, x):
    t = {name: torch.as_tensor(value) for name, value in net.items()}
    return torch.tanh(torch.as_tensor(x) @ t["w1"].T + t["b1"]) @ t["w2"].T + t["b2"]


def _accuracy(net, x, y):
    return float((_out(net, x).argmax(1).numpy() == y).mean())


def _loss(net, x, y):
    return float(functional.cross_entropy(_out(net, x), torch.as_tensor(y)))


def _is_part(seen, x):
    """Return whether `seen` holds rows of `x` only."""
    if not isinstance(seen, np.ndarray) or seen.size == 0 or seen.size % x.shape[1]:
        return False
    return bool(np.abs(seen.reshape(-1, 1, x.shape[1]) - x[None]).max(axis=2).min(axis=1).max() < 1e-4)


def _holds(seen, row):
    return bool((np.abs(seen.reshape(-1, len(row)) - row).max(axis=1) < 1e-4).any())


def _equals(found, expected):
    return isinstance(found, np.ndarray) and found.shape == expected.shape and np.array_equal(found, expected)


def _pair(run):
    """Return the two returned numbers. Fails with a message for the student if there are not two."""
    value = run["value"]
    assert value is not None, "`eval_model` returns nothing: end it with `return eval_acc, eval_loss`."
    numbers = [number(part) for part in value] if isinstance(value, list) else []
    if isinstance(value, np.ndarray) and value.ndim == 1:
        numbers = [float(part) for part in value]
    assert len(numbers) == 2 and None not in numbers, (
        "`eval_model` should return two numbers: the accuracy, then the loss."
    )
    return numbers


def _has(found, value):
    return any(abs(each - value) < 1e-4 * (1 + abs(value)) for each in found)
