"""Runs the student's `data_details` cell on other data."""

NAMES = ("n_tr", "n_ts", "n_feat", "n_class")


def counts(cell, ask, *, Xtr, ytr, Xts, yts):
    """Return what the cell counts; a name that it does not define is left out."""
    namespace = cell.run(Xtr=Xtr, ytr=ytr, Xts=Xts, yts=yts)
    return {name: namespace[name] for name in NAMES if name in namespace}
