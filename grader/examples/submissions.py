"""Six example submissions of any assignment, made from its own solution and worked answers."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.assignment.worked_answers import worked_answers
from grader.authoring.solution import fill_release, with_outputs_of
from grader.conventions import MARKER

_SYNTAX_ERROR = "def unfinished(:\n    return"
_ENDLESS_LOOP = "while True:\n    pass"


def example_submissions(assignment: Assignment) -> dict[str, NotebookNode]:
    """Return {student: notebook}: complete, two mistakes, not attempted, a syntax error, no metadata, an endless loop.

    Where `solutions/` holds the executed notebook, its outputs stand in for the student's.
    """
    questions = list(assignment.text.questions)
    mistakes = {question: _wrong_answer(assignment, question) for question in questions[-2:]}
    filled = {
        "complete": {},
        "two-mistakes": mistakes,
        "syntax-error": {questions[0]: _SYNTAX_ERROR},
        "endless-loop": {questions[-1]: _ENDLESS_LOOP},
    }
    examples = {
        student: with_outputs(assignment, fill_release(assignment.release, assignment.text, answers))
        for student, answers in filled.items()
    }
    examples["not-attempted"] = copy.deepcopy(assignment.release)
    examples["metadata-stripped"] = stripped(examples["complete"])
    return examples


def write_submissions(assignment: Assignment, examples: dict[str, NotebookNode]) -> list[Path]:
    """Write each notebook to `submitted/<student>/<assignment>/`; return the paths."""
    paths = []
    for student, notebook in sorted(examples.items()):
        path = assignment.course.root / "submitted" / student / assignment.name / f"{assignment.name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        paths.append(path)
    return paths


def _wrong_answer(assignment: Assignment, question: str) -> str:
    """Return the source of a worked answer that is wrong and stands in one cell; a line of nonsense if none does."""
    for answer in worked_answers(assignment, question):
        if not answer.right and len(answer.cells) == 1:
            return answer.cells[0]
    return f"{MARKER}\npass"


def with_outputs(assignment: Assignment, notebook: NotebookNode) -> NotebookNode:
    """Return a copy with the outputs of the executed solution, if there is one."""
    path = assignment.course.solutions(assignment.name) / f"{assignment.name}.ipynb"
    return with_outputs_of(notebook, nbformat.read(path, as_version=4)) if path.is_file() else notebook


def stripped(notebook: NotebookNode) -> NotebookNode:
    """Return a copy without any metadata and ids, as some editors save it."""
    bare = copy.deepcopy(notebook)
    bare.metadata = {}
    for cell in bare.cells:
        cell.metadata = {}
        del cell["id"]
    bare.nbformat_minor = 4
    return bare
