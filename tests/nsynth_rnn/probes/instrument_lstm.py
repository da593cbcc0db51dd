"""Builds networks from the student's class, fills them with given weights and shows what they compute."""

import numpy as np
import torch

DEVICE = torch.device("cpu")


def shapes(cell, ask, *, sizes, both=None):
    """Return the shapes of all parameters of `InstrumentLSTM(*sizes)`, in their order; `both`: two directions."""
    return [list(p.shape) for p in _build(cell, sizes, both).parameters()]


def frozen(cell, ask, *, sizes, both):
    """Return whether weights of the network are kept from learning."""
    return not all(p.requires_grad for p in _build(cell, sizes, both).parameters())


def logits(cell, ask, *, sizes, both, weights, inputs, training=False, alone=False):
    """Return the output for each of `inputs`, one after the other; `weights` (or None) replace the parameters.

    `alone`: the cell runs without the names that are defined further down.
    """
    net = _filled(_build(cell, sizes, both, alone), weights).train(training)
    with torch.no_grad():
        return [net(_tensor(x)) for x in inputs]


def gradients(cell, ask, *, sizes, both, weights, x, directions):
    """Return for each of `directions` the gradient of sum(output * direction) for each parameter.

    None instead of the whole if the output is no tensor of that shape with a graph, None for a parameter without one.
    """
    found = []
    for direction in directions:
        net = _filled(_build(cell, sizes, both), weights).eval()  # a new one, lest it remember
        out = net(_tensor(x))
        if not isinstance(out, torch.Tensor) or out.shape != direction.shape or not out.requires_grad:
            return None
        (out * _tensor(direction)).sum().backward()
        found.append([None if p.grad is None else p.grad.detach().clone() for p in net.parameters()])
    return found


def _build(cell, sizes, both, alone=False):
    """Return a network. Unless the cell runs alone, `device` is there: who uses it pays once, in the test about it."""
    made = cell["InstrumentLSTM"]
    names = getattr(made.forward, "__globals__", {})
    if names.get("InstrumentLSTM") is made:
        if alone and names.get("device") is DEVICE:
            del names["device"]
        elif not alone:
            names.setdefault("device", DEVICE)
    return (made(*sizes) if both is None else made(*sizes, both)).to("cpu")


def _filled(net, weights):
    if weights is not None:
        with torch.no_grad():
            for parameter, values in zip(net.parameters(), weights, strict=True):
                parameter.copy_(_tensor(values))
    return net


def _tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)
