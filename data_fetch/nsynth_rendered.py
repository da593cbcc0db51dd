"""Notes in NSynth's layout without a network: a General MIDI soundfont and sung vowels by a formula play them.

A *player* is a program of the soundfont, or a vowel of a voice. An *instrument* is a player with a setting of its own:
tuning, brightness, attack, vibrato, tremolo. Settings of one player sound nearly alike, so results for them are not
independent. In the test each player has one setting, and no two of them share a recorded sound of the soundfont.
Players of the test are never in the training or validation data, nor is any recorded sound that they use; players of
the validation data are never in the training data.

Each family is played in its usual register and in its usual way: bowed strings swell and have vibrato, flutes and
organs tremolo, voices come in late and have a wide vibrato. Everything is darker than the soundfont has it, by
6 dB per octave. Key and velocity are drawn by chance, the same on every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_fetch import formants, nsynth, soundfont
from data_fetch.features import tilted
from data_fetch.nsynth import HELD, SAMPLE_RATE, SAMPLES, SECONDS, NoteName

VERSION = 2  # raise it when the same input gives other sounds
DARKER = -6.0  # dB per octave
STEP = 3  # semitones from one key to the next
LATEST = 0.02  # seconds: the latest start of a note. A network that knows sounds by heart, sample by sample, gains less
SETTLES = 0.3  # seconds in which vibrato and tremolo grow, after 0.15 s without
SLIDE = 0.01  # seconds from one pitch-bend message to the next


@dataclass(frozen=True)
class Voice:
    """A vowel as one kind of singer sings it."""

    vowel: str
    tract: float  # see formants.sung

    def __str__(self) -> str:
        return f"voice {self.vowel} {self.tract}"


Player = int | Voice  # a General MIDI program, counted from 0, or a voice


def player_name(player: Player) -> str:
    """What `examples.json` calls a player."""
    return str(player) if isinstance(player, Voice) else f"program {player}"


@dataclass(frozen=True)
class Family:
    """How a family is played, and by whom in which split. Ranges are (lowest, highest)."""

    keys: tuple[int, int]  # MIDI numbers
    players: dict[str, tuple[Player, ...]]  # by split
    attack: tuple[float, float] = (0.0, 0.0)  # seconds
    vibrato: float = 0.0  # semitones up and down
    tremolo: float = 0.0  # the share of the amplitude that comes and goes
    rate: tuple[float, float] = (4.8, 6.2)  # Hz, of vibrato and tremolo


# In the test a family has as many players as the soundfont can spare, of independent sounds, and each has one setting.
FAMILIES = {
    "bass": Family((28, 49), {"train": (33, 35, 37), "valid": (39,), "test": (32, 34, 36, 38)}),
    "brass": Family((46, 67), {"train": (57, 59, 62), "valid": (63,), "test": (56, 58, 60, 61)}, attack=(0.15, 0.3)),
    "flute": Family(
        (73, 94), {"train": (72, 75, 77), "valid": (76,), "test": (73, 74, 79)}, attack=(0.06, 0.12), tremolo=0.4
    ),
    "guitar": Family((46, 67), {"train": (24, 28, 30, 31, 104, 107), "valid": (27,), "test": (25, 26, 29, 105, 106)}),
    "keyboard": Family((40, 85), {"train": (0, 1, 2, 4), "valid": (3,), "test": (5, 6, 7)}),
    "mallet": Family((76, 97), {"train": (8, 11, 14, 114), "valid": (108,), "test": (9, 10, 12, 13, 112)}),
    "organ": Family(
        (40, 88), {"train": (16, 20, 22, 23), "valid": (21,), "test": (17, 19)}, tremolo=0.7, rate=(6.4, 7.4)
    ),
    "reed": Family((55, 76), {"train": (65, 69, 70, 109), "valid": (66,), "test": (64, 67, 68, 71, 111)}),
    "string": Family(
        (52, 82),
        {"train": (40, 44, 48, 49, 110), "valid": (41,), "test": (42, 43, 50, 51)},
        attack=(0.4, 0.8),
        vibrato=0.35,
    ),
    "vocal": Family(
        (49, 70),
        {
            "train": (52, 85, 91, Voice("a", 1.0), Voice("o", 1.15), Voice("e", 1.05), Voice("u", 1.2)),
            "valid": (Voice("i", 1.1), Voice("e", 1.2)),
            "test": (53, Voice("a", 1.12), Voice("e", 0.97), Voice("o", 1.0), Voice("u", 1.08)),
        },
        attack=(0.15, 0.3),
        vibrato=0.8,
        tremolo=0.3,
        rate=(4.0, 5.0),
    ),
}

# Programs that are not acoustic. Voices by a formula are synthetic too.
ELECTRONIC = {2, 4, 5, 7, 16, 17, 18, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36, 37}
SYNTHETIC = {38, 39, 50, 51, 62, 63, 85, 91}
DISTORTED = {29, 30}
GAPS = {(65, 64)}  # keys (program, MIDI number) for which this soundfont has no sound


@dataclass(frozen=True)
class RenderedSize:
    """How many notes of each family a split has, and how many settings each player has, who is not in the test."""

    notes: dict[str, int]
    settings: int


SIZES = {
    "small": RenderedSize({"train": 56, "valid": 8, "test": 12}, settings=3),
    "full": RenderedSize({"train": 400, "valid": 50, "test": 100}, settings=8),
}


@dataclass(frozen=True)
class Instrument:
    """A player with a setting. `name` is NSynth's, such as `bass_electronic_003`; `number` counts all instruments."""

    name: str
    number: int
    family: str
    player: Player
    detuned: float  # semitones
    tilt: float  # dB per octave
    attack: float  # seconds
    vibrato: float  # semitones up and down
    tremolo: float  # share of the amplitude
    rate: float  # Hz
    phase: float  # radians


@dataclass(frozen=True)
class RenderedNote:
    """A note to be played. `number` counts all notes, `start` is in seconds."""

    name: NoteName
    number: int
    instrument: Instrument
    start: float

    def samples(self) -> np.ndarray:
        """The sound: float64, shape (`nsynth.SAMPLES`,). It is as loud as its velocity says, at most 0.9."""
        instrument = self.instrument
        moments = np.arange(SAMPLES) / SAMPLE_RATE
        swing = np.sin(2 * np.pi * instrument.rate * moments + instrument.phase)
        grown = np.clip((moments - 0.15) / SETTLES, 0, 1)
        bend = instrument.detuned + instrument.vibrato * grown * swing
        if isinstance(instrument.player, Voice):
            sound = sing(instrument.player, self.name.pitch, bend)
        else:
            sound = play(instrument.player, self.name.pitch, self.name.velocity, bend)
        softness = 1 - self.name.velocity / 127
        sound = tilted(sound, DARKER + instrument.tilt - 1.5 * softness, SAMPLE_RATE)
        sound = sound * (1 - instrument.tremolo * grown * (0.5 + 0.5 * swing))
        if instrument.attack:
            sound = sound * np.minimum(1, 0.05 + 0.95 * moments / instrument.attack)
        delay = round(self.start * SAMPLE_RATE)
        sound = np.concatenate([np.zeros(delay), sound])[:SAMPLES]
        return 0.9 * (1 - 0.75 * softness) * sound / np.abs(sound).max()

    def example(self) -> dict[str, object]:
        """What `examples.json` says of it, and its player. Of the qualities only distortion is known."""
        qualities = ["distortion"] if self.instrument.player in DISTORTED else []
        about = nsynth.example(self.name, self.number, self.instrument.number, qualities)
        return about | {"player": player_name(self.instrument.player)}


def sing(voice: Voice, key: int, bend: np.ndarray) -> np.ndarray:
    """A voice on a key, `bend` semitones higher. It fades when the key is let go."""
    moments = np.arange(SAMPLES) / SAMPLE_RATE
    tone = formants.sung(440 * 2 ** ((key + bend - 69) / 12), voice.vowel, voice.tract, SAMPLE_RATE)
    return tone * np.clip(1 - (moments - HELD) / 0.2, 0, 1)


def play(program: int, key: int, velocity: int, bend: np.ndarray) -> np.ndarray:
    """A program of the soundfont on a key, `bend` semitones higher (2 at most)."""
    on = soundfont.message("note_on", note=key, velocity=velocity)
    off = soundfont.message("note_off", note=key)
    events = [(0.0, on), (float(HELD), off)]
    moments = np.arange(0, SECONDS, SLIDE)
    bends = np.round(soundfont.BEND * bend[np.round(moments * SAMPLE_RATE).astype(int)]).astype(int)
    new = np.flatnonzero(np.diff(bends, prepend=0))  # the synthesizer begins without a bend
    events = [(moments[place], soundfont.message("pitchwheel", pitch=int(bends[place]))) for place in new] + events
    sound = soundfont.render(program, events, SECONDS, SAMPLE_RATE)
    return np.pad(sound, (0, SAMPLES - len(sound)))


def notes(size: RenderedSize) -> dict[str, list[RenderedNote]]:
    """All notes by split, ordered by family, instrument, key and velocity. The same size gives the same notes."""
    found: dict[str, list[RenderedNote]] = {}
    instruments = all_instruments(size.settings)
    count = 0
    for split in nsynth.SPLITS:
        found[split] = []
        for family in nsynth.FAMILIES:
            chosen = draw(instruments[split, family], family, size.notes[split], f"{split} {family}")
            for name, instrument, start in chosen:
                found[split].append(RenderedNote(name, count, instrument, start))
                count += 1
    return found


def draw(
    instruments: Sequence[Instrument], family: str, many: int, seed: str
) -> list[tuple[NoteName, Instrument, float]]:
    """`many` different notes, shared out evenly among the instruments: name, instrument, start in seconds."""
    rng = np.random.default_rng(list(seed.encode()))
    chosen: dict[str, tuple[NoteName, Instrument, float]] = {}
    low, high = FAMILIES[family].keys
    while len(chosen) < many:
        instrument = instruments[len(chosen) % len(instruments)]
        keys = [key for key in range(low, high + 1, STEP) if (instrument.player, key) not in GAPS]
        source = instrument.name.split("_")[-2]
        name = NoteName(instrument.name, family, source, int(rng.choice(keys)), int(rng.choice(nsynth.VELOCITIES)))
        chosen.setdefault(str(name), (name, instrument, round(rng.uniform(0, LATEST), 4)))
    return [chosen[name] for name in sorted(chosen)]


def all_instruments(settings: int) -> dict[tuple[str, str], list[Instrument]]:
    """The instruments by split and family: `settings` of each player, and one of each in the test.

    Those of a family and source are counted through the splits.
    """
    counts: Counter[str] = Counter()
    found: dict[tuple[str, str], list[Instrument]] = {}
    for split in nsynth.SPLITS:
        for family in nsynth.FAMILIES:
            about = FAMILIES[family]
            found[split, family] = []
            for player in about.players[split] * (1 if split == "test" else settings):
                kind = f"{family}_{source_of(player)}"
                name = f"{kind}_{counts[kind]:03d}"
                found[split, family].append(set_up(name, counts.total(), family, player))
                counts[kind] += 1
    return found


def set_up(name: str, number: int, family: str, player: Player) -> Instrument:
    """An instrument with a setting that is drawn by chance, but depends on its name alone."""
    rng = np.random.default_rng(list(name.encode()))
    about = FAMILIES[family]
    more = rng.uniform(0.7, 1.3)
    return Instrument(
        name,
        number,
        family,
        player,
        detuned=rng.uniform(-0.5, 0.5),
        tilt=rng.uniform(-1, 1),
        attack=rng.uniform(*about.attack),
        vibrato=about.vibrato * more,
        tremolo=about.tremolo * more,
        rate=rng.uniform(*about.rate),
        phase=rng.uniform(0, 2 * np.pi),
    )


def source_of(player: Player) -> str:
    """NSynth's source for a player."""
    if isinstance(player, Voice) or player in SYNTHETIC:
        return "synthetic"
    return "electronic" if player in ELECTRONIC else "acoustic"
