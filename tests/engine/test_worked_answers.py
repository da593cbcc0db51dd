"""Every wrong answer is caught with its hint, every right one gets full marks, at 5 seeds."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import make_course

from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.assignment.worked_answers import worked_answers
from grader.cli import main
from grader.course import Course
from grader.judging.audit import SEEDS, audit_question, unproved_tests
from grader.sandbox.worker import Worker

COURSE = Course(Path(__file__).resolve().parents[2])


def audited_questions():
    """Yield the questions of all assignments that have hidden tests, probes and worked answers.

    An assignment without an executed solution is still being made: it is audited by `make test-slow`.
    """
    for name in COURSE.assignments():
        folder = COURSE.tests(name)
        marks = () if COURSE.solutions(name).is_dir() else pytest.mark.slow
        for question in AuthorText.read(COURSE.author_text(name)).questions:
            parts = (folder / f"{question}.py", folder / "probes" / f"{question}.py", folder / "answers" / question)
            if all(part.exists() for part in parts) and any(parts[2].glob("*.py")):
                yield pytest.param(name, question, marks=marks, id=f"{name}-{question}")


@pytest.mark.parametrize(("name", "question"), list(audited_questions()))
def test_worked_answers_get_what_they_deserve(name, question):
    assignment = Assignment.load(COURSE, name, [question])
    assert {answer.right for answer in worked_answers(assignment, question)} == {True, False}
    with Worker() as worker:
        rows = list(audit_question(assignment, question, worker, SEEDS))
    faults = {f"{row.answer.name}, seed {row.seed}: {row.fault} ({row.verdict.points})" for row in rows if row.fault}
    assert not faults
    assert not unproved_tests(assignment, question, rows)


def test_the_audit_command_ends_with_1_when_nobody_catches_a_wrong_answer(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course")
    blind = course.tests("tiny") / "answers" / "count_above" / "wrong_is_right.py"
    blind.write_text(
        '"""Right, but said to be wrong.\n\nHint: never\nAt most: 10 %\n"""\n'
        "def count_above(numbers, limit):\n    return (numbers > limit).sum()\n"
    )
    monkeypatch.setenv("GRADER_COURSE", str(course.root))
    assert main(["audit", "tiny", "--question", "count_above", "--seeds", "1"]) == 1


def test_a_mistake_of_the_user_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GRADER_COURSE", str(make_course(tmp_path / "course").root))
    assert main(["audit", "tiny", "--question", "median"]) == 2
    assert "no question 'median'" in capsys.readouterr().err
