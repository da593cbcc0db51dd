"""A deque of the last results; its length is checked first."""
from collections import deque


def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    last = deque(maxlen=patience)
    epochs = 0
    while epochs < max_epochs and not (len(last) == patience and all(last)):
        train_model(model, criterion, optimizer, device, train_loader)
        val_acc, _ = eval_model(model, criterion, device, val_loader)
        last.append(val_acc > threshold)
        epochs += 1
    test_acc, test_loss = eval_model(model=model, criterion=criterion, device=device, eval_loader=test_loader)
    return test_acc, test_loss, epochs
