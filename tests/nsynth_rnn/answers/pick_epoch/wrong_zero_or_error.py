"""A constant, and an error for unknown rules.

Hint: should pick
At most: 10 %
"""
def pick_epoch(val_loss, val_acc, rule):
    if rule not in ("first_rise", "min_loss", "max_acc"):
        raise ValueError
    return 0
