"""Author text → the notebook that students get, made by nbgrader's own steps."""

from __future__ import annotations

import hashlib
import json

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from grader.assignment.author_text import AuthorText
from grader.assignment.instructor_notebook import instructor_notebook
from grader.assignment.students_repository import StudentsRepository
from grader.conventions import METADATA_KEY

_STEPS = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ClearHiddenTests, ComputeChecksums)


def student_notebook(text: AuthorText, students: StudentsRepository | None = None) -> NotebookNode:
    """Return the notebook that students get, made by nbgrader's own steps but without a gradebook.

    `students` says where they find it and its data; None: that is not known.
    """
    notebook = instructor_notebook(text)
    if students:
        students.write_into(notebook, text.name)
    for step in _STEPS:
        notebook, _ = step().preprocess(notebook, {})
    notebook.metadata[METADATA_KEY] = {"assignment": text.name, "release": _version(notebook)}
    return notebook


def _version(notebook: NotebookNode) -> str:
    """Return what names this release: a hash of its cells, since only these matter to a student."""
    content = json.dumps([[cell.cell_type, cell.source] for cell in notebook.cells])
    return hashlib.sha256(content.encode()).hexdigest()[:12]
