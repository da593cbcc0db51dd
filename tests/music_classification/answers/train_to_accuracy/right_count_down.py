"""Counts down what is still missing."""
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    missing, epochs = patience, 0
    while missing and epochs != max_epochs:
        epochs += 1
        train_model(model, criterion, optimizer, device, train_loader)
        val_acc, _ = eval_model(model, criterion, device, val_loader)
        missing = patience if val_acc <= threshold else missing - 1
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return test_acc, test_loss, epochs
