"""Runs the model over all data twice: for the accuracy, then for the loss.

Hint: more than once
At most: 90 %
"""
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            n_rows += len(y)
            n_correct += (model(X).argmax(dim=1) == y).sum().item()
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            sum_of_losses += criterion(model(X), y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows
