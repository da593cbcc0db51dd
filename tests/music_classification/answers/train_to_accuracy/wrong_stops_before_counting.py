"""Looks at the count before the epoch is counted, so it needs one good epoch too many.

Hint: too late
At most: 75 %
"""
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if good >= patience:
            break
        if val_acc > threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs
