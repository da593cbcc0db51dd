"""Switches all gradients off, and never on again.

Hint: switched off
At most: 90 %
"""
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    torch.set_grad_enabled(False)
    for X, y in eval_loader:
        X, y = X.to(device), y.to(device)
        logits = model(X)
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) == y).sum().item()
        sum_of_losses += criterion(logits, y).item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows
