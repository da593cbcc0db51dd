"""Counts the notes of other classes that were rightly not called so as well.

Hint: divided by all its notes
At most: 71 %
"""
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    accuracy = np.array([((y == c) == (p == c)).mean() for c in range(n_class)])
    return confusion, np.where(there, accuracy, np.nan)
