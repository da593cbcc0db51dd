"""Calls the student's `jsd`."""

import numpy as np


def divergence(cell, ask, *, p, q, as_lists=False):
    """Return what comes back, and whether both histograms stayed as they were."""
    given = [one.tolist() if as_lists else one.copy() for one in (p, q)]
    value = cell["jsd"](*given)
    kept = all(np.array_equal(np.asarray(one), before) for one, before in zip(given, (p, q), strict=True))
    return {"value": value, "kept": bool(kept)}


def refuses(cell, ask, *, p, q):
    """Return whether a ValueError is raised."""
    try:
        cell["jsd"](p.copy(), q.copy())
    except ValueError:
        return True
    return False
