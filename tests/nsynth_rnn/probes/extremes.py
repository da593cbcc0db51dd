"""Calls the student's `extremes`."""


def indexes(cell, ask, *, logits, y, cls):
    """Return the keys of the dict whose values can index an array."""
    import operator

    found = []
    for key, value in cell["extremes"](logits.copy(), y.copy(), cls).items():
        try:
            operator.index(value)
        except TypeError:
            continue
        found.append(key)
    return [key for key in found if isinstance(key, str)]


def find(cell, ask, *, logits, y, cls):
    """Return what comes back; of a dict only entries whose keys are texts."""
    value = cell["extremes"](logits.copy(), y.copy(), cls)
    if not isinstance(value, dict):
        return {"kind": type(value).__name__, "found": None}
    return {"kind": "dict", "found": {key: item for key, item in value.items() if isinstance(key, str)}}
