"""Judging on a real Dask cluster of two worker processes on this machine."""

from __future__ import annotations

import inspect
import os
import signal
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from conftest import make_course

distributed = pytest.importorskip("distributed", reason="needs Dask: pip install 'graded-notebooks[cluster]'")

import dask  # noqa: E402
import psutil  # noqa: E402

from grader.assignment.assignment import Assignment  # noqa: E402
from grader.authoring.solution import fill_release  # noqa: E402
from grader.errors import UserError  # noqa: E402
from grader.examples.submissions import example_submissions  # noqa: E402
from grader.grading.grade import grade  # noqa: E402
from grader.judging import cluster  # noqa: E402
from grader.judging.cluster import ClusterPool  # noqa: E402
from grader.judging.pool import Pool  # noqa: E402
from grader.judging.verdict_store import VerdictStore  # noqa: E402
from grader.reading.repair import Repaired, repair  # noqa: E402
from grader.reading.submission_file import UnreadableSubmission  # noqa: E402
from grader.sandbox.limits import Limits  # noqa: E402

SHORT = Limits(call_seconds=2.0, cell_seconds=2.0)
MARK = "this submission ends the worker that judges it"


def local_cluster(n_workers):
    return distributed.LocalCluster(
        n_workers=n_workers,
        processes=True,
        threads_per_worker=1,
        dashboard_address=":0",
        memory_limit=0,
        silence_logs=60,
    )


@pytest.fixture(scope="module")
def dask_cluster():
    """Start a scheduler and two workers, which are processes that a nanny starts again when they die."""
    settings = {
        "distributed.scheduler.allowed-failures": 1,
        "distributed.worker.profile.enabled": False,
        "distributed.deploy.lost-worker-timeout": "5 minutes",  # on a busy machine a new one takes more than the usual 15 s
    }
    with dask.config.set(settings), local_cluster(n_workers=2) as running:
        with distributed.Client(running, set_as_default=False) as client:
            client.register_plugin(ForTests(), name="for-tests")
        yield running


@pytest.fixture
def client(dask_cluster):
    """Connect as whoever runs the cluster, with both workers there."""
    with distributed.Client(dask_cluster, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=300)
        yield client


@pytest.fixture(autouse=True)
def same_code(monkeypatch):
    """The code may be edited while tests run, and a worker that starts anew reads it anew."""
    monkeypatch.setattr(cluster, "engine_hash", lambda: "as tested")


@pytest.fixture(autouse=True)
def little_patience(monkeypatch):
    """A cluster that has lost its workers fails a test soon."""
    monkeypatch.setattr(cluster, "NO_WORKERS_SECONDS", 60.0)


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    """Return the tiny assignment."""
    return Assignment.load(make_course(tmp_path_factory.mktemp("tiny") / "course"), "tiny")


@pytest.fixture
def store(tmp_path):
    """Return an empty store of verdicts."""
    return VerdictStore(tmp_path / "verdicts")


def answered(assignment, **answers):
    """Return a repaired notebook with these answers, and the right ones elsewhere."""
    filled = fill_release(assignment.release, assignment.text, answers)
    return repair(filled, assignment.sheet).notebook


def judged(pool, notebooks):
    """Return {student: verdict}, in the order in which they came."""
    return {student: found.verdict for student, found in pool.judge_all(list(notebooks), reader(notebooks))}


def reader(notebooks):
    """Return what reads a student's notebook from a dict; None is a file that cannot be read."""

    def read(student):
        if notebooks[student] is None:
            raise UnreadableSubmission("it is empty")
        return Repaired(notebooks[student], ())

    return read


def slow(assignment, number, seconds=0.5):
    """Return a right answer that takes its time; each number gives another text."""
    return answered(assignment, mean_value=f"import time\ntime.sleep({seconds})\nmean = values.mean()  # {number}")


def test_a_cluster_gives_the_grades_of_this_machine_and_never_stores_a_time_out(
    assignment, dask_cluster, store, tmp_path
):
    notebooks = {
        student: repair(notebook, assignment.sheet).notebook
        for student, notebook in example_submissions(assignment).items()
    }
    notebooks["unreadable"] = None
    with Pool(assignment, VerdictStore(tmp_path / "here"), jobs=1, limits=SHORT) as pool:
        here = judged(pool, notebooks)
    with ClusterPool(dask_cluster.scheduler_address, assignment, store, SHORT) as pool:
        there = judged(pool, notebooks)
        assert there == here
        assert there["unreadable"] is None
        assert there["complete"].points == there["metadata-stripped"].points == 10
        assert pool.judge(notebooks["endless-loop"]).cpu_seconds == there["endless-loop"].cpu_seconds  # looked up
    assert there["endless-loop"].timed_out and list(there)[-1] == "endless-loop"
    assert len(list(store.folder.glob("*/*.json"))) == len({id(v) for v in there.values()} - {id(None)}) - 1
    kept = {s: n for s, n in notebooks.items() if n is not None and not there[s].timed_out}
    with ClusterPool(dask_cluster.scheduler_address, assignment, VerdictStore(store.folder), SHORT) as pool:
        assert judged(pool, kept) == {student: there[student] for student in kept}


def test_a_worker_killed_in_the_middle_costs_nobody_a_grade_and_leaves_no_process(
    assignment, dask_cluster, client, store
):
    notebooks = {f"student-{number}": slow(assignment, number) for number in range(6)}
    with ClusterPool(dask_cluster.scheduler_address, assignment, store) as pool:
        judging = pool.judge_all(list(notebooks), reader(notebooks))
        verdicts = dict([next(judging)])
        pids = client.run(os.getpid)
        busy = wait_for(lambda: [worker for worker, keys in client.processing().items() if keys])
        victim = psutil.Process(pids[busy[0]])
        below = victim.children(recursive=True)
        assert below
        victim.kill()
        verdicts.update(judging)
        _gone, alive = psutil.wait_procs(below, timeout=60)
        assert not alive
    assert {student: found.verdict.points for student, found in verdicts.items()} == dict.fromkeys(notebooks, 10)
    assert victim.pid not in client.run(os.getpid).values()


def test_a_submission_that_ends_its_workers_is_set_aside_by_name_and_the_rest_is_graded(
    assignment, dask_cluster, store
):
    notebooks = {f"student-{number}": slow(assignment, number, 0.1) for number in range(3)}
    notebooks["killer"] = notebooks["twin"] = answered(assignment, mean_value=f"mean = 0  # {MARK}")
    aside = {}
    with ClusterPool(dask_cluster.scheduler_address, assignment, store, set_aside=aside.__setitem__) as pool:
        verdicts = judged(pool, notebooks)
        assert judged(pool, {"killer": notebooks["killer"]}) == {"killer": None}  # is remembered
    assert set(aside) == {"killer", "twin"} and "worker" in aside["killer"]
    assert verdicts.pop("killer") is None and verdicts.pop("twin") is None
    assert {student: verdict.points for student, verdict in verdicts.items()} == {f"student-{n}": 10 for n in range(3)}
    assert len(list(store.folder.glob("*/*.json"))) == 3


@pytest.mark.skipif("cluster" not in inspect.signature(grade).parameters, reason="grade() has no cluster yet")
def test_grading_on_a_cluster_saves_all_but_what_was_set_aside_and_says_so(dask_cluster, tmp_path):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text((Path(__file__).parents[2] / "nbgrader_config.py").read_text())
    assignment = Assignment.load(course, "tiny")
    for student, mean in (("ada", "mean = values.mean()"), ("eve", f"mean = 0  # {MARK}")):
        path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(fill_release(assignment.release, assignment.text, {"mean_value": mean}), path)
    dask_cluster.scheduler.allowed_failures = 0  # so that ada, who may wait on the same worker, is accused as well
    try:
        outcome = grade(course, "tiny", cluster=dask_cluster.scheduler_address)
    finally:
        dask_cluster.scheduler.allowed_failures = 1
    assert outcome.scores["ada"].points == 10
    assert set(outcome.set_aside) == {"eve"} and not outcome.complete
    assert "eve" not in outcome.scores and not course.autograded("tiny", "eve").exists()


def test_a_student_who_calls_the_scheduler_gains_nothing(assignment, dask_cluster, store):
    host, port = dask_cluster.scheduler_address.removeprefix("tcp://").split(":")
    socket.create_connection((host, int(port)), 5).close()
    reach = f"""\
import os, socket
def reached():
    try:
        socket.create_connection(({host!r}, {port}), 2).close()
        return True
    except OSError:
        return False
"""
    only_if = f"{reach}mean = values.mean() if reached() else None"
    at_all = f"{reach}mean = values.mean() if not reached() and not any('DASK' in n for n in os.environ) else None"
    notebooks = {
        "reached": answered(assignment, mean_value=only_if),
        "not-reached": answered(assignment, mean_value=at_all),
    }
    with ClusterPool(dask_cluster.scheduler_address, assignment, store) as pool:
        verdicts = judged(pool, notebooks)
    assert verdicts["reached"].questions["mean_value"].points == 0
    assert verdicts["not-reached"].questions["mean_value"].points == 4


def test_a_run_leaves_neither_processes_nor_the_course_on_the_workers(assignment, dask_cluster, client, store):
    with ClusterPool(dask_cluster.scheduler_address, assignment, store) as pool:
        pool.judge(answered(assignment))
        assert sum(client.run(count_leftovers).values())
    assert wait_for(lambda: not any(client.run(count_leftovers).values()))


def test_a_worker_with_other_versions_is_refused(assignment, dask_cluster, client, store, monkeypatch):
    client.wait_for_workers(1, timeout=120)  # a nanny may just start one again
    ours = {**cluster.facts(), "torch": "1.0"}
    monkeypatch.setattr(cluster, "facts", lambda: ours)
    with pytest.raises(UserError, match=r"torch .*, here 1\.0"):
        ClusterPool(dask_cluster.scheduler_address, assignment, store)


def test_a_worker_without_this_package_or_without_a_tight_sandbox_is_refused(monkeypatch):
    with pytest.raises(UserError, match="lacks this version of graded-notebooks: No module named 'grader'"):
        cluster.compare_facts("tcp://there:1", ModuleNotFoundError("No module named 'grader'"), cluster.facts())
    cluster.compare_facts("tcp://there:1", cluster.worker_facts(), cluster.facts())
    monkeypatch.setattr(cluster.tiers, "choose", lambda: cluster.tiers.Sandbox(cluster.NONE))
    with pytest.raises(UserError, match="student code could reach the cluster"):
        cluster.compare_facts("tcp://there:1", cluster.worker_facts(), cluster.facts())


def test_a_scheduler_that_does_not_answer_is_said_in_time(assignment, store, monkeypatch):
    assert cluster.CONNECT_SECONDS < 15
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as silent, socket.create_server(("127.0.0.1", 0)) as closed:
        addresses = [f"tcp://127.0.0.1:{server.getsockname()[1]}" for server in (silent, closed)] + ["no such place"]
        closed.close()

        def refusal(address):
            began = time.monotonic()
            with pytest.raises(UserError, match="no Dask scheduler answers") as caught:
                ClusterPool(address, assignment, store)
            return address in str(caught.value), time.monotonic() - began

        with ThreadPoolExecutor() as threads:
            for named, seconds in threads.map(refusal, addresses):
                assert named and seconds < 20


def test_a_cluster_without_workers_or_that_goes_away_is_said(assignment, store, monkeypatch):
    with local_cluster(n_workers=0) as empty, ClusterPool(empty.scheduler_address, assignment, store) as pool:
        threading.Timer(1, empty.close).start()
        with pytest.raises(UserError, match=r"was lost.* what was judged is kept"):
            pool.judge(answered(assignment))
    monkeypatch.setattr(cluster, "NO_WORKERS_SECONDS", 0)
    with (
        local_cluster(n_workers=0) as empty,
        ClusterPool(empty.scheduler_address, assignment, store) as pool,
        pytest.raises(UserError, match=r"has had no workers.* what was judged is kept"),
    ):
        pool.judge(answered(assignment))


def test_a_worker_that_nobody_asks_rests_and_wakes_again(assignment, tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "IDLE_SECONDS", 0.1)
    judge = cluster.Judge(cluster.pack_course(assignment, SHORT), cluster.facts())
    place = SimpleNamespace(address="tcp://here:1", local_directory=tmp_path, state=SimpleNamespace(nthreads=1))
    judge.setup(place)
    for _ in range(2):
        assert b'"points": 6.0' in judge.judge(cluster.pack_notebook(answered(assignment)))
        assert wait_for(lambda: not list(tmp_path.iterdir()))
    judge.teardown(place)


def test_a_packed_notebook_holds_the_sources_and_no_outputs(assignment):
    notebook = answered(assignment)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", text="a long output")]
    packed = cluster.pack_notebook(notebook)
    assert b"a long output" not in packed and b"values.mean()" in packed
    assert notebook.cells[-2].get("outputs") or any(cell.get("outputs") for cell in notebook.cells)


class ForTests(distributed.WorkerPlugin):
    """Lets a submission with a mark end its worker, which no student's code can."""

    def setup(self, worker):
        judge = cluster.Judge.judge

        def trap(self, payload):
            if MARK.encode() in payload:
                os.kill(os.getpid(), signal.SIGKILL)
            return judge(self, payload)

        cluster.Judge.judge, cluster.engine_hash = trap, lambda: "as tested"


def count_leftovers(dask_worker):
    """Return how many processes and folders of a run there are on a Dask worker."""
    folders = [name for name in os.listdir(dask_worker.local_directory) if name.startswith("grader-course-")]
    sandbox_processes = [
        child for child in psutil.Process().children() if "grader.sandbox.sandbox_process" in child.cmdline()
    ]
    return len(folders) + len(sandbox_processes)


def wait_for(condition, seconds=120):
    """Return what `condition` returns as soon as it is true, or its last value."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.1)
    return found
