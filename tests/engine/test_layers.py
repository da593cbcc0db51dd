"""Imports run one way: the check of `make lint` fails as soon as one is turned round."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT = Path(sys.executable).parent / "lint-imports"


@pytest.fixture
def tree(tmp_path) -> Path:
    """Return a copy of the packages and of the rules about them."""
    for name in ("grader", "data_fetch"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(tree: Path) -> subprocess.CompletedProcess:
    """Run the check on a tree, not on the installed package."""
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )


def add(tree: Path, module: str, line: str) -> None:
    """Add a line to a module, which is made if there is none."""
    path = tree / f"{module.replace('.', '/')}.py"
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else '"""New."""\n') + f"\n{line}\n")


def test_every_import_runs_from_a_room_to_one_below_it(tree):
    found = lint(tree)
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("grader.errors", "from grader.cli import main", "A room imports only"),
        ("grader.files", "from grader.course import Course", "A room imports only"),
        ("grader.sandbox.tiers", "from grader.judging import pool", "A room imports only"),
        ("grader.reading.sheet", "def f():\n    from grader.judging import judge", "A room imports only"),
        ("grader.assignment.rubric", "import grader.authoring.release", "A room imports only"),
        ("grader.grading.grade", "from grader.reports import report", "A room imports only"),
        ("grader.exporters.canvas", "from grader.reports.report import write_report", "A room imports only"),
        ("grader.authoring.release", "from grader.commands import release", "A room imports only"),
        ("grader.commands.grade", "from grader import cli", "A room imports only"),
        ("grader.new_room", "from grader import errors", "A room imports only"),
        ("grader.reading.cell_text", "from grader.reading.repair import repair", "No modules import"),
        ("data_fetch.opening", "from data_fetch.music_classification import fetch", "No modules import"),
        ("data_fetch.store", "from grader.files import write_whole", "Data is fetched"),
    ],
)
def test_an_import_that_is_turned_round_is_found(tree, module, line, broken):
    add(tree, module, line)
    found = lint(tree)
    assert found.returncode == 1
    assert any(line.startswith(broken) and line.endswith("BROKEN") for line in found.stdout.splitlines()), found.stdout
