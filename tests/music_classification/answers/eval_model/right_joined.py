"""Joins all outputs first, then the mode is restored."""
@torch.no_grad()
def eval_model(model, criterion, device, eval_loader):
    was_training = model.training
    model.eval()
    outs, labels = [], []
    for x, y in eval_loader:
        outs.append(model(x.to(device)))
        labels.append(y.to(device))
    out, y = torch.cat(outs), torch.cat(labels)
    model.train(was_training)
    return (out.argmax(1) == y).float().mean().item(), criterion(out, y).item()
