"""Keywords, non-blocking moves, torch.max."""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for xb, yb in train_loader:
        xb, yb = xb.to(device=device, non_blocking=True), yb.to(device=device, non_blocking=True)
        optimizer.zero_grad()
        logits = model(xb)
        loss = criterion(logits, yb)
        loss.backward()
        if clip is not None:
            nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        loss_sum += loss.item() * len(yb)
        correct += (torch.max(logits, 1)[1] == yb).sum().item()
        total += len(yb)
    return correct / total, loss_sum / total
