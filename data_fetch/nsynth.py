"""What NSynth looks like on disk: names, numbers and the files of one split.

A split is a folder with `examples.json`, which says all about each note, and `audio/NOTE.wav`: one note of 4 s each,
16,000 samples per second, mono, 16 bits. The name of a note says its instrument, pitch and velocity:
`bass_synthetic_033-022-050`. The layout is that of <https://magenta.tensorflow.org/datasets/nsynth>.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from data_fetch.folders import Draft
from data_fetch.opening import wav_bytes

SAMPLE_RATE = 16_000  # samples per second
SECONDS = 4  # of a note
HELD = 3  # seconds for which its key is held
SAMPLES = SAMPLE_RATE * SECONDS
WAV_BYTES = 44 + 2 * SAMPLES
VELOCITIES = (25, 50, 75, 100, 127)
SPLITS = ("train", "valid", "test")
EXAMPLES = "examples.json"

# NSynth's numbers of the families. The assignment leaves out synth_lead: neither validation nor test data have it.
FAMILY_NUMBERS = {
    "bass": 0,
    "brass": 1,
    "flute": 2,
    "guitar": 3,
    "keyboard": 4,
    "mallet": 5,
    "organ": 6,
    "reed": 7,
    "string": 8,
    "synth_lead": 9,
    "vocal": 10,
}
FAMILIES = tuple(name for name in FAMILY_NUMBERS if name != "synth_lead")
SOURCES = ("acoustic", "electronic", "synthetic")  # their numbers are 0, 1, 2
QUALITIES = (
    "bright",
    "dark",
    "distortion",
    "fast_decay",
    "long_release",
    "multiphonic",
    "nonlinear_env",
    "percussive",
    "reverb",
    "tempo-synced",
)

NOTE = re.compile(
    rf"(?P<instrument>(?P<family>{'|'.join(FAMILY_NUMBERS)})_(?P<source>{'|'.join(SOURCES)})_\d{{3}})"
    r"-(?P<pitch>\d{3})-(?P<velocity>\d{3})"
)


@dataclass(frozen=True)
class NoteName:
    """What the name of a note says. `instrument` is like `bass_synthetic_033`, `pitch` a MIDI number."""

    instrument: str
    family: str
    source: str
    pitch: int
    velocity: int

    def __str__(self) -> str:
        return f"{self.instrument}-{self.pitch:03d}-{self.velocity:03d}"


def read_name(text: str) -> NoteName | None:
    """The parts of a note's name, or None where it is none."""
    if not (found := NOTE.fullmatch(text)):
        return None
    return NoteName(found["instrument"], found["family"], found["source"], int(found["pitch"]), int(found["velocity"]))


def folder_name(split: str) -> str:
    """The folder of a split."""
    return f"nsynth-{split}"


def example(
    name: NoteName, note: int | None, instrument: int | None, qualities: Sequence[str] | None
) -> dict[str, Any]:
    """What `examples.json` says of a note. `note` and `instrument`: their numbers. None: not known."""
    return {
        "note": note,
        "note_str": str(name),
        "instrument": instrument,
        "instrument_str": name.instrument,
        "pitch": name.pitch,
        "velocity": name.velocity,
        "sample_rate": SAMPLE_RATE,
        "qualities": None if qualities is None else [int(quality in qualities) for quality in QUALITIES],
        "qualities_str": None if qualities is None else [quality for quality in QUALITIES if quality in qualities],
        "instrument_family": FAMILY_NUMBERS[name.family],
        "instrument_family_str": name.family,
        "instrument_source": SOURCES.index(name.source),
        "instrument_source_str": name.source,
    }


def wav_file(samples: np.ndarray) -> bytes:
    """The file of a note: `samples` of shape (`SAMPLES`,), full scale is 1."""
    return wav_bytes(np.round(samples * 32767), SAMPLE_RATE)


def finish(draft: Draft, examples: Sequence[Mapping[str, Any]], checked: str) -> None:
    """Write `examples.json` of a folder whose sounds are all there. `checked`: how far they were, for people."""
    content = json.dumps({one["note_str"]: one for one in examples}, indent=1, sort_keys=True)
    draft.write(EXAMPLES, content.encode() + b"\n")
    draft.finish(summary(examples) | {"checked": checked})


def summary(examples: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """How many notes and how many instruments there are of each family."""
    notes = Counter(one["instrument_family_str"] for one in examples)
    pairs = {(one["instrument_family_str"], one["instrument_str"]) for one in examples}
    instruments = Counter(family for family, _ in pairs)
    return {"notes": dict(sorted(notes.items())), "instruments": dict(sorted(instruments.items()))}
