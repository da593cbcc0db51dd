"""Deny new processes to the calling one by a seccomp filter: threads stay allowed, `fork` fails like a full table.

RLIMIT_NPROC does not bind root, and a fork bomb of a pre-loaded process takes a machine down in seconds, so
the kernel must refuse the first fork. Numbers: the kernel's include/uapi/linux/{seccomp,filter,audit}.h.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_CLONE_THREAD = 0x00010000
_CLONE3 = 435
_MACHINES = {"x86_64": (0xC000003E, 56, (57, 58)), "aarch64": (0xC00000B7, 220, ())}
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2

_libc = ctypes.CDLL(None, use_errno=True)


class Unavailable(OSError):
    """This machine has no seccomp filters that we know how to write."""


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def deny_new_processes() -> None:
    """Make fork, vfork and clone without CLONE_THREAD fail in this process for good. Raises Unavailable."""
    if platform.machine() not in _MACHINES:
        raise Unavailable(f"no filter for {platform.machine()}")
    architecture, clone, forks = _MACHINES[platform.machine()]
    refuse = _ERRNO | errno.EAGAIN
    code = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _ERRNO | errno.ENOSYS),
        (_LOAD, 0, 0, 0),
        (_EQUAL, 0, 1, _CLONE3),
        (
            _RETURN,
            0,
            0,
            _ERRNO | errno.ENOSYS,
        ),  # the C library then uses clone, whose flags a filter can read
    ]
    for number in forks:
        code += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, refuse)]
    code += [
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, 16),
        (_SET, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, refuse),
        (_RETURN, 0, 0, _ALLOW),
    ]
    packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
    program = _Program(len(code), packed)
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise Unavailable(ctypes.get_errno(), "prctl(PR_SET_NO_NEW_PRIVS) failed")
    if _libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0):
        raise Unavailable(ctypes.get_errno(), "prctl(PR_SET_SECCOMP) failed")
