"""Whether a saved grade is still the one that grading would give: decided here, for every command."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import HasTraits
from traitlets.utils.importstring import import_item

from grader.assignment.engine import scoring_hash
from grader.course import Course
from grader.files import file_hash
from grader.grading.late import extensions_file
from grader.grading.records import Record
from grader.grading.session import Session
from grader.grading.waived import read_waived
from grader.plain_text import one_line
from grader.reading.submission_file import UnreadableSubmission, read_bytes, submission_hash
from grader.times import first_line, read_time

TIMESTAMP = "timestamp.txt"


class Standing(Enum):
    """What a saved grade is worth."""

    UP_TO_DATE = "up to date"
    UNKNOWN = "how it was graded is not known"
    NEW_WORK = "handed in again after it was graded"
    OTHER_BASIS = "graded by other tests, settings or times"
    CHANGED = "the graded notebook is not as grading left it"


# Points of another work, or of other tests than those that people read beside them.
OUTDATED = (Standing.NEW_WORK, Standing.OTHER_BASIS)


def standing(course: Course, assignment: str, student: str, notebook: Path, basis: str | None = None) -> Standing:
    """Return what the saved grade of a student is worth who handed in `notebook`.

    Without the `basis` that `grading_basis` gives only the work is compared. Raises UnreadableSubmission.
    """
    record, graded = Record.read(course, assignment, student), course.autograded(assignment, student)
    handed_in = submission_hash(notebook)
    if not record.submission:
        return Standing.UNKNOWN
    if record.submission != handed_in:
        return Standing.NEW_WORK
    if basis is None:
        return Standing.UP_TO_DATE
    if record.graded_by != basis or record.came != shown_time(read_timestamp(course, assignment, student)):
        return Standing.OTHER_BASIS
    try:
        same = graded.is_file() and record.autograded == file_hash(graded)
    except OSError:
        same = False
    return Standing.UP_TO_DATE if same else Standing.CHANGED


def grading_basis(session: Session, name: str, gradebook: Gradebook | None, converter: Autograde | None = None) -> str:
    """Return a hash of all that the saved grades of an assignment depend on besides what was handed in.

    These are the verdicts' own (text, tests, probes, engine), the code that makes scores of them, the steps that
    nbgrader is set to take and their settings (limits, late policy), the extensions, the due date, what is waived.
    Raises UserError if the assignment is not whole.
    """
    converter = converter or Autograde(coursedir=session.coursedir, parent=session.app)
    total = hashlib.sha256(f"{session.assignment(name).digest} {scoring_hash()}".encode())
    for given in (*converter.sanitize_preprocessors, *converter.autograde_preprocessors):
        step = (import_item(given) if isinstance(given, str) else given)(parent=converter)
        total.update(_settings(step))
        if isinstance(step, AssignLatePenalties):
            step.init_plugin()
            total.update(_settings(step.plugin_inst))
            file = extensions_file(step.plugin_inst, session.course)
            total.update(file.read_bytes() if file is not None and file.is_file() else b"")
    try:
        due = gradebook.find_assignment(name).duedate if gradebook else None
    except MissingEntry:
        due = None
    total.update(f" {due}".encode())
    if waived := read_waived(session.course, name):
        total.update(json.dumps(waived, sort_keys=True).encode())
    return total.hexdigest()


def basis_now(course: Course, name: str, gradebook: Gradebook) -> str:
    """Return the `grading_basis` of an assignment as its files are now. Raises UserError if it is not whole."""
    with Session(course) as session:
        return grading_basis(session, name, gradebook)


def read_timestamp(course: Course, assignment: str, student: str) -> datetime | None:
    """Return when a student handed in (UTC, without a time zone); None if nothing says so that can be read.

    nbgrader reads the same file, but waits for a pipe and stops at a word that is no time.
    """
    return _timestamp(course, assignment, student)[0]


def timestamp_trouble(course: Course, assignment: str, student: str) -> str:
    """Return what is wrong with the file that should say when a student handed in, "" if nothing is."""
    return _timestamp(course, assignment, student)[1]


def _timestamp(course: Course, assignment: str, student: str) -> tuple[datetime | None, str]:
    path = course.root / "submitted" / student / assignment / TIMESTAMP
    if not os.path.lexists(path):
        return None, ""
    try:
        text = first_line(read_bytes(path))
    except UnreadableSubmission as error:
        return None, f"{TIMESTAMP}: {error}"
    when = read_time(text, UTC)
    if when is None:
        return None, f"{TIMESTAMP} holds no time, but {one_line(text, 40)!r}" if text else ""
    return when.astimezone(UTC).replace(tzinfo=None), ""


def shown_time(time: datetime | None) -> str:
    """Return the time as a record keeps it."""
    return time.isoformat() if time else ""


def _settings(step: HasTraits) -> bytes:
    """Return a step's name and what is set for it, the same in each process."""
    values = json.dumps(step.trait_values(config=True), sort_keys=True, default=_plain)
    return f"\n{_plain(type(step))} {values}".encode()


def _plain(value: object) -> object:
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    named = value if hasattr(value, "__qualname__") else type(value)
    return f"{named.__module__}.{named.__qualname__}"
