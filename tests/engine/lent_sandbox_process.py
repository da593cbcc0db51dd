"""A pre-loaded process that outlives those it is lent to: loading one takes longer than most tests."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest

from grader.judging import pool
from grader.sandbox import launch as real
from grader.sandbox import worker
from grader.sandbox.launch import SandboxProcess
from grader.sandbox.limits import Limits
from grader.sandbox.tiers import Sandbox

MODULES = (pool, worker, real)  # where a sandbox_process is made


class LentProcess:
    """Stands in for a SandboxProcess: forks of the lent one, which goes on when this is closed."""

    def __init__(self, lent: SandboxProcess, lock: threading.Lock):
        self.lent, self.lock = lent, lock

    def __getattr__(self, name):
        return getattr(self.lent, name)

    def begin(self) -> None:
        """It has begun."""

    def fit(self, limits: Limits, workers: int) -> None:
        """Stay as it is: each cell has its own limits."""

    def worker_process(self, core: int | None = None):
        """Return the control of a fork; several pools may ask at once."""
        with self.lock:
            return self.lent.worker_process(core)

    def stop(self) -> None:
        """Go on."""

    def close(self) -> None:
        """Go on; a fork ends when its control is closed."""


@contextlib.contextmanager
def lending(lent: SandboxProcess) -> Iterator[None]:
    """Within the block, whoever needs a sandbox_process in the best sandbox of this machine gets `lent`."""
    lock = threading.Lock()

    def lend(limits: Limits, sandbox: Sandbox | None = None, workers: int = 1):
        return SandboxProcess(limits, sandbox, workers) if sandbox else LentProcess(lent, lock)

    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "SandboxProcess", lend)
        yield
