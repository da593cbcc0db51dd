"""What of a student's outputs a browser gets to see: figures, text and tables; nothing that runs or is endless."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Integer

# No script, style, form, or picture to load from elsewhere.
_TAGS = """
a b blockquote br caption code details div em h1 h2 h3 h4 h5 h6 hr i li ol p pre small span strong sub summary
sup table tbody td tfoot th thead tr ul"""
_SHORT = 20_000  # characters of what is remembered


class _Cleaner(SanitizeHTML):
    """Remembers: what was given and what tests say is the same in many notebooks."""

    def sanitize_html_tags(self, html_str: str) -> str:
        return _cleaned(html_str) if len(html_str) <= _SHORT else super().sanitize_html_tags(html_str)


_CLEANER = _Cleaner(tags=_TAGS.split(), attributes={"a": ["href"], "*": ["colspan", "rowspan"]}, strip=True)


@lru_cache(maxsize=1024)
def _cleaned(html: str) -> str:
    return SanitizeHTML.sanitize_html_tags(_CLEANER, html)


def clean_html(html: str) -> str:
    """Return `html` without anything that runs, restyles the page or loads from elsewhere."""
    return _CLEANER.sanitize_html_tags(html)


class CleanOutputs(NbGraderPreprocessor):
    """Stands beside nbgrader's LimitOutput, which counts lines: a TA's browser must open every notebook safely."""

    max_characters = Integer(100_000, help="Longest text of one output.").tag(config=True)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Cut long texts, and take scripts out of rich outputs, text cells and raw cells."""
        if cell.cell_type != "code":
            cell.source = cell.source if _is_plain(cell.source) else clean_html(cell.source)
            return cell, resources
        cell.outputs = _CLEANER.sanitize_code_outputs(cell.outputs)
        for output in cell.outputs:
            if output.output_type == "stream":
                output.text = self._cut(output.text)
            elif output.output_type == "error":
                output.traceback = [self._cut(line) for line in output.traceback]
            else:
                for kind in ("text/plain", "text/html", "text/markdown", "text/latex"):
                    if kind in output.data:
                        output.data[kind] = self._cut(output.data[kind])
        return cell, resources

    def _cut(self, text: str) -> str:
        if len(text) <= self.max_characters:
            return text
        return f"{text[: self.max_characters]}\n... cut: {len(text):,} characters in all"


def _is_plain(source: str) -> bool:
    """Return whether a text holds no HTML: then cleaning would only turn `a < b` into entities."""
    return "<" not in source
