"""How formgrader's pages are made: nbgrader's templates, in which only scripts of the page's own may run.

A student's words go into these pages. They are cleaned (`grader.safe_html`); should one get through all the same, the
policy of the page keeps it from running and from sending anything. Scripts of templates carry a word that is new for
each page. It is put into the *templates*, before a student's words are, so these cannot get it.
"""

from __future__ import annotations

import copy
import html
import re
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup
from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from grader.grading.safe_outputs import CleanOutputs
from grader.grading.verdict_cell import is_for_the_ta
from grader.plain_text import LONGEST_ANSWER, shown_answer
from grader.safe_html import clean_html, markdown_to_html

LONGEST_PAGE = 250_000  # characters of all cells that a page shows; what comes after them is cut to nothing
MOST_OUTPUT = 2_000_000  # characters of outputs; they were cut when they were graded
TEMPLATES = Path(__file__).parent / "templates"
_nonce: ContextVar[str] = ContextVar("nonce")
_LANGUAGE = re.compile(r"<html>|(?<=<!doctype html>)\s*(?=<head>)", re.IGNORECASE)  # neither page of nbgrader's says it
_DEAD_LINK = re.compile(r'\s(?:data-link="[^"]*"|title="Open live notebook")')  # there is no server for notebooks here
_CLICK = re.compile(r'\bonclick="\s*(\w+)\((true|false)?\);?\s*"', re.IGNORECASE)


def use_nonce(nonce: str) -> None:
    """Say which word scripts carry in the pages that this task makes."""
    _nonce.set(nonce)


def nonce_of_this_page() -> str:
    """Return the word that scripts of the page carry that is being made."""
    return _nonce.get("")


def policy(nonce: str) -> str:
    """Return the Content-Security-Policy of a page: its own scripts, no other address, no frame, no form elsewhere."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{nonce}'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


class OwnScripts(Extension):
    """Marks the scripts of a template; what an `onclick` does, `clicks.js` does: no policy tells one from another."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template with marked scripts."""
        source = _CLICK.sub(r'data-click="\1" data-argument="\2"', source)
        source = _DEAD_LINK.sub("", _LANGUAGE.sub('<html lang="en">', source))
        return re.sub(r"<script\b", '<script nonce="{{ nonce_of_this_page() }}"', source)


def page_templates() -> Environment:
    """Return the templates of all pages but the submission's: ours, then nbgrader's; what they show is escaped."""
    theirs = FileSystemLoader(handlers.template_path)
    loaders = [FileSystemLoader([TEMPLATES / "pages", TEMPLATES]), theirs, PrefixLoader({"nbgrader": theirs})]
    environment = Environment(loader=ChoiceLoader(loaders), autoescape=True, extensions=[OwnScripts])
    environment.globals["nonce_of_this_page"] = nonce_of_this_page
    return environment


class SubmissionPage(HTMLExporter):
    """Shows a submission as nbgrader's formgrader does, with the rubric's items as fields."""

    _template = "formgrade_with_marks"

    def __init__(self, config: Config | None = None) -> None:
        # nbgrader sets its own template for every HTML exporter: ours must be more specific, and there from the start.
        ours = Config()
        settings = ours[type(self).__name__]
        settings.template_name = self._template
        settings.extra_template_basedirs = [str(TEMPLATES), handlers.template_path]
        # Where formgrade/index.html.j2 and clicks.js lie.
        settings.extra_template_paths = [str(TEMPLATES), handlers.template_path]
        settings.sanitize_html = True
        super().__init__(config=Config(copy.deepcopy(config or {}), **ours))

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.add_extension(OwnScripts)
        environment.globals["nonce_of_this_page"] = nonce_of_this_page
        return environment

    def default_filters(self) -> Any:
        """Render Markdown and HTML of students to what is clean."""
        yield from super().default_filters()
        yield "markdown2html", _markdown_of_a_cell
        yield "clean_html", _cleaned

    def from_notebook_node(  # type: ignore[override]  # as HTMLExporter does, against the type of its own base
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page of a notebook, whatever wrote it: it is cleaned once more, and long cells are cut."""
        outputs = CleanOutputs(max_characters_in_all=2 * MOST_OUTPUT, max_html_in_all=MOST_OUTPUT)  # verdicts as well
        clean, _ = outputs.preprocess(copy.deepcopy(nb), {})
        left = LONGEST_PAGE
        for cell in (cell for cell in clean.cells if not is_for_the_ta(cell)):
            cell.source = shown_answer(cell.source, cell.cell_type == "code", max(0, min(LONGEST_ANSWER, left)))
            left -= len(cell.source)
        return super().from_notebook_node(clean, resources, **options)

    def _init_resources(self, resources: dict[str, Any]) -> dict[str, Any]:
        """Escape names, which nbgrader's template writes as they are."""
        for key in ("student", "last_name", "first_name", "notebook_id", "assignment_id"):
            if isinstance(resources.get(key), str):
                resources[key] = html.escape(resources[key])
        return super()._init_resources(resources)


class AnswerPart(SubmissionPage):
    """Shows an answer alone, as a part of a page: cleaned like a submission, without fields."""

    _template = "one_answer"


@pass_context
def _markdown_of_a_cell(context: Context, source: str) -> Markup:
    return Markup(markdown_to_html(source, (context.get("cell") or {}).get("attachments")))


def _cleaned(text: str) -> str:
    """Return clean HTML; formulas and pictures of ours, in what is clean, stay."""
    return text if isinstance(text, Markup) else clean_html(text)
