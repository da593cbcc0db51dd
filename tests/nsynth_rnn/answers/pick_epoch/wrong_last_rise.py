"""The last rise instead of the first.

Hint: for the first time
At most: 70 %
"""
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])

    if rule == "first_rise":
        found = len(val_loss) - 1
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                found = e - 1
        return found
    raise ValueError(rule)
