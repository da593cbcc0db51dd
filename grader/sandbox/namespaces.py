"""Linux namespaces and privileges by ctypes, for a process that bubblewrap left the right to make them.

A graded cell gets process numbers, a table of mounts and shared memory of its own: to end its first process ends
all of them, and what it wrote is gone with it. Constants: the kernel's include/uapi/linux/{sched,mount,prctl}.h.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from collections.abc import Iterator
from pathlib import Path

_NEW_MOUNTS, _NEW_IPC, _NEW_PIDS = 0x00020000, 0x08000000, 0x20000000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _REMOUNT, _BIND, _RECURSIVE, _PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
_DROP_FROM_BOUND, _AMBIENT, _CLEAR_AMBIENT, _SET_DUMPABLE = 24, 47, 4, 4
_CAPSET_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


@contextlib.contextmanager
def new_process_numbers() -> Iterator[None]:
    """Within the context, a fork becomes the first process of a namespace of its own. Raises OSError."""
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    here = os.getpid()
    try:
        _check(_libc.unshare(_NEW_PIDS), "unshare(CLONE_NEWPID)")
        yield
    finally:
        if os.getpid() == here:
            _check(_libc.setns(own, _NEW_PIDS), "setns")
        os.close(own)


def new_mounts(temporary: list[Path], mib: int, read_only: list[Path], owner: int | None) -> None:
    """Give this process mounts of its own: empty folders in memory at `temporary`, `read_only` not to be written.

    `mib` bounds each folder; `owner` owns them (default: this process's user). Raises OSError.
    """
    _check(_libc.unshare(_NEW_MOUNTS | _NEW_IPC), "unshare(CLONE_NEWNS | CLONE_NEWIPC)")
    _mount(None, Path("/"), None, _RECURSIVE | _PRIVATE)
    options = f"size={mib}m,nr_inodes=20000,mode=700"
    if owner is not None:
        options += f",uid={owner},gid={owner}"
    for folder in temporary:
        _mount("tmpfs", folder, "tmpfs", _NO_SUID | _NO_DEVICES, options)
    for folder in read_only:
        _mount(None, folder, None, _REMOUNT | _BIND | _READ_ONLY | _NO_SUID | _NO_DEVICES)


def drop_privileges(user: int | None) -> None:
    """Give up all capabilities for good and, if `user` is given, become that user and group. Raises OSError."""
    _libc.prctl(_AMBIENT, _CLEAR_AMBIENT, 0, 0, 0)
    for capability in range(64):
        _libc.prctl(_DROP_FROM_BOUND, capability, 0, 0, 0)
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        _libc.prctl(_SET_DUMPABLE, 1, 0, 0, 0)  # else /proc/self belongs to root
    header, nothing = struct.pack("=Ii", _CAPSET_VERSION_3, 0), bytes(24)
    _check(_libc.capset(header, nothing), "capset")


def _mount(source: str | None, target: Path, kind: str | None, flags: int, options: str | None = None) -> None:
    def raw(text: str | None) -> bytes | None:
        return None if text is None else os.fsencode(text)

    _check(_libc.mount(raw(source), bytes(target), raw(kind), ctypes.c_ulong(flags), raw(options)), f"mount {target}")


def _check(result: int, what: str) -> None:
    if result:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")
