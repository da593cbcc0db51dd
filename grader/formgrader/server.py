"""A Jupyter server that serves formgrader and nothing else: no kernel, no terminal, no file of the course."""

from __future__ import annotations

import logging
import os
import sys

from jupyter_server.serverapp import ServerApp
from nbgrader.server_extensions.formgrader import apihandlers, handlers
from nbgrader.server_extensions.formgrader.formgrader import FormgradeExtension
from tornado import web
from tornado.web import Application
from traitlets.config import Config

from grader.course import Course
from grader.formgrader.course_handlers import for_a_course, no_such_page
from grader.formgrader.pages import AnswerPart, SubmissionPage, page_templates
from grader.formgrader.question_handlers import handlers_of_questions


class FormgraderServer(ServerApp):
    """Jupyter's server with its login alone: what would run code or read files is not there to be asked."""

    default_services = ("auth", "security")  # type: ignore[assignment]  # the type there, inferred, counts the services

    def init_webapp(self) -> None:
        """Leave out the handler that gives out files."""
        self.contents_manager.files_handler_class = None
        super().init_webapp()


class CourseFormgrader(FormgradeExtension):
    """nbgrader's formgrader with pages on which only its own scripts run, on the assignments of a course."""

    def init_tornado_settings(self, webapp: Application) -> None:
        """Put our templates and our exporter in nbgrader's place."""
        super().init_tornado_settings(webapp)
        webapp.settings["nbgrader_jinja2_env"] = page_templates()
        webapp.settings["nbgrader_exporter"] = SubmissionPage(config=self.config)
        webapp.settings["grader_answer_part"] = AnswerPart(config=self.config)

    def init_handlers(self, webapp: Application) -> None:
        """Add nbgrader's handlers, each with what a course of ours needs."""
        found = [*handlers.default_handlers, *apihandlers.default_handlers]
        kept = [for_a_course(found_one) for found_one in found if found_one[1] is not handlers.SubmissionFilesHandler]
        static = (r"/formgrader/static/(.*)", web.StaticFileHandler, {"path": handlers.static_path})
        prefix = webapp.settings["base_url"].rstrip("/")
        everything = [*kept, *handlers_of_questions, static, (r"/formgrader/.*", no_such_page())]
        webapp.add_handlers(".*$", [(prefix + pattern, *rest) for pattern, *rest in everything])


def make_server(
    course: Course, port: int = 8888, token: str | None = None, browser: bool = True, marker: str = ""
) -> ServerApp:
    """Return a server for the course, ready to start; it listens on this machine only. `marker` is who gives marks.

    Without `token` Jupyter makes one, as always. If the port is taken the next free one is used.
    """
    os.chdir(course.root)
    # nbgrader starts `alembic`, which lies beside this Python and not always on PATH.
    os.environ["PATH"] = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", "")))
    config = Config()
    config.ServerApp.jpserver_extensions = {}
    config.ServerApp.root_dir = str(course.root)
    config.ServerApp.default_url = "/formgrader"
    config.ServerApp.open_browser = browser
    config.ServerApp.port = port
    config.ServerApp.ip = "localhost"
    config.ServerApp.allow_root = True
    config.ServerApp.terminals_enabled = False
    config.ServerApp.log_level = logging.WARNING
    if token is not None:
        config.IdentityProvider.token = token
    server = FormgraderServer.instance(config=config)
    server.initialize(argv=[], find_extensions=False)
    # Hand-ins come from a learning management system: nbgrader's exchange folder is not missed.
    # Pictures of students have no words, and a page says of figures what they printed.
    needless = ("Unwritable directory", "Alternative text is missing")
    server.log.addFilter(lambda record: not record.getMessage().startswith(needless))
    formgrader = CourseFormgrader(parent=server)
    formgrader.root_dir, formgrader.log = server.root_dir, server.log
    formgrader.initialize([])
    formgrader.init_tornado_settings(server.web_app)
    server.web_app.settings["grader_marker"] = marker
    formgrader.init_handlers(server.web_app)
    return server
