"""Choose the sandbox that this machine offers, on the trusted side.

Three tiers: `bubblewrap` (namespaces, then Landlock, seccomp and limits in each graded cell), `landlock` (without
namespaces), `none` (only limits; must be asked for by name).
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.errors import UserError
from grader.sandbox import bubblewrap, landlock, seccomp, visible
from grader.sandbox.confine import BUBBLEWRAP, LANDLOCK, NONE

UNSAFE = "GRADER_UNSAFE_NO_SANDBOX"
CHOSEN = "GRADER_SANDBOX"
_lock = threading.Lock()

HOW_TO_GET_ONE = (
    "Student code must not run unprotected. Install bubblewrap (Debian, Ubuntu, Fedora: the package `bubblewrap`). "
    "Ubuntu 24.04 also needs AppArmor's profile `bwrap-userns-restrict`: install `apparmor-profiles`, copy "
    "/usr/share/apparmor/extra-profiles/bwrap-userns-restrict to /etc/apparmor.d/ and reload AppArmor. Elsewhere "
    "grade in a Linux container or virtual machine with a kernel of 5.13 or newer that has Landlock (Docker: "
    "`--security-opt seccomp=unconfined --cap-add SYS_ADMIN` lets bubblewrap work too). `--unsafe-no-sandbox` grades "
    "without: only for code that you trust."
)
WEAKER = {
    BUBBLEWRAP: "",
    LANDLOCK: (
        "graded cells run without namespaces: they see which processes run on this machine, they may start no process, "
        "and the memory and disk that one cell uses is bounded less tightly"
    ),
    NONE: "graded cells run UNPROTECTED: they can read, change and send whatever you can",
}


class NoSandbox(UserError):
    """No tier works here, or the one that was asked for does not."""


@dataclass(frozen=True)
class Sandbox:
    """A tier; `reason` says why it is no better one."""

    tier: str
    reason: str = ""

    def command(self, words: list[str]) -> list[str]:
        """Return the command that runs `words` in this tier."""
        return [*bubblewrap.launcher(cache_folder()), *words] if self.tier == BUBBLEWRAP else words

    @property
    def cache(self) -> Path:
        """Return the folder of compiled code, as processes inside call it."""
        return bubblewrap.CACHE if self.tier == BUBBLEWRAP else cache_folder()

    @property
    def warning(self) -> str:
        """Return what is weaker than it could be, "" for the best tier."""
        return f"{self.reason}; {WEAKER[self.tier]}. `grader doctor` says more." if WEAKER[self.tier] else ""


def choose() -> Sandbox:
    """Return the best sandbox of this machine. Raises NoSandbox, with what to install.

    The environment may name a tier (GRADER_SANDBOX) or allow to go without one (GRADER_UNSAFE_NO_SANDBOX=1).
    """
    with _lock:
        return _choose(os.environ.get(CHOSEN, ""), os.environ.get(UNSAFE) == "1")


def allow_none() -> None:
    """Let this command and what it starts go without a sandbox where there is none."""
    os.environ[UNSAFE] = "1"


@lru_cache(maxsize=8)
def _choose(chosen: str, unsafe: bool) -> Sandbox:
    if chosen not in ("", BUBBLEWRAP, LANDLOCK):
        raise NoSandbox(f"{CHOSEN}={chosen}: it is one of {BUBBLEWRAP}, {LANDLOCK}.")
    reasons: list[str] = []
    for tier, lacks in ((BUBBLEWRAP, lacks_bubblewrap), (LANDLOCK, lacks_landlock)):
        if chosen in ("", tier):
            reason = lacks()
            if not reason:
                return _warned(Sandbox(tier, "; ".join(reasons) or f"{CHOSEN}={chosen}"))
            reasons.append(reason)
    if unsafe:
        return _warned(Sandbox(NONE, "; ".join(reasons)))
    raise NoSandbox(f"no sandbox works here ({'; '.join(reasons)}). {HOW_TO_GET_ONE}")


def lacks_bubblewrap() -> str:
    """Return why the tier `bubblewrap` does not work here, "" if it does."""
    try:
        bubblewrap.launcher(cache_folder())
    except bubblewrap.NoBubblewrap as error:
        return str(error)
    return "" if seccomp.is_known() else "no system call filter is known for this machine"


def lacks_landlock() -> str:
    """Return why the tier `landlock` does not work here, "" if it does."""
    if not landlock.abi_version():
        return "this kernel has no Landlock"
    return "" if seccomp.is_known() else "no system call filter is known for this machine"


def refuse_to_show(course: Path) -> None:
    """Raise NoSandbox if graded cells could read the folder of the course whose answers they hold."""
    shown = visible.paths_that_show(course)
    if shown:
        raise NoSandbox(
            f"the course lies in {shown[0]}, which graded cells must be able to read: move the course elsewhere."
        )


def cache_folder() -> Path:
    """Return the folder where compiled code and font lists are kept between workers; nobody else can write to it."""
    folder = Path(tempfile.gettempdir()) / f"grader-cache-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise NoSandbox(f"{folder} belongs to somebody else, who could put code into it: remove it.")
    folder.chmod(0o755)  # a process that runs as another user reads it
    for name in ("numba", "matplotlib"):
        (folder / name).mkdir(mode=0o755, exist_ok=True)
    return folder


def _warned(sandbox: Sandbox) -> Sandbox:
    if sandbox.warning:
        print(f"grader: {sandbox.warning}", file=sys.stderr)
    return sandbox
