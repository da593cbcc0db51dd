"""The trusted side's handle on one worker process: make a question process, run a cell in a fork of it, ask probes."""

from __future__ import annotations

import os
import re
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from grader.plain_text import one_line
from grader.sandbox import framing
from grader.sandbox.codec import CodecError
from grader.sandbox.launch import START_SECONDS, SandboxProcess, WorkerError
from grader.sandbox.limits import Limits
from grader.sandbox.own_time import CallClock, Used, open_counts
from grader.sandbox.tiers import Sandbox
from grader.sandbox.visible import engine_path, is_of_the_system
from grader.testing import StudentError

LONGEST_NAME = 60  # of a type, a module, a variable
_BUSY_SECONDS = 300  # for what takes milliseconds on a machine that has time


class WorkerLost(WorkerError):
    """The worker process ended while a cell ran: the machine or the cell did it, and nobody knows which."""


class Ended(Exception):
    """The student's process is gone or sent what is no message; the text says which, in words."""


class OutOfTime(Exception):
    """The student's code did not finish in time."""


@dataclass(frozen=True)
class QuestionWorld:
    """What a question process needs: the reference cells above a question, its probes, and what these import.

    `shared` holds (name, source) of modules that probes of several questions import from `probes`.
    """

    name: str
    cells: tuple[dict, ...]
    probes: str
    shared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class CellTask:
    """What a student's process needs: the cell, statements carried from other cells, the names to define."""

    source: str
    carried: tuple[dict, ...]
    defines: tuple[str, ...]
    seed: int = 0


@dataclass
class QuestionProcess:
    """The process that holds one question's world: how to talk to it, and the cells that made the world."""

    control: socket.socket
    names: frozenset[str] = frozenset()
    modules: dict[str, str] = field(default_factory=dict)
    cells: tuple[dict, ...] = ()


@dataclass
class Worker:
    """One worker process with its question processes. Not thread-safe: one judge uses one worker at a time.

    `control` is a fork of somebody else's sandbox process to begin with; once that is lost, and where there is none,
    the worker has a sandbox process of its own, in `sandbox` (default: the best of this machine, chosen at the start).
    """

    limits: Limits = field(default_factory=Limits)
    sandbox: Sandbox | None = None
    control: socket.socket | None = None

    def __post_init__(self) -> None:
        self.sandbox_process = SandboxProcess(self.limits, self.sandbox)
        self._broken: WorkerError | None = None
        self._question_processes: dict[str, QuestionProcess] = {}

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def about(self) -> dict[str, Any]:
        """Return what the worker's own sandbox process said of itself."""
        return self.sandbox_process.about

    def stop(self) -> None:
        """End everything for good, from any thread: what is being judged raises WorkerError, and none starts anew."""
        self.sandbox_process.stop()

    def close(self) -> None:
        """End the worker process and all its forks."""
        for made in self._question_processes.values():
            made.control.close()
        self._question_processes.clear()
        if self.control:
            self.control.close()
        self.sandbox_process.close()
        self.control = self._broken = None

    def question_process(self, world: QuestionWorld) -> QuestionProcess:
        """Return a question's process, made on first use, with a cell shut in to try. Raises WorkerError."""
        if self._broken:
            raise self._broken
        if world.name not in self._question_processes:
            made = self._make_question_process(world)
            try:
                self._open(made, CellTask("", (), ())).close()
            except (framing.Closed, framing.TimedOut) as error:
                raise WorkerError(f"no process for a cell of {world.name} could be started") from error
            self._question_processes[world.name] = made
        return self._question_processes[world.name]

    def open(self, world: QuestionWorld, task: CellTask) -> CellProcess:
        """Start a process for one graded cell and see it shut in. Raises WorkerError, from then on too."""
        for attempt in (1, 2):
            question_process = self.question_process(world)
            try:
                return self._open(question_process, task)
            except (framing.Closed, framing.TimedOut) as error:
                self._forget(world.name)
                if attempt == 2:
                    self._broken = WorkerError(f"no process for a cell of {world.name} could be started")
                    raise self._broken from error
        raise AssertionError("unreachable")

    def _open(self, question_process: QuestionProcess, task: CellTask) -> CellProcess:
        ours, theirs = socket.socketpair()
        try:
            message = {"operation": "judge", "limits": self.limits.as_dict()}
            framing.send(question_process.control, message, theirs.fileno())
            started, counts = framing.receive_with_descriptor(
                question_process.control, time.monotonic() + _BUSY_SECONDS
            )
            theirs.close()
            if "fault" not in started:
                cell_process = CellProcess(ours, started["pid"], question_process, task.source, self.limits, counts)
                cell = {"source": task.source, "carried": list(task.carried), "defines": list(task.defines)}
                framing.send(ours, {**cell, "seed": task.seed})
                started = framing.receive(ours, time.monotonic() + _BUSY_SECONDS)
                if "ready" in started:
                    return cell_process
                cell_process.close()
        except (framing.Closed, framing.TimedOut):
            ours.close()
            raise
        finally:
            theirs.close()
        ours.close()
        self._broken = WorkerError(f"the sandbox does not hold, so nothing was graded: {started['fault']}")
        raise self._broken

    def _forget(self, name: str) -> None:
        forgotten = self._question_processes.pop(name, None)
        if forgotten:
            forgotten.control.close()
        if not self.sandbox_process.is_alive:  # or it is another's: then one of our own is safer
            self.close()

    def _make_question_process(self, world: QuestionWorld) -> QuestionProcess:
        if self.control is None:
            self.control = self.sandbox_process.worker_process()
        # Worlds continue each other: a question process that has run the first cells already shares its memory.
        made = self._question_processes.values()
        earlier = [known for known in made if world.cells[: len(known.cells)] == known.cells]
        nearest = max(earlier, key=lambda known: len(known.cells), default=QuestionProcess(self.control))
        ours, theirs = socket.socketpair()
        try:
            framing.send(nearest.control, {"operation": "question"}, theirs.fileno())
            framing.receive(nearest.control, time.monotonic() + _BUSY_SECONDS)
            framing.send(
                ours,
                {
                    "operation": "world",
                    "cells": list(world.cells[len(nearest.cells) :]),
                    "probes": world.probes,
                    "shared": [list(pair) for pair in world.shared],
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
            raise WorkerError(f"the world of {world.name} cannot be made: {_last_words(reply['error'])}")
        return QuestionProcess(ours, frozenset(reply["names"]), reply["modules"], world.cells)


class CellProcess:
    """The process of one graded cell, from outside. `close` always, to end it and learn what it used."""

    def __init__(
        self,
        connection: socket.socket,
        pid: int,
        question_process: QuestionProcess,
        source: str,
        limits: Limits,
        counts: int | None,
    ):
        self._connection, self._pid, self._question_process = connection, pid, question_process
        self._lines = source.split("\n")
        # What the cell's first thread and this one have used; and of processors, what all the cell's may use together.
        self._counts, self._ours = counts, open_counts("thread-self")
        self._most = limits.cell_seconds * len(os.sched_getaffinity(0))
        self.seconds = 0.0  # own time of all calls so far
        self._clock: CallClock | None = None
        self.notes: list[str] = []
        self.usage: dict[str, Any] = {}
        self.closed = self.lost = False

    def call(self, probe: str, arguments: dict[str, Any], answer: Callable[..., Any] | None, seconds: float) -> Any:
        """Run a probe, in at most `seconds` of its own time (see own_time), and return its plain data.

        `answer(name, *arguments)` serves what the probe asks. Raises StudentError, OutOfTime, Ended, WorkerLost,
        and whatever `answer` raises.
        """
        clock = self._clock = CallClock(seconds, self._most, self._counts, self._ours, self._used_by_others)
        try:
            framing.send(self._connection, {"probe": probe, "arguments": arguments}, deadline=clock.deadline)
            while True:
                reply = self._receive(clock.deadline)
                if "ask" not in reply:
                    break
                asked, given = reply["ask"], reply.get("arguments")
                if answer is None or not isinstance(asked, str) or not isinstance(given, list):
                    raise Ended("the cell's process sent a message that no probe sends")
                with clock.paused():
                    value = answer(asked, *given)
                framing.send(self._connection, {"value": value}, deadline=clock.deadline)
        except framing.Closed:
            self.close()
            if self.lost:
                raise WorkerLost("the grading process ended while a cell ran") from None
            raise Ended(self.usage.get("reason") or "the cell ended its own process") from None
        except CodecError:
            raise Ended("the cell's process sent a message that no probe sends") from None
        finally:
            self._stop_clock()
        self._note(reply.get("notes"))
        if "error" in reply:
            raise student_error(reply["error"], self._lines)
        return reply.get("value")

    def close(self) -> None:
        """End the process and everything that it started."""
        if self.closed:
            return
        self.closed = True
        self._connection.close()
        self._stop_clock()  # it reads the counts that are closed now
        for opened in (self._counts, self._ours):
            if opened is not None:
                os.close(opened)
        self._counts = self._ours = None
        try:
            self.usage = self._ask_above("kill")
        except (framing.Closed, framing.TimedOut, CodecError):
            self.lost = True

    def _stop_clock(self) -> None:
        if self._clock:
            self.seconds += self._clock.seconds()
        self._clock = None

    def _ask_above(self, operation: str) -> dict[str, Any]:
        framing.send(self._question_process.control, {"operation": operation, "pid": self._pid})
        return framing.receive(self._question_process.control, time.monotonic() + _BUSY_SECONDS)

    def _used_by_others(self) -> Used:
        try:
            return Used(**self._ask_above("used"))
        except framing.TimedOut as error:
            raise framing.Closed("the question process does not answer") from error

    def _receive(self, deadline: framing.Deadline) -> dict:
        try:
            reply = framing.receive(self._connection, deadline)
        except framing.TimedOut:
            raise OutOfTime from None
        if not isinstance(reply, dict):
            raise Ended("the cell's process sent a message that no probe sends")
        return reply

    def _note(self, notes: Any) -> None:
        for note in notes if isinstance(notes, list) else []:
            if isinstance(note, str) and note[:300] not in self.notes and len(self.notes) < 20:
                self.notes.append(note[:300])


def student_error(error: Any, lines: list[str]) -> StudentError:
    """Return the error that a cell's process sent. `lines` are those of its cell: it need not say what they hold."""
    if not isinstance(error, dict):
        raise Ended("the cell's process sent a message that no probe sends")

    def text(key: str) -> str:
        value = error.get(key)
        return _without_places(value[:500]) if isinstance(value, str) else ""

    def name(key: str) -> str:
        value = text(key)
        return value if len(value) <= LONGEST_NAME and value.replace(".", "_").isidentifier() else ""

    kind, message = name("kind") or "Exception", text("message")
    file = error.get("file")
    if isinstance(file, str) and (file.startswith("/") or kind == "PermissionError"):
        kind, message = _refused_or_absent(file[:500])
    number = error.get("line")
    line = number if isinstance(number, int) and 1 <= number <= len(lines) else None
    code = lines[line - 1].strip()[:200] if line else ""
    made = StudentError(kind, message, line, code, defined=not name("missing"))
    made.missing, made.poisoned = name("missing"), name("poisoned")
    made.module, made.unknown_name = name("module"), name("global")
    return made


def _last_words(trace: str) -> str:
    """Return the error of a traceback, and the line of the author's own where it arose, in one line."""
    places = re.findall(r'^  File "<([^"]+)>", line (\d+)', trace, re.MULTILINE)
    where = f"{places[-1][0].strip()}, line {places[-1][1]}: " if places else ""
    return one_line(where + (trace.strip().splitlines() or [""])[-1])


def _without_places(text: str) -> str:
    """Return a message without the folders of this machine: a student reads it."""
    for place, name in ((engine_path(), "grader"), (sys.prefix, "python"), (sys.base_prefix, "python")):
        text = text.replace(str(place), name)
    return text


def _refused_or_absent(file: str) -> tuple[str, str]:
    """Return (kind, message) of the error for a file that a cell could not open, by its path alone.

    So all sandboxes say the same, and a forged error tells nobody what is on this machine: we never look.
    """
    if is_of_the_system(file):
        return "PermissionError", _without_places(f"[Errno 13] Permission denied: {file!r}")
    return "FileNotFoundError", _without_places(f"[Errno 2] No such file or directory: {file!r}")
