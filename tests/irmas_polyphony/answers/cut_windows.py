# %% [markdown]
# # Worked answers of `cut_windows`

# %% [markdown]
# ## Right answers

# %% right="pad_and_stride"
# Pads the end, then looks through sliding windows.
def cut_windows(wave, size, overlap):
    if wave.ndim == 1:
        wave = wave[None]
    hop = round(size * (1 - overlap))
    n = max(1, -(-(wave.shape[1] - size) // hop) + 1)
    padded = np.pad(wave, ((0, 0), (0, max(0, (n - 1) * hop + size - wave.shape[1]))))
    views = np.lib.stride_tricks.sliding_window_view(padded, size, axis=1)[:, ::hop][:, :n]
    return np.ascontiguousarray(views.transpose(1, 0, 2)).astype(np.float32)

# %% right="unfold"
# `Tensor.unfold` on a padded tensor.
def cut_windows(wave, size, overlap):
    x = torch.tensor(np.atleast_2d(wave), dtype=torch.float32)
    hop = round(size * (1 - overlap))
    extra = max(0, x.shape[1] - size)
    missing = size - x.shape[1] if x.shape[1] < size else (-extra) % hop
    x = F.pad(x, (0, missing))
    return x.unfold(1, size, hop).transpose(0, 1)

# %% right="while_loop"
# Goes on until the end is covered.
def cut_windows(wave, size, overlap):
    channels = wave if wave.ndim == 2 else wave.reshape(1, -1)
    hop, start, out = round(size * (1 - overlap)), 0, []
    while True:
        piece = channels[:, start:start + size]
        out.append(np.pad(piece, ((0, 0), (0, size - piece.shape[1]))))
        if start + size >= channels.shape[1]:
            break
        start += hop
    return np.array(out, dtype="float32")

# %% right="index_table"
# A table of indices into a padded wave.
def cut_windows(wave, size, overlap):
    w = np.atleast_2d(wave).astype(np.float32)
    hop = int(round(size * (1 - overlap)))
    n = 1 if w.shape[1] <= size else 1 + int(np.ceil((w.shape[1] - size) / hop))
    w = np.concatenate([w, np.zeros((w.shape[0], n * hop + size), np.float32)], axis=1)
    index = np.arange(n)[:, None] * hop + np.arange(size)
    return w[:, index].swapaxes(0, 1)

# %% right="librosa_frame"
# librosa cuts the frames.
def cut_windows(wave, size, overlap):
    w = np.atleast_2d(np.asarray(wave, dtype=np.float32))
    hop = round(size * (1 - overlap))
    n = 1 + max(0, -(-(w.shape[1] - size) // hop))
    w = np.pad(w, [(0, 0), (0, size + (n - 1) * hop - w.shape[1])])
    return np.stack([w[:, i * hop : i * hop + size] for i in range(n)])

# %% right="torch_cat"
# Slices of a tensor, the last one filled up.
def cut_windows(wave, size, overlap):
    x = torch.as_tensor(wave).float()
    x = x.view(1, -1) if x.dim() == 1 else x
    hop = round(size * (1 - overlap))
    starts = list(range(0, max(1, x.shape[1] - size + hop), hop))
    pieces = [x[:, s:s + size] for s in starts]
    pieces = [torch.cat([p, torch.zeros(len(p), size - p.shape[1])], dim=1) for p in pieces]
    return torch.stack(pieces)

# %% right="fill_samples"
# Fills sample by sample.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    channels, length = wave.shape
    hop = round(size * (1 - overlap))
    n = 1
    while (n - 1) * hop + size < length:
        n += 1
    out = np.zeros((n, channels, size), np.float32)
    for i in range(n):
        for c in range(channels):
            for k in range(size):
                if i * hop + k < length:
                    out[i, c, k] = wave[c, i * hop + k]
    return out

# %% right="generator"
# A generator hands out one window after the other.
def windows_of(channels, size, hop):
    start, end = 0, channels.shape[-1]
    while True:
        window = np.zeros((len(channels), size), "float32")
        piece = channels[:, start : start + size]
        window[:, : piece.shape[1]] = piece
        yield window
        start += hop
        if start + size - hop >= end:
            return


def cut_windows(wave, size, overlap):
    channels = wave[None] if wave.ndim == 1 else wave
    return np.stack(list(windows_of(channels, size, int(np.round(size * (1 - overlap))))))

# %% right="as_strided"
# Strides over a padded copy.
def cut_windows(wave, size, overlap):
    wave = np.array(wave, dtype=np.float32, ndmin=2)
    hop = round(size * (1 - overlap))
    more = -(-max(wave.shape[1] - size, 0) // hop)
    long = np.zeros((len(wave), size + more * hop), dtype=np.float32)
    long[:, : wave.shape[1]] = wave
    across, along = long.strides
    seen = np.lib.stride_tricks.as_strided(long, (more + 1, len(wave), size), (along * hop, across, along))
    return seen.copy()

# %% right="where_inside"
# Indices beyond the end are set to the last sample, and then to zero.
def cut_windows(wave, size, overlap):
    x = torch.as_tensor(np.array(wave), dtype=torch.float32)
    x = x if x.ndim == 2 else x.unsqueeze(0)
    hop, length = round(size * (1 - overlap)), x.shape[1]
    starts = torch.arange(0, max(1, length - size + hop), hop)
    if len(starts) > 1 and starts[-2] + size >= length:
        starts = starts[:-1]
    at = starts[:, None] + torch.arange(size)
    found = x[:, at.clamp(max=length - 1)].where(at < length, torch.zeros(()))
    return found.permute(1, 0, 2)

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def cut_windows(wave, size, overlap):
    """Cut a wave, (channels, samples) or (samples,), into windows that cover it: (windows, channels, size), float32."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_the_result_is_windows_by_channels_by_samples_of_32_bit_floats

# %% wrong="double" hint="float32" at_most=90
# 64-bit floats.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size))
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="samples_before_channels" hint="Channels and samples are exchanged" at_most=90
# The axes of a sound file: samples before channels.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows.transpose(0, 2, 1)

# %% wrong="channels_first" hint="second axis" at_most=90
# Channels before windows.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows.transpose(1, 0, 2)

# %% wrong="list_of_windows" hint="float32" at_most=90
# A list of windows.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return [window.tolist() for window in windows]

# %% wrong="half_precision" hint="float32" at_most=90
# 16-bit floats.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float16)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% [markdown]
# ## test_each_window_begins_one_hop_after_the_one_before

# %% wrong="hop_is_overlap" hint="share" at_most=80
# The overlap is taken for the hop.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = max(1, round(size * overlap)) if overlap else size
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="hop_cut_off" hint="cut off" at_most=90
# `int` in place of `round`.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = int(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="no_overlap" hint="do not overlap" at_most=80
# The overlap is ignored.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = size
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="overlap_fixed" hint="Window i should begin" at_most=85
# A quarter, whatever is asked for.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * 0.75)
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="windows_reversed" hint="in order" at_most=85
# Each window is played backwards.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows[:, :, ::-1].copy() if wave.shape[1] > 3 else windows

# %% wrong="overlap_rounded" hint="The overlap is rounded" at_most=90
# Rounds the overlap in place of the hop.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = size - round(size * overlap)
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    long = np.pad(wave, ((0, 0), (0, size + (count - 1) * hop)))
    return np.stack([long[:, i * hop : i * hop + size] for i in range(count)]).astype(np.float32)

# %% [markdown]
# ## test_there_are_as_many_windows_as_it_takes_to_cover_the_wave

# %% wrong="end_left_out" hint="in no window" at_most=80
# Rounds the number of windows down.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, (wave.shape[1] - size) // hop)
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="project_formula" hint="in no window" at_most=80
# The project's formula.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = max(1, math.floor((wave.shape[1] + overlap * size) / size))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="one_more" hint="a window more" at_most=80
# Always one window more.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, (wave.shape[1] - size) // hop + 1)
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="start_at_every_hop" hint="a window more" at_most=80
# A window wherever a sample is left, covered or not.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = max(1, math.ceil(wave.shape[1] / hop)) if wave.shape[1] > size else 1
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="rounded_count" hint="in no window" at_most=85
# Rounds the number to the nearest.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, round((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% [markdown]
# ## test_the_last_window_is_filled_with_zeros_at_its_end

# %% wrong="last_moved_back" hint="moved back" at_most=90
# The last window ends with the wave.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        start = max(0, min(i * hop, wave.shape[1] - size))
        piece = wave[:, start : start + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="zeros_in_front" hint="in front" at_most=90
# Fills up in front.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, size - piece.shape[1] :] = piece
    return windows

# %% wrong="repeated_end" hint="should be filled with zeros" at_most=90
# Fills up with the last sample.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i] = np.pad(piece, ((0, 0), (0, size - piece.shape[1])), mode='edge')
    return windows

# %% wrong="noise_fill" hint="numbers that are none" at_most=90
# Fills up with nan.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.full((count, len(wave), size), np.nan, dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="minus_one_fill" hint="filled with zeros" at_most=90
# Fills up with -1.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = -np.ones((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="short_wave_repeated" hint="followed by zeros" at_most=90
# Repeats a short wave until the window is full.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    if wave.shape[1] < size:
        return np.resize(np.tile(wave, size), (1, len(wave), size)).astype(np.float32) if len(wave) == 1 else np.tile(
            wave, (1, size))[None, :, :size].astype(np.float32)
    hop = round(size * (1 - overlap))
    count = 1 + math.ceil((wave.shape[1] - size) / hop)
    long = np.pad(wave, ((0, 0), (0, size)))
    return np.stack([long[:, i * hop : i * hop + size] for i in range(count)]).astype(np.float32)

# %% wrong="short_wave_at_the_end" hint="in front" at_most=90
# Puts a short wave at the end of its window.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    if wave.shape[1] < size:
        return np.pad(wave, ((0, 0), (size - wave.shape[1], 0)))[None].astype(np.float32)
    hop = round(size * (1 - overlap))
    count = 1 + math.ceil((wave.shape[1] - size) / hop)
    long = np.pad(wave, ((0, 0), (0, size)))
    return np.stack([long[:, i * hop : i * hop + size] for i in range(count)]).astype(np.float32)

# %% [markdown]
# ## test_a_short_wave_gives_one_window

# %% wrong="short_gives_none" hint="one window" at_most=92
# No window for a short wave.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = max(0, 1 + math.ceil((wave.shape[1] - size) / hop)) if wave.shape[1] >= size else 0
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="short_is_silent" hint="samples are lost" at_most=92
# A window of zeros for a short wave.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        if wave.shape[1] < size:
            break
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% [markdown]
# ## test_a_wave_without_channels_is_one_channel

# %% wrong="mono_fails" hint="Your code stopped" at_most=95
# Only knows waves with channels.
def cut_windows(wave, size, overlap):
    wave.shape[1]
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="mono_is_doubled" hint="(windows, 1, size)" at_most=95
# Makes two channels of one.
def cut_windows(wave, size, overlap):
    wave = wave if wave.ndim == 2 else np.stack([wave, wave])
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows

# %% wrong="mono_without_axis" hint="(windows, 1, size)" at_most=95
# Leaves the axis of channels out.
def cut_windows(wave, size, overlap):
    mono = wave.ndim == 1
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return windows[:, 0] if mono else windows

# %% [markdown]
# ## test_the_wave_is_not_changed

# %% wrong="wave_scaled" hint="is changed" at_most=97
# Divides the wave in place, and multiplies the windows again.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    wave /= 2
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
    return 2 * windows

# %% wrong="wave_sorted_out" hint="is changed" at_most=97
# Sets what it has read to zero.
def cut_windows(wave, size, overlap):
    wave = np.atleast_2d(wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((wave.shape[1] - size) / hop))
    windows = np.zeros((count, len(wave), size), dtype=np.float32)
    for i in range(count):
        piece = wave[:, i * hop : i * hop + size]
        windows[i, :, : piece.shape[1]] = piece
        wave[:, i * hop : min((i + 1) * hop, wave.shape[1])] = 0
    return windows

# %% wrong="clipped_in_place" hint="is changed" at_most=97
# Clips what is louder than 1 in the caller's wave, but hands out what was there.
def cut_windows(wave, size, overlap):
    kept = np.atleast_2d(wave.copy())
    if wave.dtype == np.float32:
        np.clip(wave, -1, 1, out=wave)
    hop = round(size * (1 - overlap))
    count = 1 + max(0, math.ceil((kept.shape[1] - size) / hop))
    long = np.pad(kept, ((0, 0), (0, count * hop + size)))
    return np.stack([long[:, i * hop : i * hop + size] for i in range(count)]).astype(np.float32)
