"""Start a program inside bubblewrap: namespaces of its own, and only the files that `visible` lists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from grader.sandbox import visible

CACHE = Path("/cache")
# What the pre-loaded process keeps, inside its own namespaces, to make smaller ones; graded cells give all up.
_CAPABILITIES = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL", "SYS_PTRACE", "SYS_RESOURCE")
_FACTS = (Path("/sys/devices/system/cpu"),)
_TRY_SECONDS = 20


class NoBubblewrap(Exception):
    """bubblewrap is not installed or does not work here; the text says why."""


def version() -> str:
    """Return bubblewrap's version, "" if it is not installed."""
    try:
        said = subprocess.run(["bwrap", "--version"], capture_output=True, text=True, timeout=_TRY_SECONDS).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\d+(\.\d+)+", said)
    return found[0] if found else ""


@lru_cache(maxsize=1)
def launcher(cache: Path) -> tuple[str, ...]:
    """Return the words before a command that put it into the sandbox, as tried out. Raises NoBubblewrap."""
    program = shutil.which("bwrap")
    if program is None:
        raise NoBubblewrap("bubblewrap is not installed")
    # Root needs no namespace of users, and in one it could not become another user.
    ways = [["--unshare-user", "--uid", "0", "--gid", "0"]]
    if os.geteuid() == 0:
        ways.insert(0, [])
    said = ""
    for way in ways:
        words = (program, *way, *_arguments(cache))
        try:
            run = subprocess.run(
                [*words, sys.executable, "-I", "-S", "-c", "import ctypes"],
                capture_output=True,
                text=True,
                timeout=_TRY_SECONDS,
                stdin=subprocess.DEVNULL,
                env={},
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = str(error)
            continue
        if run.returncode == 0:
            return words
        said = run.stderr.strip()[-300:]
    raise NoBubblewrap(f"bubblewrap does not work here: {said}")


def scratch() -> Path:
    """Return where a graded cell may write: /tmp, unless something that it must see lies there."""
    hidden = any(path.is_relative_to("/tmp") for path in [*visible.python_paths(), visible.engine_path()])
    return Path("/scratch" if hidden else "/tmp")


def _arguments(cache: Path) -> list[str]:
    words = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    words += ["--hostname", "sandbox", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for capability in _CAPABILITIES:
        words += ["--cap-add", f"CAP_{capability}"]
    words += ["--tmpfs", "/tmp", "--tmpfs", "/scratch"]
    links = [path for path in visible.system_paths() if path.is_symlink() and path.parent == Path("/")]
    for link in links:
        words += ["--symlink", os.readlink(link), str(link)]
    shown = {path for path in visible.system_paths() if path not in links}
    shown |= {*visible.python_paths(), visible.engine_path(), *(path for path in _FACTS if path.exists())}
    outermost = visible.outermost(shown)
    for parent in sorted({parent for path in outermost for parent in path.parents} - {Path("/")}):
        # Else only root may pass: bubblewrap makes missing folders private.
        words += [*(["--perms", "0755"] if os.geteuid() == 0 else []), "--dir", str(parent)]
    for path in outermost:
        words += ["--ro-bind", str(path), str(path)]
    words += ["--proc", "/proc", "--dev", "/dev", "--dev-bind", visible.sink(), "/dev/null"]
    words += ["--bind", str(cache), str(CACHE)]
    return [*words, "--remount-ro", "/", "--chdir", "/tmp", "--"]
