"""Find and read what a student handed in: any file may come, and each bad one gets a plain reason.

`read_submission` promises little about the cells (repair.py mends them). It promises that the file is a
notebook, that it is small enough to work on, and that it has the shape of nbformat 4.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import os
import re
import stat
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode, from_dict

from grader.errors import UserError
from grader.plain_text import one_line, some
from grader.reading.mend import plain

LARGEST_BYTES = 100 * 1024 * 1024
MOST_CELLS = 10_000
ORIGINAL_ENCODING = "orig_encoding"  # in the metadata of a notebook that was not saved as UTF-8
# A file of nothing but brackets becomes gigabytes of Python objects. Real notebooks stay far below.
MOST_CONTAINERS = 3_000_000

_NOT_STUDENTS_WORK = (".ipynb_checkpoints", "__MACOSX", "__pycache__", ".git", ".Trash-0")
_NOTEBOOK_NAME = re.compile(r"\.ipynb(\.(json|txt))?$", re.IGNORECASE)
_COMMA_TOO_MANY = re.compile(r",\s*[\]}]")
_OTHER_FILES = (
    (b"%PDF", "it is a PDF file, not a notebook"),
    (b"PK\x03\x04", "it is a zip archive (or an Office file), not a notebook"),
    (b"\x1f\x8b", "it is a gzip archive, not a notebook"),
    (b"\x89PNG", "it is a picture, not a notebook"),
)


class UnreadableSubmission(UserError):
    """The file or folder cannot be graded; the text is the reason, in one line."""


def read_submission(path: Path) -> NotebookNode:
    """Read the notebook at `path`, whatever wrote it: nbformat 2 to 4, with or without a byte order mark.

    The result has `cells` (a list, not checked further), `metadata` (a dict), `nbformat` 4 and the file's own
    `nbformat_minor`; `metadata` tell of an older major version (`orig_nbformat`), and of another encoding than UTF-8.
    Raises UnreadableSubmission.
    """
    return parse_submission(read_bytes(path))


def parse_submission(raw: bytes) -> NotebookNode:
    """Return the notebook that a file holds, as `read_submission` does. Raises UnreadableSubmission."""
    if not raw.strip():
        raise UnreadableSubmission("the file is empty")
    if not raw.strip(b"\0 \r\n\t"):
        raise UnreadableSubmission("the file holds only zero bytes: it was not saved or copied completely")
    for start, reason in _OTHER_FILES:
        if raw.startswith(start):
            raise UnreadableSubmission(reason)
    text, encoding = _decode(raw)
    notebook = _as_version_4(_parse(text))
    notebook.metadata.pop(ORIGINAL_ENCODING, None)
    if encoding:
        notebook.metadata[ORIGINAL_ENCODING] = encoding
    return notebook


def submission_hash(path: Path) -> str:
    """Return a hash of the file's bytes, as `file_hash` does. Raises UnreadableSubmission as `read_submission` does."""
    return hashlib.sha256(read_bytes(path)).hexdigest()


def find_notebook(folder: Path, name: str) -> tuple[Path, list[str]]:
    """Return the file in `folder` that is the notebook `name`, and notes on how it was found (often none).

    Browsers and Drive rename files ("Copy of x (1).ipynb"), students put their name in. The best name wins,
    then the newest file; an empty file only counts if there is no other. Raises UnreadableSubmission.
    A link is no folder of a student: it leads to another's work, or to what is none.
    """
    for place in (folder, folder.parent):
        if os.path.islink(place):
            raise UnreadableSubmission(
                f"the folder {one_line(place.name, 80)} is a link: put the files themselves there"
            )
    try:
        found = _notebooks_in(folder)
    except OSError as error:
        raise UnreadableSubmission(f"the folder cannot be read: {_os_reason(error)}") from None
    if not found:
        raise UnreadableSubmission(_what_else(folder))
    ranked = sorted(found, key=lambda path: _rank(path, folder, name))
    best, exact = ranked[0], f"{name}.ipynb"
    shown = one_line(best.relative_to(folder), 80)
    if best == folder / exact:
        copies = [path for path in ranked[1:] if _likeness(path.name, name) <= _COPY]
        return best, [f"Took {exact}; {_listed(copies, folder)} left aside."] if copies else []
    why = f"{exact} is empty" if folder / exact in found else f"there is no {exact}"
    most = f", and of {len(ranked)} notebooks its name and date fit best" if len(ranked) > 1 else ""
    return best, [f"Took {shown}: {why}{most}."]


# --- reading -----------------------------------------------------------------------------------------------


def read_bytes(path: Path) -> bytes:
    """Return what a handed-in file holds. Raises UnreadableSubmission if it is too large or no file.

    Nothing of a file that is too large is read, and nothing waits for what is no file.
    """
    try:
        _refuse(path.stat())  # to open a device may do something
        # By now another thing may be called so, a pipe say: to open it must not block.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            _refuse(os.fstat(file.fileno()))
            raw = file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableSubmission(f"the file cannot be read: {_os_reason(error)}") from None
    if len(raw) > LARGEST_BYTES:
        raise _too_large(len(raw))
    return raw


def _refuse(status: os.stat_result) -> None:
    """Raise UnreadableSubmission if this is no file, or too large a one."""
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableSubmission(f"it is {_kind(status)}, not a file")
    if status.st_size > LARGEST_BYTES:
        raise _too_large(status.st_size)


def _too_large(size: int) -> UnreadableSubmission:
    found, limit = size / 1024**2, LARGEST_BYTES / 1024**2
    return UnreadableSubmission(
        f"the file is too large: {found:.0f} MB, the limit is {limit:.0f} MB (clear outputs with long prints)"
    )


def _kind(status: os.stat_result) -> str:
    """Return what something is that is no file."""
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFLNK: "a link"}
    return kinds.get(stat.S_IFMT(status.st_mode), "a device")


def _os_reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "no permission"
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    return getattr(error, "strerror", None) or type(error).__name__


def _single_byte_rest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    rest = error.object[error.start : error.end]
    try:
        return rest.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return rest.decode("latin-1"), error.end


codecs.register_error("grader.single_byte_rest", _single_byte_rest)


def _decode(raw: bytes) -> tuple[str, str]:
    """Return the text of a file, and its encoding as people call it, "" if that is UTF-8."""
    encoding = json.detect_encoding(raw)
    if not encoding.startswith("utf-8"):
        return raw.decode(encoding, "replace").lstrip("\ufeff"), encoding[:6].upper()
    try:
        return raw.decode("utf-8").lstrip("\ufeff"), ""
    except UnicodeDecodeError:
        # Some tools write one such character into a UTF-8 file: read that byte as what it was meant to be.
        return raw.decode("utf-8", "grader.single_byte_rest").lstrip("\ufeff"), "Windows-1252 or Latin-1"


def _parse(text: str) -> Any:
    text = text.strip("\0 \r\n\t\ufeff")
    if text.count("[") + text.count("{") > MOST_CONTAINERS:
        raise UnreadableSubmission("the file holds millions of nested lists: this is not a student's notebook")
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise UnreadableSubmission(_json_reason(text, error)) from None
    except RecursionError:
        raise UnreadableSubmission("the file is nested too deeply to be a notebook") from None
    except (ValueError, MemoryError):
        raise UnreadableSubmission("the file is not valid JSON (a number is far too long)") from None


def _json_reason(text: str, error: json.JSONDecodeError) -> str:
    start = text[:400].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml")):
        return "it is a web page, not a notebook (save the notebook itself, not the page that shows it)"
    if not start.startswith(("{", "[")):
        return "it is not a notebook: the file is not JSON"
    if error.msg == "Extra data":
        return f"text stands behind the end of the notebook (line {error.lineno}): take it out, the rest is complete"
    if comma := _COMMA_TOO_MANY.match(text, text.rfind(",", 0, error.pos + 1)):
        line = text.count("\n", 0, comma.start()) + 1
        return f"the file is not valid JSON (line {line}: a comma too many before the bracket that closes)"
    if error.pos >= len(text) - 1 or error.msg.startswith("Unterminated string"):
        return f"the file is cut off at line {error.lineno}: saving or uploading it stopped half-way"
    if re.search(r"^(<<<<<<<|>>>>>>>) ", text, re.MULTILINE):
        return "the file holds the marks of a git merge conflict, so it is not valid JSON"
    return f"the file is not valid JSON (line {error.lineno})"


def _as_version_4(data: Any) -> NotebookNode:
    if not isinstance(data, dict):
        raise UnreadableSubmission("it is JSON, but not a notebook")
    if not isinstance(data.get("cells"), list) and isinstance(data.get("worksheets"), list):
        data = _upgraded(data)
    metadata, cells = data.get("metadata"), data.get("cells")
    if not isinstance(cells, list):
        raise UnreadableSubmission("it is JSON, but not a notebook: it has no cells")
    _refuse_too_many(len(cells))
    minor = data.get("nbformat_minor")
    minor = minor if isinstance(minor, int) and not isinstance(minor, bool) and minor >= 0 else 0
    metadata = plain(metadata) if isinstance(metadata, dict) else {}
    return from_dict({"cells": plain(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": minor})


def _upgraded(data: dict) -> NotebookNode:
    """Return a notebook of nbformat 2 or 3, as Jupyter wrote them before 2015, as nbformat 4."""
    version = 2 if data.get("nbformat") == 2 else 3
    _refuse_too_many(sum(len(sheet["cells"]) for sheet in data["worksheets"] if _has_cells(sheet)))
    try:
        old = nbformat.reader.reads(json.dumps({**plain(data), "nbformat": version}))
        old = nbformat.convert(old, 3)
        nbformat.validate(old)  # else `convert` logs page by page what is wrong, and goes on
        upgraded = nbformat.convert(old, 4)
        for cell in upgraded.cells:
            del cell["id"]  # drawn at random, and a submission is read the same each time
        upgraded.metadata.orig_nbformat = version
    except Exception as error:  # what nbformat raises on malformed cells is not defined
        raise UnreadableSubmission(
            f"it is a malformed notebook of nbformat {version} ({type(error).__name__}): save it anew with Jupyter"
        ) from None
    return upgraded


def _has_cells(sheet: Any) -> bool:
    return isinstance(sheet, dict) and isinstance(sheet.get("cells"), list)


def _refuse_too_many(cells: int) -> None:
    if cells > MOST_CELLS:
        raise UnreadableSubmission(f"the notebook has {cells} cells, the limit is {MOST_CELLS}")


# --- finding -----------------------------------------------------------------------------------------------

_EXACT, _SAME_WORDS, _COPY, _HOLDS_NAME, _OTHER = range(5)


def _notebooks_in(folder: Path) -> list[Path]:
    """Return the notebooks in `folder`; those in folders below it only if there are none at the top."""
    found: list[tuple[int, Path]] = []
    inside = folder.resolve()
    for place, folders, files in os.walk(folder, onerror=_only_top_error(folder)):
        folders[:] = sorted(name for name in folders if name not in _NOT_STUDENTS_WORK)
        depth = len(Path(place).relative_to(folder).parts)
        if depth >= 4:
            folders.clear()
        for name in files:
            path = Path(place) / name
            if _NOTEBOOK_NAME.search(name) and not name.startswith("._") and os.path.isfile(path):
                if not path.resolve().is_relative_to(inside):
                    continue  # a link to somebody else's work
                found.append((depth, path))
    top = min((depth for depth, _ in found), default=0)
    return [path for depth, path in found if depth == top]


def _only_top_error(folder: Path):
    def raise_or_pass(error: OSError) -> None:
        if error.filename is None or Path(error.filename) == folder:
            raise error

    return raise_or_pass


def _rank(path: Path, folder: Path, name: str) -> tuple:
    try:
        status = path.stat()
        empty, age = status.st_size == 0, -status.st_mtime
    except OSError:
        empty, age = True, 0.0
    likeness = _likeness(path.name, name)
    closeness = -SequenceMatcher(None, _words(path.name), name.lower()).ratio() if likeness == _OTHER else 0.0
    return empty, likeness, round(closeness, 1), age, path.name


def _likeness(file_name: str, name: str) -> int:
    """Return how well a file's name fits: the smaller the better."""
    stem = _NOTEBOOK_NAME.sub("", file_name)
    if file_name == f"{name}.ipynb":
        return _EXACT
    if _letters(stem) == _letters(name):
        return _SAME_WORDS
    if _letters(_words(file_name)) == _letters(name):
        return _COPY
    return _HOLDS_NAME if _letters(name) in _letters(stem) else _OTHER


def _words(file_name: str) -> str:
    """Return a file's name without what browsers, Drive and people add to a copy's name."""
    stem = _NOTEBOOK_NAME.sub("", file_name).lower()
    for _ in range(4):
        stem = re.sub(r"^(copy|kopie) (of|von) |^copie de |^copia de ", "", stem.strip())
        stem = re.sub(r"([ _-]*\(\d{1,4}\)|[ _-]+copy\d{0,3}|-checkpoint|[ _-]+(final|new|v?\d{1,2}))$", "", stem)
    return stem.strip()


def _letters(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", words.lower())


def _what_else(folder: Path) -> str:
    try:
        others = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        others = []
    if not others:
        return "nothing was handed in: the folder is empty"
    odd = [why for name in others if _NOTEBOOK_NAME.search(name) and (why := _why_not(folder / name, folder))]
    if odd:
        return odd[0]
    hint = " (unpack the archive)" if any(name.lower().endswith((".zip", ".rar", ".7z")) for name in others) else ""
    return f"there is no notebook (.ipynb) in the folder, only {some([one_line(Path(n), 80) for n in others], 3)}{hint}"


def _why_not(path: Path, folder: Path) -> str:
    """Return why something that is called like a notebook is none, "" if its name alone does not fit."""
    name = one_line(path.name, 80)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return f"{name} is {_kind(status)}, not a file"
    except OSError as error:
        broken = path.is_symlink() and isinstance(error, FileNotFoundError)
        return f"{name} is a link to nothing" if broken else f"{name} cannot be read: {_os_reason(error)}"
    return "" if path.resolve().is_relative_to(folder.resolve()) else f"{name} is a link to a file outside the folder"


def _listed(paths: list[Path], folder: Path) -> str:
    return some([one_line(path.relative_to(folder), 80) for path in paths], 3)
