"""Put the students of a class list into the gradebook."""

from __future__ import annotations

import argparse

EXAMPLE = "grader roster students.csv --dry-run"
NEEDS_ASSIGNMENT = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument(
        "file",
        help="CSV file: a class list as a learning platform exports it, or with the column id and any of first_name, "
        "last_name, email, lms_user_id, section",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the list")


def run(chosen: argparse.Namespace) -> int:
    """Import and say what changed."""
    import json
    from pathlib import Path

    from grader.course import Course
    from grader.handins.roster import import_roster, read_roster

    changes = import_roster(Course.find(), read_roster(Path(chosen.file)), chosen.dry_run)
    if chosen.json:
        print(json.dumps(vars(changes), indent=1))
        return 0
    for sign, listed in (("+", changes.added), ("~", changes.changed)):
        for student, fields in listed.items():
            print(sign, student, ", ".join(f"{name} {value}" for name, value in fields.items() if name != "id"))
    print(f"{len(changes.added)} added, {len(changes.changed)} changed, {len(changes.same)} as before")
    for note in changes.notes:
        print(note)
    if changes.elsewhere:
        print(f"in the gradebook, not in the file (kept): {', '.join(changes.elsewhere)}")
    print("Nothing is saved. Next: run it without --dry-run." if chosen.dry_run else "Next: `grader status`.")
    return 0
