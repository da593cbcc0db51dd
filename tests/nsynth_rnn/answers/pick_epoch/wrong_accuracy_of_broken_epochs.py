"""max_acc does not look whether the loss is nan.

Hint: whose loss is nan was picked
At most: 91 %
"""
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(range(len(val_acc)), key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)
