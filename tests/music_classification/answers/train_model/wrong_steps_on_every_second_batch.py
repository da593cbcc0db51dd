"""Steps after every second batch only.

Hint: fewer steps
At most: 85 %
"""
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    n_rows, n_correct, sum_of_losses = 0, 0, 0.0
    for place, (X, y) in enumerate(train_loader):
        X, y = X.to(device), y.to(device)
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if place % 2 == 1:
            optimizer.step()
            optimizer.zero_grad()
        n_rows += len(y)
        n_correct += (logits.argmax(dim=1) == y).sum().item()
        sum_of_losses += loss.item() * len(y)
    return n_correct / n_rows, sum_of_losses / n_rows
