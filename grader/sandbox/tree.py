"""Watch over the processes of one graded cell: no kernel limit counts the memory of several together."""

from __future__ import annotations

import os
from pathlib import Path

from grader.sandbox.limits import Limits

_PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024
_FEW_FILES = 64  # so many have hardly any buffers
_BUFFER_KIB = 208  # net.core.wmem_default of Linux; a cell cannot ask for more


class Excess(Exception):
    """The processes use more than they may; the text says of what."""


class Tree:
    """The process `pid` and, if it may start others (`several`), all that descend from it."""

    def __init__(self, pid: int, limits: Limits, several: bool):
        self._pid, self._limits, self._several = pid, limits, several
        self._at_start = _resident_kib(pid)

    def pids(self) -> list[int]:
        """Return the processes that are there now, the first one first."""
        return _with_descendants(self._pid) if self._several else [self._pid]

    def check(self) -> None:
        """Raise Excess if there are too many processes or they use too much memory together."""
        pids = self.pids()
        if len(pids) > self._limits.processes + 1:
            raise Excess(f"it started more than {self._limits.processes} processes")
        most = self._limits.memory_mib * 1024
        buffers = sum(_buffers_kib(pid) for pid in pids)
        crude = buffers + sum(max(0, _resident_kib(pid) - self._at_start) for pid in pids)
        if crude <= most:
            return
        # Processes share pages: what the crude sum counts twice, this one divides among them.
        if len(pids) == 1 or buffers + sum(_proportional_kib(pid) for pid in pids) - self._at_start > most:
            raise Excess(f"it used more than {self._limits.memory_mib} MiB of memory")


def _buffers_kib(pid: int) -> int:
    """Return what the kernel may hold for a process in buffers of sockets: it counts as nobody's memory."""
    try:
        opened = os.listdir(f"/proc/{pid}/fd")
    except OSError:
        return 0
    return len(opened) * _BUFFER_KIB if len(opened) > _FEW_FILES else 0


def _with_descendants(first: int) -> list[int]:
    parents = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                stat = Path(entry.path, "stat").read_bytes()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat[stat.rindex(b")") + 4 :].split()[0])
    found, todo = [], [first]
    while todo:
        pid = todo.pop()
        found.append(pid)
        todo.extend(child for child, parent in parents.items() if parent == pid)
    return found


def _resident_kib(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE_KIB
    except (OSError, IndexError):
        return 0


def _proportional_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
