"""Calls the student's `gru_forward`."""

import torch


def states(cell, ask, *, X, W, R, b, c, h0, reset):
    """Return what comes back as a list, None if it is no pair. `h0`, `reset` None: not given."""
    with torch.no_grad():
        value = cell["gru_forward"](*_tensors(X, W, R, b, c), **_more(h0, reset))
    return list(value) if isinstance(value, list | tuple) else None


def refuses(cell, ask, *, X, W, R, b, c, h0, reset):
    """Return whether a ValueError is raised, or one of its subclasses."""
    function = cell["gru_forward"]
    try:
        with torch.no_grad():
            function(*_tensors(X, W, R, b, c), **_more(h0, reset))
    except ValueError:
        return True
    return False


def gradients(cell, ask, *, X, W, R, b, c, h0, reset):
    """Return the gradient of the last state, its elements weighted, for each tensor; None without a graph."""
    given = dict(X=X, W=W, R=R, b=b, c=c, h0=h0)
    tensors = {name: torch.tensor(one, requires_grad=True) for name, one in given.items()}
    value = cell["gru_forward"](*tensors.values(), reset=reset)
    if not isinstance(value, list | tuple) or not all(isinstance(one, torch.Tensor) for one in value):
        return None
    states = next((one for one in value if one.ndim == 3 and one.shape[:2] == X.shape[:2]), None)
    last = states[:, -1] if states is not None else next((one for one in value if one.ndim == 2), None)
    if last is None or not last.requires_grad:
        return None
    (last * torch.linspace(0.5, 1.5, last.numel()).reshape(last.shape)).sum().backward()
    return {name: one.grad for name, one in tensors.items()}


def _tensors(*arrays):
    return [torch.tensor(one) for one in arrays]


def _more(h0, reset):
    return ({} if h0 is None else {"h0": torch.tensor(h0)}) | ({} if reset is None else {"reset": reset})
