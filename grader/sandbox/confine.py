"""Inside the sandbox: shut a process in before it runs student code, and prove beforehand that this holds.

What cannot be set up raises `Unconfined`, before any student code has run: the caller tells the trusted side, which
stops grading. It is never a failed test.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from grader.sandbox import landlock, namespaces, seccomp, visible
from grader.sandbox.limits import Limits, processes_of_user, set_limits

BUBBLEWRAP, LANDLOCK, NONE = "bubblewrap", "landlock", "none"
SHARED_MEMORY = Path("/dev/shm")
_PROOF_LIMIT, _PROOF_FORKS = 2, 5
_STRANGER = 2_000_000_000  # far above the users of any machine; numbers from here on, one for each worker
_MOST_WORKERS = 64
_PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


class Unconfined(Exception):
    """A process cannot be shut in here; the text says which step failed."""


@dataclass(frozen=True)
class Confinement:
    """How a process is shut in on this machine.

    `cache` may be read and never written, `user` is whom a process of root's becomes, `processes` says whether it
    may start others.
    """

    tier: str
    cache: Path
    user: int | None = None
    processes: bool = False

    def of_worker(self, number: int) -> Confinement:
        """Return the confinement of another worker here: limits on a user's processes must not add up."""
        return self if self.user is None else replace(self, user=self.user + number)

    @contextlib.contextmanager
    def around_fork(self) -> Iterator[None]:
        """Within the context, `os.fork` makes a process that `shut_in` can be called in. Raises Unconfined."""
        if self.tier != BUBBLEWRAP:
            yield
            return
        try:
            with namespaces.new_process_numbers():
                yield
        except OSError as error:
            raise Unconfined(f"no process for a graded cell: {error}") from error

    def shut_in(self, limits: Limits, scratch: Path) -> None:
        """Bind this process and all it starts; it may write only in `scratch`. Cannot be undone. Raises Unconfined."""
        try:
            self._shut_in(limits, scratch)
        except Exception as error:
            raise Unconfined(f"this process could not be shut in: {type(error).__name__}: {error}") from error

    def _shut_in(self, limits: Limits, scratch: Path) -> None:
        with contextlib.suppress(OSError):  # if the machine runs out of memory, a graded cell goes first
            Path("/proc/self/oom_score_adj").write_text("1000")
        if self.tier == BUBBLEWRAP:
            namespaces.new_mounts([scratch, SHARED_MEMORY], limits.scratch_mib, [self.cache], self.user)
        os.chdir(scratch)
        set_limits(limits, processes_of_user() if self.user is None else 0)
        if self.tier != NONE:
            namespaces.drop_privileges(self.user)
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # a new user has lost it
        if self.tier == LANDLOCK or (self.tier == BUBBLEWRAP and landlock.abi_version()):
            readable = [*visible.all_paths(), *_own_facts(self.tier == BUBBLEWRAP), self.cache]
            landlock.restrict(readable, writable=self._writable(scratch))
        if self.tier != NONE or seccomp.is_known():
            alone = self.tier != BUBBLEWRAP  # else the namespaces hold what it could reach
            seccomp.restrict(self.processes, unix_sockets=not alone, only_to=os.getpid() if alone else None)

    def _writable(self, scratch: Path) -> list[Path]:
        # Without mounts of its own a process would share this folder with the whole machine.
        return [scratch, SHARED_MEMORY] if self.tier == BUBBLEWRAP else [scratch]


def prove(tier: str, cache: Path, scratch: Path) -> Confinement:
    """Return the confinement that holds here, as tried out by a small process of a few forks. Raises Unconfined.

    New processes are allowed only if the kernel was seen to stop them at a limit.
    """
    strict = Confinement(tier, cache)
    if tier != BUBBLEWRAP:
        _try_out(strict, scratch)
        return strict
    candidates = [strict]
    if os.getuid() == 0:  # root of this machine, whom a limit on processes would not bind
        candidates.insert(0, replace(strict, user=_STRANGER + _MOST_WORKERS * _namespace_number()))
    failures = []
    for candidate in candidates:
        try:
            if _try_out(replace(candidate, processes=True), scratch) <= _PROOF_LIMIT:
                return replace(candidate, processes=True)
            _try_out(candidate, scratch)
        except Unconfined as error:
            failures.append(str(error))
        else:
            return candidate
    raise Unconfined("; ".join(failures))


def _namespace_number() -> int:
    """Return a number that no other pre-loaded process of this machine has: the inode of our process namespace."""
    return os.stat("/proc/self/ns/pid").st_ino % 20_000_000


def _try_out(confinement: Confinement, scratch: Path) -> int:
    """Shut a process in with a limit of two processes; return how many of five it could start."""
    reading, writing = os.pipe()
    with confinement.around_fork():
        pid = os.fork()
    if pid == 0:
        try:
            confinement.shut_in(Limits(processes=_PROOF_LIMIT), scratch)
            _read_own_python()
            os.write(writing, b"%d" % _fork_some())
        except BaseException as error:
            os.write(writing, f"! {error}".encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read(1 if confinement.tier == BUBBLEWRAP else -1)
        if said in (b"", b"!"):
            said += pipe.read()
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    if not said[:1].isdigit():
        raise Unconfined(said[2:].decode(errors="replace") or "a process ended while it was shut in")
    return int(said[:1])


def _read_own_python() -> None:
    """Read a file of Python's library. Raises OSError: an environment that only its owner may read would fail all."""
    for module_file in (os.__file__, ctypes.__file__):
        with open(module_file, "rb") as file:
            file.read(1)


def _fork_some() -> int:
    """Start at most five processes that end by themselves; return how many the kernel allowed."""
    for count in range(_PROOF_FORKS):
        try:
            pid = os.fork()
        except OSError:
            return count
        if pid == 0:
            time.sleep(1)
            os._exit(0)
    return _PROOF_FORKS


_OF_THE_MACHINE = ("net", "task", "mountinfo", "mounts", "mountstats")


def _own_facts(own_network: bool) -> list[Path]:
    """Return what this process may read of itself in /proc.

    Below `net`, and below each task once more, stands whom this machine talks to: only a network of its own is empty.
    `mountinfo` and its kin name its folders. Links lead out of there.
    """
    own = Path("/proc", os.readlink("/proc/self"))
    if own_network:
        return [own]
    return [path for path in own.iterdir() if path.name not in _OF_THE_MACHINE and not path.is_symlink()]
