"""The files of a new assignment, from the skeleton that lies beside this module: all of them or none."""

from __future__ import annotations

import contextlib
import importlib.util
import keyword
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from grader.course import Course
from grader.errors import UserError

SKELETON = Path(__file__).parent / "skeleton"
LONGEST_NAME = 40  # characters; the name becomes a part of file names and of columns in grade files
_OURS = {"engine", "probes", "shared", "tools"}  # folders beside or within those of assignments
_NAME = "NAME"  # stands for the assignment's name in the skeleton's texts and paths


def skeleton_files(name: str) -> dict[str, str]:
    """Return {path within the course: text} of a new assignment called `name`."""
    files = {}
    for path in sorted(path for path in SKELETON.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        place = path.relative_to(SKELETON).as_posix()
        text = path.read_text(encoding="utf-8")
        files[_named(place, name)] = _named(text, name)
    return files


def check_name(course: Course, name: str) -> None:
    """Raise UserError if no new assignment of the course can be called `name`; the text says why."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UserError(f"{name!r} is no name for an assignment: take small letters, digits and _, like sound_waves.")
    if len(name) > LONGEST_NAME:
        raise UserError(f"the name has {len(name)} letters: take at most {LONGEST_NAME}.")
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise UserError(f"{name!r} is a word of Python itself: choose another name.")
    if name in _OURS:
        raise UserError(f"{name!r} is the name of a folder that assignments share: choose another name.")
    for path in _places(course, name):
        if os.path.lexists(path):
            raise UserError(f"{path.relative_to(course.root)} exists already: choose another name, or move it away.")
    # Its text runs as a script: a file of this name beside other texts would stand in for the module.
    if name in sys.stdlib_module_names or name in sys.modules or _is_module(name):
        raise UserError(
            f"{name!r} is a Python module, which the texts in source/ could then not import: choose another."
        )


def write_assignment(course: Course, name: str) -> list[Path]:
    """Write the files of a new assignment into the course; return them.

    Raises UserError if the name will not do or something of it exists, OSError if a file cannot be written; then
    nothing is left of it.
    """
    check_name(course, name)
    files = skeleton_files(name)
    with contextlib.ExitStack() as undo:
        folder = Path(tempfile.mkdtemp(prefix=".new-", dir=course.root))
        undo.callback(shutil.rmtree, folder, ignore_errors=True)
        for place, text in files.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        with contextlib.ExitStack() as back:
            for place in (f"source/{name}.py", f"tests/{name}", f"data_fetch/{name}.py"):
                to = course.root / place
                if not to.parent.is_dir():
                    to.parent.mkdir()
                    back.callback(to.parent.rmdir)
                back.callback(_remove, to)
                os.rename(folder / place, to)
            back.pop_all()  # everything is in its place
    return [course.root / place for place in files]


def _places(course: Course, name: str) -> list[Path]:
    """Return where files of an assignment lie, if it has any."""
    return [
        course.root / "source" / f"{name}.py",
        course.root / "source" / name,
        course.root / "data_fetch" / f"{name}.py",
        course.root / "data_fetch" / name,
        course.tests(name),
        course.release(name),
        course.solutions(name),
    ]


def _named(text: str, name: str) -> str:
    return re.sub(rf"\b{_NAME}\b", name, text)


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
