"""Calls the student's `song_split`, and looks whether it touches the global random states."""

import random

import numpy as np
import torch


def split(cell, ask, *, paths, fraction, seed, as_text=True):
    """Return {parts, kinds, touched} of `song_split(paths, fraction, seed)`.

    `touched`: which global random states are other ones afterwards.
    """
    from pathlib import Path

    function = cell["song_split"]
    given = list(paths) if as_text else [Path(path) for path in paths]
    before = random.getstate(), np.random.get_state(), torch.get_rng_state()
    value = function(given, fraction, seed)
    after = random.getstate(), np.random.get_state(), torch.get_rng_state()
    touched = []
    if before[0] != after[0]:
        touched.append("Python")
    if before[1][2] != after[1][2] or not np.array_equal(before[1][1], after[1][1]):
        touched.append("NumPy")
    if not torch.equal(before[2], after[2]):
        touched.append("PyTorch")
    parts = list(value) if isinstance(value, (tuple, list)) else [value]
    return {"parts": [_plain(part) for part in parts], "touched": touched}


def _plain(part):
    try:
        return [int(i) for i in part]
    except (TypeError, ValueError):
        return None
