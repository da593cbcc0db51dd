"""Judge notebooks and print points and messages; nothing is written to the gradebook."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.course import Course
    from grader.sandbox.launch import SandboxProcess

EXAMPLE = "grader judge music_classification submitted/ada/music_classification/*.ipynb"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("notebooks", nargs="+", metavar="NOTEBOOK", help="a file, wherever it lies")
    parser.add_argument("--json", action="store_true", help="print one JSON object, {file: verdict}")


def run(chosen: argparse.Namespace) -> int:
    """Print the verdict of each file; return 1 if a file cannot be read: these are listed last."""
    from grader.course import Course
    from grader.sandbox.launch import begun

    course = Course.find()
    with begun() as sandbox_process:  # it loads while this process imports what it needs
        return _judge(chosen, course, sandbox_process)


def _judge(chosen: argparse.Namespace, course: Course, sandbox_process: SandboxProcess) -> int:
    import json
    from pathlib import Path

    from grader.assignment.assignment import Assignment
    from grader.commands import class_table
    from grader.commands.terminal import Terminal
    from grader.judging.judge import judge_file
    from grader.reading.submission_file import UnreadableSubmission
    from grader.sandbox.worker import Worker

    assignment = Assignment.load(course, chosen.assignment)
    console, found, unread = Terminal(soft_wrap=True, stderr=chosen.json), {}, []
    with (
        Worker(control=sandbox_process.worker_process()) as worker,
        class_table.progress(console, "Judging") as progress,
    ):
        for done, name in enumerate(chosen.notebooks):
            progress(done, len(chosen.notebooks))
            try:
                verdict = judge_file(assignment, Path(name), worker)
            except UnreadableSubmission as error:
                unread.append(f"{name}: {error}")
                continue
            found[name] = verdict.as_dict()
            if not chosen.json:
                _show(console, name, verdict)
    if chosen.json:
        print(json.dumps({"judged": found, "unreadable": unread}, indent=1))
    else:
        for line in unread:
            console.print(f"not read: {line}")
        console.print(f"Nothing is saved. Next: `grader grade {chosen.assignment}` grades what lies in submitted/.")
    return 1 if unread else 0


def _show(console, name, verdict) -> None:
    console.print(f"\n{name}: {verdict.points:g} points")
    for note in verdict.notes:
        console.print(f"  note: {note}")
    for question in verdict.questions.values():
        points = "a person decides" if question.points is None else f"{question.points:g} of {question.max_points:g}"
        console.print(f"  {question.question}: {points}")
        for note in question.notes:
            console.print(f"    note: {note}")
        for test in question.tests:
            if test.message:
                console.print(f"    {test.outcome}: {test.sentence}. {test.message}")
