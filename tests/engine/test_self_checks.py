"""The visible self-checks of every assignment: one sentence says what is wrong, and what is right is not called wrong.

`tests/<assignment>/examples/self_checks.py` holds what they `SAYS` of worked answers, and in `STRICTER` the names of
right answers that they may refuse, since they follow the text more closely than the hidden tests do.
"""

from __future__ import annotations

import contextlib
import copy
import io
from functools import cache

import matplotlib
import numpy as np
import pytest
import torch
from every_assignment import COURSE, examples, text, with_examples

from grader.assignment.assignment import Assignment
from grader.assignment.worked_answers import worked_answers
from grader.python_source import to_python

matplotlib.use("Agg")
NAMES = with_examples("self_checks")


@cache
def answers(name, question):
    return {answer.name: answer for answer in worked_answers(Assignment.load(COURSE, name, [question]), question)}


@cache
def worlds(name):
    """Return {question: names above it}: the reference cells, run on toy data."""
    names, found = {"__name__": "notebook"}, {}
    toy = (COURSE.tests(name) / "toy_data.py").read_text()
    for cell in text(name).cells:
        if cell.role == "answer" and cell.name in text(name).questions:
            found[cell.name] = dict(names)
        if cell.kind == "code" and cell.toy != "skip" and cell.role != "check":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(to_python(toy if cell.toy == "data" else cell.solution), names)
    return found


def self_check(name, question, answer, seed=1):
    """Run an answer and the self-check below it; return what the check complains about, "" if it is content."""
    world = worlds(name)[question]
    check = next(cell.source for cell in text(name).cells if cell.role == "check" and cell.name == question)
    names = {k: copy.deepcopy(v) if isinstance(v, torch.Tensor | np.ndarray) else v for k, v in world.items()}
    torch.manual_seed(seed)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        for source in answer.cells:
            exec(to_python(source), names)
        try:
            exec(check, names)
        except AssertionError as error:
            return str(error)
    assert said.getvalue().startswith("Good") or "\nGood" in said.getvalue()
    return ""


SAID = [(name, q, wrong) for name in NAMES for q, said in examples(name, "self_checks").SAYS.items() for wrong in said]


@pytest.mark.parametrize(("name", "question", "wrong"), SAID)
def test_one_sentence_says_what_is_wrong(name, question, wrong):
    assert examples(name, "self_checks").SAYS[question][wrong] in self_check(
        name, question, answers(name, question)[wrong]
    )


@pytest.mark.parametrize(("name", "question"), [(name, q) for name in NAMES for q in text(name).questions])
def test_what_is_right_is_not_called_wrong(name, question):
    right = [answer for answer in answers(name, question).values() if answer.right]
    right = [answer for answer in right if answer.name not in examples(name, "self_checks").STRICTER]
    assert right
    assert {answer.name: said for answer in right if (said := self_check(name, question, answer))} == {}


@pytest.mark.parametrize(("name", "question"), [(name, q) for name in NAMES for q in text(name).questions])
def test_the_same_answer_gets_the_same_sentence_each_time(name, question):
    wrong = examples(name, "self_checks").SAYS.get(question, {})
    for answer in [answers(name, question)[each] for each in wrong][:1]:
        assert len({self_check(name, question, answer, seed) for seed in range(50)}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_an_error_of_pytorch_becomes_a_sentence_and_an_unanswered_cell_stays_one(name):
    should_work = next(iter(worlds(name).values())).get("should_work")
    if should_work is None:
        pytest.skip("its text does without this tool")
    with (
        pytest.raises(AssertionError, match=r"It should work\. It stopped with: shapes"),
        should_work("It should work."),
    ):
        raise RuntimeError("shapes")
    for kind in (NotImplementedError, NameError):
        with pytest.raises(kind), should_work("It should work."):
            raise kind()
