# %% [markdown]
# # Worked answers of `mel_db`

# %% [markdown]
# ## Right answers

# %% right="power_to_db_each"
# librosa's decibels, window by window.
def mel_db(windows, rate, n_fft, n_mels, frames):
    out = []
    for window in windows:
        S = librosa.feature.melspectrogram(y=window, sr=rate, n_fft=n_fft, n_mels=n_mels,
                                           hop_length=window.shape[-1] // frames)[..., :frames]
        if S.max() > 0:
            out.append(librosa.power_to_db(S, ref=S.max(), amin=1e-30, top_db=80))
        else:
            out.append(np.full_like(S, -80))
    return torch.from_numpy(np.stack(out)).float()

# %% right="channel_by_channel"
# Each channel by itself, one reference at the end.
def mel_db(windows, rate, n_fft, n_mels, frames):
    hop = windows.shape[2] // frames
    result = torch.empty(windows.shape[0], windows.shape[1], n_mels, frames)
    for i in range(windows.shape[0]):
        for c in range(windows.shape[1]):
            mel = librosa.feature.melspectrogram(y=np.asarray(windows[i, c]), sr=rate, n_fft=n_fft, hop_length=hop,
                                                 n_mels=n_mels)
            result[i, c] = torch.tensor(mel[:, :frames])
        top = result[i].max()
        result[i] = 10 * torch.log10(result[i] / top) if top > 0 else -80
    return result.clamp(-80, 0)

# %% right="log_difference"
# Logarithms first, then the difference.
def mel_db(windows, rate, n_fft, n_mels, frames):
    mel = librosa.feature.melspectrogram(y=np.asarray(windows, dtype=float), sr=rate, n_fft=n_fft,
                                         hop_length=windows.shape[-1] // frames, n_mels=n_mels)[:, :, :, :frames]
    db = torch.from_numpy(10 * np.log10(np.maximum(mel, 1e-40)))
    silent = torch.from_numpy(mel.reshape(len(mel), -1).max(axis=1) <= 0)
    db = db - db.amax(dim=(1, 2, 3), keepdim=True)
    db[silent] = -80.0
    return db.clamp(min=-80).to(torch.float32)

# %% right="own_filters"
# Its own STFT and mel filters.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    spectrum = np.abs(librosa.stft(windows, n_fft=n_fft, hop_length=windows.shape[-1] // frames)) ** 2
    filters = librosa.filters.mel(sr=rate, n_fft=n_fft, n_mels=n_mels)
    power = np.einsum("mf,...ft->...mt", filters, spectrum)[..., :frames]
    top = power.max(axis=(-3, -2, -1), keepdims=True)
    ratio = np.divide(power, top, out=np.zeros_like(power), where=top > 0)
    return torch.as_tensor(np.maximum(10 * np.log10(ratio + 1e-12), -80), dtype=torch.float32)

# %% right="torch_stft"
# The STFT of PyTorch.
def mel_db(windows, rate, n_fft, n_mels, frames):
    x = torch.tensor(np.asarray(windows), dtype=torch.float32)
    b, c, n = x.shape
    spec = torch.stft(x.reshape(b * c, n), n_fft, hop_length=n // frames, window=torch.hann_window(n_fft), center=True,
                      pad_mode="constant", return_complex=True).abs().square()
    power = torch.tensor(librosa.filters.mel(sr=rate, n_fft=n_fft, n_mels=n_mels)) @ spec
    power = power[..., :frames].reshape(b, c, n_mels, frames)
    top = power.amax(dim=(1, 2, 3), keepdim=True)
    return 10 * torch.log10((power / top.clamp(min=1e-25)).clamp(min=1e-8))

# %% right="nan_to_num"
# 0 / 0, put right afterwards.
def mel_db(windows, rate, n_fft, n_mels, frames):
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, n_mels=n_mels,
                                           hop_length=windows.shape[-1] // frames)[..., :frames]
    with np.errstate(all="ignore"):
        db = 10 * np.log10(power / power.max(axis=(1, 2, 3), keepdims=True))
    return torch.Tensor(np.clip(np.nan_to_num(db, nan=-80.0, neginf=-80.0), -80, 0))

# %% right="power_to_db_of_shares"
# librosa's decibels of shares, which are never below its `amin`.
def mel_db(windows, rate, n_fft, n_mels, frames):
    power = librosa.feature.melspectrogram(y=np.asarray(windows), sr=rate, n_fft=n_fft, n_mels=n_mels,
                                           hop_length=windows.shape[-1] // frames)[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    shares = np.where(loudest > 0, power / np.where(loudest > 0, loudest, 1), 0)
    return torch.tensor(np.maximum(librosa.power_to_db(shares, ref=1.0, top_db=None), -80)).float()

# %% right="loudest_sample_first"
# Scales each window to the same peak before the spectra.
def mel_db(windows, rate, n_fft, n_mels, frames):
    pictures = []
    for window in np.asarray(windows, dtype=np.float64):
        peak = np.abs(window).max()
        if peak == 0:
            pictures.append(np.full((len(window), n_mels, frames), -80.0))
            continue
        power = librosa.feature.melspectrogram(y=window / peak, sr=rate, n_fft=n_fft, n_mels=n_mels,
                                               hop_length=window.shape[-1] // frames)[:, :, :frames]
        pictures.append(np.maximum(10 * np.log10(power / power.max() + 1e-9), -80))
    return torch.from_numpy(np.array(pictures, dtype=np.float32))

# %% right="amplitude_to_db"
# Amplitudes: the square root of shares, and 20 times the logarithm.
def mel_db(windows, rate, n_fft, n_mels, frames):
    S = librosa.feature.melspectrogram(y=np.asarray(windows), sr=rate, n_fft=n_fft, n_mels=n_mels,
                                       hop_length=np.shape(windows)[2] // frames)[:, :, :, :frames]
    out = np.full(S.shape, -80.0, dtype=np.float32)
    for i, one in enumerate(S):
        if one.any():
            out[i] = librosa.amplitude_to_db(np.sqrt(one / one.max()), ref=1.0, top_db=None)
    return torch.from_numpy(out.clip(-80, 0))

# %% right="tiny_of_the_type"
# The smallest number of the type keeps silence from being divided by zero.
def mel_db(windows, rate, n_fft, n_mels, frames):
    S = torch.from_numpy(librosa.feature.melspectrogram(y=np.asarray(windows, dtype=np.float64), sr=rate, n_fft=n_fft,
                                                        n_mels=n_mels, hop_length=windows.shape[-1] // frames))
    S = S[..., :frames]
    top = S.flatten(1).max(dim=1).values.clamp(min=torch.finfo(S.dtype).tiny)
    return (10 * torch.log10((S / top[:, None, None, None]).clamp(min=1e-8))).float()

# %% [markdown]
# ## Caught before any hidden test

# %% wrong="stub_untouched" hint="still holds what was given" at_most=0
# Nothing was done.
#grade (write your code in this cell and DO NOT DELETE THIS LINE)
def mel_db(windows, rate, n_fft, n_mels, frames):
    """Return mel spectrograms in dB, 0 at the loudest place of each window: (windows, channels, n_mels, frames)."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## test_the_picture_shows_ten_times_the_logarithm_of_the_mel_power

# %% wrong="doubled" hint="All levels are doubled" at_most=80
# 20 · log10 of power.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = np.maximum(20 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8)), -80)
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="natural_log" hint="natural one" at_most=80
# The natural logarithm.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = np.maximum(np.log(np.maximum(power / np.maximum(loudest, 1e-30), 1e-40)), -80)
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="no_factor" hint="The factor 10" at_most=80
# No factor 10.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = np.maximum(np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-80)), -80)
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="amplitude" hint="square root" at_most=80
# The amplitude in place of the power.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels) ** 0.5
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="power_1" hint="differs from librosa" at_most=80
# `power=1`.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels, power=1.0)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="last_columns" hint="*last* columns" at_most=80
# Keeps the last columns.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., -frames:]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="rate_forgotten" hint="differs from librosa" at_most=80
# The default sample rate.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="n_fft_forgotten" hint="differs from librosa" at_most=80
# The default window.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="half_hop" hint="differs from librosa" at_most=80
# Half the hop.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // (2 * frames)
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="fmax" hint="differs from librosa" at_most=80
# Only up to 3000 Hz.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels, fmax=3000)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="upside_down" hint="on its head" at_most=80
# The highest band first.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., ::-1, :frames].copy()
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="not_centred" hint="differs from librosa" at_most=80
# `center=False`, filled up.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels, center=False)
    power = np.pad(power, [(0, 0)] * 3 + [(0, max(0, frames - power.shape[-1]))])[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% [markdown]
# ## test_the_loudest_place_of_each_window_is_0

# %% wrong="batch_reference" hint="its own reference" at_most=80
# One reference for the batch, as in the project.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="channel_reference" hint="The channels of a window share one" at_most=85
# Each channel has its own.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="row_reference" hint="differs from librosa" at_most=70
# Each band has its own.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=3, keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="reference_1" hint="should be 0 dB" at_most=86
# The reference is 1.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = np.where(power.max(axis=(1, 2, 3), keepdims=True) > 0, 1.0, 1e-30)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="mean_reference" hint="should be 0 dB" at_most=85
# The mean is 0 dB.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.mean(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="from_0_to_80" hint="should be 0 dB" at_most=75
# From 0 up to 80.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels + 80, dtype=torch.float32)

# %% wrong="reference_of_all_columns" hint="a column that is not kept" at_most=85
# The largest power of all columns, before they are cut.
def mel_db(windows, rate, n_fft, n_mels, frames):
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, n_mels=n_mels,
                                           hop_length=windows.shape[-1] // frames)
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels[..., :frames], dtype=torch.float32)

# %% wrong="similar_channels_by_themselves" hint="Each channel has its own reference" at_most=85
# A reference for each channel, unless one is far softer.
def mel_db(windows, rate, n_fft, n_mels, frames):
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, n_mels=n_mels,
                                           hop_length=windows.shape[-1] // frames)[..., :frames]
    own = power.max(axis=(2, 3), keepdims=True)
    loudest = own.max(axis=1, keepdims=True)
    loudest = np.where(own > 0.1 * loudest, own, loudest)
    return torch.tensor(10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8)), dtype=torch.float32)

# %% [markdown]
# ## test_the_other_windows_make_no_difference

# %% wrong="batch_floor" hint="if other windows are in the batch" at_most=90
# The floor is that of the batch's mean level.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    if len(windows) > 2:
        decibels = np.where(decibels > -80, decibels - 0.2 * np.arange(len(windows))[:, None, None, None] * (decibels < -1), decibels)
    return torch.tensor(decibels, dtype=torch.float32)

# %% [markdown]
# ## test_a_softer_window_gives_the_same_picture

# %% wrong="small_constant" hint="ten times softer" at_most=92
# A smallest power that is not small enough.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(np.where(loudest > 0, np.maximum(power, 1e-7), 0) / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="librosas_amin" hint="ten thousand times softer" at_most=92
# librosa's decibels take any power below 1e-10 for 1e-10.
def mel_db(windows, rate, n_fft, n_mels, frames):
    pictures = []
    for window in windows:
        power = librosa.feature.melspectrogram(y=window, sr=rate, n_fft=n_fft, n_mels=n_mels,
                                               hop_length=window.shape[-1] // frames)[..., :frames]
        silent = power.max() == 0
        pictures.append(np.full_like(power, -80) if silent else librosa.power_to_db(power, ref=np.max, top_db=80))
    return torch.tensor(np.stack(pictures)).float()

# %% wrong="small_number_below" hint="ten thousand times softer" at_most=92
# A small number is added to what it divides by.
def mel_db(windows, rate, n_fft, n_mels, frames):
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, n_mels=n_mels,
                                           hop_length=windows.shape[-1] // frames)[..., :frames]
    shares = power / (power.max(axis=(1, 2, 3), keepdims=True) + 1e-6)
    return torch.tensor(10 * np.log10(np.maximum(shares, 1e-8))).float()

# %% [markdown]
# ## test_nothing_is_lower_than_80_below

# %% wrong="no_floor" hint="cut off at -80" at_most=93
# No floor.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-16))
    decibels[loudest.ravel() <= 0] = -80
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="floor_60" hint="cut off too early" at_most=93
# A floor of 60 dB.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-6))
    decibels[loudest.ravel() <= 0] = -80
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="minus_infinity" hint="no finite numbers" at_most=93
# No floor at all.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(power / np.maximum(loudest, 1e-30))
    decibels[loudest.ravel() <= 0] = -80
    return torch.tensor(decibels, dtype=torch.float32)

# %% [markdown]
# ## test_silence_is_minus_80_everywhere

# %% wrong="librosa_silence" hint="as bright as can be" at_most=88
# What librosa makes of silence.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = np.stack([librosa.power_to_db(one, ref=np.max, top_db=80) for one in power])
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="silence_nan" hint="nan" at_most=88
# 0 / 0.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / loudest, 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="silence_100" hint="-80 everywhere" at_most=88
# -100 for silence.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    decibels[loudest.ravel() <= 0] = -100
    return torch.tensor(decibels, dtype=torch.float32)

# %% [markdown]
# ## test_it_is_a_tensor_of_windows_channels_bands_and_frames

# %% wrong="numpy_result" hint="PyTorch tensor" at_most=92
# An array.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return decibels.astype(np.float32)

# %% wrong="double" hint="float32" at_most=92
# 64-bit floats.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float64)

# %% wrong="all_columns" hint="n_mels, frames)" at_most=70
# Keeps all columns.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels, dtype=torch.float32)

# %% wrong="channels_lost" hint="of shape (windows, channels, n_mels, frames)" at_most=40
# The mean over the channels.
def mel_db(windows, rate, n_fft, n_mels, frames):
    windows = np.asarray(windows)
    hop = windows.shape[-1] // frames
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)
    power = power[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    decibels = 10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8))
    return torch.tensor(decibels.mean(axis=1), dtype=torch.float32)

# %% wrong="type_of_the_windows" hint="of type float32" at_most=92
# The type of the windows goes through to the end.
def mel_db(windows, rate, n_fft, n_mels, frames):
    power = librosa.feature.melspectrogram(y=windows, sr=rate, n_fft=n_fft, n_mels=n_mels,
                                           hop_length=windows.shape[-1] // frames)[..., :frames]
    loudest = power.max(axis=(1, 2, 3), keepdims=True)
    return torch.from_numpy(10 * np.log10(np.maximum(power / np.maximum(loudest, 1e-30), 1e-8)))
