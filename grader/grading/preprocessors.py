"""What `nbgrader autograde` does here: mend the submission, judge it outside any kernel, save the verdicts.

`nbgrader_config.py` puts these steps where nbgrader clears outputs, runs the notebook and reads the scores.
"""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Grade
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Float, Integer

from grader.assignment.instructor_notebook import without_hidden_region
from grader.conventions import METADATA_KEY, check_id, grade_id, question_of
from grader.grading.audit_log import log_grading
from grader.grading.automatic import automatic_points, is_untouched, judge_evidence
from grader.grading.gradebook import one_transaction
from grader.grading.records import Record, content_hash
from grader.grading.session import Session
from grader.grading.up_to_date import grading_basis, read_timestamp, shown_time
from grader.grading.verdict_cell import (
    findings_cell,
    keep_verdict,
    notes_cell,
    notes_for_the_ta,
    rubric_cell,
    show_verdict,
)
from grader.grading.waived import read_waived
from grader.judging.verdict import Note
from grader.sandbox.limits import Limits

Result = tuple[NotebookNode, dict[str, Any]]


class JudgeAnswers(NbGraderPreprocessor):
    """Stands in for Execute: no cell runs here; each check cell's outputs become the verdict of its question."""

    cell_seconds = Float(Limits.cell_seconds, help="Longest time for a graded cell and its tests.").tag(config=True)
    call_seconds = Float(Limits.call_seconds, help="Longest time for one call of a student's code.").tag(config=True)
    cpu_seconds = Integer(Limits.cpu_seconds, help="Most CPU time of a student's process.").tag(config=True)
    memory_mib = Integer(Limits.memory_mib, help="Most memory of a graded cell, in MiB.").tag(config=True)
    file_mib = Integer(Limits.file_mib, help="Largest file, in MiB.").tag(config=True)
    scratch_mib = Integer(Limits.scratch_mib, help="Most disk of a graded cell, in MiB.").tag(config=True)
    processes = Integer(Limits.processes, help="Most processes and threads of a graded cell.").tag(config=True)

    @property
    def limits(self) -> Limits:
        """Return what a graded cell may use, as `nbgrader_config.py` sets it."""
        names = [field.name for field in fields(Limits) if self.has_trait(field.name)]
        return Limits(**{name: getattr(self, name) for name in names})

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Result:
        """Show the verdicts in the check cells, and what only a TA should know in a cell at the top."""
        session, name = Session.of(self), resources["nbgrader"]["assignment"]
        verdict = session.pool(name, self.limits).judge(nb)
        questions = {check_id(name): found for name, found in verdict.questions.items()}
        found = judge_evidence(session.rules(name), nb)
        for cell in nb.cells:
            if utils.is_locked(cell):
                cell.source = without_hidden_region(cell.source)
            id_ = grade_id(cell)
            if id_ in questions:
                show_verdict(cell, questions[id_])
            if id_ in found.verdicts:
                keep_verdict(cell, found.verdicts[id_])
        notes = [Note.from_plain(note) for note in nb.metadata[METADATA_KEY]["notes"]]
        notes += [*notes_for_the_ta(verdict), *found.notes]
        broken = {test: error for one in verdict.questions.values() for test, error in one.broken.items()}
        nb.metadata[METADATA_KEY] |= {"notes": [asdict(note) for note in notes], "broken": broken | found.broken}
        nb.cells = [notes_cell(notes), *nb.cells] if notes else nb.cells
        rubrics = session.assignment(name).text.rubrics
        nb.cells = [shown for cell in nb.cells for shown in _with_help(cell, rubrics, found.beside)]
        resources[METADATA_KEY] = {**questions, **found.verdicts}
        return nb, resources


class SaveVerdicts(SaveAutoGrades):
    """Saves verdicts as automatic scores. What no test decides goes to a person and never counts as 0.

    A person's score is never touched. It is marked for another look only if what was graded has changed.
    One submission is one transaction: all its scores are saved, or none.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> Result:
        """Save the scores of one submission, and note in the notebook what was graded."""
        session, verdicts, about = Session.of(self), resources[METADATA_KEY], resources["nbgrader"]
        name, student = about["assignment"], about["student"]
        assignment, before = session.assignment(name), Record.read(session.course, name, student)
        points = automatic_points(nb, verdicts, assignment.release)
        came = read_timestamp(session.course, name, student)
        with session.gradebook() as gradebook, one_transaction(gradebook):
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(name, student, timestamp=came)
            found = gradebook.find_submission_notebook(about["notebook"], name, student)
            graded_by = grading_basis(session, name, gradebook, self.parent.parent)
            grades: dict[str, Grade] = {grade.name: grade for grade in found.grades}
            comments = {comment.name: comment for comment in found.comments}
            waived = read_waived(session.course, name)
            for cell in nb.cells:
                id_ = grade_id(cell)
                if id_ in grades:
                    _set_score(grades[id_], points.get(id_), before.cells.get(id_) == content_hash(cell))
                    if (question_of(id_) or id_) in waived and grades[id_].manual_score is None:
                        grades[id_].needs_manual_grade = False  # nobody need look; undone, it waits again
                if id_ in comments:
                    comments[id_].auto_comment = "No response." if is_untouched(cell) else None
        decided = {verdict.question: verdict.points for verdict in verdicts.values()}
        log_grading(assignment, student, nb.metadata[METADATA_KEY]["submission"], decided)
        cells = {grade_id(cell): content_hash(cell) for cell in nb.cells if utils.is_grade(cell)}
        nb.metadata[METADATA_KEY] |= {"came": shown_time(came), "graded_by": graded_by, "cells": cells}
        return nb, resources


def _set_score(grade: Grade, points: float | None, same_work: bool) -> None:
    if grade.manual_score is None or points != grade.auto_score or not same_work:
        grade.needs_manual_grade = points is None or grade.manual_score is not None
    grade.auto_score = points


def _with_help(cell: NotebookNode, rubrics: dict[str, str], found: dict[str, list[str]]) -> list[NotebookNode]:
    """Return the cell, followed by the rubric for what a person must read, and by what rules found in it."""
    name = grade_id(cell) or ""
    rubric = [rubric_cell(name, rubrics[name], utils.is_solution(cell))] if name in rubrics else []
    return [cell, *rubric, *([findings_cell(name, found[name])] if name in found else [])]
