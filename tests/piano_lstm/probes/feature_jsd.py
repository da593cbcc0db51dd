"""Calls the student's `feature_jsd`."""

import numpy as np
import torch


def divergences(cell, ask, *, a, b, step_edges, duration_edges, tensors=False):
    """Return the type of what comes back and, of a dict, the entries whose keys are texts."""
    made = (lambda x: torch.tensor(x, dtype=torch.float32)) if tensors else np.copy
    value = cell["feature_jsd"](made(a), made(b), step_edges.copy(), duration_edges.copy())
    found = {key: item for key, item in value.items() if isinstance(key, str)} if isinstance(value, dict) else None
    if isinstance(value, tuple | list) and len(value) == 3:
        found = dict(zip(("pitch", "step", "duration"), value, strict=True))  # whether it is a dict has its own test
    return {"type": type(value).__name__, "found": found}


def refuses(cell, ask, *, a, b, step_edges, duration_edges):
    """Return whether a ValueError is raised."""
    try:
        cell["feature_jsd"](a, b, step_edges, duration_edges)
    except ValueError:
        return True
    return False
