"""Calls the student's `cut_windows` and shows what comes back."""

import numpy as np
import torch


def cut(cell, ask, *, wave, size, overlap):
    """Return {value, dtype, changed} of `cut_windows(wave, size, overlap)`; `changed`: whether it changed `wave`."""
    given = wave.copy()
    value = cell["cut_windows"](given, size, overlap)
    found = value.detach() if isinstance(value, torch.Tensor) else value
    dtype = str(getattr(value, "dtype", type(value).__name__)).removeprefix("torch.")
    return {"value": found, "dtype": dtype, "changed": not np.array_equal(given, wave)}
