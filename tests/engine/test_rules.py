"""Rules of a graded cell: marked in the text, not given to students, and each enforced by a hidden test."""

from __future__ import annotations

import pytest
from conftest import make_course

from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.assignment.rules import gaps
from grader.assignment.students_notebook import student_notebook
from grader.cli import main
from grader.errors import UserError
from grader.judging.audit import rule_gaps

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

TEXT = "# Define `mean`, the mean of `values`. {rule=all_values}"


@pytest.fixture
def change(course):
    """A function: (file, old words, new words) -> the course, changed."""

    def write(name: str, old: str, new: str):
        path = course.author_text("tiny") if name == "text" else course.tests("tiny") / name
        source = path.read_text()
        assert source.count(old) == 1
        path.write_text(source.replace(old, new))
        return course

    return write


def test_a_question_knows_the_rules_above_it(course):
    questions = AuthorText.read(course.author_text("tiny")).questions
    assert {name: question.rules for name, question in questions.items()} == {
        "mean_value": ("all_values",),
        "count_above": ("counts", "strictly"),
    }


def test_students_get_the_rules_without_their_marks(course):
    marked = AuthorText.read(course.author_text("tiny"))
    cells = [cell.source for cell in student_notebook(marked).cells]
    assert "## The mean\nDefine `mean`, the mean of `values`." in cells
    assert not any("rule" in source for source in cells)


def test_a_mark_on_a_line_of_its_own_leaves_no_empty_line(change):
    course = change("text", TEXT, "# * All of\n#   `values`.\n#   {rule=all_values}\n# * More. {rule=more}")
    text = AuthorText.read(course.author_text("tiny"))
    assert any("* All of\n  `values`.\n* More." in cell.source for cell in text.cells)
    assert text.questions["mean_value"].rules == ("all_values", "more")


@pytest.mark.parametrize(
    ("new", "says"),
    [
        (TEXT.replace("=", ": "), "should be {rule=like_this}"),
        (TEXT.replace("all_values", "All"), "should be {rule=like_this}"),
        (TEXT.replace("all_values", "all values"), "should be {rule=like_this}"),
        (TEXT.replace("rule", "rules"), "should be {rule=like_this}"),
        (f"{TEXT} {{rule=all_values}}", "rule=all_values stands twice"),
    ],
)
def test_a_mark_that_is_misspelt_or_stands_twice_is_refused(change, new, says):
    with pytest.raises(UserError) as caught:
        AuthorText.read(change("text", TEXT, new).author_text("tiny"))
    assert says in str(caught.value) and "tiny.py" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("# What does the figure show?", "# What does the figure show? {rule=of_the_figure}", "is for given texts"),
        ("# The secret rubric:", "# {rule=of_a_rubric} The secret rubric:", "is for given texts"),
        (
            '# %% plot="plot_values"',
            '# %% [markdown]\n# Draw. {rule=late}\n\n# %% plot="plot_values"',
            "no graded cell",
        ),
    ],
)
def test_a_mark_that_belongs_to_no_graded_cell_is_refused(change, old, new, says):
    with pytest.raises(UserError, match=says):
        AuthorText.read(change("text", old, new).author_text("tiny"))


def test_rules_and_tests_that_agree_leave_no_gap(course):
    assignment = Assignment.load(course, "tiny")
    assert [rule_gaps(assignment, question) for question in assignment.tests] == [[], []]


GAPS = {
    "a rule without a test": (("a", "b"), {"test_x": ("a",)}, {}, "no test enforces b"),
    "a test without a rule": (("a",), {"test_x": ("a",), "test_y": ()}, {}, "test_y enforces no rule"),
    "a rule that the text lacks": (
        ("a",),
        {"test_x": ("a", "b")},
        {},
        "test_x enforces b, which the text does not mark",
    ),
    "a reason for a tested rule": (("a",), {"test_x": ("a",)}, {"a": "it allows"}, "but one enforces it"),
    "a reason for no rule": (("a",), {"test_x": ("a",)}, {"b": "it allows"}, "NOT_TESTED names b"),
    "no rules at all": ((), {}, {}, "its text marks no rule"),
}


@pytest.mark.parametrize("gap", GAPS)
def test_each_gap_between_rules_and_tests_is_one_sentence(gap):
    rules, enforced, not_tested, says = GAPS[gap]
    (found,) = gaps(rules, enforced, not_tested)
    assert says in found


def test_a_reason_takes_the_place_of_a_test():
    assert gaps(("a", "b"), {"test_x": ("a",)}, {"b": "it allows something"}) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('@enforces("strictly")', "@enforces(strictly)", "line 14, cannot be loaded: NameError"),
        ('DEFINES = ("count_above",)', 'DEFINES = ("count_above",', "line 4, cannot be loaded: SyntaxError"),
        ('@enforces("strictly")', "@enforces(1)", "names its rules in quotes"),
        ("DEFINES = (", "NOT_TESTED = ['counts']\nDEFINES = (", "write NOT_TESTED"),
        ("DEFINES = (", "NOT_TESTED = {'counts': ''}\nDEFINES = (", "write NOT_TESTED"),
    ],
)
def test_what_cannot_be_read_in_a_test_module_is_named(change, old, new, says):
    course = change("count_above.py", old, new)
    with pytest.raises(UserError, match=says):
        Assignment.load(course, "tiny", ["count_above"])


def test_the_audit_ends_with_1_at_a_rule_that_no_test_enforces(tmp_path, monkeypatch, capsys):
    course = make_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    command = ["audit", "tiny", "--question", "count_above", "--seeds", "1"]
    assert main([*command, "--verbose"]) == 0
    assert "strictly" in capsys.readouterr().out
    text = course.author_text("tiny")
    text.write_text(text.read_text().replace("{rule=strictly}", "{rule=strictly} Any type of number. {rule=any_type}"))
    assert main(command) == 1
    assert "no test enforces any_type" in capsys.readouterr().out
