"""Returns its input.

Hint: a matrix
At most: 0 %
"""
def confusion_and_recall(y, p, n_class):
    return y, p
