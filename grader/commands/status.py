"""Show who has handed in, who is graded, what waits for a person, whose feedback is written."""

from __future__ import annotations

import argparse

EXAMPLE = "grader status music_classification"
NEEDS_ASSIGNMENT = False
_FEW = 3  # cells that are named in a line


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's options."""
    parser.add_argument("assignment", nargs="?", help="show each student of this one (default: all, a line each)")
    parser.add_argument("--waiting", action="store_true", help="only who waits for a person, and for which cells")
    parser.add_argument("--student", metavar="GLOB", help="only students whose name fits this pattern")
    parser.add_argument("--section", metavar="NAME", help="only students of this section (see `grader roster`)")
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of the tables")


def run(chosen: argparse.Namespace) -> int:
    """Print a line for each assignment, and with its name given one for each student."""
    import json
    from dataclasses import asdict
    from fnmatch import fnmatch

    from grader.commands.class_table import show_broken
    from grader.commands.terminal import Terminal
    from grader.commands.waiting import waiting
    from grader.course import Course
    from grader.grading.sections import students_of
    from grader.reports.assigned import assigned_work
    from grader.reports.status import as_dict, broken_tests, next_step, not_ready, status

    course = Course.find()
    inside = students_of(course, chosen.section) if chosen.section else None
    with waiting("Looking at hand-ins and grades"):
        names = [chosen.assignment] if chosen.assignment else course.assignments()
        found = {name: status(course, name) for name in names}
        unready = {name: why for name in names if (why := not_ready(course, name))}
    for name, students in found.items():
        found[name] = {
            student: at
            for student, at in students.items()
            if (inside is None or student in inside)
            and (chosen.student is None or fnmatch(student, chosen.student))
            and (not chosen.waiting or at.waiting)
        }
    if chosen.json:
        work = {name: asdict(assigned_work(course, name)) for name in found}
        print(json.dumps({name: {**as_dict(found[name]), "assigned": work[name]} for name in found}, indent=1))
        return 0
    console = Terminal()
    if chosen.assignment:
        students = found[chosen.assignment]
        console.print(_students(students, names_all=chosen.waiting or chosen.student is not None))
        for name, at in students.items():
            if at.unreadable:
                console.print(f"{name}: {at.unreadable}", soft_wrap=True)
            if at.time_trouble:
                console.print(f"{name}: {at.time_trouble}", soft_wrap=True)
        _say_times(console, chosen.assignment, students)
        for line in assigned_work(course, chosen.assignment).lines(chosen.assignment):
            console.print(line, soft_wrap=True)
    for name, students in found.items():
        if chosen.waiting:
            console.print(_waiting_cells(name, students))
    for part in _fitting(found, console.width):
        console.print(_counts({name: found[name] for name in part}))
    for students in found.values():
        show_broken(console, broken_tests(students))
    for name, why in unready.items():
        console.print(f"{name} is not ready to grade: {why}", soft_wrap=True)
    for name, students in found.items():
        console.print(f"Next for {name}: {next_step(name, students)}", soft_wrap=True)
    return 0


def _counts(found):
    from rich import box
    from rich.table import Table

    from grader.reports.status import counts

    table = Table("", box=box.SIMPLE)
    for name in found:
        table.add_column(name, justify="right", overflow="fold")
    for state in counts({}):
        table.add_row(state.replace("_", " "), *(str(counts(students)[state]) for students in found.values()))
    return table


def _fitting(names, width: int) -> list[list[str]]:
    """Return the names in groups that stand beside each other in one table."""
    groups: list[list[str]] = []
    left = 0
    for name in names:
        if not groups or left < len(name):
            groups.append([])
            left = width - 20  # for the states
        groups[-1].append(name)
        left -= len(name) + 2
    return groups


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


def _students(students, names_all: bool):
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE, padding=(0, 1, 0, 0))
    for title in ("student", "state", "late", "feedback", "waits for a person", "next"):
        table.add_column(title, overflow="fold")
    for name, at in students.items():
        late = f"{at.late_hours:g} h" if at.late_hours else ""
        late += f", −{at.penalty:g}" if at.penalty else ""
        if at.handed_in and not at.time_known:
            late = "LATE ?" if at.marked_late else "?"
        cells = ", ".join(at.waiting if names_all else at.waiting[:_FEW])
        more = len(at.waiting) - _FEW
        cells += f" and {more} more" if more > 0 and not names_all else ""
        table.add_row(name, _state(at), late, "written" if at.feedback else "", cells, at.next_step)
    return table


def _state(at) -> str:
    if at.unreadable:
        return "not readable"
    if not at.graded:
        return "not graded" if at.handed_in else "nothing yet"
    return "graded" if at.up_to_date else "out of date"


def _waiting_cells(name: str, students):
    from rich import box
    from rich.table import Table

    who: dict[str, list[str]] = {}
    for student, at in students.items():
        for cell in at.waiting:
            who.setdefault(cell, []).append(student)
    table = Table(box=box.SIMPLE, padding=(0, 1, 0, 0))
    for title in (f"waits in {name}", "students", "who"):
        table.add_column(title, overflow="fold")
    for cell, waiting in sorted(who.items(), key=lambda item: -len(item[1])):
        table.add_row(cell, str(len(waiting)), ", ".join(waiting))
    return table
