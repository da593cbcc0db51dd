"""Forks that work at the same time: what they find comes back, and none outlives its use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from pathlib import Path

import pytest

from grader.errors import UserError
from grader.judging.member_processes import MemberProcesses, WorkFailed

SLEEPERS = """
import os, sys, time
from grader.judging.member_processes import MemberProcesses
with MemberProcesses(lambda number: lambda item: time.sleep(60), 2) as members:
    print(*[member.process.pid for member in members._members], flush=True)
    list(members.work([1, 2]))
"""

LATE = """
import os, signal
from grader.judging import member_processes
gone, held = os.pipe()
serve = member_processes._serve
def late(*about):
    os.close(held)
    os.read(gone, 1)  # until the process that forked this one is gone
    serve(*about)
member_processes._serve = late
members = member_processes.MemberProcesses(lambda number: lambda item: signal.pause(), 1)
members._members[0].pipe.send(1)
print(members._members[0].process.pid, flush=True)
signal.pause()
"""


def is_alive(pid: int) -> bool:
    """Return whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_each_item_is_worked_on_once_by_another_process():
    with MemberProcesses(lambda number: lambda item: (item**2, os.getpid()), 2) as members:
        found = dict(members.work(range(20)))
    assert {item: square for item, (square, _) in found.items()} == {item: item**2 for item in range(20)}
    assert os.getpid() not in {pid for _, pid in found.values()}


def test_what_is_known_before_the_fork_is_known_in_it():
    words = {"known": "before"}
    with MemberProcesses(lambda number: lambda item: (number, words[item]), 1) as members:
        assert list(members.work(["known"])) == [("known", (0, "before"))]


@pytest.mark.parametrize("where", ["begin", "work"])
def test_what_a_member_raises_is_raised_here(where):
    def refuse(item):
        raise UserError("it cannot be done")

    begin = refuse if where == "begin" else lambda number: refuse
    with MemberProcesses(begin, 2) as members, pytest.raises(UserError, match="cannot be done"):
        list(members.work([1, 2, 3]))


class Mute(Exception):
    """Cannot be shown."""

    def __str__(self):
        raise KeyError("no words")


class Demanding(Exception):
    """Is packed and not unpacked, since it takes two words and keeps one."""

    def __init__(self, first, second):
        super().__init__(f"{first} {second}")


class Changed(Exception):
    """Is unpacked as something else."""

    def __reduce__(self):
        return ValueError, ("another",)


class Closed:
    """Is packed, and cannot be unpacked."""

    def __reduce__(self):
        return Closed, ("too much",)


def holding_a_lock():
    error = RuntimeError("it holds a lock")
    error.lock = threading.Lock()
    return error


def local():
    class Local(Exception):
        pass

    return Local("nobody finds its class")


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (lambda: ZeroDivisionError("by nothing"), ZeroDivisionError, "^by nothing$"),
        (lambda: FileNotFoundError(2, "not there", "x.py"), FileNotFoundError, "not there"),
        (lambda: Demanding("two", "words"), (WorkFailed, Demanding), "two words"),  # tblib, if loaded, can unpack it
        (lambda: Changed("as it was"), WorkFailed, "Changed: as it was"),
        (holding_a_lock, WorkFailed, "RuntimeError: it holds a lock"),
        (local, WorkFailed, "Local: nobody finds its class"),
        (Mute, WorkFailed, "Mute"),
        (lambda: SystemExit("it gave up"), WorkFailed, "SystemExit: it gave up"),
        (lambda: KeyboardInterrupt(), WorkFailed, "KeyboardInterrupt"),
    ],
)
def test_a_real_error_in_a_member_is_told_with_its_type_message_and_traceback(make, kind, said):
    def the_one_that_breaks(item):
        raise make()

    with MemberProcesses(lambda number: the_one_that_breaks, 2) as members, pytest.raises(kind, match=said) as raised:
        list(members.work([1, 2, 3]))
    assert "in the_one_that_breaks" in "".join(traceback.format_exception(raised.value))


@pytest.mark.parametrize(
    ("result", "said"),
    [(lambda: None, "Can't pickle"), (threading.Lock(), "cannot pickle"), (Closed(), "Closed")],
)
def test_a_result_that_cannot_be_sent_is_told_as_what_it_is(result, said):
    with (
        MemberProcesses(lambda number: lambda item: result, 1) as members,
        pytest.raises(Exception, match=said) as raised,
    ):
        list(members.work([1]))
    assert not isinstance(raised.value, UserError)


def test_a_member_that_ends_itself_is_not_called_short_of_memory():
    with MemberProcesses(lambda number: lambda item: os._exit(3), 2) as members, pytest.raises(UserError) as raised:
        list(members.work(range(3)))
    assert "exit status 3" in str(raised.value) and "memory" not in str(raised.value)


def test_an_item_whose_member_was_ended_is_given_to_a_new_one(tmp_path):
    def work(item):
        if item == 3 and not (tmp_path / "tried").exists():
            (tmp_path / "tried").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    with MemberProcesses(lambda number: work, 2) as members:
        assert sorted(members.work(range(6))) == [(item, item) for item in range(6)]


def test_an_item_that_ends_every_member_stops_the_work_with_a_message():
    def work(item):
        if item == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    with MemberProcesses(lambda number: work, 2) as members, pytest.raises(UserError, match=r"memory.*fewer `--jobs`"):
        list(members.work(range(3)))


def test_members_end_at_once_with_their_pool():
    with MemberProcesses(lambda number: lambda item: time.sleep(60), 2) as members:
        pids = [member.process.pid for member in members._members]
        working = members.work([1, 2])
        for member in members._members:
            member.pipe.send(1)
        assert all(map(is_alive, pids))
    del working
    assert not any(map(is_alive, pids))


@pytest.mark.parametrize(("program", "members"), [(SLEEPERS, 2), (LATE, 1)], ids=["at work", "just begun"])
def test_members_end_with_a_process_that_is_killed(program, members):
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as running:
        pids = [int(pid) for pid in running.stdout.readline().split()]
        assert len(pids) == members and all(map(is_alive, pids))
        running.kill()
        running.wait()
        for _ in range(100):
            if not any(map(is_alive, pids)):
                break
            time.sleep(0.05)
        assert not any(map(is_alive, pids))
