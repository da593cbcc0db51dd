"""Copies of the gradebook: when one is made, which stay, what each holds, and what a deleted gradebook leads to."""

from __future__ import annotations

import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import inside_a_copy, make_course
from nbgrader.api import Gradebook

import grader.formgrader.server
from grader.assignment.author_text import AuthorText
from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.grading import backups, gradebook
from grader.grading.session import Session

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Course:
    """Return the tiny course with a released assignment and a student."""
    course = make_course(tmp_path_factory.mktemp("copies") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    with Session(course) as session:
        gradebook.register(session.app, AuthorText.read(course.author_text("tiny")))
    add(course, "ada")
    return course


@pytest.fixture
def course(made, tmp_path, monkeypatch) -> Course:
    """Return a copy of it, as the working directory."""
    return inside_a_copy(made, tmp_path, monkeypatch)


def add(course: Course, *students: str) -> None:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as opened:
        for student in students:
            opened.update_or_create_student(student)
            opened.update_or_create_submission("tiny", student)
            opened.find_grade("comment", "tiny", "tiny", student).manual_score = 2.0
            opened.find_comment("comment", "tiny", "tiny", student).manual_comment = "Good."
        opened.db.commit()


def book(course: Course) -> Path:
    return course.root / "gradebook.db"


def copy_of(day: datetime) -> str:
    return f"gradebook-{day:%Y-%m-%dT%H-%M-%S-%f}.db"


def test_the_newest_copies_stay_and_the_last_one_of_each_day_of_the_term(course):
    folder = course.cache / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    times = [now - timedelta(days=days, hours=hour) for days in range(2, 120) for hour in (0, 1)]
    times += [now - timedelta(days=days) for days in (299, 300, 301)] + [
        now - timedelta(minutes=m) for m in range(1, 25)
    ]
    for when in times:
        (folder / copy_of(when)).write_bytes(b"")
    (folder / "gradebook-mine.db").write_bytes(b"")
    backups.back_up(course, book(course))
    left = [backups.made_at(copy) for copy in backups.backups(course)]
    days = {when.date() for when in times} | {now.date()}
    assert {when.date() for when in left} == days, "a day of the term is lost"
    assert len(left) <= len(days) + backups.KEPT and (folder / "gradebook-mine.db").is_file()
    assert len([when for when in left if now - when < timedelta(hours=1)]) >= backups.KEPT


def test_a_gradebook_that_has_not_changed_is_not_copied_again(course):
    first = backups.back_up(course, book(course))
    assert backups.back_up(course, book(course)) == first
    add(course, "bob")
    assert backups.back_up(course, book(course)) not in (first, None)


def test_a_copy_is_made_before_each_command_that_writes(course):
    before = len(backups.backups(course))
    Path("students.csv").write_text("id\ncyd\n")
    assert main(["roster", "students.csv"]) == 0
    add(course, "bob")
    assert main(["release", "tiny", "--due", "2026-11-20"]) == 0
    assert len(backups.backups(course)) == before + 2


def test_formgrader_begins_with_a_copy_and_makes_one_each_hour(course, monkeypatch):
    copies = []

    class Server:
        display_url = "http://localhost:8888/formgrader"

        def start(self):
            copies.append(len(backups.backups(course)))
            add(course, "bob", "cyd")
            ends = time.monotonic() + 20
            while len(backups.backups(course)) == copies[0] and time.monotonic() < ends:
                time.sleep(0.01)
            copies.append(len(backups.backups(course)))

    monkeypatch.setattr(grader.formgrader.server, "make_server", lambda *_, **__: Server())
    monkeypatch.setattr(backups.copies_while_open.__wrapped__, "__defaults__", (0.05,))
    assert main(["formgrader", "--no-browser"]) == 0
    assert copies[0] >= 1 and copies[1] > copies[0]
    assert not [thread for thread in threading.enumerate() if thread.name == "copies"], "it ends with the server"


def test_the_list_says_what_each_copy_holds(course, capsys):
    backups.back_up(course, book(course))
    add(course, "bob")
    backups.back_up(course, book(course))
    (course.cache / "backups" / copy_of(datetime(2026, 1, 2))).write_bytes(b"no data base")
    capsys.readouterr()
    assert main(["restore", "--list"]) == 0
    damaged, first, second = capsys.readouterr().out.splitlines()[:3]
    assert damaged.endswith("  damaged")
    assert "1 students, 1 graded hand-ins of 1 assignments, 1 scores and 1 comments by people" in first
    assert "2 students, 2 graded hand-ins" in second
    assert main(["restore", "--list", "--json"]) == 0
    assert [held and held["students"] for held in json.loads(capsys.readouterr().out)["copies"].values()] == [
        None,
        1,
        2,
    ]


def test_whoever_restores_is_told_to_start_an_open_formgrader_anew(course, capsys):
    backups.back_up(course, book(course))
    assert main(["restore"]) == 0
    said = capsys.readouterr().out
    assert "Stop and start an open formgrader" in said and "1 students" in said


@pytest.mark.parametrize(
    "command",
    [
        *("status", "grade tiny", "grade tiny --dry-run", "feedback tiny", "report tiny", "export tiny"),
        *("release tiny", "roster students.csv", "formgrader"),
    ],
)
def test_a_deleted_gradebook_points_to_its_copy_and_no_new_one_is_made(course, command, capsys, monkeypatch):
    backups.back_up(course, book(course))
    Path("students.csv").write_text("id\ncyd\n")
    (course.root / "submitted" / "ada" / "tiny").mkdir(parents=True)
    (course.root / "submitted" / "ada" / "tiny" / "tiny.ipynb").write_text("{}")
    monkeypatch.setattr(grader.formgrader.server, "make_server", lambda *_, **__: pytest.fail("it is opened"))
    os.unlink(book(course))
    assert main(command.split()) == 2
    said = capsys.readouterr().err
    assert "gradebook.db is gone" in said and "`grader restore` brings that back" in said
    assert not book(course).exists()
    assert main(["restore"]) == 0 and book(course).is_file()


def test_a_gradebook_that_becomes_unreadable_ends_no_formgrader(course):
    with backups.copies_while_open(course, book(course), seconds=0.01):
        book(course).write_bytes(b"this is no data base" * 500)
        time.sleep(0.1)
    with pytest.raises(UserError, match="grader restore"), backups.copies_while_open(course, book(course)):
        pytest.fail("it begins")
