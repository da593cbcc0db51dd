"""What student code may use, and the kernel's limits that make it so inside its process."""

from __future__ import annotations

import os
import resource
from dataclasses import asdict, dataclass
from pathlib import Path

MIB = 2**20
_SIGNALS = 1024  # that wait, and timers that send them: the kernel holds them
_ARENAS_MIB = 2048  # address space that threads reserve and do not use


@dataclass(frozen=True)
class Limits:
    """Limits for one graded cell. A call, and all calls of a cell together, have seconds of own time (see `own_time`).

    `memory_mib` holds for each process by a kernel limit and for all of a cell's processes together by a watch;
    `processes` counts threads too.
    """

    call_seconds: float = 5.0
    cell_seconds: float = 20.0
    cpu_seconds: int = 60
    memory_mib: int = 2048
    file_mib: int = 64
    scratch_mib: int = 256
    processes: int = 64
    open_files: int = 256

    def as_dict(self) -> dict:
        """Return the limits as plain data, to send them to the student's process."""
        return asdict(self)


def set_limits(limits: Limits, others: int) -> None:
    """Bind this process and all it starts to `limits`; `others` is how many processes the user has by now."""
    in_use = _memory_in_use()
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_CPU, limits.cpu_seconds)
    _set(resource.RLIMIT_FSIZE, limits.file_mib * MIB)
    _set(resource.RLIMIT_NOFILE, limits.open_files)
    _set(resource.RLIMIT_DATA, in_use.get("VmData", 0) + limits.memory_mib * MIB)
    # Shared memory does not count as data; this is what bounds it.
    _set(resource.RLIMIT_AS, in_use.get("VmSize", 0) + (2 * limits.memory_mib + _ARENAS_MIB) * MIB)
    _set(resource.RLIMIT_SIGPENDING, _SIGNALS)
    _set(resource.RLIMIT_NPROC, others + limits.processes)


def processes_of_user() -> int:
    """Return how many threads the user of this process has, as far as /proc shows them."""
    user, count = os.getuid(), 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == user:
                    count += len(os.listdir(f"/proc/{entry.name}/task"))
            except OSError:
                continue
    return count


def _set(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def _memory_in_use() -> dict[str, int]:
    """Return the sizes in /proc/self/status, in bytes."""
    found = {}
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if value.endswith(" kB"):
            found[name] = int(value.split()[0]) * 1024
    return found
