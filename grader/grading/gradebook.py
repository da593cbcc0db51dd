"""The course's gradebook: how an assignment gets into it, and what it says of a class."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from nbgrader.api import Base, Gradebook, MissingEntry, SubmittedAssignment
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
from sqlalchemy import create_engine, inspect

from grader.assignment.author_text import AuthorText
from grader.assignment.instructor_notebook import instructor_notebook
from grader.errors import UserError
from grader.judging.verdict import sum_of_points

# nbgrader's own steps of `generate_assignment`, up to the one that saves the cells.
_STEPS = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums, SaveCells)


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

    Safe to repeat. Raises UserError if there are submissions and the graded cells are others than before:
    then scores would hang on cells that no longer exist.
    """
    notebook, url = instructor_notebook(text), app.coursedir.db_url
    place = {"notebook": text.name, "assignment": text.name, "student": ".", "db_url": url}
    with connect(url, app.coursedir.course_id) as gradebook:
        gradebook.update_or_create_assignment(text.name)
    try:
        for step in _STEPS:
            notebook, _ = step(parent=app).preprocess(notebook, {"nbgrader": place})
    except RuntimeError:
        raise UserError(
            f"{text.name} was not registered: the gradebook holds submissions, and cells were added, removed or "
            "renamed since. Ids of graded cells are final once students work with them: bring the old ids back, "
            "or start a new gradebook (move gradebook.db away and grade again)."
        ) from None


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


def scores(gradebook: Gradebook, assignment: str) -> dict[str, Score]:
    """Return {student: score} of everyone with a submission."""
    found = {}
    for submission in _submissions(gradebook, assignment):
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        waiting = sum(grade.max_score for grade in grades if grade.needs_manual_grade)
        penalty = sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)
        # What waits for a second look has a score already: it must not count as both.
        points = sum(grade.score for grade in grades if not grade.needs_manual_grade)
        found[submission.student.id] = Score(points, sum(g.max_score for g in grades), waiting, penalty)
    return found


def automatic_scores(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, float | None]]:
    """Return {student: {cell: automatic score}}, None where a person decides."""
    return {
        submission.student.id: {
            grade.name: grade.auto_score for notebook in submission.notebooks for grade in notebook.grades
        }
        for submission in _submissions(gradebook, assignment)
    }


def _submissions(gradebook: Gradebook, assignment: str) -> list[SubmittedAssignment]:
    try:
        return gradebook.find_assignment(assignment).submissions
    except MissingEntry:
        return []
