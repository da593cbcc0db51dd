"""nanargmin, and accuracies of broken epochs set to minus infinity."""
def pick_epoch(val_loss, val_acc, rule):
    loss, acc = np.asarray(val_loss, dtype=float), np.asarray(val_acc, dtype=float)
    if rule == "min_loss":
        return np.nanargmin(loss)
    if rule == "max_acc":
        return int(np.argmax(np.where(np.isnan(loss), -np.inf, acc)))
    if rule == "first_rise":
        rises = np.flatnonzero(~(loss[1:] <= loss[:-1]))
        return int(rises[0]) if len(rises) else len(loss) - 1
    raise ValueError("unknown rule")
