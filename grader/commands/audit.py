"""Run every worked answer against the hidden tests."""

from __future__ import annotations

import argparse

EXAMPLE = "grader audit music_classification --question train_model --seeds 1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--question", help="only this question")
    parser.add_argument("--seeds", type=int, default=5, help="how many seeds (default 5)")


def run(chosen: argparse.Namespace) -> int:
    """Print a table for each question; return 1 if an answer or a test is not as it should be."""
    from rich.console import Console
    from rich.table import Table

    from grader.course import Course
    from grader.judging.answers import audit_question, unproved_tests
    from grader.judging.assignment import Assignment
    from grader.sandbox.worker import Worker

    only = [chosen.question] if chosen.question else None
    assignment = Assignment.load(Course.find(), chosen.assignment, only)
    console, faults = Console(), 0
    with Worker() as worker:
        for question in assignment.tests:
            table = Table("answer", "points", "caught by", "message", "fault", title=question)
            rows = list(audit_question(assignment, question, worker, chosen.seeds))
            for row in rows:
                faults += bool(row.fault)
                if row.seed == 0 or row.fault:
                    said = next((t.message for t in row.verdict.tests if t.message), "")
                    caught = ", ".join(name.removeprefix("test_") for name in row.caught_by)
                    table.add_row(row.answer.name, str(row.verdict.points), caught, said, row.fault)
            console.print(table)
            for test in unproved_tests(assignment, question, rows):
                faults += 1
                console.print(f"no wrong answer fails only {test}")
    console.print(f"{faults} fault(s)")
    return 1 if faults else 0
