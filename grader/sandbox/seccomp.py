"""Refuse system calls by a seccomp filter: sockets, locks, tools of attack and, if asked, new processes.

Threads stay allowed. RLIMIT_NPROC does not bind root, and a fork bomb of a pre-loaded process takes a machine down
in seconds: where that limit does not hold, the kernel must refuse the first fork. A refused socket answers
EOPNOTSUPP, because libzmq aborts at EACCES. Numbers: the kernel's include/uapi/linux/{seccomp,filter,audit}.h.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_LOAD, _EQUAL, _AT_LEAST, _SET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_CLONE_THREAD, _CLONE_NEW = 0x00010000, 0x7E020000  # all flags for new namespaces
_OTHER_NUMBERING = 0x40000000  # x32: the same calls under other numbers
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2

# name: (x86_64, aarch64); None where there is no such call
_FORKS = {"fork": (57, None), "vfork": (58, None)}
# Calls that reach other processes; the first argument names one.
_TO_A_PROCESS = {
    "kill": (62, 129),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "prlimit64": (302, 261),
}
_TO_ANY = {"tkill": (200, 130), "pidfd_send_signal": (424, 424)}
_CLONE, _CLONE3, _SOCKET = (56, 220), 435, (41, 198)
_REFUSED = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "fanotify_init": (300, 262),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "iopl": (172, None),
    "ioperm": (173, None),
    # Memory that no limit of a process counts, or that outlives it.
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    # Names of what others do in folders that all may read.
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
}
# Changes of a file's mode, owner, dates and attributes: these need no right to write, and Landlock holds none of them.
# They do nothing and say that all went well, since honest code (`shutil.copy`) makes them, too.
_OF_A_FILE = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
}
# Locks on files that all may read would carry words from one cell to another; a cell is alone, so it needs none.
_LOCK: dict[str, tuple[int, int | None]] = {"flock": (73, 32)}
# A process that steps back behind all others waits for a processor, and meanwhile its clock stands still (`own_time`).
# Honest code may be polite: the calls do nothing and say that all went well.
_POLITE: dict[str, tuple[int, int | None]] = {
    "setpriority": (141, 140),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
}
# name: (numbers, which argument, {value: errno}); 0 does nothing and says that all went well.
_BY_ARGUMENT = {
    # F_SETLK, F_SETLKW and those of open files; F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ
    "fcntl": ((72, 25), 1, {6: 0, 7: 0, 37: 0, 38: 0, 1024: errno.EPERM, 1026: errno.EPERM, 1031: errno.EPERM}),
    # SO_SNDBUF, SO_RCVBUF and their forced kin: the kernel holds these buffers, and no limit of a process counts them
    "setsockopt": ((54, 208), 2, {7: 0, 8: 0, 32: 0, 33: 0}),
    # FS_IOC_SETFLAGS (also of 32 bits), FS_IOC_SETVERSION, FS_IOC_FSSETXATTR
    "ioctl": ((16, 29), 1, dict.fromkeys((0x40086602, 0x40046602, 0x40087602, 0x401C5820), errno.EPERM)),
}

_libc = ctypes.CDLL(None, use_errno=True)


class NoSeccomp(OSError):
    """This machine has no seccomp filters that we know how to write."""


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def is_known() -> bool:
    """Return whether we can write filters for this machine."""
    return platform.system() == "Linux" and platform.machine() in _ARCHITECTURES


def restrict(new_processes: bool, unix_sockets: bool, only_to: int | None = None) -> None:
    """Refuse what the head of this module says, in this process and all it starts, for good. Raises NoSeccomp.

    `new_processes` allows fork; `unix_sockets` allows sockets of that kind, which DataLoader's workers use;
    `only_to` is the one process that signals may go to (default: any that the kernel allows). With it the process
    has no mounts of its own, and what changes a file's mode, dates or attributes does nothing.
    """
    if not is_known():
        raise NoSeccomp(f"no filter for {platform.system()} on {platform.machine()}")
    code = _filter(platform.machine(), new_processes, unix_sockets, only_to)
    packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
    program = _Program(len(code), packed)
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        raise NoSeccomp(ctypes.get_errno(), "prctl(PR_SET_NO_NEW_PRIVS) failed")
    if _libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0):
        raise NoSeccomp(ctypes.get_errno(), "prctl(PR_SET_SECCOMP) failed")


def _filter(
    machine: str, new_processes: bool, unix_sockets: bool, only_to: int | None
) -> list[tuple[int, int, int, int]]:
    """Return the program: instructions (code, jump if true, jump if false, operand)."""
    column = list(_ARCHITECTURES).index(machine)

    def refuse(error: int) -> tuple[int, int, int, int]:
        return _RETURN, 0, 0, _ERRNO | error

    code = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        refuse(errno.ENOSYS),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, _OTHER_NUMBERING),
        refuse(errno.ENOSYS),
        (_EQUAL, 0, 1, _CLONE3),
        refuse(errno.ENOSYS),  # the C library then uses clone, whose flags a filter can read
    ]
    refused, ignored = list(_REFUSED.values()), [*_LOCK.values(), *_POLITE.values()]
    if only_to is not None:
        refused += _TO_ANY.values()
        ignored += _OF_A_FILE.values()
        own = [(_LOAD, 0, 0, 16), (_EQUAL, 1, 0, only_to), (_EQUAL, 0, 1, 0), (_RETURN, 0, 0, _ALLOW)]
        for numbers in _TO_A_PROCESS.values():
            code += [(_EQUAL, 0, len(own) + 1, numbers[column]), *own, refuse(errno.EPERM)]
    for call, error in (*((one, errno.EPERM) for one in refused), *((one, 0) for one in ignored)):
        if (number := call[column]) is not None:
            code += [(_EQUAL, 0, 1, number), refuse(error)]
    for numbers, argument, errors in _BY_ARGUMENT.values():
        look = [(_LOAD, 0, 0, 16 + 8 * argument)]
        for value, error in errors.items():
            look += [(_EQUAL, 0, 1, value), refuse(error)]
        code += [(_EQUAL, 0, len(look) + 1, numbers[column]), *look, (_RETURN, 0, 0, _ALLOW)]
    if not new_processes:
        for call in _FORKS.values():
            if (number := call[column]) is not None:
                code += [(_EQUAL, 0, 1, number), refuse(errno.EAGAIN)]
    clone = [(_LOAD, 0, 0, 16), (_SET, 0, 1, _CLONE_NEW), refuse(errno.EPERM)]
    if not new_processes:
        clone += [(_SET, 1, 0, _CLONE_THREAD), refuse(errno.EAGAIN)]
    code += [(_EQUAL, 0, len(clone) + 1, _CLONE[column]), *clone, (_RETURN, 0, 0, _ALLOW)]
    kind = [(_LOAD, 0, 0, 16), (_EQUAL, 1, 0, socket.AF_UNIX)] if unix_sockets else []
    code += [(_EQUAL, 0, len(kind) + 1, _SOCKET[column]), *kind, refuse(errno.EOPNOTSUPP)]
    return [*code, (_RETURN, 0, 0, _ALLOW)]
