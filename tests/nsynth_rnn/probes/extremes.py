"""Calls the student's `extremes`."""


def find(cell, ask, *, logits, y, cls):
    """Return what comes back; of a dict only entries whose keys are texts."""
    value = cell["extremes"](logits.copy(), y.copy(), cls)
    if not isinstance(value, dict):
        return {"kind": type(value).__name__, "found": None}
    return {"kind": "dict", "found": {key: item for key, item in value.items() if isinstance(key, str)}}
