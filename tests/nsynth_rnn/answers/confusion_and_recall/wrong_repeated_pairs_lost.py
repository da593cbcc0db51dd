"""`confusion[y, p] += 1` counts each pair once only.

Hint: add up to the number of notes
At most: 71 %
"""
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    counts = np.zeros_like(confusion)
    counts[y, p] += 1
    return counts, recall
