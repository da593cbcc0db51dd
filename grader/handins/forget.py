"""Take one student out of everything that a course keeps: what data protection asks for when somebody leaves.

The gradebook and its copies are packed anew: SQLite would keep deleted rows in the file.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from grader.course import Course
from grader.errors import UserError
from grader.files import write_whole
from grader.grading import backups, gradebook
from grader.grading.one_at_a_time import grading_alone
from grader.grading.sections import read_sections, write_sections
from grader.grading.session import Session
from grader.handins.roster import can_be_an_id
from grader.lms.csv_text import CsvText

_FOLDERS = ("submitted", "autograded", "feedback")
_MADE_ANEW = ("report", "export")  # by commands of ours, from what is left
_LARGEST_BYTES = 100 * 2**20


@dataclass
class Forgotten:
    """Where a student stood: what went as a whole, and what was kept without them, each as a path in the course."""

    removed: list[str] = field(default_factory=list)
    rewritten: list[str] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Return whether the course held anything of the student."""
        return bool(self.removed or self.rewritten)


def forget(course: Course, student: str, dry_run: bool = False) -> Forgotten:
    """Remove a student from the course's files; return from where, or from where it would be with `dry_run`.

    Verdicts that are kept for the next run hold no names but words of answers, so all of them go. Raises UserError if
    the gradebook is on a server, or a file cannot be written: run it again then, it goes on.
    """
    found = Forgotten()
    if not can_be_an_id(student):
        return found
    try:
        with contextlib.nullcontext() if dry_run else grading_alone(course), Session(course) as session:
            book = session.gradebook_file
            if book is None:
                raise UserError("the gradebook is on a server: take the student out with the server's own tools.")
            words = _words_of(session, student)
            for path in _whole_files(course, student, words):
                found.removed.append(str(path.relative_to(course.root)))
                if not dry_run:
                    _remove(path)
            books = [book, *backups.backups(course), *sorted(book.parent.glob(f"{book.name}.before-restore-*"))]
            for path in books:
                if path.is_file() and _take_out_of_gradebook(path, session, student, dry_run):
                    found.rewritten.append(str(path.relative_to(course.root)))
            sections = read_sections(course)
            if sections.pop(student, None) is not None:
                found.rewritten.append(".grader/sections.json")
                if not dry_run:
                    write_sections(course, sections)
            for path, rest in _without_lines(course, student):
                found.rewritten.append(str(path.relative_to(course.root)))
                if not dry_run:
                    write_whole(path, rest)
            if found.anything and (verdicts := course.cache / "verdicts").is_dir():
                found.removed.append(str(verdicts.relative_to(course.root)))
                if not dry_run:
                    _remove(verdicts)
    except OSError as error:
        raise UserError(f"{error.filename or course.root}: {error.strerror}. Mend that and run it again.") from None
    return found


def _words_of(session: Session, student: str) -> list[bytes]:
    """Return what names the student in a page or a table: id and e-mail address."""
    words = [student]
    if session.has_gradebook:
        with session.gradebook() as book, contextlib.suppress(MissingEntry):
            words.append(book.find_student(student).email or "")
    return [word.encode() for word in words if word]


def _whole_files(course: Course, student: str, words: list[bytes]) -> Iterator[Path]:
    for name in _FOLDERS:
        if os.path.lexists(folder := course.root / name / student):
            yield folder
    yield from sorted(path for path in course.cache.glob("*/*/*.json") if path.stem == student)
    whole = re.compile(b"|".join(rb"(?<![\w.-])" + re.escape(word) + rb"(?![\w-])" for word in words))
    for name in _MADE_ANEW:
        for path in sorted((course.root / name).rglob("*")):
            if path.is_file() and not path.is_symlink() and (path.suffix == ".zip" or _holds(path, whole)):
                yield path


def _holds(path: Path, words: re.Pattern[bytes]) -> bool:
    with path.open("rb") as file:
        return words.search(file.read(_LARGEST_BYTES)) is not None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _take_out_of_gradebook(path: Path, session: Session, student: str, dry_run: bool) -> bool:
    with gradebook.connect(f"sqlite:///{path}", session.app.coursedir.course_id) as book:
        if not _has(book, student):
            return False
        if not dry_run:
            book.remove_student(student)
    if not dry_run:
        with contextlib.closing(sqlite3.connect(path)) as packed:
            packed.execute("VACUUM")
    return True


def _has(book: Gradebook, student: str) -> bool:
    try:
        return book.find_student(student) is not None
    except MissingEntry:
        return False


def _without_lines(course: Course, student: str) -> Iterator[tuple[Path, bytes]]:
    """Yield the files with a line for each student or event, and what is left of them without this student."""
    log = course.cache / "audit.jsonl"
    if log.is_file():
        lines = log.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not _is_of(line, student)]
        if len(kept) < len(lines):
            yield log, b"".join(kept)
    for path in sorted(course.root.glob("*.csv")):
        try:
            table = CsvText.read(path)
        except UserError:
            continue  # it is no table
        left = [row for row in range(len(table.rows)) if student not in map(str.strip, table.values(row))]
        if len(left) < len(table.rows):
            rows, ends = [table.rows[row] for row in left], [table.ends[row] for row in left]
            yield path, replace(table, rows=rows, ends=ends).to_bytes()


def _is_of(line: bytes, student: str) -> bool:
    try:
        return json.loads(line).get("student") == student
    except (ValueError, AttributeError):
        return False
