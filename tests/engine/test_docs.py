"""The texts say what is true: what they name is there, and the commands of the step-by-step ones run."""

from __future__ import annotations

import csv
import importlib
import re
import shlex
import subprocess
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path

import nbformat
import pytest
from conftest import make_course

import grader.formgrader.server
from grader.assignment.assignment import Assignment
from grader.assignment.students_repository import StudentsRepository
from grader.authoring.solution import fill_release
from grader.cli import COMMANDS, main
from grader.course import Course
from grader.examples.example_class import mark_as_a_ta
from grader.grading import late
from grader.grading.preprocessors import JudgeAnswers
from grader.sandbox import attacks
from grader.sandbox.limits import Limits

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

ROOT = Path(__file__).parents[2]
TEXTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
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
    return lines if whole_lines else lines + re.findall(r"`(?:\.venv/bin/)?(grader [a-z]+[^`\n]*)`", source)


def anchors_of(text: Path) -> set[str]:
    """Return what GitHub makes of the headings of a text, to be linked to."""
    headings = re.findall(r"^#+ (.+)$", text.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_command_in_a_text_is_one(text, monkeypatch, capsys):
    for module in COMMANDS:
        monkeypatch.setattr(module, "run", lambda chosen: 0)
    for line in commands_in(text, whole_lines=False):
        words = shlex.split(line.replace("…", "PATTERN"), comments=True)[1:]
        if len(words) > 1 and not re.search(r"…|\bCOMMAND\b|\[|\|", line):
            assert main(words) == 0, line
            continue
        with pytest.raises(SystemExit) as ended:  # a pattern, or only the name of a command: what it names is there
            main([words[0], "--help"])
        said = capsys.readouterr().out
        assert ended.value.code == 0, line
        assert all(option in said for option in re.findall(r"--[a-z-]+", line)), line


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_make_target_and_script_in_a_text_is_there(text):
    source = text.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    lines = [line for block in re.findall(r"^```\n(.*?)^```", source, re.M | re.S) for line in block.splitlines()]
    for line in [*lines, *re.findall(r"`([^`\n]+)`", source)]:
        if made := re.match(r"(?:PYTHON=\S+ )?make ([a-z-]+)", line):
            assert made[1] in targets, line
        if script := re.match(
            r"(?:\.venv/bin/)?python (?:-m data_fetch (\w+)|((?:benchmarks|tests/engine)/\w+\.py))", line
        ):
            known = script[1] if script[1] in Course(ROOT).assignments() else Course(ROOT).assignments()[0]
            command = [script[2]] if script[2] else ["-m", "data_fetch", known]
            said = subprocess.run([sys.executable, *command, "--help"], cwd=ROOT, capture_output=True, text=True)
            assert said.returncode == 0, line
            assert all(option in said.stdout for option in re.findall(r"--[a-z-]+", line)), line


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_link_between_texts_leads_somewhere(text):
    words = re.sub(r"^```.*?^```", "", text.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target, anchor in re.findall(r"\]\((?!https?:)([\w./-]*)(?:#([\w-]+))?\)", words):
        page = text.parent / target if target else text
        assert page.exists(), target
        assert not anchor or anchor in anchors_of(page), f"{target}#{anchor}"


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_every_file_of_the_tools_that_a_text_names_is_there(text):
    for name in re.findall(r"`((?:grader|docs|benchmarks|tests/engine)/[\w./-]+)`", text.read_text(encoding="utf-8")):
        assert (ROOT / name).exists(), name


def test_every_setting_in_a_text_is_one():
    holders = {
        "LatePolicy": late.LatePolicy(),
        "JudgeAnswers": JudgeAnswers(),
        "StudentsRepository": StudentsRepository(),
    }
    for text in TEXTS:
        for holder, name in re.findall(r"\bc\.(\w+)\.(\w+)", text.read_text(encoding="utf-8")):
            assert hasattr(holders[holder], name), f"{text.name}: c.{holder}.{name}"


def test_the_limits_in_daily_life_are_those_that_hold():
    said = re.findall(
        r"^c\.JudgeAnswers\.(\w+) = ([\d.]+)", (ROOT / "docs" / "daily-life.md").read_text(), re.MULTILINE
    )
    assert {name: float(value) for name, value in said} == {
        name: value for name, value in asdict(Limits()).items() if JudgeAnswers.class_traits().get(name)
    }


def test_the_readme_is_short_and_leads_to_every_text():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 120
    first = re.search(r"^```\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)[1]
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["make demo", "make test"]
    linked = set(re.findall(r"\]\(([\w./-]+)", readme))
    assert {str(text.relative_to(ROOT)) for text in TEXTS} - linked == {"README.md"}


def test_pictures_are_small_and_used():
    used = set(re.findall(r"\]\((docs/pictures/[\w.-]+)\)", (ROOT / "README.md").read_text(encoding="utf-8")))
    pictures = {path.relative_to(ROOT).as_posix(): path for path in (ROOT / "docs" / "pictures").iterdir()}
    assert used == set(pictures)
    assert all(path.stat().st_size < 150_000 for path in pictures.values())


def test_what_the_architecture_names_is_there():
    rooms = sorted(path.name for path in (ROOT / "grader").iterdir() if (path / "__init__.py").is_file())
    named = re.findall(rf"(?<![.\w/])({'|'.join(rooms)})[./]([a-z]\w+)(?:: ([A-Z]\w+))?", ARCHITECTURE)
    assert len(named) > 20
    for room, module, name in named:
        found = importlib.import_module(f"grader.{room}.{module}")
        assert not name or hasattr(found, name), f"{room}.{module}: {name}"


def test_the_architecture_has_every_room():
    table = ARCHITECTURE.split("## The rooms of")[1].split("## ")[0]
    there = {path for path in (ROOT / "grader").iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    named = {name.strip("/") for name in re.findall(r"`(\w+/?)`", table)}
    assert {path.stem for path in there} - named == {"__init__"}


def test_every_row_of_the_fairness_table_is_a_test_and_every_test_a_row():
    tests = (ROOT / "tests" / "engine" / "test_fairness.py").read_text(encoding="utf-8")
    there, named = (
        set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE)),
        set(re.findall(r"`(test_\w+)`", ARCHITECTURE)),
    )
    assert named <= there
    assert there - named == {"test_a_syntax_error_is_no_newer_python"}


def test_the_glossary_has_at_most_twenty_words():
    rows = re.findall(r"^\|", ARCHITECTURE.split("## Glossary")[1], re.MULTILINE)
    assert 2 < len(rows) <= 20 + 2


def test_the_citation_names_the_version_and_the_authors():
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    citation = dict(line.split(": ", 1) for line in lines if re.match(r"[a-z-]+: ", line))
    assert citation["cff-version"] == "1.2.0" and citation["title"] and citation["message"]
    assert citation["version"] == grader.__version__
    authors = [line.removeprefix("  - name: ") for line in lines if line.startswith("  - name: ")]
    license_text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert authors and all(f"Copyright (c) 2026 {author}" in license_text for author in authors)


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

    assert len(follow("a-tas-hour.md", meanwhile)) == 6
    page = course.feedback("tiny", "ada").read_text()
    assert "Labels on both axes." in page and "A person still grades" not in page
