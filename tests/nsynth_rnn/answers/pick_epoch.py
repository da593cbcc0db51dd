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

# %% right="nan_as_infinity"
# In a copy a nan is an infinite loss, which is a rise and never the smallest.
def pick_epoch(val_loss, val_acc, rule):
    losses = [float("inf") if math.isnan(x) else x for x in val_loss]
    last = len(losses) - 1
    if rule == "first_rise":
        for i in range(last):
            if math.isnan(val_loss[i + 1]) or losses[i + 1] > losses[i]:
                return i
        return last
    if rule == "min_loss":
        return int(np.argmin(losses))
    if rule == "max_acc":
        return int(np.argmax([float("-inf") if math.isnan(x) else a for x, a in zip(val_loss, val_acc)]))
    raise ValueError("Unknown rule " + repr(rule))

# %% right="recursion"
# The first rise of a list is that of its rest, one later.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        if len(val_loss) == 1 or not (val_loss[1] <= val_loss[0]):
            return 0
        return 1 + pick_epoch(val_loss[1:], val_acc[1:], rule)
    if rule == "min_loss":
        candidates = {e: v for e, v in enumerate(val_loss) if not math.isnan(v)}
        return min(candidates, key=candidates.get)
    if rule == "max_acc":
        candidates = {e: val_acc[e] for e, v in enumerate(val_loss) if not math.isnan(v)}
        return max(candidates, key=candidates.get)
    raise ValueError(f"rule {rule}")

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

# %% wrong="always_an_error" hint="ValueError" at_most=1
# Raises always.
def pick_epoch(val_loss, val_acc, rule):
    raise ValueError(rule)

# %% wrong="always_the_last" hint="largest validation accuracy" at_most=39
# The last epoch, always.
def pick_epoch(val_loss, val_acc, rule):
    return len(val_loss) - 1

# %% wrong="compared_with_epoch_0" hint="rises for the first time" at_most=84
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

# %% wrong="epoch_of_the_rise" hint="Return the one *before* it" at_most=84
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

# %% wrong="equal_is_a_rise" hint="An equal loss counts as a rise" at_most=84
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

# %% wrong="infinity" hint="one whole number" at_most=1
# Returns infinity, which is a number and not a whole one.
def pick_epoch(val_loss, val_acc, rule):
    if rule not in ("first_rise", "min_loss", "max_acc"):
        raise ValueError(rule)
    return float("inf")

# %% wrong="nan" hint="one whole number" at_most=1
# Returns nan, which is no whole number.
def pick_epoch(val_loss, val_acc, rule):
    if rule not in ("first_rise", "min_loss", "max_acc"):
        raise ValueError(rule)
    return float("nan")

# %% wrong="last_rise" hint="That is the epoch before the *last* rise" at_most=84
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

# %% wrong="lowest_before_the_rise" hint="for the first time" at_most=84
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

# %% wrong="rise_at_epoch_0_overlooked" hint="should pick epoch 0: a rise can be" at_most=84
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

# %% wrong="zero" hint="should pick" at_most=14
# A constant.
def pick_epoch(val_loss, val_acc, rule):
    return 0

# %% wrong="zero_or_error" hint="should pick" at_most=14
# A constant, and an error for unknown rules.
def pick_epoch(val_loss, val_acc, rule):
    if rule not in ("first_rise", "min_loss", "max_acc"):
        raise ValueError
    return 0

# %% wrong="last_comparison_forgotten" hint="A rise in the very last epoch is" at_most=84
# A rise in the last epoch is not seen: the search ends one too early.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(len(val_loss) - 2):
            if not val_loss[e + 1] <= val_loss[e]:
                return e
        return len(val_loss) - 1
    if rule == "min_loss":
        return int(np.nanargmin(val_loss))
    if rule == "max_acc":
        return int(np.argmax([-1 if math.isnan(v) else a for v, a in zip(val_loss, val_acc)]))
    raise ValueError(rule)

# %% wrong="small_rises_ignored" hint="A small rise of the loss is overlooked" at_most=84
# A rise counts only if it is larger than 0.01.
def pick_epoch(val_loss, val_acc, rule):
    good = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1] + 0.01:
                return e - 1
        return len(val_loss) - 1
    if rule == "min_loss":
        return min(good, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(good, key=lambda e: val_acc[e])
    raise ValueError(rule)

# %% wrong="accuracy_falls" hint="looks at the accuracies. It should look for" at_most=84
# "first_rise" looks for the first fall of the accuracy, not for the first rise of the loss.
def pick_epoch(val_loss, val_acc, rule):
    good = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "first_rise":
        for e in range(1, len(val_acc)):
            if val_acc[e] < val_acc[e - 1] or math.isnan(val_loss[e]):
                return e - 1
        return len(val_acc) - 1
    if rule == "min_loss":
        return min(good, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(good, key=lambda e: val_acc[e])
    raise ValueError(rule)

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

# %% wrong="smallest_without_rise" hint="If the loss stays the same at the" at_most=94
# If the loss never rises, "first_rise" picks the first epoch with the smallest loss, not the last epoch.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return val_loss.index(min(val_loss))
    if rule == "min_loss":
        return int(np.nanargmin(val_loss))
    if rule == "max_acc":
        return int(np.argmax([-1 if math.isnan(v) else a for v, a in zip(val_loss, val_acc)]))
    raise ValueError(rule)

# %% wrong="one_epoch_forgotten" hint="If there is a single epoch, the function" at_most=94
# With a single epoch "first_rise" stops with an error: nothing to compare with.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        e = 1
        while val_loss[e] <= val_loss[e - 1]:
            if e == len(val_loss) - 1:
                return e
            e += 1
        return e - 1
    if rule == "min_loss":
        return int(np.nanargmin(val_loss))
    if rule == "max_acc":
        return int(np.argmax([-1 if math.isnan(v) else a for v, a in zip(val_loss, val_acc)]))
    raise ValueError(rule)

# %% [markdown]
# ## test_min_loss_is_the_epoch_with_the_smallest_loss_of_all

# %% wrong="first_local_minimum_for_min_loss" hint="of all epochs" at_most=91
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

# %% wrong="largest_loss" hint="The *largest* loss is picked" at_most=74
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

# %% wrong="min_loss_by_accuracy" hint="should pick the smallest validation loss of all" at_most=74
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

# %% wrong="returns_the_loss" hint="one whole number" at_most=41
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

# %% wrong="start_loss_too_small" hint="If all losses are very large, none is" at_most=91
# The search for the smallest loss starts at 10, so losses that are all larger give epoch 0 whatever they are.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    if rule == "min_loss":
        smallest, picked = 10, 0
        for e, loss in enumerate(val_loss):
            if loss < smallest:
                smallest, picked = loss, e
        return picked
    if rule == "max_acc":
        return int(np.argmax([-1 if math.isnan(v) else a for v, a in zip(val_loss, val_acc)]))
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

# %% wrong="max_acc_by_loss" hint="look at the accuracies" at_most=86
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

# %% wrong="accuracy_minus_loss" hint="max_acc" at_most=91
# "max_acc" weighs accuracy against loss.
def pick_epoch(val_loss, val_acc, rule):
    sound = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(sound, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(sound, key=lambda e: val_acc[e] - val_loss[e])
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
# ## test_the_best_epoch_may_be_the_first_or_the_last

# %% wrong="epoch_0_never" hint="never picks epoch 0. Look at all epochs" at_most=94
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

# %% wrong="last_epoch_overlooked" hint="never picks the last epoch. Look at all" at_most=94
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

# %% wrong="last_epoch_never_best" hint="never picks the last epoch. Look at all" at_most=94
# "min_loss" and "max_acc" never look at the last epoch.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    best = 0
    if rule == "min_loss":
        for e in range(len(val_loss) - 1):
            if val_loss[e] < val_loss[best]:
                best = e
        return best
    if rule == "max_acc":
        for e in range(len(val_acc) - 1):
            if val_acc[e] > val_acc[best] and not math.isnan(val_loss[e]):
                best = e
        return best
    raise ValueError(rule)

# %% [markdown]
# ## test_small_differences_count

# %% wrong="rounded_losses" hint="picks another epoch when all values lie close" at_most=96
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

# %% wrong="half_precision" hint="picks another epoch when all values lie close" at_most=96
# The numbers are stored as float16, so losses that differ a little become equal.
def pick_epoch(val_loss, val_acc, rule):
    loss, acc = np.array(val_loss, dtype=np.float16), np.array(val_acc, dtype=np.float16)
    if rule == "first_rise":
        rises = np.flatnonzero(~(loss[1:] <= loss[:-1]))
        return rises[0] if len(rises) else len(loss) - 1
    if rule == "min_loss":
        return np.nanargmin(loss)
    if rule == "max_acc":
        return np.argmax(np.where(np.isnan(loss), -1, acc))
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

# %% wrong="zero_accuracy_start" hint="If all accuracies are 0, none is picked" at_most=91
# The search for the largest accuracy starts at 0 with no epoch, so accuracies that are all 0 give None.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    if rule == "min_loss":
        return int(np.nanargmin(val_loss))
    if rule == "max_acc":
        best, picked = 0, None
        for e, acc in enumerate(val_acc):
            if acc > best and not math.isnan(val_loss[e]):
                best, picked = acc, e
        return picked
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

# %% wrong="argmin_takes_nan" hint="An epoch whose loss is nan was picked" at_most=91
# np.argmin returns the epoch whose loss is nan, which must never be picked.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    if rule == "min_loss":
        return int(np.argmin(val_loss))
    if rule == "max_acc":
        return int(np.argmax([-1 if math.isnan(v) else a for v, a in zip(val_loss, val_acc)]))
    raise ValueError(rule)

# %% wrong="nan_passed_over" hint="picks the wrong epoch. A nan counts as" at_most=91
# For "first_rise" epochs with nan are passed over and the neighbours are compared.
def pick_epoch(val_loss, val_acc, rule):
    epochs = [e for e, v in enumerate(val_loss) if not math.isnan(v)]
    if rule == "first_rise":
        for before, after in zip(epochs, epochs[1:]):
            if val_loss[after] > val_loss[before]:
                return before
        return epochs[-1]
    if rule == "min_loss":
        return min(epochs, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(epochs, key=lambda e: val_acc[e])
    raise ValueError(rule)

# %% wrong="first_nan_returned" hint="picks the wrong epoch. A nan counts as" at_most=91
# For "first_rise" the epoch of the nan itself is returned, not the one before.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if math.isnan(val_loss[e]):
                return e
            if val_loss[e] > val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    if rule == "min_loss":
        return int(np.nanargmin(val_loss))
    if rule == "max_acc":
        return int(np.argmax([-1 if math.isnan(v) else a for v, a in zip(val_loss, val_acc)]))
    raise ValueError(rule)

# %% wrong="numbers_after_removal" hint="returns the place in a list without the" at_most=91
# Broken epochs are taken out of the lists, and the number returned is the place in the shorter list.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    pairs = [(v, a) for v, a in zip(val_loss, val_acc) if not math.isnan(v)]
    if rule == "min_loss":
        losses = [v for v, a in pairs]
        return losses.index(min(losses))
    if rule == "max_acc":
        accs = [a for v, a in pairs]
        return accs.index(max(accs))
    raise ValueError(rule)

# %% wrong="same_accuracy_as_a_broken_epoch" hint="An epoch whose loss is nan was picked" at_most=91
# index() finds the accuracy at a broken epoch that has the same accuracy as the best one.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    if rule == "min_loss":
        return int(np.nanargmin(val_loss))
    if rule == "max_acc":
        return val_acc.index(max(a for v, a in zip(val_loss, val_acc) if not math.isnan(v)))
    raise ValueError(rule)

# %% wrong="stops_at_first_nan" hint="looks no further than to the first loss" at_most=91
# All rules look only at the epochs before the first nan, though later epochs may be fine again.
def pick_epoch(val_loss, val_acc, rule):
    n = next((e for e, v in enumerate(val_loss) if math.isnan(v)), len(val_loss))
    loss, acc = val_loss[:n], val_acc[:n]
    if rule == "first_rise":
        for e in range(1, n):
            if loss[e] > loss[e - 1]:
                return e - 1
        return n - 1
    if rule == "min_loss":
        return loss.index(min(loss))
    if rule == "max_acc":
        return acc.index(max(acc))
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

# %% wrong="key_error" hint="Yours is: KeyError" at_most=96
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

# %% wrong="part_of_the_rule" hint="misspelt" at_most=96
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

# %% wrong="unknown_rule_is_max_acc" hint="must not pass unseen" at_most=96
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

# %% wrong="unknown_rule_is_none" hint="must not pass unseen" at_most=96
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

# %% wrong="case_ignored" hint="is none of the three, but it is" at_most=96
# The rule is read without regard to upper case and blanks, so "MAX_ACC" raises no ValueError.
def pick_epoch(val_loss, val_acc, rule):
    rule = str(rule).strip().lower()
    good = [e for e in range(len(val_loss)) if not math.isnan(val_loss[e])]
    if rule == "min_loss":
        return min(good, key=lambda e: val_loss[e])
    if rule == "max_acc":
        return max(good, key=lambda e: val_acc[e])
    if rule == "first_rise":
        rises = [e - 1 for e in range(1, len(val_loss)) if not val_loss[e] <= val_loss[e - 1]]
        return rises[0] if rises else len(val_loss) - 1
    raise ValueError(rule)

# %% [markdown]
# ## test_epochs_are_counted_from_0

# %% wrong="counted_from_one" hint="counted from 0" at_most=94
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

# %% [markdown]
# ## test_one_call_does_not_disturb_another

# %% wrong="lists_changed" hint="The function changes the lists that it is" at_most=96
# Broken epochs are deleted from the caller's own lists, which are changed and shorter afterwards.
def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    numbers = list(range(len(val_loss)))
    for e in reversed(range(len(val_loss))):
        if math.isnan(val_loss[e]):
            del val_loss[e], val_acc[e], numbers[e]
    if rule == "min_loss":
        return numbers[val_loss.index(min(val_loss))]
    if rule == "max_acc":
        return numbers[val_acc.index(max(val_acc))]
    raise ValueError(rule)

# %% wrong="best_kept_between_calls" hint="picks another epoch than at once: the function" at_most=96
# The best accuracy of earlier calls is remembered, so a second training is compared with the first.
_best = {"acc": -1.0, "epoch": 0}


def pick_epoch(val_loss, val_acc, rule):
    if rule == "first_rise":
        for e in range(1, len(val_loss)):
            if not val_loss[e] <= val_loss[e - 1]:
                return e - 1
        return len(val_loss) - 1
    if rule == "min_loss":
        return int(np.nanargmin(val_loss))
    if rule == "max_acc":
        for e, (loss, acc) in enumerate(zip(val_loss, val_acc)):
            if acc > _best["acc"] and not math.isnan(loss):
                _best.update(acc=acc, epoch=e)
        return _best["epoch"]
    raise ValueError(rule)
