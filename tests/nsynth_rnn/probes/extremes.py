"""Calls the student's `extremes`. Each call has a cell of its own, which remembers nothing."""

import copy

import numpy as np


def find(cell, ask, *, logits, y, cls):
    """Return {kind, found, types}: what comes back; of a dict only entries whose keys are texts, and their types."""
    return _shown(cell.run()["extremes"](logits.copy(), y.copy(), cls))


def calls(cell, ask, *, logits, y, other, cls):
    """Call for `logits`, `other` logits, and `logits` again. Return what comes back (the first as it is then), and both arrays."""
    function, given = cell.run()["extremes"], (logits.copy(), y.copy())
    first = function(*given, cls)
    between = copy.deepcopy(function(other.copy(), y.copy(), cls))
    first = copy.deepcopy(first)
    again = function(logits.copy(), y.copy(), cls)
    shown = {name: _shown(value) for name, value in (("first", first), ("between", between), ("again", again))}
    return {**shown, "logits": given[0], "y": given[1]}


def _shown(value):
    if not isinstance(value, dict):
        return {"kind": type(value).__name__, "found": None, "types": {}}
    named = {key: item for key, item in value.items() if isinstance(key, str)}
    return {"kind": "dict", "found": named, "types": {key: _type(item) for key, item in named.items()}}


def _type(value):
    is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    return "whole" if is_whole else type(value).__name__
