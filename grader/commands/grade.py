"""Grade all submissions: judge them in parallel and save the scores in the gradebook."""

from __future__ import annotations

import argparse
from contextlib import nullcontext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.course import Course
    from grader.sandbox.launch import SandboxProcess

EXAMPLE = "grader grade music_classification --jobs 4 --student 'a*'"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--jobs", type=int, metavar="N", help="how many to judge at once (default: one per core)")
    parser.add_argument("--cluster", metavar="ADDRESS", help="judge on this Dask cluster (see docs/cluster.md)")
    parser.add_argument("--student", default="*", metavar="GLOB", help="only students whose name fits this pattern")
    parser.add_argument("--force", action="store_true", help="grade again what is up to date")
    parser.add_argument(
        "--regrade", action="store_true", help="judge all again, show what changes for whom, ask, then save"
    )
    parser.add_argument("--dry-run", action="store_true", help="only say who would be graded")
    parser.add_argument("--yes", action="store_true", help="with --regrade: save without asking")
    parser.add_argument(
        "--unsafe-no-sandbox",
        action="store_true",
        help="grade even where no sandbox works: student code can then do whatever you can",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the table")


def run(chosen: argparse.Namespace) -> int:
    """Grade and print a table; return 1 if a file is not graded, or a hidden test broke."""
    from grader.course import Course
    from grader.errors import UserError
    from grader.sandbox.launch import begun
    from grader.sandbox.tiers import allow_none

    if chosen.unsafe_no_sandbox:
        allow_none()
    if chosen.jobs is not None and chosen.jobs < 1:
        raise UserError("--jobs must be at least 1.")
    if chosen.jobs and chosen.cluster:
        raise UserError("--jobs is for this machine: with --cluster, the workers there decide.")
    if chosen.dry_run:
        return _dry_run(chosen)
    course = Course.find()
    needed = not chosen.cluster and course.waits_for_grades(chosen.assignment)
    with begun() if needed else nullcontext() as sandbox_process:  # it loads while this process imports what it needs
        return _grade(chosen, course, sandbox_process)


def _grade(chosen: argparse.Namespace, course: Course, sandbox_process: SandboxProcess | None) -> int:
    import json

    from grader.commands import class_table
    from grader.commands.terminal import Terminal
    from grader.grading.grade import Outcome, grade

    console = Terminal(stderr=chosen.json)
    force = chosen.force or chosen.regrade
    with class_table.progress(console, f"Grading {chosen.assignment}") as progress:

        def confirm(outcome: Outcome) -> bool:
            progress.pause()
            class_table.show_changes(console, outcome)
            if not outcome.changes:
                return False
            agreed = chosen.yes or _says_yes(console)
            if not agreed:
                console.print("Nothing is saved. Next: the same command with --yes saves without asking.")
            progress.go_on()
            return agreed

        asked = confirm if chosen.regrade else None
        name, where = chosen.assignment, chosen.cluster
        outcome = grade(course, name, chosen.jobs, chosen.student, force, progress, asked, where, sandbox_process)
    if chosen.json:
        print(json.dumps(class_table.as_dict(outcome), indent=1))
    else:
        class_table.show(console, chosen.assignment, outcome)
        waiting = any(score.waiting for score in outcome.scores.values())
        what = "`grader formgrader`, to grade what waits for a person" if waiting else f"`grader feedback {name}`"
        if outcome.scores:
            console.print(f"Next: {what}.", highlight=False, soft_wrap=True)
    return 0 if outcome.complete and not (outcome.unreadable or outcome.broken) else 1


def _says_yes(console) -> bool:
    try:
        return console.input("Save these scores? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False  # nobody is there to answer


def _dry_run(chosen: argparse.Namespace) -> int:
    import json

    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.grading.grade import plan

    with waiting("Looking at hand-ins"):
        again = chosen.force or chosen.regrade
        todo, up_to_date, unreadable = plan(Course.find(), chosen.assignment, chosen.student, again)
    if chosen.json:
        print(json.dumps({"would_grade": todo, "up_to_date": up_to_date, "unreadable": unreadable}, indent=1))
        return 1 if unreadable else 0
    print(f"would be graded ({len(todo)}): {', '.join(todo)}")
    print(f"up to date ({len(up_to_date)}): {', '.join(up_to_date)}")
    for student, reason in unreadable.items():
        print(f"not readable: {student}: {reason}")
    print("Nothing is graded. Next: run it without --dry-run.")
    return 1 if unreadable else 0
