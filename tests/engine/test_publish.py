"""Publishing: students get the chosen releases in one commit, and nothing else of the course."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from conftest import make_course

from grader.assignment.author_text import AuthorText
from grader.authoring import publish as publish_module
from grader.authoring.publish import publish
from grader.authoring.release import make_release
from grader.cli import main
from grader.course import Course
from grader.errors import UserError

SECRET = "A hidden test knows the secret answer 42"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def course(tmp_path, monkeypatch) -> Course:
    """A course of two assignments in a repository of its own, whose commits say what students must not read."""
    course = make_course(tmp_path / "course")
    later = course.root / "source" / "later.py"
    later.write_text(course.author_text("tiny").read_text().replace("A tiny assignment", "A later one"))
    git(course.root, "init", "--quiet", "--initial-branch", "main")
    git(course.root, "config", "user.name", "Ines")
    git(course.root, "config", "user.email", "ines@example.org")
    for name in ("tiny", "later"):
        make_release(course, AuthorText.read(course.author_text(name)))
    (course.release("tiny") / "data").mkdir()
    (course.release("tiny") / "data" / "notes.csv").write_text("a,b\n")
    (course.release("tiny") / ".secret").write_text(SECRET)
    git(course.root, "add", "--all")
    git(course.root, "commit", "--quiet", "-m", SECRET)
    monkeypatch.chdir(course.root)
    return course


@pytest.fixture
def students(tmp_path) -> Path:
    """An empty repository, as GitHub makes it."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", "students.git")
    return tmp_path / "students.git"


def there(students: Path) -> set[str]:
    return set(git(students, "ls-tree", "-r", "--name-only", "main").splitlines())


def test_students_get_the_chosen_release_with_its_data_and_no_other(course, students):
    found = publish(course, ["tiny"], str(students), "main")
    assert found.pushed and there(students) == {"tiny/tiny.ipynb", "tiny/data/notes.csv"}
    notebook = git(students, "show", "main:tiny/tiny.ipynb")
    assert notebook == (course.release("tiny") / "tiny.ipynb").read_text().strip()


def test_the_commit_says_nothing_of_the_course(course, students):
    publish(course, ["tiny"], str(students), "main")
    history = git(students, "log", "--format=%an %ae %B", "main")
    assert history == "Ines ines@example.org Publish tiny"
    objects = ["git", "cat-file", "--batch-all-objects", "--batch", "--buffer"]
    everything = subprocess.run(objects, cwd=students, check=True, capture_output=True).stdout
    assert SECRET.encode() not in everything and b"later" not in everything


def test_what_stands_in_the_repository_stays_and_is_said(course, students, tmp_path):
    publish(course, ["tiny"], str(students), "main")
    own = tmp_path / "own"
    git(tmp_path, "clone", "--quiet", str(students), str(own))
    (own / "README.md").write_text("Welcome.\n")
    (own / "tiny" / "old.csv").write_text("x\n")
    git(own, "add", "--all")
    git(own, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "-m", "Welcome")
    git(own, "push", "--quiet")
    (course.release("tiny") / "data" / "notes.csv").write_text("a,b,c\n")
    found = publish(course, ["tiny", "later"], str(students), "main")
    assert (found.new, found.changed, found.left) == (["later/later.ipynb"], ["tiny/data/notes.csv"], ["tiny/old.csv"])
    assert {"README.md", "tiny/old.csv", "later/later.ipynb"} <= there(students)
    assert git(students, "log", "-1", "--format=%s", "main") == "Update tiny, later"


def test_what_is_there_already_makes_no_commit(course, students):
    publish(course, ["tiny"], str(students), "main")
    before = git(students, "rev-parse", "main")
    found = publish(course, ["tiny"], str(students), "main")
    assert not found.anything and not found.pushed and git(students, "rev-parse", "main") == before


def test_a_dry_run_pushes_nothing_and_lists_all(course, students, capsys):
    assert main(["publish", "tiny", "--to", str(students), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "new: tiny/tiny.ipynb" in said and "new: tiny/data/notes.csv" in said and "--dry-run" in said
    assert git(students, "for-each-ref") == ""
    assert main(["publish", "tiny", "--to", str(students), "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == ["tiny/data/notes.csv", "tiny/tiny.ipynb"]


def test_a_release_that_its_text_does_not_give_is_not_published(course, students):
    path = course.author_text("tiny")
    path.write_text(path.read_text() + "\n# %% [markdown]\n# More words.\n")
    with pytest.raises(UserError, match=r"is not what its text gives now: run `grader release tiny` first"):
        publish(course, ["tiny"], str(students), "main")
    (course.release("later") / "later.ipynb").unlink()
    with pytest.raises(UserError, match=r"later\.ipynb is not there: run `grader release later` first"):
        publish(course, ["later"], str(students), "main")
    assert git(students, "for-each-ref") == ""


def test_a_file_that_github_refuses_is_named_before_anything_is_pushed(course, students, monkeypatch):
    monkeypatch.setattr(publish_module, "LARGEST_FILE", 2)
    with pytest.raises(UserError, match=r"larger than .* MB, which GitHub refuses"):
        publish(course, ["tiny"], str(students), "main")
    assert git(students, "for-each-ref") == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tiny"], "say where to: --to REPOSITORY"),
        (["tiny", "--to", "nowhere"], "git ls-remote: fatal: 'nowhere' does not appear to be a git repository"),
        (["tinny", "--to", "nowhere"], "tinny"),
        (["tiny", "--to=--upload-pack=touch x"], "git ls-remote: fatal: strange pathname"),
    ],
)
def test_a_mistake_is_one_sentence(course, arguments, says, capsys):
    try:
        assert main(["publish", *arguments]) == 2
    except SystemExit as ended:
        assert ended.code == 2
    assert says in capsys.readouterr().err


def test_a_repository_that_takes_nothing_says_why(course, students):
    (students / "hooks" / "pre-receive").write_text("#!/bin/sh\necho no more >&2\nexit 1\n")
    (students / "hooks" / "pre-receive").chmod(0o755)
    with pytest.raises(UserError, match=r"git push: .*Nothing is published"):
        publish(course, ["tiny"], str(students), "main")
