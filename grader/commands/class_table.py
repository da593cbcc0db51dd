"""How the command line shows a class: a progress bar while it works, then a table."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from grader.grading.grade import Outcome
from grader.judging.verdict import NOT_ATTEMPTED, QuestionVerdict, SubmissionVerdict


class ClassProgress:
    """A progress bar that is called with (done, total), and can make room for a question."""

    def __init__(self, bar: Progress, title: str):
        self._bar, self._task = bar, bar.add_task(title, total=None)

    def __call__(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)

    def pause(self) -> None:
        """Take the bar off the screen."""
        self._bar.stop()

    def go_on(self) -> None:
        """Show the bar again."""
        self._bar.start()


@contextlib.contextmanager
def progress(console: Console, title: str) -> Iterator[ClassProgress]:
    """Yield a progress bar that goes when the work is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = not console.is_terminal  # a file or a pipe would get an empty line for it
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True, disable=hidden) as bar:
        yield ClassProgress(bar, title)


def show_changes(console: Console, outcome: Outcome) -> None:
    """Print whose automatic scores would change, and how."""
    if not outcome.changes:
        console.print("No automatic score changes.")
        return
    table = Table("student", "cell", "before", "now", title="What changes", title_justify="left")
    for student, cells in sorted(outcome.changes.items()):
        for cell, (before, now) in cells.items():
            table.add_row(student, cell, _score(before), _score(now))
    console.print(table)


def _score(points: float | None) -> str:
    return "–" if points is None else f"{points:g}"


def show(console: Console, assignment: str, outcome: Outcome) -> None:
    """Print the scores of a class, what could not be read, and what to do next."""
    table = Table(title=assignment, title_justify="left")
    table.add_column("student")
    table.add_column("points", justify="right")
    table.add_column("to be graded by a person", justify="right")
    table.add_column("points lost in tests")
    for student, score in sorted(outcome.scores.items()):
        verdict = outcome.verdicts.get(student)
        lost = "as before" if student in outcome.up_to_date else ""
        if verdict is not None:
            lost = ", ".join(_lost(verdict)) or "none"
        waiting = f"{score.waiting:g}" if score.waiting else ""
        points = f"{score.total:g} of {score.most:g}"
        table.add_row(student, points, waiting, lost)
    console.print(table)
    for title, listed in (
        ("not read", outcome.unreadable),
        ("not judged", outcome.set_aside),
        ("not saved", outcome.failed),
    ):
        for student, reason in sorted(listed.items()):
            console.print(Text(f"{title}: ", style="red"), f"{student}: {reason}", sep="")
    for student, reason in sorted(outcome.look_at.items()):
        console.print(f"look at: {student}: {reason}")
    show_broken(console, outcome.broken)
    counts = [f"{len(outcome.verdicts)} graded"]
    counts += [f"{len(outcome.up_to_date)} up to date"] if outcome.up_to_date else []
    counts += [f"{len(outcome.unreadable)} not readable"] if outcome.unreadable else []
    counts += [f"{len(outcome.set_aside)} not judged"] if outcome.set_aside else []
    counts += [f"{len(outcome.failed)} not saved"] if outcome.failed else []
    console.print(", ".join(counts), highlight=False)


def show_broken(console: Console, broken: dict[str, list[str]]) -> None:
    """Print which hidden tests broke, with which error, and for how many: their questions wait for a person."""
    for test, students in broken.items():
        console.print(Text("hidden test broke: ", style="red"), f"{test} ({len(students)} student(s))", sep="")
    if broken:
        console.print("A person must grade what these tests judge, until you mend them and grade again.")


def as_dict(outcome: Outcome) -> dict[str, Any]:
    """Return the same as plain data."""
    return {
        "scores": {
            student: {"points": score.total, "most": score.most, "waiting": score.waiting}
            for student, score in sorted(outcome.scores.items())
        },
        "verdicts": {student: verdict.as_dict() for student, verdict in sorted(outcome.verdicts.items())},
        "up_to_date": sorted(outcome.up_to_date),
        "unreadable": outcome.unreadable,
        "set_aside": outcome.set_aside,
        "look_at": outcome.look_at,
        "broken_tests": outcome.broken,
        "changes": {
            student: {cell: {"before": before, "now": now} for cell, (before, now) in cells.items()}
            for student, cells in sorted(outcome.changes.items())
        },
        "failed": outcome.failed,
    }


def _lost(verdict: SubmissionVerdict) -> list[str]:
    questions = verdict.questions.values()
    if all(question.outcome == NOT_ATTEMPTED for question in questions):
        return ["nothing attempted"]
    return [_lost_in(question) for question in questions if not question.is_full]


def _lost_in(question: QuestionVerdict) -> str:
    if question.points is None:
        return f"{question.question}: a person decides"
    if question.outcome == NOT_ATTEMPTED:
        return f"{question.question}: not attempted"
    lost = f"{question.question} −{question.max_points - question.points:g}"
    return f"{lost} (time-out)" if question.timed_out else lost
