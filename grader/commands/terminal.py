"""What commands print: a student's words stand there as they were written, never as signs to the terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from grader.plain_text import printable


class Terminal(Console):
    """Rich's console, for which all text is text: no markup in square brackets, no escape sequences of others."""

    def __init__(self, **options: Any):
        super().__init__(highlight=False, markup=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """Return a text as it is printed."""
        return super().render_str(printable(text), **options)
