"""Counts pairs as numbers; recall by division, with its warnings."""
def confusion_and_recall(y, p, n_class):
    confusion = np.bincount(y * n_class + p, minlength=n_class * n_class).reshape(n_class, n_class)
    recall = confusion.diagonal() / confusion.sum(1)
    return confusion, recall
