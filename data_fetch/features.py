"""From sound to numbers: MFCCs averaged over short windows, and changed copies of a sound.

The numbers are those of `librosa.feature.mfcc` on a mel spectrogram in dB (a test compares them). They are computed
with NumPy and SciPy here because librosa compiles code on first use: more than ten seconds in a fresh environment,
and again in each worker process where the environment is read-only.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import scipy.fft
import scipy.signal
import soxr

SAMPLE_RATE = 22050  # samples per second
FRAME = 2048  # samples in a frame (93 ms)
HOP = 512  # samples from one frame to the next (23 ms)
BANDS = 128  # mel bands
TOP = 8000.0  # Hz, upper end of the highest band
COEFFICIENTS = 120  # MFCCs that are kept
DYNAMIC_RANGE = 80.0  # dB below a note's loudest point at which everything is cut off
SILENCE = 0.01  # frames below this share of the note's loudest frame are dropped
WINDOW = 8  # frames that are averaged into one row (255 ms)


def mfcc_windows(samples: np.ndarray) -> np.ndarray:
    """Sliding means over `WINDOW` frames of MFCCs.

    Parameters: `samples`, shape (n,), a mono sound at `SAMPLE_RATE`, full scale is 1.
    Returns float32 of shape (rows, `COEFFICIENTS`), one row per position of the window. Frames that are silent are
    dropped first. There are no rows where fewer than `WINDOW` frames are left.
    """
    padded = np.pad(np.asarray(samples, np.float32), FRAME // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME)[::HOP]
    level = np.sqrt(np.mean(frames**2, axis=1))
    power = np.abs(scipy.fft.rfft(frames * hann(), axis=1)) ** 2
    decibels = 10 * np.log10(np.maximum(power @ mel_filters(), 1e-10))
    decibels = np.maximum(decibels, decibels.max() - DYNAMIC_RANGE)
    mfcc = scipy.fft.dct(decibels, norm="ortho", axis=1)[:, :COEFFICIENTS]
    heard = mfcc[(level > 0) & (level >= SILENCE * level.max())]
    if len(heard) < WINDOW:
        return np.empty((0, COEFFICIENTS), np.float32)
    return np.lib.stride_tricks.sliding_window_view(heard, WINDOW, axis=0).mean(axis=-1, dtype=np.float32)


@lru_cache(maxsize=1)
def hann() -> np.ndarray:
    """The periodic Hann window of one frame, float32 of shape (`FRAME`,)."""
    return scipy.signal.get_window("hann", FRAME).astype(np.float32)


@lru_cache(maxsize=1)
def mel_filters() -> np.ndarray:
    """Triangular filters of equal area, evenly spaced in mel, float32 of shape (`FRAME` // 2 + 1, `BANDS`).

    The mel scale is that of M. Slaney's Auditory Toolbox (1998): linear up to 1000 Hz (3 mel are 200 Hz), logarithmic
    above (27 mel are a factor of 6.4).
    """
    octave = np.log(6.4) / 27
    top = 15 + np.log(TOP / 1000) / octave
    mels = np.linspace(0, top, BANDS + 2)
    edges = np.where(mels < 15, mels * 200 / 3, 1000 * np.exp(octave * (mels - 15)))  # Hz
    bins = np.arange(FRAME // 2 + 1) * SAMPLE_RATE / FRAME  # Hz
    left, centre, right = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins[:, None] - left) / (centre - left)
    falling = (right - bins[:, None]) / (right - centre)
    filters = np.maximum(0, np.minimum(rising, falling)) * 2 / (right - left)
    return filters.astype(np.float32)


def changed_copies(samples: np.ndarray, rng: np.random.Generator, copies: int, semitones: float) -> list[np.ndarray]:
    """`copies` changed versions of a mono sound (float32, shape (n,), at `SAMPLE_RATE`).

    Each is played faster or slower by up to `semitones`. The copies share out that range: left to chance, all copies
    of a note may bend the same way, and then a network does not learn the pitches between the notes.
    """
    shares = (np.arange(copies) + rng.uniform(size=copies)) / max(copies, 1)
    return [changed(samples, rng, (2 * share - 1) * semitones) for share in shares]


def changed(samples: np.ndarray, rng: np.random.Generator, semitones: float) -> np.ndarray:
    """A sound, `semitones` higher, and by chance brighter or darker (up to 1 dB per octave), louder or softer
    (-12 to +6 dB) and with white noise 35 to 60 dB below its mean power."""
    copy = soxr.resample(samples, SAMPLE_RATE * 2 ** (semitones / 12), SAMPLE_RATE)
    copy = tilted(copy, rng.uniform(-1, 1)) * 10 ** (rng.uniform(-12, 6) / 20)
    noise = rng.standard_normal(len(copy)) * np.sqrt(np.mean(copy**2)) * 10 ** (-rng.uniform(35, 60) / 20)
    return (copy + noise).astype(np.float32)


def tilted(samples: np.ndarray, decibels: float, sample_rate: int = SAMPLE_RATE) -> np.ndarray:
    """The sound, each octave above 1 kHz louder by `decibels`, each one below softer (constant below 50 Hz)."""
    size = scipy.fft.next_fast_len(len(samples), real=True)
    octaves = np.log2(np.maximum(scipy.fft.rfftfreq(size, 1 / sample_rate), 50) / 1000)
    spectrum = scipy.fft.rfft(samples, size) * 10 ** (decibels * octaves / 20)
    return scipy.fft.irfft(spectrum, size)[: len(samples)]
