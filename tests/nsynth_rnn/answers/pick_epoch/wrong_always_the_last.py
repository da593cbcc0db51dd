"""The last epoch, always.

Hint: largest validation accuracy
At most: 11 %
"""
def pick_epoch(val_loss, val_acc, rule):
    return len(val_loss) - 1
