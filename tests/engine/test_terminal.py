"""A student's words on a terminal are words: they steer nothing and are not read as markup."""

from __future__ import annotations

import io

from rich.table import Table

from grader.cli import main
from grader.commands.class_table import show
from grader.commands.terminal import Terminal
from grader.grading.grade import Outcome

WORDS = "[red]ada[/] [link=file:///x]\x1b[35;5m\x1b]0;title\x07\x9b2J\r\b\u202e end"
STEERING = ("\x1b[35;5m", "\x1b]", "\x07", "\x9b", "\r", "\b", "\u202e")


def printed(show) -> str:
    """Return what `show` prints on a terminal."""
    screen = io.StringIO()
    show(Terminal(file=screen, force_terminal=True, width=400, legacy_windows=False))
    return screen.getvalue()


def check(shown: str) -> None:
    assert "[red]ada[/]" in shown and "[link=file:///x]" in shown and " end" in shown
    assert not [sign for sign in STEERING if sign in shown]


def test_a_line_and_a_table_show_a_students_words_as_they_were_written():
    table = Table("who")
    table.add_row(WORDS)
    for what in (WORDS, table):
        check(printed(lambda terminal, what=what: terminal.print(what)))


def test_the_table_of_a_class_shows_names_and_reasons_as_they_were_written():
    outcome = Outcome(unreadable={WORDS: "it is empty"}, failed={"bob": WORDS})
    check(printed(lambda terminal: show(terminal, "tiny", outcome)))


def test_the_line_about_a_mistake_quotes_what_was_typed_as_it_was_written(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert main(["status", f"x{WORDS}"]) == 2
    said = capsys.readouterr().err
    assert "[red]ada[/]" in said and not [sign for sign in STEERING if sign in said]
