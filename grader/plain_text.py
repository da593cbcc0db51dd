"""What a student wrote, made harmless where it is quoted."""

from __future__ import annotations

LONGEST_TEXT = 2_000  # characters


def printable(text: str) -> str:
    """Return `text` with a sign in place of all that steers a terminal; lines and tabs stay."""
    return text if text.isprintable() else "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in text)


def one_line(text: object, most: int = LONGEST_TEXT) -> str:
    """Return `text` as one printable line of at most `most` characters, and a sign where it was cut."""
    shown = "".join(c if c.isprintable() else " " for c in str(text)[: 2 * most])
    shown = " ".join(shown.split())
    return shown if len(shown) <= most else f"{shown[:most]}…"
