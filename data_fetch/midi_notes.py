"""Notes from a MIDI file: pitch, start and end in seconds. What is wrong with a file is said in one sentence."""

from __future__ import annotations

import io

import mido
import numpy as np

DRUMS = 9  # the channel of General MIDI's drums, counted from 0
MOST_SECONDS = 100_000  # a file that lasts longer is damaged


class BadMidi(Exception):
    """A file holds no notes that can be used. The text says why."""


def read_notes(content: bytes) -> tuple[np.ndarray, list[str]]:
    """The notes of a MIDI file and remarks on what was left out.

    Returns an array of float64, shape (notes, 3): pitch (0 to 127), start and end (s), in the order in which they end.
    A key that is struck again while it sounds ends there. Drums, pedal and velocity are left out. So are notes
    without length and notes that never end ("stuck"); the remarks count them. Raises BadMidi.
    """
    if content[:4] != b"MThd":
        what = "it is empty" if not content else "it does not begin as a MIDI file does: is it a text or a web page?"
        raise BadMidi(what)
    try:
        file = mido.MidiFile(file=io.BytesIO(content), clip=True)
    except (OSError, EOFError, ValueError, LookupError) as error:
        raise BadMidi(f"it is damaged or cut off ({error or type(error).__name__})") from error
    if file.type == 2:
        raise BadMidi("it is of type 2, tracks that are pieces of their own: export it as type 0 or 1")
    if file.ticks_per_beat <= 0:
        raise BadMidi("it counts time in frames of film: export it with ticks per quarter note")
    notes, empty, stuck = collect(file)
    remarks = [f"notes without length left out: {empty}"] if empty else []
    remarks += [f"stuck notes left out: {stuck}"] if stuck else []
    if not notes:
        raise BadMidi("there are no notes in it" + (f" ({', '.join(remarks)})" if remarks else ""))
    found = np.array(notes)
    if not found[:, 2].max() < MOST_SECONDS:
        raise BadMidi("it lasts longer than a day")
    return found, remarks


def collect(file: mido.MidiFile) -> tuple[list[tuple[float, float, float]], int, int]:
    """The notes (pitch, start, end) of a file, and how many have no length and how many never end."""
    notes, empty, now = [], 0, 0.0
    sounding: dict[tuple[int, int], float] = {}  # start by channel and key
    for event in file:
        now += event.time
        if event.type not in ("note_on", "note_off") or event.channel == DRUMS:
            continue
        key = event.channel, event.note
        if (start := sounding.pop(key, None)) is not None:
            if now > start:
                notes.append((float(event.note), start, now))
            else:
                empty += 1
        if event.type == "note_on" and event.velocity > 0:
            sounding[key] = now
    return notes, empty, len(sounding)
