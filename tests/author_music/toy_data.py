"""The recordings of the toy world: eight of three seconds, decaying tones of two authors, once in each set.

This file takes the place of the notebook's data cell wherever graded cells are judged, so it defines the same names.
It is deterministic and touches no global random state. Samples are int16 of shape (66150,), at 22 050 Hz.
"""

import numpy as np

STUDENT_FILES = ""
ARCHIVE = "author_music.zip"
RECORD_OF_DATA = "author_source.json"
SETS = ["varying", "one_room"]
FOLDERS = ["author-varying", "author-one_room"]
AUTHORS = ["carcassi", "sor"]
SOURCE = "toy tones"
made = {"source": "toy", "made_by": "the toy world", "authors": AUTHORS}
missing = []


def _toy_recording(number: int, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Return samples (66150,), int16, of one note after the other, and their rate."""
    rate = 22_050
    time = np.arange(3 * rate) / rate
    sound = 0.002 * rng.normal(size=len(time))
    for start in np.arange(0.5, 2.5, 0.25):
        since = np.maximum(0, time - start)
        frequency = 110 * 2 ** (int(rng.integers(0, 24)) / 12)
        sound += (time >= start) * np.exp(-(4 + number % 2) * since) * np.sin(2 * np.pi * frequency * since)
    return np.round(20_000 * sound / np.abs(sound).max()).astype(np.int16), rate


recordings = [
    {"name": f"toy-{number}", "author": AUTHORS[number // 4], "seconds": 3.0, "rate": 22_050} for number in range(8)
]
sounds = {
    name: [_toy_recording(number, np.random.default_rng([seed, number])) for number in range(8)]
    for seed, name in enumerate(SETS)
}
