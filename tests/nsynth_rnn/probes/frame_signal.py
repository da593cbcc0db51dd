"""Calls the student's `frame_signal` and shows what comes back."""

import torch


def frames(cell, ask, *, x, arguments=None):
    """Return {value, dtype}: what `frame_signal(x, *arguments)` returns, and its type if it is a tensor."""
    value = cell["frame_signal"](x.copy(), *(arguments or ()))
    if not isinstance(value, torch.Tensor):
        return {"value": value, "dtype": f"no tensor, but {type(value).__name__}"}
    return {"value": value.detach(), "dtype": str(value.dtype).removeprefix("torch.")}
