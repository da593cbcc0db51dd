"""A pre-loaded process that outlives those it is lent to: loading one takes longer than most tests."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import pytest

from grader.judging import bench
from grader.sandbox import nursery as real
from grader.sandbox import worker
from grader.sandbox.limits import Limits
from grader.sandbox.nursery import Nursery
from grader.sandbox.tiers import Sandbox

MODULES = (bench, worker, real)  # where a nursery is made


class LentNursery:
    """Stands in for a Nursery: servers of the lent one, which goes on when this is closed."""

    def __init__(self, lent: Nursery, lock: threading.Lock):
        self.lent, self.lock = lent, lock

    def __getattr__(self, name):
        return getattr(self.lent, name)

    def begin(self) -> None:
        """It has begun."""

    def fit(self, limits: Limits, workers: int) -> None:
        """Stay as it is: each cell has its own limits."""

    def server(self, core: int | None = None):
        """Return a server; several benches may ask at once."""
        with self.lock:
            return self.lent.server(core)

    def stop(self) -> None:
        """Go on."""

    def close(self) -> None:
        """Go on; a server ends when its control is closed."""


@contextlib.contextmanager
def lending(lent: Nursery) -> Iterator[None]:
    """Within the block, whoever needs a nursery in the best sandbox of this machine gets `lent`."""
    lock = threading.Lock()

    def lend(limits: Limits, sandbox: Sandbox | None = None, workers: int = 1):
        return Nursery(limits, sandbox, workers) if sandbox else LentNursery(lent, lock)

    with pytest.MonkeyPatch.context() as patch:
        for module in MODULES:
            patch.setattr(module, "Nursery", lend)
        yield
