"""Author text → what students get: made by nbgrader's own steps, audited, written only if nothing leaks."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.assignment.students_notebook import student_notebook
from grader.assignment.students_repository import StudentsRepository
from grader.authoring.solution import fill_release
from grader.conventions import MARKER
from grader.course import Course
from grader.errors import UserError
from grader.files import write_whole
from grader.judging.judge import judge_notebook
from grader.judging.verdict import PASSED
from grader.reading.repair import repair
from grader.sandbox.worker import Worker

_SECRET_MARKS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS")
_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|Users|work|tmp|mnt)/\w")


def release_text(course: Course, text: AuthorText) -> str:
    """Return what stands in the students' notebook, the same on every run. Raises UserError that lists the leaks."""
    notebook = student_notebook(text, StudentsRepository.of(course))
    leaks = find_leaks(text, notebook)
    if leaks:
        raise UserError("the release was not written:\n  " + "\n  ".join(leaks))
    return nbformat.writes(notebook) + "\n"


def make_release(course: Course, text: AuthorText) -> Path:
    """Write `release/<assignment>/<assignment>.ipynb`; return its path.

    Raises UserError that lists the leaks, and then leaves the old file alone.
    """
    return write_release(course, text.name, release_text(course, text))


def try_hidden_tests(assignment: Assignment) -> list[str]:
    """Return what the hidden tests say of the reference solution, a line for each that does not pass.

    Raises UserError if no sandbox works here, or the toy world cannot be made.
    """
    solution = repair(fill_release(assignment.release, assignment.text), assignment.sheet).notebook
    with Worker() as worker:
        verdicts = judge_notebook(assignment, solution, worker).questions
    return [
        f"{name}: {test.name} {f'broke: {test.error}' if test.error else f'fails the solution: {test.message}'}"
        for name, verdict in verdicts.items()
        for test in verdict.tests
        if test.outcome != PASSED
    ]


def write_release(course: Course, name: str, released: str) -> Path:
    """Write what `release_text` made, whole or not at all; return the file's path."""
    path = course.release(name) / f"{name}.ipynb"
    write_whole(path, released)
    return path


def find_leaks(text: AuthorText, notebook: NotebookNode) -> list[str]:
    """Return what a student must not see in `notebook`: solution lines, rubrics, marks, outputs, paths."""
    given = {line for cell in text.cells for line in _outside_solutions(cell.source)}
    secrets = {line for cell in text.cells for line in _inside_solutions(cell.source)} - given
    rubrics = {line.strip() for rubric in text.rubrics.values() for line in rubric.split("\n")} - given
    leaks = []
    for cell in notebook.cells:
        lines = {line.strip() for line in cell.source.split("\n")}
        for line in sorted(lines & secrets):
            leaks.append(f"cell {cell.id}: the solution line {line!r}")
        for line in sorted(line for line in lines & rubrics if len(line) > 3):
            leaks.append(f"cell {cell.id}: the rubric line {line!r}")
        leaks += [f"cell {cell.id}: the mark {mark!r}" for mark in _SECRET_MARKS if mark in cell.source]
        if cell.get("outputs"):
            leaks.append(f"cell {cell.id}: an output")
        if _PATH.search(cell.source):
            leaks.append(f"cell {cell.id}: a path of somebody's machine")
        if cell.cell_type == "code" and cell.source.startswith(MARKER) and cell.id not in text.questions:
            leaks.append(f"cell {cell.id}: the marker line in a cell that is not graded")
    return leaks


def _inside_solutions(source: str) -> set[str]:
    """Return the lines of solution regions that say something (`)` or `else:` alone is no leak)."""
    inside, lines = False, set()
    for line in source.split("\n"):
        if "### BEGIN SOLUTION" in line:
            inside = True
        elif "### END SOLUTION" in line:
            inside = False
        elif inside and len(line.strip()) > 6:
            lines.add(line.strip())
    return lines


def _outside_solutions(source: str) -> set[str]:
    inside, lines = False, set()
    for line in source.split("\n"):
        if "### BEGIN SOLUTION" in line or "### END SOLUTION" in line:
            inside = "BEGIN" in line
        elif not inside:
            lines.add(line.strip())
    return lines
