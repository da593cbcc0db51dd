"""The notebooks in what a learning management system gives: zip files and folders, nothing unpacked to disk.

What a path says of its student, `grader.lms` reads. Names come from outside: no file is ever written under a name of
an archive.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import Path

from grader.lms.registry import WITH_LISTS, said_by
from grader.lms.system import Said
from grader.plain_text import one_line
from grader.reading.submission_file import LARGEST_BYTES

MOST_FILES = 20_000  # in one archive or folder
LONGEST_NAME = 1_000
LONGEST_SHOWN = 160
MOST_BYTES = 8 * 1024**3  # unpacked from one archive, each notebook twice; a class of 500 stays far below
_MOST_LIST = 50 * 1024**2
_NOTEBOOK = re.compile(r"\.ipynb(\.(json|txt))?$", re.IGNORECASE)
_NOBODYS = ("__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git", ".Trash-0")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Refused(Exception):
    """A file is not taken; the text is the reason, in one line."""


@dataclass(frozen=True)
class HandIn:
    """One notebook file. `parts` is its path inside the source, `changed` the date that its entry bears."""

    parts: tuple[str, ...]
    said: Said
    changed: datetime
    read: Callable[[], bytes] = field(repr=False, compare=False)

    @property
    def shown(self) -> str:
        """Return the path as one harmless line."""
        return one_line("/".join(self.parts), LONGEST_SHOWN)


@dataclass
class Sources:
    """All notebooks found, what was refused ({path: reason}), and files of students that are no notebooks."""

    hand_ins: list[HandIn] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    others: list[HandIn] = field(default_factory=list)

    def refuse(self, reason: str, *names: object) -> None:
        """Note why what is called so, an archive and its entry say, is not taken."""
        self.refused["/".join(one_line(name, LONGEST_SHOWN) for name in names)] = reason


def read_sources(paths: list[Path], zone: tzinfo) -> Sources:
    """Return what lies in zip files, folders and notebooks. `zone` is where times in folder names are local."""
    found = Sources()
    for path in paths:
        if path.is_symlink():
            found.refuse("it is a link: name the real file", path.name)
        elif path.is_dir():
            _read_folder(path, found, zone)
        elif path.is_file():
            _read_file(path, (path.name,), found, zone)
        else:
            found.refuse("there is no such file or folder", path)
    return found


# --- folders and files -------------------------------------------------------------------------------------


def _read_folder(folder: Path, found: Sources, zone: tzinfo) -> None:
    listed: dict[str, Said] = {}
    count = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOBODYS)
        for name in [name for name in folders if (Path(place) / name).is_symlink()]:
            found.refuse("it is a link", (Path(place) / name).relative_to(folder))
        for name in WITH_LISTS.keys() & files:
            listed |= WITH_LISTS[name].students_in(_first_bytes(Path(place) / name))
        for name in sorted(files):
            count += 1
            if count > MOST_FILES:
                found.refuse(f"only its first {MOST_FILES} files were looked at", folder.name)
                return
            path = Path(place) / name
            _read_file(path, path.relative_to(folder).parts, found, zone, listed)


def _read_file(path: Path, parts: tuple[str, ...], found: Sources, zone: tzinfo, listed: dict | None = None) -> None:
    if _is_nobodys(parts):
        return
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        found.refuse("it is a link or no ordinary file", "/".join(parts))
    elif path.suffix.lower() == ".zip":
        _read_zip(path, parts, found, zone)
    else:
        changed = datetime.fromtimestamp(status.st_mtime, zone)
        hand_in = HandIn(parts, said_by(parts, zone, listed or {}), changed, lambda: _file_bytes(path))
        (found.hand_ins if _NOTEBOOK.search(path.name) else found.others).append(hand_in)


def _file_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise Refused(f"it cannot be read: {error.strerror}") from None
    return _bounded(data)


def _first_bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return b""  # a pipe would never end
        with path.open("rb") as file:
            return file.read(_MOST_LIST)
    except OSError:
        return b""


def _bounded(data: bytes) -> bytes:
    if len(data) > LARGEST_BYTES:
        raise Refused(f"it is larger than {LARGEST_BYTES / 1024**2:.0f} MB")
    return data


# --- zip files ---------------------------------------------------------------------------------------------


def _read_zip(path: Path, parts: tuple[str, ...], found: Sources, zone: tzinfo) -> None:
    name = "/".join(parts)
    try:
        archive = _open(path)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except _UNREADABLE:
        found.refuse("it is no zip archive that can be read: download it again", name)
        return
    if len(entries) > MOST_FILES:
        found.refuse(f"it holds {len(entries)} files, the limit is {MOST_FILES}", name)
        return
    budget = _Budget(MOST_BYTES)
    listed: dict[str, Said] = {}
    for entry in entries:
        own = entry.filename.rpartition("/")[2]
        if own in WITH_LISTS:
            try:
                with archive.open(entry) as file:
                    listed |= WITH_LISTS[own].students_in(file.read(_MOST_LIST))
            except _UNREADABLE:
                found.refuse("it cannot be read", name, entry.filename)
    # The name of a zip of a whole class says nothing of one student; that of a student's own zip does.
    above = (path.stem,) if len(parts) > 1 or sum(bool(_NOTEBOOK.search(e.filename)) for e in entries) == 1 else ()
    for entry in entries:
        inner = tuple(part for part in entry.filename.replace("\\", "/").split("/") if part not in ("", "."))
        inside = (*parts[:-1], *above, *inner)
        if not inner or _is_nobodys(inner):
            continue
        if reason := _why_not(entry):
            found.refuse(reason, name, entry.filename)
        else:
            said = said_by(inside, zone, listed)
            hand_in = HandIn(inside, said, _date(entry, zone), _reader(path, entry, budget))
            (found.hand_ins if _NOTEBOOK.search(inner[-1]) else found.others).append(hand_in)


def _why_not(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is not taken, "" if it is. Its name is never written to, but such names are no accident."""
    name = entry.filename.replace("\\", "/")
    if len(name) > LONGEST_NAME:
        return f"its name is longer than {LONGEST_NAME} characters"
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "its name is an absolute path"
    if ".." in name.split("/"):
        return "its name leads out of the archive"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "it is a link or no ordinary file"
    if entry.flag_bits & 1:
        return "it is encrypted: unpack the archive with its password first"
    return ""


@dataclass
class _Budget:
    left: int


def _reader(path: Path, entry: zipfile.ZipInfo, budget: _Budget) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            # What is unpacked counts, not what the archive says of itself.
            with _open(path).open(entry) as file:
                data = file.read(LARGEST_BYTES + 1)
        except _UNREADABLE:
            raise Refused("the archive is damaged here: download it again") from None
        budget.left -= len(data)
        if budget.left < 0:
            raise Refused(f"the archive unpacks to more than {MOST_BYTES / 1024**3:.0f} GB")
        return _bounded(data)

    return read


def _open(path: Path) -> zipfile.ZipFile:
    """Return the archive; the last few stay open, because reading its list costs more than reading a notebook."""
    status = path.stat()
    return _open_archive(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _open_archive(path: Path, changed: int, size: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


def _date(entry: zipfile.ZipInfo, zone: tzinfo) -> datetime:
    try:
        return datetime(*entry.date_time, tzinfo=zone)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=zone)


def _is_nobodys(parts: tuple[str, ...]) -> bool:
    return any(part in _NOBODYS for part in parts) or parts[-1].startswith("._")
