"""Hidden tests of `recurrent_last`: a recurrent layer, and a linear layer on the state after the last step of each clip.

The sizes are drawn so that each parameter is known by its shape. What the linear layer *gets* is read off the gradients of
its matrix and its bias: their quotient is the summary of a clip, so that something behind the layer, such as a softmax,
changes nothing. It is compared with the states of an `nn.RNN` or `nn.GRU` with the same weights.

Accepted: any names of layers, stored in any order; packed sequences, gathering, loops; `nn.RNNCell` and `nn.GRUCell`.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn

from grader.testing import StudentError, array, enforces, fixture, weight

DEFINES = ("RecurrentLast",)

GATES = {"rnn": 1, "gru": 3}
NOT_KNOWN = (
    "In the parameters of `RecurrentLast` the recurrent layer of `hidden` units, with its biases, and one linear layer with "
    "bias from the state to `n_class` logits cannot be found."
)


@dataclass(frozen=True)
class Net:
    """A network of random sizes: `sizes` is (input_size, hidden, n_class); random weights for it, and some clips.

    `there` is what the network has in their place, with the kind: whether it is right has a test of its own.
    """

    kind: str
    sizes: tuple[int, int, int]
    there: tuple[str, int, int, int]
    weights: list
    places: tuple[int | None, ...] | None  # of w_ih, w_hh, b_ih, b_hh (None: not there), head, head bias
    x: np.ndarray

    def known(self):
        assert self.places is not None, NOT_KNOWN
        return self.places


@fixture
def nets(student, rng):
    return [_net(student, rng, kind, sizes) for kind, sizes in (("rnn", (3, 5, 4)), ("gru", (6, 4, 3)))]


@weight(2)
@enforces("two_layers", "sizes_from_arguments")
def test_there_is_a_recurrent_and_a_linear_layer_of_the_sizes_asked_for(student, rng):
    for kind, (inputs, hidden, classes) in (
        ("rnn", (3, 5, 4)),
        ("gru", (6, 4, 3)),
        ("gru", (2, 7, 9)),
        ("rnn", (8, 6, 2)),
    ):
        found = sorted(tuple(shape) for shape in student.shapes(kind=kind, sizes=[inputs, hidden, classes]))
        gates = GATES[kind] * hidden
        expected = sorted([(gates, inputs), (gates, hidden), (gates,), (gates,), (classes, hidden), (classes,)])
        if found == expected:
            continue
        other = (4 - GATES[kind]) * hidden
        assert (other, inputs) not in found, (
            f"With kind={kind!r} the network has the other kind of recurrent layer, or both."
        )
        count, right = (sum(int(np.prod(shape)) for shape in shapes) for shapes in (found, expected))
        assert (classes, hidden) in found and (gates, hidden) in found, (
            f"With kind={kind!r} there is no layer of `hidden` units, or no linear layer from `hidden` numbers to `n_class` "
            "logits: take all sizes from the arguments."
        )
        assert count <= right, "There are more weights than those of one recurrent and one linear layer."
        raise AssertionError(
            "There are fewer weights than asked for: are all biases there, and sizes those of the arguments?"
        )


@weight(0.5)
@enforces("unknown_kind")
def test_an_unknown_kind_is_refused(student, rng):
    assert student.shapes(kind="gru", sizes=[3, 4, 2]), "The network has no weights."
    for kind in ("lstm", "GRU", ""):
        try:
            refused = student.refuses(kind=kind)
        except StudentError as error:
            raise AssertionError(
                f"An unknown `kind` should be refused with a `ValueError`. Yours is: {error.kind}."
            ) from None
        assert refused, 'Any `kind` but "rnn" and "gru" should raise a `ValueError` when the network is made.'


@weight(1.5)
@enforces("logits")
def test_the_outputs_are_logits(student, nets):
    for net in nets:
        *_, head, bias = net.known()
        scaled = [-2 * w if n in (head, bias) else w for n, w in enumerate(net.weights)]
        before, after = (_logits(student, net, net.x, weights=weights) for weights in (net.weights, scaled))
        assert before.shape == (len(net.x), net.there[3]), "The outputs should have the shape (clips, n_class)."
        assert np.ptp(before, axis=0).max() > 1e-6, "The outputs are the same for every clip: compute them from `x`."
        assert np.abs(after + 2 * before).max() < 1e-3 * (1 + np.abs(before).max()), (
            "The outputs are not what the linear layer puts out: return its outputs as they are, without a softmax or any "
            "other function behind it."
        )


@weight(2.5)
@enforces("last_state")
def test_without_lengths_the_linear_layer_gets_the_state_after_the_last_step(student, nets):
    for net in nets:
        found, states = _summaries(student, net, net.x), _states(net, net.x)
        if np.allclose(found, states[:, -1], atol=2e-3):
            continue
        assert not np.allclose(found, states[:, 0], atol=2e-3), (
            "The linear layer gets the state after the *first* step."
        )
        assert not np.allclose(found, states.mean(axis=1), atol=2e-3), (
            "The linear layer gets the mean of all states: take the state after the last step."
        )
        assert not np.allclose(found, states.max(axis=1), atol=2e-3), (
            "The linear layer gets the maximum over all states: take the state after the last step."
        )
        raise AssertionError(
            "The linear layer does not get the state after the last step. (Is `batch_first=True` set? Is there a function "
            "between the state and the layer?)"
        )


@weight(2)
@enforces("lengths")
def test_with_lengths_it_gets_the_state_after_so_many_steps_of_each_clip(student, nets, rng):
    for net in nets:
        steps = net.x.shape[1]
        lengths = np.array([2, steps, 1, 4])[: len(net.x)]
        x = net.x.copy()
        for clip, length in enumerate(lengths):
            x[clip, length:] = 30 * rng.normal(size=x[clip, length:].shape)
        found = _summaries(student, net, x, lengths)
        states = _states(net, net.x)
        expected = states[np.arange(len(x)), lengths - 1]
        if np.allclose(found, expected, atol=2e-3):
            continue
        real = _states(net, x)
        assert not np.allclose(found, real[:, -1], atol=2e-3), (
            "`lengths` makes no difference: what is filled in behind a clip is read, too."
        )
        late = real[np.arange(len(x)), np.minimum(lengths, steps - 1)]
        assert not np.allclose(found, late, atol=2e-3), (
            "With `lengths` the state is taken one step too late: after `lengths[i]` steps it stands at place lengths[i] - 1."
        )
        order = np.argsort(-lengths, kind="stable")
        assert not np.allclose(found, expected[order], atol=2e-3), (
            "With `lengths` the clips come back in another order: sorted by their lengths."
        )
        raise AssertionError(
            "With `lengths` the linear layer does not get the state after `lengths[i]` steps of clip i."
        )


@weight(0.75)
@enforces("any_length")
def test_any_number_of_steps_and_a_single_clip_will_do(student, nets, rng):
    for net in nets:
        for clips, steps in ((3, 1), (2, 31), (1, 5), (1, 1)):
            found = _logits(student, net, rng.normal(size=(clips, steps, net.there[1])).astype(np.float32))
            assert found.shape == (clips, net.there[3]), (
                f"With {clips} clips of {steps} steps the outputs should have the shape (clips, n_class)."
            )
            assert np.ptp(found) > 1e-6, "The outputs do not depend on the input."


@weight(1)
@enforces("dropout_of_the_state")
def test_in_training_mode_dropout_sets_a_share_of_the_state_to_0(student, nets):
    for net, (share, steps) in itertools.product(nets, ((0.5, None), (0.2, 4))):
        x = np.repeat(net.x[:1], 100, axis=0)
        lengths = None if steps is None else np.full(len(x), steps)
        plain = _summaries(student, net, x[:1], None if steps is None else lengths[:1])[0]
        found = _summaries(student, net, x, lengths, training=True, dropout=share)
        gone = np.abs(found) < 1e-6
        assert gone.any(), (
            "In training mode nothing of the state is set to 0: put `nn.Dropout(dropout)` between state and linear layer."
        )
        assert abs(gone.mean() - share) < 0.13, (
            "In training mode the share of the state that is set to 0 should be `dropout`, with `lengths` and without."
        )
        kept = np.broadcast_to(plain / (1 - share), found.shape)[~gone]
        assert np.allclose(found[~gone], kept, atol=5e-3), (
            "In training mode what is left of the state should be the state, divided by 1 - dropout, as `nn.Dropout` does it. "
            "(Is something dropped before the recurrent layer?)"
        )


@weight(0.5)
@enforces("no_dropout_in_eval", "dropout_of_the_state")
def test_in_evaluation_mode_and_without_dropout_nothing_is_dropped(student, nets):
    for net in nets:
        plain = _logits(student, net, net.x)
        assert np.ptp(plain, axis=0).max() > 1e-6, "The outputs are the same for every clip."
        assert np.allclose(_logits(student, net, net.x, dropout=0.5), plain, atol=1e-5), (
            "In evaluation mode something is dropped: use `nn.Dropout`, or hand `self.training` on."
        )
        assert np.allclose(_logits(student, net, net.x, training=True), plain, atol=1e-5), (
            "In training mode something is dropped although `dropout` is 0, or not given: use the argument."
        )


@weight(0.75)
@enforces("clips_apart")
def test_each_clip_is_judged_by_itself(student, nets, rng):
    for net in nets:
        together = _logits(student, net, net.x)
        assert np.ptp(together, axis=0).max() > 1e-6, "The outputs are the same for every clip."
        alone = np.concatenate([_logits(student, net, one[None]) for one in net.x])
        assert alone.shape == together.shape and np.allclose(alone, together, atol=1e-4), (
            "The logits of a clip depend on the other clips of the batch. (Is `batch_first=True` set?)"
        )
        again = student.logits(
            kind=net.kind, sizes=list(net.sizes), weights=net.weights, inputs=[net.x, 3 * net.x, net.x]
        )
        assert np.allclose(array(again[0]), array(again[2]), atol=1e-5), (
            "A clip gets other logits after the network has heard other clips: the memory should start empty each time."
        )


@weight(0.5)
@enforces("weights_learn")
def test_all_weights_can_learn(student, nets):
    for net in nets:
        places = net.known()
        found = student.gradients(
            kind=net.kind, sizes=list(net.sizes), weights=net.weights, x=net.x, lengths=None, training=True, dropout=0.0
        )
        assert isinstance(found, list), "The outputs have no graph: compute with tensors, without `detach` or NumPy."
        reached = [
            all(array(clip[place]) is not None and np.abs(array(clip[place])).max() > 1e-9 for clip in found)
            for place in places
            if place is not None
        ]
        assert all(reached[-2:]), "No gradient reaches the linear layer."
        assert all(reached[:-2]), (
            "No gradient reaches the recurrent layer: no `detach`, `no_grad` or NumPy between input and output."
        )


def _net(student, rng, kind, sizes):
    """Return a network of these sizes, with random weights where its parameters are known."""
    shapes = [tuple(shape) for shape in student.shapes(kind=kind, sizes=list(sizes))]
    there, places = next(
        ((likely, places) for likely in [(kind, *sizes), *_likely(shapes)] if (places := _places(shapes, *likely))),
        ((kind, *sizes), None),
    )
    weights = [(0.6 * rng.normal(size=shape)).astype(np.float32) for shape in shapes]
    return Net(kind, sizes, there, weights, places, rng.normal(size=(4, 6, there[1])).astype(np.float32))


def _likely(shapes):
    """Return which kind and sizes the shapes may be those of."""
    matrices = [shape for shape in shapes if len(shape) == 2]
    return [
        (kind, own[1], square[1], head[0])
        for kind, gates in GATES.items()
        for square in matrices
        if square[0] == gates * square[1]
        for own in matrices
        if own is not square and own[0] == square[0]
        for head in matrices
        if head is not square and head is not own and head[1] == square[1]
    ]


def _places(shapes, kind, inputs, hidden, classes):
    """Return where the parameters stand; None if they are not there. The recurrent layer may lack its biases."""
    gates = GATES[kind] * hidden
    places, free = [], list(range(len(shapes)))
    for shape in [(gates, inputs), (gates, hidden), (gates,), (gates,), (classes, hidden), (classes,)]:
        place = next((n for n in free if shapes[n] == shape), None)
        if place is None and shape != (gates,):
            return None
        places.append(place)
        free = [n for n in free if n != place]
    return tuple(places)


def _logits(student, net, x, weights=None, **options):
    found = student.logits(
        kind=net.kind, sizes=list(net.sizes), weights=net.weights if weights is None else weights, inputs=[x], **options
    )
    values = array(found[0])
    assert values is not None and values.ndim == 2, "The network should return one tensor of shape (clips, n_class)."
    assert np.isfinite(values).all(), "The outputs are not finite numbers."
    return values.astype(float)


def _summaries(student, net, x, lengths=None, training=False, dropout=0.0):
    """Return what the linear layer gets for each clip, shape (clips, hidden), read off its gradients."""
    *_, head, bias = net.known()
    found = student.gradients(
        kind=net.kind,
        sizes=list(net.sizes),
        weights=net.weights,
        x=x,
        lengths=lengths,
        training=training,
        dropout=dropout,
        wanted=[head, bias],
    )
    assert isinstance(found, list), "The outputs have no graph, or not the shape (clips, n_class)."
    summaries = []
    for clip in found:
        matrix, shift = array(clip[head]), array(clip[bias])
        assert matrix is not None and shift is not None, "No gradient reaches the linear layer."
        row = int(np.abs(shift).argmax())
        assert abs(shift[row]) > 1e-9, "No gradient reaches the bias of the linear layer."
        summaries.append(matrix[row] / shift[row])
    return np.array(summaries)


def _states(net, x):
    """Return the states after all steps, as PyTorch's layer with the same weights has them."""
    kind, inputs, hidden, _ = net.there
    layer = (nn.RNN if kind == "rnn" else nn.GRU)(inputs, hidden, batch_first=True)
    with torch.no_grad():
        for parameter, place in zip(layer.parameters(), net.known()[:4], strict=True):
            parameter.copy_(torch.zeros_like(parameter) if place is None else torch.tensor(net.weights[place]))
        return layer(torch.tensor(x, dtype=torch.float32))[0].numpy().astype(float)
