"""`torch.autograd.grad` returns the gradients, which are shrunk before they are handed over."""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    ps = [p for p in model.parameters() if p.requires_grad]
    c, n, s = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        z = model(X)
        loss = criterion(z, y)
        grads = torch.autograd.grad(loss, ps)
        if clip is not None:
            norm = torch.linalg.vector_norm(torch.cat([g.flatten() for g in grads]))
            k = torch.clamp(clip / (norm + 1e-6), max=1.0)
            grads = [g * k for g in grads]
        for p, g in zip(ps, grads):
            p.grad = g
        optimizer.step()
        with torch.no_grad():
            c += torch.eq(z.max(dim=1).indices, y).float().sum().item()
        n += X.shape[0]; s += loss.item() * X.shape[0]
    return c / n, s / n
