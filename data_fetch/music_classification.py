"""The data of `music_classification`: which of ten instruments plays?

Seven files: `uiowa_train_data.npy`, `uiowa_test_data.npy` (float64, one row of 120 MFCCs per piece of sound),
`uiowa_train_labels.npy`, `uiowa_test_labels.npy` (int64), `uiowa_classes.json` (the names that the labels stand for),
`SopSax.Vib.pp.C6Eb6.wav` (with which the assignment opens) and `uiowa_sources.json` (what made them, licence,
citation, checksums). Rows are ordered by class, pitch, note, copy and time. The same input gives the same bytes.

Two tiers:

- **iowa** (`recordings=DIR`): real notes from disk.
- **soundfont** (the default): notes rendered from a General MIDI soundfont, without a network. There is no alto flute
  in General MIDI, so the flute plays its notes. Size *small* (the default) plays the middle 20 semitones of each
  instrument, *full* all of its notes.

Both: at most 3 s a note at 22.05 kHz, 120 MFCCs of a mel spectrogram of 128 bands, mean over 8 frames
(`data_fetch.features`). **Every fifth pitch of an instrument is held out for the test**, on all strings of a string
instrument: no test pitch of an instrument is in its training data. Held-out *velocities* would be no test: this
soundfont plays them as the same sound, louder or softer. Training notes are there as they are and in nine changed
copies, which cover two semitones up and down. Test notes are never changed.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import wave
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from data_fetch import pool, recordings, soundfont, sources, store
from data_fetch.errors import FetchError
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

RECIPE = 1  # raise it when the same input gives other numbers: older files are then made anew
HOLD_OUT = 5  # every fifth pitch is for the test
COPIES = 9  # changed copies of each training note
SEMITONES = 2.0  # how far the copies are moved up and down


@dataclass(frozen=True)
class Size:
    """How much there is at most: rows for training and test, semitones of each instrument, seconds of a note."""

    train_rows: int
    test_rows: int
    semitones: int
    seconds: float


SIZES = {
    "small": Size(train_rows=6500, test_rows=1300, semitones=20, seconds=1.5),
    "full": Size(train_rows=66247, test_rows=14904, semitones=128, seconds=3.0),  # rows as in the original data set
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


@dataclass(frozen=True)
class Note:
    """A note to make rows of. `path` is None where the soundfont plays it."""

    instrument: str
    pitch: int
    name: str
    copies: int
    seconds: float
    path: Path | None = None


@dataclass(frozen=True)
class Opening:
    """The opening recording: WAV bytes, whether it is a stand-in, and a sentence about it."""

    content: bytes
    stand_in: bool
    about: str


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
    parser.add_argument("--jobs", type=int, metavar="N", help="processes (default: one per core)")


def run(arguments: argparse.Namespace) -> None:
    """Do what the command line asks. Raises FetchError."""
    fetch(arguments.to, arguments.recordings, size=arguments.size, force=arguments.force, jobs=arguments.jobs)


def fetch(
    to: str | Path,
    recordings_folder: str | Path | None = None,
    *,
    size: str | None = None,
    force: bool = False,
    jobs: int | None = None,
    say: Callable[[str], object] = print,
) -> Path:
    """Write the data set into the folder `to` and return `to`.

    `recordings_folder`: recorded notes to make it from; None: the soundfont plays them. `size`: a key of `SIZES`
    (default: "full" for recordings, else "small"). `force`: replace whatever is there. `jobs`: processes. `say`
    takes a line of text for the user.
    A complete set made by the same source is kept. Raises FetchError with what to do; then nothing was changed.
    """
    to = Path(to)
    size = size or ("full" if recordings_folder else "small")
    if size not in SIZES:
        raise FetchError(f"There is no size {size!r}. Choose one of: {', '.join(SIZES)}.")
    if jobs is not None and jobs < 1:
        raise FetchError(f"--jobs {jobs}: at least one process is needed.")
    there = store.look(to, NAMES, RECORD)
    if there.state == "foreign" and not force:
        raise FetchError(
            f"{to / there.surprise} was not made by this command, or was changed since. Choose another folder with "
            "--to, or replace the files there with --force."
        )

    if recordings_folder:
        tier, source = "iowa", sources.IOWA
        found = recordings.find_recordings(Path(recordings_folder), CLASSES)
        digest = recordings.digest(found)
        notes = [Note(one.instrument, one.pitch, one.name, COPIES, recordings.SECONDS, one.path) for one in found]
    else:
        tier, source = "soundfont", sources.TIMGM
        digest = soundfont.soundfont_digest()
        notes = soundfont_notes(SIZES[size])
    opening = find_opening(to, Path(recordings_folder) if recordings_folder else None, there, force)
    made_by = {
        "data_set": "music_classification",
        "tier": tier,
        "size": size,
        "recipe": RECIPE,
        "input_sha256": digest,
        "opening_sha256": hashlib.sha256(opening.content).hexdigest(),
    }
    if there.state == "complete" and there.record.get("made_by") == made_by and (to / OPENING).exists() and not force:
        say(f"{to}: the data are there already, from the same source ({source.title}). --force makes them anew.")
        return to
    store.check_writable(to)

    say(f"Source: {source.title}.")
    say(f"Licence: {source.licence}")
    if there.state in ("complete", "incomplete"):
        before = there.record.get("made_by", {}).get("tier", "?")
        say(f"{to}: replacing {there.state} data (tier {before}).")
    say(f"Making MFCCs of {len(notes)} notes …")
    arrays, test_pitches = build(notes, SIZES[size], jobs)
    record = {
        "made_by": made_by,
        "source": asdict(source),
        "opening_recording": {"file": OPENING, "stand_in": opening.stand_in, "about": opening.about},
        "rows": {"train": len(arrays[0]), "test": len(arrays[1])},
        "test_pitches": {name: " ".join(map(str, pitches)) for name, pitches in test_pitches.items()},
    }
    writers: dict[str, store.Writer] = {OPENING: lambda file: file.write(opening.content)}
    for name, array in zip(NAMES, arrays, strict=False):
        writers[name] = lambda file, array=array: np.save(file, array)
    writers[NAMES[-1]] = lambda file: file.write((json.dumps(CLASSES) + "\n").encode())
    store.write_set(to, writers, record, RECORD)

    say(f"{OPENING}: {opening.about}")
    say(
        f"{to}: {len(arrays[0]):,} training rows, {len(arrays[1]):,} test rows, {COEFFICIENTS} features, "
        f"{len(CLASSES)} classes."
    )
    return to


def soundfont_notes(size: Size) -> list[Note]:
    """The notes that the soundfont plays: the middle `size.semitones` of each instrument's range."""
    notes = []
    for instrument in CLASSES:
        low, high = RANGES[instrument]
        low = max(low, (low + high) // 2 - size.semitones // 2)
        pitches = range(low, min(high, low + size.semitones - 1) + 1)
        for pitch in [pitch for pitch in pitches if (instrument, pitch) not in soundfont.GAPS]:
            notes.append(Note(instrument, pitch, f"{instrument}/note-{pitch}", COPIES, size.seconds))
    return notes


def build(
    notes: Sequence[Note], size: Size, jobs: int | None = None
) -> tuple[list[np.ndarray], dict[str, list[int]]]:
    """Training data, test data, training labels, test labels; and the test pitches of each instrument.

    Raises FetchError where an instrument has fewer than `HOLD_OUT` pitches, or a note cannot be used.
    """
    test_pitches = {name: held_out(name, [note.pitch for note in notes if note.instrument == name]) for name in CLASSES}
    is_test = [note.pitch in test_pitches[note.instrument] for note in notes]
    plan = [replace(note, copies=0) if test else note for note, test in zip(notes, is_test, strict=True)]
    rows = pool.parallel(rows_of, plan, jobs)
    parts = []
    for test, most in ((False, size.train_rows), (True, size.test_rows)):
        chosen = [i for i, one in enumerate(is_test) if one == test]
        data = np.concatenate([rows[i] for i in chosen])
        labels = np.repeat([CLASSES.index(notes[i].instrument) for i in chosen], [len(rows[i]) for i in chosen])
        kept = some_rows(len(data), most)
        parts.append((data[kept].astype(np.float64), labels[kept].astype(np.int64)))
    (train, train_labels), (test, test_labels) = parts
    return [train, test, train_labels, test_labels], test_pitches


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


def rows_of(note: Note) -> np.ndarray:
    """The rows of a note and of its changed copies, float32 of shape (rows, 120).

    The random numbers depend on the note's name alone. Raises FetchError where the note is silent or too short.
    """
    rng = np.random.default_rng(list(note.name.encode()))
    if note.path is None:
        samples = soundfont.note(note.instrument, note.pitch, int(rng.integers(50, 111)), note.seconds)
    else:
        samples = recordings.read_samples(note.path)
    rows = [mfcc_windows(samples)] if len(samples) else []
    if not rows or not len(rows[0]):
        raise recordings.unreadable(note.path or Path(note.name), "it is silent or too short")
    copies = changed_copies(samples, rng, note.copies, SEMITONES)
    return np.concatenate(rows + [mfcc_windows(copy) for copy in copies])


def some_rows(available: int, most: int) -> np.ndarray:
    """At most `most` of the row numbers 0, …, `available` - 1, drawn at random but always the same, in order."""
    if available <= most:
        return np.arange(available)
    return np.sort(np.random.default_rng(0).choice(available, most, replace=False))


def find_opening(to: Path, folder: Path | None, there: store.Found, force: bool) -> Opening:
    """The opening recording: the one in `to` if it is real, else one in or next to `folder`, else a stand-in.

    Raises FetchError for a recording next to `folder` that cannot be read.
    """
    here = to / OPENING
    if here.is_file() and not force and not known_stand_in(here, there):
        return Opening(here.read_bytes(), False, "a recording that was in the folder already; left as it is.")
    if folder:
        beside = [folder.resolve().parent / OPENING, *sorted(folder.rglob(OPENING))]
        for path in beside:
            if path.is_file():
                try:
                    soundfile.info(path)
                    return Opening(path.read_bytes(), False, "the Iowa recording of a soprano saxophone, copied.")
                except (OSError, soundfile.SoundFileError) as error:
                    raise recordings.unreadable(path, str(error)) from error
    return Opening(
        wav_bytes(soundfont.opening_phrase()),
        True,
        "a STAND-IN for the Iowa recording: the same four notes, played by a soundfont's soprano saxophone.",
    )


def known_stand_in(path: Path, there: store.Found) -> bool:
    """Whether the record says that `path` is a stand-in, and it is still that file."""
    try:
        return bool(there.record["opening_recording"]["stand_in"]) and (
            store.sha256(path) == there.record["files"][path.name]["sha256"]
        )
    except (LookupError, TypeError):
        return False


def wav_bytes(samples: np.ndarray) -> bytes:
    """A WAV file of 16 bits, mono, at `SAMPLE_RATE`."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
