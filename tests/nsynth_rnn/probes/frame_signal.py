"""Calls the student's `frame_signal` and shows what comes back."""

import librosa
import torch

librosa.util.frame  # noqa: B018 - loaded here, once: it compiles for seconds, and an answer that calls it has no time


def frames(cell, ask, *, x, arguments=None):
    """Return {value, dtype}: what `frame_signal(x, *arguments)` returns, and its type if it is a tensor."""
    value = cell["frame_signal"](x.copy(), *(arguments or ()))
    if not isinstance(value, torch.Tensor):
        return {"value": value, "dtype": f"no tensor, but {type(value).__name__}"}
    return {"value": value.detach(), "dtype": str(value.dtype).removeprefix("torch.")}


def refuses(cell, ask, *, x, arguments):
    """Return whether `frame_signal(x, *arguments)` raises a ValueError, or one of its subclasses."""
    function = cell["frame_signal"]
    try:
        function(x.copy(), *arguments)
    except ValueError:
        return True
    return False
