"""Each batch makes a step of an optimizer.

Hint: weights change
At most: 80 %
"""
def eval_model(model, criterion, device, eval_loader):
    model.eval()
    rows, correct, total = 0, 0, 0.0
    with torch.enable_grad():
        for x, y in eval_loader:
            x, y = x.to(device), y.to(device)
            out = model(x)
            loss = criterion(out, y)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rows += len(y)
            correct += (out.argmax(dim=1) == y).sum().item()
            total += loss.item() * len(y)
    return correct / rows, total / rows
