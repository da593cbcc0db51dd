"""Where a class stands, from hand-in to feedback."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import make_course
from nbgrader.api import Gradebook

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.cli import main
from grader.commands.status import _fitting
from grader.course import Course
from grader.grading.grade import grade
from grader.reports.feedback import write_feedback
from grader.reports.status import counts, next_step, status

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


def hand_in(course: Course, student: str, answers: dict[str, str] | None = None) -> Path:
    assignment = Assignment.load(course, "tiny")
    path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(fill_release(assignment.release, assignment.text, answers), path)
    return path


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return the tiny course: ada is graded, bob's file is broken, cyd is only in the gradebook."""
    course = make_course(tmp_path_factory.mktemp("status") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    hand_in(course, "ada")
    hand_in(course, "bob").write_text("<html>")
    grade(course, "tiny", jobs=1)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.add_student("cyd")
    return course


@pytest.fixture
def course(graded, tmp_path) -> Course:
    """Return a copy of it."""
    return Course(Path(shutil.copytree(graded.root, tmp_path / "course")))


def test_each_student_has_a_state_and_a_next_step(course):
    students = status(course, "tiny")
    ada, bob, cyd = students["ada"], students["bob"], students["cyd"]
    assert ada.graded and ada.up_to_date and not ada.feedback and ada.next_step == "formgrader"
    assert set(ada.waiting) == {"plot_values", "table", "comment"}
    assert "web page" in bob.unreadable and not bob.graded and bob.next_step == "ask for another file"
    assert not cyd.handed_in and cyd.next_step == ""
    assert counts(students) == {
        "students": 3,
        "handed_in": 2,
        "graded": 1,
        "up_to_date": 1,
        "needs_a_person": 1,
        "feedback": 0,
        "unreadable": 1,
        "late": 0,
        "time_unknown": 2,
    }


def test_newer_work_and_newer_tests_are_to_be_graded_again(course):
    hand_in(course, "ada", {"mean_value": "mean = 1"})
    assert not status(course, "tiny")["ada"].up_to_date
    assert "grader grade tiny" in next_step("tiny", status(course, "tiny"))
    hand_in(course, "ada")
    assert status(course, "tiny")["ada"].up_to_date
    tests = course.tests("tiny") / "mean_value.py"
    tests.write_text(tests.read_text() + "\n# changed\n")
    assert status(course, "tiny")["ada"].next_step == "grade"


def test_feedback_counts_while_it_is_newer_than_the_grading(course):
    page = course.feedback("tiny", "ada")
    page.parent.mkdir(parents=True)
    page.touch()
    assert status(course, "tiny")["ada"].feedback
    os.utime(page, (1, 1))
    assert not status(course, "tiny")["ada"].feedback


@pytest.mark.parametrize("which", ["autograded", "feedback"])
@pytest.mark.parametrize("when", [1, 4_000_000_000])
def test_a_page_counts_by_what_it_was_made_from_whatever_clock_dated_the_files(course, which, when):
    write_feedback(course, "tiny")
    os.utime(getattr(course, which)("tiny", "ada"), (when, when))
    assert status(course, "tiny")["ada"].feedback
    hand_in(course, "ada", {"mean_value": "mean = 0"})
    grade(course, "tiny", jobs=1)
    for file in (course.feedback("tiny", "ada"), course.autograded("tiny", "ada")):
        os.utime(file, (when, when))
    assert not status(course, "tiny")["ada"].feedback
    write_feedback(course, "tiny")
    assert status(course, "tiny")["ada"].feedback


def test_a_page_without_the_last_score_or_comment_is_to_be_written_again(course):
    write_feedback(course, "tiny")
    assert status(course, "tiny")["ada"].feedback
    for change in ("score", "comment"):
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
            if change == "score":
                grade = gradebook.find_grade("comment", "tiny", "tiny", "ada")
                grade.manual_score, grade.needs_manual_grade = 2, False
            else:
                gradebook.find_comment("comment", "tiny", "tiny", "ada").manual_comment = "Good."
            gradebook.db.commit()
        assert not status(course, "tiny")["ada"].feedback, change
        write_feedback(course, "tiny")
        assert status(course, "tiny")["ada"].feedback, change


def test_a_hidden_test_that_is_being_written_hides_nobody(course):
    (course.tests("tiny") / "mean_value.py").unlink()
    assert status(course, "tiny")["ada"].handed_in


def test_the_command_shows_all_assignments_or_each_student_of_one(course, capsys, monkeypatch):
    monkeypatch.chdir(course.root)
    assert main(["status"]) == 0
    assert "Next for tiny: `grader formgrader`" in capsys.readouterr().out
    assert main(["status", "tiny"]) == 0
    said = capsys.readouterr().out
    assert "plot_values" in said and "not readable" in said
    assert main(["status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tiny"]["students"]["ada"]["next"] == "formgrader"
    assert main(["status", "nothing"]) == 2
    assert "known: tiny" in capsys.readouterr().err


def test_a_course_without_a_gradebook_gets_none_from_looking(tmp_path):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    hand_in(course, "ada")
    assert status(course, "tiny")["ada"].next_step == "grade"
    assert not (course.root / "gradebook.db").exists()


def test_a_line_of_a_student_names_cells_and_fits_80_columns(course, capsys, monkeypatch):
    monkeypatch.chdir(course.root)
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["status", "tiny"]) == 0
    said = capsys.readouterr().out
    table = said[: said.index("bob: ")]
    words = table.split()
    assert {"plot_values,", "table,", "comment"} <= set(words) and "…" not in table
    assert max(map(len, table.splitlines())) <= 80
    assert "not readable" in table and "nothing yet" in table


def test_status_shows_only_whom_one_asks_for(course, capsys, monkeypatch):
    monkeypatch.chdir(course.root)
    (course.root / "students.csv").write_text("id,section\nada,Mon\ncyd,Tue\n")
    assert main(["roster", "students.csv"]) == 0

    def listed(*options: str) -> set[str]:
        assert main(["status", "tiny", *options, "--json"]) == 0
        return set(json.loads(capsys.readouterr().out)["tiny"]["students"])

    capsys.readouterr()
    assert listed("--waiting") == {"ada"} and listed("--student", "?[oy]*") == {"bob", "cyd"}
    assert listed("--section", "tue") == {"cyd"} and listed("--section", "Mon", "--waiting") == {"ada"}
    assert main(["status", "tiny", "--section", "Wed"]) == 2
    assert "no section 'Wed' (known: Mon, Tue)" in capsys.readouterr().err
    assert main(["status", "--waiting"]) == 0
    assert "plot_values" in capsys.readouterr().out


def test_counts_of_many_assignments_fit_80_columns_beside_and_below_each_other():
    names = ["music_classification", "nsynth_rnn", "irmas_polyphony", "piano_lstm", "author_music", "x" * 90]
    groups = _fitting(names, 80)
    assert [name for group in groups for name in group] == names
    assert all(len(group) == 1 or 18 + sum(len(name) + 2 for name in group) <= 80 for group in groups)
    assert len(groups) == 3


def test_a_section_has_its_own_report_and_table(course, capsys, monkeypatch):
    monkeypatch.chdir(course.root)
    (course.root / "students.csv").write_text('id,section\nada,"Mon/Tue 8"\ncyd,Wed\n')
    assert main(["roster", "students.csv"]) == 0
    assert main(["report", "tiny", "--section", "mon/tue 8"]) == 0
    page = (course.root / "report" / "tiny-mon-tue-8.html").read_text()
    assert "section mon/tue 8" in page and "ada" in page and "cyd" not in page and "bob" not in page
    assert main(["export", "tiny", "--section", "Wed", "--unfinished", "mark"]) == 0
    table = (course.root / "export" / "tiny-csv-Wed.csv").read_text()
    assert "cyd" in table and "ada" not in table
    assert main(["report", "tiny", "--section", "Wed"]) == 2
    assert "nobody is graded yet" in capsys.readouterr().err
