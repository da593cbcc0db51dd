# %% [markdown]
# # Worked answers of `frame_signal`

# %% [markdown]
# ## Right answers

# %% right="fill_in_loop"
# Fills a tensor number by number.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    out = torch.zeros(x.shape[0], n_steps, input_size)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("short")
    for b in range(x.shape[0]):
        for t in range(n_steps):
            for k in range(input_size):
                v = x[b, t * input_size + k]
                out[b, t, k] = int(v) / 32767 if isinstance(v, np.integer) else float(v)
    return out

# %% above="helper_and_rearranged_axes"
def to_float(samples):
    return samples / 32767.0 if np.issubdtype(samples.dtype, np.integer) else samples

# %% right="helper_and_rearranged_axes"
# Cuts step by step into the last axes; helper in a cell above.
def frame_signal(x, n_steps=100, input_size=160):
    signal = to_float(np.atleast_2d(np.asarray(x)))
    if signal.shape[-1] < n_steps * input_size:
        raise ValueError("A note is too short.")
    pieces = np.split(signal[:, : n_steps * input_size], n_steps, axis=1)
    return torch.stack([torch.tensor(piece, dtype=torch.float32) for piece in pieces], dim=1)


print(frame_signal(x_train[:2]).shape)

# %% right="index_arithmetic"
# A table of indices, and a check by its largest one.
def frame_signal(x, n_steps=100, input_size=160):
    x = torch.from_numpy(np.atleast_2d(x))
    index = torch.arange(n_steps)[:, None] * input_size + torch.arange(input_size)
    if index.max() >= x.size(1):
        raise ValueError("note too short")
    out = x[:, index]
    if not torch.is_floating_point(out):
        out = out.to(torch.float32).div_(32767)
    return out.type(torch.float32)

# %% right="librosa_frame"
# librosa cuts the frames. What it compiles when it is first used must not cost the answer its time.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    needed = n_steps * input_size
    if x.shape[-1] < needed:
        raise ValueError("short")
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(np.float32) / 32767
    pieces = librosa.util.frame(np.ascontiguousarray(x[:, :needed]), frame_length=input_size, hop_length=input_size)
    return torch.tensor(pieces.transpose(0, 2, 1).copy()).float()

# %% right="loops"
# Two loops and a stack.
def frame_signal(x, n_steps=100, input_size=160):
    notes = [x] if x.ndim == 1 else list(x)
    out = []
    for note in notes:
        if note.size < n_steps * input_size:
            raise ValueError("short")
        steps = [note[t * input_size:(t + 1) * input_size] for t in range(n_steps)]
        out.append(np.array(steps, dtype=float))
    out = np.array(out)
    if not np.issubdtype(x.dtype, np.floating):
        out /= 32767
    return torch.tensor(out).to(torch.float32)

# %% right="numpy_raises_by_itself"
# No check: `reshape` raises a ValueError of its own when samples are missing.
def frame_signal(x, n_steps=100, input_size=160):
    if x.ndim == 1:
        x = x[None, :]
    frames = x[:, : n_steps * input_size].reshape(x.shape[0], n_steps, input_size)
    if x.dtype.kind in "iu":
        frames = frames / np.iinfo(np.int16).max
    return torch.FloatTensor(frames.astype("float32"))

# %% right="reshape"
# The plain way.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% above="subclass_of_valueerror"
class NoteTooShort(ValueError):
    """A note lacks samples."""

# %% right="subclass_of_valueerror"
# An own kind of ValueError, defined in a cell above, is a ValueError.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise NoteTooShort(x.shape[1])
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% right="unfold"
# Steps by `Tensor.unfold`, the scale first.
def frame_signal(x, n_steps=100, input_size=160):
    scale = 1 / 32767 if x.dtype.kind in "iu" else 1.0
    signal = torch.tensor(np.atleast_2d(x) * scale, dtype=torch.float32)
    if signal.shape[1] < n_steps * input_size:
        raise ValueError(f"only {signal.shape[1]} samples")
    return signal[:, :n_steps * input_size].unfold(1, input_size, input_size)

# %% right="view_and_32768"
# A tensor from the start, viewed; divided by 32768, which the text accepts.
def frame_signal(x, n_steps=100, input_size=160):
    x = torch.as_tensor(x)
    if x.ndim == 1:
        x = x.unsqueeze(0)
    n = n_steps * input_size
    if x.size(1) < n:
        raise ValueError("not enough samples")
    x = x[:, :n].contiguous().view(-1, n_steps, input_size)
    return x.float() / 32768 if not x.is_floating_point() else x.float()

# %% right="terse_native_error"
# The reshape itself raises ValueError when samples are lacking.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    f = x[:, : n_steps * input_size].reshape(len(x), n_steps, input_size).astype("f8")
    return torch.tensor(f / (32767 if x.dtype.kind in "iu" else 1), dtype=torch.float32)

# %% right="unflatten"
# A flat tensor whose samples axis is unflattened into steps and features.
def frame_signal(x, n_steps=100, input_size=160):
    floats = np.issubdtype(x.dtype, np.floating)
    data = torch.tensor(np.array(x, dtype=np.float64))
    data = data if floats else data / 32767
    data = data.reshape(-1, x.shape[-1])
    if x.shape[-1] < n_steps * input_size:
        raise ValueError("note shorter than what is asked for")
    return data[:, : n_steps * input_size].unflatten(1, (n_steps, input_size)).to(torch.float32)

# %% right="as_strided"
# A strided view of contiguous used samples, copied.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError
    flat = np.ascontiguousarray(x[:, :need], dtype=np.float32)
    if np.issubdtype(x.dtype, np.integer):
        flat = flat / np.float32(32767)
    row, one = flat.strides
    view = np.lib.stride_tricks.as_strided(flat, (len(x), n_steps, input_size), (row, input_size * one, one))
    return torch.tensor(np.array(view))

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def frame_signal(x, n_steps=100, input_size=160):
    """Cut the first n_steps * input_size samples of each note into frames: (notes, n_steps, input_size), float32."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_each_step_holds_its_samples_in_order

# %% wrong="sizes_typed_in" hint="should be (notes, n_steps, input_size)" at_most=69
# Ignores its arguments.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    x = np.pad(x, ((0, 0), (0, max(0, 16000 - x.shape[1]))))
    frames = x[:, :16000].reshape(len(x), 100, 160).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="notes_mixed_up" hint="another note should not be mixed in" at_most=76
# The notes are put one behind the other before they are cut.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].T.reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="nothing_returned" hint="returns nothing" at_most=0
# No return.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    torch.from_numpy(frames)

# %% wrong="overlapping" hint="not where they belong" at_most=76
# Steps overlap by half.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    hop = input_size // 2
    frames = np.stack([x[:, t * hop: t * hop + input_size] for t in range(n_steps)], 1).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="pass_through" hint="shape should be (notes, n_steps, input_size)" at_most=21
# Returns its input.
def frame_signal(x, n_steps=100, input_size=160):
    return x

# %% wrong="steps_and_features_exchanged" hint="Steps and features are exchanged" at_most=69
# 160 steps of 100 samples.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), input_size, n_steps).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="steps_first" hint="The notes should be the first axis" at_most=69
# As an LSTM without batch_first would want it.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).transpose(1, 0, 2).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="transposed" hint="far apart" at_most=76
# Right shape, but each step holds samples that lie far apart.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), input_size, n_steps).transpose(0, 2, 1).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="zeros" hint="does not depend on `x`" at_most=1
# Zeros of the right shape and type.
def frame_signal(x, n_steps=100, input_size=160):
    if np.atleast_2d(x).shape[1] < n_steps * input_size:
        raise ValueError
    return torch.zeros(len(np.atleast_2d(x)), n_steps, input_size)

# %% [markdown]
# ## test_the_tail_of_a_note_is_left_out

# %% wrong="every_nth_sample" hint="only the first" at_most=86
# Thins the whole note out, so that it has the right number of samples.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, np.linspace(0, x.shape[1] - 1, n_steps * input_size).astype(int)].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="keeps_the_tail" hint="only the first" at_most=86
# More steps if the note is longer.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    n_steps = x.shape[1] // input_size
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="last_second" hint="*last* samples" at_most=86
# Uses the end of the notes.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, -n_steps * input_size:].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="hop_from_length" hint="The steps are spread over the whole note" at_most=86
# The steps begin at multiples of samples // n_steps, spread over the whole note, and not at multiples of input_size.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("note too short")
    hop = x.shape[1] // n_steps
    frames = np.stack([x[:, t * hop : t * hop + input_size] for t in range(n_steps)], axis=1).astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.tensor(frames, dtype=torch.float32)

# %% wrong="all_notes_flattened" hint="All notes are strung together before they are" at_most=86
# All notes are strung together before cutting, so surplus samples of one note slip into the next.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x.ravel()[: len(x) * need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% [markdown]
# ## test_whole_numbers_are_scaled_to_minus_one_to_one

# %% wrong="int16_or_int32_only" hint="int64" at_most=85
# Knows two integer types.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if x.dtype in (np.int16, np.int32):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="largest_of_the_type" hint="largest number of this type" at_most=85
# Divides by the largest number of the type at hand.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / np.iinfo(x.dtype).max
    return torch.from_numpy(frames)

# %% wrong="no_scale" hint="stay as they are: divide" at_most=86
# Whole numbers stay whole numbers.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames
    return torch.from_numpy(frames)

# %% wrong="scaled_by_the_largest" hint="whatever numbers are in `x`" at_most=86
# Divided by the largest sample of each note.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / np.abs(frames).max(axis=(1, 2), keepdims=True)
    return torch.from_numpy(frames)

# %% wrong="scaled_twice" hint="divided twice" at_most=86
# Divided twice.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767 / 32767
    return torch.from_numpy(frames)

# %% wrong="decides_by_values" hint="floats already" at_most=76
# Looks at the size of the numbers to tell whether they are whole.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.abs(frames).max() > 1:
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="only_signed_scaled" hint="Whole numbers of the type uint8 stay as" at_most=86
# Unsigned whole numbers, such as uint8 or uint16, are not divided.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.signedinteger):
        frames = frames / 32767
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% wrong="divides_by_loudest_sample" hint="Whole numbers are divided by the largest sample" at_most=86
# Whole numbers are divided by the largest sample found, not by 32767.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / max(1, np.abs(frames).max())
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% wrong="integer_division" hint="The division cuts off what stands behind the" at_most=86
# Whole numbers are divided with //, so nearly all samples become 0 or -1.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need]
    if np.issubdtype(x.dtype, np.integer):
        frames = frames.astype(np.int64) // 32767
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% wrong="sign_lost" hint="Whole numbers lose their sign: negative samples should" at_most=86
# Whole numbers lose their sign: negative samples become positive.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = np.abs(frames) / 32767
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% wrong="scaled_to_zero_one" hint="There are no negative numbers: whole numbers are" at_most=86
# Whole numbers are moved to the range from 0 to 1 instead of -1 to 1: (x + 32768) / 65535.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = (frames + 32768) / 65535
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% wrong="scaled_only_if_large" hint="Whole numbers that are all small, such as" at_most=86
# Whether to divide is decided by the size of the values: whole numbers that are all -1, 0 or 1 are not divided.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer) and np.abs(frames).max() > 1:
        frames = frames / 32767
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% wrong="single_note_scaled_only" hint="Whole numbers are divided if `x` is a" at_most=86
# Whole numbers are divided only if x is a single note; several notes stay as they are.
def frame_signal(x, n_steps=100, input_size=160):
    if x.ndim == 1:
        if np.issubdtype(x.dtype, np.integer):
            x = x / 32767
        x = x[None]
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    return torch.tensor(x[:, :need].reshape(len(x), n_steps, input_size).astype(np.float32))

# %% wrong="first_note_scaled_only" hint="Only some of the notes are divided by" at_most=86
# Only the first note is divided by 32767, the others are forgotten.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64).reshape(len(x), n_steps, input_size)
    if np.issubdtype(x.dtype, np.integer):
        frames[0] = frames[0] / 32767
    return torch.tensor(frames, dtype=torch.float32)

# %% wrong="divisor_of_small_type" hint="For whole numbers of the type uint8 the" at_most=86
# The 32767 is made a number of the type of x: in int8 and uint8 there is no such number, and the function stops.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    if np.issubdtype(x.dtype, np.integer):
        x = x / x.dtype.type(32767)
    return torch.tensor(x[:, :need].reshape(len(x), n_steps, input_size).astype(np.float32))

# %% wrong="divisor_typo" hint="Whole numbers are divided by another number than" at_most=86
# A slip of the pen: divided by 32676 and not by 32767.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32676
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% wrong="centred_notes" hint="Something is added to the samples or taken" at_most=86
# The mean of each note of whole numbers is subtracted, which nobody asked for.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
        frames = frames - frames.mean(axis=1, keepdims=True)
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% [markdown]
# ## test_floats_stay_as_they_are

# %% wrong="clipped" hint="floats already" at_most=90
# Floats beyond 1 are cut off.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames).clamp(-1, 1)

# %% wrong="floats_scaled_too" hint="Samples that are floats already (float64) should stay" at_most=91
# Divides always.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="floats_clipped" hint="Samples that are floats already are cut off" at_most=91
# Samples outside of -1 to 1 are clipped, though floats are to stay as they are.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    frames = np.clip(frames, -1, 1)
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32)

# %% [markdown]
# ## test_the_result_is_a_tensor_of_32_bit_floats

# %% wrong="float64" hint="float32, but it is float64" at_most=91
# Double precision.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames.astype(float))

# %% wrong="numpy_result" hint="no tensor, but ndarray" at_most=91
# An array, not a tensor.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return frames

# %% wrong="half_precision_between" hint="The type is float32, but the numbers are" at_most=91
# The samples go through float16, which keeps only three digits of them.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need]
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    frames = frames.astype(np.float16).reshape(len(x), n_steps, input_size)
    return torch.tensor(frames, dtype=torch.float32)

# %% [markdown]
# ## test_an_axis_of_length_one_is_not_lost

# %% wrong="single_note_without_its_axis" hint="A single note" at_most=96
# A single note gives two axes.
def frame_signal(x, n_steps=100, input_size=160):
    single = x.ndim == 1
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames[0] if single else frames)

# %% wrong="squeezed_features" hint="If `n_steps` or `input_size` is 1, an axis" at_most=94
# With input_size 1 the axis of the features is squeezed away.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.tensor(frames.reshape(len(x), n_steps, input_size), dtype=torch.float32).squeeze(-1)

# %% [markdown]
# ## test_a_note_that_is_too_short_is_refused

# %% wrong="assert_for_short_notes" hint="Yours is: AssertionError" at_most=94
# Another kind of error.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    assert x.shape[1] >= n_steps * input_size
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="refuses_exact_length" hint="exactly" at_most=94
# Refuses notes of exactly the right length too.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] <= n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="short_notes_filled_up" hint="rather than be filled up" at_most=94
# Fills short notes up with zeros.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    x = np.pad(x, ((0, 0), (0, max(0, n_steps * input_size - x.shape[1]))))
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="merged_short_notes" hint="A note that is too short should raise" at_most=94
# Short notes are silently joined to each other: reshape(-1, ...) finds a number of notes that fits and raises nothing.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    frames = x[:, : n_steps * input_size].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.tensor(frames.reshape(-1, n_steps, input_size), dtype=torch.float32)

# %% wrong="returns_the_error" hint="The error is returned. Raise it: `raise ValueError(…)`" at_most=94
# The ValueError is returned instead of raised.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        return ValueError("note too short")
    frames = x[:, : n_steps * input_size].astype(np.float32)
    if x.dtype.kind in "iu":
        frames = frames / 32767
    return torch.tensor(frames).reshape(len(x), n_steps, input_size)

# %% wrong="swallowed_error" hint="If a note is too short, nothing is" at_most=94
# The ValueError is caught and printed, so that nobody hears of the short note and None is returned.
def frame_signal(x, n_steps=100, input_size=160):
    try:
        x = np.atleast_2d(x)
        if x.shape[1] < n_steps * input_size:
            raise ValueError("note too short")
        frames = x[:, : n_steps * input_size].astype(np.float32)
        if x.dtype.kind in "iu":
            frames = frames / 32767
        return torch.tensor(frames).reshape(len(x), n_steps, input_size)
    except ValueError as problem:
        print(problem)

# %% [markdown]
# ## test_without_sizes_there_are_100_steps_of_160_samples

# %% wrong="defaults_exchanged" hint="keep the defaults" at_most=96
# The defaults of the first line were changed.
def frame_signal(x, n_steps=160, input_size=100):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% [markdown]
# ## test_one_call_does_not_disturb_another

# %% wrong="buffer_between_calls" hint="A later call changes the result of an" at_most=96
# One buffer is kept per shape and filled again at each call, so an earlier result changes with the next call.
_buffers = {}


def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    need = n_steps * input_size
    if x.shape[1] < need:
        raise ValueError("note too short")
    shape = (len(x), n_steps, input_size)
    if shape not in _buffers:
        _buffers[shape] = torch.empty(shape)
    frames = x[:, :need].astype(np.float64)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    _buffers[shape].copy_(torch.tensor(frames.reshape(shape)))
    return _buffers[shape]
