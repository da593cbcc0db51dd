"""Counts the pairs before the first rise; ties by the number of the epoch."""
from itertools import takewhile, pairwise
def pick_epoch(val_loss, val_acc, rule):
    match rule:
        case "first_rise":
            return sum(1 for _ in takewhile(lambda p: p[1] <= p[0], pairwise(val_loss)))
        case "min_loss" | "max_acc":
            score = [(-l if rule == "min_loss" else a, -i) for i, (l, a) in enumerate(zip(val_loss, val_acc)) if l == l]
            return -max(score)[1]
    raise ValueError(f"{rule}")
