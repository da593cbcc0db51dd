"""`data_fetch nsynth_rnn`: rendered notes in NSynth's layout, and what a user is told. Nothing is downloaded."""

from __future__ import annotations

import collections
import errno
import hashlib
import importlib.resources
import itertools
import json
import os
import shutil
import struct
import subprocess
import sys
import wave
import zipfile
from pathlib import Path

import numpy as np
import pytest
from data_files import DIES_AT, fail_after, tree

from data_fetch import folders, formants, nsynth, nsynth_archives, nsynth_rendered, soundfont, store
from data_fetch import nsynth_rnn as rnn
from data_fetch.__main__ import main
from data_fetch.nsynth_rendered import RenderedSize, Voice

TINY = RenderedSize({"train": 3, "valid": 1, "test": 1}, settings=1)
OTHER = RenderedSize({"train": 1, "valid": 1, "test": 1}, settings=1)


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small and full are tiny, and there is no network."""
    monkeypatch.setattr(nsynth_rendered, "SIZES", {"small": TINY, "full": OTHER})
    monkeypatch.setenv(nsynth_archives.MIRROR, "http://127.0.0.1:9")  # nobody listens there


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny packed set as the command makes it. Read it only."""
    to = tmp_path_factory.mktemp("rendered")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nsynth_rendered, "SIZES", {"small": TINY})
        assert main(["nsynth_rnn", "--to", str(to), "--pack"]) == 0
    return to


@pytest.fixture
def copy(rendered: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(rendered, tmp_path / "data"))


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playing takes no time: all notes are the same click."""
    click = np.zeros(nsynth.SAMPLES)
    click[:10] = 0.5
    monkeypatch.setattr(nsynth_rendered.RenderedNote, "samples", lambda self: click)


def command(capsys: pytest.CaptureFixture, *arguments: object, code: int = 0) -> str:
    """What the command says."""
    assert main(["nsynth_rnn", *map(str, arguments)]) == code
    told = capsys.readouterr()
    assert not code or (told.err.startswith("data_fetch: ") and told.err.count("\n") == 1)
    return told.err if code else told.out


def examples(to: Path, split: str) -> dict[str, dict]:
    """What examples.json of a split says."""
    return json.loads((to / f"nsynth-{split}" / "examples.json").read_text())


# The layout


@pytest.mark.parametrize("split", nsynth.SPLITS)
def test_each_folder_has_the_layout_of_nsynth(rendered, split):
    notes = examples(rendered, split)
    assert {path.stem for path in (rendered / f"nsynth-{split}" / "audio").iterdir()} == set(notes)
    assert len(notes) == 10 * TINY.notes[split]
    for name, note in notes.items():
        assert list(sorted(note)) == sorted(
            [
                "note",
                "note_str",
                "instrument",
                "instrument_str",
                "pitch",
                "velocity",
                "sample_rate",
                "qualities",
                "qualities_str",
                "instrument_family",
                "instrument_family_str",
                "instrument_source",
                "instrument_source_str",
                "player",
            ]
        )
        parts = nsynth.read_name(name)
        assert name == note["note_str"] == f"{note['instrument_str']}-{note['pitch']:03d}-{note['velocity']:03d}"
        assert (parts.family, parts.source) == (note["instrument_family_str"], note["instrument_source_str"])
        assert nsynth.FAMILY_NUMBERS[parts.family] == note["instrument_family"]
        assert nsynth.SOURCES[note["instrument_source"]] == parts.source
        assert note["velocity"] in (25, 50, 75, 100, 127) and note["sample_rate"] == 16_000
        assert len(note["qualities"]) == 10 and sum(note["qualities"]) == len(note["qualities_str"])
        with wave.open(str(rendered / f"nsynth-{split}" / "audio" / f"{name}.wav")) as sound:
            assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2)
            assert sound.getnframes() == 64_000


def test_each_split_has_the_ten_families_and_synth_lead_is_left_out(rendered):
    for split in nsynth.SPLITS:
        count = collections.Counter(note["instrument_family_str"] for note in examples(rendered, split).values())
        assert count == dict.fromkeys(nsynth.FAMILIES, TINY.notes[split])
    assert len(nsynth.FAMILIES) == 10 and "synth_lead" not in nsynth.FAMILIES
    assert nsynth.FAMILY_NUMBERS["vocal"] == 10  # as NSynth counts


def test_a_note_can_be_heard_in_its_first_second_and_has_faded_at_the_end(rendered):
    for path in rendered.glob("nsynth-*/audio/*.wav"):
        with wave.open(str(path)) as sound:
            samples = np.frombuffer(sound.readframes(64_000), "<i2") / 32767
        velocity = int(path.stem.rpartition("-")[2])
        assert np.abs(samples).max() == pytest.approx(0.9 * (0.25 + 0.75 * velocity / 127), abs=0.01)
        assert np.sqrt(np.mean(samples[:16_000] ** 2)) > 0.004, path.stem
        assert np.sqrt(np.mean(samples[-1600:] ** 2)) < 0.05, path.stem


def test_notes_and_instruments_are_numbered_without_a_gap_or_a_double(rendered):
    notes = [note for split in nsynth.SPLITS for note in examples(rendered, split).values()]
    assert sorted(note["note"] for note in notes) == list(range(len(notes)))
    numbers = {(note["instrument"], note["instrument_str"]) for note in notes}
    assert len(numbers) == len(dict(numbers)) == len({name for _, name in numbers})


def test_the_record_says_what_made_the_notes_and_how_many_there_are(rendered):
    record = json.loads((rendered / rnn.RECORD).read_text())
    assert record["source"] == "rendered" and "soundfont" in record["made_by"]
    assert "TimGM6mb" in record["origin"]["title"] and record["origin"]["licence"] and record["origin"]["citation"]
    for split in nsynth.SPLITS:
        about = record["folders"][f"nsynth-{split}"]
        assert about["notes"] == dict.fromkeys(nsynth.FAMILIES, TINY.notes[split])
        assert sum(about["instruments"].values()) == len(
            {note["instrument_str"] for note in examples(rendered, split).values()}
        )


def test_the_checksums_are_those_of_all_files(rendered):
    listed = store.read_sums(rendered)
    assert set(listed) == set(tree(rendered)) - {store.SUMS}
    assert all(hashlib.sha256((rendered / name).read_bytes()).hexdigest() == listed[name] for name in listed)


def test_the_zip_file_holds_the_folders_and_the_record(rendered):
    files = {name: content for name, content in tree(rendered).items() if name not in (store.SUMS, rnn.ARCHIVE)}
    with zipfile.ZipFile(rendered / rnn.ARCHIVE) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == files


def test_two_runs_give_the_same_bytes(rendered, tmp_path, capsys):
    command(capsys, "--to", tmp_path)
    files = tree(tmp_path)
    assert {name: content for name, content in tree(rendered).items() if name in files and name != store.SUMS} == {
        name: content for name, content in files.items() if name != store.SUMS
    }
    command(capsys, "--to", tmp_path, "--pack")
    assert tree(tmp_path) == tree(rendered)


def test_the_small_set_fits_into_100_megabytes(monkeypatch):
    monkeypatch.undo()
    sizes = nsynth_rendered.SIZES
    sounds = sum(sizes["small"].notes.values()) * len(nsynth.FAMILIES) * nsynth.WAV_BYTES
    assert sounds < 99_000_000 and min(sizes["small"].notes.values()) >= 8
    assert all(sizes["full"].notes[split] >= 5 * sizes["small"].notes[split] for split in nsynth.SPLITS)


# Who plays in which split


def players(split: str) -> set[nsynth_rendered.Player]:
    """All who play in a split."""
    return {player for family in nsynth_rendered.FAMILIES.values() for player in family.players[split]}


def test_no_program_or_voice_of_one_split_plays_in_another():
    for one, other in itertools.combinations(nsynth.SPLITS, 2):
        assert not players(one) & players(other)
    everybody = [p for split in nsynth.SPLITS for f in nsynth_rendered.FAMILIES.values() for p in f.players[split]]
    assert len(everybody) == len(set(everybody))
    assert set(nsynth_rendered.FAMILIES) == set(nsynth.FAMILIES)


def sounds_of_programs() -> dict[int, list[tuple[str, int, int]]]:
    """The recorded sounds of each program with their lowest and highest key, from the tables of SoundFont 2.04."""
    content = (importlib.resources.files("pretty_midi") / "TimGM6mb.sf2").read_bytes()

    def chunks(start: int, end: int):
        while start + 8 <= end:
            size = struct.unpack_from("<I", content, start + 4)[0]
            yield content[start : start + 4], start + 8, size
            start += 8 + size + size % 2

    tables = {}
    for name, start, size in chunks(12, len(content)):
        if name == b"LIST":
            tables |= {inner: content[at : at + length] for inner, at, length in chunks(start + 4, start + size)}
    presets = list(struct.iter_unpack("<20sHHHIII", tables[b"phdr"]))
    preset_zones, preset_generators = (list(struct.iter_unpack("<HH", tables[name])) for name in (b"pbag", b"pgen"))
    instruments = list(struct.iter_unpack("<20sH", tables[b"inst"]))
    zones, generators = (list(struct.iter_unpack("<HH", tables[name])) for name in (b"ibag", b"igen"))
    sounds = [one[0].rstrip(b"\0").decode("latin1") for one in struct.iter_unpack("<20sIIIIIBbHH", tables[b"shdr"])]

    def named(first, last, zones, generators, kind):
        """What the zones name (generators of this kind), with their ranges of keys (generator 43)."""
        for zone in range(first, last):
            found = dict(generators[zones[zone][0] : zones[zone + 1][0]])
            if kind in found:
                yield found[kind], found.get(43, 127 << 8) & 255, found.get(43, 127 << 8) >> 8

    uses = [
        [(sounds[sound], low, high) for sound, low, high in named(one[1], other[1], zones, generators, 53)]
        for one, other in itertools.pairwise(instruments)
    ]
    return {
        one[1]: [
            (sound, max(low, lowest), min(high, highest))
            for place, low, high in named(one[3], other[3], preset_zones, preset_generators, 41)
            for sound, lowest, highest in uses[place]
        ]
        for one, other in itertools.pairwise(presets)
        if one[2] == 0
    }


def test_no_recorded_sound_of_a_test_player_is_heard_from_another_player():
    programs = sounds_of_programs()

    def heard(split):
        for family in nsynth_rendered.FAMILIES.values():
            lowest, highest = family.keys[0] - 2, family.keys[1] + 2  # the pitch bends by 2 semitones at most
            for player in family.players[split]:
                if not isinstance(player, Voice):
                    yield {sound for sound, low, high in programs[player] if low <= highest and high >= lowest}

    in_test = list(heard("test"))
    assert len(set().union(*in_test)) > 50
    assert not set().union(*in_test) & set().union(*heard("train"), *heard("valid"))
    assert sum(map(len, in_test)) == len(set().union(*in_test))


def test_the_test_has_several_players_of_each_family_with_one_setting_each():
    found = nsynth_rendered.all_instruments(3)
    for family in nsynth.FAMILIES:
        group = [instrument.player for instrument in found["test", family]]
        assert len(group) == len(set(group)) >= 2
    assert len(players("test")) >= 40


@pytest.mark.parametrize("settings", [3, 8])
def test_an_instrument_is_in_one_split_only_and_its_name_stands_for_one_player(settings):
    found = nsynth_rendered.all_instruments(settings)
    names = [instrument.name for group in found.values() for instrument in group]
    assert len(names) == len(set(names))
    for (split, family), group in found.items():
        assert {one.player for one in group} == set(nsynth_rendered.FAMILIES[family].players[split])
        assert all(nsynth.read_name(f"{one.name}-060-100").family == family for one in group)


def test_the_notes_of_a_split_differ_and_come_from_all_its_instruments():
    size = RenderedSize({"train": 40, "valid": 8, "test": 12}, settings=3)
    for split, notes in nsynth_rendered.notes(size).items():
        names = [str(note.name) for note in notes]
        assert len(names) == len(set(names)) == 10 * size.notes[split]
        assert {note.name.velocity for note in notes} == set(nsynth.VELOCITIES)
        if split != "valid":
            assert {note.instrument.player for note in notes} == players(split)
            assert len({note.example()["player"] for note in notes}) == len(players(split))


def test_the_soundfont_has_a_sound_for_every_key_of_every_program():
    silent = []
    for name, family in nsynth_rendered.FAMILIES.items():
        keys = range(family.keys[0], family.keys[1] + 1, nsynth_rendered.STEP)
        for program in {player for some in family.players.values() for player in some if not isinstance(player, Voice)}:
            events = []
            for place, key in enumerate(keys):
                events.append((0.3 * place, soundfont.message("note_on", note=key, velocity=25)))
                events.append((0.3 * place + 0.2, soundfont.message("note_off", note=key)))
                events.append((0.3 * place + 0.28, soundfont.message("control_change", control=120, value=0)))
            sound = soundfont.render(program, events, 0.3 * len(keys), 16_000).reshape(len(keys), -1)
            quiet = [key for key, part in zip(keys, sound, strict=True) if np.abs(part).max() < 0.0005]
            silent += [(name, program, key) for key in quiet if (program, key) not in nsynth_rendered.GAPS]
    assert not silent


def test_vibrato_and_tuning_move_the_pitch_of_a_program():
    flat = np.full(nsynth.SAMPLES, -1.0)
    lower, plain = (
        np.abs(np.fft.rfft(nsynth_rendered.play(73, 81, 100, bend)[8000:40_000])).argmax() / 2
        for bend in (flat, np.zeros(nsynth.SAMPLES))
    )
    assert plain == pytest.approx(880, rel=0.01) and lower == pytest.approx(880 / 2 ** (1 / 12), rel=0.01)


# Sung vowels


def test_a_sung_vowel_has_its_pitch_and_is_loudest_at_its_formants():
    tone = formants.sung(np.full(16_000, 100.0), "a", 1.0, 16_000)
    spectrum = np.abs(np.fft.rfft(tone))
    assert set(np.flatnonzero(spectrum > 0.001 * spectrum.max()) % 100) == {0}
    strengths = spectrum[100:7000:100] * np.arange(1, 70)  # without the fall of the source
    peaks = [100 * (k + 1) for k in range(1, 68) if strengths[k] > max(strengths[k - 1], strengths[k + 1])]
    assert peaks[:3] == [700, 1100, 2400]
    assert np.abs(tone).max() == 1


def test_a_shorter_vocal_tract_has_higher_formants():
    frequencies = np.arange(50.0, 1500.0)
    child, man = (formants.strength(frequencies, "a", tract).argmax() for tract in (1.3, 1.0))
    assert frequencies[child] / frequencies[man] == pytest.approx(1.3, rel=0.02)


def test_no_overtone_lies_above_half_the_sample_rate():
    tone = formants.sung(np.full(16_000, 900.0), "i", 1.3, 16_000)
    spectrum = np.abs(np.fft.rfft(tone))
    assert spectrum[7500:].max() < 0.001 * spectrum.max()


# What the user is told


def test_by_default_notes_are_rendered_and_the_command_says_so_and_how_to_get_real_ones(silent, tmp_path, capsys):
    told = command(capsys, "--to", tmp_path)
    assert "soundfont TimGM6mb" in told and "sung vowels by a formula" in told and "GNU General Public" in told
    assert "not notes of NSynth" in told and "--source nsynth --limit 200 --force" in told and "23.8 GB" in told
    assert "30 notes of" in told and str(tmp_path / "nsynth-train") in told


def test_what_is_complete_on_disk_is_used_and_the_command_says_so(copy, capsys, monkeypatch):
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    monkeypatch.setattr(store, "write_bytes", None)
    for options in ((), ("--source", "rendered"), ("--size", "small"), ("--pack",)):
        told = command(capsys, "--to", copy, *options)
        assert "there already" in told and "on disk" in told and "not notes of NSynth" in told
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


def test_another_size_replaces_data_only_with_force(silent, copy, capsys):
    before = tree(copy)
    told = command(capsys, "--to", copy, "--size", "full", code=2)
    assert "holds other data" in told and "size small" in told and "--force" in told and tree(copy) == before
    command(capsys, "--to", copy, "--size", "full", "--force")
    assert len(examples(copy, "train")) == 10 and len(list((copy / "nsynth-train" / "audio").iterdir())) == 10


def test_a_zip_file_of_other_data_goes_with_them(silent, copy, capsys):
    command(capsys, "--to", copy, "--size", "full", "--force")
    assert not (copy / rnn.ARCHIVE).exists() and rnn.ARCHIVE not in store.read_sums(copy)
    command(capsys, "--to", copy, "--pack")
    assert store.read_sums(copy)[rnn.ARCHIVE] == store.sha256((copy / rnn.ARCHIVE).read_bytes())
    with zipfile.ZipFile(copy / rnn.ARCHIVE) as archive:
        assert json.loads(archive.read(rnn.RECORD))["how"]["size"] == "full"


def test_more_than_a_zip_file_should_hold_is_refused_before_it_is_made(silent, copy, capsys, monkeypatch):
    (copy / rnn.ARCHIVE).unlink()
    monkeypatch.setattr(rnn, "MOST_TO_PACK", 1_000_000)
    before = tree(copy)
    assert "--pack is for small sets" in command(capsys, "--to", copy, "--pack", code=2)
    assert "--pack is for small sets" in command(capsys, "--to", copy, "--pack", "--force", code=2)
    assert tree(copy) == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--limit", 5), "--limit is for --source nsynth"),
        (("--limit", 5, "--source", "rendered"), "--limit is for --source nsynth"),
        (("--limit", 0, "--source", "nsynth"), "at least 1"),
        (("--size", "full", "--source", "nsynth"), "--size is for rendered notes"),
    ],
)
def test_options_that_contradict_each_other_are_named(tmp_path, capsys, options, told):
    assert told in command(capsys, "--to", tmp_path / "data", *options, code=2)
    assert not (tmp_path / "data").exists()


def test_a_lost_file_is_made_again(silent, tmp_path, capsys):
    command(capsys, "--to", tmp_path)
    before = tree(tmp_path)
    sounds = sorted(path.name for path in (tmp_path / "nsynth-test" / "audio").iterdir())
    for lost in (f"nsynth-test/audio/{sounds[3]}", "nsynth-valid/examples.json"):
        (tmp_path / lost).unlink()
        command(capsys, "--to", tmp_path)
        assert tree(tmp_path) == before
    (tmp_path / "nsynth-test" / "audio" / sounds[3]).write_bytes(b"RIFF")  # only a part of it
    command(capsys, "--to", tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("how", ["no record", "damaged record", "changed examples"])
def test_data_of_unknown_origin_are_only_replaced_by_force(silent, copy, capsys, how):
    if how == "no record":
        (copy / rnn.RECORD).unlink()
    elif how == "damaged record":
        (copy / rnn.RECORD).write_bytes(b"[]")
    else:
        (copy / "nsynth-test" / "examples.json").write_text("{}")
    before = tree(copy)
    told = command(capsys, "--to", copy, code=2)
    assert "was not made by this command, or was changed since" in told and "--force" in told
    assert tree(copy) == before
    command(capsys, "--to", copy, "--force")
    assert len(examples(copy, "test")) == 10


def test_checksums_of_another_data_set_in_the_same_folder_stay(silent, tmp_path, capsys):
    store.write_set(tmp_path, {"other.npy": b"mine"}, "other.json", {})
    other = store.sha256(b"mine")
    command(capsys, "--to", tmp_path)
    assert store.read_sums(tmp_path)["other.npy"] == other and rnn.RECORD in store.read_sums(tmp_path)
    store.write_set(tmp_path, {"other.npy": b"new"}, "other.json", {})
    listed = store.read_sums(tmp_path)
    assert listed["other.npy"] == store.sha256(b"new") and rnn.RECORD in listed
    command(capsys, "--to", tmp_path, "--size", "full", "--force")
    assert {name for name in store.read_sums(tmp_path) if name.startswith("nsynth")} == {
        name for name in tree(tmp_path) if name.startswith("nsynth")
    }


def test_a_file_in_place_of_the_target_folder_is_named(tmp_path, capsys):
    (tmp_path / "data").write_text("a file")
    assert "Choose a folder" in command(capsys, "--to", tmp_path / "data", code=2)


# Disk full, interrupts, kills


@pytest.mark.parametrize("writes", [1, 2, 20, 55, 58, 60])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "no room left"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "right to write"),
    ],
)
def test_an_error_while_writing_leaves_the_folder_as_it_was(silent, copy, capsys, monkeypatch, error, told, writes):
    before = tree(copy)
    monkeypatch.setattr(store, "write_bytes", fail_after(writes, error))
    assert told in command(capsys, "--to", copy, "--force", code=2)
    assert tree(copy) == before


def test_an_interrupt_leaves_the_folder_as_it_was(silent, copy, capsys, monkeypatch):
    before = tree(copy)
    monkeypatch.setattr(store, "write_bytes", fail_after(30, KeyboardInterrupt()))
    assert "Run the same command again" in command(capsys, "--to", copy, "--force", code=130)
    assert tree(copy) == before


KILLED = (
    DIES_AT
    + """
import pathlib, sys
import numpy as np
from data_fetch import nsynth, nsynth_rendered, nsynth_rnn, store
click = np.zeros(nsynth.SAMPLES)
click[:10] = 0.5
nsynth_rendered.RenderedNote.samples = lambda self: click
one = nsynth_rendered.RenderedSize({"train": 1, "valid": 1, "test": 1}, settings=1)
nsynth_rendered.SIZES = {"small": nsynth_rendered.RenderedSize({"train": 3, "valid": 1, "test": 1}, settings=1), "full": one}
step, number, to = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if step == "write":
    store.write_bytes = dies_at(number, store.write_bytes)
else:
    pathlib.Path.rename = dies_at(number, pathlib.Path.rename)
nsynth_rnn.fetch(to, size="full", force=True, pack=True)
"""
)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
@pytest.mark.parametrize(
    ("step", "number"), [("write", 25), ("rename", 1), ("rename", 2), ("rename", 3), ("rename", 6), ("rename", 9)]
)
def test_a_kill_leaves_the_old_set_or_one_that_the_next_run_completes(silent, copy, tmp_path, capsys, step, number):
    command(capsys, "--to", tmp_path / "expected", "--size", "full", "--pack")
    before = tree(copy)
    killed = subprocess.run([sys.executable, "-c", KILLED, step, str(number), str(copy)], timeout=120)
    assert killed.returncode == -9
    visible = {name: content for name, content in tree(copy).items() if not name.startswith(folders.PART)}
    begun = step == "rename" and number > 1  # the first renaming marks the draft as complete
    assert (visible == before) == (not begun)
    assert not (begun and (copy / rnn.RECORD).exists())
    command(capsys, "--to", copy, "--size", "full", "--pack", *(() if begun else ("--force",)))
    assert tree(copy) == tree(tmp_path / "expected")


def test_nothing_is_lost_when_the_next_run_cannot_complete_it(silent, copy, tmp_path, capsys, monkeypatch):
    command(capsys, "--to", tmp_path / "expected", "--size", "full")
    rename, count = Path.rename, itertools.count(1)

    def stops(self, target):
        if next(count) in (4, 5):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stops)
    command(capsys, "--to", copy, "--size", "full", "--force", code=2)
    command(capsys, "--to", copy, code=2)
    assert "size full" in command(capsys, "--to", copy)
    assert tree(copy) == tree(tmp_path / "expected")


# Is it fit for the assignment?


@pytest.mark.slow
def test_on_the_small_set_an_lstm_beats_a_dense_network_on_instruments_that_it_never_heard(tmp_path, monkeypatch):
    torch = pytest.importorskip("torch")
    monkeypatch.undo()  # the real sizes
    rnn.fetch(tmp_path, say=lambda line: None)
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 100_000_000
    data = {}
    for split in nsynth.SPLITS:
        names = sorted(examples(tmp_path, split))
        folder = tmp_path / f"nsynth-{split}" / "audio"
        sounds = [np.frombuffer((folder / f"{name}.wav").read_bytes()[44 : 44 + 32_000], "<i2") for name in names]
        labels = [nsynth.FAMILIES.index(nsynth.read_name(name).family) for name in names]
        data[split] = torch.tensor(np.stack(sounds) / 32767, dtype=torch.float32), torch.tensor(labels)

    class Lstm(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = torch.nn.LSTM(160, 128, 3, batch_first=True)
            self.head = torch.nn.Linear(128, 10)

        def forward(self, x):
            return self.head(self.lstm(x.view(len(x), 100, 160))[1][0][-1])

    def accuracy(model, epochs):
        (x, y), (x_test, y_test) = data["train"], data["test"]
        adam = torch.optim.Adam(model.parameters(), lr=8e-4)
        right = []
        for epoch in range(epochs):
            for batch in torch.randperm(len(x)).split(32):
                adam.zero_grad()
                torch.nn.functional.cross_entropy(model(x[batch]), y[batch]).backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                adam.step()
            if epoch >= epochs - 5:
                with torch.no_grad():
                    right.append((model(x_test).argmax(1) == y_test).float().mean().item())
        return np.mean(right)

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with torch.random.fork_rng():
            torch.manual_seed(0)
            layers = (torch.nn.Linear(16_000, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
            dense, lstm = accuracy(torch.nn.Sequential(*layers), 8), accuracy(Lstm(), 25)
    finally:
        torch.set_num_threads(threads)
    assert lstm > 0.3 and lstm > dense + 0.07
