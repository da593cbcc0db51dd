"""A set of files in a folder: complete or absent, and known by what made it.

Beside the data lies a *record* (JSON): what made the set, and the sha256 of each file. All files are first written
under temporary names in the same folder and then renamed. The last file of a set marks it as complete: it goes first
and comes last, so whoever finds it finds all of the set.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from data_fetch import FetchError

SUMS = "SHA256SUMS"
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextlib.contextmanager
def explained(folder: Path) -> Iterator[None]:
    """Within it, an error of the file system becomes a FetchError that says what to do about the folder."""
    try:
        yield
    except OSError as error:
        raise FetchError(explanation(error, folder, "--to")) from error


def explanation(error: OSError, folder: Path, option: str) -> str:
    """What to do about an error of the file system in the folder that the user names with `option`."""
    if error.errno in FULL:
        return f"There is no room left on the disk of {folder}. Free some, or choose another folder with {option}."
    if isinstance(error, FileExistsError | NotADirectoryError):
        return f"{option} {folder}: a file is in the way. Choose a folder."
    return (
        f"Cannot read or write in {folder} ({error.strerror or error}). Choose another folder with {option}, or "
        "get the right to write there."
    )


def look(folder: Path, names: Sequence[str], record_name: str, hint: str = "") -> dict[str, Any]:
    """The record of the set of files `names` in `folder`. Empty if the set is not there, or not complete.

    `hint`: what else the user may do about unknown files, a sentence that begins with a space.
    Raises FetchError where files of these names would be lost for good: nobody knows what made them, or they were
    changed since. Raises OSError where a file cannot be read.
    """
    here = [name for name in names if (folder / name).exists()]
    if not here:
        return {}
    strange = here[0]
    with contextlib.suppress(FileNotFoundError, ValueError, LookupError, TypeError):
        record = json.loads((folder / record_name).read_text(encoding="utf-8"))
        wanted = {name: record["files"][name] for name in names}
        if names[-1] not in here:  # an interrupted change: files of the old and of the new set may be mixed
            return {}
        changed = [name for name in here if sha256((folder / name).read_bytes()) != wanted[name]]
        if not changed:
            return record if len(here) == len(names) else {}
        strange = changed[0]
    raise FetchError(
        f"{folder / strange} was not made by this command, or was changed since. Choose another folder with --to, or "
        f"replace the files there with --force.{hint}"
    )


def make_writable(folder: Path) -> None:
    """Make `folder` where it is missing, and try it out. Raises OSError where it cannot be written to."""
    folder.mkdir(parents=True, exist_ok=True)
    trial = folder / ".trial.part"
    try:
        write_bytes(trial, b"?")
    finally:
        trial.unlink(missing_ok=True)


def write_set(folder: Path, files: Mapping[str, bytes], record_name: str, record: Mapping[str, Any]) -> None:
    """Write `files` (name: content) into `folder`, and beside them the record, to which their checksums are added.

    The checksums also go to SHA256SUMS, for `sha256sum -c` and for the students' notebook, which fetches by it.

    Checksums of other files of the set, which stay as they are, may be in the record already. The last of `files` marks
    the set as complete. Raises OSError where a file cannot be written.
    Whatever happens before all are written, an interrupt too, leaves the folder as it was. What happens while they
    are renamed leaves an incomplete set, which the next run replaces.
    """
    sums = record.get("files", {}) | {name: sha256(content) for name, content in files.items()}
    text = json.dumps({**record, "files": sums}, indent=2, ensure_ascii=False) + "\n"
    listed = sums_bytes(sums | other_sums(folder, set(sums)))
    contents = {record_name: text.encode(), SUMS: listed, **files}
    parts = {name: folder / f".{name}.part" for name in contents}
    try:
        for name, content in contents.items():
            write_bytes(parts[name], content)
        (folder / list(files)[-1]).unlink(missing_ok=True)
        for name, part in parts.items():
            part.replace(folder / name)
    finally:
        for part in parts.values():
            with contextlib.suppress(OSError):
                part.unlink()


def sums_bytes(sums: Mapping[str, str]) -> bytes:
    """The content of SHA256SUMS for checksums by name: `sha256sum -c` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode()


def read_sums(folder: Path) -> dict[str, str]:
    """The checksums by name in SHA256SUMS of `folder`. None where there is no such file, or another kind of file."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    return {}


def other_sums(folder: Path, own: Set[str]) -> dict[str, str]:
    """Those checksums in SHA256SUMS of `folder` that belong to another set: to files there whose first part of the
    name is not in `own`."""
    return {
        name: digest
        for name, digest in read_sums(folder).items()
        if name.split("/")[0] not in own and (folder / name).exists()
    }


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file. The one place where this package does so."""
    path.write_bytes(content)


def sha256(content: bytes) -> str:
    """The sha256 of `content`."""
    return hashlib.sha256(content).hexdigest()
