"""How nbgrader reads what students hand in: renamed files are found, and any kind of notebook is read.

`nbgrader_config.py` names both: `Autograde.pre_convert_hook` and `Autograde.exporter_class`.
"""

from __future__ import annotations

import copy
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import default

from grader.conventions import METADATA_KEY
from grader.errors import UserError
from grader.grading.session import Session
from grader.judging.judge import read_and_repair
from grader.judging.verdict import FILE, REPAIRED, Note
from grader.reading.submission_file import find_notebook, read_submission, submission_hash

SUBMISSION = "submission"  # where `resources` hold the notebook as it came, for `RepairSubmission`


def take_renamed_notebook(assignment: str, student: str, notebooks: list[str]) -> None:
    """Make nbgrader go on with `<assignment>.ipynb` where a student's folder holds it under another name.

    nbgrader calls this before it looks at the folder of one student; it skips every name that it does not know.
    A file that cannot be read stays as it is, so that nbgrader reports it.
    """
    if not notebooks:
        return
    folder = Path(notebooks[0]).parent
    wanted = folder / f"{assignment}.ipynb"
    try:
        found, _ = find_notebook(folder, assignment)
        if found != wanted:
            read_submission(found)
    except UserError:
        return
    notebooks[:] = [str(wanted)]


class RepairSubmission(NbGraderPreprocessor):
    """Stands in for ClearOutput and DeduplicateIds: mends the notebook and keeps the student's outputs."""

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the mended notebook; its metadata say what was done."""
        session, submission = Session.of(self), resources[SUBMISSION]
        assignment = session.assignment(resources["nbgrader"]["assignment"])
        repaired = session.repaired(submission.hash) or read_and_repair(assignment, submission.path)
        found = [Note(FILE, text) for text in submission.notes] + [Note(REPAIRED, text) for text in repaired.notes]
        notes = [asdict(note) for note in found]
        repaired.notebook.metadata[METADATA_KEY] = {"notes": notes, "submission": submission.hash}
        return repaired.notebook, resources


class SubmissionExporter(NotebookExporter):
    """Reads a submission as it is, for `RepairSubmission` to mend; later steps read the mended notebook."""

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        """Validate once at the end, not after each step."""
        return True

    def from_filename(  # type: ignore[override]  # nbconvert declares what only its base class returns
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export the notebook at `filename`. Raises UnreadableSubmission with the reason in one line."""
        resources = resources if resources is not None else {}
        if not any(isinstance(step, RepairSubmission) for step in self._preprocessors):
            return super().from_filename(filename, resources, **options)  # type: ignore[return-value]  # as above
        folder, name = os.path.split(filename)
        resources[SUBMISSION] = SubmittedFile(*find_notebook(Path(folder or "."), os.path.splitext(name)[0]))
        output, resources = self.from_notebook_node(_empty(), resources, **options)
        resources.pop(SUBMISSION)
        return output, resources

    def from_notebook_node(  # type: ignore[override]  # as above
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, dict[str, Any]]:
        """Export a notebook as JSON without line breaks: to indent it takes Python's slow encoder."""
        exported, resources = super(NotebookExporter, self).from_notebook_node(nb, resources, **options)
        resources["output_suffix"] = ".nbconvert"  # as NotebookExporter has it
        plain = strip_transient(split_lines(copy.deepcopy(exported)))
        return json.dumps(plain, ensure_ascii=False, sort_keys=True) + "\n", resources


class SubmittedFile:
    """The file that came in, and `notes` on how it was found. Nothing changes it, so copies of resources share it.

    Raises UnreadableSubmission.
    """

    def __init__(self, path: Path, notes: list[str]):
        self.path, self.notes, self.hash = path, notes, submission_hash(path)

    def __deepcopy__(self, memo: dict) -> SubmittedFile:
        return self


def _empty() -> NotebookNode:
    """Return a notebook that nbconvert accepts as it is; what a student sent may be nothing it accepts."""
    return nbformat.v4.new_notebook()
