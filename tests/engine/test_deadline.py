"""Hidden tests end in time, whatever a cell's process sends them to chew on; and what talks to it is never cut off."""

from __future__ import annotations

import threading
import time

import pytest
from busy_machine import a_busy_machine
from conftest import make_course

from grader.assignment.assignment import Assignment
from grader.judging.carry import StudentCell
from grader.judging.deadline import Deadline
from grader.judging.judge import judge_question
from grader.python_source import parse_or_none
from grader.sandbox.limits import Limits
from grader.sandbox.worker import OutOfTime, Worker

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

MANY = 20_000_000_000  # to count to it takes a test half an hour
TESTS = '''\
"""Hidden tests of `count_above`."""
from grader.testing import number

DEFINES = ("count_above",)


def count_to(most):
    total = 0
    while total < most:
        total += 1
    return total


def test_it_counts(student):
    assert count_to(number(student.count(numbers=[1], limit=0))) == 1


def test_it_counts_what_another_function_gives(student):
    student.count(numbers=[1], limit=0, answer=lambda name, most: count_to(most))
'''
PROBES = """\
def count(cell, ask, *, numbers, limit):
    cell["count_above"].__globals__["ask"] = ask
    return cell["count_above"](numbers, limit)
"""


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    course = make_course(tmp_path_factory.mktemp("deadline") / "course")
    (course.tests("tiny") / "probes" / "count_above.py").write_text(PROBES)

    def run(tests, source, seconds):
        (course.tests("tiny") / "count_above.py").write_text(tests)
        assignment = Assignment.load(course, "tiny")
        worker.limits = Limits(call_seconds=seconds, cell_seconds=seconds)
        cells = [StudentCell(parse_or_none(source), "count_above")]
        return judge_question(assignment, "count_above", cells, (0, source), worker)

    with Worker() as worker:
        yield run


def one_test(name):
    """Return the tests, but only one of them."""
    start, *tests = TESTS.split("\n\n\ndef test_")
    return start + next(f"\n\n\ndef test_{test}" for test in tests if test.startswith(name))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("it_counts(", f"def count_above(numbers, limit):\n    return {MANY}\n"),
        ("it_counts_what", f"def count_above(numbers, limit):\n    return ask('more', {MANY})\n"),
    ],
)
def test_a_number_that_keeps_a_test_busy_is_out_of_time(judge, name, answer):
    begin = time.monotonic()
    verdict = judge(one_test(name), answer, 1)
    assert verdict.timed_out and verdict.points == 0
    assert "did not finish in time" in verdict.tests[0].message
    assert time.monotonic() - begin < 60
    good = "def count_above(numbers, limit):\n    return 1\n"
    assert judge(one_test("it_counts("), good, 60).is_full  # and the worker goes on


def test_a_test_that_catches_everything_is_stopped_again():
    deadline, stopped = Deadline(0.0, OutOfTime), 0
    with deadline.running():
        while stopped < 2:
            try:
                while True:
                    len("x")
            except OutOfTime:
                stopped += 1
    deadline.close()
    for _ in range(100_000):
        len("x")


def test_what_talks_to_a_cell_is_not_cut_off_and_its_test_is_stopped_afterwards():
    deadline, done = Deadline(0.0, OutOfTime), []
    with pytest.raises(OutOfTime), deadline.running():
        with deadline.waiting():
            time.sleep(1)
            done.append("talked")
        while True:
            len("x")
    deadline.close()
    assert done == ["talked"]


def test_a_test_that_ends_in_time_is_not_stopped_and_leaves_no_thread():
    before = threading.active_count()
    for _ in range(20):
        deadline = Deadline(60, OutOfTime)
        with deadline.running(), deadline.waiting():
            pass
        deadline.close()
    until = time.monotonic() + 30
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.05)
    assert threading.active_count() <= before


def test_a_test_that_waits_for_a_processor_is_not_stopped():
    deadline = Deadline(0.2, OutOfTime)
    with deadline.running():
        time.sleep(1)  # no processor time goes by
    deadline.close()


WORKS = """\
def count_above(numbers, limit):
    import time
    while time.process_time() < {seconds}:
        pass
    return 1
"""
SLEEPS = "import time\ndef count_above(numbers, limit):\n    time.sleep(60)\n    return 1\n"
STARVES_ITSELF = """\
import os, time
def count_above(numbers, limit):
    for _ in range(20):
        if not os.fork():
            while True:
                pass
    time.sleep(3600)
"""


def test_a_cell_that_waits_for_a_processor_gets_the_time_that_it_would_have_had(judge):
    with a_busy_machine():
        begin = time.monotonic()
        assert judge(one_test("it_counts("), WORKS.format(seconds=1.5), 4).is_full
        assert time.monotonic() - begin > 4, "the machine was not busy enough to show anything"


@pytest.mark.parametrize("source", [WORKS.format(seconds=60), SLEEPS], ids=["works", "sleeps"])
def test_a_cell_is_out_of_time_after_its_own_time_busy_machine_or_not(judge, source):
    with a_busy_machine():
        assert judge(one_test("it_counts("), source, 1).timed_out
    assert judge(one_test("it_counts("), source, 1).timed_out


def test_a_cell_that_starves_itself_wins_no_time(judge):
    begin = time.monotonic()
    verdict = judge(one_test("it_counts("), STARVES_ITSELF, 2)
    assert verdict.points == 0
    assert time.monotonic() - begin < 60
