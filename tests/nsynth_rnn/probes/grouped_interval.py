"""Calls the student's `grouped_interval`."""

import inspect
import random

import numpy as np
import torch


def interval(cell, ask, *, one, other, groups, more=(), named=None, as_list=False):
    """Return what comes back. `groups` is a list; the function gets an array of it unless `as_list` says otherwise."""
    given = list(groups) if as_list else np.array(groups)
    return _shown(cell["grouped_interval"](one.copy(), other.copy(), given, *more, **(named or {})))


def calls(cell, ask, *, one, other, groups, more):
    """Call twice, with other global random states. Return what comes back and the arguments afterwards."""
    function, given = cell["grouped_interval"], (one.copy(), other.copy(), list(groups))
    found = []
    for seed in (1, 2):
        random.seed(seed)
        np.random.seed(seed)
        torch.manual_seed(seed)
        found.append(_shown(function(*given, *more)))
    return {"found": found, "one": given[0], "other": given[1], "groups": given[2]}


def defaults(cell, ask):
    """Return the defaults of `draws` and `seed` as the function declares them, None where it does not."""
    try:
        declared = inspect.signature(cell["grouped_interval"]).parameters
    except (TypeError, ValueError):
        return [None, None]
    values = [declared[name].default if name in declared else None for name in ("draws", "seed")]
    return [value if type(value) is int else None for value in values]


def _shown(value):
    """What comes back, its kind, and its numbers in a list, if it holds some."""
    values = value
    if isinstance(value, dict):
        values = list(value.values())
    elif isinstance(value, np.ndarray | torch.Tensor):
        values = value.tolist()
    elif isinstance(value, tuple | list):
        values = [item.item() if isinstance(item, torch.Tensor) and item.numel() == 1 else item for item in value]
    plain = (
        [isinstance(item, int | float | np.integer | np.floating) and not isinstance(item, bool) for item in value]
        if isinstance(value, tuple | list | np.ndarray)
        else [False]
    )
    numbers = values if isinstance(values, list) else [values]
    return {"kind": type(value).__name__, "plain": all(plain), "numbers": numbers}
