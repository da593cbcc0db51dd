"""What of a student's notebook a browser gets to see: figures, text and tables; nothing that runs or is endless."""

from __future__ import annotations

import math
import re
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Integer

from grader.conventions import METADATA_KEY, grade_id, question_of
from grader.plain_text import one_line
from grader.safe_html import PICTURES, clean_html, picture_data

_TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex")
_LARGEST = 10_000  # pixels
_MOST_LINES = 500  # of a traceback
_PLAIN_ID = re.compile(r"[\w.-]{1,200}")
_KEPT_OF_NOTEBOOK = ("kernelspec", "language_info", METADATA_KEY)
_KEPT_OF_CELL = ("nbgrader", METADATA_KEY)


class CleanOutputs(NbGraderPreprocessor):
    """Stands beside nbgrader's LimitOutput, which counts lines: a TA's browser must open every notebook safely.

    Pages write metadata into attributes, unquoted at places, so only what is known and needed stays of them.
    """

    max_characters = Integer(100_000, help="Longest text of one output.").tag(config=True)
    max_characters_in_all = Integer(3_000_000, help="Longest text of all outputs of a notebook.").tag(config=True)
    max_html_in_all = Integer(400_000, help="Longest HTML of all outputs of a notebook.").tag(config=True)
    _left = _left_of_html = 0

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean the notebook's own metadata (widgets load from elsewhere), then each cell."""
        nb.metadata = NotebookNode({key: nb.metadata[key] for key in _KEPT_OF_NOTEBOOK if key in nb.metadata})
        self._left, self._left_of_html = self.max_characters_in_all, self.max_html_in_all
        return super().preprocess(nb, resources)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Cut long texts, and take what runs or loads out of outputs, text cells and raw cells."""
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in _KEPT_OF_CELL if key in cell.metadata})
        if not _PLAIN_ID.fullmatch(grade_id(cell) or "none"):  # nbgrader's template writes it as it is
            del cell.metadata["nbgrader"]
        if cell.cell_type != "code":
            cell.source = cell.source if _is_plain(cell.source) else clean_html(cell.source)
            if "attachments" in cell:
                cell.attachments = NotebookNode(
                    {name: pictures for name, bundle in cell.attachments.items() if (pictures := _pictures(bundle))}
                )
            return cell, resources
        if question_of(grade_id(cell) or ""):  # a check cell shows our verdict, whatever else there is
            return cell, resources
        for output in cell.outputs:
            if output.output_type == "stream":
                output.text = self._cut(output.text)
            elif output.output_type == "error":
                output.ename, output.evalue = (one_line(output.get(key, "")) for key in ("ename", "evalue"))
                output.traceback = self._cut_lines(output.traceback)
            else:
                output.metadata = _sizes(output.get("metadata", {}))
                shown = {**_pictures(output.data), **self._texts(output.data)}
                output.data = NotebookNode(shown or {"text/plain": _not_shown(output.data)})
        return cell, resources

    def _cut_lines(self, lines: list[str]) -> list[str]:
        """Return the first and the last lines of a traceback: to colour each takes its time."""
        if len(lines) > _MOST_LINES:
            half = _MOST_LINES // 2
            lines = [*lines[:half], f"... cut: {len(lines):,} lines in all", *lines[-half:]]
        return [self._cut(line) for line in lines]

    def _texts(self, data: dict[str, Any]) -> dict[str, str]:
        texts = {kind: self._cut(data[kind]) for kind in _TEXTS if isinstance(data.get(kind), str)}
        if "text/html" in texts:
            texts["text/html"] = clean_html(texts["text/html"][: max(0, self._left_of_html)])
            self._left_of_html -= len(texts["text/html"])
        if "text/markdown" in texts and not _is_plain(texts["text/markdown"]):
            texts["text/markdown"] = clean_html(texts["text/markdown"])
        return texts

    def _cut(self, text: str) -> str:
        most = max(0, min(self.max_characters, self._left))
        self._left -= min(len(text), most)
        return text if len(text) <= most else f"{text[:most]}\n... cut: {len(text):,} characters in all"


def _pictures(bundle: dict[str, Any]) -> dict[str, str]:
    """Return the pictures of an output or attachment that a page may show."""
    return {kind: data for kind in bundle if (data := picture_data(kind, bundle[kind])) is not None}


def _not_shown(bundle: dict[str, Any]) -> str:
    """Return what stands in place of an output that is no picture or text that a page may show."""
    kinds = ", ".join(one_line(kind, 60) for kind in list(bundle)[:3]) or "nothing"
    return f"[an output of {kinds}: not shown]"


def _sizes(metadata: dict[str, Any]) -> NotebookNode:
    """Return width and height of pictures, if they are numbers; nothing else of an output's metadata."""
    kept = {kind: _size(metadata[kind]) for kind in PICTURES if isinstance(metadata.get(kind), dict)}
    return NotebookNode({**_size(metadata), **{kind: size for kind, size in kept.items() if size}})


def _size(metadata: dict[str, Any]) -> NotebookNode:
    sizes = {key: metadata[key] for key in ("width", "height") if _is_size(metadata.get(key))}
    return NotebookNode({key: round(value) for key, value in sizes.items()})


def _is_size(value: Any) -> bool:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and 1 <= value <= _LARGEST


def _is_plain(source: str) -> bool:
    """Return whether a text holds no HTML: then cleaning would only turn `a < b` into entities."""
    return "<" not in source
