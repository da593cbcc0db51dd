"""The notebooks in what a learning management system gives: zip files and folders, nothing unpacked to disk.

What a path says of its student, `grader.lms` reads. Names come from outside: no file is ever written under a name of
an archive.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path

from grader.grading.up_to_date import TIMESTAMP
from grader.lms.registry import WITH_LISTS, said_by
from grader.lms.system import Said
from grader.plain_text import one_line
from grader.reading.submission_file import LARGEST_BYTES
from grader.times import first_line, read_time

MOST_FILES = 20_000  # in one archive or folder
LONGEST_NAME = 1_000
LONGEST_SHOWN = 160
MOST_BYTES = 8 * 1024**3  # unpacked from one archive, each notebook twice; a class of 500 stays far below
_MOST_LIST = 50 * 1024**2
_LARGEST_INNER = 256 * 1024**2  # a student's own zip is unpacked in memory
_DEEPEST = 2  # zips in zips in a zip
_SAYS_UTF8 = 0x800  # the flag in an entry
_NOTEBOOK = re.compile(r"\.ipynb(\.(json|txt))?$", re.IGNORECASE)
_NOBODYS = ("__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git", ".Trash-0")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Refused(Exception):
    """A file is not taken; the text is the reason, in one line."""


@dataclass(frozen=True)
class HandIn:
    """One file. `parts` is its path inside the source, `changed` the date that its entry bears.

    `packed` tells that a student's own archive held it: then all in it may be written by the student.
    """

    parts: tuple[str, ...]
    said: Said
    changed: datetime
    read: Callable[[], bytes] = field(repr=False, compare=False)
    packed: bool = False

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
        before = len(found.hand_ins), len(found.others)
        if path.is_symlink():
            found.refuse("it is a link: name the real file", path.name)
        elif path.is_dir():
            _read_folder(path, found, zone)
        elif path.is_file():
            _read_file(path, (path.name,), found, zone)
        else:
            found.refuse("there is no such file or folder", path)
        _take_times(found, *before)
    return found


def _take_times(found: Sources, first: int, first_other: int) -> None:
    """Give notebooks the time of the `timestamp.txt` beside them, as nbgrader's exchange writes it.

    A platform's folder and a student's own zip may hold such a file, too: that one the student has written.
    """
    times = {
        other.parts[:-1]: other
        for other in found.others[first_other:]
        if other.parts[-1] == TIMESTAMP and not (other.packed or other.said.system)
    }
    for index, hand_in in enumerate(found.hand_ins[first:], start=first):
        beside = times.get(hand_in.parts[:-1])
        if beside is None or hand_in.packed or hand_in.said.when or hand_in.said.system:
            continue
        try:
            text = first_line(beside.read())
        except Refused:
            text = "unreadable"
        when = read_time(text, UTC)
        said = replace(hand_in.said, when=when, written_time="" if when else text)
        found.hand_ins[index] = replace(hand_in, said=said)


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
    # The name of a zip of a whole class says nothing of one student; that of a student's own zip does.
    above = (*parts[:-1], path.name) if len(parts) > 1 else None
    _read_archive(_PackedHandIns(path), parts, above, found, zone, {}, _Budget(MOST_BYTES))


def _read_archive(
    archive: _PackedHandIns,
    shown: tuple[str, ...],
    above: tuple[str, ...] | None,
    found: Sources,
    zone: tzinfo,
    listed: dict[str, Said],
    budget: _Budget,
) -> None:
    """Take what an archive holds; its files lie under `above`. A zip in it is opened like the hand-in that it is."""
    name = "/".join(shown)
    try:
        entries = [entry for entry in archive.open().infolist() if not entry.is_dir()]
    except Refused as error:
        return found.refuse(str(error), name)
    except _UNREADABLE:
        return found.refuse("it is no zip archive that can be read: download it again", name)
    if len(entries) > MOST_FILES:
        return found.refuse(f"it holds {len(entries)} files, the limit is {MOST_FILES}", name)
    if archive.depth == 0:
        for entry in entries:
            own = entry.filename.rpartition("/")[2]
            if own in WITH_LISTS:
                try:
                    with archive.open().open(entry) as file:
                        listed |= WITH_LISTS[own].students_in(file.read(_MOST_LIST))
                except _UNREADABLE:
                    found.refuse("it cannot be read", name, entry.filename)
    if above is None:
        one = sum(bool(_NOTEBOOK.search(entry.filename)) for entry in entries) == 1
        above = (archive.path.name,) if one else ()
    for entry in entries:
        inner = tuple(part for part in _name(entry).replace("\\", "/").split("/") if part not in ("", "."))
        inside = (*above, *inner)
        if not inner or _is_nobodys(inner):
            continue
        if reason := _why_not(entry):
            found.refuse(reason, name, _name(entry))
        elif inner[-1].lower().endswith(".zip") and archive.depth < _DEEPEST:
            _read_archive(archive.inner(entry, budget), (*shown, *inner), inside, found, zone, listed, budget)
        else:
            said = said_by(inside, zone, listed)
            hand_in = HandIn(inside, said, _date(entry, zone), _reader(archive, entry, budget), bool(above))
            (found.hand_ins if _NOTEBOOK.search(inner[-1]) else found.others).append(hand_in)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return a name as it was meant: some programs write UTF-8 and do not say so."""
    name = entry.filename
    if not entry.flag_bits & _SAYS_UTF8 and not name.isascii():
        with contextlib.suppress(ValueError):
            name = name.encode("cp437").decode("utf-8")
    return unicodedata.normalize("NFC", name)


def _why_not(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is not taken, "" if it is. Its name is never written to, but such names are no accident."""
    name = _name(entry).replace("\\", "/")
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

    def spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Refused(f"the archive unpacks to more than {MOST_BYTES / 1024**3:.0f} GB")


@dataclass(frozen=True)
class _PackedHandIns:
    """A zip file, or one in it: `chain` leads to it from the file at `path`."""

    path: Path
    chain: tuple[zipfile.ZipInfo, ...] = ()
    budget: _Budget = field(default_factory=lambda: _Budget(MOST_BYTES))

    @property
    def depth(self) -> int:
        return len(self.chain)

    def inner(self, entry: zipfile.ZipInfo, budget: _Budget) -> _PackedHandIns:
        return _PackedHandIns(self.path, (*self.chain, entry), budget)

    def open(self) -> zipfile.ZipFile:
        """Return the archive; the last few stay open, as reading a list costs more than a notebook. Raises Refused."""
        status = self.path.stat()
        archive = _open_file(self.path, status.st_mtime_ns, status.st_size)
        for depth, entry in enumerate(self.chain, start=1):
            key = (self.path, status.st_mtime_ns, status.st_size, *(e.header_offset for e in self.chain[:depth]))
            if key not in _inner_archives:
                with archive.open(entry) as file:
                    data = file.read(_LARGEST_INNER + 1)
                if len(data) > _LARGEST_INNER:
                    raise Refused(f"it is larger than {_LARGEST_INNER / 1024**2:.0f} MB")
                self.budget.spend(len(data))
                _inner_archives.clear()  # one at a time: they lie in memory
                _inner_archives[key] = zipfile.ZipFile(io.BytesIO(data))
            archive = _inner_archives[key]
        return archive


_inner_archives: dict[tuple, zipfile.ZipFile] = {}


def _reader(archive: _PackedHandIns, entry: zipfile.ZipInfo, budget: _Budget) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            # What is unpacked counts, not what the archive says of itself.
            with archive.open().open(entry) as file:
                data = file.read(LARGEST_BYTES + 1)
        except _UNREADABLE:
            raise Refused("the archive is damaged here: download it again") from None
        budget.spend(len(data))
        return _bounded(data)

    return read


@lru_cache(maxsize=4)
def _open_file(path: Path, changed: int, size: int) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)


def _date(entry: zipfile.ZipInfo, zone: tzinfo) -> datetime:
    try:
        return datetime(*entry.date_time, tzinfo=zone)
    except ValueError:
        return datetime(1980, 1, 1, tzinfo=zone)


def _is_nobodys(parts: tuple[str, ...]) -> bool:
    return any(part in _NOBODYS for part in parts) or parts[-1].startswith("._")
