"""What student code may use, and the calls that make it so inside its process."""

from __future__ import annotations

import os
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from grader import landlock, seccomp

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """Limits for one graded cell. Seconds are wall time; a cell has one deadline for all its tests."""

    call_seconds: float = 8.0
    cell_seconds: float = 20.0
    cpu_seconds: int = 60
    memory_mib: int = 2048
    file_mib: int = 64
    processes: int = 64
    open_files: int = 256

    def as_dict(self) -> dict:
        """Return the limits as plain data, to send them to the student's process."""
        return asdict(self)


def shut_in(limits: Limits, scratch: Path) -> None:
    """Bind this process and all it starts to `limits`; it may write only in `scratch`. Cannot be undone.

    Raises landlock.Unavailable if the kernel cannot restrict files and `GRADER_UNSAFE_NO_SANDBOX` is unset.
    """
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_CPU, limits.cpu_seconds)
    _set(resource.RLIMIT_FSIZE, limits.file_mib * MIB)
    _set(resource.RLIMIT_NOFILE, limits.open_files)
    _set(resource.RLIMIT_DATA, _data_in_use() + limits.memory_mib * MIB)
    _set(resource.RLIMIT_NPROC, _processes_of_user() + limits.processes)
    if os.environ.get("GRADER_UNSAFE_NO_SANDBOX") != "1":
        landlock.restrict(readable=_readable(), writable=[scratch, Path("/dev/shm")])
        seccomp.deny_new_processes()


def _set(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def _data_in_use() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    return 0


def _processes_of_user() -> int:
    user, count = os.getuid(), 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == user:
                    count += len(os.listdir(f"/proc/{entry.name}/task"))
            except OSError:
                continue
    return count


def _readable() -> list[Path]:
    system = ["/usr", "/lib", "/lib64", "/bin", "/opt", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts"]
    devices = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"]
    facts = [
        "/proc/cpuinfo",
        "/proc/meminfo",
        "/proc/stat",
        "/sys/devices/system/cpu",
        f"/proc/{os.getpid()}",
    ]
    python = [sys.prefix, sys.base_prefix, sys.exec_prefix]
    return [Path(path) for path in (*python, *system, *devices, *facts) if Path(path).exists()]
