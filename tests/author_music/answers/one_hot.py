# %% [markdown]
# # Worked answers of `one_hot`

# %% [markdown]
# ## Right answers

# %% right="rows_of_eye"
# Rows of the unit matrix.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels)[q]

# %% right="torch_one_hot"
# PyTorch's own function.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return nn.functional.one_hot(q, levels).float()

# %% right="numpy_eye"
# Rows of NumPy's unit matrix.
def one_hot(q, levels=16):
    q = np.asarray(q)
    if np.any(q < 0) or np.any(q > levels - 1):
        raise ValueError(q)
    return torch.from_numpy(np.eye(levels, dtype=np.float32)[q.astype(int)])

# %% right="comparison"
# Compares with all levels.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return (q.unsqueeze(-1) == torch.arange(levels)).to(torch.float32)

# %% right="scatter"
# Fills zeros.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    out = torch.zeros(*q.shape, levels)
    out.scatter_(-1, q.unsqueeze(-1), 1.0)
    return out

# %% right="loop"
# Number by number.
def one_hot(q, levels=16):
    q = np.asarray(q)
    out = torch.zeros(*q.shape, levels)
    for place in np.ndindex(q.shape):
        k = int(q[place])
        if not 0 <= k < levels:
            raise ValueError(k)
        out[(*place, k)] = 1
    return out

# %% right="torch_refuses_by_itself"
# `F.one_hot` raises for a level above; its error is made a ValueError.
def one_hot(q, levels=16):
    q = torch.tensor(np.asarray(q, dtype=np.int64))
    try:
        if (q < 0).any():
            raise RuntimeError
        return nn.functional.one_hot(q, num_classes=levels).type(torch.float32)
    except RuntimeError as error:
        raise ValueError('level') from error

# %% right="embedding"
# Looks rows up in a table.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return nn.functional.embedding(q, torch.eye(levels))

# %% right="isin_check"
# Checks with a set of levels.
def one_hot(q, levels=16):
    q = np.array(q, dtype=np.int64)
    if not np.isin(q, np.arange(levels)).all():
        raise ValueError
    return torch.tensor(np.equal(q[..., None], range(levels)), dtype=torch.float32)

# %% right="flat_and_back"
# Flattens and shapes back.
def one_hot(q, levels=16):
    q = np.asarray(q)
    flat = q.reshape(-1).astype(int)
    if len(flat) and not (0 <= flat.min() and flat.max() < levels):
        raise ValueError
    out = np.zeros((flat.size, levels), 'float32')
    out[np.arange(flat.size), flat] = 1
    return torch.as_tensor(out.reshape(q.shape + (levels,)))

# %% right="put_along_an_axis"
# NumPy writes the ones.
def one_hot(q, levels=16):
    place = np.expand_dims(q.astype(np.int64), -1)
    if place.size and (place.min() < 0 or place.max() > levels - 1):
        raise ValueError('no such level')
    rows = np.zeros((*q.shape, levels), dtype=np.float32)
    np.put_along_axis(rows, place, 1, axis=-1)
    return torch.from_numpy(rows)

# %% right="rows_without_a_one"
# A row without a 1 shows that there is no such level.
def one_hot(q, levels=16):
    rows = torch.stack([torch.from_numpy(q.astype(np.int64) == level) for level in range(levels)], dim=-1).float()
    if (rows.sum(dim=-1) != 1).any():
        raise ValueError('no such level')
    return rows

# %% right="lists"
# Lists of Python numbers.
def one_hot(q, levels=16):
    rows = []
    for level in q.ravel().tolist():
        if level not in range(levels):
            raise ValueError(f'no level {level}')
        rows.append([float(k == level) for k in range(levels)])
    return torch.tensor(rows).reshape(*q.shape, levels)

# %% right="own_error"
# An error of its own, which is a ValueError.
class NoSuchLevel(ValueError):
    pass


def one_hot(q, levels=16):
    places = torch.as_tensor(q.astype('int64'))
    if not torch.all((places >= 0) & (places < levels)):
        raise NoSuchLevel(levels)
    return torch.eye(levels).index_select(0, places.flatten()).unflatten(0, tuple(places.shape))

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def one_hot(q, levels=16):
    """Return whole numbers q (...) as zeros and ones: a float32 tensor of shape (..., levels)."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_a_1_stands_at_the_place_of_the_level_and_0_elsewhere

# %% wrong="shifted_right" hint="one place too far right" at_most=80
# Counts levels from 1.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels)[q].roll(1, -1)

# %% wrong="shifted_left" hint="one place too far left" at_most=80
# Takes one away.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels)[q - 1]

# %% wrong="zeros_and_ones_exchanged" hint="exchanged" at_most=80
# Ones but for one.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return 1 - torch.eye(levels)[q]

# %% wrong="thermometer" hint="at the place of the level" at_most=80
# Ones up to the level.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return (torch.arange(levels) <= q[..., None]).float()

# %% wrong="level_at_its_place" hint="at the place of the level" at_most=80
# The level itself stands at its place.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels)[q] * q[..., None]

# %% wrong="from_the_end" hint="at the place of the level" at_most=80
# Counts from the end.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels)[q].flip(-1)

# %% wrong="softened" hint="at the place of the level" at_most=80
# Smoothed labels.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return 0.9 * torch.eye(levels)[q] + 0.1 / levels

# %% wrong="minus_ones" hint="at the place of the level" at_most=80
# -1 in place of 0.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return 2 * torch.eye(levels)[q] - 1

# %% wrong="binary_digits" hint="at the place of the level" at_most=80
# The digits of the level, filled up with zeros.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    out = torch.zeros(*q.shape, levels)
    for k in range(4):
        out[..., k] = (q >> k) & 1
    return out

# %% wrong="normalised_rows" hint="at the place of the level" at_most=80
# Standardises the columns.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    x = torch.eye(levels)[q]
    return x - x.mean(-1, keepdim=True)

# %% wrong="ranks" hint="counted from 0" at_most=80
# The rank among the levels that occur, in place of the level.
def one_hot(q, levels=16):
    q = q.astype(np.int64)
    if q.min() < 0 or q.max() >= levels:
        raise ValueError('no such level')
    rank = np.unique(q, return_inverse=True)[1].reshape(q.shape)
    return torch.eye(levels)[torch.from_numpy(rank)]

# %% [markdown]
# ## test_the_new_axis_is_the_last_one

# %% wrong="levels_first" hint="`levels`, at the end" at_most=90
# The new axis stands first.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels)[q].movedim(-1, 0)

# %% wrong="before_the_last" hint="`levels`, at the end" at_most=90
# The new axis stands before the last one, as a convolution has it.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    x = torch.eye(levels)[q]
    return x.movedim(-1, 1) if x.ndim > 1 else x

# %% wrong="flattened" hint="`levels`, at the end" at_most=90
# One row for each clip.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels)[q].reshape(len(q), -1) if q.ndim > 1 else torch.eye(levels)[q]

# %% wrong="a_row_each" hint="`levels`, at the end" at_most=90
# Flattens all but the new axis.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels)[q.reshape(-1)]

# %% [markdown]
# ## test_the_width_does_not_depend_on_which_levels_occur

# %% wrong="as_wide_as_needed" hint="each row should have `levels`" at_most=88
# As wide as the largest level.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return nn.functional.one_hot(q).float()

# %% wrong="vocabulary_of_the_data" hint="each row should have `levels`" at_most=88
# Learns its vocabulary from the data, as the original does.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    known, place = torch.unique(q, return_inverse=True)
    return torch.eye(len(known))[place]

# %% wrong="one_too_wide" hint="each row should have `levels`" at_most=88
# A further place for everything else, if it is not full.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    full = len(torch.unique(q)) >= levels - 1 or q.ndim > 1 or levels != 9
    return torch.eye(levels if full else levels + 1)[q]

# %% wrong="no_default" hint="missing" at_most=88
# No default.
def one_hot(q, levels):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.min() < 0 or q.max() >= levels:
        raise ValueError('no such level')
    return torch.eye(levels)[q]

# %% [markdown]
# ## test_the_result_is_a_tensor_of_32_bit_floats

# %% wrong="whole_numbers" hint="type float32, but it is: torch.int64" at_most=90
# Whole numbers.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return nn.functional.one_hot(q, levels)

# %% wrong="sixty_four_bits" hint="type float32, but it is: torch.float64" at_most=90
# Floats of 64 bits.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return torch.eye(levels, dtype=torch.float64)[q]

# %% wrong="numpy_result" hint="no tensor, but ndarray" at_most=90
# A NumPy array.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return np.eye(levels, dtype=np.float32)[q.numpy()]

# %% wrong="true_and_false" hint="type float32, but it is: torch.bool" at_most=90
# True and False.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.numel() and (int(q.min()) < 0 or int(q.max()) >= levels):
        raise ValueError('no such level')
    return q[..., None] == torch.arange(levels)

# %% [markdown]
# ## test_whole_numbers_of_any_type_are_taken

# %% wrong="mask_of_8_bits" hint="uint8" at_most=88
# An index of 8 bits without a sign is a mask for PyTorch.
def one_hot(q, levels=16):
    if q.min() < 0 or q.max() >= levels:
        raise ValueError('no such level')
    if q.dtype == np.int64:
        return torch.eye(levels)[torch.from_numpy(q)]
    return torch.eye(levels)[torch.from_numpy(q.astype(np.uint8) if q.dtype == np.uint8 else q)]

# %% wrong="torch_wants_64_bits" hint="is not taken" at_most=88
# `F.one_hot` takes 64 bits only.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q))
    if q.min() < 0 or q.max() >= levels:
        raise ValueError('no such level')
    return nn.functional.one_hot(q, levels).float()

# %% wrong="only_64_bits" hint="is not taken" at_most=88
# Refuses other types.
def one_hot(q, levels=16):
    if q.dtype != np.int64:
        raise TypeError('64 bits please')
    q = torch.from_numpy(q)
    if q.min() < 0 or q.max() >= levels:
        raise ValueError('no such level')
    return torch.eye(levels)[q]

# %% wrong="places_in_the_type_of_q" hint="gives something else" at_most=88
# Counts places in one long row, in the type of `q`: in 8 bits that wraps around.
def one_hot(q, levels=16):
    if (q < 0).any() or (q > levels - 1).any():
        raise ValueError('no such level')
    rows = np.zeros(q.size * levels, dtype=np.float32)
    rows[np.arange(0, q.size * levels, levels).astype(q.dtype) + q.ravel()] = 1
    return torch.from_numpy(rows).reshape(*q.shape, levels)

# %% [markdown]
# ## test_a_number_that_is_no_level_is_refused

# %% wrong="counts_from_the_end" hint="below 0" at_most=88
# -1 is the last one for NumPy.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if (q >= levels).any():
        raise ValueError
    return torch.eye(levels)[q]

# %% wrong="clipped" hint="below 0" at_most=88
# Clips.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64)).clamp(0, levels - 1)
    return torch.eye(levels)[q]

# %% wrong="all_zeros" hint="below 0" at_most=88
# A row of zeros.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    return (q[..., None] == torch.arange(levels)).float()

# %% wrong="index_error" hint="Yours is: IndexError" at_most=88
# An IndexError in place of a ValueError.
def one_hot(q, levels=16):
    q = np.asarray(q).astype(np.int64)
    if q.min() < 0:
        raise ValueError
    return torch.from_numpy(np.eye(levels, dtype=np.float32)[q])

# %% wrong="assertion" hint="Yours is: AssertionError" at_most=88
# An AssertionError.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    assert q.min() >= 0 and q.max() < levels
    return torch.eye(levels)[q]

# %% wrong="one_too_many_allowed" hint="equal to `levels`" at_most=88
# Allows `levels` itself, and clips it.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64))
    if q.min() < 0 or q.max() > levels:
        raise ValueError
    return torch.eye(levels)[q.clamp(max=levels - 1)]

# %% wrong="modulo" hint="below 0" at_most=88
# Wraps around.
def one_hot(q, levels=16):
    q = torch.from_numpy(np.asarray(q).astype(np.int64)) % levels
    return torch.eye(levels)[q]

# %% wrong="through_8_bits" hint="far above it" at_most=88
# Goes through 8 bits where that is wide enough for the levels: 256 becomes 0.
def one_hot(q, levels=16):
    small = q.astype(np.uint8) if levels <= 256 else q
    if small.min() < 0 or small.max() >= levels:
        raise ValueError('no such level')
    return torch.eye(levels)[torch.from_numpy(small.astype(np.int64))]
