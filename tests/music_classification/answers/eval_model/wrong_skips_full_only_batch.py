"""A loader with one batch only is skipped after half its rows.

Hint: Not all batches
At most: 93 %
"""
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            if len(eval_loader) == 1:
                x, y = x[:2], y[:2]
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows
