"""The release is derived, byte-identical, and gives nothing away."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from conftest import AUTHOR_TEXT, MARKER

from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.assignment.students_notebook import student_notebook
from grader.assignment.students_repository import StudentsRepository
from grader.authoring.release import find_leaks, make_release
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
        ('# %% toy="data"', '# %% toy="data" cellView="form"', "begin with"),
        ('# %% answer="mean_value"', '# %% answer="mean_value" cellView="form"', "is for given code cells"),
    ],
)
def test_a_broken_rule_of_the_author_text_is_named(course, old, new, says):
    rewrite(course, old, new)
    with pytest.raises(UserError, match=says):
        read(course)


def test_colab_folds_the_code_of_tools_below_their_titles(course):
    rewrite(course, '# %% toy="data"\n', '# %% toy="data" cellView="form"\n# @title Load the data\n')
    cells = {cell.source.split("\n")[0]: cell.metadata for cell in student_notebook(read(course)).cells}
    assert cells.pop("# @title Load the data")["cellView"] == "form"
    assert not any("cellView" in metadata for metadata in cells.values())


def test_an_unknown_assignment_lists_the_known_ones(course):
    with pytest.raises(UserError, match="known: tiny"):
        course.author_text("huge")


def test_outside_a_course_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    with pytest.raises(UserError, match=r"nbgrader_config\.py"):
        Course.find(tmp_path)


# Where students find the notebook


def set_repository(course, **settings):
    lines = [f"c.StudentsRepository.{name} = {value!r}" for name, value in settings.items()]
    (course.root / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines]))


@pytest.fixture
def fetching(course):
    """The tiny course, with a cell that fetches data."""
    rewrite(
        course,
        "# %% [markdown]\n# ## The mean",
        '# %% toy="skip"\nSTUDENT_FILES = ""  # data\n\n# %% [markdown]\n# ## The mean',
    )
    return course


def cells_of(course):
    """Return the first text, and the cell that fetches data, of the release as it is written."""
    notebook = nbformat.read(make_release(course, read(course)), as_version=4)
    return notebook.cells[0].source, next(c.source for c in notebook.cells if c.source.startswith("STUDENT_FILES"))


def test_without_an_address_a_release_has_no_badge_and_fetches_nothing(fetching):
    assert cells_of(fetching) == ("# A tiny assignment\nTwo functions and a figure.", 'STUDENT_FILES = ""  # data')


@pytest.mark.parametrize("ending", ["", "/", ".git"])
def test_the_badge_opens_the_notebook_of_the_students_repository(fetching, ending):
    set_repository(fetching, address=f"https://github.com/some-school/ml.course{ending}", branch="fall 26")
    first, data = cells_of(fetching)
    badge, _, rest = first.partition("\n\n")
    assert badge.endswith(
        "(https://colab.research.google.com/github/some-school/ml.course/blob/fall%2026/tiny/tiny.ipynb)"
    )
    assert badge.startswith("[![Open in Colab](") and rest.startswith("# A tiny assignment")
    address = "https://raw.githubusercontent.com/some-school/ml.course/fall%2026/tiny/data"
    assert data == f'STUDENT_FILES = "{address}"  # data'


def test_data_may_lie_elsewhere(fetching):
    set_repository(fetching, data='https://files.example.edu/a"b\\c')
    first, data = cells_of(fetching)
    space = {}
    exec(data, space)
    assert space["STUDENT_FILES"] == 'https://files.example.edu/a"b\\c' and "Colab" not in first


def test_the_release_to_grade_with_is_the_one_that_students_get(fetching):
    set_repository(fetching, address="https://github.com/some-school/ml")
    released = nbformat.read(make_release(fetching, read(fetching)), as_version=4)
    assert Assignment.load(fetching, "tiny").release == released


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"address": "https://gitlab.com/some-school/ml"}, "Colab opens notebooks of GitHub only"),
        ({"address": "some-school/ml"}, "write https://github.com/OWNER/NAME"),
        ({"address": None}, "is None, which is no line of text"),
        ({"data": "files"}, "no https:// address"),
        ({"adress": "https://github.com/some-school/ml"}, "no setting 'adress'"),
    ],
)
def test_a_wrong_address_is_named_and_the_old_release_stays(fetching, settings, words):
    before = make_release(fetching, read(fetching)).read_bytes()
    set_repository(fetching, **settings)
    with pytest.raises(UserError, match=words):
        make_release(fetching, read(fetching))
    assert (fetching.release("tiny") / "tiny.ipynb").read_bytes() == before


REAL = Course(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("name", REAL.assignments())
def test_the_release_in_the_repository_is_that_of_the_author_text(name):
    text = AuthorText.read(REAL.author_text(name))
    made = nbformat.writes(student_notebook(text, StudentsRepository.of(REAL))) + "\n"
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
