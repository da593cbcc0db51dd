"""A course is graded as itself: by its own tests, into its own gradebook, whatever the environment names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import make_course
from graded_course import hand_in
from nbgrader.api import Gradebook
from nbgrader.apps import AutogradeApp
from nbgrader.coursedir import CourseDirectory

from grader.cli import main
from grader.course import COURSE_VARIABLE, Course
from grader.errors import UserError
from grader.grading import gradebook as course_gradebook
from grader.grading.grade import grade
from grader.grading.records import Record, remember_graded
from grader.grading.session import Session
from grader.reports.status import status

CONFIG = (Path(__file__).parents[2] / "nbgrader_config.py").read_text()


def full_course(root: Path) -> Course:
    course = make_course(root)
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    return course


def points(course: Course, student: str) -> dict[str, float | None]:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook("tiny", "tiny", student)
        return {grade.name: grade.auto_score for grade in found.grades}


@pytest.fixture
def ours(tmp_path) -> Course:
    """Return a course in which ada's right answers wait for grades."""
    course = full_course(tmp_path / "ours")
    hand_in(course, "ada")
    return course


@pytest.fixture
def theirs(tmp_path, monkeypatch) -> Course:
    """Return another course with the same assignment, whose tests pass nothing; the environment names it."""
    course = full_course(tmp_path / "theirs")
    for path in course.tests("tiny").glob("*_*.py"):
        if path.stem != "toy_data":
            path.write_text(path.read_text().replace("    assert ", "    assert False and "))
    monkeypatch.setenv(COURSE_VARIABLE, str(course.root))
    return course


def run(*command: str, cwd: Path) -> str:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    words = [sys.executable, "-m", "nbgrader", *command]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("from_elsewhere", [False, True])
def test_nbgrader_judges_by_the_tests_of_the_course_it_works_on(ours, theirs, tmp_path, from_elsewhere):
    with Session(ours) as session:
        course_gradebook.register(session.app, session.assignment("tiny").text)
    (tmp_path / "elsewhere").mkdir()
    where, which = (tmp_path / "elsewhere", [f"--course-dir={ours.root}"]) if from_elsewhere else (ours.root, [])
    run("autograde", "tiny", *which, cwd=where)
    found = points(ours, "ada")
    assert found["mean_value-check"] == 4 and found["count_above-check"] == 6
    run("generate_feedback", "tiny", *which, cwd=where)
    assert status(ours, "tiny")["ada"].up_to_date and status(ours, "tiny")["ada"].feedback
    assert (ours.cache / "feedback" / "tiny" / "ada.json").is_file()
    assert not theirs.cache.exists() and not (theirs.root / "gradebook.db").exists()


def test_two_courses_in_one_process_do_not_mix(ours, theirs):
    hand_in(theirs, "bob")
    for _ in range(2):
        assert grade(ours, "tiny", jobs=1, force=True).scores["ada"].points == 10
        assert grade(theirs, "tiny", jobs=1, force=True).scores["bob"].points == 0


def test_a_step_finds_the_session_of_its_own_course_and_one_that_was_opened_first(ours, theirs):
    class Step:
        def __init__(self, coursedir):
            self.parent = type("", (), {"parent": type("", (), {"coursedir": coursedir})})

    app = AutogradeApp()
    app.coursedir = CourseDirectory(parent=app, root=str(ours.root))
    step = Step(app.coursedir)
    assert Session.of(step).course == ours and Session.of(step) is Session.of(step)
    app.coursedir.root = str(theirs.root)
    assert Session.of(step).course == theirs
    with Session(ours) as session:
        assert Session.of(Step(session.coursedir)) is session


def test_an_open_session_reads_an_assignment_once_and_nbgraders_own_again_if_a_file_changed(ours):
    app = AutogradeApp()
    kept, changing = Session(ours), Session(ours, CourseDirectory(parent=app, root=str(ours.root)))
    text = ours.author_text("tiny")
    with kept, changing.gradebook() as one:
        before = [session.assignment("tiny") for session in (kept, changing)]
        text.write_text(text.read_text().replace("A tiny", "A small"))
        after = [session.assignment("tiny") for session in (kept, changing)]
        with kept.gradebook() as first:
            pass
        with kept.gradebook() as second:
            assert first is second and second is not one
    assert after[0] is before[0] and after[1] is not before[1]


def test_the_hook_that_remembers_takes_the_course_from_the_notebook(ours, theirs, monkeypatch, tmp_path):
    graded = ours.autograded("tiny", "ada")
    graded.parent.mkdir(parents=True)
    about = {"submission": "x", "came": "", "graded_by": "y", "cells": {}}
    graded.write_text(json.dumps({"metadata": {"grader": about}}))
    monkeypatch.chdir(tmp_path)
    remember_graded("tiny", "*", [str(ours.root / "submitted" / "ada" / "tiny" / "tiny.ipynb")])
    assert Record.read(ours, "tiny", "ada").submission == "x"
    assert not theirs.cache.exists()


def test_the_folder_wins_over_the_variable_and_it_is_said(ours, theirs, monkeypatch, capsys):
    monkeypatch.chdir(ours.root / "source")
    assert Course.find() == ours
    said = capsys.readouterr().err
    assert str(ours.root) in said and f"{COURSE_VARIABLE} names another course, {theirs.root}" in said
    assert Course.find(theirs.root / "tests") == theirs
    monkeypatch.setenv(COURSE_VARIABLE, str(ours.root / "tests"))
    assert Course.find() == ours and Course.find(theirs.root) == theirs
    assert not capsys.readouterr().err


def test_the_variable_names_the_course_only_outside_of_any(ours, theirs, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert Course.find() == theirs
    with pytest.raises(UserError, match="no course found"):
        Course.find(tmp_path)  # a place that is given and lies in none is a mistake
    monkeypatch.setenv(COURSE_VARIABLE, str(tmp_path / "nowhere"))
    assert main(["status"]) == 2
    assert f"nor in {tmp_path / 'nowhere'}, which {COURSE_VARIABLE} names" in capsys.readouterr().err


def test_a_course_given_by_a_relative_path_stays_the_same_course(ours, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    course = Course(Path("ours/source/.."))
    monkeypatch.chdir(ours.root)
    assert course == ours
    with Session(course) as session:
        assert Course(Path(session.coursedir.root)) == session.course


def test_grading_leaves_the_working_directory_and_the_environment_alone(ours, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    before = dict(os.environ)
    with Session(ours) as session:
        assert Path.cwd() == tmp_path and dict(os.environ) == before
        assert session.coursedir.root == str(ours.root)
        assert session.gradebook_file == ours.root / "gradebook.db" and not session.has_gradebook
        with session.gradebook():
            assert session.has_gradebook
    assert not (tmp_path / "gradebook.db").exists()
