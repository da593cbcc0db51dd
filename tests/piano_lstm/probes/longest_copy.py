"""Calls the student's `longest_copy`."""

import time

import numpy as np


def copy(cell, ask, *, pitches, pieces, as_lists=False):
    """Return what comes back, whether all stayed as it was, and the seconds of computing."""
    made = (lambda x: [int(value) for value in x]) if as_lists else (lambda x: np.array(x, dtype=int))
    given, others = made(pitches), [made(piece) for piece in pieces]
    function = cell["longest_copy"]
    start = time.process_time()
    value = function(given, others)
    seconds = time.process_time() - start
    kept = np.array_equal(np.asarray(given), np.asarray(pitches)) and len(others) == len(pieces)
    kept = kept and all(np.array_equal(np.asarray(a), np.asarray(b)) for a, b in zip(others, pieces, strict=True))
    return {"value": value, "kept": bool(kept), "seconds": seconds}
