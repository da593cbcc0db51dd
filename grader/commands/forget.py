"""Remove a student from the gradebook, its copies, the log, hand-ins, pages, reports and exports."""

from __future__ import annotations

import argparse

EXAMPLE = "grader forget ab1234 --dry-run"
NEEDS_ASSIGNMENT = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("student", help="the student's id")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--dry-run", action="store_true", help="only list where the student stands")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lists")


def run(chosen: argparse.Namespace) -> int:
    """List where the student stands, ask, and remove; there is no way back."""
    import json

    from grader.course import Course
    from grader.errors import UserError
    from grader.handins.forget import forget
    from grader.plain_text import printable

    course, student = Course.find(), chosen.student
    found = forget(course, student, dry_run=True)
    if not found.anything:
        raise UserError(f"nothing here is of {student!r}: `grader status` lists the students.")
    if not chosen.json:
        for title, paths in (("removed", found.removed), ("kept, without the student", found.rewritten)):
            for path in paths:
                print(printable(f"{title}: {path}"))
    if not chosen.dry_run and not (chosen.yes or _says_yes(student)):
        raise UserError("nothing is removed: add --yes, or type the id when it asks.")
    if not chosen.dry_run:
        found = forget(course, student)
    if chosen.json:
        print(json.dumps({"done": not chosen.dry_run, **vars(found)}, indent=1))
        return 0
    if chosen.dry_run:
        print("Nothing is removed. Next: run it without --dry-run.")
        return 0
    print(
        "Done. What lies outside the course is yours to remove: files that the platform gave, pages that were handed "
        "out, backups of this machine. Next: `grader report` and `grader export` make theirs anew."
    )
    return 0


def _says_yes(student: str) -> bool:
    try:
        return input(f"This cannot be undone. Type {student} to remove it all: ").strip() == student
    except EOFError:
        return False  # nobody is there to answer
