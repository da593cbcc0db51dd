"""A deadline for hidden tests themselves: what a cell sends may keep one busy, as a number that it counts to does."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Iterator

_set_error = ctypes.pythonapi.PyThreadState_SetAsyncExc
_AGAIN = 0.2  # seconds: a test that catches everything is stopped again


class Deadline:
    """Raises `error` in the thread that made it, once the tests it ran had more than `seconds` of processor time.

    Only a test is stopped: never what talks to other processes in its name, in `waiting`, which has a deadline of its
    own and would be left in the middle of a message. One long call in C ends before it is stopped.
    """

    def __init__(self, seconds: float, error: type[Exception]):
        self._left, self._error = seconds, error
        self._thread = threading.get_ident()
        self._clock = time.pthread_getcpuclockid(self._thread) if hasattr(time, "pthread_getcpuclockid") else None
        self._since = 0.0
        self._lock, self._closed = threading.Lock(), threading.Event()
        self._running = self._stopped = False
        self._watch: threading.Thread | None = None

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Within the context a test runs, and may be stopped."""
        if self._watch is None:
            self._watch = threading.Thread(target=self._look, daemon=True)
            self._watch.start()
        self._switch(True)
        try:
            yield
        finally:
            self._switch(False)

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Within the context, inside `running`, nothing is stopped."""
        if self._switch(False):
            raise self._error
        try:
            yield
        finally:
            self._switch(True)

    def close(self) -> None:
        """Watch no more."""
        self._closed.set()

    def _switch(self, running: bool) -> bool:
        """Say whether a test runs from now on; return whether one was stopped and does not know it yet."""
        with self._lock:
            if running:
                self._since = self._now()
            elif self._running:
                self._left -= self._now() - self._since
            self._running = running
            stopped, self._stopped = self._stopped, False
            if stopped and not running:
                _set_error(ctypes.c_ulong(self._thread), None)  # takes back what was not yet raised
        return stopped and not running

    def _look(self) -> None:
        left = self._left
        while not self._closed.wait(max(_AGAIN, left)):
            with self._lock:
                left = self._left - (self._now() - self._since if self._running else 0.0)
                if self._running and left <= 0:
                    self._stopped = True
                    _set_error(ctypes.c_ulong(self._thread), ctypes.py_object(self._error))

    def _now(self) -> float:
        return time.monotonic() if self._clock is None else time.clock_gettime(self._clock)
