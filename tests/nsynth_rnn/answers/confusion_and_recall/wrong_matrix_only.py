"""Only the matrix.

Hint: should return two arrays
At most: 0 %
"""
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    return confusion
