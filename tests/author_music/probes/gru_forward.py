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
    """Return for each of the results that shows the last state its gradients, elements weighted: {argument: gradient}.

    None in place of the gradients of a result that has no graph; no results if the last state is not to be seen.
    """
    given = dict(X=X, W=W, R=R, b=b, c=c, h0=h0)
    tensors = {name: torch.tensor(one, requires_grad=True) for name, one in given.items()}
    value = cell["gru_forward"](*tensors.values(), reset=reset)
    found = []
    for last in _last(value, *X.shape[:2]):
        if last.requires_grad:
            loss = (last * torch.linspace(0.5, 1.5, last.numel()).reshape(last.shape)).sum()
            parts = torch.autograd.grad(loss, list(tensors.values()), retain_graph=True, allow_unused=True)
            found.append(dict(zip(tensors, parts, strict=True)))
        else:
            found.append(None)
    return found


def _last(value, clips, steps):
    """Return the state after the last step as each result has it: that of all steps, and another one that is equal."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, torch.Tensor) for one in value):
        return []
    seen = [one[:, -1] for one in value if one.ndim == 3 and one.shape[:2] == (clips, steps)]
    seen += [one for one in value if one.ndim == 2]
    return [one for one in seen if one.shape == seen[0].shape and torch.allclose(one, seen[0], atol=1e-5)]


def _tensors(*arrays):
    return [torch.tensor(one) for one in arrays]


def _more(h0, reset):
    return ({} if h0 is None else {"h0": torch.tensor(h0)}) | ({} if reset is None else {"reset": reset})
