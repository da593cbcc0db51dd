"""nbgrader's handlers for a course of ours: assignments are texts, not folders, and pages say what may run in them."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler
from nbgrader.utils import temp_attrs
from tornado import web

from grader.course import Course
from grader.errors import UserError
from grader.formgrader.pages import SubmissionPage, policy, use_nonce
from grader.formgrader.question_page import questions_of
from grader.grading.marks import MarkedCell, Marks, check_marks, graded_cell, points_of
from grader.grading.waived import read_waived


class CourseAPI(NbGraderAPI):
    """nbgrader's interface to a course whose assignments are `source/NAME.py`: nbgrader looks for folders there."""

    @property
    def course(self) -> Course:
        """Return the course that is served."""
        return Course(Path(self.coursedir.root))

    def get_notebook_submission_indices(self, assignment_id: str, notebook_id: str) -> dict[str, int]:
        """Return {submission: place}, in the order of nbgrader's list, whose numbers its pages then share."""
        found = super().get_notebook_submission_indices(assignment_id, notebook_id)
        return {submission: place for place, submission in enumerate(sorted(found))}

    def get_source_assignments(self) -> set[str]:
        """Return the names of all assignments."""
        return set(self.course.assignments())

    def get_assignment(self, assignment_id: str, released: set[str] | None = None) -> dict[str, Any] | None:
        """Return what is known of an assignment, None if there is none of that name."""
        if assignment_id not in self.get_source_assignments():
            return None
        format_path, source = self.coursedir.format_path, self.coursedir.source_directory

        def path(step: str, student_id: str, assignment_id: str, escape: bool = False) -> str:
            """Return nbgrader's paths, but for the author text: nbgrader asks whether there is a folder."""
            texts = os.path.join(self.coursedir.root, source)
            return texts if step == source else format_path(step, student_id, assignment_id, escape=escape)

        with temp_attrs(self.coursedir, format_path=path):
            return super().get_assignment(assignment_id, released)


class CourseHandler(BaseHandler):
    """What each of nbgrader's handlers gets: the course's interface, and a policy for its page."""

    @property
    def content_security_policy(self) -> str:
        """Return the policy of this page."""
        return policy(self._nonce())

    def prepare(self) -> Any:
        """Let the templates of this page mark their scripts."""
        use_nonce(self._nonce())
        self.set_header("Referrer-Policy", "no-referrer")
        if self.settings["nbgrader_gradebook"] is not None:
            self.gradebook.db.rollback()  # what was read before may have been changed by another process
        return super().prepare()

    def _nonce(self) -> str:
        return self.__dict__.setdefault("_page_nonce", secrets.token_urlsafe(16))

    @property
    def api(self) -> CourseAPI:
        """Return nbgrader's interface to this course."""
        level, parent = self.log.level, self.coursedir.parent
        parent.load_config_file()
        found = CourseAPI(self.coursedir, self.authenticator, parent=parent)
        found.log_level = level
        return found

    @property
    def course(self) -> Course:
        """Return the course that is served."""
        return Course(Path(self.coursedir.root))

    def marks(self, assignment: str) -> Marks:
        """Return the marks of an assignment, as the person gives them who runs this server."""
        return Marks(self.course, self.gradebook, assignment, self.settings["grader_marker"])

    def waived(self, assignment: str) -> dict[str, str]:
        """Return {question: how it is waived}; nothing if the file cannot be read: `grader` commands say so."""
        with contextlib.suppress(UserError):
            return read_waived(self.course, assignment)
        return {}

    def refuse(self, status: int, message: str, **more: Any) -> None:
        """Answer that nothing was saved, and why."""
        self.set_status(status)
        self.write({"message": message, **more})

    @property
    def exporter(self) -> SubmissionPage:
        """Return what makes the page of a submission."""
        return self.settings["nbgrader_exporter"]


class _DueDate(CourseHandler, apihandlers.AssignmentHandler):
    """Sets a due date. nbgrader would make a folder for the assignment, too, which nobody needs here."""

    @web.authenticated
    def put(self, assignment_id: str) -> None:
        """Save the due date of an assignment of the course."""
        assignment_id = assignment_id.strip()
        if self.api.get_assignment(assignment_id) is None:
            raise web.HTTPError(404, "There is no such assignment.")
        data = self.get_json_body() or {}
        due = " ".join(str(part) for key in ("duedate_notimezone", "duedate_timezone") if (part := data.get(key)))
        try:
            self.gradebook.update_or_create_assignment(assignment_id, duedate=due or None)
        except ValueError as error:
            raise web.HTTPError(400, "A due date is written like 2026-11-20 18:00.") from error
        self.write(self.api.get_assignment(assignment_id))


class _SavesOneCell(CourseHandler, apihandlers.BaseApiHandler):
    """Saves a score or comment as nbgrader does, if it is one, and if nobody changed the cell meanwhile."""

    def save(self, find: Callable, row_id: str, save: Callable[[str], None]) -> None:
        """Let nbgrader save what is asked for the grade or comment `row_id`, and write it into the log."""
        data = self.get_json_body() or {}
        try:
            row = find(row_id)
        except MissingEntry:
            raise web.HTTPError(404) from None
        notebook = row.notebook
        marks = self.marks(notebook.assignment.assignment.name)
        with marks.alone():
            one = marks.cell_of(notebook.id, graded_cell(notebook, row.name))
            if one is None:
                raise web.HTTPError(404)
            try:
                _check(data, one)
            except UserError as error:
                return self.refuse(400, str(error))
            before, now = one.state, row.to_dict()
            seen = data.get("seen") or {}
            if any(_plain(now[key]) != _plain(value) for key, value in seen.items() if key in now):
                by = marks.givers(one.grade.name).get((one.student, before), ("", ""))[0]
                return self.refuse(409, changed_meanwhile(before.shown, by), now=now)
            save(row_id)
            marks.note(one, before, "mark")


def changed_meanwhile(now: str, by: str) -> str:
    """Return what a person reads whose mark is not saved for another one's sake."""
    return f"Not saved: {by or 'somebody'} changed this meanwhile. It has {now} now."


def _plain(value: Any) -> Any:
    return value or "" if value is None or isinstance(value, str) else value


def _check(data: dict[str, Any], one: MarkedCell) -> None:
    points_of(data.get("manual_score"), one.grade.max_score)
    points_of(data.get("extra_credit"), None)
    check_marks(str(data.get("manual_comment") or ""))


class _SavedScore(_SavesOneCell, apihandlers.GradeHandler):
    """Saves a score."""

    @web.authenticated
    def put(self, grade_id: str) -> None:
        """Save a score between 0 and the most."""
        self.save(self.gradebook.find_grade_by_id, grade_id, super().put)


class _SavedComment(_SavesOneCell, apihandlers.CommentHandler):
    """Saves a comment."""

    @web.authenticated
    def put(self, grade_id: str) -> None:
        """Save a comment, with the marks in it."""
        self.save(self.gradebook.find_comment_by_id, grade_id, super().put)


class _Submissions(CourseHandler, handlers.GradebookNotebookSubmissionsHandler):
    """Lists the submissions of a notebook, and the questions that can be graded across the class."""

    def render(self, name: str, **what: Any) -> str:
        """Return the page."""
        assignment = what["assignment_id"]
        questions, waived = questions_of(self.marks(assignment)), self.waived(assignment)
        return super().render(name, **what, questions=questions, waived=waived)


_OURS = {
    apihandlers.AssignmentHandler: _DueDate,
    apihandlers.GradeHandler: _SavedScore,
    apihandlers.CommentHandler: _SavedComment,
    handlers.GradebookNotebookSubmissionsHandler: _Submissions,
}


def for_a_course(found: tuple) -> tuple:
    """Return one of nbgrader's (pattern, handler, ...) with our additions to its handler."""
    pattern, handler, *rest = found
    if not issubclass(handler, BaseHandler):
        return found
    ours = _OURS.get(handler) or type(handler.__name__, (CourseHandler, handler), {})
    return pattern, ours, *rest


def no_such_page() -> type:
    """Return the handler of addresses that lead nowhere."""
    return type("NoSuchPage", (CourseHandler, handlers.Template404), {})
