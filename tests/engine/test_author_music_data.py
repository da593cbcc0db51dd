"""`data_fetch author_music`: rendered, GuitarSet or own recordings, and what a user is told. Nothing goes outside."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from data_files import fail_after, tree
from local_server import files_of, nothing_outside, serving

from data_fetch import author_music as music
from data_fetch import author_recordings, author_scores, large_file, rooms, sources, store
from data_fetch.__main__ import main
from data_fetch.sources import Archive

RATE = 16_000


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two pieces of a second of each author, and no network."""
    shorten(monkeypatch)
    nothing_outside(monkeypatch, tmp_path)
    monkeypatch.setenv(author_recordings.MIRROR, "http://127.0.0.1:9")  # nobody listens there


def shorten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(music, "PIECES", 2)
    patch.setattr(author_scores, "LONGEST", 1.0)


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny packed set as the command makes it. Read it only."""
    to = tmp_path_factory.mktemp("rendered")
    with pytest.MonkeyPatch.context() as patch:
        shorten(patch)
        assert main(["author_music", "--to", str(to), "--pack"]) == 0
    return to


@pytest.fixture
def copy(rendered: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(rendered, tmp_path / "data"))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with two recordings of each of two players, in as many forms."""
    folder = tmp_path / "own"
    write(folder / "anna" / "one.wav", tone(3.0))
    write(folder / "anna" / "two words.flac", np.stack([tone(2.5), 0.5 * tone(2.5)], axis=1))
    write(folder / "ben" / "one.wav", tone(2.5, 48_000), 48_000, subtype="PCM_U8")
    write(folder / "ben" / "deeper" / "two.ogg", tone(3.0))
    return folder


def tone(seconds: float, rate: int = RATE) -> np.ndarray:
    return 0.4 * np.sin(2 * np.pi * 330 * np.arange(round(seconds * rate)) / rate)


def write(path: Path, sound: np.ndarray, rate: int = RATE, **options: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, sound, rate, **options)


def command(capsys: pytest.CaptureFixture, *arguments: object, code: int = 0) -> str:
    """What the command says."""
    assert main(["author_music", *map(str, arguments)]) == code
    told = capsys.readouterr()
    assert not code or (told.err.startswith("data_fetch: ") and told.err.count("\n") == 1)
    return told.err if code else told.out


def record(to: Path) -> dict:
    return json.loads((to / music.RECORD).read_text())


# What is written


def test_each_recording_is_in_both_sets_and_on_the_list(rendered):
    listed = record(rendered)["recordings"]
    assert record(rendered)["authors"] == ["carcassi", "sor"]
    assert [one["author"] for one in listed] == ["carcassi", "carcassi", "sor", "sor"]
    for folder in music.FOLDERS:
        for one in listed:
            sound, rate = soundfile.read(rendered / folder / one["author"] / f"{one['name']}.flac")
            assert rate == 44_100 and sound.ndim == 1 and len(sound) / rate == pytest.approx(one["seconds"], abs=0.01)
            assert 0.85 < np.abs(sound).max() <= 0.91


def test_the_music_is_the_same_in_both_sets_and_the_room_is_not(rendered):
    one = record(rendered)["recordings"][0]
    path = f"{one['author']}/{one['name']}.flac"
    varying, same = (soundfile.read(rendered / folder / path)[0] for folder in music.FOLDERS)
    loudness = [
        np.abs(sound).reshape(-1, 441)[:, :].mean(axis=1) for sound in (varying[: 441 * 200], same[: 441 * 200])
    ]
    assert np.corrcoef(*loudness)[0, 1] > 0.8 and np.corrcoef(varying, same)[0, 1] < 0.99


def test_before_the_first_note_only_the_room_is_heard(rendered):
    for path in rendered.glob("author-*/*/*.flac"):
        sound, rate = soundfile.read(path)
        silence, music_heard = sound[: int(0.9 * rate)], sound[rate : int(1.8 * rate)]
        assert 0 < silence.std() < 0.05 * music_heard.std()


def test_licences_and_names_travel_with_the_files(rendered):
    for folder in music.FOLDERS:
        rows = list(csv.DictReader(io.StringIO((rendered / folder / music.LICENCES).read_text())))
        assert len(rows) == 4
        for row in rows:
            assert row["typeset_by"] and row["mutopia_id"].startswith("Mutopia") and row["title"]
            assert row["licence"].startswith(("CC BY", "Public")) and row["changes"]
    assert "Mutopia" in record(rendered)["origin"]["title"]


def test_the_scores_that_are_carried_are_those_of_the_list():
    listed = list(csv.DictReader(io.StringIO((author_scores.SCORES / author_scores.LICENCES).read_text())))
    carried = {one.name for one in author_scores.SCORES.iterdir() if one.name.endswith(".mid")}
    assert {row["file"] for row in listed} == carried and len(carried) > 40
    for row in listed:
        assert hashlib.sha256((author_scores.SCORES / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    free = author_scores.scores(("horetzky", "knjze"), 20)
    assert {score.licence for score in free} == {"Public Domain"} and len(free) == 16


def test_the_checksums_are_those_of_all_files_and_the_zip_holds_them(rendered):
    listed = store.read_sums(rendered)
    assert set(listed) == set(tree(rendered)) - {store.SUMS}
    assert all(hashlib.sha256((rendered / name).read_bytes()).hexdigest() == listed[name] for name in listed)
    with zipfile.ZipFile(rendered / music.ARCHIVE) as archive:
        assert set(archive.namelist()) == set(listed) - {music.ARCHIVE}


def test_two_runs_give_the_same_bytes(rendered, tmp_path, capsys):
    command(capsys, "--to", tmp_path / "again", "--pack")
    assert tree(tmp_path / "again") == tree(rendered)


def test_a_room_is_the_same_each_time_and_its_noise_is_new_for_each_take():
    sound = np.concatenate([np.zeros(RATE), tone(1.0)])
    one, again = (rooms.room("hall").put(sound, RATE, "take 1") for _ in range(2))
    other = rooms.room("hall").put(sound, RATE, "take 2")
    assert np.array_equal(one, again) and not np.allclose(one[:RATE], other[:RATE])
    assert rooms.room("hall") == rooms.room("hall") != rooms.room("kitchen")
    assert not rooms.room("hall").put(np.zeros(100), RATE, "x").any()


# What the user is told


def test_by_default_it_is_rendered_and_the_command_says_so_and_how_to_get_real_ones(tmp_path, capsys):
    told = command(capsys, "--to", tmp_path / "data")
    assert "Mutopia" in told and "--source guitarset-small" in told and "sor, 2 recordings" in told


def test_what_is_complete_stays(copy, capsys, monkeypatch):
    before = tree(copy)
    monkeypatch.setattr(store, "write_bytes", None)
    for options in ((), ("--source", "rendered"), ("--authors", "sor", "carcassi"), ("--pack",)):
        assert "complete and stay" in command(capsys, "--to", copy, *options)
    assert tree(copy) == before


def test_a_set_without_a_zip_file_is_packed_afterwards(rendered, tmp_path, capsys):
    command(capsys, "--to", tmp_path / "data")
    command(capsys, "--to", tmp_path / "data", "--pack")
    assert tree(tmp_path / "data") == tree(rendered)


def test_other_data_are_not_replaced_without_force(copy, capsys):
    before = tree(copy)
    told = command(capsys, "--to", copy, "--authors", "horetzky", "knjze", code=2)
    assert "holds other data" in told and "--force" in told and tree(copy) == before
    command(capsys, "--to", copy, "--authors", "horetzky", "knjze", "--force")
    assert record(copy)["authors"] == ["horetzky", "knjze"]


def test_an_incomplete_rendered_set_is_made_anew(copy, rendered, capsys):
    next(copy.glob("author-varying/sor/*.flac")).unlink()
    command(capsys, "--to", copy, "--pack")
    assert tree(copy) == tree(rendered)


def test_folders_of_unknown_origin_are_not_touched(copy, capsys):
    (copy / music.RECORD).unlink()
    before = tree(copy)
    assert "was not made by this command" in command(capsys, "--to", copy, code=2)
    assert tree(copy) == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--authors", "sor", "bach"), "There are scores of carcassi, horetzky, knjze, sor"),
        (("--authors", "sor", "sor"), "two different ones"),
        (("--source", "guitarset-small", "--authors", "a", "b"), "leave out --authors"),
        (("--source", "rendered", "--recordings", "."), "leave out --source"),
        (("--recordings", "nowhere"), "there is no folder of this name"),
    ],
)
def test_options_that_make_no_sense_are_explained(tmp_path, capsys, options, words):
    assert words in command(capsys, "--to", tmp_path / "data", *options, code=2)
    assert not (tmp_path / "data" / music.RECORD).exists()


def test_a_full_disk_leaves_nothing_and_is_explained(tmp_path, capsys, monkeypatch):
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    monkeypatch.setattr(store, "write_bytes", fail_after(4, full))
    assert "no room left" in command(capsys, "--to", tmp_path / "data", code=2)
    assert tree(tmp_path / "data") == {}


# Recordings of one's own


def test_own_recordings_of_any_kind_are_taken(own, tmp_path, capsys):
    told = command(capsys, "--to", tmp_path / "data", "--recordings", own)
    listed = record(tmp_path / "data")
    assert listed["authors"] == ["anna", "ben"] and "ben, 2 recordings" in told
    assert {(one["name"], one["rate"]) for one in listed["recordings"]} == {
        ("one", RATE),
        ("two-words", RATE),
        ("one", 48_000),
        ("two", RATE),
    }
    assert "complete and stay" in command(capsys, "--to", tmp_path / "data", "--recordings", own)
    write(own / "anna" / "one.wav", tone(4.0))
    assert "holds other data" in command(capsys, "--to", tmp_path / "data", "--recordings", own, code=2)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda own: (own / "ben" / "one.wav").write_bytes(b"no sound"), "ben/one.wav cannot be used: it is damaged"),
        (lambda own: (own / "ben" / "one.wav").write_bytes(b""), "ben/one.wav cannot be used: it is damaged"),
        (lambda own: write(own / "ben" / "one.wav", np.zeros(3 * RATE)), "it is silent"),
        (lambda own: write(own / "ben" / "one.wav", tone(1.5)), "it lasts 1.5 s"),
        (lambda own: write(own / "ben" / "one.wav", tone(3.0, 8000), 8000), "it has 8000 samples per second"),
        (
            lambda own: write(own / "ben" / "one.wav", np.full(3 * RATE, np.nan), subtype="FLOAT"),
            "samples that are no numbers",
        ),
        (lambda own: (own / "ben" / "one.wav").unlink(), "ben has 1 recordings"),
        (lambda own: shutil.rmtree(own / "ben"), "holds 1 folders"),
        (lambda own: write(own / "cleo" / "one.wav", tone(3.0)), "holds 3 folders"),
        (lambda own: write(own / "ben" / "one.flac", tone(3.0)), "two recordings named one"),
    ],
)
def test_what_cannot_be_used_is_named_with_the_reason(own, tmp_path, capsys, spoil, words):
    spoil(own)
    assert words in command(capsys, "--to", tmp_path / "data", "--recordings", own, code=2)
    assert tree(tmp_path / "data") == {}


def test_a_clipped_recording_is_used_and_named(own, tmp_path, capsys):
    write(own / "ben" / "one.wav", np.clip(10 * tone(3.0), -1, 1))
    assert "ben/one.wav is clipped" in command(capsys, "--to", tmp_path / "data", "--recordings", own)


def test_of_more_than_two_folders_two_are_chosen(own, tmp_path, capsys):
    for name in ("one", "two"):
        write(own / "cleo" / f"{name}.wav", tone(3.0))
    command(capsys, "--to", tmp_path / "data", "--recordings", own, "--authors", "cleo", "anna")
    assert record(tmp_path / "data")["authors"] == ["anna", "cleo"]
    told = command(capsys, "--to", tmp_path / "more", "--recordings", own, "--authors", "cleo", "dora", code=2)
    assert "no folder dora" in told


def test_a_long_recording_is_cut(own, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(author_recordings, "LONGEST", 2.0)
    command(capsys, "--to", tmp_path / "data", "--recordings", own)
    assert {one["seconds"] for one in record(tmp_path / "data")["recordings"]} == {2.0}


# GuitarSet, from a server in this process


@pytest.fixture
def small(tmp_path, monkeypatch):
    """Seven recordings as the public repositories have them; return their folder and the address."""
    folder, listed = tmp_path / "served", []
    for one in author_recordings.small_files():
        write(folder / one["path"], tone(2.5))
        content = (folder / one["path"]).read_bytes()
        listed.append({**one, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    monkeypatch.setattr(author_recordings, "small_files", lambda: listed)
    with serving(files_of(folder)) as server:
        yield folder, server.url


def test_the_small_guitarset_is_downloaded_and_checked(small, tmp_path, capsys):
    options = ("--to", tmp_path / "data", "--source", "guitarset-small", "--cache", tmp_path / "kept")
    told = command(capsys, *options, "--mirror", small[1])
    assert "CC BY 4.0" in told and "player-05, 4 recordings" in told
    assert record(tmp_path / "data")["authors"] == ["player-03", "player-05"]
    command(capsys, *options, "--mirror", "http://127.0.0.1:9", "--force")  # from what is kept


def test_a_wrong_file_is_refused_and_the_set_stays_as_it_was(small, tmp_path, capsys):
    victim = small[0] / author_recordings.small_files()[0]["path"]
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    options = ("--to", tmp_path / "data", "--source", "guitarset-small", "--cache", tmp_path / "kept")
    told = command(capsys, *options, "--mirror", small[1], code=2)
    assert "wrong checksum" in told and tree(tmp_path / "data") == {}


def test_without_a_network_the_command_says_what_works(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(large_file.download, "PAUSE", 0.0)
    for source in ("guitarset-small", "guitarset"):
        told = command(capsys, "--to", tmp_path / "data", "--source", source, "--cache", tmp_path / "kept", code=2)
        assert "No network" in told and "--source rendered" in told
    told = command(capsys, "--to", tmp_path / "data", "--source", "guitarset", "--mirror", "ftp://x", code=2)
    assert "no address of a web server" in told


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """A small archive in the layout of GuitarSet's; return its path and the address."""
    folder = tmp_path / "served"
    folder.mkdir()
    path = folder / sources.GUITARSET_ARCHIVE.name
    with zipfile.ZipFile(path, "w") as file:
        for player in ("00", "03", "05"):
            for piece in ("Jazz2-110-Bb_comp", "SS1-68-E_solo"):
                sound = io.BytesIO()
                soundfile.write(sound, tone(2.5), RATE, format="WAV")
                file.writestr(f"{player}_{piece}_mic.wav", sound.getvalue())
    content = path.read_bytes()
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    monkeypatch.setattr(sources, "GUITARSET_ARCHIVE", Archive(path.name, len(content), md5, notes=6))
    with serving(files_of(folder)) as server:
        yield path, server.url


def test_guitarset_is_read_from_its_archive(archive, tmp_path, capsys):
    options = ("--source", "guitarset", "--cache", tmp_path / "kept", "--mirror", archive[1])
    command(capsys, "--to", tmp_path / "data", *options)
    assert {one["name"] for one in record(tmp_path / "data")["recordings"]} == {
        "03_Jazz2-110-Bb_comp",
        "03_SS1-68-E_solo",
    } | {
        "05_Jazz2-110-Bb_comp",
        "05_SS1-68-E_solo",
    }
    command(capsys, "--to", tmp_path / "others", *options, "--authors", "05", "00")
    assert record(tmp_path / "others")["authors"] == ["player-00", "player-05"]
    told = command(capsys, "--to", tmp_path / "none", *options, "--authors", "05", "09", code=2)
    assert "GuitarSet has no player 09" in told


def test_a_download_that_was_cut_off_goes_on(archive, tmp_path, capsys):
    kept = tmp_path / "kept" / "guitarset" / archive[0].name
    kept.parent.mkdir(parents=True)
    kept.write_bytes(archive[0].read_bytes()[:1000])
    options = ("--source", "guitarset", "--cache", tmp_path / "kept", "--mirror", archive[1])
    assert "are there already" in command(capsys, "--to", tmp_path / "data", *options)


def test_a_damaged_archive_is_removed(archive, tmp_path, capsys):
    content = bytearray(archive[0].read_bytes())
    content[500] ^= 255
    archive[0].write_bytes(content)
    options = ("--source", "guitarset", "--cache", tmp_path / "kept", "--mirror", archive[1])
    told = command(capsys, "--to", tmp_path / "data", *options, code=2)
    assert "arrived damaged" in told and not (tmp_path / "kept" / "guitarset" / archive[0].name).exists()
