"""Sung vowels, made by a formula: the overtones of a voice, shaped by the formants of the vocal tract.

The sound of the vocal folds has overtones that fall by 12 dB per octave; the lips give 6 of them back. Each formant
lifts the overtones near it (a resonance of second order). G. Fant, Acoustic Theory of Speech Production, 1960.
"""

from __future__ import annotations

import numpy as np

# Frequencies (Hz) of three formants in the vowels of men, as in beat, bet, father, law and boot: mean values of
# G. E. Peterson and H. L. Barney, Control methods used in a study of the vowels, J. Acoust. Soc. Am. 24, 1952.
VOWELS = {
    "i": (270, 2290, 3010),
    "e": (530, 1840, 2480),
    "a": (730, 1090, 2440),
    "o": (570, 840, 2410),
    "u": (300, 870, 2240),
}
BANDWIDTHS = (70, 90, 130)  # Hz
TOP = 7000.0  # Hz, for overtones


def sung(frequency: np.ndarray, vowel: str, tract: float, sample_rate: int) -> np.ndarray:
    """A vowel on a note.

    `frequency`: Hz, for each sample. `tract`: how much shorter the vocal tract is than a man's: formants are higher by
    this factor (women about 1.15, children about 1.3). Returns float64 of the shape of `frequency`, full scale is 1.
    """
    phase = 2 * np.pi * np.cumsum(frequency) / sample_rate
    tone = np.zeros(len(frequency))
    for overtone in range(1, max(1, int(TOP / frequency.max())) + 1):
        tone += strength(overtone * frequency, vowel, tract) / overtone * np.sin(overtone * phase)
    return tone / np.abs(tone).max()


def strength(frequency: np.ndarray, vowel: str, tract: float) -> np.ndarray:
    """The factor by which the formants change the amplitude at these frequencies (Hz). It is 1 at 0 Hz."""
    factor = np.ones(len(frequency))
    for formant, bandwidth in zip(VOWELS[vowel], BANDWIDTHS, strict=True):
        centre = formant * tract
        factor *= centre**2 / np.hypot(centre**2 - frequency**2, bandwidth * frequency)
    return factor
