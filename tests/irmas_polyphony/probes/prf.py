"""Calls the student's `prf` and shows what comes back, and what it warned of."""

import warnings

import numpy as np
import torch


def measure(cell, ask, *, Y, P, average, kind="array"):
    """Return {parts, warned, changed} of `prf(Y, P, average)`; kind: "array", "tensor", or "mixed": Y is a tensor."""
    before = np.array(Y), np.array(P)
    Y, P = np.array(Y), np.array(P)
    if kind != "array":
        Y = torch.tensor(Y)
    if kind == "tensor":
        P = torch.tensor(P)
    function = cell["prf"]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = function(Y, P, average)
    parts = list(value) if isinstance(value, (tuple, list, np.ndarray, torch.Tensor)) else [value]
    return {
        "parts": [
            part.item() if hasattr(part, "item") and getattr(part, "size", None) == 1 else part for part in parts
        ],
        "changed": any(not np.array_equal(np.asarray(now), then) for now, then in zip((Y, P), before, strict=True)),
        "warned": [str(one.message) for one in caught if issubclass(one.category, (RuntimeWarning, UserWarning))],
    }


def refuses(cell, ask, *, Y, average):
    """Return whether `prf(Y, Y, average)` raises a ValueError, or one of its subclasses."""
    function = cell["prf"]
    try:
        function(Y.copy(), Y.copy(), average)
    except ValueError:
        return True
    return False
