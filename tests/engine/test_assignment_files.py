"""One list of an assignment's files: whatever hashes, copies or packs them knows its tools, and no others."""

from __future__ import annotations

import json

import pytest
from conftest import AUTHOR_TEXT
from nbgrader.coursedir import CourseDirectory

from grader.assignment.assignment import Assignment
from grader.assignment.files import JUDGED_BY, Kind, assignment_files
from grader.cli import main
from grader.course import Course
from grader.examples.example_course import copy_course
from grader.formgrader.course_handlers import CourseAPI
from grader.grading.session import Session
from grader.judging.cluster import pack_course, unpack_course
from grader.sandbox.limits import Limits


@pytest.fixture
def course(course) -> Course:
    """The tiny course, whose text includes a tool and a text; another tool lies beside them."""
    tools = course.root / "source" / "tools"
    tools.mkdir()
    (tools / "__init__.py").write_text('"""Tools."""\n')
    (tools / "doubled.py").write_text('"""A tool."""\n\n\ndef doubled(x):\n    return 2 * x\n')
    (tools / "other.py").write_text('"""Of another text."""\n')
    (tools / "words.md").write_text("Work from top to bottom.\n")
    changed = AUTHOR_TEXT.replace("import numpy as np\n", "import numpy as np\nfrom tools.doubled import *\n", 1)
    changed = changed.replace(
        "# Two functions and a figure.", "# Two functions and a figure.\n#\n# {tools/words.md}", 1
    )
    (course.root / "source" / "tiny.py").write_text(changed)
    return course


def names(course, *kinds):
    return [path.relative_to(course.root).as_posix() for path in assignment_files(course, "tiny", *kinds)]


def test_the_list_names_the_tools_that_a_text_includes(course):
    assert names(course, Kind.TEXT, Kind.TOOL) == [
        "source/tiny.py",
        "source/tools/__init__.py",
        "source/tools/doubled.py",
        "source/tools/words.md",
    ]
    assert "tests/tiny/probes/mean_value.py" in names(course, *JUDGED_BY)
    assert not [name for name in names(course, *JUDGED_BY) if "answers" in name]
    assert "tests/tiny/answers/mean_value.py" in names(course)


@pytest.mark.parametrize("tool", ["doubled.py", "words.md"])
def test_a_change_to_a_tool_makes_what_includes_it_stale(course, tool):
    session = Session(course)
    read, before = session.assignment("tiny"), Assignment.load(course, "tiny").digest
    path = course.root / "source" / "tools" / tool
    path.write_text(path.read_text() + "\nmore = 1\n")
    assert Assignment.load(course, "tiny").digest != before
    assert session.assignment("tiny") is not read


def test_a_change_to_a_tool_of_another_text_makes_nothing_stale(course):
    session = Session(course)
    read, before = session.assignment("tiny"), Assignment.load(course, "tiny").digest
    (course.root / "source" / "tools" / "other.py").write_text("changed = True\n")
    assert Assignment.load(course, "tiny").digest == before
    assert session.assignment("tiny") is read


def test_a_copy_of_a_course_and_a_pack_for_a_cluster_hold_the_tools(course, tmp_path):
    here = Assignment.load(course, "tiny")
    copied = Assignment.load(copy_course(course, "tiny", tmp_path / "copy"), "tiny")
    there, _ = unpack_course(pack_course(here, Limits()), tmp_path / "there")
    assert copied.release == there.release == here.release and copied.digest == there.digest == here.digest
    assert "def doubled" in json.dumps(here.release)


def test_the_folder_of_tools_is_no_assignment(course, monkeypatch, capsys):
    monkeypatch.delenv("GRADER_COURSE", raising=False)
    monkeypatch.chdir(course.root)
    assert course.assignments() == ["tiny"]
    assert CourseAPI(CourseDirectory(root=str(course.root))).get_source_assignments() == {"tiny"}
    (course.root / "source" / "tools.py").write_text("# %%\nx = 1\n")
    assert main(["release", "tools"]) == 2
    assert "no assignment can be called 'tools'" in capsys.readouterr().err
