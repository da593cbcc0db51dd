"""The largest value of a column.

Hint: along `dim=1`
At most: 40 %
"""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=0) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total
