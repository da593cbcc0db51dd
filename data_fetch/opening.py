"""The recording with which `music_classification` opens: a soprano saxophone plays C6 to E flat 6, very softly.

A real one is never replaced. Where there is none it is copied from beside the user's recordings, or downloaded from
its original address or an archive, or a soundfont plays the same notes as a stand-in.
"""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from data_fetch import recordings, soundfont
from data_fetch.download import DownloadError, fetch_bytes
from data_fetch.features import SAMPLE_RATE

NAME = "SopSax.Vib.pp.C6Eb6.wav"
SECONDS = (15.5, 16.6)  # how long the real one is, at least and at most
STAND_IN = "a STAND-IN for the Iowa recording: the same four notes, played by a soundfont."
MOST = 10_000_000  # bytes: it is about 1.4 MB


def opening_recording(to: Path, folder: Path | None, urls: Sequence[str]) -> tuple[bytes | None, str]:
    """The opening recording to write (None: keep the one in `to`), and a sentence about it.

    `folder`: where to look on disk too. `urls`: addresses to try, none where there is no network.
    Raises FetchError for a recording in or next to `folder` that cannot be read.
    """
    stand_in = wav_bytes(np.round(soundfont.opening_phrase() * 32767), SAMPLE_RATE)
    here = to / NAME
    if here.exists() and here.read_bytes() != stand_in:
        return None, "it was in the folder already and stays as it is."
    beside = [folder.resolve().parent / NAME, *sorted(folder.rglob(NAME))] if folder else []
    for path in filter(Path.is_file, beside):
        try:
            soundfile.info(path)
            return path.read_bytes(), f"the Iowa recording of a soprano saxophone, copied from {path.parent}."
        except (OSError, soundfile.SoundFileError) as error:
            raise recordings.unreadable(path, error) from error
    reasons = []
    for url in urls:
        try:
            return as_wav(fetch_bytes(url, MOST), url), f"the Iowa recording of a soprano saxophone, from {url}"
        except DownloadError as error:
            reasons.append(f" {error}")
    return stand_in, f"{STAND_IN}{''.join(reasons)}"


def as_wav(content: bytes, url: str) -> bytes:
    """A downloaded recording as a WAV file with the same samples. Raises DownloadError where it is something else."""
    try:
        samples, rate = soundfile.read(io.BytesIO(content), dtype="int16", always_2d=True)
    except (OSError, soundfile.SoundFileError) as error:
        raise DownloadError(f"What {url} sends is not a recording.") from error
    seconds = len(samples) / rate
    if not SECONDS[0] <= seconds <= SECONDS[1]:
        raise DownloadError(f"What {url} sends lasts {seconds:.1f} s and not 16 s.")
    return wav_bytes(samples.mean(axis=1), rate)


def wav_bytes(samples: np.ndarray, rate: int) -> bytes:
    """A mono WAV file of `samples` (whole numbers of 16 bits), `rate` of them per second."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.clip(samples, -32768, 32767).astype("<i2").tobytes())
    return file.getvalue()
