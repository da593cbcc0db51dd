"""nbgrader's handlers for a course of ours: assignments are texts, not folders, and pages say what may run in them."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from nbgrader.apps.api import NbGraderAPI
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.base import BaseHandler
from nbgrader.utils import temp_attrs
from tornado import web

from grader.course import Course
from grader.formgrader.pages import SubmissionPage, policy, use_nonce


class CourseAPI(NbGraderAPI):
    """nbgrader's interface to a course whose assignments are `source/NAME.py`: nbgrader looks for folders there."""

    @property
    def course(self) -> Course:
        """Return the course that is served."""
        return Course(Path(self.coursedir.root))

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


class _CourseHandler(BaseHandler):
    """What each of nbgrader's handlers gets: the course's interface, and a policy for its page."""

    @property
    def content_security_policy(self) -> str:
        """Return the policy of this page."""
        return policy(self._nonce())

    def prepare(self) -> Any:
        """Let the templates of this page mark their scripts."""
        use_nonce(self._nonce())
        self.set_header("Referrer-Policy", "no-referrer")
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
    def exporter(self) -> SubmissionPage:
        """Return what makes the page of a submission."""
        return self.settings["nbgrader_exporter"]


class _DueDate(apihandlers.AssignmentHandler):
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


def for_a_course(found: tuple) -> tuple:
    """Return one of nbgrader's (pattern, handler, ...) with our additions to its handler."""
    pattern, handler, *rest = found
    if not issubclass(handler, BaseHandler):
        return found
    base = _DueDate if handler is apihandlers.AssignmentHandler else handler
    return pattern, type(handler.__name__, (_CourseHandler, base), {}), *rest


def no_such_page() -> type:
    """Return the handler of addresses that lead nowhere."""
    return type("NoSuchPage", (_CourseHandler, handlers.Template404), {})
