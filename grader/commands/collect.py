"""Take hand-ins from zip files of a learning management system, or from a folder, into submitted/."""

from __future__ import annotations

import argparse

from grader.lms.registry import SYSTEMS, either
from grader.plain_text import some

EXAMPLE = "grader collect music_classification submissions.zip --dry-run"
MOST_LISTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    known = either(system.name for system in SYSTEMS.values())
    parser.add_argument("sources", nargs="*", metavar="SOURCE", help=f"zip file of {known}, folder or notebook")
    parser.add_argument(
        "--times", metavar="FILE", help="when work came in: a grading worksheet, or a CSV file with student and time"
    )
    parser.add_argument(
        "--take", action="append", default=[], metavar="PATH", help="of several versions without a time, the right one"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.add_argument("--force", action="store_true", help="replace what is there without keeping a dated copy")
    parser.add_argument(
        "--timezone", default="UTC", metavar="NAME", help="where times without a zone are local (default: UTC)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lists")


def run(chosen: argparse.Namespace) -> int:
    """Collect, and say who was found, who is unknown and who is missing."""
    import json
    from dataclasses import asdict
    from pathlib import Path

    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.errors import UserError
    from grader.grading.extensions import time_zone
    from grader.handins.collect import collect

    zone = time_zone(chosen.timezone)
    sources = [Path(source) for source in chosen.sources]
    times = Path(chosen.times).expanduser() if chosen.times else None
    if not sources and times is None:
        raise UserError("name the zip file or folder that the platform gave, or --times FILE for work that is there.")
    with waiting("Reading what was handed in"):
        course = Course.find()
        found = collect(course, chosen.assignment, sources, zone, chosen.force, chosen.dry_run, times, chosen.take)
    if chosen.json:
        print(json.dumps(asdict(found), indent=1))
        return 0 if found.complete else 1
    for student, done in found.placed.items():
        print(f"{student}: {done}")
    _print_list("look at", found.notes)
    _print_list("left out, older", found.older)
    for title, files in (("unknown", found.unknown), ("ambiguous", found.ambiguous), ("refused", found.refused)):
        _print_list(title, [f"{file}: {why}" for file, why in files.items()])
    _print_list("no notebook", found.no_notebook)
    _print_list("missing, in the gradebook", found.missing)
    _print_list("time from the table", [f"{student}: {when}" for student, when in found.times.items()])
    _print_list("time not used", found.times_unread)
    _print_list("marked late", [f"{student}, by {system}" for student, system in found.marked_late.items()])
    if found.time_unknown:
        names = found.time_unknown
        print(f"time unknown ({len(names)}): {some(names, MOST_LISTED)}")
        print(
            "  Late work of theirs costs nothing, whatever the late policy says, until "
            f"`grader collect {chosen.assignment} --times FILE` tells when it came in."
        )
    counts = {title: len(getattr(found, title)) for title in ("unknown", "ambiguous", "refused", "missing")}
    print(f"{len(found.placed)} students, " + ", ".join(f"{count} {title}" for title, count in counts.items()))
    if not found.placed and not found.times:
        print("Nothing was taken. Next: name the zip file or folder that the platform gave.")
    elif chosen.dry_run:
        print("Nothing is written. Next: run it without --dry-run.")
    else:
        print(f"Next: `grader grade {chosen.assignment}`.")
    return 0 if found.complete else 1


def _print_list(title: str, lines: list[str]) -> None:
    if lines:
        print(f"{title} ({len(lines)}):")
    for line in lines[:MOST_LISTED]:
        print(f"  {line}")
    if len(lines) > MOST_LISTED:
        print(f"  ... and {len(lines) - MOST_LISTED} more (--json lists all)")
