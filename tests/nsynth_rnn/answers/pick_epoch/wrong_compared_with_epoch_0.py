"""Compares with the first loss instead of the one before.

Hint: rises for the first time
At most: 80 %
"""
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[0]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)
