"""A new assignment: what `grader new` writes works as it is, and docs/a-first-assignment.md leads from it to grades."""

from __future__ import annotations

import errno
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

from grader.assignment.assignment import Assignment
from grader.assignment.worked_answers import worked_answers
from grader.authoring import new_assignment
from grader.authoring.new_assignment import LONGEST_NAME, SKELETON, skeleton_files, write_assignment
from grader.cli import main
from grader.course import Course
from grader.errors import UserError

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "writing-an-assignment.md"
FIRST_STEPS = ROOT / "docs" / "a-first-assignment.md"


@pytest.fixture
def course(tmp_path, monkeypatch) -> Course:
    """An empty course with the project's data package, as the working directory."""
    root = tmp_path / "course"
    root.mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "data_fetch", root / "data_fetch", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(root)
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    return Course(root)


def files_in(course: Course) -> set[str]:
    """Return the files and folders of a course, but for compiled modules."""
    found = {path.relative_to(course.root).as_posix() for path in course.root.rglob("*")}
    return {name for name in found if "__pycache__" not in name}


def follow(text: Path, course: Course, capsys) -> str:
    """Do what a text says, from its first line to its last: write its files, run its commands; return what these said.

    A block of Python goes into the file named before it, or at its end where the text says so.
    """
    source, said = text.read_text(encoding="utf-8"), ""
    for found in re.finditer(r"^```(python)?\n(.*?)^```", source, re.MULTILINE | re.DOTALL):
        language, block = found.groups()
        if language:
            words = source[: found.start()].rstrip().rpartition("\n\n")[2]
            (place,) = re.findall(r"`([a-z_]+/[\w./]+\.py)`:$", words)
            path = course.root / place
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text(encoding="utf-8") + "\n" if "At the end of" in words else ""
            path.write_text(before + block, encoding="utf-8")
            continue
        for line in block.splitlines():
            command = shlex.split(line)
            if command[0] == "grader":
                assert main(command[1:]) == 0, (line, capsys.readouterr())
                said += capsys.readouterr().out
            else:
                run = [sys.executable, *command[1:]]
                subprocess.run(run, cwd=course.root, check=True, capture_output=True, env=os.environ)
    return said


def test_a_newcomer_comes_to_grades_by_the_text_alone(course, capsys):
    said = follow(FIRST_STEPS, course, capsys)
    assert said.count("0 fault(s)") == 3
    released = nbformat.read(course.release("above") / "above.ipynb", as_version=4)
    assert not any(words in cell.source for cell in released.cells for words in ("numbers > limit", "np.median("))
    assert sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in released.cells) == 16
    solved = nbformat.read(course.solutions("above") / "above.ipynb", as_version=4)
    assert any(cell.get("outputs") for cell in solved.cells)
    page = course.root / "demo" / "feedback" / "two-mistakes" / "above" / "above.html"
    assert "Of an " in page.read_text(encoding="utf-8") and "numbers above" in page.read_text(encoding="utf-8")
    assert len(list((course.root / "demo" / "feedback").glob("*/above/above.html"))) == 6


def test_the_blocks_of_the_reference_are_files_of_the_skeleton():
    blocks = re.findall(r"```python\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    files = skeleton_files("x").values()
    assert len(blocks) >= 4
    for block in blocks:
        assert block in files, block


def test_the_skeleton_has_every_kind_of_cell_and_file(course):
    write_assignment(course, "above")
    assignment = Assignment.load(course, "above")
    assert {cell.role for cell in assignment.text.cells} == {None, "answer", "check", "plot", "written", "evidence"}
    assert set(assignment.text.rubrics) == set(assignment.text.manual)
    assert {answer.right for answer in worked_answers(assignment, "count_above")} == {True, False}
    assert all((course.tests("above") / name).is_file() for name in ("toy_data.py", "evidence.py"))


def test_the_name_stands_wherever_it_belongs(course):
    files = skeleton_files("sound_waves")
    assert not any("NAME" in text for text in [*files, *files.values()])
    assert "source/sound_waves.py" in files and "data_fetch/sound_waves.py" in files
    assert not [path for path in SKELETON.rglob("*") if path.suffix == ".pyc" and path.name in files]


def test_no_list_of_names_has_to_learn_the_new_one(course):
    assert main(["new", "above"]) == 0
    run = [sys.executable, "-m", "data_fetch", "--help"]
    said = subprocess.run(run, cwd=course.root, capture_output=True, text=True, check=True).stdout
    assert {"above", "music_classification", "nsynth_rnn"} <= set(re.findall(r"\w+", said))


def test_what_is_written_is_listed_in_words_and_in_json(course, capsys):
    assert main(["new", "above", "--dry-run", "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert planned["written"] is False and not course.assignments()
    assert main(["new", "above", "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert written == {"files": planned["files"], "written": True}
    assert all((course.root / file).is_file() for file in written["files"])
    assert main(["new", "below"]) == 0
    assert "Next: grader audit below" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("class", "a word of Python"),
        ("match", "a word of Python"),
        ("tools", "folder that assignments share"),
        ("shared", "folder that assignments share"),
        ("engine", "folder that assignments share"),
        ("json", "a Python module"),
        ("torch", "a Python module"),
        ("grader", "a Python module"),
        ("data_fetch", "a Python module"),
        ("Waves", "small letters"),
        ("2waves", "small letters"),
        ("sound-waves", "small letters"),
        ("sound waves", "small letters"),
        ("../waves", "small letters"),
        ("wäves", "small letters"),
        ("waves\n", "small letters"),
        ("", "small letters"),
        ("w" * (LONGEST_NAME + 1), f"at most {LONGEST_NAME}"),
        ("store", "data_fetch/store.py exists already"),
    ],
)
def test_a_name_that_will_not_do_is_refused_in_one_line(course, name, said, capsys):
    before = files_in(course)
    for more in ([], ["--dry-run"]):
        assert main(["new", name, *more]) == 2
        told = capsys.readouterr().err
        assert told.startswith("grader: ") and said in told and told.count("\n") == 1
    assert files_in(course) == before


@pytest.mark.parametrize(
    "place",
    ["source/above.py", "source/above/", "tests/above/", "data_fetch/above.py", "release/above/", "tests/above"],
)
def test_nothing_that_exists_is_overwritten(course, place, capsys):
    path = course.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if place.endswith("/"):
        path.mkdir()
    else:
        path.symlink_to("nowhere")
    before = files_in(course)
    assert main(["new", "above"]) == 2
    assert f"{place.rstrip('/')} exists already" in capsys.readouterr().err
    assert files_in(course) == before


@pytest.mark.parametrize("works", [0, 1, 2])
def test_all_is_written_or_nothing(course, works, monkeypatch, capsys):
    before, rename, done = files_in(course), os.rename, []

    def full_disk(source, to):
        if len(done) == works:
            raise OSError(errno.ENOSPC, "No space left on device", str(to))
        done.append(to)
        rename(source, to)

    monkeypatch.setattr(new_assignment.os, "rename", full_disk)
    assert main(["new", "above"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert files_in(course) == before


def test_an_interrupted_call_leaves_nothing(course, monkeypatch):
    before = files_in(course)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(new_assignment.os, "rename", interrupted)
    assert main(["new", "above"]) == 130
    assert files_in(course) == before


def test_a_second_assignment_of_the_same_name_is_refused_and_the_first_stays(course):
    write_assignment(course, "above")
    path = course.author_text("above")
    path.write_text("# mine\n")
    with pytest.raises(UserError, match="exists already"):
        write_assignment(course, "above")
    assert path.read_text() == "# mine\n"
