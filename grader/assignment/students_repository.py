"""Where students find the notebook and its data: written into each release, set for the course in nbgrader_config.py.

    c.StudentsRepository.address = "https://github.com/OWNER/NAME"

That repository holds what `grader publish` sends: one folder for each assignment. Without an address
a release has no badge and fetches nothing.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote, urlsplit

from nbformat.notebooknode import NotebookNode
from traitlets.config import PyFileConfigLoader

from grader.course import SETTINGS, Course
from grader.errors import UserError

_GITHUB = re.compile(r"https://github\.com/([\w.-]+)/([\w.-]+?)(?:\.git)?/?")
_BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
_FILES = re.compile(r'^STUDENT_FILES = ""', re.MULTILINE)


@dataclass(frozen=True)
class StudentsRepository:
    """The students' repository on GitHub; `data` is another place for data than `data/` beside each notebook."""

    address: str = ""
    branch: str = "main"
    data: str = ""

    @classmethod
    def of(cls, course: Course) -> StudentsRepository:
        """Read the course's settings. Raises UserError that says what is wrong with them."""
        is_there = (course.root / SETTINGS).is_file()  # `nbgrader --course-dir` takes any folder
        loaded = PyFileConfigLoader(SETTINGS, path=str(course.root)).load_config() if is_there else {}
        settings = loaded.get(cls.__name__, {})
        known = [field.name for field in fields(cls)]
        given = {name: _text(name, value) for name, value in settings.items()}
        for name in given:
            if name not in known:
                raise UserError(f"{SETTINGS}: c.{cls.__name__} has no setting {name!r} (known: {', '.join(known)}).")
        found = cls(**given)
        if found.address and not _GITHUB.fullmatch(found.address):
            raise UserError(
                f"{SETTINGS}: c.{cls.__name__}.address is {found.address!r}. Colab opens notebooks of GitHub only: "
                "write https://github.com/OWNER/NAME, or leave it empty."
            )
        if found.data and urlsplit(found.data).scheme not in ("https", "http"):
            raise UserError(f"{SETTINGS}: c.{cls.__name__}.data is {found.data!r}, which is no https:// address.")
        return found

    def badge(self, assignment: str) -> str:
        """Return the Markdown of the badge that opens the notebook in Colab, "" without an address."""
        if not self.address:
            return ""
        page = f"https://colab.research.google.com/github/{self._path('blob/')}/{assignment}/{assignment}.ipynb"
        return f"[![Open in Colab]({_BADGE})]({page})"

    def files(self, assignment: str) -> str:
        """Return the address of the folder of data that the notebook fetches from, "" if there is none."""
        if self.data or not self.address:
            return self.data
        return f"https://raw.githubusercontent.com/{self._path()}/{assignment}/data"

    def write_into(self, notebook: NotebookNode, assignment: str) -> None:
        """Put the badge on top of the first text, and the address into the line `STUDENT_FILES = ""`."""
        badge, files = self.badge(assignment), self.files(assignment)
        first = next((cell for cell in notebook.cells if cell.cell_type == "markdown"), None)
        if badge and first is not None:
            first.source = f"{badge}\n\n{first.source}"
        for cell in notebook.cells if files else ():
            if cell.cell_type == "code":
                cell.source = _FILES.sub(f"STUDENT_FILES = {json.dumps(files)}".replace("\\", r"\\"), cell.source)

    def _path(self, between: str = "") -> str:
        found = _GITHUB.fullmatch(self.address)
        assert found is not None  # `of` takes no other address
        owner, name = found.groups()
        return f"{owner}/{name}/{between}{quote(self.branch)}"


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable():
        raise UserError(f"{SETTINGS}: c.StudentsRepository.{name} is {value!r}, which is no line of text.")
    return value.strip()
