"""Marks that people give: saved, refused where another one was faster, undone, and told in the log."""

from __future__ import annotations

import pytest
from conftest import read_log
from nbgrader.api import Gradebook

from grader.course import Course
from grader.errors import UserError
from grader.grading.gradebook import connect
from grader.grading.marks import CellState, Marks, points_of
from grader.grading.remarks import change_for_all, parts_of, remarks_on

STUDENTS = ("ada", "kurt", "mary")
ITEM = "[0.5 of 0.5] Labels on both axes."


@pytest.fixture
def course(tmp_path):
    """Return a course whose three students wait for a person in one cell."""
    course = Course(tmp_path)
    with book(course) as gradebook:
        gradebook.add_assignment("tiny")
        gradebook.add_notebook("tiny", "tiny")
        gradebook.add_grade_cell("plot", "tiny", "tiny", max_score=2, cell_type="code")
        gradebook.add_solution_cell("plot", "tiny", "tiny")
        for student in STUDENTS:
            gradebook.add_student(student)
            gradebook.add_submission("tiny", student)
            gradebook.find_grade("plot", "tiny", "tiny", student).needs_manual_grade = True
        gradebook.db.commit()
    return course


def book(course) -> Gradebook:
    return connect(f"sqlite:///{course.root / 'gradebook.db'}", "")


def seen(marks, *students) -> dict[str, str]:
    """Return what a page knows of these students."""
    return {one.submission: one.state.version for one in marks.cells("plot") if one.student in (students or STUDENTS)}


def states(marks) -> dict[str, CellState]:
    return {one.student: one.state for one in marks.cells("plot")}


def test_a_mark_for_several_is_undone_to_what_each_one_had(course):
    with book(course) as gradebook:
        anna = Marks(course, gradebook, "tiny", "anna")
        anna.give("plot", seen(anna, "kurt"), "mark", score=1.5, comment="Own words.")
        before = states(anna)
        act = anna.give("plot", seen(anna), "group", score="2", comment=ITEM)
        assert set(states(anna).values()) == {CellState(2.0, None, False, ITEM)} and len(act.done) == 3
        assert anna.undo("plot", act.act).refused == []
        after = states(anna)
        assert {name: (one.score, one.waits, one.comment) for name, one in after.items()} == {
            name: (one.score, one.waits, one.comment) for name, one in before.items()
        }
        assert after["ada"].waits and after["kurt"] == CellState(1.5, None, False, "Own words.")
        assert len(anna.undo("plot", act.act).refused) == 3, "a second undo finds nothing to take back"


def test_an_undo_leaves_what_changed_since_and_says_who_changed_it(course):
    with book(course) as first, book(course) as second:
        anna, ben = Marks(course, first, "tiny", "anna"), Marks(course, second, "tiny", "ben")
        act = anna.give("plot", seen(anna), "group", score=2)
        with ben.alone():
            ben.give("plot", seen(ben, "mary"), "mark", score=1)
        with anna.alone():
            undone = anna.undo("plot", act.act)
            assert [(one.student, by) for one, by in undone.refused] == [("mary", "ben")]
            assert states(anna)["mary"].score == 1 and states(anna)["ada"].waits


def test_a_mark_on_what_another_process_changed_is_refused_and_nothing_is_lost(course):
    with book(course) as first, book(course) as second:
        anna, ben = Marks(course, first, "tiny", "anna"), Marks(course, second, "tiny", "ben")
        old = seen(anna)
        with ben.alone():
            ben.give("plot", seen(ben, "ada"), "mark", comment="Ben was here.")
        with anna.alone():
            outcome = anna.give("plot", old, "mark", score=1)
        assert [(one.student, by) for one, by in outcome.refused] == [("ada", "ben")]
        assert states(anna)["ada"] == CellState(None, None, True, "Ben was here.")
        assert states(anna)["kurt"].score == 1


def test_the_log_says_who_gave_what_and_what_was_there(course):
    with book(course) as gradebook:
        anna = Marks(course, gradebook, "tiny", "anna")
        anna.give("plot", seen(anna, "ada"), "mark", score=1)
        anna.give("plot", seen(anna, "ada"), "mark", score=1)
    (line,) = read_log(course)
    assert (line["student"], line["cell"], line["by"], line["kind"]) == ("ada", "plot", "anna", "mark")
    assert line["before"]["score"] is None and line["before"]["waits"] and line["after"]["score"] == 1


@pytest.mark.parametrize("given", [7, "0,5", -1, "nan", True, "1e999", [1], "two"])
def test_a_mark_that_is_no_number_up_to_the_most_is_refused_with_the_most_and_not_cut(course, given):
    with pytest.raises(UserError, match="from 0 to 2"):
        points_of(given, 2)
    with book(course) as gradebook:
        anna = Marks(course, gradebook, "tiny", "anna")
        with pytest.raises(UserError, match="from 0 to 2"):
            anna.give("plot", seen(anna), "mark", score=given)
        with pytest.raises(UserError, match=r"from 0 to 0\.5"):
            anna.give("plot", seen(anna), "mark", comment="[7 of 0.5] Labels on both axes.")
        assert all(state.waits and not state.comment for state in states(anna).values())


def test_a_score_that_is_taken_back_waits_again(course):
    with book(course) as gradebook:
        anna = Marks(course, gradebook, "tiny", "anna")
        anna.give("plot", seen(anna, "ada"), "mark", score=0)
        assert states(anna)["ada"] == CellState(0.0, None, False)
        anna.give("plot", seen(anna, "ada"), "mark", score=None)
        assert states(anna)["ada"].waits


# --- comments that are used again -----------------------------------------------------------------------------


def test_comments_and_marks_are_counted_in_their_parts(course):
    with book(course) as gradebook:
        anna = Marks(course, gradebook, "tiny", "anna")
        anna.give("plot", seen(anna, "ada", "kurt"), "group", comment=f"{ITEM}\n\nWell seen.\n\nAnd more.")
        anna.give("plot", seen(anna, "mary"), "mark", comment="Well seen.")
        assert [(one.count, one.text) for one in remarks_on(anna, "plot")] == [
            (3, "Well seen."),
            (2, "And more."),
            (2, ITEM),
        ]
    assert parts_of("") == [] and parts_of("One.\n \n\nTwo\nlines.") == ["One.", "Two\nlines."]


def test_a_comment_is_changed_for_all_who_got_it_but_those_edited_by_hand_are_left_and_named(course):
    with book(course) as gradebook:
        anna, ben = Marks(course, gradebook, "tiny", "anna"), Marks(course, gradebook, "tiny", "ben")
        anna.give("plot", seen(anna), "group", score=1, comment="No labels.")
        ben.give("plot", seen(ben, "kurt"), "mark", comment="No labels on y.")
        ben.give("plot", seen(ben, "ada"), "mark", comment="No labels.\n\nBut a nice plot.")
        outcome = change_for_all(anna, "plot", "No labels.", "Label both axes.")
        assert [one.student for one, _ in outcome.refused] == ["kurt"]
        assert {name: one.comment for name, one in states(anna).items()} == {
            "ada": "Label both axes.\n\nBut a nice plot.",
            "kurt": "No labels on y.",
            "mary": "Label both axes.",
        }
        again = change_for_all(anna, "plot", "Label both axes.", "")
        assert states(anna)["ada"].comment == "But a nice plot." and states(anna)["mary"].comment == ""
        assert not again.refused, "what a change for all took away, no hand did"
        anna.undo("plot", again.act)
        assert states(anna)["mary"].comment == "Label both axes."


def test_points_of_a_mark_change_for_all_and_the_sum_follows_but_not_a_score_typed_by_hand(course):
    both = "[1 of 1.5] All values.\n[0.5 of 0.5] Labels."
    with book(course) as gradebook:
        anna = Marks(course, gradebook, "tiny", "anna")
        anna.give("plot", seen(anna, "ada"), "mark", score=1.5, comment=both)
        anna.give("plot", seen(anna, "kurt"), "mark", score=2, comment=both)
        anna.give("plot", seen(anna, "mary"), "mark", comment="[1 of 1.5] All values.")
        change_for_all(anna, "plot", "[1 of 1.5] All values.", "[0.5 of 1.5] All values.")
        assert {name: (one.score, one.waits) for name, one in states(anna).items()} == {
            "ada": (1.0, False),
            "kurt": (2.0, False),
            "mary": (None, True),
        }
        assert states(anna)["ada"].comment == "[0.5 of 1.5] All values.\n[0.5 of 0.5] Labels."
        with pytest.raises(UserError, match=r"from 0 to 1\.5"):
            change_for_all(anna, "plot", "[0.5 of 1.5] All values.", "[2 of 1.5] All values.")
