"""Compare the answers of a class and list pairs that share more than chance."""

from __future__ import annotations

import argparse

EXAMPLE = "grader similar music_classification"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("--dry-run", action="store_true", help="only print the pairs; write no page")
    parser.add_argument("--json", action="store_true", help="print the pairs as JSON in place of the table")


def run(chosen: argparse.Namespace) -> int:
    """Print the pairs and write a page that shows them side by side."""
    import json

    from rich.table import Table

    from grader.commands import class_table
    from grader.commands.terminal import Terminal
    from grader.course import Course
    from grader.reports.similar import similar_pairs, write_page

    course = Course.find()
    console = Terminal(stderr=chosen.json, soft_wrap=True)
    with class_table.progress(console, "Comparing answers") as progress:
        pairs = similar_pairs(course, chosen.assignment, progress)
    page = None if chosen.dry_run else write_page(course, chosen.assignment, pairs)
    if chosen.json:
        listed = [
            {
                "students": pair.students,
                "questions": {one.question: round(one.share, 2) for one in pair.likenesses},
                "same_runs": pair.runs,
            }
            for pair in pairs
        ]
        print(json.dumps({"page": str(page) if page else None, "pairs": listed}, indent=1))
        return 0
    table = Table("students", "alike in", title="A row is a place to look, not a verdict", title_justify="left")
    for pair in pairs:
        alike = [f"{record}: {count} runs the same to the last digit" for record, count in pair.runs.items()]
        alike += [f"{one.question} {one.share:.0%}" for one in pair.likenesses]
        table.add_row(" and ".join(pair.students), ", ".join(alike))
    console.print(table if pairs else "No two students share more than chance.")
    if page is None:
        console.print("No page is written. Next: run it without --dry-run.")
        return 0
    console.print(f"Wrote {page}. Next: open it in a browser, and look at both answers before you ask anybody.")
    return 0
