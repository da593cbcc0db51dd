"""A student who leaves is taken out of every place in a course, and nobody else is."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from conftest import make_course

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.cli import main
from grader.course import Course
from grader.exporters.class_grades import class_grades, opened_gradebook
from grader.grading.grade import grade

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


@pytest.fixture
def course(tmp_path, monkeypatch) -> Course:
    """Return a course in which ada and adam were graded, have pages, and stand in reports and exports."""
    course = make_course(tmp_path / "course")
    (course.root / "worksheet.csv").write_text('Login;Note\nadam;"two\nlines"\nada;"two\nlines"\n', encoding="utf-16")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    assignment = Assignment.load(course, "tiny")
    monkeypatch.chdir(course.root)
    (course.root / "students.csv").write_text(
        "id,first_name,email,section\nada,Ada,ada.lovelace@uni.edu,A\nadam,Adam,adam@uni.edu,B\n"
    )
    assert main(["roster", "students.csv"]) == 0
    for student in ("ada", "adam"):
        path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(fill_release(assignment.release, assignment.text), path)
    grade(course, "tiny", jobs=1)
    assert main(["feedback", "tiny"]) == 0
    assert main(["report", "tiny"]) == 0
    main(["export", "tiny", "--unfinished", "mark"])
    assert main(["roster", "students.csv"]) == 0  # makes another copy of the gradebook
    return course


def places(course: Course, word: bytes) -> set[str]:
    """Return the files below the course that hold a word, in their names or in their bytes."""
    files = [path for path in course.root.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(course.root))
        for path in files
        if word in path.read_bytes() or word.decode() in path.relative_to(course.root).parts
    }


def test_a_student_is_taken_out_of_every_place_and_the_others_stay(course, capsys):
    before = places(course, b"ada.lovelace@uni.edu") | places(course, b'"ada"')
    assert {"gradebook.db", "students.csv", ".grader/audit.jsonl"} <= before and len(before) > 5
    assert main(["forget", "ada", "--dry-run", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert before == places(course, b"ada.lovelace@uni.edu") | places(course, b'"ada"') and not listed["done"]
    assert main(["forget", "ada", "--yes"]) == 0
    assert (course.root / "worksheet.csv").read_text(encoding="utf-16") == 'Login;Note\nadam;"two\nlines"\n'
    assert places(course, b"ada.lovelace@uni.edu") | places(course, b'"ada"') == set()
    assert not [path for path in course.root.rglob("*") if path.name in ("ada", "ada.json")]
    assert all(path in listed["removed"] + listed["rewritten"] for path in before if "/" not in path)
    with opened_gradebook(course) as gradebook:
        assert list(class_grades(gradebook, "tiny", course).students) == ["adam"]
    assert grade(course, "tiny", jobs=1).up_to_date == ["adam"]
    assert main(["forget", "ada", "--yes"]) == 2
    assert "nothing here is of 'ada'" in capsys.readouterr().err


def test_nothing_is_removed_without_a_yes(course, monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda asked: "adam")
    assert main(["forget", "ada"]) == 2
    assert "nothing is removed" in capsys.readouterr().err
    assert (course.root / "submitted" / "ada").is_dir()


@pytest.mark.parametrize("name", ["../adam", "", ".", "*", "adam/tiny"])
def test_a_name_that_is_no_students_removes_nothing(course, name):
    assert main(["forget", name, "--yes"]) == 2
    assert (course.root / "submitted" / "adam" / "tiny").is_dir() and (course.root / "gradebook.db").is_file()
