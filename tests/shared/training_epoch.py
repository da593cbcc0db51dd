"""Hidden tests of a function that trains for one epoch and returns accuracy and loss while training.

The student's function trains a small network on a few batches, the last of them short. The probe reports what
the network was given and when the optimizer stepped; here the same steps are done by hand and compared.

Accepted: `zero_grad` anywhere in the loop as long as gradients do not pile up, any way to call `.to(device)`,
the loss weighted by batch size or as the plain mean over batches, sums kept on the device, numbers of any kind,
a list instead of a tuple. A learning rate of 0 makes the returned values independent of the update, so that a
wrong update costs its own test only; for the same reason the first three value tests find accuracy and loss in
either place, and one test of its own looks at the order.
Not accepted: a second pass for the accuracy (the text asks for the running one), an own criterion or optimizer,
a fixed device, values that still belong to the graph.

The module of a question imports the tests that it wants. Its probe `epoch` calls `run_epoch` of
`probes.training_epoch` with the function.
"""

import numpy as np
import torch
from torch.nn import functional

from grader.testing import StudentError, enforces, number, weight

SIZE = 4  # of a batch


@weight(4)
@enforces("one_step", "gradients_reset")
def test_every_batch_updates_the_weights_once(student, rng):
    for _ in range(2):
        net, x, y = small_data(rng, rows=3 * SIZE - 1)
        lr = float(rng.uniform(0.4, 0.8))
        run = run_of(student, net, x, y, lr=lr)
        batches = _batches(run, x, y)
        assert batches, "The function never gives a batch of `train_loader` to `model`."
        _check_update(run, net, batches, lr)


@weight(2)
@enforces("accuracy_fraction", "largest_logit", "short_last_batch")
def test_the_accuracy_is_the_fraction_of_correct_samples(student, rng):
    for _ in range(2):
        net, x, y, wrong = _data_for_accuracy(rng)
        found = pair_of(run_of(student, net, x, y, lr=0.0))
        if _has(found, _accuracy(net, x, y)):
            continue
        for value, message in wrong:
            assert not _has(found, value), message
        raise AssertionError(
            "The accuracy is wrong. Count the samples whose largest output is at the place of the right label, "
            "in all batches, and divide by the number of samples; do not round."
        )


@weight(2)
@enforces("loss_mean", "short_last_batch")
def test_the_loss_is_the_mean_over_the_epoch(student, rng):
    for _ in range(2):
        net, x, y = small_data(rng, rows=2 * SIZE + 2)
        found = pair_of(run_of(student, net, x, y, lr=0.0))
        losses = [_loss(net, x[b], y[b]) for b in _cut(len(x))]
        sizes = [len(b) for b in _cut(len(x))]
        weighted, plain = float(np.average(losses, weights=sizes)), float(np.mean(losses))
        if _has(found, weighted) or _has(found, plain):
            continue
        softmax = float(np.mean([_loss(net, x[b], y[b], softmax=True) for b in _cut(len(x))]))
        softmax_weighted = float(
            np.average([_loss(net, x[b], y[b], softmax=True) for b in _cut(len(x))], weights=sizes)
        )
        too_small = "The losses of the batches are means already, so dividing their sum by the number of samples is "
        for value, message in (
            (losses[-1], "The loss is that of the last batch only. Return the mean over all batches."),
            (sum(losses), "The loss is the sum over the batches. Divide it, so that it is a mean."),
            (weighted * len(x), "The loss is a sum over samples. Divide it by the number of samples."),
            (
                sum(losses) / len(x),
                too_small + "too much: divide by the number of batches, or multiply each loss by its batch size first.",
            ),
            (
                weighted * len(x) / len(losses),
                "The loss adds up samples and is divided by the number of batches. Divide by the number of samples.",
            ),
            (softmax, SOFTMAX),
            (softmax_weighted, SOFTMAX),
        ):
            assert not _has(found, value), message
        raise AssertionError(
            "The loss is wrong. It should be the mean of what `criterion` gives for the outputs and labels of all "
            "batches of this epoch."
        )


@weight(1.5)
@enforces("training_mode")
def test_the_network_is_put_into_training_mode(student, rng):
    net, x, y = small_data(rng, rows=2 * SIZE + 3)
    net["mean"] = rng.normal(size=x.shape[1]).astype(np.float32)
    net["var"] = rng.uniform(0.5, 2.0, size=x.shape[1]).astype(np.float32)
    run = run_of(student, net, x, y, lr=0.1, training=False)
    forwards = [e for e in run["events"] if e["kind"] == "forward"]
    assert forwards, "The function never gives a batch of `train_loader` to `model`."
    found = run["weights"]["mean"], run["weights"]["var"]
    assert not _same(found, (net["mean"], net["var"])), (
        "The network stays in evaluation mode while it is trained: layers such as batch normalisation and dropout "
        "then do the wrong thing. Call `model.train()` at the start of the function: the model may come straight "
        "from an evaluation."
    )
    trained = [x[b] for b in _visits(run, x)]
    ways = [e["x"] for e in forwards], [e["x"] for e in forwards if e["graph"]], trained
    assert any(_same(found, _statistics(net, batches)) for batches in ways), (
        "The network is not in training mode for all batches. Call `model.train()` before the loop, and do not "
        "switch to evaluation mode before it ends."
    )


@weight(2)
@enforces("moved_to_device")
def test_each_batch_is_moved_to_the_given_device(student, rng):
    net, x, y = small_data(rng, rows=2 * SIZE + 3)
    y = np.concatenate([np.roll(np.arange(SIZE), 2 * shift) for shift in range(3)])[: len(x)]
    run = run_of(student, net, x, y, lr=0.1, simulate_device=True)
    forwards = [e["x"] for e in run["events"] if e["kind"] == "forward"]
    assert forwards, "The function never gives a batch of `train_loader` to `model`."
    labels = [y[b] for b in _cut(len(x))] + [y]
    x_stays = any(_rows(seen, x) is None and _rows(seen, 1 - x) is not None for seen in forwards)
    y_stays = any(_equals(t, (batch + 1) % SIZE) for t in run["targets"] for batch in labels)
    if x_stays or y_stays or run["mixed"]:
        what = {(True, True): "The data and the labels are", (True, False): "The data `x` are"}.get(
            (x_stays, y_stays), "The labels `y` are"
        )
        assert not run["moves"], (
            f"{what} not moved to the device that is given. A fixed device (`.cuda()`, `.to('cuda')`, `.cpu()`) "
            "ignores the parameter `device`: use `.to(device)`."
        )
        raise AssertionError(
            f"{what} not moved to `device`. Move both parts of every batch with `.to(device)` before the network "
            "and the criterion use them; on a GPU your code would stop with an error. `.to` returns the moved "
            "tensor, so keep its result."
        )
    assert all(_rows(seen, x) is not None for seen in forwards), (
        "What reaches the network are not the batches of `train_loader`."
    )


@weight(1)
@enforces("only_arguments")
def test_the_given_criterion_is_used(student, rng):
    net, x, y = small_data(rng, rows=2 * SIZE)
    scale = float(rng.uniform(2, 4))
    once = pair_of(run_of(student, net, x, y, lr=0.0))
    more = pair_of(run_of(student, net, x, y, lr=0.0, scale=scale))
    assert any(abs(b - scale * a) < 1e-4 * (1 + abs(b)) and abs(a) > 1e-6 for a, b in zip(once, more, strict=True)), (
        "With another `criterion` the loss does not change as it should. Use the `criterion` that is passed in, "
        "not a loss of your own."
    )
    lr = 0.05
    first = run_of(student, net, x[:SIZE], y[:SIZE], lr=lr)
    second = run_of(student, net, x[:SIZE], y[:SIZE], lr=lr, scale=scale)
    if len(_visits(first, x)) == len(_visits(second, x)) == 1:
        moved, further = (
            np.concatenate([change_of(run, net, name) for name in ("w1", "b1", "w2", "b2")]) for run in (first, second)
        )
        assert np.allclose(further, scale * moved, atol=1e-4), (
            "The network is trained on another loss than the `criterion` that is passed in. Call `backward()` on "
            "the value of `criterion`."
        )


@weight(1)
@enforces("only_arguments")
def test_the_given_optimizer_makes_the_step(student, rng):
    net, x, y = small_data(rng, rows=SIZE)
    momentum = {name: rng.normal(size=net[name].shape).astype(np.float32) for name in ("w2", "b2")}
    lr = float(rng.uniform(0.1, 0.3))
    run = run_of(student, net, x, y, lr=lr, momentum=momentum)
    assert any(np.abs(change_of(run, net, name)).max() > 1e-6 for name in ("w1", "b1", "w2", "b2")), (
        "The weights do not change: after `loss.backward()` call `optimizer.step()`, on the optimizer that is "
        "passed in."
    )
    steps = max(1, len(_visits(run, x)))
    expected = _with_momentum(net, x, y, lr, momentum, steps)
    assert _same([run["weights"][n] for n in expected], list(expected.values())), (
        "The weights are not updated by the `optimizer` that is passed in. A new optimizer inside the function, or "
        "an update by hand, ignores its settings and forgets its state (such as momentum) after every epoch."
    )


@weight(2)
@enforces("one_pass", "short_last_batch")
def test_one_epoch_goes_through_all_batches_once(student, rng):
    net, x, y = small_data(rng, rows=3 * SIZE + 1)  # a last batch of one row is a batch too
    run = run_of(student, net, x, y, lr=0.05)
    seen = [tuple(b) for b in _visits(run, x)]
    assert seen, "The function never gives a batch of `train_loader` to `model`."
    expected = [tuple(b) for b in _cut(len(x))]
    assert set(seen) != {expected[0]}, (
        "Only the first batch is used. Look at the indentation of `return`: it belongs after the loop over "
        "`train_loader`, not into it."
    )
    assert set(expected) <= set(seen), (
        "Not all batches of `train_loader` are used one by one: an epoch is one pass over all of them, a short last "
        "batch included, even one of a single row."
    )
    assert len(seen) == len(expected), (
        "The network is trained more than once on a batch. The function is one epoch, one pass over "
        "`train_loader`; the loop over epochs is outside of it."
    )


@weight(1)
@enforces("running_figures")
def test_accuracy_and_loss_are_taken_before_the_step(student, rng):
    seen = []
    for _ in range(2):
        net, x, y, lr = _data_that_a_step_changes(rng)
        still = pair_of(run_of(student, net, x, y, lr=0.0))
        run = run_of(student, net, x, y, lr=lr)
        after = pair_of(run)
        seen.append(still)
        assert run["events"], "The function never gives a batch of `train_loader` to `model`."
        if len(_visits(run, x)) == 1:
            assert np.allclose(still, after, atol=1e-4), (
                "Accuracy and loss should be the running ones: of the outputs that the training step itself uses. "
                "Yours come from another look at the data after `optimizer.step()`, when the weights have changed."
            )
            assert sum(e["kind"] == "forward" for e in run["events"]) == 1, (
                "The model runs twice on a batch. Count with the very outputs that the loss was computed from: with "
                "layers such as dropout a second run gives other ones."
            )
    assert not np.allclose(*seen, atol=1e-4), (
        "The two numbers are the same for any data: compute them from the outputs."
    )


@weight(1)
@enforces("plain_numbers")
def test_it_returns_two_plain_numbers(student, rng):
    seen = []
    for _ in range(2):
        given = small_data(rng, rows=2 * SIZE + 2)
        run = run_of(student, *given, lr=0.0)
        assert not run["in_graph"], (
            "A value that you return is still attached to the computation graph, which keeps the whole graph in "
            "memory and cannot be plotted. Add `loss.item()` (or `loss.detach()`) rather than `loss`."
        )
        seen.append(pair_of(run))
    assert not np.allclose(*seen, atol=1e-4), (
        "The two numbers are the same for any data: compute them from the outputs."
    )
    assert np.allclose(pair_of(run_of(student, *given, lr=0.0)), seen[-1], atol=1e-4), (
        "The same network and the same data give other numbers each time: compute them from the outputs."
    )


@weight(1)
@enforces("order")
def test_the_accuracy_comes_first_then_the_loss(student, rng):
    net, x, y = small_data(rng, rows=3 * SIZE, decided=True)
    steeper = {**net, "w2": 3 * net["w2"], "b2": 3 * net["b2"]}
    once = pair_of(run_of(student, net, x, y, lr=0.0))
    more = pair_of(run_of(student, steeper, x, y, lr=0.0))
    first, second = (abs(a - b) > 1e-4 * (1 + abs(a)) for a, b in zip(once, more, strict=True))
    assert first or second, "The two numbers do not depend on the network's outputs: compute them from the outputs."
    assert not (first and not second), "The order is wrong: return the accuracy first, then the loss."
    assert second and not first, (
        "The first value should be the accuracy, the second the loss: when all outputs of a network are three times "
        "as large, the loss changes and the accuracy does not."
    )


@weight(1)
@enforces("only_arguments")
def test_it_uses_its_parameters_and_no_global_names(student, rng):
    net, x, y = small_data(rng, rows=2 * SIZE)
    run_of(student, net, x, y, lr=0.1)
    try:
        run = run_of(student, net, x, y, lr=0.1, poisoned=True)
    except StudentError as error:
        raise AssertionError(
            f"The function uses the global variable `{error.poisoned or 'of the notebook'}`"
            f"{f' (line {error.line})' if error.line else ''} in place of its parameter. Other models and loaders "
            "are passed to it later: use the parameters only."
        ) from None
    forwards = [e["x"] for e in run["events"] if e["kind"] == "forward"]
    assert forwards and all(_rows(seen, x) is not None for seen in forwards), (
        "The function does not train the `model` that it is given on the batches of `train_loader`: use the "
        "parameters, not global variables."
    )


# ---- What the network sees, and what should come of it ---------------------------------------------------

SOFTMAX = (
    "The loss fits a softmax before the criterion. Cross-entropy works on the network's outputs (logits) as they are."
)


def run_of(student, net, x, y, **options):
    """Return what the probe saw of one epoch. An error that names a common mistake gets a message of its own."""
    try:
        return student.epoch(net=net, x=x, y=y, batch_size=SIZE, **options)
    except StudentError as error:
        if "does not require grad" in error.message:
            raise AssertionError(
                "`backward()` finds no graph: gradients are switched off. `torch.no_grad()` belongs in evaluation; "
                "training needs gradients."
            ) from None
        if "must match the size" in error.message and "eq" not in error.kind:
            raise AssertionError(
                f"Two tensors of different length are compared ({error.message}). Each row of the outputs belongs "
                "to one sample, so the prediction is the largest value along `dim=1`."
            ) from None
        raise


def small_data(rng, rows, decided=False):
    """Return (net, x, y); with `decided` no output is close to being second."""
    features, hidden, classes = (int(n) for n in rng.integers((3, 4, SIZE), (7, 8, SIZE + 3)))
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
        net, x, y = small_data(rng, rows=2 * SIZE + int(rng.integers(2, SIZE)))
        out = _out(net, x)
        flip = rng.random(len(x)) < 0.5
        y = np.where(flip, out.argmax(1).numpy(), y)
        right = (out.argmax(1).numpy() == y).astype(float)
        cut, n = _cut(len(x)), len(x)
        by_batch = [right[b].mean() for b in cut]
        sure = float((out.softmax(1).max(1).values > 0.5).float().mean())
        wrong = [
            (1 - right.mean(), "That is the fraction of wrong samples. Count those whose prediction equals the label."),
            (100 * right.mean(), "The accuracy should be a fraction from 0 to 1, not per cent."),
            (
                right.sum() / len(cut),
                "The accuracy is divided by the number of batches. Divide by the number of samples.",
            ),
            (right.sum(), "The accuracy is a count. Divide it by the number of samples."),
            (by_batch[-1], "The accuracy is that of the last batch only. Count over all batches of the epoch."),
            (
                right[cut[-1]].sum() / n,
                "Only the last batch is counted. Start the count before the loop, not inside.",
            ),
            (
                float(np.mean(by_batch)),
                "The mean of the batches' accuracies gives a short last batch too much weight. Divide the number of "
                "correct samples by the number of samples.",
            ),
            (
                right.sum() / (len(cut) * SIZE),
                "The last batch can be shorter than the others, so the number of samples is not the number of "
                "batches times the batch size.",
            ),
            (
                sum(by_batch) / n,
                "The accuracies of the batches are fractions already, so dividing their sum by the number of samples "
                "is too much. Count correct samples.",
            ),
            (sure, "A large output is not a correct one: compare the predicted class with the label."),
        ]
        values = sorted([right.mean(), *(value for value, _ in wrong)])
        if 0.2 < right.mean() < 0.9 and min(np.diff(values)) > 0.005:
            return net, x, y, wrong


def _data_that_a_step_changes(rng):
    """Return (net, x, y, lr) with one batch whose accuracy one step of size `lr` changes."""
    while True:
        net, x, y = small_data(rng, rows=SIZE)
        lr = float(rng.uniform(1.0, 3.0))
        after = _learn(net, [(x, y)], lr)
        if abs(_accuracy(net, x, y) - _accuracy(after, x, y)) > 0.1:
            return net, x, y, lr


def _cut(rows):
    """Return the row numbers of each batch."""
    return [np.arange(start, min(start + SIZE, rows)) for start in range(0, rows, SIZE)]


def _rows(seen, x):
    """Return the numbers of the rows of `x` that `seen` holds, or None if it holds anything else."""
    if not isinstance(seen, np.ndarray) or seen.size == 0 or seen.size % x.shape[1]:
        return None
    distance = np.abs(seen.reshape(-1, 1, x.shape[1]) - x[None]).max(axis=2)
    return distance.argmin(axis=1) if distance.min(axis=1).max() < 1e-4 else None


def _visits(run, x):
    """Return the row numbers of each batch that was used for training, in order.

    A batch counts if a step of the optimizer follows, or, for want of one, if it had not been seen before:
    a second look at the data for the accuracy is no training.
    """
    stepped, others, order = set(), set(), []
    events = [e for e in run["events"] if e["kind"] == "step" or e["graph"]]
    if not any(e["kind"] == "forward" for e in events):
        events = run["events"]
    for place, event in enumerate(events):
        rows = _rows(event["x"], x) if event["kind"] == "forward" else None
        if rows is None:
            continue
        followed = place + 1 < len(events) and events[place + 1]["kind"] == "step"
        order.append((rows, followed))
        if followed:
            stepped.add(tuple(rows))
    visits = []
    for rows, followed in order:
        key = tuple(rows)
        if followed or (key not in stepped and key not in others):
            visits.append(rows)
            others.add(key)
    return visits


def _batches(run, x, y):
    return [(x[rows], y[rows]) for rows in _visits(run, x)]


def _out(net, x):
    """Return the network's outputs (logits) as a tensor."""
    t = {name: torch.as_tensor(value) for name, value in net.items()}
    return torch.tanh(torch.as_tensor(x) @ t["w1"].T + t["b1"]) @ t["w2"].T + t["b2"]


def _accuracy(net, x, y):
    return float((_out(net, x).argmax(1).numpy() == y).mean())


def _loss(net, x, y, softmax=False):
    out = _out(net, x)
    return float(functional.cross_entropy(out.softmax(1) if softmax else out, torch.as_tensor(y)))


def gradient_of(net, x, y, softmax=False):
    """Return {name: gradient of the mean cross-entropy} of all rows."""
    leaves = {name: torch.as_tensor(net[name]).clone().requires_grad_() for name in ("w1", "b1", "w2", "b2")}
    out = _out(leaves, x)
    functional.cross_entropy(out.softmax(1) if softmax else out, torch.as_tensor(y)).backward()
    return {name: leaf.grad.numpy() for name, leaf in leaves.items()}


def _learn(net, batches, lr, mistake=None):
    """Return the weights after gradient descent over `batches`, done right or with a common mistake."""
    net = {name: net[name] for name in ("w1", "b1", "w2", "b2")}
    kept = {name: np.zeros_like(value) for name, value in net.items()}
    used = kept
    for place, (x, y) in enumerate(batches):
        gradient = gradient_of(net, x, y, softmax=mistake == "softmax")
        piled = {name: kept[name] + gradient[name] for name in net}
        if mistake in ("piles up", "one step"):
            used = piled
        elif mistake == "late":
            used = kept
        else:
            used = gradient
        kept = gradient if mistake == "late" else piled
        if mistake == "one step" and place + 1 < len(batches):
            continue
        for _ in range(2 if mistake == "twice" else 1):
            net = {name: net[name] - np.float32(lr) * used[name] for name in net}
    return net


def _with_momentum(net, x, y, lr, momentum, steps):
    """Return all weights after steps of SGD (momentum 0.9) on the last layer, continued from `momentum`."""
    net = {name: net[name] for name in ("w1", "b1", "w2", "b2")}
    for _ in range(steps):
        gradient = gradient_of(net, x, y)
        momentum = {name: 0.9 * momentum[name] + gradient[name] for name in momentum}
        net |= {name: net[name] - np.float32(lr) * momentum[name] for name in momentum}
    return net


def _statistics(net, batches):
    """Return running mean and variance of batch normalisation (momentum 0.1) after `batches`."""
    mean, var = net["mean"], net["var"]
    for batch in batches:
        if isinstance(batch, np.ndarray) and batch.ndim == 2 and len(batch) > 1:
            mean = 0.9 * mean + 0.1 * batch.mean(axis=0)
            var = 0.9 * var + 0.1 * batch.var(axis=0, ddof=1)
    return mean, var


def _check_update(run, net, batches, lr):
    names = ("w1", "b1", "w2", "b2")
    found = [run["weights"][name] for name in names]

    def equals(mistake=None):
        made = _learn(net, batches, lr, mistake)
        return _same(found, [made[name] for name in names])

    if equals():
        return
    steps = sum(e["kind"] == "step" for e in run["events"])
    if _same(found, [net[name] for name in names]):
        assert steps, (
            "The weights stay as they were: `optimizer.step()` is never called. Each batch needs `zero_grad()`, "
            "`loss.backward()` and `optimizer.step()`."
        )
        raise AssertionError(
            "The weights stay as they were, although the optimizer steps: at that moment there is no gradient. "
            "Call `loss.backward()` before `optimizer.step()`, and `zero_grad()` not between the two."
        )
    assert steps, "The weights change, but not by `optimizer.step()` of the optimizer that is passed in."
    assert not equals("piles up"), (
        "Gradients pile up from batch to batch: call `optimizer.zero_grad()` once for every batch."
    )
    assert steps >= len(batches) or equals("one step"), (
        "There are fewer steps than batches. Call `optimizer.step()` once for every batch."
    )
    assert not equals("late"), (
        "Each step uses the gradient of an earlier batch: `loss.backward()` has to come before `optimizer.step()`."
    )
    assert not equals("twice"), "Each batch makes two steps. Call `optimizer.step()` once for every batch."
    assert not equals("one step"), (
        "There is one step for the whole epoch. `optimizer.step()` belongs into the loop, once for every batch."
    )
    assert not equals("softmax"), SOFTMAX
    raise AssertionError(
        "After one epoch the weights are not what one gradient step for each batch gives. For every batch: clear "
        "the gradients, compute outputs and loss, `loss.backward()`, `optimizer.step()`."
    )


# ---- Small comparisons -----------------------------------------------------------------------------------


def pair_of(run):
    """Return the two returned numbers. Fails with a message for the student if there are not two."""
    value = run["value"]
    assert value is not None, "The function returns nothing: end it with `return train_acc, train_loss`."
    numbers = [number(part) for part in value] if isinstance(value, list) else []
    if isinstance(value, np.ndarray) and value.ndim == 1:
        numbers = [float(part) for part in value]
    assert len(numbers) == 2 and None not in numbers, (
        "The function should return two numbers: the accuracy, then the loss (`return train_acc, train_loss`)."
    )
    return numbers


def _has(found, value):
    return any(abs(each - value) < 1e-4 * (1 + abs(value)) for each in found)


def _same(found, expected):
    return all(
        isinstance(a, np.ndarray) and a.shape == b.shape and np.allclose(a, b, atol=1e-4, rtol=1e-4)
        for a, b in zip(found, expected, strict=True)
    )


def _equals(found, expected):
    return isinstance(found, np.ndarray) and found.shape == expected.shape and np.array_equal(found, expected)


def change_of(run, net, name):
    """Return by how much the epoch has changed a parameter."""
    value = run["weights"][name]
    return (value - net[name]).ravel() if getattr(value, "shape", None) == net[name].shape else np.zeros(net[name].size)
