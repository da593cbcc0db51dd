"""The visible self-checks of the flagship: one sentence says what is wrong, and what is right is not called wrong."""

from __future__ import annotations

import contextlib
import copy
import io
from functools import cache
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import torch

from grader.authoring.author_text import AuthorText
from grader.course import Course
from grader.judging.answers import worked_answers
from grader.judging.assignment import Assignment
from grader.python_source import to_python

matplotlib.use("Agg")
COURSE = Course(Path(__file__).parents[2])
NAME = "music_classification"
TEXT = AuthorText.read(COURSE.author_text(NAME))
CHECKS = {cell.name: cell.source for cell in TEXT.cells if cell.role == "check"}

# What the self-check should say of common mistakes: words of its sentence.
SAYS = {
    "data_details": {
        "wrong_n_class_number_of_labels": "`n_class` should be the number of instruments",
        "wrong_floats": "`n_feat` should be one whole number, not 120.0",
        "wrong_train_and_test_swapped": "make up the whole of `Xtr`",
    },
    "standardize": {
        "wrong_no_dim": "Each column of `Xtr_scale` should have mean 0",
        "wrong_divided_by_variance": "Each column of `Xtr_scale` should have std 1",
        "wrong_in_place": "`Xtr_tensor` should not change",
    },
    "instrument_net": {
        "wrong_softmax": "logits, not probabilities",
        "wrong_no_return": "is there a `return`?",
        "wrong_all_sizes_hard_coded": "are all sizes arguments?",
    },
    "criterion_optimizer": {
        "wrong_softmax_before_cross_entropy": "high at the right class the loss should be near 0",
        "wrong_adamw": "should be an Adam, not: AdamW",
        "wrong_arguments_exchanged": "should work for 3 rows and 3 classes. It stopped with",
    },
    "train_model": {
        "wrong_percent": "a fraction between 0 and 1",
        "wrong_loss_keeps_graph": "use `.item()`",
        "wrong_global_loader": "on the loader that it hands over. It stopped with",
    },
    "eval_model": {
        "wrong_no_eval": "is the model in evaluation mode?",
        "wrong_loss_sum": "should be the mean loss per row",
        "wrong_trains": "The weights should not change",
    },
    "train_to_accuracy": {
        "wrong_no_cap": "more than `max_epochs` epochs",
        "wrong_validation_returned": "what the test data gave",
        "wrong_one_too_patient": "stop after `patience` of them",
    },
}

# Hidden tests are kinder here than the text, which the self-check follows; or the answer needs a GPU.
STRICTER = {
    "right_numpy_integers", "right_prints_and_fails_afterwards", "right_torch", "right_on_the_gpu", "right_compiled",
    "right_moves_to_device", "right_adamw_without_decay", "right_hand_written_adam", "right_one_hot_of_n_class",
    "right_own_subclass", "right_weights_of_one",
}  # fmt: skip


@cache
def answers(question):
    return {answer.name: answer for answer in worked_answers(Assignment.load(COURSE, NAME, [question]), question)}


@pytest.fixture(scope="module")
def worlds():
    """Return {question: names above it}: the reference cells, run on toy data."""
    names, found = {"__name__": "notebook"}, {}
    toy = (COURSE.tests(NAME) / "toy_data.py").read_text()
    for cell in TEXT.cells:
        if cell.role == "answer" and cell.name in TEXT.questions:
            found[cell.name] = dict(names)
        if cell.kind == "code" and cell.toy != "skip" and cell.role != "check":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(to_python(toy if cell.toy == "data" else cell.solution), names)
    return found


def self_check(world, question, answer):
    """Run an answer and the self-check below it; return what the check complains about, "" if it is content."""
    names = {k: copy.deepcopy(v) if isinstance(v, torch.Tensor | np.ndarray) else v for k, v in world.items()}
    torch.manual_seed(1)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        for source in answer.cells:
            exec(to_python(source), names)
        try:
            exec(CHECKS[question], names)
        except AssertionError as error:
            return str(error)
    assert said.getvalue().startswith("Good") or "\nGood" in said.getvalue()
    return ""


@pytest.mark.parametrize(("question", "name"), [(q, name) for q, said in SAYS.items() for name in said])
def test_one_sentence_says_what_is_wrong(worlds, question, name):
    assert SAYS[question][name] in self_check(worlds[question], question, answers(question)[name])


@pytest.mark.parametrize("question", TEXT.questions)
def test_what_is_right_is_not_called_wrong(worlds, question):
    right = [answer for answer in answers(question).values() if answer.right and answer.name not in STRICTER]
    assert right
    assert {answer.name: said for answer in right if (said := self_check(worlds[question], question, answer))} == {}


def test_an_error_of_pytorch_becomes_a_sentence_and_an_unanswered_cell_stays_one(worlds):
    should_work = worlds["train_model"]["should_work"]
    with pytest.raises(AssertionError, match="It should work. It stopped with: shapes"), should_work("It should work."):
        raise RuntimeError("shapes")
    for kind in (NotImplementedError, NameError):
        with pytest.raises(kind), should_work("It should work."):
            raise kind()
