"""Nothing was done.

Hint: still holds what was given
At most: 0 %
"""
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def pick_epoch(val_loss, val_acc, rule):
    """Return the number of the epoch to keep, counted from 0. rule: "first_rise", "min_loss" or "max_acc"."""
    # YOUR CODE HERE
    raise NotImplementedError()
