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

# %% wrong="accuracy" hint="largest" at_most=65
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

# %% wrong="returns_macro_f1" hint="is the macro F1" at_most=86
# Chooses by micro F1, returns macro F1.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "macro")[2]

# %% wrong="returns_precision" hint="micro F1 of the threshold" at_most=86
# Returns the precision.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, prf(Y, predict(best), "micro")[0]

# %% wrong="returns_per_cent" hint="micro F1 of the threshold" at_most=86
# Per cent.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, 100 * best_f1

# %% wrong="returns_last_f1" hint="micro F1 of the threshold" at_most=86
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

# %% wrong="largest_of_equals" hint="smallest of them" at_most=80
# The largest of the best.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 >= best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="middle_of_equals" hint="smallest of them" at_most=80
# The middle of the best.
def best_threshold(predict, Y, grid):
    table = {t: prf(Y, predict(t), "micro")[2] for t in sorted(grid)}
    best = [t for t in table if table[t] == max(table.values())]
    return best[len(best) // 2], max(table.values())

# %% wrong="first_in_the_grid" hint="smallest of them" at_most=80
# The first in the order of the grid.
def best_threshold(predict, Y, grid):
    best, best_f1 = None, -1.0
    for t in grid:
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% [markdown]
# ## test_the_order_of_the_grid_does_not_matter

# %% wrong="grid_sorted_in_place" hint="is changed" at_most=86
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

# %% wrong="own_grid_first" hint="not in the grid" at_most=95
# Tries one half too.
def best_threshold(predict, Y, grid):
    predict(0.5)
    best, best_f1 = None, -1.0
    for t in sorted(grid):
        f1 = prf(Y, predict(t), "micro")[2]
        if f1 > best_f1:
            best, best_f1 = t, f1
    return best, best_f1

# %% wrong="finer_grid" hint="not in the grid" at_most=95
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

# %% wrong="f1_first" hint="threshold first" at_most=95
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
