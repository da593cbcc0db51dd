"""Calls the student's `confusion_and_recall`. Each call has a cell of its own, which remembers nothing."""

import copy

import numpy as np
import torch


def count(cell, ask, *, y, p, n_class):
    """Return {parts, kinds}: the parts of what comes back as arrays (None if it has no parts), and what they are."""
    return _shown(cell.run()["confusion_and_recall"](y.copy(), p.copy(), n_class))


def calls(cell, ask, *, y, p, other_y, other_p, n_class):
    """Call for (y, p), the others, and (y, p) again. Return what comes back (the first as it is then), and y and p."""
    function, given = cell.run()["confusion_and_recall"], (y.copy(), p.copy())
    first = function(*given, n_class)
    between = copy.deepcopy(function(other_y.copy(), other_p.copy(), n_class))
    first = copy.deepcopy(first)
    again = function(y.copy(), p.copy(), n_class)
    shown = {name: _shown(value) for name, value in (("first", first), ("between", between), ("again", again))}
    return {**shown, "y": given[0], "p": given[1]}


def _shown(value):
    if not isinstance(value, list | tuple):
        return {"parts": None, "kinds": [type(value).__name__]}
    kinds = ["array" if isinstance(part, np.ndarray | torch.Tensor) else type(part).__name__ for part in value]
    return {"parts": [_plain(part) for part in value], "kinds": kinds}


def _plain(part):
    """Return whatever holds numbers as an array, of objects as floats; else the part itself."""
    if isinstance(part, torch.Tensor):
        return part
    try:
        made = np.asarray(list(part.values()) if isinstance(part, dict) else part)
        return made.astype(float) if made.dtype == object else made
    except (TypeError, ValueError):
        return part
