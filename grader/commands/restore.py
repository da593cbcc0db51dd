"""Bring back the gradebook as it was before an earlier run."""

from __future__ import annotations

import argparse

EXAMPLE = "grader restore --list"
NEEDS_ASSIGNMENT = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--list", action="store_true", help="only show the copies")
    parser.add_argument("--copy", metavar="NAME", help="which copy, as --list calls it (default: the latest)")
    parser.add_argument("--dry-run", action="store_true", help="only say which copy would come back")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lines")


def run(chosen: argparse.Namespace) -> int:
    """Put a copy in the gradebook's place; the present one is kept beside it."""
    import json

    from grader.course import Course
    from grader.errors import UserError
    from grader.grading import backups
    from grader.grading.one_at_a_time import grading_alone
    from grader.grading.session import Session

    course = Course.find()
    copies = backups.backups(course)
    if not copies:
        raise UserError("there is no copy yet: `grader grade` makes one before each run.")
    if chosen.list:
        listed = {copy.name: backups.holds(copy) for copy in copies}
        if chosen.json:
            print(json.dumps({"copies": {name: held and vars(held) for name, held in listed.items()}}, indent=1))
            return 0
        for name, held in listed.items():
            print(f"{name}  {held or 'damaged'}")
        print("Next: `grader restore --copy NAME` brings one back, without --copy the last one.")
        return 0
    wanted = [copy for copy in copies if copy.name == chosen.copy] if chosen.copy else copies[-1:]
    if not wanted:
        raise UserError(f"there is no copy {chosen.copy!r}: `grader restore --list` shows them.")
    if chosen.dry_run:
        if chosen.json:
            print(json.dumps({"restored": None, "would_restore": wanted[0].name}, indent=1))
        else:
            print(f"{wanted[0].name} would come back: {backups.holds(wanted[0]) or 'damaged'}.")
            print("Nothing is written. Next: run it without --dry-run.")
        return 0
    with grading_alone(course), Session(course) as session:
        gradebook = session.gradebook_file
        if gradebook is None:
            raise UserError("the gradebook is on a server: restore it with the server's own tools.")
        aside = backups.restore(course, gradebook, wanted[0])
    if chosen.json:
        print(json.dumps({"restored": wanted[0].name, "before": aside.name if aside else None}, indent=1))
        return 0
    print(f"{gradebook.name} is as it was in {wanted[0].name}: {backups.holds(wanted[0])}")
    if aside is not None:
        print(f"what was there is now {aside.name}")
    print("Stop and start an open formgrader: it still writes into what was there before.")
    print("Next: `grader status`, and `grader grade ASSIGNMENT` for what was handed in since.")
    return 0
