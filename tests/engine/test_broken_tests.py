"""A hidden test that has a mistake is named, with its error and for how many, wherever one looks at a class."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from conftest import inside_a_copy, make_course
from graded_course import cell_of, hand_in, make_graded_course

from grader.assignment.assignment import Assignment
from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.grading.grade import grade
from grader.reports.status import broken_tests, status

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

MISTAKES = {
    "mean_value": ("rng.normal(size=7)", "rng.nomal(size=7)"),  # breaks for everybody
    "count_above": ("assert number(found) == 1", "assert found[0] == 1"),  # likewise, with another error
}
RULE = """\
from grader.judging.evidence_rules import of


@of("table")
def test_the_mean_is_printed(record):
    assert record["means"]
"""


def printed(notebook) -> None:
    line = json.dumps({"evidence": "table", "mean": 2.5})
    cell_of(notebook, "table").outputs = [nbformat.v4.new_output("stream", text=f"{line}\n")]


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return the tiny course, graded with two tests and a rule that break; bob attempted one of the questions."""
    course = make_graded_course(tmp_path_factory.mktemp("broken") / "course")
    for question, (right, wrong) in MISTAKES.items():
        path = course.tests("tiny") / f"{question}.py"
        assert right in path.read_text()
        path.write_text(path.read_text().replace(right, wrong))
    (course.tests("tiny") / "evidence.py").write_text(RULE)
    hand_in(course, "ada", change=printed)
    hand_in(course, "bob", {"count_above": None})
    grade(course, "tiny", jobs=1)
    return course


@pytest.fixture
def course(graded, tmp_path, monkeypatch) -> Course:
    """Return a copy of it, as the working directory."""
    return inside_a_copy(graded, tmp_path, monkeypatch)


def test_a_hidden_test_that_breaks_is_named_with_its_error_and_for_how_many(course):
    found = broken_tests(status(course, "tiny"))
    (mean, of_mean), *others = found.items()
    assert mean.startswith("mean_value: test_the_mean_is_of_all_values: AttributeError: ")
    assert mean.endswith("(mean_value.py, line 9)") and of_mean == ["ada", "bob"]
    assert {test.split(": ")[1]: who for test, who in others} == {
        "test_a_number_equal_to_the_limit_does_not_count": ["ada"],
        "test_the_mean_is_printed": ["ada"],
    }


@pytest.mark.parametrize("command", ["grade", "status", "report"])
def test_it_shouts_wherever_one_looks_at_the_class_also_when_all_is_up_to_date(course, command, capsys):
    assert main([command, "tiny"]) == (1 if command == "grade" else 0)
    said = " ".join(capsys.readouterr().out.split())
    assert "hidden test broke: mean_value: test_the_mean_is_of_all_values: AttributeError" in said
    assert "(2 student(s))" in said and "until you mend them" in said
    if command == "report":
        page = Path("report/tiny.html").read_text()
        assert page.count("A hidden test broke") == 3 and "AttributeError" in page


def test_a_mended_test_is_silent_again(course, capsys):
    for question, (right, wrong) in MISTAKES.items():
        path = course.tests("tiny") / f"{question}.py"
        path.write_text(path.read_text().replace(wrong, right))
    (course.tests("tiny") / "evidence.py").unlink()
    assert main(["grade", "tiny", "--jobs", "1"]) == 0
    assert "broke" not in capsys.readouterr().out and not broken_tests(status(course, "tiny"))


def test_a_release_is_rehearsed_with_the_hidden_tests_on_the_solution(course, capsys):
    assert main(["release", "tiny", "--dry-run"]) == 1
    said = capsys.readouterr().out
    assert "mean_value: test_the_mean_is_of_all_values broke: AttributeError" in said
    path = course.tests("tiny") / "count_above.py"
    path.write_text((path.read_text().replace("found[0]", "number(found)")).replace("== 7", "== 8"))
    assert main(["release", "tiny", "--dry-run", "--json"]) == 1
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert len(faults) == 2 and "fails the solution: Count the numbers" in faults[1]


@pytest.mark.parametrize("file", ["mean_value.py", "probes/mean_value.py", "toy_data.py", "evidence.py"])
def test_a_slip_of_the_pen_in_any_of_its_files_is_one_sentence_before_anything_runs(
    tmp_path, file, monkeypatch, capsys
):
    course = make_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    path = course.tests("tiny") / file
    path.write_text((path.read_text() if path.is_file() else "") + "def broken(:\n")
    lines = len(path.read_text().splitlines())
    assert main(["grade", "tiny"]) == 2
    said = capsys.readouterr().err
    assert f"{path}, line {lines}," in said and "Traceback" not in said and said.count("\n") == 1
    assert main(["release", "tiny", "--dry-run"]) == 1
    assert f"not ready to grade: {path}, line {lines}," in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "where"), [("toy_data.py", "toy_data.py, line 3"), ("probes/mean_value.py", "probes of")]
)
def test_toy_data_and_probes_that_raise_are_one_sentence_with_the_line(tmp_path, file, where, monkeypatch, capsys):
    course = make_course(tmp_path / "course")
    monkeypatch.chdir(course.root)
    path = course.tests("tiny") / file
    path.write_text(path.read_text() + 'raise ValueError("no such key")\n')
    assert main(["audit", "tiny", "--question", "mean_value", "--seeds", "1"]) == 2
    said = capsys.readouterr().err
    assert where in said and "ValueError: no such key" in said and said.count("\n") == 1


def test_a_file_that_is_missing_or_no_text_is_named(tmp_path):
    course = make_course(tmp_path / "course")
    path = course.tests("tiny") / "toy_data.py"
    path.write_bytes(b"name = '\xff'\n")
    with pytest.raises(UserError, match="no UTF-8 text"):
        Assignment.load(course, "tiny")
    path.unlink()
    with pytest.raises(UserError, match=r"toy_data\.py is missing"):
        Assignment.load(course, "tiny")
