"""`make` takes the Python that it is given, keeps the one that is there if it is given none, and lists its targets."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="needs make")

# Says its version, makes an environment with a Python of that version, and writes down what else it is asked.
PYTHON = """#!/bin/sh
case "$1 $2" in
    "-V ") echo "Python {version}" ;;
    "-m venv")
        for folder; do :; done
        rm -rf "$folder" && mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python"
        echo "venv {version}" >> calls ;;
    *) echo "$0 $*" >> calls ;;
esac
"""


@pytest.fixture
def house(tmp_path, monkeypatch) -> Path:
    """Return a folder with the Makefile, and pretended Pythons of five versions on the PATH; `python3` is 3.12."""
    (tmp_path / ".ci").mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt", ".ci/environment"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    versions = {"python3.10": "3.10.1", "python3.11": "3.11.7", "python3.12": "3.12.1", "python3.14": "3.14.0"}
    for name, version in {**versions, "python3": "3.12.1"}.items():
        path = tmp_path / "bin" / name
        path.write_text(PYTHON.format(version=version))
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    for name in ("PYTHON", "A", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def make(house: Path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    """Run make in the folder, with variables in its environment."""
    return subprocess.run(["make", *words], cwd=house, env=os.environ | variables, capture_output=True, text=True)


def environment(house: Path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    """Make the environment, as each target does first."""
    return make(house, ".venv/bin/.ready", *words, **variables)


def made(house: Path) -> list[str]:
    """Return the versions of the environments that were made, in order."""
    return re.findall(r"^venv (.*)", (house / "calls").read_text(), re.MULTILINE)


def test_the_first_call_takes_the_default_and_the_next_one_nothing(house):
    assert environment(house).returncode == 0
    assert environment(house).returncode == 0
    assert made(house) == ["3.12.1"]
    assert (house / "calls").read_text().count("constraints.txt") == 1


@pytest.mark.parametrize("how", ["word", "environment"])
def test_a_python_that_is_named_replaces_another_one_and_says_so(house, how):
    given = {"word": (["PYTHON=python3.11"], {}), "environment": ([], {"PYTHON": "python3.11"})}[how]
    assert environment(house).returncode == 0
    done = environment(house, *given[0], **given[1])
    assert done.returncode == 0
    assert "environment: .venv has Python 3.12.1; it is made afresh with Python 3.11.7." in done.stderr
    assert made(house) == ["3.12.1", "3.11.7"]
    assert environment(house).returncode == 0 and made(house)[-1] == "3.11.7", "the default keeps it"


def test_a_python_that_is_named_and_there_already_changes_nothing(house):
    assert environment(house, PYTHON="python3.11").returncode == 0
    before = (house / "calls").read_text()
    assert environment(house, PYTHON="python3.11").returncode == 0
    assert (house / "calls").read_text() == before


def test_the_default_does_not_replace_the_python_that_is_there(house):
    assert environment(house, PYTHON="python3.11").returncode == 0
    assert environment(house).returncode == 0
    os.utime(house / "constraints.txt", (2e9, 2e9))  # new versions of packages go into the same environment
    assert environment(house).returncode == 0
    assert made(house) == ["3.11.7"]
    assert (house / "calls").read_text().count("constraints.txt") == 2


def test_a_broken_environment_is_made_afresh(house):
    assert environment(house).returncode == 0
    (house / ".venv/bin/python").unlink()
    (house / ".venv/bin/.ready").unlink()
    assert environment(house).returncode == 0
    assert made(house) == ["3.12.1", "3.12.1"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("python3.10", "python3.10 is Python 3.10.1; 3.11 to 3.13 will do."),
        ("python3.14", "python3.14 is Python 3.14.0; 3.11 to 3.13 will do."),
        ("python9", "python9 does not start."),
    ],
)
def test_a_python_that_will_not_do_is_refused_and_the_environment_stays(house, name, said):
    assert environment(house).returncode == 0
    done = environment(house, f"PYTHON={name}")
    assert done.returncode != 0 and said in done.stderr and "Traceback" not in done.stderr
    assert made(house) == ["3.12.1"] and environment(house).returncode == 0
    assert (house / "calls").read_text().count("constraints.txt") == 1


def test_help_lists_every_target(house):
    said = make(house, "help").stdout
    text = (house / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):", text, re.MULTILINE)
    assert len(targets) > 10
    for target in targets:
        assert re.search(rf"^  {target} +\w", said, re.MULTILINE), target
    assert set(targets) == set(re.search(r"^\.PHONY: (.*)", text, re.MULTILINE)[1].split())
    assert make(house).stdout == said
