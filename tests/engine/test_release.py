"""The release is derived, byte-identical, and gives nothing away."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from conftest import AUTHOR_TEXT, MARKER

from grader.authoring.author_text import AuthorText
from grader.authoring.release import find_leaks, make_release, student_notebook
from grader.course import Course
from grader.errors import UserError
from grader.python_source import to_python


def read(course):
    return AuthorText.read(course.author_text("tiny"))


def rewrite(course, old, new):
    assert old in AUTHOR_TEXT
    (course.root / "source" / "tiny.py").write_text(AUTHOR_TEXT.replace(old, new, 1))


def test_two_builds_are_byte_identical(course):
    first = make_release(course, read(course)).read_bytes()
    assert make_release(course, read(course)).read_bytes() == first


def test_solutions_rubrics_and_hidden_tests_stay_behind(course):
    text = make_release(course, read(course)).read_text()
    for secret in ("values.mean()", "secret rubric", "secret model answer", "HIDDEN TESTS", "SOLUTION"):
        assert secret not in text


def test_every_graded_cell_begins_with_the_marker_and_no_other_cell_does(course):
    notebook = student_notebook(read(course))
    marked = [cell.id for cell in notebook.cells if cell.source.startswith(MARKER)]
    assert marked == ["mean_value", "count_above"]


def test_every_cell_of_the_release_is_valid_python(course):
    for cell in student_notebook(read(course)).cells:
        if cell.cell_type == "code":
            compile(cell.source, cell.id, "exec")


def test_a_solution_line_in_a_given_cell_is_found(course):
    text = read(course)
    notebook = student_notebook(text)
    notebook.cells[1].source += "\nmean = values.mean()"
    assert any("mean = values.mean()" in leak for leak in find_leaks(text, notebook))


def test_an_output_and_a_path_are_found(course):
    text = read(course)
    notebook = student_notebook(text)
    notebook.cells[1].outputs = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    notebook.cells[2].source += "\nopen('/home/me/values.npy')"
    leaks = " ".join(find_leaks(text, notebook))
    assert "an output" in leaks
    assert "a path" in leaks


def test_a_leaky_release_is_not_written_and_the_old_one_stays(course):
    path = make_release(course, read(course))
    before = path.read_bytes()
    rewrite(course, "# A tiny assignment", "# A tiny assignment\n# see /home/me/notes")
    with pytest.raises(UserError, match="not written"):
        make_release(course, read(course))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (MARKER, "#grade", "first line must be exactly"),
        ('check="mean_value" points=4', 'check="mean_value"', "points"),
        ('# %% evidence="table"', '# %% check="median" points=1\npass\n\n# %% evidence="table"', "no answer="),
        ('evidence="table"', 'evidence="comment"', "used twice"),
        ('rubric="plot_values"', 'rubric="nothing"', "belongs to no"),
        ("mean = values.mean()", "mean = = 1", "not valid Python"),
    ],
)
def test_a_broken_rule_of_the_author_text_is_named(course, old, new, says):
    rewrite(course, old, new)
    with pytest.raises(UserError, match=says):
        read(course)


def test_an_unknown_assignment_lists_the_known_ones(course):
    with pytest.raises(UserError, match="known: tiny"):
        course.author_text("huge")


def test_outside_a_course_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    with pytest.raises(UserError, match="nbgrader_config.py"):
        Course.find(tmp_path)


REAL = Course(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("name", REAL.assignments())
def test_the_release_in_the_repository_is_that_of_the_author_text(name):
    text = AuthorText.read(REAL.author_text(name))
    made = nbformat.writes(student_notebook(text)) + "\n"
    stored = (REAL.release(name) / f"{name}.ipynb").read_text(encoding="utf-8")
    assert stored == made, f"run `make release A={name}` and commit the result"


@pytest.mark.parametrize("name", REAL.assignments())
def test_the_released_notebook_gives_nothing_away_and_is_valid_python(name):
    text = AuthorText.read(REAL.author_text(name))
    notebook = student_notebook(text)
    assert not find_leaks(text, notebook)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            compile(to_python(cell.source), cell.id, "exec")
