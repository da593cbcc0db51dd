"""Takes a threshold of 0 for none.

Hint: argument `threshold`
At most: 96 %
"""
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    threshold = threshold or 0.9
    epochs = good_epochs = 0
    while epochs < max_epochs and good_epochs < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, _ = eval_model(model, criterion, device, val_loader)
        good_epochs = good_epochs + 1 if val_acc > threshold else 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs
