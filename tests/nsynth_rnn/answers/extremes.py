# %% [markdown]
# # Worked answers of `extremes`

# %% [markdown]
# ## Right answers

# %% right="lists_of_pairs"
# Pairs of value and number; Python floats.
def extremes(logits, y, cls):
    right, wrong = [], []
    for i in range(len(y)):
        if y[i] != cls:
            continue
        row = [float(v) for v in logits[i]]
        top = max(row)
        z = sum(math.exp(v - top) for v in row)
        mine = math.exp(row[cls] - top) / z
        if row.index(top) == cls:
            right.append((mine, i))
        else:
            wrong.append((1 / z - mine, i))
    low = lambda pairs: min(pairs)[1] if pairs else None
    high = lambda pairs: max(pairs, key=lambda q: (q[0], -q[1]))[1] if pairs else None
    return {"surest": high(right), "least_sure": low(right), "near_miss": low(wrong), "far_miss": high(wrong)}

# %% right="loop"
# One pass with strict comparisons.
def extremes(logits, y, cls):
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    best = {}
    for i, (row, label) in enumerate(zip(logits, y)):
        if label != cls:
            continue
        weights = np.exp(row - max(row))
        weights = weights / sum(weights)
        guess = int(np.argmax(row))
        if guess == cls:
            value, keys = weights[cls], ("surest", "least_sure")
        else:
            value, keys = weights[guess] - weights[cls], ("far_miss", "near_miss")
        if found[keys[0]] is None or value > best[keys[0]]:
            found[keys[0]], best[keys[0]] = i, value
        if found[keys[1]] is None or value < best[keys[1]]:
            found[keys[1]], best[keys[1]] = i, value
    return found

# %% right="masked_arrays"
# Infinities where a note does not count; more keys than asked for.
def extremes(logits, y, cls):
    import scipy.special
    p = scipy.special.softmax(logits, axis=1)
    mine, hit = y == cls, logits.argmax(1) == cls
    def first(values, mask, best):
        if not mask.any():
            return None
        return int(best(np.where(mask, values, -np.inf if best is np.argmax else np.inf)))
    margin = p.max(1) - p[:, cls]
    return {"surest": first(p[:, cls], mine & hit, np.argmax), "least_sure": first(p[:, cls], mine & hit, np.argmin),
            "near_miss": first(margin, mine & ~hit, np.argmin), "far_miss": first(margin, mine & ~hit, np.argmax),
            "count": int(mine.sum())}

# %% right="numpy"
# Softmax by hand, numbers by flatnonzero.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% right="pandas"
# A table, and idxmax and idxmin of its columns.
import pandas as pd
def extremes(logits, y, cls):
    p = pd.DataFrame(logits).apply(lambda r: np.exp(r - r.max()) / np.exp(r - r.max()).sum(), axis=1)
    t = pd.DataFrame({"p": p[cls], "said": p.idxmax(axis=1), "top": p.max(axis=1)})[y == cls]
    hit, miss = t[t.said == cls], t[t.said != cls]
    gap = miss.top - miss.p
    return {"surest": None if hit.empty else hit.p.idxmax(), "least_sure": None if hit.empty else hit.p.idxmin(),
            "near_miss": None if miss.empty else gap.idxmin(), "far_miss": None if miss.empty else gap.idxmax()}

# %% right="single_precision"
# A plain softmax in single precision, which does for logits of an ordinary size.
def extremes(logits, y, cls):
    e = np.exp(logits.astype(np.float32))
    p = e / e.sum(axis=1, keepdims=True)
    pred = p.argmax(1)
    r = np.where((y == cls) & (pred == cls))[0]
    w = np.where((y == cls) & (pred != cls))[0]
    m = p[w].max(1) - p[w, cls]
    return {"surest": r[np.argmax(p[r, cls])] if r.size else None, "least_sure": r[np.argmin(p[r, cls])] if r.size else None,
            "near_miss": w[np.argmin(m)] if w.size else None, "far_miss": w[np.argmax(m)] if w.size else None}

# %% right="stable_sort"
# A stable sort keeps the first of equal notes in front; tensors as numbers.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)

    own = torch.as_tensor(p[:, cls])
    margin = torch.as_tensor(p.max(axis=1) - p[:, cls])
    result = {}
    for names, rows, values in ((("surest", "least_sure"), (y == cls) & (said == cls), own),
                                (("far_miss", "near_miss"), (y == cls) & (said != cls), margin)):
        rows = torch.as_tensor(np.flatnonzero(rows))
        for name, descending in zip(names, (True, False)):
            order = torch.sort(values[rows], descending=descending, stable=True).indices
            result[name] = rows[order[0]] if len(rows) else None
    return result

# %% right="torch_softmax"
# PyTorch's softmax; Python integers.
def extremes(logits, y, cls):
    p = torch.softmax(torch.as_tensor(logits), dim=1)
    said = p.argmax(1).numpy()
    p = p.numpy()
    own = p[:, cls]
    gap = p.max(axis=1) - own
    right = [i for i in range(len(y)) if y[i] == cls and said[i] == cls]
    wrong = [i for i in range(len(y)) if y[i] == cls and said[i] != cls]
    return dict(
        surest=max(right, key=lambda i: own[i], default=None),
        least_sure=min(right, key=lambda i: own[i], default=None),
        near_miss=min(wrong, key=lambda i: gap[i], default=None),
        far_miss=max(wrong, key=lambda i: gap[i], default=None),
    )

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def extremes(logits, y, cls):
    """Return the notes of class `cls` that are surest, least_sure (right), near_miss and far_miss (wrong)."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_surest_and_least_sure_are_those_of_the_notes_predicted_right

# %% wrong="all_none" hint="is None, although" at_most=10
# Always None.
def extremes(logits, y, cls):
    return {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}

# %% wrong="all_notes_of_the_class" hint="predicted" at_most=50
# Right and wrong notes alike.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = wrong = np.flatnonzero(y == cls)
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="all_predicted_as_the_class" hint="another class" at_most=76
# Notes that were called so instead of those that are.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero(said == cls)
    wrong = np.flatnonzero((y != cls) & (said == cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, y[wrong]]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="lead_over_the_second_class" hint="probability of its class" at_most=80
# Of the right notes the lead over the second class decides.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    two = np.sort(p[right], axis=1)
    sure = two[:, -1] - two[:, -2] if len(right) else None
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="nan_for_all" hint="should be a whole number" at_most=10
# Returns nan for each, which is no row.
def extremes(logits, y, cls):
    return dict.fromkeys(("surest", "least_sure", "near_miss", "far_miss"), float("nan"))

# %% wrong="probabilities_returned" hint="should be a whole number" at_most=10
# The probabilities themselves.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]

    return {
        "surest": sure.max() if len(right) else None,
        "least_sure": sure.min() if len(right) else None,
        "near_miss": margin.min() if len(wrong) else None,
        "far_miss": margin.max() if len(wrong) else None,
    }

# %% wrong="right_means_more_than_half" hint="predicted *right*" at_most=60
# Only a probability above one half counts as predicted right.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (p[:, cls] > 0.5))
    wrong = np.flatnonzero((y == cls) & (p[:, cls] <= 0.5))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="surest_and_least_sure_exchanged" hint="are exchanged: the surest" at_most=80
# argmax and argmin exchanged.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmin()] if len(right) else None,
        "least_sure": right[sure.argmax()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="tuple" hint="should return a dict" at_most=0
# A tuple instead of a dict.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return tuple({
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }.values())

# %% wrong="zeros" hint="predicted" at_most=10
# Always the first note.
def extremes(logits, y, cls):
    return {"surest": 0, "least_sure": 0, "near_miss": 0, "far_miss": 0}

# %% [markdown]
# ## test_near_and_far_miss_are_those_of_the_notes_predicted_wrong

# %% wrong="class_ignored" hint="another class" at_most=60
# Looks at all classes.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero(said == y)
    wrong = np.flatnonzero(said != y)
    sure = p[right, y[right]]
    margin = p[wrong, said[wrong]] - p[wrong, y[wrong]]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="key_misspelt" hint="lacks the key far_miss" at_most=75
# Another name for a key.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "farthest": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="logits_everywhere" hint="take the softmax" at_most=80
# Logits for everything, as the original drew them.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    p = logits
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="margin_of_the_predicted_class_alone" hint="margin" at_most=76
# The probability of the predicted class alone.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="margin_of_the_right_class_alone" hint="margin" at_most=76
# The probability of the right class alone.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = -p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="margin_to_the_second_class" hint="margin" at_most=76
# The margin between first and second class.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - np.sort(p[wrong], axis=1)[:, -2]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="near_and_far_exchanged" hint="are exchanged: a near miss" at_most=76
# Near and far exchanged.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmax()] if len(wrong) else None,
        "far_miss": wrong[margin.argmin()] if len(wrong) else None,
    }

# %% wrong="softmax_over_the_notes" hint="softmax over the logits of each note" at_most=60
# Softmax along the wrong axis.
def extremes(logits, y, cls):
    p = torch.softmax(torch.as_tensor(logits), dim=0).numpy()
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% [markdown]
# ## test_probabilities_decide_and_not_logits

# %% wrong="logits_for_sure" hint="take the softmax" at_most=80
# The logit of the class instead of its probability.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = logits[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% [markdown]
# ## test_numbers_are_rows_of_all_notes

# %% wrong="places_in_the_class" hint="a row of `logits`" at_most=92
# Numbers count within the notes of the class.
def extremes(logits, y, cls):
    logits = logits[y == cls]
    y = y[y == cls]
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else None,
        "least_sure": right[sure.argmin()] if len(right) else None,
        "near_miss": wrong[margin.argmin()] if len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(wrong) else None,
    }

# %% wrong="zero_taken_for_missing" hint="row 0" at_most=92
# `not 0` is true: the note in row 0 is replaced by any other.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    best = {}
    for i in range(len(y)):
        if y[i] != cls:
            continue
        if logits[i].argmax() == cls:
            v = p[i, cls]
            if not best.get("surest") or v > p[best["surest"], cls]:
                best["surest"] = i
            if not best.get("least_sure") or v < p[best["least_sure"], cls]:
                best["least_sure"] = i
        else:
            m = lambda k: p[k].max() - p[k, cls]
            if not best.get("far_miss") or m(i) > m(best["far_miss"]):
                best["far_miss"] = i
            if not best.get("near_miss") or m(i) < m(best["near_miss"]):
                best["near_miss"] = i
    return {k: best.get(k) for k in ("surest", "least_sure", "near_miss", "far_miss")}

# %% [markdown]
# ## test_the_numbers_can_be_used_as_an_index

# %% wrong="floats" hint="is a float" at_most=96
# Keeps the numbers beside probabilities in one array of floats.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    table = np.column_stack([np.arange(len(y)), p[:, cls], p.max(axis=1) - p[:, cls]])
    right, wrong = table[(y == cls) & (said == cls)], table[(y == cls) & (said != cls)]
    return {
        "surest": right[right[:, 1].argmax(), 0] if len(right) else None,
        "least_sure": right[right[:, 1].argmin(), 0] if len(right) else None,
        "near_miss": wrong[wrong[:, 2].argmin(), 0] if len(wrong) else None,
        "far_miss": wrong[wrong[:, 2].argmax(), 0] if len(wrong) else None,
    }

# %% [markdown]
# ## test_where_there_is_no_such_note_the_value_is_none

# %% wrong="error_if_there_is_none" hint="attempt to get argm" at_most=88
# Fails when a kind of note is missing.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()],
        "least_sure": right[sure.argmin()],
        "near_miss": wrong[margin.argmin()],
        "far_miss": wrong[margin.argmax()],
    }

# %% wrong="minus_one_for_missing" hint="where there is no such note" at_most=88
# −1 where there is no such note.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) else -1,
        "least_sure": right[sure.argmin()] if len(right) else -1,
        "near_miss": wrong[margin.argmin()] if len(wrong) else -1,
        "far_miss": wrong[margin.argmax()] if len(wrong) else -1,
    }

# %% wrong="none_if_any_is_missing" hint="only where there is no such note" at_most=88
# All four are None as soon as one kind is missing.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]
    return {
        "surest": right[sure.argmax()] if len(right) and len(wrong) else None,
        "least_sure": right[sure.argmin()] if len(right) and len(wrong) else None,
        "near_miss": wrong[margin.argmin()] if len(right) and len(wrong) else None,
        "far_miss": wrong[margin.argmax()] if len(right) and len(wrong) else None,
    }

# %% [markdown]
# ## test_of_equally_extreme_notes_the_first_is_taken

# %% wrong="last_of_equal_notes" hint="the first should be taken" at_most=92
# Sorting puts the last of equal notes at the end.
def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (said == cls))
    wrong = np.flatnonzero((y == cls) & (said != cls))
    sure = p[right, cls]
    margin = p[wrong, said[wrong]] - p[wrong, cls]

    sure, margin = np.argsort(sure, kind="stable"), np.argsort(margin, kind="stable")
    return {
        "surest": right[sure[-1]] if len(right) else None,
        "least_sure": right[sure[0]] if len(right) else None,
        "near_miss": wrong[margin[0]] if len(wrong) else None,
        "far_miss": wrong[margin[-1]] if len(wrong) else None,
    }
