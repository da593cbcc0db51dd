"""Does not check that there are `patience` epochs yet.

Hint: too early
At most: 75 %
"""
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    history = []
    while epochs < max_epochs:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        history.append(val_acc)
        if all(acc > threshold for acc in history[-patience:]):
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs
