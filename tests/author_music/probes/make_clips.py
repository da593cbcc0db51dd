"""Calls the student's `make_clips`."""

import librosa
import numpy as np
import scipy.signal

# Loaded here, once: an answer that calls them has no time to wait for it.
librosa.resample(np.zeros(64, dtype=np.float32), orig_sr=4000, target_sr=2000)
scipy.signal.resample_poly(np.zeros(64), 1, 2)


def clips(cell, ask, *, x, arguments):
    """Return {value, kept}: what `make_clips(x, *arguments)` returns, and whether `x` stayed as it was."""
    mine = x.copy()
    value = cell["make_clips"](mine, *arguments)
    return {"value": value, "kept": bool(np.array_equal(mine, x))}
