"""Returns the fraction of wrong rows.

Hint: fraction of wrong rows
At most: 86 %
"""
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    with torch.no_grad():
        for X, y in eval_loader:
            X, y = X.to(device), y.to(device)
            logits = model(X)
            n_rows += len(y)
            n_correct += (logits.argmax(dim=1) != y).sum().item()
            sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows
