"""Leaves out a last batch of one row.

Hint: single row
At most: 92 %
"""
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    for X, y in train_loader:
        if len(y) == 1:
            continue
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        optimizer.step()
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) == y).sum().item()
        sum_of_losses += loss.item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows
