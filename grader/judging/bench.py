"""Where submissions are judged: threads with a worker each, started when first needed."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from nbformat.notebooknode import NotebookNode

from grader.judging.assignment import Assignment
from grader.judging.judge import judge_notebook
from grader.judging.verdict import SubmissionVerdict
from grader.judging.verdict_store import VerdictStore, verdict_key
from grader.sandbox.limits import Limits
from grader.sandbox.worker import Worker, WorkerError

Item = TypeVar("Item")


class Bench:
    """Judges repaired notebooks of one assignment, at most `jobs` at a time, and never the same content twice.

    The threads live as long as the bench: the kernel ends a worker together with the thread that started it.
    """

    def __init__(self, assignment: Assignment, store: VerdictStore, jobs: int = 1, limits: Limits | None = None):
        self.assignment, self.store, self.jobs = assignment, store, max(1, jobs)
        self.limits = limits or Limits()
        _settle()
        self._threads = ThreadPoolExecutor(self.jobs, thread_name_prefix="judge")
        self._workers: dict[int, Worker] = {}
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers and threads; what is being judged ends with them and leaves no verdict."""
        with self._lock:
            self._closed = True
            workers, self._workers = list(self._workers.values()), {}
        for worker in workers:
            worker.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in workers:
            worker.close()

    def judge(self, notebook: NotebookNode) -> SubmissionVerdict:
        """Return the verdict of one repaired notebook: looked up, or judged now. Raises WorkerError."""
        key = verdict_key(self.assignment, notebook, self.limits)
        return self.store.find(key) or self._threads.submit(self._judge, key, notebook).result()

    def judge_all(
        self, items: Iterable[Item], read: Callable[[Item], NotebookNode | None]
    ) -> Iterator[tuple[Item, SubmissionVerdict | None]]:
        """Yield (item, verdict) as they are done; `read` gives an item's repaired notebook, or None to leave it out.

        What timed out while others ran is judged again alone, last: a busy machine must not cost a student points.
        Raises WorkerError.
        """
        again: list[tuple[Item, str, NotebookNode]] = []
        running = {self._threads.submit(self._read_and_judge, item, read): item for item in items}
        for future in as_completed(list(running)):
            item = running.pop(future)
            verdict, key, notebook = future.result()
            if notebook is not None and self.jobs > 1:
                again.append((item, key, notebook))
            else:
                yield item, verdict
        retried: set[str] = set()
        for item, key, notebook in again:
            if key not in retried:
                self._threads.submit(self._judge, key, notebook).result()
                retried.add(key)
            yield item, self.store.find(key)

    def _read_and_judge(
        self, item: Item, read: Callable[[Item], NotebookNode | None]
    ) -> tuple[SubmissionVerdict | None, str, NotebookNode | None]:
        """Return the verdict, and the notebook only if it must be judged again: outputs are large."""
        notebook = read(item)
        if notebook is None:
            return None, "", None
        key = verdict_key(self.assignment, notebook, self.limits)
        verdict = self.store.find(key) or self._judge(key, notebook)
        return verdict, key, notebook if verdict.timed_out else None

    def _judge(self, key: str, notebook: NotebookNode) -> SubmissionVerdict:
        with self._lock:
            if self._closed:
                raise WorkerError("grading was stopped")
            worker = self._workers.setdefault(threading.get_ident(), Worker(self.limits))
        try:
            verdict = judge_notebook(self.assignment, notebook, worker)
        except WorkerError:
            worker.close()
            verdict = judge_notebook(self.assignment, notebook, worker)
        if self._closed:  # its process was ended under it: what looks like a failed test may be none
            raise WorkerError("grading was stopped")
        self.store.keep(key, verdict)
        return verdict


def _settle() -> None:
    """Make this process fit for many small judgements.

    Hidden tests compute with a few numbers: a second thread of torch only waits, and burns a core while it does.
    What is loaded by now stays, so the garbage collector need not walk through it again and again.
    """
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
    gc.collect()
    gc.freeze()
