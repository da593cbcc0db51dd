"""The data cell of `author_music`: folders on disk, an archive beside the notebook or in the students' folder, or advice."""

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

CODE = [cell for cell in text("author_music").cells if cell.kind == "code"]
ARCHIVE = "author_music.zip"
PARTS = ["author-one_room", "author-varying", "author_source.json"]


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """The folders with the recordings of the toy world."""
    folder = tmp_path_factory.mktemp("recordings")
    examples("author_music", "short_run").make_data(folder, None)
    return folder


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder, with no proxy and no MUSIC_DATA."""
    nothing_outside(monkeypatch, tmp_path)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def pack(recordings, archive, inside=""):
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(recordings.rglob("*")):
            file.write(path, Path(inside) / path.relative_to(recordings))


def run_data_cell(address=""):
    """Run the data cell in the current folder with this STUDENT_FILES; return its names."""
    imports = "import functools, hashlib, json, os, tempfile, urllib.request, zipfile\n"
    imports += "import numpy as np\nimport soundfile\nfrom pathlib import Path\n"
    helpers = next(cell for cell in CODE if "def find_in" in cell.source).source
    source = next(cell for cell in CODE if cell.toy == "data").source
    assert 'STUDENT_FILES = ""' in source
    space = {}
    for part in (imports, helpers, source.replace('STUDENT_FILES = ""', f"STUDENT_FILES = {address!r}", 1)):
        exec(compile(to_python(part), "data cell", "exec"), space)
    return space


def test_folders_on_disk_are_read(recordings, capsys):
    shutil.copytree(recordings, "data")
    space = run_data_cell()
    assert space["AUTHORS"] == ["carcassi", "sor"] and len(space["recordings"]) == 8
    samples, rate = space["sounds"]["one_room"][7]
    assert samples.dtype == "int16" and samples.shape == (66_150,) and rate == 22_050
    assert "RENDERED from scores" in capsys.readouterr().out


@pytest.mark.parametrize("inside", ["", "author_music"])
def test_an_uploaded_archive_is_unpacked_once(recordings, inside, capsys):
    pack(recordings, ARCHIVE, inside)
    assert len(run_data_cell()["sounds"]["varying"]) == 8
    assert sorted(os.listdir("data")) == PARTS
    run_data_cell()
    assert capsys.readouterr().out.count("unpacking") == 1


def test_the_archive_comes_from_the_students_folder(recordings, tmp_path, capsys):
    folder = tmp_path / "served"
    folder.mkdir()
    pack(recordings, folder / ARCHIVE)
    (folder / "SHA256SUMS").write_text(f"{hashlib.sha256((folder / ARCHIVE).read_bytes()).hexdigest()}  {ARCHIVE}\n")
    with serving(files_of(folder)) as server:
        assert len(run_data_cell(server.url)["recordings"]) == 8
    assert "fetching author_music.zip" in capsys.readouterr().out


def test_what_cannot_be_fetched_is_told_and_leaves_no_half_file(here, capsys):
    assert "sounds" not in run_data_cell("http://127.0.0.1:9")
    said = capsys.readouterr().out
    assert "could not be fetched" in said and "upload it beside this notebook" in said
    assert not [path for path in here.rglob("*") if path.is_file()]


def test_an_unfinished_upload_is_named(recordings, here, capsys):
    pack(recordings, ARCHIVE)
    Path(ARCHIVE).write_bytes(Path(ARCHIVE).read_bytes()[:-2000])
    assert "sounds" not in run_data_cell()
    assert "is damaged: was the upload finished?" in capsys.readouterr().out
    assert [path.name for path in here.rglob("*") if path.is_file()] == [ARCHIVE]


def test_a_recording_that_cannot_be_read_is_named(recordings):
    shutil.copytree(recordings, "data")
    Path("data/author-varying/sor/toy-5.flac").write_bytes(b"no sound")
    with pytest.raises(ValueError, match=r"toy-5.flac cannot be read .*is the folder complete"):
        run_data_cell()
