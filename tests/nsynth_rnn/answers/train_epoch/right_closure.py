"""The optimizer calls a closure that does the rest."""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    acc, loss_sum, n = 0, 0.0, 0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        seen = {}
        def closure():
            optimizer.zero_grad()
            seen["z"] = model(X)
            loss = criterion(seen["z"], y)
            loss.backward()
            if clip is not None:
                nn.utils.clip_grad_norm_(model.parameters(), clip)
            return loss
        loss = optimizer.step(closure)
        acc += int((seen["z"].argmax(1) == y).sum()); loss_sum += float(loss) * len(y); n += len(y)
    return acc / n, loss_sum / n
