"""Write the skeleton of a new assignment: text, hidden tests, worked answers, data."""

from __future__ import annotations

import argparse

EXAMPLE = "grader new sound_waves"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--dry-run", action="store_true", help="only list the files that would be written")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lines")


def run(chosen: argparse.Namespace) -> int:
    """Write all files or none, and say which."""
    import json

    from grader.authoring.new_assignment import check_name, skeleton_files, write_assignment
    from grader.course import Course

    course, name = Course.find(), chosen.assignment
    if chosen.dry_run:
        check_name(course, name)
        files = list(skeleton_files(name))
    else:
        files = [path.relative_to(course.root).as_posix() for path in write_assignment(course, name)]
    if chosen.json:
        print(json.dumps({"files": files, "written": not chosen.dry_run}, indent=1))
        return 0
    for file in files:
        print(f"{'would write' if chosen.dry_run else 'wrote'} {file}")
    print(
        "Nothing is written. Next: run it without --dry-run."
        if chosen.dry_run
        else f"Next: grader audit {name}, then write your own text in source/{name}.py "
        "(docs/a-first-assignment.md leads through it)."
    )
    return 0
