"""Builds networks from the student's class, fills them with given weights and shows what they compute."""

import numpy as np
import torch


def shapes(cell, ask, *, kind, sizes):
    """Return the shapes of all parameters of `RecurrentLast(kind, *sizes)`, in their order."""
    return [list(p.shape) for p in cell["RecurrentLast"](kind, *sizes).parameters()]


def refuses(cell, ask, *, kind):
    """Return whether making a network of this kind raises a ValueError, or one of its subclasses."""
    made = cell["RecurrentLast"]
    try:
        made(kind, 3, 4, 2)
    except ValueError:
        return True
    return False


def logits(cell, ask, *, kind, sizes, weights, inputs, training=False, dropout=None):
    """Return the output for each of `inputs`, one after the other. `dropout` None: not given."""
    net = _filled(cell, kind, sizes, weights, dropout).train(training)
    with torch.no_grad():
        return [net(_tensor(x)) for x in inputs]


def gradients(cell, ask, *, kind, sizes, weights, x, lengths, training, dropout, wanted=None):
    """Return for each clip the gradients of a weighted sum of its logits, one for each parameter (or None).

    `wanted`: the places of those that matter, in place of all. None instead of the whole if the output is no tensor with
    a row for each clip and a graph.
    """
    net = _filled(cell, kind, sizes, weights, dropout).train(training)
    torch.manual_seed(5)
    out = net(_tensor(x)) if lengths is None else net(_tensor(x), lengths=torch.tensor(np.asarray(lengths)))
    if not isinstance(out, torch.Tensor) or out.ndim != 2 or len(out) != len(x) or not out.requires_grad:
        return None
    parameters = list(net.parameters())
    places = [place for place in wanted or range(len(parameters)) if parameters[place].requires_grad]
    found = []
    for clip in range(len(x)):
        loss = (out[clip] * torch.arange(1.0, out.shape[1] + 1).square()).sum()
        inputs = [parameters[place] for place in places]
        parts = torch.autograd.grad(loss, inputs, retain_graph=True, allow_unused=True) if places else ()
        own = dict(zip(places, parts, strict=True))
        found.append([own.get(place) for place in range(len(parameters))])
    return found


def _filled(cell, kind, sizes, weights, dropout):
    arguments = {} if dropout is None else {"dropout": dropout}
    net = cell["RecurrentLast"](kind, *sizes, **arguments).to("cpu")
    with torch.no_grad():
        for parameter, values in zip(net.parameters(), weights, strict=True):
            parameter.copy_(_tensor(values))
    return net


def _tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)
