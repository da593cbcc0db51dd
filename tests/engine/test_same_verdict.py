"""No verdict depends on the machine: not on what else it does, nor on which sandbox it has."""

from __future__ import annotations

import os

import pytest
from busy_machine import a_busy_machine
from conftest import make_course
from every_assignment import COURSE, text

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.examples.submissions import example_submissions
from grader.judging.audit import audit_question
from grader.judging.judge import judge_notebook
from grader.judging.pool import Pool
from grader.judging.verdict_store import VerdictStore
from grader.reading.repair import Repaired, repair
from grader.sandbox import tiers
from grader.sandbox.confine import LANDLOCK
from grader.sandbox.limits import Limits
from grader.sandbox.tiers import Sandbox
from grader.sandbox.worker import Worker

pytestmark = pytest.mark.slow
SLOW = "import time\n\ndef count_above(numbers, limit):\n    end = time.process_time() + 1\n" + (
    "    while time.process_time() < end: pass\n    return int((numbers > limit).sum())\n"
)


@pytest.fixture(scope="module")
def a_class(tmp_path_factory):
    """Return the tiny assignment and {student: repaired notebook}: the examples, and a right answer that is slow."""
    assignment = Assignment.load(make_course(tmp_path_factory.mktemp("class") / "course"), "tiny")
    notebooks = example_submissions(assignment)
    notebooks["slow"] = fill_release(assignment.release, assignment.text, {"count_above": SLOW})
    return assignment, {name: repair(notebook, assignment.sheet).notebook for name, notebook in notebooks.items()}


def points_of(assignment, notebooks, folder):
    """Return {student: {question: (points, messages)}} of a class, judged on all cores."""
    with Pool(assignment, VerdictStore(folder), os.cpu_count() or 1) as pool:
        judged = pool.judge_all(list(notebooks), lambda name: Repaired(notebooks[name], ()))
        return {student: _said(found.verdict) for student, found in judged}


def _said(verdict):
    return {name: _question_said(question) for name, question in verdict.questions.items()}


def _question_said(question):
    return question.points, [test.message for test in question.tests]


def test_a_class_gets_the_same_points_and_messages_at_a_load_of_8_for_each_core(a_class, tmp_path):
    quiet = points_of(*a_class, tmp_path / "quiet")
    assert quiet["slow"]["count_above"][0] == 6
    with a_busy_machine(each=8):
        assert points_of(*a_class, tmp_path / "busy") == quiet


def test_both_sandboxes_give_the_same_points_and_messages(a_class):
    if tiers.lacks_landlock():
        pytest.skip(tiers.lacks_landlock())
    assignment, notebooks = a_class
    found = []
    for sandbox in (tiers.choose(), Sandbox(LANDLOCK)):
        with Worker(Limits(), sandbox) as worker:
            found.append({name: _said(judge_notebook(assignment, n, worker)) for name, n in notebooks.items()})
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("name", "question"), [(name, q) for name in COURSE.assignments() for q in text(name).questions]
)
def test_worked_answers_get_the_same_points_and_messages_in_both_sandboxes(name, question):
    if tiers.lacks_landlock():
        pytest.skip(tiers.lacks_landlock())
    assignment, found = Assignment.load(COURSE, name, [question]), []
    for sandbox in (tiers.choose(), Sandbox(LANDLOCK)):
        with Worker(Limits(), sandbox) as worker:
            rows = list(audit_question(assignment, question, worker, seeds=1))
        found.append({row.answer.name: _question_said(row.verdict) for row in rows})
    best, landlock = found
    assert {name: (said, landlock[name]) for name, said in best.items() if said != landlock[name]} == {}
