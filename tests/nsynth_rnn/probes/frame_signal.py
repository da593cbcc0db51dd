"""Calls the student's `frame_signal` and shows what comes back. Each call has a cell of its own, which remembers nothing."""

import copy

import librosa
import torch

librosa.util.frame  # noqa: B018 - loaded here, once: it compiles for seconds, and an answer that calls it has no time


def frames(cell, ask, *, x, arguments=None):
    """Return {value, dtype}: what `frame_signal(x, *arguments)` returns, and its type if it is a tensor."""
    value = cell.run()["frame_signal"](x.copy(), *(arguments or ()))
    if not isinstance(value, torch.Tensor):
        return {"value": value, "dtype": f"no tensor, but {type(value).__name__}"}
    return {"value": value.detach(), "dtype": str(value.dtype).removeprefix("torch.")}


def refuses(cell, ask, *, x, arguments):
    """Return "raised" if `frame_signal(x, *arguments)` raises a ValueError or a subclass, else what it returns."""
    function = cell.run()["frame_signal"]
    try:
        value = function(x.copy(), *arguments)
    except ValueError:
        return "raised"
    return "error" if isinstance(value, BaseException) else "nothing" if value is None else "value"


def calls(cell, ask, *, x, other, arguments):
    """Call for `x`, `other` and `x` again. Return what comes back (the first as it is then), and `x` itself."""
    function, given = cell.run()["frame_signal"], x.copy()
    first = function(given, *arguments)
    between = copy.deepcopy(function(other.copy(), *arguments))
    first = copy.deepcopy(first)
    return {"first": first, "between": between, "again": function(x.copy(), *arguments), "x": given}
