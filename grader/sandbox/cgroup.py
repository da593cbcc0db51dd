"""Cap the memory and the processes of a whole worker, where a control group (version 2) may be made."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path

_NEEDED = ("memory", "pids")
_ROOT = Path("/sys/fs/cgroup")


class NoControlGroup(Exception):
    """No control group may be made here; the text says why."""


class Group:
    """One control group. `remove` always, after the processes in it have ended."""

    def __init__(self, folder: Path):
        self.folder = folder

    @classmethod
    def make(cls, name: str, memory_mib: int, processes: int, parent: Path | None = None) -> Group:
        """Make a group with these caps below our own. Raises NoControlGroup."""
        group = cls((parent or delegated()) / name)
        try:
            group.folder.mkdir()
            group.cap(memory_mib, processes)
        except OSError as error:
            with contextlib.suppress(OSError):
                group.folder.rmdir()
            raise NoControlGroup(str(error)) from None
        return group

    def cap(self, memory_mib: int, processes: int) -> None:
        """Set how much memory and how many processes the group may have. Raises OSError."""
        (self.folder / "memory.max").write_text(str(memory_mib * 2**20))
        (self.folder / "pids.max").write_text(str(processes))
        with contextlib.suppress(OSError):
            (self.folder / "memory.swap.max").write_text("0")

    def command(self, words: list[str]) -> list[str]:
        """Return a command that runs `words` in this group from its first instruction on."""
        return ["/bin/sh", "-c", 'echo $$ > "$0" && exec "$@"', str(self.folder / "cgroup.procs"), *words]

    def remove(self) -> None:
        """End what is left in the group, and the group."""
        with contextlib.suppress(OSError):
            (self.folder / "cgroup.kill").write_text("1")
        for _ in range(50):  # the kernel takes a moment to end them
            try:
                self.folder.rmdir()
                return
            except FileNotFoundError:
                return
            except OSError:
                time.sleep(0.02)


def delegated(root: Path = _ROOT, own: Path = Path("/proc/self/cgroup")) -> Path:
    """Return the group below which we may make others with caps. Raises NoControlGroup."""
    if not (root / "cgroup.controllers").is_file():
        raise NoControlGroup("control groups of version 2 are not mounted at /sys/fs/cgroup")
    lines = own.read_text().splitlines()
    path = next((line[3:] for line in lines if line.startswith("0::")), "/")
    folder = root / path.lstrip("/")
    for candidate in (folder, folder.parent):
        if candidate.is_relative_to(root) and os.access(candidate, os.W_OK) and _hands_down(candidate):
            return candidate
    raise NoControlGroup("our control group may not be divided (`systemd-run --user --scope -p Delegate=yes` may help)")


def _hands_down(folder: Path) -> bool:
    """Return whether groups below `folder` can have caps, after asking for it."""

    def given(file: str) -> set[str]:
        try:
            return set((folder / file).read_text().split())
        except OSError:
            return set()

    if not set(_NEEDED) <= given("cgroup.controllers"):
        return False
    if not set(_NEEDED) <= given("cgroup.subtree_control"):
        with contextlib.suppress(OSError):  # refused while processes are in this very group
            (folder / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in _NEEDED))
    return set(_NEEDED) <= given("cgroup.subtree_control")
