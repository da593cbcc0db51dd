"""`data_fetch irmas_polyphony`: rendered songs in the layout of IRMAS, files on disk, the archives from a server here."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import tarfile
import wave
import zipfile
from pathlib import Path

import numpy as np
import pytest
from local_server import files_of, nothing_outside, serving

from data_fetch import (
    FetchError,
    download,
    irmas_archives,
    irmas_babyslakh,
    irmas_files,
    irmas_polyphony,
    irmas_rendered,
    sources,
    store,
)
from data_fetch.__main__ import main
from data_fetch.irmas_rendered import SongCounts

TINY = SongCounts(8_000, 2, 3)
TRAIN, TEST = irmas_files.TRAIN, irmas_files.TEST


@pytest.fixture(autouse=True)
def tiny(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The sizes are tiny, and there is no network."""
    monkeypatch.setattr(irmas_rendered, "SIZES", {"standard": TINY, "full": SongCounts(8_000, 1, 1)})
    monkeypatch.setattr(download, "PAUSE", 0.01)
    nothing_outside(monkeypatch, tmp_path)
    monkeypatch.setenv(irmas_archives.MIRROR, "http://127.0.0.1:9")  # nobody listens there


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny packed set as the command makes it. Read it only."""
    to = tmp_path_factory.mktemp("rendered")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(irmas_rendered, "SIZES", {"standard": TINY})
        assert main(["irmas_polyphony", "--to", str(to), "--pack"]) == 0
    return to


@pytest.fixture
def copy(rendered: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(rendered, tmp_path / "data"))


def samples_of(path: Path) -> np.ndarray:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, file.getnchannels())


def tone() -> bytes:
    return irmas_files.wav_file(np.zeros((80, 2)), 8000)


# ---- rendered songs ------------------------------------------------------------------------------------------


def test_the_layout_is_that_of_irmas(rendered: Path) -> None:
    clips = sorted((rendered / TRAIN).rglob("*.wav"))
    assert {path.parent.name for path in clips} == set(irmas_rendered.PLAYERS)
    assert all(path.name.startswith(f"[{path.parent.name}][{path.parent.name}]") for path in clips)
    songs = {path.name.rpartition("__")[0] for path in clips}
    assert len(songs) == 2 * len(irmas_rendered.PLAYERS) < len(clips)
    for path in clips[:5]:
        samples = samples_of(path)
        assert samples.shape == (24_000, 2)
        assert np.abs(samples.astype(int)).max() > 1000
    excerpts = sorted((rendered / TEST).glob("*.wav"))
    assert len(excerpts) == 6
    for path in excerpts:
        assert irmas_files.test_labels(path.with_suffix(".txt").read_text())
        assert 5 <= len(samples_of(path)) / 8000 <= 9


def test_no_score_of_the_test_is_in_training() -> None:
    scores = irmas_rendered.scores()
    train = {score.notes for i, score in enumerate(scores) if i % irmas_rendered.TEST_SCORES}
    test = {score.notes for i, score in enumerate(scores) if i % irmas_rendered.TEST_SCORES == 0}
    assert len(scores) == 76
    assert not train & test
    assert all(score.title and score.composer and len(score.notes) >= 120 for score in scores)


def test_the_same_input_gives_the_same_songs(rendered: Path) -> None:
    for cut in itertools.islice(irmas_rendered.training_cuts(TINY), 5):
        file = rendered / TRAIN / cut.labels[0] / f"{cut.name}.wav"
        assert file.read_bytes() == irmas_files.wav_file(cut.samples, TINY.rate)


@pytest.mark.parametrize("cores", [1, 3])
def test_the_songs_are_the_same_with_any_number_of_cores(
    rendered: Path, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    monkeypatch.setattr(irmas_rendered, "cores", lambda: cores)
    cuts = list(irmas_rendered.test_cuts(SongCounts(8_000, 2, 12)))
    assert [cut.name for cut in cuts[:6]] == sorted(path.stem for path in (rendered / TEST).glob("*.wav"))
    for cut in cuts[:6]:
        file = rendered / TEST / f"{cut.name}.wav"
        assert file.read_bytes() == irmas_files.wav_file(cut.samples, TINY.rate)


def ended(number: int) -> list[irmas_rendered.Cut]:
    """End the process that plays the second song."""
    if number:
        os._exit(1)
    return []


def test_a_process_that_is_ended_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(irmas_rendered, "cores", lambda: 2)
    with pytest.raises(FetchError, match="memory ran out"):
        list(irmas_rendered.played(ended, 8))


def test_every_player_stays_in_its_range() -> None:
    notes = irmas_rendered.scores()[0].notes
    for player in irmas_rendered.PLAYERS.values():
        moved = irmas_rendered.in_range(notes, player, 5, player.programs[0])
        assert all(player.low <= note.pitch <= player.high + 1 for note in moved)


def test_the_record_says_what_made_the_set(rendered: Path) -> None:
    record = json.loads((rendered / irmas_polyphony.RECORD).read_text())
    assert record["source"] == "rendered"
    assert "General MIDI soundfont" in record["made_by"]
    assert "public domain" in record["origin"]["licence"]
    assert len(record["scores"]) == 76
    for name, digest in record["files"].items():
        assert hashlib.sha256((rendered / name).read_bytes()).hexdigest() == digest
    sums = store.read_sums(rendered)
    assert (
        sums[irmas_polyphony.ARCHIVE] == hashlib.sha256((rendered / irmas_polyphony.ARCHIVE).read_bytes()).hexdigest()
    )
    with zipfile.ZipFile(rendered / irmas_polyphony.ARCHIVE) as archive:
        assert set(archive.namelist()) == {*record["files"], irmas_polyphony.RECORD}


def test_a_complete_set_stays_and_another_one_is_refused(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (copy / irmas_polyphony.RECORD).stat().st_mtime_ns
    assert main(["irmas_polyphony", "--to", str(copy)]) == 0
    assert "They are complete and stay" in capsys.readouterr().out
    assert (copy / irmas_polyphony.RECORD).stat().st_mtime_ns == before
    assert main(["irmas_polyphony", "--to", str(copy), "--size", "full"]) == 2
    assert "holds other data" in capsys.readouterr().err
    assert main(["irmas_polyphony", "--to", str(copy), "--size", "full", "--force"]) == 0
    assert len(list((copy / TEST).glob("*.wav"))) == 2


def test_a_set_that_lacks_a_file_is_made_anew(copy: Path) -> None:
    gone = next((copy / TRAIN).rglob("*.wav"))
    gone.unlink()
    assert main(["irmas_polyphony", "--to", str(copy)]) == 0
    assert gone.exists()


def test_folders_of_unknown_origin_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data" / TRAIN).mkdir(parents=True)
    assert main(["irmas_polyphony", "--to", str(tmp_path / "data")]) == 2
    said = capsys.readouterr().err
    assert "was not made by this command" in said
    assert "--recordings" in said


# ---- options -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--source", "irmas"], "add --accept-licence"),
        (["--source", "babyslakh"], "add --accept-licence"),
        (["--source", "irmas", "--accept-licence", "--pack"], "may be handed on"),
        (["--source", "irmas", "--accept-licence", "--size", "full"], "--size is for rendered songs"),
        (["--limit", "3"], "--limit is for --source irmas"),
        (["--source", "irmas", "--accept-licence", "--limit", "0"], "at least 1"),
        (["--source", "rendered", "--recordings", "x"], "Leave out --source"),
        (["--recordings", "/nowhere"], "there is no folder of this name"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], words: str
) -> None:
    assert main(["irmas_polyphony", "--to", str(tmp_path / "data"), *options]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said


def test_the_licence_is_shown_before_it_is_accepted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["irmas_polyphony", "--to", str(tmp_path / "data"), "--source", "irmas"]) == 2
    assert "CC BY-NC-SA 3.0" in capsys.readouterr().err
    assert main(["irmas_polyphony", "--to", str(tmp_path / "data"), "--source", "babyslakh"]) == 2
    assert "BabySlakh has a licence of its own: Creative Commons Attribution 4.0" in capsys.readouterr().err


# ---- files on disk -------------------------------------------------------------------------------------------


@pytest.fixture
def by_hand(tmp_path: Path) -> Path:
    """Files as somebody may have unpacked IRMAS."""
    folder = tmp_path / "mine"
    for label in ("cel", "voi"):
        for song in range(2):
            path = folder / "IRMAS-TrainingData" / label / f"[{label}][nod]{song:04d}__1.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(tone())
    for number in range(3):
        place = folder / "IRMAS-TestingData-Part1" / "Part1"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"song-{number}.wav").write_bytes(tone())
        (place / f"song-{number}.txt").write_text("cel\t\nvoi\t\n")
    (folder / "README.txt").write_text("nothing of interest")
    return folder


def test_files_on_disk_are_taken(by_hand: Path, tmp_path: Path) -> None:
    to = tmp_path / "data"
    assert main(["irmas_polyphony", "--to", str(to), "--recordings", str(by_hand)]) == 0
    assert sorted(path.name for path in (to / TRAIN / "cel").iterdir()) == [
        "[cel][nod]0000__1.wav",
        "[cel][nod]0001__1.wav",
    ]
    assert (to / TEST / "song-0.txt").read_text() == "cel\nvoi\n"
    assert len(list((to / TEST).glob("*.wav"))) == 3


def test_a_limit_keeps_so_many_of_each_class(by_hand: Path, tmp_path: Path) -> None:
    to = tmp_path / "data"
    assert main(["irmas_polyphony", "--to", str(to), "--recordings", str(by_hand), "--limit", "1"]) == 0
    assert len(list((to / TRAIN).rglob("*.wav"))) == 2
    assert len(list((to / TEST).glob("*.wav"))) == 1


@pytest.mark.parametrize("broken", ["no clip", "no excerpt", "unknown label"])
def test_files_that_are_not_in_the_layout_are_refused(
    by_hand: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    if broken == "no clip":
        shutil.rmtree(by_hand / "IRMAS-TrainingData")
    elif broken == "no excerpt":
        shutil.rmtree(by_hand / "IRMAS-TestingData-Part1")
    else:
        next(by_hand.rglob("song-0.txt")).write_text("bagpipe\n")
    assert main(["irmas_polyphony", "--to", str(tmp_path / "data"), "--recordings", str(by_hand)]) == 2
    said = capsys.readouterr().err
    words = {"no clip": "no training clip", "no excerpt": "no test excerpt", "unknown label": "'bagpipe' is no class"}
    assert words[broken] in said
    assert not (tmp_path / "data" / TRAIN).exists()


# ---- the archives --------------------------------------------------------------------------------------------


@pytest.fixture
def archives(by_hand: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with four archives in the layout of those on Zenodo, which the module takes for the real ones."""
    folder = tmp_path / "zenodo"
    folder.mkdir()
    for name in sources.IRMAS_ARCHIVES:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            for path in sorted((by_hand / Path(name).stem).rglob("*.*")):
                archive.write(path, path.relative_to(by_hand))
            archive.writestr("README.txt", "about")
        (folder / name).write_bytes(content.getvalue())
    sums = {path.name: hashlib.md5(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    monkeypatch.setattr(sources, "IRMAS_ARCHIVES", sums)
    return folder


def get(to: Path, url: str) -> int:
    return main(["irmas_polyphony", "--to", str(to), "--source", "irmas", "--accept-licence", "--mirror", url])


def test_the_archives_are_fetched_checked_and_removed(archives: Path, tmp_path: Path) -> None:
    to = tmp_path / "data"
    with serving(files_of(archives)) as web:
        assert get(to, web.url) == 0
    assert len(list((to / TRAIN).rglob("*.wav"))) == 4
    assert len(list((to / TEST).glob("*.wav"))) == 3
    assert json.loads((to / irmas_polyphony.RECORD).read_text())["source"] == "irmas"
    assert not list((tmp_path / "cache").rglob("*.zip"))


def test_a_download_goes_on_where_it_stopped(archives: Path, tmp_path: Path) -> None:
    kept = irmas_archives.default_cache() / "irmas"
    kept.mkdir(parents=True)
    name = next(iter(sources.IRMAS_ARCHIVES))
    (kept / name).write_bytes((archives / name).read_bytes()[:100])
    with serving(files_of(archives)) as web:
        assert get(tmp_path / "data", web.url) == 0


def test_a_wrong_checksum_is_told_and_removed(
    archives: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = next(iter(sources.IRMAS_ARCHIVES))
    damaged = bytearray((archives / name).read_bytes())
    damaged[50] ^= 1
    (archives / name).write_bytes(bytes(damaged))
    with serving(files_of(archives)) as web:
        assert get(tmp_path / "data", web.url) == 2
    said = capsys.readouterr().err
    assert "wrong checksum" in said
    assert "Traceback" not in said
    assert not (irmas_archives.default_cache() / "irmas" / name).exists()


def test_no_network_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert get(tmp_path / "data", "http://127.0.0.1:9") == 2
    said = capsys.readouterr().err
    assert "IRMAS cannot be had" in said
    assert "--source rendered" in said


def test_a_missing_archive_is_told(archives: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    next(iter(sorted(archives.iterdir(), reverse=True))).unlink()
    with serving(files_of(archives)) as web:
        assert get(tmp_path / "data", web.url) == 2
    assert "does not have" in capsys.readouterr().err


# ---- BabySlakh -----------------------------------------------------------------------------------------------

METADATA = """UUID: 1a81
normalized: true
stems:
  S00:
    audio_rendered: true
    inst_class: Piano
    is_drum: false
    midi_program_name: Acoustic Grand Piano
    program_num: 0
  S01:
    inst_class: Guitar
    is_drum: false
    program_num: 29
  S02:
    inst_class: Drums
    is_drum: true
    program_num: 0
overall_gain: 0.18
"""
LEVELS = {  # of each stem in four parts of 8 s: piano alone, guitar alone, both, drums louder than the piano
    "S00": (0.5, 0.05, 0.3, 0.05),
    "S01": (0.05, 0.5, 0.4, 0.001),
    "S02": (0.01, 0.01, 0.01, 0.5),
}


def mono_wav(samples: np.ndarray) -> bytes:
    return irmas_files.wav_file(samples[:, None], 8000)


@pytest.fixture
def slakh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive of five songs in the layout of BabySlakh, which the module takes for the real one."""
    rng = np.random.default_rng(1)
    folder = tmp_path / "slakh"
    folder.mkdir()
    path = folder / sources.BABYSLAKH_ARCHIVE.name
    with tarfile.open(path, "w:gz") as archive:

        def add(name: str, content: bytes) -> None:
            about = tarfile.TarInfo(f"babyslakh_16k/{name}")
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))

        for number in range(1, 6):
            stems = {
                name: np.repeat(levels, 64_000) * rng.uniform(-0.9, 0.9, 256_000) for name, levels in LEVELS.items()
            }
            song = f"Track{number:05d}"
            add(f"{song}/all_src.mid", b"MThd")
            add(f"{song}/stems/S00.wav", mono_wav(stems["S00"]))
            add(f"{song}/metadata.yaml", METADATA.encode())
            add(f"{song}/mix.wav", mono_wav(sum(stems.values())))
            for name in ("S01", "S02"):
                add(f"{song}/stems/{name}.wav", mono_wav(stems[name]))
            add(f"{song}/stems/._S00.wav", b"of another system")
    content = path.read_bytes()
    known = sources.Archive(path.name, len(content), hashlib.md5(content).hexdigest(), notes=5)
    monkeypatch.setattr(sources, "BABYSLAKH_ARCHIVE", known)
    return folder


def get_slakh(to: Path, url: str, *options: str) -> int:
    named = ["irmas_polyphony", "--to", str(to), "--source", "babyslakh", "--accept-licence", "--mirror", url]
    return main([*named, *options])


def test_labels_come_from_the_energy_of_stems(slakh: Path, tmp_path: Path) -> None:
    to = tmp_path / "data"
    with serving(files_of(slakh)) as web:
        assert get_slakh(to, web.url, "--pack") == 0
    clips = sorted(path.relative_to(to / TRAIN).as_posix() for path in (to / TRAIN).rglob("*.wav"))
    assert {clip.partition("/")[0] for clip in clips} == {"gel", "pia"}
    songs = {Path(clip).name.rpartition("__")[0] for clip in clips}
    assert songs == {f"[{label}][{label}]{number:05d}" for label in ("gel", "pia") for number in (1, 2, 3, 5)}
    samples = samples_of(to / TRAIN / clips[0])
    assert samples.shape == (24_000, 1)
    assert np.abs(samples.astype(int)).max() > 10_000  # of the mix, where the guitar is loud
    texts = {path.stem: path.read_text().split() for path in (to / TEST).glob("*.txt")}
    assert {stem.rpartition("-")[0] for stem in texts} == {"song 00004"}
    assert {("gel", "pia"), ("pia",)} <= set(map(tuple, texts.values())) <= {("gel", "pia"), ("pia",), ("gel",)}
    record = json.loads((to / irmas_polyphony.RECORD).read_text())
    assert record["source"] == "babyslakh"
    assert "CC BY 4.0" in record["origin"]["licence"]
    assert "Manilow" in record["origin"]["citation"]
    assert (to / irmas_polyphony.ARCHIVE).exists()
    assert not list((tmp_path / "cache").rglob("*.gz"))


def test_a_limit_holds_for_songs_with_stems_too(slakh: Path, tmp_path: Path) -> None:
    to = tmp_path / "data"
    with serving(files_of(slakh)) as web:
        assert get_slakh(to, web.url, "--limit", "1") == 0
    assert len(list((to / TRAIN).rglob("*.wav"))) == 2
    assert 1 <= len(list((to / TEST).glob("*.wav"))) <= 2


def test_songs_with_stems_are_read_on_from_where_it_stopped(slakh: Path, tmp_path: Path) -> None:
    kept = irmas_archives.default_cache() / "irmas" / sources.BABYSLAKH_ARCHIVE.name
    kept.parent.mkdir(parents=True)
    whole = (slakh / kept.name).read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    with serving(files_of(slakh)) as web:  # it knows no Range, and begins anew: what is there is passed over
        assert get_slakh(tmp_path / "data", web.url) == 0


@pytest.mark.parametrize("broken", ["a byte", "the end", "a mix"])
def test_a_damaged_archive_of_songs_with_stems_is_told_and_removed(
    slakh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    path = slakh / sources.BABYSLAKH_ARCHIVE.name
    content = bytearray(path.read_bytes())
    if broken == "a byte":
        content[len(content) // 2] ^= 1
    elif broken == "the end":
        content = content[:-5000]
        known = dataclasses.replace(sources.BABYSLAKH_ARCHIVE, bytes=len(content))
        monkeypatch.setattr(sources, "BABYSLAKH_ARCHIVE", known)
    else:
        monkeypatch.setattr(irmas_babyslakh, "MEMBER", re.compile(r"(Track\d+)/(metadata\.yaml|stems/(S\d+)\.wav)$"))
    path.write_bytes(bytes(content))
    with serving(files_of(slakh)) as web:
        assert get_slakh(tmp_path / "data", web.url) == 2
    said = capsys.readouterr().err
    assert "arrived damaged" in said
    assert "Traceback" not in said
    assert not (irmas_archives.default_cache() / "irmas" / path.name).exists()
    assert not (tmp_path / "data" / TRAIN).exists()


def test_songs_with_stems_without_a_network_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert get_slakh(tmp_path / "data", "http://127.0.0.1:9") == 2
    said = capsys.readouterr().err
    assert "BabySlakh cannot be had" in said
    assert "--source rendered" in said


def test_a_full_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_bytes", full)
    assert main(["irmas_polyphony", "--to", str(tmp_path / "data")]) == 2
    said = capsys.readouterr().err
    assert "no room left" in said
    assert "Traceback" not in said
