"""Which files an assignment is made of: the one list for hashes, copies and packs."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from grader.assignment.included_tools import tools_of
from grader.course import Course


class Kind(StrEnum):
    """What a file of an assignment is for."""

    TEXT = "author text"
    TOOL = "tool that the author text includes"
    TEST = "hidden tests, probes, toy data, rules on evidence"
    SHARED = "what hidden tests and probes of several assignments import"
    ANSWER = "worked answers, examples, and what else lies in the folder of tests"
    BESIDE = "released beside the notebook"
    SOLUTION = "executed reference notebook"


JUDGED_BY = (Kind.TEXT, Kind.TOOL, Kind.TEST, Kind.SHARED)  # what a verdict depends on


def assignment_files(course: Course, name: str, *kinds: Kind) -> list[Path]:
    """Return the files of the assignment `name`, of these kinds or of all, in order of kind and path.

    The author text need not be valid. Raises UserError if there is none.
    """
    text = course.author_text(name)
    tests, shared = _files(course.tests(name)), _files(course.shared_tests)
    judged = [path for path in tests if _is_read_by_judging(path.relative_to(course.tests(name)))]
    found = {
        Kind.TEXT: [text],
        Kind.TOOL: tools_of(text),
        Kind.TEST: judged,
        Kind.SHARED: [path for path in shared if path.suffix == ".py"],
        Kind.ANSWER: [path for path in tests if path not in set(judged)],
        Kind.BESIDE: _files(text.with_suffix("")),
        Kind.SOLUTION: _files(course.solutions(name)),
    }
    return [path for kind in (kinds or tuple(Kind)) for path in found[kind]]


def _is_read_by_judging(path: Path) -> bool:
    return path.suffix == ".py" and (len(path.parts) == 1 or path.parts[0] == "probes")


def _files(folder: Path) -> list[Path]:
    """Return the files below `folder`, sorted, without what Python and editors leave there."""
    left = ("__pycache__", ".ipynb_checkpoints")
    found = folder.rglob("*") if folder.is_dir() else ()
    return sorted(path for path in found if path.is_file() and not any(part in left for part in path.parts))
