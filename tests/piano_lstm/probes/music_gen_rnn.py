"""Builds networks from the student's class, fills them with given weights and shows what they compute."""

import numpy as np
import torch


def shapes(cell, ask, *, sizes=None):
    """Return the shapes of all parameters of `MusicGenRNN(*sizes)`, in their order; None: with its defaults."""
    return [list(p.shape) for p in _build(cell, sizes).parameters()]


def outputs(cell, ask, *, sizes, weights, inputs, training=False, portions=None):
    """Return [logits, step, duration] for each of `inputs`, one after the other.

    `weights` (or None) replace the parameters. `portions`: read each of them in portions of so many tokens, with the
    state handed on, and put the outputs side by side.
    """
    net = _filled(_build(cell, sizes), weights).train(training)
    with torch.no_grad():
        return [_read(net, _tensor(x), portions) for x in inputs]


def first_portion_matters(cell, ask, *, sizes, weights, first, second):
    """Return the logits of `second` after `first` with the state handed on, and without a state."""
    net = _filled(_build(cell, sizes), weights).eval()
    with torch.no_grad():
        _, state = net(_tensor(first))
        return [_parts(net(_tensor(second), state))[0], _parts(net(_tensor(second)))[0]]


def gradients(cell, ask, *, sizes, weights, x, which):
    """Return for each parameter the absolute gradients of the sum of an output times a wave; None without one."""
    net = _filled(_build(cell, sizes), weights).eval()
    out = _parts(net(_tensor(x)))[which]
    if not out.requires_grad:
        return None
    wave = torch.sin(torch.arange(out.numel(), dtype=torch.float32)).reshape(out.shape)
    (out * wave).sum().backward()
    return [None if p.grad is None else p.grad.abs().numpy() for p in net.parameters()]


def _read(net, x, portions):
    if portions is None:
        return _parts(net(x))
    found, state = [], None
    for part in x.split(portions, dim=1):
        returned = net(part, state)
        found.append(_parts(returned))
        state = returned[1]
    return [torch.cat(parts, dim=1) for parts in zip(*found, strict=True)]


def _parts(returned):
    """Return [logits, step, duration] of what a network returned."""
    if not isinstance(returned, tuple | list) or len(returned) != 2 or not isinstance(returned[0], tuple | list):
        raise TypeError("`forward` should return `(logits, step, duration), state`")
    if len(returned[0]) != 3 or not all(isinstance(part, torch.Tensor) for part in returned[0]):
        raise TypeError("`forward` should return `(logits, step, duration), state`: three tensors and the state")
    return list(returned[0])


def _build(cell, sizes):
    made = cell["MusicGenRNN"]
    return (made() if sizes is None else made(*sizes)).to("cpu")


def _filled(net, weights):
    if weights is not None:
        with torch.no_grad():
            for parameter, values in zip(net.parameters(), weights, strict=True):
                parameter.copy_(_tensor(values))
    return net


def _tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)
