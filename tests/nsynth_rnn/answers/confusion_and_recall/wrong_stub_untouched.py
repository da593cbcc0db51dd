"""Nothing was done.

Hint: still holds what was given
At most: 0 %
"""
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def confusion_and_recall(y, p, n_class):
    """Return the confusion matrix (rows: right class, columns: predicted class) and the recall of each class."""
    # YOUR CODE HERE
    raise NotImplementedError()
