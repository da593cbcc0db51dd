"""`data_fetch piano_lstm` and the data cell of its notebook: MIDI files good and bad, three sources, what a user is told."""

from __future__ import annotations

import contextlib
import csv
import errno
import hashlib
import io
import json
import zipfile
from pathlib import Path

import mido
import numpy as np
import pytest
from data_files import fail_after
from every_assignment import examples, text
from local_server import files_of, nothing_outside, serving

from data_fetch import midi_notes, piano_lstm, sources, store
from data_fetch.__main__ import main
from data_fetch.midi_notes import BadMidi, read_notes
from grader.python_source import to_python


@pytest.fixture(autouse=True)
def offline(monkeypatch, tmp_path):
    """There is no network, and no cache of the user's."""
    nothing_outside(monkeypatch, tmp_path)
    monkeypatch.setenv(piano_lstm.MIRROR, "http://127.0.0.1:9")  # nobody listens there


def midi(*events, kind=1, ticks=480):
    """A MIDI file of events (ticks since the one before, message)."""
    track = mido.MidiTrack([message.copy(time=time) for time, message in events])
    file = io.BytesIO()
    mido.MidiFile(type=kind, ticks_per_beat=ticks, tracks=[track]).save(file=file)
    return file.getvalue()


def on(pitch, velocity=64, channel=0):
    return mido.Message("note_on", note=pitch, velocity=velocity, channel=channel)


def off(pitch, channel=0):
    return mido.Message("note_off", note=pitch, channel=channel)


SONG = midi((0, on(60)), (480, off(60)), (0, on(64)), (240, on(64, 0)))


def command(capsys, *arguments, code=0):
    """What the command says."""
    assert main(["piano_lstm", *map(str, arguments)]) == code
    told = capsys.readouterr()
    assert not code or (told.err.startswith("data_fetch: ") and told.err.count("\n") == 1)
    return told.err if code else told.out


# MIDI


def test_pitch_start_and_end_are_in_seconds_also_where_the_tempo_changes():
    slower = mido.MetaMessage("set_tempo", tempo=1_000_000)
    notes, remarks = read_notes(midi((0, on(60)), (480, off(60)), (0, slower), (480, on(64)), (240, on(64, 0))))
    assert notes.tolist() == [[60, 0, 0.5], [64, 1.5, 2.0]] and remarks == []


def test_running_status_is_read():
    body = bytes([0, 0x90, 60, 64, 96, 60, 0, 0, 62, 64, 96, 62, 0, 0, 0xFF, 0x2F, 0])
    content = b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk" + len(body).to_bytes(4, "big") + body
    assert read_notes(content)[0].tolist() == [[60, 0, 0.5], [62, 0.5, 1.0]]


def test_notes_without_length_and_stuck_notes_are_counted_and_left_out():
    notes, remarks = read_notes(midi((0, on(60)), (0, off(60)), (0, on(62)), (480, off(62)), (0, on(65)), (9, on(66))))
    assert notes[:, 0].tolist() == [62]
    assert remarks == ["notes without length left out: 1", "stuck notes left out: 2"]


def test_a_key_struck_again_ends_there_and_drums_are_no_notes():
    notes, _ = read_notes(
        midi((0, on(60)), (0, on(35, channel=9)), (480, on(60)), (480, off(60)), (0, off(35, channel=9)))
    )
    assert notes.tolist() == [[60, 0, 0.5], [60, 0.5, 1.0]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (b"<html>Log in</html>", "a text or a web page"),
        (SONG[:30], "damaged or cut off"),
        (midi((0, on(60)), (480, off(60)), kind=2), "of type 2"),
        (midi((0, mido.MetaMessage("text", text="silence"))), "there are no notes in it"),
        (midi((0, on(60))), "stuck notes left out: 1"),
        (SONG[:12] + bytes([0xE7, 40]) + SONG[14:], "frames of film"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence(content, words):
    with pytest.raises(BadMidi, match=words):
        read_notes(content)


def test_no_content_whatever_breaks_the_reader():
    rng = np.random.default_rng(0)
    for _ in range(300):
        content = bytearray(SONG)
        for place in rng.integers(14, len(content), int(rng.integers(1, 5))):
            content[place] = rng.integers(256)
        with contextlib.suppress(BadMidi):
            read_notes(bytes(content))


# The command


def test_the_default_needs_no_network_and_says_who_made_what(tmp_path, capsys):
    said = command(capsys, "--to", tmp_path / "data", "--pack")
    assert "Public domain" in said and "48 pieces" in said and "66,405 notes" in said and "on the web" in said
    with np.load(tmp_path / "data" / "piano_notes.npz") as file:
        assert file["notes"].sum() == len(file["pitch"]) == len(file["start"]) == len(file["end"]) == 66_405
        assert (file["end"] > file["start"]).all() and file["pitch"].max() < 128
        assert set(file["licence"]) == {"public domain"} and all(file["by"])
        assert len(set(file["work"])) == 40
    rows = list(csv.DictReader((tmp_path / "data" / "LICENCES.csv").open(encoding="utf-8")))
    assert len(rows) == 48 and all(row["by"] and row["licence"] and row["source"] for row in rows)
    sums = store.read_sums(tmp_path / "data")
    content = (tmp_path / "data" / "piano_notes.npz").read_bytes()
    assert sums["piano_notes.npz"] == hashlib.sha256(content).hexdigest()
    assert "complete and stay" in command(capsys, "--to", tmp_path / "data")
    command(capsys, "--to", tmp_path / "again")
    assert (tmp_path / "again" / "piano_notes.npz").read_bytes() == content


def test_bad_files_on_disk_are_named_and_the_rest_goes_on(tmp_path, capsys):
    folder = tmp_path / "midi" / "chopin"
    folder.mkdir(parents=True)
    (folder / "waltz_1.mid").write_bytes(SONG)
    (folder / "waltz_2.MID").write_bytes(SONG)
    (folder / "page.mid").write_bytes(b"<html>")
    (folder / "notes.txt").write_text("no music")
    said = command(capsys, "--to", tmp_path / "data", "--midi", tmp_path / "midi")
    assert "chopin/page: left out, it does not begin as a MIDI file does" in said and "2 pieces, 1 works" in said
    with np.load(tmp_path / "data" / "piano_notes.npz") as file:
        assert file["composer"].tolist() == ["chopin", "chopin"] and file["licence"].tolist() == ["not known"] * 2
        assert file["end"].tolist() == [5000, 7500] * 2


def test_nothing_usable_and_no_files_are_said(tmp_path, capsys):
    (tmp_path / "midi").mkdir()
    assert "There is no MIDI file" in command(capsys, "--to", tmp_path / "d", "--midi", tmp_path / "midi", code=2)
    (tmp_path / "midi" / "a.mid").write_bytes(b"")
    assert "None of the MIDI files" in command(capsys, "--to", tmp_path / "d", "--midi", tmp_path / "midi", code=2)
    assert "leave out --source" in command(capsys, "--midi", tmp_path, "--source", "scores", code=2)


@pytest.fixture
def krueger(monkeypatch, tmp_path):
    """Two files as the public repository has them, served; return the folder and the address."""
    folder = tmp_path / "served"
    (folder / "mozart").mkdir(parents=True)
    files = {}
    for name in ("mozart/a_1.mid", "mozart/a_2.mid"):
        (folder / name).write_bytes(SONG)
        files[name] = [len(SONG), store.sha256(SONG), "mozart: a"]
    about = {"repository": "x", "commit": "0123456789", "url": "http://127.0.0.1:9", "files": files}
    monkeypatch.setattr(piano_lstm, "registry", lambda: about)
    with serving(files_of(folder)) as server:
        yield folder, server.url


def test_the_real_files_are_downloaded_with_name_and_licence(krueger, tmp_path, capsys):
    said = command(capsys, "--to", tmp_path / "data", "--source", "krueger", "--mirror", krueger[1])
    assert "CC BY-SA 3.0" in said and "2 pieces, 1 works" in said
    with np.load(tmp_path / "data" / "piano_notes.npz") as file:
        assert set(file["by"]) == {"Bernd Krueger"} and "CC BY-SA" in str(file["licence"][0])
    (krueger[0] / "mozart" / "a_1.mid").unlink()  # they are in the cache now
    command(capsys, "--to", tmp_path / "other", "--source", "krueger", "--mirror", krueger[1])


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda file: file.write_bytes(SONG[:20]), "not the expected file"),
        (lambda file: file.write_bytes(SONG[:-1] + b"?"), "wrong checksum"),
        (lambda file: file.unlink(), "HTTP 404"),
    ],
)
def test_a_download_that_fails_is_explained_and_leaves_nothing(krueger, tmp_path, capsys, damage, words, monkeypatch):
    monkeypatch.setattr("data_fetch.download.PAUSE", 0.01)
    damage(krueger[0] / "mozart" / "a_2.mid")
    to = tmp_path / "data"
    said = command(capsys, "--to", to, "--source", "krueger", "--mirror", krueger[1], code=2)
    assert words in said and "the same command goes on" in said and not list(to.iterdir())


def test_offline_is_said(tmp_path, capsys):
    said = command(capsys, "--to", tmp_path / "data", "--source", "krueger", code=2)
    assert "No network" in said and "--source scores" in said


def test_maestro_wants_its_licence_accepted_first(tmp_path, capsys, monkeypatch):
    assert "--accept-licence" in command(capsys, "--to", tmp_path / "data", "--source", "maestro", code=2)
    served = tmp_path / "served"
    served.mkdir()
    table = "canonical_composer,canonical_title,midi_filename\nBach,Partita,2004/a.midi\nBach,Partita,2006/b.midi\n"
    with zipfile.ZipFile(served / "maestro.zip", "w") as archive:
        archive.writestr("maestro/maestro.csv", table)
        archive.writestr("maestro/2004/a.midi", SONG)
        archive.writestr("maestro/2006/b.midi", SONG)
    content = (served / "maestro.zip").read_bytes()
    small = sources.ZipArchive("maestro.zip", len(content), store.sha256(content))
    monkeypatch.setattr(sources, "MAESTRO_ARCHIVE", small)
    with serving(files_of(served)) as server:
        options = ("--source", "maestro", "--accept-licence", "--mirror", server.url)
        assert "2 pieces, 1 works, 1 composers" in command(capsys, "--to", tmp_path / "data", *options)


def test_other_data_are_not_replaced_unasked(tmp_path, capsys):
    (tmp_path / "midi").mkdir()
    (tmp_path / "midi" / "a.mid").write_bytes(SONG)
    command(capsys, "--to", tmp_path / "data", "--midi", tmp_path / "midi")
    assert "holds other data" in command(capsys, "--to", tmp_path / "data", "--source", "scores", code=2)
    (tmp_path / "data" / "piano_notes.npz").write_bytes(b"?")
    assert "was changed since" in command(capsys, "--to", tmp_path / "data", "--midi", tmp_path / "midi", code=2)
    command(capsys, "--to", tmp_path / "data", "--midi", tmp_path / "midi", "--force")


def test_a_full_disk_leaves_the_folder_as_it_was(tmp_path, capsys, monkeypatch):
    (tmp_path / "midi").mkdir()
    (tmp_path / "midi" / "a.mid").write_bytes(SONG)
    monkeypatch.setattr(store, "write_bytes", fail_after(3, OSError(errno.ENOSPC, "full")))
    assert "no room left" in command(capsys, "--to", tmp_path / "data", "--midi", tmp_path / "midi", code=2)
    assert not list((tmp_path / "data").iterdir())


def test_the_registry_names_each_real_file_with_its_work():
    about = json.loads((Path(piano_lstm.__file__).parent / "piano_midi.json").read_text(encoding="utf-8"))
    assert len(about["files"]) == 294 and len(about["commit"]) == 40
    assert all(size > 0 and len(digest) == 64 and ": " in work for size, digest, work in about["files"].values())


# The notebook's data cell


@pytest.fixture
def cell(tmp_path, monkeypatch):
    """Return what runs the data cell in an empty folder, with an address of the students' files."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    code = [one for one in text("piano_lstm").cells if one.kind == "code"]

    def run(address=""):
        imports = "import functools, hashlib, os, urllib.request, zipfile\nimport numpy as np\nfrom pathlib import Path\nimport torch\n"
        helpers = next(one for one in code if "def find_in" in one.source).source
        source = next(one for one in code if one.toy == "data").source
        space = {}
        for part in (imports, helpers, source.replace('STUDENT_FILES = ""', f"STUDENT_FILES = {address!r}", 1)):
            exec(compile(to_python(part), "data cell", "exec"), space)
        return space

    return run


def test_the_data_cell_reads_what_is_there_and_fetches_what_is_not(cell, tmp_path, capsys):
    assert "pieces" not in cell() and "upload it beside this notebook" in capsys.readouterr().out
    served = tmp_path / "served"
    served.mkdir()
    examples("piano_lstm", "short_run").make_data(served, None)
    content = (served / "piano_notes.npz").read_bytes()
    (served / "SHA256SUMS").write_text(f"{store.sha256(content)}  piano_notes.npz\n")
    with serving(files_of(served)) as server:
        space = cell(server.url)
    assert len(space["pieces"]) == 60 and "Source: toy pieces" in capsys.readouterr().out
    notes = space["pieces"][0]["notes"]
    assert notes.shape[1] == 3 and (notes[:, 2] > notes[:, 1]).all() and notes[:, 2].max() < 200
    Path("data/piano_notes.npz").write_bytes(content[:-50])
    with pytest.raises(ValueError, match="was the upload finished"):
        cell()


def test_a_damaged_download_leaves_no_half_file(cell, tmp_path, capsys):
    served = tmp_path / "served"
    served.mkdir()
    (served / "piano_notes.npz").write_bytes(b"cut off")
    (served / "SHA256SUMS").write_text(f"{'0' * 64}  piano_notes.npz\n")
    with serving(files_of(served)) as server:
        assert "pieces" not in cell(server.url)
        assert "arrived damaged" in capsys.readouterr().out
        (served / "SHA256SUMS").write_text("<html>")
        cell(server.url)
        assert "does not name piano_notes.npz" in capsys.readouterr().out
    assert not [path for path in Path("data").rglob("*") if path.is_file()]


def test_a_day_is_longer_than_any_piece():
    far = [(0, on(60)), *((2**28 - 1, on(61, 0)) for _ in range(40)), (480, off(60))]
    with pytest.raises(BadMidi, match="longer than a day"):
        read_notes(midi(*far, ticks=24))
    assert midi_notes.MOST_SECONDS >= 86_400
