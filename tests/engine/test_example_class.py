"""A class of example students: varied, the same on each run, and graded by a TA who marks by the rubric."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import make_course
from nbgrader.api import Gradebook

from grader.assignment.assignment import Assignment
from grader.assignment.rubric import read_marks
from grader.cli import main
from grader.course import Course
from grader.examples.example_class import disguised, example_class, mark_as_a_ta, write_class
from grader.grading import gradebook as course_gradebook
from grader.grading.grade import grade
from grader.grading.session import Session

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
SHORT = "\nc.JudgeAnswers.call_seconds = 3.0\nc.JudgeAnswers.cell_seconds = 4.0\n"


@pytest.fixture
def assignment(tmp_path) -> Assignment:
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text() + SHORT)
    path = course.author_text("tiny")
    path.write_text(path.read_text().replace("The secret rubric: one point for labels.", "- [2] Labels."))
    return Assignment.load(course, "tiny")


def test_a_class_is_the_same_on_each_run_and_its_students_differ(assignment):
    first, again = example_class(assignment, 30), example_class(assignment, 30)
    assert first == again and len(first) == 30 and len({student.id for student in first}) == 30
    assert [student.id for student in first if student.notebook is None] == ["student01", "student02"]
    answers = {str([cell.source for cell in s.notebook.cells]) for s in first if s.notebook is not None}
    assert len(answers) > 8


def test_a_disguise_changes_names_and_keeps_what_the_code_does():
    source = "def f(values):\n    total = 0  # so far\n    for one in values:\n        total += one\n    return total\n"
    hidden = disguised(source)
    assert "my_total" in hidden and "my_values" not in hidden and "so far" not in hidden
    made = {}
    exec(hidden, made)
    assert made["f"]([1, 2, 3]) == 6


def test_a_class_is_graded_late_work_costs_and_a_ta_marks_by_the_rubric(assignment):
    course = assignment.course
    with Session(course) as session:
        course_gradebook.register(session.app, assignment.text)
    write_class(assignment, example_class(assignment, 13))
    outcome = grade(course, "tiny", jobs=2)
    assert outcome.complete and len(outcome.verdicts) == 11
    assert outcome.scores["student10"].penalty > 0
    assert mark_as_a_ta(assignment, share=1) > 10
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        assert gradebook.find_student("student02").last_name == "Gödel"
        found = gradebook.find_submission_notebook("tiny", "tiny", "student03")
        assert not any(grade.needs_manual_grade for grade in found.grades)
        marks, _ = read_marks(next(c.manual_comment for c in found.comments if c.name == "plot_values"))
        score = next(grade.manual_score for grade in found.grades if grade.name == "plot_values")
        assert [(mark.points, mark.text) for mark in marks] == [(score, "Labels.")]


def test_a_demo_with_too_few_students_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(make_course(tmp_path / "course").root)
    assert main(["demo", "tiny", "--students", "3"]) == 2
    assert "from 8 to 500" in capsys.readouterr().err
    assert not Course(tmp_path / "course").root.joinpath("demo").exists()
