"""Norm and scale by hand, over all parameters."""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip is not None:
            grads = [p.grad for p in model.parameters() if p.grad is not None]
            norm = torch.sqrt(sum((g ** 2).sum() for g in grads))
            if norm > clip:
                for g in grads:
                    g.mul_(clip / norm)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total
