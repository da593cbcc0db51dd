"""The marking of a class shared among TAs, and a sample marked twice."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from test_marks import STUDENTS, book, course, seen

from grader.cli import main
from grader.errors import UserError
from grader.grading.marks import Marks
from grader.grading.shares import (
    QUESTIONS,
    SUBMISSIONS,
    agreement,
    give_second,
    progress,
    read_shares,
    share_out,
)

__all__ = ["course"]  # a fixture
CELLS = ("a", "b", "c", "d")
WORK = {f"student{number}": CELLS for number in range(30)}


def loads(shares) -> Counter:
    return Counter(ta for share in shares.values() for ta in share.first.values())


def test_submissions_are_shared_evenly_each_to_one_ta_and_named_pairs_do_not_meet():
    apart = {("anna", f"student{number}") for number in range(12)}
    shares = share_out(WORK, ["anna", "ben", "cleo"], SUBMISSIONS, apart)
    assert all(len(set(share.first.values())) == 1 and set(share.first) == set(CELLS) for share in shares.values())
    assert set(loads(shares).values()) == {40}
    assert not any(("anna", student) in apart and "anna" in share.first.values() for student, share in shares.items())
    assert share_out(WORK, ["anna", "ben", "cleo"], SUBMISSIONS, apart) == shares, "the same on each call"


def test_questions_are_shared_each_to_one_ta_but_for_named_pairs():
    shares = share_out(WORK, ["anna", "ben"], QUESTIONS, {("anna", "student1"), ("ben", "student2")})
    usual = shares["student3"].first
    assert sorted(Counter(usual.values()).values()) == [2, 2]
    assert set(shares["student1"].first.values()) == {"ben"} and set(shares["student2"].first.values()) == {"anna"}
    assert all(shares[student].first == usual for student in WORK if student not in ("student1", "student2"))


def test_sharing_again_keeps_what_was_given_and_shares_what_is_new():
    first = share_out({student: CELLS for student in list(WORK)[:20]}, ["anna", "ben"], second=0.2)
    again = share_out(WORK, ["anna", "ben"], second=0.2, kept=first)
    assert all(again[student].first == share.first for student, share in first.items())
    assert all(again[student].second == share.second for student, share in first.items() if share.second)
    assert set(loads(again).values()) == {60}
    without = share_out(WORK, ["anna", "cleo"], kept=again)
    assert set(loads(without)) == {"anna", "cleo"}


def test_the_second_marker_of_a_sample_is_never_the_first_nor_one_kept_apart():
    apart = {("cleo", student) for student in list(WORK)[:15]}
    shares = share_out(WORK, ["anna", "ben", "cleo"], apart=apart, second=0.3)
    chosen = {student: share for student, share in shares.items() if share.second}
    assert len(chosen) == 9
    for student, share in chosen.items():
        assert all(share.second[cell] != share.first[cell] for cell in CELLS)
        assert not any((ta, student) in apart for ta in share.second.values())


def test_a_student_whom_nobody_may_mark_is_named():
    with pytest.raises(UserError, match="student7"):
        share_out(WORK, ["anna"], apart={("anna", "student7")})


def test_progress_and_agreement_are_told(course, monkeypatch, capsys):
    (course.root / "source").mkdir()
    (course.root / "source" / "tiny.py").write_text("")
    (course.root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.root = '.'\n")
    (course.root / "apart.csv").write_text("TA;student\nanna;ada\n")
    monkeypatch.chdir(course.root)
    assert main(["assign", "tiny", "--tas", "anna,ben", "--apart", "apart.csv", "--second", "1"]) == 0
    assert "anna: 2 answers\nben: 1 answers, and 2 for a second look" in capsys.readouterr().out
    shares = read_shares(course, "tiny")
    assert shares["ada"].first == {"plot": "ben"} and not shares["ada"].second, "nobody else may"
    with book(course) as gradebook:
        ben = Marks(course, gradebook, "tiny", "ben")
        ben.give("plot", seen(ben), "mark", score=1)
        cells = {one.student: one for one in ben.cells("plot")}
        assert agreement(course, "tiny", gradebook) is None
        for student, points in (("kurt", "2"), ("mary", 0.5), ("mary", 1)):
            give_second(course, "tiny", cells[student], shares[student].second["plot"], points)
        with pytest.raises(UserError, match="from 0 to 2"):
            give_second(course, "tiny", cells["kurt"], "ben", 3)
        lines = progress(course, "tiny", gradebook).lines("tiny")
    assert lines[:3] == ["anna: 2 of 2 answers marked", "ben: 1 of 1 answers marked", "ben, second look: 2 of 2"]
    assert lines[-1] == "two markers: the same points for 1 of 2 answers, 0.5 points apart on average"
    capsys.readouterr()
    assert main(["status", "tiny", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["tiny"]["assigned"]
    assert told["tas"]["ben"] == {"answers": 1, "marked": 1, "second_looks": 2, "looked": 2}
    assert (told["of_nobody"], told["agreement"]["same"]) == (0, 1)
    (course.root / "apart.csv").write_text("ta,student\nanna,nobody\n")
    assert main(["assign", "tiny", "--apart", "apart.csv"]) == 2
    assert "nobody" in capsys.readouterr().err
    assert set(read_shares(course, "tiny")) == set(STUDENTS)
