"""The matrix holds Python objects.

Hint: integer type
At most: 90 %
"""
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=object)
    np.add.at(m, (y, p), 1)
    return m, np.array([r[i] / r.sum() if r.sum() else np.nan for i, r in enumerate(m)])
