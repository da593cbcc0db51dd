"""Attacks on our own sandbox, from inside a graded cell: `grader doctor` and the tests run them.

Each is the source of a function `attempt` that returns what it got, or something false if it got nothing. The aims
are decoys that `Bait` puts up on the trusted side.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.worker import CellTask, Ended, OutOfTime, QuestionWorld, Worker
from grader.testing import StudentError

# The reference's answer to an earlier question, which ran before the cell does.
_EARLIER = {"source": "def answer_above():\n    'what is above'\n", "file": "<reference cell 1>", "answer": True}
WORLD = QuestionWorld("attacks", (_EARLIER,), "def attempt(cell, ask, *, bait):\n    return cell['attempt'](bait)\n")
MOST_FORKS = 100
NEAR = (*range(2, 30), os.getpid())  # numbers that a namespace of its own gives first, and the grader itself

ATTACKS = {
    "read files outside": """\
def attempt(bait):
    got = []
    for path in bait["files"]:
        try:
            got.append(open(path, "rb").read(1) and path)
        except OSError:
            pass
    return got
""",
    "list folders outside": """\
import os
def attempt(bait):
    got = []
    for path in bait["folders"]:
        try:
            got += [path for name in os.listdir(path) if name in bait["names"]]
        except OSError:
            pass
    return got
""",
    "write files outside": """\
def attempt(bait):
    got = []
    for path in bait["places"]:
        try:
            open(path + "/planted", "w").write("x")
            got.append(path)
        except OSError:
            pass
    return got
""",
    "change mode and dates of files outside": """\
import os
def attempt(bait):
    got = []
    for path in bait["files"][:1]:
        for change in (
            lambda: os.chmod(path, 0o4755),
            lambda: os.utime(path, (1, 1)),
            lambda: os.setxattr(path, "user.planted", b"x"),
        ):
            try:
                change()
                found = os.stat(path)
                got += ["mode"] * bool(found.st_mode & 0o4000) + ["date"] * (found.st_mtime == 1)
                got += os.listxattr(path)
            except OSError:
                pass
    return got
""",
    "leave word in a lock": """\
import fcntl, os
def attempt(bait):
    first, second, got = open(os.__file__), open(os.__file__), []
    fcntl.flock(first, fcntl.LOCK_EX)
    try:
        fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        got.append("flock")
    return got
""",
    "watch what others do in a folder": """\
import ctypes, os
def attempt(bait):
    made = ctypes.CDLL(None).inotify_init1(0)
    return made >= 0 and ctypes.CDLL(None).inotify_add_watch(made, os.path.dirname(os.__file__).encode(), 0xFFF) > 0
""",
    "read the environment": """\
import os
def attempt(bait):
    seen = str(dict(os.environ)) + open("/proc/self/environ").read()
    return bait["secret"] in seen
""",
    "connect to a local port": """\
import socket
def attempt(bait):
    return socket.create_connection(("127.0.0.1", bait["port"]), timeout=2).getpeername()
""",
    "send a datagram": """\
import socket
def attempt(bait):
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    return made.sendto(b"x", ("127.0.0.1", bait["port"])) and "sent"
""",
    "open an unusual socket": """\
import socket
def attempt(bait):
    got = []
    netlink, packet, virtual_machine = (16, socket.SOCK_RAW), (17, socket.SOCK_RAW), (40, socket.SOCK_STREAM)
    for family, kind in (netlink, packet, virtual_machine):
        try:
            got.append(socket.socket(family, kind) and family)
        except OSError:
            pass
    return got
""",
    "connect to a unix socket": """\
import socket
def attempt(bait):
    got = []
    for address in (bait["unix"], chr(0) + bait["abstract"]):
        try:
            made = socket.socket(socket.AF_UNIX)
            made.settimeout(2)
            made.connect(address)
            got.append(address)
        except OSError:
            pass
    return got
""",
    "read whom this machine talks to": """\
import os
def attempt(bait):
    got, own = [], f"/proc/{os.path.basename(os.readlink('/proc/self'))}"
    for folder in (own, "/proc", f"{own}/task/{os.path.basename(own)}"):
        try:
            got += [folder] * (f":{bait['port']:04X}" in open(f"{folder}/net/tcp").read())
        except OSError:
            pass
    return got
""",
    "hold memory in the kernel": """\
import socket
def attempt(bait):
    one, _ = socket.socketpair()
    before = one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2**30)
    return one.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) > before
""",
    "find the answer to an earlier question": """\
import gc, sys, types
def attempt(bait):
    gc.unfreeze()
    frame, seen = sys._getframe(), gc.get_objects() + list(globals().values())
    while frame is not None:
        seen += [*frame.f_globals.values(), *frame.f_locals.values()]
        frame = frame.f_back
    found = [item for item in seen if isinstance(item, types.FunctionType)]
    return [item.__name__ for item in found if (item.__doc__ or "") == "what is" + " above"]
""",
    "read another process's memory": """\
import ctypes, os
def attempt(bait):
    got, me = [], os.path.basename(os.readlink("/proc/self"))
    for pid in set(bait["pids"]) - {int(me)}:
        for name in ("mem", "environ", "maps"):
            try:
                file = open(f"/proc/{pid}/{name}", "rb")
                if name != "mem":
                    file.read(1)
                got.append(f"{pid}/{name}")
            except OSError:
                pass
        if pid != os.getpid() and ctypes.CDLL(None).ptrace(0x4206, pid, 0, 0) == 0:  # SEIZE: does not stop it
            got.append(f"ptrace {pid}")
    return got
""",
    "signal other processes": """\
import os, signal
def attempt(bait):
    got = []
    for pid in set(bait["pids"]) - {os.getpid()}:
        try:
            os.kill(pid, 0)
            got.append(pid)
        except OSError:
            pass
    try:
        os.kill(bait["victim"], signal.SIGKILL)
    except OSError:
        pass
    return got
""",
    "change the limits of another process": """\
import os, resource
def attempt(bait):
    got = []
    for pid in set(bait["pids"]) - {os.getpid()}:
        try:
            if pid > 0:
                got.append((pid, resource.prlimit(pid, resource.RLIMIT_CPU)))
        except OSError:
            pass
    return got
""",
    "raise its own rights": """\
import os, resource
def attempt(bait):
    got = []
    def become_root():
        if os.getuid() != 0:
            os.setuid(0)
            return True
    for act in (
        lambda: resource.setrlimit(resource.RLIMIT_NPROC, (10**5, 10**5)) or "limit",
        lambda: become_root() and "root",
        lambda: os.chroot(".") or "chroot",
        lambda: os.mknod("disk", 0o60600, os.makedev(8, 0)) or "device",
    ):
        try:
            got.append(act())
        except (OSError, ValueError):
            pass
    return [right for right in got if right]
""",
    "start more processes than the limit": f"""\
import os, time
def attempt(bait):
    count = 0
    for _ in range({MOST_FORKS}):  # never more: a fork bomb on an unprotected machine ends the machine
        try:
            pid = os.fork()
        except OSError:
            break
        if pid == 0:
            time.sleep(5)
            os._exit(0)
        count += 1
    return count if count > bait["processes"] else 0
""",
    "stand behind all others, so that its clock stands still": """\
import os
def attempt(bait):
    before = os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0)
    for act in (lambda: os.nice(5), lambda: os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))):
        try:
            act()
        except OSError:
            pass
    return (os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0)) != before
""",
    "use more memory than the limit": """\
import mmap
def attempt(bait):
    most = bait["memory_mib"] + 512
    memory = mmap.mmap(-1, most << 20)
    for start in range(0, most << 20, 1 << 22):
        memory[start : start + 1] = b"x"
        for page in range(start, start + (1 << 22), 4096):
            memory[page] = 1
    return "all"
""",
}


@dataclass
class Bait:
    """Decoys that an attack aims at, as plain data, and the process that it may try to end."""

    about: dict
    victim: subprocess.Popen
    folder: Path


@contextlib.contextmanager
def bait(worker: Worker, also: dict[str, list[str]], others: Iterable[int] = ()) -> Iterator[Bait]:
    """Put up the decoys. `also` adds real `files`, `folders` and `places` that no graded cell may use.

    `others` are processes besides the decoy that an attack tries to read, trace and reach, never to end. Enter before
    the worker starts: it plants a secret in the environment.
    """
    secret = secrets.token_hex(8)
    planted = f"GRADER_SECRET_{secret}"
    os.environ[planted] = secret
    with tempfile.TemporaryDirectory(prefix="grader-bait-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "gradebook.db").write_text(secret)
        victim = subprocess.Popen([sys.executable, "-I", "-S", "-c", "import time; time.sleep(120)"])
        port = _listen(stack, socket.AF_INET, ("127.0.0.1", 0)).getsockname()[1]
        _listen(stack, socket.AF_UNIX, str(folder / "socket"))
        _listen(stack, socket.AF_UNIX, f"\0grader-{secret}")
        names = ["gradebook.db", *(n for path in also.get("folders", []) for n in os.listdir(path))]
        about = {
            "files": [str(folder / "gradebook.db"), *also.get("files", [])],
            "folders": [name, *also.get("folders", [])],
            "names": names,
            "places": [name, *also.get("places", [])],
            "secret": secret,
            "port": port,
            "unix": str(folder / "socket"),
            "abstract": f"grader-{secret}",
            "victim": victim.pid,
            "pids": [victim.pid, *others],
            "processes": worker.limits.processes,
            "memory_mib": worker.limits.memory_mib,
        }
        try:
            yield Bait(about, victim, folder)
        finally:
            del os.environ[planted]
            victim.kill()
            victim.wait()


def attack(worker: Worker, source: str, bait: Bait, seconds: float = 15.0) -> tuple[bool, str]:
    """Run one attack; return (whether it got something, what it got or how it was refused). Raises WorkerError."""
    cell_process = worker.open(WORLD, CellTask(source, (), ("attempt",)))
    try:
        got = cell_process.call("attempt", {"bait": bait.about}, None, seconds)
        said = str(got)[:100] if got else "got nothing"
    except StudentError as error:
        got, said = None, f"{error.kind}: {error.message}"[:100]
    except (Ended, OutOfTime) as error:
        got, said = None, str(error) or "out of time"
    finally:
        cell_process.close()
    if bait.victim.poll() is not None:
        return True, "ended a process outside"
    planted = list(bait.folder.glob("planted*"))
    return bool(got or planted), said


def _listen(stack: contextlib.ExitStack, family: int, address: tuple[str, int] | str) -> socket.socket:
    listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
    listener.bind(address)
    listener.listen()
    return listener
