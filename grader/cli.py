"""The `grader` command. Heavy imports stand inside the commands, so that `--help` is quick."""

from __future__ import annotations

import argparse
import sys

from grader.errors import UserError


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code: 0 done, 1 something was found, 2 a mistake of the user's."""
    parser = argparse.ArgumentParser(prog="grader", description=__doc__.split(".")[0] + ".")
    commands = parser.add_subparsers(dest="command", required=True)
    audit = commands.add_parser(
        "audit",
        help="run every worked answer against the hidden tests",
        epilog="example: grader audit music_classification --question train_model --seeds 1",
    )
    audit.add_argument("assignment")
    audit.add_argument("--question", help="only this question")
    audit.add_argument("--seeds", type=int, default=5, help="how many seeds (default 5)")
    audit.set_defaults(run=_audit)
    release = commands.add_parser(
        "release",
        help="build the students' notebook into release/",
        epilog="example: grader release music_classification",
    )
    release.add_argument("assignment")
    release.set_defaults(run=_release)
    judge = commands.add_parser(
        "judge",
        help="judge notebooks and print points and messages; nothing is written to the gradebook",
        epilog="example: grader judge music_classification submitted/*/music_classification/*.ipynb",
    )
    judge.add_argument("assignment")
    judge.add_argument("notebooks", nargs="+", metavar="NOTEBOOK")
    judge.add_argument("--json", action="store_true", help="print one JSON object, {file: verdict}")
    judge.set_defaults(run=_judge)
    chosen = parser.parse_args(arguments)
    try:
        return chosen.run(chosen)
    except UserError as error:
        print(f"grader: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("grader: stopped", file=sys.stderr)
        return 130


def _audit(chosen: argparse.Namespace) -> int:
    from rich.console import Console
    from rich.table import Table

    from grader.answers import audit_question, unproved_tests
    from grader.assignment import Assignment
    from grader.course import Course
    from grader.worker import Worker

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


def _judge(chosen: argparse.Namespace) -> int:
    import json
    from pathlib import Path

    from rich.console import Console

    from grader.assignment import Assignment
    from grader.course import Course
    from grader.judge import judge_file
    from grader.submission_file import UnreadableSubmission
    from grader.worker import Worker

    assignment = Assignment.load(Course.find(), chosen.assignment)
    console, found, unread = Console(highlight=False, markup=False, soft_wrap=True), {}, []
    with Worker() as worker:
        for name in chosen.notebooks:
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
    return 0


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


def _release(chosen: argparse.Namespace) -> int:
    from grader.author_text import AuthorText
    from grader.course import Course
    from grader.release import make_release

    course = Course.find()
    path = make_release(course, AuthorText.read(course.author_text(chosen.assignment)))
    print(f"wrote {path.relative_to(course.root)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
