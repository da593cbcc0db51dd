"""Give everybody full marks for a question, or let it not count; undo it."""

from __future__ import annotations

import argparse

EXAMPLE = "grader waive music_classification train_model --not-counted --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument(
        "question", nargs="?", help="the question, plot, comment or record (default: list what is waived)"
    )
    parser.add_argument(
        "--not-counted", action="store_true", help="take it out of the sum (default: full marks for all who handed in)"
    )
    parser.add_argument("--undo", action="store_true", help="let it count again, with the points that were given")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lines")


def run(chosen: argparse.Namespace) -> int:
    """Write it into waived.csv and say whose points change."""
    import json

    from grader.assignment.author_text import AuthorText
    from grader.course import Course
    from grader.errors import UserError
    from grader.grading.gradebook import scores
    from grader.grading.session import Session
    from grader.grading.waived import FULL, NOT_COUNTED, read_waived, write_waived

    course, name, question = Course.find(), chosen.assignment, chosen.question
    text = AuthorText.read(course.author_text(name))
    known = [*text.questions, *text.manual]
    before = read_waived(course, name)
    if question is None:
        if chosen.json:
            print(json.dumps({"waived": before}, indent=1))
            return 0
        for one, of in before.items():
            print(f"{one}: {of}")
        print(f"{len(before)} waived. Next: `grader waive {name} QUESTION`, of {', '.join(known)}.")
        return 0
    if question not in known:
        raise UserError(f"{name} has no question {question!r} (known: {', '.join(known)}).")
    if chosen.undo and (chosen.not_counted or question not in before):
        why = "leave --not-counted out" if chosen.not_counted else f"{question} is not waived"
        raise UserError(f"there is nothing to undo: {why}.")
    how = None if chosen.undo else NOT_COUNTED if chosen.not_counted else FULL
    after = {**before, question: how} if how else {one: of for one, of in before.items() if one != question}
    changed: dict[str, dict[str, float]] = {}
    with Session(course) as session:
        if session.has_gradebook:
            with session.gradebook() as book:
                old, new = scores(book, name, before), scores(book, name, after)
            changed = {
                student: {"before": old[student].total, "now": score.total}
                for student, score in new.items()
                if score != old[student]
            }
    if not chosen.dry_run:
        write_waived(course, name, question, how)
    if chosen.json:
        print(json.dumps({"waived": after, "written": not chosen.dry_run, "changed": changed}, indent=1))
        return 0
    print(f"{question}: {how or 'counts again, with the points that were given'}")
    for student, points in changed.items():
        print(f"{student}: {points['before']:g} points, now {points['now']:g}")
    if chosen.dry_run:
        print("Nothing is written. Next: run it without --dry-run.")
    else:
        after_this = f"`grader grade {name}`, which judges nothing again, then `grader feedback {name}`"
        print(f"Wrote waived.csv. Next: {after_this if changed else f'`grader status {name}`'}.")
    return 0
