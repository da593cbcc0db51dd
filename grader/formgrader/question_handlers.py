"""The pages of one question across the class, and what their buttons ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbgrader.server_extensions.formgrader.apihandlers import BaseApiHandler
from nbgrader.server_extensions.formgrader.base import check_notebook_dir, check_xsrf
from pygments.formatters import HtmlFormatter
from tornado import web

from grader.errors import UserError
from grader.formgrader.course_handlers import CourseHandler, changed_meanwhile
from grader.formgrader.question_page import (
    AnswerGroup,
    alike,
    answers_to,
    group_marks,
    pages_of,
    questions_of,
    rubric_of,
)
from grader.grading.marks import MarkedCell, MarkingOutcome
from grader.grading.remarks import change_for_all, remarks_on
from grader.grading.shares import Share, give_second, read_shares, second_marks
from grader.safe_html import markdown_to_html

MOST_ANSWERS = 40  # on one page: each may hold a figure


@dataclass(frozen=True)
class ShownShare:
    """Whose answers a page shows: "own", "second" or "all"; `owners` are all who mark the question."""

    asked: str
    own: frozenset[str]
    second: frozenset[str]
    owners: tuple[str, ...]

    @property
    def is_second(self) -> bool:
        """Return whether the page is for a second look: then it tells nothing of the first one."""
        return self.asked == "second"

    @property
    def flag(self) -> str:
        """Return what keeps the choice in an address."""
        return "" if self.asked == "own" else f"{self.asked}=1&"

    def holds(self, student: str) -> bool:
        """Return whether the page shows this student's answer."""
        return self.asked == "all" or student in (self.second if self.is_second else self.own)


class QuestionHandler(CourseHandler):
    """One question across the class."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def get(self, assignment: str, notebook: str, cell: str) -> None:
        """Show each student's answer with the fields of its mark, the waiting ones first."""
        marks = self.marks(assignment)
        questions = questions_of(marks)
        place = next((place for place, one in enumerate(questions) if one.cell == cell), None)
        if place is None:
            raise web.HTTPError(404)
        whose = self._share(assignment, cell)
        views = [view for view in answers_to(marks, cell) if whose.holds(view.cell.student)]
        grouped = bool(self._number("alike")) and not whose.is_second
        pages = pages_of(alike(views) if grouped else [AnswerGroup([view]) for view in views], MOST_ANSWERS)
        number = min(self._number("page"), len(pages) - 1)
        exporter = self.settings["grader_answer_part"]
        for view in (view for group in pages[number] for view in group.views):
            view.html = view.answer.html(exporter)
        second = second_marks(self.course, assignment) if whose.is_second else {}
        items, text = rubric_of(self.course, assignment, cell)
        page = self.render(
            "question.tpl",
            base_url=self.base_url,
            assignment_id=assignment,
            notebook_id=notebook,
            question=questions[place],
            questions=sorted(questions, key=lambda one: one.name),
            groups=pages[number],
            grouped=grouped,
            whose=whose,
            second={student: points for (student, name), (_, points) in second.items() if name == cell},
            remarks=remarks_on(marks, cell),
            given=group_marks(marks, cell),
            items=items,
            rubric=markdown_to_html(text),
            page=number,
            pages=len(pages),
            waived={name: how for name, how in self.waived(assignment).items() if name == questions[place].name},
            colours=HtmlFormatter(style="default").get_style_defs(".highlight"),
        )
        self.write(page)

    def _share(self, assignment: str, cell: str) -> ShownShare:
        """Return whose answers are asked for: one's own, if any are, those of a second look, or all."""
        marker = self.settings["grader_marker"]
        shares = read_shares(self.course, assignment)
        owners = {student: share.first[cell] for student, share in shares.items() if cell in share.first}
        own = frozenset(student for student, owner in owners.items() if owner == marker)
        second = frozenset(student for student, share in shares.items() if share.second.get(cell) == marker)
        asked = "second" if self._number("second") and second else "own" if own and not self._number("all") else "all"
        return ShownShare(asked, own, second, tuple(sorted(set(owners.values()))))

    def _number(self, name: str) -> int:
        given = self.get_argument(name, "0")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 0


class GiveHandler(CourseHandler, BaseApiHandler):
    """Saves marks and comments from the page of a question."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def put(self, assignment: str, cell: str) -> None:
        """Give what is named of `score` and `comment` to the submissions in `seen`: {id: version seen}."""
        data = self.get_json_body()
        seen = data.get("seen") if isinstance(data, dict) else None
        if not isinstance(seen, dict):
            raise web.HTTPError(400)
        what = {key: data[key] for key in ("score", "comment") if key in data}
        kind = "group" if data.get("kind") == "group" else "mark"
        marks = self.marks(assignment)
        try:
            with marks.alone():
                outcome = marks.give(cell, seen, kind, **what)
                self.write(self.answer(outcome, _numbers(marks.cells(cell))))
        except UserError as error:
            self.refuse(400, str(error))

    @staticmethod
    def answer(outcome: MarkingOutcome, numbers: dict[str, int]) -> dict[str, Any]:
        """Return what the page is told: what the cells have now, and the refused ones by name."""
        refused = {one.submission: by for one, by in outcome.refused}
        said = [
            f"Submission #{numbers[one.submission]}: {changed_meanwhile(one.state.shown, by)}"
            for one, by in outcome.refused
        ]
        every = [*outcome.done, *(one for one, _ in outcome.refused)]
        return {
            "act": outcome.act,
            "said": said,
            "cells": {one.submission: {**_state(one), "refused": one.submission in refused} for one in every},
        }


class UndoHandler(GiveHandler):
    """Takes back a mark that was given to a group."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def put(self, assignment: str, cell: str) -> None:
        """Give back what the answers had before the act, those that changed since excepted."""
        data = self.get_json_body()
        act = data.get("act") if isinstance(data, dict) else None
        if not isinstance(act, str):
            raise web.HTTPError(400)
        marks = self.marks(assignment)
        with marks.alone():
            self.write(self.answer(marks.undo(cell, act), _numbers(marks.cells(cell))))


class ChangeHandler(GiveHandler):
    """Changes a comment or the points of a mark for all who got it."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def put(self, assignment: str, cell: str) -> None:
        """Put `new` in the place of `old`; the report names those whose comment was edited by hand since."""
        data = self.get_json_body()
        old, new = (data.get(key) if isinstance(data, dict) else None for key in ("old", "new"))
        if not isinstance(old, str) or not isinstance(new, str):
            raise web.HTTPError(400)
        marks = self.marks(assignment)
        try:
            with marks.alone():
                outcome = change_for_all(marks, cell, old, new)
                numbers = _numbers(marks.cells(cell))
        except UserError as error:
            return self.refuse(400, str(error))
        left = [f"Submission #{numbers[one.submission]}" for one, _ in outcome.refused]
        said = [f"Changed for {len(outcome.done)}."]
        if left:
            said.append(f"Edited by hand since they got it, and left as they are: {', '.join(left)}.")
        self.write({"said": said})


class SecondHandler(GiveHandler):
    """Keeps the mark of a second look in the log: the first one counts, and stays unseen."""

    @web.authenticated
    @check_xsrf
    @check_notebook_dir
    def put(self, assignment: str, cell: str) -> None:
        """Keep `score` for the submission `id`."""
        data = self.get_json_body()
        marks = self.marks(assignment)
        one = marks.cell_of(str(data.get("id")), cell) if isinstance(data, dict) else None
        if one is None or read_shares(self.course, assignment).get(one.student, Share()).second.get(cell) != marks.by:
            return self.refuse(404, "Not saved: this answer is not yours for a second look.")
        try:
            self.write({"score": give_second(self.course, assignment, one, marks.by, data.get("score"))})
        except UserError as error:
            self.refuse(400, str(error))


def _state(one: MarkedCell) -> dict[str, Any]:
    state = one.state
    return {"version": state.version, "score": state.score, "comment": state.comment, "waits": state.waits}


def _numbers(cells: list[MarkedCell]) -> dict[str, int]:
    return {id_: number for number, id_ in enumerate(sorted(one.submission for one in cells), start=1)}


handlers_of_questions = [
    (r"/formgrader/gradebook/([^/]+)/([^/]+)/question/([^/]+)/?", QuestionHandler),
    (r"/formgrader/api/question/([^/]+)/([^/]+)", GiveHandler),
    (r"/formgrader/api/question/([^/]+)/([^/]+)/undo", UndoHandler),
    (r"/formgrader/api/question/([^/]+)/([^/]+)/second", SecondHandler),
    (r"/formgrader/api/question/([^/]+)/([^/]+)/change", ChangeHandler),
]
