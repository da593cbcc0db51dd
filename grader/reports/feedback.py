"""The page that a student gets back: one HTML file that opens offline, on a phone, in light and dark.

`nbgrader_config.py` names the exporter and the step that fills it, so `nbgrader generate_feedback` writes the same.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from grader.authoring.notebook import check_id
from grader.course import Course
from grader.errors import UserError
from grader.grading import gradebook
from grader.grading.nbgrader_course import nbgrader_app
from grader.grading.safe_outputs import clean_html
from grader.reading.sheet import grade_id

TEMPLATES = Path(__file__).parent / "templates"
_HEADING = re.compile(r"^#+\s+(.+?)\s*#*$", re.MULTILINE)


class CollectFeedback(GetGrades):
    """Adds scores and comments from the gradebook, and puts each question's cells together for the template."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Fill `resources["feedback"]`: a list of questions in the order of the notebook."""
        nb, resources = super().preprocess(nb, resources)
        cells = {grade_id(cell): cell for cell in nb.cells if grade_id(cell)}
        sections = _sections(nb)
        questions = []
        for name, cell in cells.items():
            if not utils.is_grade(cell):
                continue
            answer = name.removesuffix("-check") if name == check_id(name.removesuffix("-check")) else name
            questions.append(_question(answer, sections.get(answer, ""), cells.get(answer, cell), cell))
        resources["feedback"] = {
            "questions": questions,
            "waiting": sum(question["points"] for question in questions if question["waiting"]),
            "light": HtmlFormatter(style="default").get_style_defs(".highlight"),
            "dark": HtmlFormatter(style="github-dark").get_style_defs(".highlight"),
        }
        return nb, resources

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
        cell.metadata.nbgrader["waiting"] = bool(grade.needs_manual_grade)
        cell.metadata.nbgrader["by_person"] = grade.manual_score is not None


class FeedbackExporter(HTMLExporter):
    """nbconvert's HTML exporter with our template."""

    def __init__(self, config: Config | None = None, **options: Any) -> None:
        # nbgrader sets its own template for every HTML exporter: ours must be more specific, and there from the start.
        ours = Config()
        ours.FeedbackExporter.template_name = "graded"
        ours.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        super().__init__(config=Config(copy.deepcopy(config or {}), **ours), **options)

    def default_filters(self) -> Iterator[tuple[str, Callable]]:
        """Add the filter that the template needs to nbconvert's own."""
        yield from super().default_filters()
        yield "batch_records", _batch_records
        yield "cleaned", clean_html


def write_feedback(
    course: Course,
    assignment: str,
    students: str = "*",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[Path], dict[str, str]]:
    """Write the page of every graded student whose name fits `students`; return the pages, and {student: failure}.

    Raises UserError if nobody is graded.
    """
    written, failed = [], {}
    with nbgrader_app(course) as (app, said):
        graded = [student for student in gradebook.scores(app, assignment) if fnmatch(student, students)]
        graded = sorted(s for s in graded if course.autograded(assignment, s).is_file())
        if not graded:
            raise UserError(f"nobody is graded yet: run `grader grade {assignment}` first.")
        app.coursedir.assignment_id = assignment
        for done, student in enumerate(graded, start=1):
            said.clear()
            try:
                _convert(app, student)
                written.append(course.feedback(assignment, student))
            except NbGraderException as error:
                failed[student] = "\n".join(said) or str(error)
            progress(done, len(graded))
    return written, failed


def _convert(app: NbGrader, student: str) -> None:
    converter = _FeedbackForOne(coursedir=app.coursedir, parent=app)
    converter.student, converter.force = student, True
    converter.start()


class _FeedbackForOne(GenerateFeedback):
    """`nbgrader generate_feedback` for one student, whose name is no pattern."""

    student = ""

    def init_notebooks(self) -> None:
        """Name the one notebook."""
        assignment = self.coursedir.assignment_id
        folder = self._format_source(assignment, self.student)
        self.assignments = {folder: [str(Path(folder) / f"{assignment}.ipynb")]}


def _batch_records(lines: list[str]) -> list[tuple[bool, str]]:
    """Group printed lines into (whether these are records for the grader, text): records are folded away."""
    groups = groupby(lines, lambda line: line.startswith('{"evidence":'))
    return [(record, "\n".join(group)) for record, group in groups]


def _question(name: str, section: str, answer: NotebookNode, graded: NotebookNode) -> dict[str, Any]:
    about = graded.metadata.nbgrader
    return {
        "name": name,
        "title": name.replace("_", " "),
        "section": section,
        "kind": answer.cell_type,
        "source": answer.source,
        "outputs": answer.get("outputs", []),
        "tests": graded.metadata.get("grader", {}).get("tests", []),
        "outcome": graded.metadata.get("grader", {}).get("outcome", ""),
        "score": about["score"],
        "points": about["points"],
        "waiting": about["waiting"],
        "by_person": about["by_person"],
        "comment": answer.metadata.nbgrader.get("comment") or "",
    }


def _sections(nb: NotebookNode) -> dict[str, str]:
    """Return {nbgrader id: the heading above that cell}."""
    section, found = "", {}
    for cell in nb.cells:
        name = grade_id(cell)
        if name:
            found[name] = section
        elif cell.cell_type == "markdown":
            headings = _HEADING.findall(cell.source)
            section = headings[-1] if headings else section
    return found
