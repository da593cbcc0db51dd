"""Every assignment as students run it: filled and untouched. No network, no GPU, small data.

An assignment says in `tests/<assignment>/examples/short_run.py` how it runs in seconds: `make_data`, `CHANGES` (words of
the notebook and what replaces them), what the last cell then `SAYS`, what the cells `PRINTS`, and which graded cells stop
only when they are called (`STOPS_LATER`). `make_full_data` and `check_full_run(records)` belong to the run of minutes that
students have before them, with all its epochs (`make test-slow`).
"""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from every_assignment import examples, text, with_examples
from notebooks import (
    ALL_THERE,
    REPOSITORY,
    WORKS,
    environment,
    errors,
    evidence,
    folder_of_ipython,
    printed,
    replaced,
    run_notebook,
)

from grader.assignment.students_notebook import student_notebook
from grader.authoring.solution import fill_release

WITH_SHORT_RUN = with_examples("short_run")


def short(name):
    return examples(name, "short_run")


@pytest.fixture(scope="module", params=WITH_SHORT_RUN)
def name(request):
    """The assignment."""
    return request.param


@pytest.fixture(scope="module")
def fetch(name):
    """Return what runs `python -m data_fetch NAME` with arguments."""

    def run(*arguments):
        command = [sys.executable, "-m", "data_fetch", name, *map(str, arguments)]
        subprocess.run(command, check=True, cwd=REPOSITORY, env=environment(), capture_output=True, timeout=300)

    return run


@pytest.fixture(scope="module")
def data(name, fetch, tmp_path_factory):
    folder = tmp_path_factory.mktemp(name) / "data"
    folder.mkdir()
    short(name).make_data(folder, fetch)
    return folder


@pytest.fixture(scope="module", params=["installed", "of Colab"])
def ipython(request):
    """Return the folder with the IPython that the kernel uses, "" for the installed one."""
    return folder_of_ipython(request.param)


@pytest.fixture(scope="module")
def short_run(tmp_path_factory, name, data, ipython):
    """Return the notebook of a run that takes seconds."""
    notebook = fill_release(student_notebook(text(name)), text(name))
    notebook = replaced(notebook, {**WORKS, **short(name).CHANGES})
    return run_notebook(tmp_path_factory.mktemp("short"), notebook, data, ipython)


def test_the_filled_release_runs_from_top_to_bottom_offline(name, short_run, ipython):
    assert errors(short_run) == []
    said = "\n".join(printed(cell) for cell in short_run.cells if cell.cell_type == "code")
    assert bool(re.search(r"IPython +7\.34\.0 +fine", said)) == bool(ipython)
    assert not [words for words in short(name).PRINTS if words not in said]
    checks = {cell.id: printed(cell) for cell in short_run.cells if cell.id.endswith("-check")}
    assert len(checks) == len(text(name).questions)
    assert {cell: said for cell, said in checks.items() if not said.startswith("Good")} == {}


def test_its_evidence_is_complete(name, short_run):
    found = evidence(short_run)
    assert set(found) == {cell.name for cell in text(name).manual.values() if cell.role in ("plot", "evidence")}
    records = {cell.name for cell in text(name).manual.values() if cell.role == "evidence"}
    for record in (found[record] for record in records):
        assert record["gpu"] == record["driver"] == "none"
        assert record["different_rows"] == len(record["rows"])
        assert re.fullmatch(r"3\.\d+\.\d+\S*", record["python"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", record["printed"])
        assert all(
            row.get("train_time", 1) > 0
            and row.get("total_energy", 0) == 0
            and not row.get("energy_measured")
            and all(0 <= row.get(score, 0) <= 1 for score in ("test_accuracy", "val_f1", "micro_f1", "macro_f1"))
            for row in record["rows"]
        )


def test_the_last_cell_names_what_a_hasty_student_forgot(name, short_run):
    said = printed(short_run.cells[-1])
    found = re.findall(r"^  - (.*)", said.split("If this runtime")[0], re.MULTILINE)
    assert found == short(name).SAYS
    assert "'Omit code cell output' must be off" in said and "holds times only" in said


@pytest.mark.slow
def test_the_filled_release_runs_with_all_its_epochs(name, fetch, tmp_path):
    short(name).make_full_data(tmp_path / "data", fetch)
    notebook = replaced(fill_release(student_notebook(text(name)), text(name)), WORKS)
    notebook = run_notebook(tmp_path, notebook, tmp_path / "data", seconds=900)
    assert errors(notebook) == []
    assert ALL_THERE in printed(notebook.cells[-1])
    short(name).check_full_run(evidence(notebook))


@pytest.fixture(scope="module")
def untouched_run(tmp_path_factory, name, data):
    return run_notebook(tmp_path_factory.mktemp("untouched"), student_notebook(text(name)), data)


def test_the_untouched_release_only_says_what_is_not_answered(name, untouched_run):
    found = errors(untouched_run)
    assert {kind for _, kind, _ in found} == {"NotImplementedError", "NameError"}
    stopped = {failed for failed, _, _ in found}
    assert {q for q in text(name).questions if q not in stopped} == set(short(name).STOPS_LATER)


def test_the_last_cell_lists_all_that_is_missing_and_never_fails(name, untouched_run):
    said = printed(untouched_run.cells[-1])
    assert untouched_run.cells[-1].id not in {failed for failed, _, _ in errors(untouched_run)}
    for question in text(name).questions:
        assert f"Graded cell {question}: not answered" in said, question
    for cell in text(name).manual.values():
        if cell.role in ("plot", "evidence"):
            assert f"{'Record' if cell.role == 'evidence' else 'Output of'} {cell.name}" in said, cell.name
    assert "Your Net ID" in said and "Your name" in said and ALL_THERE not in said
