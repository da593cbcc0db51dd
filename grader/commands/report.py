"""Write a report on the class as one page and CSV files: scores, misconceptions, measurements, who waits."""

from __future__ import annotations

import argparse

EXAMPLE = "grader report music_classification --anonymous"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--anonymous", action="store_true", help="call students by numbers, in a new random order")
    parser.add_argument("--section", metavar="NAME", help="only students of this section (see `grader roster`)")
    parser.add_argument("--out", metavar="DIR", help="where to write (default: report/ in the course folder)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written, and the counts")
    parser.add_argument("--json", action="store_true", help="print one JSON object with the paths and the counts")


def run(chosen: argparse.Namespace) -> int:
    """Write the report; return 1 if a graded notebook could not be read."""
    import json
    from pathlib import Path

    from grader.commands import class_table
    from grader.commands.terminal import Terminal
    from grader.course import Course
    from grader.reports.report import make_report, write_report
    from grader.reports.status import broken_tests, counts

    course = Course.find()
    folder = Path(chosen.out).expanduser() if chosen.out else course.root / "report"
    console = Terminal(stderr=chosen.json, soft_wrap=True)
    with class_table.progress(console, "Reading graded notebooks") as progress:
        report = make_report(course, chosen.assignment, chosen.anonymous, progress, chosen.section)
    counted, broken = counts(report.students), broken_tests(report.students)
    found = {"counts": counted, "broken": report.broken, "broken_tests": broken}
    if chosen.dry_run:
        if chosen.json:
            print(json.dumps({"page": None, "tables": [], **found}, indent=1))
            return 1 if report.broken else 0
        console.print(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counted.items()))
        console.print(f"Nothing is written. Next: without --dry-run the report goes to {folder}.")
        return 1 if report.broken else 0
    page, *tables = write_report(report, folder)
    if chosen.json:
        files = {"page": str(page), "tables": [str(path) for path in tables]}
        print(json.dumps({**files, **found}, indent=1))
    else:
        for name, reason in report.broken.items():
            console.print(f"not read: {report.names[name]}: {reason}")
        class_table.show_broken(console, broken)
        console.print(f"{len(tables)} tables beside it: {', '.join(path.name for path in tables)}")
        console.print(f"Wrote {page}. Next: open it in a browser.")
    return 1 if report.broken else 0
