"""Nothing was done.

Hint: still holds what was given
At most: 0 %
"""
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    """Train `model` for one epoch. Return train_acc (a fraction) and train_loss (the mean per note)."""
    # YOUR CODE HERE
    raise NotImplementedError()
