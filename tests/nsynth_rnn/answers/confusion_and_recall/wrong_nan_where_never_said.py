"""nan for classes that were never said.

Hint: were all missed is 0
At most: 90 %
"""
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    r = m.diagonal() / m.sum(1)
    r[m.sum(0) == 0] = np.nan
    return m, r
