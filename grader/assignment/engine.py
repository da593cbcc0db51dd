"""What code verdicts, saved grades and feedback pages depend on, as one hash each: where it differs, they may differ.

Besides this code a verdict depends on text, tests, probes and limits (`Assignment.digest`, `verdict_key`), a saved
grade also on settings, extensions and due date (`grader.grading.up_to_date`), a page on what people decided
(`grader.reports.history`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_GRADER = Path(__file__).parents[1]
_TOP = ("__init__", "conventions", "course", "errors", "files", "plain_text", "python_source", "testing")
_VERDICT = (
    *(f"{name}.py" for name in _TOP),
    *("assignment/*.py", "judging/*.py", "reading/*.py", "sandbox/*.py"),
)
# These lie there too and decide nothing.
_NO_VERDICT = ("assignment/worked_answers.py", "judging/audit.py", "sandbox/attacks.py")
_SCORING = (
    *("automatic", "extensions", "late", "preprocessors", "safe_outputs", "submission_exporter"),
    *("verdict_cell", "verdict_text", "waived"),
)
_GRADE = (*(f"grading/{name}.py" for name in _SCORING), "safe_html.py")
_PAGE = (
    *("reports/feedback.py", "reports/feedback_opening.py", "reports/feedback_tasks.py"),
    *("reports/figure_text.py", "reports/history.py", "reports/templates/graded/*", "grading/verdict_text.py"),
    "safe_html.py",
)


def engine_files() -> set[Path]:
    """Return the files of the code that a verdict depends on."""
    return _files(_VERDICT) - {_GRADER / name for name in _NO_VERDICT}


@cache
def engine_hash() -> str:
    """Return a hash of the code that a verdict depends on."""
    return _hash(engine_files())


@cache
def scoring_hash() -> str:
    """Return a hash of the code that a saved grade depends on besides its verdict."""
    return _hash(_files(_GRADE))


@cache
def page_hash() -> str:
    """Return a hash of the template and the code that a feedback page depends on."""
    return _hash(_files(_PAGE))


def _files(patterns: Iterable[str]) -> set[Path]:
    return {path for pattern in patterns for path in _GRADER.glob(pattern)}


def _hash(paths: set[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.relative_to(_GRADER).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()
