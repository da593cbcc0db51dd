"""Verdicts by content: judging is a pure function, so the same cells under the same tests are judged once."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import replace
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.files import write_whole
from grader.judging.judge import SEED
from grader.judging.verdict import SubmissionVerdict
from grader.sandbox.limits import Limits


class VerdictStore:
    """Verdicts in memory and, if a cell did not time out, as one JSON file each in `folder`.

    A time-out depends on the machine: it is known for this run only. A file that is damaged is judged anew.
    Safe for threads and processes: a file appears whole or not at all.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._known: dict[str, SubmissionVerdict] = {}
        self._lock = threading.Lock()

    def find(self, key: str) -> SubmissionVerdict | None:
        """Return the verdict of `key`, None if it must be judged."""
        with self._lock:
            if key in self._known:
                return self._known[key]
        try:
            data = json.loads(self._path(key).read_text(encoding="utf-8"))
            verdict = SubmissionVerdict.from_dict(data)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        with self._lock:
            self._known[key] = verdict
        return verdict

    def keep(self, key: str, verdict: SubmissionVerdict) -> None:
        """Remember `verdict`, without the notes on how the file was read: these belong to the file."""
        verdict = self.remember(key, verdict)
        if verdict.timed_out:
            return
        write_whole(self._path(key), json.dumps(verdict.as_dict()))

    def remember(self, key: str, verdict: SubmissionVerdict) -> SubmissionVerdict:
        """Remember `verdict` in memory only; return what is remembered."""
        verdict = replace(verdict, notes=())
        with self._lock:
            self._known[key] = verdict
        return verdict

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"


def verdict_key(assignment: Assignment, notebook: NotebookNode, limits: Limits | None = None) -> str:
    """Return a hash of what the verdict of a repaired notebook depends on.

    That is the student's code cells, the tests and the limits; locked cells are not judged, outputs are not read.
    """
    total = hashlib.sha256()
    total.update(f"{assignment.digest} {SEED} {(limits or Limits()).as_dict()}".encode())
    for cell in notebook.cells:
        if cell.cell_type == "code" and not cell.metadata.get("nbgrader", {}).get("locked"):
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            total.update(json.dumps([name, cell.source]).encode())
    return total.hexdigest()
