"""Batch means divided by samples.

Hint: the
At most: 95 %
"""
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total
