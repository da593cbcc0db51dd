"""The tiny course with the real settings: hand in, and look what became of it."""

from __future__ import annotations

from pathlib import Path

import nbformat
from conftest import make_course
from nbgrader.api import Gradebook

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.course import Course

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
# A busy machine must not time out honest cells; the endless loop of the examples is cut short.
SHORT = "\nc.JudgeAnswers.call_seconds = 3.0\nc.JudgeAnswers.cell_seconds = 4.0\n"


def make_graded_course(root: Path) -> Course:
    """Write the tiny course with the real settings into `root`."""
    course = make_course(root)
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text() + SHORT)
    return course


def hand_in(course: Course, student: str, answers=None, change=lambda notebook: None, name="tiny.ipynb") -> Path:
    """Write a submission: the filled release, changed by `change`."""
    assignment = Assignment.load(course, "tiny")
    notebook = fill_release(assignment.release, assignment.text, answers)
    change(notebook)
    path = course.root / "submitted" / student / "tiny" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def grades(course: Course, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
    """Return {cell: (automatic score, manual score, needs a person)} from the gradebook."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook("tiny", "tiny", student)
        return {g.name: (g.auto_score, g.manual_score, bool(g.needs_manual_grade)) for g in found.grades}
