"""Bring releases into the students' repository, in one commit that tells nothing of the course's own history."""

from __future__ import annotations

import argparse

EXAMPLE = "grader publish music_classification --dry-run"
NEEDS_ASSIGNMENT = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("assignments", nargs="+", metavar="assignment", help="what to publish; nothing else goes out")
    parser.add_argument(
        "--to", metavar="REPOSITORY", help="address or folder (default: c.StudentsRepository.address of the settings)"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be published")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lists")


def run(chosen: argparse.Namespace) -> int:
    """Publish and list the files."""
    import json
    from dataclasses import asdict

    from grader.assignment.students_repository import StudentsRepository
    from grader.authoring.publish import publish
    from grader.commands.terminal import Terminal
    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.errors import UserError

    course = Course.find()
    students = StudentsRepository.of(course)
    repository = chosen.to or students.address
    if not repository:
        raise UserError("say where to: --to REPOSITORY, or set c.StudentsRepository.address in nbgrader_config.py.")
    with waiting("Looking at the students' repository"):
        found = publish(course, chosen.assignments, repository, students.branch, chosen.dry_run)
    if chosen.json:
        print(json.dumps(asdict(found), indent=1))
        return 0
    console = Terminal(soft_wrap=True)
    for title, files in (("new", found.new), ("changed", found.changed), ("there, left as it is", found.left)):
        for file in files:
            console.print(f"{title}: {file}")
    if not found.anything:
        console.print(f"{repository} has all of it already.")
    elif found.pushed:
        console.print(f"pushed to {repository}, branch {found.branch}: “{found.message}”. Next: open it in Colab once.")
    if chosen.dry_run:
        console.print("Nothing is published. Next: run it without --dry-run.")
    return 0
