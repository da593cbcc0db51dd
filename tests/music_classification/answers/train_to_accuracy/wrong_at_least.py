"""An epoch at the threshold counts as good.

Hint: compare with `>`
At most: 96 %
"""
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    epochs = 0
    good = 0
    while epochs < max_epochs and good < patience:
        train_model(model, criterion, optimizer, device, train_loader)
        epochs += 1
        val_acc, val_loss = eval_model(model, criterion, device, val_loader)
        if val_acc >= threshold:
            good += 1
        else:
            good = 0
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs
