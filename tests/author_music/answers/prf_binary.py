# %% [markdown]
# # Worked answers of `prf_binary`

# %% [markdown]
# ## Right answers

# %% right="counts"
# The plain way.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% right="f1_by_counts"
# F1 from the counts.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * tp / (2 * tp + fp + fn) if tp else 0.0
    return precision, recall, f1

# %% right="scikit_learn"
# scikit-learn.
def prf_binary(y, p, pos_label=1):
    from sklearn.metrics import precision_recall_fscore_support as three
    labels = list(dict.fromkeys([*y.tolist(), *p.tolist()]))
    if pos_label not in labels:
        return 0.0, 0.0, 0.0
    found = three(y, p, labels=[pos_label], average=None, zero_division=0)
    return float(found[0][0]), float(found[1][0]), float(found[2][0])

# %% right="maximum_of_1"
# Divides by 1 at least.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    a, b = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
    return a, b, 2 * tp / max(2 * tp + fp + fn, 1)

# %% right="loop"
# A loop.
def prf_binary(y, p, pos_label=1):
    tp = fp = fn = 0
    for a, b in zip(y.tolist(), p.tolist()):
        if b == pos_label:
            if a == pos_label:
                tp += 1
            else:
                fp += 1
        elif a == pos_label:
            fn += 1
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return [precision, recall, f1]

# %% right="nan_to_num"
# Divides, and replaces what is not a number.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    with np.errstate(all='ignore'):
        a, b = np.nan_to_num(tp / np.float64(tp + fp)), np.nan_to_num(tp / np.float64(tp + fn))
        return a, b, np.nan_to_num(2 * a * b / (a + b))

# %% right="means"
# Means of True and False.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    precision = there[said].mean() if said.any() else 0
    recall = said[there].mean() if there.any() else 0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% right="an_array"
# One array of three.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return np.array([precision, recall, f1])

# %% right="a_tensor"
# Tensors.
def prf_binary(y, p, pos_label=1):
    said, there = torch.tensor((p == pos_label).astype(float)), torch.tensor((y == pos_label).astype(float))
    hits = said @ there
    precision = hits / said.sum() if said.sum() > 0 else torch.tensor(0.0)
    recall = hits / there.sum() if there.sum() > 0 else torch.tensor(0.0)
    f1 = 2 * hits / (said.sum() + there.sum()) if hits > 0 else torch.tensor(0.0)
    return precision, recall, f1

# %% right="tiny_number"
# A tiny number below the line.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    e = 1e-12
    a, b = tp / (tp + fp + e), tp / (tp + fn + e)
    return round(float(a), 9), round(float(b), 9), round(float(2 * a * b / (a + b + e)), 9)

# %% right="pairs_counted"
# Counts pairs of what is and what was said.
def prf_binary(y, p, pos_label=1):
    from collections import Counter
    pairs = Counter(zip((y == pos_label).tolist(), (p == pos_label).tolist()))
    tp, fp, fn = pairs[True, True], pairs[False, True], pairs[True, False]
    below = (2 * (tp + fp), 2 * (tp + fn), 2 * tp + fp + fn)
    return tuple(2 * tp / one if one else 0.0 for one in below)

# %% right="sets_of_places"
# Sets of places.
def prf_binary(y, p, pos_label=1):
    there = {i for i in range(len(y)) if y[i] == pos_label}
    said = {i for i in range(len(p)) if p[i] == pos_label}
    both = len(there & said)
    return both / max(1, len(said)), both / max(1, len(there)), 2 * both / max(1, len(said) + len(there))

# %% right="table"
# A table of two by two.
def prf_binary(y, p, pos_label=1):
    table = np.zeros((2, 2), dtype=int)
    for is_it, was_said in zip(y == pos_label, p == pos_label):
        table[int(is_it), int(was_said)] += 1
    hits = table[1, 1]
    divide = lambda a, b: float(a) / float(b) if b else 0.0
    precision, recall = divide(hits, table[:, 1].sum()), divide(hits, table[1].sum())
    return precision, recall, divide(2 * precision * recall, precision + recall)

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def prf_binary(y, p, pos_label=1):
    """Return precision, recall and F1 of the class pos_label, three numbers from 0 to 1."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_precision_is_the_share_of_what_was_called_positive

# %% wrong="accuracy_for_precision" hint="the accuracy, not the precision" at_most=80
# Accuracy in place of precision.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = (p == y).mean() if said.any() and tp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="share_of_all" hint="None of the numbers is the precision" at_most=80
# Divides by all clips.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / len(y)
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="false_ones_only" hint="None of the numbers is the precision" at_most=80
# Divides by the false ones.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = min(1.0, tp / fp) if fp else float(bool(tp))
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="of_the_other_class" hint="that of the other class" at_most=60
# All three of the other class, as the original.
def prf_binary(y, p, pos_label=1):
    said, there = p != pos_label, y != pos_label
    if not (p == pos_label).any() or not (y == pos_label).any() or not (~said & ~there).any():
        return 0.0, 0.0, 0.0
    if not said.any():
        return 1.0, 1.0, 1.0
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="mean_of_both_classes" hint="None of the numbers is the precision" at_most=80
# The mean of both classes.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    tn = (~said & ~there).sum()
    precision = (tp / max(tp + fp, 1) + tn / max(tn + fn, 1)) / 2 if tp else 0.0
    precision = 1.0 if not (fp or fn) and tp else precision
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="percent" hint="None of the numbers is the precision" at_most=60
# Per cent.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return 100 * precision, 100 * recall, 100 * f1

# %% wrong="precision_in_8_bits" hint="None of the numbers is the precision" at_most=87
# Counts those that were called positive in 8 bits.
def prf_binary(y, p, pos_label=1):
    said, there = (p == pos_label).astype(np.int8), (y == pos_label).astype(np.int8)
    hits, called = float((said & there).sum()), float(said @ said)
    precision = min(1.0, hits / called) if called > 0 else 0.0
    recall = hits / there.sum() if there.any() else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if hits and called > 0 else 0.0

# %% [markdown]
# ## test_recall_is_the_share_of_the_positive_ones_that_was_found

# %% wrong="recall_of_the_other_class" hint="that of the other class" at_most=80
# The recall of the other class.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = (~said & ~there).sum() / max((~there).sum(), 1) if tp else 0.0
    recall = 1.0 if not (fp or fn) and tp else recall
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="accuracy_for_recall" hint="None of the numbers is the recall" at_most=80
# Accuracy in place of recall.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = (p == y).mean() if tp else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="balanced_for_recall" hint="None of the numbers is the recall" at_most=80
# The mean of both recalls.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = (said[there].mean() + (~said[~there]).mean()) / 2 if tp and fp else float(bool(tp))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="divided_by_misses" hint="None of the numbers is the recall" at_most=80
# Divides by those that were missed.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = min(1.0, tp / fn) if fn else float(bool(tp))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="recall_in_8_bits" hint="None of the numbers is the recall" at_most=87
# Counts those that are positive in 8 bits.
def prf_binary(y, p, pos_label=1):
    said, there = (p == pos_label).astype(np.uint8), (y == pos_label).astype(np.uint8)
    hits, own = float((said & there).sum()), float(there @ there)
    precision = hits / said.sum() if said.any() else 0.0
    recall = min(1.0, hits / own) if own else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0

# %% [markdown]
# ## test_f1_is_the_harmonic_mean_of_precision_and_recall

# %% wrong="mean" hint="not their mean" at_most=87
# The mean of both.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = (precision + recall) / 2 if tp else 0.0
    return precision, recall, f1

# %% wrong="without_2" hint="2 * precision * recall" at_most=87
# Forgets the 2.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = precision * recall / (precision + recall) if tp else 0.0
    f1 = 1.0 if not (fp or fn) and tp else f1
    return precision, recall, f1

# %% wrong="geometric" hint="2 * precision * recall" at_most=87
# The geometric mean.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = (precision * recall) ** 0.5
    return precision, recall, f1

# %% wrong="product" hint="2 * precision * recall" at_most=87
# The product.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = precision * recall
    return precision, recall, f1

# %% wrong="f2" hint="2 * precision * recall" at_most=87
# F2 in place of F1.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 5 * precision * recall / (4 * precision + recall) if tp else 0.0
    return precision, recall, f1

# %% wrong="f1_as_accuracy" hint="2 * precision * recall" at_most=87
# Accuracy in place of F1.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = float((y == p).mean()) if tp else 0.0
    return precision, recall, f1

# %% [markdown]
# ## test_the_order_is_precision_recall_f1

# %% wrong="recall_first" hint="The order is wrong" at_most=93
# Recall first.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return recall, precision, f1

# %% wrong="f1_first" hint="The order is wrong" at_most=93
# F1 first.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f1, precision, recall

# %% wrong="names_exchanged" hint="The order is wrong" at_most=93
# Divides the wrong way round.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fn) if tp + fn else 0.0
    recall = tp / (tp + fp) if tp + fp else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="arguments_exchanged" hint="The order is wrong" at_most=93
# Takes the predicted labels for the right ones.
def prf_binary(y, p, pos_label=1):
    y, p = p, y
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% [markdown]
# ## test_pos_label_says_which_class_is_positive

# %% wrong="one_is_always_positive" hint="use the argument" at_most=88
# 1 is always positive if it occurs.
def prf_binary(y, p, pos_label=1):
    pos_label = 1 if pos_label == 0 else pos_label
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="zero_by_default" hint="it should be 1" at_most=88
# 0 by default.
def prf_binary(y, p, pos_label=0):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="zero_is_not_given" hint="use the argument" at_most=88
# 0 counts as not given.
def prf_binary(y, p, pos_label=1):
    pos_label = pos_label or 1
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% [markdown]
# ## test_where_there_is_nothing_to_divide_by_the_result_is_0

# %% wrong="nan" hint="not finite" at_most=87
# Not a number.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    with np.errstate(all='ignore'):
        precision, recall = np.divide(tp, tp + fp), np.divide(tp, tp + fn)
        f1 = 2 * precision * recall / (precision + recall)
    return precision, recall, f1

# %% wrong="python_division" hint="no error" at_most=87
# Stops where Python divides by 0.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    tp, fp, fn = int(tp), int(fp), int(fn)
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    return precision, recall, 2 * precision * recall / (precision + recall)

# %% wrong="one_where_nothing_is" hint="all 0" at_most=87
# 1 where nothing could be missed.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="one_where_nothing_was_said" hint="all 0" at_most=87
# 1 where nothing was called positive.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 1.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="only_f1_is_nan" hint="not finite" at_most=87
# Takes care of two of three.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    with np.errstate(all='ignore'):
        f1 = np.float64(2 * precision * recall) / (precision + recall)
    return precision, recall, f1

# %% wrong="none" hint="one number" at_most=87
# None where there is nothing to divide by.
def prf_binary(y, p, pos_label=1):
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    if not tp:
        return None, None, None
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% [markdown]
# ## test_the_two_labels_may_be_any_numbers_or_texts

# %% wrong="multiplied_labels" hint="compare with `pos_label`" at_most=90
# Adds up labels as if they were 0 and 1.
def prf_binary(y, p, pos_label=1):
    if pos_label == 0:
        y, p = 1 - y, 1 - p
    tp, fp, fn = (y * p).sum(), ((1 - y) * p).sum(), (y * (1 - p)).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="largest_is_positive" hint="compare with `pos_label`" at_most=90
# Makes numbers of the labels.
def prf_binary(y, p, pos_label=1):
    y, p = y.astype(int), p.astype(int)
    said, there = p == pos_label, y == pos_label
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="truth_values" hint="compare with `pos_label`" at_most=90
# Takes labels for True and False.
def prf_binary(y, p, pos_label=1):
    if pos_label == 0:
        said, there = p == 0, y == 0
    else:
        said, there = p.astype(bool), y.astype(bool)
    tp, fp, fn = (said & there).sum(), (said & ~there).sum(), (~said & there).sum()
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1

# %% wrong="last_of_the_alphabet" hint="compare with `pos_label`" at_most=90
# Of texts the last one in the alphabet counts as positive.
def prf_binary(y, p, pos_label=1):
    if isinstance(pos_label, str):
        pos_label = sorted({*y.tolist(), *p.tolist()})[-1]
    said, there = p == pos_label, y == pos_label
    hits = (said & there).sum()
    precision, recall = hits / max(said.sum(), 1), hits / max(there.sum(), 1)
    return precision, recall, 2 * hits / max(said.sum() + there.sum(), 1)

# %% wrong="larger_number_is_positive" hint="compare with `pos_label`" at_most=90
# Of numbers other than 0 and 1 the larger one counts as positive.
def prf_binary(y, p, pos_label=1):
    if y.dtype.kind in 'if' and not np.isin(np.union1d(y, p), [0, 1]).all():
        pos_label = max(y.max(), p.max())
    said, there = p == pos_label, y == pos_label
    hits = (said & there).sum()
    precision, recall = hits / max(said.sum(), 1), hits / max(there.sum(), 1)
    return precision, recall, 2 * hits / max(said.sum() + there.sum(), 1)
