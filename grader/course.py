"""Where things lie in a course folder, and what assignments it holds."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UserError

COURSE_VARIABLE = "GRADER_COURSE"  # of the environment: names the course, wherever a command is run
SHARED = "shared"  # the folder in tests/ with what hidden tests and probes of several assignments import


@dataclass(frozen=True)
class Course:
    """A course folder: the one that holds `nbgrader_config.py`."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Return the course that `start` (default: the working directory) lies in. Raises UserError."""
        given = os.environ.get(COURSE_VARIABLE)
        place = Path(given) if given else (start or Path.cwd())
        place = place.resolve()
        for folder in (place, *place.parents):
            if (folder / "nbgrader_config.py").is_file():
                return cls(folder)
        raise UserError(
            f"no course found in {place}: run this inside the folder that holds nbgrader_config.py, "
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
        """Return {student: folder} of what was handed in, sorted by student."""
        base = self.root / "submitted"
        folders = sorted(base.glob(f"*/{assignment}")) if base.is_dir() else []
        return {folder.parent.name: folder for folder in folders if folder.is_dir()}

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
