"""Calls the student's `vote` and shows what comes back."""

import numpy as np
import torch


def votes(cell, ask, *, logits, rule, threshold, as_tensor=False):
    """Return {value, dtype, changed} of `vote(logits, rule, threshold)`; `changed`: whether it changed the logits."""
    given = torch.tensor(logits, dtype=torch.float32) if as_tensor else logits.copy()
    before = given.clone() if as_tensor else given.copy()
    value = cell["vote"](given, rule, threshold)
    found = value.detach() if isinstance(value, torch.Tensor) else value
    dtype = str(getattr(value, "dtype", type(value).__name__)).removeprefix("torch.")
    return {"value": found, "dtype": dtype, "changed": not np.array_equal(np.asarray(given), np.asarray(before))}


def refuses(cell, ask, *, logits, rule):
    """Return whether `vote(logits, rule, 0.5)` raises a ValueError, or one of its subclasses."""
    function = cell["vote"]
    try:
        function(logits.copy(), rule, 0.5)
    except ValueError:
        return True
    return False
