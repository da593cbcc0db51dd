"""The page that a student gets back: one HTML file that opens offline, on a phone, in light and dark.

`nbgrader_config.py` names the exporter and the step that fills it, so `nbgrader generate_feedback` writes the same.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fnmatch import fnmatch
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.converters import GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import GetGrades
from pygments.formatters import HtmlFormatter
from traitlets.config import Config

from grader.assignment.engine import page_hash
from grader.assignment.rubric import read_marks, sum_of
from grader.conventions import EVIDENCE_START, METADATA_KEY, grade_id, question_of
from grader.course import Course
from grader.errors import UserError
from grader.grading import gradebook
from grader.grading.session import Session
from grader.grading.up_to_date import Standing, grading_basis, standing
from grader.grading.verdict_text import GONE, LEFT, as_html, not_attempted
from grader.grading.waived import counted, read_waived
from grader.judging.evidence import read_evidence
from grader.plain_text import shown_answer
from grader.reading.submission_file import UnreadableSubmission, find_notebook
from grader.reports import history
from grader.reports.feedback_opening import opening
from grader.reports.feedback_tasks import Task, tasks_of, title_of
from grader.reports.figure_text import figure_text
from grader.safe_html import clean_html, markdown_to_html, with_code

TEMPLATES = Path(__file__).parent / "templates"
_NUMBER = re.compile(r"\d+(?:\.\d+)*(?=[.):\s])")


class Feedback(NamedTuple):
    """What writing feedback came to: the pages, {student: failure}, and what a TA should look at, a line each."""

    pages: list[Path]
    failed: dict[str, str]
    notes: list[str]


class CollectFeedback(GetGrades):
    """Adds scores and comments from the gradebook, and puts each question's cells together for the template."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Fill `resources["feedback"]`: a list of questions in the order of the notebook."""
        self.waived = read_waived(Session.of(self).course, resources["nbgrader"]["assignment"])
        nb, resources = super().preprocess(nb, resources)
        resources["nbgrader"]["max_score"] = sum(c.metadata.nbgrader["points"] for c in nb.cells if utils.is_grade(c))
        cells = {cell_id: cell for cell in nb.cells if (cell_id := grade_id(cell))}
        about = resources["nbgrader"]
        release = Session.of(self).assignment(about["assignment"]).release
        tasks = tasks_of(release)
        questions = []
        for name, cell in cells.items():
            if not utils.is_grade(cell):
                continue
            answer = question_of(name) or name
            questions.append(_question(answer, tasks.get(answer, Task(answer)), cells.get(answer, cell), cell))
        resources["feedback"] = {
            "questions": questions,
            "title": title_of(release) or about["notebook"].replace("_", " "),
            "titles": {question["name"]: question["title"] for question in questions},
            "opening": opening(questions, about["late_penalty"]),
            "changes": self._changes(nb, about, questions),
            "waiting": sum(question["points"] for question in questions if question["waiting"]),
            "decided": sum(question["score"] for question in questions if not question["waiting"]),
            "light": HtmlFormatter(style="default").get_style_defs(".highlight"),
            "dark": HtmlFormatter(style="github-dark").get_style_defs(".highlight"),
        }
        return nb, resources

    def _changes(
        self, nb: NotebookNode, about: dict[str, Any], questions: list[dict[str, Any]]
    ) -> list[history.Change]:
        """Return what is other than on the student's earlier pages, and remember this one."""
        points = {question["name"]: None if question["waiting"] else question["score"] for question in questions}
        comments = {name: cell.metadata.nbgrader.get("comment") for cell in nb.cells if (name := grade_id(cell))}
        course = Session.of(self).course
        said = history.Version(
            date.today().isoformat(),
            nb.metadata.get("grader", {}).get("submission", ""),
            points,
            {question["name"]: question["points"] for question in questions},
            {q["name"]: {test["sentence"]: test["outcome"] for test in q["tests"]} for q in questions},
            about["late_penalty"],
            history.shown_by(points, comments, about["late_penalty"]),
            page_hash(),
            history.hash_of_graded(course, about["assignment"], about["student"]),
        )
        return history.remember(course, about["assignment"], about["student"], said)

    def _get_score(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_score(cell, resources)
        grade = self.gradebook.find_grade(grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
        points, most = counted(
            self.waived, grade.name, None if grade.needs_manual_grade else grade.score, grade.max_score
        )
        cell.metadata.nbgrader |= {"waiting": points is None, "points": most, "score": points or 0.0}
        cell.metadata.nbgrader["waived"] = self.waived.get(question_of(grade.name) or grade.name, "")
        cell.metadata.nbgrader["by_person"] = grade.manual_score is not None

    def _get_comment(self, cell: NotebookNode, resources: dict[str, Any]) -> None:
        super()._get_comment(cell, resources)
        said = self.gradebook.find_comment(grade_id(cell), self.notebook_id, self.assignment_id, self.student_id)
        # What nbgrader says of a cell that was left as it was given is no comment of a TA.
        cell.metadata.nbgrader |= {"said": said.manual_comment or "", "untouched": bool(said.auto_comment)}


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
        yield "markdown2html", markdown_to_html
        yield "cleaned", clean_html
        yield "with_code", with_code


def graded_students(course: Course, assignment: str, students: str = "*") -> dict[str, gradebook.Score]:
    """Return {student: score} of everyone who can get a page and whose name fits `students`.

    Raises UserError if nobody can.
    """
    course.author_text(assignment)
    with Session(course) as session:
        return _graded(session, assignment, students)


def write_feedback(
    course: Course,
    assignment: str,
    students: str = "*",
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Feedback:
    """Write the page of every graded student whose name fits `students`. Raises UserError if nobody is graded."""
    feedback = Feedback([], {}, [])
    with Session(course) as session:
        graded = _graded(session, assignment, students)
        feedback.failed.update(_outdated(session, assignment, graded))
        session.coursedir.assignment_id = assignment
        for done, student in enumerate(graded, start=1):
            if student in feedback.failed:
                continue
            session.said.clear()
            try:
                _convert(session, student)
                feedback.pages.append(course.feedback(assignment, student))
            except NbGraderException as error:
                feedback.failed[student] = "\n".join(session.said) or str(error)
            progress(done, len(graded))
        feedback.notes.extend(_marks_that_do_not_fit(session, assignment, graded))
    return feedback


def _graded(session: Session, assignment: str, students: str) -> dict[str, gradebook.Score]:
    known: dict[str, gradebook.Score] = {}
    if session.has_gradebook:
        with session.gradebook() as book:
            known = gradebook.scores(book, assignment, read_waived(session.course, assignment))
    path = session.course.autograded
    graded = {name: score for name, score in sorted(known.items()) if path(assignment, name).is_file()}
    fitting = {name: score for name, score in graded.items() if fnmatch(name, students)}
    if not graded:
        raise UserError(f"nobody is graded yet: run `grader grade {assignment}` first.")
    if not fitting:
        raise UserError(f"no graded student is named {students!r}: `grader status {assignment}` lists them.")
    return fitting


def outdated(course: Course, assignment: str, students: Iterable[str]) -> dict[str, str]:
    """Return {student: why} of those whose points belong to other tests than the page would show.

    Raises UserError if the assignment is not whole.
    """
    with Session(course) as session:
        return _outdated(session, assignment, students)


def _outdated(session: Session, assignment: str, students: Iterable[str]) -> dict[str, str]:
    with session.gradebook() as book:
        basis = grading_basis(session, assignment, book)
    handed_in, found = session.course.submitted(assignment), {}
    for student in (student for student in students if student in handed_in):
        try:
            notebook, _ = find_notebook(handed_in[student], assignment)
            now = standing(session.course, assignment, student, notebook, basis)
        except UnreadableSubmission:
            continue
        if now is Standing.OTHER_BASIS:
            found[student] = f"{now.value}: `grader grade {assignment}`"
    return found


def _marks_that_do_not_fit(session: Session, assignment: str, students: Iterable[str]) -> Iterator[str]:
    """Yield where rubric marks and score say different things: a page shows both."""
    with session.gradebook() as book:
        for student in students:
            for notebook in book.find_submission(assignment, student).notebooks:
                grades = {grade.name: grade for grade in notebook.grades}
                for comment in notebook.comments:
                    marks, _ = read_marks(comment.manual_comment or "")
                    grade = grades.get(comment.name)
                    if not marks or grade is None:
                        continue
                    if grade.needs_manual_grade and grade.manual_score is None:
                        yield f"{student}: {comment.name} has marks, but no score yet"
                    elif abs(sum_of(marks) - (grade.score or 0)) > 0.005:
                        yield f"{student}: {comment.name}: marks of {sum_of(marks):g}, score {grade.score or 0:g}"


def _convert(session: Session, student: str) -> None:
    converter = _FeedbackForOne(coursedir=session.coursedir, parent=session.app)
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
    groups = groupby(lines, lambda line: line.startswith(EVIDENCE_START))
    return [(record, "\n".join(group)) for record, group in groups]


def _question(name: str, task: Task, answer: NotebookNode, graded: NotebookNode) -> dict[str, Any]:
    about, kept = graded.metadata.nbgrader, graded.metadata.get(METADATA_KEY, {})
    marks, comment = read_marks(answer.metadata.nbgrader.get("said", ""))
    number = _NUMBER.match(task.section)
    left = ""
    if not about["by_person"]:
        untouched = answer.metadata.nbgrader.get("untouched") and not about["waiting"]
        left = not_attempted(kept) or (LEFT if untouched else "")
    return {
        "name": name,
        "title": task.title,
        "section": " › ".join(dict.fromkeys(part for part in (task.section, task.title) if part)),
        "where": f"section {number[0]}" if number else f"“{task.section}”" if task.section else "the notebook",
        "task": task.shown,
        "kind": answer.cell_type,
        "given": not utils.is_solution(answer),
        "source": shown_answer(answer.source, answer.cell_type == "code"),
        "outputs": answer.get("outputs", []),
        "attachments": answer.get("attachments", {}),
        "figure": figure_text(read_evidence(answer, name).data),
        "tests": kept.get("tests", []),
        "verdict": as_html(kept, with_costs=not (about["by_person"] or about["waived"])) if kept.get("tests") else "",
        "full": not (about["waiting"] or about["waived"]) and about["score"] >= about["points"],
        "left": left,
        "deleted": left == GONE,
        "score": about["score"],
        "points": about["points"],
        "waiting": about["waiting"],
        "by_person": about["by_person"],
        "waived": about["waived"],
        "marks": marks,
        "marked": sum_of(marks),
        "comment": comment,
    }
