"""A whole notebook, from the file to its verdict: one wrong cell costs one cell, lost metadata costs nothing."""

from __future__ import annotations

import copy
import json

import nbformat
import pytest
from conftest import MARKER, PATIENT, make_course

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.cli import main
from grader.judging.judge import judge_file
from grader.sandbox.worker import Worker

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    """(assignment, complete notebook, worker) of the tiny course."""
    assignment = Assignment.load(make_course(tmp_path_factory.mktemp("files") / "course"), "tiny")
    with Worker(PATIENT) as worker:
        yield assignment, fill_release(assignment.release, assignment.text), worker


def judged(setting, tmp_path, notebook):
    path = tmp_path / "tiny.ipynb"
    nbformat.write(notebook, path)
    return judge_file(setting[0], path, setting[2])


def test_a_complete_notebook_gets_full_marks_without_a_note(setting, tmp_path):
    verdict = judged(setting, tmp_path, setting[1])
    assert verdict.points == 10
    assert verdict.notes == ()


def test_the_untouched_release_is_not_attempted(setting, tmp_path):
    verdict = judged(setting, tmp_path, setting[0].release)
    assert {question.outcome for question in verdict.questions.values()} == {"not attempted"}


def test_a_broken_first_cell_loses_only_that_cell(setting, tmp_path):
    notebook = copy.deepcopy(setting[1])
    next(cell for cell in notebook.cells if cell.id == "mean_value").source = MARKER + "\nmean = = 1\nvalues = None"
    assert judged(setting, tmp_path, notebook).points == 6


def test_all_metadata_and_checks_lost_and_answers_swapped_costs_nothing(setting, tmp_path):
    notebook = copy.deepcopy(setting[1])
    notebook.cells = [cell for cell in notebook.cells if not cell.id.endswith("-check")]
    places = [i for i, cell in enumerate(notebook.cells) if cell.source.startswith(MARKER)]
    first, second = places
    notebook.cells[first], notebook.cells[second] = notebook.cells[second], notebook.cells[first]
    notebook.metadata = nbformat.from_dict({})
    for number, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = nbformat.from_dict({}), f"lost{number}"
    assert judged(setting, tmp_path, notebook).points == 10


def test_the_command_lists_what_it_cannot_read_and_judges_the_rest(setting, tmp_path, monkeypatch, capsys):
    good, torn = tmp_path / "good.ipynb", tmp_path / "torn.ipynb"
    nbformat.write(setting[1], good)
    torn.write_text(good.read_text()[:300])
    monkeypatch.chdir(setting[0].course.root)
    assert main(["judge", "tiny", "--json", str(torn), str(good)]) == 1  # not all were judged
    said = json.loads(capsys.readouterr().out)
    assert [question["points"] for question in said["judged"][str(good)]["questions"].values()] == [4, 6]
    assert len(said["unreadable"]) == 1
    assert "torn.ipynb" in said["unreadable"][0]
