"""Clips at 1 whatever `clip` is, if it is given.

Hint: use the argument
At most: 80 %
"""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    c = n = 0; s = 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        z = model(X)
        loss = criterion(z, y)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        c += (z.argmax(1) == y).sum().item(); n += len(y); s += loss.item() * len(y)
    return c / n, s / n
