"""Counts as many classes as occur.

Hint: for each of `n_class` classes
At most: 86 %
"""
def confusion_and_recall(y, p, n_class):
    n_class = int(max(y.max(), p.max())) + 1
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall
