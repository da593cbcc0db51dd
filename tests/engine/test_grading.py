"""From submitted files to the gradebook and back to the student, on the tiny course."""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import numpy as np
import pytest
from conftest import AUTHOR_TEXT, make_course, read_log
from graded_course import cell_of, grades, hand_in, make_graded_course
from nbgrader.api import Gradebook

from grader.assignment.assignment import Assignment
from grader.authoring.release import make_release
from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.examples.example_course import copy_course
from grader.examples.submissions import example_submissions, write_submissions
from grader.files import file_hash
from grader.grading import gradebook as course_gradebook
from grader.grading import preprocessors
from grader.grading.grade import grade
from grader.grading.gradebook import connect
from grader.grading.one_at_a_time import grading_alone
from grader.grading.session import Session
from grader.judging.verdict_store import VerdictStore
from grader.python_source import parse
from grader.reports.feedback import write_feedback
from grader.sandbox.launch import SandboxProcess

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")
PICTURE = "iVBORw0KGgo="


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Return the tiny course with the real settings."""
    return make_graded_course(tmp_path / "course")


def set_score(course: Course, student: str, name: str, score: float) -> None:
    """Do what formgrader does when a TA enters a score."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_grade(name, "tiny", "tiny", student)
        found.manual_score, found.needs_manual_grade = score, False
        gradebook.db.commit()


def autograded(course: Course, student: str):
    return nbformat.read(course.autograded("tiny", student), as_version=4)


def add_outputs(notebook):
    output = nbformat.v4.new_output("display_data", data={"image/png": PICTURE})
    cell_of(notebook, "plot_values").outputs = [output]
    cell_of(notebook, "table").outputs = [nbformat.v4.new_output("stream", text="mean: 2.5\n")]


def forge(notebook):
    for name in ("mean_value-check", "count_above-check"):
        cell_of(notebook, name).outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "6.0"})]


def test_nbgrader_autograde_and_grader_grade_agree_on_the_examples(course, tmp_path):
    assignment = Assignment.load(course, "tiny")
    write_submissions(assignment, example_submissions(assignment))
    twin = Course(shutil.copytree(course.root, tmp_path / "twin"))
    outcome = grade(course, "tiny", jobs=2)
    assert outcome.complete and len(outcome.verdicts) == 6
    with Session(twin) as session:
        from grader.grading import gradebook

        gradebook.register(session.app, assignment.text)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "autograde", "tiny"]
    done = subprocess.run(command, cwd=twin.root, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    for student in outcome.verdicts:
        assert grades(course, student) == grades(twin, student), student
    assert outcome.scores["complete"].points == outcome.scores["metadata-stripped"].points == 10
    assert outcome.scores["not-attempted"].points == 0
    assert outcome.scores["syntax-error"].points == 6
    assert outcome.scores["endless-loop"].points == 4
    logged = [{line["student"]: line["points"] for line in read_log(one)} for one in (course, twin)]
    assert logged[0] == logged[1] and logged[0].keys() == outcome.verdicts.keys()


def test_the_outputs_of_plots_and_records_are_kept_and_those_of_checks_are_not(course):
    hand_in(course, "ada", {"mean_value": "mean = 0"}, lambda notebook: (add_outputs(notebook), forge(notebook)))
    grade(course, "tiny", jobs=1)
    notebook = autograded(course, "ada")
    assert cell_of(notebook, "plot_values").outputs[0].data["image/png"].strip() == PICTURE
    assert cell_of(notebook, "table").outputs[0].text == "mean: 2.5\n"
    assert cell_of(notebook, "mean_value-check").outputs[-1].data["text/plain"] == "0"
    assert grades(course, "ada")["mean_value-check"][0] == 0


def test_the_hidden_region_is_not_shown_in_the_graded_notebook(course):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    assert "HIDDEN" not in course.autograded("tiny", "ada").read_text()


def test_plots_comments_and_records_wait_for_a_person(course):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    found = grades(course, "ada")
    assert all(found[name] == (None, None, True) for name in ("plot_values", "table", "comment"))


def test_the_ta_finds_the_rubric_below_the_plot_and_the_student_does_not(course):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    cells = autograded(course, "ada").cells
    below = cells[cells.index(cell_of(autograded(course, "ada"), "plot_values")) + 1]
    assert "The secret rubric: one point for labels." in below.source
    assert "secret rubric" not in write_feedback(course, "tiny")[0][0].read_text()


def test_an_untouched_plot_is_0_unless_the_student_worked_in_a_cell_of_their_own(course):
    hand_in(course, "ada", {"plot_values": None, "comment": None})
    own = nbformat.v4.new_code_cell("plt.plot(values)")
    hand_in(course, "bob", {"plot_values": None}, lambda notebook: notebook.cells.append(own))
    grade(course, "tiny", jobs=1)
    assert grades(course, "ada")["plot_values"] == (0, None, False)
    assert grades(course, "bob")["plot_values"] == (None, None, True)


def test_grading_twice_gives_the_same_and_judges_nobody_again(course):
    hand_in(course, "ada", {"mean_value": "mean = 0"})
    first = grade(course, "tiny", jobs=1)
    before = grades(course, "ada")
    again = grade(course, "tiny", jobs=1)
    assert again.up_to_date == ["ada"] and not again.verdicts
    assert again.scores == first.scores
    grade(course, "tiny", jobs=1, force=True)
    assert grades(course, "ada") == before


def test_a_course_is_graded_as_itself_whatever_course_the_environment_names(course, tmp_path, monkeypatch):
    other = make_course(tmp_path / "other")
    monkeypatch.setenv("GRADER_COURSE", str(other.root))
    hand_in(course, "ada")
    assert list(grade(course, "tiny", jobs=1).verdicts) == ["ada"]
    assert grade(course, "tiny", jobs=1).up_to_date == ["ada"]
    assert not other.cache.exists() and os.environ["GRADER_COURSE"] == str(other.root)


def test_a_score_of_a_ta_is_never_overwritten_and_flagged_only_if_the_work_changed(course):
    hand_in(course, "ada", change=add_outputs)
    grade(course, "tiny", jobs=1)
    set_score(course, "ada", "plot_values", 1.5)
    set_score(course, "ada", "mean_value-check", 3)
    grade(course, "tiny", jobs=1, force=True)
    assert grades(course, "ada")["plot_values"] == (None, 1.5, False)
    assert grades(course, "ada")["mean_value-check"] == (4, 3, False)
    hand_in(course, "ada", {"mean_value": "mean = 0", "plot_values": "plt.bar(range(6), values)"})
    assert grade(course, "tiny", jobs=1).verdicts
    assert grades(course, "ada")["plot_values"] == (None, 1.5, True)
    assert grades(course, "ada")["mean_value-check"] == (0, 3, True)


def test_bad_files_are_listed_with_reasons_and_the_rest_is_graded(course):
    hand_in(course, "ada")
    texts = {"empty": "", "truncated": '{"cells": [{"cell_type": "co', "no-notebook": "dear TA, my dog ate it"}
    for student, text in texts.items():
        hand_in(course, student).write_text(text)
    (course.root / "submitted" / "nothing" / "tiny").mkdir(parents=True)
    outcome = grade(course, "tiny", jobs=2)
    assert outcome.complete
    assert set(outcome.verdicts) == {"ada"}
    assert set(outcome.unreadable) == {*texts, "nothing"}
    assert "empty" in outcome.unreadable["empty"]
    assert not course.autograded("tiny", "truncated").exists()


def test_a_renamed_file_is_found_by_both_commands(course):
    hand_in(course, "ada", name="Copy of tiny (1).ipynb")
    assert grade(course, "tiny", jobs=1).scores["ada"].points == 10
    shutil.rmtree(course.root / "autograded")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "autograde", "tiny", "--force"]
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    assert grades(course, "ada")["count_above-check"] == (6, None, False)
    assert "Copy of tiny (1).ipynb" in autograded(course, "ada").cells[0].source


def test_a_process_that_was_just_forked_does_not_keep_the_course_locked(course):
    with grading_alone(course):
        pid = os.fork()  # as each start of a program does first: it holds our open files until it is that program
        if pid == 0:
            time.sleep(60)
            os._exit(0)
    try:
        with grading_alone(course):
            pass
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


@pytest.mark.usefixtures("own_sandbox_process")
def test_a_run_that_was_stopped_goes_on_where_it_ended(course):
    for student in ("ada", "bob", "cyd"):
        hand_in(course, student, {"mean_value": f"mean = values.mean()  # {student}"})

    def stop(done, total):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(course, "tiny", jobs=1, progress=stop)
    outcome = grade(course, "tiny", jobs=1)
    assert len(outcome.up_to_date) == 1 and len(outcome.verdicts) == 2
    assert {score.points for score in outcome.scores.values()} == {10}


def test_a_lost_gradebook_is_filled_again(course):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    (course.root / "gradebook.db").unlink()
    assert "ada" in grade(course, "tiny", jobs=1).verdicts
    assert grades(course, "ada")["mean_value-check"] == (4, None, False)


def test_a_damaged_verdict_is_judged_again_and_a_time_out_is_never_stored(course):
    hand_in(course, "ada")
    hand_in(course, "bob", {"mean_value": "while True: pass"})
    grade(course, "tiny", jobs=1)
    stored = list((course.cache / "verdicts").glob("*/*.json"))
    assert len(stored) == 1
    stored[0].write_text("{")
    assert grade(course, "tiny", jobs=1, force=True).scores["ada"].points == 10
    key = stored[0].stem
    assert VerdictStore(course.cache / "verdicts").find(key).points == 10


def test_a_new_gradebook_is_like_one_that_nbgrader_makes(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{sys.prefix}/bin:{os.environ['PATH']}")  # nbgrader looks for `alembic` there
    tables, versions = [], []
    for number, make in enumerate((Gradebook, connect)):
        path = tmp_path / f"{number}.db"
        make(f"sqlite:///{path}", "").close()
        with contextlib.closing(sqlite3.connect(path)) as database:
            made = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
            versions.append(database.execute("SELECT version_num FROM alembic_version").fetchall())
        tables.append({name: sql for name, sql in made.items() if name != "alembic_version"})
    assert tables[0] == tables[1] and versions[0] == versions[1] != []


def test_renamed_questions_are_not_registered_over_submissions(course):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    (course.root / "source" / "tiny.py").write_text(AUTHOR_TEXT.replace('"plot_values"', '"plot_all"'))
    with pytest.raises(UserError, match="gradebook holds submissions"):
        grade(course, "tiny", jobs=1)


def test_an_older_release_is_graded_and_said_so(course):
    path = hand_in(course, "ada")
    (course.root / "source" / "tiny.py").write_text(AUTHOR_TEXT.replace("Two functions and a figure.", "A new text."))
    assert grade(course, "tiny", jobs=1).scores["ada"].points == 10
    assert path.exists()
    assert "older release" in autograded(course, "ada").cells[0].source


def dump(course: Course, students) -> dict:
    return {student: grades(course, student) for student in students}


def run_grader(course: Course, *arguments: str, **options) -> subprocess.Popen:
    command = [sys.executable, "-m", "grader.cli", *arguments]
    return subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def kill_and_resume(course: Course, tmp_path: Path, moments: list[float]) -> None:
    students = [f"student{number}" for number in range(8)]
    for number, student in enumerate(students):
        hand_in(course, student, {"mean_value": f"mean = values.mean() + {number % 2}  # {student}"})
    twin = Course(shutil.copytree(course.root, tmp_path / "undisturbed"))
    grade(twin, "tiny", jobs=1)
    for moment in moments:
        running = run_grader(course, "grade", "tiny", "--jobs", "1")
        deadline = time.monotonic() + 120
        verdicts = course.cache / "verdicts"
        while not list(verdicts.glob("*/*.json")) and running.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(moment)
        running.kill()
        running.communicate(timeout=300)
        had = {path: path.stat().st_mtime_ns for path in verdicts.glob("*/*.json")}
        outcome = grade(course, "tiny", jobs=1)
        assert outcome.complete
        assert {path: path.stat().st_mtime_ns for path in had} == had, "judged again what it had"
        assert dump(course, students) == dump(twin, students)
        for student in students:
            assert autograded(course, student).cells == autograded(twin, student).cells
        for folder in ("autograded", ".grader"):
            shutil.rmtree(course.root / folder)
        (course.root / "gradebook.db").unlink()


def test_a_run_killed_at_any_moment_ends_like_an_undisturbed_one(course, tmp_path):
    moments = np.random.default_rng(3).uniform(0, 0.8, size=5)
    kill_and_resume(course, tmp_path, list(moments))


@pytest.mark.slow
def test_a_run_killed_at_fifty_moments_ends_like_an_undisturbed_one(course, tmp_path):
    moments = np.random.default_rng(4).uniform(0, 1.2, size=50)
    kill_and_resume(course, tmp_path, list(moments))


def test_a_second_run_at_the_same_time_is_refused_and_the_first_is_unharmed(course):
    hand_in(course, "ada")
    with grading_alone(course), pytest.raises(UserError, match=f"process {os.getpid()}"):
        grade(course, "tiny", jobs=1)
    assert grade(course, "tiny", jobs=1).scores["ada"].points == 10


def test_a_corrupt_gradebook_is_named_and_an_earlier_one_comes_back(course, monkeypatch):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    hand_in(course, "bob")
    grade(course, "tiny", jobs=1)
    before = grades(course, "ada")
    (course.root / "gradebook.db").write_bytes(b"this is no data base" * 500)
    with pytest.raises(UserError, match="grader restore"):
        grade(course, "tiny", jobs=1)
    monkeypatch.chdir(course.root)
    assert main(["restore"]) == 0
    assert grades(course, "ada") == before
    assert "bob" in grade(course, "tiny", jobs=1).verdicts
    assert list(course.root.glob("gradebook.db.before-restore-*"))


def test_a_locked_gradebook_is_named_and_nothing_is_half_saved(course, monkeypatch):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    before = grades(course, "ada")
    hand_in(course, "ada", {"mean_value": "mean = 0"})
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace("timeout=60", "timeout=1"))
    with contextlib.closing(sqlite3.connect(course.root / "gradebook.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError, match="locked"):
            grade(course, "tiny", jobs=1)
        other.rollback()
    assert grades(course, "ada") == before
    assert grade(course, "tiny", jobs=1).scores["ada"].points == 6


@pytest.mark.usefixtures("own_sandbox_process")
def test_a_full_disk_stops_with_what_to_do_and_keeps_what_is_graded(course, monkeypatch):
    for student in ("ada", "bob"):
        hand_in(course, student, {"mean_value": f"mean = values.mean()  # {student}"})
    keep, kept = VerdictStore.keep, []

    def full(store, key, verdict):
        if kept:
            raise OSError(errno.ENOSPC, "No space left on device", str(store.folder))
        kept.append(key)
        keep(store, key, verdict)

    monkeypatch.setattr(VerdictStore, "keep", full)
    with pytest.raises(UserError, match=r"No space left on device.*kept"):
        grade(course, "tiny", jobs=1)
    monkeypatch.undo()
    outcome = grade(course, "tiny", jobs=1)
    assert len(outcome.up_to_date) + len(outcome.verdicts) == 2
    assert {score.points for score in outcome.scores.values()} == {10}


def test_a_score_is_saved_whole_or_not_at_all(course, monkeypatch):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    before = grades(course, "ada")
    hand_in(course, "ada", {"mean_value": "mean = 0", "count_above": "def count_above(numbers, limit):\n    return 0"})
    real, calls = preprocessors._set_score, []

    def break_at_the_second(grade, points, same):
        calls.append(points)
        if len(calls) == 2:
            raise RuntimeError("the power went out")
        real(grade, points, same)

    monkeypatch.setattr(preprocessors, "_set_score", break_at_the_second)
    outcome = grade(course, "tiny", jobs=1)
    assert "the power went out" in outcome.failed["ada"]
    assert not outcome.complete
    assert grades(course, "ada") == before
    monkeypatch.undo()
    assert grade(course, "tiny", jobs=1).scores["ada"].points == 0


def test_regrade_shows_what_a_mended_test_changes_before_it_saves(course):
    hand_in(course, "ada", {"mean_value": "mean = 0"})
    grade(course, "tiny", jobs=1)
    path = course.tests("tiny") / "mean_value.py"
    path.write_text(path.read_text().replace("close(", "True or close("))
    shown = []
    outcome = grade(course, "tiny", jobs=1, force=True, confirm=lambda found: shown.append(dict(found.changes)))
    assert shown == [{"ada": {"mean_value-check": (0.0, 4.0)}}]
    assert not outcome.verdicts and grades(course, "ada")["mean_value-check"][0] == 0
    grade(course, "tiny", jobs=1, force=True, confirm=lambda found: True)
    assert grades(course, "ada")["mean_value-check"][0] == 4


def test_the_audit_log_tells_who_was_graded_with_which_tests(course):
    path = hand_in(course, "ada", {"mean_value": "mean = 0"})
    grade(course, "tiny", jobs=1)
    (line,) = read_log(course)
    assert line["student"] == "ada" and line["points"] == {"mean_value": 0, "count_above": 6}
    assert line["assignment"] == "tiny"
    assert line["submission"] == file_hash(path)
    assert line["judged_by"] == Assignment.load(course, "tiny").digest


def test_sources_are_parsed_in_threads_while_garbage_is_collected():
    class Garbage:
        def __init__(self):
            self.me = self

        def __del__(self):
            time.sleep(0.0005)

    def work():
        for _ in range(25):
            for _ in range(20):
                Garbage()
            parse("x = (1 + (2 * [3, {4: 5}][0]))\n" * 300)

    before = gc.get_threshold()
    gc.set_threshold(50)
    try:
        with ThreadPoolExecutor(4) as threads:
            for done in [threads.submit(work) for _ in range(4)]:
                done.result()
    finally:
        gc.set_threshold(*before)


def test_nothing_handed_in_is_said_with_the_place_where_it_should_lie(course):
    with pytest.raises(UserError, match=r"submitted/STUDENT/tiny/tiny\.ipynb"):
        grade(course, "tiny")
    hand_in(course, "ada")
    with pytest.raises(UserError, match="'b\\*'"):
        grade(course, "tiny", students="b*")


def test_nbgraders_own_generate_assignment_makes_the_same_release(course):
    ours = json.loads(make_release(course, Assignment.load(course, "tiny").text).read_text())
    (course.root / "source" / "tiny").mkdir()
    from grader.assignment.instructor_notebook import instructor_notebook

    nbformat.write(
        instructor_notebook(Assignment.load(course, "tiny").text), course.root / "source" / "tiny" / "tiny.ipynb"
    )
    shutil.rmtree(course.root / "release")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", "tiny"]
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    theirs = json.loads((course.root / "release" / "tiny" / "tiny.ipynb").read_text())
    assert ours["metadata"].pop("grader")["assignment"] == "tiny"
    assert theirs == ours


def test_an_example_course_never_replaces_a_folder_of_somebody_else(course, tmp_path):
    made = copy_course(course, "tiny", tmp_path / "demo")
    assert copy_course(course, "tiny", tmp_path / "demo").assignments() == made.assignments() == ["tiny"]
    with pytest.raises(UserError, match="no example course"):
        copy_course(course, "tiny", course.root)


def test_feedback_names_the_mistake_and_shows_the_students_own_figure(course):
    mistake = "def count_above(numbers, limit):\n    return int((numbers >= limit).sum())"
    hand_in(course, "ada", {"count_above": mistake}, add_outputs)
    grade(course, "tiny", jobs=1)
    pages, failed, _ = write_feedback(course, "tiny")
    page = pages[0].read_text()
    assert not failed
    assert "leaves out numbers equal to" in page
    assert PICTURE in page
    assert "8 of the 10 points" in page and "worth 6 of the 16 points" in page


def test_what_waits_for_a_second_look_counts_once(course):
    path = hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    set_score(course, "ada", "comment", 2.0)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook("tiny", "tiny", "ada")
        comment = next(one for one in found.grades if one.name == "comment")
        comment.needs_manual_grade = True
        most, waiting = found.max_score, sum(g.max_score for g in found.grades if g.needs_manual_grade)
        gradebook.db.commit()
        score = course_gradebook.scores(gradebook, "tiny", {})["ada"]
    assert score.total + score.waiting <= most and score.waiting == waiting
    pages, _, _ = write_feedback(course, "tiny")
    assert f"of the {most - waiting:g} points" in pages[0].read_text() and path.is_file()


def test_feedback_holds_the_comment_and_score_of_the_ta(course):
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    set_score(course, "ada", "comment", 2.5)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.find_comment("comment", "tiny", "tiny", "ada").manual_comment = "Say **why** it rises."
        gradebook.db.commit()
    page = write_feedback(course, "tiny")[0][0].read_text()
    assert "Say <strong>why</strong> it rises." in page
    assert "2.5 of 3" in page


def test_feedback_gives_away_no_test_no_path_and_no_note_for_the_ta(course):
    def strip(notebook):
        for cell in notebook.cells:
            cell.metadata.pop("nbgrader", None)

    hand_in(course, "ada", {"count_above": "def count_above(numbers, limit):\n    return secret"}, strip)
    grade(course, "tiny", jobs=1)
    assert "nbgrader metadata were missing" in autograded(course, "ada").cells[0].source
    page = write_feedback(course, "tiny")[0][0].read_text()
    for secret in (
        "HIDDEN",
        "metadata were missing",
        "permutation",
        "student.count",
        "secret rubric",
        "most recent call",
    ):
        assert secret not in page, secret
    assert str(course.root) not in page


def test_scripts_of_a_student_do_not_run_in_feedback(course):
    attack = "<script>alert(1)</script>"

    def plant(notebook):
        output = nbformat.v4.new_output("display_data", data={"text/html": f"<table><td>1</td></table>{attack}"})
        cell_of(notebook, "plot_values").outputs = [output]

    answers = {
        "comment": f"# Hi {attack}\n\n[x](javascript:alert(1))",
        "mean_value": "raise ValueError('<' + 'script>')",
    }
    hand_in(course, "ada", answers, plant)
    grade(course, "tiny", jobs=1)
    for cell in autograded(course, "ada").cells:
        shown = [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", ())]
        assert "<script" not in "".join([cell.source if cell.cell_type == "markdown" else "", *shown])
    page = write_feedback(course, "tiny")[0][0].read_text()
    assert "<script" not in page
    assert "javascript:" not in page
    assert "<table>" in page


def test_an_endless_line_of_output_is_cut_and_said_so(course):
    def print_much(notebook):
        cell_of(notebook, "table").outputs = [nbformat.v4.new_output("stream", text="x" * 5_000_000)]

    hand_in(course, "ada", change=print_much)
    grade(course, "tiny", jobs=1)
    assert course.autograded("tiny", "ada").stat().st_size < 500_000
    assert "5,000,000 characters in all" in cell_of(autograded(course, "ada"), "table").outputs[0].text


def test_feedback_before_grading_is_refused_with_what_to_do(course):
    with pytest.raises(UserError, match="grader grade tiny"):
        write_feedback(course, "tiny")


def test_these_tests_share_one_loaded_process(course, monkeypatch):
    monkeypatch.setattr(SandboxProcess, "_start", lambda self: pytest.fail("a process was loaded"))
    for student in ("ada", "bob"):
        hand_in(course, student, {"mean_value": f"mean = values.mean()  # {student}"})
    assert len(grade(course, "tiny", jobs=1, students="ada").verdicts) == 1
    assert len(grade(course, "tiny", jobs=2, force=True).verdicts) == 2
