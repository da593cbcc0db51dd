"""Hidden tests of `eval_model`: accuracy and loss on the data of a loader, with nothing learned from them.

The student's function evaluates a small network on a few batches, the last of them short; here the same
numbers are computed directly and compared. Each call is made by a function of a fresh run of the cell, so what is kept
between calls has a test of its own. If the function does not work at all, the first test says why and the others say so.

Accepted: with or without `torch.no_grad()`, any way to reach evaluation mode, in any mode afterwards, the loss
weighted by batch size or as the plain mean over batches, tensors without a graph as numbers, all outputs joined
first, a list instead of a tuple, the number of rows of the data set in place of counting.
Not accepted: an own criterion or loader, a fixed device, any change of the model, gradients left in it, values that still
belong to the graph. Accuracy and loss are found in either place, except in the test of their order.
"""

import numpy as np
from shared.figures import (
    FEW_ROWS,
    accuracy_mistakes,
    all_differ,
    divided_by_another_count,
    loss_mistakes,
    losses_of,
    named,
    recognised,
    same_factor,
)

from grader.testing import StudentError, enforces, fixture, number, same_for_all, weight

DEFINES = ("eval_model",)

SIZE = 4  # of a batch
MANY = 300  # rows: more than 8 bits count


@fixture
def problem(student, rng):
    """Why the function cannot be looked at: an error, a message; None if it works."""
    net, x, y = _data(rng, rows=2 * SIZE)
    other = {**net, "w2": net["w2"][:, ::-1] - 2 * net["w2"], "b2": net["b2"] + np.arange(len(net["b2"]))}
    other = {name: value.astype(np.float32) for name, value in other.items()}
    try:
        runs = [_evaluate(student, one, x, y) for one in (net, other)]
    except StudentError as error:
        return _explained(error)
    try:
        first, second = (_pair(run) for run in runs)
    except AssertionError as error:
        return str(error)
    if not all(any(event["kind"] == "forward" for event in run["events"]) for run in runs):
        return "`eval_model` never gives a batch of `eval_loader` to `model`."
    if np.allclose(first, second, atol=1e-5):
        return "The two numbers are the same for any data and network: compute them from the network's outputs."
    if all(
        _has(found, _loss_means(_out(one, x), y, _cut(len(x)))[0]) for found, one in ((first, net), (second, other))
    ):
        return None
    if not np.allclose(first, _pair(_evaluate(student, net, x, y)), atol=1e-4):
        return "The same network and data give other numbers each time: compute them from outputs and labels alone."
    if not _recognised(student, rng):
        return (
            "Neither accuracy nor mean loss is among the two numbers. Count the rows whose largest output (along `dim=1`) "
            "is at the place of the right label, and take the mean of `criterion`."
        )
    return None


@weight(1.5)
@enforces("accuracy_fraction")
def test_the_accuracy_is_the_fraction_of_correct_rows(student, problem, rng):
    if isinstance(problem, StudentError):
        raise problem
    assert problem is None, problem
    wrong, few = [], []
    for _ in range(3):
        net, x, y = _data_for_accuracy(rng)
        run = _evaluate(student, net, x, y)
        found, seen = _pair(run), _batches_seen(run, x)
        out = _out(net, x)
        if any(_has(found, _share(out, y, batches)) for batches in (_cut(len(x)), seen) if batches):
            continue  # of the rows that were evaluated: whether these are all has a test of its own
        wrong.append((found, _share(out, y, _cut(len(x))), accuracy_mistakes(out, y, _cut(len(x)))))
        few.append(divided_by_another_count(found, float((out.argmax(1) == y).sum()), len(x)))
    message = named(*wrong) if wrong else ""
    assert not message, message
    assert not few or not all(few), FEW_ROWS
    assert not wrong, (
        "The accuracy is wrong. Count the rows whose largest output (along `dim=1`) is at the place of the right "
        "label, in all batches, and divide by the number of rows; do not round."
    )
    net, x, y = _data(rng, rows=MANY)
    out = _out(net, x).argmax(1)
    y = np.where(rng.random(MANY) < 0.95, out, y)
    run = _evaluate(student, net, x, y)
    found, seen = _pair(run), _batches_seen(run, x)
    out = _out(net, x)
    assert any(_has(found, _share(out, y, batches)) for batches in (_cut(MANY), seen) if batches), (
        "The accuracy of 300 rows is wrong, while that of a few is right: an integer of 8 bits counts to 255 at most."
    )


@weight(1.25)
@enforces("loss_mean")
def test_the_loss_is_the_mean_over_the_data(student, problem, rng):
    _looked_at(problem)
    for _ in range(2):
        net, x, y = _data_for_accuracy(rng, rows=2 * SIZE + 2)
        run = _evaluate(student, net, x, y)
        found, seen = _pair(run), _batches_seen(run, x)
        out, cut = _out(net, x), _cut(len(x))
        means = [_loss_means(out, y, batches) for batches in (cut, seen) if batches]
        if any(_has(found, mean) for each in means for mean in each):
            continue
        if same_factor(found, _accuracy(net, x, y), means[0]):
            continue  # both are divided by one wrong count, which the test of the accuracy says
        message = named((found, means[0][0], loss_mistakes(out, y, cut)))
        if message and _has(found, _share(out, y, cut[-1:])) and _has(found, losses_of(out, y, cut)[-1]):
            continue  # likewise
        changed = any(not np.allclose(run["weights"][name], value, atol=1e-6) for name, value in net.items())
        assert not changed, "Not looked at: the weights change during evaluation, see below."
        assert not message, message
        assert not divided_by_another_count(found, means[0][0] * len(x)), FEW_ROWS
        raise AssertionError("The loss is wrong: it should be the mean of `criterion` over all rows of `eval_loader`.")


@weight(1.5)
@enforces("evaluation_mode")
def test_the_network_is_in_evaluation_mode(student, problem, rng):
    _looked_at(problem)
    net, x, y = _data(rng, rows=2 * SIZE + 3)
    for training in (True, False):
        forwards = _forwards(_evaluate(student, net, x, y, training=training))
        assert not any(event["training"] for event in forwards), (
            "The network is in training mode while it is evaluated: dropout and the like then change the result. "
            "Call `model.eval()` at the start of `eval_model`."
        )
        assert not any(event["inner_training"] for event in forwards), (
            "Layers inside the network are in training mode while it is evaluated. `model.eval()` reaches all of them; "
            "setting `training` of the network, or of its direct parts, does not."
        )


@weight(1)
@enforces("model_kept")
def test_the_model_does_not_change(student, problem, rng):
    _looked_at(problem)
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


@weight(0.75)
@enforces("moved_to_device")
def test_each_batch_is_moved_to_the_given_device(student, problem, rng):
    _looked_at(problem)
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


@weight(0.75)
@enforces("given_criterion")
def test_the_given_criterion_is_used(student, problem, rng):
    _looked_at(problem)
    net, x, y = _data(rng, rows=2 * SIZE)
    scale = float(rng.uniform(2, 4))
    plain = _evaluate(student, net, x, y)
    once, more = _pair(plain), _pair(_evaluate(student, net, x, y, scale=scale))
    changed = any(not np.allclose(plain["weights"][name], value, atol=1e-6) for name, value in net.items())
    assert not changed, "Not looked at: the weights change during evaluation, see above."
    assert any(abs(b - scale * a) < 1e-4 * (1 + abs(b)) and a > 1e-6 for a, b in zip(once, more, strict=True)), (
        "The loss does not come from the argument `criterion`. Use that one, not one of your own."
    )


@weight(0.75)
@enforces("all_batches")
def test_all_batches_are_evaluated(student, problem, rng):
    _looked_at(problem)
    for rows in (SIZE, 2 * SIZE, 2 * SIZE + 1):  # a last batch of one row is a batch too
        net, x, y = _data(rng, rows=rows)
        try:
            run = _evaluate(student, net, x, y)
        except StudentError as error:
            assert error.kind != "ZeroDivisionError", (
                "For a loader of one or two batches, or with a short last one, no row is counted: leave out no batch."
            )
            raise
        seen = [event["x"] for event in _forwards(run)]
        assert all(any(_is_part(part, x) and _holds(part, row) for part in seen) for row in x), (
            "Not all batches are evaluated. Let the loop go on to the end, with `return` after it, and leave out no "
            "batch, however small."
        )
        assert sum(part.size for part in seen) <= x.size, (
            "Batches go through the model more than once. Take accuracy and loss from the same outputs: one pass is "
            "enough."
        )
        assert run["passes"], "`eval_loader` itself is not used. Take the batches that it hands out."
        assert run["passes"] == 1 or rows < 2 * SIZE + 1, (  # a look at the first of a few batches is no pass
            "`eval_loader` is gone through more than once. One pass is enough: count on the way."
        )


@weight(0.5)
@enforces("plain_numbers")
def test_it_returns_two_plain_numbers(student, problem, rng):
    _looked_at(problem)
    run = _evaluate(student, *_data(rng, rows=2 * SIZE + 2))
    _forwards(run)
    _pair(run)
    assert not run["in_graph"], (
        "A value that you return is still attached to the computation graph, which keeps it in memory. Add "
        "`loss.item()` rather than `loss`."
    )


@weight(0.5)
@enforces("order")
def test_the_accuracy_comes_first_then_the_loss(student, problem, rng):
    _looked_at(problem)
    net, x, y = _data(rng, rows=3 * SIZE)
    steeper = {**net, "w2": 3 * net["w2"], "b2": 3 * net["b2"]}
    once, more = _pair(_evaluate(student, net, x, y)), _pair(_evaluate(student, steeper, x, y))
    first, second = (abs(a - b) > 1e-4 * (1 + abs(a)) for a, b in zip(once, more, strict=True))
    right, losses = _accuracy(net, x, y), _loss_means(_out(net, x), y, _cut(len(x)))
    in_place = abs(once[0] - right) < 1e-4 or any(abs(once[1] - loss) < 1e-4 * (1 + loss) for loss in losses)
    assert in_place or (second and not first), (
        "The order is wrong: return the accuracy first, then the loss. When all outputs are three times as large, "
        "the loss changes and the accuracy does not."
    )


@weight(0.25)
@enforces("accuracy_fraction", "loss_mean")
def test_each_call_begins_anew(student, problem, rng):
    _looked_at(problem)
    net, x, y = _data(rng, rows=2 * SIZE + 2)
    other = _data(rng, rows=2 * SIZE, sizes=(*net["w1"].shape[::-1], len(net["b2"])))[0]
    run = _evaluate(student, net, x, y, then=[other])
    once, later, fresh = _pair(run), _pair({"value": run["later"][0]}), _pair(_evaluate(student, other, x, y))
    assert np.allclose(later, fresh, atol=1e-4) or not np.allclose(later, once, atol=1e-4), (
        "After the weights of `model` have changed, the old result comes back. Evaluate anew in each call."
    )
    assert np.allclose(later, fresh, atol=1e-4), (
        "What a call returns depends on the calls before it: start counts and sums inside the function."
    )


@weight(0.25)
@enforces("only_arguments")
def test_it_uses_its_parameters_and_no_global_names(student, problem, rng):
    _looked_at(problem)
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
    return student.evaluate(**({"net": net, "x": x, "y": y, "batch_size": SIZE} | options))


def _recognised(student, rng):
    """Return whether accuracy or loss is among the numbers, right or with a likely mistake, for three sets of data.

    If not in a few batches, then the loss of a single one: there mistakes about batches make no difference.
    """
    data = [_data_for_accuracy(rng) for _ in range(3)]
    for size, kinds in ((SIZE, {"accuracy", "loss"}), (max(len(x) for _, x, _ in data), {"loss"})):
        for net, x, y in data:
            try:
                run = _evaluate(student, net, x, y, batch_size=size)
                found = _pair(run)
            except (StudentError, AssertionError):
                return True  # that has tests of its own
            out, cut, seen = _out(net, x), _cut(len(x), size), _batches_seen(run, x)
            kinds = kinds & {kind for batches in (cut, seen) if batches for kind in recognised(found, out, y, batches)}
        if kinds:
            return True
    return False


def _explained(error):
    """Return the error, or what to say of it in place of PyTorch's words."""
    if not error.defined or error.kind in ("NameError", "NotImplementedError"):
        return error
    where = f" (line {error.line}: `{error.code}`)" if error.line and error.code else ""
    if "must match the size" in error.message and "argmax" in error.code + "max(":
        return (
            f"Two tensors of different length are compared{where}. Each row of the outputs belongs to one sample, so the "
            "prediction is the place of the largest value along `dim=1`."
        )
    if "target" in error.message or "class" in error.message or "Expected floating point" in error.message:
        return f"`criterion` takes first the logits, then the labels{where}: {error.message}."
    return error


def _looked_at(problem):
    """Fail if the function does not work."""
    assert problem is None, "Not looked at: the function does not work yet, see above."


def _forwards(run):
    forwards = [event for event in run["events"] if event["kind"] == "forward"]
    assert forwards, "`eval_model` never gives a batch of `eval_loader` to `model`."
    return forwards


@same_for_all
def _data(rng, rows, sizes=None):
    """Return (net, x, y); no output is close to being second. `sizes`: features, hidden units, classes."""
    sizes = sizes or tuple(int(n) for n in rng.integers((3, 4, SIZE + 1), (7, 8, SIZE + 4)))
    features, hidden, classes = sizes
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
        if len(x) == rows:
            y = rng.integers(0, classes, size=rows)
            y[0] = classes - 1
            return net, x, y


@same_for_all
def _data_for_accuracy(rng, rows=None):
    """Return (net, x, y) for which likely mistakes in the accuracy show, and differ from the right value."""
    while True:
        net, x, y = _data(rng, rows=rows or 6 * SIZE + int(rng.integers(2, SIZE)))
        out = _out(net, x)
        y = np.where(rng.random(len(x)) < 0.5, out.argmax(1), y)
        if 0.2 < _share(out, y, _cut(len(x))) < 0.9 and (rows or all_differ(out, y, _cut(len(x)))):
            return net, x, y


def _share(out, y, batches):
    rows = np.concatenate(batches)
    return float((out[rows].argmax(1) == y[rows]).mean())


def _loss_means(out, y, batches):
    """Return the mean over rows and the mean over batches."""
    losses, sizes = losses_of(out, y, batches), [len(b) for b in batches]
    return float(np.dot(losses, sizes) / sum(sizes)), float(np.mean(losses))


def _batches_seen(run, x):
    """Return the row numbers of each batch that reached the network; [] if they cannot be told."""
    seen = []
    for event in run["events"]:
        if not _is_part(event["x"], x):
            return []
        distance = np.abs(event["x"].reshape(-1, 1, x.shape[1]) - x[None]).max(axis=2)
        seen.append(distance.argmin(axis=1))
    return seen


def _cut(rows, size=SIZE):
    return [np.arange(start, min(start + size, rows)) for start in range(0, rows, size)]


def _out(net, x):
    """Return the outputs. (In NumPy: threads of PyTorch wait for each other for long where a machine is busy.)"""
    return np.tanh(x @ net["w1"].T + net["b1"]) @ net["w2"].T + net["b2"]


def _accuracy(net, x, y):
    return float((_out(net, x).argmax(1) == y).mean())


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
