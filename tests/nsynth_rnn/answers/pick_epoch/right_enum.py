"""An Enum raises the ValueError by itself."""
from enum import Enum
class Rule(Enum):
    FIRST = "first_rise"
    LOSS = "min_loss"
    ACC = "max_acc"
def pick_epoch(val_loss, val_acc, rule):
    rule = Rule(rule)
    ok = [i for i, l in enumerate(val_loss) if np.isfinite(l)]
    if rule is Rule.LOSS:
        return ok[int(np.argmin([val_loss[i] for i in ok]))]
    if rule is Rule.ACC:
        return ok[int(np.argmax([val_acc[i] for i in ok]))]
    for i, (a, b) in enumerate(zip(val_loss[:-1], val_loss[1:])):
        if b > a or math.isnan(b):
            return i
    return len(val_loss) - 1
