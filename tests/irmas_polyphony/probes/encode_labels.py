"""Calls the student's `encode_labels` and `decode_labels` and shows what comes back."""

import torch


def encode(cell, ask, *, labels, classes):
    """Return {value, dtype, kind} of `encode_labels(labels, classes)`."""
    value = cell["encode_labels"](list(labels), list(classes))
    if not isinstance(value, torch.Tensor):
        return {"value": value, "dtype": "", "kind": type(value).__name__}
    return {"value": value.detach(), "dtype": str(value.dtype).removeprefix("torch."), "kind": "Tensor"}


def error_of(cell, ask, *, labels, classes):
    """Return the names of the error's type and its bases that `encode_labels(labels, classes)` raises, [] for none."""
    function = cell["encode_labels"]
    try:
        function(list(labels), list(classes))
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__]
    return []


def decode(cell, ask, *, row, classes, as_tensor):
    """Return {value, kind}: what `decode_labels` makes of a row, an array or a tensor."""
    value = cell["decode_labels"](torch.tensor(row, dtype=torch.float32) if as_tensor else row.copy(), list(classes))
    words = [str(word) for word in value] if isinstance(value, (list, tuple)) else value
    return {"value": words, "kind": type(value).__name__}
