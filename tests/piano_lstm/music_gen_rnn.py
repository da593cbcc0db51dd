"""Hidden tests of `music_gen_rnn`: embedding, LSTM layers, two linear layers for the pitch, one each for the times.

The tests choose sizes at random, fill the student's parameters with numbers and look at what comes out. Parameters are
found by their shapes, so names, order and the way of storing are free: `nn.Embedding` or a linear layer without bias, one
`nn.LSTM` or one for each layer, two heads for the times or one with two outputs. What stands between the two linear layers is
read off directly: with the first layer's matrix 0 its bias alone goes through, and the second layer's matrix lets each
unit through to one logit.
"""

from dataclasses import dataclass

import numpy as np

from grader.testing import StudentError, array, enforces, fixture, weight

DEFINES = ("MusicGenRNN",)
PITCHES, BETWEEN = 129, 300
NAMES = ("logits", "step", "duration")


@dataclass(frozen=True)
class Net:
    """A network of random sizes with random weights: (layers, hidden, embedding), the shapes, the weights."""

    sizes: tuple[int, int, int]
    shapes: list
    weights: list

    def at(self, *shape):
        """Return the places of parameters of this shape."""
        return [place for place, found in enumerate(self.shapes) if tuple(found) == shape]

    def one(self, *shape):
        """Return the place of a parameter of this shape; fail if there is none."""
        places = self.at(*shape)
        assert places, (
            "A layer of the picture cannot be found in the network: keep all layers as attributes, made in `__init__`, with "
            "the sizes of the text (300 units between the two linear layers of the pitch, 129 logits)."
        )
        return places[0]

    def heads(self):
        """Return for each of the two time heads (place of the bias, its element)."""
        hidden = self.sizes[1]
        single, double = self.at(1, hidden), self.at(2, hidden)
        if len(single) == 2 and len(self.at(1)) == 2:
            return [(place, 0) for place in self.at(1)]
        assert double and self.at(2), (
            "Step and duration should each have a linear layer with a bias on the LSTM's output."
        )
        return [(self.at(2)[0], 0), (self.at(2)[0], 1)]


@fixture
def net(student, rng):
    """A network with two or three layers."""
    while True:
        sizes = tuple(int(n) for n in rng.integers((2, 5, 4), (4, 12, 12)))
        if len({*sizes, 2 * sizes[1], 4 * sizes[1], sizes[2] + 2}) == 6:
            break
    shapes = _call(lambda: student.shapes(sizes=list(sizes)))
    weights = [rng.normal(size=shape) * (1.5 / np.sqrt(shape[-1]) if len(shape) > 1 else 0.5) for shape in shapes]
    return Net(sizes, shapes, weights)


@weight(2.5)
@enforces("layers_and_sizes")
def test_the_network_has_the_layers_of_the_picture_and_nothing_else(student, rng):
    numbers = [(n, *(int(size) for size in rng.integers((5, 3), (20, 20)))) for n in (1, 2, 4)]
    for sizes in (None, *numbers):
        layers, hidden, embedding = sizes or (3, 512, 130)
        found = _call(lambda sizes=sizes: student.shapes(sizes=sizes and list(sizes)))
        count = sum(int(np.prod(shape)) for shape in found)
        right = PITCHES * embedding + sum(
            4 * hidden * ((hidden if layer else embedding + 2) + hidden + 2) for layer in range(layers)
        )
        right += 2 * (hidden + 1) + BETWEEN * (hidden + 1) + PITCHES * (BETWEEN + 1)
        said = "with the default sizes" if sizes is None else "with other sizes than the defaults"
        assert count - right != embedding, f"The embedding has a bias. It should be a matrix only ({said})."
        assert right - count != embedding + BETWEEN + 1, (
            f"There are 129 pitches with the begin token, not 128 ({said})."
        )
        assert right - count != 8 * hidden, f"The LSTM reads the embedding only: step and duration go in too ({said})."
        assert count <= right, f"There are more weights than in the picture ({said}): other sizes, or a further layer?"
        assert count == right, (
            f"There are fewer weights than in the picture ({said}): other sizes, or a layer left out?"
        )


@weight(1)
@enforces("nothing_between")
def test_nothing_changes_what_lstm_and_linear_layers_read(student, net, rng):
    _, hidden, embedding = net.sizes
    x = _some_tokens(rng, 2, 6)
    plain = _logits(_call(lambda: student.outputs(**_of(net), inputs=[x]))[0])
    assert np.ptp(plain, axis=1).max() > 1e-4, "The logits are the same at all notes."
    # All that goes in three times as large, and the first layer's weights a third: nothing changes, if nothing stands between.
    weights = [w.copy() for w in net.weights]
    table = (net.at(PITCHES, embedding) + net.at(embedding, PITCHES))[:1]
    for place in table:
        weights[place] *= 3
    weights[net.one(4 * hidden, embedding + 2)] /= 3
    scaled = _logits(
        _call(lambda: student.outputs(sizes=list(net.sizes), weights=weights, inputs=[x * [1.0, 3.0, 3.0]]))[0]
    )
    assert np.allclose(scaled, plain, atol=1e-3), (
        "The LSTM does not read embedding, step and duration as they are: a logarithm, an activation, a limit or a "
        "normalisation stands before it."
    )
    # The first linear layer lets each unit through with either sign; open gates bring what the LSTM puts out near 1.
    weights = [w.copy() for w in net.weights]
    first, second = weights[net.one(BETWEEN, hidden)], weights[net.one(PITCHES, BETWEEN)]
    first[:], second[:] = 0, np.eye(PITCHES, BETWEEN)
    first[:hidden], first[hidden : 2 * hidden] = np.eye(hidden), -np.eye(hidden)
    for place in (net.one(BETWEEN), net.one(PITCHES)):
        weights[place][:] = 0
    opened = [w.copy() for w in weights]
    for place in net.at(4 * hidden):
        opened[place][:] = 20
    heard, loud = (
        out[..., :hidden] - out[..., hidden : 2 * hidden]
        for out in (
            _logits(_call(lambda w=w: student.outputs(sizes=list(net.sizes), weights=w, inputs=[x]))[0])
            for w in (weights, opened)
        )
    )
    assert heard.min() < -1e-4 and loud[:, -1].min() > 0.95, (
        "The linear layers do not read what the LSTM puts out as it is: an activation or a normalisation stands between."
    )


@weight(1.5)
@enforces("shapes")
def test_the_outputs_have_the_shapes_of_the_text_for_any_number_of_notes(student, net, rng):
    for sequences, notes in ((3, 5), (1, 4), (2, 1), (1, 1)):
        out = _call(lambda s=sequences, n=notes: student.outputs(**_of(net), inputs=[_some_tokens(rng, s, n)]))[0]
        for name, part in zip(NAMES, out, strict=True):
            wanted = (sequences, notes, PITCHES) if name == "logits" else (sequences, notes)
            found = np.shape(part)
            assert not (name != "logits" and found == (sequences, notes, 1)), (
                f"The {name} has a last axis of 1: take it away with `squeeze(-1)`."
            )
            assert found == wanted, (
                f"The shape of the {name} is wrong for {sequences} sequences of {notes} notes: an axis is lost, added or "
                "in another place. (A bare `squeeze()` takes away every axis of 1. Is `batch_first=True` set?)"
            )


@weight(2)
@enforces("reads_what_came_before")
def test_the_logits_depend_on_this_note_and_those_before_it(student, net, rng):
    x = _some_tokens(rng, 1, 7)
    inputs = [x]
    for column in range(3):
        other = x.copy()
        other[0, 3, column] = (other[0, 3, column] + 40) % 128 if column == 0 else other[0, 3, column] + 1.5
        inputs.append(other)
    plain, *changed = (_logits(out) for out in _call(lambda: student.outputs(**_of(net), inputs=inputs)))
    assert plain.shape == (1, 7, PITCHES), "There should be logits for each note."
    assert np.ptp(plain, axis=1).max() > 1e-4, "The logits are the same at all notes."
    for word, out in zip(("pitch", "step", "duration"), changed, strict=True):
        differs = np.abs(out - plain).max(axis=(0, 2))
        assert differs[:3].max() < 1e-5, (
            "The logits at a note depend on a *later* one. Each should know only what came before: no second direction, no "
            "sum or mean over all notes."
        )
        assert differs[3] > 1e-6, f"The logits at a note do not depend on its {word}: the LSTM should read all three."
        assert differs[5] > 1e-7, (
            f"The logits do not depend on the {word} of notes two places before: hand the sequence to the LSTM."
        )


@weight(2)
@enforces("logits_of_two_layers")
def test_between_the_two_layers_of_the_pitch_is_a_relu_and_nothing_behind_them(student, net, rng):
    hidden = net.sizes[1]
    weights = [w.copy() for w in net.weights]
    through = rng.normal(size=BETWEEN) * 2
    weights[net.one(BETWEEN, hidden)][:] = 0
    weights[net.one(BETWEEN)][:] = through
    weights[net.one(PITCHES, BETWEEN)][:] = np.eye(PITCHES, BETWEEN)
    weights[net.one(PITCHES)][:] = 0
    x = _some_tokens(rng, 1, 3)
    out = _logits(_call(lambda: student.outputs(sizes=list(net.sizes), weights=weights, inputs=[x]))[0])[0, -1]
    v = through[:PITCHES]
    if np.allclose(out, np.maximum(v, 0), atol=1e-4):
        return
    assert not np.allclose(out, v, atol=1e-4), "Between the two linear layers of the pitch there should be a ReLU."
    assert abs(out.sum() - 1) > 1e-3, "The outputs are probabilities. Leave out the softmax: the loss does it."
    assert abs(np.exp(out).sum() - 1) > 1e-3, "The outputs are logarithms of probabilities. Leave out the log-softmax."
    raise AssertionError(
        "The logits are not what the second linear layer makes of a ReLU of the first: another activation stands between or "
        "behind them."
    )


@weight(2)
@enforces("times_not_negative")
def test_step_and_duration_are_never_negative_and_have_a_layer_each(student, net, rng):
    x = _some_tokens(rng, 2, 9)
    heads = net.heads()
    # A bias of 4 more: so a ReLU is awake, too.
    awake = [w.copy() for w in net.weights]
    for place, element in heads:
        awake[place][element] += 4
    versions = [awake]
    for place, element in heads:
        for value in (-12.0, 6.0):
            weights = [w.copy() for w in awake]
            weights[place][element] += value
            versions.append(weights)
    loud = [w.copy() for w in awake]
    loud[net.one(PITCHES)][:] += 3
    found = [
        [array(part) for part in _call(lambda w=w: student.outputs(sizes=list(net.sizes), weights=w, inputs=[x]))[0]]
        for w in (*versions, loud)
    ]
    for out in found:
        assert min(out[1].min(), out[2].min()) >= 0, "A step or a duration is negative with some weights. Use softplus."
    plain, *changed, with_other_logits = found
    assert max(np.ptp(part, axis=1).max() for part in plain[1:]) > 1e-4, "Step and duration are the same for all notes."
    assert max(out[i].max() for out in changed for i in (1, 2)) > 3, (
        "Step and duration cannot be larger than 1: seconds can."
    )
    for low, high in (changed[:2], changed[2:]):
        moved = [np.abs(low[i] - high[i]).max() > 1e-4 for i in (1, 2)]
        assert not all(moved), "One linear layer makes both step and duration. Each should have its own."
        assert any(moved), "A linear layer that should make step or duration is not used for it."
    assert np.allclose(with_other_logits[1], plain[1], atol=1e-6) and np.allclose(
        with_other_logits[2], plain[2], atol=1e-6
    ), "Step or duration are made from the logits. They should come from what the LSTM puts out."


@weight(3)
@enforces("step_by_step_is_the_whole")
def test_token_by_token_with_the_state_handed_on_is_the_same_as_all_at_once(student, net, rng):
    x = _some_tokens(rng, 2, 8)
    whole = [array(part) for part in _call(lambda: student.outputs(**_of(net), inputs=[x]))[0]]
    assert np.ptp(whole[0], axis=1).max() > 1e-4, "The logits are the same at all notes."
    for portions in (1, 3):
        found = _call(lambda p=portions: student.outputs(**_of(net), inputs=[x], portions=p))[0]
        for name, one, other in zip(NAMES, found, whole, strict=True):
            one = array(one)
            assert one is not None and one.shape == other.shape and np.allclose(one, other, atol=1e-4), (
                f"The {name} of a sequence that is read in portions, with the state handed on, is not that of the whole "
                "sequence. Hand `state` to the LSTM, and return the state that the LSTM returns."
            )
    after, alone = (
        array(part)
        for part in _call(lambda: student.first_portion_matters(**_of(net), first=x[:, :4], second=x[:, 4:]))
    )
    assert np.abs(after - alone).max() > 1e-5, "The state makes no difference: hand it to the LSTM."


@weight(1)
@enforces("empty_memory")
def test_each_call_without_a_state_begins_with_an_empty_memory(student, net, rng):
    x, other = _some_tokens(rng, 2, 6), _some_tokens(rng, 2, 6)
    for training in (False, True):
        first, _, again, alone = (
            _logits(out)
            for out in _call(lambda t=training: student.outputs(**_of(net), inputs=[x, other, x, x[:1]], training=t))
        )
        assert np.ptp(first, axis=1).max() > 1e-4, "The logits are the same at all notes."
        if training and not np.allclose(alone[0], first[0], atol=1e-4):
            break  # chance, such as dropout's, has a test of its own
        assert np.allclose(first, again, atol=1e-4), (
            "The same notes get other logits after the network has read other notes: without a state it should begin "
            "with an empty memory."
        )
        assert np.allclose(alone[0], first[0], atol=1e-4), (
            "The logits of a sequence depend on the other sequences of the batch. (Is `batch_first=True` set?)"
        )


@weight(0.75)
@enforces("same_in_both_modes")
def test_training_and_evaluation_mode_give_the_same_outputs(student, net, rng):
    x = _some_tokens(rng, 4, 12)
    modes = [_call(lambda t=t: student.outputs(**_of(net), inputs=[x], training=t))[0] for t in (False, True, True)]
    assert np.ptp(array(modes[0][0])) > 1e-4, "The logits do not depend on the notes."
    for other in modes[1:]:
        same = all(np.allclose(array(a), array(b), atol=1e-5) for a, b in zip(modes[0], other, strict=True))
        assert same, "The network computes something else in training mode: no dropout and no batch normalisation."


@weight(1.25)
@enforces("all_weights_learn")
def test_every_part_can_learn(student, net, rng):
    x = _some_tokens(rng, 3, PITCHES // 3)
    x[..., 0] = rng.permutation(PITCHES).reshape(x.shape[:2])
    hidden = net.sizes[1]
    weights = [w + 4 if tuple(shape) in ((1,), (2,)) else w for w, shape in zip(net.weights, net.shapes, strict=True)]
    found = [
        _call(lambda w=w: student.gradients(sizes=list(net.sizes), weights=weights, x=x, which=w)) for w in range(3)
    ]
    assert all(gradient is not None for gradient in found), (
        "The outputs do not hang on the graph of the gradients. Leave out `no_grad`, `detach`, `.item()` and NumPy."
    )
    for place, shape in enumerate(net.shapes):
        reached = sum((gradient[place] if gradient[place] is not None else np.zeros(shape)) for gradient in found)
        assert reached.max() > 0, (
            f"A part of the network, of shape {tuple(shape)}, gets no gradient, so it would never learn."
        )
        if PITCHES in shape and net.sizes[2] in shape:
            assert (reached > 0).any(axis=shape.index(net.sizes[2])).all(), (
                "The weights of one of the 129 pitches in the embedding get no gradient, so they would never learn. (A "
                "`padding_idx` does that.)"
            )
    lstm = [place for place, shape in enumerate(net.shapes) if len(shape) == 2 and shape[0] == 4 * hidden]
    assert all(gradient[place] is not None and gradient[place].max() > 0 for gradient in found[1:] for place in lstm), (
        "What step or duration should be does not reach the LSTM: no `detach` between."
    )


def _of(net):
    return {"sizes": list(net.sizes), "weights": net.weights}


def _some_tokens(rng, sequences, notes):
    pitch = rng.integers(0, 128, size=(sequences, notes, 1)).astype(float)
    return np.concatenate([pitch, rng.uniform(0, 1.5, size=(sequences, notes, 2))], axis=2)


def _logits(out):
    values = array(out[0])
    assert values is not None and values.ndim == 3 and values.shape[2] == PITCHES, (
        "The logits should be a tensor of shape (sequences, notes, 129)."
    )
    return values.astype(float)


def _call(call):
    """Make the call; errors about shapes and about what comes back get a message that says what is meant."""
    try:
        return call()
    except StudentError as error:
        if error.kind == "TypeError" and error.message.startswith("`forward` should return"):
            raise AssertionError(f"{error.message}.") from None
        shapes = (
            "cannot be multiplied",
            "size",
            "hidden",
            "must be equal",
            "shape",
            "dimension",
            "batch",
            "index out of range",
        )
        if error.kind in ("RuntimeError", "ValueError", "IndexError") and any(word in error.message for word in shapes):
            raise AssertionError(
                "The network stops, because sizes do not fit together: they must come from the arguments, and tokens have "
                f"the shape (sequences, notes, 3). ({error.message})"
            ) from None
        raise
