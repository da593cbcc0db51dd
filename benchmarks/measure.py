"""What all benchmarks share: the CPU and memory of a run and all it started, spread over rounds, and a quiet machine.

Rows are run in turn, round after round: a machine's speed drifts, so only rows of one round are compared.
"""

from __future__ import annotations

import contextlib
import os
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

_STEPS = 3_000_000  # of the work that is the same each time: about .2 s
_QUIET = 1.15  # times as slow as the fastest look


def spread(values: list[float], digits: int = 2) -> str:
    """Return the median and, of several values, the least and the largest."""
    text = f"{statistics.median(values):.{digits}f}"
    return text if len(values) == 1 else f"{text} ({min(values):.{digits}f} to {max(values):.{digits}f})"


def cpu() -> float:
    """Return the CPU seconds of this process and of all it has waited for."""
    used = (resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


class Quiet:
    """Looks at the machine again and again: the same work on every core, timed. Others' work makes it slower."""

    def __init__(self) -> None:
        self._cores = os.cpu_count() or 1
        self.seconds: list[float] = []

    def look(self) -> None:
        """Time the work once on all cores at once."""
        with ProcessPoolExecutor(self._cores, mp_context=get_context("spawn")) as pool:
            self.seconds.append(max(pool.map(_work, [_STEPS] * self._cores)))

    def said(self) -> str:
        """Return what a reader must know of the machine, in a sentence."""
        least, most = min(self.seconds), max(self.seconds)
        looks = f"the same work took {least:.3f} to {most:.3f} s in {len(self.seconds)} looks"
        if most > _QUIET * least:
            return f"THE MACHINE WAS NOT QUIET: {looks}. Run it again on a quiet one."
        return f"The machine was quiet: {looks}."


def _work(steps: int) -> float:
    begin, total = time.perf_counter(), 0
    for number in range(steps):
        total += number
    return time.perf_counter() - begin


class Watch:
    """Looks at the processes of a run: their largest memory together (PSS: shared pages count in parts), and CPU.

    What is killed in its sandbox tells nobody what it used, so `preloaded_cpu` is what was seen of the processes
    there that lived for more than three looks, `every` so many seconds; the cells report their own.
    """

    def __init__(self, every: float = 1.0) -> None:
        self.memory_mib = 0.0
        self._every = every
        self._seen: dict[int, int] = {}
        self._cpu: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def preloaded_cpu(self) -> float:
        """Return the CPU seconds of the pre-loaded processes."""
        return sum(seconds for pid, seconds in self._cpu.items() if self._seen[pid] > 3)

    def _watch(self) -> None:
        looks = 0
        while not self._stop.wait(self._every):
            looks += 1
            pids = descendants(os.getpid())
            if looks % 5 == 0:
                self.memory_mib = max(self.memory_mib, sum(_pss(pid) for pid in (os.getpid(), *pids)) / 1024)
            for pid in pids:
                with contextlib.suppress(OSError):
                    if b"grader.sandbox.sandbox_process" in Path(f"/proc/{pid}/cmdline").read_bytes():
                        used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
                        self._cpu[pid] = sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
                        self._seen[pid] = self._seen.get(pid, 0) + 1


def descendants(pid: int) -> list[int]:
    """Return all processes below one, as /proc shows them."""
    found, todo = [], [pid]
    while todo:
        with contextlib.suppress(OSError):  # it has ended meanwhile
            for task in Path(f"/proc/{todo.pop()}/task").glob("*/children"):
                children = [int(child) for child in task.read_text().split()]
                found += children
                todo += children
    return found


def rounds(count: int, rows: dict[str, Callable[[int], object]], quiet: Quiet) -> dict[str, list]:
    """Run all rows in turn, `count` times, with a look at the machine before each; return {row: what it gave}."""
    found: dict[str, list] = {name: [] for name in rows}
    for number in range(count):
        for name, run in rows.items():
            quiet.look()
            begin = time.monotonic()
            found[name].append(run(number))
            print(f"round {number + 1}, {name}: {time.monotonic() - begin:.1f} s", file=sys.stderr)
    quiet.look()
    return found


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
