"""A machine that has other things to do."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def a_busy_machine(each: int = 3) -> Iterator[None]:
    """Keep the processors that we may use busy with `each` processes a piece."""
    spin = [sys.executable, "-I", "-S", "-c", "while True: pass"]
    busy = [subprocess.Popen(spin) for _ in range(each * len(os.sched_getaffinity(0)))]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()
