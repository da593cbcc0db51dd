"""Build the students' notebook into release/, and register the assignment in the gradebook."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime
from typing import Any

EXAMPLE = 'grader release music_classification --due "2026-11-20 18:00"'
NEVER = "never"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--no-gradebook", action="store_true", help="only build; leave the gradebook alone")
    parser.add_argument("--dry-run", action="store_true", help="only build, look for leaks, and try the hidden tests")
    parser.add_argument(
        "--due",
        metavar="TIME",
        help=f"when it is due, by the course's clock (c.LatePolicy.timezone): a date lasts all day; {NEVER}: no date",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lines")


def run(chosen: argparse.Namespace) -> int:
    """Build and check all, then write and register; return 1 if hidden tests are not as they should be."""
    import json

    from grader.assignment.author_text import AuthorText
    from grader.assignment.students_repository import StudentsRepository
    from grader.authoring.release import release_text, try_hidden_tests, write_release
    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.errors import UserError
    from grader.grading import backups, gradebook
    from grader.grading.one_at_a_time import grading_alone
    from grader.grading.session import Session

    course = Course.find()
    due = _due(course, chosen.due) if chosen.due else None
    if due and chosen.no_gradebook:
        raise UserError("--due is saved in the gradebook: leave --no-gradebook out.")
    text = AuthorText.read(course.author_text(chosen.assignment))
    path = course.release(text.name) / f"{text.name}.ipynb"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    with waiting("Building the release"):
        released = release_text(course, text)
    about: dict[str, Any] = {
        "file": str(path),
        "changed": released != before,
        "points": text.points,
        "registered": False,
    }
    with Session(course) as session:
        if not chosen.no_gradebook and session.has_gradebook:
            with session.gradebook() as book:
                gradebook.check_cells(book, text)
        try:
            assignment = session.assignment(text.name)
            if chosen.dry_run:
                with waiting("Trying the hidden tests on the solution"):
                    about["faults"] = try_hidden_tests(assignment)
        except UserError as error:
            about["not_ready_to_grade"] = str(error)
        if not (chosen.dry_run or chosen.no_gradebook):
            with grading_alone(course):
                backups.back_up(course, session.gradebook_file)
                gradebook.register(session.app, text)
                about["registered"] = True
                if due:
                    gradebook.set_due_date(session.app, text.name, due.when)
        if not chosen.dry_run:
            write_release(course, text.name, released)
    if due:
        about["due"] = due.shown
    wrong = bool(about.get("faults")) or "not_ready_to_grade" in about
    if chosen.json:
        print(json.dumps(about, indent=1))
        return 1 if wrong else 0
    state = "new" if not before else "other than before" if about["changed"] else "as before"
    print(f"{'would write' if chosen.dry_run else 'wrote'} {path.relative_to(course.root)} ({state})")
    students = StudentsRepository.of(course)
    if students.address:
        print(f"its badge opens {students.address} in Colab; data are fetched from {students.files(text.name)}")
    else:
        print("it has no Colab badge: c.StudentsRepository.address is not set in nbgrader_config.py")
    if about["registered"]:
        print(f"registered {text.name} in the gradebook, {text.points:g} points")
    if due:
        print(f"{'would be ' if chosen.dry_run else ''}due: {due.shown}")
    if "not_ready_to_grade" in about:
        print(f"not ready to grade: {about['not_ready_to_grade']}")
    for fault in about.get("faults", ()):
        print(f"hidden test: {fault}")
    if about.get("faults") == []:
        print("the solution passes every hidden test")
    print(
        "Nothing is written. Next: run it without --dry-run."
        if chosen.dry_run
        else f"Next: give students what lies in {path.parent.relative_to(course.root)}/."
    )
    return 1 if wrong else 0


@dataclass(frozen=True)
class _Due:
    """A due date: in UTC without a time zone, None for none, and as people read it."""

    when: datetime | None
    shown: str


def _due(course, text: str) -> _Due:
    from datetime import UTC

    from grader.errors import UserError
    from grader.grading.extensions import time_zone, until_in_utc
    from grader.grading.late import LatePolicy
    from grader.grading.session import Session

    if text.strip().casefold() == NEVER:
        return _Due(None, NEVER)
    with Session(course) as session:
        name = LatePolicy(parent=session.app).timezone
    zone = time_zone(name)
    when = until_in_utc(text.strip(), zone)
    if when is None:
        raise UserError(
            f"--due {text[:40]!r} is no time: write it like 2026-11-20 18:00, or 2026-11-20 for all of a day."
        )
    return _Due(when, f"{when.replace(tzinfo=UTC).astimezone(zone):%A, %d %B %Y, %H:%M} ({name})")
