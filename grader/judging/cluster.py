"""Judge on a Dask cluster: submissions and the course travel as bytes, verdicts come back.

`ClusterPool` has the interface of `grader.judging.pool.Pool`. Each Dask worker keeps a pool of its own, so its
pre-loaded processes serve one submission after the other. Nothing here runs student code: the sandbox on the
worker does, and it has no network.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import platform
import queue
import shutil
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import asdict
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from nbformat.notebooknode import NotebookNode, from_dict

from grader.assignment.assignment import Assignment
from grader.assignment.engine import engine_hash
from grader.assignment.files import JUDGED_BY, assignment_files
from grader.assignment.students_repository import StudentsRepository
from grader.course import Course
from grader.errors import UserError
from grader.judging.pool import Judged, Pool
from grader.judging.verdict import SubmissionVerdict
from grader.judging.verdict_store import VerdictStore, verdict_key
from grader.reading.repair import Repaired
from grader.reading.submission_file import UnreadableSubmission
from grader.sandbox import tiers, visible
from grader.sandbox.confine import NONE
from grader.sandbox.limits import Limits
from grader.sandbox.worker import WorkerError

try:
    from distributed import Client, Future, KilledWorker, Security, WorkerPlugin, get_worker, rpc
    from distributed.comm import CommClosedError
except ModuleNotFoundError as error:
    raise UserError("--cluster needs Dask: pip install 'graded-notebooks[cluster]'.") from error

if TYPE_CHECKING:
    from distributed import Worker

Item = TypeVar("Item")

CONNECT_SECONDS = 10.0
NO_WORKERS_SECONDS = 600.0  # a batch system may start workers late
IDLE_SECONDS = 600.0
LEAST_IN_FLIGHT = 32  # a cluster that grows on demand must see a demand
_SAME = ("torch", "numpy")
_ENDED_WORKERS = "each Dask worker that judged it died (docs/cluster.md says what to do)"


class UnsuitedWorker(UserError):
    """A Dask worker that would judge otherwise than this machine, or less safely; the text says why."""


class ClusterPool(Generic[Item]):
    """Judges repaired notebooks of one assignment on the Dask cluster at `address`, never the same content twice.

    `address` is a scheduler's (`tcp://host:8786`, `tls://host:8786`) or the path of a scheduler file.
    `set_aside(item, reason)` is called for a submission that ended every worker that judged it.
    Raises UserError if the cluster cannot be reached or a worker has other versions than this machine.
    """

    def __init__(
        self,
        address: str,
        assignment: Assignment,
        store: VerdictStore,
        limits: Limits | None = None,
        set_aside: Callable[[Item, str], None] = lambda item, reason: None,
    ):
        self.address, self.assignment, self.store = address, assignment, store
        self.limits, self._set_aside = limits or Limits(), set_aside
        self._run = f"grader-judge-{uuid.uuid4().hex[:12]}"
        self._running: dict[Future, tuple[str, bytes]] = {}
        self._count = 0
        self._ended_workers: set[str] = set()
        self._client = _connect(address)
        try:
            ours = facts()
            self._refuse_unsuited_workers(ours)
            self._client.register_plugin(Judge(pack_course(assignment, self.limits), ours), name=self._run)
        except BaseException:
            self._client.close(timeout=5)
            raise

    def __enter__(self) -> ClusterPool[Item]:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster as it was; what is being judged ends."""
        with contextlib.suppress(Exception):
            if self._client.status == "running":  # else it would wait for a scheduler that is gone
                self._client.cancel(list(self._running))
                self._client.unregister_worker_plugin(self._run)
        self._running.clear()
        with contextlib.suppress(Exception):
            self._client.close(timeout=5)

    def judge(self, notebook: NotebookNode) -> SubmissionVerdict:
        """Return the verdict of one repaired notebook: looked up, or judged now. Raises WorkerError, UserError."""
        key = verdict_key(self.assignment, notebook, self.limits)
        if known := self.store.find(key):
            return known
        _, _, verdict = self._wait(self._submit(key, pack_notebook(notebook)))
        if verdict is None:
            raise WorkerError(_ENDED_WORKERS)
        self.store.keep(key, verdict)
        return verdict

    def judge_all(self, items: Iterable[Item], read: Callable[[Item], Repaired]) -> Iterator[tuple[Item, Judged]]:
        """Yield (item, what came of it) as they are done.

        `read` gives an item's repaired notebook or raises UnreadableSubmission; the verdict of what was set aside is
        None.

        What timed out, or lost its worker time and again, is judged again alone, last: on a busy worker it may
        have suffered for another. Raises WorkerError, UserError.
        """
        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        asked: dict[str, list[tuple[Item, Repaired]]] = {}
        again: list[tuple[bool, str, bytes]] = []
        for item in items:
            try:
                repaired = read(item)
            except UnreadableSubmission as error:
                yield item, Judged(reason=str(error))
                continue
            key = verdict_key(self.assignment, repaired.notebook, self.limits)
            if known := self.store.find(key):
                yield item, Judged(repaired, known)
            elif key in self._ended_workers:
                self._set_aside(item, _ENDED_WORKERS)
                yield item, Judged(repaired)
            elif key in asked:
                asked[key].append((item, repaired))
            else:
                asked[key] = [(item, repaired)]
                self._submit(key, pack_notebook(repaired.notebook), done)
            while self._is_full():
                yield from self._collect(done, asked, again)
        while self._running:
            yield from self._collect(done, asked, again)
        for _, key, payload in sorted(again, key=lambda one: one[0]):  # what ends workers comes last
            _, _, verdict = self._wait(self._submit(key, payload))
            if verdict is not None:
                self.store.keep(key, verdict)
            else:
                self._ended_workers.add(key)
            for item, repaired in asked.pop(key):
                if verdict is None:
                    self._set_aside(item, _ENDED_WORKERS)
                yield item, Judged(repaired, verdict)

    def _collect(
        self,
        done: queue.SimpleQueue[Future],
        asked: dict[str, list[tuple[Item, Repaired]]],
        again: list[tuple[bool, str, bytes]],
    ) -> Iterator[tuple[Item, Judged]]:
        key, payload, verdict = self._wait(done)
        if verdict is None or verdict.timed_out:
            again.append((verdict is None, key, payload))
            return
        self.store.keep(key, verdict)
        for item, repaired in asked.pop(key):
            yield item, Judged(repaired, verdict)

    def _submit(
        self, key: str, payload: bytes, done: queue.SimpleQueue[Future] | None = None
    ) -> queue.SimpleQueue[Future]:
        """Ask the cluster; return the queue that the task goes to when it is done."""
        done = queue.SimpleQueue() if done is None else done
        self._count += 1
        task = self._client.submit(_judge, self._run, payload, key=(self._run, self._count), pure=False)
        self._running[task] = key, payload
        task.add_done_callback(done.put)
        return done

    def _is_full(self) -> bool:
        return len(self._running) >= LEAST_IN_FLIGHT and len(self._running) >= 2 * sum(self._threads())

    def _threads(self) -> list[int]:
        try:
            return list(self._client.nthreads().values())
        except Exception as error:
            raise self._lost() from error

    def _wait(self, done: queue.SimpleQueue[Future]) -> tuple[str, bytes, SubmissionVerdict | None]:
        """Return what is done next: its key and bytes, and the verdict, None if its workers died."""
        empty_since = None
        while True:
            try:
                task = done.get(timeout=2)
                if task.status in ("finished", "error", "cancelled"):
                    break
                task.add_done_callback(done.put)  # its result was lost with a worker and is computed again
            except queue.Empty:
                if self._client.status not in ("running", "connecting"):
                    raise self._lost() from None
                empty_since = None if self._threads() else (empty_since or time.monotonic())
                if empty_since and time.monotonic() - empty_since > NO_WORKERS_SECONDS:
                    raise UserError(
                        f"the cluster at {self.address} has had no workers for {NO_WORKERS_SECONDS:.0f} seconds. "
                        "Start workers and run this again: what was judged is kept."
                    ) from None
        key, payload = self._running.pop(task)
        try:  # whatever the status was: a result may be lost just now, and computed again to another end
            return key, payload, SubmissionVerdict.from_dict(json.loads(task.result()))
        except KilledWorker:
            return key, payload, None
        except (CancelledError, CommClosedError) as error:
            raise self._lost() from error

    def _lost(self) -> UserError:
        return UserError(
            f"the connection to the cluster at {self.address} was lost. "
            "Run this again when it is back: what was judged is kept."
        )

    def _refuse_unsuited_workers(self, ours: dict[str, str]) -> None:
        try:
            found = self._client.run(worker_facts, on_error="return")
        except Exception as error:
            raise UserError(f"the workers of {self.address} do not answer: {error}") from error
        for worker, theirs in found.items():
            compare_facts(worker, theirs, ours)


class Judge(WorkerPlugin):
    """What each Dask worker holds during a run: the course as bytes, and a pool that starts when first needed.

    The pool has threads of its own that live as long as it does: the kernel ends a pre-loaded process together
    with the thread that started it. It rests when nobody asks for a while, e.g. after a run that was killed.
    """

    def __init__(self, packed: bytes, facts: dict[str, str]):
        self.packed, self.facts = packed, facts

    def setup(self, worker: Worker) -> None:
        """Remember where this worker may write, and how many tasks it runs at once."""
        self.name, self.folder, self.jobs = worker.address, worker.local_directory, worker.state.nthreads
        self._lock, self._users = threading.Lock(), 0
        self._pool: Pool | None = None
        self._course: str | None = None
        self._timer: threading.Timer | None = None

    def teardown(self, worker: Worker) -> None:
        """End all processes and remove the course from the disk."""
        self._rest(at_once=True)

    def judge(self, payload: bytes) -> bytes:
        """Return the verdict of a packed notebook as JSON. Raises WorkerError, UnsuitedWorker."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
            self._users += 1
            try:
                pool = self._pool or self._open()
            except BaseException:
                self._users -= 1
                raise
        try:
            return json.dumps(pool.judge(from_dict(json.loads(payload))).as_dict()).encode()
        except OSError as error:
            raise WorkerError(f"the Dask worker {self.name} cannot judge: {error}") from error
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    self._timer = threading.Timer(IDLE_SECONDS, self._rest)
                    self._timer.daemon = True
                    self._timer.start()

    def _open(self) -> Pool:
        compare_facts(self.name, worker_facts(), self.facts)  # this worker may have come after the run began
        self._course = self._course or tempfile.mkdtemp(prefix="grader-course-", dir=self.folder)
        if visible.paths_that_show(Path(self._course)):
            raise UnsuitedWorker(
                f"the Dask worker {self.name} cannot judge: graded cells may read {self.folder}, where the hidden "
                "tests would lie. Give it another --local-directory."
            )
        assignment, limits = unpack_course(self.packed, Path(self._course))
        self._pool = Pool(assignment, _NothingKept(Path(self._course)), self.jobs, limits)
        return self._pool

    def _rest(self, at_once: bool = False) -> None:
        with self._lock:
            if self._users and not at_once:
                return
            if self._timer:
                self._timer.cancel()
            pool, self._pool = self._pool, None
            course, self._course = self._course, None
        if pool:
            pool.close()
        if course:
            shutil.rmtree(course, ignore_errors=True)


class _NothingKept(VerdictStore):
    """Verdicts belong to whoever asked; a time-out that is judged again must not be looked up."""

    def find(self, key: str) -> None:
        return None

    def keep(self, key: str, verdict: SubmissionVerdict) -> None:
        pass


def _judge(run: str, payload: bytes) -> bytes:
    """Judge a packed notebook: the task that Dask runs."""
    return cast(Judge, get_worker().plugins[run]).judge(payload)


def pack_notebook(notebook: NotebookNode) -> bytes:
    """Return a repaired notebook as JSON without its outputs, which judging does not read."""
    cells = [{**cell, "outputs": []} if cell.cell_type == "code" else cell for cell in notebook.cells]
    return json.dumps({**notebook, "cells": cells}).encode()


def pack_course(assignment: Assignment, limits: Limits) -> bytes:
    """Return all that judging an assignment needs as JSON: its files, its limits, where students find it."""
    root = assignment.course.root
    paths = assignment_files(assignment.course, assignment.name, *JUDGED_BY)
    return json.dumps(
        {
            "name": assignment.name,
            "questions": list(assignment.tests),
            "files": {str(path.relative_to(root)): path.read_bytes().decode() for path in paths},
            "limits": limits.as_dict(),
            "students": asdict(assignment.students),
        }
    ).encode()


def unpack_course(packed: bytes, folder: Path) -> tuple[Assignment, Limits]:
    """Write what `pack_course` packed into `folder`; return the assignment and the limits."""
    data = json.loads(packed)
    for name, text in data["files"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    students = StudentsRepository(**data["students"])
    return Assignment.load(Course(folder), data["name"], data["questions"], students), Limits(**data["limits"])


def facts() -> dict[str, str]:
    """Return the versions that verdicts depend on: Python, this package with its code, what tests compute with."""
    return {
        "Python": ".".join(platform.python_version_tuple()[:2]),
        "graded-notebooks": f"{_version('graded-notebooks')} (code {engine_hash()[:10]})",
        **{name: _version(name) for name in _SAME},
    }


def worker_facts() -> dict[str, str]:
    """Return the facts of this Dask worker, and as `unsafe` why student code here could reach the network, if so."""
    found = facts()
    try:
        if tiers.choose().tier == NONE:
            found["unsafe"] = f"{tiers.UNSAFE} is set there, so student code could reach the cluster."
    except UserError as error:
        found["unsafe"] = str(error)
    return found


def compare_facts(worker: str, theirs: dict[str, str] | Exception, ours: dict[str, str]) -> None:
    """Raise UnsuitedWorker if the Dask worker at the address `worker` is unsafe or has other facts than ours."""
    if isinstance(theirs, Exception):
        raise UnsuitedWorker(f"the Dask worker {worker} lacks this version of graded-notebooks: {theirs}.")
    if "unsafe" in theirs:
        raise UnsuitedWorker(f"the Dask worker {worker} cannot judge: {theirs['unsafe']}")
    differs = [f"{name} {theirs[name]}, here {ours[name]}" for name in ours if theirs.get(name) != ours[name]]
    if differs:
        raise UnsuitedWorker(
            f"the Dask worker {worker} could judge otherwise than this machine: {'; '.join(differs)}. "
            "Install the same versions on both (docs/cluster.md)."
        )


def _version(package: str) -> str:
    try:
        return metadata.version(package).partition("+")[0]  # the CPU and the CUDA build of torch grade alike
    except metadata.PackageNotFoundError:
        return "none"


def _connect(address: str) -> Client:
    try:
        if Path(address).is_file():
            address = json.loads(Path(address).read_text())["address"]
        found = asyncio.run(asyncio.wait_for(_identity(address), CONNECT_SECONDS))  # `Client` may wait for ever
        if found.get("type") != "Scheduler":
            raise ValueError("it is no scheduler")
        return Client(address, timeout=CONNECT_SECONDS, set_as_default=False, name="grader")
    except (OSError, RuntimeError, ValueError, TypeError, KeyError, TimeoutError) as error:
        raise UserError(
            f"no Dask scheduler answers at {address!r}: {str(error) or 'it says nothing'}. "
            "Give --cluster an address like tcp://host:8786, or the path of a scheduler file."
        ) from error


async def _identity(address: str) -> dict:
    async with rpc(address, connection_args=Security().get_connection_args("client")) as server:
        return await server.identity()
