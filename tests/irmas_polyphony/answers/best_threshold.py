# %% [markdown]
# # Worked answers of `best_threshold`

# %% [markdown]
# ## Right answers

# %% right="loop"
# A loop over the sorted grid.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% right="argmax"
# `argmax` over a sorted array.
def best_threshold(predict, Y, grid):
    grid = np.sort(np.asarray(grid, dtype=float))
    scores = np.array([prf(Y, predict(t), "micro")[-1] for t in grid])
    return grid[scores.argmax()], scores.max()

# %% right="own_f1"
# An F1 of its own, and `min` of the best.
def best_threshold(predict, Y, grid):
    def f1(t):
        P = np.asarray(predict(t)) > 0
        return 2 * (P & (np.asarray(Y) > 0)).sum() / max(P.sum() + (np.asarray(Y) > 0).sum(), 1)
    table = {float(t): f1(t) for t in grid}
    top = max(table.values())
    return min(t for t in table if table[t] == top), top

# %% right="max_with_key"
# `max` with a key of two parts.
def best_threshold(predict, Y, grid):
    key = lambda t: (prf(Y, predict(t), "micro")[2], -t)
    t = max(grid, key=key)
    return t, key(t)[0]

# %% right="sklearn"
# scikit-learn counts.
def best_threshold(predict, Y, grid):
    from sklearn.metrics import f1_score
    results = sorted(((float(f1_score(Y, predict(t), average="micro", zero_division=0)), -float(t)) for t in grid))
    return -results[-1][1], results[-1][0]

# %% right="sorted_pairs"
# All pairs, sorted by falling F1 and rising threshold.
def best_threshold(predict, Y, grid):
    tried = [(prf(Y, predict(t), "micro")[2], t) for t in list(grid)]
    tried.sort(key=lambda pair: (-pair[0], pair[1]))
    return tried[0][1], tried[0][0]

# %% right="groups"
# Groups the thresholds by their F1.
def best_threshold(predict, Y, grid):
    groups = {}
    for t in grid:
        groups.setdefault(prf(Y, predict(t), "micro")[2], []).append(t)
    top = max(groups)
    return min(groups[top]), top

# %% right="downwards"
# From the largest threshold down, where an equal one wins too.
def best_threshold(predict, Y, grid):
    found = (None, -1.0)
    for t in sorted(grid, reverse=True):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 >= found[1]:
            found = (t, f1)
    return found

# %% right="recursive"
# The better of the first threshold and the best of the rest.
def best_threshold(predict, Y, grid):
    first, rest = float(grid[0]), grid[1:]
    mine = prf(Y, predict(first), "micro")[2]
    if len(rest) == 0:
        return first, mine
    t, f1 = best_threshold(predict, Y, rest)
    return (first, mine) if mine > f1 or (mine == f1 and first < t) else (t, f1)

# %% right="lexsort"
# NumPy sorts by two keys; a list comes back.
def best_threshold(predict, Y, grid):
    t = np.array(list(grid), dtype=np.float64)
    f1 = np.array([prf(np.asarray(Y), np.asarray(predict(float(one))), "micro")[2] for one in t])
    place = np.lexsort((t, -f1))[0]
    return [t[place], f1[place]]

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def best_threshold(predict, Y, grid):
    """Return the threshold of `grid` with the largest micro F1, and that F1. predict(t): the 0/1 predictions."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_the_threshold_has_the_largest_micro_f1_of_the_grid

# %% wrong="macro" hint="largest macro F1" at_most=65
# Chooses by macro F1.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "macro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "micro")[2]

# %% wrong="recall" hint="largest recall" at_most=65
# Chooses by recall.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[1]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "micro")[2]

# %% wrong="precision" hint="largest precision" at_most=65
# Chooses by precision.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[0]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "micro")[2]

# %% wrong="accuracy" hint="largest accuracy" at_most=65
# Chooses by accuracy.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = (np.asarray(predict(t)) == Y).mean()
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "micro")[2]

# %% wrong="smallest_f1" hint="*smallest*" at_most=65
# Chooses the worst.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, 2.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 < best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="middle_of_the_grid" hint="micro F1" at_most=65
# Does not choose: the middle of the grid.
def best_threshold(predict, Y, grid):
    t = sorted(grid)[len(grid) // 2]
    return t, prf(Y, predict(t), "micro")[2]

# %% wrong="index" hint="threshold of the grid" at_most=30
# The place in the grid.
def best_threshold(predict, Y, grid):
    scores = [prf(Y, predict(t), "micro")[2] for t in sorted(grid)]
    return int(np.argmax(scores)), max(scores)

# %% wrong="one_recording" hint="micro F1" at_most=65
# Leaves the last recordings out.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y[:10], predict(t)[:10], "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "micro")[2]

# %% [markdown]
# ## test_the_second_number_is_the_micro_f1_of_that_threshold

# %% wrong="returns_macro_f1" hint="is the macro F1" at_most=88
# Chooses by micro F1, returns macro F1.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "macro")[2]

# %% wrong="returns_precision" hint="micro F1 of the threshold" at_most=88
# Returns the precision.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "micro")[0]

# %% wrong="returns_per_cent" hint="micro F1 of the threshold" at_most=88
# Per cent.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, 100 * best_f1

# %% wrong="returns_last_f1" hint="micro F1 of the threshold" at_most=88
# The F1 of the last threshold.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, f1

# %% [markdown]
# ## test_of_equally_good_thresholds_the_smallest_is_returned

# %% wrong="largest_of_equals" hint="smallest of them" at_most=84
# The largest of the best.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 >= best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="middle_of_equals" hint="smallest of them" at_most=84
# The middle of the best.
def best_threshold(predict, Y, grid):
    table = {t: prf(Y, predict(t), "micro")[2] for t in sorted(grid)}
    best = [t for t in table if table[t] == max(table.values())]
    return best[len(best) // 2], max(table.values())

# %% wrong="first_in_the_grid" hint="smallest of them" at_most=84
# The first in the order of the grid.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in grid:
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="begins_at_zero" hint="no threshold is returned" at_most=84
# Begins with an F1 of 0, which no threshold beats if all are 0.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, 0.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="last_if_all_are_zero" hint="Return the smallest of them" at_most=84
# Begins with the largest threshold and an F1 of 0.
def best_threshold(predict, Y, grid):
    best, best_f1 = max(grid), 0.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% [markdown]
# ## test_the_order_of_the_grid_does_not_matter

# %% wrong="grid_sorted_in_place" hint="is changed" at_most=92
# Sorts the grid itself.
def best_threshold(predict, Y, grid):
    grid.sort()
    best, best_f1 = None, -1.0
    for t in grid:
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="stops_at_a_fall" hint="in another order" at_most=60
# Stops where F1 falls, in the order of the grid.
def best_threshold(predict, Y, grid):
    best, best_f1 = grid[0], -1.0
    for t in grid:
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 < best_f1:
            break
        if f1 > best_f1 or t < best:
            best, best_f1 = t, f1
    return best, best_f1

# %% [markdown]
# ## test_only_thresholds_of_the_grid_are_tried

# %% wrong="own_grid_first" hint="not in the grid" at_most=96
# Tries one half too.
def best_threshold(predict, Y, grid):
    predict(0.5)
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="finer_grid" hint="not in the grid" at_most=96
# Looks between the thresholds too, but returns one of the grid.
def best_threshold(predict, Y, grid):
    for low, high in zip(sorted(grid), sorted(grid)[1:]):
        predict((low + high) / 2)
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% [markdown]
# ## test_two_numbers_are_returned_the_threshold_first

# %% wrong="f1_first" hint="threshold first" at_most=96
# F1 first.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best_f1, best

# %% wrong="threshold_only" hint="two numbers" at_most=10
# Only the threshold.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best

# %% [markdown]
# ## test_every_threshold_of_the_grid_can_be_the_best

# %% wrong="largest_never_tried" hint="largest threshold of the grid is never" at_most=90
# The loop ends one too early.
def best_threshold(predict, Y, grid):
    order = sorted(grid)
    best, best_f1 = order[0], prf(Y, predict(order[0]), "micro")[2]
    for i in range(1, len(order) - 1):
        f1 = prf(Y, predict(order[i]), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = order[i], f1
    return best, best_f1

# %% wrong="smallest_never_tried" hint="smallest threshold of the grid is never" at_most=90
# The loop begins one too late.
def best_threshold(predict, Y, grid):
    order = sorted(grid)
    best, best_f1 = order[-1], -1.0
    for t in order[1:] or order:
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="first_hill" hint="stops where F1 falls" at_most=90
# Climbs the first hill from below.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 < best_f1:
            break
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="first_hill_from_above" hint="begins at the largest threshold and stops" at_most=90
# Climbs the first hill from above.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid)[::-1]:
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 < best_f1:
            break
        best, best_f1 = t, f1
    return best, best_f1

# %% [markdown]
# ## test_a_slightly_larger_f1_is_larger

# %% wrong="rounded" hint="do not round it" at_most=96
# Compares F1 rounded to two digits.
def best_threshold(predict, Y, grid):
    rounded = {t: round(prf(Y, predict(t), "micro")[2], 2) for t in sorted(grid)}
    best = max(rounded, key=lambda t: (rounded[t], -t))
    return best, prf(Y, predict(best), "micro")[2]

# %% wrong="whole_per_mille" hint="do not round it" at_most=96
# Compares whole per mille.
def best_threshold(predict, Y, grid):
    best = max(sorted(grid), key=lambda t: round(prf(Y, predict(t), "micro")[2] * 1000))
    return best, prf(Y, predict(best), "micro")[2]

# %% wrong="clearly_better" hint="do not round it" at_most=96
# Changes its mind only for half a point.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1 + 0.001:
            best, best_f1 = t, f1
    return best, best_f1
