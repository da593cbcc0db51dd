"""The data of `music_classification`: which of ten instruments plays?

Seven files: `uiowa_train_data.npy`, `uiowa_test_data.npy` (float64, one row of 120 MFCCs per piece of sound),
`uiowa_train_labels.npy`, `uiowa_test_labels.npy` (int64), `uiowa_classes.json` (the names that the labels stand for),
`SopSax.Vib.pp.C6Eb6.wav` (with which the assignment opens) and `uiowa_sources.json` (what made them, licence,
citation, checksums). Rows are ordered by class, pitch, note, copy and time. The same input gives the same bytes.

Two tiers:

- **iowa** (`recordings=DIR`): real notes from disk.
- **soundfont** (the default): notes played by a General MIDI soundfont, without a network. There is no alto flute in
  General MIDI, so the flute plays its notes. Size *small* (the default) plays the middle 20 semitones of each
  instrument, *full* all of its notes.

Both: at most 3 s a note at 22.05 kHz, 120 MFCCs of a mel spectrogram of 128 bands, mean over 8 frames
(`data_fetch.features`). **Every fifth pitch of an instrument is held out for the test**, on all strings of a string
instrument: no test pitch of an instrument is in its training data. Held-out *velocities* would be no test: this
soundfont plays them as the same sound, louder or softer. Training notes are there as they are and in five changed
copies. Test notes are never changed.
"""

from __future__ import annotations

import argparse
import io
import json
import wave
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile
from threadpoolctl import threadpool_limits

from data_fetch import FetchError, recordings, soundfont, sources, store
from data_fetch.features import COEFFICIENTS, SAMPLE_RATE, changed_copies, mfcc_windows

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

RECIPE = 1  # raise it when the same input gives other numbers
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

OPENING = "SopSax.Vib.pp.C6Eb6.wav"
RECORD = "uiowa_sources.json"
NAMES = (
    "uiowa_train_data.npy",
    "uiowa_test_data.npy",
    "uiowa_train_labels.npy",
    "uiowa_test_labels.npy",
    "uiowa_classes.json",  # the last one marks the set as complete
)

Note = recordings.Recording | soundfont.Note


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m data_fetch music_classification`."""
    parser.add_argument("--to", type=Path, default=Path("data"), metavar="DIR", help="where to write (default: data)")
    parser.add_argument(
        "--recordings",
        type=Path,
        metavar="DIR",
        help=f"make the data from recorded notes in this folder, {recordings.NAMES}; "
        "without it a soundfont plays the notes",
    )
    parser.add_argument(
        "--size", choices=list(SIZES), help="how much data (default: full with --recordings, else small)"
    )
    parser.add_argument("--force", action="store_true", help="make the data anew and replace what is there")


def run(arguments: argparse.Namespace) -> None:
    """Do what the command line asks. Raises FetchError."""
    fetch(arguments.to, arguments.recordings, size=arguments.size, force=arguments.force)


def fetch(
    to: str | Path,
    recordings_folder: str | Path | None = None,
    *,
    size: str | None = None,
    force: bool = False,
    say: Callable[[str], object] = print,
) -> Path:
    """Write the data set into the folder `to` and return `to`.

    `recordings_folder`: recorded notes to make it from; None: the soundfont plays them. `size`: a key of `SIZES`
    (default: "full" for recordings, else "small"). `force`: replace other data. `say` takes a line for the user.
    A complete set from the same source is kept. Raises FetchError with what to do; then nothing was changed.
    """
    to = Path(to)
    size = size or ("full" if recordings_folder else "small")
    notes: Sequence[Note]
    if recordings_folder:
        tier, source = "iowa", sources.IOWA
        notes = recordings.find_recordings(Path(recordings_folder), CLASSES)
        digest = recordings.digest(notes)
    else:
        tier, source = "soundfont", sources.TIMGM
        notes = soundfont_notes(SIZES[size])
        digest = store.sha256(soundfont.soundfont_bytes())
    made_by = {"tier": tier, "size": size, "recipe": RECIPE, "input_sha256": digest}

    with store.explained(to):
        before = {} if force else store.look(to, NAMES, RECORD)
        if before and before.get("made_by") != made_by:
            raise FetchError(
                f"{to} holds data from another source, of another size or version. Choose another folder with --to, "
                "or replace them with --force."
            )
        if before and (to / OPENING).exists():
            say(f"{to}: the data are there already, from the same source ({source.title}). --force makes them anew.")
            return to
        store.make_writable(to)
        opening, about = opening_recording(to, recordings_folder and Path(recordings_folder))

        say(f"Source: {source.title}.")
        say(f"Licence: {source.licence}")
        say(f"Making MFCCs of {len(notes)} notes …")
        arrays, test_pitches = build(notes, SIZES[size])
        record = {
            "made_by": made_by,
            "source": asdict(source),
            "test_pitches": {name: " ".join(map(str, pitches)) for name, pitches in test_pitches.items()},
        }
        files = {OPENING: opening} if opening else {}
        files |= {name: npy_bytes(array) for name, array in zip(NAMES, arrays, strict=False)}
        files[NAMES[-1]] = (json.dumps(CLASSES) + "\n").encode()
        store.write_set(to, files, RECORD, record)

    say(f"{OPENING}: {about}")
    say(
        f"{to}: {len(arrays[0]):,} training rows, {len(arrays[1]):,} test rows, {COEFFICIENTS} features, "
        f"{len(CLASSES)} classes."
    )
    return to


def soundfont_notes(size: Size) -> list[soundfont.Note]:
    """The notes that the soundfont plays: the middle `size.semitones` of each instrument's range."""
    notes = []
    for instrument in CLASSES:
        low, high = RANGES[instrument]
        low = max(low, (low + high) // 2 - size.semitones // 2)
        pitches = range(low, min(high, low + size.semitones - 1) + 1)
        notes += [soundfont.Note(instrument, pitch, size.seconds) for pitch in pitches]
    return [note for note in notes if (note.instrument, note.pitch) not in soundfont.GAPS]


def build(notes: Sequence[Note], size: Size) -> tuple[list[np.ndarray], dict[str, list[int]]]:
    """Training data, test data, training labels, test labels; and the test pitches of each instrument.

    Raises FetchError where an instrument has fewer than `HOLD_OUT` pitches, or a note cannot be used.
    """
    test_pitches = {name: held_out(name, [note.pitch for note in notes if note.instrument == name]) for name in CLASSES}
    data, labels = [], []
    for test, most in ((False, size.train_rows), (True, size.test_rows)):
        chosen = [note for note in notes if (note.pitch in test_pitches[note.instrument]) == test]
        with threadpool_limits(limits=1):  # the bytes do not depend on the number of cores
            rows = [rows_of(note, copies=0 if test else COPIES) for note in chosen]
        classes = np.repeat([CLASSES.index(note.instrument) for note in chosen], [len(some) for some in rows])
        kept = some_rows(len(classes), most)
        data.append(np.concatenate(rows)[kept].astype(np.float64))
        labels.append(classes[kept].astype(np.int64))
    return data + labels, test_pitches


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


def opening_recording(to: Path, folder: Path | None) -> tuple[bytes | None, str]:
    """The opening recording to write (None: keep the one in `to`), and a sentence about it.

    A real one in `to` is kept, even with --force. Else it is one that lies in or next to `folder`, else a stand-in.
    Raises FetchError for a recording in or next to `folder` that cannot be read.
    """
    stand_in = wav_bytes(soundfont.opening_phrase())
    here = to / OPENING
    if here.exists() and here.read_bytes() != stand_in:
        return None, "it was in the folder already and stays as it is."
    beside = [folder.resolve().parent / OPENING, *sorted(folder.rglob(OPENING))] if folder else []
    for path in filter(Path.is_file, beside):
        try:
            soundfile.info(path)
            return path.read_bytes(), f"the Iowa recording of a soprano saxophone, copied from {path.parent}."
        except (OSError, soundfile.SoundFileError) as error:
            raise recordings.unreadable(path, error) from error
    return stand_in, "a STAND-IN for the Iowa recording: the same four notes, played by a soundfont."


def npy_bytes(array: np.ndarray) -> bytes:
    """What `np.save` writes."""
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def wav_bytes(samples: np.ndarray) -> bytes:
    """A WAV file of 16 bits, mono, at `SAMPLE_RATE`."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
