"""Repair: every way in which Colab, VS Code, Kaggle or a student can spoil a notebook, one test each."""

from __future__ import annotations

import copy
import json
import logging
import os
import random
import textwrap

import nbformat
import pytest
from nbformat.notebooknode import from_dict

from grader.assignment.author_text import AuthorText
from grader.assignment.students_notebook import student_notebook
from grader.conventions import MARKER
from grader.reading import submission_file, thresholds
from grader.reading.mend import DEEPEST
from grader.reading.repair import repair
from grader.reading.sheet import read_release
from grader.reading.submission_file import UnreadableSubmission, find_notebook, read_submission

TEXT = f'''\
# ---
# jupyter:
#   kernelspec: {{name: python3, display_name: Python 3, language: python}}
# ---
# %% [markdown]
# # A small assignment
# Read everything first.
# %%
import numpy as np
import matplotlib.pyplot as plt
# %% [markdown]
# ## Data
# Count the rows.
# %% answer="data_details"
{MARKER}
### BEGIN SOLUTION
n_tr = Xtr.shape[0]
n_ts = Xts.shape[0]
### END SOLUTION
# %% check="data_details" points=5
assert n_tr > n_ts, "there are more training rows than test rows"
# %% [markdown]
# ## Loaders
# %% answer="loaders"
# make train_loader, batch size 128, shuffled
### BEGIN SOLUTION
train_loader = list(range(3))
### END SOLUTION
# %% [markdown]
# ## The network
# %% answer="instrument_net"
{MARKER}
### BEGIN SOLUTION
class InstrumentNet:
    def __init__(self, n):
        self.n = n

model = InstrumentNet(3)
### END SOLUTION
# %% check="instrument_net" points=10
assert isinstance(model, InstrumentNet), "model is an InstrumentNet"
# %% [markdown]
# ## Loss and optimiser
# %% answer="criterion_optimizer"
{MARKER}
### BEGIN SOLUTION
criterion = abs
optimizer = max
### END SOLUTION
# %% check="criterion_optimizer" points=5
assert callable(criterion), "criterion is a function"
# %% [markdown]
# ## Training
# %% answer="train_model"
{MARKER}
def train_model(model, criterion, optimizer, device, train_loader):
    """Train for one epoch."""
    ### BEGIN SOLUTION
    total = 0
    for batch in train_loader:
        total += criterion(batch)
    train_acc = train_loss = total / len(train_loader)
    return train_acc, train_loss
    ### END SOLUTION
# %% check="train_model" points=15
assert len(train_model(None, abs, None, "cpu", [1, 2])) == 2, "train_model returns two numbers"
# %% [markdown]
# ## Learning rates
# %% answer="rate_sweep"
# for each learning rate: a new model, criterion and optimizer, then record a dict
### BEGIN SOLUTION
metrics_vs_lr = []
for lr in (0.1, 0.01):
    model = InstrumentNet(3)
    criterion = abs
    optimizer = max
    metrics_vs_lr.append(dict(learning_rate=lr, epochs=3))
### END SOLUTION
# %% evidence="metrics_vs_lr" points=5
for row in metrics_vs_lr:
    print(row["learning_rate"], row["epochs"])
# %% plot="plot_training" points=2
### BEGIN SOLUTION
plt.semilogy([1, 0.1])
plt.xlabel("epoch")
### END SOLUTION
show_evidence("plot_training")
# %% [markdown]
# **Comment** on the figure: which learning rate is best, and why?
# %% [markdown] written="comment_rates" points=2
# Your comment on the learning rates:
#
# ### BEGIN SOLUTION
# 0.01, because it is the fastest that converges.
# ### END SOLUTION
# %% [markdown]
# ## The end
# %%
print("done")
'''

DEFINES = {
    "data_details": ("n_tr", "n_ts"),
    "instrument_net": ("InstrumentNet", "model"),
    "criterion_optimizer": ("criterion", "optimizer"),
    "train_model": ("train_model",),
}
GRADED = list(DEFINES)
NAMED = [
    "data_details", "data_details-check", "loaders", "instrument_net", "instrument_net-check",
    "criterion_optimizer", "criterion_optimizer-check", "train_model", "train_model-check",
    "rate_sweep", "metrics_vs_lr", "plot_training", "comment_rates",
]  # fmt: skip


@pytest.fixture(scope="session")
def text(tmp_path_factory) -> AuthorText:
    path = tmp_path_factory.mktemp("source") / "small.py"
    path.write_text(TEXT, encoding="utf-8")
    return AuthorText.read(path)


@pytest.fixture(scope="session")
def release(text):
    return student_notebook(text)


@pytest.fixture(scope="session")
def complete(text, release):
    """A good submission: the release with the solutions in it, run."""
    notebook = copy.deepcopy(release)
    for number, (cell, authored) in enumerate(zip(notebook.cells, text.cells, strict=True), start=1):
        if authored.role in ("answer", "plot", "written"):
            cell.source = authored.solution.strip("\n")
        if cell.cell_type == "code":
            cell.execution_count = number
            cell.outputs = [from_dict({"output_type": "stream", "name": "stdout", "text": f"ran cell {number}\n"})]
    return notebook


@pytest.fixture
def work(complete):
    return copy.deepcopy(complete)


@pytest.fixture
def mend(release):
    """Repair a submission and check what every result must fulfil."""

    def run(notebook):
        before, released = copy.deepcopy(notebook), copy.deepcopy(release)
        result = repair(notebook, read_release(release, DEFINES))
        assert notebook == before and release == released, "repair changed its arguments"
        check_invariants(result.notebook, release)
        assert all("\n" not in note and note.endswith(".") for note in result.notes)
        assert len(set(result.notes)) == len(result.notes)
        return result

    return run


def check_invariants(notebook, release) -> None:
    assert nbformat.validator.isvalid(notebook), "the result is not valid"
    nbformat.writes(notebook).encode("utf-8")
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    for key in ("kernelspec", "language_info"):
        assert notebook.metadata.get(key) == release.metadata.get(key)
    assert "grader" not in notebook.metadata
    found = named(notebook)
    assert sum("nbgrader" in cell.metadata for cell in notebook.cells) == len(found)
    for cell in release.cells:
        if "nbgrader" in cell.metadata:
            mine = found.pop(cell.metadata.nbgrader.grade_id)
            assert mine.metadata.nbgrader == cell.metadata.nbgrader
            assert mine.cell_type == cell.cell_type
            if cell.metadata.nbgrader.locked:
                assert mine.source == cell.source
    assert not found
    for above, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.endswith("-check"):
            assert above.metadata.nbgrader.grade_id == name.removesuffix("-check")
            assert cell.outputs == [] and cell.execution_count is None
    text = nbformat.writes(notebook)
    assert not any(f'"{key}"' in text for key in ("executionInfo", "outputId", "displayName"))
    assert all(cell.metadata.get("grader", {"deleted": True}) == {"deleted": True} for cell in notebook.cells)


def named(notebook) -> dict:
    return {c.metadata.nbgrader.grade_id: c for c in notebook.cells if "nbgrader" in c.metadata}


def index_of(notebook, name) -> int:
    return next(i for i, c in enumerate(notebook.cells) if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def cell_of(notebook, name):
    return notebook.cells[index_of(notebook, name)]


def sources(notebook) -> dict:
    return {name: cell.source for name, cell in named(notebook).items()}


def strip_all_metadata(notebook) -> None:
    """Do what the worst tools do: no metadata, no ids, minor 0."""
    notebook.nbformat_minor = 0
    notebook.metadata = from_dict({})
    for cell in notebook.cells:
        cell.metadata = from_dict({})
        cell.pop("id", None)


def code(source, **metadata):
    return from_dict(
        {
            "cell_type": "code",
            "id": f"own-{abs(hash(source)) % 10**8}",
            "metadata": metadata,
            "source": textwrap.dedent(source),
            "outputs": [],
            "execution_count": None,
        }
    )


def markdown(source):
    return from_dict({"cell_type": "markdown", "id": "own-text", "metadata": {}, "source": source})


def note_with(result, *words) -> str:
    """Return the one note that holds all these words."""
    found = [note for note in result.notes if all(word in note for word in words)]
    assert len(found) == 1, (words, result.notes)
    return found[0]


# --- nothing to do -----------------------------------------------------------------------------------------


def test_a_good_submission_is_left_as_it_is_without_a_note(mend, work):
    result = mend(work)
    assert result.notes == ()
    assert [c.source for c in result.notebook.cells] == [c.source for c in work.cells]
    assert [c.id for c in result.notebook.cells] == [c.id for c in work.cells]


def test_the_untouched_release_gives_no_notes(mend, release):
    result = mend(copy.deepcopy(release))
    assert result.notes == ()
    assert result.notebook.cells == release.cells


def test_outputs_are_kept_but_for_those_of_check_cells(mend, work):
    forged = {"output_type": "execute_result", "data": {"text/plain": "15"}, "metadata": {}, "execution_count": 1}
    cell_of(work, "train_model-check").outputs = [from_dict(forged)]
    cells = named(mend(work).notebook)
    for name in ("data_details", "train_model", "plot_training", "metrics_vs_lr", "rate_sweep"):
        assert cells[name].outputs == cell_of(work, name).outputs and cells[name].outputs
    assert cells["train_model-check"].outputs == []


def test_cells_that_a_student_added_stay_where_they_are(mend, work):
    at = index_of(work, "train_model")
    work.cells.insert(at, code("def helper(x):\n    return x\n"))
    work.cells.insert(2, markdown("# My notes"))
    result = mend(work)
    assert result.notes == ()
    assert result.notebook.cells[at + 1].source.startswith("def helper")
    assert result.notebook.cells[2].source == "# My notes"


def test_repairing_twice_changes_nothing_more(mend, work):
    strip_all_metadata(work)
    once = mend(work)
    twice = mend(once.notebook)
    assert twice.notes == () and twice.notebook == once.notebook


# --- lost metadata -----------------------------------------------------------------------------------------


def test_without_any_metadata_ids_and_checks_and_two_answers_swapped_all_is_recognised(mend, work, complete):
    a, b = index_of(work, "data_details"), index_of(work, "criterion_optimizer")
    work.cells[a], work.cells[b] = work.cells[b], work.cells[a]
    work.cells = [c for c in work.cells if not c.metadata.get("nbgrader", {}).get("grade_id", "").endswith("-check")]
    strip_all_metadata(work)
    result = mend(work)
    assert sources(result.notebook) == sources(complete)
    assert index_of(result.notebook, "criterion_optimizer") < index_of(result.notebook, "data_details")
    assert named(result.notebook)["metrics_vs_lr"].outputs == cell_of(complete, "metrics_vs_lr").outputs
    assert note_with(result, "metadata were missing").startswith("data_details, loaders, instrument_net,")
    assert "train_model-check" in note_with(result, "self-check was missing")


def test_without_metadata_and_marker_lines_answers_are_known_by_what_they_define(mend, work, complete):
    for name in GRADED:
        cell = cell_of(work, name)
        cell.source = cell.source.removeprefix(f"{MARKER}\n")
    strip_all_metadata(work)
    result = mend(work)
    for name in GRADED:
        assert sources(result.notebook)[name] == sources(complete)[name].removeprefix(f"{MARKER}\n")
    assert all(name in note_with(result, "line #grade was lost") for name in GRADED)


def test_colab_keeps_ids_in_the_metadata_and_that_is_enough(mend, work, complete):
    for cell in work.cells:
        cell.metadata = from_dict({"id": cell.id})
        del cell["id"]
        cell.source = cell.source.replace("show_evidence", "show")
    work.nbformat_minor = 0
    result = mend(work)
    assert set(sources(result.notebook)) == set(NAMED)
    assert sources(result.notebook)["train_model"] == sources(complete)["train_model"]
    assert "show(" in sources(result.notebook)["plot_training"]
    note_with(result, "nbformat 4.0")


def test_a_lost_marker_line_is_noted_and_costs_nothing(mend, work):
    cell = cell_of(work, "train_model")
    cell.source = cell.source.removeprefix(f"{MARKER}\n")
    result = mend(work)
    assert result.notes == ("train_model: the line #grade was lost.",)
    assert named(result.notebook)["train_model"].source == cell.source


@pytest.mark.parametrize("above", ["%%time\n", "# my solution\n", "\n\n", "%matplotlib inline\n", "import os\n"])
def test_the_marker_may_stand_below_magics_comments_and_imports(mend, work, above):
    cell = cell_of(work, "train_model")
    cell.source = above + cell.source
    strip_all_metadata(work)
    result = mend(work)
    assert sources(result.notebook)["train_model"] == cell.source
    assert not any("line #grade" in note for note in result.notes)


@pytest.mark.parametrize("marker", ["# grade (write your code here)", "#GRADE", "  #  Grade (do not delete)"])
def test_the_marker_may_be_spelt_otherwise(mend, work, marker):
    cell = cell_of(work, "train_model")
    cell.source = cell.source.replace(MARKER, marker)
    assert mend(work).notes == ()


def test_changed_points_and_flags_are_set_back(mend, work):
    cell_of(work, "train_model-check").metadata.nbgrader.points = 1000
    cell_of(work, "data_details").metadata.nbgrader.grade = True
    result = mend(work)
    note = note_with(result, "metadata were changed")
    assert "train_model-check" in note and "data_details" in note


def test_metadata_of_another_assignment_and_of_ours_are_removed(mend, work):
    work.cells[0].metadata.nbgrader = from_dict({"grade_id": "other-1", "grade": True, "points": 50})
    work.cells[1].metadata.grader = from_dict({"verdict": "full marks"})
    work.metadata.grader = from_dict({"verdict": "full marks"})
    result = mend(work)
    note_with(result, "do not belong to this assignment")
    assert "nbgrader" not in result.notebook.cells[0].metadata


def test_nbgrader_metadata_that_are_empty_or_of_a_wrong_type_do_no_harm(mend, work, complete):
    for cell, value in zip(
        (c for c in work.cells if "nbgrader" in c.metadata), [{}, [], 3, None, "x", {"grade_id": 7}] * 9, strict=False
    ):
        cell.metadata["nbgrader"] = value
    assert sources(mend(work).notebook) == sources(complete)


# --- wrong metadata ----------------------------------------------------------------------------------------


def test_two_cells_with_swapped_metadata_are_told_apart_by_what_they_define(mend, work, complete):
    a, b = cell_of(work, "instrument_net"), cell_of(work, "train_model")
    a.metadata, b.metadata = b.metadata, a.metadata
    a.id, b.id = b.id, a.id
    result = mend(work)
    assert sources(result.notebook) == sources(complete)
    assert [c.source for c in result.notebook.cells] == [c.source for c in complete.cells]
    note_with(result, "instrument_net:", "metadata said `train_model`")


def test_a_copied_cell_that_answers_another_question_counts_for_that_question(mend, work, complete):
    answer = cell_of(work, "criterion_optimizer")
    answer.metadata = copy.deepcopy(cell_of(work, "train_model").metadata)
    result = mend(work)
    assert sources(result.notebook) == sources(complete)
    note_with(result, "criterion_optimizer:", "metadata said `train_model`")


def test_an_answer_in_the_cell_of_another_question_counts_where_it_belongs(mend, work, release, complete):
    cell_of(work, "criterion_optimizer").source = cell_of(work, "train_model").source
    cell_of(work, "train_model").source = cell_of(release, "train_model").source
    result = mend(work)
    assert sources(result.notebook)["train_model"] == sources(complete)["train_model"]
    assert sources(result.notebook)["criterion_optimizer"] == sources(release)["criterion_optimizer"]
    note_with(result, "criterion_optimizer:", "not found")


def test_two_answers_in_one_cell_count_for_both_questions(mend, work, release, complete):
    both = cell_of(work, "criterion_optimizer")
    both.source += "\n\n" + cell_of(work, "train_model").source
    cell_of(work, "train_model").source = cell_of(release, "train_model").source
    result = mend(work)
    assert sources(result.notebook)["criterion_optimizer"] == both.source
    assert sources(result.notebook)["train_model"] == both.source
    note_with(result, "train_model: answered in the cell of `criterion_optimizer`")


def test_swapped_metadata_of_an_answer_and_its_check_are_set_right(mend, work, complete):
    a, b = cell_of(work, "train_model"), cell_of(work, "train_model-check")
    a.metadata, b.metadata = b.metadata, a.metadata
    a.id, b.id = b.id, a.id
    assert sources(mend(work).notebook) == sources(complete)


def test_a_sweep_does_not_pass_for_an_answer_it_happens_to_contain(mend, work, release):
    stub = cell_of(release, "criterion_optimizer").source
    cell_of(work, "criterion_optimizer").source = stub
    assert sources(mend(copy.deepcopy(work)).notebook)["criterion_optimizer"] == stub
    strip_all_metadata(work)
    result = mend(work)
    assert sources(result.notebook)["criterion_optimizer"] == stub
    assert "metrics_vs_lr.append" in sources(result.notebook)["rate_sweep"]


# --- copies ------------------------------------------------------------------------------------------------


def test_of_two_complete_copies_the_last_counts(mend, work):
    second = copy.deepcopy(cell_of(work, "train_model"))
    second.source = second.source.replace("total = 0", "total = 0.0")
    work.cells.insert(index_of(work, "train_model") + 2, second)
    result = mend(work)
    assert sources(result.notebook)["train_model"] == second.source
    note_with(result, "train_model: 2 copies", "last complete")
    assert sum("total = 0\n" in cell.source for cell in result.notebook.cells) == 1, "the first copy is kept"


def test_a_complete_copy_counts_before_a_later_incomplete_one(mend, work, complete, release):
    first = cell_of(work, "instrument_net")
    later = copy.deepcopy(first)
    later.source = f"{MARKER}\nclass InstrumentNet:\n    pass\n"
    work.cells.append(later)
    result = mend(work)
    assert sources(result.notebook)["instrument_net"] == first.source


def test_a_copy_that_parses_counts_before_a_later_broken_one(mend, work):
    first = cell_of(work, "train_model")
    later = copy.deepcopy(first)
    later.source += "\nreturn ("
    work.cells.append(later)
    assert sources(mend(work).notebook)["train_model"] == first.source


def test_an_untouched_copy_of_the_stub_never_counts(mend, work, release, complete):
    work.cells.append(copy.deepcopy(cell_of(release, "train_model")))
    result = mend(work)
    assert sources(result.notebook)["train_model"] == sources(complete)["train_model"]
    assert len(result.notebook.cells) == len(complete.cells)
    note_with(result, "train_model:", "untouched copy")


def test_of_several_incomplete_copies_the_last_changed_one_counts(mend, work, release):
    first = cell_of(work, "data_details")
    first.source = f"{MARKER}\nn_tr = 1\n"
    second, third = copy.deepcopy(first), copy.deepcopy(first)
    second.source = f"{MARKER}\nn_tr = 2\n"
    third.source = sources(release)["data_details"]
    at = index_of(work, "data_details")
    work.cells[at + 1 : at + 1] = [second, third]
    result = mend(work)
    assert sources(result.notebook)["data_details"] == second.source
    note_with(result, "data_details: 3 copies")


def test_every_cell_doubled_is_fine(mend, work, complete):
    work.cells = [copy.deepcopy(cell) for cell in work.cells for _ in range(2)]
    assert sources(mend(work).notebook) == sources(complete)


def test_doubled_check_and_evidence_cells_are_there_once(mend, work, complete):
    for name in ("train_model-check", "metrics_vs_lr"):
        work.cells.insert(index_of(work, name), copy.deepcopy(cell_of(work, name)))
    first = cell_of(work, "metrics_vs_lr")
    first.outputs = []
    result = mend(work)
    assert named(result.notebook)["metrics_vs_lr"].outputs == cell_of(complete, "metrics_vs_lr").outputs
    assert len(result.notebook.cells) == len(complete.cells)


def test_a_written_answer_typed_into_a_copy_counts(mend, work, release):
    mine = copy.deepcopy(cell_of(work, "comment_rates"))
    cell_of(work, "comment_rates").source = sources(release)["comment_rates"]
    work.cells.insert(index_of(work, "comment_rates"), mine)
    assert sources(mend(work).notebook)["comment_rates"] == mine.source


# --- answers in other cells, in pieces ---------------------------------------------------------------------


def test_an_answer_in_two_cells_is_joined(mend, work):
    at = index_of(work, "instrument_net")
    above, below = work.cells[at].source.split("\n\nmodel")
    work.cells[at].source = above
    second = code("model" + below)
    second.outputs = [from_dict({"output_type": "stream", "name": "stdout", "text": "second\n"})]
    work.cells.insert(at + 1, second)
    result = mend(work)
    cell = named(result.notebook)["instrument_net"]
    assert cell.source == f"{above}\n\nmodel{below}"
    assert [o.text for o in cell.outputs] == [work.cells[at].outputs[0].text, "second\n"]
    assert len(result.notebook.cells) == len(work.cells) - 1
    note_with(result, "instrument_net:", "spread over 2 cells")


def test_a_cell_split_in_the_editor_keeps_the_metadata_twice_and_is_joined(mend, work):
    at = index_of(work, "data_details")
    second = copy.deepcopy(work.cells[at])
    second.source = "n_ts = Xts.shape[0]"
    work.cells[at].source = f"{MARKER}\nn_tr = Xtr.shape[0]"
    work.cells.insert(at + 1, second)
    result = mend(work)
    assert sources(result.notebook)["data_details"] == f"{MARKER}\nn_tr = Xtr.shape[0]\n\nn_ts = Xts.shape[0]"


def test_the_second_part_may_stand_below_the_check_and_below_a_helper(mend, work):
    at = index_of(work, "instrument_net")
    above, below = work.cells[at].source.split("\n\nmodel")
    work.cells[at].source = above
    work.cells[at + 2 : at + 2] = [code("def size():\n    return 3\n"), code("%%time\nmodel" + below)]
    strip_all_metadata(work)
    result = mend(work)
    assert sources(result.notebook)["instrument_net"] == f"{above}\n\nmodel{below}"
    helper = next(i for i, cell in enumerate(result.notebook.cells) if "def size" in cell.source)
    assert helper < index_of(result.notebook, "instrument_net"), "the helper is still above what may need it"


def test_an_answer_in_the_next_cell_counts_if_the_marked_cell_is_untouched(mend, work, release):
    for name in GRADED:
        at = index_of(work, name)
        mine = code(work.cells[at].source.removeprefix(f"{MARKER}\n"))
        work.cells[at].source = sources(release)[name]
        work.cells.insert(at + 1, mine)
    before = [c.source for c in work.cells]
    result = mend(work)
    for name in GRADED:
        assert sources(result.notebook)[name] == before[index_of(work, name) + 1]
        note_with(result, f"{name}: answered in another cell")
    assert len(result.notebook.cells) == len(before) - len(GRADED), "the untouched cells are gone"


def test_an_answer_above_the_emptied_cell_counts(mend, work):
    at = index_of(work, "criterion_optimizer")
    mine = code(work.cells[at].source.removeprefix(f"{MARKER}\n"))
    work.cells[at].source = ""
    work.cells.insert(at, mine)
    result = mend(work)
    assert sources(result.notebook)["criterion_optimizer"] == mine.source


def test_an_answer_counts_if_the_marked_cell_was_deleted(mend, work):
    for name in GRADED:
        at = index_of(work, name)
        work.cells[at] = code(work.cells[at].source.removeprefix(f"{MARKER}\n"))
    mine = {
        name: cell.source for name, cell in zip(GRADED, (c for c in work.cells if c.id.startswith("own-")), strict=True)
    }
    found = sources(mend(work).notebook)
    assert {name: found[name] for name in GRADED} == mine


def test_an_answer_written_into_the_check_cell_counts_and_the_check_is_back(mend, work, release, complete):
    cell_of(work, "train_model-check").source = cell_of(work, "train_model").source
    cell_of(work, "train_model").source = sources(release)["train_model"]
    result = mend(work)
    assert sources(result.notebook) == sources(complete)
    assert "train_model-check" in note_with(result, "self-check was missing")


def test_helpers_in_other_cells_stay_there(mend, work):
    at = index_of(work, "train_model")
    work.cells.insert(at - 1, code("def accuracy(a, b):\n    return 1\nmodel_name = 'x'\n"))
    result = mend(work)
    assert result.notes == () and result.notebook.cells[at - 1].source == work.cells[at - 1].source


def test_a_later_experiment_does_not_replace_the_marked_answer(mend, work, complete):
    work.cells.append(code("def train_model(*args):\n    return 0, 1\n"))
    assert sources(mend(work).notebook)["train_model"] == sources(complete)["train_model"]


def test_a_given_cell_never_becomes_an_answer(mend, work, release, complete):
    defines = {**DEFINES, "data_details": ("np", "plt")}
    work.cells.pop(index_of(work, "data_details"))
    result = repair(work, read_release(release, defines))
    assert sources(result.notebook)["data_details"] == sources(release)["data_details"]
    assert result.notebook.cells[1].source == complete.cells[1].source


def test_a_figure_drawn_in_the_next_cell_counts(mend, work, release):
    at = index_of(work, "plot_training")
    work.cells[at].source = sources(release)["plot_training"]
    mine = code("plt.semilogy([1, .1])\nplt.show()")
    mine.outputs = [from_dict({"output_type": "display_data", "data": {"image/png": "iVBORw0="}, "metadata": {}})]
    work.cells.insert(at + 1, mine)
    result = mend(work)
    cell = named(result.notebook)["plot_training"]
    assert cell.source == mine.source and cell.outputs == mine.outputs
    note_with(result, "plot_training: answered in a neighbouring cell")


def test_a_comment_in_the_next_cell_counts(mend, work, release):
    at = index_of(work, "comment_rates")
    work.cells[at].source = sources(release)["comment_rates"]
    work.cells.insert(at + 1, markdown("The rate 0.01 is best."))
    result = mend(work)
    assert named(result.notebook)["comment_rates"].source.endswith("\n\nThe rate 0.01 is best.")


# --- broken code -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        "def train_model(model, criterion):\n    return (1,\n",
        "def train_model(model)\n    return 1\n",
        "x = \x00\ndef train_model(): pass",
        "def train_model(): return " + "-" * 50_000 + "1",
        "def train_model(): return " + "(" * 5_000,
        "y = " + "+".join(["1"] * 20_000) + "\ndef train_model(): pass",
        "# " + "x" * 1_000_000 + "\ndef train_model(): pass"[:0] + "\ndef train_model(:\n",
        "async def train_model(\n",
        "    train_model = lambda *a: (\n",
    ],
)
def test_a_cell_that_python_cannot_parse_is_still_recognised(mend, work, broken):
    cell = cell_of(work, "train_model")
    cell.source = f"{MARKER}\n{broken}"
    assert sources(mend(copy.deepcopy(work)).notebook)["train_model"] == cell.source
    if "x" * 1000 not in broken:
        strip_all_metadata(work)
        assert sources(mend(work).notebook)["train_model"] == cell.source


def test_an_answer_with_misspelt_names_is_found_by_its_place(mend, work):
    cell = cell_of(work, "data_details")
    cell.source = f"{MARKER}\nntr = Xtr.shape[0]\nnts = Xts.shape[0]"
    strip_all_metadata(work)
    assert sources(mend(work).notebook)["data_details"] == cell.source


def test_an_answer_with_misspelt_names_and_no_marker_is_found_above_its_check(mend, work):
    cell = cell_of(work, "data_details")
    cell.source = "ntr = Xtr.shape[0]\nnts = Xts.shape[0]"
    strip_all_metadata(work)
    assert sources(mend(work).notebook)["data_details"] == cell.source


def test_magics_and_shell_lines_do_not_hide_what_a_cell_defines(mend, work):
    cell = cell_of(work, "criterion_optimizer")
    cell.source = (
        f"%%capture\n{MARKER}\n!pip install x\n%load_ext y\nfiles = !ls\ncriterion = abs\n%time optimizer = max\nabs?"
    )
    strip_all_metadata(work)
    assert sources(mend(work).notebook)["criterion_optimizer"] == cell.source


# --- missing, moved and changed cells ----------------------------------------------------------------------


def test_a_deleted_answer_is_replaced_by_the_stub_in_its_place(mend, work, release, complete):
    work.cells.pop(index_of(work, "train_model"))
    result = mend(work)
    assert sources(result.notebook)["train_model"] == sources(release)["train_model"]
    assert [c.id for c in result.notebook.cells] == [c.id for c in complete.cells]
    assert result.notes == ("train_model: not found; the empty cell of the release is in its place.",)


@pytest.mark.parametrize("name", NAMED)
def test_any_deleted_cell_comes_back_in_its_place(mend, work, complete, name):
    work.cells.pop(index_of(work, name))
    result = mend(work)
    assert [c.id for c in result.notebook.cells] == [c.id for c in complete.cells]
    assert len(result.notes) == 1 and result.notes[0].startswith(f"{name}:")


def test_an_empty_notebook_gets_every_cell_in_order(mend, work):
    work.cells = []
    result = mend(work)
    assert list(named(result.notebook)) == NAMED


def test_a_strange_notebook_is_kept_and_gets_every_cell(mend, work):
    work.cells = [markdown("Dear diary"), code("x = 1")]
    result = mend(work)
    assert list(named(result.notebook)) == NAMED
    assert [c.source for c in result.notebook.cells[:2]] == ["Dear diary", "x = 1"]


def test_checks_stand_directly_below_their_answers_again(mend, work, complete):
    checks = [c for c in work.cells if c.metadata.get("nbgrader", {}).get("grade_id", "").endswith("-check")]
    work.cells = [c for c in work.cells if c not in checks] + checks
    result = mend(work)
    assert sources(result.notebook) == sources(complete)
    assert "train_model" in note_with(result, "self-check stood elsewhere")


def test_all_cells_in_reverse_order_are_recognised(mend, work, complete):
    work.cells.reverse()
    assert sources(mend(copy.deepcopy(work)).notebook) == sources(complete)
    strip_all_metadata(work)
    found = sources(mend(work).notebook)
    for name in (*GRADED, "metrics_vs_lr", "plot_training", "comment_rates"):
        assert found[name] == sources(complete)[name]


def test_a_changed_check_is_set_back_and_what_it_printed_is_gone(mend, work, release):
    cell = cell_of(work, "train_model-check")
    cell.source = "print('15 of 15')"
    result = mend(work)
    assert named(result.notebook)["train_model-check"].source == sources(release)["train_model-check"]
    assert "train_model-check" in note_with(result, "locked cell was changed")
    kept = next(cell for cell in result.notebook.cells if cell.source == "print('15 of 15')")
    assert kept.outputs == [] and "nbgrader" not in kept.metadata


def test_helpers_written_into_an_evidence_cell_are_kept_beside_it(mend, work, release):
    cell = cell_of(work, "metrics_vs_lr")
    cell.source += "\nbest = min(metrics_vs_lr, key=len)"
    result = mend(work)
    assert named(result.notebook)["metrics_vs_lr"].outputs == cell.outputs
    at = index_of(result.notebook, "metrics_vs_lr")
    assert result.notebook.cells[at - 1].source == cell.source


def test_evidence_plot_and_written_cells_without_metadata_are_known_by_their_text(mend, work, complete):
    cell_of(work, "metrics_vs_lr").source += "\nprint('that is all')"
    cell_of(work, "comment_rates").source += "\nMore words."
    mine = sources(work)
    strip_all_metadata(work)
    found = named(mend(work).notebook)
    assert found["metrics_vs_lr"].outputs == cell_of(complete, "metrics_vs_lr").outputs
    assert found["plot_training"].source == mine["plot_training"]
    assert found["comment_rates"].source == mine["comment_rates"]


def test_plot_and_written_cells_without_metadata_and_given_text_are_known_by_their_place(mend, work):
    cell_of(work, "plot_training").source = "plt.semilogy([3, 2, 1])"
    cell_of(work, "comment_rates").source = "I like 0.01."
    cell_of(work, "rate_sweep").source = "metrics_vs_lr = [dict(learning_rate=1, epochs=2)]"
    strip_all_metadata(work)
    found = sources(mend(work).notebook)
    assert found["plot_training"] == "plt.semilogy([3, 2, 1])"
    assert found["comment_rates"] == "I like 0.01."
    assert found["rate_sweep"].startswith("metrics_vs_lr = ")


@pytest.mark.parametrize("name", ["train_model", "plot_training", "comment_rates"])
def test_a_cell_of_another_type_gets_its_type_back(mend, work, name):
    cell = cell_of(work, name)
    cell.cell_type = "raw"
    cell.pop("outputs", None)
    cell.pop("execution_count", None)
    result = mend(work)
    assert sources(result.notebook)[name] == cell.source
    assert name in note_with(result, "was a raw cell")


def test_attachments_and_own_cell_metadata_stay(mend, work):
    cell = cell_of(work, "comment_rates")
    cell.attachments = from_dict({"a.png": {"image/png": "iVBORw0="}})
    cell.metadata.tags = ["mine"]
    result = mend(work)
    found = named(result.notebook)["comment_rates"]
    assert found.attachments == cell.attachments and found.metadata.tags == ["mine"]
    assert result.notes == ()


# --- notebook metadata, malformed cells --------------------------------------------------------------------


def test_colab_s_record_of_the_user_is_removed_everywhere(mend, work):
    who = {
        "executionInfo": {"user": {"displayName": "Ada L", "userId": "0123456789"}, "status": "ok"},
        "outputId": "abc",
    }
    for cell in work.cells:
        cell.metadata.update(from_dict(who))
        for output in cell.get("outputs", []):
            if output.output_type != "stream":
                output.metadata.update(from_dict(who))
    work.metadata.colab = from_dict({"provenance": [{"file_id": "1x"}], "authorship_tag": "tag", "toc_visible": True})
    result = mend(work)
    text = nbformat.writes(result.notebook)
    assert not any(word in text for word in ("Ada L", "0123456789", "outputId", "authorship_tag", "file_id"))
    assert result.notebook.metadata.colab == {"toc_visible": True}
    assert len(result.notes) == 1 and "Colab" in result.notes[0]


def test_widgets_without_state_are_dropped_and_with_state_kept(mend, work):
    work.metadata.widgets = from_dict({"application/vnd.jupyter.widget-state+json": {"abc": {"model_name": "X"}}})
    result = mend(work)
    assert "widgets" not in result.notebook.metadata
    note_with(result, "widget")
    good = {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2, "version_minor": 0}}
    work.metadata.widgets = from_dict(good)
    result = mend(work)
    assert result.notebook.metadata.widgets == good and result.notes == ()


def test_a_wrong_kernel_is_set_right_and_noted(mend, work):
    work.metadata.kernelspec = from_dict({"name": "ir", "display_name": "R", "language": "R"})
    work.metadata.language_info = from_dict({"name": "R"})
    note_with(mend(work), "another kernel (ir)")


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4])
def test_older_minor_versions_are_brought_up_to_date(mend, work, complete, minor):
    work.nbformat_minor = minor
    for cell in work.cells:
        del cell["id"]
    result = mend(work)
    assert result.notes == (f"Saved as nbformat 4.{minor}: brought to 4.5.",)
    assert sources(result.notebook) == sources(complete)


def test_doubled_and_invalid_cell_ids_are_replaced(mend, work):
    for cell in work.cells:
        if "nbgrader" not in cell.metadata:
            cell.id = "train_model" if cell.cell_type == "code" else "not valid!"
    mend(work)


def test_malformed_cells_are_mended_or_become_raw_cells(mend, work, complete):
    cell = cell_of(work, "train_model")
    cell.source = cell.source.splitlines(keepends=True)
    del cell["outputs"], cell["execution_count"]
    cell_of(work, "rate_sweep").outputs = [
        None,
        from_dict({"output_type": "weird"}),
        from_dict({"output_type": "stream", "text": ["a\n", "b"]}),
        from_dict({"output_type": "display_data", "data": {"image/png": 5, "text/plain": ["x", "y"]}}),
        from_dict({"output_type": "error", "traceback": "oh"}),
    ]
    work.cells[0] = from_dict({"cell_type": "video", "source": 7, "colour": "red"})
    work.cells[1] = "just text"
    result = mend(work)
    assert sources(result.notebook) == sources(complete)
    assert [c.cell_type for c in result.notebook.cells[:2]] == ["raw", "raw"]
    kinds = [output.output_type for output in named(result.notebook)["rate_sweep"].outputs]
    assert kinds == ["stream", "display_data", "error"]
    note_with(result, "malformed", "1, 2")


def test_text_that_cannot_be_saved_is_replaced(mend, work):
    work.cells[1].source += "\n# \ud800 lone surrogate"
    cell_of(work, "plot_training").outputs = [from_dict({"output_type": "stream", "name": "stdout", "text": "\udfff"})]
    mend(work)


def test_a_student_cannot_hide_a_cell_from_the_ta(mend, work):
    cell_of(work, "train_model").metadata.transient = from_dict({"remove_source": True})
    assert "transient" not in named(mend(work).notebook)["train_model"].metadata


def test_megabytes_of_code_are_read_without_parsing(mend, work, complete, monkeypatch):
    monkeypatch.setattr(thresholds, "MOST_PARSED", 1)
    work.cells += [code(f"n_tr = {number}") for number in range(500)]
    found = sources(mend(work).notebook)
    assert {name: found[name] for name in GRADED} == {name: sources(complete)[name] for name in GRADED}


# --- reading files -----------------------------------------------------------------------------------------


def saved(path, notebook, encoding="utf-8"):
    path.write_bytes(json.dumps(notebook, ensure_ascii=False).encode(encoding))
    return path


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5])
def test_every_minor_version_of_nbformat_4_is_read(tmp_path, mend, work, complete, minor):
    work.nbformat_minor = minor
    notebook = read_submission(saved(tmp_path / "a.ipynb", work))
    assert notebook.nbformat_minor == minor
    assert sources(mend(notebook).notebook) == sources(complete)


@pytest.mark.parametrize("version", [2, 3])
def test_notebooks_older_than_nbformat_4_are_read(tmp_path, mend, complete, version):
    old = nbformat.convert(copy.deepcopy(complete), version)
    assert "worksheets" in old
    result = mend(read_submission(saved(tmp_path / "a.ipynb", old)))
    assert sources(result.notebook)["train_model"] == sources(complete)["train_model"]
    assert named(result.notebook)["plot_training"].outputs == cell_of(complete, "plot_training").outputs
    note_with(result, f"nbformat {version}")
    assert not any("malformed" in note for note in result.notes)


def test_a_notebook_older_than_nbformat_4_is_read_the_same_each_time(tmp_path, complete):
    path = saved(tmp_path / "a.ipynb", nbformat.convert(copy.deepcopy(complete), 3))
    assert read_submission(path) == read_submission(path)


@pytest.mark.parametrize("rate", [0.003, 0.05])
def test_a_damaged_notebook_older_than_nbformat_4_is_refused_in_one_line_or_repaired(
    tmp_path, release, complete, rate, caplog, monkeypatch
):
    monkeypatch.setattr("nbformat.v4.convert.get_logger", lambda: logging.getLogger("nbformat"))
    old = json.loads(json.dumps(nbformat.convert(copy.deepcopy(complete), 3)))
    for seed in range(20):
        changed = mutate(old["worksheets"], random.Random(f"{rate} {seed}"), rate)
        path = tmp_path / "a.ipynb"
        path.write_text(json.dumps({**old, "worksheets": changed}))
        try:
            notebook = read_submission(path)
        except UnreadableSubmission as error:
            assert "\n" not in str(error)
            continue
        check_invariants(repair(notebook, read_release(release, DEFINES)).notebook, release)
    assert not caplog.records


ENCODINGS = {
    "utf-8": "",
    "utf-8-sig": "",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-32": "UTF-32",
    "latin-1": "Latin-1",
    "cp1252": "Windows-1252",
}


@pytest.mark.parametrize(("encoding", "said"), ENCODINGS.items())
def test_files_in_other_encodings_are_read_and_the_encoding_is_named(tmp_path, release, work, encoding, said):
    text = "Müller" if encoding == "latin-1" else "Müller “x”"
    work.cells[0].source = text
    work.metadata["orig_encoding"] = "a student's own"
    notebook = read_submission(saved(tmp_path / "a.ipynb", work, encoding))
    assert notebook.cells[0].source == text
    repaired = repair(notebook, read_release(release, DEFINES))
    notes = " ".join(repaired.notes)
    assert (said in notes and "not as UTF-8" in notes) if said else "UTF-8" not in notes
    assert "orig_encoding" not in repaired.notebook.metadata


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b"\0" * 4096, "zero bytes"),
        (b"hello", "not JSON"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "zip"),
        (b'{"cells": [{"cell_type": "code", "source": ["x', "cut off"),
        (b'{"cells": [], "metadata": {}, ', "cut off"),
        (b'{"cells": [ oops ]}', "not valid JSON (line 1)"),
        (b'{"cells": [],\n"metadata": {},\n}\n', "a comma too many"),
        (b'{"cells": [],\n"metadata": {"a": [1,\n]}}', "line 2: a comma too many"),
        (b'{"cells": [], "metadata": {}}\n}\n', "behind the end of the notebook (line 2)"),
        (b"[1, 2]", "not a notebook"),
        (b'"text"', "not a notebook"),
        (b'{"a": 1}', "no cells"),
        (b'{"cells": 3}', "no cells"),
        (b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested"),
        (b'{"cells": [' + b"9" * 10_000 + b"]}", "not valid JSON"),
        (b'{"cells": [' + b"{}," * 10_001 + b"{}]}", "cells"),
        (b'{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> b\n]}', "merge conflict"),
    ],
)
def test_a_file_that_is_no_notebook_has_a_plain_reason(tmp_path, content, reason):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(UnreadableSubmission) as caught:
        read_submission(path)
    assert reason in str(caught.value) and "\n" not in str(caught.value)


def test_a_truncated_notebook_is_never_read_as_a_whole_one(tmp_path, work):
    whole = json.dumps(work).encode()
    for share in (0.1, 0.5, 0.9, 0.999):
        path = tmp_path / "a.ipynb"
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(UnreadableSubmission, match="cut off"):
            read_submission(path)


def test_a_file_that_is_too_large_missing_or_forbidden_has_a_plain_reason(tmp_path, work, monkeypatch):
    path = saved(tmp_path / "a.ipynb", work)
    with pytest.raises(UnreadableSubmission, match="no such file"):
        read_submission(tmp_path / "b.ipynb")
    with pytest.raises(UnreadableSubmission, match="folder"):
        read_submission(tmp_path)
    monkeypatch.setattr(submission_file, "LARGEST_BYTES", 100)
    with pytest.raises(UnreadableSubmission, match="too large"):
        read_submission(path)
    monkeypatch.undo()

    def forbidden(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbidden)
    with pytest.raises(UnreadableSubmission, match="no permission"):
        read_submission(path)


def test_deeply_nested_metadata_are_cut(tmp_path, mend, work):
    deep = current = {}
    for _ in range(400):
        current["a"] = current = {}
    work = json.loads(json.dumps(work))
    work["cells"][0]["metadata"]["deep"] = deep
    work["metadata"]["deep"] = deep
    result = mend(read_submission(saved(tmp_path / "a.ipynb", work)))
    depth, node = 0, result.notebook.metadata.deep
    while node:
        depth, node = depth + 1, node.get("a")
    assert depth <= DEEPEST


# --- finding the file --------------------------------------------------------------------------------------


def put(folder, *names, age=0):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
        os.utime(path, (1_700_000_000 - age, 1_700_000_000 - age))


def test_the_right_name_is_taken_without_a_note(tmp_path):
    put(tmp_path, "hw.ipynb", "scratch.ipynb", ".ipynb_checkpoints/hw-checkpoint.ipynb", "plot.png")
    assert find_notebook(tmp_path, "hw") == (tmp_path / "hw.ipynb", [])


@pytest.mark.parametrize(
    "name",
    [
        "Copy of hw (1).ipynb", "hw(2).ipynb", "hw (3).ipynb", "HW.ipynb", "hw.ipynb.txt", "hw.IPYNB",
        "hw - Copy.ipynb", "hw_final.ipynb", "ada_hw.ipynb", "ada-lovelace.ipynb", "sub/hw.ipynb",
    ],
)  # fmt: skip
def test_a_renamed_notebook_is_found_and_noted(tmp_path, name):
    put(tmp_path, name, "._hw.ipynb", "data.npy")
    path, notes = find_notebook(tmp_path, "hw")
    assert path == tmp_path / name
    assert len(notes) == 1 and name in notes[0]


def test_of_several_the_best_name_wins_then_the_newest(tmp_path):
    put(tmp_path, "ada.ipynb", "hw_ada.ipynb")
    put(tmp_path, "hw (1).ipynb", age=100)
    put(tmp_path, "hw (2).ipynb", age=50)
    assert find_notebook(tmp_path, "hw")[0].name == "hw (2).ipynb"
    put(tmp_path, "hw.ipynb", age=5000)
    path, notes = find_notebook(tmp_path, "hw")
    assert path.name == "hw.ipynb" and len(notes) == 1 and "left aside" in notes[0]


def test_an_empty_file_of_the_right_name_gives_way_to_a_copy(tmp_path):
    put(tmp_path, "hw (1).ipynb")
    (tmp_path / "hw.ipynb").touch()
    path, notes = find_notebook(tmp_path, "hw")
    assert path.name == "hw (1).ipynb" and "empty" in notes[0]


def test_a_folder_without_a_notebook_has_a_plain_reason(tmp_path):
    with pytest.raises(UnreadableSubmission, match="empty"):
        find_notebook(tmp_path, "hw")
    put(tmp_path, "report.pdf", "work.zip")
    with pytest.raises(UnreadableSubmission, match=r"only report\.pdf, work\.zip"):
        find_notebook(tmp_path, "hw")
    with pytest.raises(UnreadableSubmission, match="no such file"):
        find_notebook(tmp_path / "nobody", "hw")


# --- anything at all ---------------------------------------------------------------------------------------

JUNK = [None, True, 0, -1, 3.5, "", "x", "\ud800", [], {}, [None], {"a": None}, [[["x"]]], {"grade_id": "train_model"},
        "train_model", {"nbgrader": {"grade_id": "train_model"}}, ["a\n", 3], {"text/plain": {"a": 1}}]  # fmt: skip


def mutate(value, rng, rate):
    """Return a copy of JSON with keys dropped, lists shuffled and doubled, values replaced by junk."""
    if rng.random() < rate:
        return copy.deepcopy(rng.choice(JUNK))
    if isinstance(value, dict):
        return {k: mutate(v, rng, rate) for k, v in value.items() if rng.random() > rate}
    if isinstance(value, list):
        items = [mutate(item, rng, rate) for item in value if rng.random() > rate]
        if items and rng.random() < rate * 5:
            items += rng.choices(items, k=3)
            rng.shuffle(items)
        return items
    return value


@pytest.mark.parametrize("rate", [0.003, 0.02, 0.1])
def test_no_notebook_of_any_shape_stops_the_repair(tmp_path, release, complete, rate):
    whole = json.loads(nbformat.writes(complete))
    for seed in range(50):
        rng = random.Random(f"{rate} {seed}")
        changed = mutate(whole, rng, rate)
        path = tmp_path / "a.ipynb"
        path.write_text(json.dumps(changed))
        try:
            notebook = read_submission(path)
        except UnreadableSubmission:
            continue
        check_invariants(repair(notebook, read_release(release, DEFINES)).notebook, release)


def test_answers_survive_random_surgery_on_cells(release, complete):
    """Metadata stripped at random, cells shuffled a little, doubled, own cells added: no answer is lost."""
    for seed in range(60):
        rng = random.Random(seed)
        notebook = copy.deepcopy(complete)
        cells = []
        for cell in notebook.cells:
            if rng.random() < 0.5:
                cell.metadata, cell.id = from_dict({}), f"id{len(cells)}"
            cells += [cell] * rng.choice((1, 1, 1, 2))
            if rng.random() < 0.3:
                cells.append(code(f"scratch_{len(cells)} = {seed}"))
        for _ in range(3):
            a = rng.randrange(len(cells) - 1)
            cells[a], cells[a + 1] = cells[a + 1], cells[a]
        checks = [cell for cell in cells if cell.metadata.get("nbgrader", {}).get("grade_id", "").endswith("-check")]
        notebook.cells = [copy.deepcopy(cell) for cell in cells if cell not in checks or rng.random() < 0.7]
        result = repair(notebook, read_release(release, DEFINES))
        check_invariants(result.notebook, release)
        for name in GRADED:
            assert sources(result.notebook)[name] == sources(complete)[name], (seed, name, result.notes)


def test_no_result_stops_nbconvert(release, complete):
    from nbconvert.exporters import HTMLExporter

    exporter = HTMLExporter(template_name="classic")
    for seed in range(6):
        notebook = from_dict(mutate(json.loads(nbformat.writes(complete)), random.Random(seed), 0.02))
        if not isinstance(notebook, dict):
            continue
        notebook.setdefault("metadata", {})
        exporter.from_notebook_node(repair(from_dict(notebook), read_release(release, DEFINES)).notebook)
