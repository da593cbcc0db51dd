"""Never begun.

Hint: the
At most: 0 %
"""
def train_model(model, criterion, optimizer, device, train_loader):
    raise NotImplementedError()
