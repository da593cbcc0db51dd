"""Clearing after the step leaves clean gradients too."""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    optimizer.zero_grad(set_to_none=True)
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device), yb.to(device)
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        optimizer.zero_grad()
        loss_sum += loss.item() * len(yb)
        correct += (logits.argmax(dim=1) == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total
