"""The mean of the last epochs has to be above the threshold.

Hint: not only their mean
At most: 96 %
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
        if len(history) >= patience and sum(history[-patience:]) / patience > threshold + 1e-9:
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs
