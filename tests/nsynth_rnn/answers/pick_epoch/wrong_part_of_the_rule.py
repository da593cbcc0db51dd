"""Looks for a word in the rule, so other rules pass.

Hint: misspelt
At most: 90 %
"""
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if "loss" in rule:
        return min(sound, key=lambda e: val_loss[e])
    if "max" in rule:
        return max(sound, key=lambda e: val_acc[e])
    if "rise" in rule:
        return next((e for e in range(len(val_loss) - 1) if not val_loss[e + 1] <= val_loss[e]), len(val_loss) - 1)
    raise ValueError(rule)
