"""A limit of 50 where none is given.

Hint: without `clip`
At most: 92 %
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
        nn.utils.clip_grad_norm_(model.parameters(), clip or 50.0)
        optimizer.step()
        c += (z.argmax(1) == y).sum().item(); n += len(y); s += loss.item() * len(y)
    return c / n, s / n
