"""Clips before there are gradients.

Hint: *after* `loss.backward()`
At most: 90 %
"""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        loss.backward()
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total
