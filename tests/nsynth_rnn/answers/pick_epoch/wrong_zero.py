"""A constant.

Hint: should pick
At most: 0 %
"""
def pick_epoch(val_loss, val_acc, rule):
    return 0
