"""Returns constants.

Hint: same for any data
At most: 10 %
"""
def eval_model(model, criterion, device, eval_loader):
    return 0.9, 0.3
