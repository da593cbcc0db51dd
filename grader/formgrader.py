"""nbgrader's formgrader on a course: a Jupyter server that serves this and nothing else."""

from __future__ import annotations

import copy
import logging
import os
import sys

from jupyter_server.serverapp import ServerApp
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from grader.course import Course
from grader.reports.feedback import TEMPLATES

EXTENSION = "nbgrader.server_extensions.formgrader"


def make_server(course: Course, port: int = 8888, token: str | None = None, browser: bool = True) -> ServerApp:
    """Return a server for the course, ready to start; it listens on this machine only.

    Without `token` Jupyter makes one, as always. If the port is taken the next free one is used.
    """
    os.chdir(course.root)
    # nbgrader starts `alembic`, which lies beside this Python and not always on PATH.
    os.environ["PATH"] = os.pathsep.join((os.path.dirname(sys.executable), os.environ.get("PATH", "")))
    config = Config()
    config.ServerApp.jpserver_extensions = {EXTENSION: True, "nbgrader.server_extensions.course_list": False}
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
    server = ServerApp.instance(config=config)
    server.initialize(argv=[], find_extensions=False)
    # Hand-ins come from a learning management system: nbgrader's exchange folder is not missed.
    server.log.addFilter(lambda record: "Unwritable directory" not in record.getMessage())
    settings = server.web_app.settings
    settings["nbgrader_exporter"] = MarkingExporter(config=settings["initial_config"])
    return server


class MarkingExporter(HTMLExporter):
    """Shows a submission as nbgrader's formgrader does, with the rubric's items as fields."""

    def __init__(self, config: Config | None = None) -> None:
        # nbgrader sets its own template for every HTML exporter: ours must be more specific, and there from the start.
        ours = Config()
        ours.MarkingExporter.template_name = "formgrade_with_marks"
        ours.MarkingExporter.extra_template_basedirs = [str(TEMPLATES), handlers.template_path]
        ours.MarkingExporter.extra_template_paths = [handlers.template_path]  # where formgrade/index.html.j2 lies
        super().__init__(config=Config(copy.deepcopy(config or {}), **ours))
