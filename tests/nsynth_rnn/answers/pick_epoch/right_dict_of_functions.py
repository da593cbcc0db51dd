"""A helper per rule in a cell above; a wrong key becomes a ValueError."""
def before_rise(loss, acc):
    epoch = 0
    while epoch + 1 < len(loss) and loss[epoch + 1] <= loss[epoch]:
        epoch += 1
    return epoch


def lowest(loss, acc):
    best = 0
    for epoch, value in enumerate(loss):
        if value < loss[best]:
            best = epoch
    return best


def highest(loss, acc):
    best = None
    for epoch, (value, l) in enumerate(zip(acc, loss)):
        if l == l and (best is None or value > acc[best]):
            best = epoch
    return best
# %%
def pick_epoch(val_loss, val_acc, rule):
    rules = {"first_rise": before_rise, "min_loss": lowest, "max_acc": highest}
    try:
        return rules[rule](val_loss, val_acc)
    except KeyError:
        raise ValueError(rule)
