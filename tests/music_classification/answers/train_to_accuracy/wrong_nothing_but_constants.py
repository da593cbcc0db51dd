"""Trains nothing and returns constants.

Hint: never called
At most: 10 %
"""
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    return 0.95, 0.2, 3
