"""Structural pattern matching, with exceptions as guards."""
def pick_epoch(val_loss, val_acc, rule):
    good = {e: (l, a) for e, (l, a) in enumerate(zip(val_loss, val_acc)) if l == l}
    match rule:
        case "min_loss":
            return min(good, key=lambda e: good[e][0])
        case "max_acc":
            return max(good, key=lambda e: good[e][1])
        case "first_rise":
            pairs = zip(val_loss, val_loss[1:])
            return next((e for e, (now, then) in enumerate(pairs) if not then <= now), len(val_loss) - 1)
        case _:
            raise ValueError(f"no such rule: {rule}")
