"""Recordings of two authors or players from anywhere: a folder with one folder for each, or GuitarSet.

Each becomes one `Take`: mono, at the sample rate that it has. What cannot be used is refused by name, with the reason.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import soundfile
from tqdm import tqdm

from data_fetch import FetchError, download, sources
from data_fetch.download import DownloadError, RemoteFile, megabytes
from data_fetch.large_file import LargeFile

SUFFIXES = {".wav", ".flac", ".ogg", ".mp3", ".aif", ".aiff"}
SHORTEST, LONGEST = 2.0, 60.0  # s; of a longer one the beginning is used
LOWEST_RATE = 10_000  # Hz: the notebook's clips have so many samples in a second
SILENT = 1e-4  # the largest sample of a recording in which nothing is heard
CLIPPED = 0.001  # the share of samples at the limit from which a recording counts as clipped
MIRROR = "GUITARSET_MIRROR"  # the environment variable that names another address of GuitarSet
PLAYERS = ("03", "05")  # of GuitarSet, where the user names none

Say = Callable[[str], object]


@dataclass(frozen=True)
class Take:
    """A recording: `sound` is mono, float64 of shape (samples,), `rate` in Hz."""

    author: str
    name: str
    sound: np.ndarray
    rate: int


def read(source: Path | io.BytesIO, name: str, say: Say) -> tuple[np.ndarray, int]:
    """The sound of a file as mono float64, and its sample rate in Hz. Raises FetchError where it cannot be used."""
    try:
        sound, rate = soundfile.read(source, dtype="float64", always_2d=True)
    except (OSError, soundfile.SoundFileError, ValueError) as error:
        raise refused(name, f"it is damaged or no sound file: {error}") from error
    if rate < LOWEST_RATE:
        raise refused(name, f"it has {rate} samples per second; at least {LOWEST_RATE} are needed")
    if len(sound) < SHORTEST * rate:
        raise refused(name, f"it lasts {len(sound) / rate:.1f} s; at least {SHORTEST:g} s are needed")
    mono = sound[: round(LONGEST * rate)].mean(axis=1)
    if not np.isfinite(mono).all():
        raise refused(name, "it holds samples that are no numbers")
    if np.abs(mono).max() < SILENT:
        raise refused(name, "it is silent")
    if np.mean(np.abs(mono) >= 0.999) > CLIPPED:
        say(f"{name} is clipped: it was recorded too loud. It is used as it is.")
    return mono, rate


def refused(name: str, reason: str) -> FetchError:
    """The error for a recording that cannot be used."""
    return FetchError(f"{name} cannot be used: {reason}. Replace or remove it and run the command again.")


def from_folder(folder: Path, authors: Sequence[str] | None, say: Say) -> Iterator[Take]:
    """The recordings in a folder that holds one folder for each of two authors.

    `authors`: names of two of its folders, if there are more. Raises FetchError where something is missing.
    """
    for author, paths in listed(folder, authors).items():
        for path in paths:
            sound, rate = read(path, f"{author}/{path.name}", say)
            yield Take(author, file_name(path.stem), sound, rate)


def listed(folder: Path, authors: Sequence[str] | None) -> dict[str, list[Path]]:
    """The sound files by author, both sorted. Raises FetchError where the folder is not as it should be."""
    if not folder.is_dir():
        raise FetchError(f"--recordings {folder}: there is no folder of this name. Name the one that holds them.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise FetchError(f"--recordings {folder}: you may not read this folder. Get the right to, or copy it.")
    found = {
        one.name: sorted(path for path in one.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
        for one in sorted(folder.iterdir())
        if one.is_dir() and not one.name.startswith(".")
    }
    unknown = [name for name in authors or () if name not in found]
    if unknown:
        raise FetchError(
            f"--recordings {folder}: no folder {unknown[0]} in it. There are {', '.join(found) or 'none'}."
        )
    chosen = {name: found[name] for name in sorted(authors)} if authors else found
    if len(chosen) != 2:
        raise FetchError(
            f"--recordings {folder}: it needs one folder for each of two authors, and holds {len(chosen)} folders. "
            "If there are more, choose with --authors ONE OTHER."
        )
    for author, paths in chosen.items():
        if len(paths) < 2:
            raise FetchError(
                f"--recordings {folder}: {author} has {len(paths)} recordings ({', '.join(sorted(SUFFIXES))}). At "
                "least two are needed, one to learn from and one for the test."
            )
        names = [file_name(path.stem) for path in paths]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise FetchError(f"--recordings {folder}: {author} has two recordings named {twice}. Rename one of them.")
    return chosen


def file_name(stem: str) -> str:
    """A name that any file system takes."""
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "recording"


def addresses(mirror: str | None, standard: Sequence[str]) -> tuple[str, ...]:
    """Where to download from: `mirror`, or what the environment variable `MIRROR` names, or the public addresses."""
    other = mirror or os.environ.get(MIRROR)
    if other and not re.match(r"https?://[^/]", other):
        raise DownloadError(f"{other} is no address of a web server. It must begin with https:// or http://.")
    return (other,) if other else tuple(standard)


def small_files() -> list[dict[str, str | int]]:
    """The recordings of GuitarSet that stand in public repositories: player, name, path, bytes, sha256."""
    return json.loads((files("data_fetch") / "guitarset_small.json").read_text(encoding="utf-8"))


def from_guitarset_small(cache: Path, mirror: str | None, say: Say) -> Iterator[Take]:
    """Seven recordings of two players of GuitarSet. Raises DownloadError."""
    base = addresses(mirror, [sources.GUITARSET_SMALL_ADDRESS])[0]
    wanted = [RemoteFile(str(one["path"]), int(one["bytes"]), str(one["sha256"])) for one in small_files()]
    download.fetch_files(wanted, base, cache / "guitarset-small", say)
    for one in sorted(small_files(), key=lambda one: (one["player"], one["name"])):
        sound, rate = read(cache / "guitarset-small" / str(one["path"]), str(one["name"]), say)
        yield Take(f"player-{one['player']}", str(one["name"]), sound, rate)


def from_guitarset(cache: Path, players: Sequence[str] | None, mirror: str | None, say: Say) -> Iterator[Take]:
    """All recordings of two players of GuitarSet, from its archive of 657 MB. Raises FetchError."""
    archive = sources.GUITARSET_ARCHIVE
    kept = cache / "guitarset" / archive.name
    chosen = sorted(players or PLAYERS)
    there = f", {megabytes(kept.stat().st_size)} of it are there already" if kept.exists() else ""
    say(f"Reading {archive.name}, {megabytes(archive.bytes)}{there} …")
    with (
        tqdm(total=archive.bytes, unit="B", unit_scale=True, disable=None, leave=False) as bar,
        LargeFile(archive, addresses(mirror, sources.GUITARSET_ADDRESSES), kept, bar.update) as content,
    ):
        while content.read(1 << 20):
            pass
        right = content.is_right()
    if not right:
        kept.unlink(missing_ok=True)
        raise FetchError(
            f"{archive.name} arrived damaged (wrong checksum). It was removed. Run the same command again to download "
            "it anew, or name another address with --mirror."
        )
    with zipfile.ZipFile(kept) as unzipped:
        names = sorted(name for name in unzipped.namelist() if name.endswith("_mic.wav"))
        known = sorted({Path(name).name[:2] for name in names})
        unknown = [player for player in chosen if player not in known]
        if unknown:
            raise FetchError(f"GuitarSet has no player {unknown[0]}. It has {', '.join(known)}.")
        for player in chosen:
            for name in (name for name in names if Path(name).name.startswith(f"{player}_")):
                sound, rate = read(io.BytesIO(unzipped.read(name)), name, say)
                yield Take(f"player-{player}", Path(name).stem.removesuffix("_mic"), sound, rate)
