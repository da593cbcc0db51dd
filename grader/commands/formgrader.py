"""Open nbgrader's formgrader on this course: read, score and comment what a person must grade."""

from __future__ import annotations

import argparse

EXAMPLE = "grader formgrader --no-browser"
NEEDS_ASSIGNMENT = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--port", type=int, default=8888, help="which port (default 8888, or the next free one)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


def run(chosen: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from grader.course import Course
    from grader.formgrader import make_server

    server = make_server(Course.find(), chosen.port, browser=not chosen.no_browser)
    print(f"formgrader: {server.display_url}\nStop it with Ctrl-C.", flush=True)
    server.start()
    return 0
