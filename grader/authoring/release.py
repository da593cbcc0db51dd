"""Author text → what students get: made by nbgrader's own steps, audited, written only if nothing leaks."""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from grader.authoring.author_text import MARKER, AuthorText
from grader.authoring.notebook import instructor_notebook
from grader.authoring.students import StudentsRepository
from grader.course import Course
from grader.errors import UserError

STAMP = "grader"  # the notebook metadata that say which assignment and release this is
_STUDENT_STEPS = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ClearHiddenTests, ComputeChecksums)
_SECRET_MARKS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS")
_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|Users|work|tmp|mnt)/\w")


def student_notebook(text: AuthorText, students: StudentsRepository | None = None) -> NotebookNode:
    """Return the notebook that students get, made by nbgrader's own steps but without a gradebook.

    `students` says where they find it and its data; None: that is not known.
    """
    notebook = instructor_notebook(text)
    if students:
        students.write_into(notebook, text.name)
    for step in _STUDENT_STEPS:
        notebook, _ = step().preprocess(notebook, {})
    notebook.metadata[STAMP] = {"assignment": text.name, "release": _version(notebook)}
    return notebook


def _version(notebook: NotebookNode) -> str:
    """Return what names this release: a hash of its cells, since only these matter to a student."""
    content = json.dumps([[cell.cell_type, cell.source] for cell in notebook.cells])
    return hashlib.sha256(content.encode()).hexdigest()[:12]


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


def write_release(course: Course, name: str, released: str) -> Path:
    """Write what `release_text` made, whole or not at all; return the file's path."""
    path = course.release(name) / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(released, encoding="utf-8")
    os.replace(partial, path)
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
