"""What an author gets wrong is refused in one line, which names the file and the cell and says what to write."""

from __future__ import annotations

import pytest
from conftest import AUTHOR_TEXT, MARKER

from grader.assignment.author_text import AuthorText
from grader.cli import main
from grader.errors import UserError

GIVEN = "# %%\nimport numpy as np"
CHECK = '# %% check="mean_value" points=4'
ANSWER = '# %% answer="mean_value"'
RUBRIC = '# %% [markdown] rubric="plot_values"'
SOLUTION = "### BEGIN SOLUTION\nmean = values.mean()\n### END SOLUTION"


@pytest.fixture
def refused(course):
    """Return what reading the text says when `old` is replaced by `new`; it must say something."""

    def read(old, new):
        assert old in AUTHOR_TEXT
        path = course.author_text("tiny")
        path.write_text(AUTHOR_TEXT.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(UserError) as error:
            AuthorText.read(path)
        said = str(error.value)
        assert "tiny.py" in said and "\n" not in said
        return said

    return read


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        (RUBRIC, RUBRIC.replace("rubric", "rubrik"), "rubric"),
        (RUBRIC, RUBRIC.replace("rubric", "Rubric"), "rubric"),
        (RUBRIC, RUBRIC.replace("rubric", ".rubric"), "rubric"),
        ('evidence="table"', 'evidnce="table"', "evidence"),
        ('toy="data"', 'toi="data"', "toy"),
        ("points=2", "point=2", "points"),
        ('written="comment"', 'writen="comment"', "written"),
        (GIVEN, GIVEN.replace("# %%", '# %% cellview="form"'), "cellView"),
    ],
)
def test_a_misspelt_option_is_refused_with_the_one_that_was_meant(refused, old, new, meant):
    assert f"did you mean {meant}?" in refused(old, new)


@pytest.mark.parametrize(
    "head",
    [
        '# %% tags=["x"]',
        '# %% active="ipynb"',
        "# %% a title",
        "# %% toy skip",
        '# %% [markdwn] rubric="plot_values"',
        "# %% [raw]",
        "# %% toy=skip",
        "# %% # toy",
        '# %%%% toy="skip"',
    ],
)
def test_nothing_but_the_options_of_the_format_stands_on_the_line_of_a_cell(refused, head):
    refused(GIVEN, f"{head}\nimport numpy as np")


def test_a_rubric_whose_marker_lacks_a_space_is_not_published(refused):
    assert "begins no cell" in refused(RUBRIC, '# %%rubric="plot_values"')


@pytest.mark.parametrize("points", ['"two"', "-4", "0", "nan", "inf", "1e999", "True", "true", "null", "2,5", "[2]"])
def test_points_are_a_number_above_0(refused, points):
    said = refused(CHECK, f'# %% check="mean_value" points={points}')
    assert "points=" in said


@pytest.mark.parametrize("name", ["5", "true", '"class"', '"Mean"', '"a-check"', '"mean_value-check"', '""', "null"])
@pytest.mark.parametrize("role", ["answer", "plot", "rubric"])
def test_a_name_is_words_joined_by_underscores(refused, role, name):
    old = {"answer": ANSWER, "plot": '# %% plot="plot_values"', "rubric": RUBRIC}[role]
    said = refused(old, f"{old.split('=')[0]}={name}")
    assert "name" in said or "options cannot be read" in said


@pytest.mark.parametrize("name", ["evidence", "toy_data"])
def test_no_question_takes_the_name_of_another_file_of_the_tests(refused, name):
    assert "another meaning" in refused(ANSWER, f'# %% answer="{name}"')


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (ANSWER, f"{ANSWER} points=4", "stand at its check"),
        (GIVEN, GIVEN.replace("# %%", "# %% points=4"), "points are for"),
        (RUBRIC, f"{RUBRIC} points=4", "points are for"),
        (RUBRIC, f"{RUBRIC}\n# one\n\n{RUBRIC}", "two cells rubric="),
        (RUBRIC, RUBRIC.replace("[markdown] ", ""), "is a text"),
        ('# %% [markdown] written="comment"', '# %% written="comment"', "is a text"),
        (CHECK, CHECK.replace("# %%", "# %% [markdown]"), "is code"),
        (ANSWER, ANSWER.replace("# %%", "# %% [markdown]"), "is code"),
        ('# %% plot="plot_values"', '# %% [markdown] plot="plot_values"', "is code"),
        (ANSWER, '# %% answer="mean_value" plot="mean_value"', "two roles: answer, plot"),
        (f"{ANSWER}\n{MARKER}", f"{CHECK}\npass\n\n{ANSWER}\n{MARKER}", "above it"),
        (CHECK, f"{CHECK}\npass\n\n{CHECK}", "used twice"),
        (CHECK, f'{CHECK} toy="data"', "for given code cells"),
        (CHECK, f'{CHECK} toy="sometimes"', "neither 'skip' nor 'data'"),
        (RUBRIC, f'{RUBRIC} toy="skip"', "for code cells"),
        ("# %% [markdown]\n# ## The mean", '# %% [markdown] cellView="form"\n# ## The mean', "given code cells"),
        (RUBRIC, '# %% [markdown] rubric="plot_value"', "did you mean plot_values?"),
        ("import numpy as np", "import numpy as", "not valid Python"),
        ("assert np.ndim", "assert = np.ndim", "not valid Python"),
    ],
)
def test_options_that_do_not_fit_a_cell_are_refused(refused, old, new, says):
    assert says in refused(old, new)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (GIVEN, f"# %%\n{SOLUTION}\nimport numpy as np", "a solution is for cells with"),
        (CHECK, f"{CHECK}\n{SOLUTION}", "a solution is for cells with"),
        ('# %% evidence="table" points=1', f'# %% evidence="table" points=1\n{SOLUTION}', "a solution is for"),
        (SOLUTION, SOLUTION.replace("\n### END SOLUTION", ""), "is not closed"),
        (SOLUTION, SOLUTION.replace("mean = ", "### BEGIN SOLUTION\nmean = "), "a BEGIN SOLUTION inside"),
        (SOLUTION, "### END SOLUTION\nmean = 1\n### BEGIN SOLUTION", "without a BEGIN"),
        (SOLUTION, "mean = 1", "mark the solution"),
        (SOLUTION, f"{SOLUTION}\n## BEGIN SOLUTION\nx = 1\n## END SOLUTION", "exactly"),
        (SOLUTION, f"{SOLUTION}\n### begin solution\nx = 1\n### end solution", "exactly"),
        (SOLUTION, f"{SOLUTION}\n### BEGIN SOLUTON\nx = 1\n### END SOLUTON", "exactly"),
        (CHECK, f"{CHECK}\n### BEGIN HIDDEN TESTS\npass\n### END HIDDEN TESTS", "hidden tests stand in tests/"),
    ],
)
def test_a_solution_region_is_whole_and_where_a_student_writes(refused, old, new, says):
    assert says in refused(old, new)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"# %%\n\n# %% [markdown]\n", "is empty"),
        ("# %%\nname = 'é'\n".encode("latin-1"), "is not UTF-8"),
        ("# %%\nx = 1\n".encode("utf-16"), "UTF-8"),
        (b"# ---\n# jupyter: [\n# ---\n\n# %%\nx = 1\n", "header"),
        (b"# ---\n# a: : b\n# ---\n# %%\nx = 1\n", "header"),
        (b"# ---\n# jupyter:\n#   kernelspec: 5\n# ---\n# %%\nx = 1\n", "header"),
        (b"# ---\n# jupyter:\n#   kernelspec:\n#     name: 3\n# ---\n# %%\nx = 1\n", "header"),
        (b"# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n# %%\nx = 1\n", "header"),
        (b"# %%\nx = 1\0\n", "not valid Python"),
    ],
)
@pytest.mark.parametrize("command", ["release", "audit", "grade"])
def test_a_file_that_is_no_author_text_gets_one_line(course, monkeypatch, capsys, content, says, command):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    monkeypatch.chdir(course.root)
    course.author_text("tiny").write_bytes(content)
    assert main([command, "tiny"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("grader: tiny.py") and says in said and said.count("\n") == 1


def test_the_options_that_jupytext_notes_for_itself_are_no_mistake(course):
    path = course.author_text("tiny")
    path.write_text(AUTHOR_TEXT.replace("import matplotlib.pyplot as plt\n", "import matplotlib.pyplot as plt\n\n\n"))
    assert AuthorText.read(path).points == 16
