# %% [markdown]
# # Worked answers of `quantize`

# %% [markdown]
# ## Right answers

# %% right="floor_and_clip"
# The plain way.
def quantize(x, bits=4):
    levels = 2 ** bits
    return np.clip(np.floor(x * levels), 0, levels - 1).astype(int)

# %% right="digitize"
# Counts the edges that lie at or below a number.
def quantize(x, bits=4):
    edges = np.arange(1, 2 ** bits) / 2 ** bits
    return np.digitize(x, edges)

# %% right="searchsorted"
# The same by a search.
def quantize(x, bits=4):
    edges = np.linspace(0, 1, 2 ** bits + 1)[1:-1]
    return np.searchsorted(edges, x, side='right')

# %% right="minimum"
# Clips before it counts.
def quantize(x, bits=4):
    levels = 2 ** bits
    return np.minimum((np.clip(x, 0, 1) * levels).astype(np.int32), levels - 1)

# %% right="sixteen_bits"
# Whole numbers of 16 bits.
def quantize(x, bits=4):
    n = 1 << bits
    return np.clip(np.floor(np.asarray(x) * n), 0, n - 1).astype(np.int16)

# %% right="unsigned"
# Unsigned, wide enough.
def quantize(x, bits=4):
    n = 2 ** bits
    y = np.floor(x * n)
    y[y < 0] = 0
    y[y > n - 1] = n - 1
    return y.astype(np.uint16)

# %% right="loop"
# Number by number.
def quantize(x, bits=4):
    n = 2 ** bits
    out = np.empty(x.shape, dtype=int)
    for place, value in np.ndenumerate(x):
        out[place] = min(max(math.floor(value * n), 0), n - 1)
    return out

# %% right="through_torch"
# By PyTorch.
def quantize(x, bits=4):
    t = torch.as_tensor(x * 2 ** bits).floor().clamp(0, 2 ** bits - 1)
    return t.long().numpy()

# %% right="whole_part_with_nextafter"
# Just below 1 in place of 1.
def quantize(x, bits=4):
    y = np.clip(x, 0.0, np.nextafter(1.0, 0.0))
    return np.trunc(np.ldexp(y, bits)).astype(np.int64)

# %% right="comparison"
# Adds up comparisons with all edges.
def quantize(x, bits=4):
    edges = np.arange(1, 2 ** bits) / 2 ** bits
    return sum(((x >= edge).astype(int) for edge in edges), np.zeros(x.shape, dtype=int))

# %% right="bit_by_bit"
# Finds one bit after the other, the highest first.
def quantize(x, bits=4):
    level = np.zeros(x.shape, dtype=np.int32)
    for bit in reversed(range(bits)):
        step = 2 ** bit
        level += step * (x >= (level + step) / 2 ** bits)
    return level

# %% right="ifs"
# Number by number, those outside first.
def quantize(x, bits=4):
    top = 2 ** bits - 1
    flat = []
    for value in x.ravel():
        if value <= 0:
            flat.append(0)
        elif value >= 1:
            flat.append(top)
        else:
            flat.append(int(value * (top + 1)))
    return np.array(flat, dtype=np.int64).reshape(x.shape)

# %% right="bucketize"
# PyTorch looks for the bucket.
def quantize(x, bits=4):
    edges = torch.linspace(0, 1, 2 ** bits + 1, dtype=torch.float64)[1:-1]
    return torch.bucketize(torch.tensor(x, dtype=torch.float64), edges, right=True).numpy()

# %% right="divided_by_the_width"
# Divides by the width of a level, without a rest.
def quantize(x, bits=4):
    width = 2.0 ** -bits
    return np.floor_divide(x, width).clip(0, 2 ** bits - 1).astype(np.uint16)

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def quantize(x, bits=4):
    """Return the level of each number of x, from 0 to 2**bits - 1, as whole numbers of the same shape."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_all_levels_are_equally_wide

# %% wrong="rounded" hint="half as wide" at_most=75
# Rounds to the nearest of L - 1 steps.
def quantize(x, bits=4):
    return np.round(np.clip(x, 0, 1) * (2 ** bits - 1)).astype(int)

# %% wrong="one_step_fewer" hint="only 1 itself reaches" at_most=75
# Multiplies with L - 1.
def quantize(x, bits=4):
    return np.floor(np.clip(x, 0, 1) * (2 ** bits - 1)).astype(int)

# %% wrong="counted_from_1" hint="counted from 0" at_most=80
# Levels 1 to L.
def quantize(x, bits=4):
    return np.clip(np.floor(x * 2 ** bits), 0, 2 ** bits - 1).astype(int) + 1

# %% wrong="right_edges" hint="begins, k / L" at_most=80
# The number at an edge goes to the level below, as with right=True.
def quantize(x, bits=4):
    edges = np.arange(1, 2 ** bits) / 2 ** bits
    return np.digitize(x, edges, right=True)

# %% wrong="ceiling" hint="begins, k / L" at_most=80
# Rounds up, then down by one.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.ceil(x * n) - 1, 0, n - 1).astype(int)

# %% wrong="as_the_original" hint="Level k should be" at_most=75
# The original's bins: level 0 holds the smallest only.
def quantize(x, bits=4):
    n = 2 ** bits
    bins = np.linspace(0, 1, n)
    return np.digitize(np.clip(x, 0, 1), bins, right=True)

# %% wrong="upside_down" hint="Level k should be" at_most=80
# Counts from the top.
def quantize(x, bits=4):
    n = 2 ** bits
    return n - 1 - np.clip(np.floor(x * n), 0, n - 1).astype(int)

# %% wrong="rounded_times_levels" hint="Level k should be" at_most=75
# Rounds in place of cutting off.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.round(x * n), 0, n - 1).astype(int)

# %% wrong="mu_law" hint="Level k should be" at_most=75
# Finer levels near 0, as telephones have them.
def quantize(x, bits=4):
    n = 2 ** bits
    y = np.log1p(255 * np.clip(x, 0, 1)) / np.log(256)
    return np.clip(np.floor(y * n), 0, n - 1).astype(int)

# %% wrong="quantiles" hint="Level k should be" at_most=80
# Equally many numbers in each level.
def quantize(x, bits=4):
    n = 2 ** bits
    y = np.clip(x, 0, 1)
    edges = np.quantile(y, np.arange(1, n) / n)
    return np.digitize(y, edges)

# %% wrong="from_minus_one" hint="Level k should be" at_most=75
# Takes a range from -1 to 1.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.floor((x + 1) / 2 * n), 0, n - 1).astype(int)

# %% wrong="a_little_too_far" hint="Level k should be" at_most=80
# Adds a little before it counts, so that some numbers below an edge come above it.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.floor(x * n + 0.01), 0, n - 1).astype(int)

# %% [markdown]
# ## test_1_belongs_to_the_top_level

# %% wrong="level_of_its_own" hint="no level 2 ** bits" at_most=88
# 1 gets a level that there is not.
def quantize(x, bits=4):
    n = 2 ** bits
    y = np.clip(x, 0, 1)
    return np.floor(y * n).astype(int)

# %% wrong="wraps_to_0" hint="no level 2 ** bits" at_most=88
# 1 comes back as level 0.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.floor(np.clip(x, 0, 1) * n).astype(int) % n

# %% wrong="below_1_only" hint="no level 2 ** bits" at_most=88
# Takes care of numbers above 1, not of 1.
def quantize(x, bits=4):
    n = 2 ** bits
    y = np.where(x > 1, 0.9999, np.where(x < 0, 0, x))
    return (y * n).astype(int)

# %% [markdown]
# ## test_numbers_a_little_outside_get_the_nearest_level

# %% wrong="negative_levels" hint="a little below 0" at_most=88
# Clips above only.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.minimum(np.floor(x * n), n - 1).astype(int)

# %% wrong="levels_above_the_top" hint="a little above 1" at_most=88
# Clips below, and 1 itself.
def quantize(x, bits=4):
    n = 2 ** bits
    y = np.where(x == 1, 1 - 1e-9, np.maximum(x, 0))
    return np.floor(y * n).astype(int)

# %% wrong="wraps_around" hint="a little below 0" at_most=88
# Levels wrap around.
def quantize(x, bits=4):
    n = 2 ** bits
    y = np.where(x == 1, 1 - 1e-9, x)
    return np.floor(y * n).astype(int) % n

# %% wrong="magnitude" hint="a little below 0" at_most=88
# Takes the magnitude of what lies below 0.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.minimum(np.floor(np.abs(x) * n), n - 1).astype(int)

# %% wrong="scaled_again" hint="a little" at_most=90
# Scales what lies outside into the range, and all the rest with it.
def quantize(x, bits=4):
    n = 2 ** bits
    if x.min() < 0 or x.max() > 1:
        x = (x - x.min()) / (x.max() - x.min())
    return np.minimum(np.floor(x * n), n - 1).astype(int)

# %% wrong="refused" hint="ValueError" at_most=90
# Refuses what lies outside.
def quantize(x, bits=4):
    if x.min() < 0 or x.max() > 1:
        raise ValueError('outside')
    n = 2 ** bits
    return np.minimum(np.floor(x * n), n - 1).astype(int)

# %% [markdown]
# ## test_levels_are_whole_numbers_in_an_array_of_the_same_shape

# %% wrong="float_levels" hint="an integer type, not float64" at_most=88
# Floats.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.floor(x * n), 0, n - 1)

# %% wrong="flattened" hint="the shape of `x`" at_most=88
# One long row.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.floor(x * n), 0, n - 1).astype(int).ravel()

# %% wrong="a_tensor" hint="NumPy array, but it is: Tensor" at_most=88
# Returns a tensor.
def quantize(x, bits=4):
    n = 2 ** bits
    return torch.tensor(np.clip(np.floor(x * n), 0, n - 1).astype(int))

# %% [markdown]
# ## test_any_number_of_bits_gives_as_many_levels

# %% wrong="eight_bit_type" hint="integer type too small" at_most=88
# Eight bits hold no more than 255.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.floor(x * n), 0, n - 1).astype(np.uint8)

# %% wrong="signed_eight_bits" hint="integer type too small" at_most=88
# Signed eight bits hold no more than 127.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.floor(x * n), 0, n - 1).astype(np.int8)

# %% wrong="clips_at_255" hint="number of levels typed in" at_most=88
# Clips at 255, whatever the bits.
def quantize(x, bits=4):
    n = 2 ** bits
    return np.clip(np.floor(x * n), 0, min(n - 1, 255)).astype(int)

# %% wrong="sixteen_typed_in" hint="number of levels typed in" at_most=88
# Sixteen levels typed in.
def quantize(x, bits=4):
    return np.clip(np.floor(x * 16), 0, 15).astype(int)

# %% wrong="bits_taken_for_levels" hint="number of levels typed in" at_most=88
# Takes four times the bits for the number of levels.
def quantize(x, bits=4):
    n = 4 * bits
    return np.clip(np.floor(x * n), 0, n - 1).astype(int)

# %% wrong="eight_bits_with_a_sign" hint="integer type too small" at_most=88
# 8 bits with a sign for up to 8 bits: half of the levels become negative.
def quantize(x, bits=4):
    n = 2 ** bits
    found = np.clip(np.floor(x * n), 0, n - 1).astype(np.int16)
    return found.astype(np.int8) if bits <= 8 else found

# %% [markdown]
# ## test_without_bits_there_are_4

# %% wrong="eight_by_default" hint="it should be 4" at_most=95
# Another default.
def quantize(x, bits=8):
    n = 2 ** bits
    return np.clip(np.floor(x * n), 0, n - 1).astype(int)

# %% wrong="no_default" hint="missing" at_most=95
# No default.
def quantize(x, bits):
    n = 2 ** bits
    return np.clip(np.floor(x * n), 0, n - 1).astype(int)

# %% [markdown]
# ## test_the_numbers_that_came_in_stay_as_they_are

# %% wrong="in_place" hint="`x` was changed" at_most=95
# Multiplies in place.
def quantize(x, bits=4):
    x *= 2 ** bits
    return np.clip(np.floor(x), 0, 2 ** bits - 1).astype(int)

# %% wrong="clips_in_place" hint="`x` was changed" at_most=95
# Clips in place.
def quantize(x, bits=4):
    x.clip(0, 1, out=x)
    return np.minimum(np.floor(x * 2 ** bits), 2 ** bits - 1).astype(int)
