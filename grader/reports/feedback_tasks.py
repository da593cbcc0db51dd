"""What a question is called in the notebook that students got, and the text of its task there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from grader.conventions import grade_id, question_of
from grader.safe_html import markdown_to_html

_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*")
_POINTS = re.compile(r"\s*\((?:\d+(?:\.\d+)?) points?\)$")
_FENCE = re.compile(r"\s*(```|~~~)")


@dataclass(frozen=True)
class Task:
    """Where a question stands: its title, the section with its number, and its text as Markdown."""

    title: str
    section: str = ""
    text: str = ""

    @property
    def shown(self) -> str:
        """Return the text as HTML."""
        return _as_html(self.text)


def title_of(release: NotebookNode) -> str:
    """Return the first heading of the first level, "" if there is none."""
    texts = (cell.source for cell in release.cells if cell.cell_type == "markdown")
    return next((words for text in texts for _, level, words in _lines(text) if level == 1), "")


def tasks_of(release: NotebookNode) -> dict[str, Task]:
    """Return {question, plot, comment or record: its task}.

    A title is the nearest heading above the cell; where several graded cells stand below one heading, their names
    tell them apart. A section is a heading of the second level.
    """
    graded = {question_of(name) or name for cell in release.cells if utils.is_grade(cell) and (name := grade_id(cell))}
    section, heading, lines, found = "", "", list[str](), {}
    for cell in release.cells:
        name = grade_id(cell)
        if name in graded:
            found[name] = heading, section, "\n".join(lines).strip()
        elif cell.cell_type == "markdown" and not name:
            for line, level, words in _lines(cell.source):
                if level:
                    section, heading, lines = (words if level <= 2 else section), words, []
                else:
                    lines.append(line)
            lines.append("")
    shared = Counter(heading for heading, _, _ in found.values())
    return {name: Task(_title(name, *about[:1], shared), *about[1:]) for name, about in found.items()}


def _title(name: str, heading: str, shared: Counter[str]) -> str:
    own, title = name.replace("_", " "), _POINTS.sub("", heading)
    if not title:
        return own
    return title if shared[heading] == 1 else f"{title}: {own}"


def _lines(source: str) -> list[tuple[str, int, str]]:
    """Return (line, level of the heading that it is or 0, words of the heading); what is fenced is no heading."""
    found, fence = [], ""
    for line in source.split("\n"):
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        heading = None if fence or mark else _HEADING.fullmatch(line)
        found.append((line, len(heading[1]) if heading else 0, heading[2] if heading else ""))
    return found


@lru_cache(maxsize=256)
def _as_html(text: str) -> str:
    return markdown_to_html(text)
