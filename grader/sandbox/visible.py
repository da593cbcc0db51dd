"""What of this machine a student's process may see: the system's programs and libraries, and this Python.

Folders are listed as narrowly as possible: a course may lie beside its environment, or under /usr in a container.
"""

from __future__ import annotations

import os
import site
import stat
import sys
import sysconfig
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_PROGRAMS = ("bin", "sbin", "lib", "lib32", "lib64")
_PARTS = {"/": _PROGRAMS, "/usr": (*_PROGRAMS, "libexec", "share"), "/usr/local": _PROGRAMS}  # its share holds data
_PYTHON_PARTS = ("bin", "lib", "lib64", "pyvenv.cfg")
_ETC = ("ld.so.cache", "localtime", "fonts", "alternatives")
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_OF_THE_SYSTEM = ("/etc", "/proc", "/sys", "/dev", "/boot", "/run", "/var")
FACTS = ("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/loadavg", "/sys/devices/system/cpu")


@lru_cache(maxsize=1)
def system_paths() -> tuple[Path, ...]:
    """Return the folders and files of the operating system that programs need."""
    listed = [Path(top, part) for top, parts in _PARTS.items() for part in parts]
    listed += [Path("/etc", name) for name in _ETC] + [Path("/nix/store")]
    return tuple(path for path in listed if path.exists())


@lru_cache(maxsize=1)
def python_paths() -> tuple[Path, ...]:
    """Return the folders of the running Python and its packages, under the names they are called by."""
    tops = {Path(top) for top in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)}
    tops |= {top.resolve() for top in tops}
    listed = {top / part for top in tops for part in _PYTHON_PARTS}
    listed |= {Path(path) for path in site.getsitepackages()}
    listed |= {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    listed.add(Path(os.path.realpath(sys.executable)).parent)
    return tuple(outermost(path for path in listed if path.exists()))


def all_paths() -> list[Path]:
    """Return everything that a student's process may read, its own facts in /proc and its scratch folder aside."""
    return [*system_paths(), *python_paths(), *(Path(path) for path in (*DEVICES, *FACTS))]


def sink() -> str:
    """Return a device that takes all that is written: not /dev/null where a program replaced it by a file.

    Such a file would fill the disk, and pass words from one student's process to the next.
    """
    return "/dev/null" if stat.S_ISCHR(os.stat("/dev/null").st_mode) else "/dev/zero"


def is_of_the_system(path: str) -> bool:
    """Return whether a path names what belongs to a system: no notebook's data lie there, on any machine."""
    parts = Path(os.path.normpath(path)).parts
    return len(parts) > 1 and "/" + parts[1] in _OF_THE_SYSTEM and parts[0] in ("/", "//")


def engine_path() -> Path:
    """Return the folder of this package: the sandbox process runs it, a student's process does not see it."""
    return Path(__file__).resolve().parents[1]


def outermost(paths: Iterable[Path]) -> list[Path]:
    """Return the paths that lie in no other one, sorted."""
    kept: list[Path] = []
    for path in sorted(set(paths)):
        if not any(path.is_relative_to(above) for above in kept):
            kept.append(path)
    return kept


def paths_that_show(folder: Path) -> list[Path]:
    """Return the visible folders that hold `folder`: it lies where a student's process can read."""
    folder = folder.resolve()
    return [path for path in (*system_paths(), *python_paths()) if folder.is_relative_to(path.resolve())]
