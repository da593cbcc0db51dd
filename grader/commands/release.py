"""Build the students' notebook into release/, and register the assignment in the gradebook."""

from __future__ import annotations

import argparse

EXAMPLE = "grader release music_classification"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--no-gradebook", action="store_true", help="only build; leave the gradebook alone")


def run(chosen: argparse.Namespace) -> int:
    """Build, audit and write the release; return 1 if it could not be registered."""
    from grader.authoring.author_text import AuthorText
    from grader.authoring.release import make_release
    from grader.authoring.students import StudentsRepository
    from grader.course import Course
    from grader.errors import UserError
    from grader.grading import gradebook
    from grader.grading.nbgrader_course import nbgrader_app

    course = Course.find()
    text = AuthorText.read(course.author_text(chosen.assignment))
    print(f"wrote {make_release(course, text).relative_to(course.root)}")
    students = StudentsRepository.of(course)
    if students.address:
        print(f"its badge opens {students.address} in Colab; data are fetched from {students.files(text.name)}")
    else:
        print("it has no Colab badge: c.StudentsRepository.address is not set in nbgrader_config.py")
    if chosen.no_gradebook:
        return 0
    with nbgrader_app(course) as (app, _):
        try:
            gradebook.register(app, text)
        except UserError as error:
            print(f"grader: {error}")
            return 1
    print(f"registered {text.name} in the gradebook")
    return 0
