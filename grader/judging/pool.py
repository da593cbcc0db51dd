"""Where submissions are judged, several at a time: each thread or process that judges has a worker of its own."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.errors import UserError
from grader.judging import member_processes
from grader.judging.judge import judge_notebook
from grader.judging.verdict import SubmissionVerdict
from grader.judging.verdict_store import VerdictStore, verdict_key
from grader.plain_text import one_line
from grader.reading.repair import Repaired
from grader.reading.submission_file import UnreadableSubmission
from grader.sandbox import tiers
from grader.sandbox.launch import SandboxProcess
from grader.sandbox.limits import Limits
from grader.sandbox.worker import Worker, WorkerError

Item = TypeVar("Item")


@dataclass(frozen=True)
class Judged:
    """What came of one submission: its repaired notebook and its verdict, or the `reason` why it cannot be read.

    `fault` is an error of ours that judging it ended with. The verdict is None, too, if a cluster set it aside.
    """

    repaired: Repaired | None = None
    verdict: SubmissionVerdict | None = None
    reason: str = ""
    key: str = ""
    fault: str = ""


class Pool:
    """Judges repaired notebooks of one assignment, at most `jobs` at a time, and never the same content twice.

    Its threads live as long as it does: the kernel ends a worker together with the thread that started it. Where
    that is possible, `judge_all` forks processes instead. All workers are forks of one `sandbox_process`, if given of
    one that is loading already. Raises NoSandbox if the course lies where student code can read.
    """

    def __init__(
        self,
        assignment: Assignment,
        store: VerdictStore,
        jobs: int = 1,
        limits: Limits | None = None,
        sandbox_process: SandboxProcess | None = None,
    ):
        tiers.refuse_to_show(assignment.course.root)
        self.assignment, self.store, self.jobs = assignment, store, max(1, jobs)
        self.limits = limits or Limits()
        self._threads = ThreadPoolExecutor(self.jobs, thread_name_prefix="judge")
        self._workers: dict[int, Worker] = {}
        self._sandbox_process = sandbox_process or SandboxProcess(self.limits)
        self._sandbox_process.fit(self.limits, self.jobs)
        self._processes = contextlib.ExitStack()
        self._lock, self._one_asks = threading.Lock(), threading.Lock()
        self._closed = False
        _settle()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers, processes and threads; what is being judged ends with them and leaves no verdict."""
        with self._lock:
            self._closed = True
            workers, self._workers = list(self._workers.values()), {}
        self._processes.close()
        self._sandbox_process.stop()
        for worker in workers:
            worker.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in workers:
            worker.close()
        self._sandbox_process.close()

    def judge(self, notebook: NotebookNode) -> SubmissionVerdict:
        """Return the verdict of one repaired notebook: looked up, or judged now. Raises WorkerError."""
        key = verdict_key(self.assignment, notebook, self.limits)
        return self.store.find(key) or self._threads.submit(self._judge, key, notebook).result()

    def judge_all(self, items: Iterable[Item], read: Callable[[Item], Repaired]) -> Iterator[tuple[Item, Judged]]:
        """Yield (item, what came of it) as they are done.

        `read` gives an item's repaired notebook or raises UnreadableSubmission; it may run in another process.
        What timed out while others ran is judged again alone, last: a busy machine must not cost a student points. An
        endless loop is known by the cell's own time and is not.
        Raises WorkerError, UserError.
        """
        items = list(items)
        many = self.jobs > 1 and len(items) > 1
        judged_all = self._by_processes if many and member_processes.is_possible() else self._by_threads
        again: list[tuple[Item, Judged]] = []
        for item, judged in judged_all(items, read):
            if many and judged.verdict is not None and judged.verdict.in_doubt:
                again.append((item, judged))
            else:
                yield item, judged
        retried: set[str] = set()
        for item, judged in again:
            if judged.key not in retried:
                assert judged.repaired is not None  # it has a verdict
                self._threads.submit(self._judge, judged.key, judged.repaired.notebook).result()
                retried.add(judged.key)
            yield item, replace(judged, verdict=self.store.find(judged.key))

    def _by_threads(self, items: list[Item], read: Callable[[Item], Repaired]) -> Iterator[tuple[Item, Judged]]:
        """Judge in threads; a finished notebook waits until it is asked for, so few are begun ahead of that."""
        todo = iter(items)
        running: dict[Future[Judged], Item] = {}
        while True:
            for item in islice(todo, self.jobs + 1 - len(running)):
                running[self._threads.submit(self._read_and_judge, item, read)] = item
            if not running:
                return
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            future = done.pop()
            yield running.pop(future), future.result()

    def _by_processes(self, items: list[Item], read: Callable[[Item], Repaired]) -> Iterator[tuple[Item, Judged]]:
        """Judge in forks of this process, whose workers share one pre-loaded process."""
        members = min(self.jobs, len(items))
        cores = _core_of_each(members)
        controls = [self._sandbox_process.worker_process(core) for core in cores]

        def begin(number: int) -> Callable[[Item], Judged]:
            core = cores[number % members]
            if core is not None:
                os.sched_setaffinity(0, {core})
            for index, other in enumerate(controls):
                if index != number:
                    other.close()
            control = controls[number] if number < members else None  # who takes a lost one's place starts its own
            self._workers = {threading.get_ident(): Worker(self.limits, control=control)}
            return lambda item: self._read_and_judge(item, read)

        working = self._processes.enter_context(member_processes.MemberProcesses(begin, members))
        for control in controls:
            control.close()
        for item, judged in working.work(items):
            if judged.verdict is not None:
                self.store.remember(judged.key, judged.verdict)
            yield item, judged
        self._processes.close()

    def _read_and_judge(self, item: Item, read: Callable[[Item], Repaired]) -> Judged:
        try:
            repaired = read(item)
            key = verdict_key(self.assignment, repaired.notebook, self.limits)
            return Judged(repaired, self.store.find(key) or self._judge(key, repaired.notebook), key=key)
        except UnreadableSubmission as error:
            return Judged(reason=str(error))
        except (UserError, WorkerError, OSError, MemoryError):
            raise  # the next submission would meet it, too
        except Exception:  # a mistake of ours that this one brings to light: nobody else waits for it
            return Judged(fault=one_line(traceback.format_exc(limit=-1), 300))

    def _worker(self) -> Worker:
        """Return this thread's worker, made on first use. Raises WorkerError."""
        thread = threading.get_ident()
        worker = self._workers.get(thread)
        if worker is None:
            with self._one_asks:
                worker = Worker(self.limits, control=self._sandbox_process.worker_process())
            with self._lock:
                self._workers[thread] = worker
        if self._closed:
            raise WorkerError("grading was stopped")
        return worker

    def _judge(self, key: str, notebook: NotebookNode) -> SubmissionVerdict:
        worker = self._worker()
        try:
            verdict = judge_notebook(self.assignment, notebook, worker)
        except WorkerError:
            worker.close()
            verdict = judge_notebook(self.assignment, notebook, worker)
        if self._closed:  # its process was ended under it: what looks like a failed test may be none
            raise WorkerError("grading was stopped")
        self.store.keep(key, verdict)
        return verdict


def _core_of_each(members: int) -> list[int | None]:
    """Return the core on which each member and the cells that it judges stay; None where they may choose.

    A judge and its cell take turns, hundreds of times for one submission: on one core a turn costs a third. Members
    are only bound if they fill the machine: else two graders could share a core while others do nothing.
    """
    cores = sorted(os.sched_getaffinity(0))
    return list(cores) if len(cores) == members else [None] * members


def _settle() -> None:
    """Make this process fit for many small judgements.

    Hidden tests compute with a few numbers: a second thread of torch only waits, and burns a core while it does.
    What is loaded by now stays, so the garbage collector need not walk through it again and again.
    """
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
    gc.freeze()
