"""A deadline for hidden tests themselves: what a cell sends may keep one busy, as a number that it counts to does."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Callable, Iterator

_set_error = ctypes.pythonapi.PyThreadState_SetAsyncExc
_AGAIN = 0.2  # seconds: a test that catches everything is stopped again


class Deadline:
    """Raises `error` in the thread that made it, while that runs a test past `when()` (of time.monotonic).

    Only a test is stopped: never what talks to other processes in its name, in `waiting`, which has a deadline of its
    own and would be left in the middle of a message. One long call in C ends before it is stopped.
    """

    def __init__(self, when: Callable[[], float], error: type[Exception]):
        self._when, self._error = when, error
        self._thread = threading.get_ident()
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
            self._running = running
            stopped, self._stopped = self._stopped, False
            if stopped and not running:
                _set_error(ctypes.c_ulong(self._thread), None)  # takes back what was not yet raised
        return stopped and not running

    def _look(self) -> None:
        while not self._closed.wait(max(_AGAIN, self._when() - time.monotonic())):
            with self._lock:
                if self._running and time.monotonic() > self._when():
                    self._stopped = True
                    _set_error(ctypes.c_ulong(self._thread), ctypes.py_object(self._error))
