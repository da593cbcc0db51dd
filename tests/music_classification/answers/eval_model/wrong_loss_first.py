"""The loss comes first.

Hint: order is wrong
At most: 94 %
"""
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.no_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return total / rows, correct / rows
