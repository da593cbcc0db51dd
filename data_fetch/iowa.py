"""The Iowa recordings from their public repository: single notes of 16 instruments, one FLAC file each.

`iowa_files.json` names the repository, one commit of it, and size and sha256 of each file at that commit.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pooch

from data_fetch import recordings
from data_fetch.download import RemoteFile, fetch_files

MIRROR = "IOWA_MIRROR"  # the environment variable that names another address of the same files


@lru_cache(maxsize=1)
def registry() -> dict[str, Any]:
    """What `iowa_files.json` says."""
    return json.loads((files("data_fetch") / "iowa_files.json").read_text(encoding="utf-8"))


def remote_files(instruments: Sequence[str]) -> list[RemoteFile]:
    """The files of some instruments."""
    return [
        RemoteFile(path, *about) for path, about in registry()["files"].items() if path.split("/")[0] in instruments
    ]


def address(mirror: str | None = None) -> str:
    """Where the files are: `mirror`, or what the environment variable `MIRROR` names, or the public repository."""
    about = registry()
    return (mirror or os.environ.get(MIRROR) or about["url"].format(**about | {"path": ""})).rstrip("/")


def default_cache() -> Path:
    """The folder for downloads where the user names none: that of the system, `XDG_CACHE_HOME` on Linux."""
    return Path(pooch.os_cache("graded-notebooks"))


def folder(cache: Path | None = None) -> Path:
    """The folder of these files. It has the commit in its name: files of two commits never mix."""
    return (cache or default_cache()) / f"iowa-{registry()['commit'][:7]}"


def notes(
    instruments: Sequence[str],
    cache: Path | None = None,
    mirror: str | None = None,
    say: Callable[[str], object] = print,
) -> list[recordings.Recording]:
    """The recordings of `instruments`, ordered as `find_recordings` does; what is not in the cache is downloaded.

    Raises DownloadError, after which the same call goes on where it stopped.
    """
    wanted = remote_files(instruments)
    fetch_files(wanted, address(mirror), folder(cache), say)
    return named(wanted, instruments, folder(cache))


def named(wanted: Sequence[RemoteFile], instruments: Sequence[str], place: Path) -> list[recordings.Recording]:
    """The recordings that the files in the folder `place` are."""
    found = [recordings.read_name(place / file.path, place, instruments) for file in wanted]
    return recordings.in_order(filter(None, found), instruments)


def digest(instruments: Sequence[str]) -> str:
    """What `recordings.digest` says of the recordings of `instruments`, without having them."""
    wanted = remote_files(instruments)
    sums = {Path(file.path): file.sha256 for file in wanted}
    return recordings.digest_of((one.name, sums[one.path]) for one in named(wanted, instruments, Path()))
