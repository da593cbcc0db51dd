"""Calls the student's `prf_binary`."""

import numpy as np
import torch


def numbers(cell, ask, *, y, p, pos_label=None):
    """Return the three numbers as a list, None if not three things come back. `pos_label` None: not given."""
    arguments = {} if pos_label is None else {"pos_label": pos_label}
    value = cell["prf_binary"](np.array(y), np.array(p), **arguments)
    if not isinstance(value, list | tuple | np.ndarray | torch.Tensor) or len(value) != 3:
        return None
    return [one.item() if isinstance(one, np.generic) else one for one in value]
