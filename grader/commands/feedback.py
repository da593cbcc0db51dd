"""Write one page for each student: scores, what each test found, their figures, the TAs' comments."""

from __future__ import annotations

import argparse

from grader.lms.registry import TAKE_FEEDBACK
from grader.plain_text import some

EXAMPLE = f"grader feedback music_classification --zip {next(iter(TAKE_FEEDBACK))}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--student", default="*", metavar="GLOB", help="only students whose name fits this pattern")
    parser.add_argument(
        "--zip",
        choices=tuple(TAKE_FEEDBACK),
        help="also pack the pages the way this system takes them back",
    )
    parser.add_argument(
        "--handed-out",
        action="store_true",
        help="write nothing: note that students have their pages, so that later ones say what changed (--zip does it)",
    )
    parser.add_argument("--out", metavar="FILE", help="the zip file (default: export/ASSIGNMENT-feedback-SYSTEM.zip)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be written")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lists")


def run(chosen: argparse.Namespace) -> int:
    """Write the pages, and the zip file; return 1 if somebody was left out."""
    import json
    from pathlib import Path

    from grader.commands import class_table
    from grader.commands.terminal import Terminal
    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.errors import UserError
    from grader.reports.feedback import Feedback, graded_students, outdated, write_feedback
    from grader.reports.feedback_zip import plan, write_zip
    from grader.reports.history import hand_out

    if chosen.out and not chosen.zip:
        raise UserError("--out names the zip file: say with --zip for which system.")
    if chosen.handed_out and chosen.zip:
        raise UserError("--zip notes who gets a page by itself: leave --handed-out out.")
    course, name = Course.find(), chosen.assignment
    out = Path(chosen.out or course.root / "export" / f"{name}-feedback-{chosen.zip}.zip").expanduser()
    console = Terminal(stderr=chosen.json, soft_wrap=True)
    with waiting("Reading the gradebook"):
        students = graded_students(course, name, chosen.student)
    if chosen.handed_out:
        return _note_handed_out(chosen, [student for student in students if course.feedback(name, student).is_file()])
    packed = plan(course, name, chosen.zip, students, chosen.student) if chosen.zip else None
    if chosen.dry_run:
        feedback = Feedback([], outdated(course, name, students), [])
    else:
        with class_table.progress(console, "Writing feedback") as progress:
            feedback = write_feedback(course, name, chosen.student, progress)
        if packed is not None:
            packed.files = {student: file for student, file in packed.files.items() if student not in feedback.failed}
            write_zip(course, name, packed, out)
            hand_out(course, name, packed.files)
    partly = [student for student, score in students.items() if score.waiting]
    if chosen.json:
        listed: dict[str, object] = {"pages": [str(page) for page in feedback.pages]}
        listed |= {"failed": feedback.failed, "look_at": feedback.notes}
        listed |= {"would_write": sorted(students.keys() - feedback.failed.keys())} if chosen.dry_run else {}
        listed |= {"waiting": partly}
        if packed is not None:
            listed |= {"zip": None if chosen.dry_run else str(out), "packed": packed.files, "unknown": packed.unknown}
        print(json.dumps(listed, indent=1))
        return 1 if feedback.failed or (packed and not packed.complete) else 0
    where = f"feedback/STUDENT/{name}/{name}.html"
    count = len(students) - len(feedback.failed) if chosen.dry_run else len(feedback.pages)
    console.print(f"{count} page(s) {'would be written to' if chosen.dry_run else 'in'} {where}")
    for student, reason in feedback.failed.items():
        console.print(f"not written for {student}: {reason}")
    for note in feedback.notes:
        console.print(f"look at {note}")
    if partly:
        console.print(f"a person must still grade a part of {len(partly)}, and their pages say so: {some(partly, 8)}")
    if packed is not None:
        console.print(f"{len(packed.files)} in the zip file for {chosen.zip}")
        for student, reason in packed.unknown.items():
            console.print(f"not in it: {student}, whose name in {chosen.zip} is unknown ({reason})")
        if packed.unknown:
            console.print(f"To know them, run `grader collect {name} FILE.zip` on the file that {chosen.zip} gave.")
        if packed.without:
            console.print(f"without a page, because not graded: {some(packed.without, 8)}")
    if chosen.dry_run:
        console.print("Nothing is written. Next: run it without --dry-run.")
    elif packed is not None:
        console.print(f"Wrote {out}. Next: {TAKE_FEEDBACK[chosen.zip].feedback_step}.")
    else:
        console.print(
            f"Next: look at one, then `grader feedback {name} --zip {'|'.join(TAKE_FEEDBACK)}`; if you give them out "
            f"otherwise, then `grader feedback {name} --handed-out`."
        )
    return 1 if feedback.failed or (packed and not packed.complete) else 0


def _note_handed_out(chosen: argparse.Namespace, having: list[str]) -> int:
    import json

    from grader.course import Course
    from grader.errors import UserError
    from grader.reports.history import hand_out

    if not having:
        raise UserError(f"no page is written yet: run `grader feedback {chosen.assignment}` first.")
    if not chosen.dry_run:
        hand_out(Course.find(), chosen.assignment, having)
    if chosen.json:
        print(json.dumps({"handed_out": having, "noted": not chosen.dry_run}, indent=1))
        return 0
    print(f"{len(having)} page(s) {'would be' if chosen.dry_run else 'are'} noted as handed out: {some(having, 8)}")
    print(
        "Nothing is written. Next: run it without --dry-run."
        if chosen.dry_run
        else "Next: after a regrade, the pages say what changed since these."
    )
    return 0
