"""Put hand-ins where grading looks for them: `submitted/STUDENT/ASSIGNMENT/`, the newest of several.

Nothing is lost: a notebook that differs moves aside to a dated name, unless the caller forces it.
"""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from grader.assignment.author_text import AuthorText
from grader.assignment.identity import identity_of
from grader.course import Course
from grader.errors import UserError
from grader.files import write_whole
from grader.grading.one_at_a_time import grading_alone
from grader.grading.session import Session
from grader.grading.up_to_date import TIMESTAMP, read_timestamp
from grader.handins.lms_files import HandIn, Refused, read_sources
from grader.handins.origins import find_origins, keep_origin
from grader.handins.roster import can_be_an_id
from grader.handins.times_file import Times, in_utc, read_times
from grader.handins.whose import Roster, written_id
from grader.lms.registry import OWN_FILES, marked_late
from grader.lms.system import Student
from grader.plain_text import one_line
from grader.reading.belongs import Identity, NotBelonging, check_belongs
from grader.reading.submission_file import UnreadableSubmission, parse_submission
from grader.times import first_line, read_time

NEW, SAME, REPLACED, KEPT = "new", "as before", "replaced", "kept"
MOST_OTHERS = 2_000  # files that are no notebooks and are looked at
_NO_STUDENTS = {*OWN_FILES, TIMESTAMP}  # files that no student wrote


@dataclass
class Collected:
    """What collecting came to: {student: what was done}, and {file: why it was not taken}.

    `times` are those that a table of times gave, `time_unknown` are the students of whom nobody knows when they handed
    in, `marked_late` names the platform that calls a hand-in late.
    """

    placed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    no_notebook: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    times: dict[str, str] = field(default_factory=dict)
    times_unread: list[str] = field(default_factory=list)
    time_unknown: list[str] = field(default_factory=list)
    marked_late: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Return whether every file is a notebook of the assignment and found its student."""
        return not (self.unknown or self.ambiguous or self.refused or self.no_notebook or self.times_unread)


def collect(
    course: Course,
    assignment: str,
    sources: list[Path],
    zone: tzinfo = UTC,
    force: bool = False,
    dry_run: bool = False,
    times: Path | None = None,
    take: Collection[str] = (),
) -> Collected:
    """Take the notebooks of `sources` into the course; return what was done, or would be with `dry_run`.

    `force` replaces what is there without keeping it, also by something older. `times` is a table that says when work
    came in. Of several versions of which nobody knows the newest none is taken, unless its path is in `take`.
    Raises UserError if the assignment is unknown, the table cannot be read or the folder cannot be written.
    """
    identity = identity_of(course, AuthorText.read(course.author_text(assignment)))
    found, result = read_sources(sources, zone), Collected()
    result.refused |= found.refused
    roster = Roster(_students(course))
    said_when = read_times(times, list(roster.students.values()), zone) if times else Times()
    result.times_unread = said_when.unread
    paths = {hand_in.shown for hand_in in found.hand_ins}
    result.refused |= {path: "--take names no hand-in of these sources" for path in take if path not in paths}
    by_student: dict[str, list[HandIn]] = {}
    for hand_in in found.hand_ins:
        for one in _of_each_member(hand_in):
            student = _student_of(one, roster, identity, result)
            if student is not None:
                by_student.setdefault(student, []).append(one)
    with contextlib.nullcontext() if dry_run else grading_alone(course):
        for student, own in sorted(by_student.items()):
            newest, *rest = sorted(own, key=lambda one: (one.shown in take, _age(one, assignment)), reverse=True)
            if newest.said.written_time:
                shown = one_line(newest.said.written_time, 40)
                result.notes.append(f"{student}: {newest.shown}: {shown!r} cannot be read as a time")
            try:
                same = [] if newest.shown in take else _as_new(newest, rest, assignment)
            except Refused as error:
                result.refused[newest.shown] = str(error)
                continue
            if same:
                names = " or ".join(repr(one.shown) for one in (newest, *same))
                result.ambiguous[newest.shown] = (
                    f"nobody can tell which of {len(same) + 1} versions of {student} is the newest: name the right one "
                    f"with --take {names}"
                )
                continue
            result.older += [f"{student}: {one.shown}, because {newest.shown} is {_why(newest, one)}" for one in rest]
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
    _note_times(course, assignment, by_student, said_when, result, dry_run)
    return result


def _note_times(
    course: Course,
    assignment: str,
    by_student: dict[str, list[HandIn]],
    times: Times,
    result: Collected,
    dry_run: bool,
) -> None:
    """Write the times of a table beside the notebooks; note of whom none is known, and whom a system calls late."""
    there = set(course.submitted(assignment)) | set(result.placed)
    for student in sorted(there):
        new, place = times.when.get(student), course.root / "submitted" / student / assignment / TIMESTAMP
        before = read_timestamp(course, assignment, student)
        if dry_run and student in result.placed:
            before = next((one.said.when for one in by_student[student] if one.said.when), None)
        if new is not None:
            result.times[student] = in_utc(new)
            linked = place.parent.is_symlink() or place.parent.parent.is_symlink()
            if not dry_run and place.parent.is_dir() and not linked:
                write_whole(place, f"{in_utc(new)}\n".encode())
        elif before is None:
            result.time_unknown.append(student)
        own = {one.said.system: one.said.origin for one in by_student.get(student, ()) if one.said.origin}
        if late := marked_late(own if dry_run and own else find_origins(course, assignment, student)):
            result.marked_late[student] = late
    strangers = sorted(set(times.when) - there)
    result.times_unread += [f"{student} has a time, but no hand-in" for student in strangers]


def _of_each_member(hand_in: HandIn) -> list[HandIn]:
    """Return the hand-in of each member of a group; else what was given."""
    said = hand_in.said
    return [
        replace(hand_in, said=replace(member, when=said.when, system=said.system, members=said.members))
        for member in said.members
    ] or [hand_in]


def _as_new(newest: HandIn, rest: list[HandIn], assignment: str) -> list[HandIn]:
    """Return what may be as new as `newest`: no time or number tells, and neither has a better name or is the same.

    The date of a file counts only where a person has put files together: a platform's archive bears any date.
    """
    if newest.said.when is not None:
        rest = [one for one in rest if one.said.when is None]
    elif not newest.said.system:
        rest = [one for one in rest if one.changed == newest.changed]
    fits = _fits(newest, assignment)
    rest = [one for one in rest if one.said.version == newest.said.version and _fits(one, assignment) == fits]
    return [one for one in rest if one.read() != newest.read()]


def _why(newest: HandIn, other: HandIn) -> str:
    if (newest.said.when, newest.said.version) != (other.said.when, other.said.version):
        return "newer"
    return "newer by the date of its file" if newest.changed != other.changed else "meant by its name"


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
    said = hand_in.said
    if said.members:
        written = ""  # one notebook of several students
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
    elif said.members:
        name = one_line(said.full_name or " ".join(said.ids), 60)
        before = result.unknown.get(hand_in.shown, "")
        result.unknown[hand_in.shown] = f"{before}{'; ' if before else ''}{name!r} of its group is not in the gradebook"
    else:
        result.unknown[hand_in.shown] = whose.note or "neither its path nor its first cell names a student"
    return None


def _age(hand_in: HandIn, assignment: str) -> tuple:
    """Return what sorts hand-ins of one student: time of handing in, the system's number, name, date of the file."""
    said, when = hand_in.said, hand_in.said.when or datetime.min.replace(tzinfo=UTC)
    # Of two files handed in at the same time, the one with the right name is meant.
    return when, said.version, _fits(hand_in, assignment), hand_in.changed, hand_in.parts


def _fits(hand_in: HandIn, assignment: str) -> bool:
    return re.sub(r"[^a-z0-9]", "", assignment.lower()) in re.sub(r"[^a-z0-9]", "", hand_in.parts[-1].lower())


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
        return self.folder / TIMESTAMP

    def _time(self) -> datetime | None:
        try:
            return read_time(first_line(self.timestamp.read_bytes()), UTC)
        except OSError:
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
                write_whole(self.timestamp, f"{in_utc(when)}\n".encode())
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
