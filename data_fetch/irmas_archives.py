"""IRMAS from its four archives on Zenodo.

Each archive is kept in the cache until all of them have been read: a download that breaks goes on at the same byte, in
a later run too, and its md5 is checked at the end. Of the files only those go to disk that are wanted.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import requests
from tqdm import tqdm

from data_fetch import FetchError, download, iowa, irmas_files, sources
from data_fetch.download import DownloadError, megabytes
from data_fetch.folders import Draft
from data_fetch.large_file import LargeFile
from data_fetch.sources import Archive

MIRROR = "IRMAS_MIRROR"  # the environment variable that names another address of the archives
BLOCK = 1 << 20  # bytes that are read at once

Say = Callable[[str], object]


def default_cache() -> Path:
    """The folder for downloads where the user names none."""
    return iowa.default_cache()


def address(mirror: str | None = None, standard: str = sources.IRMAS_ADDRESS) -> str:
    """Where the archives are: `mirror`, or what the environment variable `MIRROR` names, or `standard`.

    Raises DownloadError for what is no address.
    """
    other = mirror or os.environ.get(MIRROR)
    if other and not re.match(r"https?://[^/]", other):
        raise DownloadError(f"{other} is no address of a web server. It must begin with https:// or http://.")
    return other or standard


def write(draft: Draft, limit: int | None, cache: Path | None, mirror: str | None, say: Say) -> None:
    """Write both folders into the draft, except where it has them already.

    Raises FetchError, after which the same call goes on where it stopped, and OSError where there is no room.
    """
    if {irmas_files.TRAIN, irmas_files.TEST} <= draft.finished.keys():
        say("Both folders are complete already.")
        return
    place = (cache or default_cache()) / "irmas"
    try:
        kept = [whole(name, md5, address(mirror), place, say) for name, md5 in sources.IRMAS_ARCHIVES.items()]
    except DownloadError as error:
        raise FetchError(
            f"IRMAS cannot be had. {error} What has arrived is kept in {place}: the same command goes on from there. "
            "Without a network: --source rendered."
        ) from error
    opened = {}
    for path in kept:
        try:
            opened[path] = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            path.unlink()
            raise FetchError(f"{path.name} is damaged. It was removed: run the same command again.") from error
    members = {
        f"{path.stem}/{name}": (archive, name) for path, archive in opened.items() for name in archive.namelist()
    }

    def read(member: str) -> bytes:
        archive, name = members[member]
        return archive.read(name)

    irmas_files.write(draft, members, read, limit, "the archives of IRMAS")
    for path, archive in opened.items():
        archive.close()
        path.unlink()


def whole(name: str, md5: str, base: str, place: Path, say: Say) -> Path:
    """The path of an archive that is complete and has the right md5. Raises DownloadError."""
    kept = place / name
    done = place / f"{name}.complete"
    if kept.exists() and done.exists() and done.read_text() == md5:
        return kept
    archive = Archive(name, size_of(f"{base.rstrip('/')}/{name}", name), md5, notes=0)
    there = f", {megabytes(kept.stat().st_size)} of it are there already" if kept.exists() else ""
    say(f"Downloading {name}, {megabytes(archive.bytes)}{there} …")
    with (
        tqdm(total=archive.bytes, unit="B", unit_scale=True, disable=None, leave=False) as bar,
        LargeFile(archive, [base], kept, bar.update) as content,
    ):
        while content.read(BLOCK):
            pass
        right = content.is_right()
    if not right:
        kept.unlink(missing_ok=True)
        raise DownloadError(f"{name} arrived damaged (wrong checksum). It was removed. Try again, or another --mirror.")
    done.write_text(md5)
    return kept


def size_of(url: str, name: str) -> int:
    """How many bytes the file at `url` has. Raises DownloadError."""
    try:
        with download.new_session() as session, session.get(url, stream=True, timeout=download.TIMEOUT) as answer:
            answer.raise_for_status()
            length = answer.headers.get("Content-Length", "")
    except (*download.NETWORK_ERRORS, requests.RequestException) as error:
        raise download.explained(error, url, name, Path()) from error
    if not length.isdigit():
        raise DownloadError(f"{url} does not say how large it is: it may be no address of a file.")
    return int(length)
