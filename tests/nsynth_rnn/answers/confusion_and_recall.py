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

# %% wrong="columns_as_fractions" hint="The columns are fractions" at_most=61
# Fractions of each column.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion / confusion.sum(axis=0, keepdims=True), recall

# %% wrong="constants" hint="hold zeros, and the others stay" at_most=10
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

# %% wrong="pass_through" hint="a matrix" at_most=0
# Returns its input.
def confusion_and_recall(y, p, n_class):
    return y, p

# %% wrong="repeated_pairs_lost" hint="add up to the number of notes" at_most=71
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

# %% wrong="rows_as_fractions" hint="The rows are fractions" at_most=61
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

# %% wrong="transposed_and_its_recall" hint="lies on its side" at_most=45
# Rows are what was said, and recall is taken of them.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (p, y), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% [markdown]
# ## test_classes_that_do_not_occur_keep_their_place

# %% wrong="mean_recall" hint="one value of recall per class" at_most=45
# One number for all classes.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, np.nanmean(recall)

# %% wrong="nothing_of_absent_classes" hint="for each of `n_class` classes" at_most=86
# Drops the classes that do not occur.
def confusion_and_recall(y, p, n_class):
    names = np.unique(np.concatenate([y, p]))
    confusion = np.array([[((y == a) & (p == b)).sum() for b in names] for a in names])
    recall = np.array([np.mean(p[y == a] == a) if (y == a).any() else np.nan for a in names])
    return confusion, recall

# %% wrong="only_up_to_the_largest_class" hint="for each of `n_class` classes" at_most=86
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

# %% wrong="recall_of_present_classes_only" hint="There should be a recall for each of `n_class` classes" at_most=76
# One recall per class that occurs.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall[there]

# %% [markdown]
# ## test_the_counts_are_whole_numbers

# %% wrong="float_counts" hint="not float64" at_most=91
# The matrix holds floats.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class))
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% wrong="objects_as_counts" hint="integer type" at_most=90
# The matrix holds Python objects.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=object)
    np.add.at(m, (y, p), 1)
    return m, np.array([r[i] / r.sum() if r.sum() else np.nan for i, r in enumerate(m)])

# %% [markdown]
# ## test_recall_is_what_was_found_of_each_class

# %% wrong="accuracy_of_each_class" hint="divided by all its notes" at_most=71
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

# %% wrong="per_cent" hint="not per cent" at_most=71
# Recall in per cent.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, 100 * recall

# %% wrong="precision" hint="That is the precision" at_most=71
# Divides by what was said.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=0)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, recall

# %% wrong="recall_as_column" hint="shape (n_class,)" at_most=70
# Recall as a column.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    return m, (m.diagonal() / m.sum(1))[:, None]

# %% wrong="share_of_all_notes" hint="*its class*" at_most=71
# Divides by all notes.
def confusion_and_recall(y, p, n_class):
    confusion = np.zeros((n_class, n_class), dtype=int)
    np.add.at(confusion, (y, p), 1)
    notes = confusion.sum(axis=1)
    recall = np.full(n_class, np.nan)
    there = notes > 0
    recall[there] = np.diag(confusion)[there] / notes[there]
    return confusion, np.where(there, np.diag(confusion) / len(y), np.nan)

# %% [markdown]
# ## test_the_recall_of_a_class_without_notes_is_nan

# %% wrong="masked_array" hint="should be `nan`" at_most=90
# Recall masked instead of nan.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    return m, np.ma.array(m.diagonal(), dtype=float) / np.ma.masked_equal(m.sum(1), 0)

# %% wrong="nan_where_never_found" hint="were all missed is 0" at_most=90
# nan also where all notes were missed.
def confusion_and_recall(y, p, n_class):
    m = np.zeros((n_class, n_class), dtype=np.intp)
    np.add.at(m, (y, p), 1)
    d = m.diagonal().astype(float)
    d[d == 0] = np.nan
    return m, d / m.sum(1)

# %% wrong="nan_where_never_said" hint="were all missed is 0" at_most=90
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
