"""`data_fetch`: the data of `music_classification`, and what a user is told when something is in the way."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import librosa
import numpy as np
import pytest
import soundfile
from data_files import DIES_AT, fail_after

from data_fetch import FetchError, dl4mir, features, iowa, recipe, recordings, soundfont, sources, store
from data_fetch import music_classification as music
from data_fetch.__main__ import main

TINY = recipe.Size(train_rows=300, test_rows=60, semitones=6, seconds=0.4)
PITCHES = (60, 62, 64, 65, 67)  # the third is held out


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Both sizes are tiny, training notes have one changed copy, and there is no network."""
    monkeypatch.setenv(iowa.MIRROR, "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    monkeypatch.setattr(sources, "OPENING_ADDRESSES", ())
    monkeypatch.setattr(recipe, "SIZES", {"small": TINY, "full": TINY})
    monkeypatch.setattr(recipe, "COPIES", 1)


@pytest.fixture(scope="session")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five notes of each instrument: harmonic tones, each instrument with its own overtones. Read them only."""
    folder = tmp_path_factory.mktemp("notes")
    time = np.arange(round(0.4 * 44100)) / 44100
    for place, instrument in enumerate(music.CLASSES):
        (folder / instrument).mkdir()
        for pitch in PITCHES:
            phase = 2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * time
            tone = sum(np.sin(k * phase) / k ** (1 + place / 4) for k in range(1, 8))
            name = f"{instrument}__note-{pitch}.flac" if place % 2 else f"{instrument}/note-{pitch}.wav"
            soundfile.write(folder / name, 0.2 * tone, 44100)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All files in a folder, hidden ones too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def fetch(to: Path, **options) -> list[str]:
    """Fetch the data set; return what the user was told."""
    told: list[str] = []
    music.fetch(to, options.pop("recordings", None), say=told.append, **options)
    return told


def refused(capsys: pytest.CaptureFixture, *arguments: object) -> str:
    """The one line that the command says when it cannot do what is asked."""
    assert main(["music_classification", *map(str, arguments)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("data_fetch: ") and told.count("\n") == 1
    return told


# The data


def test_two_runs_give_the_same_bytes(tmp_path, notes):
    for options in ({}, {"recordings": notes}):
        for name in ("a", "b"):
            fetch(tmp_path / name, force=True, **options)
        assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.parametrize("source", ["soundfont", "recordings"])
def test_the_files_have_the_format_of_the_original(tmp_path, notes, source):
    fetch(tmp_path, recordings=notes if source == "recordings" else None)
    assert set(contents(tmp_path)) == {*music.NAMES, music.NOTES, music.RECORD, music.OPENING, store.SUMS}
    for part, most in (("train", 300), ("test", 60)):
        data = np.load(tmp_path / f"uiowa_{part}_data.npy")
        labels = np.load(tmp_path / f"uiowa_{part}_labels.npy")
        assert data.dtype == np.float64 and labels.dtype == np.int64
        assert data.shape == (len(labels), 120) and 10 < len(labels) <= most
        assert np.isfinite(data).all() and data.std(axis=0).min() > 0
        assert (np.diff(labels) >= 0).all() and set(labels) == set(range(10))
    assert json.loads((tmp_path / "uiowa_classes.json").read_text()) == list(music.CLASSES)


def test_the_record_names_source_licence_and_checksums(tmp_path):
    fetch(tmp_path)
    first = (tmp_path / music.RECORD).read_text()
    fetch(tmp_path, force=True)
    record = json.loads((tmp_path / music.RECORD).read_text())
    assert first == (tmp_path / music.RECORD).read_text() and set(record["files"]) == {
        *music.NAMES,
        music.NOTES,
        music.OPENING,
    }
    assert "TimGM6mb" in record["source"]["title"] and record["source"]["licence"] and record["source"]["citation"]
    for name, digest in record["files"].items():
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_no_held_out_pitch_is_in_the_training_data_and_no_test_note_is_changed(monkeypatch):
    def fake(number, instrument, pitch, string):  # its rows hold its number, and whether they are of a changed copy
        return SimpleNamespace(
            instrument=instrument,
            pitch=pitch,
            name=f"{instrument}/{string}-{pitch}",
            samples=lambda: np.array([number, 0]),
        )

    places = itertools.product(music.CLASSES, range(50, 61), "ad")
    fakes = [fake(number, *place) for number, place in enumerate(places)]
    monkeypatch.setattr(recipe, "mfcc_windows", lambda samples: samples[None])
    monkeypatch.setattr(
        recipe, "changed_copies", lambda samples, rng, copies, semitones: [samples + np.array([0, 1])] * copies
    )
    (train, test, train_labels, test_labels, notes), held_out = recipe.build(fakes, recipe.Size(10**6, 10**6, 0, 0))

    def played(rows):
        return {(fakes[number].instrument, fakes[number].pitch) for number in rows[:, 0].astype(int)}

    assert played(test) == {(name, pitch) for name in music.CLASSES for pitch in (52, 57)}
    assert played(train) == {(fake.instrument, fake.pitch) for fake in fakes} - played(test)
    assert set(train[:, 1]) == {0, 1} and set(test[:, 1]) == {0}
    assert all(pitches == [52, 57] for pitches in held_out.values())
    for rows, labels in ((train, train_labels), (test, test_labels)):
        assert [fakes[number].instrument for number in rows[:, 0].astype(int)] == [
            music.CLASSES[label] for label in labels
        ]
    assert notes.dtype == np.int32 and len(notes) == len(train)
    same_note = set(zip(notes.tolist(), train[:, 0].tolist(), strict=True))
    assert len(same_note) == len(set(notes.tolist())) == len(set(train[:, 0])), "a note's copies have its number"


def test_the_features_are_the_mean_mfccs_of_librosa_without_silent_frames():
    rng = np.random.default_rng(0)
    sound = (librosa.chirp(fmin=200, fmax=6000, sr=22050, length=20000) + 0.01 * rng.normal(size=20000)) / 2
    sound = np.concatenate([sound, np.zeros(8000), sound[:6000]]).astype(np.float32)
    power = librosa.feature.melspectrogram(y=sound, sr=22050, n_fft=2048, hop_length=512, n_mels=128, fmax=8000)
    mfcc = librosa.feature.mfcc(S=librosa.power_to_db(power, top_db=80), n_mfcc=120).T
    loud = librosa.feature.rms(y=sound, frame_length=2048, hop_length=512)[0]
    heard = mfcc[loud >= 0.01 * loud.max()]
    assert len(heard) < len(mfcc)
    means = [heard[start : start + 8].mean(axis=0) for start in range(len(heard) - 7)]
    np.testing.assert_allclose(features.mfcc_windows(sound), means, atol=1e-3)


def test_a_silent_sound_and_a_short_one_have_no_rows():
    assert features.mfcc_windows(np.zeros(30000)).shape == (0, 120)
    assert features.mfcc_windows(np.ones(2000)).shape == (0, 120)


def test_changed_copies_share_out_the_range_of_pitches():
    tone = np.sin(2 * np.pi * 1000 * np.arange(22050) / 22050).astype(np.float32)
    lengths = [len(copy) for copy in features.changed_copies(tone, np.random.default_rng(0), 4, 1.0)]
    semitones = 12 * np.log2(22050 / np.array(lengths))
    assert list(np.floor(2 * semitones)) == [-2, -1, 0, 1]


def test_the_soundfont_has_a_sound_for_every_note_it_is_asked_for():
    notes = recipe.soundfont_notes(recipe.Size(0, 0, semitones=128, seconds=0.1))
    assert len(notes) > 300
    silent = [note.name for note in notes if not np.abs(note.samples()).max() > 0.001]
    assert not silent


@pytest.mark.parametrize(
    ("name", "pitch"),
    [
        ("note-57", 57),
        ("a-note-57", 57),
        ("Cl_ff-50-D3", 50),
        ("trumpet-ff-ais3", 58),
        ("trumpet-ff-A#3", 58),
        ("trumpet-ff-Bb3", 58),
        ("trumpet-ff-c4", 60),
        ("trumpet-ff", None),
        ("take-2", None),
    ],
)
def test_the_pitch_is_read_from_the_file_name(name, pitch):
    assert recordings.pitch_of(name) == pitch


def test_a_recording_is_read_as_mono_at_22050_samples_per_second_and_at_most_3_seconds(tmp_path):
    tone = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(4 * 44100) / 44100)
    soundfile.write(tmp_path / "stereo.flac", np.stack([tone, 0 * tone], axis=1), 44100)
    samples = recordings.Recording("oboe", 83, "oboe/note-83", tmp_path / "stereo.flac").samples()
    assert samples.dtype == np.float32 and len(samples) == 3 * 22050
    assert np.abs(np.fft.rfft(samples)).argmax() == 3000  # 1000 Hz in 3 s
    assert np.abs(samples[1000:-1000]).max() == pytest.approx(0.25, abs=0.01)


def test_other_instruments_hidden_files_and_other_files_are_left_out(tmp_path, notes):
    for path in notes.rglob("*.*"):
        target = tmp_path / path.relative_to(notes)
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    for name in ("tuba__note-60.flac", "readme.txt", ".oboe__note-61.flac", "oboe__unknown.flac"):
        (tmp_path / name).write_bytes(b"?")
    found = recordings.find_recordings(tmp_path, music.CLASSES)
    assert [(one.instrument, one.pitch) for one in found] == [(name, p) for name in music.CLASSES for p in PITCHES]


def test_the_network_of_the_assignment_reaches_its_target_on_the_offline_data(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.undo()  # the real sizes
    fetch(tmp_path, source="soundfont")
    Xtr, Xts, ytr, yts = [np.load(tmp_path / name) for name in music.NAMES[:4]]
    Xtr, Xts = [torch.tensor((X - Xtr.mean(axis=0)) / Xtr.std(axis=0), dtype=torch.float32) for X in (Xtr, Xts)]
    ytr, yts = torch.tensor(ytr), torch.tensor(yts)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            order = torch.randperm(len(Xtr))
            train, validation = order[len(order) // 5 :], order[: len(order) // 5]
            net = torch.nn.Sequential(torch.nn.Linear(120, 256), torch.nn.Sigmoid(), torch.nn.Linear(256, 10))
            adam = torch.optim.Adam(net.parameters(), lr=1e-3)
            good = epochs = 0
            while good < 3 and epochs < 25:
                epochs += 1
                for batch in train[torch.randperm(len(train))].split(128):
                    adam.zero_grad()
                    torch.nn.functional.cross_entropy(net(Xtr[batch]), ytr[batch]).backward()
                    adam.step()
                with torch.no_grad():
                    right = net(Xtr[validation]).argmax(dim=1) == ytr[validation]
                    good = good + 1 if right.float().mean() > 0.98 else 0
            with torch.no_grad():
                accuracy = (net(Xts).argmax(dim=1) == yts).float().mean().item()
    finally:
        torch.set_num_threads(threads)
    assert good == 3
    assert accuracy > 0.95


# The opening recording


def test_offline_the_opening_recording_is_a_stand_in_and_the_user_is_told(tmp_path):
    told = fetch(tmp_path)
    assert any(music.OPENING in line and "STAND-IN" in line for line in told)
    info = soundfile.info(tmp_path / music.OPENING)
    assert (info.samplerate, info.channels, info.duration) == (22050, 1, 16.0)


def test_the_stand_in_plays_c6_to_e_flat_6():
    phrase = soundfont.opening_phrase()
    for place, pitch in enumerate((84, 85, 86, 87)):
        note = phrase[round((4 * place + 1) * 22050) : round((4 * place + 3) * 22050)]
        peak = np.abs(np.fft.rfft(note * np.hanning(len(note)))).argmax() * 22050 / len(note)
        assert any(abs(librosa.hz_to_midi(peak / k) - pitch) < 0.5 for k in (1, 2, 3))


def test_a_real_opening_recording_is_taken_from_beside_the_recordings_and_then_kept(tmp_path, notes):
    fetch(tmp_path / "data")
    beside = notes.parent / music.OPENING
    soundfile.write(beside, np.zeros(1000), 44100)
    try:
        told = fetch(tmp_path / "data", recordings=notes, force=True)
    finally:
        real = beside.read_bytes()
        beside.unlink()
    assert not any("STAND-IN" in line for line in told)
    assert (tmp_path / "data" / music.OPENING).read_bytes() == real
    fetch(tmp_path / "data", force=True)
    assert (tmp_path / "data" / music.OPENING).read_bytes() == real
    record = json.loads((tmp_path / "data" / music.RECORD).read_text())
    assert record["files"][music.OPENING] == hashlib.sha256(real).hexdigest()


# The original files, placed by hand


@pytest.fixture
def originals(tmp_path, monkeypatch) -> Path:
    """A folder with four files like the original ones, but with fewer rows."""
    monkeypatch.setattr(dl4mir, "ROWS", {"train": 50, "test": 20})
    folder = tmp_path / "originals"
    folder.mkdir()
    for part, rows in dl4mir.ROWS.items():
        np.save(folder / f"uiowa_{part}_data.npy", np.random.default_rng(0).normal(size=(rows, 120)))
        np.save(folder / f"uiowa_{part}_labels.npy", np.arange(rows) * 10 // rows)
    return folder


def test_original_files_in_order_stay_as_they_are_and_get_what_the_notebook_wants_too(originals, capsys):
    before = contents(originals)
    assert main(["music_classification", "--to", str(originals), "--source", "dl4mir"]) == 0
    told = capsys.readouterr().out
    assert "The four files are in order" in told and "class 0, class 1" in told
    after = contents(originals)
    assert before.items() <= after.items() and set(after) == {*music.NAMES, music.RECORD, music.OPENING, store.SUMS}
    for options in ([], ["--source", "dl4mir"]):  # a second run, and one that takes what is on disk
        assert main(["music_classification", "--to", str(originals), *options]) == 0
        assert "there already" in capsys.readouterr().out
        assert contents(originals) == after


def test_names_that_the_user_gives_to_the_labels_are_kept(originals, capsys):
    mine = json.dumps(list("abcdefghij")).encode()
    (originals / "uiowa_classes.json").write_bytes(mine)
    fetch(originals, source="dl4mir")
    assert (originals / "uiowa_classes.json").read_bytes() == mine
    for useless in (b'["a"]', b"{}", b"?"):
        (originals / "uiowa_classes.json").write_bytes(useless)
        assert "no JSON list of 10 names" in refused(capsys, "--to", originals, "--source", "dl4mir")


def test_absent_original_files_are_named_and_where_they_are_found(originals, capsys):
    (originals / "uiowa_test_data.npy").unlink()
    told = refused(capsys, "--to", originals, "--source", "dl4mir")
    assert "has no uiowa_test_data.npy." in told and "github.com/marl/dl4mir-tutorial" in told


def other(array: np.ndarray, how: str) -> np.ndarray:
    """A changed copy of an array."""
    array = array.copy()
    if how in ("NaN", "infinite"):
        array[7, 3] = np.nan if how == "NaN" else -np.inf
    elif how in ("-1", "10"):
        array[5] = int(how)
    elif how == "without 4":
        array[array == 4] = 3
    elif how == "fewer rows":
        array = array[:-1]
    elif how == "fewer columns":
        array = array[:, :40]
    elif how == "two-dimensional":
        array = array[:, None]
    return array if how not in ("float32", "float64", "int32") else array.astype(how)


@pytest.mark.parametrize(
    ("name", "how", "told"),
    [
        ("uiowa_train_data.npy", "NaN", "1 of its values are NaN or infinite, the first in row 7"),
        ("uiowa_test_data.npy", "infinite", "the first in row 7"),
        ("uiowa_test_data.npy", "fewer columns", "has the shape (20, 40), not (20, 120)"),
        ("uiowa_train_data.npy", "fewer rows", "the train part have different numbers of rows"),
        ("uiowa_test_labels.npy", "fewer rows", "has the shape (19,), not (20,)"),
        ("uiowa_test_labels.npy", "two-dimensional", "has the shape (20, 1), not (20,)"),
        ("uiowa_train_data.npy", "float32", "holds float32, not float64"),
        ("uiowa_train_labels.npy", "float64", "astype('int64')"),
        ("uiowa_train_labels.npy", "int32", "holds int32, not int64"),
        ("uiowa_test_labels.npy", "-1", "labels other than 0 to 9: -1"),
        ("uiowa_train_labels.npy", "10", "labels other than 0 to 9: 10"),
        ("uiowa_train_labels.npy", "without 4", "lacks the labels 4"),
    ],
)
def test_what_is_wrong_with_original_files_is_told_and_nothing_is_converted(originals, capsys, name, how, told):
    np.save(originals / name, other(np.load(originals / name), how))
    before = contents(originals)
    said = refused(capsys, "--to", originals, "--source", "dl4mir")
    assert name in said and told in said and "Nothing was changed" in said
    assert contents(originals) == before


@pytest.mark.parametrize("how", ["empty", "text", "half", "pickle", "zip", "half a zip"])
def test_a_damaged_original_file_is_named_and_code_in_it_is_not_run(originals, capsys, how):
    path = originals / "uiowa_test_data.npy"
    good = path.read_bytes()
    if "zip" in how:
        np.savez(originals / "all.npz", np.zeros(10))
        zipped = (originals / "all.npz").read_bytes()
        path.write_bytes(zipped if how == "zip" else zipped[:40])
    elif how == "pickle":
        np.save(path, np.array([{}], dtype=object), allow_pickle=True)
    else:
        path.write_bytes({"empty": b"", "text": b"Hello", "half": good[: len(good) // 2]}[how])
    told = refused(capsys, "--to", originals, "--source", "dl4mir")
    assert "uiowa_test_data.npy is damaged or incomplete" in told


def test_data_made_by_the_command_are_not_taken_for_the_original_files(tmp_path, capsys):
    fetch(tmp_path)
    assert "that this command made" in refused(capsys, "--to", tmp_path, "--source", "dl4mir")


def test_unchecked_original_files_are_not_replaced_and_the_check_is_offered(originals, capsys):
    before = contents(originals)
    assert "--source dl4mir" in refused(capsys, "--to", originals)
    assert contents(originals) == before


# Running it again


def test_a_second_run_does_nothing(tmp_path, monkeypatch):
    fetch(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    monkeypatch.setattr(recipe, "build", None)
    monkeypatch.setattr(store, "write_bytes", None)
    assert any("there already" in line for line in fetch(tmp_path))
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_a_set_with_a_missing_file_is_made_again(tmp_path):
    fetch(tmp_path)
    before = contents(tmp_path)
    for name in ("uiowa_test_data.npy", music.NAMES[-1], music.OPENING):
        (tmp_path / name).unlink()
        fetch(tmp_path)
        assert contents(tmp_path) == before


def test_data_of_unknown_origin_are_only_replaced_by_force(tmp_path, capsys):
    (tmp_path / "uiowa_train_data.npy").write_bytes(b"mine")
    told = refused(capsys, "--to", tmp_path)
    assert "uiowa_train_data.npy" in told and "--force" in told
    assert contents(tmp_path) == {"uiowa_train_data.npy": b"mine"}
    assert main(["music_classification", "--to", str(tmp_path), "--force"]) == 0
    assert set(contents(tmp_path)) == {*music.NAMES, music.NOTES, music.RECORD, music.OPENING, store.SUMS}


def test_data_that_were_changed_are_only_replaced_by_force(tmp_path, capsys):
    fetch(tmp_path)
    good = (tmp_path / "uiowa_test_labels.npy").read_bytes()
    (tmp_path / "uiowa_test_labels.npy").write_bytes(b"mine")
    assert "uiowa_test_labels.npy" in refused(capsys, "--to", tmp_path)
    assert (tmp_path / "uiowa_test_labels.npy").read_bytes() == b"mine"
    fetch(tmp_path, force=True)
    assert (tmp_path / "uiowa_test_labels.npy").read_bytes() == good


def test_data_of_another_source_are_only_replaced_by_force(tmp_path, notes, capsys):
    fetch(tmp_path, recordings=notes)
    before = contents(tmp_path)
    assert "another source" in refused(capsys, "--to", tmp_path, "--source", "soundfont")
    assert "another source" in refused(capsys, "--to", tmp_path, "--size", "small")
    assert contents(tmp_path) == before
    fetch(tmp_path, force=True)
    assert contents(tmp_path) != before


@pytest.mark.parametrize("record", [b"", b"[]", b'{"files": {}}', b"\xff"])
def test_a_damaged_record_is_not_trusted(tmp_path, capsys, record):
    for name in music.NAMES:
        (tmp_path / name).write_bytes(b"mine")
    (tmp_path / music.RECORD).write_bytes(record)
    assert "--force" in refused(capsys, "--to", tmp_path)


# What a user can put right


def test_a_missing_folder_of_recordings_is_named(tmp_path, capsys):
    assert "no folder" in refused(capsys, "--to", tmp_path / "data", "--recordings", tmp_path / "nowhere")
    assert not (tmp_path / "data").exists()


def test_a_folder_without_recordings_says_which_names_are_expected(tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("Hello")
    told = refused(capsys, "--to", tmp_path / "data", "--recordings", tmp_path)
    assert "no usable recordings" in told and "oboe__note-60.flac" in told
    assert not (tmp_path / "data").exists()


def test_missing_instruments_are_named(tmp_path, capsys):
    (tmp_path / "oboe__note-60.flac").write_bytes(b"?")
    told = refused(capsys, "--to", tmp_path / "data", "--recordings", tmp_path)
    assert "no recordings of alto-saxophone" in told


def test_an_instrument_with_too_few_pitches_is_named():
    with pytest.raises(FetchError, match="only 4 different pitches of oboe"):
        recipe.held_out("oboe", [60, 61, 61, 62, 63])


def damage(sound: bytes, how: str) -> bytes:
    """A FLAC file that is broken in some way."""
    silence = b"fLaC"
    return {"empty": b"", "text": b"Hello", "truncated": sound[: len(sound) // 2], "signature only": silence}[how]


@pytest.mark.parametrize("how", ["empty", "text", "truncated", "signature only", "silent", "not a number"])
def test_a_recording_that_cannot_be_used_is_named_and_nothing_is_written(tmp_path, notes, capsys, how):
    for path in notes.rglob("*.*"):
        target = tmp_path / "notes" / path.relative_to(notes)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    bad = tmp_path / "notes" / "bassoon__note-62.flac"
    if how == "silent":
        soundfile.write(bad, np.zeros(20000), 44100)
    elif how == "not a number":
        bad.unlink()
        bad = bad.with_suffix(".wav")
        soundfile.write(bad, np.append(np.sin(np.arange(20000)), np.inf), 44100, subtype="FLOAT")
    else:
        bad.write_bytes(damage(bad.read_bytes(), how))
    told = refused(capsys, "--to", tmp_path / "data", "--recordings", tmp_path / "notes")
    assert str(bad) in told and "Replace or remove it" in told
    assert ("not numbers" in told) == (how == "not a number") and ("silent" in told) == (how == "silent")
    assert contents(tmp_path / "data") == {}


def test_a_file_in_place_of_the_target_folder_is_named(tmp_path, capsys):
    (tmp_path / "data").write_text("a file")
    for target in (tmp_path / "data", tmp_path / "data" / "below"):
        assert "Choose a folder" in refused(capsys, "--to", target)


@pytest.mark.parametrize("earlier_data", [False, True])
@pytest.mark.parametrize("writes", [1, 2, 4, 8])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "no room left"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "right to write"),
    ],
)
def test_an_error_while_writing_leaves_the_folder_as_it_was(
    tmp_path, capsys, monkeypatch, error, told, writes, earlier_data
):
    monkeypatch.setattr(recipe, "build", lambda notes, size: ([np.zeros((20, 120))] * 2 + [np.zeros(20)] * 3, {}))
    for name in music.NAMES if earlier_data else ():
        (tmp_path / name).write_bytes(b"mine")
    before = contents(tmp_path)
    monkeypatch.setattr(store, "write_bytes", fail_after(writes, error))
    assert told in refused(capsys, "--to", tmp_path, "--force")
    assert contents(tmp_path) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="every folder may be written to here")
def test_a_folder_without_the_right_to_write_is_named(tmp_path, capsys):
    tmp_path.chmod(0o555)
    try:
        assert "right to write" in refused(capsys, "--to", tmp_path)
    finally:
        tmp_path.chmod(0o755)


def test_an_interrupt_leaves_the_folder_as_it_was(tmp_path, capsys, monkeypatch):
    fetch(tmp_path)
    before = contents(tmp_path)
    monkeypatch.setattr(store, "write_bytes", fail_after(4, KeyboardInterrupt()))
    assert main(["music_classification", "--to", str(tmp_path), "--force"]) == 130
    assert "same command again" in capsys.readouterr().err
    assert contents(tmp_path) == before


KILLED = (
    DIES_AT
    + """
import pathlib, sys
from data_fetch import music_classification as music, recipe, store
sizes = {"small": recipe.Size(300, 60, 6, 0.4)}
recipe.SIZES, recipe.COPIES = sizes | {"full": sizes["small"]}, 1
step, number, to = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if step == "write":
    store.write_bytes = dies_at(number, store.write_bytes)
else:
    pathlib.Path.replace = dies_at(number, pathlib.Path.replace)
music.fetch(to, force=True)
"""
)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize(("step", "number"), [("write", 5), ("rename", 4)])
def test_a_kill_leaves_the_old_set_or_none_that_looks_complete_and_the_next_run_puts_it_right(
    tmp_path, notes, step, number
):
    fetch(tmp_path / "expected")
    fetch(tmp_path / "data", recordings=notes)
    before = contents(tmp_path / "data")
    killed = subprocess.run([sys.executable, "-c", KILLED, step, str(number), str(tmp_path / "data")], timeout=300)
    assert killed.returncode == -9
    if step == "write":
        after = contents(tmp_path / "data")
        assert {name: after[name] for name in after if not name.startswith(".")} == before
    else:
        assert not (tmp_path / "data" / music.NAMES[-1]).exists()
    fetch(tmp_path / "data", force=step == "write")
    assert contents(tmp_path / "data") == contents(tmp_path / "expected")


def test_the_command_runs_and_lists_what_it_knows():
    run = [sys.executable, "-m", "data_fetch"]
    assert "music_classification" in subprocess.run([*run, "--help"], capture_output=True, text=True, check=True).stdout
    unknown = subprocess.run([*run, "nonsense"], capture_output=True, text=True)
    assert unknown.returncode == 2
    assert "music_classification" in unknown.stderr and "Traceback" not in unknown.stderr


def test_the_checksums_beside_the_data_are_those_of_the_files(tmp_path):
    fetch(tmp_path)
    listed = dict(reversed(line.split("  ")) for line in (tmp_path / store.SUMS).read_text().splitlines())
    assert set(listed) == {*music.NAMES, music.NOTES, music.OPENING}
    assert all(store.sha256((tmp_path / name).read_bytes()) == digest for name, digest in listed.items())
