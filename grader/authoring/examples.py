"""Six example submissions of any assignment, made from its own solution and worked answers."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.authoring.author_text import MARKER
from grader.authoring.solution import fill_release, with_outputs_of
from grader.course import Course
from grader.errors import UserError
from grader.judging.answers import worked_answers
from grader.judging.assignment import Assignment

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


def copy_course(course: Course, assignment: str, to: Path) -> Course:
    """Make the folder `to` a course with this one assignment, so that examples never mix with real submissions.

    What an earlier call made there goes. Raises UserError if `to` is a folder that no earlier call made.
    """
    to = to.resolve()
    mark = to / ".example-course"
    if to.exists() and not mark.is_file() and (not to.is_dir() or any(to.iterdir())):
        raise UserError(f"{to} exists and is no example course: choose another folder with --to.")
    if to.exists():
        shutil.rmtree(to)
    to.mkdir(parents=True)
    mark.touch()
    shutil.copy(course.root / "nbgrader_config.py", to)
    (to / "source").mkdir()
    shutil.copy(course.author_text(assignment), to / "source")
    tests = course.tests(assignment), course.shared_tests
    for folder in (*tests, course.solutions(assignment), course.root / "source" / assignment):
        if folder.is_dir():
            shutil.copytree(folder, to / folder.relative_to(course.root))
    return Course(to)


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
