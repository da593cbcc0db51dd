"""What is asked of the gradebook about a class does not grow with it: a count of questions, not of seconds."""

from __future__ import annotations

import pytest
from nbgrader.api import Grade, Gradebook, SubmittedNotebook
from sqlalchemy import event, inspect

from grader.course import Course
from grader.exporters.class_grades import class_grades
from grader.formgrader.question_page import questions_of
from grader.grading.gradebook import automatic_scores, connect, scores
from grader.grading.marks import Marks
from grader.grading.shares import work_of_people
from grader.reports.status import _in_gradebook

CELLS = ("plot", "essay")
READERS = {
    "status": lambda course, gradebook: _in_gradebook(gradebook, "tiny", {}),
    "report and export": lambda course, gradebook: class_grades(gradebook, "tiny"),
    "scores": lambda course, gradebook: scores(gradebook, "tiny", {}),
    "automatic scores": lambda course, gradebook: automatic_scores(gradebook, "tiny"),
    "assign": lambda course, gradebook: work_of_people(gradebook, "tiny"),
    "question page": lambda course, gradebook: Marks(course, gradebook, "tiny").cells("plot"),
    "list of questions": lambda course, gradebook: questions_of(Marks(course, gradebook, "tiny")),
}


def make_class(root, students: int) -> Course:
    course = Course(root)
    with book(course) as gradebook:
        gradebook.add_assignment("tiny")
        gradebook.add_notebook("tiny", "tiny")
        for cell in CELLS:
            gradebook.add_grade_cell(cell, "tiny", "tiny", max_score=2, cell_type="code")
            gradebook.add_solution_cell(cell, "tiny", "tiny")
        for number in range(students):
            gradebook.add_student(f"student{number}")
            gradebook.add_submission("tiny", f"student{number}")
    return course


def book(course: Course) -> Gradebook:
    return connect(f"sqlite:///{course.root / 'gradebook.db'}", "")


def questions_asked(course: Course, read) -> int:
    """Return how many statements a reader sends to the gradebook."""
    asked = []
    with book(course) as gradebook:
        event.listen(gradebook.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
        assert read(course, gradebook)
    return len(asked)


@pytest.fixture(scope="module")
def classes(tmp_path_factory):
    return [make_class(tmp_path_factory.mktemp(f"class{size}"), size) for size in (2, 9)]


@pytest.mark.parametrize("name", READERS)
def test_a_larger_class_is_no_more_questions(classes, name):
    few, many = (questions_asked(course, READERS[name]) for course in classes)
    assert few == many, f"{(many - few) / 7:g} more for each student: read the class with `submissions_of`"


@pytest.mark.parametrize("of", [Grade, SubmittedNotebook])
def test_what_belongs_to_one_submission_is_found_without_reading_all(classes, of):
    column = "notebook_id" if of is Grade else "assignment_id"
    with book(classes[0]) as gradebook:
        plan = gradebook.db.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN SELECT * FROM {of.__tablename__} WHERE {column} = ?", ("x",)
        )
        assert any("USING INDEX" in str(row) for row in plan)


def test_an_older_gradebook_gets_the_indexes_too(tmp_path, monkeypatch):
    from conftest import make_course

    from grader.cli import main

    course = make_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    with book(course) as gradebook:
        for table in ("grade", "comment"):
            gradebook.db.connection().exec_driver_sql(f"DROP INDEX ix_{table}_notebook")
        gradebook.db.commit()
    assert main(["release", "tiny"]) == 0
    with book(course) as gradebook:
        assert {index["name"] for index in inspect(gradebook.engine).get_indexes("grade")} == {"ix_grade_notebook"}
