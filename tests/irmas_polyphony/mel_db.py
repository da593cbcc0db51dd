"""Hidden tests of `mel_db`: mel spectrograms in dB, 0 at the loudest place of each window, -80 at the lowest.

The power is computed here with librosa and compared after the student's own largest value is taken off, so that a wrong
reference costs its own test. Values near the floor are left out of that comparison: the floor has a test too.
Accepted: any way of taking decibels. Only the test of loudness has windows so soft that a floor in absolute power shows.
"""

import librosa
import numpy as np

from grader.testing import array, enforces, weight

DEFINES = ("mel_db",)


@weight(2.75)
@enforces("mel_power")
def test_the_picture_shows_ten_times_the_logarithm_of_the_mel_power(student, rng):
    for rate, n_fft, n_mels, frames in ((16_000, 512, 20, 10), (22_050, 256, 12, 16), (8_000, 400, 16, 7)):
        samples = frames * int(rng.integers(150, 200)) + int(rng.integers(1, frames))
        windows = _music(rng, 2, 1, samples, rate)
        found = _values(student, windows, rate, n_fft, n_mels, frames)
        assert found.shape == (2, 1, n_mels, frames), "The shape should be (windows, channels, n_mels, frames)."
        for one, window in zip(found, windows, strict=True):
            power = _power(window, rate, n_fft, n_mels, samples // frames)
            right = _decibels(power[..., :frames])
            if _alike(one, right):
                continue
            assert not _alike(one, 2 * right, 2), (
                "All levels are doubled: `melspectrogram` gives power, so it is 10 · log10, or `power_to_db`."
            )
            assert not _alike(one, np.log(10) / 10 * right, 0.3), (
                "The logarithm is the natural one. Decibels: 10 · log10."
            )
            assert not _alike(one, right / 10), "The factor 10 of decibels is missing: 10 · log10."
            assert not _alike(one, _decibels(power[..., -frames:])), (
                "The *last* columns are kept. Keep the first `frames`."
            )
            assert not _alike(one, right[..., ::-1, :]), "The picture stands on its head: the lowest band comes first."
            amplitude = _decibels(np.sqrt(np.maximum(power[..., :frames], 0)))
            assert not _alike(one, amplitude), "The levels are those of the square root of the power."
            raise AssertionError(
                "The picture differs from librosa's mel spectrogram in dB with the given rate, n_fft and n_mels, with "
                "hop_length = samples // frames and else the defaults."
            )


@weight(2)
@enforces("own_reference")
def test_the_loudest_place_of_each_window_is_0(student, rng):
    for channels in (1, 2):
        windows = _music(rng, 3, channels, 2400, 16_000)
        windows[1] *= 0.3
        if channels == 2:
            windows[:, 1] *= np.array([0.2, 0.6, 0.9])[:, None]
        found = _values(student, windows, 16_000, 512, 20, 12)
        largest = found.reshape(len(found), -1).max(axis=1)
        _varies(found)
        assert not (abs(largest.max()) < 0.1 and largest.min() < -3), (
            "Only the loudest window has 0 dB. Each window should have its own reference: the largest power of *this* "
            "window."
        )
        assert np.abs(largest).max() < 0.1, "The largest value of each window should be 0 dB."
        if channels == 2:
            softer = found.reshape(3, 2, -1).max(axis=2).min(axis=1)
            assert softer.max() < -0.1, (
                "Each channel has its own reference. The channels of a window share one, so that it can be seen which "
                "side is louder."
            )
        flat = np.abs(found.max(axis=2)).max() < 0.1 or np.abs(found.max(axis=3)).max() < 0.1
        assert not flat, "Each row or column has its own reference. There is one for each window."
    for samples in (2400, 2590):  # the loudest place is in columns that are not kept
        windows = _music(rng, 2, 2, samples, 16_000)
        windows[..., -40:] *= 30
        found = _values(student, windows, 16_000, 256, 20, 12)
        largest = found.reshape(2, -1).max(axis=1)
        assert np.abs(largest).max() < 0.1, (
            "The reference is a power in a column that is not kept. Take the largest power of the first `frames` columns."
        )


@weight(1.25)
@enforces("alone")
def test_the_other_windows_make_no_difference(student, rng):
    windows = _music(rng, 3, 2, 2400, 16_000)
    windows[2] *= 0.05
    together = _values(student, windows, 16_000, 512, 20, 12)
    _varies(together)
    for i in range(3):
        alone = _values(student, windows[i : i + 1], 16_000, 512, 20, 12)
        assert together.shape[1:] == alone.shape[1:] and np.abs(together[i] - alone[0]).max() < 0.05, (
            "A window's picture is another one if other windows are in the batch."
        )


@weight(1)
@enforces("loudness")
def test_a_softer_window_gives_the_same_picture(student, rng):
    windows = _music(rng, 2, 2, 2400, 16_000)
    windows[..., 1200:] *= 1e-4  # a softer place, 80 dB lower
    loud = _values(student, windows, 16_000, 512, 20, 12)
    _varies(loud)
    for gain, how in ((0.1, "ten"), (1e-4, "ten thousand")):
        soft = _values(student, gain * windows, 16_000, 512, 20, 12)
        assert soft.shape == loud.shape and np.abs(loud - soft).max() < 0.1, (
            f"A window that is {how} times softer should give the same picture. Is a fixed small number added, or is "
            "power below a fixed number cut off, before it is divided by the largest?"
        )


@weight(0.75)
@enforces("floor")
def test_nothing_is_lower_than_80_below(student, rng):
    moments = np.arange(4000) / 16_000
    windows = np.sin(2 * np.pi * 700 * moments)[None, None].astype(np.float32)
    windows[..., 2000:] = 0  # half of it is silent
    found = _values(student, windows, 16_000, 512, 20, 12)
    _varies(found)
    lowest = found.min() - found.max()
    assert np.isfinite(found).all(), "The picture holds values that are no finite numbers."
    assert lowest > -80.1, "Values more than 80 dB below the loudest should be cut off at -80."
    assert lowest < -79.9, "The picture is cut off too early: the lowest values should be 80 dB below the loudest."


@weight(1.25)
@enforces("silence")
def test_silence_is_minus_80_everywhere(student, rng):
    windows = _music(rng, 3, 2, 2400, 16_000)
    windows[1] = 0
    for given in (windows, windows[1:2]):
        found = _values(student, given, 16_000, 512, 20, 12)
        silent = found[1] if len(found) > 1 else found[0]
        assert np.isfinite(silent).all(), (
            "A window of zeros gives `nan` or infinity: it has no largest power to divide by."
        )
        assert not np.abs(silent).max() < 0.1, (
            "The picture of a window of zeros is 0 dB everywhere, as bright as can be. It should be -80 everywhere."
        )
        assert np.abs(silent + 80).max() < 0.1, "The picture of a window of zeros should be -80 everywhere."
    other = _values(student, windows[:1], 16_000, 512, 20, 12)
    _varies(other)


@weight(1)
@enforces("shape_and_type")
def test_it_is_a_tensor_of_windows_channels_bands_and_frames(student, rng):
    for count, channels, frames in ((1, 1, 9), (3, 2, 14)):
        windows = _music(rng, count, channels, 2400, 16_000).astype(np.float64 if count == 1 else np.float32)
        found = student.picture(windows=windows, rate=16_000, n_fft=512, n_mels=18, frames=frames)
        assert found["kind"] == "Tensor", f"It should return a PyTorch tensor, but it is: {found['kind']}."
        assert found["dtype"] == "float32", f"The tensor should be of type float32, but it is {found['dtype']}."
        values = array(found["value"])
        assert values is not None and values.shape == (count, channels, 18, frames), (
            "The shape should be (windows, channels, n_mels, frames): the first `frames` columns are kept, no more."
        )
        _varies(values)


def _music(rng, count, channels, samples, rate):
    """Return windows of tones and noise, (count, channels, samples), float32, as loud as music."""
    moments = np.arange(samples) / rate
    windows = 0.05 * rng.normal(size=(count, channels, samples))
    for window in windows:
        for frequency in rng.uniform(150, rate / 3, size=3):
            window += (
                0.25
                * np.sin(2 * np.pi * frequency * moments + rng.uniform(0, 6))
                * np.linspace(1, rng.uniform(0, 2), samples)
            )
    return windows.astype(np.float32)


def _power(window, rate, n_fft, n_mels, hop):
    return librosa.feature.melspectrogram(y=window, sr=rate, n_fft=n_fft, hop_length=hop, n_mels=n_mels)


def _decibels(power):
    values = 10 * np.log10(np.maximum(power, 1e-20))
    return values - values.max()


def _alike(found, expected, tolerance=0.1):
    """Return whether two pictures agree but for their reference, away from the floor."""
    if found.shape != expected.shape:
        return False
    one, other = found - found.max(), expected - expected.max()
    heard = (one > one.min() * 0.8) & (other > -70)
    return bool(heard.any() and np.abs(one - other)[heard].max() < tolerance)


def _varies(values):
    assert values.size and np.ptp(values) > 1e-3, "The picture is the same everywhere: it should show the windows."


def _values(student, windows, rate, n_fft, n_mels, frames):
    found = student.picture(windows=windows, rate=rate, n_fft=n_fft, n_mels=n_mels, frames=frames)["value"]
    assert found is not None, "The function returns nothing: end it with `return`."
    values = array(found)
    assert values is not None and values.ndim == 4, (
        "It should return one tensor of shape (windows, channels, n_mels, frames)."
    )
    return values.astype(float)
