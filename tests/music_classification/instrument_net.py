"""Hidden tests of `instrument_net`: the class `InstrumentNet` and the network `model`.

The tests choose sizes at random, fill the student's parameters with random numbers and compare what the
network computes with sigmoid(x W1 + b1) W2 + b2. Parameters are found by their sizes, so names and layout are
free: layers, `nn.Sequential`, bare parameters in either orientation, a bias as an extra row of its matrix.
Each property has its own test, made so that a mistake in another one does not matter: hidden units are
read off the gradients of the last layer, so a softmax behind it changes nothing; the test of the logits
changes the last layer only, so it holds for any hidden layer; and if a size is hard-coded, the other tests
use the size that is there.
"""

import re
from dataclasses import dataclass

import numpy as np

from grader.testing import StudentError, array, enforces, fixture, weight

DEFINES = ("InstrumentNet", "model")

HIDDEN_UNITS = 256
NO_LAYERS = "Not looked at: the two linear layers cannot be found in the parameters of `InstrumentNet`."
NO_LOGITS = "Not looked at: the network does not return a row of logits for each row of a batch yet, see above."
FURTHER = "Not looked at: there is a further layer in the network, see above."
ROWS_MIXED = "The output for a row depends on the other rows of the batch. Compute each row by itself: no statistics of the batch."


@dataclass(frozen=True)
class Layout:
    """Which parameters are the two layers, and how they lie. An index is None where there is no bias."""

    sizes: tuple[int, int, int]  # inputs, hidden units, outputs as they are in the network
    w1: int
    b1: int | None
    w2: int
    b2: int | None
    flip1: bool  # the first matrix is stored as (inputs, hidden)
    flip2: bool
    folded: str | None = None  # the biases are the "first" or "last" input of their matrices

    def layers(self, values):
        """Return W1 (hidden, inputs), b1, W2 (outputs, hidden), b2 from one array per parameter."""
        i, h, o = self.sizes
        extra = 1 if self.folded else 0
        w1 = _oriented(values[self.w1], h, i + extra, self.flip1)
        w2 = _oriented(values[self.w2], o, h + extra, self.flip2)
        if self.folded == "last":
            return w1[:, :-1], w1[:, -1], w2[:, :-1], w2[:, -1]
        if self.folded == "first":
            return w1[:, 1:], w1[:, 0], w2[:, 1:], w2[:, 0]
        b1 = np.zeros(h) if self.b1 is None else np.ravel(values[self.b1])
        b2 = np.zeros(o) if self.b2 is None else np.ravel(values[self.b2])
        return w1, b1, w2, b2

    @property
    def last_layer(self):
        """Return the indices of the parameters of the last layer."""
        return [index for index in (self.w2, self.b2) if index is not None]

    @property
    def both_layers(self):
        """Return the indices of the parameters of both layers."""
        return [index for index in (self.w1, self.b1, self.w2, self.b2) if index is not None]


@dataclass(frozen=True)
class Net:
    """A network of random sizes: what was asked for, what is there, and random weights for it."""

    asked: tuple[int, int, int]
    shapes: list
    layouts: list  # more than one only if it is open where a folded bias lies
    weights: list

    def known(self):
        """Return the layouts; fail if the two layers cannot be told apart."""
        assert self.layouts, NO_LAYERS
        return self.layouts

    @property
    def has_more(self):
        """Return whether there are more parameters than those of two linear layers with biases."""
        i, h, o = self.layouts[0].sizes if self.layouts else self.asked
        return sum(int(np.prod(shape)) for shape in self.shapes) > i * h + h + h * o + o

    @property
    def inputs(self):
        """Return the number of inputs that the network really takes."""
        return self.layouts[0].sizes[0] if self.layouts else self.asked[0]


@fixture
def net(student, rng):
    """One network of random sizes with random weights."""
    asked = _sizes(rng)
    shapes = _shapes(student.shapes(sizes=list(asked)))
    layouts = _layouts(shapes, asked)
    weights = [_filling(rng, shape) for shape in shapes]
    if layouts and layouts[0].b2 is not None:  # some logits should be positive: a ReLU behind them lets those pass
        weights[layouts[0].b2] = 1 + np.abs(weights[layouts[0].b2])
    return Net(asked, shapes, layouts, weights)


@weight(0.75)
@enforces("logits_per_row")
def test_there_is_one_row_of_outputs_per_sample_even_for_a_single_sample(student, rng):
    for _ in range(2):
        sizes = _sizes(rng)
        shapes = _shapes(student.shapes(sizes=list(sizes)))
        layouts = _layouts(shapes, sizes)
        i, _, o = layouts[0].sizes if layouts else sizes  # what sizes the layers have is looked at below
        batches = [o + int(rng.integers(2, 6)), 1]
        inputs = [rng.normal(size=(b, i)) for b in batches]
        weights, others = ([_filling(rng, s) for s in shapes] or None for _ in range(2))
        try:
            outputs = student.outputs(sizes=list(sizes), weights=weights, inputs=inputs)
        except StudentError as error:
            raise _explained(error, batches[0], i) from None
        for b, out in zip(batches, outputs, strict=True):
            out = _an_array(out)
            assert not (out.dtype.kind in "iu" or (out.ndim == 1 and np.array_equal(out, np.rint(out)))), (
                "The network returns classes. It should return the logits: the largest one is picked later."
            )
            assert out.shape != (o, b), "The output lies on its side: it should be (samples, classes)."
            assert out.ndim == 2 or b > 1, (
                "For a batch with one sample the output loses an axis. Leave out `squeeze()`: the output should "
                "be (samples, classes) for any number of samples."
            )
            assert out.shape != (o,), (
                "There is one row of outputs for the whole batch. Each row has outputs of its own."
            )
            assert out.ndim != 1, "There is one number per sample. It should be one logit per sample and class."
            assert out.shape == (b, o), "The output should have the shape (batch, output_dim)."
            assert b == 1 or np.ptp(out, axis=0).max() > 0, "The outputs are the same for every sample: use `x`."
        assert not shapes or _uses_weights(student, sizes, (weights, others), inputs[0]), (
            "The outputs do not depend on the layers of the network: compute them with the layers, from `x`."
        )


@weight(1.5)
@enforces("any_sizes", "only_arguments")
def test_the_sizes_of_the_layers_are_the_arguments(student, net, rng):
    asked = _sizes(rng)
    shapes = _shapes(student.shapes(sizes=list(asked)))
    for one in (net, Net(asked, shapes, _layouts(shapes, asked), [])):
        i, h, o = one.asked
        found = one.known()[0].sizes
        assert found != (i, o, h), (
            "Hidden and output size are exchanged: the arguments are input_dim, hidden_dim, output_dim."
        )
        assert found[1] == h, "The hidden layer does not have `hidden_dim` units: use the argument."
        assert found[0] == i, "The first layer does not have `input_dim` inputs: use the argument."
        assert found[2] == o, "The last layer does not have `output_dim` outputs: use the argument."


@weight(1.25)
@enforces("first_layer", "second_layer", "nothing_else")
def test_there_are_two_layers_with_biases_and_nothing_else(net):
    matrices = sum(len(_flat(shape)) == 2 for shape in net.shapes)
    assert net.layouts or matrices != 1, (
        "There is one linear layer only. The network needs two: from input to hidden, and from hidden to output."
    )
    assert net.layouts or not net.shapes, (
        "In the parameters of `InstrumentNet` the two linear layers cannot be found. Keep exactly two layers "
        "as attributes (`self.hidden = nn.Linear(...)`), from input to hidden and from hidden to output."
    )
    assert net.shapes, (
        "The network has no parameters. Layers must be attributes of the module: PyTorch does not see layers in "
        "a plain list, or tensors that are no `nn.Parameter`."
    )
    layout = net.known()[0]
    i, h, o = layout.sizes
    total = sum(int(np.prod(shape)) for shape in net.shapes)
    has_biases = layout.folded or (layout.b1 is not None and layout.b2 is not None)
    assert has_biases, "A layer has no bias (`bias=False`, or no b1 or b2 at all): both layers need one."
    assert total <= i * h + h + h * o + o, (
        "The network has more parameters than two linear layers: there is a further layer in it."
    )
    assert total == i * h + h + h * o + o, "The network has fewer parameters than two linear layers with biases."


@weight(2)
@enforces("sigmoid")
def test_the_hidden_units_are_sigmoids(student, net, rng):
    layouts = net.known()
    x = rng.normal(size=(4, net.inputs))
    problems = [_hidden_problem(student, net, layout, x) for layout in layouts]
    if None not in problems:
        raise AssertionError(FURTHER if net.has_more else problems[0])


@weight(1.75)
@enforces("nothing_else")
def test_the_outputs_are_logits(student, net, rng):
    layouts = net.known()
    x = rng.normal(size=(int(rng.integers(6, 12)), net.inputs))
    # The last layer is linear: -2 times its weights give -2 times the logits.
    changed = [-2 * w if n in layouts[0].last_layer else w for n, w in enumerate(net.weights)]
    before, after = (_outputs(student, net.asked, w, [x])[0] for w in (net.weights, changed))
    rows = isinstance(before, np.ndarray) and before.shape == (len(x), layouts[0].sizes[2]) and before.dtype.kind == "f"
    assert rows and np.shape(after) == before.shape, NO_LOGITS
    assert np.isfinite(before).all() and np.isfinite(after).all(), "The outputs are not finite numbers."
    assert np.ptp(before, axis=0).max() > 1e-3, "The outputs are the same for every sample: compute them from `x`."
    if np.abs(after + 2 * before).max() <= 1e-3 * (1 + np.abs(before).max()):
        _check_that_nothing_is_scaled(student, net, layouts[0], x)
        return
    assert not net.has_more, FURTHER
    for sense, message in _behind(before):
        assert not sense, message
    w1, b1, w2, b2 = layouts[0].layers(net.weights)
    logits = _sigmoid(x @ w1.T + b1) @ w2.T + b2
    limit = np.abs(before).max()
    clipped = np.abs(before - np.clip(logits, -limit, limit)).max() < 1e-3 and limit < np.abs(logits).max() - 1e-3
    assert not clipped, "The logits are cut off at a limit. Return the last layer's outputs as they are."
    raise AssertionError(
        "The outputs are not logits: there is an activation, or something else, behind the last linear layer. "
        "Return that layer's outputs as they are."
    )


@weight(0.5)
@enforces("nothing_else")
def test_training_and_evaluation_mode_give_the_same_outputs(student, net, rng):
    x = rng.normal(size=(64, net.inputs))
    found = _safely(lambda: student.modes(sizes=list(net.asked), weights=net.weights, x=x))
    outs = [*found["train"], *found["eval"]]
    assert net.shapes, NO_LAYERS
    assert all(isinstance(out, np.ndarray) and out.ndim == 2 and out.dtype.kind == "f" for out in outs), NO_LOGITS
    assert outs[2].ndim == 2 and outs[2].shape[0] == len(x) and np.ptp(outs[2], axis=0).max() > 1e-6, (
        "The outputs do not depend on the input and the weights of the network, so there is nothing to compare."
    )
    others = [_filling(rng, shape) for shape in net.shapes]
    assert _uses_weights(student, net.asked, (net.weights, others), x), (
        "Not looked at: the outputs do not depend on the layers of the network, see above."
    )
    assert not net.has_more or np.allclose(outs[0], outs[2], atol=1e-5), FURTHER
    assert np.shape(outs[2]) == np.shape(outs[3]) and np.allclose(outs[2], outs[3], atol=1e-5), (
        "The same input gives another output each time, even in evaluation mode: there is something random in "
        "`forward`. (`F.dropout` also drops then, unless it is told not to.)"
    )
    assert all(out.shape == outs[2].shape and np.allclose(out, outs[2], atol=1e-5) for out in outs), (
        "The network computes something else in training mode than in evaluation mode. There should be no dropout "
        "and no batch normalization in it."
    )


@weight(0.75)
@enforces("all_learn")
def test_every_layer_can_learn(student, net, rng):
    layouts = net.known()
    x = rng.normal(size=(16, net.inputs))
    direction = rng.normal(size=(16, layouts[0].sizes[2]))
    out = _outputs(student, net.asked, net.weights, [x])[0]
    assert isinstance(out, np.ndarray) and out.shape == direction.shape and out.dtype.kind == "f", NO_LOGITS
    gradients = _gradients(student, net, x, direction)
    assert gradients is not None, (
        "The outputs do not hang on the graph of the gradients, so nothing can be learned. Leave out `no_grad`, "
        "`detach`, `.item()`, NumPy and `argmax` in `forward`."
    )
    layout = layouts[0]
    none = {n for n in layout.both_layers if gradients[n] is None or not np.abs(gradients[n]).max() > 1e-12}
    assert not none or none - {layout.b1, layout.b2}, (
        "The bias of a layer is there, but gets no gradient: add it in `forward`, so that it can learn."
    )
    assert not none, (
        "A layer gets no gradient, so it would never learn. In `forward`, keep the tensors as they are: "
        "no `detach`, no `.data`, no `no_grad`, no new tensor made from an old one; and freeze no weights."
    )
    start = _gradients(student, net, x, direction, fresh=True)
    assert start is None or start[layout.w1] is None or np.abs(start[layout.w1]).max() > 1e-12, (
        "At the start the first layer gets no gradient, as if all weights began at zero. Let them begin at random numbers, "
        "as `nn.Linear` does."
    )


@weight(0.75)
@enforces("fits_the_data")
def test_model_fits_the_data(student, rng):
    for _ in range(2):
        data, i, o = _data_set(rng)
        found = student.created(**data, x=rng.normal(size=(5, i)))
        _is_network(found)
        assert found["kind"] != "part of another", (
            "`model` should be an `InstrumentNet` and nothing else: another layer stands before or behind it."
        )
        assert found["kind"] == "network", (
            "`model` is a network, but not an `InstrumentNet`: create it from your class."
        )
        assert found["shapes"], "`model` has no parameters, so it cannot learn anything from the data."
        assert not found["frozen"], "`model` is frozen: leave `requires_grad` of its weights and biases as it is."
        layouts = _layouts(_shapes(found["shapes"]), (i, HIDDEN_UNITS, o))
        if layouts and (layouts[0].sizes[0], layouts[0].sizes[2]) == (i, o):
            output = found["output"]
            assert found["runs"] and isinstance(output, np.ndarray) and output.shape == (5, o), NO_LOGITS
            continue
        assert found["runs"], (
            "`model` cannot process rows of the data. It needs `n_feat` inputs, in the order "
            "(input_dim, hidden_dim, output_dim), computed and not hard-coded."
        )
        assert _an_array(found["output"]).shape == (5, o), (
            "`model` does not return one logit for each class: it needs `n_class` outputs, not hard-coded."
        )


@weight(0.75)
@enforces("hidden_256")
def test_model_has_256_hidden_units(student, rng):
    data, i, o = _data_set(rng)
    found = student.created(**data, x=None)
    try:
        _is_network(found)
    except AssertionError:
        raise AssertionError("Not looked at: there is no network `model` yet, see above.") from None
    layouts = _layouts(_shapes(found["shapes"]), (i, HIDDEN_UNITS, o))
    assert layouts, "Not looked at: the two linear layers cannot be found in the parameters of `model`."
    assert layouts[0].sizes[1] == HIDDEN_UNITS, (
        "`model` does not have the number of hidden units that the task asks for. (Or are the arguments in "
        "another order than input_dim, hidden_dim, output_dim?)"
    )


def _is_network(found):
    assert found["kind"] != "missing", "This cell should define `model`."
    assert found["kind"] != "class", (
        "`model` is the class itself. Create one network: `InstrumentNet(...)` with three sizes in parentheses."
    )
    assert found["kind"] in ("network", "part of another", "another network"), (
        f"`model` should be an `InstrumentNet`, but it is a `{found['kind']}`."
    )


def _sizes(rng):
    """Return (inputs, hidden, outputs) for which every matrix and vector has a size of its own."""
    while True:
        i, h, o = int(rng.integers(4, 10)), int(rng.integers(8, 15)), int(rng.integers(3, 8))
        counts = [i * h, h, h * o, o, (i + 1) * h, (h + 1) * o, i * o, i, h * h, i * i, o * o]
        if len(set(counts)) == len(counts):
            return i, h, o


def _filling(rng, shape):
    """Return random weights, scaled so that sums over a row are of order one."""
    flat = _flat(shape)
    return rng.normal(size=shape) * (1.5 / np.sqrt(flat[-1]) if len(flat) > 1 else 0.7)


def _data_set(rng):
    """Return arrays for a small problem, its number of features and its number of classes."""
    f, k = int(rng.integers(5, 9)), int(rng.integers(3, 5))
    rows = [int(rng.integers(20, 30)), int(rng.integers(31, 40))]
    labels = [rng.permutation(np.arange(n) % k).astype(np.int64) for n in rows]
    data = {"Xtr": rng.normal(size=(rows[0], f)), "ytr": labels[0], "Xts": rng.normal(size=(rows[1], f))}
    return {**data, "yts": labels[1]}, f, k


def _shapes(value):
    """Return the shapes that a probe sent, without axes of length one behind the second (1x1 convolutions)."""
    if not isinstance(value, list) or not all(isinstance(shape, list) for shape in value):
        return []
    return [tuple(int(n) for n in shape) for shape in value]


def _layouts(shapes, asked):
    """Return how the two layers lie in the parameters: by the sizes asked for, or else by what fits together."""
    counts = [int(np.prod(shape)) for shape in shapes]
    i, h, o = asked

    def index_of(count):
        return counts.index(count) if count in counts else None

    def by_size(one, two, folded):
        rows1, rows2 = (i + 1, h + 1) if folded else (i, h)
        flips = [_flat(shapes[n])[:1] == (rows,) for n, rows in ((one, rows1), (two, rows2))]
        b1, b2 = (None, None) if folded else (index_of(h), index_of(o))
        return Layout(asked, one, b1, two, b2, *flips, folded)

    w1, w2 = index_of(i * h), index_of(h * o)
    if w1 is not None and w2 is not None:
        return [by_size(w1, w2, None)]
    w1, w2 = index_of((i + 1) * h), index_of((h + 1) * o)
    if w1 is not None and w2 is not None:
        return [by_size(w1, w2, where) for where in ("last", "first")]
    return _layouts_that_fit(shapes)


def _layouts_that_fit(shapes):
    """Return a layout for layers of other sizes than asked for: first and last matrix must share one size."""
    matrices = [n for n, shape in enumerate(shapes) if len(_flat(shape)) == 2]
    if len(matrices) < 2:
        return []
    one, two = matrices[0], matrices[-1]
    (a, b), (c, d) = _flat(shapes[one]), _flat(shapes[two])
    for flip, (i, h, h2, o) in ((False, (b, a, d, c)), (True, (a, b, c, d))):
        if h == h2:
            vectors = [n for n, shape in enumerate(shapes) if len(_flat(shape)) == 1]
            b1 = next((n for n in vectors if _flat(shapes[n]) == (h,)), None)
            b2 = next((n for n in vectors[::-1] if _flat(shapes[n]) == (o,) and n != b1), None)
            return [Layout((i, h, o), one, b1, two, b2, flip, flip)]
    return []


def _flat(shape):
    """Return `shape` without what carries no size: a (h, i, 1) kernel is a matrix, a (1, h) bias is a vector."""
    return tuple(n for n in shape if n != 1) or (1,)


def _oriented(values, rows, columns, flipped):
    return np.reshape(values, (columns, rows)).T if flipped else np.reshape(values, (rows, columns))


def _outputs(student, sizes, weights, inputs):
    """Return the outputs; an error about shapes gets a message that says what is meant."""
    return _safely(lambda: student.outputs(sizes=list(sizes), weights=weights, inputs=inputs))


def _gradients(student, net, x, direction, fresh=False):
    """Return the gradients with the weights of `net`; `fresh`: with those that a new network begins with."""
    weights = None if fresh else net.weights
    found = _safely(lambda: student.gradients(sizes=list(net.asked), weights=weights, x=x, direction=direction))
    return found if isinstance(found, list) and len(found) == len(net.weights) else None


def _uses_weights(student, sizes, weights, x):
    """Return whether the outputs hang on the parameters: by gradients, or because other parameters change them."""
    found = []
    for values in (weights[0], weights[0], weights[1]):
        (out,) = _outputs(student, sizes, values, [x])
        found.append(out)
    if all(isinstance(out, np.ndarray) and out.shape == found[0].shape for out in found):
        if np.allclose(found[0], found[1], atol=1e-5):
            return not np.allclose(found[0], found[2], atol=1e-5)
        gradients = student.gradients(sizes=list(sizes), weights=weights[0], x=x, direction=np.ones_like(found[0]))
        return isinstance(gradients, list) and any(isinstance(g, np.ndarray) and np.abs(g).max() > 0 for g in gradients)
    return True


def _safely(call):
    try:
        return call()
    except StudentError as error:
        if error.kind == "RuntimeError" and ("cannot be multiplied" in error.message or "size" in error.message):
            raise AssertionError(NO_LOGITS) from None
        raise


def _explained(error, rows, inputs):
    """Return the error of a forward pass, or what to say of it in place of PyTorch's words."""
    if "invalid for input of size" in error.message:
        return AssertionError(
            "The input is brought to a fixed shape. A batch may have any number of rows: keep its axis."
        )
    shapes = re.search(r"\((\d+)x(\d+) and (\d+)x(\d+)\)", error.message)
    if shapes and (int(shapes[1]), int(shapes[2])) == (1, rows * inputs):
        return AssertionError("The whole batch is made one row (`flatten`, `view`). Keep the axis of the rows.")
    if shapes or (error.kind == "RuntimeError" and "size" in error.message):
        return AssertionError(
            "The network fails for a batch of shape (batch, input_dim) because sizes do not fit together: take them from "
            f"the arguments of `InstrumentNet`. ({error.message})"
        )
    return error


def _behind(before):
    """Yield (whether it is so, what to say) of what may stand behind the last layer, judged by its outputs."""
    low, high = before.min(), before.max()
    yield (
        low >= 0 and np.allclose(before.sum(1), 1, atol=1e-4),
        ("A softmax turns the outputs into probabilities. Return logits: the loss function does the softmax."),
    )
    yield (
        high <= 1e-6 and np.allclose(np.exp(before).sum(1), 1, atol=1e-4),
        ("A log-softmax stands behind the last layer. Leave it out: the loss function does it."),
    )
    text = "There is an activation behind the last layer: {}. Return that layer's outputs as they are, the logits."
    yield low > 0 and high < 1, text.format("all outputs lie between 0 and 1, as after a sigmoid")
    yield -1 < low < 0 and high < 1, text.format("all outputs lie between -1 and 1, as after a tanh")
    yield low == 0, text.format("no output is negative, as after a ReLU")


def _an_array(out):
    """Return an output as an array; fail if it is none."""
    assert out is not None, "`forward` returns nothing: end it with `return`."
    values = array(out)
    assert values is not None, "`forward` should return one tensor, the logits."
    return values


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _hidden_problem(student, net, layout, x):
    """Return what is wrong with the hidden layer, None if its units are sigmoids."""
    w1, b1, w2, b2 = layout.layers(net.weights)
    z = x @ w1.T + b1
    expected = _sigmoid(z)
    logits = expected @ w2.T + b2
    out = _outputs(student, net.asked, net.weights, [x])[0]
    if not isinstance(out, np.ndarray) or out.shape != logits.shape or out.dtype.kind != "f":
        return NO_LOGITS
    if np.abs(out - logits).max() <= 1e-4 * (1 + np.abs(logits).max()):
        return None
    found = [
        _hidden_units(student, net, layout, row, int(np.argmax(logit))) for row, logit in zip(x, logits, strict=True)
    ]
    without_b1 = _sigmoid(z - b1)
    for bare in (
        without_b1 @ w2.T + b2,
        expected @ w2.T,
        without_b1 @ w2.T,
    ):  # a bias is not added: another test says so
        if out.shape == bare.shape and np.abs(out - bare).max() <= 1e-4 * (1 + np.abs(bare).max()):
            return None
    if any(units is None for units in found):
        if _rows_depend_on_each_other(student, net, x):
            return ROWS_MIXED
        return (
            "The output is not what a hidden layer of sigmoid units and a linear layer give: "
            "logits = W2 sigmoid(W1 x + b1) + b2."
        )
    exact = all(scaled for _, scaled in found)
    units = np.array([values for values, _ in found])

    def same(values):
        wanted = values if exact else values / (np.linalg.norm(values, axis=1, keepdims=True) + 1e-12)
        return np.abs(units - wanted).max() <= 2e-3

    if same(expected):
        return ROWS_MIXED if _rows_depend_on_each_other(student, net, x) else None
    if same(np.maximum(z, 0)):
        return "The hidden layer uses a ReLU. The task asks for the sigmoid."
    if same(np.tanh(z)):
        return "The hidden layer uses tanh. The task asks for the sigmoid."
    if same(z):
        return (
            "There is no sigmoid between the two layers. (A layer such as `nn.Sigmoid()` must also be called in "
            "`forward`, and its result be used.)"
        )
    inner = _sigmoid(x) @ w1.T + b1
    centred = expected - expected.mean(1, keepdims=True)
    for values, message in (
        (_sigmoid(expected), "The sigmoid is applied twice to the hidden layer."),
        (1 - expected, "The hidden units are sigmoids of *minus* W1 x + b1: the sigmoid is 1 / (1 + exp(-a))."),
        (inner, "The sigmoid is applied to the input. It belongs behind the first layer."),
        (_sigmoid(inner), "A sigmoid is applied to the input, too. It belongs behind the first layer only."),
        (np.clip(z / 6 + 0.5, 0, 1), "The hidden layer uses a hard sigmoid, made of straight pieces. Use the sigmoid."),
        (z * expected, "The hidden layer uses SiLU, the input times its sigmoid. The task asks for the sigmoid alone."),
        (np.log(expected), "The hidden layer uses the *logarithm* of the sigmoid. The task asks for the sigmoid."),
        (np.logaddexp(0, z), "The hidden layer uses softplus. The task asks for the sigmoid."),
        (np.where(z > 0, z, 0.01 * z), "The hidden layer uses a leaky ReLU. The task asks for the sigmoid."),
        (np.where(z > 0, z, np.expm1(np.minimum(z, 0))), "The hidden layer uses ELU. The task asks for the sigmoid."),
        (
            np.exp(z) / np.exp(z).sum(1, keepdims=True),
            "The hidden layer uses a softmax. The task asks for the sigmoid.",
        ),
        (
            centred / np.sqrt((centred**2).mean(1, keepdims=True) + 1e-5),
            "The hidden units of a row are brought to mean 0 and deviation 1 (layer normalization). Leave that out.",
        ),
    ):
        if same(values):
            return message
    if _rows_depend_on_each_other(student, net, x):
        return ROWS_MIXED
    return "The hidden units should be sigmoid(W1 x + b1), and the last layer should get nothing else."


def _check_that_nothing_is_scaled(student, net, layout, x):
    """Without weights the last layer returns its biases, whatever it gets; fail if the outputs are others."""
    if layout.b2 is None:
        return
    bare = [np.zeros_like(w) if n == layout.w2 else w for n, w in enumerate(net.weights)]
    out, biases = _an_array(_outputs(student, net.asked, bare, [x])[0]), np.ravel(net.weights[layout.b2])
    if np.abs(out).max() < 1e-9:
        return  # the bias is not added, and gets no gradient: another test says so
    assert out.ndim == 2 and out.shape[1] == len(biases) and np.abs(out - biases).max() <= 1e-3, (
        "The outputs of the last linear layer are scaled, shifted or mixed. Return them as they are: these are the "
        "logits."
    )


def _rows_depend_on_each_other(student, net, x):
    """Return whether a row has another output among other rows than alone."""
    once, again, *alone = (
        _an_array(out) for out in _outputs(student, net.asked, net.weights, [x, x, *(row[None] for row in x)])
    )
    same_shape = once.shape == again.shape == np.shape(np.concatenate(alone))
    return (
        same_shape and np.allclose(once, again, atol=1e-5) and not np.allclose(once, np.concatenate(alone), atol=1e-4)
    )


def _hidden_units(student, net, layout, row, j):
    """Return (what the last layer gets as its input, whether its scale is known), read off its gradients.

    The gradient of output j with respect to row j of W2 is g * hidden units, with respect to b2 it is g. The
    factor g depends on what stands behind the last layer (1 for logits), their ratio does not.
    """
    direction = np.zeros((1, layout.sizes[2]))
    direction[0, j] = 1
    gradients = _gradients(student, net, row[None], direction)
    if gradients is None or any(not isinstance(gradients[n], np.ndarray) for n in layout.last_layer):
        return None
    filled = [g if isinstance(g, np.ndarray) else np.zeros_like(w) for g, w in zip(gradients, net.weights, strict=True)]
    _, _, w2, b2 = layout.layers(filled)
    if not np.abs(w2[j]).max() > 1e-9:
        return None
    if (layout.b2 is not None or layout.folded) and abs(b2[j]) > 1e-6:
        return w2[j] / b2[j], True
    return w2[j] / np.linalg.norm(w2[j]), False
