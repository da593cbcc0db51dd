"""Raises always.

Hint: ValueError
At most: 10 %
"""
def pick_epoch(val_loss, val_acc, rule):
    raise ValueError(rule)
