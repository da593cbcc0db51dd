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
    scale = 1 / 32767 if x.dtype.kind == "i" else 1.0
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

# %% wrong="notes_mixed_up" hint="another note should not be mixed in" at_most=70
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

# %% wrong="overlapping" hint="not where they belong" at_most=70
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

# %% wrong="pass_through" hint="shape should be (notes, n_steps, input_size)" at_most=10
# Returns its input.
def frame_signal(x, n_steps=100, input_size=160):
    return x

# %% wrong="sizes_typed_in" hint="should be (notes, n_steps, input_size)" at_most=30
# Ignores its arguments.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    x = np.pad(x, ((0, 0), (0, max(0, 16000 - x.shape[1]))))
    frames = x[:, :16000].reshape(len(x), 100, 160).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="steps_and_features_exchanged" hint="Steps and features are exchanged" at_most=60
# 160 steps of 100 samples.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), input_size, n_steps).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="steps_first" hint="The notes should be the first axis" at_most=60
# As an LSTM without batch_first would want it.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).transpose(1, 0, 2).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="transposed" hint="far apart" at_most=70
# Right shape, but each step holds samples that lie far apart.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), input_size, n_steps).transpose(0, 2, 1).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="zeros" hint="does not depend on `x`" at_most=10
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

# %% wrong="decides_by_values" hint="floats already" at_most=90
# Looks at the size of the numbers to tell whether they are whole.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.abs(frames).max() > 1:
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="floats_scaled_too" hint="floats already should stay" at_most=91
# Divides always.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] < n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    frames = frames / 32767
    return torch.from_numpy(frames)

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

# %% [markdown]
# ## test_a_single_note_gives_one_note

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

# %% [markdown]
# ## test_a_note_that_is_too_short_is_refused

# %% wrong="assert_for_short_notes" hint="Yours is: AssertionError" at_most=91
# Another kind of error.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    assert x.shape[1] >= n_steps * input_size
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="refuses_exact_length" hint="exactly" at_most=90
# Refuses notes of exactly the right length too.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    if x.shape[1] <= n_steps * input_size:
        raise ValueError("too short")
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

# %% wrong="short_notes_filled_up" hint="rather than be filled up" at_most=91
# Fills short notes up with zeros.
def frame_signal(x, n_steps=100, input_size=160):
    x = np.atleast_2d(x)
    x = np.pad(x, ((0, 0), (0, max(0, n_steps * input_size - x.shape[1]))))
    frames = x[:, :n_steps * input_size].reshape(len(x), n_steps, input_size).astype(np.float32)
    if np.issubdtype(x.dtype, np.integer):
        frames = frames / 32767
    return torch.from_numpy(frames)

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
