"""A new assignment, made from the pieces that docs/writing-an-assignment.md shows and from nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from conftest import MARKER

from grader.assignment.assignment import Assignment
from grader.cli import main
from grader.course import Course
from grader.examples.submissions import example_submissions, write_submissions
from grader.grading.grade import grade
from grader.reports.feedback import write_feedback

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

ROOT = Path(__file__).resolve().parents[2]
DOC = (ROOT / "docs" / "writing-an-assignment.md").read_text(encoding="utf-8")

TEXT = f"""\
# %% [markdown]
# # Above the limit
# `count_above(numbers, limit)` returns how many numbers are strictly greater than `limit`.

# %%
import json
import numpy as np
import matplotlib.pyplot as plt

# %% answer="count_above"
{MARKER}
def count_above(numbers, limit):
    ### BEGIN SOLUTION
    return int((numbers > limit).sum())
    ### END SOLUTION

# %% check="count_above" points=6
assert count_above(np.array([1, 5]), 2) == 1, "Count the numbers greater than `limit`."

# %% evidence="metrics" points=2
print(json.dumps({{"evidence": "metrics", "rows": [{{"time": 1.0, "power": 30.0}}] * 3}}))

# %% plot="plot_metrics" points=2
### BEGIN SOLUTION
plt.semilogy([1, 2])
### END SOLUTION
print(json.dumps({{"evidence": "plot_metrics", "axes": [{{"yscale": "log"}}]}}))

# %% [markdown] rubric="plot_metrics"
# - [2] A logarithmic axis.
"""


def blocks() -> list[str]:
    """Return the Python of the document, block by block."""
    return re.findall(r"```python\n(.*?)```", DOC, re.DOTALL)


@pytest.fixture
def new(tmp_path, monkeypatch) -> Course:
    """A course with one assignment, `above`, made from the blocks of the document."""
    found = {
        name: next(block for block in blocks() if words in block)
        for name, words in (
            ("tests/above/count_above.py", "DEFINES ="),
            ("tests/above/probes/count_above.py", "def count(cell"),
            ("tests/above/answers/count_above.py", "at_most=70"),
            ("tests/above/evidence.py", "@of("),
        )
    }
    found["source/above.py"] = TEXT
    found["nbgrader_config.py"] = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    for name, source in found.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "course")
    return Course(tmp_path / "course")


def test_release_audit_solution_grades_and_feedback_need_nothing_but_its_files(new):
    assert main(["release", "above", "--no-gradebook"]) == 0
    released = nbformat.read(new.release("above") / "above.ipynb", as_version=4)
    assert not any("numbers > limit" in cell.source for cell in released.cells)
    assert main(["audit", "above", "--seeds", "2"]) == 0
    assert main(["solution", "above"]) == 0
    assignment = Assignment.load(new, "above")
    write_submissions(assignment, example_submissions(assignment))
    outcome = grade(new, "above", jobs=1)
    assert outcome.complete and not outcome.unreadable
    pages = {page.parents[1].name: page.read_text(encoding="utf-8") for page in write_feedback(new, "above")[0]}
    assert len(pages) == 6 and "Count the numbers above" in pages["two-mistakes"]
