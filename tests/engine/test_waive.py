"""A question that an instructor waives, and one that is added in mid-term: every table and page says the same."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from conftest import AUTHOR_TEXT, inside_a_copy
from graded_course import grades, hand_in, make_graded_course
from nbgrader.api import Gradebook

from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.grading.grade import grade
from grader.grading.waived import read_waived
from grader.reports.status import status

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

NOT_STRICT = "def count_above(numbers, limit):\n    return int((numbers >= limit).sum())"
MANUAL = {"plot_values": 1.0, "table": 1.0, "comment": 2.0}


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return the tiny course: ada has 14 of 16, bob lost 2 in count_above and waits for a person in the comment."""
    course = make_graded_course(tmp_path_factory.mktemp("waive") / "course")
    hand_in(course, "ada")
    hand_in(course, "bob", {"count_above": NOT_STRICT})
    grade(course, "tiny", jobs=1)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        for student in ("ada", "bob"):
            for name, points in MANUAL.items():
                if (student, name) != ("bob", "comment"):
                    found = gradebook.find_grade(name, "tiny", "tiny", student)
                    found.manual_score, found.needs_manual_grade = points, False
        gradebook.db.commit()
    return course


@pytest.fixture
def course(graded, tmp_path, monkeypatch) -> Course:
    """Return a copy of it, as the working directory."""
    return inside_a_copy(graded, tmp_path, monkeypatch)


def waive(*words: str) -> None:
    """Waive, and save it."""
    assert main(["waive", "tiny", *words]) == 0
    assert main(["grade", "tiny", "--jobs", "1"]) == 0


def said_everywhere(course: Course, capsys) -> dict[str, set[tuple[float, float]]]:
    """Return {student: (points so far, most points of what is decided)} of all places: one pair, if they agree."""
    found: dict[str, set[tuple[float, float]]] = {"ada": set(), "bob": set()}
    capsys.readouterr()
    assert main(["grade", "tiny", "--json"]) == 0
    for student, score in json.loads(capsys.readouterr().out)["scores"].items():
        found[student].add((score["points"], score["most"] - score["waiting"]))
    assert main(["export", "tiny", "--unfinished", "mark"]) in (0, 1)
    waiting = {student: at.waiting for student, at in status(course, "tiny").items()}
    with open("export/tiny-csv.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            points = [
                float(value) for name, value in row.items() if name in (*MANUAL, "mean_value", "count_above") if value
            ]
            most = float(row["max"]) - (3 if waiting[row["student"]] else 0)
            found[row["student"]].add((sum(points), most))
            assert bool(row["total"]) == (not waiting[row["student"]])
    assert main(["report", "tiny"]) == 0
    with open("report/tiny-students.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            points = [
                float(value) for name, value in row.items() if name in (*MANUAL, "mean_value", "count_above") if value
            ]
            most = float(row["max"]) - (3 if row["waits_for_a_person"] else 0)
            found[row["student"]].add((sum(points), most))
    assert main(["feedback", "tiny"]) == 0
    for student in found:
        page = course.feedback("tiny", student).read_text()
        points, most = re.search(r"<strong>([\d.]+) of (?:the )?([\d.]+) points", page).groups()
        found[student].add((float(points), float(most)))
        assert status(course, "tiny")[student].feedback
    return found


@pytest.mark.parametrize(
    ("words", "ada", "bob"),
    [
        ([], (14, 16), (10, 13)),
        (["count_above"], (14, 16), (12, 13)),
        (["count_above", "--not-counted"], (8, 10), (6, 7)),
        (["comment"], (15, 16), (13, 16)),
        (["comment", "--not-counted"], (12, 13), (10, 13)),
    ],
)
def test_export_feedback_report_and_grade_agree_on_what_a_waived_question_counts(course, words, ada, bob, capsys):
    if words:
        waive(*words)
    assert said_everywhere(course, capsys) == {"ada": {ada}, "bob": {bob}}
    assert status(course, "tiny")["bob"].waiting == ([] if "comment" in words else ["comment"])
    page, report = course.feedback("tiny", "bob").read_text(), Path("report/tiny.html").read_text()
    said = "does not count for anybody" if "--not-counted" in words else "Everybody gets full marks"
    assert (said in page) == bool(words) and ("Waived: " in report) == bool(words)


def test_a_waiver_that_is_undone_gives_all_points_back_as_they_were(course, capsys):
    before = {student: grades(course, student) for student in ("ada", "bob")}
    for question in ("comment", "count_above", "plot_values"):
        waive(question, "--not-counted")
    assert not grades(course, "bob")["comment"][2], "formgrader shows nobody what need not be graded"
    waive("comment")
    for question in ("comment", "count_above", "plot_values"):
        waive(question, "--undo")
    assert {student: grades(course, student) for student in ("ada", "bob")} == before
    assert said_everywhere(course, capsys) == {"ada": {(14, 16)}, "bob": {(10, 13)}}


def test_nothing_goes_out_between_a_waiver_and_grading(course, capsys):
    assert main(["waive", "tiny", "count_above"]) == 0
    assert "bob: 10 points, now 12" in capsys.readouterr().out
    assert main(["export", "tiny"]) == 2 and "grader grade tiny" in capsys.readouterr().err
    assert main(["feedback", "tiny"]) == 1
    assert not status(course, "tiny")["ada"].up_to_date


def test_a_rehearsed_waiver_changes_nothing_and_the_list_says_what_is_waived(course, capsys):
    assert main(["waive", "tiny", "count_above", "--dry-run"]) == 0 and not read_waived(course, "tiny")
    assert main(["waive", "tiny", "count_above"]) == 0
    capsys.readouterr()
    assert main(["waive", "tiny"]) == 0
    assert capsys.readouterr().out.startswith("count_above: full marks\n1 waived. Next: ")


def test_who_hands_in_after_a_waiver_gets_the_same(course):
    waive("count_above")
    hand_in(course, "cyd", {"count_above": None})
    outcome = grade(course, "tiny", jobs=1)
    assert outcome.scores["cyd"].points == 10


def test_a_late_penalty_is_a_share_of_what_counts(course):
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.LatePolicy.per_day = 0.1\n")
    (course.root / "submitted" / "ada" / "tiny" / "timestamp.txt").write_text("2026-11-21 12:00:00 UTC")
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate="2026-11-20 18:00:00 UTC")
    assert grade(course, "tiny", jobs=1).scores["ada"].penalty == 1.6
    waive("count_above", "--not-counted")
    assert grade(course, "tiny", jobs=1).scores["ada"].penalty == 1.0


@pytest.mark.parametrize(
    ("line", "said"),
    [("tiny,comment,half", "line 2 is not ASSIGNMENT,QUESTION and"), ("tiny,comments,full marks", "has no 'comments'")],
)
def test_a_line_that_waives_nothing_stops_grading(course, line, said):
    (course.root / "waived.csv").write_text(f"assignment,question,how\n{line}\n")
    with pytest.raises(UserError, match=said):
        grade(course, "tiny", jobs=1)


NEW = """
# %% [markdown]
# ## The largest
# Define `largest`, the largest of `values`.

# %% answer="largest"
{marker}
### BEGIN SOLUTION
largest = values.max()
### END SOLUTION

# %% check="largest" points=5
assert np.ndim(largest) == 0, "`largest` should be one number."

# %% [markdown] written="why" points=2
# Why?
#
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
"""


def test_a_question_that_is_added_in_mid_term_costs_nobody_a_mark_that_was_given(course, capsys):
    before = {student: grades(course, student) for student in ("ada", "bob")}
    marker = AUTHOR_TEXT.split('answer="mean_value"\n')[1].splitlines()[0]
    course.author_text("tiny").write_text(AUTHOR_TEXT + NEW.format(marker=marker))
    tests = course.tests("tiny")
    of_mean = (tests / "mean_value.py").read_text().replace('@enforces("all_values")\n', "")
    (tests / "largest.py").write_text(of_mean.replace("mean", "largest").replace("values.largest", "values.max"))
    (tests / "probes" / "largest.py").write_text(
        (tests / "probes" / "mean_value.py").read_text().replace("mean", "largest")
    )
    assert main(["release", "tiny"]) == 0
    assert grades(course, "ada")["largest-check"] == (None, None, True), "until it is graded it waits"
    hand_in(course, "cyd")
    assert main(["grade", "tiny", "--jobs", "1"]) == 0
    for student, had in before.items():
        now = grades(course, student)
        assert {name: now[name] for name in had} == had and now["largest-check"] == (0, None, False)
    assert grades(course, "cyd")["largest-check"] == (5, None, False) and grades(course, "cyd")["why"][2]
    waive("largest", "--not-counted")
    assert grade(course, "tiny").scores["ada"].points == 14


def test_a_question_that_is_gone_is_refused_by_name_before_anything_is_written(course, capsys):
    assert main(["release", "tiny"]) == 0
    path = course.release("tiny") / "tiny.ipynb"
    before = path.read_bytes()
    text = course.author_text("tiny").read_text()
    course.author_text("tiny").write_text(text.replace('"plot_values"', '"a_plot"'))
    for options in ([], ["--dry-run"]):
        assert main(["release", "tiny", *options]) == 2
        said = capsys.readouterr().err
        assert "cells of theirs are gone: plot_values" in said and "grader waive tiny QUESTION" in said
    assert path.read_bytes() == before
