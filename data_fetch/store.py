"""A set of files in a folder: complete or absent, and known by what made it.

Beside the data lies a *record* (JSON): what made the set, with size and sha256 of each file. All files are first
written under temporary names in the same folder and then renamed. The record comes first, the file that marks the set
as complete last, so whoever finds that last file finds all of the set.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from data_fetch.errors import FetchError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Writer = Callable[[BinaryIO], object]


@dataclass(frozen=True)
class Found:
    """What lies in a folder.

    `state`: *absent*; *incomplete* (we began it); *complete*; *foreign* (there are files that this package did not
    write, or that were changed since, so they could be lost for good).
    `record`: the record, empty where there is none. `surprise`: the name of a foreign file.
    """

    state: str
    record: Mapping[str, Any] = field(default_factory=dict)
    surprise: str = ""


def look(folder: Path, names: Sequence[str], record_name: str) -> Found:
    """What of the set of files `names` lies in `folder`. The last name is the one that marks it as complete.

    Raises FetchError where a file cannot be read.
    """
    try:
        here = [name for name in names if (folder / name).exists()]
        record = json.loads((folder / record_name).read_text(encoding="utf-8"))
        wanted = {name: record["files"][name]["sha256"] for name in names}
        if names[-1] not in here:  # an interrupted change: files of the old and of the new set may be mixed
            return Found("incomplete", record)
        changed = [name for name in here if sha256(folder / name) != wanted[name]]
    except (FileNotFoundError, NotADirectoryError):
        return Found("foreign", surprise=here[0]) if here else Found("absent")
    except (ValueError, LookupError, TypeError):
        return Found("foreign", surprise=record_name)
    except OSError as error:
        raise problem(error, folder) from error
    if changed:
        return Found("foreign", record, changed[0])
    return Found("complete" if len(here) == len(names) else "incomplete", record)


def check_writable(folder: Path) -> None:
    """Make `folder` where it is missing, and try it out. Raises FetchError where it cannot be written to."""
    trial = folder / ".trial.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            trial.write_bytes(b"?")
        finally:
            trial.unlink(missing_ok=True)
    except OSError as error:
        raise problem(error, folder) from error


def write_set(folder: Path, writers: Mapping[str, Writer], record: Mapping[str, Any], record_name: str) -> None:
    """Write each file of `writers` (name: function that writes it to a binary file), and the record.

    The last name of `writers` marks the set as complete. The record is `record` with `files` added to it.
    Raises FetchError where a file cannot be written. Whatever happens before all are written, an interrupt too, leaves
    the folder as it was. What happens while they are renamed leaves an incomplete set, which the next run replaces.
    """
    parts = {name: folder / f".{name}.part" for name in [record_name, *writers]}
    try:
        for name, write in writers.items():
            with parts[name].open("wb") as file:
                write(file)
        files = {name: {"bytes": parts[name].stat().st_size, "sha256": sha256(parts[name])} for name in writers}
        text = json.dumps({**record, "files": files}, indent=2, ensure_ascii=False)
        parts[record_name].write_text(text + "\n", encoding="utf-8")
        (folder / list(writers)[-1]).unlink(missing_ok=True)
        for name, part in parts.items():
            part.replace(folder / name)
    except OSError as error:
        raise problem(error, folder) from error
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink()


def sha256(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def problem(error: OSError, folder: Path) -> FetchError:
    """What the user can do about an error of the file system in the target folder."""
    if error.errno in FULL:
        return FetchError(
            f"There is no room left on the disk of {folder} ({error.strerror}). Free some, or choose another folder "
            "with --to. Then run the command again."
        )
    if isinstance(error, FileExistsError | NotADirectoryError):
        return FetchError(f"--to {folder}: a file is in the way. Choose a folder.")
    return FetchError(
        f"Cannot read or write in {folder} ({error.strerror or error}). Choose another folder with --to, or get the "
        "right to write there. Then run the command again."
    )
