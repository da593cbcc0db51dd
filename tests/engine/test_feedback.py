"""The page that a student gets: what it says, what it must never say, and how it goes back to a learning system."""

from __future__ import annotations

import base64
import html
import json
import re
import shutil
import struct
import time
import zipfile
import zlib
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from conftest import make_course
from nbgrader.api import Gradebook

from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.assignment.rubric import Item, Mark, items_of, read_marks, text_of
from grader.authoring.solution import fill_release
from grader.cli import main
from grader.conventions import grade_id
from grader.course import Course
from grader.errors import UserError
from grader.formgrader.pages import SubmissionPage
from grader.grading.grade import grade
from grader.grading.session import Session
from grader.grading.verdict_text import as_html, as_text
from grader.handins.collect import collect
from grader.lms.registry import TAKE_FEEDBACK
from grader.reports import feedback as feedback_module
from grader.reports import feedback_zip, history
from grader.reports.feedback import write_feedback
from grader.reports.feedback_opening import opening
from grader.reports.figure_text import figure_text
from grader.reports.history import hand_out

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
STUDENTS = {"ada": ("Ada", "Lovelace", "4711"), "kurt": ("Kurt", "Gödel", "4712"), "grace": ("Grace", "Hopper", "4713")}
NOT_STRICT = "def count_above(numbers, limit):\n    return int((numbers >= limit).sum())"
SYSTEMS = {
    "moodle": {
        "ada": "Ada Lovelace_3921_assignsubmission_file_/tiny.ipynb",
        "kurt": "Kurt Gödel_3922_assignsubmission_file_tiny.ipynb",
        "grace": "Grace Hopper_3923_assignsubmission_file/my tiny.ipynb",
    },
    "canvas": {
        "ada": "lovelaceada_4711_800001_tiny-2.ipynb",
        "kurt": "godelkurt_LATE_4712_800002_Copy of tiny_1.ipynb",
        "grace": "hoppergrace_4713_800003_tiny.ipynb",
    },
    "brightspace": {
        "ada": "12345-678901 - Ada Lovelace - Nov 20, 2026 1015 AM/tiny.ipynb",
        "kurt": "12346-678902 - Kurt Gödel - 20 November, 2026 905 PM/Copy of tiny (1).ipynb",
        "grace": "12347-678903 - Grace Hopper - Nov 20, 2026 1200 AM/tiny.ipynb",
    },
}


def notebook(course: Course, answers: dict[str, str] | None = None) -> bytes:
    assignment = Assignment.load(course, "tiny")
    return nbformat.writes(fill_release(assignment.release, assignment.text, answers)).encode()


def hand_in(course: Course, student: str, answers: dict[str, str] | None = None) -> None:
    path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook(course, answers))


def gradebook(course: Course) -> Gradebook:
    return Gradebook(f"sqlite:///{course.root / 'gradebook.db'}")


def score(course: Course, student: str, cell: str, points: float | None = None, comment: str | None = None) -> None:
    """Do what formgrader does when a TA enters a score and a comment."""
    with gradebook(course) as book:
        if points is not None:
            found = book.find_grade(cell, "tiny", "tiny", student)
            found.manual_score, found.needs_manual_grade = points, False
        if comment is not None:
            book.find_comment(cell, "tiny", "tiny", student).manual_comment = comment
        book.db.commit()


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return the tiny course with three graded students."""
    course = make_course(tmp_path_factory.mktemp("feedback") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    with Session(course) as session, session.gradebook() as book:
        for student, (first, last, number) in STUDENTS.items():
            book.add_student(student, first_name=first, last_name=last, lms_user_id=number)
    for student in STUDENTS:
        hand_in(course, student, {"count_above": NOT_STRICT, "mean_value": f"mean = values.mean()  # {student}"})
    grade(course, "tiny", jobs=1)
    return course


@pytest.fixture
def course(graded, tmp_path) -> Course:
    """Return a copy of it."""
    return Course(Path(shutil.copytree(graded.root, tmp_path / "course")))


def page_of(course: Course, student: str = "ada") -> str:
    write_feedback(course, "tiny", student)
    return course.feedback("tiny", student).read_text(encoding="utf-8")


def on_day(monkeypatch, day: str) -> None:
    class Today(date):
        @classmethod
        def today(cls):
            return cls.fromisoformat(day)

    monkeypatch.setattr(feedback_module, "date", Today)


# --- back to the learning management system ----------------------------------------------------------------


def whose_in_canvas(name: str) -> str | None:
    """Return the number of the student to whom Canvas gives a file: it looks for the first two numbers in its name."""
    numbers = [part for part in name.rpartition("/")[2].split("_") if part != "LATE" and re.fullmatch(r"\d+", part)]
    return numbers[0] if len(numbers) > 1 else None


def whose_in_moodle(name: str) -> str | None:
    """Return the participant to whom Moodle gives a file: name_number_type_plugin opens a part of its path."""
    for part in name.split("/"):
        info = part.split("_", 4)
        if len(info) >= 4 and info[1].isdigit() and info[2:4] == ["assignsubmission", "file"]:
            return info[1]
    return None


def whose_in_brightspace(name: str) -> str | None:
    folder = name.partition("/")[0]
    return folder if re.match(r"\d+-\d+ - ", folder) else None


WHOSE = {"canvas": whose_in_canvas, "moodle": whose_in_moodle, "brightspace": whose_in_brightspace}


def collected(course: Course, system: str, tmp_path: Path, but: str = "") -> None:
    """Collect what is there already again, from a zip file of the system, and grade it: its time may be another."""
    with zipfile.ZipFile(tmp_path / f"{system}.zip", "w") as archive:
        for student, name in SYSTEMS[system].items():
            if student != but:
                archive.writestr(name, (course.root / "submitted" / student / "tiny" / "tiny.ipynb").read_bytes())
    assert collect(course, "tiny", [tmp_path / f"{system}.zip"]).complete
    grade(course, "tiny", jobs=1)


def test_the_way_back_is_tried_for_each_system_that_takes_pages():
    assert set(SYSTEMS) == set(WHOSE) == set(TAKE_FEEDBACK)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_system_gives_each_page_to_the_student_whose_file_it_gave(course, system, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    collected(course, system, tmp_path)
    assert main(["feedback", "tiny", "--zip", system]) == 0
    said = capsys.readouterr().out
    out = course.root / "export" / f"tiny-feedback-{system}.zip"
    assert str(out) in said and f"in {system.capitalize()} open" in said
    whose, pages = WHOSE[system], {}
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            assert name.endswith(".html")
            pages[whose(name)] = archive.read(name)
    assert len(pages) == 3
    for student, name in SYSTEMS[system].items():
        assert pages[whose(name)] == course.feedback("tiny", student).read_bytes(), student


def test_a_page_never_replaces_the_students_own_file_in_moodle(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course.root)
    collected(course, "moodle", tmp_path)
    main(["feedback", "tiny", "--zip", "moodle"])
    with zipfile.ZipFile(course.root / "export" / "tiny-feedback-moodle.zip") as archive:
        assert not set(archive.namelist()) & set(SYSTEMS["moodle"].values())


def test_a_student_whose_name_in_the_system_is_unknown_is_said_and_left_out(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    collected(course, "canvas", tmp_path, but="kurt")
    assert main(["feedback", "tiny", "--zip", "canvas"]) == 1
    said = capsys.readouterr().out
    assert "not in it: kurt" in said and "grader collect tiny FILE.zip" in said
    with zipfile.ZipFile(course.root / "export" / "tiny-feedback-canvas.zip") as archive:
        assert len(archive.namelist()) == 2


def test_of_students_outside_the_pattern_nothing_is_said(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    collected(course, "moodle", tmp_path)
    hand_in(course, "gina")
    command = ["feedback", "tiny", "--zip", "moodle", "--student"]
    assert main([*command, "a*"]) == 0
    said = capsys.readouterr().out
    assert "1 in the zip file" in said
    assert "not graded" not in said and "kurt" not in said and "gina" not in said
    assert main([*command, "g*", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "without a page, because not graded: gina" in said and "ada" not in said


def test_names_of_another_system_pack_nothing(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    collected(course, "canvas", tmp_path)
    assert main(["feedback", "tiny", "--zip", "moodle"]) == 2
    assert "grader collect tiny FILE.zip" in capsys.readouterr().err
    assert not (course.root / "export").exists()


def test_an_older_hand_in_does_not_take_the_place_of_the_newer_ones_name(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course.root)
    collected(course, "brightspace", tmp_path)
    older = "12345-678901 - Ada Lovelace - Nov 2, 2026 1015 AM/tiny.ipynb"
    with zipfile.ZipFile(tmp_path / "older.zip", "w") as archive:
        archive.writestr(older, notebook(course, {"mean_value": "mean = 0"}))
    assert collect(course, "tiny", [tmp_path / "older.zip"]).placed["ada"].startswith("kept")
    main(["feedback", "tiny", "--zip", "brightspace", "--student", "ada", "--out", "one.zip"])
    with zipfile.ZipFile("one.zip") as archive:
        assert archive.namelist()[0].startswith("12345-678901 - Ada Lovelace - Nov 20, 2026 1015 AM/")


def test_a_file_of_an_anonymous_canvas_assignment_goes_back_under_its_own_name(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course.root)
    source = json.loads(notebook(course))
    name_cell = nbformat.v4.new_code_cell('NET_ID = "ada"', id="name")
    source["cells"].insert(0, name_cell)
    with zipfile.ZipFile(tmp_path / "anonymous.zip", "w") as archive:
        archive.writestr("anon_LATE_xYz12_800009_tiny.ipynb", json.dumps(source))
    assert set(collect(course, "tiny", [tmp_path / "anonymous.zip"]).placed) == {"ada"}
    main(["feedback", "tiny", "--zip", "canvas", "--student", "ada", "--out", "one.zip"])
    with zipfile.ZipFile("one.zip") as archive:
        assert archive.namelist() == ["anon_LATE_xYz12_800009_tiny.html"]


@pytest.mark.parametrize("odd", ["\x1b[2J", "\u202e", "\x00", "\r\n", "\x07", "../../x", "/etc", "..\\\\x"])
def test_a_name_in_the_zip_file_steers_no_terminal_and_leads_nowhere_else(course, monkeypatch, odd):
    known = {"canvas": f"lovelaceada_4711_800001_{odd}/tiny.ipynb"}
    monkeypatch.setattr(feedback_zip, "find_origins", lambda *_: known)
    packed = feedback_zip.plan(course, "tiny", "canvas", ["ada"])
    name = packed.files["ada"]
    assert (
        name.isprintable() and "\\" not in name and ".." not in name.split("/") and name.startswith("lovelaceada_4711")
    )
    assert name.endswith("tiny.html")


def test_a_dry_run_of_feedback_writes_nothing(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    collected(course, "moodle", tmp_path)
    before = sorted(course.root.rglob("*"))
    assert main(["feedback", "tiny", "--zip", "moodle", "--dry-run"]) == 0
    assert "3 page(s) would be written" in capsys.readouterr().out
    assert sorted(course.root.rglob("*")) == before
    assert main(["feedback", "tiny", "--zip", "moodle", "--dry-run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["zip"] is None and set(said["packed"]) == set(said["would_write"]) == set(STUDENTS)


def test_likely_mistakes_with_feedback_are_named(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    for arguments, said in (
        (["tinny"], "no assignment 'tinny'"),
        (["tiny", "--student", "adda"], "grader status tiny"),
        (["tiny", "--out", "x.zip"], "--zip"),
    ):
        assert main(["feedback", *arguments]) == 2
        assert said in capsys.readouterr().err
    collected(course, "moodle", tmp_path)
    (tmp_path / "file").write_text("")
    assert main(["feedback", "tiny", "--zip", "moodle", "--out", str(tmp_path / "file" / "x.zip")]) == 2
    assert "cannot be used" in capsys.readouterr().err


# --- rubric marks ------------------------------------------------------------------------------------------


RUBRIC = """\
**plot_values, 2 points.**

- [1] All values are shown,
  in their order.
- [0.5] A logarithmic axis.
- [0.5] Labels on both axes.

Typical mistakes: no labels.
"""


def test_a_rubric_is_read_as_items_and_a_text():
    assert items_of(RUBRIC) == [
        Item(1, "All values are shown, in their order."),
        Item(0.5, "A logarithmic axis."),
        Item(0.5, "Labels on both axes."),
    ]
    assert text_of(RUBRIC) == "**plot_values, 2 points.**\n\nTypical mistakes: no labels."
    assert items_of("Two points for labels.\n- [x] done\n* [1] no item") == []


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ("- [1] Labels.\n# - [0.5] Scale.", "worth 1.5 points, its cell 2"),
        ("- [1] Labels.\n# - [1] Labels.", "the same text"),
    ],
)
def test_a_rubric_that_does_not_add_up_or_repeats_itself_is_refused(tmp_path, items, said):
    course = make_course(tmp_path / "course")
    path = course.author_text("tiny")
    path.write_text(path.read_text().replace("The secret rubric: one point for labels.", items))
    with pytest.raises(UserError, match=said):
        AuthorText.read(path)


def test_marks_are_told_from_the_rest_of_a_comment():
    comment = "[1 of 1] All values.\n  [0.25 of 0.5] A logarithmic axis. \n\nSee [1] and [2 of 3](x)\n[a of b] no mark"
    marks, rest = read_marks(comment)
    assert marks == [Mark(1, 1, "All values."), Mark(0.25, 0.5, "A logarithmic axis.")]
    assert rest == "See [1] and [2 of 3](x)\n[a of b] no mark"
    assert read_marks("  Just **this**.\n") == ([], "  Just **this**.\n")


def test_feedback_shows_the_marks_of_a_rubric_and_the_rest_of_the_comment(course):
    score(
        course,
        "ada",
        "plot_values",
        1.25,
        "[1 of 1] All values <b>.\n[0.25 of 0.5] A *log* axis.\n\nName the **axes**.",
    )
    page = page_of(course)
    assert '<td>1 of 1</td><th scope="row">All values &lt;b&gt;.</th>' in page
    assert "<td>0.25 of 0.5</td>" in page and "<strong>axes</strong>" in page
    assert "add up" not in page


def test_marks_that_do_not_fit_the_score_are_shown_to_the_ta_and_said_to_the_student(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    score(course, "ada", "plot_values", 2, "[1 of 1] All values.")
    score(course, "kurt", "comment", None, "[1 of 1] A rising line.")
    assert main(["feedback", "tiny"]) == 0
    said = capsys.readouterr().out
    assert "ada: plot_values: marks of 1, score 2" in said
    assert "kurt: comment has marks, but no score yet" in said
    assert "add up to 1; the score that was given is 2" in course.feedback("tiny", "ada").read_text()


# --- what changed ------------------------------------------------------------------------------------------


def mend_the_test(course: Course) -> None:
    path = course.tests("tiny") / "count_above.py"
    path.write_text(path.read_text().replace("== 1, ", ">= 1, "))


def test_a_regrade_is_told_to_the_student_with_points_and_tests(course, monkeypatch):
    on_day(monkeypatch, "2026-11-03")
    assert "What changed" not in page_of(course)
    hand_out(course, "tiny", ["ada"])
    mend_the_test(course)
    grade(course, "tiny", jobs=1, force=True)
    on_day(monkeypatch, "2026-11-10")
    page = page_of(course)
    text = re.sub(r"<[^>]+>", "", page)
    assert "8 points on 3 November 2026 have become 10 on 10 November 2026." in text
    assert "count above</a>: 4 → 6" in page
    assert "“a number equal to the limit does not count”: failed → passed" in page
    on_day(monkeypatch, "2026-11-12")
    assert page_of(course) == page


def test_points_that_a_person_gives_for_the_first_time_are_no_change_and_other_ones_are(course):
    page_of(course)
    hand_out(course, "tiny", ["ada"])
    score(course, "ada", "comment", 2)
    assert "What changed" not in page_of(course)
    hand_out(course, "tiny", ["ada"])
    score(course, "ada", "comment", 3)
    assert "comment</a>: 2 → 3" in page_of(course)


def test_a_page_that_nobody_has_seen_is_none_that_changes(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert main(["feedback", "tiny", "--handed-out"]) == 2
    assert "no page is written yet" in capsys.readouterr().err
    score(course, "ada", "comment", 1)
    page_of(course)
    score(course, "ada", "comment", 2)
    assert "What changed" not in page_of(course), "the first was never handed out"
    assert main(["feedback", "tiny", "--handed-out", "--dry-run"]) == 0
    score(course, "ada", "comment", 3)
    assert "What changed" not in page_of(course)
    assert main(["feedback", "tiny", "--handed-out"]) == 0
    for points in (0.5, 1):
        score(course, "ada", "plot_values", points)
        assert "What changed" not in page_of(course), "points that are new to the student"
    for points in (2.5, 2):
        score(course, "ada", "comment", points)
        page = page_of(course)
    assert "comment</a>: 3 → 2<" in re.sub(r"\s*\n\s*", "", page) and "→ 2.5" not in page


def test_a_zip_file_counts_as_handed_out(course, tmp_path, monkeypatch):
    monkeypatch.chdir(course.root)
    score(course, "ada", "comment", 1)
    collected(course, "canvas", tmp_path)
    assert main(["feedback", "tiny", "--zip", "canvas"]) == 0
    score(course, "ada", "comment", 2)
    assert "comment</a>: 1 → 2" in page_of(course)


def test_a_question_that_the_text_no_longer_has_is_a_change_by_name():
    old = history.Version("2026-11-03", "x", {"mean": 4.0, "gone": 2.0, "waited": None}, {})
    new = history.Version("2026-11-04", "x", {"mean": 4.0}, {})
    (change,) = history._changes([old, new])
    assert (change.before, change.now) == (6, 4)
    assert [(cell.name, cell.before, cell.now) for cell in change.cells] == [("gone", 2, 0)]


def test_a_new_hand_in_begins_a_new_history(course):
    page_of(course)
    hand_out(course, "tiny", ["ada"])
    hand_in(course, "ada")
    grade(course, "tiny", jobs=1)
    assert "What changed" not in page_of(course)


def test_a_lost_or_damaged_history_costs_only_the_list_of_changes(course):
    page_of(course)
    path = course.cache / "feedback" / "tiny" / "ada.json"
    odd = {"day": 1, "submission": 2, "points": 3, "most": 4}
    for text in ("{", "[3]", '[{"day": "x"}]', json.dumps([odd, odd]), json.dumps(odd), "[" * 5000):
        path.write_text(text)
        assert "points</strong>" in page_of(course)


# --- what a page says --------------------------------------------------------------------------------------


class Page(HTMLParser):
    """Collects what a screen reader goes by."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.ids, self.links, self.labels, self.headings, self.pictures = [], [], [], [], [], []
        self.attributes = set[str]()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self.attributes |= set(found)
        self.ids += [found["id"]] if "id" in found else []
        self.labels += [found["aria-labelledby"]] if "aria-labelledby" in found else []
        self.links += [found["href"]] if tag == "a" else []
        self.pictures += [found.get("alt", "")] if tag == "img" else []
        self.headings += [int(tag[1])] if re.fullmatch(r"h[1-6]", tag) else []


def test_a_page_has_landmarks_headings_in_steps_and_links_that_lead_somewhere(course):
    score(course, "ada", "plot_values", 1.5, "[1 of 1] All.\n\nGood.")
    page_of(course)
    mend_the_test(course)
    grade(course, "tiny", jobs=1, force=True)
    page = Page(page_of(course))
    for landmark in ("header", "main", "nav", "footer", "title", "html"):
        assert page.tags.count(landmark) == 1, landmark
    assert len(set(page.ids)) == len(page.ids)
    assert set(page.labels) <= set(page.ids)
    assert all(link.removeprefix("#") in page.ids for link in page.links if link.startswith("#"))
    assert page.headings[0] == 1 and page.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def section_of(page: str, question: str) -> str:
    """Return the HTML of one question."""
    return page[page.index(f'id="{question}"') :].partition("</section>")[0]


def text_of_html(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def folded_in(part: str) -> str:
    return "".join(re.findall(r"<details.*?</details>", part, re.DOTALL))


def test_a_page_begins_with_what_is_good_what_would_have_gained_most_and_what_waits(course):
    opening = re.search(r'<p class="opening">(.*?)</p>', page_of(course), re.DOTALL)[1]
    assert text_of_html(opening) == (
        "1 of the 2 questions decided so far has full marks: The mean . "
        "Counting: count above would have gained most: 2 of its 6 points are missing; "
        "look first at “a number equal to the limit does not count”. "
        "A person still grades 3 questions, worth 6 of the 16 points: "
        "Counting: plot values , Counting: table and Counting: comment ."
    )
    assert '<a href="#count_above">' in opening


def test_what_failed_stands_first_with_its_cost_and_what_passed_is_folded(course):
    part = section_of(page_of(course), "count_above")
    failed, passed = part.index("a number equal to the limit"), part.index("it counts the numbers above")
    assert failed < passed and "a number equal" not in folded_in(part) and "it counts the numbers" in folded_in(part)
    assert "−2 of 6 points" in part and "passed: 1 test<" in part


def test_titles_stand_in_place_of_ids_and_backticks_become_code(course):
    page = page_of(course)
    assert ">The mean</h2>" in page and "<h1>Feedback on A tiny assignment</h1>" in page
    part = section_of(page, "count_above")
    assert "leaves out numbers equal to <code>limit</code>" in part
    assert "`" not in text_of_html(page)


def test_a_question_leads_to_its_task_in_the_notebook_which_is_on_the_page(course):
    part = section_of(page_of(course), "count_above")
    assert "In the notebook: Counting › Counting: count above" in text_of_html(part)
    assert '<a href="#count_above-task">“Counting”</a>' in part
    task = part.partition('id="count_above-task"')[2].partition("</details>")[0]
    assert "are strictly greater than <code>limit</code>" in task and "rule=" not in task


def test_an_answer_with_full_marks_is_folded_and_one_without_is_not(course):
    page = page_of(course)
    assert '<details class="answer">' in section_of(page, "mean_value")
    assert '<details class="answer">' not in section_of(page, "count_above")


def test_a_message_of_all_tests_is_said_once(course):
    hand_in(course, "ada", {"count_above": "def count_above(:"})
    grade(course, "tiny", jobs=1, students="ada")
    page = page_of(course)
    part = section_of(page, "count_above")
    assert part.count("is not valid Python") == 1 and part.count('class="failed"') == 1
    assert "−6 of 6 points" in part and "so 2 tests could not pass" in part
    assert "look first at “Line 2 of this cell is not valid Python" in text_of_html(page)


def test_a_deleted_cell_is_called_deleted_and_an_untouched_one_has_no_comment_of_a_ta(course):
    path = course.root / "submitted" / "ada" / "tiny" / "tiny.ipynb"
    hand_in(course, "ada", {"comment": None, "mean_value": None})
    work = nbformat.read(path, as_version=4)
    work.cells = [cell for cell in work.cells if not cell.id.startswith("count_above")]
    nbformat.write(work, path)
    grade(course, "tiny", jobs=1, students="ada")
    page = page_of(course)
    assert "was deleted" in section_of(page, "count_above") and "still holds" not in section_of(page, "count_above")
    assert "still holds what was given" in section_of(page, "mean_value")
    assert "still holds what was given" in section_of(page, "comment")
    assert "No response" not in page and "Comment of your TA" not in page
    assert "because its cell was deleted" in page
    shown = nbformat.read(course.autograded("tiny", "ada"), as_version=4)
    check = next(cell for cell in shown.cells if grade_id(cell) == "count_above-check")
    assert "was deleted" in check.outputs[0].data["text/html"]


def test_formgrader_shows_the_same_words_of_a_verdict_as_the_page(course):
    shown = nbformat.read(course.autograded("tiny", "ada"), as_version=4)
    check = next(cell for cell in shown.cells if grade_id(cell) == "count_above-check")
    said = text_of_html(check.outputs[0].data["text/html"])
    assert said in text_of_html(section_of(page_of(course), "count_above"))


def test_a_score_that_a_person_gave_shows_no_costs_of_tests(course):
    score(course, "ada", "count_above-check", 5.5)
    part = section_of(page_of(course), "count_above")
    assert "−2 of 6" not in part and "was given by a person" in part and "a number equal to the limit" in part


def question(name: str, score: float | None, points: float, **more) -> dict:
    """Return a question as the page's template gets it; without a score it waits for a person."""
    base = {"name": name, "title": name.title(), "score": score or 0.0, "points": points, "waiting": score is None}
    return {**base, "marks": [], "tests": [], "left": "", "deleted": False, "by_person": False, "waived": "", **more}


LEFT = {"left": "Not attempted."}
FAILS = {"tests": [{"sentence": "it `fits` <b>", "outcome": "failed", "message": "No.", "cost": 2.0}]}
AFTER = {
    "sentence": "it ends",
    "outcome": "failed",
    "message": "Not looked at: it does not fit, see above.",
    "cost": 3.0,
}
OPENINGS = {
    "full marks": ([("a", 5, 5), ("b", 2, 2)], "All 2 questions have full marks. There was nothing more to gain."),
    "one question": ([("a", 5, 5)], "A has full marks. There was nothing more to gain."),
    "full so far": (
        [("a", 5, 5), ("b", 2, 2), ("c", None, 3)],
        "All 2 questions decided so far have full marks. So far there was nothing more to gain. "
        "A person still grades C, worth 3 of the 10 points.",
    ),
    "nothing handed in": (
        [("a", 0, 5, LEFT), ("b", 0, 1, LEFT)],
        "None of the 2 questions has an answer. "
        "A would have gained most: its 5 points are missing because there is no answer in its cell.",
    ),
    "one point": (
        [("a", 0, 1, LEFT)],
        "The only question has no answer. A would have gained most: its 1 point is missing",
    ),
    "all waits": (
        [("a", None, 5), ("b", None, 2)],
        "Nothing is decided yet. A person still grades all 2 questions, worth 7 points.",
    ),
    "nothing right": (
        [("a", 0, 5, FAILS), ("b", 0, 2)],
        "No question has gained points. A would have gained most: all of its 5 points are missing; "
        "look first at “it fits <b>”.",
    ),
    "a part": ([("a", 3, 5, FAILS)], "The best part is A, with 3 of 5 points. A would have gained most: 2 of its 5"),
    "the cause comes before what follows": (
        [("a", 0, 5, {"tests": [AFTER, *FAILS["tests"]]})],
        "look first at “it fits <b>”",
    ),
    "waived": (
        [("a", 5, 5), ("b", 0, 0, {"waived": "not counted"}), ("c", 2, 2, {"waived": "full marks"})],
        "A has full marks. There was nothing more to gain.",
    ),
    "a rubric": (
        [("a", 1, 2, {"marks": [Mark(1, 1, "Lines."), Mark(0, 1, "Labels.")]})],
        "1 of its 2 points is missing; look first at “Labels”.",
    ),
    "many": (
        [(name, 4, 4) for name in "abcde"] + [("f", 1, 4)],
        "5 of the 6 questions have full marks: A, B, C and 2 more.",
    ),
}


@pytest.mark.parametrize("case", OPENINGS)
def test_the_opening_is_plain_english_in_every_case(case):
    questions, said = OPENINGS[case]
    sentences = opening([question(*about[:3], **(about[3] if len(about) > 3 else {})) for about in questions], 0)
    shown = html.unescape(re.sub(r"</?(a|code)\b[^>]*>", "", " ".join(sentences)))
    assert said in shown, shown
    assert len(sentences) == (2 if case == "all waits" else 3) and "<b>" not in " ".join(sentences)


def test_where_every_question_is_waived_the_opening_says_so():
    assert opening([question("a", 2, 2, waived="full marks")], 0) == ["No question counts: all are waived."]


def test_lateness_that_cost_most_is_said_in_the_opening():
    said = opening([question("a", 4, 5)], 1.5)
    assert said[1] == "To hand in on time would have gained most: being late cost 1.5 points."


def test_what_only_follows_from_a_cause_is_listed_after_it_and_points_nowhere():
    kept = {"most": 5, "outcome": "graded", "tests": [AFTER, *FAILS["tests"]]}
    shown = as_html(kept)
    assert shown.index("<code>fits</code> &lt;b&gt;") < shown.index("Not looked at: it does not fit.")
    assert "see above" not in shown + as_text(kept) and "✗ it ends. (−3 of 5 points)" in as_text(kept)


def wide_picture(width: int) -> str:
    """Return a PNG of one row of grey pixels, as base64."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0))
    rows = part(b"IDAT", zlib.compress(bytes(1) + bytes([128]) * width))
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + head + rows + part(b"IEND", b"")).decode()


def test_pictures_tables_and_long_lines_fit_a_phone(course):
    programs = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if None in programs:
        pytest.skip("there is no Chromium here")
    pytest.importorskip("selenium", reason="selenium is not installed")
    from screenshots import browser

    row = "| " + " | ".join(f"column{n}" for n in range(40)) + " |"
    table = f"{row}\n{'|---' * 40}|\n{row}\n\n{'word' * 200}\n\n$${'x + ' * 60}x$$"
    hand_in(course, "ada", {"comment": table, "count_above": f"text = '{'long ' * 60}'"})
    path = course.root / "submitted" / "ada" / "tiny" / "tiny.ipynb"
    work = nbformat.read(path, as_version=4)
    cell = next(cell for cell in work.cells if grade_id(cell) == "plot_values")
    cells = "".join(f"<td>{'wide' * 9}</td>" for _ in range(20))
    shown = {"image/png": wide_picture(3000)}, {"text/html": f"<table><tr>{cells}</tr></table>"}
    cell.outputs = [nbformat.v4.new_output("display_data", data=data) for data in shown]
    nbformat.write(work, path)
    grade(course, "tiny", jobs=1, students="ada")
    page_of(course)
    with browser(*programs) as driver:
        phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        driver.get(course.feedback("tiny", "ada").as_uri())
        for is_open in (False, True):
            script = "document.querySelectorAll('details').forEach(e => e.open = arguments[0])"
            driver.execute_script(script, is_open)
            assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
        link = driver.find_element("css selector", "#count_above .to-task a")
        driver.execute_script(script, False)
        link.click()
        assert driver.find_element("id", "count_above-task").is_displayed(), "a link to a folded text opens it"


def test_the_record_of_a_figure_is_folded_and_its_words_stay_inside_the_description(course):
    path = course.root / "submitted" / "ada" / "tiny" / "tiny.ipynb"
    work = nbformat.read(path, as_version=4)
    cell = next(cell for cell in work.cells if grade_id(cell) == "plot_values")
    record = {"evidence": "plot_values", "axes": [{"title": 'x" onerror="window.ran=1'}]}
    picture = {"image/png": "iVBORw0KGgo="}
    cell.outputs = [
        nbformat.v4.new_output("display_data", data=picture),
        nbformat.v4.new_output("stream", text=json.dumps(record) + "\n"),
    ]
    nbformat.write(work, path)
    grade(course, "tiny", jobs=1, students="ada")
    part = section_of(page_of(course), "plot_values")
    assert '"evidence": "plot_values"' in text_of_html(part.partition('<details class="record">')[2])
    page = Page(page_of(course))
    assert any('x" onerror="window.ran=1' in words for words in page.pictures)
    assert "onerror" not in page.attributes


def test_a_figure_is_told_in_words_from_what_its_cell_printed():
    axes = {"title": "Loss", "xlabel": "epoch", "ylabel": "loss", "yscale": "log", "lines": [{"label": "train"}, {}]}
    assert figure_text({"axes": [axes]}) == ("Figure “Loss”: x axis epoch; y axis loss, logarithmic; 2 lines: train.")
    assert "Panel 2: x axis no label; y axis no label; 3 bars." in figure_text({"axes": [axes, {"bars": [1, 2, 3]}]})
    for odd in (
        None,
        {},
        {"axes": 3},
        {"axes": [None, 4, {"lines": "x", "title": ["<b>"]}]},
        {"axes": [{"xlabel": "a" * 9999}]},
    ):
        assert len(figure_text(odd)) <= 601


def test_a_late_penalty_is_shown_with_what_it_was_taken_from(course):
    with gradebook(course) as book:
        book.find_submission_notebook("tiny", "tiny", "ada").late_submission_penalty = 1.5
        book.db.commit()
    page = page_of(course)
    assert "6.5 of the 10 points" in page and "This is 8, less a late penalty of 1.5" in page
    assert "−1.5" in page


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.1 defines it."""

    def luminance(colour: str) -> float:
        colour = "".join(2 * c for c in colour[1:]) if len(colour) == 4 else colour[1:]
        parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("page", ["graded", "report", "similar"])
def test_texts_have_enough_contrast_in_light_and_dark(page):
    style = (feedback_module.TEMPLATES / page / "index.html.j2").read_text()
    schemes = re.findall(r":root \{([^}]*)\}", style)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+)", scheme))
        for name in ("ink", "soft", "good", "bad", "wait", "link"):
            for ground in ("paper", "tint"):
                if name in colours:
                    assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
        if "mark" in colours:
            assert contrast(colours["ink"], colours["mark"]) >= 4.5


# --- what a page must never say ----------------------------------------------------------------------------


SECRETS = {
    "source of a hidden test": "zebra_test_source",
    "expected value": "8675309",
    "probe": "zebra_probe",
    "another student": "zebra_other_student",
    "rubric": "zebra_rubric",
    "model answer": "zebra_model_answer",
    "note for the TA": "zebra_note",
    "private comment in the test": "zebra_remark",
    "rule on evidence": "zebra_rule",
    "worked answer": "zebra_worked_answer",
    "environment": "zebra_environment",
    "e-mail": "zebra@uni.edu",
}


def plant(course: Course) -> None:
    """Put a secret into everything that surrounds a submission."""
    tests = course.tests("tiny")
    hidden = tests / "count_above.py"
    hidden.write_text(
        hidden.read_text()
        + f'''

EXPECTED = {SECRETS["expected value"]}  # {SECRETS["private comment in the test"]}


def test_the_sum_is_right(student):
    {SECRETS["source of a hidden test"]} = student.count(numbers=[1.5], limit=1.0)
    assert {SECRETS["source of a hidden test"]} == EXPECTED, "Look at the sum again."


def test_that_breaks_on_our_side(student):
    raise KeyError("{SECRETS["source of a hidden test"]}", EXPECTED)
'''
    )
    probe = tests / "probes" / "count_above.py"
    probe.write_text(probe.read_text() + f"{SECRETS['probe']} = '{SECRETS['probe']}'\n")
    answers = tests / "answers" / "count_above.py"
    answers.write_text(f'{answers.read_text()}\n# %% right="secret"\n# {SECRETS["worked answer"]}\npass\n')
    (tests / "evidence.py").write_text(
        f'''"""Rules."""
from grader.judging.evidence_rules import of


@of("table")
def flag_something(record):  # {SECRETS["rule on evidence"]}
    return "{SECRETS["note for the TA"]}"
'''
    )
    text = course.root / "source" / "tiny.py"
    text.write_text(
        text.read_text()
        .replace(
            "The secret rubric: one point for labels.", f"{SECRETS['rubric']}\n#\n# - [2] {SECRETS['rubric']} item"
        )
        .replace("The secret model answer", SECRETS["model answer"])
    )


LEAKS = {
    "raises": "def count_above(numbers, limit):\n    raise ValueError(numbers, limit)",
    "prints": "import os, sys\nprint(os.environ, sys.path, os.getcwd(), __file__ if '__file__' in globals() else '')\n"
    "def count_above(numbers, limit):\n    print(numbers)\n    return [numbers, limit]",
    "reads": "import os, pathlib\n"
    "found = [str(p) for p in pathlib.Path('/').rglob('*zebra*')] if False else os.listdir('.')\n"
    "def count_above(numbers, limit):\n    raise RuntimeError(str(found) + os.getcwd() + str(dict(os.environ)))",
    "returns": "def count_above(numbers, limit):\n    import sys\n    return str(sys._getframe().f_back.f_locals)",
}


def test_planted_secrets_never_reach_a_students_page(tmp_path, monkeypatch):
    monkeypatch.setenv("ZEBRA", SECRETS["environment"])
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    plant(course)
    record = nbformat.v4.new_output("stream", text='{"evidence": "table", "rows": []}\n')
    for student, answer in {**LEAKS, SECRETS["another student"]: NOT_STRICT}.items():
        hand_in(course, student, {"count_above": answer, "comment": "It rises."})
        path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
        work = nbformat.read(path, as_version=4)
        for cell in work.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "table":
                cell.outputs = [record]
        work.cells.append(nbformat.v4.new_code_cell("own_of_" + student.replace("-", "_") + " = 1", id="own"))
        nbformat.write(work, path)
    with Session(course) as session, session.gradebook() as book:
        book.add_student(SECRETS["another student"], email=SECRETS["e-mail"], first_name=SECRETS["another student"])
    grade(course, "tiny", jobs=1)
    for student in LEAKS:
        score(course, student, "plot_values", 1, "Look again.")
    feedback = write_feedback(course, "tiny")
    assert not feedback.failed and len(feedback.pages) == len(LEAKS) + 1
    shown = "".join((course.autograded("tiny", student)).read_text() for student in LEAKS)
    # The audit looks where it should: a TA's notebook does hold what is meant for a TA.
    assert SECRETS["rubric"] in shown and SECRETS["note for the TA"] in shown
    for student in LEAKS:
        page = course.feedback("tiny", student).read_text()
        for kind, secret in SECRETS.items():
            assert secret not in page, f"{kind} in the page of {student}"
        for place in (str(course.root), str(tmp_path), str(Path.home()) + "/", "grader/", "most recent call"):
            assert place not in page, f"{place} in the page of {student}"
        assert not any(f"own_of_{other}" in page for other in [*LEAKS, SECRETS["another student"]] if other != student)


@pytest.mark.parametrize("cell", ["count_above", "comment"])
def test_an_answer_of_hundreds_of_kilobytes_on_one_line_is_cut_in_both_pages(course, cell):
    line = f"{'**a' * 133_000}"
    answer = f"def count_above(numbers, limit):\n    return 0  # {line}" if cell == "count_above" else line
    hand_in(course, "ada", {cell: answer})
    grade(course, "tiny")
    begin = time.monotonic()
    write_feedback(course, "tiny", "ada")
    shown = nbformat.read(course.autograded("tiny", "ada"), as_version=4)
    about = {"index": 0, "total": 1, "assignment_id": "tiny", "notebook_id": "tiny", "student": "ada"}
    page, _ = SubmissionPage().from_notebook_node(shown, about)
    assert time.monotonic() - begin < 100
    for text in (page, page_of(course)):
        assert len(text) < 600_000 and "399," in text and "as handed in" in text
