"""Late work costs what the policy says: begun days, minutes of grace, a cap, and extensions from a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from conftest import make_course
from nbgrader.api import Gradebook
from traitlets import TraitError

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.course import Course
from grader.errors import UserError
from grader.grading import gradebook as course_gradebook
from grader.grading.grade import grade
from grader.grading.late import LatePolicy, read_extensions
from grader.grading.nbgrader_course import nbgrader_app

pytestmark = pytest.mark.usefixtures("lent_nursery")

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
POLICY = """
c.Autograde.autograde_preprocessors = [
    "grader.grading.late.LatePenalties" if step == "nbgrader.preprocessors.AssignLatePenalties" else step
    for step in c.Autograde.autograde_preprocessors
]
c.LatePolicy.per_day = 0.25
c.LatePolicy.extensions = "extensions.csv"
"""
HOUR, DAY = 3600, 86400


@pytest.mark.parametrize(
    ("seconds", "points"),
    [(1, None), (15 * 60, None), (15 * 60 + 1, 2), (DAY, 2), (DAY + 1, 4), (3 * DAY, 6), (30 * DAY, 10)],
)
def test_each_begun_day_costs_a_share_of_the_most_points_up_to_the_cap(seconds, points):
    assert LatePolicy(per_day=0.1, grace_minutes=15, cap=0.5).penalty(20, seconds) == points


def test_a_share_outside_0_and_1_is_refused():
    with pytest.raises(TraitError):
        LatePolicy(per_day=10)


def test_without_a_policy_late_work_costs_nothing():
    assert LatePolicy().penalty(20, 30 * DAY) is None


def test_without_nbgraders_step_the_score_stands_in_for_the_most_points():
    assert LatePolicy(per_day=0.1).late_submission_penalty("ada", 8.0, DAY) == 0.8


def extensions(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "extensions.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_extensions_may_name_a_day_a_time_or_an_offset(tmp_path):
    text = (
        "student,assignment,until\nada,tiny,2026-03-31\nbob,tiny,2026-03-31 18:00\ncyd,tiny,2026-03-31T18:00-05:00\n\n"
    )
    found = read_extensions(extensions(tmp_path, text), "Europe/Berlin")
    assert [item.until for item in found] == [
        datetime(2026, 3, 31, 21, 59, 59),
        datetime(2026, 3, 31, 16),
        datetime(2026, 3, 31, 23),
    ]


def test_bad_lines_of_extensions_are_named_with_their_numbers(tmp_path):
    path = extensions(tmp_path, "Student;Assignment;Until\nada;tiny;31.3.2026\n;tiny;2026-03-31\nbob;tiny\n")
    with pytest.raises(UserError) as error:
        read_extensions(path)
    said = str(error.value)
    assert "line 2: '31.3.2026' is no date" in said and "line 3: student or assignment is missing" in said
    assert "line 4: '' is no date" in said


@pytest.mark.parametrize(
    ("text", "timezone", "said"),
    [("who,when\n", "UTC", "first line"), ("student,assignment,until\n", "Mars/Olympus", "no time zone")],
)
def test_a_bad_file_or_time_zone_is_said_in_one_sentence(tmp_path, text, timezone, said):
    with pytest.raises(UserError, match=said):
        read_extensions(extensions(tmp_path, text), timezone)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match=r"extensions none\.csv cannot be read"):
        read_extensions(tmp_path / "none.csv")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return (course, outcome): three students two days late; bob has a week more, cyd is finished later."""
    course = make_course(tmp_path_factory.mktemp("late") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text() + POLICY)
    (course.root / "extensions.csv").write_text("student,assignment,until\nbob,tiny,2026-03-08\nada,other,2027-01-01\n")
    assignment = Assignment.load(course, "tiny")
    with nbgrader_app(course) as (app, _):
        course_gradebook.register(app, assignment.text)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate="2026-03-01 12:00:00 UTC")
    answers = {"ada": {}, "bob": {}, "cyd": {"mean_value": "mean = 0", "count_above": "count_above = None"}}
    for student, wrong in answers.items():
        folder = course.root / "submitted" / student / "tiny"
        folder.mkdir(parents=True)
        nbformat.write(fill_release(assignment.release, assignment.text, wrong), folder / "tiny.ipynb")
        (folder / "timestamp.txt").write_text("2026-03-02 18:00:00 UTC")
    return course, grade(course, "tiny", jobs=1)


def penalty(course: Course, student: str) -> float | None:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        return gradebook.find_submission_notebook("tiny", "tiny", student).late_submission_penalty


def test_grading_takes_the_penalty_off_and_heeds_extensions(graded):
    course, outcome = graded
    assert outcome.complete, outcome.failed
    assert penalty(course, "ada") == 8  # two begun days, 25 % each of 16 points
    assert penalty(course, "bob") is None
    assert outcome.scores["ada"].penalty == 8


def test_points_that_a_person_still_gives_are_not_safe_from_the_penalty(graded):
    course, outcome = graded
    # cyd has no automatic points; nbgrader alone would take nothing off, now or later.
    assert outcome.scores["cyd"].points == 0
    assert penalty(course, "cyd") == outcome.scores["cyd"].waiting == 6


def test_a_bad_extension_stops_grading_late_work_with_the_line(graded, tmp_path):
    course, _ = graded
    file = course.root / "extensions.csv"
    good = file.read_text()
    file.write_text(good + "bob,tiny,soon\n")
    try:
        outcome = grade(course, "tiny", jobs=1, students="ada", force=True)
    finally:
        file.write_text(good)
    assert "line 4: 'soon' is no date" in outcome.failed["ada"]
