"""Notes from the official archives of NSynth, which are read while they arrive.

Each archive is kept in the cache until it has been read, so that a run that was stopped goes on where it stopped; then
it is removed. Of the sounds only those go to disk that are wanted. At most one archive and the sounds are on disk at
the same time.

An archive that is read to its end is checked by its md5. With a limit the training archive is read only as far as
needed: then there is no checksum to compare with, and `examples.json` may not have been reached, in which case numbers
and qualities of the notes stay unknown (null).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tarfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from data_fetch import FetchError, iowa, nsynth, sources
from data_fetch.download import DownloadError, megabytes
from data_fetch.folders import Draft
from data_fetch.large_file import LargeFile
from data_fetch.nsynth import EXAMPLES, NoteName

MIRROR = "NSYNTH_MIRROR"  # the environment variable that names another address of the archives
ORDER = ("test", "valid", "train")  # small ones first: what is wrong shows early
INSTRUMENTS = 10  # with a limit, the notes of a family come from as many instruments at least
BLOCK = 1 << 20  # bytes that are unpacked at once
FORGET = 1000  # members after which the list of them is emptied: it would grow to hundreds of megabytes

Say = Callable[[str], object]


class Damaged(Exception):
    """The archive is not what it should be."""


def default_cache() -> Path:
    """The folder for downloads where the user names none."""
    return iowa.default_cache()


def addresses(mirror: str | None = None) -> tuple[str, ...]:
    """Where the archives are: `mirror`, or what the environment variable `MIRROR` names, or the public addresses.

    Raises DownloadError for what is no address.
    """
    other = mirror or os.environ.get(MIRROR)
    if other and not re.match(r"https?://[^/]", other):
        raise DownloadError(f"{other} is no address of a web server. It must begin with https:// or http://.")
    return (other,) if other else sources.NSYNTH_ADDRESSES


def write(draft: Draft, limit: int | None, cache: Path | None, mirror: str | None, say: Say) -> None:
    """Write the three folders into the draft, except for those that it has already.

    `limit`: how many notes of each family a folder has at most. Raises FetchError, after which the same call goes on
    where it stopped, and OSError where the draft cannot be written.
    """
    places = addresses(mirror)
    cache = cache or default_cache()
    missing = [split for split in ORDER if nsynth.folder_name(split) not in draft.finished]
    for split in nsynth.SPLITS:
        if split not in missing:
            say(f"{nsynth.folder_name(split)} is complete already.")
    check_room(draft.to, cache, missing, limit)
    for split in missing:
        kept = cache / "nsynth" / sources.NSYNTH_ARCHIVES[split].name
        try:
            read_archive(draft, split, limit, places, kept, say)
        except DownloadError as error:
            raise FetchError(
                f"NSynth cannot be had. {error} What has arrived is kept in {kept.parent}: the same command goes on "
                "from there. Without a network: --source rendered."
            ) from error
        except (Damaged, tarfile.TarError, zlib.error, EOFError) as error:
            kept.unlink(missing_ok=True)
            raise FetchError(
                f"{kept.name} arrived damaged ({error}). It was removed, and nothing of it is used. Run the same "
                "command again to download it anew, or name another address with --mirror."
            ) from error


def read_archive(draft: Draft, split: str, limit: int | None, places: Sequence[str], kept: Path, say: Say) -> None:
    """Write the folder of one split into the draft, and remove the archive."""
    archive = sources.NSYNTH_ARCHIVES[split]
    there = f", {megabytes(kept.stat().st_size)} of it are there already" if kept.exists() else ""
    needed = ", as far as it is needed" if limit and split == "train" else ""
    say(f"Reading {archive.name}, {megabytes(archive.bytes)}{there}{needed} …")
    draft.begin(nsynth.folder_name(split))
    reader = Reader(draft, split, limit)
    with (
        tqdm(total=archive.bytes, unit="B", unit_scale=True, disable=None, leave=False) as bar,
        LargeFile(archive, places, kept, bar.update) as content,
    ):
        whole = reader.read(content)
        while whole and content.read(BLOCK):
            pass  # what lies behind the last file belongs to the checksum
        if whole and not content.is_right():
            raise Damaged("wrong checksum")
    if whole and reader.seen != archive.notes:
        raise Damaged(f"{reader.seen:,} sounds instead of {archive.notes:,}")
    if whole:
        checked = "the whole archive was read, its md5 is right"
    else:
        checked = (
            f"only the first {megabytes(content.position)} of {megabytes(archive.bytes)} were read: the md5 of the "
            "archive could not be checked, the length of each sound was"
        )
    examples = reader.examples()
    if reader.official is None:
        checked += f"; {EXAMPLES} was not reached and is made from the names: numbers and qualities are unknown"
    nsynth.finish(draft, examples, checked)
    kept.unlink(missing_ok=True)
    few = [family for family in nsynth.FAMILIES if reader.chosen[family] < (limit or 0)]
    if few:
        say(f"{nsynth.folder_name(split)} has fewer than {limit} notes of {', '.join(few)}: there are no more.")


def content_of(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """The content of a file in an archive."""
    file = archive.extractfile(member)
    assert file is not None  # no folder, no device
    with file:
        return file.read()


class Reader:
    """Reads one archive into the draft.

    All of the ten families is taken, or with a limit: from the training archive the first notes, not too many of one
    instrument, and the rest is not read; from the others an even choice of all notes.
    """

    def __init__(self, draft: Draft, split: str, limit: int | None) -> None:
        self.draft = draft
        self.folder = nsynth.folder_name(split)
        self.limit = limit
        self.stops = bool(limit) and split == "train"
        self.names: list[NoteName] = []
        self.chosen: Counter[str] = Counter()  # notes by family
        self.by_instrument: Counter[str] = Counter()
        self.seen = 0  # sounds of all families
        self.official: dict[str, dict[str, Any]] | None = None  # what the archive says of its notes

    def read(self, content: LargeFile) -> bool:
        """Write what is wanted of an archive. Returns whether it was read to its end."""
        with tarfile.open(fileobj=content, mode="r|gz", bufsize=BLOCK) as archive:
            for count, member in enumerate(archive, 1):
                if count % FORGET == 0:
                    archive.members.clear()  # type: ignore[attr-defined]  # typeshed does not list it
                if member.isfile():
                    self.take(member.name.removeprefix("./"), partial(content_of, archive, member))
                if self.limit and self.stops and all(self.chosen[family] >= self.limit for family in nsynth.FAMILIES):
                    return False
        if self.official is None:
            raise Damaged(f"it has no {self.folder}/{EXAMPLES}")
        if self.limit and not self.stops:
            self.thin_out()
        return True

    def take(self, path: str, content: Callable[[], bytes]) -> None:
        """Take the file at `path` in the archive if it is wanted."""
        if path == f"{self.folder}/{EXAMPLES}":
            self.official = self.parse(content())
            return
        name = nsynth.read_name(path.removeprefix(f"{self.folder}/audio/").removesuffix(".wav"))
        if name is None or path != f"{self.folder}/audio/{name}.wav":
            return
        self.seen += 1
        if name.family not in nsynth.FAMILIES or (self.stops and self.is_enough(name)):
            return
        sound = content()
        if sound[:4] != b"RIFF" or len(sound) < 2 * nsynth.SAMPLES:
            raise Damaged(f"{name}.wav is no sound of {nsynth.SECONDS} s")
        self.draft.write(f"audio/{name}.wav", sound)
        self.names.append(name)
        self.chosen[name.family] += 1
        self.by_instrument[name.instrument] += 1

    def is_enough(self, name: NoteName) -> bool:
        """Whether there are enough notes like this one."""
        assert self.limit is not None  # without one nothing is ever enough
        most = max(1, self.limit // INSTRUMENTS)
        return self.chosen[name.family] >= self.limit or self.by_instrument[name.instrument] >= most

    def parse(self, content: bytes) -> dict[str, dict[str, Any]]:
        """What the archive's examples.json says, by name."""
        try:
            found = json.loads(content)
            return {str(name): dict(about) for name, about in found.items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise Damaged(f"{EXAMPLES} cannot be read") from error

    def thin_out(self) -> None:
        """Keep an even choice of at most `limit` notes of each family, in the order of their names."""
        assert self.limit is not None  # without one all are kept
        kept = []
        for family in nsynth.FAMILIES:
            names = sorted((name for name in self.names if name.family == family), key=str)
            places = {place * len(names) // self.limit for place in range(self.limit)}
            for place, name in enumerate(names):
                if place in places:
                    kept.append(name)
                else:
                    self.draft.discard(f"audio/{name}.wav")
            self.chosen[family] = min(len(names), self.limit)
        self.names = kept

    def examples(self) -> list[dict[str, Any]]:
        """What is known of the notes that were taken."""
        if self.official is None:
            return [nsynth.example(name, None, None, None) for name in self.names]
        lacking = [str(name) for name in self.names if str(name) not in self.official]
        if lacking:
            raise Damaged(f"{EXAMPLES} lacks {lacking[0]}")
        return [{"note_str": str(name), **self.official[str(name)]} for name in self.names]


def check_room(to: Path, cache: Path, splits: Sequence[str], limit: int | None) -> None:
    """Raise FetchError where the disk has no room for what is certain to come."""
    archives = [0]
    sounds = 0
    for split in splits:
        archive = sources.NSYNTH_ARCHIVES[split]
        kept = cache / "nsynth" / archive.name
        arrived = kept.stat().st_size if kept.exists() else 0
        if not (limit and split == "train"):  # nobody knows how much of it will be read
            archives.append(archive.bytes - arrived)
        sounds += nsynth.WAV_BYTES * min(archive.notes, limit * len(nsynth.FAMILIES) if limit else archive.notes)
    needs = [(to, sounds, "--to"), (cache, max(archives), "--cache")]
    if device(to) == device(cache):
        needs = [(to, sounds + max(archives), "--to and --cache")]
    for folder, size, option in needs:
        free = shutil.disk_usage(existing(folder)).free
        if free < size:
            raise FetchError(
                f"There is no room left on the disk of {folder}: {megabytes(size)} are needed, {megabytes(free)} are "
                f"free. Free some, choose another folder with {option}, or take fewer notes with --limit."
            )


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())


def device(folder: Path) -> int:
    """Which disk a folder is on."""
    return existing(folder).stat().st_dev
