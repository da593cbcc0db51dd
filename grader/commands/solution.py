"""Run the reference notebook from top to bottom and write it, with its outputs, into solutions/."""

from __future__ import annotations

import argparse

EXAMPLE = "grader solution music_classification --data data/"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--data", metavar="DIR", help="the data, which the notebook finds as data/")
    parser.add_argument("--texts-only", action="store_true", help="keep the outputs, bring the texts up to date")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be run")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the lines")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="longest time of one cell (default: none)")


def run(chosen: argparse.Namespace) -> int:
    """Execute the solution; energy is simulated, and labelled so, where there is no GPU."""
    import json
    from pathlib import Path

    from grader.assignment.author_text import AuthorText
    from grader.authoring.solution import execute_solution, refresh_texts, solution_notebook
    from grader.commands.terminal import Terminal
    from grader.course import Course
    from grader.errors import UserError

    course, data = Course.find(), Path(chosen.data).resolve() if chosen.data else None
    if chosen.timeout is not None and chosen.timeout <= 0:
        raise UserError("--timeout must be greater than 0 seconds.")
    path = course.solutions(chosen.assignment) / f"{chosen.assignment}.ipynb"
    if chosen.dry_run:
        notebook = solution_notebook(AuthorText.read(course.author_text(chosen.assignment)))
        cells = sum(cell.cell_type == "code" for cell in notebook.cells)
        if data is not None and not data.is_dir():
            raise UserError(f"there is no data folder {data}: make it with `python -m data_fetch {chosen.assignment}`.")
    elif chosen.texts_only:
        path = refresh_texts(course, chosen.assignment)
    else:
        console = Terminal(stderr=chosen.json)
        path = execute_solution(course, chosen.assignment, data, timeout=chosen.timeout, console=console)
    if chosen.json:
        print(json.dumps({"file": str(path), "written": not chosen.dry_run}, indent=1))
    elif chosen.dry_run:
        print(f"would run {cells} code cells and write {path.relative_to(course.root)}")
        print("Nothing is written. Next: run it without --dry-run.")
    else:
        print(f"wrote {path.relative_to(course.root)}. Next: read it as a student would, then commit it.")
    return 0
