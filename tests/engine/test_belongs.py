"""The notebook of another assignment is named and never graded; what is graded does belong."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from graded_course import make_graded_course

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.cli import main
from grader.course import Course
from grader.grading.grade import grade
from grader.grading.session import Session
from grader.handins.collect import collect
from grader.reading.belongs import check_belongs
from grader.reading.submission_file import UnreadableSubmission
from grader.reports.status import status

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """A course of two assignments, `tiny` and `small`, with questions of other names and one cell that both give."""
    course = make_graded_course(tmp_path_factory.mktemp("belongs") / "course")
    text = course.author_text("tiny").read_text()
    for old, new in (("A tiny assignment", "A small one"), ("mean_value", "average"), ("count_above", "count")):
        text = text.replace(old, new)
    for old, new in (("plot_values", "plot_them"), ("table", "record")):
        text = text.replace(f'"{old}"', f'"{new}"')
    (course.root / "source" / "small.py").write_text(text)
    shutil.copytree(course.tests("tiny"), course.tests("small"))
    for path in sorted(course.tests("small").rglob("*.py")):
        name = path.name.replace("mean_value", "average").replace("count_above", "count")
        path.rename(path.with_name(name))
    return course


def filled(course: Course, name: str):
    assignment = Assignment.load(course, name)
    return fill_release(assignment.release, assignment.text)


def bare(notebook):
    """Return the notebook as some editors leave it: without all metadata."""
    for cell in notebook.cells:
        cell.metadata = {}
    notebook.metadata = {}
    return notebook


def other(course: Course, how: str):
    notebook = filled(course, "small")
    if how == "without its stamp":
        del notebook.metadata["grader"]
    elif how == "without ids":
        for cell in notebook.cells:
            cell.metadata = {}
    elif how == "without metadata":
        bare(notebook)
    elif how == "of a course elsewhere":
        del notebook.metadata["grader"]
        notebook.cells[0].source = "# Something else"
    return notebook


OTHERS = {
    "as it came": "the notebook of small, not of tiny",
    "without its stamp": "the notebook of small, not of tiny",
    "without ids": "the notebook of small, not of tiny",
    "without metadata": "the notebook of small, not of tiny",
    "of a course elsewhere": "of another assignment, called 'Something else', not of tiny",
}


@pytest.mark.parametrize("how", OTHERS)
def test_the_notebook_of_another_assignment_is_named(course, how):
    with pytest.raises(UnreadableSubmission) as caught:
        check_belongs(other(course, how), Assignment.load(course, "tiny").identity)
    assert OTHERS[how] in str(caught.value)


def pasted(course: Course):
    """A student worked in the wrong notebook, and pasted all cells of the right one into it."""
    notebook = filled(course, "small")
    notebook.cells = [notebook.cells[0], *filled(course, "tiny").cells]
    return notebook


OWN = {
    "the release": lambda course: filled(course, "tiny"),
    "without metadata": lambda course: bare(filled(course, "tiny")),
    "no cell at all": lambda course: nbformat.v4.new_notebook(),
    "answers alone": lambda course: nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("mean = values.mean()")]),
    "its own title": lambda course: nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Homework of Ada")]
    ),
    "pasted into the wrong notebook": pasted,
}


@pytest.mark.parametrize("how", OWN)
def test_what_may_be_of_this_assignment_is_graded(course, how):
    check_belongs(OWN[how](course), Assignment.load(course, "tiny").identity)


def test_cells_of_any_shape_break_nothing(course):
    identity = Assignment.load(course, "tiny").identity
    for cells in ([], [1, None, "x"], [{}], [{"metadata": 3}], [{"cell_type": "markdown", "source": ["# A small", 1]}]):
        check_belongs({"cells": cells, "metadata": {"grader": 5}}, identity)


@pytest.fixture
def handed_in(course, tmp_path, monkeypatch) -> Course:
    """A copy of the course: ada handed in the other notebook, bea the right one."""
    copy = Course(Path(shutil.copytree(course.root, tmp_path / "course")))
    for student, notebook in (("ada", filled(course, "small")), ("bea", filled(course, "tiny"))):
        path = copy.root / "submitted" / student / "tiny" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    with Session(copy) as session, session.gradebook() as book:
        for student in ("ada", "bea", "cyd"):
            book.add_student(student)
    monkeypatch.chdir(copy.root)
    return copy


def test_grading_lists_it_as_not_readable_and_grades_the_rest(handed_in):
    outcome = grade(handed_in, "tiny", jobs=1)
    assert outcome.unreadable == {"ada": "tiny.ipynb: it is the notebook of small, not of tiny"}
    assert list(outcome.scores) == ["bea"]
    assert status(handed_in, "tiny")["ada"].next_step == "ask for another file"


def test_each_command_says_so(handed_in, capsys):
    wrong = "submitted/ada/tiny/tiny.ipynb"
    for command, code in (
        (["judge", "tiny", wrong], 1),
        (["grade", "tiny", "--dry-run"], 1),
        (["grade", "tiny"], 1),
        (["status", "tiny"], 0),
    ):
        assert main(command) == code
        assert "it is the notebook of small, not of tiny" in " ".join(capsys.readouterr().out.split())
    assert not handed_in.autograded("tiny", "ada").exists()


def test_collecting_refuses_it_by_student_and_keeps_what_was_there(handed_in, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("bea/tiny.ipynb", json.dumps(filled(handed_in, "small")))
        archive.writestr("cyd/tiny.ipynb", json.dumps(filled(handed_in, "tiny")))
    before = (handed_in.root / "submitted" / "bea" / "tiny" / "tiny.ipynb").read_bytes()
    found = collect(handed_in, "tiny", [tmp_path / "all.zip"])
    assert list(found.placed) == ["cyd"] and not found.complete
    assert found.refused == {"bea/tiny.ipynb": "bea: it is the notebook of small, not of tiny"}
    assert (handed_in.root / "submitted" / "bea" / "tiny" / "tiny.ipynb").read_bytes() == before


def test_of_two_notebooks_in_one_hand_in_the_right_one_is_taken(handed_in, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("cyd/small.ipynb", json.dumps(filled(handed_in, "small")))
        archive.writestr("cyd/tiny.ipynb", json.dumps(filled(handed_in, "tiny")))
    assert collect(handed_in, "tiny", [tmp_path / "all.zip"]).placed == {"cyd": "new: cyd/tiny.ipynb"}
