"""What all commands have in common, and the likeliest mistakes with each: a sentence that says what to do, no traceback."""

from __future__ import annotations

import inspect
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import inside_a_copy, make_course

from grader import cli
from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.authoring.release import make_release
from grader.authoring.solution import fill_release
from grader.cli import COMMANDS, main
from grader.course import Course
from grader.grading.grade import grade

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
NAMES = [module.__name__.rpartition(".")[2] for module in COMMANDS]
WRITES_NOTHING = {"status", "judge", "audit", "doctor", "formgrader"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return the tiny course with two graded students and a broken file."""
    course = make_course(tmp_path_factory.mktemp("commands") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    assignment = Assignment.load(course, "tiny")
    for student in ("ada", "bob", "cyd"):
        path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(fill_release(assignment.release, assignment.text), path)
    path.write_text("<html>")
    grade(course, "tiny", jobs=1)
    return course


@pytest.fixture
def course(graded, tmp_path, monkeypatch) -> Course:
    """Return a copy of it, as the working directory."""
    return inside_a_copy(graded, tmp_path, monkeypatch)


@pytest.fixture
def empty(tmp_path, monkeypatch) -> Course:
    """Return the tiny course as an author leaves it, as the working directory."""
    course = make_course(tmp_path / "empty")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    monkeypatch.chdir(course.root)
    return course


def help_of(command: str, capsys) -> str:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    return " ".join(capsys.readouterr().out.split())


def everything(course: Course) -> dict[str, bytes]:
    """Return what lies in the course; a lock and what one only reads may come."""
    files = (path for path in course.root.rglob("*") if path.is_file())
    found = {str(path.relative_to(course.root)): path.read_bytes() for path in files}
    return {name: data for name, data in found.items() if not name.endswith((".lock", ".pyc", ".log"))}


@pytest.mark.parametrize("command", NAMES)
def test_help_has_an_example_that_the_command_takes(command, capsys, monkeypatch):
    text = help_of(command, capsys)
    example = text.rpartition("example: ")[2]
    assert example.startswith(f"grader {command}")
    asked = []
    for module in COMMANDS:
        monkeypatch.setattr(module, "run", lambda chosen: asked.append(chosen.command) or 0)
    assert main(shlex.split(example)[1:]) == 0 and asked == [command]


@pytest.mark.parametrize("command", NAMES)
def test_every_command_speaks_json_and_rehearses_where_it_writes(command, capsys):
    text = help_of(command, capsys)
    assert "--json" in text
    assert ("--dry-run" in text) == (command not in WRITES_NOTHING)


REHEARSALS = {
    "demo": ["tiny"],
    "new": ["above"],
    "release": ["tiny"],
    "solution": ["tiny"],
    "publish": ["tiny", "--to", "students.git"],
    "collect": ["tiny", "ada.ipynb"],
    "grade": ["tiny", "--force"],
    "feedback": ["tiny"],
    "similar": ["tiny"],
    "restore": [],
    "roster": ["students.csv"],
    "report": ["tiny"],
    "export": ["tiny", "--unfinished", "mark"],
    "forget": ["ada"],
    "waive": ["tiny", "comment"],
    "assign": ["tiny", "--tas", "anna,ben"],
}


@pytest.mark.parametrize("command", [name for name in NAMES if name not in WRITES_NOTHING])
def test_a_dry_run_changes_nothing_and_says_what_to_do(course, command, capsys):
    (course.root / "students.csv").write_text("id,first_name\nada,Ada\nnew,Newton\n")
    shutil.copy(course.root / "submitted" / "ada" / "tiny" / "tiny.ipynb", "ada.ipynb")
    grade(course, "tiny", jobs=1)  # makes a copy of the gradebook
    make_release(course, AuthorText.read(course.author_text("tiny")))
    subprocess.run(["git", "init", "--quiet", "--bare", "students.git"], check=True)
    before = everything(course)
    assert main([command, *REHEARSALS[command], "--dry-run"]) in (0, 1)
    assert "--dry-run" in capsys.readouterr().out
    assert everything(course) == before
    main([command, *REHEARSALS[command], "--dry-run", "--json"])
    json.loads(capsys.readouterr().out)
    assert everything(course) == before


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["release", "tiny"], 0),
        (["grade", "tiny"], 1),
        (["feedback", "tiny"], 0),
        (["similar", "tiny"], 0),
        (["judge", "tiny", "submitted/ada/tiny/tiny.ipynb", "submitted/cyd/tiny/tiny.ipynb"], 1),
        (["audit", "tiny", "--seeds", "2"], 1),
        (["restore", "--list"], 0),
        (["restore"], 0),
        (["status"], 0),
        (["report", "tiny"], 0),
        (["export", "tiny", "--unfinished", "mark"], 1),
    ],
)
def test_what_is_done_is_said_in_json_and_in_words_with_a_next_step(course, command, code, capsys):
    grade(course, "tiny", jobs=1, force=True)
    assert main([*command, "--json"]) == code
    json.loads(capsys.readouterr().out)
    assert main(command) == code
    said = capsys.readouterr().out
    assert "Next" in said or command[0] == "audit"


EXIT_CODES = (
    (Path(__file__).parents[2] / "docs" / "daily-life.md").read_text().split("## Exit codes")[1].split("\n## ")[0]
)


def test_the_documents_say_which_commands_end_with_1_and_all_end_with_2_for_a_mistake():
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", EXIT_CODES, re.MULTILINE))
    programs = {module.__name__.rpartition(".")[2]: inspect.getsource(module) for module in COMMANDS}
    assert set(rows) == {name for name, program in programs.items() if re.search(r"return [^\n]*\b1\b", program)}
    assert {code: text for code, text in re.findall(r"^\| (\d+) \| (.+) \|$", EXIT_CODES, re.MULTILINE)}.keys() == {
        *("0", "1", "2", "130")
    }


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["grade", "tiny"], 1),  # cyd's file cannot be read
        (["grade", "tiny", "--dry-run"], 1),
        (["grade", "tiny", "--student", "ada"], 0),
        (["judge", "tiny", "submitted/cyd/tiny/tiny.ipynb"], 1),
        (["judge", "tiny", "submitted/ada/tiny/tiny.ipynb"], 0),
        (["collect", "tiny", "submitted/ada/tiny/tiny.ipynb"], 1),  # nobody knows whose it is
        (["export", "tiny"], 2),
        (["export", "tiny", "--dry-run"], 2),
        (["export", "tiny", "--unfinished", "mark"], 1),
        (["status", "--waiting"], 0),
        (["waive", "tiny"], 0),
    ],
    ids=lambda value: value if isinstance(value, int) else " ".join(value),
)
def test_a_command_ends_with_the_code_of_the_table(course, command, code):
    assert main(command) == code


def test_on_another_system_doctor_and_every_other_command_say_what_to_do(empty, monkeypatch, capsys):
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.delattr(os, "sched_getaffinity")  # as there
    monkeypatch.setitem(sys.modules, "fcntl", None)  # as on Windows
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("system:         Darwin") and "docs/other-systems.md" in said
    assert main(["doctor", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["holds"] is False
    assert main(["status"]) == 2
    assert "this is no Linux" in capsys.readouterr().err


def test_stopping_a_command_ends_with_130_and_a_broken_option_with_2(empty, monkeypatch, capsys):
    def stop(chosen):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.status, "run", stop)
    assert main(["status"]) == 130
    with pytest.raises(SystemExit) as ended:
        main(["status", "--no-such-option"])
    assert ended.value.code == 2


OUTSIDE = "no course found"
UNKNOWN = "no assignment 'tinny' (known: tiny)"
MISTAKES = [
    (["demo", "tinny"], UNKNOWN),
    (["demo", "tiny", "--to", "source"], "is no example course"),
    (["demo", "tiny", "--students", "2"], "from 8 to 500"),
    (["new", "tiny"], "source/tiny.py exists already"),
    (["new", "tools"], "choose another name"),
    (["release", "tinny"], UNKNOWN),
    (["release", "tiny", "--due", "Friday"], "2026-11-20 18:00"),
    (["release", "tiny", "--due", "2026-11-20", "--no-gradebook"], "leave --no-gradebook out"),
    (["solution", "tinny"], UNKNOWN),
    (["solution", "tiny", "--data", "nowhere"], "python -m data_fetch tiny"),
    (["solution", "tiny", "--texts-only"], "no executed solution"),
    (["solution", "tiny", "--timeout", "0"], "greater than 0"),
    (["collect", "tinny", "a.zip"], UNKNOWN),
    (["collect", "tiny", "a.zip", "--timezone", "Berlin"], "Europe/Berlin"),
    (["collect", "tiny"], "--times FILE"),
    (["collect", "tiny", "--times", "none.csv"], "No such file"),
    (["collect", "tiny", "--times", "source/tiny.py"], "no column holds times"),
    (["forget", "nobody"], "nothing here is of 'nobody'"),
    (["forget", "../tiny"], "nothing here is of '../tiny'"),
    (["forget", ""], "nothing here is of ''"),
    (["waive", "tinny", "comment"], UNKNOWN),
    (["waive", "tiny", "comments"], "no question 'comments' (known: mean_value, count_above, plot_values"),
    (["waive", "tiny", "comment", "--undo"], "comment is not waived"),
    (["grade", "tinny"], UNKNOWN),
    (["grade", "tiny"], "submitted/STUDENT/tiny/tiny.ipynb"),
    (["grade", "tiny", "--jobs", "0"], "at least 1"),
    (["grade", "tiny", "--jobs", "2", "--cluster", "x"], "the workers there decide"),
    (["assign", "tinny"], UNKNOWN),
    (["assign", "tiny", "--tas", "anna"], "grader grade tiny"),
    (["formgrader", "--port", "0", "--no-browser"], "1 to 65535"),
    (["feedback", "tinny"], UNKNOWN),
    (["feedback", "tiny"], "grader grade tiny"),
    (["feedback", "tiny", "--out", "a.zip"], "--zip"),
    (["similar", "tinny"], UNKNOWN),
    (["similar", "tiny"], "grader grade tiny"),
    (["judge", "tinny", "a.ipynb"], UNKNOWN),
    (["audit", "tinny"], UNKNOWN),
    (["audit", "tiny", "--question", "mean"], "known: mean_value, count_above"),
    (["audit", "tiny", "--seeds", "0"], "at least 1"),
    (["restore"], "grader grade"),
    (["roster", "none.csv"], "No such file"),
    (["roster", "source/tiny.py"], "must name the columns"),
    (["roster", "source"], "Is a directory"),
    (["status", "tinny"], UNKNOWN),
    (["report", "tinny"], UNKNOWN),
    (["report", "tiny"], "grader grade tiny"),
    (["export", "tiny"], "no gradebook yet"),
    (["export", "tiny", "--to", "canvas", "--into", "none.csv"], "no gradebook yet"),
]


@pytest.mark.parametrize(("arguments", "said"), MISTAKES, ids=[" ".join(arguments) for arguments, _ in MISTAKES])
def test_a_likely_mistake_is_answered_with_a_sentence(empty, arguments, said, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.err.startswith("grader: ") and said in told.err
    assert "Traceback" not in told.err + told.out


@pytest.mark.parametrize("command", [name for name in NAMES if name != "doctor"])
def test_outside_a_course_every_command_says_where_it_must_be_run(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    needs = {"collect": ["tiny", "a.zip"], "judge": ["tiny", "a.ipynb"], "roster": ["a.csv"], "formgrader": []}
    needs |= {key: [] for key in ("status", "restore")}
    assert main([command, *needs.get(command, ["tiny"])]) == 2
    assert "no course found" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["grade", "feedback", "status", "report", "export"])
def test_a_damaged_gradebook_is_named_with_the_way_back(course, command, capsys):
    (course.root / "gradebook.db").write_bytes(b"this is no data base" * 500)
    assert main([command, "tiny"]) == 2
    assert "grader restore" in capsys.readouterr().err


def test_nobody_there_to_answer_the_question_of_a_regrade_saves_nothing(course, capsys, monkeypatch):
    path = course.tests("tiny") / "mean_value.py"
    path.write_text(path.read_text().replace("assert close(", "assert not close("))
    monkeypatch.setattr("builtins.input", lambda *_: (_ for _ in ()).throw(EOFError))
    assert main(["grade", "tiny", "--regrade", "--jobs", "1"]) == 1  # for the file that cannot be read
    assert "Nothing is saved" in capsys.readouterr().out


def test_what_a_regrade_changes_is_in_its_json_too(course, capsys, monkeypatch):
    path = course.tests("tiny") / "mean_value.py"
    path.write_text(path.read_text().replace("assert close(", "assert not close("))
    monkeypatch.setattr("builtins.input", lambda *_: (_ for _ in ()).throw(EOFError))
    assert main(["grade", "tiny", "--regrade", "--json", "--jobs", "1"]) == 1
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert changes and all(one["mean_value-check"] == {"before": 4, "now": 0} for one in changes.values())


def test_a_file_that_cannot_be_used_is_named_and_no_traceback_shown(empty, monkeypatch, capsys):
    def refuse(chosen):
        raise PermissionError(13, "Permission denied", "gradebook.db")

    monkeypatch.setattr(cli.status, "run", refuse)
    assert main(["status"]) == 2
    assert "gradebook.db: Permission denied" in capsys.readouterr().err


def test_a_reader_that_has_seen_enough_is_no_mistake(course):
    command = f"{shlex.quote(sys.executable)} -m grader.cli status tiny --json | head -1"
    done = subprocess.run(command, shell=True, cwd=course.root, env=os.environ, capture_output=True, text=True)
    assert done.stdout.strip() == "{" and "Traceback" not in done.stderr
