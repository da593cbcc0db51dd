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
# A stable sort of tensors keeps the first of equal notes in front.
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
            result[name] = int(rows[order[0]]) if len(rows) else None
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

# %% right="one_over_sum"
# p of a class is 1 over the sum of exp of the differences to it, taken from the largest logit.
def extremes(logits, y, cls):
    top = logits.max(axis=1)
    bottom = np.exp(logits - top[:, None]).sum(axis=1)
    p_said = 1 / bottom
    p_cls = np.exp(logits[:, cls] - top) / bottom
    said = logits.argmax(axis=1)
    out = {}
    for keys, chosen, values in [
        (("surest", "least_sure"), np.flatnonzero((y == cls) & (said == cls)), p_cls),
        (("far_miss", "near_miss"), np.flatnonzero((y == cls) & (said != cls)), p_said - p_cls),
    ]:
        for key, function in zip(keys, (np.argmax, np.argmin)):
            out[key] = chosen[function(values[chosen])] if chosen.size else None
    return out

# %% right="nan_arrays"
# Arrays with nan where a note does not take part, and the nan versions of argmin and argmax.
def extremes(logits, y, cls):
    p = nn.functional.softmax(torch.tensor(logits).double(), dim=1).numpy()
    said = logits.argmax(axis=1)
    sure = np.where((y == cls) & (said == cls), p[:, cls], np.nan)
    margin = np.where((y == cls) & (said != cls), p.max(axis=1) - p[:, cls], np.nan)

    def at(values, function):
        return None if np.isnan(values).all() else int(function(values))

    return {
        "surest": at(sure, np.nanargmax),
        "least_sure": at(sure, np.nanargmin),
        "near_miss": at(margin, np.nanargmin),
        "far_miss": at(margin, np.nanargmax),
    }

# %% right="empty_caught"
# argmax of nothing raises a ValueError, which becomes None for each key apart.
def extremes(logits, y, cls):
    z = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = z / z.sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = ((y == cls) & (predicted == cls)).nonzero()[0]
    wrong = ((y == cls) & (predicted != cls)).nonzero()[0]

    def safe(rows, values, function):
        try:
            return rows[function(values)]
        except ValueError:
            return None

    sure, margin = p[right, cls], p[wrong, predicted[wrong]] - p[wrong, cls]
    return {
        "surest": safe(right, sure, np.argmax),
        "least_sure": safe(right, sure, np.argmin),
        "near_miss": safe(wrong, margin, np.argmin),
        "far_miss": safe(wrong, margin, np.argmax),
    }

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

# %% wrong="all_none" hint="is None, although" at_most=1
# Always None.
def extremes(logits, y, cls):
    return {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}

# %% wrong="all_notes_of_the_class" hint="predicted" at_most=1
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

# %% wrong="all_predicted_as_the_class" hint="another class" at_most=1
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

# %% wrong="nan_for_all" hint="should be a whole number" at_most=1
# Returns nan for each, which is no row.
def extremes(logits, y, cls):
    return dict.fromkeys(("surest", "least_sure", "near_miss", "far_miss"), float("nan"))

# %% wrong="probabilities_returned" hint="should be a whole number" at_most=1
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

# %% wrong="surest_and_least_sure_exchanged" hint="are exchanged: the surest" at_most=83
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

# %% wrong="zeros" hint="predicted" at_most=1
# Always the first note.
def extremes(logits, y, cls):
    return {"surest": 0, "least_sure": 0, "near_miss": 0, "far_miss": 0}

# %% wrong="class_ignored" hint="another class" at_most=1
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

# %% wrong="softmax_over_everything" hint="The sum in the softmax goes over all" at_most=83
# The exponentials are divided by the sum over all notes, not over each note.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum()
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="probability_of_class_zero" hint="The probability of class 0 is compared. Take" at_most=83
# Sureness is the probability of class 0 and not of the class asked for.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, 0]
    margin = probs.max(axis=1) - probs[:, cls]
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% [markdown]
# ## test_near_and_far_miss_are_those_of_the_notes_predicted_wrong

# %% wrong="key_misspelt" hint="lacks the key far_miss" at_most=83
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

# %% wrong="margin_of_the_predicted_class_alone" hint="margin" at_most=83
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

# %% wrong="margin_of_the_right_class_alone" hint="margin" at_most=83
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

# %% wrong="margin_to_the_second_class" hint="margin" at_most=83
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

# %% wrong="near_and_far_exchanged" hint="are exchanged: a near miss" at_most=83
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

# %% wrong="margin_to_the_mean" hint="The margin is the probability of the predicted" at_most=83
# The margin is taken to the mean of the other classes, not to the right class.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - (1 - probs.max(axis=1)) / (probs.shape[1] - 1)
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% [markdown]
# ## test_probabilities_decide_and_not_logits

# %% wrong="lead_over_the_second_class" hint="What is compared is the lead over the" at_most=80
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

# %% wrong="softmax_over_the_notes" hint="over the logits of each note" at_most=81
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

# %% wrong="raw_logits_of_right_notes" hint="Another size of all logits of a note" at_most=81
# Of the notes predicted right raw logits are compared, not probabilities.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = logits[:, cls]
    margin = probs.max(axis=1) - probs[:, cls]
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="ratio_for_margin" hint="The margin is taken between logits, or logarithms" at_most=81
# The margin is the ratio of the two probabilities, not their difference.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    with np.errstate(divide="ignore"):
        margin = probs.max(axis=1) / sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="smallest_added" hint="If all logits are very small, the result" at_most=81
# Against zeros in the denominator 1e-3 is added to the sum, which changes all probabilities of small logits.
def extremes(logits, y, cls):
    raw = np.exp(np.minimum(logits, 700))
    probs = raw / (raw.sum(axis=1, keepdims=True) + 1e-3)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="squares_for_softmax" hint="Another size of all logits of a note" at_most=74
# The squares of the logits are divided by their sum; that is no softmax.
def extremes(logits, y, cls):
    probs = logits**2 / (logits**2).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="sigmoid" hint="Another size of all logits of a note" at_most=81
# A sigmoid of each logit stands in place of the softmax.
def extremes(logits, y, cls):
    probs = 1 / (1 + np.exp(-np.clip(logits, -500, 500)))
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="two_classes_only" hint="What is compared is the lead over the" at_most=81
# Only the right class and its strongest rival enter the softmax, the other classes are left out.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    others = np.delete(logits, cls, axis=1).max(axis=1)
    sure = 1 / (1 + np.exp(np.clip(others - logits[:, cls], -700, 700)))
    margin = (1 - sure) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% [markdown]
# ## test_the_predicted_class_is_that_of_the_largest_logit

# %% wrong="right_means_more_than_half" hint="A note is predicted right if the logit" at_most=95
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

# %% wrong="right_above_one_half" hint="A note is predicted right if the logit" at_most=95
# A note counts as right only if its probability is above one half, not if its logit is the largest.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = np.where(probs[:, cls] > 0.5, cls, -1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="largest_by_absolute_value" hint="If all logits are negative, the result changes" at_most=95
# The predicted class is taken as the one with the largest absolute logit.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = np.abs(logits).argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

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

# %% wrong="place_in_the_right_notes" hint="The numbers do not fit when notes of" at_most=93
# The surest note is numbered by its place among the right notes, not by its row.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(sure[right].argmax())
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="last_note_forgotten" hint="`surest` is another note if the right one" at_most=93
# The last note is left out.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    right, wrong = right[right < len(y) - 1], wrong[wrong < len(y) - 1]
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="elif_for_second" hint="`least_sure` is another note if the right one" at_most=93
# An elif lets the first right note be only the surest: it is never compared as the least sure.
def extremes(logits, y, cls):
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    highest, lowest, smallest, largest = -1, 2, 2, -1
    for i in range(len(y)):
        if y[i] != cls:
            continue
        e = np.exp(logits[i] - logits[i].max())
        p = e / e.sum()
        said = logits[i].argmax()
        if said == cls:
            if p[cls] > highest:
                highest, found["surest"] = p[cls], i
            elif p[cls] < lowest:
                lowest, found["least_sure"] = p[cls], i
        else:
            margin = p[said] - p[cls]
            if margin < smallest:
                smallest, found["near_miss"] = margin, i
            if margin > largest:
                largest, found["far_miss"] = margin, i
    return found

# %% [markdown]
# ## test_the_numbers_are_whole_numbers

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

# %% wrong="tensors_returned" hint="`surest` is of the type Tensor. The number" at_most=97
# The notes are returned as tensors, not as whole numbers.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = torch.tensor(right)[sure[right].argmax()]
        found["least_sure"] = torch.tensor(right)[sure[right].argmin()]
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% [markdown]
# ## test_where_there_is_no_such_note_the_value_is_none

# %% wrong="error_if_there_is_none" hint="If no note of the class is predicted" at_most=93
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

# %% wrong="minus_one_for_missing" hint="where there is no such note" at_most=93
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

# %% wrong="none_if_any_is_missing" hint="If no note of the class is predicted" at_most=93
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

# %% wrong="keys_left_out" hint="If no note of the class is predicted" at_most=93
# If no note is predicted right, the keys for right notes are left out.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="group_of_note_zero_lost" hint="If a single note is predicted right, and" at_most=93
# `right.any()` asks for numbers other than 0: if note 0 is the only right one, it is lost.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if right.any():
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="two_misses_needed" hint="If a single note is predicted wrong, and" at_most=93
# A single miss is only the near miss, but it should be the far miss as well.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()]) if len(wrong) > 1 else None
    return found

# %% wrong="same_note_not_twice" hint="If a single note is predicted right, and" at_most=93
# The least sure note is sought among the others, without the surest: a single right note, or equals, go wrong.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        others = right[right != found["surest"]]
        if len(others):
            found["least_sure"] = int(others[sure[others].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="certain_notes_are_none" hint="`least_sure` is None where the network is entirely" at_most=93
# The search for the least sure starts at 1: right notes whose probability is exactly 1 give None.
def extremes(logits, y, cls):
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    highest, lowest, smallest, largest = -1, 1, 2, -1
    for i in range(len(y)):
        if y[i] != cls:
            continue
        e = np.exp(logits[i] - logits[i].max())
        p = e / e.sum()
        said = logits[i].argmax()
        if said == cls:
            if p[cls] > highest:
                highest, found["surest"] = p[cls], i
            if p[cls] < lowest:
                lowest, found["least_sure"] = p[cls], i
        else:
            margin = p[said] - p[cls]
            if margin < smallest:
                smallest, found["near_miss"] = margin, i
            if margin > largest:
                largest, found["far_miss"] = margin, i
    return found

# %% wrong="firm_errors_are_none" hint="`near_miss` is None where the network is entirely" at_most=93
# The search for the near miss starts at 1: if all margins are exactly 1, it gives None.
def extremes(logits, y, cls):
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    highest, lowest, smallest, largest = -1, 2, 1, -1
    for i in range(len(y)):
        if y[i] != cls:
            continue
        e = np.exp(logits[i] - logits[i].max())
        p = e / e.sum()
        said = logits[i].argmax()
        if said == cls:
            if p[cls] > highest:
                highest, found["surest"] = p[cls], i
            if p[cls] < lowest:
                lowest, found["least_sure"] = p[cls], i
        else:
            margin = p[said] - p[cls]
            if margin < smallest:
                smallest, found["near_miss"] = margin, i
            if margin > largest:
                largest, found["far_miss"] = margin, i
    return found

# %% [markdown]
# ## test_of_equally_extreme_notes_the_first_is_taken

# %% wrong="last_of_equal_notes" hint="the first should be taken" at_most=95
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

# %% [markdown]
# ## test_small_differences_count

# %% wrong="rounded_probabilities" hint="`surest` is another note when the probabilities lie" at_most=97
# Probabilities are rounded to two digits, so different ones become equal.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    probs = np.round(probs, 2)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="half_precision" hint="`least_sure` is another note when the probabilities lie" at_most=97
# Probabilities are stored in 16 bits, so different ones become equal.
def extremes(logits, y, cls):
    shifted = logits - logits.max(axis=1, keepdims=True)
    probs = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    probs = probs.astype(np.float16)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% [markdown]
# ## test_one_call_does_not_disturb_another

# %% wrong="logits_changed" hint="The function changes `logits` or `y`. They should" at_most=97
# The largest logit is subtracted in place: the caller's logits are changed.
def extremes(logits, y, cls):
    logits -= logits.max(axis=1, keepdims=True)
    probs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    predicted = logits.argmax(axis=1)
    right = np.flatnonzero((y == cls) & (predicted == cls))
    wrong = np.flatnonzero((y == cls) & (predicted != cls))
    sure = probs[:, cls]
    margin = probs.max(axis=1) - sure
    found = {"surest": None, "least_sure": None, "near_miss": None, "far_miss": None}
    if len(right):
        found["surest"] = int(right[sure[right].argmax()])
        found["least_sure"] = int(right[sure[right].argmin()])
    if len(wrong):
        found["near_miss"] = int(wrong[margin[wrong].argmin()])
        found["far_miss"] = int(wrong[margin[wrong].argmax()])
    return found

# %% wrong="dict_kept_between_calls" hint="A later call changes the result of an" at_most=97
# The same dict is filled again in each call, so a result that was returned before changes.
_found = {}


def extremes(logits, y, cls):
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    said = logits.argmax(axis=1)
    right, wrong = np.flatnonzero((y == cls) & (said == cls)), np.flatnonzero((y == cls) & (said != cls))
    margin = p.max(axis=1) - p[:, cls]
    _found["surest"] = int(right[p[right, cls].argmax()]) if len(right) else None
    _found["least_sure"] = int(right[p[right, cls].argmin()]) if len(right) else None
    _found["near_miss"] = int(wrong[margin[wrong].argmin()]) if len(wrong) else None
    _found["far_miss"] = int(wrong[margin[wrong].argmax()]) if len(wrong) else None
    return _found

# %% wrong="probabilities_kept_by_shape" hint="After other calls the same logits give another" at_most=97
# The probabilities are kept per shape of the logits, so other logits of the same shape get the old ones.
_probabilities = {}


def extremes(logits, y, cls):
    if logits.shape not in _probabilities:
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        _probabilities[logits.shape] = e / e.sum(axis=1, keepdims=True)
    p = _probabilities[logits.shape]
    said = p.argmax(axis=1)
    right, wrong = np.flatnonzero((y == cls) & (said == cls)), np.flatnonzero((y == cls) & (said != cls))
    margin = p.max(axis=1) - p[:, cls]
    return {
        "surest": int(right[p[right, cls].argmax()]) if len(right) else None,
        "least_sure": int(right[p[right, cls].argmin()]) if len(right) else None,
        "near_miss": int(wrong[margin[wrong].argmin()]) if len(wrong) else None,
        "far_miss": int(wrong[margin[wrong].argmax()]) if len(wrong) else None,
    }
