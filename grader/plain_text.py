"""What a student wrote, made harmless where it is quoted; and a long list of names, cut."""

from __future__ import annotations

from collections.abc import Collection

LONGEST_TEXT = 2_000  # characters
LONGEST_ANSWER, LONGEST_LINE = 20_000, 500  # characters of an answer, and of a line of code, that a page shows


def printable(text: str) -> str:
    """Return `text` with a sign in place of all that steers a terminal; lines and tabs stay."""
    return text if text.isprintable() else "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def one_line(text: object, most: int = LONGEST_TEXT) -> str:
    """Return `text` as one printable line of at most `most` characters, and a sign where it was cut."""
    shown = "".join(c if c.isprintable() else " " for c in str(text)[: 2 * most])
    shown = " ".join(shown.split())
    return shown if len(shown) <= most else f"{shown[:most]}…"


def shown_answer(source: str, is_code: bool, most: int = LONGEST_ANSWER) -> str:
    """Return what a page shows of a cell: all of it, or its beginning and a line that says so.

    To colour one line of code takes time as the square of its length.
    """
    kept = source[:most]
    if is_code:
        kept = "\n".join(line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in kept.split("\n"))
    if kept == source:
        return source
    said = (
        f"{'# ' if is_code else ''}… cut: {len(source):,} characters in all. The whole is in the notebook as handed in."
    )
    return f"{kept}\n\n{said}"


def some(names: Collection[str], most: int = 20) -> str:
    """Return the names in one line, and of a long list how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(list(names)[:most]) + more
