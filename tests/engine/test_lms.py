"""A learning management system is one module with one class; the rest of the grader knows no system by name."""

from __future__ import annotations

import ast
import re
import zipfile
from datetime import UTC, tzinfo
from pathlib import Path

import pytest
from conftest import make_course

import grader
from grader import exporters
from grader.handins.collect import collect
from grader.handins.origins import find_origins
from grader.lms import registry
from grader.lms.system import Said, System
from grader.reports.feedback_zip import plan

PACKAGE = Path(grader.__file__).parent
MODULES = {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}


def test_outside_its_room_no_module_holds_a_systems_name():
    names = re.compile("|".join(system.id for system in registry.SYSTEMS.values()), re.IGNORECASE)
    knowing = {path.relative_to(PACKAGE) for path, text in MODULES.items() if names.search(text)}
    assert knowing and {path.parts[0] for path in knowing} == {"lms"}


def test_no_system_knows_another():
    for name in registry.SYSTEMS:
        text = (PACKAGE / "lms" / f"{name}.py").read_text(encoding="utf-8").casefold()
        assert not [other for other in registry.SYSTEMS if other != name and other in text], name


def test_the_room_imports_only_what_stands_below_it():
    below = {"conventions", "files", "plain_text", "errors", "course", "lms", "times"}
    for path, text in MODULES.items():
        if path.parent.name == "lms":
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader"):
                    assert node.module.split(".")[1] in below, f"{path.name}: {node.module}"


def test_each_system_says_what_it_can():
    assert set(registry.SYSTEMS) > set(registry.TAKE_FEEDBACK) == set(registry.TAKE_GRADES)
    for name, system in registry.SYSTEMS.items():
        assert name == system.id == type(system).__module__.rpartition(".")[2] and system.name
        assert not system.grades_step or system.match in ("id", "login", "email")
    assert registry.either(["a", "b", "c"]) == "a, b or c" and registry.either(["a"]) == "a"


def test_nbgrader_finds_an_exporter_for_each_system_that_takes_grades():
    for name in (*registry.TAKE_GRADES, "table"):
        plugin = getattr(exporters, f"{name.capitalize()}Exporter")
        assert plugin.__name__ == f"{name.capitalize()}Exporter"
        assert plugin.system == ("csv" if name == "table" else name)
        assert {"into", "column", "match"} <= set(plugin.class_trait_names(config=True))
    with pytest.raises(AttributeError, match="NobodysExporter"):
        exporters.NobodysExporter  # noqa: B018


NAMED = {
    "canvas": ("lovelaceada_LATE_4711_800001_{}", "lovelaceada_LATE_4711_800001_{}"),
    "moodle": ("Ada Lovelace_3921_assignsubmission_file_/{}", "Ada Lovelace_3921_assignsubmission_file_/"),
    "brightspace": (
        "12-34 - Ada Lovelace - Nov 20, 2026 1015 AM/{}",
        "12-34 - Ada Lovelace - Nov 20, 2026 1015 AM",
    ),
}


@pytest.mark.parametrize("inner", NAMED)
@pytest.mark.parametrize("outer", NAMED)
def test_what_a_student_hands_in_under_another_systems_name_goes_back_to_the_outer_system(outer, inner):
    path, origin = NAMED[outer]
    file = NAMED[inner][0].format("tiny.ipynb")
    if outer == "canvas":
        file = file.rpartition("/")[2]  # a file has no folder there
    said = registry.said_by(tuple(path.format(file).split("/")), UTC, {})
    assert (said.system, said.origin) == (outer, origin.format(file))
    assert "tiny.ipynb" in said.rest


def test_a_name_of_no_system_says_only_itself():
    assert registry.said_by(("work", "tiny.ipynb"), UTC, {}) == Said("work/tiny.ipynb")
    assert registry.said_by(("submission_9", "tiny.ipynb"), UTC, {}) == Said("submission_9/tiny.ipynb")


class Pigeon(System):
    """A system of one class: folders like `pigeon ada`."""

    id = "pigeon"
    name = "Pigeon"
    feedback_step = "release the pigeon"

    def said(self, part: str, is_folder: bool, zone: tzinfo, listed: dict[str, Said]) -> Said | None:
        """Return the user name behind "pigeon"."""
        name = part.removeprefix("pigeon ")
        return Said(ids=(name,), origin=part) if is_folder and name != part else None

    def page(self, origin: str, title: str) -> str:
        """Return a page with the name of the pigeon."""
        return f"{origin}.html"


def test_a_new_system_is_one_class_and_one_line(tmp_path, monkeypatch):
    pigeon = Pigeon()
    monkeypatch.setattr(registry, "_ALL", (*registry._ALL, pigeon))
    monkeypatch.setitem(registry.SYSTEMS, "pigeon", pigeon)
    monkeypatch.setitem(registry.TAKE_FEEDBACK, "pigeon", pigeon)
    course = make_course(tmp_path / "course")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("pigeon ada/tiny.ipynb", "{}")
        archive.writestr("pigeon bob/tiny.ipynb", "{}")
    assert set(collect(course, "tiny", [tmp_path / "a.zip"]).placed) == {"ada", "bob"}
    assert find_origins(course, "tiny", "ada") == {"pigeon": "pigeon ada"}
    packed = plan(course, "tiny", "pigeon", ["ada"], "a*")
    assert packed.files == {"ada": "pigeon ada.html"} and packed.complete and not packed.without
