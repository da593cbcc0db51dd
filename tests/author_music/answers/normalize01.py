# %% [markdown]
# # Worked answers of `normalize01`

# %% [markdown]
# ## Right answers

# %% right="plain"
# The plain way.
def normalize01(x):
    x = np.asarray(x, dtype=np.float64)
    span = x.max() - x.min()
    return (x - x.min()) / span if span else np.zeros_like(x)

# %% right="interp"
# Interpolation between the ends.
def normalize01(x):
    low, high = float(x.min()), float(x.max())
    if low == high:
        return np.zeros(x.shape)
    return np.interp(x, [low, high], [0.0, 1.0])

# %% right="ptp_with_where"
# A division that is left out where the span is 0.
def normalize01(x):
    y = x.astype(float) - float(x.min())
    span = np.ptp(y)
    return np.divide(y, span, out=np.zeros_like(y), where=span > 0)

# %% right="epsilon"
# A tiny number against the division by 0.
def normalize01(x):
    y = x.astype(np.float64)
    y = y - y.min()
    return y / max(y.max(), 1e-300)

# %% right="scikit_learn"
# A scaler of scikit-learn on one column.
def normalize01(x):
    from sklearn.preprocessing import MinMaxScaler
    column = np.asarray(x, dtype=float).reshape(-1, 1)
    return MinMaxScaler().fit_transform(column).reshape(x.shape)

# %% right="thirty_two_bits"
# Computes in 64 bits and returns 32.
def normalize01(x):
    y = x.astype(np.float64)
    low, high = np.min(y), np.max(y)
    if high - low == 0:
        return np.zeros(y.shape, dtype=np.float32)
    return ((y - low) / (high - low)).astype(np.float32)

# %% right="through_torch"
# By PyTorch, back to NumPy.
def normalize01(x):
    t = torch.tensor(np.asarray(x).astype(np.float64))
    t = t - t.min()
    top = t.max()
    return (t / top if top > 0 else t).numpy()

# %% right="nan_to_num"
# Divides, and replaces what is not a number.
def normalize01(x):
    y = np.array(x, dtype=float)
    with np.errstate(all='ignore'):
        return np.nan_to_num((y - y.min()) / (y.max() - y.min()))

# %% right="python_loop"
# A list of Python numbers.
def normalize01(x):
    numbers = [float(v) for v in np.ravel(x)]
    low, high = min(numbers), max(numbers)
    scaled = [(v - low) / (high - low) if high > low else 0.0 for v in numbers]
    return np.array(scaled).reshape(np.shape(x))

# %% right="mean_first"
# Takes the mean away first, which changes nothing.
def normalize01(x):
    y = x - np.mean(x, dtype=np.float64)
    y = y - y.min()
    return y / y.max() if y.max() > 0 else y * 0

# %% right="a_scaler_above"
# A class of its own finds the ends and uses them.
class Scaler:
    def __init__(self, numbers):
        self.low = float(np.min(numbers))
        self.width = float(np.max(numbers)) - self.low

    def __call__(self, numbers):
        return np.subtract(numbers, self.low, dtype=np.float64) / (self.width or 1.0)


def normalize01(x):
    return np.asarray(Scaler(x)(x))

# %% right="written_into_a_new_array"
# Subtracts into a new array, divides there.
def normalize01(x):
    y = np.empty(x.shape)
    np.subtract(x, float(x.min()), out=y, dtype=np.float64)
    if y.max() > 0:
        y /= y.max()
    return y

# %% right="a_line_through_two_points"
# Slope and shift of the line.
def normalize01(x):
    low, high = float(x.min()), float(x.max())
    if high <= low:
        return np.zeros(x.shape, dtype=np.float32)
    slope = 1 / (high - low)
    return slope * (x.astype(np.float64) - low)

# %% right="sorted_ends"
# The ends of the sorted numbers; equal numbers by a set.
def normalize01(x):
    y = np.array(x, dtype=np.float64)
    distinct = np.unique(y)
    if len(distinct) == 1:
        return np.full(y.shape, 0.0)
    return (y - distinct[0]) / (distinct[-1] - distinct[0])

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def normalize01(x):
    """Return one recording scaled to the range from 0 to 1, as floats of the same shape."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% wrong="another_name" hint="normalize01" at_most=0
# The function has another name.
def normalise01(x):
    x = x.astype(float)
    return (x - x.min()) / (x.max() - x.min())

# %% [markdown]
# ## test_the_smallest_becomes_0_and_the_largest_1_wherever_they_lie

# %% wrong="divided_by_32768" hint="from smallest to largest" at_most=60
# Divides by the largest number of 16 bits.
def normalize01(x):
    if np.ptp(x.astype(float)) == 0:
        return np.zeros(x.shape)
    return x.astype(float) / 32768

# %% wrong="peak_only" hint="from smallest to largest" at_most=60
# Divides by the largest magnitude.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return y / np.abs(y).max()

# %% wrong="abs_of_the_minimum" hint="from smallest to largest" at_most=60
# Adds the magnitude of the smallest, as the original does: wrong if all lie above zero.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    y = y + abs(y.min())
    return y / y.max()

# %% wrong="divides_first" hint="from smallest to largest" at_most=60
# Divides by the largest before the shift.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    y = y / y.max()
    return y - y.min()

# %% wrong="centred" hint="from smallest to largest" at_most=60
# Takes the mean away and divides by the deviation.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return (y - y.mean()) / y.std()

# %% wrong="minus_one_to_one" hint="not from -1" at_most=60
# From -1 to 1.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return 2 * (y - y.min()) / np.ptp(y) - 1

# %% wrong="upside_down" hint="upside down" at_most=60
# Subtracts from the largest.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return (y.max() - y) / np.ptp(y)

# %% wrong="per_cent" hint="not to 100" at_most=60
# Per cent.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return 100 * (y - y.min()) / np.ptp(y)

# %% wrong="assumes_symmetry" hint="from smallest to largest" at_most=60
# Takes the same range on both sides of zero.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    peak = np.abs(y).max()
    return (y + peak) / (2 * peak)

# %% wrong="large_epsilon" hint="from smallest to largest" at_most=60
# Adds a small number to the span, not small enough for a soft recording.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return (y - y.min()) / (np.ptp(y) + 1e-3)

# %% wrong="divided_by_the_maximum" hint="from smallest to largest" at_most=60
# Subtracts the smallest, then divides by the old largest.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return (y - y.min()) / y.max()

# %% wrong="clipped" hint="from smallest to largest" at_most=60
# Cuts off what is outside of 0 to 1.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return np.clip(y, 0, 1)

# %% wrong="percentiles" hint="from smallest to largest" at_most=60
# Takes percentiles in place of the ends.
def normalize01(x):
    y = x.astype(float)
    low, high = np.percentile(y, [5, 95])
    if high == low:
        return y * 0
    return np.clip((y - low) / (high - low), 0, 1)

# %% wrong="ranks" hint="from smallest to largest" at_most=60
# Ranks in place of distances.
def normalize01(x):
    y = x.astype(float)
    if np.ptp(y) == 0:
        return y * 0
    return (np.argsort(np.argsort(y.ravel())) / (y.size - 1)).reshape(y.shape)

# %% wrong="tiny_number_below_the_line" hint="from smallest to largest" at_most=60
# Adds a tiny number to what it divides by: much, where all lie close together.
def normalize01(x):
    y = x.astype(np.float64) - float(x.min())
    return y / (y.max() + 1e-8)

# %% wrong="tinier_number_below_the_line" hint="from smallest to largest" at_most=60
# The largest does not quite become 1.
def normalize01(x):
    y = x.astype(np.float64) - float(x.min())
    return y / (y.max() + 1e-12)

# %% wrong="in_32_bits" hint="in 64 bits" at_most=60
# Computes in 32 bits, which are too coarse for large numbers that lie close together.
def normalize01(x):
    y = x.astype(np.float32)
    low, width = y.min(), y.max() - y.min()
    return (y - low) / width if width > 0 else np.zeros_like(y)

# %% wrong="nearly_equal_is_equal" hint="from smallest to largest" at_most=60
# Takes numbers that lie close together for equal ones.
def normalize01(x):
    low, high = float(x.min()), float(x.max())
    if np.isclose(low, high):
        return np.zeros(x.shape)
    return (x.astype(float) - low) / (high - low)

# %% [markdown]
# ## test_whole_numbers_of_any_type_do_not_wrap_around

# %% wrong="subtracts_in_16_bits" hint="wrap around" at_most=90
# Subtracts before there are floats.
def normalize01(x):
    span = x.max() - x.min()
    if span == 0:
        return np.zeros(x.shape)
    return (x - x.min()) / float(span)

# %% wrong="absolute_value_wraps" hint="wrap around" at_most=90
# The magnitude of -32768 has no place in 16 bits.
def normalize01(x):
    if x.max() == x.min():
        return np.zeros(x.shape)
    if x.min() < 0:
        y = x.astype(float) + np.abs(x.min())
    else:
        y = x.astype(float) - float(x.min())
    return y / y.max()

# %% wrong="widened_to_16_bits" hint="wrap around" at_most=90
# Makes 16 bits of everything whole.
def normalize01(x):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.int16)
    x = x.astype(float)
    if np.ptp(x) == 0:
        return x * 0
    return (x - x.min()) / np.ptp(x)

# %% wrong="whole_division" hint="wrap around" at_most=90
# Divides whole numbers without a rest.
def normalize01(x):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.int64)
        span = x.max() - x.min()
        return ((x - x.min()) // span).astype(float) if span else np.zeros(x.shape)
    if np.ptp(x) == 0:
        return x * 0.0
    return ((x - x.min()) / np.ptp(x)).astype(float)

# %% [markdown]
# ## test_the_shape_stays

# %% wrong="flattened" hint="the shape of `x`" at_most=92
# Returns one long row.
def normalize01(x):
    y = x.astype(float).ravel()
    return (y - y.min()) / np.ptp(y) if np.ptp(y) else y * 0

# %% wrong="as_a_column" hint="the shape of `x`" at_most=92
# Returns a column.
def normalize01(x):
    y = x.astype(float).reshape(-1, 1)
    return (y - y.min()) / np.ptp(y) if np.ptp(y) else y * 0

# %% wrong="each_row_by_itself" hint="is *one* recording" at_most=92
# The ends of each row.
def normalize01(x):
    y = x.astype(np.float64)
    low, high = y.min(axis=-1)[..., None], y.max(axis=-1)[..., None]
    width = np.where(high > low, high - low, 1)
    return (y - low) / width

# %% wrong="each_column_by_itself" hint="is *one* recording" at_most=92
# The ends along the first axis, if there are more.
def normalize01(x):
    y = x.astype(np.float64)
    axis = 0 if y.ndim > 1 else None
    y = y - y.min(axis=axis)
    top = y.max(axis=axis)
    return y / np.where(top > 0, top, 1)

# %% [markdown]
# ## test_the_result_is_an_array_of_32_or_64_bit_floats

# %% wrong="sixteen_bits" hint="32 or 64 bits" at_most=92
# Floats of 16 bits.
def normalize01(x):
    y = x.astype(float)
    y = (y - y.min()) / np.ptp(y) if np.ptp(y) else y * 0
    return y.astype(np.float16)

# %% wrong="a_tensor" hint="NumPy array, but it is: Tensor" at_most=92
# Returns a tensor.
def normalize01(x):
    y = x.astype(float)
    return torch.tensor((y - y.min()) / np.ptp(y) if np.ptp(y) else y * 0)

# %% wrong="a_list" hint="NumPy array, but it is: list" at_most=92
# Returns a list.
def normalize01(x):
    y = x.astype(float)
    return ((y - y.min()) / np.ptp(y) if np.ptp(y) else y * 0).tolist()

# %% wrong="zeros_of_the_same_type" hint="also if all numbers are equal" at_most=92
# Whole zeros, if whole numbers are all equal.
def normalize01(x):
    y = x.astype(np.float64)
    if y.max() == y.min():
        return np.zeros_like(x)
    return (y - y.min()) / (y.max() - y.min())

# %% [markdown]
# ## test_a_recording_whose_numbers_are_all_equal_becomes_zeros

# %% wrong="nan_for_a_constant" hint="0 is divided by 0" at_most=85
# Divides by 0.
def normalize01(x):
    y = x.astype(float)
    with np.errstate(all='ignore'):
        return (y - y.min()) / np.ptp(y)

# %% wrong="ones_for_a_constant" hint="all zeros" at_most=85
# Ones if all are equal.
def normalize01(x):
    y = x.astype(float)
    return (y - y.min()) / np.ptp(y) if np.ptp(y) else np.ones_like(y)

# %% wrong="a_half_for_a_constant" hint="all zeros" at_most=85
# The middle if all are equal.
def normalize01(x):
    y = x.astype(float)
    return (y - y.min()) / np.ptp(y) if np.ptp(y) else np.full_like(y, 0.5)

# %% wrong="constant_comes_back" hint="all zeros" at_most=85
# Gives back what came if all are equal.
def normalize01(x):
    y = x.astype(float)
    if y.max() == y.min():
        return y
    return (y - y.min()) / np.ptp(y)

# %% [markdown]
# ## test_the_recording_itself_stays_as_it_is

# %% wrong="in_place" hint="`x` was changed" at_most=92
# Subtracts in place where it can.
def normalize01(x):
    if np.issubdtype(x.dtype, np.floating):
        x -= x.min()
    x = x.astype(float) - float(x.min())
    return x / x.max() if x.max() else x

# %% wrong="out_argument" hint="`x` was changed" at_most=92
# Writes the result over the recording.
def normalize01(x):
    y = x.astype(float)
    result = (y - y.min()) / np.ptp(y) if np.ptp(y) else y * 0
    if x.dtype.kind == 'f':
        x[...] = result
    return result
