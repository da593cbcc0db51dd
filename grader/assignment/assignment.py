"""Everything that judging one assignment needs, read once: text, release, hidden tests, probes, toy worlds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.assignment.author_text import AuthorText
from grader.assignment.engine import engine_hash
from grader.assignment.files import JUDGED_BY, assignment_files
from grader.assignment.hidden_tests import HiddenTests
from grader.assignment.identity import identity_of
from grader.assignment.students_notebook import student_notebook
from grader.assignment.students_repository import StudentsRepository
from grader.course import SHARED, Course
from grader.errors import UserError
from grader.python_source import NotPython, parse, to_python
from grader.reading.belongs import Identity
from grader.reading.sheet import Sheet, read_release
from grader.sandbox.worker import QuestionWorld


@dataclass(frozen=True)
class Assignment:
    """One assignment of a course."""

    course: Course
    name: str
    text: AuthorText
    tests: dict[str, HiddenTests]
    students: StudentsRepository

    @classmethod
    def load(
        cls,
        course: Course,
        name: str,
        questions: list[str] | None = None,
        students: StudentsRepository | None = None,
    ) -> Assignment:
        """Read the author text and hidden tests of `name` (all questions, or only these).

        `students` is where students find the release, if it is not to be read from the course's settings.
        Raises UserError that says what is missing, or which of its files is no Python.
        """
        text = AuthorText.read(course.author_text(name))
        tests = {}
        for question in questions or text.questions:
            if question not in text.questions:
                known = ", ".join(text.questions)
                raise UserError(f"{name} has no question {question!r} (known: {known}).")
            path = course.tests(name) / f"{question}.py"
            if not path.is_file():
                raise UserError(f"the question {question!r} has no hidden tests: write {path}.")
            tests[question] = HiddenTests.load(path)
        found = cls(course, name, text, tests, students or StudentsRepository.of(course))
        for question in tests:
            found.world(question)
        return found

    @cached_property
    def release(self) -> NotebookNode:
        """Return the students' notebook, made in memory."""
        return student_notebook(self.text, self.students)

    @cached_property
    def defines(self) -> dict[str, tuple[str, ...]]:
        """Return {question: names that its answer must define}."""
        return {name: tests.defines for name, tests in self.tests.items()}

    @cached_property
    def sheet(self) -> Sheet:
        """Return the release as a list of cells to look for in a submission."""
        return read_release(self.release, self.defines)

    @cached_property
    def identity(self) -> Identity:
        """Return what tells its notebook from those of the course's other assignments."""
        return identity_of(self.course, self.text)

    @cached_property
    def stubs(self) -> dict[str, str]:
        """Return {question: source of its untouched answer cell}."""
        cells = {c.metadata.nbgrader.grade_id: c.source for c in self.release.cells if "nbgrader" in c.metadata}
        return {name: cells[name] for name in self.text.questions}

    @cached_property
    def digest(self) -> str:
        """Return a hash of all that a verdict depends on besides the submission: text, tests, probes, engine."""
        total = hashlib.sha256(f"{engine_hash()} {self.students}".encode())
        for path in assignment_files(self.course, self.name, *JUDGED_BY):
            name = path.relative_to(self.course.root).as_posix()
            total.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        return total.hexdigest()

    def world(self, name: str) -> QuestionWorld:
        """Return what a question's process runs: the reference cells above it on toy data, and its probes."""
        if name not in self._worlds:
            self._worlds[name] = self._make_world(name)
        return self._worlds[name]

    @cached_property
    def _worlds(self) -> dict[str, QuestionWorld]:
        return {}

    def _make_world(self, name: str) -> QuestionWorld:
        question = self.text.questions[name]
        folder = self.course.tests(self.name)
        probes = folder / "probes" / f"{question.name}.py"
        if not probes.is_file():
            raise UserError(f"the question {question.name!r} has no probes: write {probes}.")
        cells = []
        for index, cell in enumerate(question.above):
            if cell.kind != "code" or cell.toy == "skip":
                continue
            source, file = cell.solution, f"<reference cell {index + 1} {cell.name or ''}>"
            if cell.toy == "data":
                source, file = _program(folder / "toy_data.py"), "<toy_data.py>"
            source = to_python(source)
            cells.append({"source": source, "file": file, "answer": cell.solution != cell.source})
        of_all, of_this = self.course.shared_tests / "probes", folder / "probes" / SHARED
        found = (*sorted(of_all.glob("*.py")), *sorted(of_this.glob("*.py")))
        shared = tuple((path.stem, _program(path)) for path in found)
        return QuestionWorld(question.name, tuple(cells), _program(probes), shared)


def _program(path: Path) -> str:
    """Return the program at `path`. Raises UserError if it is none."""
    try:
        source = path.read_text(encoding="utf-8")
        parse(to_python(source))
    except FileNotFoundError:
        raise UserError(f"{path} is missing: write it (docs/writing-an-assignment.md).") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: this is no UTF-8 text.") from None
    except NotPython as error:
        raise UserError(f"{path}{f', line {error.line},' if error.line else ''} is no valid Python: {error}.") from None
    return source
