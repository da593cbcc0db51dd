"""How the data of `music_classification` are made from notes: which rows there are, and which are for the test.

At most 3 s a note at 22.05 kHz, 120 MFCCs of a mel spectrogram of 128 bands, mean over 8 frames
(`data_fetch.features`). **Every fifth pitch of an instrument is held out for the test**, on all strings of a string
instrument: no test pitch of an instrument is in its training data. Held-out *velocities* would be no test: this
soundfont plays them as the same sound, louder or softer. Training notes are there as they are and in five changed
copies. Test notes are never changed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from data_fetch import FetchError, recordings, soundfont
from data_fetch.features import changed_copies, mfcc_windows

CLASSES = (
    "alto-saxophone",
    "bassoon",
    "cello",
    "clarinet",
    "alto-flute",
    "french-horn",
    "oboe",
    "tenor-trombone",
    "trumpet",
    "violin",
)

# Lowest and highest note (MIDI numbers) of each instrument in the Iowa recordings: the soundfont plays the same.
RANGES = {
    "alto-saxophone": (49, 80),
    "bassoon": (34, 74),
    "cello": (36, 82),
    "clarinet": (50, 88),
    "alto-flute": (55, 91),
    "french-horn": (34, 77),
    "oboe": (58, 92),
    "tenor-trombone": (40, 72),
    "trumpet": (52, 86),
    "violin": (55, 95),
}

VERSION = 1  # raise it when the same input gives other numbers
HOLD_OUT = 5  # every fifth pitch is for the test
COPIES = 5  # changed copies of each training note
SEMITONES = 1.2  # how far the copies are moved up and down


@dataclass(frozen=True)
class Size:
    """How much there is at most: rows for training and test; the soundfont's semitones and seconds of a note."""

    train_rows: int
    test_rows: int
    semitones: int
    seconds: float


SIZES = {
    "small": Size(train_rows=10_000, test_rows=2_000, semitones=20, seconds=1.5),
    "full": Size(train_rows=66_247, test_rows=14_904, semitones=128, seconds=3.0),  # as in the original data set
}

Note = recordings.Recording | soundfont.SoundfontNote


def soundfont_notes(size: Size) -> list[soundfont.SoundfontNote]:
    """The notes that the soundfont plays: the middle `size.semitones` of each instrument's range."""
    notes = []
    for instrument in CLASSES:
        low, high = RANGES[instrument]
        low = max(low, (low + high) // 2 - size.semitones // 2)
        pitches = range(low, min(high, low + size.semitones - 1) + 1)
        notes += [soundfont.SoundfontNote(instrument, pitch, size.seconds) for pitch in pitches]
    return [note for note in notes if (note.instrument, note.pitch) not in soundfont.GAPS]


def build(notes: Sequence[Note], size: Size) -> tuple[list[np.ndarray], dict[str, list[int]]]:
    """Training data, test data, training labels, test labels, training notes; and the test pitches of each instrument.

    Training notes: which note each training row is from, its changed copies included; numbered from 0.
    Raises FetchError where an instrument has fewer than `HOLD_OUT` pitches, or a note cannot be used.
    """
    test_pitches = {name: held_out(name, [note.pitch for note in notes if note.instrument == name]) for name in CLASSES}
    data, labels, numbers = [], [], []
    for test, most in ((False, size.train_rows), (True, size.test_rows)):
        chosen = [note for note in notes if (note.pitch in test_pitches[note.instrument]) == test]
        with threadpool_limits(limits=1):  # the bytes do not depend on the number of cores
            rows = [rows_of(note, copies=0 if test else COPIES) for note in chosen]
        lengths = [len(some) for some in rows]
        classes = np.repeat([CLASSES.index(note.instrument) for note in chosen], lengths)
        kept = some_rows(len(classes), most)
        data.append(np.concatenate(rows)[kept].astype(np.float64))
        labels.append(classes[kept].astype(np.int64))
        numbers.append(np.repeat(np.arange(len(chosen), dtype=np.int32), lengths)[kept])
    return [*data, *labels, numbers[0]], test_pitches


def held_out(instrument: str, pitches: Sequence[int]) -> list[int]:
    """Every fifth of the different pitches, from the third on, so that there are lower and higher ones to learn from.

    Raises FetchError where there are fewer than five.
    """
    different = sorted(set(pitches))
    if len(different) < HOLD_OUT:
        raise FetchError(
            f"There are recordings of only {len(different)} different pitches of {instrument}. At least {HOLD_OUT} are "
            "needed, one of them for the test. Add some."
        )
    return different[HOLD_OUT // 2 :: HOLD_OUT]


def rows_of(note: Note, copies: int) -> np.ndarray:
    """The rows of a note and of its changed copies, float32 of shape (rows, 120).

    The random numbers depend on the note's name alone. Raises FetchError where the note is silent or too short.
    """
    samples = note.samples()
    rows = mfcc_windows(samples)
    if not len(rows):
        raise recordings.unreadable(getattr(note, "path", note.name), "it is silent or too short")
    rng = np.random.default_rng(list(note.name.encode()))
    return np.concatenate([rows, *map(mfcc_windows, changed_copies(samples, rng, copies, SEMITONES))])


def some_rows(available: int, most: int) -> np.ndarray:
    """At most `most` of the row numbers 0, …, `available` - 1, drawn at random but always the same, in order."""
    if available <= most:
        return np.arange(available)
    return np.sort(np.random.default_rng(0).choice(available, most, replace=False))


def npy_bytes(array: np.ndarray) -> bytes:
    """What `np.save` writes."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()
