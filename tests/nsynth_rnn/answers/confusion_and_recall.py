# %% [markdown]
# # Worked answers of `confusion_and_recall`

# %% [markdown]
# ## Right answers

# %% right="add_at"
# Counts with np.add.at.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% right="bincount"
# Counts pairs as numbers; recall by division, with its warnings.
def confusion_and_recall(y, p, n_class):
    confusion = np.bincount(y * n_class + p, minlength=n_class * n_class).reshape(n_class, n_class)
    recall = confusion.diagonal() / confusion.sum(1)
    return confusion, recall

# %% right="comparisons"
# A table of comparisons, and where with nan; returns a list.
def confusion_and_recall(y, p, n_class):
    classes = np.arange(n_class)
    confusion = ((y[:, None, None] == classes[:, None]) & (p[:, None, None] == classes)).sum(axis=0)
    total = confusion.sum(axis=1)
    recall = np.where(total == 0, np.nan, np.diagonal(confusion) / np.maximum(total, 1))
    return [confusion.astype("int64"), recall]

# %% right="histogram"
# Counts as a histogram of two variables.
def confusion_and_recall(y, p, n_class):
    edges = np.arange(n_class + 1) - 0.5
    m = np.histogram2d(y, p, bins=[edges, edges])[0].astype(int)
    with np.errstate(invalid="ignore"):
        r = np.diag(m) / m.sum(axis=1)
    return m, r

# %% right="loops"
# Lists of Python numbers turned into arrays.
def confusion_and_recall(y, p, n_class):
    table = [[0] * n_class for _ in range(n_class)]
    for right_class, said in zip(y, p):
        table[int(right_class)][int(said)] += 1
    recall = []
    for c in range(n_class):
        total = sum(table[c])
        recall.append(table[c][c] / total if total else float("nan"))
    return np.array(table), np.array(recall)

# %% right="named_tuple"
# A named tuple; where with a harmless divisor.
from typing import NamedTuple
class Result(NamedTuple):
    confusion: np.ndarray
    recall: np.ndarray
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), np.int32)
    for a, b in zip(y, p):
        m[a, b] += 1
    n = m.sum(-1)
    return Result(m, np.where(n, m.diagonal() / np.where(n, n, 1), np.nan))

# %% right="pandas"
# A crosstab with all classes.
def confusion_and_recall(y, p, n_class):
    import pandas as pd
    classes = range(n_class)
    table = pd.crosstab(pd.Categorical(y, classes), pd.Categorical(p, classes), dropna=False).to_numpy()
    return table, np.array([np.mean(p[y == c] == c) if (y == c).any() else np.nan for c in classes])

# %% right="scikit_learn"
# scikit-learn with all labels named.
def confusion_and_recall(y, p, n_class):
    from sklearn.metrics import confusion_matrix, recall_score
    labels = list(range(n_class))
    with np.errstate(all="ignore"):
        return confusion_matrix(y, p, labels=labels), recall_score(y, p, labels=labels, average=None, zero_division=np.nan)

# %% right="sparse_matrix"
# A sparse matrix, made dense as an `np.matrix`, which is a NumPy array.
from scipy.sparse import coo_matrix
def confusion_and_recall(y, p, n_class):
    m = coo_matrix((np.ones(len(y), dtype=int), (y, p)), shape=(n_class, n_class)).todense()
    r = np.array([m[i, i] / m[i].sum() if m[i].sum() > 0 else np.nan for i in range(n_class)])
    return m, r

# %% right="tensors"
# PyTorch, unsigned counts.
def confusion_and_recall(y, p, n_class):
    y, p = torch.as_tensor(y), torch.as_tensor(p)
    counts = torch.zeros(n_class, n_class, dtype=torch.int32)
    counts.index_put_((y, p), torch.ones(len(y), dtype=torch.int32), accumulate=True)
    hit = torch.stack([((y == c) & (p == c)).sum() for c in range(n_class)]).float()
    return counts, hit / torch.stack([(y == c).sum() for c in range(n_class)])

# %% right="one_hot_product"
# The product of two one-hot matrices counts the pairs.
def confusion_and_recall(y, p, n_class):
    one = np.eye(n_class, dtype=np.int64)
    confusion = one[y].T @ one[p]
    total = confusion.sum(axis=1)
    recall = np.divide(np.diagonal(confusion), total, out=np.full(n_class, np.nan), where=total != 0)
    return confusion, recall

# %% right="lists_turned_into_arrays"
# Lists of lists while counting, arrays when returned.
def confusion_and_recall(y, p, n_class):
    table = [[0] * n_class for _ in range(n_class)]
    for a, b in zip(y, p):
        table[a][b] += 1
    recall = []
    for i, row in enumerate(table):
        try:
            recall.append(row[i] / sum(row))
        except ZeroDivisionError:
            recall.append(float("nan"))
    return np.array(table), np.array(recall)

# %% right="crosstab_to_numpy"
# A table of pandas, filled up with the missing classes and turned into an array.
def confusion_and_recall(y, p, n_class):
    import pandas as pd

    classes = range(n_class)
    if len(y) == 0:
        return np.zeros((n_class, n_class), dtype=np.int64), np.full(n_class, np.nan)
    frame = pd.DataFrame({"is": y, "said": p, "one": 1})
    table = frame.pivot_table(index="is", columns="said", values="one", aggfunc="sum", fill_value=0)
    confusion = table.reindex(index=classes, columns=classes, fill_value=0).to_numpy().astype(np.int64)
    notes = confusion.sum(axis=1)
    recall = np.array([confusion[c, c] / notes[c] if notes[c] else np.nan for c in classes])
    return confusion, recall

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def confusion_and_recall(y, p, n_class):
    """Return the confusion matrix (rows: right class, columns: predicted class) and the recall of each class."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_the_matrix_counts_right_classes_in_rows_and_predicted_ones_in_columns

# %% wrong="columns_as_fractions" hint="The columns are fractions" at_most=41
# Fractions of each column.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion / confusion.sum(axis=0, keepdims=True), recall

# %% wrong="constants" hint="The numbers of the matrix should add up" at_most=57
# A unit matrix and ones.
def confusion_and_recall(y, p, n_class):
    return np.eye(n_class, dtype=int), np.ones(n_class)

# %% wrong="errors_only" hint="add up to the number of notes" at_most=71
# Leaves the diagonal out.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion - np.diag(np.diag(confusion)), recall

# %% wrong="matrix_only" hint="should return two arrays" at_most=0
# Only the matrix.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    return confusion

# %% wrong="pass_through" hint="a matrix" at_most=11
# Returns its input.
def confusion_and_recall(y, p, n_class):
    return y, p

# %% wrong="repeated_pairs_lost" hint="A pair of classes that occurs several times" at_most=71
# `confusion[y, p] += 1` counts each pair once only.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    counts = np.zeros_like(confusion)
    counts[y, p] += 1
    return counts, recall

# %% wrong="rows_as_fractions" hint="The rows are fractions" at_most=41
# Fractions of each row.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion / confusion.sum(axis=1, keepdims=True), recall

# %% wrong="transposed" hint="lies on its side" at_most=71
# Rows are what was said.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion.T, recall

# %% wrong="transposed_and_its_recall" hint="lies on its side" at_most=71
# Rows are what was said, and recall is taken of them.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (p, y), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% wrong="counts_in_eight_bits" hint="Counts larger than a few hundred are wrong" at_most=71
# The counts are stored in 8 bits: the 256th note of a place makes it 0 again.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=np.uint8)
    np.add.at(confusion, (y, p), 1)
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / confusion.sum(axis=1)
    return confusion, recall

# %% wrong="needs_sorted_notes" hint="The numbers of the matrix should add up" at_most=71
# searchsorted finds the notes of a class only if y is sorted.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    for c in range(n_class):
        first, end = np.searchsorted(y, [c, c + 1])
        confusion[c] = np.bincount(p[first:end], minlength=n_class)
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / confusion.sum(axis=1)
    return confusion, recall

# %% wrong="indexed_addition" hint="A pair of classes that occurs several times" at_most=71
# confusion[y, p] += 1 counts a pair once, however often it occurs.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    confusion[y, p] += 1
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / confusion.sum(axis=1)
    return confusion, recall

# %% wrong="shared_rows" hint="All rows are the same: they are one" at_most=61
# All rows are the same list, [[0] * n] * n, so each count appears in all rows.
def confusion_and_recall(y, p, n_class):
    confusion = [[0] * n_class] * n_class
    for a, b in zip(y, p):
        confusion[a][b] += 1
    confusion = np.array(confusion)
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / np.bincount(y, minlength=n_class)
    return confusion, recall

# %% wrong="ten_families" hint="With more than ten classes the function stops" at_most=59
# The number of classes is that of the notebook's families, not n_class.
def confusion_and_recall(y, p, n_class):
    n = len(FAMILIES)
    confusion = np.zeros((n, n), dtype=int)
    np.add.at(confusion, (y, p), 1)
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / confusion.sum(axis=1)
    return confusion, recall

# %% wrong="base_of_ten" hint="With more than ten classes the matrix is" at_most=71
# Pairs are written as texts of two digits, so a class of 10 or more is read wrongly.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    for pair in [f"{a}{b}" for a, b in zip(y, p)]:
        confusion[int(pair[0]), int(pair[1])] += 1
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / confusion.sum(axis=1)
    return confusion, recall

# %% [markdown]
# ## test_classes_that_do_not_occur_keep_their_place

# %% wrong="mean_recall" hint="one value of recall per class" at_most=54
# One number for all classes.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, np.nanmean(recall)

# %% wrong="nothing_of_absent_classes" hint="for each of `n_class` classes" at_most=79
# Drops the classes that do not occur.
def confusion_and_recall(y, p, n_class):
    names = np.unique(np.concatenate([y, p]))
    confusion = np.array([[((y == a) & (p == b)).sum() for b in names] for a in names])
    recall = np.array([np.mean(p[y == a] == a) if (y == a).any() else np.nan for a in names])
    return confusion, recall

# %% wrong="only_up_to_the_largest_class" hint="for each of `n_class` classes" at_most=89
# Counts as many classes as occur.
def confusion_and_recall(y, p, n_class):
    n_class = int(max(y.max(), p.max())) + 1
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% wrong="recall_of_present_classes_only" hint="There should be a recall for each of `n_class` classes" at_most=79
# One recall per class that occurs.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall[there]

# %% wrong="bincount_without_minlength" hint="If a class does not occur, the function" at_most=89
# bincount has no minlength: if the last class was never rightly predicted, the counts do not fill the matrix.
def confusion_and_recall(y, p, n_class):
    confusion = np.bincount(y.astype(np.int64) * n_class + p).reshape(n_class, n_class)
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / confusion.sum(axis=1)
    return confusion, recall

# %% wrong="columns_of_classes_in_y_only" hint="Rows and columns of classes that do not" at_most=89
# Only classes that occur in y are counted as columns: a note predicted as another class is lost.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    for i in np.unique(y):
        for j in np.unique(y):
            confusion[i, j] = ((y == i) & (p == j)).sum()
    recall = np.array([(p[y == c] == c).mean() if (y == c).any() else np.nan for c in range(n_class)])
    return confusion, recall

# %% wrong="rows_of_classes_in_p_only" hint="Rows and columns of classes that do not" at_most=89
# Only classes that occur in p get a row: the notes of a class that was never predicted are lost.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    for i in set(p.tolist()):
        for j in set(p.tolist()):
            confusion[i, j] = np.count_nonzero((y == i) & (p == j))
    recall = np.array([(p[y == c] == c).mean() if (y == c).any() else np.nan for c in range(n_class)])
    return confusion, recall

# %% [markdown]
# ## test_the_counts_are_whole_numbers

# %% wrong="float_counts" hint="not float64" at_most=94
# The matrix holds floats.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class))
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% wrong="objects_as_counts" hint="integer type" at_most=94
# The matrix holds Python objects.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=object)
    np.add.at(m, (y, p), 1)
    return m, np.array([r[i] / r.sum() if r.sum() else np.nan for i, r in enumerate(m)])

# %% [markdown]
# ## test_recall_is_what_was_found_of_each_class

# %% wrong="accuracy_of_each_class" hint="That is the accuracy of a yes or" at_most=76
# Counts the notes of other classes that were rightly not called so as well.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    accuracy = np.array([((y == c) == (p == c)).mean() for c in range(n_class)])
    return confusion, np.where(there, accuracy, np.nan)

# %% wrong="per_cent" hint="not per cent" at_most=76
# Recall in per cent.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, 100 * recall

# %% wrong="precision" hint="That is the precision" at_most=76
# Divides by what was said.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=0)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% wrong="recall_as_column" hint="shape (n_class,)" at_most=76
# Recall as a column.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    return m, (m.diagonal() / m.sum(1))[:, None]

# %% wrong="share_of_all_notes" hint="*its class*" at_most=76
# Divides by all notes.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, np.where(there, np.diag(confusion) / len(y), np.nan)

# %% wrong="recall_of_last_class_forgotten" hint="The recall of the last class is missing" at_most=76
# The loop over the recalls ends one class too early, and the last class stays nan.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    recall = np.full(n_class, np.nan)
    for c in range(n_class - 1):
        if confusion[c].sum():
            recall[c] = confusion[c, c] / confusion[c].sum()
    return confusion, recall

# %% wrong="wrong_notes_in_the_denominator" hint="Recall divides by *all* notes of its class" at_most=76
# The right notes of a class are divided by its wrong notes.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    right = np.diag(confusion)
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = right / (confusion.sum(axis=1) - right)
    return confusion, recall

# %% wrong="accuracy_of_yes_or_no" hint="That is the accuracy of a yes or" at_most=76
# For each class the share of all notes is taken that were rightly put into or out of it: not the recall.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    recall = np.array([((y == c) == (p == c)).mean() if (y == c).any() else np.nan for c in range(n_class)])
    return confusion, recall

# %% wrong="rounded_recall" hint="The recall is nearly right, but not exactly" at_most=76
# The recall is rounded to two digits.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    with np.errstate(invalid="ignore"):
        recall = np.round(np.diag(confusion) / confusion.sum(axis=1), 2)
    return confusion, recall

# %% [markdown]
# ## test_the_recall_of_a_class_without_notes_is_nan

# %% wrong="masked_array" hint="should be `nan`" at_most=90
# Recall masked instead of nan.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    return m, np.ma.array(m.diagonal(), dtype=float) / np.ma.masked_equal(m.sum(1), 0)

# %% wrong="nan_where_never_found" hint="Only a class without notes has no recall" at_most=90
# nan also where all notes were missed.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    d = m.diagonal().astype(float)
    d[d == 0] = np.nan
    return m, d / m.sum(1)

# %% wrong="nan_where_never_said" hint="Only a class without notes has no recall" at_most=90
# nan for classes that were never said.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    r = m.diagonal() / m.sum(1)
    r[m.sum(0) == 0] = np.nan
    return m, r

# %% wrong="one_for_absent_classes" hint="should be `nan`" at_most=91
# 1 instead of nan.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, 1.0)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% wrong="zero_for_absent_classes" hint="should be `nan`" at_most=91
# 0 instead of nan.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, 0.0)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% wrong="nan_if_one_note" hint="Only a class without notes has no recall" at_most=91
# A class with a single note gets nan, too: > 1 in place of > 0.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.array([confusion[i, i] / notes[i] if notes[i] > 1 else np.nan for i in range(n_class)])
    return confusion, recall

# %% wrong="zero_above_largest_class" hint="Of a class without notes nothing could be" at_most=91
# Classes above the largest one in y keep a recall of 0, not nan.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    recall = np.zeros(n_class)
    for c in range(int(y.max()) + 1):
        notes = np.sum(y == c)
        recall[c] = confusion[c, c] / notes if notes else np.nan
    return confusion, recall

# %% wrong="stops_on_absent_class" hint="All classes behind one without notes have no" at_most=91
# The recalls end at the first class without notes: a break where a nan and a continue belong.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    recall = np.full(n_class, np.nan)
    for c in range(n_class):
        if confusion[c].sum() == 0:
            break
        recall[c] = confusion[c, c] / confusion[c].sum()
    return confusion, recall

# %% [markdown]
# ## test_the_matrix_comes_first_then_the_recall

# %% wrong="order_exchanged" hint="The order is wrong" at_most=96
# Recall first.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return recall, confusion

# %% [markdown]
# ## test_both_are_arrays_or_tensors

# %% wrong="recall_as_list" hint="Both results should be arrays or tensors, but" at_most=96
# The recall is a list, not an array or a tensor.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    recall = [confusion[i, i] / row.sum() if row.sum() else math.nan for i, row in enumerate(confusion)]
    return confusion, recall

# %% wrong="recall_as_dict" hint="Both results should be arrays or tensors, but" at_most=96
# The recall is a dict from class to number, not an array or a tensor.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    recall = {i: confusion[i, i] / row.sum() if row.sum() else math.nan for i, row in enumerate(confusion)}
    return confusion, recall

# %% wrong="matrix_as_data_frame" hint="Both results should be arrays or tensors, but" at_most=96
# The matrix is a DataFrame of pandas, not an array or a tensor.
def confusion_and_recall(y, p, n_class):
    import pandas as pd

    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / confusion.sum(axis=1)
    return pd.DataFrame(confusion), recall

# %% [markdown]
# ## test_one_call_does_not_disturb_another

# %% wrong="arguments_changed" hint="The function changes `y` or `p`. They should" at_most=96
# y is multiplied and added to in place: the caller's array is changed.
def confusion_and_recall(y, p, n_class):
    classes, notes = np.arange(n_class), np.bincount(y, minlength=n_class)
    y *= n_class
    y += p
    confusion = np.bincount(y, minlength=n_class**2).reshape(n_class, n_class)
    with np.errstate(invalid="ignore"):
        recall = confusion[classes, classes] / notes
    return confusion, recall

# %% wrong="matrix_kept_between_calls" hint="After other calls the same notes give another" at_most=96
# The matrix is kept for the next call with the same number of classes, so old counts are added to the new ones.
_matrices = {}


def confusion_and_recall(y, p, n_class):
    confusion = _matrices.setdefault(n_class, np.zeros((n_class, n_class), dtype=int))
    np.add.at(confusion, (y, p), 1)
    with np.errstate(invalid="ignore"):
        recall = np.diag(confusion) / confusion.sum(axis=1)
    return confusion, recall
