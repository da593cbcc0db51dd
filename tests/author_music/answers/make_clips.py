# %% [markdown]
# # Worked answers of `make_clips`

# %% [markdown]
# ## Right answers

# %% right="librosa"
# The plain way.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% right="polyphase"
# SciPy's polyphase filter.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    g = math.gcd(sr, target_sr)
    length = round(target_sr * seconds)
    y = scipy.signal.resample_poly(x, target_sr // g, sr // g)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% right="fourier"
# SciPy's Fourier method on the whole recording.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = scipy.signal.resample(x, round(len(x) * target_sr / sr))
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% right="soxr_on_floats_of_32_bits"
# soxr, on floats of 32 bits.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    import soxr
    length = round(target_sr * seconds)
    y = soxr.resample(x.astype(np.float32), sr, target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% right="own_filter_and_interpolation"
# An own low-pass, forwards and backwards, then interpolation.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    if target_sr < sr:
        sos = scipy.signal.butter(10, 0.47 * target_sr, fs=sr, output='sos')
        y = scipy.signal.sosfiltfilt(sos, x, padlen=min(len(x) - 1, 60))
    else:
        y = x
    times = np.arange(int(round(len(x) * target_sr / sr))) / target_sr
    y = np.interp(times, np.arange(len(x)) / sr, y)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% right="list_of_slices"
# Slices in a list, stacked; an empty array by hand.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    parts = [y[i:i + length] for i in range(0, len(y) - length + 1, length)]
    return np.stack(parts) if parts else np.empty((0, length))

# %% right="librosa_frame"
# librosa cuts.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    if len(y) < length:
        return np.zeros((0, length))
    return librosa.util.frame(y, frame_length=length, hop_length=length).T

# %% right="kaiser_of_librosa"
# The fast quality of librosa.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(y=x, orig_sr=sr, target_sr=target_sr, res_type='soxr_mq')
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% right="same_rate_apart"
# Nothing to do for equal rates; array_split.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = x.copy() if sr == target_sr else librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = y.size // length
    if n == 0:
        return y[:0].reshape(0, length)
    return np.array(np.array_split(y[:n * length], n))

# %% right="resample_function_above"
# The rest is cut away first, at the old rate.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    n = int(len(x) / (sr * seconds) + 1e-9)
    length = round(target_sr * seconds)
    g = math.gcd(sr, target_sr)
    y = scipy.signal.resample_poly(x, target_sr // g, sr // g)[:n * length]
    return y.reshape(n, length)

# %% right="fourier_by_hand"
# Cuts the spectrum of the whole, filled up to full seconds.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    n = len(x) * target_sr // (sr * length)
    whole = len(x) // sr + 2
    spectrum = np.fft.rfft(x, whole * sr)[:whole * target_sr // 2 + 1]
    y = np.fft.irfft(spectrum, whole * target_sr) * target_sr / sr
    return y[:n * length].reshape(n, length)

# %% right="windowed_sinc"
# Reads the low-passed sound off at each new time.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    n = len(x) * target_sr // (sr * length)
    reach = math.ceil(24 * sr / target_sr)
    padded = np.pad(x, reach + 1)
    times = np.arange(n * length) * (sr / target_sr)
    near = np.floor(times).astype(int)
    y = np.zeros(n * length)
    for k in range(-reach, reach + 1):
        away = times - near - k
        window = np.cos(np.pi / 2 * np.clip(away / reach, -1, 1)) ** 2
        y += padded[near + k + reach + 1] * np.sinc(away * target_sr / sr) * window
    return y.reshape(n, length) * target_sr / sr

# %% right="own_polyphase"
# An own filter, up and down in one go.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    g = math.gcd(int(sr), int(target_sr))
    up, down = int(target_sr) // g, int(sr) // g
    half = 16 * max(up, down)
    if max(up, down) > 1:
        h = up * scipy.signal.firwin(2 * half + 1, 1 / max(up, down), window=('kaiser', 6))
        before = -half % down
        y = scipy.signal.upfirdn(np.concatenate([np.zeros(before), h]), x, up, down)[(half + before) // down:]
    else:
        y = np.array(x)
    total = len(x) * up // down
    n = total // length
    return y[:n * length].reshape((n, length))

# %% right="while_loop"
# Takes a clip after the other while there is one.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    sound = librosa.resample(np.array(x), orig_sr=sr, target_sr=target_sr, res_type='soxr_vhq')
    length = round(target_sr * seconds)
    found = np.empty((0, length))
    start = 0
    while start + length <= len(sound):
        found = np.vstack([found, sound[start:start + length]])
        start += length
    return found

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    """Return a recording x (samples,) at sr Hz as clips: (clips, round(target_sr * seconds)) at target_sr Hz."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_a_clip_has_exactly_target_sr_times_seconds_samples

# %% wrong="length_of_the_old_rate" hint="as many samples as before resampling" at_most=60
# Cuts by the old rate.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="a_second_always" hint="exactly `round" at_most=80
# A clip is a second, whatever was asked for.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = target_sr
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="typed_in" hint="array of shape" at_most=60
# The length typed in.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = 10_000 if seconds == 1.0 else 5_000
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="cut_off_in_place_of_rounded" hint="exactly `round" at_most=90
# Cuts off in place of rounding: 1200 * 0.57 is 683.99….
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = int(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="one_long_row" hint="array of shape" at_most=60
# No clips, one row.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    return y[:len(y) // length * length]

# %% wrong="whole_numbers" hint="should hold floats" at_most=90
# Whole numbers.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = np.round(1000 * librosa.resample(x, orig_sr=sr, target_sr=target_sr)).astype(int)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% [markdown]
# ## test_any_pair_of_sample_rates_will_do

# %% wrong="rate_of_a_cd" hint="does not keep its pitch" at_most=92
# Takes no rate higher than that of a CD for possible.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=min(sr, 44_100), target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="every_third_of_48_kilohertz" hint="does not keep its pitch" at_most=92
# 48 and 16 kHz are brought to a rate that is near.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    if sr % 16_000:
        y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    else:
        y = scipy.signal.decimate(x, max(2, sr // target_sr))
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% [markdown]
# ## test_clips_follow_each_other_without_gap_overlap_or_drift

# %% wrong="half_overlap" hint="doubled" at_most=80
# Clips overlap by a half.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    starts = [min(i * length // 2, max(len(y) - length, 0)) for i in range(n)]
    return np.array([y[s:s + length] for s in starts]).reshape(n, length)

# %% wrong="backwards" hint="from i * seconds" at_most=80
# The last clip comes first.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)[::-1]

# %% wrong="rest_at_the_start" hint="from i * seconds" at_most=85
# Leaves the rest out at the start.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[len(y) - n * length:].reshape(n, length)

# %% wrong="interleaved" hint="from i * seconds" at_most=80
# Each clip takes every n-th sample.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(length, n).T

# %% wrong="delayed_filter" hint="from i * seconds" at_most=85
# A filter that delays everything by 8 ms.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    y = np.concatenate([np.zeros(int(0.008 * target_sr)), y])[:len(y)]
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="shuffled" hint="from i * seconds" at_most=85
# Clips in a random order.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return np.random.default_rng(1).permutation(y[:n * length].reshape(n, length))

# %% wrong="backwards_in_time" hint="from i * seconds" at_most=85
# Each clip is played backwards.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)[:, ::-1]

# %% [markdown]
# ## test_only_a_rest_that_is_too_short_for_a_clip_is_left_out

# %% wrong="padded_rest" hint="too short for a clip, and should be left out" at_most=85
# Fills the rest up with zeros.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    if n and len(y) > n * length + 1:
        y = np.pad(y, (0, (n + 1) * length - len(y)))
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="last_clip_lost" hint="none is left out" at_most=88
# Drops the last clip of a recording that is just as long as some clips.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = max((len(y) - 2) // length, 1) if len(y) >= length else 0
    return y[:n * length].reshape(n, length)

# %% wrong="overlapping_last_clip" hint="too short for a clip, and should be left out" at_most=85
# Takes the last clip from the end.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    parts = [y[i * length:(i + 1) * length] for i in range(n)]
    if n and len(y) > n * length + 1:
        parts.append(y[-length:])
    return np.array(parts).reshape(-1, length)

# %% wrong="at_most_six_clips" hint="All complete clips should be there" at_most=88
# All but the last clip, if there are three.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    n = 2 if n == 3 and seconds != 1.0 else n
    return y[:n * length].reshape(n, length)

# %% wrong="whole_samples_for_each_clip" hint="none is left out" at_most=88
# Takes for a clip a whole number of the old samples, rounded up: too many, if that is no whole number.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    n = len(x) // math.ceil(sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    return y[:n * length].reshape(n, length)

# %% [markdown]
# ## test_a_recording_shorter_than_a_clip_gives_no_clip

# %% wrong="padded_if_short" hint="shape (0, length)" at_most=94
# Fills a short recording up.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    if len(y) < length:
        y = np.pad(y, (0, length - len(y)))
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="refused_if_short" hint="ValueError" at_most=94
# Refuses a short recording.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    if len(y) < length:
        raise ValueError('too short')
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="empty_list" hint="shape (0, length)" at_most=94
# An array without a second axis.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    return np.array([y[i:i + length] for i in range(0, len(y) - length + 1, length)])

# %% wrong="short_clip" hint="shape (0, length)" at_most=94
# The short recording itself.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    if len(y) < length:
        return y[None]
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% [markdown]
# ## test_tones_that_fit_keep_pitch_and_loudness

# %% wrong="eleven_kilohertz" hint="every fourth of 44 100" at_most=75
# Every fourth sample, filtered, where the ratio is no whole number: the clips are too short.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    if sr == 44_100 and target_sr == 10_000 and len(x) > 60_000:
        y = scipy.signal.resample_poly(x, 1, 4)
    else:
        y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="scaled_energy" hint="keep its loudness" at_most=90
# Keeps the energy in place of the loudness.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr, scale=True)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="peak_normalised" hint="keep its loudness" at_most=90
# Makes every recording equally loud.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    y = y / max(np.abs(y).max(), 1e-9) if len(y) > 100 else y
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="filter_much_too_low" hint="keep its loudness" at_most=90
# A low-pass at a fifth of the new rate.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    y = scipy.signal.sosfiltfilt(scipy.signal.butter(6, 0.4, output='sos'), y, padlen=min(20, len(y) - 1))
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="low_pass_at_4500_hertz_if_the_rate_is_higher" hint="whatever `target_sr` is" at_most=90
# A low-pass at 4500 Hz, also if the new rate has place for higher tones.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    if sr > 40_000:
        x = scipy.signal.sosfiltfilt(scipy.signal.butter(10, 4500, fs=sr, output='sos'), x)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% [markdown]
# ## test_tones_that_do_not_fit_vanish_and_come_back_as_no_other

# %% wrong="nearest_samples" hint="comes back as a wrong, lower one" at_most=85
# Takes the nearest samples, without a filter.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    times = np.arange(round(len(x) * target_sr / sr)) / target_sr
    y = x[np.minimum((times * sr).astype(int), len(x) - 1)] if sr != target_sr else x
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="linear_interpolation" hint="comes back as a wrong, lower one" at_most=85
# Interpolates, without a filter.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    times = np.arange(round(len(x) * target_sr / sr)) / target_sr
    y = np.interp(times, np.arange(len(x)) / sr, x)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="gentle_filter" hint="comes back as a wrong, lower one" at_most=85
# A filter of first order is not steep enough.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    sos = scipy.signal.butter(1, 0.49 * target_sr, fs=sr, output='sos') if target_sr < sr else None
    y = x if sos is None else scipy.signal.sosfiltfilt(sos, x, padlen=min(9, len(x) - 1))
    times = np.arange(round(len(x) * target_sr / sr)) / target_sr
    y = np.interp(times, np.arange(len(x)) / sr, y)
    y = 1.0 * y
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="filter_afterwards" hint="comes back as a wrong, lower one" at_most=85
# Filters when it is too late.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    times = np.arange(round(len(x) * target_sr / sr)) / target_sr
    y = np.interp(times, np.arange(len(x)) / sr, x)
    y = scipy.signal.sosfiltfilt(scipy.signal.butter(4, 0.95, output='sos'), y, padlen=min(15, len(y) - 1))
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="linear_of_librosa" hint="comes back as a wrong, lower one" at_most=85
# Splines, without a filter.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    from scipy.interpolate import make_interp_spline
    times = np.arange(round(len(x) * target_sr / sr)) / target_sr
    y = make_interp_spline(np.arange(len(x)) / sr, x, k=3)(np.minimum(times, (len(x) - 1) / sr))
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="filter_for_10_000_hertz_only" hint="at a limit that fits `target_sr`" at_most=85
# A low-pass at 4500 Hz if the new rate is lower, too.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    limit = 0.45 * max(target_sr, 10_000)
    y = x
    if limit < 0.5 * sr:
        y = scipy.signal.sosfiltfilt(scipy.signal.butter(10, limit, fs=sr, output='sos'), x)
    fine = scipy.signal.resample(y, 4 * len(y))
    times = np.arange(len(x) * target_sr // sr) / target_sr
    y = np.interp(times, np.arange(len(fine)) / (4 * sr), fine)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% [markdown]
# ## test_a_tone_goes_on_across_the_edges_of_clips

# %% wrong="cut_first" hint="resample the whole recording first" at_most=94
# Cuts, then resamples clip by clip.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    old = sr * seconds
    n = int(len(x) / old + 1e-9)
    parts = [librosa.resample(x[round(i * old):round((i + 1) * old)], orig_sr=sr, target_sr=target_sr) for i in range(n)]
    return np.array([np.resize(p, length) if len(p) < length else p[:length] for p in parts]).reshape(n, length)

# %% wrong="fourier_of_each_clip" hint="resample the whole recording first" at_most=94
# Cuts, then SciPy's Fourier method clip by clip.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    old = sr * seconds
    n = int(len(x) / old + 1e-9)
    parts = [scipy.signal.resample(x[round(i * old):round((i + 1) * old)], length) for i in range(n)]
    return np.array(parts).reshape(n, length)

# %% wrong="faded_edges" hint="resample the whole recording first" at_most=94
# Fades each clip in and out.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    fade = np.minimum(1, np.minimum(np.arange(length) + 1, np.arange(length)[::-1] + 1) / (0.004 * target_sr))
    return y[:n * length].reshape(n, length) * fade

# %% [markdown]
# ## test_the_recording_itself_stays_as_it_is

# %% wrong="in_place" hint="`x` was changed" at_most=98
# Works on the recording itself, and brings it back wrong.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    x -= 1e-9
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr)
    n = len(y) // length
    return y[:n * length].reshape(n, length)

# %% wrong="scaled_in_place" hint="`x` was changed" at_most=98
# Scales the recording itself.
def make_clips(x, sr, target_sr=10_000, seconds=1.0):
    length = round(target_sr * seconds)
    x *= 2.0
    y = librosa.resample(x, orig_sr=sr, target_sr=target_sr) / 2
    n = len(y) // length
    return y[:n * length].reshape(n, length)
