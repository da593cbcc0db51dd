"""The floor: the CPU that the students' cells and the probes of their hidden tests need by themselves.

What a worker sends to the cells of one submission, and what it answers them, is written down while the submission is
judged as always. Then the same cells run and the same probes are called in one warm process, without a sandbox, a
fork, a message or a hidden test. The first pass warms the process up and does not count.
"""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.judging.judge import judge_notebook
from grader.sandbox.worker import CellProcess, CellTask, QuestionWorld, Worker


@dataclass
class _Call:
    probe: str
    arguments: dict[str, Any]
    answers: list[Any] = field(default_factory=list)


@dataclass
class _Written:
    """One cell's process: where it ran, what it was sent."""

    world: QuestionWorld
    task: CellTask
    calls: list[_Call] = field(default_factory=list)


class _WritingWorker(Worker):
    """A worker that writes down what its cells are sent."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.written: list[_Written] = []

    def open(self, world: QuestionWorld, task: CellTask) -> CellProcess:
        written = _Written(world, task)
        self.written.append(written)
        process = super().open(world, task)
        call = process.call

        def writing(probe: str, arguments: dict[str, Any], answer: Callable[..., Any] | None, seconds: float) -> Any:
            this = _Call(probe, arguments)
            written.calls.append(this)

            def answering(*asked: Any) -> Any:
                assert answer is not None  # else nothing is asked
                value = answer(*asked)
                this.answers.append(value)
                return value

            return call(probe, arguments, answering if answer else None, seconds)

        process.call = writing  # type: ignore[method-assign]
        return process


def floor(assignment: Assignment, notebook: NotebookNode, passes: int = 5) -> float:
    """Return the CPU seconds of the cells and probes of one repaired notebook: the median of some warm passes."""
    with _WritingWorker() as worker:
        judge_notebook(assignment, notebook, worker)
        written = worker.written
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_replay, written, passes).result()


def _replay(written: list[_Written], passes: int) -> float:
    from grader.sandbox import sandbox_process
    from grader.sandbox.cell_runner import Cell, build_world
    from grader.sandbox.one_process import load_data_in_one_process

    sandbox_process._preload()
    load_data_in_one_process()
    worlds: dict[str, tuple[dict, dict]] = {}
    for one in written:
        if one.world.name not in worlds:
            world: dict[str, Any] = {}
            with contextlib.redirect_stdout(None):
                build_world(list(one.world.cells), world)
            shared = [list(pair) for pair in one.world.shared]
            probes = {"probes": one.world.probes, "shared": shared, "probes_file": "<probes>"}
            worlds[one.world.name] = world, sandbox_process._load_probes(probes)
    seconds = []
    for _ in range(passes + 1):
        begin = time.process_time()
        for one in written:
            world, probes = worlds[one.world.name]
            sandbox_process._reseed(one.task.seed)
            cell = Cell(one.task.source, list(one.task.carried), world, list(one.task.defines))
            for call in one.calls:
                answers = iter(call.answers)
                try:
                    with contextlib.redirect_stdout(None):
                        probes[call.probe](cell, lambda *asked, answers=answers: next(answers), **call.arguments)
                except Exception:  # what a cell raises is a finding, here as there
                    continue
        seconds.append(time.process_time() - begin)
    return statistics.median(seconds[1:])
