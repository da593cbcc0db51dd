"""A scaler for mixed precision that is switched off."""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    scaler = torch.amp.GradScaler(enabled=False)
    c = n = 0; s = 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        with torch.autocast(device_type=device.type, enabled=False):
            z = model(X)
            loss = criterion(z, y)
        scaler.scale(loss).backward()
        if clip:
            scaler.unscale_(optimizer)
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        scaler.step(optimizer); scaler.update()
        c += (z.argmax(1) == y).sum().item(); n += len(X); s += loss.item() * len(X)
    return c / n, s / n
