"""Folders that come in one zip archive: fetched from the course, and unpacked, each whole or not at all."""

import os
import tempfile
import zipfile
from pathlib import Path

from tools.fetching import fetch_file, read_checksums


def fetch_named(address, name):
    """Download `name` from the students' folder at `address` into data/. SHA256SUMS there must name it."""
    checksums = read_checksums(address)
    if name not in checksums:
        raise ValueError(f"SHA256SUMS does not name {name}.")
    print("fetching", name, "...")
    fetch_file(address, name, checksums[name])


def unpack_parts(archive, parts, find):
    """Unpack into data/ those `parts` (folders and files) of a zip archive that `find` does not find: each whole."""
    print("unpacking", archive, "...")
    Path("data").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="data") as place:
        try:
            zipfile.ZipFile(archive).extractall(place)
        except zipfile.BadZipFile:
            raise ValueError(f"{archive} is damaged: was the upload finished? Delete it, and get it again.") from None
        for name in parts:
            for found in list(Path(place).rglob(name))[:1]:
                if find(name) is None:
                    os.replace(found, Path("data", name))


def bring_parts(needed, *, archive, address, find, assignment, also=()):
    """Unpack what is `needed` (and `also` these) from `archive`; return the names of what is missing then, with advice.

    `find(name)` is where something lies, or None. `address`: where the course keeps the archive, "" for nowhere.
    """
    if None in map(find, needed):
        try:
            if find(archive) is None and address:
                fetch_named(address, archive)
            if find(archive):
                unpack_parts(find(archive), [*needed, *also], find)
        except Exception as problem:  # no network, no such page, damaged, disk full: each has its own kind of error
            print(f"{archive} could not be fetched or unpacked:", problem)
    missing = [name for name in needed if find(name) is None]
    if missing:
        print("These are missing:", ", ".join(missing))
        print(f"Get {archive} from your course, and upload it beside this notebook. Then run this cell again.")
        print(f"(Whoever has the course repository makes it there with  python -m data_fetch {assignment} --to data )")
    return missing
