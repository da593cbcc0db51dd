"""A rubric's items, each with points, and the marks that a TA gives by them.

An item is a line `- [0.5] A logarithmic y axis.` in the rubric of the author text; lines below that are indented go on
with it. A mark is a line `[0.5 of 0.5] A logarithmic y axis.` at the top of the comment that nbgrader keeps for the
cell: formgrader writes such lines, a TA may write them by hand, and nbgrader's own pages show them as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_POINTS = r"\d{1,4}(?:\.\d{1,4})?"
_ITEM = re.compile(rf"^- \[({_POINTS})\] +(\S.*(?:\n[ \t]+\S.*)*)$", re.MULTILINE)
_MARK = re.compile(rf"^[ \t]*\[({_POINTS}) of ({_POINTS})\][ \t]+(\S.*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Item:
    """One line of a rubric that is worth points."""

    points: float
    text: str


@dataclass(frozen=True)
class Mark:
    """What a TA gave for one item."""

    points: float
    most: float
    text: str


def items_of(rubric: str) -> list[Item]:
    """Return the items of a rubric, in order; none if it is only a text."""
    return [Item(float(points), " ".join(text.split())) for points, text in _ITEM.findall(rubric)]


def text_of(rubric: str) -> str:
    """Return what is left of a rubric without its items."""
    return re.sub(r"\n{3,}", "\n\n", _ITEM.sub("", rubric)).strip()


def read_marks(comment: str) -> tuple[list[Mark], str]:
    """Return the marks in a TA's comment, and the comment without them."""
    marks = [Mark(float(points), float(most), text) for points, most, text in _MARK.findall(comment)]
    return marks, re.sub(r"\n{3,}", "\n\n", _MARK.sub("", comment)).strip() if marks else comment


def sum_of(marks: Iterable[Item | Mark]) -> float:
    """Return the points of all marks or items together."""
    return round(sum(mark.points for mark in marks), 4)
