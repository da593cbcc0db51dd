"""Calls the student's `rnn_forward`."""

import torch


def states(cell, ask, *, X, U, V, b, h0):
    """Return what comes back as a list, None if it is no pair. `h0` None: not given."""
    with torch.no_grad():
        value = cell["rnn_forward"](*(torch.tensor(one) for one in (X, U, V, b)), *_state(h0))
    return list(value) if isinstance(value, list | tuple) else None


def gradients(cell, ask, *, X, U, V, b, h0):
    """Return for each of the results that shows the last state its gradients, elements weighted: {argument: gradient}.

    None in place of the gradients of a result that has no graph; no results if the last state is not to be seen.
    """
    tensors = {name: torch.tensor(one, requires_grad=True) for name, one in dict(X=X, U=U, V=V, b=b, h0=h0).items()}
    value = cell["rnn_forward"](*tensors.values())
    found = []
    for last in _last(value, len(X), X.shape[1]):
        if last.requires_grad:
            loss = (last * torch.linspace(0.5, 1.5, last.numel()).reshape(last.shape)).sum()
            parts = torch.autograd.grad(loss, list(tensors.values()), retain_graph=True, allow_unused=True)
            found.append(dict(zip(tensors, parts, strict=True)))
        else:
            found.append(None)
    return found


def changed(cell, ask, *, X, U, V, b, h0):
    """Return the names of the arguments that the call changes."""
    tensors = {name: torch.tensor(one) for name, one in dict(X=X, U=U, V=V, b=b, h0=h0).items()}
    before = {name: one.clone() for name, one in tensors.items()}
    with torch.no_grad():
        cell["rnn_forward"](*tensors.values())
    return [name for name, one in tensors.items() if not torch.equal(one, before[name])]


def _state(h0):
    return () if h0 is None else (torch.tensor(h0),)


def _last(value, clips, steps):
    """Return the state after the last step as each result has it: that of all steps, and another one that is equal."""
    if not isinstance(value, list | tuple) or not all(isinstance(one, torch.Tensor) for one in value):
        return []
    seen = [one[:, -1] for one in value if one.ndim == 3 and one.shape[:2] == (clips, steps)]
    seen += [one for one in value if one.ndim == 2]
    return [one for one in seen if one.shape == seen[0].shape and torch.allclose(one, seen[0], atol=1e-5)]
