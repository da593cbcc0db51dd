"""One question across the class: each student's answer with the fields of its mark, the waiting ones first."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from html import unescape
from itertools import compress
from pathlib import Path

from nbformat.notebooknode import NotebookNode, from_dict
from nbgrader.api import MissingEntry

from grader.assignment.author_text import AuthorText
from grader.assignment.rubric import Item, items_of, text_of
from grader.conventions import grade_id, question_of
from grader.course import Course
from grader.errors import UserError
from grader.formgrader.pages import AnswerPart
from grader.grading.gradebook import submissions_of
from grader.grading.marks import CellState, MarkedCell, Marks
from grader.grading.verdict_cell import is_findings_of, is_for_the_ta
from grader.judging.evidence import Evidence, read_evidence
from grader.reports.alike import Facts, groups_of
from grader.reports.figure_text import figure_text
from grader.safe_html import PICTURES

_LINE = re.compile(r"<li>(.*?)</li>")  # of what rules found, as `findings_cell` writes it


@dataclass(frozen=True)
class ShownQuestion:
    """A graded cell of an assignment, and how many students it has and how many of them wait."""

    cell: str
    most: float
    students: int
    waiting: int

    @property
    def name(self) -> str:
        """Return the name that people know it by."""
        return question_of(self.cell) or self.cell


@dataclass
class ShownAnswer:
    """What a student handed in to a question, with its verdict and what rules found; no cells if it cannot be read."""

    name: str
    cells: list[NotebookNode] = field(repr=False)

    @cached_property
    def evidence(self) -> Evidence:
        """Return what the answer printed about itself."""
        own = next((one for one in self.cells if grade_id(one) == self.name), NotebookNode())
        return read_evidence(own, self.name)

    @cached_property
    def figure(self) -> str:
        """Return the figure in words, "" if nothing is known of one."""
        return figure_text(self.evidence.data)

    @cached_property
    def has_picture(self) -> bool:
        """Return whether an output of the answer is a picture: then its code is folded."""
        outputs = [output for cell in self.cells for output in cell.get("outputs", ())]
        return any(kind in output.get("data", {}) for output in outputs for kind in PICTURES)

    @cached_property
    def facts(self) -> Facts:
        """Return what tells this answer from another."""
        own = next((one for one in self.cells if grade_id(one) == self.name), NotebookNode(source="", cell_type="raw"))
        tests = next((tests for one in self.cells if (tests := one.metadata.get("grader", {}).get("tests"))), ())
        found = (line for one in self.cells if is_for_the_ta(one) for line in _LINE.findall(one.source))
        return Facts(
            tests=tuple((test["sentence"], test["outcome"]) for test in tests),
            findings=tuple(map(unescape, found)),
            printed=self.evidence.data,
            text=own.source if own.cell_type != "code" else "",
            code=own.source if own.cell_type == "code" else "",
        )

    def html(self, exporter: AnswerPart) -> str:
        """Return the answer as HTML: cleaned as all that a student wrote is. It is made once."""
        if "_html" not in self.__dict__:
            notebook = from_dict({"cells": self.cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
            self._html, _ = exporter.from_notebook_node(notebook, {"folded": self.has_picture})
        return self._html


@dataclass
class AnswerView:
    """One student's answer as the page shows it, without a name; `number` is that of formgrader's lists."""

    number: int
    cell: MarkedCell
    answer: ShownAnswer
    by: str = ""
    when: str = ""
    html: str = field(default="", repr=False)

    @property
    def standing(self) -> str:
        """Return where the mark comes from, in a few words."""
        state = self.cell.state
        if state.waits:
            return "waits"
        if state.score is None:
            return "scored by the tests"
        return ", ".join(part for part in (f"given by {self.by}" if self.by else "given", self.when) if part)


def questions_of(marks: Marks) -> list[ShownQuestion]:
    """Return the graded cells of an assignment, those with waiting answers first, then in the order of their names."""
    try:
        notebook = marks.gradebook.find_notebook(marks.assignment, marks.assignment)
    except MissingEntry:
        return []
    found: dict[str, list[bool]] = {cell.name: [] for cell in notebook.grade_cells}
    most = {cell.name: cell.max_score for cell in notebook.grade_cells}
    for submission in submissions_of(marks.gradebook, marks.assignment):
        for grade in (grade for one in submission.notebooks for grade in one.grades):
            found.setdefault(grade.name, []).append(bool(grade.needs_manual_grade))
            most.setdefault(grade.name, grade.max_score)
    questions = [ShownQuestion(cell, most[cell], len(waits), sum(waits)) for cell, waits in found.items()]
    return sorted(questions, key=lambda one: (not one.waiting, one.name))


def rubric_of(course: Course, assignment: str, cell: str) -> tuple[list[Item], str]:
    """Return the items of a cell's rubric and the rest of its text; nothing if the text cannot be read now."""
    try:
        path = course.author_text(assignment)
    except UserError:
        return [], ""
    rubric = _rubric(path, path.stat().st_mtime_ns, question_of(cell) or cell)
    # Marks are lines of a comment, and only an answer has one of its own name.
    return (items_of(rubric), text_of(rubric)) if not question_of(cell) else ([], rubric)


def answers_to(marks: Marks, cell: str) -> list[AnswerView]:
    """Return the answers of all students, the waiting ones first.

    The order is shuffled for each question, so that nobody is always the last, and is the same on each call.
    """
    course, assignment = marks.course, marks.assignment
    there = [one for one in marks.cells(cell) if course.autograded(assignment, one.student).is_file()]
    numbers = {id_: number for number, id_ in enumerate(sorted(one.submission for one in there), start=1)}
    givers = marks.givers(cell)
    views = []
    for one in there:
        by, when = givers.get((one.student, one.state), ("", ""))
        path = course.autograded(assignment, one.student)
        answer = _answer(path, path.stat().st_mtime_ns, cell)
        views.append(AnswerView(numbers[one.submission], one, answer, by, _shown_time(when)))
    return sorted(views, key=lambda view: (not view.cell.state.waits, _draw(assignment, cell, view.cell.student)))


@dataclass(frozen=True)
class AnswerGroup:
    """Answers that are shown together; `shared` is what they share, in words."""

    views: list[AnswerView]
    shared: tuple[str, ...] = ()


def alike(views: list[AnswerView]) -> list[AnswerGroup]:
    """Return the answers in groups of like ones; groups in which somebody waits come first, then large ones."""
    by_name = {view.cell.submission: view for view in views}
    found = groups_of({name: view.answer.facts for name, view in by_name.items()})
    groups = [AnswerGroup([by_name[name] for name in group.members], group.shared) for group in found]
    return sorted(groups, key=lambda group: (len(group.views) == 1, not any(v.cell.state.waits for v in group.views)))


def pages_of(groups: list[AnswerGroup], most: int) -> list[list[AnswerGroup]]:
    """Return the groups page by page: about `most` answers on each, no group on two."""
    pages: list[list[AnswerGroup]] = [[]]
    for group in groups:
        if pages[-1] and sum(len(one.views) for one in pages[-1]) + len(group.views) > most:
            pages.append([])
        pages[-1].append(group)
    return pages


@dataclass(frozen=True)
class GroupMark:
    """A mark that was given to several answers at once, and can be taken back."""

    act: str
    about: str


def group_marks(marks: Marks, cell: str) -> list[GroupMark]:
    """Return the marks of groups and changes of comments that were not taken back, the latest first."""
    log = marks.log(cell)
    undone = {line.get("undone") for line in log}
    acts: dict[str, list[dict]] = {}
    for line in log:
        if line.get("kind") in ("group", "edit") and line["act"] not in undone:
            acts.setdefault(line["act"], []).append(line)
    return [GroupMark(act, _about(lines)) for act, lines in reversed(acts.items())]


def _about(lines: list[dict]) -> str:
    what = {CellState(**line["after"]).shown for line in lines}
    said = what.pop() if len(what) == 1 else "a changed comment"
    by = f" by {lines[0]['by']}" if lines[0].get("by") else ""
    return f"{_shown_time(lines[0]['time'])}{by}: {said}, to {len(lines)} answer{'s' * (len(lines) > 1)}"


def _draw(assignment: str, cell: str, student: str) -> bytes:
    return hashlib.sha256("\0".join((assignment, cell, student)).encode()).digest()


@lru_cache(maxsize=400)
def _answer(path: Path, stamp: int, cell: str) -> ShownAnswer:
    """Return the answer in a graded notebook, which is read again when its file is another one (`stamp`)."""
    name = question_of(cell) or cell
    try:
        cells = from_dict(json.loads(path.read_bytes())["cells"])
    except (OSError, ValueError, KeyError, TypeError):
        return ShownAnswer(name, [])
    for one in cells:
        one.source = one.source if isinstance(one.source, str) else "".join(one.source)
        for output in one.get("outputs", ()):
            _join_lines(output)
    wanted = [is_findings_of(one, cell) if is_for_the_ta(one) else grade_id(one) in (cell, name) for one in cells]
    return ShownAnswer(name, list(compress(cells, wanted)))


@lru_cache(maxsize=20)
def _rubric(path: Path, stamp: int, name: str) -> str:
    """Return the rubric of a cell, "" for none or if the text cannot be read now."""
    try:
        return AuthorText.read(path).rubrics.get(name, "")
    except UserError:
        return ""


def _join_lines(output: NotebookNode) -> None:
    """Join what a file of a notebook keeps as lists of lines."""
    if isinstance(output.get("text"), list):
        output.text = "".join(output.text)
    for kind, data in output.get("data", {}).items():
        if isinstance(data, list) and all(isinstance(line, str) for line in data):
            output.data[kind] = "".join(data)


def _shown_time(when: str) -> str:
    return f"{datetime.fromisoformat(when).astimezone():%d %b %H:%M}" if when else ""
