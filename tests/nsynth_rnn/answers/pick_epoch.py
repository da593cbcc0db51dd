# %% [markdown]
# # Worked answers of `pick_epoch`

# %% [markdown]
# ## Right answers

# %% above="dict_of_functions"
def before_rise(loss, acc):
    epoch = 0
    while epoch + 1 < len(loss) and loss[epoch + 1] <= loss[epoch]:
        epoch += 1
    return epoch


def lowest(loss, acc):
    best = 0
    for epoch, value in enumerate(loss):
        if value < loss[best]:
            best = epoch
    return best


def highest(loss, acc):
    best = None
    for epoch, (value, l) in enumerate(zip(acc, loss)):
        if l == l and (best is None or value > acc[best]):
            best = epoch
    return best

# %% right="dict_of_functions"
# A helper per rule in a cell above; a wrong key becomes a ValueError.
def pick_epoch(val_loss, val_acc, rule):
    rules = {"first_rise": before_rise, "min_loss": lowest, "max_acc": highest}
    try:
        return rules[rule](val_loss, val_acc)
    except KeyError:
        raise ValueError(rule)

# %% right="enum"
# An Enum raises the ValueError by itself.
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

# %% right="match_statement"
# Structural pattern matching, with exceptions as guards.
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

# %% right="numpy"
# nanargmin, and accuracies of broken epochs set to minus infinity.
def pick_epoch(val_loss, val_acc, rule):
    loss, acc = np.asarray(val_loss, dtype=float), np.asarray(val_acc, dtype=float)
    if rule == "min_loss":
        return np.nanargmin(loss)
    if rule == "max_acc":
        return int(np.argmax(np.where(np.isnan(loss), -np.inf, acc)))
    if rule == "first_rise":
        rises = np.flatnonzero(~(loss[1:] <= loss[:-1]))
        return int(rises[0]) if len(rises) else len(loss) - 1
    raise ValueError("unknown rule")

# %% right="pandas"
# A table, its differences and idxmin.
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

# %% right="plain"
# Lists and loops.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% right="subclass_of_valueerror"
# An own kind of ValueError, defined in the cell, is a ValueError.
class UnknownRule(ValueError):
    pass
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    elif rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    elif rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise UnknownRule(rule)

# %% right="takewhile"
# Counts the pairs before the first rise; ties by the number of the epoch.
from itertools import takewhile, pairwise
def pick_epoch(val_loss, val_acc, rule):
    match rule:
        case "first_rise":
            return sum(1 for _ in takewhile(lambda p: p[1] <= p[0], pairwise(val_loss)))
        case "min_loss" | "max_acc":
            score = [(-l if rule == "min_loss" else a, -i) for i, (l, a) in enumerate(zip(val_loss, val_acc)) if l == l]
            return -max(score)[1]
    raise ValueError(f"{rule}")

# %% right="torch"
# Tensors; nan replaced by infinity.
def pick_epoch(val_loss, val_acc, rule):
    rules = ["first_rise", "min_loss", "max_acc"]
    if rule not in rules:
        raise ValueError(f"{rule} is none of {rules}")
    loss = torch.nan_to_num(torch.tensor(val_loss, dtype=torch.float64), nan=float("inf"))
    if rule == "min_loss":
        return torch.argmin(loss).item()
    if rule == "max_acc":
        acc = torch.tensor(val_acc, dtype=torch.float64)
        acc[torch.isinf(loss)] = -1
        return acc.argmax().item()
    for epoch in range(len(loss) - 1):
        if loss[epoch + 1] > loss[epoch]:
            return epoch
    return len(loss) - 1

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def pick_epoch(val_loss, val_acc, rule):
    """Return the number of the epoch to keep, counted from 0. rule: "first_rise", "min_loss" or "max_acc"."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_first_rise_is_the_epoch_before_the_loss_rises_for_the_first_time

# %% wrong="always_an_error" hint="ValueError" at_most=10
# Raises always.
def pick_epoch(val_loss, val_acc, rule):
    raise ValueError(rule)

# %% wrong="always_the_last" hint="largest validation accuracy" at_most=11
# The last epoch, always.
def pick_epoch(val_loss, val_acc, rule):
    return len(val_loss) - 1

# %% wrong="compared_with_epoch_0" hint="rises for the first time" at_most=80
# Compares with the first loss instead of the one before.
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

# %% wrong="counted_from_one" hint="counted from 0" at_most=26
# Epochs counted from 1.
def pick_epoch(val_loss, val_acc, rule):
    def pick():
        sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
        if rule == "min_loss":
            return min(sound, key=lambda e: val_loss[e])
        if rule == "max_acc":
            return max(sound, key=lambda e: val_acc[e])
        if rule == "first_rise":
            for e in range(1, len(val_loss)):
                if not val_loss[e] <= val_loss[e - 1]:
                    return e - 1
            return len(val_loss) - 1
        raise ValueError(rule)

    return pick() + 1

# %% wrong="epoch_of_the_rise" hint="Return the one *before* it" at_most=81
# The epoch in which the loss has risen.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="equal_is_a_rise" hint="An equal loss counts as a rise" at_most=81
# An equal loss ends it.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] < val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="infinity" hint="one whole number" at_most=10
# Returns infinity, which is a number and not a whole one.
def pick_epoch(val_loss, val_acc, rule):
    if rule not in ("first_rise", "min_loss", "max_acc"):
        raise ValueError(rule)
    return float("inf")

# %% wrong="nan" hint="one whole number" at_most=10
# Returns nan, which is no whole number.
def pick_epoch(val_loss, val_acc, rule):
    if rule not in ("first_rise", "min_loss", "max_acc"):
        raise ValueError(rule)
    return float("nan")

# %% wrong="last_rise" hint="for the first time" at_most=70
# The last rise instead of the first.
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

# %% wrong="lowest_before_the_rise" hint="for the first time" at_most=81
# first_rise picks the smallest loss of all.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])

    if rule == "first_rise":
        return max(e for e in sound if val_loss[e] == min(val_loss[k] for k in sound))
    raise ValueError(rule)

# %% wrong="rise_at_epoch_0_overlooked" hint="rises for the first time" at_most=80
# Takes epoch 0 for "not found".
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

# %% wrong="zero" hint="should pick" at_most=0
# A constant.
def pick_epoch(val_loss, val_acc, rule):
    return 0

# %% wrong="zero_or_error" hint="should pick" at_most=10
# A constant, and an error for unknown rules.
def pick_epoch(val_loss, val_acc, rule):
    if rule not in ("first_rise", "min_loss", "max_acc"):
        raise ValueError
    return 0

# %% [markdown]
# ## test_a_loss_that_never_rises_gives_the_last_epoch

# %% wrong="best_if_it_never_rises" hint="the last epoch should be picked" at_most=96
# The best accuracy where the loss never rises.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return max(sound, key=lambda e: val_acc[e])
    raise ValueError(rule)

# %% wrong="length_if_it_never_rises" hint="larger than that of the last epoch" at_most=96
# One too many.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss)
    raise ValueError(rule)

# %% wrong="minus_one_if_it_never_rises" hint="−1 is no epoch" at_most=96
# The index −1 for the last epoch.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return -1
    raise ValueError(rule)

# %% wrong="none_if_it_never_rises" hint="returns nothing" at_most=96
# Forgets the case.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return None
    raise ValueError(rule)

# %% [markdown]
# ## test_min_loss_is_the_epoch_with_the_smallest_loss_of_all

# %% wrong="first_local_minimum_for_min_loss" hint="of all epochs" at_most=81
# The original's idea: what comes before the first rise is called the smallest.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="largest_loss" hint="smallest validation loss" at_most=81
# max instead of min.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return max(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="epoch_0_never" hint="smallest validation loss" at_most=81
# Thinks that the network before any training stands in epoch 0, and leaves it out.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound[1:] or sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="rounded_losses" hint="smallest validation loss" at_most=91
# Rounds the losses to two places first.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: round(val_loss[e], 2))
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="min_loss_by_accuracy" hint="smallest validation loss" at_most=81
# The epoch with the smallest accuracy.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_acc[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="returns_the_loss" hint="one whole number" at_most=81
# The loss itself and not its epoch.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(val_loss[e] for e in sound)
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% [markdown]
# ## test_max_acc_is_the_epoch_with_the_largest_accuracy

# %% wrong="last_epoch_for_max_acc" hint="largest validation accuracy" at_most=81
# The last epoch.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return sound[-1]
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="last_epoch_overlooked" hint="largest validation accuracy" at_most=91
# The loop ends one epoch too early.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound[:-1] or sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="max_acc_by_loss" hint="look at the accuracies" at_most=81
# The smallest loss for max_acc.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="smallest_accuracy" hint="largest validation accuracy" at_most=81
# min instead of max.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return min(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% [markdown]
# ## test_of_equally_good_epochs_the_first_is_picked

# %% wrong="last_of_ties" hint="should pick the first" at_most=91
# Of equally good epochs the last.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(reversed(sound), key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound[::-1], key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="last_of_ties_by_sorting" hint="should pick the first" at_most=91
# Sorting puts the last of equal accuracies at the end.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return sorted(sound, key=lambda e: val_acc[e])[-1]
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="ties_by_the_other_list" hint="the other list decides" at_most=90
# Of equally good epochs the one that is better in the other list.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: (val_loss[e], -val_acc[e]))
    if rule == "max_acc":
        return min(sound, key=lambda e: (-val_acc[e], val_loss[e]))
    if rule == "first_rise":
        return next((e for e in range(len(val_loss) - 1) if not val_loss[e + 1] <= val_loss[e]), len(val_loss) - 1)
    raise ValueError(rule)

# %% [markdown]
# ## test_an_epoch_whose_loss_is_nan_is_never_picked

# %% wrong="accuracy_of_broken_epochs" hint="whose loss is nan was picked" at_most=91
# max_acc does not look whether the loss is nan.
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

# %% wrong="argmin_with_nan" hint="whose loss is nan was picked" at_most=91
# np.argmin takes nan for the smallest.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return int(np.argmin(val_loss))
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="nan_epochs_removed_first" hint="nan" at_most=91
# Leaves them out before counting, which shifts the numbers.
def pick_epoch(val_loss, val_acc, rule):
    val_loss, val_acc = zip(*[(l, a) for l, a in zip(val_loss, val_acc) if l == l])
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% wrong="nan_is_no_rise" hint="nan" at_most=91
# A comparison with nan is false.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if val_loss[e] > val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise ValueError(rule)

# %% [markdown]
# ## test_the_epoch_can_be_used_as_an_index

# %% wrong="float" hint="is a float" at_most=96
# Counts in floats.
def pick_epoch(val_loss, val_acc, rule):
    loss, acc = np.array(val_loss, dtype=float), np.array(val_acc, dtype=float)
    broken = np.isnan(loss)
    if rule == "min_loss":
        return float(np.where(broken, np.inf, loss).argmin())
    if rule == "max_acc":
        return float(np.where(broken, -1, acc).argmax())
    if rule == "first_rise":
        rises = np.flatnonzero(~(loss[1:] <= loss[:-1]))
        return float(rises[0]) if len(rises) else len(loss) - 1.0
    raise ValueError(rule)

# %% [markdown]
# ## test_an_unknown_rule_is_refused

# %% wrong="key_error" hint="Yours is: KeyError" at_most=91
# Another kind of error.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    raise KeyError(rule)

# %% wrong="part_of_the_rule" hint="misspelt" at_most=90
# Looks for a word in the rule, so other rules pass.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if "loss" in rule:
        return min(sound, key=lambda e: val_loss[e])
    if "max" in rule:
        return max(sound, key=lambda e: val_acc[e])
    if "rise" in rule:
        return next((e for e in range(len(val_loss) - 1) if not val_loss[e + 1] <= val_loss[e]), len(val_loss) - 1)
    raise ValueError(rule)

# %% wrong="unknown_rule_is_max_acc" hint="must not pass unseen" at_most=91
# Everything else is taken for max_acc.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    return max(sound, key=lambda e: val_acc[e])

# %% wrong="unknown_rule_is_none" hint="must not pass unseen" at_most=91
# Nothing for an unknown rule.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e])
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    return None
