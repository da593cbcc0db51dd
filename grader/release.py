"""Author text → what students get: `nbgrader generate_assignment` against a scratch gradebook, then an audit."""

from __future__ import annotations

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from grader.author_text import AuthorText
from grader.notebook import instructor_notebook

_STUDENT_STEPS = (
    LockCells,
    ClearSolutions,
    ClearOutput,
    CheckCellMetadata,
    ClearHiddenTests,
    ComputeChecksums,
)


def student_notebook(text: AuthorText) -> NotebookNode:
    """Return the notebook that students get, made by nbgrader's own steps but without a gradebook."""
    notebook = instructor_notebook(text)
    for step in _STUDENT_STEPS:
        notebook, _ = step().preprocess(notebook, {})
    return notebook
