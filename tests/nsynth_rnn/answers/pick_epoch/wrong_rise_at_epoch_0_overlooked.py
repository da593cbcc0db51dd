"""Takes epoch 0 for "not found".

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
        e = next((e for e in range(len(val_loss) - 1) if not val_loss[e + 1] <= val_loss[e]), None)
        return e if e else len(val_loss) - 1
    raise ValueError(rule)
