"""0 instead of nan.

Hint: should be `nan`
At most: 91 %
"""
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, 0.0)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall
