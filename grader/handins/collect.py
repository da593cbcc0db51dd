"""Put hand-ins where grading looks for them: `submitted/STUDENT/ASSIGNMENT/`, the newest of several.

Nothing is lost: a notebook that differs moves aside to a dated name, unless the caller forces it.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from nbgrader.utils import parse_utc

from grader.assignment.author_text import AuthorText
from grader.assignment.identity import identity_of
from grader.course import Course
from grader.errors import UserError
from grader.files import write_whole
from grader.grading.one_at_a_time import grading_alone
from grader.grading.session import Session
from grader.handins.lms_files import HandIn, Refused, read_sources
from grader.handins.origins import keep_origin
from grader.handins.roster import can_be_an_id
from grader.handins.whose import Roster, written_id
from grader.lms.registry import OWN_FILES
from grader.lms.system import Student
from grader.plain_text import one_line
from grader.reading.belongs import Identity, NotBelonging, check_belongs
from grader.reading.submission_file import UnreadableSubmission, parse_submission

NEW, SAME, REPLACED, KEPT = "new", "as before", "replaced", "kept"
MOST_OTHERS = 2_000  # files that are no notebooks and are looked at
_NO_STUDENTS = {*OWN_FILES, "timestamp.txt"}  # files that no student wrote


@dataclass
class Collected:
    """What collecting came to: {student: what was done}, and {file: why it was not taken}."""

    placed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    no_notebook: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Return whether every file is a notebook of the assignment and found its student."""
        return not (self.unknown or self.ambiguous or self.refused or self.no_notebook)


def collect(
    course: Course,
    assignment: str,
    sources: list[Path],
    zone: tzinfo = UTC,
    force: bool = False,
    dry_run: bool = False,
) -> Collected:
    """Take the notebooks of `sources` into the course; return what was done, or would be with `dry_run`.

    `force` replaces what is there without keeping it, also by something older. Raises UserError if the assignment
    is unknown or the folder cannot be written.
    """
    identity = identity_of(course, AuthorText.read(course.author_text(assignment)))
    found, result = read_sources(sources, zone), Collected()
    result.refused |= found.refused
    roster = Roster(_students(course))
    by_student: dict[str, list[HandIn]] = {}
    for hand_in in found.hand_ins:
        student = _student_of(hand_in, roster, identity, result)
        if student is not None:
            by_student.setdefault(student, []).append(hand_in)
    with contextlib.nullcontext() if dry_run else grading_alone(course):
        for student, own in sorted(by_student.items()):
            newest, *rest = sorted(own, key=lambda one: _age(one, assignment), reverse=True)
            result.older += [f"{student}: {one.shown}, because {newest.shown} is newer" for one in rest]
            try:
                place = _Place(course.root / "submitted" / student / assignment, assignment, force, dry_run)
                result.placed[student] = done = place.put(newest)
                said = newest.said
                if said.origin and not dry_run:
                    keep_origin(course, assignment, student, said.system, said.origin, not done.startswith(KEPT))
            except Refused as error:
                result.refused[newest.shown] = str(error)
            except OSError as error:
                raise UserError(f"{error.filename or student} cannot be written: {error.strerror}.") from None
    for other in found.others[:MOST_OTHERS]:
        if other.parts[-1] not in _NO_STUDENTS:
            whose = roster.whose(other, "", assignment).student
            result.no_notebook.append(f"{whose or 'unknown'}: {other.shown}")
    there = set(by_student) | set(course.submitted(assignment))
    result.missing = sorted(set(roster.students) - there)
    return result


def _student_of(hand_in: HandIn, roster: Roster, identity: Identity, result: Collected) -> str | None:
    written = other = ""
    try:
        notebook = parse_submission(hand_in.read())
        written = written_id(notebook)
        check_belongs(notebook, identity)
    except Refused as error:
        result.refused[hand_in.shown] = str(error)
        return None
    except NotBelonging as error:
        other = str(error)
    except UnreadableSubmission:
        pass  # grading says so: the student has handed in
    whose = roster.whose(hand_in, written, identity.name)
    if other:
        result.refused[hand_in.shown] = f"{whose.student or 'unknown student'}: {other}"
        return None
    if whose.student is not None:
        if not can_be_an_id(whose.student):
            result.unknown[hand_in.shown] = f"{one_line(whose.student)!r} cannot be the name of a folder"
            return None
        if whose.note:
            result.notes.append(f"{whose.student}: {hand_in.shown}: {whose.note}")
        return whose.student
    if whose.candidates:
        result.ambiguous[hand_in.shown] = f"it may be of {', '.join(whose.candidates)}"
    else:
        result.unknown[hand_in.shown] = whose.note or "neither its path nor its first cell names a student"
    return None


def _age(hand_in: HandIn, assignment: str) -> tuple:
    """Return what sorts the hand-ins of one student: time of handing in, then name, date of the file, version."""
    said = hand_in.said
    fits = re.sub(r"[^a-z0-9]", "", assignment.lower()) in re.sub(r"[^a-z0-9]", "", hand_in.parts[-1].lower())
    # Of two files handed in at the same time, the one with the right name is meant.
    if said.when is not None:
        return said.when, fits, hand_in.changed, hand_in.parts
    return datetime.min.replace(tzinfo=UTC), said.version, hand_in.changed, fits, hand_in.parts


@dataclass(frozen=True)
class _Place:
    """The folder of one student and assignment."""

    folder: Path
    assignment: str
    force: bool
    dry_run: bool

    def put(self, hand_in: HandIn) -> str:
        """Write the notebook; return what was done. Raises Refused, OSError."""
        for path in (self.folder.parent, self.folder, self.notebook):
            if path.is_symlink():
                raise Refused(f"{path.name} in submitted/ is a link")
        data, when = hand_in.read(), hand_in.said.when
        if not self.notebook.is_file():
            return self._write(data, when, NEW, hand_in)
        if self.notebook.read_bytes() == data:
            return self._write(None, when, SAME, hand_in)
        before = self._time()
        if not self.force and before is not None and when is not None and when < before:
            return f"{KEPT}: what is there was handed in later than {hand_in.shown}"
        aside = "" if self.force else self._copy_aside()
        done = self._write(data, when, REPLACED, hand_in)
        return f"{done}; what was there is now {aside}" if aside else done

    @property
    def notebook(self) -> Path:
        return self.folder / f"{self.assignment}.ipynb"

    @property
    def timestamp(self) -> Path:
        return self.folder / "timestamp.txt"

    def _time(self) -> datetime | None:
        try:
            return parse_utc(self.timestamp.read_text(encoding="utf-8").strip()).replace(tzinfo=UTC)
        except (OSError, ValueError, OverflowError):
            return None

    def _copy_aside(self) -> str:
        """Keep the notebook, and the time that belongs to it, under names that grading does not read."""
        stamp = datetime.fromtimestamp(self.notebook.stat().st_mtime, UTC).strftime("%Y-%m-%d-%H%M%S")
        names = (f"{stamp}{f'-{n}' if n else ''}" for n in range(1000))
        stamp = next(name for name in names if not self.notebook.with_name(f"{self.notebook.name}.{name}").exists())
        for path in (self.notebook, self.timestamp):
            if path.is_file() and not self.dry_run:
                shutil.copy2(path, path.with_name(f"{path.name}.{stamp}"))
        return f"{self.notebook.name}.{stamp}"

    def _write(self, data: bytes | None, when: datetime | None, done: str, hand_in: HandIn) -> str:
        if not self.dry_run:
            self.folder.mkdir(parents=True, exist_ok=True)
            if data is not None:
                write_whole(self.notebook, data)
            if when is not None:
                write_whole(self.timestamp, f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC\n".encode())
            elif data is not None:
                self.timestamp.unlink(missing_ok=True)  # the time of another file
        return f"{done}: {hand_in.shown}"


def _students(course: Course) -> Iterator[Student]:
    """Yield the students of the gradebook; none if there is no gradebook yet."""
    with Session(course) as session:
        if not session.has_gradebook:
            return
        with session.gradebook() as gradebook:
            for one in gradebook.students:
                yield Student(one.id, one.first_name or "", one.last_name or "", one.email or "", one.lms_user_id or "")
