"""Recall masked instead of nan.

Hint: should be `nan`
At most: 90 %
"""
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    return m, np.ma.array(m.diagonal(), dtype=float) / np.ma.masked_equal(m.sum(1), 0)
