"""One number for all classes.

Hint: one value of recall per class
At most: 45 %
"""
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, np.nanmean(recall)
