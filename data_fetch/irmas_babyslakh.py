"""Clips and excerpts in the layout of IRMAS from BabySlakh, 20 songs whose instruments are on disk one by one.

Each song has a mix, a *stem* for each instrument (its part alone, as it is in the mix), and a list of the General MIDI
programs of its stems. So it is known, and not heard, which instruments play in a part of the mix, and how loud:

- A clip of 3 s is for training where one class is predominant: at least `HEARD` of the energy of all stems, and all
  other classes together softer by `SOFTER` dB or more.
- Labels of a test excerpt of 6 s are the classes with at least `HEARD` of the energy that are not softer by more than
  `SOFTER` dB than the loudest class. An excerpt without any is left out.

Every fourth song is for the test. Clips of one song have its number, whatever their class. Instruments that are no
class (bass, drums, synthesizers, ensembles) count in the energy of all stems only.

The archive is read while it arrives, kept in the cache until it has been read to its end, and checked by its md5.
"""

from __future__ import annotations

import io
import re
import tarfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile
from tqdm import tqdm

from data_fetch import FetchError, irmas_archives, irmas_files, sources
from data_fetch.download import DownloadError, megabytes
from data_fetch.folders import Draft
from data_fetch.large_file import LargeFile

PROGRAMS = {  # General MIDI programs, counted from 0
    "cel": (42,),
    "cla": (71,),
    "flu": (73,),
    "gac": (24, 25),
    "gel": (26, 27, 28, 29, 30),
    "org": (16, 17, 18, 19, 20),
    "pia": (0, 1, 2, 3),
    "sax": (64, 65, 66, 67),
    "tru": (56, 59),
    "vio": (40,),
    "voi": (52, 53, 54),
}
CLASS_OF = {program: label for label, programs in PROGRAMS.items() for program in programs}
CLIP, EXCERPT = 3, 6  # seconds
HEARD = 0.1  # of the energy of all stems: a class below it is no label
SOFTER = 8.0  # dB
MOST = 12  # clips of a class, or excerpts, from one song
TEST_SONGS = 4  # every fourth song is for the test
PARTS = 2  # in each second: the energy of stems is kept for parts of this length
BLOCK = 1 << 20  # bytes that are unpacked at once
MEMBER = re.compile(r"(?:^|/)(Track\d+)/(mix\.wav|metadata\.yaml|stems/(S\d+)\.wav)$")

Say = Callable[[str], object]


class BadArchive(Exception):
    """The archive is not what it should be."""


@dataclass
class Song:
    """What is known of a song so far. `energy`: of each stem, by its name, in each part of a second, (parts,)."""

    name: str
    mix: np.ndarray | None = None  # float32, (samples,)
    rate: int = 0
    programs: dict[str, int | None] | None = None  # of each stem; None: drums
    energy: dict[str, np.ndarray] = field(default_factory=dict)

    def shares(self) -> tuple[np.ndarray, np.ndarray]:
        """The energy of each class, (parts, classes), and of all stems, (parts,). Raises BadArchive."""
        if self.mix is None or self.programs is None or not self.energy:
            raise BadArchive(f"{self.name} has no mix, no metadata or no stems")
        parts = min(len(energy) for energy in self.energy.values())
        classes = np.zeros((parts, len(irmas_files.CLASSES)))
        for stem, energy in self.energy.items():
            label = CLASS_OF.get(program) if (program := self.programs.get(stem)) is not None else None
            if label:
                classes[:, irmas_files.CLASSES.index(label)] += energy[:parts]
        return classes, np.sum([energy[:parts] for energy in self.energy.values()], axis=0)

    def sound(self, second: int, seconds: int) -> bytes:
        """A part of the mix as a WAV file."""
        assert self.mix is not None  # `shares` has looked
        return irmas_files.wav_file(self.mix[second * self.rate : (second + seconds) * self.rate, None], self.rate)


def write(draft: Draft, limit: int | None, cache: Path | None, mirror: str | None, say: Say) -> None:
    """Write both folders into the draft, except where it has them already.

    `limit`: at most so many clips of each class, and excerpts of each first label. Raises FetchError, after which the
    same call goes on where it stopped, and OSError where there is no room.
    """
    if {irmas_files.TRAIN, irmas_files.TEST} <= draft.finished.keys():
        say("Both folders are complete already.")
        return
    archive = sources.BABYSLAKH_ARCHIVE
    kept = (cache or irmas_archives.default_cache()) / "irmas" / archive.name
    there = f", {megabytes(kept.stat().st_size)} of it are there already" if kept.exists() else ""
    say(f"Reading {archive.name}, {megabytes(archive.bytes)}{there} …")
    try:
        places = [irmas_archives.address(mirror, sources.BABYSLAKH_ADDRESS)]
        with (
            tqdm(total=archive.bytes, unit="B", unit_scale=True, disable=None, leave=False) as bar,
            LargeFile(archive, places, kept, bar.update) as content,
        ):
            songs = write_songs(draft, songs_in(content), limit)
            while content.read(BLOCK):
                pass  # what lies behind the last file belongs to the checksum
            if not content.is_right():
                raise BadArchive("wrong checksum")
        if songs != archive.notes:
            raise BadArchive(f"{songs} songs instead of {archive.notes}")
    except DownloadError as error:
        raise FetchError(
            f"BabySlakh cannot be had. {error} What has arrived is kept in {kept.parent}: the same command goes on "
            "from there. Without a network: --source rendered."
        ) from error
    except (BadArchive, tarfile.TarError, zlib.error, EOFError, soundfile.SoundFileError) as error:
        kept.unlink(missing_ok=True)
        raise FetchError(
            f"{archive.name} arrived damaged ({error}). It was removed, and nothing of it is used. Run the same "
            "command again to download it anew, or name another address with --mirror."
        ) from error
    kept.unlink(missing_ok=True)


def write_songs(draft: Draft, songs: Iterator[Song], limit: int | None) -> int:
    """Write the clips and excerpts of all songs. Returns how many songs there were. Raises BadArchive."""
    draft.begin(irmas_files.TRAIN)
    counts: Counter[str] = Counter()
    excerpts: list[tuple[str, list[str], bytes]] = []
    number = 0
    for number, song in enumerate(songs, start=1):
        if number % TEST_SONGS == 0:
            excerpts += excerpts_of(song)
            continue
        for label, seconds in clips_of(song).items():
            for cut, second in enumerate(seconds[: None if limit is None else limit - counts[label]], start=1):
                draft.write(f"{label}/[{label}][{label}]{song.name[5:]}__{cut}.wav", song.sound(second, CLIP))
                counts[label] += 1
    draft.finish({"files": counts.total(), "labels": dict(sorted(counts.items()))})
    draft.begin(irmas_files.TEST)
    chosen = irmas_files.choose(((name, labels[0]) for name, labels, _ in excerpts), limit)
    counts = Counter()
    for name, labels, sound in excerpts:
        if name in chosen:
            draft.write(f"{name}.wav", sound)
            draft.write(f"{name}.txt", "".join(f"{label}\n" for label in labels).encode())
            counts.update(labels)
    draft.finish({"files": len(chosen), "labels": dict(sorted(counts.items()))})
    return number


def clips_of(song: Song) -> dict[str, list[int]]:
    """The seconds at which clips begin in which a class is predominant, by class, evenly chosen. Raises BadArchive."""
    found: dict[str, list[int]] = {}
    for second, classes, whole in windows(song, CLIP):
        loudest = int(classes.argmax())
        others = classes.sum() - classes[loudest]
        if classes[loudest] >= HEARD * whole and others <= classes[loudest] * 10 ** (-SOFTER / 10):
            found.setdefault(irmas_files.CLASSES[loudest], []).append(second)
    return {label: [seconds[i] for i in evenly(len(seconds))] for label, seconds in found.items()}


def excerpts_of(song: Song) -> list[tuple[str, list[str], bytes]]:
    """Name, labels and WAV file of the test excerpts of a song. Raises BadArchive."""
    found = []
    for second, classes, whole in windows(song, EXCERPT):
        heard = (classes >= HEARD * whole) & (classes >= classes.max() * 10 ** (-SOFTER / 10))
        labels = [label for label, one in zip(irmas_files.CLASSES, heard, strict=True) if one]
        if labels:
            found.append((second, labels))
    chosen = [found[i] for i in evenly(len(found))]
    return [
        (f"song {song.name[5:]}-{cut}", labels, song.sound(second, EXCERPT))
        for cut, (second, labels) in enumerate(chosen, start=1)
    ]


def windows(song: Song, seconds: int) -> Iterator[tuple[int, np.ndarray, float]]:
    """For each part of so many seconds that is not silent: its first second, and the energies of classes and of all."""
    classes, whole = song.shares()
    for first in range(0, len(whole) - seconds * PARTS + 1, (seconds + 1) * PARTS):
        part = slice(first, first + seconds * PARTS)
        if whole[part].min() > 0:  # a rest in all stems may be before the song or behind it
            yield first // PARTS, classes[part].sum(axis=0), float(whole[part].sum())


def evenly(many: int) -> list[int]:
    """At most `MOST` of the places from 0 to `many` - 1, evenly chosen."""
    return list(range(many)) if many <= MOST else [i * many // MOST for i in range(MOST)]


def songs_in(content: io.RawIOBase) -> Iterator[Song]:
    """The songs of the archive, each when the next one begins. Raises BadArchive and errors of `tarfile` and `zlib`."""
    song: Song | None = None
    with tarfile.open(fileobj=content, mode="r|gz", bufsize=BLOCK) as archive:
        for member in archive:
            archive.members.clear()  # type: ignore[attr-defined]  # typeshed does not list it
            place = MEMBER.search(member.name)
            if not place or not member.isfile():
                continue
            name, path, stem = place.groups()
            if song is None or song.name != name:
                if song is not None:
                    yield song
                song = Song(name)
            file = archive.extractfile(member)
            assert file is not None  # it is a file
            take(song, path, stem, file.read())
    if song is not None:
        yield song


def take(song: Song, path: str, stem: str | None, content: bytes) -> None:
    """Keep what is needed of one file of a song."""
    if path == "metadata.yaml":
        song.programs = programs_in(content.decode(errors="replace"))
        return
    sound, rate = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    mono = sound.mean(axis=1)
    if stem is None:
        song.mix, song.rate = mono, rate
    else:
        part = rate // PARTS
        whole = mono[: len(mono) // part * part].astype(float).reshape(-1, part)
        song.energy[stem] = (whole**2).sum(axis=1)


def programs_in(text: str) -> dict[str, int | None]:
    """The General MIDI program of each stem in a `metadata.yaml`, None for drums. It is YAML of two levels."""
    found: dict[str, int | None] = {}
    for part in re.split(r"^\s+(?=S\d+:\s*$)", text, flags=re.MULTILINE)[1:]:
        values = dict(re.findall(r"^\s+(\w+):[ \t]*(.*?)\s*$", part, flags=re.MULTILINE))
        drums = values.get("is_drum", "").lower() == "true"
        program = values.get("program_num", "")
        found[part[: part.index(":")]] = int(program) if program.isdigit() and not drums else None
    return found
