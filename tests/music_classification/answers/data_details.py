# %% [markdown]
# # Worked answers of `data_details`

# %% [markdown]
# ## Right answers

# %% right="bincount"
# One bin for each label from 0 to the largest.
n_tr = np.shape(Xtr)[0]
n_ts = np.shape(Xts)[0]
n_feat = Xtr.size // n_tr
n_class = np.count_nonzero(np.bincount(ytr))
assert n_class > 1

# %% right="helper_function"
# A helper of its own and a loop: long, but it counts.
def count_rows(table):
    rows = 0
    for _ in table:
        rows += 1
    return rows


n_tr, n_ts = map(count_rows, (Xtr, Xts))
n_feat = Xtr.T.shape[0]
seen = []
for label in ytr:
    if label not in seen:
        seen.append(label)
n_class = len(seen)

# %% right="labels_of_both_sets"
# Test labels bring no new class, so both sets together have as many.
n_tr = ytr.size
n_ts = yts.shape[0]
n_feat = Xts.shape[-1]
n_class = np.unique(np.concatenate([ytr, yts])).size

# %% right="largest_label_plus_one"
# Labels are 0 .. k-1 and all are present, so the largest plus one is their number. A NumPy integer is an integer.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = ytr.max() + 1

# %% right="numpy_integers"
# NumPy integers of any size are integers too.
n_tr = np.int64(Xtr.shape[0])
n_ts = np.uint16(Xts.shape[0])
n_feat = np.int32(Xts.shape[1])
n_class = np.int64(np.unique(ytr).size)

# %% right="pandas"
# Counts with pandas, where `nunique` is an integer.
import pandas as pd

frame = pd.DataFrame(Xtr)
n_tr, n_feat = frame.shape
n_ts = pd.DataFrame(Xts).shape[0]
n_class = pd.Series(ytr).nunique()

# %% right="prints_and_fails_afterwards"
# All four are defined; a slip in a print below them is no mistake in the counts.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))
print(f"{n_train} training rows")

# %% right="set_and_len"
# `len` of an array is its number of rows; a set keeps every label once.
n_tr = len(Xtr)
n_ts = len(Xts)
n_feat = len(Xtr[0])
n_class = len(set(ytr.tolist()))

# %% right="shape_and_unique"
# The shortest way: shapes, and the number of distinct training labels.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% right="torch"
# Counts with torch; `.item()` makes a Python integer of a tensor.
n_tr, n_feat = torch.from_numpy(Xtr).size()
n_ts = torch.as_tensor(Xts).size(0)
n_class = (torch.tensor(ytr).max() + 1).item()

# %% right="tuple_unpacking"
# Unpacks the shapes; the test data have the same columns.
(n_tr, n_feat), (n_ts, _) = Xtr.shape, Xts.shape
n_class, = np.unique(ytr).shape
print("Num training= %d" % n_tr)

# %% right="counts_up_while_a_label_occurs"
# No label below the largest is missing, so the first one that does not occur is their number.
n_tr, n_ts, n_feat = ytr.size, yts.size, Xtr[0].size
n_class = 0
while (ytr == n_class).any():
    n_class += 1

# %% right="groups_of_sorted_labels"
# Sorted, each label makes one group.
from itertools import groupby

n_tr = sum(1 for _ in Xtr)
n_ts = sum(1 for _ in Xts)
n_feat = sum(1 for _ in Xtr[0])
n_class = sum(1 for _ in groupby(sorted(ytr.tolist())))

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds" at_most=0
# The stub as it was released.
# YOUR CODE HERE
raise NotImplementedError()

# %% [markdown]
# ## test_n_tr_counts_the_rows_of_the_training_data

# %% wrong="all_hard_coded" hint="hard-coded" at_most=5
# All four numbers are typed in from the text of the assignment.
n_tr = 66247
n_ts = 14904
n_feat = 120
n_class = 10

# %% wrong="all_none" hint="should define" at_most=5
# Every name exists, but nothing was counted.
n_tr = None
n_ts = None
n_feat = None
n_class = None

# %% wrong="n_tr_both_sets" hint="together" at_most=82
# Counts the rows of both sets together.
n_tr = len(Xtr) + len(Xts)
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% wrong="n_tr_different_rows" hint="*different* rows" at_most=82
# A row that is there twice counts once.
n_tr = len(np.unique(Xtr, axis=0))
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% wrong="n_tr_in_8_bits" hint="8 bits" at_most=82
# Adds up ones in 8 bits, which overflow.
n_tr = np.ones(len(Xtr), dtype=np.uint8).sum(dtype=np.uint8)
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% wrong="n_tr_last_index" hint="index of the last row" at_most=82
# The index of the last row, which is one less than their number.
n_tr = range(len(Xtr))[-1]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% wrong="labels_overwritten" hint="overwritten" at_most=82
# `ytr` is replaced by its different labels before its length is taken.
ytr = np.unique(ytr)
n_class = len(ytr)
n_tr = len(ytr)
n_ts = len(yts)
n_feat = Xtr.shape[1]

# %% wrong="n_tr_larger_set" hint="rows of the training data" at_most=82
# Assumes that the training data are always the larger set.
n_tr = max(len(Xtr), len(Xts))
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% wrong="n_tr_shape" hint="tuple" at_most=82
# The whole shape instead of its first number.
n_tr = Xtr.shape
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% wrong="n_tr_size" hint=".size" at_most=82
# Counts every value of the matrix.
n_tr = Xtr.size
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% wrong="rows_and_columns_swapped" hint="column" at_most=63
# Rows and columns of the training data are exchanged.
n_feat, n_tr = Xtr.shape
n_ts = len(Xts)
n_class = len(set(ytr))

# %% wrong="text" hint="text" at_most=82
# Prints a count as text.
n_tr = f"{len(Xtr)}"
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% wrong="toy_numbers" hint="hard-coded" at_most=5
# The numbers of whatever data happened to be loaded when the student looked.
n_tr, n_ts, n_feat, n_class = 60, 30, 120, 10

# %% wrong="train_and_test_swapped" hint="rows of the test data" at_most=63
# Training and test are exchanged.
n_tr, n_ts = Xts.shape[0], Xtr.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% [markdown]
# ## test_n_ts_counts_the_rows_of_the_test_data

# %% wrong="n_ts_from_training_data" hint="rows of the training data" at_most=82
# A copied line in which one name was not changed.
n_tr = Xtr.shape[0]
n_ts = Xtr.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr))

# %% [markdown]
# ## test_n_feat_counts_the_columns

# %% wrong="n_feat_dimensions" hint="axes" at_most=82
# Counts the axes of the array: a matrix always has two.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.ndim
n_class = len(np.unique(ytr))

# %% wrong="n_feat_of_labels" hint="column" at_most=82
# Takes the features from the labels, a one-dimensional array with as many entries as rows.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = ytr.shape[0]
n_class = len(np.unique(ytr))

# %% wrong="n_feat_rows" hint="column" at_most=82
# Takes the number of rows for the number of features.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[0]
n_class = len(np.unique(ytr))

# %% [markdown]
# ## test_n_class_counts_every_class_once

# %% wrong="n_class_array_of_labels" hint="not an array" at_most=70
# Forgets to count: the array of classes itself.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = np.unique(ytr)

# %% wrong="n_class_changes" hint="changes from row to row" at_most=80
# Counts changes from row to row: right only if the rows are sorted.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = int(np.sum(ytr[1:] != ytr[:-1])) + 1

# %% wrong="n_class_first_rows" hint="all training rows" at_most=82
# Looks at the first 1000 labels only.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(ytr[:1000]))

# %% wrong="n_class_names" hint="names in `classes`" at_most=80
# Counts the names, not the labels.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(classes)

# %% wrong="n_class_up_to_ten" hint="up to the number of names" at_most=82
# Looks for ten labels, as many as the real data have.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len([label for label in range(10) if label in ytr])

# %% wrong="n_class_zero_left_out" hint="start at 0" at_most=70
# The label 0 is no class here.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = int(np.count_nonzero(np.unique(ytr)))

# %% wrong="n_class_hard_coded" hint="typed in" at_most=70
# Only the number of classes is typed in.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = 10

# %% wrong="n_class_largest_label" hint="start at 0" at_most=70
# Takes the largest label for the number of classes.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = ytr.max()

# %% wrong="n_class_last_label" hint="order of the rows" at_most=80
# Relies on rows that are ordered by class.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = int(ytr[-1]) + 1

# %% wrong="n_class_number_of_labels" hint="different" at_most=70
# Counts the labels instead of the classes.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(ytr)

# %% wrong="n_class_set" hint="whole number" at_most=70
# The set of labels, not its size.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = set(ytr)

# %% wrong="n_class_shape_tuple" hint="tuple" at_most=70
# A shape is a tuple, not a number.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = np.unique(ytr).shape

# %% wrong="other_names" hint="should define `n_class`" at_most=70
# Uses a name of its own for the number of classes.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_classes = len(np.unique(ytr))

# %% [markdown]
# ## test_n_class_does_not_need_every_class_in_the_test_data

# %% wrong="n_class_from_test_labels" hint="missing there" at_most=90
# Counts the classes of the test labels.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = len(np.unique(yts))

# %% wrong="n_class_test_labels_max" hint="from the test labels" at_most=90
# Uses the largest test label.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.shape[1]
n_class = yts.max() + 1

# %% [markdown]
# ## test_every_count_is_an_integer

# %% wrong="float_labels" hint="floating point" at_most=90
# Converts the counts to floats.
n_tr = float(len(Xtr))
n_ts = float(len(Xts))
n_feat = float(len(Xtr[0]))
n_class = float(ytr.max() + 1)

# %% wrong="floats" hint="floating point" at_most=90
# Divides, so that a count becomes a float.
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
n_feat = Xtr.size / n_tr
n_class = len(np.unique(ytr))

# %% wrong="arrays_of_one_number" hint="array or a tensor" at_most=90
# The counts are 0-d arrays, and one is a tensor.
n_tr, n_feat = np.array(Xtr.shape[0]), np.array(Xtr.shape[1])
n_ts = np.array(Xts.shape[0])
n_class = torch.tensor(ytr).max() + 1
