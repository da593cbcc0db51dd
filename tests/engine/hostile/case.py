"""One hostile or broken answer, and what its author and the TA get for it."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

TIMED_OUT = "did not finish in time"
ENDED = "ended its own process"
NO_PROBE = "a message that no probe sends"
TOO_MUCH = "used more than [0-9]+ MiB"
WRONG = "Count the numbers"
NOTHING = "^$"

# Runs one attempt after the other and says which the sandbox refused; "BROKE OUT" is never accepted.
TRY = """\
import ctypes, os, resource, signal, socket, stat, sys, time
import numpy as np

_libc = ctypes.CDLL(None, use_errno=True)
# The first process of a namespace has no parent that it could name: then nobody has this number.
PARENT = os.getppid() or 2**22 - 1


def system_call(*arguments):
    result = _libc.syscall(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def refused(*attempts):
    said = []
    for number, attempt in enumerate(attempts):
        try:
            said.append(f"BROKE OUT({number}: {attempt()!r:.60})")
        except Exception:
            said.append("no")
    raise RuntimeError("refused: " + " ".join(said))


"""
ALL_REFUSED = r"refused: no( no)* "

# Finds the socket on which the judge waits, as a student might who has read this package.
FIND = """\
import gc, os, socket, struct, sys


def find_connection():
    frame = sys._getframe()
    while frame is not None:
        for value in list(frame.f_locals.values()):
            if isinstance(value, socket.socket):
                return value
        frame = frame.f_back
    return next(value for value in gc.get_objects() if isinstance(value, socket.socket))


def send(message):
    import msgpack

    data = message if isinstance(message, bytes) else msgpack.packb(message)
    find_connection().sendall(struct.pack("!I", len(data)) + data)


"""


@dataclass(frozen=True)
class Case:
    """An answer to `count_above`; `says` is a pattern that its messages hold, `notes` one for the TA's notes.

    `points` is None where a person decides. `above` are cells above the answer. `{root}` in a source stands
    for the course's folder.
    """

    name: str
    source: str
    says: str
    points: float | None = 0.0
    notes: str = ""
    above: tuple[str, ...] = ()


def answer(body: str, before: str = "") -> str:
    """Return a cell that defines `count_above` with this body."""
    body = textwrap.dedent(body).strip("\n")
    return f"{before}def count_above(numbers, limit):\n{textwrap.indent(body, '    ')}\n"
