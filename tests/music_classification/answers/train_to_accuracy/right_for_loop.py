"""A for loop with `break`; the results are unpacked with a star."""
def train_to_accuracy(max_epochs=100, threshold=0.9, patience=3, model=None, criterion=None, optimizer=None,
                      device=None, train_loader=None, val_loader=None, test_loader=None,
                      train_model=None, eval_model=None):
    good = 0
    for epoch in range(1, max_epochs + 1):
        train_model(model, criterion, optimizer, device, train_loader)
        good = good + 1 if eval_model(model, criterion, device, val_loader)[0] > threshold else 0
        if good == patience:
            break
    return *eval_model(model, criterion, device, test_loader), epoch
