"""Prove the hidden tests: each wrong worked answer is caught with its hint, each right one gets full marks."""

from __future__ import annotations

import argparse

EXAMPLE = "grader audit music_classification --question train_model --seeds 1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--question", metavar="NAME", help="only this question")
    parser.add_argument(
        "--seeds", type=int, default=5, metavar="N", help="try each answer on N draws of random data (default 5)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the tables")


def run(chosen: argparse.Namespace) -> int:
    """Print a table for each question; return 1 if an answer or a test is not as it should be."""
    import json

    from rich.table import Table

    from grader.assignment.assignment import Assignment
    from grader.assignment.worked_answers import worked_answers
    from grader.commands import class_table
    from grader.commands.terminal import Terminal
    from grader.course import Course
    from grader.errors import UserError
    from grader.judging.audit import audit_question, misplaced_answers, unproved_tests
    from grader.sandbox.tiers import refuse_to_show
    from grader.sandbox.worker import Worker

    if chosen.seeds < 1:
        raise UserError("--seeds must be at least 1.")
    only = [chosen.question] if chosen.question else None
    assignment = Assignment.load(Course.find(), chosen.assignment, only)
    refuse_to_show(assignment.course.root)
    total = sum(len(worked_answers(assignment, question)) for question in assignment.tests) * chosen.seeds
    console, faults, done, found = Terminal(stderr=chosen.json), 0, 0, {}
    with Worker() as worker, class_table.progress(console, "Judging worked answers") as progress:
        for question in assignment.tests:
            table = Table("answer", "points", "caught by", "message", "fault", title=question)
            rows = []
            for row in audit_question(assignment, question, worker, chosen.seeds):
                rows.append(row)
                done += 1
                progress(done, total)
                if row.seed == 0 or row.fault:
                    said = next((t.message for t in row.verdict.tests if t.message), "")
                    caught = ", ".join(name.removeprefix("test_") for name in row.caught_by)
                    table.add_row(row.answer.name, str(row.verdict.points), caught, said, row.fault)
            unproved, misplaced = unproved_tests(assignment, question, rows), misplaced_answers(rows)
            wrong = [{"answer": row.answer.name, "seed": row.seed, "fault": row.fault} for row in rows if row.fault]
            faults += len(wrong) + len(unproved) + len(misplaced)
            found[question] = {
                "answers": len(rows) // chosen.seeds,
                "faults": wrong,
                "unproved_tests": unproved,
                "misplaced_answers": misplaced,
            }
            if not chosen.json:
                console.print(table)
                for test in unproved:
                    console.print(f"no wrong answer fails only {test}")
                for answer in misplaced:
                    console.print(f"{answer} stands under a test that does not catch it")
    if chosen.json:
        print(json.dumps({"faults": faults, "questions": found}, indent=1))
    else:
        console.print(f"{faults} fault(s)" + (". Next: mend what stands in the last column." if faults else ""))
    return 1 if faults else 0
