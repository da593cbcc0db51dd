"""Guitar pieces of two authors, played by a soundfont from the scores in `author_midi/`.

The scores are MIDI files made from the Mutopia Project's sources. `LICENCES.csv` beside them says for each who
typeset it and under which licence it is; it goes along with what is made of them.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files

import mido
import numpy as np

from data_fetch import FetchError, soundfont

VERSION = 1  # raise it when the same input gives other sounds
SCORES = files("data_fetch") / "author_midi"
LICENCES = "LICENCES.csv"
NYLON = 24  # the General MIDI program of a guitar with nylon strings, counted from 0
RATE = 44_100
BEFORE, AFTER = 1.0, 1.0  # s without a note at the start and at the end: there only the room is heard
LONGEST = 30.0  # s of music of each piece
TOUCHES = (76, 105)  # velocities: drawn for each note, as those of the scores tell the typesetters apart
DETUNED = 0.25  # semitones: each recording is tuned a little higher or lower


@dataclass(frozen=True)
class GuitarPiece:
    """A piece, as `LICENCES.csv` lists it."""

    file: str
    composer: str
    title: str
    licence: str
    mutopia_id: str
    typeset_by: str
    sha256: str

    @property
    def name(self) -> str:
        """A short name, such as `sor-op60-05`."""
        return self.file.removesuffix(".mid").partition("__")[2]

    def notes(self) -> list[tuple[float, float, int]]:
        """Start and end in s from the first note on, and key (MIDI number), in the order of starts.

        Notes that start after `LONGEST` are left out; what sounds then ends there.
        """
        found: list[tuple[float, float, int]] = []
        open_notes: dict[int, float] = {}
        now = 0.0
        for message in mido.MidiFile(file=io.BytesIO((SCORES / self.file).read_bytes())):
            now += message.time
            if message.type not in ("note_on", "note_off"):
                continue
            if message.note in open_notes:
                found.append((open_notes.pop(message.note), now, message.note))
            if message.type == "note_on" and message.velocity:
                open_notes[message.note] = now
        if not found:
            raise FetchError(f"The score {self.file} holds no note. Reinstall this package.")
        first = min(start for start, _, _ in found)
        return sorted((a - first, min(b - first, LONGEST), key) for a, b, key in found if a - first < LONGEST and b > a)

    def sound(self) -> np.ndarray:
        """The piece on a guitar, with silence before and after: float64 at `RATE`, shape (samples,)."""
        rng = np.random.default_rng(list(self.name.encode()))
        bend = round(soundfont.BEND * rng.uniform(-DETUNED, DETUNED))
        events = [(0.0, soundfont.message("pitchwheel", pitch=bend))]
        notes = self.notes()
        for start, end, key in notes:
            velocity = int(rng.integers(TOUCHES[0], TOUCHES[1] + 1))
            events.append((BEFORE + start, soundfont.message("note_on", note=key, velocity=velocity)))
            events.append((BEFORE + end, soundfont.message("note_off", note=key)))
        seconds = BEFORE + max(end for _, end, _ in notes) + AFTER
        sound = soundfont.render(NYLON, events, seconds, RATE)
        sound = np.pad(sound, (0, max(0, round(seconds * RATE) - len(sound)))).astype(float)
        last = round(AFTER * RATE)
        sound[-last:] *= np.clip(np.linspace(1, -3, last), 0, None)  # the last note fades, then there is silence
        return sound


def scores(composers: tuple[str, ...], most: int) -> list[GuitarPiece]:
    """At most `most` pieces of each composer, by composer and name. Raises FetchError for one whom nobody knows."""
    listed = list(csv.DictReader(io.StringIO((SCORES / LICENCES).read_text(encoding="utf-8"))))
    chosen = []
    for composer in composers:
        own = [GuitarPiece(**row) for row in listed if row["composer"] == composer]
        if not own:
            known = sorted({row["composer"] for row in listed})
            raise FetchError(f"There are no scores of {composer}. There are scores of {', '.join(known)}.")
        chosen += own[:most]
    return chosen
