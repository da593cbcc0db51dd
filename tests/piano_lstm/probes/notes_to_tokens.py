"""Calls the student's `notes_to_tokens`."""

import numpy as np


def tokens(cell, ask, *, notes, as_list=False):
    """Return what comes back, the name of its type, and whether the notes stayed as they were."""
    given = notes.tolist() if as_list else notes.copy()
    value = cell["notes_to_tokens"](given)
    return {"value": value, "type": type(value).__name__, "kept": bool(np.array_equal(np.asarray(given), notes))}
