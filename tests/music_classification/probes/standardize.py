"""Runs the student's `standardize` cell on other data and shows what it made and what it left behind."""

import numpy as np
import torch


def scaled(cell, ask, *, Xtr, ytr, Xts, yts):
    """Return, for each of the two results, what it is and its values, and the given tensors afterwards."""
    given = {
        "Xtr": Xtr,
        "ytr": ytr,
        "Xts": Xts,
        "yts": yts,
        "n_tr": len(Xtr),
        "n_ts": len(Xts),
        "n_feat": Xtr.shape[1],
        "n_class": int(ytr.max()) + 1,
        "classes": [f"instrument {label}" for label in range(int(ytr.max()) + 1)],
        "Xtr_tensor": torch.tensor(Xtr, dtype=torch.float32),
        "Xts_tensor": torch.tensor(Xts, dtype=torch.float32),
        "ytr_tensor": torch.tensor(ytr, dtype=torch.long),
        "yts_tensor": torch.tensor(yts, dtype=torch.long),
    }
    namespace = cell.run(**given)
    return {
        "results": {name: _seen(namespace[name]) for name in ("Xtr_scale", "Xts_scale") if name in namespace},
        "given": {name: _values(given[name]) for name in ("Xtr_tensor", "Xts_tensor")},
        "names": {name: _values(namespace[name]) for name in ("Xtr_tensor", "Xts_tensor") if name in namespace},
    }


def _seen(value):
    is_tensor = isinstance(value, torch.Tensor)
    return {
        "kind": "tensor" if is_tensor else type(value).__name__,
        "dtype": str(getattr(value, "dtype", "")).removeprefix("torch."),
        "values": _values(value),
    }


def _values(value):
    """Return the numbers in `value` as an array, None if it holds no table of numbers."""
    try:
        if isinstance(value, torch.Tensor):
            return value.detach().cpu().double().numpy().copy()
        return np.array(value, dtype=float)
    except (TypeError, ValueError, RuntimeError):
        return None
