"""A table for people and scripts: total and points of each question, one row for each student."""

from __future__ import annotations

from grader.exporters.class_grades import ClassGrades, shown
from grader.lms.csv_text import table

COLUMNS = ("student", "last_name", "first_name", "email", "lms_user_id", "status", "total", "max", "late_penalty")


def as_table(grades: ClassGrades) -> bytes:
    """Return the table as CSV. What is not decided is empty, never 0; `status` says why."""
    rows: list[tuple[object, ...]] = [(*COLUMNS, *(shown(cell) for cell in grades.cells))]
    for student in grades.students.values():
        status = student.trouble or ("graded" if student.handed_in else "nothing handed in")
        about = (student.id, student.last_name, student.first_name, student.email, student.lms_user_id, status)
        penalty = student.penalty if student.handed_in else None
        numbers = (student.total, grades.most, penalty, *student.points.values())
        rows.append((*about, *numbers))
    return table(rows).encode()
