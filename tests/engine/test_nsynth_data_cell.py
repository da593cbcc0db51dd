"""The data cell of `nsynth_rnn`: folders on disk, an archive beside the notebook or in the students' folder, or advice."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from every_assignment import examples, text
from local_server import files_of, nothing_outside, serving

from grader.python_source import to_python

CODE = [cell for cell in text("nsynth_rnn").cells if cell.kind == "code"]
ARCHIVE = "nsynth_small.zip"
FOLDERS = ["nsynth-test", "nsynth-train", "nsynth-valid"]


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    """The folders with the notes of the toy world."""
    folder = tmp_path_factory.mktemp("notes")
    examples("nsynth_rnn", "short_run").make_data(folder, None)
    return folder


@pytest.fixture
def served(notes, tmp_path):
    """A students' folder with the archive and its checksum; return it and its address."""
    folder = tmp_path / "served"
    folder.mkdir()
    pack(notes, folder / ARCHIVE)
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256((folder / ARCHIVE).read_bytes()).hexdigest()}  {ARCHIVE}\n")
    with serving(files_of(folder)) as server:
        yield folder, server.url


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder, with no proxy and no MUSIC_DATA."""
    nothing_outside(monkeypatch, tmp_path)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def pack(notes, archive, inside=""):
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(notes.rglob("*")):
            file.write(path, Path(inside) / path.relative_to(notes))


def run_data_cell(address="", changes=()):
    """Run the data cell in the current folder with this STUDENT_FILES; return its names."""
    imports = "import hashlib, importlib.util, json, math, os, tempfile, urllib.request, wave, zipfile\n"
    imports += "import numpy as np\nfrom pathlib import Path\nSEED = 42\n"
    helpers = next(cell for cell in CODE if "def find_in" in cell.source).source
    source = next(cell for cell in CODE if cell.toy == "data").source
    for old, new in (('STUDENT_FILES = ""', f"STUDENT_FILES = {address!r}"), *changes):
        assert old in source
        source = source.replace(old, new, 1)
    space = {}
    for part in (imports, "import functools", helpers, source):
        exec(compile(to_python(part), "data cell", "exec"), space)
    return space


def test_folders_on_disk_are_read(notes, capsys):
    shutil.copytree(notes, "data")
    space = run_data_cell()
    assert space["x_train"].shape == (30, 64_000) and space["x_train"].dtype == "int16"
    assert space["y_test"].tolist() == sorted(space["y_test"].tolist()) and len(space["notes_val"]) == 10
    assert "RENDERED notes, not NSynth" in capsys.readouterr().out


def test_the_number_of_notes_can_be_limited(notes):
    shutil.copytree(notes, "data")
    space = run_data_cell(changes=[("NOTES_PER_FAMILY = None", "NOTES_PER_FAMILY = 2")])
    assert len(space["y_train"]) == 20 and set(space["y_train"]) == set(range(10))


@pytest.mark.parametrize("inside", ["", "nsynth_small"])
def test_an_uploaded_archive_is_unpacked(notes, inside, capsys):
    pack(notes, ARCHIVE, inside)
    assert len(run_data_cell()["y_train"]) == 30
    assert sorted(os.listdir("data")) == sorted([*FOLDERS, "nsynth_source.json"])
    run_data_cell()
    assert capsys.readouterr().out.count("unpacking") == 1


def test_the_archive_comes_from_the_students_folder(served, capsys):
    space = run_data_cell(served[1] + "/")
    assert len(space["y_train"]) == 30 and "fetching nsynth_small.zip" in capsys.readouterr().out
    run_data_cell("http://127.0.0.1:9")
    assert "could not be fetched" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / ARCHIVE).write_bytes(b"cut off"), "arrived damaged or incomplete"),
        (lambda folder: (folder / ARCHIVE).unlink(), "HTTP Error 404"),
        (lambda folder: (folder / "SHA256SUMS").unlink(), "HTTP Error 404"),
        (lambda folder: (folder / "SHA256SUMS").write_text("<html>Log in</html>"), "does not name nsynth_small.zip"),
    ],
)
def test_what_cannot_be_fetched_is_told_and_leaves_no_half_file(served, here, capsys, damage, words):
    folder, address = served
    damage(folder)
    space = run_data_cell(address)
    said = capsys.readouterr().out
    assert words in said and "upload it beside this notebook" in said and "x_train" not in space
    assert not [path for path in here.rglob("*") if path.is_file()]


def test_an_unfinished_upload_is_named_and_leaves_nothing(notes, here, capsys):
    pack(notes, ARCHIVE)
    Path(ARCHIVE).write_bytes(Path(ARCHIVE).read_bytes()[:-2000])
    space = run_data_cell()
    said = capsys.readouterr().out
    assert "is damaged: was the upload finished?" in said and "x_train" not in space
    assert [path.name for path in here.rglob("*") if path.is_file()] == [ARCHIVE]


def test_without_notes_the_cell_says_what_to_upload(here, capsys):
    assert "x_train" not in run_data_cell()
    assert "These are missing: nsynth-train, nsynth-valid, nsynth-test" in capsys.readouterr().out
    assert not list(here.iterdir())


@pytest.mark.parametrize("content", [b"no sound", b""])
def test_a_note_that_cannot_be_read_is_named(notes, content):
    shutil.copytree(notes, "data")
    path = next(Path("data/nsynth-valid/audio").iterdir())
    path.write_bytes(content)
    with pytest.raises(ValueError, match=rf"{path.name} cannot be read .*is the folder complete"):
        run_data_cell()
