"""The notebooks in what a learning management system gives: zip files and folders, nothing unpacked to disk.

What a path says of its student is read here, in the ways of Brightspace, Canvas, Moodle and Gradescope. Names come
from outside: no file is ever written under a name of an archive.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import lru_cache
from pathlib import Path

from grader.handins.origins import BRIGHTSPACE, CANVAS, MOODLE, Origin
from grader.reading.submission_file import LARGEST_BYTES

MOST_FILES = 20_000  # in one archive or folder
LONGEST_NAME = 1_000
MOST_BYTES = 8 * 1024**3  # unpacked from one archive, each notebook twice; a class of 500 stays far below
_MOST_METADATA = 50 * 1024**2
_NOTEBOOK = re.compile(r"\.ipynb(\.(json|txt))?$", re.IGNORECASE)
_NOBODYS = ("__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git", ".Trash-0")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)

# 123456-789012 - Ada Lovelace - Nov 20, 2026 1015 AM
_BRIGHTSPACE = re.compile(r"\d+-\d+ ?- ?(?P<name>.+?) ?- ?(?P<when>[^-]*\d{4} \d{3,4} [AP]M)")
# lovelaceada_LATE_12345_678901_notebook-2.ipynb, or anon_LATE_xYz12_678901_notebook.ipynb where marking is anonymous
_CANVAS = re.compile(r"(?P<name>[^_/]+)_(?:LATE_)?(?P<user>\d+)_(?P<submission>\d+)_(?P<file>.+)")
_CANVAS_ANONYMOUS = re.compile(r"anon_(?:LATE_)?(?P<user>\w{5})_(?P<submission>\d+)_(?P<file>.+)")
# Ada Lovelace_123456_assignsubmission_file_/notebook.ipynb, or all in one name
_MOODLE = re.compile(r"(?P<name>.+?)_\d+_assignsubmission_file_?(?P<file>.*)")
_GRADESCOPE = re.compile(r"submission_\d+")
_STUDENT = re.compile(r"(?P<indent>[ -]{2,4}):?(?P<key>sid|email|created_at):\s*['\"]?(?P<value>[^'\"]{1,200})")
_METADATA = "submission_metadata.yml"


class Refused(Exception):
    """A file is not taken; the text is the reason, in one line."""


@dataclass(frozen=True)
class Said:
    """What a path, or the list of an archive, says of the student. Empty where it says nothing.

    `rest` is what students may have written themselves: the path without the system's own numbers and names;
    `origin` is the name by which the system takes something back for this student.
    """

    rest: str
    full_name: str = ""
    lms_user: str = ""
    ids: tuple[str, ...] = ()
    when: datetime | None = None
    version: tuple[int, int] = (0, 0)
    origin: Origin | None = None


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
        return shown("/".join(self.parts))


@dataclass
class Sources:
    """All notebooks found, what was refused ({path: reason}), and files of students that are no notebooks."""

    hand_ins: list[HandIn] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    others: list[HandIn] = field(default_factory=list)


def read_sources(paths: list[Path], zone: tzinfo) -> Sources:
    """Return what lies in zip files, folders and notebooks. `zone` is where times in folder names are local."""
    found = Sources()
    for path in paths:
        if path.is_symlink():
            found.refused[shown(path.name)] = "it is a link: name the real file"
        elif path.is_dir():
            _read_folder(path, found, zone)
        elif path.is_file():
            _read_file(path, (path.name,), found, zone)
        else:
            found.refused[shown(path)] = "there is no such file or folder"
    return found


def shown(path: object) -> str:
    """Return a name from outside as one printable line of bounded length."""
    name = "".join(c if c.isprintable() else "?" for c in str(path))
    return name if len(name) <= 160 else f"{name[:157]}..."


# --- folders and files -------------------------------------------------------------------------------------


def _read_folder(folder: Path, found: Sources, zone: tzinfo) -> None:
    metadata, count = {}, 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOBODYS)
        for name in [name for name in folders if (Path(place) / name).is_symlink()]:
            found.refused[shown((Path(place) / name).relative_to(folder))] = "it is a link"
        if _METADATA in files:
            metadata |= _gradescope_students(_first_bytes(Path(place) / _METADATA))
        for name in sorted(files):
            count += 1
            if count > MOST_FILES:
                found.refused[shown(folder.name)] = f"only its first {MOST_FILES} files were looked at"
                return
            path = Path(place) / name
            _read_file(path, path.relative_to(folder).parts, found, zone, metadata)


def _read_file(path: Path, parts: tuple[str, ...], found: Sources, zone: tzinfo, metadata: dict | None = None) -> None:
    if _is_nobodys(parts):
        return
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        found.refused[shown("/".join(parts))] = "it is a link or no ordinary file"
    elif path.suffix.lower() == ".zip":
        _read_zip(path, parts, found, zone)
    else:
        changed = datetime.fromtimestamp(status.st_mtime, zone)
        hand_in = HandIn(parts, _said(parts, zone, metadata or {}), changed, lambda: _file_bytes(path))
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
        with path.open("rb") as file:
            return file.read(_MOST_METADATA)
    except OSError:
        return b""


def _bounded(data: bytes) -> bytes:
    if len(data) > LARGEST_BYTES:
        raise Refused(f"it is larger than {LARGEST_BYTES / 1024**2:.0f} MB")
    return data


# --- zip files ---------------------------------------------------------------------------------------------


def _read_zip(path: Path, parts: tuple[str, ...], found: Sources, zone: tzinfo) -> None:
    name = shown("/".join(parts))
    try:
        archive = _open(path)
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except _UNREADABLE:
        found.refused[name] = "it is no zip archive that can be read: download it again"
        return
    if len(entries) > MOST_FILES:
        found.refused[name] = f"it holds {len(entries)} files, the limit is {MOST_FILES}"
        return
    budget = _Budget(MOST_BYTES)
    metadata = {}
    for entry in entries:
        if entry.filename.rpartition("/")[2] == _METADATA:
            try:
                with archive.open(entry) as file:
                    metadata |= _gradescope_students(file.read(_MOST_METADATA))
            except _UNREADABLE:
                found.refused[f"{name}/{shown(entry.filename)}"] = "it cannot be read"
    # The name of a zip of a whole class says nothing of one student; that of a student's own zip does.
    above = (path.stem,) if len(parts) > 1 or sum(bool(_NOTEBOOK.search(e.filename)) for e in entries) == 1 else ()
    for entry in entries:
        inner = tuple(part for part in entry.filename.replace("\\", "/").split("/") if part not in ("", "."))
        inside = (*parts[:-1], *above, *inner)
        if not inner or _is_nobodys(inner):
            continue
        if reason := _why_not(entry):
            found.refused[f"{name}/{shown(entry.filename)}"] = reason
        else:
            said = _said(inside, zone, metadata)
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


# --- what a path says --------------------------------------------------------------------------------------


def _said(parts: tuple[str, ...], zone: tzinfo, metadata: dict[str, Said]) -> Said:
    for index, part in enumerate(parts):
        rest = "/".join((*parts[:index], *parts[index + 1 :]))
        is_folder = index < len(parts) - 1
        if is_folder and _GRADESCOPE.fullmatch(part) and part in metadata:
            return replace(metadata[part], rest=rest)
        if is_folder and (match := _BRIGHTSPACE.fullmatch(part)):
            when = _brightspace_time(match["when"], zone)
            return Said(rest, match["name"], when=when, origin=Origin(BRIGHTSPACE, part))
        if match := _MOODLE.fullmatch(part):
            mine = f"{part}/" if is_folder else part.removesuffix(match["file"])
            return Said(f"{rest}/{match['file']}", match["name"], origin=Origin(MOODLE, mine))
        if not is_folder and (match := _CANVAS_ANONYMOUS.fullmatch(part)):
            return Said(f"{rest}/{match['file']}", origin=Origin(CANVAS, part))
        if not is_folder and (match := _CANVAS.fullmatch(part)):
            again = re.search(r"-(\d{1,4})\.ipynb", match["file"], re.IGNORECASE)
            version = (int(again[1]) if again else 0, int(match["submission"][:18]))
            mine = Origin(CANVAS, part)
            return Said(f"{rest}/{match['file']}", match["name"], match["user"], version=version, origin=mine)
    return Said("/".join(parts))


def _brightspace_time(text: str, zone: tzinfo) -> datetime | None:
    date, clock, half = text.rsplit(" ", 2)
    for form in ("%b %d, %Y", "%B %d, %Y", "%d %B, %Y", "%d %b, %Y", "%d %B %Y"):
        try:
            return datetime.strptime(f"{date.strip()} {clock.zfill(4)} {half}", f"{form} %I%M %p").replace(tzinfo=zone)
        except ValueError:
            continue
    return None


def _gradescope_students(raw: bytes) -> dict[str, Said]:
    """Return {folder: what the list says}. Only a few lines of it matter, so it is not read as YAML at all."""
    found: dict[str, Said] = {}
    folder, ids, when = "", [], None
    for line in raw.decode("utf-8", "replace").splitlines():
        if match := re.match(r"['\"]?(submission_\d+)['\"]?:", line):
            folder, ids, when = match[1], [], None
        match = _STUDENT.match(line)
        value = match["value"].strip() if match else ""
        if not folder or not value:
            continue
        # A submission stands two spaces deep, its students four; deeper things are its history and results.
        if match["key"] != "created_at":
            ids.append(value)
        elif len(match["indent"]) == 2:
            when = _iso_time(value)
        found[folder] = Said("", ids=tuple(ids), when=when)
    return found


def _iso_time(text: str) -> datetime | None:
    text = re.sub(r"(\.\d{6})\d*", r"\1", text.strip().replace(" Z", "+00:00").replace(" UTC", "+00:00"))
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time if time.tzinfo else None
