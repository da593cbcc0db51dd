"""nan also where all notes were missed.

Hint: were all missed is 0
At most: 90 %
"""
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    d = m.diagonal().astype(float)
    d[d == 0] = np.nan
    return m, d / m.sum(1)
