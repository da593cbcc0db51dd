"""Build the students' notebook into release/, and register the assignment in the gradebook."""

from __future__ import annotations

import argparse

EXAMPLE = "grader release music_classification --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--no-gradebook", action="store_true", help="only build; leave the gradebook alone")
    parser.add_argument("--dry-run", action="store_true", help="only build, look for leaks, and say if it would change")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lines")


def run(chosen: argparse.Namespace) -> int:
    """Build, audit and write the release; return 1 if it could not be registered."""
    import json

    from grader.assignment.author_text import AuthorText
    from grader.assignment.students_repository import StudentsRepository
    from grader.authoring.release import release_text, write_release
    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.errors import UserError
    from grader.grading import gradebook
    from grader.grading.session import Session

    course = Course.find()
    text = AuthorText.read(course.author_text(chosen.assignment))
    path = course.release(text.name) / f"{text.name}.ipynb"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    with waiting("Building the release"):
        released = release_text(course, text)
    if not chosen.dry_run:
        write_release(course, text.name, released)
    about = {"file": str(path), "changed": released != before, "points": text.points, "registered": False}
    if not (chosen.dry_run or chosen.no_gradebook):
        with Session(course) as session:
            try:
                gradebook.register(session.app, text)
                about["registered"] = True
            except UserError as error:
                about["trouble"] = str(error)
    if chosen.json:
        print(json.dumps(about, indent=1))
        return 1 if "trouble" in about else 0
    state = "new" if not before else "other than before" if about["changed"] else "as before"
    print(f"{'would write' if chosen.dry_run else 'wrote'} {path.relative_to(course.root)} ({state})")
    students = StudentsRepository.of(course)
    if students.address:
        print(f"its badge opens {students.address} in Colab; data are fetched from {students.files(text.name)}")
    else:
        print("it has no Colab badge: c.StudentsRepository.address is not set in nbgrader_config.py")
    if "trouble" in about:
        print(f"grader: {about['trouble']}")
        return 1
    if about["registered"]:
        print(f"registered {text.name} in the gradebook, {text.points:g} points")
    print(
        "Nothing is written. Next: run it without --dry-run."
        if chosen.dry_run
        else f"Next: give students what lies in {path.parent.relative_to(course.root)}/."
    )
    return 0
