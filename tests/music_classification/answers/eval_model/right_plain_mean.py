"""The loss is the plain mean over batches."""
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
            total += loss.item()
    return correct / rows, total / len(eval_loader)
