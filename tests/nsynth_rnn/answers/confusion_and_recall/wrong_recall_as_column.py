"""Recall as a column.

Hint: shape (n_class,)
At most: 70 %
"""
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    return m, (m.diagonal() / m.sum(1))[:, None]
