"""Worked answers: every wrong one is caught with its hint, every right one gets full marks; and how they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PATIENT, make_course

from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.assignment.worked_answers import worked_answers
from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.judging.audit import SEEDS, audit_question, misplaced_answers, rule_gaps, unproved_tests, vague_hints
from grader.sandbox.worker import Worker

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

COURSE = Course(Path(__file__).resolve().parents[2])
ANSWERS = """\
# %% [markdown]
# # Worked answers

# %% right="loop"
# A loop.
def count_above(numbers, limit):
    return sum(1 for number in numbers if number > limit)

# %% [markdown]
# ## test_a_number_equal_to_the_limit_does_not_count

# %% above="two_cells"
def reaches(number, limit):
    return number >= limit

# %% wrong="two_cells" hint="strictly" at_most=70
# Counts equal numbers too.
def count_above(numbers, limit):
    return sum(reaches(number, limit) for number in numbers)
"""


def audited_questions():
    """Yield question and number of seeds for all assignments that have hidden tests, probes and worked answers.

    All answers at all seeds are for `make test-slow`, as are assignments without an executed solution: they are still
    being made.
    """
    for name in COURSE.assignments():
        folder = COURSE.tests(name)
        for question in AuthorText.read(COURSE.author_text(name)).questions:
            parts = (
                folder / f"{question}.py",
                folder / "probes" / f"{question}.py",
                folder / "answers" / f"{question}.py",
            )
            if all(part.is_file() for part in parts):
                apart = pytest.mark.xdist_group(f"{name}-{question}")
                marks = [apart] if COURSE.solutions(name).is_dir() else [apart, pytest.mark.slow]
                yield pytest.param(name, question, 1, marks=marks, id=f"{name}-{question}")
                marks = [apart, pytest.mark.slow]
                yield pytest.param(name, question, SEEDS, marks=marks, id=f"{name}-{question}-{SEEDS}-seeds")


@pytest.mark.parametrize(("name", "question", "seeds"), list(audited_questions()))
def test_worked_answers_get_what_they_deserve(name, question, seeds):
    assignment = Assignment.load(COURSE, name, [question])
    answers = worked_answers(assignment, question)
    assert {answer.right for answer in answers} == {True, False}
    if seeds == 1:
        answers = some_of(answers)
    with Worker(PATIENT) as worker:
        rows = list(audit_question(assignment, question, worker, seeds, answers))
    faults = {f"{row.answer.name}, seed {row.seed}: {row.fault} ({row.verdict.points})" for row in rows if row.fault}
    assert not faults
    assert not misplaced_answers(rows)
    assert not rule_gaps(assignment, question)
    if seeds > 1:
        assert not unproved_tests(assignment, question, rows)
        assert not vague_hints(rows)


def some_of(answers):
    """Return all right answers, and of the wrong ones the first under each hidden test: what a minute can prove."""
    first = {}
    for answer in answers:
        if not answer.right:
            first.setdefault(answer.caught_by, answer)
    return [answer for answer in answers if answer.right] + list(first.values())


@pytest.fixture
def read(course):
    """A function: text of an answer file -> the answers of `count_above`."""

    def write_and_read(text: str | bytes):
        path = course.tests("tiny") / "answers" / "count_above.py"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return worked_answers(Assignment.load(course, "tiny"), "count_above")

    return write_and_read


def test_an_answer_file_holds_answers_of_several_cells_and_the_test_that_catches_them(read):
    right, wrong = read(ANSWERS)
    assert (right.name, right.right, right.why, right.caught_by) == ("right_loop", True, "A loop.", "")
    assert right.cells == (
        "def count_above(numbers, limit):\n    return sum(1 for number in numbers if number > limit)",
    )
    assert (wrong.name, wrong.right, wrong.why) == ("wrong_two_cells", False, "Counts equal numbers too.")
    assert (wrong.hint, wrong.share) == ("strictly", 0.7)
    assert wrong.caught_by == "test_a_number_equal_to_the_limit_does_not_count"
    above, graded = wrong.cells
    assert above.startswith("def reaches(") and graded.startswith("def count_above(")


def test_answers_come_in_order_of_their_names_however_the_file_is_ordered(read):
    one, *more = (f'# %% right="{name}"\n# Right.\nx = 1\n\n' for name in ("loop_again", "loop", "array"))
    assert [answer.name for answer in read(one + "".join(more))] == ["right_array", "right_loop", "right_loop_again"]


def test_a_comment_in_an_answer_stays_in_it_even_if_it_looks_like_a_command(read):
    source = "# %matplotlib inline\n# copy it\nx = 1  # %% no cell\n\n\n# the end"
    assert read(f'# %% right="x"\n# Comments.\n{source}\n')[0].cells == (source,)


def test_a_heading_without_a_test_ends_the_one_above(read):
    texts = "# %% [markdown]\n# ## Others", '# %% wrong="late" hint="x" at_most=0\n# Late.\nx = 1'
    assert [answer.caught_by for answer in read("\n\n".join((ANSWERS, *texts)))][1] == ""


WRONG = '# %% wrong="two_cells" hint="strictly" at_most=70'
MISTAKES = {
    "a misspelt option": (WRONG, WRONG.replace("at_most", "atmost"), "did you mean 'at_most'"),
    "a misspelt role": ('# %% right="loop"', '# %% rihgt="loop"', "did you mean 'right'"),
    "an option of an author text": (WRONG, f"{WRONG} points=2", "there is no option 'points'"),
    "no hint": (WRONG, '# %% wrong="two_cells" at_most=70', 'needs hint="…"'),
    "an empty hint": (WRONG, WRONG.replace("strictly", " "), 'needs hint="…"'),
    "a hint that is a number": (WRONG, WRONG.replace('"strictly"', "3"), 'needs hint="…"'),
    "no share": (WRONG, '# %% wrong="two_cells" hint="strictly"', "needs at_most=…"),
    "a share in words": (WRONG, WRONG.replace("70", '"seventy"'), "needs at_most=…"),
    "a share beyond 100": (WRONG, WRONG.replace("70", "170"), "0 to 100"),
    "a share below 0": (WRONG, WRONG.replace("70", "-1"), "0 to 100"),
    "a share that is true": (WRONG, WRONG.replace("70", "true"), "needs at_most=…"),
    "a share that is no number": (WRONG, WRONG.replace("70", "NaN"), "needs at_most=…"),
    "a share of a right answer": ('right="loop"', 'right="loop" at_most=70', "at_most=… does not go with right=…"),
    "options that cannot be read": (WRONG, '# %% wrong="two_cells hint=3', "its options cannot be read"),
    "an option without quotes": ('right="loop"', "right=loop", "its options cannot be read"),
    "right and wrong": ('right="loop"', 'right="loop" wrong="loop"', "both right and wrong"),
    "neither right nor wrong": ('# %% right="loop"', "# %%", "say what it is"),
    "code above all cells": (
        "# %% [markdown]\n# # Worked",
        '"""Words."""\n\n# %% [markdown]\n# # Worked',
        "say what it is",
    ),
    "a name that is a number": ('right="loop"', "right=5", "names are words"),
    "a name in words": ('right="loop"', 'right="a loop"', "names are words"),
    "a name used twice": (
        "# %% [markdown]\n# ## test",
        '# %% right="loop"\n# Twice.\nx = 1\n\n# %% [markdown]\n# ## test',
        "twice",
    ),
    "an answer in markdown": ('# %% right="loop"', '# %% [markdown] right="loop"', "an answer is a code cell"),
    "no sentence": ("# A loop.\n", "", "begin with a comment line"),
    "an empty sentence": ("# A loop.\n", "# \n", "begin with a comment line"),
    "an empty answer": ("def reaches(number, limit):\n    return number >= limit\n", "", "the answer is empty"),
    "only remarks": ("def reaches(number, limit):\n    return number >= limit\n", "# nothing", "the answer is empty"),
    "no Python": ("def reaches(", "def reaches((", "this is not valid Python"),
    "a cell above another answer": ('above="two_cells"', 'above="two"', "the answer 'two' must come"),
    "a cell above nothing": (ANSWERS[ANSWERS.index(WRONG) :], "", "followed by no answer"),
    "a heading that is no test": (
        "_limit_does_not",
        "_limits_does_not",
        "did you mean 'test_a_number_equal_to_the_limit",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_an_answer_file_is_one_line_that_names_the_file_and_the_cell(mistake, read):
    old, new, says = MISTAKES[mistake]
    assert ANSWERS.count(old) == 1
    with pytest.raises(UserError) as caught:
        read(ANSWERS.replace(old, new))
    said = str(caught.value)
    assert says in said and "count_above.py" in said and "\n" not in said
    assert "cell " in said or "heading " in said or "above=" in said


def test_an_answer_file_that_is_no_text_is_named(read):
    with pytest.raises(UserError, match=r"count_above\.py: this is no UTF-8 text"):
        read(ANSWERS.encode().replace(b"A loop", b"A l\xf6p"))


@pytest.mark.parametrize("name", ["median.py", "count_above/wrong_not_strict.py"])
def test_an_answer_file_that_belongs_to_no_question_is_named(course, name):
    path = course.tests("tiny") / "answers" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(ANSWERS)
    with pytest.raises(
        UserError, match=rf"{name}: worked answers stand in one file for each question .*count_above\.py"
    ):
        worked_answers(Assignment.load(course, "tiny"), "mean_value")


def test_the_audit_command_ends_with_1_when_nobody_catches_a_wrong_answer(tmp_path, monkeypatch):
    course = make_course(tmp_path / "course")
    answers = course.tests("tiny") / "answers" / "count_above.py"
    blind = (
        '\n# %% wrong="is_right" hint="never" at_most=10\n# Right, but said to be wrong.\n'
        "def count_above(numbers, limit):\n    return (numbers > limit).sum()\n"
    )
    answers.write_text(answers.read_text() + blind)
    monkeypatch.chdir(course.root)
    assert main(["audit", "tiny", "--question", "count_above", "--seeds", "1"]) == 1


def test_the_audit_names_an_answer_under_a_test_that_does_not_catch_it(tmp_path, monkeypatch, capsys):
    course = make_course(tmp_path / "course")
    answers = course.tests("tiny") / "answers" / "count_above.py"
    first, second = "test_it_counts_the_numbers_above_the_limit", "test_a_number_equal_to_the_limit_does_not_count"
    monkeypatch.chdir(course.root)
    assert main(["audit", "tiny", "--question", "count_above", "--seeds", "1"]) == 0
    answers.write_text(answers.read_text().replace(first, second))
    assert main(["audit", "tiny", "--question", "count_above", "--seeds", "1"]) == 1
    assert "wrong_never_counts stands under a test that does not catch it" in capsys.readouterr().out


def test_a_mistake_of_the_user_is_one_line_and_exit_code_2(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(make_course(tmp_path / "course").root)
    assert main(["audit", "tiny", "--question", "median"]) == 2
    assert "no question 'median'" in capsys.readouterr().err
