"""The texts in docs/ are followed step by step: every command in them runs."""

from __future__ import annotations

import csv
import re
import shlex
import zipfile
from pathlib import Path

import nbformat
import pytest
from conftest import make_course

import grader.formgrader.server
from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.cli import COMMANDS, main
from grader.course import Course
from grader.examples.example_class import mark_as_a_ta
from grader.sandbox import attacks

pytestmark = pytest.mark.usefixtures("lent_nursery")

ROOT = Path(__file__).parents[2]
TEXTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
STUDENTS = {
    "ada": ("Ada", "Lovelace", "4711"),
    "kurt": ("Kurt", "Gödel", "4712"),
    "mary": ("Mary", "Somerville", "4713"),
}
NOT_STRICT = "def count_above(numbers, limit):\n    return int((numbers >= limit).sum())"


def commands_in(text: Path, whole_lines: bool = True) -> list[str]:
    """Return the `grader` commands in the blocks of a text, or also those in its sentences."""
    source = text.read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", source, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("grader ")]
    return lines if whole_lines else lines + re.findall(r"`(grader [a-z]+[^`\n]*)`", source)


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_command_in_a_text_is_one(text, monkeypatch):
    for module in COMMANDS:
        monkeypatch.setattr(module, "run", lambda chosen: 0)
    for line in commands_in(text, whole_lines=False):
        if re.search(r"…|\.\.\.|\bCOMMAND\b|\[|\|", line) or line.count(" ") == 1:
            continue  # a pattern, or only the name of a command
        assert main(shlex.split(line, comments=True)[1:]) == 0, line


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_link_between_texts_leads_somewhere(text):
    for target in re.findall(r"\]\((?!https?:)([\w./-]+)[)#]", text.read_text(encoding="utf-8")):
        assert (text.parent / target).exists(), target


@pytest.fixture
def course(tmp_path, monkeypatch) -> Course:
    """Return the tiny course as an author leaves it, as the working directory, with the files that the texts name."""
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text())
    path = course.author_text("tiny")
    path.write_text(path.read_text().replace("The secret rubric: one point for labels.", "- [2] Labels on both axes."))
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("builtins.input", lambda *_: "y")
    # Attacks have a test of their own; formgrader has one in a real browser.
    monkeypatch.setattr(attacks, "ATTACKS", dict(list(attacks.ATTACKS.items())[:1]))
    monkeypatch.setattr(grader.formgrader.server, "make_server", lambda *_, **__: Server())
    rows = [f"{name},{first},{last},{name}@uni.edu,{number}" for name, (first, last, number) in STUDENTS.items()]
    Path("students.csv").write_text("\n".join(["id,first_name,last_name,email,lms_user_id", *rows, ""]))
    assignment = Assignment.load(course, "tiny")
    with zipfile.ZipFile("submissions.zip", "w") as archive:
        for number, (student, (first, last, user)) in enumerate(STUDENTS.items()):
            answers = {"count_above": NOT_STRICT} if student == "kurt" else {}
            work = nbformat.writes(fill_release(assignment.release, assignment.text, answers))
            plain = (last + first).lower().replace("ö", "o")
            archive.writestr(f"{plain}_{user}_80000{number}_tiny.ipynb", work)
    header = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "tiny (4321)"]
    rows = [["    Points Possible", "", "", "", "", "16.00"]]
    rows += [[f"{last}, {first}", user, "", name, "1", ""] for name, (first, last, user) in STUDENTS.items()]
    with open("canvas.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return course


class Server:
    """Stands in for a server that a TA stops."""

    display_url = "http://localhost:8888/formgrader?token=x"

    def start(self) -> None:
        """End at once."""


def follow(text: str, before=lambda line: None) -> list[str]:
    """Run the commands of a text on the tiny assignment, one after the other."""
    lines = commands_in(ROOT / "docs" / text)
    for line in lines:
        line = line.replace("music_classification", "tiny").replace("train_model", "count_above")
        before(line)
        assert main(shlex.split(line, comments=True)[1:]) in (0, 1), line
    return lines


def test_an_instructors_week_ends_with_grades_and_feedback_in_canvas(course):
    def meanwhile(line: str) -> None:
        if "--regrade" in line:
            path = course.tests("tiny") / "count_above.py"
            path.write_text(path.read_text().replace("== 1, ", ">= 1, "))
        if "--zip canvas --dry-run" in line:
            mark_as_a_ta(Assignment.load(course, "tiny"), share=1)

    lines = follow("an-instructors-week.md", meanwhile)
    assert len(lines) > 20
    with open("export/tiny-canvas.csv", encoding="utf-8") as file:
        grades = {row[3]: row[5] for row in csv.reader(file)}
    assert all(float(grades[student]) > 9 for student in STUDENTS)
    assert float(grades["kurt"]) >= 10, "the regrade gave back what the wrong test took"
    with zipfile.ZipFile("export/tiny-feedback-canvas.zip") as archive:
        assert {name.split("_")[1] for name in archive.namelist()} == {"4711", "4712", "4713"}
    assert Path("report/tiny.html").is_file() and Path("report/tiny-similar.html").is_file()
    lecture = Path("for-the-lecture/tiny.html").read_text()
    assert "kurt" not in lecture.lower()


def test_a_tas_hour_ends_with_a_page_that_holds_the_marks(course, capsys):
    assert main(["roster", "students.csv"]) == main(["collect", "tiny", "submissions.zip"]) == 0
    assert main(["grade", "tiny", "--jobs", "1"]) == 0

    def meanwhile(line: str) -> None:
        if line.startswith("grader feedback"):
            mark_as_a_ta(Assignment.load(course, "tiny"), share=1)

    assert len(follow("a-tas-hour.md", meanwhile)) == 5
    page = course.feedback("tiny", "ada").read_text()
    assert "Labels on both axes." in page and "still to be graded" not in page
