"""A table, its differences and idxmin."""
import pandas as pd
def pick_epoch(val_loss, val_acc, rule):
    t = pd.DataFrame({"loss": val_loss, "acc": val_acc})
    if rule == "min_loss":
        return t["loss"].idxmin()
    if rule == "max_acc":
        return t.dropna(subset=["loss"])["acc"].idxmax()
    if rule == "first_rise":
        up = ~(t["loss"].diff().iloc[1:] <= 0)
        return int(up.idxmax()) - 1 if up.any() else len(t) - 1
    raise ValueError(rule)
