"""The values are the same without `no_grad`; it only costs memory."""
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    if True:
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows
