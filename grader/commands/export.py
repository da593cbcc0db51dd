"""Write grades into the file of a learning management system, or as a table."""

from __future__ import annotations

import argparse

from grader.lms.registry import TAKE_GRADES

EXAMPLE = f"grader export music_classification --to {next(iter(TAKE_GRADES))} --into gradebook.csv --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--to", choices=(*TAKE_GRADES, "csv"), default="csv", help="default: csv")
    parser.add_argument("--into", metavar="FILE", help="the file that the platform gave out, to be filled in")
    parser.add_argument("--out", metavar="FILE", help="where to write (default: export/ASSIGNMENT-SYSTEM.csv)")
    parser.add_argument(
        "--column", metavar="TITLE", help="the platform's column (default: the one like the assignment)"
    )
    parser.add_argument(
        "--match",
        choices=("id", "login", "email"),
        help="know students by number, by login name, or by what stands before the @ of their e-mail address",
    )
    parser.add_argument(
        "--unfinished",
        choices=("refuse", "mark"),
        default="refuse",
        help="if grades are not finished: write nothing (default), or leave these out and list them",
    )
    parser.add_argument(
        "--unmatched",
        choices=("refuse", "skip"),
        default="refuse",
        help="if a graded student is not in the file, or twice: write nothing (default), or leave them out",
    )
    parser.add_argument("--section", metavar="NAME", help="only students of this section (see `grader roster`)")
    parser.add_argument("--scale", action="store_true", help="convert points to the maximum that the platform has")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lists")


def run(chosen: argparse.Namespace) -> int:
    """Write the file; return 0 if every grade is in it, 1 if some were left out."""
    import json
    from pathlib import Path

    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.errors import UserError
    from grader.exporters.class_grades import class_grades, opened_gradebook
    from grader.exporters.fill import Choices, export_grades, write_file
    from grader.grading.sections import section_tail, students_of

    course = Course.find()
    into = Path(chosen.into).expanduser() if chosen.into else None
    inside, tail = students_of(course, chosen.section) if chosen.section else None, section_tail(chosen.section)
    out = Path(chosen.out or course.root / "export" / f"{chosen.assignment}-{chosen.to}{tail}.csv").expanduser()
    with waiting("Reading the gradebook"), opened_gradebook(course) as gradebook:
        grades = class_grades(gradebook, chosen.assignment, course)
    if not any(student.handed_in for student in grades.students.values()):
        raise UserError(f"nobody has handed in {chosen.assignment} yet: `grader collect` takes what a platform gives.")
    students = frozenset(inside & grades.students.keys()) if inside else frozenset()
    if inside and not students:
        raise UserError(f"nobody of section {chosen.section!r} is in the gradebook.")
    chose = (chosen.to, into, chosen.column, chosen.match, chosen.unfinished, chosen.unmatched, chosen.scale)
    export = export_grades(grades, Choices(*chose, students))
    if not chosen.dry_run:
        write_file(export, out, into)
    written = None if chosen.dry_run else str(out)
    if chosen.json:
        print(json.dumps({"written": written, "complete": export.complete, **export.as_dict()}, indent=1))
    else:
        _show(export)
        if chosen.dry_run:
            would = "Nothing would be written" if export.refused else f"This would be written to {out}"
            print(f"{would}. Next: run it without --dry-run.")
        else:
            system = TAKE_GRADES.get(chosen.to)
            print(f"Wrote {out}. Next: {system.grades_step if system else 'open it in a spreadsheet'}.")
    return 2 if export.refused else 0 if export.complete else 1


def _show(export) -> None:
    from grader.exporters.fill import by_reason
    from grader.plain_text import some

    print(f"{len(export.filled)} grade(s)" + (f" in column {export.column!r}" if export.column else ""))
    for title, listed in (
        ("other than the platform had", [f"{name} {change}" for name, change in export.replaced.items()]),
        ("nothing handed in, left as it was", export.without),
        ("not finished, left as it was", export.unfinished),
        ("graded, but not in the file", export.unknown),
        ("not certain who is who, left as it was", export.duplicates),
        ("excused, not assigned or locked there, left as it was", export.locked),
    ):
        if listed:
            names = by_reason(listed) if isinstance(listed, dict) else some(listed)
            print(f"{title} ({len(listed)}): {names}")
    for note in export.notes:
        print(f"note: {note}")
    for reason in export.refused:
        print(f"refused: {reason}")
