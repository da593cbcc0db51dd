"""How a verdict is shown in the autograded notebook: as outputs of the check cell, and as a note to the TA."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict

from grader.assignment.rubric import items_of, text_of
from grader.grading.verdict_text import as_html, as_text, kept_of
from grader.judging.verdict import JUDGED, Note, QuestionVerdict, SubmissionVerdict
from grader.safe_html import inert

_FOR_THE_TA = "for-the-ta"  # how the ids of our cells begin; `repair` keeps students from setting our metadata


def show_verdict(cell: NotebookNode, verdict: QuestionVerdict) -> None:
    """Replace the outputs of a check cell by the verdict of its question.

    The lines are for people; the last output is the number that nbgrader's own tools read as partial credit.
    Without a number (a person must decide) the last output is an error, which they read as 0 and not as full.
    """
    keep_verdict(cell, verdict)
    kept = cell.metadata["grader"]
    shown = {"text/plain": as_text(kept), "text/html": as_html(kept)}
    cell.outputs = [_output("display_data", data=shown, metadata={})]
    if verdict.points is None:
        reason = "A person decides on this question."
        cell.outputs.append(_output("error", ename="NeedsReview", evalue=reason, traceback=[reason]))
    else:
        points = {"text/plain": f"{verdict.points:.12g}"}
        cell.outputs.append(_output("execute_result", data=points, metadata={}, execution_count=None))
    cell.execution_count = None


def keep_verdict(cell: NotebookNode, verdict: QuestionVerdict) -> None:
    """Write the verdict into the metadata of a cell, where feedback and reports find it; its outputs stay."""
    cell.metadata["grader"] = {**cell.metadata.get("grader", {}), **kept_of(verdict)}


def notes_for_the_ta(verdict: SubmissionVerdict) -> list[Note]:
    """Return what happened while judging that a TA should know."""
    return [Note(JUDGED, note, name) for name, question in verdict.questions.items() for note in question.notes]


def notes_cell(notes: Sequence[Note]) -> NotebookNode:
    """Return the cell that stands at the top of an autograded notebook; feedback leaves it out."""
    listed = "".join(f"<li>{inert(note.shown)}</li>" for note in notes)
    return _cell("notes", f"**For the TA, not shown to the student**\n<ul>{listed}</ul>")


def rubric_cell(name: str, rubric: str, marks: bool) -> NotebookNode:
    """Return the cell with the rubric of the plot, comment or record `name`; feedback leaves it out.

    With `marks` its items become fields in formgrader: nbgrader keeps a comment, and so marks, for answers only.
    """
    cell = _cell(f"rubric-{name}", f"**For the TA, not shown to the student**\n\n{rubric}")
    items = items_of(rubric)
    if marks and items:
        cell.metadata["grader"] |= {"cell": name, "items": [asdict(item) for item in items], "text": text_of(rubric)}
    return cell


def findings_cell(name: str, lines: Sequence[str]) -> NotebookNode:
    """Return the cell with what rules found in the output of the plot or record `name`; feedback leaves it out."""
    listed = "".join(f"<li>{inert(line)}</li>" for line in lines)
    about = "**For the TA, not shown to the student.** Read from the output by the rules of `evidence.py`:"
    return _cell(f"findings-{name}", f"{about}\n<ul>{listed}</ul>")


def is_for_the_ta(cell: NotebookNode) -> bool:
    """Return whether we put this cell in for the TA."""
    return cell.metadata.get("grader", {}).get("for") == "ta"


def is_findings_of(cell: NotebookNode, name: str) -> bool:
    """Return whether a cell of ours holds what rules found in the output of `name`."""
    return is_for_the_ta(cell) and cell.get("id") == f"{_FOR_THE_TA}-findings-{name}"


def _cell(name: str, source: str) -> NotebookNode:
    cell = {"cell_type": "markdown", "id": f"{_FOR_THE_TA}-{name}", "metadata": {"grader": {"for": "ta"}}}
    return from_dict({**cell, "source": source})


def _output(kind: str, **content: Any) -> NotebookNode:
    """Return an output; nbconvert validates the whole notebook at the end, so each part need not be."""
    return from_dict({"output_type": kind, **content})
