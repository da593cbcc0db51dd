"""A course folder of its own for examples, so that they never mix with real submissions."""

from __future__ import annotations

import shutil
from pathlib import Path

from grader.assignment.files import assignment_files
from grader.course import Course
from grader.errors import UserError


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
    for path in assignment_files(course, assignment):
        copied = to / path.relative_to(course.root)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copied)
    return Course(to)
