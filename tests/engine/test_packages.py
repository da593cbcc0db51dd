"""What the project declares is what it imports, and what `make` installs is written down to the last version."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
PROJECT = tomllib.loads(PYPROJECT)["project"]
OURS = {"grader", "data_fetch"}
SELF = canonicalize_name(PROJECT["name"])
ROOMS = {"grader": "", "data_fetch": "", "source": "", "tests": "test", "benchmarks": "test"}  # and their extra
# What an assignment's files call by a name that the engine gives them, and what only Colab has.
GIVEN = {"shared", "probes", "tools", "google"}
PYTHONS = ("3.11.0", "3.11.9", "3.12.0", "3.13.0")


def imported(path: Path) -> set[str]:
    """Return the first words of what a Python file imports, at its top or inside a function."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module)
    return {name.partition(".")[0] for name in names}


def imports_of(folder: Path) -> dict[str, str]:
    """Return each package of others that the Python files of a folder import, and one file that does."""
    found = {}
    files = sorted(folder.rglob("*.py"))
    beside = {path.stem for path in files} | {path.name for path in folder.rglob("*") if path.is_dir()}
    for path in files:
        for name in imported(path) - set(sys.stdlib_module_names) - OURS - GIVEN - beside:
            found[name] = str(path.relative_to(folder.parent))
    return found


def declared(*extras: str) -> dict[str, Requirement]:
    """Return what is declared, with these extras, by its canonical name."""
    lines = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


providers = cache(packages_distributions)  # it reads the files of every package


def distributions(name: str) -> set[str]:
    """Return the packages that bring an import name along."""
    return {canonicalize_name(one) for one in providers().get(name, [])}


def undeclared(folder: Path, extras: Iterable[str]) -> dict[str, str]:
    """Return the imports of a folder that no declared package brings along."""
    there = set(declared(*extras))
    found = imports_of(folder)
    found.pop("_typeshed", None)  # it is there for type checkers alone, who bring it along
    return {name: where for name, where in found.items() if not distributions(name) & there}


@pytest.mark.parametrize("folder", ROOMS)
def test_everything_that_is_imported_is_declared(folder):
    # What students' code on the course's machine and the tests of a room take may come with the tests.
    extras = {"test", "cluster"} if ROOMS[folder] else {"cluster"}
    assert not undeclared(ROOT / folder, extras)


def test_an_import_that_only_comes_along_with_another_package_is_found(tmp_path):
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "page.py").write_text("def show():\n    import kiwisolver\n\n    return kiwisolver.Solver\n")
    assert undeclared(tmp_path / "room", ["test", "cluster"]) == {"kiwisolver": "room/page.py"}


def test_everything_that_is_declared_is_imported_or_says_why_it_is_needed():
    names = {one for room in ROOMS for name in imports_of(ROOT / room) for one in distributions(name)}
    lines = {name: re.search(rf'^ *"{name}\b.*', PYPROJECT, re.MULTILINE) for name in declared("test", "cluster")}
    silent = {name for name, line in lines.items() if line and "  # " not in line[0]}
    assert silent <= names | {SELF}, "nothing imports it: say why in its line"


def test_an_upper_bound_says_what_breaks():
    for line in PYPROJECT.splitlines():
        if re.match(r'\s*"[a-z-]+[>=\d.]*,<', line):
            assert "  # " in line, line


def locked(python: str) -> dict[str, Requirement]:
    """Return what constraints.txt pins for a version of Python on Linux."""
    world = {"python_full_version": python, "python_version": ".".join(python.split(".")[:2]), "sys_platform": "linux"}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [Requirement(line) for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in pins if not pin.marker or pin.marker.evaluate(world)}


@pytest.mark.parametrize("python", PYTHONS)
def test_each_declared_package_is_pinned_to_one_version_that_its_range_allows(python):
    pins = locked(python)
    for name, requirement in declared("test", "cluster").items():
        if name != SELF:
            (pin,) = pins[name].specifier
            assert pin.operator == "==" and requirement.specifier.contains(pin.version), requirement


def test_whatever_the_packages_need_is_pinned_too():
    pins, seen, todo = locked(sys.version.split()[0]), set(), [(name, ()) for name in declared("test", "cluster")]
    while todo:
        name, extras = todo.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        assert name in pins or name == SELF, f"{name} is not in constraints.txt. Run: make lock"
        try:
            lines = requires(name) or []
        except PackageNotFoundError:
            continue  # another build of a package here needs less than the one of the lock
        for need in map(Requirement, lines):
            if not need.marker or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
                todo.append((canonicalize_name(need.name), tuple(sorted(need.extras))))
    assert len(seen) > 100


def test_the_lock_names_no_address_and_no_machine():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if re.search(r"://|^-|@|\s/|\+", line)]


def test_the_version_stands_once():
    import grader

    assert "version" in PROJECT["dynamic"] and version(PROJECT["name"]) == grader.__version__


def test_the_classifiers_name_the_versions_of_python_that_are_allowed():
    low, high = map(int, re.findall(r"3\.(\d+)", PROJECT["requires-python"]))
    named = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if ":: 3." in line]
    assert named == [f"3.{minor}" for minor in range(low, high)]
    assert {".".join(python.split(".")[:2]) for python in PYTHONS} == set(named)
