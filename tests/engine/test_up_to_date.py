"""What makes a grade or a page out of date, and what does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from conftest import make_course
from nbgrader.api import Gradebook

from grader.assignment import engine
from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.cli import main
from grader.course import Course
from grader.exporters.class_grades import class_grades, opened_gradebook
from grader.grading.grade import grade, plan
from grader.reports import history
from grader.reports.feedback import write_feedback
from grader.reports.status import status

CONFIG = (Path(__file__).parents[2] / "nbgrader_config.py").read_text()
SETTINGS = CONFIG + '\nc.LatePolicy.extensions = "extensions.csv"\n'


def hand_in(course: Course, student: str, change: str = "") -> Path:
    assignment = Assignment.load(course, "tiny")
    path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(fill_release(assignment.release, assignment.text, {"comment": change} if change else None), path)
    return path


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return the tiny course with one graded student."""
    course = make_course(tmp_path_factory.mktemp("up_to_date") / "course")
    (course.root / "nbgrader_config.py").write_text(SETTINGS)
    (course.root / "extensions.csv").write_text("student,assignment,until\n")
    (hand_in(course, "ada").parent / "timestamp.txt").write_text("2026-03-02 18:00:00 UTC")
    assert grade(course, "tiny", jobs=1).complete
    return course


@pytest.fixture
def course(graded, tmp_path) -> Course:
    """Return a copy of it."""
    return Course(Path(shutil.copytree(graded.root, tmp_path / "course")))


def is_up_to_date(course: Course) -> bool:
    """Return what all commands say; they must agree."""
    planned = plan(course, "tiny")[1] == ["ada"]
    assert status(course, "tiny")["ada"].up_to_date == planned
    return planned


def set_due(course: Course) -> None:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate="2026-03-01 12:00:00 UTC")


def configure(line: str):
    def change(course: Course) -> None:
        (course.root / "nbgrader_config.py").write_text(f"{SETTINGS}\n{line}\n")

    change.__name__ = line.split(" ")[0]
    return change


def append(name: str, text: str):
    def change(course: Course) -> None:
        path = course.root / name
        path.write_text(path.read_text() + text)

    change.__name__ = name
    return change


def replace(name: str, old: str, new: str):
    def change(course: Course) -> None:
        path = course.root / name
        assert path.read_text().count(old) == 1
        path.write_text(path.read_text().replace(old, new))

    change.__name__ = name
    return change


@pytest.mark.parametrize(
    "change",
    [
        configure("c.JudgeAnswers.cell_seconds = 77.0"),
        configure("c.JudgeAnswers.memory_mib = 777"),
        configure("c.LatePolicy.per_day = 0.1"),
        configure("c.LatePolicy.grace_minutes = 0.0"),
        configure("c.CleanOutputs.max_characters = 5000"),
        configure("c.LimitOutput.max_lines = 5"),
        configure("c.LatePenalties.plugin_class = 'nbgrader.plugins.LateSubmissionPlugin'"),
        configure("c.Autograde.autograde_preprocessors.pop()"),
        append("extensions.csv", "ada,tiny,2026-04-01\n"),
        append("submitted/ada/tiny/timestamp.txt", " "),
        append("tests/tiny/mean_value.py", "\n# mended\n"),
        append("tests/tiny/probes/mean_value.py", "\n# mended\n"),
        append("tests/tiny/toy_data.py", "\n# mended\n"),
        append("source/tiny.py", "\n# %% [markdown]\n# More words.\n"),
        append("autograded/ada/tiny/tiny.ipynb", " "),
        set_due,
    ],
    ids=lambda change: change.__name__,
)
def test_a_grade_is_out_of_date_when_what_it_depends_on_changed(course, change):
    assert is_up_to_date(course)
    for path in (course.root / "autograded").rglob("*.ipynb"):
        path.chmod(0o644)
    change(course)
    if change.__name__.endswith("timestamp.txt"):
        assert is_up_to_date(course)  # the same time, written otherwise
        (course.root / change.__name__).write_text("2026-03-02 19:00:00 UTC")
    assert not is_up_to_date(course)


@pytest.mark.parametrize("line", ["# words", "c.JudgeAnswers.cell_seconds = 60.0", "c.FeedbackExporter.x = 1"])
def test_a_setting_that_changes_no_grade_leaves_it_up_to_date(course, line):
    from grader.sandbox.limits import Limits

    configure(line.replace("60.0", str(Limits.cell_seconds)))(course)
    assert is_up_to_date(course)


def test_a_changed_policy_is_saved_by_the_next_run(course):
    set_due(course)
    configure("c.LatePolicy.per_day = 0.25")(course)
    outcome = grade(course, "tiny", jobs=1)
    assert outcome.scores["ada"].penalty == 8 and list(outcome.verdicts) == ["ada"]
    assert is_up_to_date(course) and grade(course, "tiny", jobs=1).up_to_date == ["ada"]


def trouble_of_ada(course: Course) -> str:
    with opened_gradebook(course) as gradebook:
        return class_grades(gradebook, "tiny", course).students["ada"].trouble


def test_newer_work_keeps_a_grade_from_being_exported(course):
    assert "grader grade" not in trouble_of_ada(course)
    hand_in(course, "ada", "Another text.")
    assert trouble_of_ada(course) == "handed in again after it was graded: `grader grade tiny`"
    assert not is_up_to_date(course)


OUTDATES = [
    configure("c.LatePolicy.per_day = 0.1"),
    append("extensions.csv", "ada,tiny,2026-04-01\n"),
    append("tests/tiny/mean_value.py", "\n# mended\n"),
    replace("source/tiny.py", "points=4", "points=8"),
    set_due,
]


@pytest.mark.parametrize("change", OUTDATES, ids=lambda change: change.__name__)
def test_points_of_other_tests_or_settings_are_neither_exported_nor_written_on_a_page(
    course, change, monkeypatch, capsys
):
    monkeypatch.chdir(course.root)
    said = "graded by other tests, settings or times: `grader grade tiny`"
    change(course)
    assert trouble_of_ada(course) == said
    assert main(["export", "tiny"]) == 2
    told = capsys.readouterr()
    assert "ada" in told.err and said in told.err
    for command in (["feedback", "tiny", "--dry-run"], ["feedback", "tiny"]):
        assert main(command) == 1
        assert f"not written for ada: {said}" in capsys.readouterr().out
    assert not course.feedback("tiny", "ada").exists()
    grade(course, "tiny", jobs=1)
    assert said not in trouble_of_ada(course)
    assert main(["feedback", "tiny"]) == 0 and course.feedback("tiny", "ada").is_file()


def test_the_page_of_work_that_was_handed_in_again_is_still_that_of_the_graded_one(course):
    hand_in(course, "ada", "Another text.")
    assert not write_feedback(course, "tiny").failed


def test_another_template_makes_pages_out_of_date_and_no_grade(course, monkeypatch):
    write_feedback(course, "tiny")
    assert status(course, "tiny")["ada"].feedback
    monkeypatch.setattr(history, "page_hash", lambda: "another template")
    ada = status(course, "tiny")["ada"]
    assert not ada.feedback and ada.up_to_date


@pytest.fixture
def copied_engine(tmp_path, monkeypatch) -> Path:
    """Return a copy of the package, of which the hashes are taken."""
    copy = tmp_path / "grader"
    shutil.copytree(Path(engine.__file__).parents[1], copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(engine, "_GRADER", copy)
    return copy


def hashes() -> dict[str, str]:
    taken = {"verdict": engine.engine_hash, "grade": engine.scoring_hash, "page": engine.page_hash}
    return {name: function.__wrapped__() for name, function in taken.items()}


def test_each_file_of_the_code_makes_only_that_out_of_date_which_depends_on_it(copied_engine):
    before, found = hashes(), {}
    for path in [path for path in copied_engine.rglob("*") if path.is_file()]:
        content = path.read_bytes()
        path.write_bytes(content + b"\n# a comment")
        found[path.relative_to(copied_engine).as_posix()] = {n for n, now in hashes().items() if now != before[n]}
        path.write_bytes(content)
    for name, changed in found.items():
        room = name.partition("/")[0]
        if room in ("reports", "exporters", "commands", "handins", "authoring", "examples", "cli.py", "formgrader"):
            assert "verdict" not in changed and "grade" not in changed, name
        if room in ("reading", "judging", "sandbox") and name not in engine._NO_VERDICT:
            assert changed == {"verdict"}, name
    assert found["reports/templates/graded/index.html.j2"] == found["reports/feedback.py"] == {"page"}
    assert found["reports/templates/report/index.html.j2"] == found["simulated_gpu.py"] == set()
    assert found["safe_html.py"] == {"grade", "page"}
    assert found["grading/late.py"] == found["grading/automatic.py"] == {"grade"}


def test_all_code_that_judging_loads_is_in_its_hash():
    modules = (
        "grader.judging.pool, grader.judging.evidence_rules, grader.reading.repair, grader.sandbox.sandbox_process"
    )
    script = (
        f"import sys, {modules}, grader.testing\n"
        "print(*(m.__file__ for n, m in sys.modules.items() if n.split('.')[0] == 'grader'), sep='\\n')"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    files = {Path(line) for line in loaded.splitlines()}
    assert len(files) > 30
    assert not files - engine.engine_files()
