"""Takes the parameters from the optimizer and from the model."""
def train_epoch(model, criterion, optimizer, device, train_loader, clip=None):
    model.train()
    correct, total, loss_sum = 0, 0, 0.0
    for X, y in train_loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad()
        logits = model(X)
        loss = criterion(logits, y)
        loss.backward()
        if clip:
            held = {id(p): p for p in [*model.parameters(), *(p for g in optimizer.param_groups for p in g["params"])]}
            nn.utils.clip_grad_norm_(list(held.values()), clip, error_if_nonfinite=False)
        optimizer.step()
        correct += (logits.argmax(dim=1) == y).sum().item()
        total += len(y)
        loss_sum += loss.item() * len(y)
    return correct / total, loss_sum / total
