"""Recordings of single notes on disk: which instrument, which pitch, and the sound itself."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from data_fetch import FetchError
from data_fetch.features import SAMPLE_RATE

SUFFIXES = {".flac", ".wav", ".aif", ".aiff"}
SECONDS = 3.0  # more of a note is not read
NAMES = "such as oboe__note-60.flac, or note-60.flac in a folder named oboe (flac, wav, aif or aiff)"

SEMITONES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11, "h": 11}
SHIFTS = {"": 0, "is": 1, "#": 1, "b": -1}


@dataclass(frozen=True)
class Recording:
    """A recorded note. `name` is the same wherever the file lies: `cello/a-note-57`."""

    instrument: str
    pitch: int  # MIDI number
    name: str
    path: Path

    def samples(self) -> np.ndarray:
        """The first `SECONDS` of the note: mono float32 at `SAMPLE_RATE`, full scale is 1.

        Raises FetchError where it cannot be read.
        """
        try:
            with soundfile.SoundFile(self.path) as audio:
                rate = audio.samplerate
                samples = audio.read(round(SECONDS * rate), dtype="float32", always_2d=True).mean(axis=1)
        except (OSError, soundfile.SoundFileError) as error:
            raise unreadable(self.path, error) from error
        if not np.isfinite(samples).all():
            raise unreadable(self.path, "some samples are not numbers")
        return samples if rate == SAMPLE_RATE else soxr.resample(samples, rate, SAMPLE_RATE)


def find_recordings(folder: Path, instruments: Sequence[str]) -> list[Recording]:
    """All recordings of `instruments` in `folder` and below, ordered by instrument (as given), pitch and name.

    The instrument is the part of the file name before a double underscore, or a folder above the file. The pitch is
    a MIDI number (`note-57`, `Cl_ff-50-D3`) or a name (`trumpet-ff-ais3`, English or German, C4 = 60). Files of other
    instruments, without a pitch, or not audio are left out.
    Raises FetchError where there is no such folder, no recording, or none of one of the instruments.
    """
    if not folder.is_dir():
        raise FetchError(f"--recordings {folder}: there is no folder of this name. Name the one that holds them.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise FetchError(f"--recordings {folder}: you may not read this folder. Get the right to, or copy it.")
    found = [recording for path in audio_files(folder) if (recording := read_name(path, folder, instruments))]
    if not found:
        raise FetchError(f"--recordings {folder}: no usable recordings in it. File names must be {NAMES}.")
    missing = [name for name in instruments if not any(recording.instrument == name for recording in found)]
    if missing:
        raise FetchError(
            f"--recordings {folder}: no recordings of {', '.join(missing)}. All of these instruments are needed: "
            f"{', '.join(instruments)}. File names must be {NAMES}."
        )
    return in_order(found, instruments)


def in_order(found: Iterable[Recording], instruments: Sequence[str]) -> list[Recording]:
    """Recordings ordered by instrument (as given), pitch and name."""
    return sorted(found, key=lambda one: (list(instruments).index(one.instrument), one.pitch, one.name, one.path))


def audio_files(folder: Path) -> Iterator[Path]:
    """Files with a lossless audio suffix in `folder` and below; hidden ones are left out."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.suffix.lower() in SUFFIXES and not hidden and path.is_file():
            yield path


def read_name(path: Path, folder: Path, instruments: Sequence[str]) -> Recording | None:
    """What the name of the file `path` in `folder` says, or None where it is not a note of one of `instruments`."""
    before, mark, after = path.stem.rpartition("__")
    parts = [before] if mark else [*path.relative_to(folder).parts[:-1]][::-1]
    named = [re.sub(r"[\s_]+", "-", part.strip().lower()) for part in parts]
    instrument = next((name for name in named if name in instruments), None)
    pitch = pitch_of(after)
    if instrument is None or pitch is None:
        return None
    return Recording(instrument, pitch, f"{instrument}/{after}", path)


def pitch_of(name: str) -> int | None:
    """The MIDI number that `name` gives as a number of two or three digits or as a note name, else None."""
    if number := re.search(r"(?:^|[-_. ])(\d{2,3})(?=$|[-_. ])", name):
        pitch = int(number[1])
    elif note := re.search(r"(?:^|[-_. ])([a-h])(is|#|b|)(\d)(?=$|[-_. ])", name, re.IGNORECASE):
        pitch = 12 * (int(note[3]) + 1) + SEMITONES[note[1].lower()] + SHIFTS[note[2].lower()]
    else:
        return None
    return pitch if 12 <= pitch <= 127 else None


def unreadable(path: Path | str, reason: object) -> FetchError:
    """The error for a note that cannot be used."""
    return FetchError(f"{path} cannot be used ({reason}). Replace or remove it and run the command again.")


def digest(recordings: Sequence[Recording]) -> str:
    """One sha256 over names and contents of recordings, wherever they lie. Raises FetchError for an unreadable file."""
    return digest_of((recording.name, content_sum(recording.path)) for recording in recordings)


def content_sum(path: Path) -> str:
    """The sha256 of a recording. Raises FetchError for an unreadable file."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise unreadable(path, error.strerror or error) from error


def digest_of(names_and_sums: Iterable[tuple[str, str]]) -> str:
    """One sha256 over names and the sha256 of each, in this order."""
    total = hashlib.sha256()
    for name, content in names_and_sums:
        total.update(f"{name} {content}\n".encode())
    return total.hexdigest()
