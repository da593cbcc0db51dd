"""Run the reference notebook from top to bottom and write it, with its outputs, into solutions/."""

from __future__ import annotations

import argparse

EXAMPLE = "grader solution music_classification --data data/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--data", metavar="DIR", help="the data, which the notebook finds as data/")
    parser.add_argument("--texts-only", action="store_true", help="keep the outputs, bring the texts up to date")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="for each cell (default: none)")


def run(chosen: argparse.Namespace) -> int:
    """Execute the solution; energy is simulated, and labelled so, where there is no GPU."""
    from pathlib import Path

    from rich.console import Console

    from grader.authoring.solution import execute_solution, refresh_texts
    from grader.course import Course

    course, data = Course.find(), Path(chosen.data).resolve() if chosen.data else None
    if chosen.texts_only:
        path = refresh_texts(course, chosen.assignment)
    else:
        path = execute_solution(course, chosen.assignment, data, timeout=chosen.timeout, console=Console())
    print(f"wrote {path.relative_to(course.root)}")
    return 0
