"""Of equally good epochs the one that is better in the other list.

Hint: the other list decides
At most: 90 %
"""
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: (val_loss[e], -val_acc[e]))
    if rule == "max_acc":
        return min(sound, key=lambda e: (-val_acc[e], val_loss[e]))
    if rule == "first_rise":
        return next((e for e in range(len(val_loss) - 1) if not val_loss[e + 1] <= val_loss[e]), len(val_loss) - 1)
    raise ValueError(rule)
