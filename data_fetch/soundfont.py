"""Notes from the General MIDI soundfont `TimGM6mb.sf2` that the package `pretty_midi` carries.

`midirenderer` renders MIDI bytes with it, without a system library. The same notes give the same bytes on every run.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import midirenderer
import mido
import numpy as np
import soundfile
import soxr

from data_fetch import FetchError
from data_fetch.features import SAMPLE_RATE

# General MIDI programs, counted from 0. General MIDI has no alto flute: the (concert) flute, 73, plays its notes.
PROGRAMS = {
    "alto-saxophone": 65,
    "bassoon": 70,
    "cello": 42,
    "clarinet": 71,
    "alto-flute": 73,
    "french-horn": 60,
    "oboe": 68,
    "tenor-trombone": 57,
    "trumpet": 56,
    "violin": 40,
    "soprano-saxophone": 64,
}

GAPS = {("alto-saxophone", 64)}  # keys (instrument, MIDI number) for which this soundfont has no sound

TICKS = 960  # MIDI ticks in a second: 480 to a quarter note, 120 quarter notes a minute
BEND = 4096  # MIDI pitch-bend steps in a semitone: General MIDI's range is 2 semitones, 8192 steps


@dataclass(frozen=True)
class SoundfontNote:
    """A note that lasts `seconds`. `instrument`: a key of `PROGRAMS`. `pitch`: a MIDI number."""

    instrument: str
    pitch: int
    seconds: float

    @property
    def name(self) -> str:
        """Like the name of a recording: `oboe/note-60`."""
        return f"{self.instrument}/note-{self.pitch}"

    def samples(self) -> np.ndarray:
        """The sound: mono float32 at `SAMPLE_RATE`, shape (seconds · `SAMPLE_RATE`,).

        The note stands alone in its rendering, so that no echo of another note is in it. Loud and soft notes alternate.
        """
        velocity = 50 + 37 * self.pitch % 61
        on = message("note_on", note=self.pitch, velocity=velocity)
        off = message("note_off", note=self.pitch)
        return render(PROGRAMS[self.instrument], [(0.0, on), (self.seconds, off)], self.seconds)


@lru_cache(maxsize=1)
def soundfont_bytes() -> bytes:
    """The soundfont file. Raises FetchError where the installed `pretty_midi` lacks it."""
    try:
        return (files("pretty_midi") / "TimGM6mb.sf2").read_bytes()
    except OSError as error:
        raise FetchError(
            "The installed package pretty_midi has no soundfont TimGM6mb.sf2. Reinstall it: "
            "python -m pip install --force-reinstall pretty_midi"
        ) from error


def opening_phrase() -> np.ndarray:
    """C6, C sharp 6, D6 and E flat 6 on the soprano saxophone with vibrato: 16 s, mono float32 at `SAMPLE_RATE`.

    Each note lasts 3.2 s, with 0.8 s of rest. The vibrato (5.5 Hz, 0.3 semitones up and down) sets in after 0.4 s.
    """
    events = []
    for place, pitch in enumerate((84, 85, 86, 87)):
        start = 4.0 * place + 0.4
        events.append((start, message("note_on", note=pitch, velocity=60)))
        events.append((start + 3.2, message("note_off", note=pitch)))
        for moment in np.arange(0, 3.2, 0.01):
            swing = 0.3 * np.sin(2 * np.pi * 5.5 * moment) * min(1, max(0, moment - 0.4) / 0.4)
            events.append((start + moment, message("pitchwheel", pitch=round(BEND * swing))))
    phrase = render(PROGRAMS["soprano-saxophone"], events, 16.0)
    return (0.17 * phrase / np.abs(phrase).max()).astype(np.float32)  # as soft as the recording it stands in for


def render(
    program: int, events: list[tuple[float, mido.Message]], seconds: float, sample_rate: int = SAMPLE_RATE
) -> np.ndarray:
    """The first `seconds` of `events` (moment in seconds, MIDI message), mono float32 at `sample_rate`."""
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("set_tempo", tempo=500_000))
    track.append(message("program_change", program=program))
    track.append(message("control_change", control=91, value=0))  # no reverberation
    # The renderer stops at the last event: a silent control change keeps it going to the end.
    events = [*events, (seconds + 0.1, message("control_change", control=91, value=0))]
    now = 0
    for moment, event in sorted(events, key=lambda pair: pair[0]):
        tick = round(moment * TICKS)
        track.append(event.copy(time=tick - now))
        now = tick
    midi = io.BytesIO()
    mido.MidiFile(ticks_per_beat=480, tracks=[track]).save(file=midi)
    wave = midirenderer.render_wave_from(soundfont_bytes(), midi.getvalue())
    stereo, rate = soundfile.read(io.BytesIO(wave), dtype="float32", always_2d=True)
    return soxr.resample(stereo.mean(axis=1), rate, sample_rate)[: round(seconds * sample_rate)]


def message(kind: str, **values: int) -> mido.Message:
    """A MIDI message on the first channel."""
    return mido.Message(kind, channel=0, **values)
