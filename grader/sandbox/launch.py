"""The trusted side's handle on one pre-loaded process in its sandbox, of which all others are forks."""

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
    """The sandbox or the reference world does not work: a fault of the course or the machine, not of a student."""


class SandboxProcess:
    """The pre-loaded process, from outside. Its forks share its memory, so a second worker costs little.

    `workers` is how many workers it is for. It loads for seconds: who calls `begin` can do something else
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
        self._worker_processes = 0
        self._stopped = False

    @property
    def is_alive(self) -> bool:
        """Return whether the process is there."""
        return self.process is not None and self.process.poll() is None

    def begin(self) -> None:
        """Start it, unless it is there; `worker_process` waits until it has loaded. Raises WorkerError, NoSandbox."""
        if not self.is_alive:
            self.close()
            self._start()

    def fit(self, limits: Limits, workers: int) -> None:
        """Say what limits and how many workers it is for; it may have begun before this was known."""
        self.limits, self.workers = limits, workers
        if self._group:
            self._group.cap(*self._caps())

    def worker_process(self, core: int | None = None) -> socket.socket:
        """Return the control of a new fork for one worker, bound to `core` if given. Raises WorkerError."""
        self.begin()
        if not self.about:
            self._wait_until_it_has_loaded()
        control = self._control
        assert control is not None  # it has begun
        ours, theirs = socket.socketpair()
        try:
            message = {"operation": "worker", "number": self._worker_processes, "core": core}
            framing.send(control, message, theirs.fileno())
            framing.receive(control, time.monotonic() + 60)
        except (framing.Closed, framing.TimedOut) as error:
            ours.close()
            self.close()
            raise WorkerError("the grading process ended at its start") from error
        finally:
            theirs.close()
        self._worker_processes += 1
        return ours

    def stop(self) -> None:
        """End the process for good, from any thread: it is not started again."""
        self._stopped = True
        process = self.process
        if process:
            process.kill()

    def close(self) -> None:
        """End the process and all its forks."""
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
        self.about, self._worker_processes = {}, 0

    def _start(self) -> None:
        if self._stopped:
            raise WorkerError("grading was stopped")
        chosen = self.sandbox or tiers.choose()
        inside = chosen.tier == BUBBLEWRAP
        self.folder = tempfile.mkdtemp(prefix="grader-worker-")
        ours, theirs = socket.socketpair()
        words = [sys.executable, "-m", "grader.sandbox.sandbox_process", str(theirs.fileno())]
        command = chosen.command([*words, chosen.tier, str(chosen.cache), str(bubblewrap.scratch()) if inside else ""])
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
        control, process = self._control, self.process
        assert control is not None and process is not None  # it has begun
        try:
            said = framing.receive(control, time.monotonic() + START_SECONDS)
        except (framing.Closed, framing.TimedOut) as error:
            process.kill()
            output = process.stderr.read().decode(errors="replace")[-2000:] if process.stderr else ""
            self.close()
            raise WorkerError(f"the grading process did not start. It said:\n{output}") from error
        if "fault" in said:
            self.close()
            raise WorkerError(f"the sandbox does not hold, so nothing was graded: {said['fault']}")
        self.about = {"tier": self._tier, "cgroup": self._group is not None, **said}


@contextlib.contextmanager
def begun() -> Iterator[SandboxProcess]:
    """Yield a sandbox process that loads while the block does something else.

    Where there is no sandbox, its `worker_process` says so.
    """
    sandbox_process = SandboxProcess(Limits())
    try:
        with contextlib.suppress(UserError):
            sandbox_process.begin()
        yield sandbox_process
    finally:
        sandbox_process.close()


def _environment(home: str, cache: Path) -> dict[str, str]:
    """Return the whole environment of the sandbox process: nothing of ours but where programs are."""
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
