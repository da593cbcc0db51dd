"""`inference_mode` instead of `no_grad`; `train(False)` instead of `eval()`."""
def eval_model(model, criterion, device, eval_loader):
    model.train(False)
    rows, correct, total = 0, 0, 0.0
    with torch.inference_mode():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows
