"""A sign of life while a command works and there is nothing to count."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


@contextlib.contextmanager
def waiting(title: str) -> Iterator[None]:
    """Show a spinner with `title` on a terminal until the block ends; nothing in a file or a pipe."""
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(title) if console.is_terminal else contextlib.nullcontext():
        yield
