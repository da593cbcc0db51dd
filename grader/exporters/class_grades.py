"""What the gradebook says of one assignment: each student's points, and what is not decided yet."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry, SubmittedAssignment

from grader.assignment.author_text import AuthorText
from grader.conventions import check_id, question_of
from grader.course import Course
from grader.errors import UserError
from grader.grading.gradebook import submissions_of
from grader.grading.session import Session
from grader.grading.up_to_date import OUTDATED, basis_now, standing
from grader.grading.waived import NOT_COUNTED, counted, read_waived
from grader.judging.verdict import sum_of_points
from grader.lms.system import Student
from grader.reading.submission_file import UnreadableSubmission, find_notebook


@dataclass(frozen=True)
class StudentGrade(Student):
    """One student and the grade.

    `points` has None for a cell that nobody has decided; `trouble` says why there is no total.
    """

    handed_in: bool = False
    points: dict[str, float | None] = field(default_factory=dict)
    penalty: float = 0.0
    trouble: str = ""

    @property
    def total(self) -> float | None:
        """Return the points after the late penalty; None if nothing was handed in or something is not decided."""
        if not self.handed_in or self.trouble:
            return None
        return sum_of_points(self.points.values(), self.penalty)


@dataclass(frozen=True)
class ClassGrades:
    """All students in the gradebook. `cells` are the graded cells, in the order of the notebook, with their points.

    A question that is `waived` and does not count is none of the cells.
    """

    assignment: str
    cells: dict[str, float]
    students: dict[str, StudentGrade]
    waived: dict[str, str] = field(default_factory=dict)

    @property
    def most(self) -> float:
        """Return the most points that can be had."""
        return round(sum(self.cells.values()), 2)

    def unfinished(self) -> Iterator[StudentGrade]:
        """Yield who has handed in and has no total yet."""
        return (student for student in self.students.values() if student.trouble)


def class_grades(gradebook: Gradebook, assignment: str, course: Course | None = None) -> ClassGrades:
    """Return the grades of `assignment`. With `course`, a grade that grading would not give now is trouble too.

    Raises UserError if the gradebook does not know the assignment, or if it is not whole.
    """
    try:
        about = gradebook.find_assignment(assignment)
    except MissingEntry:
        raise UserError(f"the gradebook does not know {assignment}: run `grader grade {assignment}` first.") from None
    waived = read_waived(course, assignment) if course else {}
    every = {cell.name: cell.max_score for notebook in about.notebooks for cell in notebook.grade_cells}
    most = {name: points for name, points in every.items() if waived.get(shown(name)) != NOT_COUNTED}
    order = {name: most[name] for name in [*_in_order(course, assignment), *sorted(most)] if name in most}
    folders = course.submitted(assignment) if course else {}
    basis = basis_now(course, assignment, gradebook) if course and folders else ""
    graded = {s.student.id: _points_and_penalty(s, waived) for s in submissions_of(gradebook, assignment)}
    students = {}
    for student in gradebook.students:
        points, penalty = graded.get(student.id, ({}, 0.0))
        waiting = [shown(name) for name, score in points.items() if score is None]
        cells = ", ".join(waiting) if len(waiting) < 3 else f"{len(waiting)} cells"
        trouble = f"a person must still grade {cells}" if waiting else ""
        if course and student.id in folders:
            trouble = (
                _not_as_graded(course, assignment, student.id, folders[student.id], basis, student.id in graded)
                or trouble
            )
        students[student.id] = StudentGrade(
            student.id,
            student.first_name or "",
            student.last_name or "",
            student.email or "",
            student.lms_user_id or "",
            student.id in graded or student.id in folders,
            {name: points.get(name) for name in order},
            penalty,
            trouble,
        )
    for student in folders:
        if student not in students:
            trouble = "handed in, but not graded"
            students[student] = StudentGrade(student, handed_in=True, points=dict.fromkeys(order), trouble=trouble)
    return ClassGrades(assignment, order, dict(sorted(students.items())), waived)


def _points_and_penalty(
    submission: SubmittedAssignment, waived: Mapping[str, str]
) -> tuple[dict[str, float | None], float]:
    points = {}
    for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
        open_ = grade.needs_manual_grade or (grade.auto_score is None and grade.manual_score is None)
        points[grade.name], _ = counted(waived, grade.name, None if open_ else grade.score, grade.max_score)
    return points, sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks)


@contextlib.contextmanager
def opened_gradebook(course: Course) -> Iterator[Gradebook]:
    """Yield the course's gradebook. Raises UserError if there is none yet: opening would make one."""
    with Session(course) as session:
        if not session.has_gradebook:
            raise UserError("there is no gradebook yet: `grader grade ASSIGNMENT` makes it.")
        with session.gradebook() as gradebook:
            yield gradebook


def shown(cell: str) -> str:
    """Return the name of a graded cell as people know it: a question's points hang on its check."""
    return question_of(cell) or cell


def _in_order(course: Course | None, assignment: str) -> list[str]:
    """Return the cells as they follow in the notebook; the gradebook does not keep their order."""
    try:
        cells = AuthorText.read(course.author_text(assignment)).cells if course else ()
    except UserError:
        return []
    return [check_id(cell.name) if cell.role == "check" else cell.name for cell in cells if cell.name]


def _not_as_graded(course: Course, assignment: str, student: str, folder: Path, basis: str, graded: bool) -> str:
    if not graded:
        return "handed in, but not graded"
    try:
        now = standing(course, assignment, student, find_notebook(folder, assignment)[0], basis)
    except UnreadableSubmission:
        return ""
    return f"{now.value}: `grader grade {assignment}`" if now in OUTDATED else ""
