"""Show the whole way on example submissions, in a course folder of their own."""

from __future__ import annotations

import argparse
from collections.abc import Sized

EXAMPLE = "grader demo music_classification --students 32 --to demo-class"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--to", default="demo", metavar="DIR", help="where the demo's course goes (default: demo)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be made")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")
    parser.add_argument(
        "--students",
        type=int,
        metavar="N",
        help="a class of N with a roster, late work, a copy, and a TA's marks (default: six submissions)",
    )


def run(chosen: argparse.Namespace) -> int:
    """Make release, submissions, grades and feedback in the demo's folder; print the table and where all lies."""
    import json
    from pathlib import Path

    from grader.assignment.assignment import Assignment
    from grader.authoring.release import make_release
    from grader.commands import class_table
    from grader.commands.terminal import Terminal
    from grader.course import Course
    from grader.errors import UserError
    from grader.examples.example_class import example_class, mark_as_a_ta, write_class
    from grader.examples.example_course import copy_course
    from grader.examples.submissions import example_submissions, write_submissions
    from grader.grading.grade import grade
    from grader.reports.feedback import write_feedback

    if chosen.students is not None and not 8 <= chosen.students <= 500:
        raise UserError("--students takes a number from 8 to 500.")
    console, shown = Terminal(stderr=chosen.json), Path(chosen.to)
    if chosen.dry_run:
        Course.find().author_text(chosen.assignment)
        about = {"folder": str(shown), "exists": shown.exists(), "submissions": chosen.students or 6}
        print(
            json.dumps(about, indent=1)
            if chosen.json
            else f"would make {about['submissions']} submissions in {shown}"
            f"{', in place of what is there' if shown.exists() else ''}. Next: run it without --dry-run."
        )
        return 0
    course = copy_course(Course.find(), chosen.assignment, Path(chosen.to))
    assignment = Assignment.load(course, chosen.assignment)
    release = make_release(course, assignment.text)
    if chosen.students:
        students = example_class(assignment, chosen.students)
        write_class(assignment, students)
        submissions: Sized = [student for student in students if student.notebook is not None]
    else:
        submissions = write_submissions(assignment, example_submissions(assignment))
    with class_table.progress(console, f"Grading {chosen.assignment}") as progress:
        outcome = grade(course, chosen.assignment, progress=progress)
    if not chosen.json:
        class_table.show(console, chosen.assignment, outcome)
    if chosen.students:
        mark_as_a_ta(assignment)
    written, failed, _ = write_feedback(course, chosen.assignment)
    if chosen.json:
        about = {"folder": str(shown.resolve()), "pages": [str(page) for page in written], "failed": failed}
        print(json.dumps({**about, **class_table.as_dict(outcome)}, indent=1))
        return 0 if outcome.complete and not failed else 1
    console.print(f"release:     {shown / release.relative_to(course.root)}", highlight=False, soft_wrap=True)
    console.print(f"submissions: {shown}/submitted/ ({len(submissions)})", highlight=False)
    console.print(f"gradebook:   {shown}/gradebook.db", highlight=False)
    console.print(f"feedback:    {shown}/feedback/STUDENT/{chosen.assignment}/ ({len(written)})", highlight=False)
    console.print(f"Next: cd {shown}, then grader status {chosen.assignment}, or open a page of feedback.")
    for student, reason in failed.items():
        console.print(f"no feedback for {student}: {reason}", style="red")
    return 0 if outcome.complete and not failed else 1
