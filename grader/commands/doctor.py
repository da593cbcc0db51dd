"""Say how well this machine can shut student code in, and attack that sandbox to prove it."""

from __future__ import annotations

import argparse
from pathlib import Path

EXAMPLE = "grader doctor --tier landlock"
NEEDS_ASSIGNMENT = False
NEEDS_LINUX = (
    "Students' code can be shut in on Linux only. Next: run everything in a container, or on Windows in WSL2, as "
    "docs/other-systems.md says, and `grader doctor` there."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lines")
    parser.add_argument(
        "--tier", choices=("bubblewrap", "landlock"), help="try this kind of sandbox (default: the best here)"
    )


def run(chosen: argparse.Namespace) -> int:
    """Print what is here and how each attack ended; return 1 if one succeeded."""
    import json
    import os
    import platform

    if platform.system() != "Linux":
        return _other_system(chosen.json)
    from grader.commands.terminal import Terminal
    from grader.sandbox import tiers
    from grader.sandbox.limits import Limits
    from grader.sandbox.worker import Worker

    console = Terminal(soft_wrap=True, quiet=chosen.json)
    known = facts()
    for name, value in known:
        console.print(f"{name + ':':<16}{value}")
    if chosen.tier:
        os.environ[tiers.CHOSEN] = chosen.tier
    course = _course()
    if course is not None:
        tiers.refuse_to_show(course)
    best = tiers.choose()
    console.print(f"{'tier:':<16}{best.tier}{f' ({best.warning})' if best.warning else ''}\n")
    ended: dict[str, bool] = {}
    if best.tier == tiers.NONE:
        console.print("No sandbox: every attack would succeed. Next: install bubblewrap, or grade on another machine.")
    else:
        with Worker(Limits(memory_mib=512, processes=32), best) as worker:
            ended = _attack_all(console, worker, course)
    succeeded = sum(ended.values())
    holds = best.tier != tiers.NONE and not succeeded
    if chosen.json:
        about = {"facts": dict(known), "tier": best.tier, "warning": best.warning, "holds": holds, "succeeded": ended}
        print(json.dumps(about, indent=1))
    elif ended:
        bad = f"\n{succeeded} attack(s) succeeded: do not grade here. Next: install what is missing above."
        console.print("\nThe sandbox holds. Next: `grader grade ASSIGNMENT`." if holds else bad)
    return 0 if holds else 1


def _other_system(as_json: bool) -> int:
    """Say what to do where there is no Linux: nothing of what a sandbox builds on is there to be looked at."""
    import json
    import platform

    system, python = f"{platform.system()} {platform.release()} on {platform.machine()}", platform.python_version()
    if as_json:
        facts = {"system": system, "Python": python}
        print(json.dumps({"facts": facts, "tier": "none", "warning": NEEDS_LINUX, "holds": False, "succeeded": {}}))
    else:
        print(f"{'system:':<16}{system}\n{'Python:':<16}{python}\n{'tier:':<16}none\n\n{NEEDS_LINUX}")
    return 1


def facts() -> list[tuple[str, str]]:
    """Return (name, value) of what the sandbox can build on here."""
    import os
    import platform
    import time

    from grader.sandbox import bubblewrap, cgroup, landlock, seccomp, tiers

    start = time.perf_counter()
    lacks = tiers.lacks_bubblewrap()
    seconds = time.perf_counter() - start
    version = bubblewrap.version() or "version unknown"
    try:
        group = f"memory of a worker is capped below {cgroup.delegated()}"
    except cgroup.NoControlGroup as error:
        group = f"no cap on a worker's total memory by the kernel, only by a watch: {error}"
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    compiled = sum(1 for _ in (tiers.cache_folder() / "numba").rglob("*.nbi"))
    return [
        ("system", f"{platform.system()} {platform.release()} on {platform.machine()}"),
        ("Python", platform.python_version()),
        ("user", "root" if os.geteuid() == 0 else f"{os.geteuid()}"),
        ("bubblewrap", lacks or f"{version}, works, {1000 * seconds:.0f} ms"),
        ("Landlock", f"version {landlock.abi_version()}" if landlock.abi_version() else "none"),
        ("seccomp", "filter known" if seccomp.is_known() else "no filter for this machine"),
        ("control group", group),
        ("cores", str(len(os.sched_getaffinity(0)))),
        ("memory", f"{pages * size / 2**30:.1f} GiB"),
        ("cache", f"{tiers.cache_folder()}, {compiled} function(s) compiled by numba"),
    ]


def _course() -> Path | None:
    """Return the course that the command is run in, None outside of any."""
    from grader.course import Course
    from grader.errors import UserError

    try:
        return Course.find().root
    except UserError:
        return None


def _attack_all(console, worker, root: Path | None) -> dict[str, bool]:
    """Return {attack: whether it succeeded}."""
    from grader.commands.outside_attacks import OUTSIDE
    from grader.sandbox.attacks import ATTACKS, NEAR, WORLD, attack, bait

    home = Path.home()
    also = {"files": ["/etc/passwd", "/etc/hostname"], "folders": [str(home)], "places": [str(home), "/usr/bin"]}
    if root is not None:
        also["files"] += [str(path) for path in (root / "nbgrader_config.py", root / "gradebook.db")]
        also["folders"] += [str(root / name) for name in ("source", "tests", "submitted") if (root / name).is_dir()]
        also["places"] += [str(root)]
    ended = {}
    with bait(worker, also, NEAR) as baited:
        worker.question_process(WORLD)
        about = worker.about
        console.print(
            f"worker ready after {about['cpu_seconds']:.1f} s of CPU; new processes "
            f"{'limited by the kernel' if about['processes'] else 'refused'}; user inside: {about['user'] or 'own'}\n"
        )
        for name, source in ATTACKS.items():
            succeeded, said = attack(worker, source, baited)
            ended[name] = bool(succeeded)
            console.print(f"{'SUCCEEDED' if succeeded else 'held':<10}{name}: {said}")
    console.print("\nPast the sandbox: at errors, pages, tables and folders")
    for name, attempt in OUTSIDE.items():
        got = attempt()
        ended[name] = bool(got)
        console.print(f"{'SUCCEEDED' if got else 'held':<10}{name}: {got or 'got nothing'}")
    return ended
