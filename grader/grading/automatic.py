"""The automatic score of each graded cell of a repaired notebook, None where a person decides."""

from __future__ import annotations

from collections.abc import Mapping

from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from grader.conventions import grade_id
from grader.grading.verdict_cell import is_for_the_ta
from grader.judging.evidence import read_all
from grader.judging.evidence_rules import EvidenceRules, Findings
from grader.judging.verdict import QuestionVerdict


def judge_evidence(rules: EvidenceRules | None, notebook: NotebookNode) -> Findings:
    """Return what an assignment's rules find in the outputs of plots and records; nothing if it has no rules."""
    return rules.judge(read_all(notebook, rules.cells)) if rules else Findings()


def automatic_points(
    notebook: NotebookNode, verdicts: Mapping[str, QuestionVerdict], release: NotebookNode
) -> dict[str, float | None]:
    """Return {graded cell: points}: of its verdict if it has one; 0 for a figure or comment left as it was given."""
    has_own_work = _has_own_work(notebook, release)
    points: dict[str, float | None] = {}
    for cell in notebook.cells:
        name = grade_id(cell)
        if name is None or not utils.is_grade(cell):
            continue
        if name in verdicts:
            points[name] = verdicts[name].points
        else:
            # A figure or a comment may stand in a cell of the student's own: then a person looks.
            points[name] = 0.0 if utils.is_solution(cell) and is_untouched(cell) and not has_own_work else None
    return points


def is_untouched(cell: NotebookNode) -> bool:
    """Return whether a cell of the release is as it was given; an editor may have added spaces at the ends of lines."""
    trimmed = cell.copy()
    trimmed.source = "\n".join(line.rstrip() for line in cell.source.splitlines())
    given = cell.metadata.nbgrader.get("checksum")
    return given in (utils.compute_checksum(cell), utils.compute_checksum(trimmed))


def _has_own_work(notebook: NotebookNode, release: NotebookNode) -> bool:
    """Return whether the student added a cell and wrote something into it."""
    ids = {cell.id for cell in release.cells}
    sources = {cell.source.strip() for cell in release.cells} | {""}
    return any(
        grade_id(cell) is None and not is_for_the_ta(cell) and cell.id not in ids and cell.source.strip() not in sources
        for cell in notebook.cells
    )
