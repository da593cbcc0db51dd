"""Calls the student's `quantize`."""

import numpy as np


def levels(cell, ask, *, x, arguments):
    """Return {value, type, kept}: what `quantize(x, *arguments)` returns, and whether `x` stayed as it was."""
    mine = x.copy()
    value = cell["quantize"](mine, *arguments)
    return {"value": value, "type": type(value).__name__, "kept": bool(np.array_equal(mine, x))}
