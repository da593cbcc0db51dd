"""Where submissions are judged: a grading process that is lost, or a run that is stopped, costs no student a point."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time

import pytest
from conftest import make_course

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.judging import member_processes
from grader.judging.carry import StudentCell
from grader.judging.judge import judge_question
from grader.judging.pool import Pool
from grader.judging.verdict_store import VerdictStore
from grader.python_source import parse
from grader.reading.repair import Repaired
from grader.reading.submission_file import UnreadableSubmission
from grader.sandbox import tiers
from grader.sandbox.launch import begun
from grader.sandbox.limits import Limits
from grader.sandbox.worker import Worker, WorkerError

SLOW = "import time\n\ndef count_above(numbers, limit):\n    time.sleep(0.5)\n    return int((numbers > limit).sum())\n"


class MortalWorker(Worker):
    """A worker whose processes the machine ends `deaths` times, each time right after a cell has started."""

    deaths = 0

    def open(self, world, task):
        child = super().open(world, task)
        if self.deaths:
            self.deaths -= 1
            self.sandbox_process.process.kill()
        return child


@pytest.fixture(scope="module")
def assignment(tmp_path_factory):
    """Return the tiny assignment."""
    return Assignment.load(make_course(tmp_path_factory.mktemp("tiny") / "course"), "tiny")


def judge_slow_answer(assignment, deaths):
    """Judge a right answer that takes a while, by a worker that is lost `deaths` times."""
    with MortalWorker(Limits()) as worker:
        worker.deaths = deaths
        return judge_question(assignment, "count_above", [StudentCell(parse(SLOW), "count_above")], (0, SLOW), worker)


def test_a_test_whose_process_was_lost_is_run_again(assignment):
    verdict = judge_slow_answer(assignment, deaths=1)
    assert verdict.is_full and not verdict.timed_out


def test_a_cell_whose_process_is_lost_again_and_again_goes_to_a_person_and_is_not_stored(assignment, tmp_path):
    verdict = judge_slow_answer(assignment, deaths=9)
    assert verdict.points is None and verdict.timed_out
    assert "out of memory" in verdict.notes[0]


def test_what_is_being_judged_when_a_run_is_stopped_leaves_no_verdict(assignment, tmp_path):
    notebook = fill_release(assignment.release, assignment.text, {"count_above": SLOW.replace("0.5", "30")})
    raised = []

    def judge():
        try:
            pool.judge(notebook)
        except WorkerError as error:
            raised.append(str(error))

    with Pool(assignment, VerdictStore(tmp_path)) as pool:
        judging = threading.Thread(target=judge)
        judging.start()
        while not any("count_above" in worker._question_processes for worker in pool._workers.values()):
            time.sleep(0.05)
        time.sleep(0.3)
    judging.join(120)
    assert raised == ["grading was stopped"]
    assert not list(tmp_path.rglob("*.json"))


def test_two_processes_give_the_verdicts_of_one(assignment, tmp_path):
    answers = ["return int((numbers > limit).sum())", "return 7", "while True: pass"]
    notebooks = {
        number: fill_release(
            assignment.release,
            assignment.text,
            {"count_above": f"def count_above(numbers, limit):\n    {answers[number % 3]}  # {number}"},
        )
        for number in range(5)
    }

    def read(number):
        (tmp_path / f"cores of {os.getpid()}").write_text(str(sorted(os.sched_getaffinity(0))))
        if number not in notebooks:
            raise UnreadableSubmission("it is empty")
        return Repaired(notebooks[number], ())

    cores, found = sorted(os.sched_getaffinity(0)), {}
    for jobs in (1, 2):
        limits = Limits(call_seconds=3, cell_seconds=4)
        with Pool(assignment, VerdictStore(tmp_path / str(jobs)), jobs, limits) as pool:
            found[jobs] = dict(pool.judge_all([*notebooks, "unreadable"], read))
    for number in (*notebooks, "unreadable"):
        assert found[1][number].verdict == found[2][number].verdict
        assert found[1][number].reason == found[2][number].reason
    bound = {path.read_text() for path in tmp_path.glob("cores of *")}
    assert bound == {str(cores), *(str([core]) for core in cores if len(cores) == 2)}
    assert found[2][2].verdict.timed_out and found[2]["unreadable"].reason == "it is empty"
    stored = [sorted(path.name for path in (tmp_path / str(jobs)).rglob("*.json")) for jobs in (1, 2)]
    assert stored[0] == stored[1] and len(stored[0]) == 4


def test_of_what_timed_out_only_what_a_busy_machine_may_have_slowed_is_judged_again(assignment, tmp_path):
    endless = "def count_above(numbers, limit):\n    while True: pass"
    sometimes = (
        "def count_above(numbers, limit):\n    while limit == 12.5: pass\n    return int((numbers > limit).sum())"
    )
    notebooks = {
        name: fill_release(assignment.release, assignment.text, {"count_above": source})
        for name, source in {"endless": endless, "sometimes": sometimes, "slow": SLOW}.items()
    }
    again = []
    with Pool(assignment, VerdictStore(tmp_path), 2, Limits(call_seconds=2, cell_seconds=4)) as pool:
        judge = pool._judge

        def noting(key, notebook):  # the first time is in forks, whose notes are their own
            again.append(notebook.cells)
            return judge(key, notebook)

        pool._judge = noting
        found = dict(pool.judge_all(notebooks, lambda name: Repaired(notebooks[name], ())))
    assert again == [notebooks["sometimes"].cells]
    assert found["endless"].verdict.timed_out and found["endless"].verdict.questions["count_above"].points == 0
    assert 0 < found["sometimes"].verdict.questions["count_above"].points < 6
    assert found["slow"].verdict.questions["count_above"].is_full


def test_a_pool_works_in_the_sandbox_process_that_has_begun_and_ends_it(assignment, tmp_path):
    with begun() as sandbox_process:
        first = sandbox_process.process.pid
        with Pool(assignment, VerdictStore(tmp_path), 1, Limits(memory_mib=700), sandbox_process) as pool:
            verdict = pool.judge(fill_release(assignment.release, assignment.text))
            assert (
                sandbox_process.process.pid == first
                and sandbox_process.about
                and sandbox_process.limits.memory_mib == 700
            )
        assert verdict.points == 10 and sandbox_process.process is None


def test_a_sandbox_process_that_cannot_begin_says_so_when_it_is_needed(monkeypatch):
    def choose():
        raise tiers.NoSandbox("no sandbox works here")

    monkeypatch.setattr(tiers, "choose", choose)
    with begun() as sandbox_process, pytest.raises(tiers.NoSandbox, match="no sandbox works here"):
        sandbox_process.worker_process()


@pytest.mark.parametrize("threads", [True, False])
def test_few_notebooks_are_read_before_they_are_asked_for(assignment, tmp_path, monkeypatch, threads):
    if threads:
        monkeypatch.setattr(member_processes, "is_possible", lambda: False)
    read = multiprocessing.Value("i", 0)

    def count(item):
        with read:
            read.value += 1
        raise UnreadableSubmission("nothing to judge")

    with Pool(assignment, VerdictStore(tmp_path), jobs=2) as pool:
        for done, _ in enumerate(pool.judge_all(list(range(40)), count), start=1):
            time.sleep(0.01)
            assert read.value <= done + 3, "a class of finished notebooks would fill the memory"
    assert read.value == 40
