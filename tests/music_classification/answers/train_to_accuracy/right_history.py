"""Keeps all accuracies and looks at the last ones; returns a list."""
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    history = []
    for _ in range(max_epochs):
        train_model(model, criterion, optimizer, device, train_loader)
        history.append(eval_model(model, criterion, device, val_loader)[0])
        if len(history) >= patience and min(history[-patience:]) > threshold:
            break
    test_acc, test_loss = eval_model(model, criterion, device, test_loader)
    return [test_acc, test_loss, len(history)]
