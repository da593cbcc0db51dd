"""The members of a pool, forks of this process: Python runs one thread of a process at once.

Each member inherits what this process knows, works through the items that it is sent, and sends back what it found.
Everything here is on the trusted side; what crosses the pipes is pickled.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, TypeVar

from grader.errors import UserError

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Item], Result]

_PR_SET_PDEATHSIG = 1
_fork = multiprocessing.get_context("fork") if sys.platform == "linux" else None


def is_possible() -> bool:
    """Return whether this process may be forked: on Linux, from its main thread."""
    return _fork is not None and threading.current_thread() is threading.main_thread()


class WorkFailed(Exception):
    """Says in words what a member raised, where the exception itself does not survive the way here."""


class _InMember(Exception):
    """The traceback of an error in the member that raised it; it stands above the error's own here."""

    def __str__(self) -> str:
        return f"in a process that judges:\n\n{self.args[0]}"


@dataclass
class _Member(Generic[Item]):
    process: Any
    pipe: Connection
    item: Item | None = None


class MemberProcesses(Generic[Item, Result]):
    """`members` forks of this process. `begin(number)` runs in each and returns what does the work there."""

    def __init__(self, begin: Callable[[int], Work], members: int):
        self._begin, self._count = begin, 0
        self._members: list[_Member[Item]] = []
        try:
            for _ in range(members):
                self._members.append(self._hire())
        except OSError as error:
            self.close()
            raise UserError(f"no process for judging could be started: {error}. Use fewer `--jobs`.") from error

    def __enter__(self) -> MemberProcesses:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End all members at once, and what they started."""
        members, self._members = self._members, []
        for member in members:
            member.process.kill()
        for member in members:
            member.process.join()
            member.pipe.close()

    def work(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
        """Yield (item, result) as they are done; raise what a member raised, or WorkFailed that tells it.

        An item whose member ended is given to a new one, once. Raises UserError if that ends too.
        """
        todo, tried = deque(items), []
        for member in self._members:
            self._send(member, todo)
        while busy := [member for member in self._members if member.item is not None]:
            for pipe in wait([member.pipe for member in busy]):
                member = next(member for member in busy if member.pipe is pipe)
                item = member.item
                assert item is not None  # it is busy
                try:
                    answer = member.pipe.recv_bytes()
                except (EOFError, OSError):
                    if item in tried:
                        raise UserError(
                            f"the process that judged {item} was ended twice{_how(member.process)} "
                            "Use fewer `--jobs`, and run the same command again: what is graded is kept."
                        ) from None
                    tried.append(item)
                    todo.appendleft(item)
                    self._replace(member)
                    self._send(member, todo)
                    continue
                worked, result = _unpacked(answer)
                if not worked:
                    error, told = result
                    raise error from _InMember(told)
                self._send(member, todo)
                yield item, result

    def _send(self, member: _Member[Item], todo: deque[Item]) -> None:
        member.item = None
        if todo:
            member.item = todo.popleft()
            with contextlib.suppress(BrokenPipeError):  # it is gone; its pipe says so when it is read
                member.pipe.send(member.item)

    def _hire(self) -> _Member[Item]:
        assert _fork is not None  # else `is_possible` said no
        ours, theirs = _fork.Pipe()
        others = [member.pipe for member in self._members]
        about = (theirs, [ours, *others], self._begin, self._count, os.getpid())
        process = _fork.Process(target=_serve, args=about, daemon=True)
        process.start()
        theirs.close()
        self._count += 1
        return _Member(process, ours)

    def _replace(self, member: _Member[Item]) -> None:
        member.process.kill()
        member.process.join()
        member.pipe.close()
        fresh = self._hire()
        member.process, member.pipe = fresh.process, fresh.pipe


def _serve(
    pipe: Connection, others: list[Connection], begin: Callable[[int], Work], number: int, forked_by: int
) -> None:
    """Live as a member: until the pipe is closed, or the process `forked_by` is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != forked_by:
        os._exit(0)  # it was gone before the kernel was told to end us with it
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole terminal; whoever forked us ends us
    for other in others:
        other.close()
    work = None
    try:
        while True:
            item = pipe.recv_bytes()
            try:
                work = work or begin(number)
                answer = bytes(ForkingPickler.dumps((True, work(pickle.loads(item)))))
            except BaseException as error:
                answer = _packed(error)
            pipe.send_bytes(answer)
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)  # what this process inherited, like an open gradebook, is not its to close


def _packed(error: BaseException) -> bytes:
    """Return an error and its traceback as bytes that can be read, whatever the error holds and does."""
    told = "".join(traceback.format_exception(error))
    try:
        packed = bytes(ForkingPickler.dumps((False, (error, told))))
        again = pickle.loads(packed)[1][0]
        if isinstance(error, Exception) and type(again) is type(error) and str(again) == str(error):
            return packed
    except Exception:
        pass  # an exception may refuse to be packed, unpacked or shown in any way
    said = "".join(traceback.format_exception_only(error)).strip()
    return bytes(ForkingPickler.dumps((False, (WorkFailed(said), told))))


def _unpacked(answer: bytes) -> tuple[bool, Any]:
    """Return what a member sent. Raises WorkFailed if it cannot be read."""
    try:
        return pickle.loads(answer)
    except Exception as error:
        raise WorkFailed(f"what came of it cannot be read ({type(error).__name__}: {error})") from error


def _how(process: Any) -> str:
    """Return how a member ended, as the end of a sentence."""
    process.join(1)
    code = process.exitcode
    if code is None or code == -signal.SIGKILL:
        return " from outside: is there too little memory?"
    return f" by itself ({signal.strsignal(-code) if code < 0 else f'exit status {code}'})."
