"""Drops the classes that do not occur.

Hint: for each of `n_class` classes
At most: 86 %
"""
def confusion_and_recall(y, p, n_class):
    names = np.unique(np.concatenate([y, p]))
    confusion = np.array([[((y == a) & (p == b)).sum() for b in names] for a in names])
    recall = np.array([np.mean(p[y == a] == a) if (y == a).any() else np.nan for a in names])
    return confusion, recall
