"""Hidden tests of `conv_net`: four blocks, then a mean or a GRU over time, then a linear layer.

The student's layers are found by their kinds: the text asks for `nn.Conv2d`, `nn.BatchNorm2d`, `nn.GRU`, `nn.Linear`.
Their random weights come back and go into the same network here: what stands between the layers shows in the logits.
The layers themselves have a test; where they are other ones, the tests of logits find no fault.
Accepted: any names and grouping; convolutions with or without bias; activations as layers or functions.
"""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from grader.testing import StudentError, array, enforces, weight

DEFINES = ("ConvNet",)


@weight(2.5)
@enforces("blocks", "arguments")
def test_the_layers_are_those_of_the_text_in_the_sizes_of_the_arguments(student, rng):
    for rnn in (None, False, True):
        channels, n, classes = (int(v) for v in rng.integers((1, 3, 2), (4, 7, 9)))
        options = {} if rnn is None else {"rnn": rnn}
        found = student.layers(sizes=[channels, n, classes], options=options)
        by = {
            kind: [one for one in found["layers"] if one["kind"] == kind] for kind in ("conv", "norm", "linear", "gru")
        }
        said = {None: "without `rnn`", False: "with rnn=False", True: "with rnn=True"}[rnn]
        widths = [n, 2 * n, 4 * n, 8 * n]
        shapes = [one["shape"] for one in by["conv"]]
        assert len(shapes) == 4, (
            f"There should be four `nn.Conv2d`, kept as attributes; there are {len(shapes)} ({said})."
        )
        assert [shape[0] for shape in shapes] == widths, (
            f"The four convolutions should put out n, 2n, 4n and 8n channels ({said})."
        )
        assert [shape[1] for shape in shapes] == [channels, *widths[:3]], (
            f"The first convolution should take `in_channels`, each other one what the one before puts out ({said})."
        )
        assert all(shape[2:] == [3, 3] for shape in shapes), f"The kernels should be 3×3 ({said})."
        strides = [[2, 2], [2, 2]] + ([[2, 1], [2, 1]] if rnn else [[2, 2], [2, 2]])
        own = [one["stride"] for one in by["conv"]]
        assert not (rnn and own[2:] == [[1, 2], [1, 2]]), (
            "Blocks 3 and 4 halve the time axis and keep the mel axis. It should be the other way round: stride (2, 1)."
        )
        assert own == strides, (
            f"The strides of the four convolutions are not those of the text ({said}): 2, and (2, 1) in blocks 3 and 4 "
            "with rnn=True."
        )
        assert [one["shape"][0] for one in by["norm"]] == widths, (
            f"Each block should have an `nn.BatchNorm2d` of its own, for as many channels as its convolution ({said})."
        )
        assert len(by["linear"]) == 1, f"There should be one `nn.Linear`; there are {len(by['linear'])} ({said})."
        assert by["linear"][0]["shape"] == [classes, 8 * n], (
            f"The linear layer should take the 8n numbers of the summary to `n_class` logits ({said})."
        )
        if rnn:
            assert [one["shape"] for one in by["gru"]] == [[8 * n, 8 * n, 1, 1]], (
                "There should be one `nn.GRU` with one layer, one direction, 8n inputs and 8n units."
            )
        else:
            assert not by["gru"], f"There should be no GRU ({said})."
        known = (
            4 + 8 + 2 + (4 if rnn else 0)
        )  # weights of convolutions, norms, head, GRU; biases of convolutions may come
        assert len(found["shapes"]) in (known, known + 4), (
            f"The network has further weights than the text asks for ({said})."
        )


@weight(1)
@enforces("any_size")
def test_there_is_one_row_of_logits_for_each_window_of_any_size(student, rng):
    for rnn in (False, True):
        for channels, size, count in ((1, (32, 32), 3), (2, (48, 20), 2), (1, (16, 16), 1), (3, (17, 37), 2)):
            x = rng.normal(size=(count, channels, *size))
            out = array(_run(student, (channels, 4, 5), {"rnn": rnn}, [x])["outputs"][0])
            assert out is not None, "`forward` should return one tensor, the logits."
            assert out.shape != (5,), "For a single window the output loses an axis: leave out `squeeze()`."
            assert out.shape == (count, 5), "The output should have the shape (windows, n_class)."


@weight(2.5)
@enforces("pooled_head", "logits")
def test_without_rnn_the_logits_are_those_of_the_mean_over_all_places(student, rng):
    for size in ((32, 48), (33, 21)):
        sizes, options = (2, 3, 4), {"rnn": False, "slope": 0.0}
        x = rng.normal(size=(3, 2, *size))
        found = _run(student, sizes, options, [x])
        out = _logits(found, (3, 4))
        weights = _known(found, sizes, rnn=False)
        if weights is None:
            assert np.abs(out).max() > 0, "The logits are all 0."
            continue
        feature = _map(weights, x, False, 0.0)
        if _same(out, _head(weights, feature.mean(dim=(2, 3)))):
            continue
        _what_is_behind(out, _head(weights, feature.mean(dim=(2, 3))))
        assert not _same(out, _head(weights, feature.amax(dim=(2, 3)))), (
            "The summary is the maximum over all places. It should be the mean."
        )
        assert not _same(out, _head(weights, feature.sum(dim=(2, 3)))), (
            "The summary is the sum over all places, not the mean."
        )
        _between_the_layers(out, weights, x, False, lambda w, f: _head(w, f.mean(dim=(2, 3))))
        raise AssertionError(
            "With rnn=False the logits should be those of the linear layer for the mean over all places of the last "
            "map."
        )


@weight(2.5)
@enforces("gru_over_time", "logits")
def test_with_rnn_a_gru_reads_the_map_over_time(student, rng):
    for size in ((32, 48), (64, 20)):
        sizes, options = (1, 3, 4), {"rnn": True, "slope": 0.0}
        x = rng.normal(size=(3, 1, *size))
        found = _run(student, sizes, options, [x])
        out = _logits(found, (3, 4))
        weights = _known(found, sizes, rnn=True)
        if weights is None or not weights["gru"]:
            assert np.abs(out).max() > 0, "The logits are all 0."
            continue
        feature = _map(weights, x, True, 0.0)
        time, mel = feature.mean(dim=2).transpose(1, 2), feature.mean(dim=3).transpose(1, 2)
        right = _head(weights, _gru(weights, time)[:, -1])
        if _same(out, right):
            continue
        _what_is_behind(out, right)
        assert not _same(out, _head(weights, _gru(weights, mel)[:, -1])), (
            "The GRU reads over the mel axis, from low to high. It should read over time: take the mean over "
            "mel, axis 2."
        )
        assert not _same(out, _head(weights, _gru(weights, time)[:, 0])), (
            "The output of the GRU at its *first* step is taken. Take the last one: it has read everything."
        )
        assert not _same(out, _head(weights, _gru(weights, time).mean(dim=1))), (
            "The mean of the GRU's outputs is taken. Take its output at the last step."
        )
        assert not _same(out, _head(weights, _gru(weights, time.flip(1))[:, -1])), "The GRU reads from right to left."
        shuffled = feature.mean(dim=2).reshape(len(x), -1, feature.shape[1])
        assert not _same(out, _head(weights, _gru(weights, shuffled)[:, -1])), (
            "`reshape` or `view` mixes channels and time up. Exchange the axes with `transpose` or `permute`."
        )
        assert not _same(out, _head(weights, _gru(weights, time.transpose(0, 1))[-1])) and not _same(
            out, _head(weights, _gru(weights, time.transpose(0, 1)).transpose(0, 1)[:, -1])
        ), "The GRU reads over the windows of the batch: it needs `batch_first=True`."
        loudest = feature.amax(dim=2).transpose(1, 2)
        assert not _same(out, _head(weights, _gru(weights, loudest)[:, -1])), (
            "The mel axis is summed up by its maximum, not its mean."
        )
        assert not _same(out, _head(weights, feature.mean(dim=(2, 3)))), "The GRU is not used."
        _between_the_layers(out, weights, x, True, lambda w, f: _head(w, _gru(w, f.mean(dim=2).transpose(1, 2))[:, -1]))
        raise AssertionError(
            "With rnn=True the logits should be those of the linear layer for what the GRU puts out at the last step "
            "of the sequence over time."
        )


@weight(1.25)
@enforces("slope")
def test_the_activation_has_the_slope_that_is_asked_for(student, rng):
    x = rng.normal(size=(3, 1, 32, 32))
    a, b, zero = x[:1], x[1:2], np.zeros_like(x[:1])

    def bend(slope):
        """How far the network is from a straight line, without rnn: 0 for a slope of 1."""
        f = [
            _logits({"outputs": [o]}, (1, 3))
            for o in _run(student, (1, 4, 3), {"slope": slope}, [a + b, a, b, zero])["outputs"]
        ]
        return np.abs(f[0] - f[1] - f[2] + f[3]).max()

    curved = bend(0.0)
    straight = bend(1.0)
    assert curved > 1e-2, "Without a slope the network is a straight line: each block needs its ReLU."
    assert straight < 1e-2 * max(1.0, curved), (
        "With `slope=1` all activations together should leave a straight line. Use the argument `slope` as the "
        "negative slope in each block."
    )
    given, left_out = (_logits(_run(student, (1, 4, 3), options, [x]), (3, 3)) for options in ({"slope": 0.0}, {}))
    assert np.abs(given - left_out).max() < 1e-4, "Without the argument `slope` it should be 0, the plain ReLU."
    found = _run(student, (1, 4, 3), {"slope": 0.4}, [x])
    weights = _known(found, (1, 4, 3), rnn=False)
    if weights is not None:
        base = _run(student, (1, 4, 3), {"slope": 0.0}, [x])
        fits = _same(_logits(base, (3, 3)), _head(weights, _map(weights, x, False, 0.0).mean(dim=(2, 3))))
        right = _head(weights, _map(weights, x, False, 0.4).mean(dim=(2, 3)))
        assert not fits or _same(_logits(found, (3, 3)), right), "The negative slope should be `slope` itself."


@weight(0.75)
@enforces("blocks")
def test_batch_norm_learns_its_statistics_in_training_and_nothing_is_dropped(student, rng):
    for rnn in (False, True):
        found = student.statistics(
            sizes=[1, 3, 4], options={"rnn": rnn}, seed=5, x=rng.normal(1.0, 1, size=(6, 1, 32, 32))
        )
        assert found["moved"] and min(found["moved"]) > 1e-6, (
            "In training mode the running statistics of a batch norm do not move: use each of them once in each pass."
        )
        assert found["same"], (
            "In training mode the same batch gives other logits each time: leave out dropout and noise."
        )


@weight(0.75)
@enforces("alone")
def test_each_window_is_judged_by_itself_in_evaluation_mode(student, rng):
    for rnn in (False, True):
        x = rng.normal(size=(4, 1, 32, 32))
        together, *alone = _run(student, (1, 3, 4), {"rnn": rnn}, [x, x[:1], x[2:3]])["outputs"]
        together = array(together)
        assert together is not None and together.shape == (4, 4), "The output should have the shape (windows, n_class)."
        assert np.ptp(together, axis=0).max() > 1e-6, "All windows get the same logits."
        for i, one in zip((0, 2), alone, strict=True):
            values = array(one)
            assert values is not None and np.allclose(values.reshape(-1), together[i], atol=1e-4), (
                "A window gets other logits if other windows are in the batch."
            )


@weight(0.75)
@enforces("all_learn")
def test_a_gradient_reaches_all_weights(student, rng):
    for rnn in (False, True):
        found = student.gradients(sizes=[2, 3, 4], options={"rnn": rnn}, seed=6, x=rng.normal(size=(4, 2, 32, 32)))
        assert found is not None, (
            "The logits do not hang on the graph of the gradients: leave out `detach` and `no_grad`."
        )
        assert not found, f"No gradient reaches {', '.join(found[:3])}: each layer should be used for the logits."


# ---- The same network here ---------------------------------------------------------------------------------


def _run(student, sizes, options, inputs, training=False):
    try:
        return student.run(sizes=list(sizes), options=options, seed=11, inputs=list(inputs), training=training)
    except StudentError as error:
        words = ("cannot be multiplied", "size", "shape", "dimension", "input_size", "channels")
        if error.kind in ("RuntimeError", "ValueError", "IndexError") and any(word in error.message for word in words):
            raise AssertionError(
                "The network fails for windows of shape (windows, in_channels, n_mels, frames) because sizes do not "
                f"fit together: they must come from the arguments, and fit any height and width. ({error.message})"
            ) from None
        raise


def _logits(found, shape):
    values = array(found["outputs"][0])
    assert values is not None, "`forward` should return one tensor: is there a `return`?"
    assert values.reshape(-1).size == shape[0] * shape[1], "The output should have the shape (windows, n_class)."
    return values.reshape(shape)


def _known(found, sizes, rnn):
    """Return the weights if the layers are those of the text, else None: that has a test of its own."""
    w, n = found["weights"], sizes[1]
    shapes = [list(np.shape(conv[0])) for conv in w["conv"]]
    expected = [[o, i, 3, 3] for o, i in zip((n, 2 * n, 4 * n, 8 * n), (sizes[0], n, 2 * n, 4 * n), strict=True)]
    norms = [None if norm is None else len(norm[0]) for norm in w["norm"]]
    heads = [list(np.shape(linear[0])) for linear in w["linear"]]
    fits = shapes == expected and norms == [n, 2 * n, 4 * n, 8 * n] and heads == [[sizes[2], 8 * n]]
    fits = fits and (not w["gru"] or list(np.shape(w["gru"][0][0])) == [24 * n, 8 * n])
    return w if fits else None


def _map(weights, x, rnn, slope, skip_norm=False, skip_act=None, norm_last=False):
    x = _tensor(x)
    for i, (conv, norm) in enumerate(zip(weights["conv"], weights["norm"], strict=True)):
        stride = (2, 1) if rnn and i >= 2 else 2
        bias = None if conv[1] is None else _tensor(conv[1])
        x = F.conv2d(x, _tensor(conv[0]), bias, stride=stride, padding=1)
        steps = [lambda x, norm=norm: x if skip_norm else _norm(x, norm)]
        if skip_act != i and skip_act != "all":
            steps.append(lambda x: F.leaky_relu(x, slope))
        for step in reversed(steps) if norm_last else steps:
            x = step(x)
    return x


def _norm(x, norm):
    scale, shift, mean, var = (_tensor(v) for v in norm[:4])
    return F.batch_norm(x, mean, var, scale, shift, eps=float(norm[4]))


def _head(weights, summary):
    matrix, bias = weights["linear"][0]
    return F.linear(summary, _tensor(matrix), None if bias is None else _tensor(bias)).numpy()


def _gru(weights, sequence):
    layer = nn.GRU(sequence.shape[2], sequence.shape[2], batch_first=True)
    with torch.no_grad():
        for parameter, values in zip(layer.parameters(), weights["gru"][0], strict=False):
            parameter.copy_(_tensor(values))
        return layer(sequence)[0]


def _what_is_behind(out, logits):
    """Name what stands between the right logits and what comes back."""
    t = torch.tensor(logits)
    assert not _same(out, t.softmax(dim=1).numpy()), "The output is a softmax. Return the logits."
    assert not _same(out, t.sigmoid().numpy()), (
        "The output is a sigmoid. Return the logits: the loss takes the sigmoid."
    )
    assert not _same(out, t.log_softmax(dim=1).numpy()), "The output is a log-softmax. Return the logits."
    assert not _same(out, t.relu().numpy()), (
        "There is an activation behind the linear layer. Return the logits as they are."
    )


def _between_the_layers(out, weights, x, rnn, rest):
    """Name a mistake within the blocks."""
    assert not _same(out, rest(weights, _map(weights, x, rnn, 0.0, skip_norm=True))), "The batch norms are not used."
    assert not _same(out, rest(weights, _map(weights, x, rnn, 0.0, norm_last=True))), (
        "The activation comes before the batch norm. The order is: convolution, batch norm, activation."
    )
    for i in (0, 1, 2, 3, "all"):
        assert not _same(out, rest(weights, _map(weights, x, rnn, 0.0, skip_act=i))), (
            "A block has no activation: each of the four has one, also the last."
        )


def _same(found, expected):
    return found.shape == expected.shape and np.abs(found - expected).max() < 2e-3 * (1 + np.abs(expected).max())


def _tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)
