"""Show the whole way on six example submissions, in a course folder of their own."""

from __future__ import annotations

import argparse

EXAMPLE = "grader demo music_classification"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--to", default="demo", metavar="DIR", help="where the demo's course goes (default: demo)")


def run(chosen: argparse.Namespace) -> int:
    """Make release, submissions, grades and feedback in the demo's folder; print the table and where all lies."""
    from pathlib import Path

    from rich.console import Console

    from grader.authoring.examples import copy_course, example_submissions, write_submissions
    from grader.authoring.release import make_release
    from grader.commands import class_table
    from grader.course import Course
    from grader.grading.grade import grade
    from grader.judging.assignment import Assignment
    from grader.reports.feedback import write_feedback

    console = Console()
    course = copy_course(Course.find(), chosen.assignment, Path(chosen.to))
    assignment = Assignment.load(course, chosen.assignment)
    release = make_release(course, assignment.text)
    submissions = write_submissions(assignment, example_submissions(assignment))
    with class_table.progress(console, f"Grading {chosen.assignment}") as progress:
        outcome = grade(course, chosen.assignment, progress=progress)
    class_table.show(console, chosen.assignment, outcome)
    written, failed, _ = write_feedback(course, chosen.assignment)
    shown = Path(chosen.to)
    console.print(f"release:     {shown / release.relative_to(course.root)}", highlight=False, soft_wrap=True)
    console.print(f"submissions: {shown}/submitted/ ({len(submissions)})", highlight=False)
    console.print(f"gradebook:   {shown}/gradebook.db", highlight=False)
    console.print(f"feedback:    {shown}/feedback/STUDENT/{chosen.assignment}/ ({len(written)})", highlight=False)
    for student, reason in failed.items():
        console.print(f"[red]no feedback for {student}:[/] {reason}", highlight=False)
    return 0 if outcome.complete and not failed else 1
