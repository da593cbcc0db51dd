"""What people wrote to one question, in parts that are used again: counted, and changed for all who got them.

A part is a mark (a line `[0.5 of 0.5] item`) or a paragraph. Nothing is kept beside nbgrader's comments and the log.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from grader.assignment.rubric import Mark, read_marks, sum_of
from grader.grading.marks import CellState, MarkedCell, MarkingOutcome, Marks, check_marks, points_of

_BETWEEN = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Remark:
    """A part of comments, and how many students have it now. `mark` is what it gives, if it is a mark."""

    text: str
    count: int
    mark: Mark | None = None


def parts_of(comment: str) -> list[str]:
    """Return the marks of a comment, a line each, and its paragraphs."""
    marks, rest = read_marks(comment)
    return [*map(_line, marks), *filter(None, map(str.strip, _BETWEEN.split(rest)))]


def remarks_on(marks: Marks, cell: str) -> list[Remark]:
    """Return the parts of all comments on a cell: own ones first, then marks, the most frequent first."""
    count = Counter(part for one in marks.cells(cell) for part in set(parts_of(one.state.comment)))
    found = [Remark(text, number, next(iter(read_marks(text)[0]), None)) for text, number in count.items()]
    return sorted(
        found, key=lambda one: (one.mark is not None, one.mark.text if one.mark else "", -one.count, one.text)
    )


def change_for_all(marks: Marks, cell: str, old: str, new: str) -> MarkingOutcome:
    """Put `new` in the place of the part `old` in the comments of all who have it; "" takes it out.

    A score that is the sum of all marks follows them. Who got `old` and had it edited by hand since is refused. Raises
    UserError if `new` is a mark above the most.
    """
    new = new.strip()
    check_marks(new)
    # What took it from a student was a person's hand, if it was neither an undo nor a change for all.
    lost: dict[str, bool] = {}
    for line in marks.log(cell):
        before, after = (old in parts_of(line[when]["comment"]) for when in ("before", "after"))
        if before != after:
            lost[line["student"]] = before and line.get("kind") not in ("undo", "edit")
    every = [(one, old in parts_of(one.state.comment)) for one in marks.cells(cell)]
    concerned = [one for one, has in every if has or lost.get(one.student)]
    having = {one.student for one, has in every if has}

    def change(one: MarkedCell) -> CellState | None:
        return _changed(one, old, new) if one.student in having else None

    return marks.change(concerned, "edit", change)


def _changed(one: MarkedCell, old: str, new: str) -> CellState:
    state = one.state
    given, _ = read_marks(state.comment)
    parts = [new if part == old else part for part in parts_of(state.comment)]
    kept = [part for part in parts if part]
    lines, rest = [part for part in kept if read_marks(part)[0]], [part for part in kept if not read_marks(part)[0]]
    comment = "\n\n".join(filter(None, ["\n".join(lines), *rest]))
    follows = state.score is not None and given and abs(state.score - sum_of(given)) < 0.005
    points = points_of(sum_of(read_marks(comment)[0]), one.grade.max_score) if follows else state.score
    return replace(state, comment=comment, score=points)


def _line(mark: Mark) -> str:
    return f"[{mark.points:g} of {mark.most:g}] {mark.text}"
