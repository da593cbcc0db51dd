"""Show who has handed in, who is graded, what waits for a person, whose feedback is written."""

from __future__ import annotations

import argparse

EXAMPLE = "grader status music_classification"
NEEDS_ASSIGNMENT = False


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("assignment", nargs="?", help="show each student of this one (default: all, a line each)")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the tables")


def run(chosen: argparse.Namespace) -> int:
    """Print a line for each assignment, and with its name given one for each student."""
    import json

    from rich import box
    from rich.table import Table

    from grader.commands.terminal import Terminal
    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.reports.status import as_dict, counts, next_step, status

    course = Course.find()
    with waiting("Looking at hand-ins and grades"):
        names = [chosen.assignment] if chosen.assignment else course.assignments()
        found = {name: status(course, name) for name in names}
    if chosen.json:
        print(json.dumps({name: as_dict(students) for name, students in found.items()}, indent=1))
        return 0
    console = Terminal()
    if chosen.assignment:
        console.print(_students(found[chosen.assignment]))
        for name, at in found[chosen.assignment].items():
            if at.unreadable:
                console.print(f"{name}: {at.unreadable}", soft_wrap=True)
            if at.time_trouble:
                console.print(f"{name}: {at.time_trouble}", soft_wrap=True)
        _say_times(console, chosen.assignment, found[chosen.assignment])
    table = Table("", box=box.SIMPLE)
    for name in found:
        table.add_column(name, justify="right", overflow="fold")
    for state in counts({}):
        table.add_row(state.replace("_", " "), *(str(counts(students)[state]) for students in found.values()))
    console.print(table)
    for name, students in found.items():
        console.print(f"Next for {name}: {next_step(name, students)}", soft_wrap=True)
    return 0


def _say_times(console, assignment, students) -> None:
    unknown = [name for name, at in students.items() if at.handed_in and not at.time_known]
    late = [f"{name} (by {at.marked_late})" for name, at in students.items() if at.marked_late]
    if unknown:
        console.print(
            f"time unknown (?): {len(unknown)} of {sum(at.handed_in for at in students.values())}. Late work of theirs "
            f"costs nothing until `grader collect {assignment} --times FILE` tells when it came in.",
            soft_wrap=True,
        )
    if late:
        console.print(f"marked late: {', '.join(late)}", soft_wrap=True)


def _students(students):
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE, padding=(0, 1, 0, 0))
    for title in ("student", "handed in", "graded", "needs a person", "feedback", "late", "next"):
        table.add_column(title, overflow="fold")
    for name, at in students.items():
        graded = "yes" if at.up_to_date else "out of date" if at.graded else ""
        late = f"{at.late_hours:g} h" if at.late_hours else ""
        late += f", −{at.penalty:g}" if at.penalty else ""
        if at.handed_in and not at.time_known:
            late = "LATE ?" if at.marked_late else "?"
        handed_in = "not readable" if at.unreadable else "yes" if at.handed_in else ""
        written = "written" if at.feedback else ""
        table.add_row(name, handed_in, graded, _waiting(at.waiting), written, late, at.next_step)
    return table


def _waiting(cells: list[str]) -> str:
    return ", ".join(cells) if len(cells) < 3 else f"{len(cells)} cells"
