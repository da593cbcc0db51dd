# %% [markdown]
# # Worked answers of `prf`

# %% [markdown]
# ## Right answers

# %% right="sklearn"
# scikit-learn, told what to do with nothing.
def prf(Y, P, average):
    from sklearn.metrics import precision_recall_fscore_support
    if average not in ("micro", "macro"):
        raise ValueError(average)
    Y, P = np.asarray(Y).astype(int), np.asarray(P).astype(int)
    return precision_recall_fscore_support(Y, P, average=average, zero_division=0)[:3]

# %% right="torch"
# Tensors, and `nan_to_num`.
def prf(Y, P, average):
    Y, P = torch.as_tensor(Y).double(), torch.as_tensor(P).double()
    tp = (Y * P).sum(0)
    fp = ((1 - Y) * P).sum(0)
    fn = (Y * (1 - P)).sum(0)
    if average == "micro":
        tp, fp, fn = tp.sum(), fp.sum(), fn.sum()
    elif average != "macro":
        raise ValueError
    p = torch.nan_to_num(tp / (tp + fp)).mean().item()
    r = torch.nan_to_num(tp / (tp + fn)).mean().item()
    f = torch.nan_to_num(2 * tp / (2 * tp + fp + fn)).mean().item()
    return p, r, f

# %% right="loops"
# Counts one by one.
def prf(Y, P, average):
    Y, P = np.asarray(Y).tolist(), np.asarray(P).tolist()
    def three(pairs):
        hits = sum(1 for y, p in pairs if y and p)
        said = sum(1 for y, p in pairs if p)
        have = sum(1 for y, p in pairs if y)
        return (hits / said if said else 0.0, hits / have if have else 0.0,
                2 * hits / (said + have) if said + have else 0.0)
    columns = [[(y[c], p[c]) for y, p in zip(Y, P)] for c in range(len(Y[0]))]
    if average == "micro":
        return three([pair for column in columns for pair in column])
    if average == "macro":
        each = [three(column) for column in columns]
        return tuple(sum(values) / len(each) for values in zip(*each))
    raise ValueError(average)

# %% right="np_divide"
# `np.divide` where there is something to divide by.
def prf(Y, P, average):
    if average not in {"micro", "macro"}:
        raise ValueError(f"average: {average}")
    Y = np.array(Y, dtype=float)
    P = np.array(P, dtype=float)
    axis = None if average == "micro" else 0
    tp = np.atleast_1d((Y * P).sum(axis=axis))
    said = np.atleast_1d(P.sum(axis=axis))
    have = np.atleast_1d(Y.sum(axis=axis))
    def ratio(a, b):
        return np.divide(a, b, out=np.zeros_like(a), where=b > 0)
    p, r = ratio(tp, said), ratio(tp, have)
    f = ratio(2 * p * r, p + r)
    return [p.mean(), r.mean(), f.mean()]

# %% right="errstate"
# Divides with warnings switched off.
def prf(Y, P, average):
    Y, P = np.asarray(Y) > 0, np.asarray(P) > 0
    if average == "micro":
        Y, P = Y.reshape(-1, 1), P.reshape(-1, 1)
    elif average != "macro":
        raise ValueError(average)
    tp = np.logical_and(Y, P).sum(0)
    with np.errstate(all="ignore"):
        scores = np.stack([tp / P.sum(0), tp / Y.sum(0), 2 * tp / (P.sum(0) + Y.sum(0))])
    return tuple(np.nan_to_num(scores).mean(axis=1))

# %% right="matrix_product"
# Hits off a diagonal.
def prf(Y, P, average):
    y = torch.tensor(np.asarray(Y), dtype=torch.float64)
    p = torch.tensor(np.asarray(P), dtype=torch.float64)
    hits, said, have = torch.diagonal(y.T @ p), p.sum(dim=0), y.sum(dim=0)
    if average not in ("micro", "macro"):
        raise ValueError("average")
    if average == "micro":
        hits, said, have = (v.sum().view(1) for v in (hits, said, have))
    out = []
    for top, bottom in ((hits, said), (hits, have), (2 * hits, said + have)):
        out.append(torch.where(bottom > 0, top / bottom.clamp(min=1), torch.zeros_like(top)).mean().item())
    return tuple(out)

# %% right="micro_is_macro_of_one_column"
# Micro is the macro average of one long column.
def prf(Y, P, average):
    Y, P = np.asarray(Y) != 0, np.asarray(P) != 0
    if average == "micro":
        return prf(Y.ravel()[:, None], P.ravel()[:, None], "macro")
    if average != "macro":
        raise ValueError(f"{average}?")
    hits, said, have = (Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0)
    share = lambda a, b: float(np.where(b > 0, a / np.where(b > 0, b, 1), 0).mean())
    return share(hits, said), share(hits, have), share(2 * hits, said + have)

# %% right="counts_in_a_class"
# A small class counts, and can be added.
@dataclasses.dataclass
class Tally:
    hits: int = 0
    said: int = 0
    have: int = 0

    def __add__(self, other):
        return Tally(self.hits + other.hits, self.said + other.said, self.have + other.have)

    def rates(self):
        return (self.hits / self.said if self.said else 0.0,
                self.hits / self.have if self.have else 0.0,
                2 * self.hits / (self.said + self.have) if self.said or self.have else 0.0)


def prf(Y, P, average):
    right, said = (np.asarray(x).astype(bool) for x in (Y, P))
    each = [Tally(int((y & p).sum()), int(p.sum()), int(y.sum())) for y, p in zip(right.T, said.T)]
    match average:
        case "micro":
            return sum(each, Tally()).rates()
        case "macro":
            return tuple(math.fsum(column) / len(each) for column in zip(*(one.rates() for one in each)))
    raise ValueError(average)

# %% right="codes"
# Numbers each case from 0 to 3 and counts them with `bincount`.
def prf(Y, P, average):
    if average not in ("micro", "macro"):
        raise ValueError(average)
    codes = 2 * np.asarray(Y).astype(int) + np.asarray(P).astype(int)
    columns = [codes.ravel()] if average == "micro" else list(codes.T)
    rows = []
    for column in columns:
        _, false_alarms, missed, hits = np.bincount(column, minlength=4)
        rows.append([hits / max(hits + false_alarms, 1), hits / max(hits + missed, 1),
                     2 * hits / max(2 * hits + false_alarms + missed, 1)])
    return tuple(np.mean(rows, axis=0))

# %% right="confusion_of_sklearn"
# scikit-learn's tables of two by two.
def prf(Y, P, average):
    from sklearn.metrics import multilabel_confusion_matrix
    tables = multilabel_confusion_matrix(np.asarray(Y).astype(int), np.asarray(P).astype(int)) if np.asarray(Y).shape[1] > 1 \
        else None
    if tables is None:
        y, p = np.asarray(Y)[:, 0].astype(bool), np.asarray(P)[:, 0].astype(bool)
        tables = np.array([[[(~y & ~p).sum(), (~y & p).sum()], [(y & ~p).sum(), (y & p).sum()]]])
    if average == "micro":
        tables = tables.sum(axis=0, keepdims=True)
    elif average != "macro":
        raise ValueError(average)
    fp, fn, tp = tables[:, 0, 1], tables[:, 1, 0], tables[:, 1, 1]
    p, r = tp / np.maximum(tp + fp, 1), tp / np.maximum(tp + fn, 1)
    f = np.array([2 * a * b / (a + b) if a + b else 0.0 for a, b in zip(p, r)])
    return float(p.mean()), float(r.mean()), float(f.mean())

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def prf(Y, P, average):
    """Return precision, recall and F1 of 0/1 arrays (recordings, classes). average: "micro" or "macro"."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_micro_precision_and_recall_count_all_labels_together

# %% wrong="micro_is_macro" hint="exchanged, or one is returned for both" at_most=80
# Always the mean over classes.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        pass
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="project_count" hint="False alarms are not counted" at_most=70
# The project's count: precision is recall.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), Y.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="micro_per_row" hint="over recordings" at_most=85
# Micro as a mean over recordings.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = (Y & P).sum(axis=1), P.sum(axis=1), Y.sum(axis=1)
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="averages_exchanged" hint="exchanged, or one" at_most=50
# Micro and macro exchanged.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "macro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "micro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="micro_precision_of_all_places" hint="hits / said" at_most=90
# Micro precision divided by all places.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    p, r, f = (float(np.mean(value)) for value in values)
    return (p if average == 'macro' else float(hits / Y.size) , r, f)

# %% wrong="micro_keeps_means" hint="exchanged, or one is returned for both" at_most=80
# Only F1 is added up over the classes.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    means = float(np.mean(hits / np.maximum(said, 1))), float(np.mean(hits / np.maximum(have, 1)))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return (*means, float(np.mean(values[2])))

# %% [markdown]
# ## test_macro_precision_and_recall_are_means_over_classes

# %% wrong="macro_is_micro" hint="exchanged, or one is returned for both" at_most=70
# Always everything together.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average not in ("micro", "macro"):
        raise ValueError(average)
    hits, said, have = hits.sum(), said.sum(), have.sum()
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="weighted_macro" hint="the mean over classes" at_most=90
# Classes count by how often they are there.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    weights = have / max(1, have.sum()) if average == 'macro' else None
    if average == 'macro' and have.sum() and have.min() > 0:
        p, r, f = (float(np.sum(value * weights)) for value in values)
        return p, r, float(np.mean(values[2]))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="macro_over_rows" hint="over recordings" at_most=85
# Macro as a mean over recordings.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average == 'macro' and have.min() > 0 and said.min() > 0:
        hits, said, have = (Y & P).sum(axis=1), P.sum(axis=1), Y.sum(axis=1)
    elif average != 'macro':
        raise ValueError(average)
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="macro_median" hint="the mean over classes" at_most=90
# The median over classes.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    if average == 'macro' and hits.all():
        return float(np.median(values[0])), float(np.median(values[1])), float(np.mean(values[2]))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="longer_axis_is_classes" hint="over recordings" at_most=80
# Takes the shorter axis for the classes.
def prf(Y, P, average):
    Y, P = np.asarray(Y) > 0, np.asarray(P) > 0
    if Y.shape[0] < Y.shape[1]:
        Y, P = Y.T, P.T
    if average == "micro":
        hits, said, have = (Y & P).sum(), P.sum(), Y.sum()
    elif average == "macro":
        hits, said, have = (Y & P).sum(0), P.sum(0), Y.sum(0)
    else:
        raise ValueError(average)
    return tuple(float(np.mean(a / np.maximum(b, 1))) for a, b in ((hits, said), (hits, have), (2 * hits, said + have)))

# %% [markdown]
# ## test_micro_f1_is_made_of_all_labels

# %% wrong="micro_f1_is_accuracy" hint="That is the accuracy" at_most=90
# Accuracy as micro F1.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    p, r, f = (float(np.mean(value)) for value in values)
    return p, r, (float((Y == P).mean()) if average == 'micro' and hits else f)

# %% wrong="f1_is_mean" hint="not the mean of precision and recall" at_most=90
# The mean of precision and recall.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    p, r, f = (float(np.mean(value)) for value in values)
    return p, r, ((p + r) / 2 if average == 'micro' and hits else f)

# %% wrong="f2" hint="2 · hits / (said + have)" at_most=90
# F2, which loves recall.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    p, r, f = (float(np.mean(value)) for value in values)
    return p, r, (5 * p * r / (4 * p + r) if average == 'micro' and hits else f)

# %% wrong="geometric_mean" hint="2 · hits / (said + have)" at_most=90
# The root of the product.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    p, r, f = (float(np.mean(value)) for value in values)
    return p, r, ((p * r) ** 0.5 if average == 'micro' else f)

# %% [markdown]
# ## test_macro_f1_is_the_mean_of_the_classes_f1

# %% wrong="macro_f1_of_means" hint="mean of the classes' F1" at_most=90
# F1 of the mean precision and recall.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    p, r, f = (float(np.mean(value)) for value in values)
    return p, r, (2 * p * r / (p + r) if p + r else 0.0)

# %% wrong="macro_f1_is_micro" hint="mean over the classes" at_most=90
# The micro F1 in both.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    p, r, f = (float(np.mean(value)) for value in values)
    return p, r, float(2 * np.sum(hits) / max(1, np.sum(said) + np.sum(have)))

# %% [markdown]
# ## test_a_class_without_labels_or_predictions_counts_with_0

# %% wrong="empty_is_nan" hint="is nan" at_most=90
# nan for nothing.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.where(said > 0, said, np.nan), hits / np.where(have > 0, have, np.nan), 2 * hits / np.where(said + have > 0, said + have, np.nan))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="empty_left_out" hint="left out of the macro" at_most=90
# Such a class is left out of the mean.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(v[(said > 0) & (have > 0)])) if np.any((said > 0) & (have > 0)) else 0.0 for v in map(np.atleast_1d, values)) if average == 'macro' else tuple(float(v) for v in values)

# %% wrong="empty_is_1" hint="should count with 0" at_most=90
# Nothing to find and nothing said is perfect.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    values = tuple(np.where(np.asarray(said + have) == 0, 1.0, value) for value in values)
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="warns" hint="without a warning" at_most=90
# 0 in the end, but it warns.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    hits / said
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% [markdown]
# ## test_truth_values_numbers_and_tensors_give_the_same

# %% wrong="arrays_only" hint="Your code stopped" at_most=93
# Only knows arrays.
def prf(Y, P, average):
    Y, P = Y.astype(bool), P.astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="equal_to_true" hint="another one than with whole numbers" at_most=95
# Compares by identity of types: floats count nothing.
def prf(Y, P, average):
    Y, P = np.asarray(Y), np.asarray(P)
    Y, P = (x.astype(bool) & (x.dtype.kind != 'f') for x in (Y, P))
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="uint8_runs_over" hint="the sums run over" at_most=95
# Adds up in the type that comes.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = tuple(x.sum(axis=0, dtype=np.uint8).astype(int) for x in (Y & P, P, Y))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% [markdown]
# ## test_it_returns_precision_recall_and_f1_in_this_order

# %% wrong="recall_first" hint="precision comes first" at_most=95
# Recall first.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    p, r, f = (float(np.mean(value)) for value in values)
    return r, p, f

# %% wrong="said_and_right_exchanged" hint="precision comes first" at_most=95
# Takes the arguments the other way round.
def prf(Y, P, average):
    Y, P = np.asarray(P).astype(bool), np.asarray(Y).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(f"There is no average {average!r}.")
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="recall_first_in_macro" hint="exchanged (macro)" at_most=95
# Recall first, in the macro average only.
def prf(Y, P, average):
    Y, P = np.asarray(Y) > 0, np.asarray(P) > 0
    hits, said, have = (Y & P).sum(0), P.sum(0), Y.sum(0)
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise ValueError(average)
    p, r, f = (float(np.mean(a / np.maximum(b, 1))) for a, b in ((hits, said), (hits, have), (2 * hits, said + have)))
    return (p, r, f) if average == "micro" else (r, p, f)

# %% [markdown]
# ## test_an_unknown_average_is_refused

# %% wrong="unknown_is_macro" hint="should be raised" at_most=98
# Everything else is macro.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% wrong="key_error" hint="Yours is: KeyError" at_most=98
# A KeyError.
def prf(Y, P, average):
    Y, P = np.asarray(Y).astype(bool), np.asarray(P).astype(bool)
    hits, said, have = ((Y & P).sum(axis=0), P.sum(axis=0), Y.sum(axis=0))
    if average == "micro":
        hits, said, have = hits.sum(), said.sum(), have.sum()
    elif average != "macro":
        raise KeyError(average)
    values = (hits / np.maximum(said, 1), hits / np.maximum(have, 1), 2 * hits / np.maximum(said + have, 1))
    return tuple(float(np.mean(value)) for value in values)

# %% [markdown]
# ## test_neither_array_is_changed

# %% wrong="hits_in_place" hint="is changed" at_most=98
# Multiplies the hits into what was said.
def prf(Y, P, average):
    if average not in ("micro", "macro"):
        raise ValueError(average)
    axis = None if average == "micro" else 0
    y, p = np.asarray(Y), np.asarray(P)
    said, have = (p > 0).sum(axis=axis), (y > 0).sum(axis=axis)
    p &= y if p.dtype.kind in "bui" else p.astype(bool) & y.astype(bool)
    hits = (p > 0).sum(axis=axis)
    return tuple(float(np.mean(a / np.maximum(b, 1))) for a, b in ((hits, said), (hits, have), (2 * hits, said + have)))

# %% wrong="empty_filled_in" hint="is changed" at_most=98
# Sets a place of each empty class in the caller's arrays, so that nothing is divided by zero.
def prf(Y, P, average):
    if average not in ("micro", "macro"):
        raise ValueError(average)
    y, p = np.asarray(Y), np.asarray(P)
    axis = None if average == "micro" else 0
    hits, said, have = (((y > 0) & (p > 0)).sum(axis=axis), (p > 0).sum(axis=axis), (y > 0).sum(axis=axis))
    y[0] = p[0] = 1
    return tuple(float(np.mean(a / np.maximum(b, 1))) for a, b in ((hits, said), (hits, have), (2 * hits, said + have)))
