"""Hidden tests of `instrument_lstm`: an LSTM of some layers, a summary of what it has read, a linear layer.

Each property costs once: a right summary that is changed on its way (an activation, a normalisation, another memory at the
start) costs the test of that, and not those of which summary it is; a layer that nothing comes from costs no second time
for having no gradient.

The tests choose sizes at random and fill the student's parameters with random numbers. The LSTM's parameters are found
by their shapes: (4h, inputs), (4h, h) and twice (4h,) for each layer and direction, as `nn.LSTM` keeps them. The same
weights go into an `nn.LSTM` here, and what it puts out is compared with what the student's linear layer *gets*: that is
read off the gradients of the linear layer, so something behind it, such as a softmax, changes nothing.

Accepted: one `nn.LSTM` or several in a row, one for each direction, cells of `nn.LSTMCell`, any names, stored in any
order; as summary the reader's output when it has read everything, the mean or the maximum over all steps, halves in
either order, between layers too.
Each property has its own test: if a size is hard-coded, the other tests use the size that is there.
"""

from dataclasses import dataclass
from itertools import permutations

import numpy as np
import torch
from torch import nn

from grader.testing import StudentError, array, enforces, fixture, weight

DEFINES = ("InstrumentLSTM",)
NOT_TESTED = {"other_summaries": "it allows something: right answers with mean and maximum prove it"}

STEPS = 24
NO_READER = (
    "In the parameters of the network there is no LSTM: keep it as an attribute, made in `__init__`. PyTorch does not see "
    "layers in a plain list."
)

SCALED = (
    "What the linear layer gets is the right summary, but stretched or shrunk: added up over the steps, say, or "
    "normalised. Hand it on as it is, or take the mean."
)
REMEMBERS = (
    "The same note gets other logits after the network has seen other notes: it remembers them. The memory should start "
    "empty for each note, so hand no state from one call to the next."
)


@dataclass(frozen=True)
class Layout:
    """Which parameters are the LSTM's, and which the linear layer's. `units` is what one direction puts out."""

    cells: tuple[tuple[int, ...], ...]  # per layer and direction: w_ih, w_hh and, if they are there, b_ih, b_hh
    units: int
    head: int | None
    head_bias: int | None
    flip: bool = False  # the head's matrix is stored as (summary, classes)


@dataclass(frozen=True)
class Net:
    """A network of random sizes: what was asked for, what is there, random weights for it, and some notes."""

    asked: tuple[int, int, int, int]  # input size, hidden, layers, classes
    both: bool
    shapes: list
    layout: Layout | None
    weights: list
    x: np.ndarray

    def known(self):
        """Return the layout; fail if LSTM and linear layer cannot be told apart."""
        assert self.layout is not None, NO_READER
        assert self.layout.head is not None, (
            "In the parameters of `InstrumentLSTM` no linear layer can be found that takes the summary, `hidden` numbers (or "
            "2 * hidden with two directions), to the logits."
        )
        return self.layout


@dataclass(frozen=True)
class Summary:
    """What the linear layer gets for each note: (notes, width). Where `has_length` is False, its direction only."""

    values: np.ndarray
    has_length: np.ndarray


@fixture
def forwards(student, rng):
    """A network with one direction."""
    return _net(student, rng, both=False)


@fixture
def two_ways(student, rng):
    """A network with two directions."""
    return _net(student, rng, both=True)


@weight(1.25)
@enforces("logits_per_note", "only_arguments")
def test_there_is_one_row_of_logits_per_note_for_any_number_of_steps(student, rng):
    for both in (False, True):
        asked = _sizes(rng)
        assert _reads(_shapes(student, asked, both)), NO_READER
        batches = [(asked[3] + 3, 5), (2, 11), (1, 7), (1, 1)]
        for notes, steps in batches:
            x = rng.normal(size=(notes, steps, asked[0]))
            out = _an_array(_logits(student, asked, both, None, [x], alone=True)[0])
            assert out.shape != (asked[3], notes), "The output lies on its side: it should be (notes, n_class)."
            assert out.ndim == 2 or notes > 1, (
                "For a single note the output loses an axis. Leave out `squeeze()`: the output should be (notes, n_class) "
                "for any number of notes."
            )
            assert out.ndim != 3, "There are logits for every step. Make one summary of the note first."
            assert out.shape == (notes, asked[3]), "The output should have the shape (notes, n_class)."
            assert notes == 1 or np.ptp(out, axis=0).max() > 1e-7, "The output is the same for every note: use `x`."
        # Longer than a note of the course. Many notes: the largest value over the steps need not be in the part that differs.
        long, others = rng.normal(size=(2, 16, 130, asked[0]))
        late = np.concatenate([long[:, :100], others[:, 100:]], axis=1)
        early = np.concatenate([long[:, :20], others[:, 20:100], long[:, 100:]], axis=1)
        short = [long[:, :100], np.concatenate([long[:, :70], late[:, -30:]], axis=1)]
        outs = [_an_array(out) for out in _logits(student, asked, both, None, [long, late, early, *short])]
        if np.abs(outs[0] - outs[2]).max() < 1e-9 or np.abs(outs[3] - outs[4]).max() < 1e-9:
            continue  # a summary of the first steps, or of backward readers only, has tests of its own
        assert np.abs(outs[0] - outs[1]).max() > 1e-9, (
            "Of a long note only the first steps are read: what comes after step 100 changes nothing. Read all of it."
        )


@weight(2.25)
@enforces("any_sizes", "only_arguments", "nothing_else", "layers")
def test_the_sizes_are_the_arguments_and_nothing_else_is_in_the_network(student, rng):
    for both in (None, True, False, True):
        asked = _sizes(rng)
        inputs, hidden, layers, _classes = asked
        found = _shapes(student, asked, both)
        layout = _layout(found, bool(both))
        assert layout is not None, NO_READER
        ways = 2 if both else 1
        said = "with two directions" if both else "with one direction" if both is False else "without `bidirectional`"
        assert layout.units == hidden, (
            f"The LSTM does not have `hidden` units: use the argument, for each reader ({said})."
        )
        assert inputs in _inputs(found, layout), "The LSTM does not take `input_size` features: use the argument."
        assert len(layout.cells) != layers * (3 - ways), (
            f"The number of directions is wrong ({said}): hand `bidirectional` on to the LSTM."
        )
        assert len(layout.cells) == layers * ways, f"The LSTM does not have `layers` layers: use the argument ({said})."
        assert all(len(cell) == 4 for cell in layout.cells), "The LSTM should have its biases."
        if layout.head is None and both and any(shape == (asked[3], hidden) for shape in found):
            continue  # the readers are not side by side, which has a test of its own
        assert layout.head is not None, (
            f"No linear layer takes the summary to `n_class` logits ({said}). The summary has `hidden` numbers with one "
            "direction, `2 * hidden` with two."
        )
        assert layout.head_bias is not None, "The linear layer should have a bias."
        count = sum(int(np.prod(shape)) for shape in found)
        expected = _count(asked, ways)
        assert count <= expected, f"There is a further layer, or more weights than asked for, in the network ({said})."
        assert count == expected, f"The network has fewer weights than asked for ({said})."


@weight(2.25)
@enforces("one_direction")
def test_with_one_direction_the_summary_is_what_the_reader_says_at_the_end(student, forwards):
    summary = _summary(student, forwards)
    if _is_right(summary, forwards) or _is_changed(summary, forwards):
        return
    for readings in _readings(forwards):
        last = readings[-1]
        assert not _same(summary, last[:, 0]), (
            "The summary is the output at the *first* step: the reader has heard one step of the note by then."
        )
        for lower in readings[:-1]:
            assert not _same(summary, lower[:, -1]), (
                "The summary comes from a lower layer. Take that of the last layer."
            )
        assert not _same(summary, np.mean([one[:, -1] for one in readings], axis=0)), (
            "The summary is the mean over the layers. Take what the *last* layer puts out."
        )
        for step in range(1, last.shape[1] - 1):
            assert not _same(summary, last[:, step]), (
                "The summary is the output at a step in between: the reader has not read the whole note by then. Take the "
                "last step."
            )
    _say_how_the_notes_are_read(summary, forwards)
    raise AssertionError(
        "What the linear layer gets is not what the last layer puts out when it has read the whole note. (Is "
        "`batch_first=True` set? Are layers and notes mixed up by a reshape?)"
    )


@weight(5)
@enforces("two_directions", "layers")
def test_with_two_directions_each_reader_has_heard_the_whole_note(student, two_ways):
    layout = two_ways.layout
    assert layout is None or layout.head is not None or (two_ways.asked[3], layout.units) not in two_ways.shapes, (
        "With two directions the linear layer takes `hidden` numbers. The summary has 2 * `hidden`: the two readers stand side "
        "by side, and are neither added nor averaged, nor is one of them left out."
    )
    units, summary = two_ways.known().units, _summary(student, two_ways)
    if _is_right(summary, two_ways) or _is_changed(summary, two_ways):
        return
    for readings in _readings(two_ways):
        last = readings[-1]
        _look_for_a_reader_that_has_just_begun(summary, last, units)
        states = [half for one in readings for half in (one[:, -1, :units], one[:, 0, units:])]
        for one, other in permutations(range(len(states)), 2):
            assert not _same(summary, np.concatenate([states[one], states[other]], axis=1)), (
                "A half of the summary, or both, comes from a lower layer. `h_n` is sorted by layers, and in each layer "
                "forward comes before backward: take the last two entries."
            )
        for name, halves in (
            ("forward", [last[:, step, :units] for step in range(last.shape[1])]),
            ("backward", [last[:, step, units:] for step in range(last.shape[1])]),
        ):
            read = summary.values[:, :units] if name == "forward" else summary.values[:, units:]
            steps = [
                step
                for step, half in enumerate(halves)
                if summary.has_length.all() and np.allclose(read, half, atol=1e-3)
            ]
            assert not steps or steps[0] in (0, last.shape[1] - 1), (
                f"The {name} reader is taken at a step in between, when it has not read the whole note."
            )
    _say_how_the_notes_are_read(summary, two_ways)
    raise AssertionError(
        "What the linear layer gets is not what the two readers of the last layer put out when each has read the whole "
        "note, side by side."
    )


@weight(1.25)
@enforces("as_it_is", "nothing_else")
def test_the_summary_goes_into_the_linear_layer_as_it_is(student, forwards, two_ways):
    seen = []
    for net in (forwards, two_ways):
        assert _reads(net.shapes), NO_READER
        layout = net.layout
        if layout is None or layout.head is None:
            continue  # that has tests of its own
        try:
            summary = _summary(student, net)
        except AssertionError:
            continue
        seen.append(summary.values)
        if not _is_right(summary, net):
            message = _is_changed(summary, net)
            assert not message, message
    assert not seen or max(np.ptp(values, axis=0).max() for values in seen) > 1e-7, (
        "The output is the same for every note."
    )


@weight(1.25)
@enforces("nothing_else", "as_it_is")
def test_the_outputs_are_logits(student, forwards, rng):
    layout = forwards.known()
    changed = [-2 * w if n in (layout.head, layout.head_bias) else w for n, w in enumerate(forwards.weights)]
    before, after = (
        _an_array(_logits(student, forwards.asked, False, w, [forwards.x])[0]) for w in (forwards.weights, changed)
    )
    assert before.dtype.kind == "f" and before.ndim == 2, (
        "The network returns classes. It should return the logits: the largest one is picked later."
    )
    assert before.shape == after.shape and np.isfinite(before).all() and np.isfinite(after).all(), (
        "The outputs are not finite numbers, or their shape depends on the weights."
    )
    assert np.ptp(before, axis=0).max() > 1e-6, "The outputs are the same for every note: compute them from `x`."
    if np.abs(after + 2 * before).max() <= 1e-3 * (1 + np.abs(before).max()):
        put_out = _put_out_by_the_head(student, forwards, before)
        assert put_out is None or np.abs(before - put_out).max() <= 2e-3 * (1 + np.abs(put_out).max()), (
            "The outputs are not what the linear layer puts out: something behind it scales or shifts them. Return its "
            "outputs as they are."
        )
        return
    if before.min() >= 0 and np.allclose(before.sum(1), 1, atol=1e-4):
        raise AssertionError(
            "A softmax turns the outputs into probabilities. Return logits: the loss function does the softmax."
        )
    if before.max() <= 1e-6 and np.allclose(np.exp(before).sum(1), 1, atol=1e-4):
        raise AssertionError("A log-softmax stands behind the linear layer. Leave it out: the loss function does it.")
    raise AssertionError(
        "The outputs are not logits: there is an activation, or something else, behind the linear layer. Return its "
        "outputs as they are."
    )


@weight(1.25)
@enforces("each_by_itself")
def test_each_note_is_judged_by_itself(student, forwards, two_ways, rng):
    for net in (forwards, two_ways):
        assert _reads(net.shapes), NO_READER
        others = rng.normal(size=net.x.shape)
        first, other, again = (
            _an_array(out) for out in _logits(student, net.asked, net.both, net.weights, [net.x, others, net.x])
        )
        assert other.ndim == 2 and np.ptp(other, axis=0).max() > 1e-6, (
            "The outputs are the same for every note, or not one row of logits per note: compute them from `x`."
        )
        assert first.shape == again.shape and np.allclose(first, again, atol=1e-5), REMEMBERS
        learning = [_logits(student, net.asked, net.both, net.weights, [net.x], training=True)[0] for _ in range(2)]
        if np.allclose(*map(_an_array, learning), atol=1e-5):  # chance, such as dropout's, has a test of its own
            first, _, again = (
                _an_array(out)
                for out in _logits(student, net.asked, net.both, net.weights, [net.x, others, net.x], training=True)
            )
            assert first.shape == again.shape and np.allclose(first, again, atol=1e-5), REMEMBERS
        first = _an_array(_logits(student, net.asked, net.both, net.weights, [net.x])[0])
        alone = _an_array(_logits(student, net.asked, net.both, net.weights, [net.x[:1]])[0])
        assert alone.size == other.shape[1] and np.allclose(alone.ravel(), first[0], atol=1e-4), (
            "The logits of a note depend on the other notes of the batch. (Is `batch_first=True` set? A reshape of `h_n` "
            "mixes layers and notes: it is sorted by layers first.)"
        )


@weight(0.5)
@enforces("nothing_else")
def test_training_and_evaluation_mode_give_the_same_logits(student, forwards, two_ways, rng):
    for net in (forwards, two_ways):
        x = rng.normal(size=(24, 6, net.asked[0]))
        outs = [
            _an_array(out)
            for training in (False, True)
            for out in _logits(student, net.asked, net.both, net.weights, [x], training=training)
        ]
        assert _reads(net.shapes), NO_READER
        assert outs[0].ndim == 2 and np.ptp(outs[0], axis=0).max() > 1e-6, (
            "The outputs do not depend on the notes and the weights of the network, so there is nothing to compare."
        )
        assert outs[0].shape == outs[1].shape and np.allclose(*outs, atol=1e-5), (
            "The network computes something else in training mode than in evaluation mode. There should be no dropout in "
            "it, neither as a layer nor as an argument of the LSTM, and no batch normalisation."
        )


@weight(1)
@enforces("all_learn")
def test_every_part_can_learn(student, forwards, two_ways, rng):
    for net in (forwards, two_ways):
        layout = net.layout
        assert layout is not None, NO_READER
        gradients = _gradients(student, net, [rng.normal(size=(len(net.x), net.asked[3]))])
        assert gradients is not None, (
            "The outputs do not hang on the graph of the gradients, so nothing can be learned. Leave out `no_grad`, "
            "`detach`, `.item()`, NumPy and `argmax` in `forward`."
        )
        assert not _safely(lambda net=net: student.frozen(sizes=list(net.asked), both=net.both)), (
            "Some weights are frozen (`requires_grad` is False): all should learn."
        )
        head = tuple(n for n in (layout.head, layout.head_bias) if n is not None)
        for part in (*layout.cells, *([head] if head else [])):
            found = [gradients[0][n] for n in part]
            if not _matters(student, net, part):
                continue  # what comes of a part that is not used has tests of its own
            assert all(gradient is not None for gradient in found) and any(np.abs(g).max() > 0 for g in found), (
                "A part of the network gets no gradient, so it would never learn. In `forward`, keep the tensors as they "
                "are: no `detach`, no `.data`, no `no_grad`, no NumPy, no new tensor made from an old one."
            )


def _matters(student, net, part):
    """Return whether the outputs change with the weights of `part`."""
    other = [-1.3 * w if n in part else w for n, w in enumerate(net.weights)]
    outs = [_logits(student, net.asked, net.both, weights, [net.x[:2]])[0] for weights in (net.weights, other)]
    return not np.allclose(*map(_an_array, outs), atol=1e-6)


# ---- What is in the network -------------------------------------------------------------------------------


def _sizes(rng):
    """Return (input_size, hidden, layers, n_class), all different."""
    while True:
        sizes = tuple(int(n) for n in rng.integers((5, 7, 2, 4), (12, 11, 4, 7)))
        if len(set(sizes)) == 4 and 2 * sizes[1] != sizes[0]:
            return sizes


def _net(student, rng, both):
    asked = _sizes(rng)
    shapes = _shapes(student, asked, both)
    layout = _layout(shapes, both)
    weights = [rng.normal(size=shape) * (1.2 / np.sqrt(shape[-1]) if len(shape) > 1 else 0.5) for shape in shapes]
    taken = _inputs(shapes, layout) if layout else asked
    inputs = asked[0] if asked[0] in taken else taken[0]
    return Net(asked, both, shapes, layout, weights, rng.normal(size=(4, STEPS, inputs)))


def _shapes(student, sizes, both):
    value = _safely(lambda: student.shapes(sizes=list(sizes), both=both))
    if not isinstance(value, list) or not all(isinstance(shape, list) for shape in value):
        return []
    return [tuple(int(n) for n in shape) for shape in value]


def _count(asked, ways):
    """Return the number of weights of the network that is asked for."""
    inputs, hidden, layers, classes = asked
    total = 0
    for layer in range(layers):
        total += ways * 4 * hidden * ((ways * hidden if layer else inputs) + hidden + 2)
    return total + ways * hidden * classes + classes


def _layout(shapes, both):
    """Find the LSTM's parameters and those of the linear layer by their shapes; None if there is no LSTM."""
    cells, used, place = [], set(), 0
    while place < len(shapes) - 1:
        (rows, *inputs), recurrent = shapes[place], shapes[place + 1]
        if len(inputs) == 1 and len(recurrent) == 2 and recurrent[0] == rows == 4 * recurrent[1]:
            length = 4 if shapes[place + 2 : place + 4] == [(rows,), (rows,)] else 2
            cells.append(tuple(range(place, place + length)))
            used.update(cells[-1])
            place += length
        else:
            place += 1
    if not cells:
        return None
    units = shapes[cells[0][1]][1]
    width = units * (2 if both else 1)
    rest = [n for n in range(len(shapes)) if n not in used]
    head = next((n for n in rest if len(shapes[n]) == 2 and width in shapes[n]), None)
    if head is None:
        return Layout(tuple(cells), units, None, None)
    flip = shapes[head][1] != width
    classes = shapes[head][1 if flip else 0]
    bias = next((n for n in rest if shapes[n] in ((classes,), (1, classes)) and n != head), None)
    return Layout(tuple(cells), units, head, bias, flip)


def _inputs(shapes, layout):
    """Return how many features each cell of the LSTM takes, in the order in which they are stored."""
    return [shapes[cell[0]][1] for cell in layout.cells]


def _reads(shapes):
    """Return whether there is a recurrent layer, of an LSTM or another one, that has a part of what is asked for."""
    return any(len(shape) == 2 and shape[0] in (shape[1], 3 * shape[1], 4 * shape[1]) for shape in shapes)


# ---- What it reads, and what the linear layer gets --------------------------------------------------------


def _readings(net):
    """Yield what `nn.LSTM`s with the network's weights put out, for each way in which its parameters may be sorted.

    Of each way a list: for each layer (notes, steps, units or 2 * units), the forward reader's half first.
    """
    layout, fits = net.known(), False
    for order in _orders(layout.cells, net.both):
        for backward_first in (False, True) if net.both else (False,):
            made = _all_layers(net, order, layout.units, backward_first)
            if made is not None:
                fits = True
                yield made
    assert fits, (
        "The layers of the LSTM do not fit together: each should read what all readers of the layer below put out, as in "
        "`nn.LSTM(..., bidirectional=True)`."
    )


def _orders(cells, both):
    """Yield the ways to sort an LSTM's cells into layers: a list of layers, each a list of one cell or two cells.

    The first one is how `nn.LSTM` keeps them.
    """
    half = len(cells) // 2
    if not both:
        sorted_in = [[[cell] for cell in cells]]
    else:
        lists = (cells[0::2], cells[1::2]), (cells[:half], cells[half:])
        sorted_in = [list(zip(*pair, strict=False)) for one, other in lists for pair in ((one, other), (other, one))]
    for layers in sorted_in:
        yield from permutations(layers) if len(layers) <= 3 else [layers]


def _all_layers(net, order, units, backward_first):
    """Return what each layer puts out, None if they do not fit; `backward_first` in what the next layer reads."""
    x, found = torch.tensor(net.x, dtype=torch.float32), []
    try:
        for cells in order:
            made = _one_layer(x, [[net.weights[n] for n in cell] for cell in cells], units)
            found.append(made.numpy())
            x = torch.cat([made[..., units:], made[..., :units]], dim=2) if backward_first else made
    except (RuntimeError, ValueError):
        return None
    return found


def _one_layer(x, weights, units, state=None, with_state=False):
    lstm = nn.LSTM(x.shape[2], units, batch_first=True, bias=len(weights[0]) == 4, bidirectional=len(weights) == 2)
    with torch.no_grad():
        for parameter, values in zip(lstm.parameters(), [w for cell in weights for w in cell], strict=True):
            if tuple(parameter.shape) != np.shape(values):
                raise ValueError("another shape")
            parameter.copy_(torch.tensor(values, dtype=torch.float32))
        return lstm(x, state) if with_state else lstm(x)[0]


def _is_right(summary, net):
    """Return whether the linear layer gets one of the summaries that the text allows."""
    units = net.known().units
    return any(_same(summary, made) for readings in _readings(net) for made in _accepted(readings, units))


def _is_changed(summary, net):
    """Return what was done to a right summary on its way to the linear layer, as a sentence; "" if nothing is found."""
    units = net.known().units
    for readings in _readings(net):
        for made in _accepted(readings, units):
            deviation = made.std(axis=1, keepdims=True) + 1e-12
            over_notes = made.std(axis=0, keepdims=True) + 1e-12
            for changed, message in (
                (np.maximum(made, 0), "A ReLU stands between the summary and the linear layer. Leave it out."),
                (np.tanh(made), "A tanh stands between the summary and the linear layer. Leave it out."),
                (1 / (1 + np.exp(-made)), "A sigmoid stands between the summary and the linear layer. Leave it out."),
                (np.abs(made), "The summary loses its signs (`abs`) before the linear layer. Hand it on as it is."),
                (
                    (made - made.mean(axis=1, keepdims=True)) / deviation,
                    "The summary is normalised (a layer norm) before the linear layer. Hand it on as it is.",
                ),
                (
                    (made - made.mean(axis=0, keepdims=True)) / over_notes,
                    "The summary is normalised over the notes of the batch. Hand it on as it is.",
                ),
            ):
                if _same(summary, changed):
                    return message
            if _same_direction(summary, made):
                return SCALED
        last = readings[-1]
        middle = np.sort(last, axis=1)[:, (last.shape[1] - 1) // 2]
        for one, message in (
            (np.abs(last).max(axis=1), "The largest *absolute* value over the steps is taken. Take the maximum."),
            (middle, "The median over the steps is taken. Take the end, the mean or the maximum."),
            (np.median(last, axis=1), "The median over the steps is taken. Take the end, the mean or the maximum."),
            (last.mean(axis=1) + last.max(axis=1), "Mean and maximum are added. Take one of the two."),
        ):
            if _same(summary, one):
                return message
        parts = [part.mean(axis=1) for n in range(1, STEPS - 1) for part in (last[:, n:], last[:, : n + 1])]
        if any(_same(summary, part) for part in parts):
            return "The mean leaves steps out. Take that over *all* steps."
    for way, message in OTHER_WAYS.items():
        made = _read_otherwise(net, way)
        for one in made or ():
            if _same(summary, one):
                return message
    return ""


OTHER_WAYS = {
    "cells": "The summary is the cell state `c_n`. Take what the readers put out, `h_n`: `outputs, (h_n, c_n) = lstm(x)`.",
    "ones": "The memory starts with ones. It should start empty, with zeros, as `nn.LSTM` does by itself.",
    "levelled": "The notes are scaled inside the network before they are read. Read them as they are.",
    "residual": "The input of a layer is added to its output. Hand on what the layer puts out, and nothing else.",
    "again": "A layer is used several times, where another one should stand.",
}
TURNED = {
    "both forwards": "Both readers read from the first step to the last. One of them should read from the end.",
    "not turned back": "What the backward reader puts out is not turned back in time before it is put beside the other.",
    "features": "For the backward reader the *features* are turned round. Turn the steps: `x.flip(1)`.",
    "steps first": "The LSTM takes notes for steps and steps for notes: is `batch_first=True` missing?",
}


def _say_how_the_notes_are_read(summary, net):
    """Fail if the summary fits layers that read the notes in a wrong way."""
    for way, message in TURNED.items():
        assert not any(_same(summary, one) for one in _read_otherwise(net, way) or ()), message


def _read_otherwise(net, way):
    """Return the summaries that come of reading the notes in another way, None where that cannot be."""
    layout = net.known()
    x, units, made, states = torch.tensor(net.x, dtype=torch.float32), layout.units, None, []
    ways = 2 if net.both else 1
    layers = [layout.cells[n : n + ways] for n in range(0, len(layout.cells), ways)]
    if way == "levelled":
        x = x / x.square().mean(dim=(1, 2), keepdim=True).sqrt()
    if way == "steps first":
        x = x.transpose(0, 1)
    if way == "again":
        layers = layers + layers[-1:]
    try:
        for cells in layers:
            weights = [[net.weights[n] for n in cell] for cell in cells]
            if net.both and way in ("both forwards", "not turned back", "features"):
                one, other = ([w] for w in weights)
                forward = _one_layer(x, one, units)
                if way == "both forwards":
                    backward = _one_layer(x, other, units)
                elif way == "not turned back":
                    backward = _one_layer(x.flip(1), other, units)
                else:
                    backward = _one_layer(x.flip(2), other, units)
                made = torch.cat([forward, backward], dim=2)
            else:
                state = None
                if way == "ones":
                    state = (torch.ones(ways, len(x), units), torch.ones(ways, len(x), units))
                made, (_, c) = _one_layer(x, weights, units, state, with_state=True)
                states = list(c)
            if way == "residual" and made.shape == x.shape:
                made = made + x
            x = made
    except (RuntimeError, ValueError, IndexError):
        return None
    if way == "cells":
        pair = [state.numpy() for state in states]
        return [np.concatenate(order, axis=1) for order in permutations(pair)]
    last = made.transpose(0, 1) if way == "steps first" else made
    found = _accepted([last.numpy()], units)
    if way == "steps first":
        found += [made.numpy()[-1, :, :]] if made.shape[1] == len(net.x) else []
        found += _accepted([made.numpy()], units)
    ends = last.numpy()[:, -1]
    return [*found, ends] if way in ("both forwards", "not turned back", "features") else found


def _accepted(readings, units):
    """Return the summaries that the text allows, each (notes, units or 2 * units)."""
    last = readings[-1]
    forward, backward = last[:, :, :units], last[:, :, units:]
    found = []
    for one, other in (
        (forward[:, -1], backward[:, 0]),
        (forward.mean(axis=1), backward.mean(axis=1)),
        (forward.max(axis=1), backward.max(axis=1)),
    ):
        found += [np.concatenate(pair, axis=1) for pair in ((one, other), (other, one))]
    return found


def _look_for_a_reader_that_has_just_begun(summary, last, units):
    assert not _same(summary, last[:, -1]), (
        "The summary is the output at the last step. There the *backward* reader has read one step only: it began there. "
        "Take what each reader puts out when it has read the whole note."
    )
    assert not _same(summary, last[:, 0]), (
        "The summary is the output at the first step. There the *forward* reader has read one step only. Take what each "
        "reader puts out when it has read the whole note."
    )
    wrong_way = np.concatenate([last[:, 0, :units], last[:, -1, units:]], axis=1)
    assert not _same(summary, wrong_way), (
        "Each half comes from where its reader *begins*: it has read one step there. Exchange first and last step."
    )
    for half in (last[:, -1, :units], last[:, 0, units:]):
        twice = np.concatenate([half, half], axis=1)
        assert not _same(summary, twice), "Both halves of the summary come from the same reader."


def _summary(student, net):
    """Return what the linear layer gets for each note, read off its gradients.

    The gradient of output j with respect to row j of the matrix is g times the summary, with respect to the bias it is g.
    The factor g depends on what stands behind the layer (1 for logits), their ratio does not. Without a bias the length is
    unknown, and the summary has length 1.
    """
    layout = net.known()
    notes, classes = len(net.x), net.asked[3]
    logits = _an_array(_logits(student, net.asked, net.both, net.weights, [net.x])[0])
    assert logits.shape == (notes, classes), "The output should have the shape (notes, n_class)."
    again = _an_array(_logits(student, net.asked, net.both, net.weights, [net.x])[0])
    assert np.allclose(logits, again, atol=1e-5), (
        "The same notes give other logits each time, in evaluation mode, too: there is chance in the network, such as a "
        "memory that starts with random numbers. It should start with zeros."
    )
    chosen = logits.argmax(axis=1)
    directions = np.zeros((notes, notes, classes))
    directions[np.arange(notes), np.arange(notes), chosen] = 1
    found = _gradients(student, net, list(directions))
    assert found is not None, (
        "The outputs do not hang on the graph of the gradients, so it cannot be seen what they are made of. Leave out "
        "`no_grad`, `detach` and NumPy in `forward`."
    )
    summary, has_length = [], []
    for gradients, j in zip(found, chosen, strict=True):
        matrix = gradients[layout.head]
        assert matrix is not None and np.abs(matrix).max() > 0, "The linear layer is not used for the logits."
        row = matrix[:, j] if layout.flip else matrix[j]
        bias = None if layout.head_bias is None else gradients[layout.head_bias]
        has_length.append(bias is not None and abs(np.ravel(bias)[j]) > 1e-7)
        summary.append(row / (np.ravel(bias)[j] if has_length[-1] else np.linalg.norm(row) + 1e-12))
    return Summary(np.array(summary), np.array(has_length))


def _same(summary, made):
    """Return whether the linear layer gets `made`."""
    if summary.values.shape != made.shape:
        return False
    unit = made / (np.linalg.norm(made, axis=1, keepdims=True) + 1e-12)
    return np.abs(summary.values - np.where(summary.has_length[:, None], made, unit)).max() <= 1e-3


def _same_direction(summary, made):
    """Return whether the linear layer gets `made` times a positive number, another one for each note."""
    length = np.linalg.norm(summary.values, axis=1, keepdims=True) + 1e-12
    return _same(Summary(summary.values / length, np.zeros(len(length), dtype=bool)), made)


def _put_out_by_the_head(student, net, logits):
    """Return the linear layer's outputs for what it gets, None where that cannot be seen or is another one each time."""
    layout = net.known()
    again = _an_array(_logits(student, net.asked, net.both, net.weights, [net.x])[0])
    try:
        summary = _summary(student, net)
    except AssertionError:
        return None
    if layout.head_bias is None or not summary.has_length.all() or not np.allclose(again, logits, atol=1e-5):
        return None
    matrix = net.weights[layout.head]
    return summary.values @ (matrix if layout.flip else matrix.T) + np.ravel(net.weights[layout.head_bias])


def _gradients(student, net, directions):
    found = _safely(
        lambda: student.gradients(
            sizes=list(net.asked), both=net.both, weights=net.weights, x=net.x, directions=directions
        )
    )
    return found if isinstance(found, list) and len(found) == len(directions) else None


def _logits(student, sizes, both, weights, inputs, **options):
    return _safely(lambda: student.logits(sizes=list(sizes), both=both, weights=weights, inputs=inputs, **options))


def _safely(call):
    """Make the call; an error about shapes gets a message that says what is meant."""
    try:
        return call()
    except StudentError as error:
        shapes = (
            "cannot be multiplied",
            "size",
            "Expected hidden",
            "must be equal to input_size",
            "shape",
            "dimension",
        )
        if error.kind in ("RuntimeError", "ValueError", "IndexError") and any(word in error.message for word in shapes):
            raise AssertionError(
                "The network fails for notes of shape (notes, steps, input_size) because sizes do not fit together: they "
                "must come from the arguments, and with two directions the summary has 2 * hidden numbers. "
                f"({error.message})"
            ) from None
        raise


def _an_array(out):
    """Return an output as an array; fail if it is none."""
    assert out is not None, "`forward` returns nothing: end it with `return`."
    values = array(out)
    assert values is not None, "`forward` should return one tensor, the logits."
    return values
