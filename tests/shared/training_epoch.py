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
from shared.figures import (
    FEW_ROWS,
    SOFTMAX,
    accuracy_mistakes,
    all_differ,
    divided_by_another_count,
    loss_mistakes,
    losses_of,
    named,
    recognised,
    same_factor,
    softmax_of,
)

from grader.testing import StudentError, enforces, number, same_for_all, weight

SIZE = 4  # of a batch
MANY = 300  # rows: more than 8 bits count
NOT_YET = "Not looked at: the function does not work yet, see above."
UPDATE = "Not looked at: the weights are not updated as they should be, see above."


@weight(6.75)
@enforces("one_step", "gradients_reset")
def test_every_batch_updates_the_weights_once(student, rng):
    for _ in range(2):
        net, x, y = small_data(rng, rows=3 * SIZE - 1)
        lr = float(rng.uniform(0.4, 0.8))
        run = run_of(student, net, x, y, lr=lr)
        batches = _batches(run, x, y)
        assert batches, "The function never gives a batch of `train_loader` to `model`."
        _check_update(run, net, batches, lr)


@weight(1.5)
@enforces("accuracy_fraction", "largest_logit", "short_last_batch")
def test_the_accuracy_is_the_fraction_of_correct_samples(student, rng):
    _look(student, rng)
    wrong, few = [], []
    for _ in range(3):
        net, x, y = _data_for_accuracy(rng)
        run = run_of(student, net, x, y, lr=0.0)
        found, out, cut = pair_of(run), _out(net, x), _cut(len(x))
        if any(_has(found, _share(out, y, batches)) for batches in (cut, _visits(run, x)) if batches):
            continue  # of the rows that were used: whether these are all has a test of its own
        wrong.append((found, _share(out, y, cut), accuracy_mistakes(out, y, cut)))
        few.append(divided_by_another_count(found, float((out.argmax(1) == y).sum()), len(x)))
    message = named(*wrong) if wrong else ""
    assert not message, message
    assert not few or not all(few), FEW_ROWS
    assert not wrong, (
        "The accuracy is wrong. Count the rows whose largest output is at the place of the right label, "
        "in all batches, and divide by the number of rows; do not round."
    )
    net, x, y = small_data(rng, rows=MANY)
    y = np.where(rng.random(MANY) < 0.95, _out(net, x).argmax(1), y)
    run, out = run_of(student, net, x, y, lr=0.0), _out(net, x)
    batches = [rows for rows in (_cut(MANY), _visits(run, x)) if rows]
    moved = np.abs(change_of(run, net, "w2")).max() > 1e-6
    assert not moved, "Not looked at: with a learning rate of 0 the weights change all the same, see above."
    assert any(_has(pair_of(run), _share(out, y, rows)) for rows in batches), (
        "The accuracy of 300 rows is wrong, while that of a few is right: an integer of 8 bits counts to 255 at most."
    )


@weight(1.25)
@enforces("loss_mean", "short_last_batch")
def test_the_loss_is_the_mean_over_the_epoch(student, rng):
    _look(student, rng, pair=True)
    for _ in range(2):
        net, x, y = _data_for_accuracy(rng, rows=2 * SIZE + 2)
        run = run_of(student, net, x, y, lr=0.0)
        found, out, cut = pair_of(run), _out(net, x), _cut(len(x))
        means = [_loss_means(out, y, batches) for batches in (cut, _visits(run, x)) if batches]
        if any(_has(found, mean) for each in means for mean in each):
            continue
        if same_factor(found, _accuracy(net, x, y), means[0]):
            continue  # both are divided by one wrong count, which the test of the accuracy says
        message = named((found, means[0][0], loss_mistakes(out, y, cut)))
        if message and _has(found, _share(out, y, cut[-1:])) and _has(found, losses_of(out, y, cut)[-1]):
            continue  # likewise
        moved = any(np.abs(change_of(run, net, name)).max() > 1e-6 for name in ("w1", "b1", "w2", "b2"))
        assert not moved, "Not looked at: with a learning rate of 0 the weights change all the same, see above."
        assert message != SOFTMAX, "Not looked at: the loss is that of a softmax before the criterion, see above."
        assert not message, message
        assert not divided_by_another_count(found, means[0][0] * len(x)), FEW_ROWS
        raise AssertionError(
            "The loss is wrong. It should be the mean of what `criterion` gives for the outputs and labels of all "
            "batches of this epoch, and nothing should be added."
        )


@weight(1)
@enforces("training_mode")
def test_the_network_is_put_into_training_mode(student, rng):
    _look(student, rng)
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


@weight(1.25)
@enforces("moved_to_device")
def test_each_batch_is_moved_to_the_given_device(student, rng):
    _look(student, rng)
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


@weight(0.5)
@enforces("only_arguments")
def test_the_given_criterion_is_used(student, rng):
    _look(student, rng, pair=True)
    net, x, y = small_data(rng, rows=2 * SIZE)
    scale = float(rng.uniform(2, 4))
    once = pair_of(run_of(student, net, x, y, lr=0.0))
    more = pair_of(run_of(student, net, x, y, lr=0.0, scale=scale))
    same = any(abs(a - b) < 1e-6 and abs(a - loss) < 1e-3 for a, b in zip(once, more, strict=True)
               for loss in _loss_means(_out(net, x), y, _cut(len(x))))  # fmt: skip
    scaled = any(abs(b - scale * a) < 0.02 + 0.01 * abs(b) and abs(a) > 0.05 for a, b in zip(once, more, strict=True))
    right = _has(once, _loss_means(_out(net, x), y, _cut(len(x)))[0])
    assert scaled or right or same, "Not looked at: the loss is wrong for another reason, see above."
    assert scaled, (
        "With another `criterion` the loss does not change as it should. Use the `criterion` that is passed in, "
        "not a loss of your own."
    )
    lr = 0.05
    first = run_of(student, net, x[:SIZE], y[:SIZE], lr=lr)
    if not _steps_right(first, net, x[:SIZE], y[:SIZE], lr):
        return  # the test of the update says so
    second = run_of(student, net, x[:SIZE], y[:SIZE], lr=lr, scale=scale)
    if len(_visits(first, x)) == len(_visits(second, x)) == 1:
        moved, further = (
            np.concatenate([change_of(run, net, name) for name in ("w1", "b1", "w2", "b2")]) for run in (first, second)
        )
        assert np.allclose(further, scale * moved, atol=1e-4), (
            "The network is trained on another loss than the `criterion` that is passed in. Call `backward()` on "
            "the value of `criterion`."
        )


@weight(0.5)
@enforces("only_arguments")
def test_the_given_optimizer_makes_the_step(student, rng):
    _look(student, rng)
    net, x, y = small_data(rng, rows=SIZE)
    plain = run_of(student, net, x, y, lr=0.2)
    by_hand = not any(e["kind"] == "step" for e in plain["events"]) and np.abs(change_of(plain, net, "w2")).max() > 1e-6
    assert by_hand or _steps_right(plain, net, x, y, 0.2), UPDATE
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


@weight(0.75)
@enforces("one_pass", "short_last_batch")
def test_one_epoch_goes_through_all_batches_once(student, rng):
    _look(student, rng)
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
    again = sum(e["kind"] == "forward" for e in run["events"]) > len(seen)  # the test of running figures says so
    assert again or run["passes"] == 1, (  # a look at the first of these four batches is no pass
        "`train_loader` is gone through more than once. One pass is enough: count rows on the way."
        if run["passes"]
        else "`train_loader` itself is not used. Take the batches that it hands out."
    )


@weight(0.5)
@enforces("running_figures")
def test_accuracy_and_loss_are_taken_before_the_step(student, rng):
    _look(student, rng, pair=True)
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


@weight(0.25)
@enforces("plain_numbers")
def test_it_returns_two_plain_numbers(student, rng):
    _look(student, rng, pair=True)
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
    other = small_data(rng, rows=SIZE)
    for data in (given, other):
        later = pair_of(run_of(student, *data, lr=0.0, kept=True))
    assert np.allclose(later, pair_of(run_of(student, *other, lr=0.0)), atol=1e-4), (
        "What a call returns depends on the calls before it, or on chance. Compute it from the outputs, and start counts "
        "and sums inside the function."
    )


@weight(0.5)
@enforces("order")
def test_the_accuracy_comes_first_then_the_loss(student, rng):
    _look(student, rng, pair=True)
    net, x, y = small_data(rng, rows=3 * SIZE, decided=True)
    steeper = {**net, "w2": 3 * net["w2"], "b2": 3 * net["b2"]}
    once = pair_of(run_of(student, net, x, y, lr=0.0))
    more = pair_of(run_of(student, steeper, x, y, lr=0.0))
    first, second = (abs(a - b) > 1e-4 * (1 + abs(a)) for a, b in zip(once, more, strict=True))
    assert first or second, "The two numbers do not depend on the network's outputs: compute them from the outputs."
    assert not (first and not second), "The order is wrong: return the accuracy first, then the loss."
    right, losses = _accuracy(net, x, y), _loss_means(_out(net, x), y, _cut(len(x)))
    in_place = abs(once[0] - right) < 1e-4 or any(abs(once[1] - loss) < 1e-4 * (1 + loss) for loss in losses)
    assert in_place or (second and not first), (
        "The first value should be the accuracy, the second the loss: when all outputs of a network are three times "
        "as large, the loss changes and the accuracy does not."
    )


@weight(0.25)
@enforces("only_arguments")
def test_it_uses_its_parameters_and_no_global_names(student, rng):
    _look(student, rng)
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


def _look(student, rng, pair=False):
    """Fail if the function stops with an error, or, with `pair`, does not return two numbers: a test above says so."""
    while True:
        net, x, y = small_data(rng, rows=2 * SIZE + 1)
        if len(net["b2"]) > SIZE:  # more classes than rows in a batch: then rows and columns cannot be mixed up
            break
    try:
        run = student.epoch(net=net, x=x, y=y, batch_size=SIZE, lr=0.05)
    except StudentError as error:
        if _is_no_answer(error):
            raise
        raise AssertionError(NOT_YET) from None
    assert _learns(run, net, x, y) or _counts(student, rng), (
        "Not looked at: neither the update of the weights nor one of the two numbers makes sense yet, see above."
    )
    if pair:
        try:
            pair_of(run)
        except AssertionError:
            raise AssertionError("Not looked at: the function does not return two numbers yet, see above.") from None


def _learns(run, net, x, y):
    """Return whether the weights moved along the gradient of what was seen, whatever else may be wrong."""
    moved = np.concatenate([change_of(run, net, name) for name in net])
    for rows in (np.arange(len(x)), *_cut(len(x))):
        for softmax in (False, True):
            gradient = gradient_of(net, x[rows], y[rows], softmax)
            along = np.concatenate([gradient[name].ravel() for name in net])
            if abs(moved @ along) > 0.6 * np.linalg.norm(moved) * np.linalg.norm(along):
                return True
    return False


def _counts(student, rng):
    """Return whether accuracy or loss is among the numbers, right or with a likely mistake, for three sets of data.

    If not in a few batches, then the loss of a single one: there mistakes about batches make no difference.
    """
    for rows, kinds in ((None, {"accuracy", "loss"}), (SIZE, {"loss"})):
        for _ in range(3):
            net, x, y = _data_for_accuracy(rng, rows=rows)
            try:
                run = run_of(student, net, x, y, lr=0.0)
                found = pair_of(run)
            except (StudentError, AssertionError):
                return False
            batches = [rows for rows in (_cut(len(x)), _visits(run, x)) if rows]
            kinds = kinds & {kind for each in batches for kind in recognised(found, _out(net, x), y, each)}
        if kinds:
            return True
    return False


def _is_no_answer(error):
    return not error.defined or error.kind in ("NameError", "NotImplementedError", "ModuleNotFoundError")


def _steps_right(run, net, x, y, lr):
    """Return whether a run over one batch has made one step of plain gradient descent."""
    names = ("w1", "b1", "w2", "b2")
    made = _learn(net, [(x, y)], lr)
    return _same([run["weights"][name] for name in names], [made[name] for name in names])


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
        if error.kind == "ZeroDivisionError":
            raise AssertionError("With a single batch no row is counted. Count from the first batch on.") from None
        where = f" (line {error.line}: `{error.code}`)" if error.line and error.code else ""
        if "must match the size" in error.message:
            raise AssertionError(
                f"Two tensors of different length are compared{where}. Each row of the outputs belongs "
                "to one sample, so the prediction is the largest value along `dim=1`."
            ) from None
        if "cannot be multiplied" in error.message or "running_mean should contain" in error.message:
            raise AssertionError(
                f"What goes into `model` does not fit it{where}: use the batches of the loader that is passed in, as they are."
            ) from None
        if (
            "modified by an inplace operation" in error.message
            or "backward through the graph a second time" in error.message
        ):
            raise AssertionError(
                f"`backward()` reaches back to an earlier batch{where}. Call it on the loss of this batch alone, not on a sum."
            ) from None
        if "target" in error.message:
            raise AssertionError(
                f"`criterion` takes first the outputs, then the labels{where}: {error.message}."
            ) from None
        raise


@same_for_all
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
        x = rng.normal(size=(4 * rows, features)).astype(np.float32)
        out = np.sort(_out(net, x), axis=1)
        x = x[(out[:, -1] - out[:, -2]) > 1e-3][:rows]
        y = rng.integers(0, classes, size=rows)
        y[0] = classes - 1
        if len(x) == rows:
            return net, x, y


@same_for_all
def _data_for_accuracy(rng, rows=None):
    """Return (net, x, y) for which likely mistakes in the accuracy show."""
    while True:
        net, x, y = small_data(rng, rows=rows or 6 * SIZE + int(rng.integers(2, SIZE)))
        out, cut = _out(net, x), _cut(len(x))
        y = np.where(rng.random(len(x)) < 0.5, out.argmax(1), y)
        if 0.2 < _share(out, y, cut) < 0.9 and (rows or all_differ(out, y, cut)):
            return net, x, y


def _share(out, y, batches):
    rows = np.concatenate(batches)
    return float((out[rows].argmax(1) == y[rows]).mean())


def _loss_means(out, y, batches):
    """Return the mean over rows and the mean over batches."""
    losses, sizes = losses_of(out, y, batches), [len(b) for b in batches]
    return float(np.dot(losses, sizes) / sum(sizes)), float(np.mean(losses))


@same_for_all
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
    """Return the network's logits. (In NumPy: threads of PyTorch wait for each other for long where a machine is busy.)"""
    return np.tanh(x @ net["w1"].T + net["b1"]) @ net["w2"].T + net["b2"]


def _accuracy(net, x, y):
    return float((_out(net, x).argmax(1) == y).mean())


def gradient_of(net, x, y, softmax=False):
    """Return {name: gradient of the mean cross-entropy} of all rows."""
    hidden = np.tanh(x @ net["w1"].T + net["b1"])
    out = hidden @ net["w2"].T + net["b2"]
    p, one_hot = softmax_of(out), np.eye(len(net["b2"]))[y]
    by_out = ((softmax_of(p) if softmax else p) - one_hot) / len(y)
    if softmax:
        by_out = p * (by_out - (by_out * p).sum(1, keepdims=True))
    by_hidden = (by_out @ net["w2"]) * (1 - hidden**2)
    found = {"w1": by_hidden.T @ x, "b1": by_hidden.sum(0), "w2": by_out.T @ hidden, "b2": by_out.sum(0)}
    return {name: value.astype(np.float32) for name, value in found.items()}


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
