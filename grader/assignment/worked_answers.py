"""Worked answers: `tests/<assignment>/answers/<question>/{wrong,right}_<words>.py`. `grader audit` runs them."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from grader.assignment.assignment import Assignment
from grader.errors import UserError


@dataclass(frozen=True)
class WorkedAnswer:
    """One answer file: its cells (the last is the graded one), and for a wrong one the hint and largest share."""

    question: str
    name: str
    right: bool
    cells: tuple[str, ...]
    hint: str = ""
    share: float = 1.0

    @classmethod
    def read(cls, path: Path) -> WorkedAnswer:
        """Read an answer file. Raises UserError if its docstring lacks the hint or the share."""
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        doc = ast.get_docstring(tree)
        if doc is None:
            raise UserError(f"{path}: begin with a docstring that says what is wrong or why it is right.")
        body = "\n".join(source.split("\n")[tree.body[0].end_lineno :]).strip("\n")
        cells = tuple(cell.strip("\n") for cell in re.split(r"^# %%.*$", body, flags=re.MULTILINE) if cell.strip())
        right = path.stem.startswith("right_")
        if right:
            return cls(path.parent.name, path.stem, True, cells)
        hint = re.search(r"^Hint: *(.+)$", doc, re.MULTILINE)
        share = re.search(r"^At most: *(\d+(?:\.\d+)?) *%", doc, re.MULTILINE)
        if not path.stem.startswith("wrong_") or not hint or not share:
            raise UserError(f"{path}: a wrong answer needs the lines 'Hint: …' and 'At most: … %'.")
        return cls(path.parent.name, path.stem, False, cells, hint[1].strip(), float(share[1]) / 100)


def worked_answers(assignment: Assignment, question: str) -> list[WorkedAnswer]:
    """Return the answers of a question, in order of their names."""
    folder = assignment.course.tests(assignment.name) / "answers" / question
    return [WorkedAnswer.read(path) for path in sorted(folder.glob("*.py"))]
