"""Songs in the shape of IRMAS without a network: scores in the public domain, played by a General MIDI soundfont.

A *song* is some ten seconds of one score. Its players, their levels, their places between left and right, the tuning,
the tone and the room are drawn by chance and belong to the song: its cuts share them, as cuts of one recording do.

- For training, one instrument plays the top voice and is the song's label. In two songs of three another one plays the
  other notes, softer. The song is cut into two or three clips of 3 s.
- For the test, one to three instruments play the voices of a score at similar levels, and all of them are labels. Some
  songs have one more instrument that is too soft to be one. The song is cut into two excerpts of 5 to 9 s.

No score of the test is in the training data. The same input gives the same samples.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib.resources import files

import midirenderer
import mido
import numpy as np
import scipy.signal
import soundfile
import soxr

from data_fetch import FetchError, soundfont
from data_fetch.features import tilted
from data_fetch.soundfont import message

VERSION = 1  # raise it when the same input gives other sounds
CLIP = 3.0  # seconds of a training clip
RANGE = (-3.0, 3.0)  # dB between players that are labels
SOFTER = (-16.0, -8.0)  # dB of a player that is no label
TEST_SCORES = 4  # every fourth score is for the test


@dataclass(frozen=True)
class Player:
    """How an instrument is played: General MIDI programs, counted from 0, and the lowest and highest MIDI number."""

    programs: tuple[int, ...]
    low: int
    high: int


PLAYERS = {
    "cel": Player((42,), 38, 64),
    "cla": Player((71,), 52, 82),
    "flu": Player((73,), 62, 92),
    "gac": Player((24, 25), 43, 76),
    "gel": Player((26, 27, 28, 29, 30), 43, 80),
    "org": Player((16, 17, 18, 19, 20), 40, 84),
    "pia": Player((0, 1), 36, 88),
    "sax": Player((65, 66, 67), 48, 76),
    "tru": Player((56,), 54, 80),
    "vio": Player((40,), 57, 90),
    "voi": Player((52, 53, 54), 48, 76),
}
CHORDS = {"gac", "gel", "org", "pia"}  # they play all notes of a solo, the others its top voice
GAPS = {(65, 64)}  # (program, MIDI number) for which this soundfont has no sound


@dataclass(frozen=True)
class SongCounts:
    """`rate`: samples per second. `songs`: for training, of each class. `tests`: songs for the test."""

    rate: int
    songs: int
    tests: int


SIZES = {
    "small": SongCounts(16_000, 24, 100),
    "standard": SongCounts(16_000, 40, 150),
    "full": SongCounts(44_100, 60, 240),
}
SONGS_AT_ONCE = 4  # that a process is given to play


@dataclass(frozen=True)
class WrittenNote:
    """A note of a score: `start` and `length` in seconds, `pitch` as a MIDI number."""

    start: float
    pitch: int
    length: float


@dataclass(frozen=True)
class PublicScore:
    """A score in the public domain. `notes` are in the order in which they begin."""

    title: str
    composer: str
    notes: tuple[WrittenNote, ...]


@dataclass(frozen=True)
class Cut:
    """A part of a song. `samples`: float32, (samples, 2), at most 1. `labels`: in the order of `PLAYERS`."""

    name: str
    labels: tuple[str, ...]
    samples: np.ndarray


@lru_cache(maxsize=1)
def scores() -> tuple[PublicScore, ...]:
    """All scores that the package carries."""
    carried = json.loads((files("data_fetch") / "irmas_scores.json").read_text(encoding="utf-8"))
    return tuple(read_score(one) for one in carried["pieces"])


def read_score(carried: dict[str, str]) -> PublicScore:
    """The score of one entry of `irmas_scores.json`."""
    now, notes = 0, []
    for entry in carried["notes"].split(","):
        wait, pitch, length = map(int, entry.split())
        now += wait
        notes.append(WrittenNote(now / 100, pitch, length / 100))
    return PublicScore(carried["title"], carried["composer"], tuple(notes))


def training_cuts(size: SongCounts) -> Iterator[Cut]:
    """All training clips, ordered by class and song. Names are IRMAS's: `[cla][cla]0189__2`. Raises FetchError."""
    return played(partial(training_song, size), len(PLAYERS) * size.songs)


def test_cuts(size: SongCounts) -> Iterator[Cut]:
    """All test excerpts, two of each song: `song 0007-2`. Raises FetchError."""
    return played(partial(test_song, size), size.tests)


def played(song: Callable[[int], list[Cut]], many: int) -> Iterator[Cut]:
    """The cuts of `song(0)`, `song(1)` and so on, in this order, played by a process for each core.

    Raises FetchError where a process was ended from outside.
    """
    jobs = min(cores(), many // SONGS_AT_ONCE)
    if jobs < 2:
        for number in range(many):
            yield from song(number)
        return
    try:
        with ProcessPoolExecutor(jobs) as pool:
            for cuts in pool.map(song, range(many), chunksize=SONGS_AT_ONCE):
                yield from cuts
    except BrokenProcessPool as error:
        raise FetchError(
            "A process that played songs was ended from outside, perhaps because memory ran out. Close other programs "
            "and run the same command again."
        ) from error


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def training_song(size: SongCounts, place: int) -> list[Cut]:
    """The clips of one song for training. `place`: its number among the songs of all classes, from 0."""
    label, song = list(PLAYERS)[place // size.songs], place % size.songs
    chosen = [score for i, score in enumerate(scores()) if i % TEST_SCORES]
    rng = np.random.default_rng([1, place + 1])
    cuts = 3 if song % 2 else 2
    parts = [(label, rng.uniform(*RANGE))]
    if song % 3:
        other = rng.choice([name for name in PLAYERS if name != label])
        parts.append((str(other), rng.uniform(*SOFTER)))
    sound = play(chosen[rng.integers(len(chosen))], parts, cuts * (CLIP + 0.5), size.rate, rng)
    starts = [round(cut * (CLIP + 0.5) * size.rate) for cut in range(cuts)]
    return [
        Cut(f"[{label}][{label}]{place + 1:04d}__{cut}", (label,), sound[start : start + round(CLIP * size.rate)])
        for cut, start in enumerate(starts, start=1)
    ]


def test_song(size: SongCounts, song: int) -> list[Cut]:
    """The excerpts of one song for the test. `song`: its number, from 0."""
    chosen = [score for i, score in enumerate(scores()) if i % TEST_SCORES == 0]
    rng = np.random.default_rng([2, song])
    many = int(rng.choice([1, 2, 3], p=[0.4, 0.4, 0.2]))
    # In turn, so that each class is a label as often as another.
    names = [list(PLAYERS)[song % len(PLAYERS)]]
    names += [str(name) for name in rng.permutation([name for name in PLAYERS if name != names[0]])]
    parts = [(name, rng.uniform(*RANGE)) for name in names[:many]]
    if many < 3 and rng.random() < 0.5:
        parts.append((names[many], rng.uniform(*SOFTER)))
    seconds = [rng.uniform(5, 9) for _ in range(2)]
    sound = play(chosen[rng.integers(len(chosen))], parts, sum(seconds) + 0.5, size.rate, rng)
    labels = tuple(name for name in PLAYERS if name in names[:many])
    found, start = [], 0.0
    for cut, length in enumerate(seconds, start=1):
        first = round(start * size.rate)
        found.append(Cut(f"song {song + 1:04d}-{cut}", labels, sound[first : first + round(length * size.rate)]))
        start += length + 0.5
    return found


def play(
    score: PublicScore, parts: Sequence[tuple[str, float]], seconds: float, rate: int, rng: np.random.Generator
) -> np.ndarray:
    """A part of a score as one recording: float32, (samples, 2), the loudest sample is 0.8.

    `parts`: class and level in dB of each player, from the top voice to the lowest.
    """
    last = score.notes[-1].start
    start = rng.uniform(0, max(0.1, last - seconds))
    notes = [note for note in score.notes if start <= note.start < start + seconds]
    if len(notes) < 8:
        notes, start = list(score.notes[:60]), score.notes[0].start
    voices = share_out(notes, len(parts), chords=parts[0][0] in CHORDS)
    shift, cents = int(rng.integers(-5, 6)), rng.uniform(-0.4, 0.4)
    length = round(seconds * rate)
    mix = np.zeros((length, 2))
    for (label, level), voice in zip(parts, voices, strict=True):
        player = PLAYERS[label]
        program = int(rng.choice(player.programs))
        stem = render(program, in_range(voice, player, shift, program), start, seconds, cents, rate)
        loud = np.sqrt(np.mean(stem**2))
        place = rng.uniform(0.2, 0.8) * np.pi / 2
        stem = stem * 10 ** (level / 20) / max(loud, 1e-6)
        mix += stem[:, None] * np.array([np.cos(place), np.sin(place)])
    tone, reverberation, wet = rng.uniform(-3, 1), rng.uniform(0.15, 0.8), rng.uniform(0.0, 0.35)
    mix = np.stack([tilted(channel, tone, rate) for channel in mix.T], axis=1)
    mix = mix + wet * room(mix, reverberation, rate, rng)
    noise = rng.normal(size=mix.shape) * np.abs(mix).max() * 10 ** (rng.uniform(-70, -45) / 20)
    mix = mix + noise
    return (0.8 * mix / max(float(np.abs(mix).max()), 1e-9)).astype(np.float32)


def share_out(notes: Sequence[WrittenNote], many: int, chords: bool) -> list[list[WrittenNote]]:
    """The notes of each player: of those that begin together, the highest, the lowest, and what is between them.

    A single player has all of them where `chords`, else the top voice.
    """
    together: dict[int, list[WrittenNote]] = {}
    for note in notes:
        together.setdefault(round(note.start * 20), []).append(note)
    voices: list[list[WrittenNote]] = [[] for _ in range(many)]
    for chord in together.values():
        chord = sorted(chord, key=lambda note: -note.pitch)
        if many == 1:
            voices[0] += chord if chords else chord[:1]
            continue
        voices[0].append(chord[0])
        if len(chord) > 1:
            voices[1].append(chord[-1])
        if many > 2:
            voices[2] += chord[1:-1] or chord[-1:]
    for voice in voices:
        if len(voice) < 4:  # too few: play along with the top voice
            voice += voices[0]
    return voices


def in_range(notes: Sequence[WrittenNote], player: Player, shift: int, program: int) -> list[WrittenNote]:
    """The notes `shift` semitones higher, each moved by octaves into the range of the player."""
    moved = []
    for note in notes:
        pitch = note.pitch + shift
        while pitch < player.low:
            pitch += 12
        while pitch > player.high:
            pitch -= 12
        moved.append(WrittenNote(note.start, pitch + ((program, pitch) in GAPS), note.length))
    return moved


def render(
    program: int, notes: Sequence[WrittenNote], start: float, seconds: float, cents: float, rate: int
) -> np.ndarray:
    """What one player plays from `start` on: mono, float64, (seconds · rate,). `cents`: higher by so many semitones."""
    events = [(0.0, message("pitchwheel", pitch=round(soundfont.BEND * cents)))]
    for note in notes:
        first = note.start - start
        events.append((first, message("note_on", note=note.pitch, velocity=60 + note.pitch * 37 % 50)))
        events.append((first + max(note.length, 0.12), message("note_off", note=note.pitch)))
    track = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=500_000)])
    track.append(message("program_change", program=program))
    track.append(message("control_change", control=91, value=0))  # no reverberation: each song has a room of its own
    events.append((seconds + 0.1, message("control_change", control=91, value=0)))  # keeps it going to the end
    now = 0
    for moment, event in sorted(events, key=lambda pair: pair[0]):
        tick = max(now, round(moment * soundfont.TICKS))
        track.append(event.copy(time=tick - now))
        now = tick
    midi = io.BytesIO()
    mido.MidiFile(ticks_per_beat=480, tracks=[track]).save(file=midi)
    wave = midirenderer.render_wave_from(soundfont.soundfont_bytes(), midi.getvalue())
    stereo, own_rate = soundfile.read(io.BytesIO(wave), dtype="float32", always_2d=True)
    sound = soxr.resample((stereo[:, 0] + stereo[:, 1]) / 2, own_rate, rate)[: round(seconds * rate)]
    return np.pad(sound.astype(float), (0, round(seconds * rate) - len(sound)))


def room(sound: np.ndarray, seconds: float, rate: int, rng: np.random.Generator) -> np.ndarray:
    """What the walls send back: noise that dies away by 60 dB in `seconds`, another one for each channel."""
    length = round(seconds * rate)
    fall = 10 ** (-3 * np.arange(length) / length)
    echoes = rng.normal(size=(length, 2)) * fall[:, None]
    echoes /= np.sqrt((echoes**2).sum(axis=0))
    return scipy.signal.fftconvolve(sound, echoes, axes=0)[: len(sound)]
