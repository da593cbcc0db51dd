"""Late work costs what the policy says: begun days, minutes of grace, a cap, and extensions from a file."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from conftest import make_course
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from traitlets import TraitError

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.grading import gradebook as course_gradebook
from grader.grading.extensions import read_extensions
from grader.grading.grade import grade
from grader.grading.late import LatePolicy
from grader.grading.session import Session

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
POLICY = """
c.Autograde.autograde_preprocessors = [
    "grader.grading.late.LatePenalties" if step == "nbgrader.preprocessors.AssignLatePenalties" else step
    for step in c.Autograde.autograde_preprocessors
]
c.LatePolicy.per_day = 0.25
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


def until(tmp_path: Path, text: str, timezone: str = "Europe/Berlin") -> datetime:
    found = read_extensions(extensions(tmp_path, f"student,assignment,until\nada,tiny,{text}\n"), timezone)
    return found[0].until


@pytest.mark.parametrize("day", ["2026-03-31", "20260331", "2026-W14-2", "2026W142"])
def test_a_day_lasts_until_its_end_however_it_is_written(tmp_path, day):
    assert until(tmp_path, day) == datetime(2026, 3, 31, 21, 59, 59)
    assert until(tmp_path, f"{day} 24:00") == datetime(2026, 3, 31, 22)
    assert until(tmp_path, f"{day}T24:00:00Z") == datetime(2026, 4, 1)


@pytest.mark.parametrize("week", ["2026-W14", "2026W14"])
def test_a_week_without_a_day_never_ends_before_its_monday_is_over(tmp_path, week):
    assert until(tmp_path, week) == datetime(2026, 3, 30, 21, 59, 59)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20260331T1800", datetime(2026, 3, 31, 16)),
        ("2026-03-31T18", datetime(2026, 3, 31, 16)),
        ("2026-03-31 18:00:30", datetime(2026, 3, 31, 16, 0, 30)),
        ("2026-03-31 18:00Z", datetime(2026, 3, 31, 18)),
        ("2026-03-31 00:00", datetime(2026, 3, 30, 22)),
        ("2026-W14-2T18:00+05:30", datetime(2026, 3, 31, 12, 30)),
        ("2026-03-31T24:00-05:00", datetime(2026, 4, 1, 5)),
    ],
)
def test_a_time_ends_exactly_then_in_the_zone_or_with_its_own_offset(tmp_path, text, moment):
    assert until(tmp_path, text) == moment


@pytest.mark.parametrize(
    ("day", "timezone", "moment"),
    [
        ("2026-03-29", "Europe/Berlin", datetime(2026, 3, 29, 21, 59, 59)),  # 23 hours
        ("2026-10-25", "Europe/Berlin", datetime(2026, 10, 25, 22, 59, 59)),  # 25 hours
        ("2026-10-29", "Africa/Cairo", datetime(2026, 10, 29, 21, 59, 59)),  # its last hour comes twice
        ("2026-03-28", "America/Nuuk", datetime(2026, 3, 29, 0, 59, 59)),  # its last hour is left out
        ("2026-10-25 02:30", "Europe/Berlin", datetime(2026, 10, 25, 1, 30)),  # twice: the later one
    ],
)
def test_a_day_is_a_day_of_the_calendar_when_clocks_are_turned(tmp_path, day, timezone, moment):
    assert until(tmp_path, day, timezone) == moment


def test_a_time_that_nobodys_calendar_holds_is_a_bad_line(tmp_path):
    for text in ("9999-12-31", "2026-02-30", "2026-W60", "2026-03-31 25:00", "2026-03-31 24:30", "24:00", "March"):
        with pytest.raises(UserError, match=r"line 2: .* is no date"):
            until(tmp_path, text, "America/New_York")


def test_empty_lines_tabs_further_columns_and_a_second_line_for_a_student_are_fine(tmp_path):
    text = (
        "\n\nstudent\tassignment\tuntil\treason\n\n\t\t\t\nada\ttiny\t2026-03-31\till, again\nada\ttiny\t2026-04-01\t\n"
    )
    found = read_extensions(extensions(tmp_path, text))
    assert [(item.student, item.until.day, item.line) for item in found] == [("ada", 31, 6), ("ada", 1, 7)]


def test_a_field_too_many_and_a_file_that_is_no_table_are_said(tmp_path):
    with pytest.raises(UserError, match="line 2: it has more fields than the first line"):
        until(tmp_path, "2026-03-31, 18:00")
    for text in ("", "\n\n"):
        with pytest.raises(UserError, match="first line"):
            read_extensions(extensions(tmp_path, text))
    with pytest.raises(UserError, match=r"line 2: field larger .* Mend this line"):
        until(tmp_path, "9" * 200_000)


NAMES = (
    "student,assignment,until\nada,tiny,2026-03-31\nAda,tiny,2026-03-31\nxaver,tiny,2026-03-31\nada,tinny,2026-03-31\n"
)


def test_unknown_students_and_assignments_are_named_with_the_nearest(tmp_path):
    with pytest.raises(UserError) as error:
        read_extensions(extensions(tmp_path, NAMES), students={"ada", "bob"}, assignments={"tiny", "other"})
    said = str(error.value)
    assert "line 2" not in said and "line 3: there is no student 'Ada', the nearest is 'ada'" in said
    assert "line 4: there is no student 'xaver' (`grader roster` adds" in said
    assert "line 5: there is no assignment 'tinny', the nearest is 'tiny'" in said


def test_as_long_as_nobody_is_known_nobody_is_unknown(tmp_path):
    assert len(read_extensions(extensions(tmp_path, NAMES), students=(), assignments=())) == 4


def test_bad_lines_of_extensions_are_named_with_their_numbers(tmp_path):
    path = extensions(tmp_path, "Student;Assignment;Until\nada;tiny;31.3.2026\n;tiny;2026-03-31\nbob;tiny\n")
    with pytest.raises(UserError) as error:
        read_extensions(path)
    said = str(error.value)
    assert "line 2: '31.3.2026' is no date" in said and "line 3: student or assignment is missing" in said
    assert "line 4: '' is no date" in said


@pytest.mark.parametrize(
    ("text", "timezone", "said"),
    [
        ("who,when\n", "UTC", "first line"),
        ("student,assignment,until\n", "Mars/Olympus", "no time zone"),
        ("student,assignment,until\n", "Europe", "no time zone"),
        ("student,assignment,until\n", "", "no time zone"),
    ],
)
def test_a_bad_file_or_time_zone_is_said_in_one_sentence(tmp_path, text, timezone, said):
    with pytest.raises(UserError, match=said):
        read_extensions(extensions(tmp_path, text), timezone)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UserError, match=r"extensions none\.csv cannot be read"):
        read_extensions(tmp_path / "none.csv")


@pytest.mark.parametrize("name", ["later.csv", "extensions.csv"])
def test_a_file_that_the_settings_name_must_be_there(tmp_path, monkeypatch, capsys, name):
    course = make_course(tmp_path / "course")
    settings = CONFIG.read_text() + POLICY + f"\nc.LatePolicy.extensions = {name!r}\n"
    (course.root / "nbgrader_config.py").write_text(settings)
    (course.root / "submitted" / "ada" / "tiny").mkdir(parents=True)
    monkeypatch.chdir(course.root)
    assert main(["grade", "tiny"]) == 2
    assert f"the extensions {name} cannot be read" in capsys.readouterr().err


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Return (course, outcome): three students two days late; bob has a week more, cyd is finished later."""
    course = make_course(tmp_path_factory.mktemp("late") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text() + POLICY)
    (course.root / "extensions.csv").write_text("student,assignment,until\nbob,tiny,2026-03-08\nada,other,2027-01-01\n")
    (course.root / "source" / "other.py").write_text(course.author_text("tiny").read_text())
    assignment = Assignment.load(course, "tiny")
    with Session(course) as session:
        course_gradebook.register(session.app, assignment.text)
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


def test_no_table_shows_less_than_0_points(graded, monkeypatch, capsys):
    course, outcome = graded
    assert outcome.scores["cyd"].total == 0 and outcome.scores["ada"].total == outcome.scores["ada"].points - 8
    monkeypatch.chdir(course.root)
    main(["grade", "tiny"])
    assert "-6" not in (said := capsys.readouterr().out) and "0 of 16" in said
    main(["grade", "tiny", "--json"])
    assert json.loads(capsys.readouterr().out)["scores"]["cyd"]["points"] == 0


@pytest.fixture
def extended(graded):
    """Return the course and a function that adds a line to its extensions; they are put back."""
    course, _ = graded
    file = course.root / "extensions.csv"
    good = file.read_text()
    yield course, lambda line: file.write_text(f"{good}{line}\n")
    file.write_text(good)


BAD_LINES = [
    ("bob,tiny,soon", "line 4: 'soon' is no date"),
    ("bop,tiny,2026-03-31", "line 4: there is no student 'bop', the nearest is 'bob'"),
    ("bob,tinny,2026-03-31", "line 4: there is no assignment 'tinny', the nearest is 'tiny'"),
]


@pytest.mark.parametrize(("line", "said"), BAD_LINES)
def test_a_bad_extension_stops_grading_with_the_line_before_anybody_is_graded(
    extended, line, said, monkeypatch, capsys
):
    course, add = extended
    monkeypatch.chdir(course.root)
    add(line)
    before = {path: path.stat().st_mtime_ns for path in course.root.rglob("*") if path.is_file()}
    for more in ([], ["--dry-run"], ["--student", "cyd", "--force"]):  # cyd is not in that line
        assert main(["grade", "tiny", *more]) == 2
        assert said in capsys.readouterr().err
    after = {path: path.stat().st_mtime_ns for path in course.root.rglob("*") if path.is_file()}
    assert {path for path in before if before[path] != after[path]} <= {course.cache / "grading.lock"}


@pytest.mark.parametrize(("line", "said"), BAD_LINES)
def test_a_bad_extension_stops_nbgraders_own_step_for_late_work(extended, line, said):
    course, add = extended
    add(line)
    with Session(course) as session, pytest.raises(UserError, match=said):
        step = AssignLatePenalties(parent=session.app, plugin_class=LatePolicy)
        step.notebook_id, step.assignment_id, step.student_id = "tiny", "tiny", "ada"
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as step.gradebook:
            step.init_plugin()
            step.plugin_inst.late_submission_penalty("ada", 8.0, DAY)


def test_who_is_in_the_gradebook_and_has_not_handed_in_may_have_an_extension(extended):
    course, add = extended
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.add_student("eve")
    add("eve,tiny,2026-03-31")
    assert grade(course, "tiny", jobs=1, students="ada").complete


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("2026-03-28 18:00", "2026-03-28 17:00:00"),
        ("2026-03-29 18:00", "2026-03-29 16:00:00"),  # summer time has begun
        ("2026-03-28", "2026-03-28 22:59:59"),
        ("2026-03-28 18:00+00:00", "2026-03-28 18:00:00"),
    ],
)
def test_a_release_sets_the_due_date_in_the_courses_time_zone(tmp_path, monkeypatch, capsys, written, due):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text() + '\nc.LatePolicy.timezone = "Europe/Berlin"\n')
    monkeypatch.chdir(course.root)
    assert main(["release", "tiny", "--due", written, "--dry-run"]) == 0
    assert "would be due: " in capsys.readouterr().out and not (course.root / "gradebook.db").exists()
    for text, expected in ((written, due), ("never", None)):
        assert main(["release", "tiny", "--due", text]) == 0
        with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
            found = gradebook.find_assignment("tiny").duedate
        assert (str(found) if found else None) == expected
    assert main(["release", "tiny", "--due", "next Friday"]) == 2
    assert main(["release", "tiny", "--due", written, "--no-gradebook"]) == 2
    assert "2026-11-20 18:00" in capsys.readouterr().err


def test_a_release_says_that_hidden_tests_cannot_be_loaded(tmp_path, monkeypatch, capsys):
    course = make_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    (course.tests("tiny") / "mean_value.py").write_text("def test_(:\n")
    assert main(["release", "tiny", "--dry-run"]) == 1
    assert "not ready to grade: " in capsys.readouterr().out
