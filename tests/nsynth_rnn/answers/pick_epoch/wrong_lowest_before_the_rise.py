"""first_rise picks the smallest loss of all.

Hint: for the first time
At most: 81 %
"""
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])

    if rule == "first_rise":
        return max(e for e in sound if val_loss[e] == min(val_loss[k] for k in sound))
    raise ValueError(rule)
