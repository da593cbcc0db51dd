"""Calls the student's `relative_attention`, and follows the gradients back."""

import numpy as np
import torch


def attend(cell, ask, *, q, k, v, bias, height, width):
    """Return {value, changed}: the result, and whether one of the tensors was changed."""
    given = [_tensor(x) for x in (q, k, v, bias)]
    before = [x.clone() for x in given]
    value = cell["relative_attention"](*given, height, width)
    changed = not all(torch.equal(x, y) for x, y in zip(given, before, strict=True))
    return {"value": value.detach() if isinstance(value, torch.Tensor) else value, "changed": changed}


def gradients(cell, ask, *, q, k, v, bias, height, width, direction):
    """Return the gradients of sum(result * direction) for q, k, v and bias, None for one that gets none."""
    given = [_tensor(x).requires_grad_() for x in (q, k, v, bias)]
    value = cell["relative_attention"](*given, height, width)
    if not isinstance(value, torch.Tensor) or not value.requires_grad or value.shape != direction.shape:
        return None
    (value * _tensor(direction)).sum().backward()
    return [None if x.grad is None else x.grad.detach() for x in given]


def _tensor(values):
    return torch.tensor(np.asarray(values), dtype=torch.float32)
