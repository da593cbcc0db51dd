"""Note what a graded cell tries that honest cells do not: for the TA's information only, it stops nothing.

An audit hook sees an attempt before the sandbox refuses it. Code that hides from it is refused all the same.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

_MOST = 10
_LONGEST = 120
_OWN_WORKERS = ("multiprocessing", "torch.utils.data", "torch.multiprocessing", "joblib")
_OWN_READERS = ("importlib", "linecache", "tokenize")  # they look for modules and for the source lines of a message


class Watch:
    """Collects sentences about attempts, each once."""

    def __init__(self, allowed: list[Path]):
        self.notes: list[str] = []
        self._allowed = tuple(str(path) for path in allowed)
        self._describe: dict[str, Callable[..., str]] = {
            "socket.connect": lambda _, address: f"to open a network connection to {_short(address)}",
            "socket.bind": lambda _, address: f"to wait for connections at {_short(address)}",
            "socket.sendto": lambda _, address: f"to send over the network to {_short(address)}",
            "socket.getaddrinfo": lambda host, *_: f"to look up the network address {_short(host)}",
            "subprocess.Popen": lambda program, words, *_: f"to start the program {_short(words or program)}",
            "os.system": lambda command: f"to run the shell command {_short(command)}",
            "os.exec": lambda program, *_: f"to turn into the program {_short(program)}",
            "os.posix_spawn": lambda program, *_: f"to start the program {_short(program)}",
            "os.fork": lambda: "to start processes",
            "os.forkpty": lambda: "to start processes",
            "os.kill": lambda pid, _: f"to send a signal to process {pid}",
            "os.killpg": lambda pid, _: f"to send a signal to the processes of group {pid}",
            "ctypes.dlopen": lambda name: f"to load the C library {_short(name)}",
            "sys.addaudithook": lambda: "to watch the grading process",
            "open": self._open,
        }

    def start(self) -> None:
        """Watch this process from now on; this cannot be undone."""
        describe = self._describe.get

        def hook(event: str, arguments: tuple) -> None:
            described = describe(event)
            if described is not None and len(self.notes) < _MOST:
                self._note(event, described, arguments)

        sys.addaudithook(hook)

    def _note(self, event: str, described: Callable[..., str], arguments: tuple) -> None:
        try:
            said = described(*arguments)
            note = f"this cell tried {said}" if said else ""
            if note and note not in self.notes and not _is_a_library(event):
                self.notes.append(note)
        except Exception:
            return

    def _open(self, path: Any, mode: Any, flags: int) -> str:
        if isinstance(path, int):
            return ""
        absolute = os.path.abspath(os.fsdecode(path))
        if any(absolute == allowed or absolute.startswith(allowed + "/") for allowed in self._allowed):
            return ""
        writes = flags & (os.O_WRONLY | os.O_RDWR)
        return f"to {'write' if writes else 'read'} a file outside its sandbox: {_short(absolute)}"


def _is_a_library(event: str) -> bool:
    """Return whether an honest library does this by itself, like a data loader that starts its workers."""
    if event not in ("os.fork", "os.kill", "ctypes.dlopen", "socket.connect", "socket.bind", "open"):
        return False
    frame: FrameType | None = sys._getframe(3)
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name.startswith(_OWN_WORKERS) or (event in ("open", "ctypes.dlopen") and name.startswith(_OWN_READERS)):
            return True
        if frame.f_code.co_filename.startswith("<"):  # the cell itself
            return False
        frame = frame.f_back
    return True


def _short(value: Any) -> str:
    if isinstance(value, (list, tuple)) and value and isinstance(value[0], (str, bytes)):
        value = ":".join(str(part) for part in value[:2]) if len(value) == 2 else " ".join(map(str, value))
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
