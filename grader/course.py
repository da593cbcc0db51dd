"""Where things lie in a course folder, and what assignments it holds."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UserError

COURSE_VARIABLE = "GRADER_COURSE"  # of the environment: names the course of a command that is run outside of any
SETTINGS = "nbgrader_config.py"  # a folder with this file is a course
SHARED = "shared"  # the folder in tests/ with what hidden tests and probes of several assignments import


@dataclass(frozen=True)
class Course:
    """A course folder: the one that holds `nbgrader_config.py`."""

    root: Path

    def __post_init__(self) -> None:
        """Let the course stay the same wherever the process goes."""
        object.__setattr__(self, "root", Path(os.path.abspath(self.root)))

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Return the course that `start` lies in (default: the working directory). Raises UserError.

        A folder always wins. Only where no `start` is given and the working directory lies in no course, it is the one
        that GRADER_COURSE names.
        """
        here = _around(start or Path.cwd())
        named = os.environ.get(COURSE_VARIABLE) if start is None else None
        there = _around(Path(named)) if named else None
        if here and there and here != there:
            print(f"grader: working on {here}; {COURSE_VARIABLE} names another course, {there}.", file=sys.stderr)
        if found := here or there:
            return cls(found)
        places = f"{start or Path.cwd()}{f', nor in {named}, which {COURSE_VARIABLE} names' if named else ''}"
        raise UserError(
            f"no course found in {places}: run this inside the folder that holds {SETTINGS}, "
            f"or set {COURSE_VARIABLE} to that folder."
        )

    def assignments(self) -> list[str]:
        """Return the names of all assignments, in order."""
        return sorted(path.stem for path in (self.root / "source").glob("*.py"))

    def author_text(self, assignment: str) -> Path:
        """Return the author text of `assignment`. Raises UserError with the known names if there is none."""
        path = self.root / "source" / f"{assignment}.py"
        if not path.is_file():
            known = ", ".join(self.assignments()) or "none yet"
            raise UserError(f"there is no assignment {assignment!r} (known: {known}).")
        return path

    def tests(self, assignment: str) -> Path:
        """Return the folder of hidden tests, probes and worked answers."""
        return self.root / "tests" / assignment

    @property
    def shared_tests(self) -> Path:
        """Return the folder of what hidden tests and, in `probes/`, probes of several assignments import."""
        return self.root / "tests" / SHARED

    def release(self, assignment: str) -> Path:
        """Return the folder that students get."""
        return self.root / "release" / assignment

    def solutions(self, assignment: str) -> Path:
        """Return the folder of the executed reference notebook."""
        return self.root / "solutions" / assignment

    def submitted(self, assignment: str) -> dict[str, Path]:
        """Return {student: folder} of what was handed in, sorted by student; it may be of any kind, or unreadable."""
        base = self.root / "submitted"
        students = sorted(base.iterdir()) if base.is_dir() else []
        return {student.name: student / assignment for student in students if _is_there(student / assignment)}

    def students(self) -> set[str]:
        """Return everyone who handed in anything."""
        return {folder.name for folder in (self.root / "submitted").glob("*/")}

    def waits_for_grades(self, assignment: str) -> bool:
        """Return whether somebody handed in and has no graded notebook yet."""
        return any(not self.autograded(assignment, student).is_file() for student in self.submitted(assignment))

    def autograded(self, assignment: str, student: str) -> Path:
        """Return the notebook with the verdicts on what a student handed in."""
        return self.root / "autograded" / student / assignment / f"{assignment}.ipynb"

    def feedback(self, assignment: str, student: str) -> Path:
        """Return the page that a student gets back."""
        return self.root / "feedback" / student / assignment / f"{assignment}.html"

    @property
    def cache(self) -> Path:
        """Return the folder for what the tools keep for themselves: verdicts, back-ups, log, names of hand-ins."""
        return self.root / ".grader"


def _is_there(path: Path) -> bool:
    """Return whether there is something at `path`, of any kind; what may not be looked at counts as well."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def _around(place: Path) -> Path | None:
    """Return the nearest folder, `place` or one above it, that is a course."""
    place = place.resolve()
    return next((folder for folder in (place, *place.parents) if (folder / SETTINGS).is_file()), None)
