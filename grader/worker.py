"""The trusted side's handle on one zygote: make a template per question, run a cell, ask its probes."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader import framing
from grader.codec import CodecError
from grader.limits import Limits
from grader.testing import StudentError

START_SECONDS = 180.0
_POLL_SECONDS = 0.25


class WorkerError(RuntimeError):
    """The zygote or the reference world does not work: a fault of the course or the machine, not of a student."""


class Ended(Exception):
    """The student's process is gone or sent what is no message; the text says which, in words."""


class OutOfTime(Exception):
    """The student's code did not finish in time."""


@dataclass(frozen=True)
class QuestionWorld:
    """What a template needs: the reference cells above a question, and its probes."""

    name: str
    cells: tuple[dict, ...]
    probes: str


@dataclass(frozen=True)
class CellTask:
    """What a student's process needs: the cell, statements carried from other cells, the names to define."""

    source: str
    carried: tuple[dict, ...]
    defines: tuple[str, ...]
    seed: int = 0


@dataclass
class Template:
    """A forked server that holds one question's world."""

    control: socket.socket
    names: frozenset[str]
    modules: dict[str, str]


@dataclass
class Worker:
    """One zygote with its templates. Not thread-safe: one judge uses one worker at a time."""

    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._templates: dict[str, Template] = {}
        self._folder: str | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote, its templates and their children."""
        for template in self._templates.values():
            template.control.close()
        self._templates.clear()
        if self._control:
            self._control.close()
        if self._process:
            self._process.kill()
            self._process.wait()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._process = self._control = self._folder = None

    def template(self, world: QuestionWorld) -> Template:
        """Return the template of a question, made on first use. Raises WorkerError."""
        if world.name not in self._templates:
            self._templates[world.name] = self._make_template(world)
        return self._templates[world.name]

    def open(self, world: QuestionWorld, task: CellTask) -> Child:
        """Start a process for one graded cell. Raises WorkerError."""
        for attempt in (1, 2):
            template = self.template(world)
            ours, theirs = socket.socketpair()
            try:
                framing.send(template.control, {"operation": "judge"}, theirs.fileno())
                pid = framing.receive(template.control, time.monotonic() + 60)["pid"]
                child = Child(ours, pid, template, self.limits)
                framing.send(
                    ours,
                    {
                        "source": task.source,
                        "carried": list(task.carried),
                        "defines": list(task.defines),
                        "limits": self.limits.as_dict(),
                        "seed": task.seed,
                    },
                )
                return child
            except (framing.Closed, framing.TimedOut) as error:
                self._forget(world.name)
                if attempt == 2:
                    raise WorkerError(f"the template of {world.name} does not answer") from error
            finally:
                theirs.close()
        raise AssertionError("unreachable")

    def _forget(self, name: str) -> None:
        template = self._templates.pop(name, None)
        if template:
            template.control.close()
        if self._process and self._process.poll() is not None:
            self.close()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        self._folder = tempfile.mkdtemp(prefix="grader-worker-")
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": self._folder,
            "TMPDIR": self._folder,
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
            "MPLBACKEND": "Agg",
            "MPLCONFIGDIR": self._folder,
            "NUMBA_CACHE_DIR": str(_numba_cache()),
            **{f"{name}_NUM_THREADS": "1" for name in ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "NUMBA")},
        }
        if os.environ.get("GRADER_UNSAFE_NO_SANDBOX") == "1":
            environment["GRADER_UNSAFE_NO_SANDBOX"] = "1"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "grader.zygote", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env=environment,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if os.environ.get("GRADER_DEBUG") != "1" else None,
            start_new_session=True,
        )
        theirs.close()
        self._control = ours
        try:
            framing.receive(ours, time.monotonic() + START_SECONDS)
        except (framing.Closed, framing.TimedOut) as error:
            self._process.kill()
            said = (
                self._process.stderr.read().decode(errors="replace")[-2000:] if self._process.stderr else ""
            )
            self.close()
            raise WorkerError(f"the grading process did not start. It said:\n{said}") from error

    def _make_template(self, world: QuestionWorld) -> Template:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._start()
        ours, theirs = socket.socketpair()
        try:
            framing.send(self._control, {"operation": "template"}, theirs.fileno())
            framing.receive(self._control, time.monotonic() + 60)
            framing.send(
                ours,
                {
                    "operation": "world",
                    "cells": list(world.cells),
                    "probes": world.probes,
                    "probes_file": f"<probes of {world.name}>",
                },
            )
            reply = framing.receive(ours, time.monotonic() + START_SECONDS)
        except (framing.Closed, framing.TimedOut) as error:
            self.close()
            raise WorkerError(f"the world of {world.name} could not be made") from error
        finally:
            theirs.close()
        if "error" in reply:
            raise WorkerError(
                f"the reference cells above {world.name} fail in the toy world:\n{reply['error']}"
            )
        return Template(ours, frozenset(reply["names"]), reply["modules"])


class Child:
    """One student's process. `close` always, to end it and learn what it used."""

    def __init__(self, connection: socket.socket, pid: int, template: Template, limits: Limits):
        self._connection, self._pid, self._template, self._limits = connection, pid, template, limits
        self.notes: list[str] = []
        self.usage: dict[str, float] = {}
        self.closed = False

    def call(
        self, probe: str, arguments: dict[str, Any], answer: Callable[..., Any] | None, deadline: float
    ) -> Any:
        """Run a probe and return its plain data.

        `answer(name, *arguments)` serves what the probe asks. Raises StudentError, OutOfTime, Ended, and
        whatever `answer` raises.
        """
        try:
            framing.send(self._connection, {"probe": probe, "arguments": arguments})
            while True:
                reply = self._receive(deadline)
                if "ask" not in reply:
                    break
                asked, given = reply["ask"], reply.get("arguments")
                if answer is None or not isinstance(asked, str) or not isinstance(given, list):
                    raise Ended("the cell's process sent a message that no probe sends")
                framing.send(self._connection, {"value": answer(asked, *given)})
        except framing.Closed:
            raise Ended("the cell ended its own process") from None
        except CodecError:
            raise Ended("the cell's process sent a message that no probe sends") from None
        self._note(reply.get("notes"))
        if "error" in reply:
            raise _student_error(reply["error"])
        return reply.get("value")

    def close(self) -> None:
        """End the process and everything that it started."""
        if self.closed:
            return
        self.closed = True
        self._connection.close()
        with contextlib.suppress(framing.Closed, framing.TimedOut, CodecError):
            framing.send(self._template.control, {"operation": "kill", "pid": self._pid})
            self.usage = framing.receive(self._template.control, time.monotonic() + 60)

    def _receive(self, deadline: float) -> dict:
        while True:
            soon = min(deadline, time.monotonic() + _POLL_SECONDS)
            self._connection.settimeout(max(0.001, soon - time.monotonic()))
            try:
                ready = self._connection.recv(1, socket.MSG_PEEK)
                if not ready:
                    raise framing.Closed("end of stream")
                reply = framing.receive(self._connection, deadline)
                break
            except framing.TimedOut:
                raise OutOfTime from None
            except TimeoutError:
                if time.monotonic() >= deadline:
                    raise OutOfTime from None
                if _count_descendants(self._pid) > self._limits.processes:
                    raise Ended(f"the cell started more than {self._limits.processes} processes") from None
            except OSError as error:
                raise framing.Closed(str(error)) from None
        if not isinstance(reply, dict):
            raise Ended("the cell's process sent a message that no probe sends")
        return reply

    def _note(self, notes: Any) -> None:
        for note in notes if isinstance(notes, list) else []:
            if isinstance(note, str) and note[:300] not in self.notes and len(self.notes) < 20:
                self.notes.append(note[:300])


def _student_error(error: Any) -> StudentError:
    if not isinstance(error, dict):
        raise Ended("the cell's process sent a message that no probe sends")

    def text(key: str) -> str:
        value = error.get(key)
        return value[:500] if isinstance(value, str) else ""

    line = error.get("line")
    made = StudentError(
        text("kind")[:80] or "Exception",
        text("message"),
        line if isinstance(line, int) else None,
        text("code"),
        defined=not text("missing"),
    )
    made.missing, made.poisoned = text("missing"), text("poisoned")
    made.module, made.unknown_name = text("module"), text("global")
    return made


def _count_descendants(pid: int) -> int:
    count, todo = 0, [pid]
    while todo and count < 10_000:
        parent = todo.pop()
        with contextlib.suppress(OSError, ValueError):
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
            count += len(children)
            todo.extend(int(child) for child in children)
    return count


def _numba_cache() -> Path:
    folder = Path(tempfile.gettempdir()) / f"grader-numba-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
