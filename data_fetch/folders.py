"""Folders with many files each: all of them complete, or none of them there.

A `Draft` takes files into a hidden folder beside their places. When all are there, `publish` gives them their names.
A run that is killed in the middle of that leaves a draft that is marked as complete, and the next one ends the work.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from data_fetch import store

PART = ".folders.part"
DONE = ".done.json"  # in a draft: what is known of a finished folder
READY = "ready.json"  # in a draft: all is there, and only has to get its name
OLD = "old"  # in a draft: what had these names before
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows: the same files give the same bytes


class Draft:
    """Folders on their way into the folder `to`, one after the other. Use it in a `with` statement.

    `made_by`: what makes them. `keeps`: finished folders outlive an error, an interrupt and a kill; a later draft of
    the same `made_by` has them. Each method raises OSError where a file cannot be written.
    """

    def __init__(self, to: Path, made_by: Mapping[str, Any], *, keeps: bool = False) -> None:
        self.to = to
        self.place = to / PART
        self.made_by = dict(made_by)
        self.keeps = keeps
        self.finished: dict[str, dict[str, Any]] = {}  # by folder: "about", and "files": the sha256 of each
        self.folder = ""  # the one that is being written
        self.sums: dict[str, str] = {}  # of its files

    def __enter__(self) -> Draft:
        self.place.mkdir(parents=True, exist_ok=True)
        for path in self.place.glob(f"*{DONE}") if self.keeps else ():
            with contextlib.suppress(ValueError, LookupError, TypeError):
                done = json.loads(path.read_text(encoding="utf-8"))
                if done["made_by"] == self.made_by:
                    self.finished[path.name.removesuffix(DONE)] = {"about": done["about"], "files": done["files"]}
        self.tidy()
        return self

    def __exit__(self, *_: object) -> None:
        if (self.place / READY).exists():
            return  # the next run gives the files their names
        if not self.keeps:
            self.finished.clear()
        with contextlib.suppress(OSError):
            self.tidy()
            self.place.rmdir()  # it stays where there is something in it

    def tidy(self) -> None:
        """Remove what is not finished."""
        known = {name for folder in self.finished for name in (folder, folder + DONE)}
        for path in self.place.iterdir():
            if path.name not in known:
                remove(path)

    def begin(self, folder: str) -> None:
        """What is written from now on belongs to `folder`."""
        self.folder, self.sums = folder, {}

    def write(self, path: str, content: bytes) -> None:
        """Write a file, by its path below the folder."""
        target = self.place / self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        store.write_bytes(target, content)
        self.sums[f"{self.folder}/{path}"] = store.sha256(content)

    def discard(self, path: str) -> None:
        """Remove a file that was written into the folder."""
        (self.place / self.folder / path).unlink()
        del self.sums[f"{self.folder}/{path}"]

    def finish(self, about: Mapping[str, Any]) -> None:
        """The folder is complete. `about`: what its maker wants to know of it later (JSON)."""
        done = {"about": dict(about), "files": self.sums}
        text = json.dumps({"made_by": self.made_by, **done})
        store.write_bytes(self.place / (self.folder + DONE), text.encode())
        self.finished[self.folder] = done

    def publish(self, record_name: str, record: Mapping[str, Any], archive: str, packed: bool) -> None:
        """Give the finished folders, the record of them (JSON) and SHA256SUMS their names in `to`.

        What had these names goes. `archive`: the name of a zip file of them all, which is made where
        `packed` is true.
        """
        store.write_bytes(self.place / record_name, json_bytes(record))
        sums = {name: digest for done in self.finished.values() for name, digest in done["files"].items()}
        sums[record_name] = store.sha256(json_bytes(record))
        if packed:
            write_zip(self.place / archive, self.place, sums)
            sums[archive] = file_sum(self.place / archive)
        placed = [*self.finished, *([archive] if packed else []), store.SUMS, record_name]
        gone = [] if packed else [archive]
        sums |= store.other_sums(self.to, {*placed, *gone})
        store.write_bytes(self.place / store.SUMS, store.sums_bytes(sums))
        store.write_bytes(self.place / f".{READY}", json_bytes({"placed": placed, "gone": gone}))
        (self.place / f".{READY}").rename(self.place / READY)
        complete(self.to)


def complete(to: Path) -> None:
    """Give the files of a complete draft in `to` their names, if there is one. The last one is the record."""
    place = to / PART
    if not (place / READY).exists():
        return
    ready = json.loads((place / READY).read_text(encoding="utf-8"))
    if (place / ready["placed"][-1]).exists():
        (to / ready["placed"][-1]).unlink(missing_ok=True)  # until the new one is there, no set counts as complete
    (place / OLD).mkdir(exist_ok=True)
    for name in ready["gone"]:
        (to / name).unlink(missing_ok=True)
    for name in ready["placed"]:
        if not (place / name).exists():
            continue  # an earlier run has placed it
        if (to / name).exists():
            remove(place / OLD / name)
            (to / name).rename(place / OLD / name)
        (place / name).rename(to / name)
    (place / READY).unlink()
    remove(place)


def add_zip(to: Path, archive: str, names: Iterable[str]) -> None:
    """Write a zip file of the files `names` below `to` into `to`, and its checksum into SHA256SUMS."""
    part = to / f".{archive}.part"
    try:
        write_zip(part, to, names)
        sums = store.read_sums(to) | {archive: file_sum(part)}
        part.replace(to / archive)
        store.write_bytes(part, store.sums_bytes(sums))
        part.replace(to / store.SUMS)
    finally:
        part.unlink(missing_ok=True)


def write_zip(path: Path, base: Path, names: Iterable[str]) -> None:
    """A zip file of the files `names` below `base`. The same files give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(names):
            about = zipfile.ZipInfo(name, ZIP_DATE)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.create_system, about.external_attr = 3, 0o644 << 16
            archive.writestr(about, (base / name).read_bytes())


def file_sum(path: Path) -> str:
    """The sha256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def json_bytes(content: Mapping[str, Any]) -> bytes:
    """JSON for people to read."""
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
