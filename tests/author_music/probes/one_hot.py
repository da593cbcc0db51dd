"""Calls the student's `one_hot`."""

import torch


def rows(cell, ask, *, q, arguments):
    """Return {value, dtype}: what `one_hot(q, *arguments)` returns, and its type."""
    value = cell["one_hot"](q.copy(), *arguments)
    kind = str(value.dtype) if isinstance(value, torch.Tensor) else f"no tensor, but {type(value).__name__}"
    return {"value": value.detach() if isinstance(value, torch.Tensor) else value, "dtype": kind}


def refuses(cell, ask, *, q, arguments):
    """Return whether `one_hot(q, *arguments)` raises a ValueError, or one of its subclasses."""
    function = cell["one_hot"]
    try:
        function(q.copy(), *arguments)
    except ValueError:
        return True
    return False
