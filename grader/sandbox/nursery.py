"""The trusted side's handle on one pre-loaded process in its sandbox, where the servers of workers are forked."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.errors import UserError
from grader.sandbox import bubblewrap, cgroup, framing, tiers
from grader.sandbox.confine import BUBBLEWRAP
from grader.sandbox.limits import Limits
from grader.sandbox.remove_tree import remove_tree
from grader.sandbox.tiers import Sandbox
from grader.sandbox.visible import engine_path

START_SECONDS = 180.0
_WORLD_MIB = 1536  # what the pre-loaded processes of a worker use themselves, at most


class WorkerError(UserError):
    """The zygote or the reference world does not work: a fault of the course or the machine, not of a student."""


class Nursery:
    """One pre-loaded process. Its servers share its memory, so a second worker costs little.

    `workers` is how many servers it may have. It loads for seconds: who calls `begin` can do something else
    meanwhile. The kernel ends it together with the thread that started it.
    """

    def __init__(self, limits: Limits, sandbox: Sandbox | None = None, workers: int = 1):
        self.limits, self.sandbox, self.workers = limits, sandbox, workers
        self.about: dict[str, Any] = {}
        self.process: subprocess.Popen | None = None
        self.folder: str | None = None
        self._control: socket.socket | None = None
        self._group: cgroup.Group | None = None
        self._tier = ""
        self._servers = 0
        self._stopped = False

    @property
    def is_alive(self) -> bool:
        """Return whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def begin(self) -> None:
        """Start the process, unless it is there; `server` waits until it has loaded. Raises WorkerError, NoSandbox."""
        if not self.is_alive:
            self.close()
            self._start()

    def fit(self, limits: Limits, workers: int) -> None:
        """Say what limits and how many workers it is for; it may have begun before this was known."""
        self.limits, self.workers = limits, workers
        if self._group:
            self._group.cap(*self._caps())

    def server(self, core: int | None = None) -> socket.socket:
        """Return the control of a new server: a fork without a world, bound to `core` if given. Raises WorkerError."""
        self.begin()
        if not self.about:
            self._wait_until_it_has_loaded()
        ours, theirs = socket.socketpair()
        try:
            framing.send(self._control, {"operation": "server", "number": self._servers, "core": core}, theirs.fileno())
            framing.receive(self._control, time.monotonic() + 60)
        except (framing.Closed, framing.TimedOut) as error:
            ours.close()
            self.close()
            raise WorkerError("the grading process ended at its start") from error
        finally:
            theirs.close()
        self._servers += 1
        return ours

    def stop(self) -> None:
        """End the process for good, from any thread: it is not started again."""
        self._stopped = True
        process = self.process
        if process:
            process.kill()

    def close(self) -> None:
        """End the process, its servers and all below them."""
        if self._control:
            self._control.close()
        if self.process:
            self.process.kill()
            self.process.wait()
            if self.process.stderr:
                self.process.stderr.close()
        if self._group:
            self._group.remove()
        if self.folder:
            remove_tree(self.folder)
        self.process = self._control = self.folder = self._group = None
        self.about, self._servers = {}, 0

    def _start(self) -> None:
        if self._stopped:
            raise WorkerError("grading was stopped")
        chosen = self.sandbox or tiers.choose()
        inside = chosen.tier == BUBBLEWRAP
        self.folder = tempfile.mkdtemp(prefix="grader-worker-")
        ours, theirs = socket.socketpair()
        words = [sys.executable, "-m", "grader.sandbox.zygote", str(theirs.fileno()), chosen.tier, str(chosen.cache)]
        command = chosen.command([*words, str(bubblewrap.scratch()) if inside else ""])
        with contextlib.suppress(cgroup.NoControlGroup):
            name = f"grader-{os.getpid()}-{theirs.fileno()}"
            self._group = cgroup.Group.make(name, *self._caps())
            command = self._group.command(command)
        try:
            self.process = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                env=_environment("/tmp" if inside else self.folder, chosen.cache),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE if os.environ.get("GRADER_DEBUG") != "1" else None,
                start_new_session=True,
            )
        except OSError as error:
            ours.close()
            self.close()
            raise WorkerError(f"the grading process could not be started: {error}") from error
        finally:
            theirs.close()
        self._control, self._tier = ours, chosen.tier

    def _caps(self) -> tuple[int, int]:
        """Return how many MiB and how many processes all of it may have."""
        each = self.limits.memory_mib + self.limits.scratch_mib
        return _WORLD_MIB + self.workers * each, self.workers * (64 + self.limits.processes)

    def _wait_until_it_has_loaded(self) -> None:
        try:
            said = framing.receive(self._control, time.monotonic() + START_SECONDS)
        except (framing.Closed, framing.TimedOut) as error:
            self.process.kill()
            output = self.process.stderr.read().decode(errors="replace")[-2000:] if self.process.stderr else ""
            self.close()
            raise WorkerError(f"the grading process did not start. It said:\n{output}") from error
        if "fault" in said:
            self.close()
            raise WorkerError(f"the sandbox does not hold, so nothing was graded: {said['fault']}")
        self.about = {"tier": self._tier, "cgroup": self._group is not None, **said}


@contextlib.contextmanager
def begun() -> Iterator[Nursery]:
    """Yield a nursery that loads while the block does something else. Without a sandbox its `server` says so."""
    nursery = Nursery(Limits())
    try:
        with contextlib.suppress(UserError):
            nursery.begin()
        yield nursery
    finally:
        nursery.close()


def _environment(home: str, cache: Path) -> dict[str, str]:
    """Return the whole environment of the zygote: nothing of ours but where programs are."""
    return {
        "PATH": f"{sys.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": home,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": str(engine_path().parent),
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "NUMBA_CACHE_DIR": str(cache / "numba"),
        **{f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "NUMBA")},
    }
