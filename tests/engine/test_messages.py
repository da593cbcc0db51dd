"""Judging stays quick: a right hand-in is judged with few messages to its cells, each of which takes a process's turn."""

from __future__ import annotations

import pytest
from every_assignment import COURSE

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.judging.judge import judge_notebook
from grader.reading.repair import repair
from grader.sandbox import framing
from grader.sandbox.worker import Worker

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")
MOST = 800


@pytest.mark.parametrize("name", COURSE.assignments())
def test_a_right_hand_in_is_judged_with_few_messages(name, monkeypatch):
    assignment, sent = Assignment.load(COURSE, name), []
    send = framing.send

    def counting(*args, **kwargs):
        sent.append(1)
        send(*args, **kwargs)

    monkeypatch.setattr(framing, "send", counting)
    with Worker() as worker:
        repaired = repair(fill_release(assignment.release, assignment.text), assignment.sheet)
        judge_notebook(assignment, repaired.notebook, worker)
    assert 0 < len(sent) <= MOST, (
        f"{len(sent)} messages: does a fixture run anew for each test? @fixture(scope='module') runs once for all."
    )
