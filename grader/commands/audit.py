"""Prove the hidden tests: each wrong worked answer is caught with its hint, each right one gets full marks."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.assignment.assignment import Assignment
    from grader.commands.terminal import Terminal
    from grader.judging.audit import AuditRow

EXAMPLE = "grader audit music_classification --question train_model --seeds 1"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--question", metavar="NAME", help="only this question")
    parser.add_argument(
        "--seeds", type=int, default=5, metavar="N", help="try each answer on N draws of random data (default 5)"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="print what each answer got, and which test enforces what"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lines")


def run(chosen: argparse.Namespace) -> int:
    """Print what is wrong with each question; return 1 if an answer, a test or a rule is not as it should be."""
    import json

    from grader.assignment.assignment import Assignment
    from grader.assignment.worked_answers import worked_answers
    from grader.commands import class_table
    from grader.commands.terminal import Terminal
    from grader.course import Course
    from grader.errors import UserError
    from grader.judging.audit import audit_question
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
            rows = []
            for row in audit_question(assignment, question, worker, chosen.seeds):
                rows.append(row)
                done += 1
                progress(done, total)
            said = _faults(assignment, question, rows, chosen.seeds)
            faults += sum(len(each) for each in said.values())
            found[question] = {"answers": len(rows) // chosen.seeds, **said}
            if not chosen.json:
                _print(console, assignment, question, rows, said, chosen.verbose)
    if chosen.json:
        print(json.dumps({"faults": faults, "questions": found}, indent=1))
        return 1 if faults else 0
    if chosen.seeds == 1:
        console.print(
            "Whether each test is at some wrong answer the only one to fail was not looked at: it takes 2 seeds."
        )
    console.print(f"{faults} fault(s)" + (". Next: mend what is named above." if faults else ""))
    return 1 if faults else 0


def _faults(assignment: Assignment, question: str, rows: list[AuditRow], seeds: int) -> dict[str, list]:
    """Return {kind: faults}; with one seed a test may fail beside another by chance, so that kind stays empty."""
    from grader.judging.audit import misplaced_answers, rule_gaps, unproved_tests, vague_hints

    return {
        "faults": [{"answer": row.answer.name, "seed": row.seed, "fault": row.fault} for row in rows if row.fault],
        "unproved_tests": unproved_tests(assignment, question, rows) if seeds > 1 else [],
        "misplaced_answers": misplaced_answers(rows),
        "vague_hints": vague_hints(rows),
        "rules": rule_gaps(assignment, question),
    }


def _print(
    console: Terminal,
    assignment: Assignment,
    question: str,
    rows: list[AuditRow],
    faults: dict[str, list],
    verbose: bool,
) -> None:
    from rich.table import Table

    tests, rules = assignment.tests[question], assignment.text.questions[question].rules
    right = {row.answer.name for row in rows if row.answer.right}
    wrong = {row.answer.name for row in rows} - right
    console.print(
        f"{question}: {len(right)} right and {len(wrong)} wrong answers, {len(tests.tests)} tests, {len(rules)} rules"
    )
    if verbose:
        table = Table("answer", "points", "caught by", "message")
        for row in rows:
            if row.seed == 0 or row.fault:
                message = next((test.message for test in row.verdict.tests if test.message), "")
                caught = ", ".join(name.removeprefix("test_") for name in row.caught_by)
                table.add_row(row.answer.name, str(row.verdict.points), caught, message)
        console.print(table)
        table = Table("rule", "enforced by")
        for rule in rules:
            named = [test.name.removeprefix("test_") for test in tests.tests if rule in test.rules]
            table.add_row(rule, ", ".join(named) or f"no test: {tests.not_tested.get(rule, 'and no reason')}")
        console.print(table)
    for each in faults["faults"]:
        console.print(f"  {each['answer']}, seed {each['seed']}: {each['fault']}")
    for test in faults["unproved_tests"]:
        console.print(f"  no wrong answer fails only {test}")
    for answer in faults["misplaced_answers"]:
        console.print(f"  {answer} stands under a test that does not catch it")
    for answer in faults["vague_hints"]:
        console.print(f"  the hint of {answer} stands in most messages: name the mistake")
    for gap in faults["rules"]:
        console.print(f"  {gap}")
