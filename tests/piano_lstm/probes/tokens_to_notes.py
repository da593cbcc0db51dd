"""Calls the student's `tokens_to_notes`."""

import numpy as np
import torch


def notes(cell, ask, *, tokens, tensor=False):
    """Return what comes back, the name of its type, and whether the tokens stayed as they were."""
    given = torch.tensor(tokens, dtype=torch.float32) if tensor else tokens.copy()
    before = np.array(given, dtype=float)
    value = cell["tokens_to_notes"](given)
    return {"value": value, "type": type(value).__name__, "kept": bool(np.array_equal(np.asarray(given), before))}
