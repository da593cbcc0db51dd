# %% [markdown]
# # Worked answers of `encode_labels`

# %% [markdown]
# ## Right answers

# %% right="membership"
# Asks for each class, and checks the labels before.
def encode_labels(labels, classes):
    for label in labels:
        if label not in classes:
            raise KeyError(label)
    return torch.tensor([float(name in labels) for name in classes])


def decode_labels(row, classes):
    return [classes[i] for i in range(len(classes)) if float(row[i]) > 0.5]

# %% right="set_and_numpy"
# Counts with sets, fills an array, and makes a tensor of it at the end.
def encode_labels(labels, classes):
    strange = set(labels) - set(classes)
    if strange:
        raise KeyError(f"unknown: {strange}")
    row = np.zeros(len(classes), dtype=np.float32)
    for label in set(labels):
        row[list(classes).index(label)] += 1
    return torch.from_numpy(row)


def decode_labels(row, classes):
    return list(np.array(classes)[np.asarray(row) > 0.5])

# %% right="scatter"
# A tensor of places, scattered.
def encode_labels(labels, classes):
    lookup = dict(zip(classes, range(len(classes))))
    places = torch.tensor([lookup[label] for label in labels], dtype=torch.long)
    return torch.zeros(len(classes)).scatter_(0, places, 1.0)


def decode_labels(row, classes):
    row = torch.as_tensor(row)
    return [classes[i] for i in torch.nonzero(row > 0.5).flatten().tolist()]

# %% right="one_hot_maximum"
# The largest of one-hot rows.
def encode_labels(labels, classes):
    lookup = {name: i for i, name in enumerate(classes)}
    rows = [F.one_hot(torch.tensor(lookup[label]), len(classes)) for label in labels]
    rows.append(torch.zeros(len(classes), dtype=torch.long))
    return torch.stack(rows).amax(dim=0).float()


def decode_labels(row, classes):
    out = []
    for value, name in zip(row, classes):
        if value > 0.5:
            out.append(name)
    return out

# %% right="value_error_turned"
# Turns the ValueError of `index` into a KeyError.
def encode_labels(labels, classes):
    row = torch.zeros(len(classes), dtype=torch.float32)
    for label in labels:
        try:
            row[classes.index(label)] = 1.0
        except ValueError:
            raise KeyError(label) from None
    return row


def decode_labels(row, classes):
    return [name for i, name in enumerate(classes) if row[i] > 0.5]

# %% above="own_error"
class UnknownInstrument(KeyError):
    """A label that nobody knows."""

# %% right="own_error"
# A subclass of KeyError, defined in a cell above.
def encode_labels(labels, classes):
    if any(label not in classes for label in labels):
        raise UnknownInstrument(labels)
    return torch.FloatTensor([1 if name in labels else 0 for name in classes])


def decode_labels(row, classes):
    keep = np.flatnonzero(np.asarray(row) > 0.5)
    return [classes[i] for i in keep]

# %% right="coder_class"
# A class does the work of both functions.
class Coder:
    def __init__(self, classes):
        self.names = tuple(classes)
        self.place = {name: i for i, name in enumerate(self.names)}

    def encode(self, labels):
        row = [0.0] * len(self.names)
        for label in labels:
            row[self.place[label]] = 1.0
        return torch.tensor(row, dtype=torch.float32)

    def decode(self, row):
        return [name for name, value in zip(self.names, row.tolist()) if value > 0.5]


def encode_labels(labels, classes):
    return Coder(classes).encode(labels)


def decode_labels(row, classes):
    return Coder(classes).decode(row)

# %% right="one_hot_clamped"
# The sum of one-hot rows, held at 1.
def encode_labels(labels, classes):
    place = dict(zip(classes, range(len(classes))))
    where = torch.tensor([place[label] for label in labels], dtype=torch.int64)
    return F.one_hot(where, num_classes=len(classes)).sum(dim=0).clamp_(max=1).to(torch.float32)


def decode_labels(row, classes):
    values = row.detach().cpu().numpy() if torch.is_tensor(row) else np.asarray(row)
    return [classes[i] for i in np.flatnonzero(values > 0.5)]

# %% right="isin"
# NumPy asks which classes are among the labels, and which labels among the classes.
def encode_labels(labels, classes):
    asked, known = np.array(labels, dtype=object), np.array(classes, dtype=object)
    if len(asked) and not np.isin(asked.astype(str), known.astype(str)).all():
        raise KeyError(str(labels))
    return torch.from_numpy(np.isin(known.astype(str), asked.astype(str)).astype("float32"))


def decode_labels(row, classes):
    from itertools import compress
    return list(compress(classes, (float(value) > 0.5 for value in row)))

# %% right="index_put"
# All places at once; `filter` for the way back.
def encode_labels(labels, classes):
    lookup = {classes[i]: i for i in range(len(classes))}
    row = torch.zeros(len(classes))
    row[[lookup[label] for label in set(labels)]] = 1
    return row


def decode_labels(row, classes):
    pairs = filter(lambda pair: pair[1] > 0.5, zip(classes, torch.as_tensor(row).double().tolist()))
    return [name for name, _ in pairs]

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def encode_labels(labels, classes):
    """Return a multi-hot row: float32, (len(classes),), 1 where the class is among `labels`."""
    # YOUR CODE HERE
    raise NotImplementedError()


def decode_labels(row, classes):
    """Return the list of classes whose entry in `row` is greater than 0.5, in the order of `classes`."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_the_entries_of_the_labels_are_1_in_whatever_order_they_come

# %% wrong="first_label_only" hint="Only one of several labels" at_most=90
# One-hot: only the first label is marked.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    for label in labels:
        place[label]
    row = torch.zeros(len(classes))
    if labels:
        row[place[labels[0]]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="zeros_and_ones_exchanged" hint="exchanged" at_most=60
# 1 where the class is not there.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.ones(len(classes))
    for label in labels:
        row[place[label]] = 0
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="places_of_labels" hint="one entry for each class, not for each label" at_most=60
# Numbers of the classes instead of a row.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    return torch.tensor([float(place[label]) for label in labels])


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="in_the_order_of_labels" hint="Only one of several labels" at_most=90
# Walks through classes and labels together: right only if they come in the same order.
def encode_labels(labels, classes):
    for label in labels:
        if label not in classes:
            raise KeyError(label)
    waiting = list(dict.fromkeys(labels))
    row = torch.zeros(len(classes))
    for i, name in enumerate(classes):
        if waiting and waiting[0] == name:
            row[i] = 1
            waiting.pop(0)
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="part_of_a_name" hint="among the labels" at_most=85
# Looks for the class within the text of the labels.
def encode_labels(labels, classes):
    for label in labels:
        if label not in classes:
            raise KeyError(label)
    return torch.tensor([float(name in " ".join(labels)) for name in classes])


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% [markdown]
# ## test_the_classes_are_those_of_the_argument_in_their_order

# %% wrong="sorted_classes" hint="The classes are sorted" at_most=90
# Sorts the classes first.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(sorted(classes))}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="global_classes" hint="stopped with KeyError" at_most=60
# Takes the classes of the notebook, so it knows no others.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(CLASSES)}
    row = torch.zeros(len(CLASSES))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% [markdown]
# ## test_the_row_is_a_tensor_of_32_bit_floats

# %% wrong="numpy_row" hint="PyTorch tensor" at_most=90
# An array instead of a tensor.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = np.zeros(len(classes), dtype=np.float32)
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="whole_numbers" hint="float32" at_most=90
# Whole numbers: the loss cannot take them.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes), dtype=torch.long)
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="double" hint="float32" at_most=90
# 64-bit floats.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = np.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return torch.tensor(row)


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="one_row_of_a_table" hint="one axis" at_most=85
# Keeps an axis for the recording.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(1, len(classes))
    for label in labels:
        row[0, place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% [markdown]
# ## test_a_label_that_comes_twice_counts_once

# %% wrong="counts" hint="comes twice" at_most=90
# Adds 1 for each label.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] += 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="toggles" hint="comes twice" at_most=90
# Turns the entry over each time.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1 - row[place[label]]
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% [markdown]
# ## test_no_label_gives_zeros

# %% wrong="last_class_for_nothing" hint="Without any label" at_most=95
# No label counts as the last class.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels or [classes[-1]]:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="shares" hint="`encode_labels` should return one row" at_most=95
# Nothing comes back for an empty list.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    if not labels:
        return []
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% [markdown]
# ## test_an_unknown_label_raises_a_key_error

# %% wrong="unknown_passed_over" hint="passed over" at_most=90
# An unknown label is left out.
def encode_labels(labels, classes):
    return torch.tensor([float(name in labels) for name in classes])


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="value_error" hint="not ValueError" at_most=90
# `index` raises a ValueError.
def encode_labels(labels, classes):
    row = torch.zeros(len(classes))
    for label in labels:
        row[classes.index(label)] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% wrong="unknown_only_if_alone" hint="passed over" at_most=92
# Complains only if no label is known.
def encode_labels(labels, classes):
    known = [label for label in labels if label in classes]
    if labels and not known:
        raise KeyError(labels)
    return torch.tensor([float(name in known) for name in classes])


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value > 0.5]

# %% [markdown]
# ## test_a_row_is_decoded_to_the_classes_above_one_half

# %% wrong="decode_at_least" hint="exactly 0.5" at_most=80
# Takes 0.5 in.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value >= 0.5]

# %% wrong="decode_sorted" hint="in the order of `classes`" at_most=80
# Sorts what it found.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return sorted(name for name, value in zip(classes, row) if value > 0.5)

# %% wrong="decode_equal_to_one" hint="greater than 0.5" at_most=80
# Only knows ones, no probabilities.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [name for name, value in zip(classes, row) if value == 1]

# %% wrong="decode_largest" hint="greater than 0.5" at_most=80
# Only the largest.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [classes[int(np.argmax(np.asarray(row)))]]

# %% wrong="decode_set" hint="should return a list" at_most=80
# A set has no order.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return {name for name, value in zip(classes, row) if value > 0.5}

# %% wrong="decode_places" hint="greater than 0.5" at_most=80
# The places of the classes, not their names.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [i for i, value in enumerate(row) if value > 0.5]

# %% wrong="decode_tensors_only" hint="stopped" at_most=80
# Knows tensors only.
def encode_labels(labels, classes):
    place = {name: i for i, name in enumerate(classes)}
    row = torch.zeros(len(classes))
    for label in labels:
        row[place[label]] = 1
    return row


def decode_labels(row, classes):
    return [classes[i] for i in row.gt(0.5).nonzero().flatten().tolist()]
