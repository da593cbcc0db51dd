"""How long student code has run by its own clock: a busy machine makes nobody late.

The own time of a call is its wall time less the time in which a thread could have run and got no processor. Linux
counts that for each thread, in the second number of /proc/PID/schedstat (kernel documentation, "Scheduler
Statistics"). Where a kernel does not count it, own time is wall time.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_NANO = 1e-9
_LOOK_SECONDS = 0.1  # a wait counts when it is over: nobody is late by less than this


@dataclass(frozen=True)
class Used:
    """Seconds of processor time that threads had, and the longest time that one of them waited for a processor."""

    ran: float = 0.0
    waited: float = 0.0


def is_counted() -> bool:
    """Return whether this kernel counts how long a thread waited for a processor."""
    return Path("/proc/self/schedstat").is_file()


def open_counts(of: str) -> int | None:
    """Open the counts of a process or thread of /proc, to read them again and again; None where there are none."""
    try:
        return os.open(f"/proc/{of}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None


def counts(opened: int | None) -> Used:
    """Return what a thread has used since it began; nothing if it is gone or was not counted."""
    try:
        ran, waited = (os.pread(opened, 100, 0) if opened is not None else b"0 0").split()[:2]
    except OSError:
        return Used()
    return Used(int(ran) * _NANO, int(waited) * _NANO)


def of_threads(pids: list[int], but: int) -> Used:
    """Return what all threads of these processes have used together, without the thread `but`."""
    ran = waited = 0.0
    for pid in pids:
        for path in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            if path.parent.name != str(but):
                with contextlib.suppress(OSError):
                    this = [int(number) * _NANO for number in path.read_text().split()[:2]]
                    ran, waited = ran + this[0], max(waited, this[1])
    return Used(ran, waited)


class CallClock:
    """The clock of one call of a cell: it stands still while we work, and while the cell or we wait for a processor.

    `cell` and `ours` are opened counts of the two threads that talk; `others` asks what further threads of the cell
    have used since they began. That is asked only when time seems to be up. It cannot be stretched: a cell that
    starves itself with many threads is out of time when together they had `most` seconds of processors.
    """

    def __init__(self, seconds: float, most: float, cell: int | None, ours: int | None, others: Callable[[], Used]):
        self._seconds, self._most, self._others = seconds, most, others
        self._cell, self._ours = cell, ours
        self._paused = 0.0
        self._before, self._ours_before = counts(cell), counts(ours).waited
        self._begin = time.monotonic()

    def deadline(self) -> float:
        """Return until when the call may last, a time.monotonic() value, as far as is known by now."""
        left = self._seconds - self._wall()
        if left <= 0:
            left = self._seconds - self.seconds()
            if left <= 0:
                others = self._others()
                left += others.waited
                if others.ran + counts(self._cell).ran - self._before.ran > self._most:
                    left = 0
            if left > 0:
                left = max(left, _LOOK_SECONDS)
        return time.monotonic() + left

    def seconds(self) -> float:
        """Return the own time of the call so far."""
        ours = max(0.0, counts(self._ours).waited - self._ours_before)
        return max(0.0, self._wall() - ours - max(0.0, counts(self._cell).waited - self._before.waited))

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Within the context the cell waits for us."""
        begin, waited = time.monotonic(), counts(self._ours).waited
        try:
            yield
        finally:
            self._paused += time.monotonic() - begin
            self._ours_before += counts(self._ours).waited - waited

    def _wall(self) -> float:
        return time.monotonic() - self._begin - self._paused
