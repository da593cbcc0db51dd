"""One hand-in that cannot be read is listed with its reason; it stops nobody, and nothing waits for it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import make_course
from graded_course import hand_in

from grader.cli import main
from grader.course import Course
from grader.exporters.class_grades import class_grades, opened_gradebook
from grader.grading.grade import grade, plan
from grader.judging import pool
from grader.reading import submission_file
from grader.reading.submission_file import UnreadableSubmission, read_submission, submission_hash
from grader.reports.status import status

CONFIG = (Path(__file__).parents[2] / "nbgrader_config.py").read_text()
HUGE = 2 * 1024**3


def folder(path: Path) -> None:
    path.mkdir()


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    here = os.getcwd()
    os.chdir(path.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing.ipynb")


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(HUGE)


REASONS = {
    folder: "a folder",
    pipe: "a pipe",
    listening: "a socket",
    link_to_nothing: "a link to nothing",
    link_to_itself: "cannot be read",
    link_to_a_device: "a device",
    huge: "too large: 2048 MB",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return a course in which ada and everybody with a bad file were graded, before their files went bad."""
    course = make_course(tmp_path_factory.mktemp("bad") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    for student in ("ada", "gone", "no_folder", "odd_time", "time_pipe", *(make.__name__ for make in REASONS)):
        hand_in(course, student)
    assert grade(course, "tiny", jobs=1).complete
    for make in REASONS:
        path = course.root / "submitted" / make.__name__ / "tiny" / "tiny.ipynb"
        path.unlink()
        make(path)
    shutil.rmtree(course.root / "submitted" / "no_folder" / "tiny")
    os.mkfifo(course.root / "submitted" / "no_folder" / "tiny")
    (course.root / "submitted" / "gone" / "tiny" / "tiny.ipynb").unlink()
    os.mkfifo(course.root / "submitted" / "time_pipe" / "tiny" / "timestamp.txt")
    (course.root / "submitted" / "odd_time" / "tiny" / "timestamp.txt").write_text("yesterday, I think\n")
    return course


def check(unreadable: dict[str, str]) -> None:
    assert len(unreadable) == len(REASONS) + 2
    for make, reason in REASONS.items():
        assert reason in unreadable[make.__name__], unreadable[make.__name__]
    assert "the folder is empty" in unreadable["gone"]
    assert all("\n" not in reason for reason in unreadable.values())


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_bad_hand_in_is_listed_and_the_rest_is_graded(graded, jobs):
    new = hand_in(graded, f"new{jobs}")
    new.write_text(new.read_text().replace("values.mean()", f"values.mean() + {jobs - jobs}"))
    outcome = grade(graded, "tiny", jobs=jobs)
    assert outcome.complete and f"new{jobs}" in outcome.verdicts and "ada" in outcome.up_to_date
    check(outcome.unreadable)
    forced = grade(graded, "tiny", jobs=jobs, force=True)
    assert {"ada", f"new{jobs}"} <= set(forced.verdicts)
    check(forced.unreadable)
    for found in (outcome, forced):
        assert set(found.look_at) == {"odd_time", "time_pipe"} <= {*found.verdicts, *found.up_to_date}
        assert "timestamp.txt: it is a pipe" in found.look_at["time_pipe"]
        assert "timestamp.txt holds no time, but 'yesterday, I think'" in found.look_at["odd_time"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_hand_in_that_grading_breaks_on_stops_nobody_else(tmp_path, monkeypatch, jobs):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    for student in ("ada", "bob", "eva"):
        hand_in(course, student)
    odd = hand_in(course, "odd")
    odd.write_text(odd.read_text().replace("values.mean()", "values.mean() + 0"))
    judged = pool.judge_notebook

    def broken(assignment, notebook, worker):
        if any("mean() + 0" in cell.source for cell in notebook.cells):
            raise AttributeError("a mistake of ours")
        return judged(assignment, notebook, worker)

    monkeypatch.setattr(pool, "judge_notebook", broken)
    outcome = grade(course, "tiny", jobs=jobs)
    assert sorted(outcome.verdicts) == ["ada", "bob", "eva"] and not outcome.complete
    assert "AttributeError: a mistake of ours" in outcome.failed["odd"] and "report this" in outcome.failed["odd"]
    monkeypatch.undo()
    assert "odd" in grade(course, "tiny", jobs=jobs).verdicts, "it is tried again"


def test_what_only_looks_lists_them_too(graded, monkeypatch, capsys):
    todo, up_to_date, unreadable = plan(graded, "tiny")
    check(unreadable)
    assert "ada" in up_to_date and not todo
    check({name: at.unreadable for name, at in status(graded, "tiny").items() if at.unreadable})
    with opened_gradebook(graded) as gradebook:
        assert class_grades(gradebook, "tiny", graded).students["ada"].handed_in
    monkeypatch.chdir(graded.root)
    files = [str(graded.root / "submitted" / make.__name__ / "tiny" / "tiny.ipynb") for make in REASONS]
    assert main(["judge", "tiny", "--json", *files]) == 1
    assert len(json.loads(capsys.readouterr().out)["unreadable"]) == len(REASONS)
    assert main(["similar", "tiny"]) in (0, 1)


def test_nothing_of_a_file_that_is_too_large_is_read(tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    huge(path)
    monkeypatch.setattr(submission_file.os, "open", lambda *_: pytest.fail("it was opened"))
    for look in (read_submission, submission_hash):
        with pytest.raises(UnreadableSubmission, match="too large: 2048 MB"):
            look(path)


def test_a_file_that_becomes_a_pipe_while_it_is_looked_at_blocks_nobody(tmp_path, monkeypatch):
    path, real = tmp_path / "x.ipynb", Path.stat
    path.write_text("{}")

    def swap(self, **options):
        found = real(self, **options)
        if self == path:
            path.unlink()
            os.mkfifo(path)
        return found

    monkeypatch.setattr(Path, "stat", swap)
    with pytest.raises(UnreadableSubmission, match="a pipe"):
        read_submission(path)


@pytest.mark.parametrize("place", ["submitted/ada", "submitted/ada/tiny", "submitted/ada/tiny/tiny.ipynb"])
def test_what_nobody_may_read_is_listed(tmp_path, place, monkeypatch):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    hand_in(course, "ada")
    closed, real = course.root / place, {name: getattr(os, name) for name in ("lstat", "stat", "open", "scandir")}

    def refuse(name):
        def look(path, *arguments, **options):
            inside = isinstance(path, (str, Path)) and Path(path).is_relative_to(closed)
            own = Path(path) == closed if inside else False
            if inside and (not own or name in ("open", "scandir")):
                raise PermissionError(13, "Permission denied", str(path))
            return real[name](path, *arguments, **options)

        return look

    for name in real:  # root, who runs some tests, may read everything
        monkeypatch.setattr(os, name, refuse(name))
    assert "no permission" in plan(course, "tiny")[2]["ada"]
    assert "no permission" in status(course, "tiny")["ada"].unreadable


@pytest.mark.parametrize("link", ["student", "assignment", "to a folder outside"])
def test_a_folder_that_is_a_link_is_nobodys_work_in_any_command(tmp_path, monkeypatch, capsys, link):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    hand_in(course, "ada")
    eve, submitted = course.root / "submitted" / "eve", course.root / "submitted"
    if link == "assignment":
        eve.mkdir()
        (eve / "tiny").symlink_to(submitted / "ada" / "tiny")
    elif link == "student":
        eve.symlink_to("ada")
    else:
        shutil.copytree(submitted / "ada", tmp_path / "outside")
        eve.symlink_to(tmp_path / "outside")
    outcome = grade(course, "tiny", jobs=1)
    assert set(outcome.scores) == {"ada"} and "is a link" in outcome.unreadable["eve"]
    assert "is a link" in status(course, "tiny")["eve"].unreadable
    monkeypatch.chdir(course.root)
    for command in (["feedback", "tiny"], ["report", "tiny"], ["export", "tiny", "--unfinished", "mark"], ["status"]):
        main(command)
    assert not course.autograded("tiny", "eve").exists() and not course.feedback("tiny", "eve").exists()
    rows = (course.root / "export" / "tiny-csv.csv").read_text().splitlines()
    assert [row for row in rows if row.startswith('"eve"') and "not graded" in row]
    capsys.readouterr()
    with pytest.raises(UnreadableSubmission):
        submission_file.find_notebook(submitted / "eve" / "tiny", "tiny")


def test_a_course_whose_submitted_folder_is_a_link_is_graded(tmp_path):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    (tmp_path / "disk").mkdir()
    (course.root / "submitted").symlink_to(tmp_path / "disk")
    hand_in(course, "ada")
    assert grade(course, "tiny", jobs=1).complete


def test_what_stands_beside_a_notebook_is_copied_only_if_it_is_a_file(tmp_path):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    beside = hand_in(course, "ada").parent
    (beside / "notes").mkdir()
    (beside / "notes" / "words.txt").write_text("mine")
    pipe(beside / "pipe")
    (beside / "zero").symlink_to("/dev/zero")
    (beside / "secret").symlink_to(course.tests("tiny") / "mean_value.py")
    huge(beside / "data.bin")
    assert grade(course, "tiny", jobs=1).complete
    copied = course.autograded("tiny", "ada").parent
    found = {path.relative_to(copied).as_posix() for path in copied.rglob("*") if not path.is_dir()}
    assert found == {"tiny.ipynb", "notes/words.txt"}


FULL = """
import sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from grader.cli import main

@event.listens_for(Engine, "connect")
def fill_the_disk(connection, _):
    pages, = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")

sys.exit(main(["grade", "tiny", "--jobs", "1"]))
"""


def test_a_disk_that_fills_while_grades_are_saved_is_said_in_one_sentence(tmp_path):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    hand_in(course, "ada")
    assert grade(course, "tiny", jobs=1).complete
    for number in range(30):
        hand_in(course, f"student{number}")
    command = [sys.executable, "-c", FULL]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=500)
    assert done.returncode == 2
    assert done.stderr.startswith("grader: ") and done.stderr.count("\n") == 1, done.stderr
    assert "the disk is full" in done.stderr and "Make room" in done.stderr
    assert grade(course, "tiny", jobs=1).complete
