"""Open nbgrader's formgrader on this course: read, score and comment what a person must grade."""

from __future__ import annotations

import argparse

EXAMPLE = "grader formgrader --as anna --no-browser"
NEEDS_ASSIGNMENT = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--port", type=int, default=8888, help="which port (default 8888, or the next free one)")
    parser.add_argument(
        "--as",
        dest="marker",
        metavar="NAME",
        help="who gives the marks, for the log (default: your name on this machine)",
    )
    parser.add_argument("--json", action="store_true", help="print the address as one JSON object")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


def run(chosen: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    import json

    from grader.course import Course
    from grader.errors import UserError
    from grader.formgrader.server import make_server
    from grader.grading.backups import copies_while_open
    from grader.grading.session import Session
    from grader.plain_text import one_line

    if not 1 <= chosen.port <= 65535:
        raise UserError("--port takes a number from 1 to 65535.")
    course = Course.find()
    with Session(course) as session:
        gradebook, _ = session.gradebook_file, session.has_gradebook
    marker = one_line(chosen.marker or _own_name(), 60)
    server = make_server(course, chosen.port, browser=not chosen.no_browser, marker=marker)
    if chosen.json:
        print(json.dumps({"address": server.display_url.split()[0]}), flush=True)
    else:
        print(f"formgrader: {server.display_url}\nNext: open this address in a browser. Stop with Ctrl-C.", flush=True)
        if not any((course.root / "autograded").glob("*/*/*.ipynb")):
            print("Nothing is graded yet: its list stays empty until `grader grade ASSIGNMENT`.", flush=True)
    with copies_while_open(course, gradebook):
        server.start()
    return 0


def _own_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have no name for its user
        return ""
