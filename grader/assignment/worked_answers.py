"""Worked answers: `tests/<assignment>/answers/<question>.py`, in cells like an author text. `grader audit` runs them.

A file begins each answer with `# %% wrong="words" hint="words of a message" at_most=96` or `# %% right="words"`; the
comment line below says what is wrong or why it is right. `# %% above="words"` before it is a cell above the graded one.
A markdown heading `## test_…` says which hidden test catches the wrong answers below it.
"""

from __future__ import annotations

import ast
import difflib
import functools
import re
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.errors import UserError
from grader.plain_text import one_line

_RIGHT, _WRONG, _ABOVE = "right", "wrong", "above"
_OPTIONS = {_RIGHT: {_RIGHT}, _WRONG: {_WRONG, "hint", "at_most"}, _ABOVE: {_ABOVE}}
_KNOWN = (_RIGHT, _WRONG, _ABOVE, "hint", "at_most")
# An answer is plain Python: a comment that looks like a magic stays a comment.
_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
_HEADING = re.compile(r"^#+ +(test_\w+) *$", re.MULTILINE)


@dataclass(frozen=True)
class WorkedAnswer:
    """One answer: its cells (the last is the graded one), and for a wrong one the hint and largest share.

    `why` says what is wrong or why it is right; `caught_by` is the hidden test it stands under, "" if under none.
    """

    question: str
    name: str
    right: bool
    cells: tuple[str, ...]
    why: str
    hint: str = ""
    share: float = 1.0
    caught_by: str = ""


def worked_answers(assignment: Assignment, question: str) -> list[WorkedAnswer]:
    """Return the answers of a question in order of their names; none if it has no file.

    Raises UserError that names file and cell if an answer breaks a rule of docs/writing-an-assignment.md, or if the
    folder holds a file that belongs to no question.
    """
    folder = assignment.course.tests(assignment.name) / "answers"
    for path in sorted(folder.rglob("*.py")):
        if path.parent != folder or path.stem not in assignment.text.questions:
            known = ", ".join(f"{name}.py" for name in assignment.text.questions)
            raise UserError(f"{path}: worked answers stand in one file for each question ({known}).")
    path = folder / f"{question}.py"
    if not path.is_file():
        return []
    try:
        answers = read_answers(path, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: this is no UTF-8 text ({error}).") from error
    tests = assignment.tests.get(question)
    hidden = [test.name for test in tests.tests] if tests else []
    for answer in answers:
        if tests and answer.caught_by not in ("", *hidden):
            raise UserError(
                f"{path}, heading {answer.caught_by!r}: no such hidden test{_nearest(answer.caught_by, hidden)}"
            )
    return sorted(answers, key=lambda answer: answer.name)


@functools.lru_cache(maxsize=64)
def read_answers(path: Path, text: str) -> tuple[WorkedAnswer, ...]:
    """Read the `text` of an answer file, in its own order. Raises UserError that names `path` and the cell."""
    answers: list[WorkedAnswer] = []
    above: list[tuple[str, str]] = []
    heading = ""
    for number, cell in enumerate(jupytext.reads(text, fmt=_FORMAT).cells, 1):
        where = f"{path}, cell {number} ({_begin(cell)})"
        options = _options(cell, where)
        if cell.cell_type != "code":
            if options:
                raise UserError(f"{where}: an answer is a code cell, without [{cell.cell_type}].")
            if found := _HEADING.findall(cell.source):
                heading = found[-1]
            elif cell.source.startswith("#"):
                heading = ""
            continue
        role = next((role for role in _OPTIONS if role in options), None)
        if role is None:
            raise UserError(f'{where}: say what it is: right="…", wrong="…" or above="…".')
        name = options[role]
        if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9][a-z0-9_]*", name):
            raise UserError(f"{where}: names are words joined by underscores.")
        for option in options:
            if option not in _OPTIONS[role]:
                raise UserError(f"{where}: {option}=… does not go with {role}=….")
        if above and above[0][0] != name:
            raise UserError(
                f"{where}: above={above[0][0]!r} stands before it, so the answer {above[0][0]!r} must come."
            )
        if role == _ABOVE:
            above.append((name, _code(cell.source, where)))
            continue
        if any(answer.name == f"{role}_{name}" for answer in answers):
            raise UserError(f"{where}: the name is used twice.")
        why, source = _without_sentence(cell.source, where)
        cells = (*(source for _, source in above), _code(source, where))
        above.clear()
        if role == _RIGHT:
            answers.append(WorkedAnswer(path.stem, f"right_{name}", True, cells, why))
        else:
            hint, share = _hint(options, where), _share(options, where)
            answers.append(WorkedAnswer(path.stem, f"wrong_{name}", False, cells, why, hint, share, heading))
    if above:
        raise UserError(f"{path}: above={above[0][0]!r} is followed by no answer.")
    return tuple(answers)


def _begin(cell: NotebookNode) -> str:
    """Return how one finds a cell in its file: its name, or its first words."""
    named = next((f'{role}="{cell.metadata[role]}"' for role in _OPTIONS if role in cell.metadata), "")
    return one_line(named or cell.source.strip().partition("\n")[0] or "empty", 60)


def _options(cell: NotebookNode, where: str) -> dict[str, object]:
    options = dict(cell.metadata)
    options.pop("lines_to_next_cell", None)  # jupytext's own note
    if "incorrectly_encoded_metadata" in options:
        options = {"incorrectly_encoded_metadata": options["incorrectly_encoded_metadata"]}
        said = one_line(options["incorrectly_encoded_metadata"], 200)
        raise UserError(f'{where}: its options cannot be read: {said}. Write them like wrong="name" at_most=96.')
    for option in options:
        if option not in _KNOWN:
            raise UserError(f"{where}: there is no option {option!r}{_nearest(option, _KNOWN)}")
    roles = [role for role in _OPTIONS if role in options]
    if len(roles) > 1:
        raise UserError(f"{where}: it is both {' and '.join(roles)}.")
    return options


def _nearest(word: str, known: list[str] | tuple[str, ...]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f" (did you mean {near[0]!r}?)." if near else f" (known: {', '.join(known)})."


def _without_sentence(source: str, where: str) -> tuple[str, str]:
    """Return (the sentence in the first line, the answer below it)."""
    first, _, rest = source.partition("\n")
    sentence = first.removeprefix("#").strip()
    if not first.startswith("# ") or not sentence:
        raise UserError(f"{where}: begin with a comment line that says what is wrong or why it is right.")
    return sentence, rest.strip("\n")


def _code(source: str, where: str) -> str:
    """Return `source`. Raises UserError if it is no Python or does nothing at all."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise UserError(f"{where}: this is not valid Python: {one_line(error, 200)}.") from error
    if not tree.body:
        raise UserError(f"{where}: the answer is empty.")
    return source


def _hint(options: dict[str, object], where: str) -> str:
    hint = options.get("hint")
    if not isinstance(hint, str) or not hint.strip():
        raise UserError(f'{where}: a wrong answer needs hint="…", words that a message must contain.')
    return hint.strip()


def _share(options: dict[str, object], where: str) -> float:
    percent = options.get("at_most")
    if isinstance(percent, bool) or not isinstance(percent, int | float) or not 0 <= percent <= 100:
        raise UserError(
            f"{where}: a wrong answer needs at_most=…, its largest share of the points in percent (0 to 100)."
        )
    return percent / 100
