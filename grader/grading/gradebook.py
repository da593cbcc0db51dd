"""The course's gradebook: how an assignment gets into it, and what it says of a class."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Base, Comment, Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.apps.baseapp import NbGrader
from nbgrader.dbutil import ALEMBIC_DIR
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
    SaveCells,
)
from sqlalchemy import Index, create_engine, inspect
from sqlalchemy.orm import selectinload, undefer

from grader.assignment.author_text import AuthorText
from grader.assignment.instructor_notebook import instructor_notebook
from grader.conventions import grade_id
from grader.errors import UserError
from grader.grading.waived import counted
from grader.judging.verdict import sum_of_points

# nbgrader's own steps of `generate_assignment`, up to the one that saves the cells.
_STEPS = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums, SaveCells)
# What its gradebook keeps of a cell, and of which cells.
_KINDS = {
    "grade": utils.is_grade,
    "solution": utils.is_solution,
    "source": lambda cell: utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell),
}
# Its tables have none for what belongs to one submission: each question reads all of them, and a class costs the square
# of its size, in formgrader's lists too. nbgrader does not care that they are there.
_INDEXES = (
    Index("ix_submitted_assignment_student", SubmittedAssignment.student_id),
    Index("ix_submitted_notebook_assignment", SubmittedNotebook.assignment_id),
    Index("ix_grade_notebook", Grade.notebook_id),
    Index("ix_comment_notebook", Comment.notebook_id),
)
_AT_ONCE = 500  # submissions that are read from it together


def connect(url: str, course_id: str) -> Gradebook:
    """Return the gradebook at `url`, a context; where there is none, a new one.

    nbgrader asks the program `alembic` for the version of a new one, which takes seconds and a PATH: ask its library.
    """
    engine = create_engine(url)
    if not inspect(engine).get_table_names():
        migrations = Config()
        migrations.set_main_option("script_location", ALEMBIC_DIR)
        with engine.begin() as connection:
            Base.metadata.create_all(connection)
            MigrationContext.configure(connection).stamp(ScriptDirectory.from_config(migrations), "head")
    engine.dispose()
    return Gradebook(url, course_id)


def register(app: NbGrader, text: AuthorText) -> None:
    """Put the assignment's cells and points into the gradebook, as `nbgrader generate_assignment` does.

    Safe to repeat. New cells get a place in the submissions that are there, in which they wait for `grader grade`.
    Raises UserError if there are submissions and cells are gone: scores would hang on what no longer exists.
    """
    notebook, url = instructor_notebook(text), app.coursedir.db_url
    place = {"notebook": text.name, "assignment": text.name, "student": ".", "db_url": url}
    with connect(url, app.coursedir.course_id) as gradebook, one_transaction(gradebook):
        for index in _INDEXES:
            index.create(gradebook.db.connection(), checkfirst=True)
        gradebook.update_or_create_assignment(text.name)
        _add_cells(gradebook, text.name, check_cells(gradebook, text))
    for step in _STEPS:
        notebook, _ = step(parent=app).preprocess(notebook, {"nbgrader": place})


def check_cells(gradebook: Gradebook, text: AuthorText) -> dict[str, list[NotebookNode]]:
    """Return {kind: cells} that submissions in the gradebook lack. Raises UserError if cells of theirs are gone."""
    try:
        notebook = gradebook.find_notebook(text.name, text.name)
    except MissingEntry:
        return {}
    if not notebook.submissions:
        return {}
    cells = [cell for cell in instructor_notebook(text).cells if grade_id(cell)]
    found = {kind: {grade_id(cell): cell for cell in cells if is_one(cell)} for kind, is_one in _KINDS.items()}
    known = {kind: {cell.name for cell in getattr(notebook, f"{kind}_cells")} for kind in _KINDS}
    gone = sorted({name for kind in _KINDS for name in known[kind] - found[kind].keys()})
    if gone:
        raise UserError(
            f"{text.name}: the gradebook holds submissions, and cells of theirs are gone: {', '.join(gone)}. Names of "
            "graded cells are final once students work with them: bring the old names back. What shall not count any "
            f"more stays in the text: `grader waive {text.name} QUESTION --not-counted`."
        )
    return {kind: [cell for name, cell in found[kind].items() if name not in known[kind]] for kind in _KINDS}


def _add_cells(gradebook: Gradebook, name: str, added: dict[str, list[NotebookNode]]) -> None:
    """Add cells, and to each submission their scores, which nobody has decided yet, and their comments."""
    for cell in added.get("source", ()):
        gradebook.add_source_cell(grade_id(cell), name, name, cell_type=cell.cell_type, locked=utils.is_locked(cell))
    for kind, cells in added.items():
        for cell in cells if kind != "source" else ():
            if kind == "grade":
                about = {"max_score": float(cell.metadata.nbgrader["points"]), "cell_type": cell.cell_type}
                new = gradebook.add_grade_cell(grade_id(cell), name, name, **about)
            else:
                new = gradebook.add_solution_cell(grade_id(cell), name, name)
            for notebook in gradebook.find_notebook(name, name).submissions:
                if kind == "grade":
                    gradebook.db.add(Grade(cell_id=new.id, notebook=notebook, needs_manual_grade=True))
                else:
                    gradebook.db.add(Comment(cell_id=new.id, notebook=notebook))


def set_due_date(app: NbGrader, name: str, due: datetime | None) -> None:
    """Set when an assignment is due (UTC, without a time zone), None for never. It must be registered."""
    with connect(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
        gradebook.update_or_create_assignment(name, duedate=due)


@contextlib.contextmanager
def one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """Save everything in the block at its end, or nothing: nbgrader's methods commit one by one."""
    session = gradebook.db
    commit, session.commit = session.commit, session.flush
    try:
        yield
        commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.commit = commit


@dataclass(frozen=True)
class Score:
    """What the gradebook holds of one student: points so far, and the points that a person must still give."""

    points: float
    most: float
    waiting: float
    penalty: float

    @property
    def total(self) -> float:
        """Return the points so far after the late penalty, which may count on what a person still gives."""
        return sum_of_points([self.points], self.penalty)


def scores(gradebook: Gradebook, assignment: str, waived: Mapping[str, str]) -> dict[str, Score]:
    """Return {student: score} of everyone with a submission, as `read_waived` lets questions count."""
    found = {}
    for submission in submissions_of(gradebook, assignment):
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        penalty = sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)
        # What waits for a second look has a score already: it must not count as both.
        count = [counted(waived, g.name, None if g.needs_manual_grade else g.score, g.max_score) for g in grades]
        points, waiting = sum(p or 0.0 for p, _ in count), sum(most for p, most in count if p is None)
        found[submission.student.id] = Score(points, sum(most for _, most in count), waiting, penalty)
    return found


def automatic_scores(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, float | None]]:
    """Return {student: {cell: automatic score}}, None where a person decides."""
    return {
        submission.student.id: {
            grade.name: grade.auto_score for notebook in submission.notebooks for grade in notebook.grades
        }
        for submission in submissions_of(gradebook, assignment)
    }


def submissions_of(gradebook: Gradebook, assignment: str) -> Iterator[SubmittedAssignment]:
    """Yield the submissions of a class with their notebooks, scores and comments; none if nobody is graded.

    Many are read at once, instead of each part of each one when it is asked for; who keeps none needs little memory.
    """
    grades = selectinload(SubmittedNotebook.grades)
    try:
        known = gradebook.find_assignment(assignment)
    except MissingEntry:
        return
    yield from (
        gradebook.db.query(SubmittedAssignment)
        .filter(SubmittedAssignment.assignment_id == known.id)
        .options(
            selectinload(SubmittedAssignment.student),
            selectinload(SubmittedAssignment.notebooks).options(
                grades.selectinload(Grade.cell),
                grades.options(undefer(Grade.max_score)),
                selectinload(SubmittedNotebook.comments).selectinload(Comment.cell),
            ),
        )
        .yield_per(_AT_ONCE)
    )
