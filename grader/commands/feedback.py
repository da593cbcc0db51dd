"""Write one page for each student: scores, what each test found, their figures, the TAs' comments."""

from __future__ import annotations

import argparse

EXAMPLE = "grader feedback music_classification"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--student", default="*", metavar="GLOB", help="only students whose name fits this pattern")


def run(chosen: argparse.Namespace) -> int:
    """Write the pages; return 1 if one could not be written."""
    from rich.console import Console

    from grader.commands import class_table
    from grader.course import Course
    from grader.reports.feedback import write_feedback

    console = Console()
    with class_table.progress(console, "Writing feedback") as progress:
        written, failed = write_feedback(Course.find(), chosen.assignment, chosen.student, progress)
    console.print(f"{len(written)} page(s) in feedback/STUDENT/{chosen.assignment}/{chosen.assignment}.html")
    for student, reason in failed.items():
        console.print(f"[red]not written for {student}:[/] {reason}", highlight=False)
    return 1 if failed else 0
