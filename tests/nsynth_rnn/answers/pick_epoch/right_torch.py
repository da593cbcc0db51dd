"""Tensors; nan replaced by infinity."""
def pick_epoch(val_loss, val_acc, rule):
    rules = ["first_rise", "min_loss", "max_acc"]
    if rule not in rules:
        raise ValueError(f"{rule} is none of {rules}")
    loss = torch.nan_to_num(torch.tensor(val_loss, dtype=torch.float64), nan=float("inf"))
    if rule == "min_loss":
        return torch.argmin(loss).item()
    if rule == "max_acc":
        acc = torch.tensor(val_acc, dtype=torch.float64)
        acc[torch.isinf(loss)] = -1
        return acc.argmax().item()
    for epoch in range(len(loss) - 1):
        if loss[epoch + 1] > loss[epoch]:
            return epoch
    return len(loss) - 1
