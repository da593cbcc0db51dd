"""Linux Landlock by ctypes: take file, TCP and signal rights from the calling process for good.

The numbers are the kernel's (include/uapi/linux/landlock.h); the three system calls have no wrapper in the
standard library, and Landlock needs no privileges.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from grader.sandbox.visible import sink

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PR_SET_NO_NEW_PRIVS = 38
_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_TRUNCATE_ABI, _NET_ABI, _IOCTL_ABI, _SCOPE_ABI = 3, 4, 5, 6
_FIRST_ABI_RIGHTS = (1 << 13) - 1
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_BIND_TCP, _CONNECT_TCP = 1, 2
_SCOPE_ABSTRACT_SOCKET, _SCOPE_SIGNAL = 1, 2
_FILE_RIGHTS = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV

_libc = ctypes.CDLL(None, use_errno=True)


class NoLandlock(OSError):
    """This kernel has no Landlock, or it is switched off."""


def abi_version() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    if os.uname().sysname != "Linux":
        return 0
    return max(0, _libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1))


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Allow this process only to read and run what lies under `readable` and to use what lies under `writable`.

    TCP connections, and signals and abstract sockets to processes outside, are denied where the kernel
    knows how. Raises NoLandlock.
    """
    version = abi_version()
    if not version:
        raise NoLandlock("this kernel has no Landlock")
    handled = _FIRST_ABI_RIGHTS
    handled |= _REFER if version >= 2 else 0
    handled |= _TRUNCATE if version >= _TRUNCATE_ABI else 0
    handled |= _IOCTL_DEV if version >= _IOCTL_ABI else 0
    network = _BIND_TCP | _CONNECT_TCP if version >= _NET_ABI else 0
    scope = _SCOPE_ABSTRACT_SOCKET | _SCOPE_SIGNAL if version >= _SCOPE_ABI else 0
    attributes = struct.pack("=QQQ", handled, network, scope)
    size = 24 if version >= _SCOPE_ABI else 16 if version >= _NET_ABI else 8
    ruleset = _call(_CREATE_RULESET, attributes[:size], ctypes.c_size_t(size), 0)
    try:
        for path in readable:
            _allow(ruleset, path, (_EXECUTE | _READ_FILE | _READ_DIR) & handled)
        for path in writable:
            _allow(ruleset, path, handled & ~_EXECUTE)
        _allow(ruleset, Path(sink()), (_READ_FILE | _WRITE_FILE) & handled)
        if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            raise NoLandlock(ctypes.get_errno(), "prctl(PR_SET_NO_NEW_PRIVS) failed")
        _call(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= _FILE_RIGHTS
        _call(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    result = _libc.syscall(number, *arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise NoLandlock(error, f"Landlock call {number}: {os.strerror(error)}")
    return result
