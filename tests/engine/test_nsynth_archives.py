"""`data_fetch nsynth_rnn --source nsynth`, from a server in this process that misbehaves on purpose.

The archives have the layout of the official ones, but their notes are short. Nothing goes outside.
"""

from __future__ import annotations

import errno
import hashlib
import http.server
import io
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from data_files import tree
from local_server import nothing_outside, serving

from data_fetch import download, large_file, nsynth, nsynth_archives, sources, store
from data_fetch import nsynth_rnn as rnn
from data_fetch.__main__ import main
from data_fetch.sources import Archive

SAMPLES = 1000  # of a note
NOTES = {"train": 12, "valid": 5, "test": 4}  # of each family


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers one request in the way that the server has for its path. It knows Range unless it is told not to."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        name = self.path.rpartition("/")[2]
        start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        server.asked.append((self.path.lstrip("/"), start))
        ways = server.ways.get(self.path.lstrip("/"), ["good"])
        way = ways.pop(0) if len(ways) > 1 else ways[0]
        try:
            self.answer(way, server.files.get(name), start)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, way: str, content: bytes | None, start: int) -> None:
        """Send `content` from byte `start` on, or something worse."""
        if way.isdigit() or content is None:
            self.send_error(int(way) if way.isdigit() else 404)
            return
        if way == "reset":  # not a word
            self.close_connection = True
            return
        if way == "log-in page":
            content, start = b"<html>Please log in.</html>", 0
        if way == "corrupt":
            middle = len(content) // 2
            content = content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
        if way == "longer":
            content += b"more"
        whole = len(content)
        if way in ("no range", "truncated without range"):
            start = 0
        ranged = "Range" in self.headers and way not in ("no range", "truncated without range", "log-in page")
        if way == "another part":
            start = max(0, start - 7)
        content = content[start:]
        self.send_response(206 if ranged else 200)
        if ranged:
            self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
        if way == "without a length":
            content = content[: len(content) // 2]
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if way.startswith("truncated"):
            self.send_pieces(content[: len(content) * 2 // 3])
            self.close_connection = True
        elif way == "stalls":
            self.send_pieces(content[: len(content) // 3])
            self.server.over.wait(3)
            self.close_connection = True
        elif way == "drips":
            for place in range(len(content)):
                self.send_pieces(content[place : place + 1])
                if self.server.over.wait(0.02):
                    break
            self.close_connection = True
        elif way == "steady":  # slow enough to be looked at
            for place in range(0, len(content), 4096):
                self.send_pieces(content[place : place + 4096])
                if self.server.over.wait(0.01):
                    break
        else:
            self.send_pieces(content)

    def send_pieces(self, content: bytes) -> None:
        """Send and count."""
        for place in range(0, len(content), 4096):
            self.wfile.write(content[place : place + 4096])
            self.server.sent += len(content[place : place + 4096])

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    """A web server: `files` (name: content), `ways` (path: how to answer, one after the other), what was `asked`
    (path and first byte), how many bytes were `sent`."""
    with serving(Answers, files={}, ways={}, asked=[], sent=0) as web:
        yield web


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No proxy, no cache of the user, short waits, short notes, no address outside."""
    nothing_outside(monkeypatch, tmp_path)
    monkeypatch.setenv(nsynth_archives.MIRROR, "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setattr(sources, "NSYNTH_ADDRESSES", ("http://127.0.0.1:9",))
    monkeypatch.setattr(download, "PAUSE", 0.01)
    monkeypatch.setattr(large_file, "PIECE", 4096)
    monkeypatch.setattr(large_file, "SLOW_BYTES", 1000)
    monkeypatch.setattr(nsynth, "SAMPLES", SAMPLES)


# Archives like the official ones


def notes_of(split: str) -> dict[str, dict]:
    """What examples.json says of the notes: of each family some, of training synth_lead too."""
    found = {}
    for family in nsynth.FAMILY_NUMBERS:
        if family == "synth_lead" and split != "train":
            continue
        for place in range(NOTES[split]):
            instrument = place % 4 + 4 * nsynth.SPLITS.index(split)
            name = nsynth.read_name(f"{family}_acoustic_{instrument:03d}-{40 + place:03d}-075")
            found[str(name)] = nsynth.example(name, len(found) + 7, instrument + 100, ["dark"])
    return found


def sound_of(name: str) -> bytes:
    """A short sound that does not pack well."""
    header = b"RIFF" + bytes(40)
    return header + random.Random(name).randbytes(2 * SAMPLES)


def archive_of(split: str, order: str = "shuffled", without: Sequence[str] = ()) -> bytes:
    """The .tar.gz of a split. `order` of its files: "shuffled" or "sorted", with examples.json at the start or, for
    "examples last", at the end."""
    notes = notes_of(split)
    names = sorted(notes)
    if order != "sorted":
        random.Random(0).shuffle(names)
    files = {f"audio/{name}.wav": sound_of(name) for name in names}
    examples = {"examples.json": json.dumps(notes).encode()}
    files = files | examples if order == "examples last" else examples | files
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for folder in (f"nsynth-{split}", f"nsynth-{split}/audio"):
            about = tarfile.TarInfo(folder)
            about.type = tarfile.DIRTYPE
            archive.addfile(about)
        for path, content in files.items():
            if path not in without:
                about = tarfile.TarInfo(f"nsynth-{split}/{path}")
                about.size = len(content)
                archive.addfile(about, io.BytesIO(content))
    return out.getvalue()


def offer(server: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, **archives: bytes) -> dict[str, str]:
    """The server has these archives, the others too, and the registry knows them. Returns their names by split."""
    registry = {}
    for split in nsynth.SPLITS:
        content = archives.get(split) or archive_of(split)
        name = sources.NSYNTH_ARCHIVES[split].name
        server.files[name] = content
        md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
        registry[split] = Archive(name, len(content), md5, len(notes_of(split)))
    monkeypatch.setattr(sources, "NSYNTH_ARCHIVES", registry)
    monkeypatch.setenv(nsynth_archives.MIRROR, server.url)
    return {split: archive.name for split, archive in registry.items()}


@pytest.fixture
def names(server: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The names of the three archives that the server has."""
    return offer(server, monkeypatch)


def command(capsys: pytest.CaptureFixture, to: Path, *arguments: object, code: int = 0) -> str:
    """What the command says."""
    assert main(["nsynth_rnn", "--to", str(to), "--source", "nsynth", *map(str, arguments)]) == code
    told = capsys.readouterr()
    assert not code or (told.err.startswith("data_fetch: ") and told.err.count("\n") == 1)
    return told.err if code else told.out


def visible(folder: Path) -> set[str]:
    """The names in a folder that are not hidden."""
    return {path.name for path in folder.iterdir() if not path.name.startswith(".")} if folder.exists() else set()


def counts(to: Path, split: str) -> Counter[str]:
    """Notes by family in a folder, each of them with its sound, which is the right one."""
    notes = json.loads((to / f"nsynth-{split}" / "examples.json").read_text())
    sounds = tree(to / f"nsynth-{split}" / "audio")
    assert sounds == {f"{name}.wav": sound_of(name) for name in notes}
    return Counter(note["instrument_family_str"] for note in notes.values())


def record(to: Path) -> dict:
    """What nsynth_source.json says."""
    return json.loads((to / rnn.RECORD).read_text())


# All of it


def test_the_three_folders_hold_all_notes_of_ten_families_as_the_archives_describe_them(
    server, names, tmp_path, capsys
):
    told = command(capsys, tmp_path / "data")
    assert "CC BY 4.0" in told and "NSynth" in told and "its md5 is right" in told
    for split in nsynth.SPLITS:
        assert counts(tmp_path / "data", split) == dict.fromkeys(nsynth.FAMILIES, NOTES[split])
        given = notes_of(split)
        notes = json.loads((tmp_path / "data" / f"nsynth-{split}" / "examples.json").read_text())
        assert notes == {name: given[name] for name in notes}
    about = record(tmp_path / "data")
    assert about["source"] == "nsynth" and "arXiv:1704.01279" in about["origin"]["citation"]
    assert about["folders"]["nsynth-valid"]["notes"] == dict.fromkeys(nsynth.FAMILIES, NOTES["valid"])
    listed = store.read_sums(tmp_path / "data")
    assert set(listed) == set(tree(tmp_path / "data")) - {store.SUMS}
    assert all(store.sha256((tmp_path / "data" / name).read_bytes()) == listed[name] for name in listed)


def test_nothing_stays_in_the_cache_and_a_second_run_asks_for_nothing(server, names, tmp_path, capsys):
    command(capsys, tmp_path / "data", "--cache", tmp_path / "here")
    assert not tree(tmp_path / "here") and not tree(tmp_path / "cache") and len(server.asked) == 3
    before = tree(tmp_path / "data")
    assert "there already" in command(capsys, tmp_path / "data")
    assert main(["nsynth_rnn", "--to", str(tmp_path / "data")]) == 0  # whatever is on disk
    told = capsys.readouterr().out
    assert "NSynth, a large-scale dataset" in told and "not notes of NSynth" not in told
    assert len(server.asked) == 3 and tree(tmp_path / "data") == before


def test_two_runs_give_the_same_bytes_in_whatever_order_the_archive_is(server, monkeypatch, tmp_path, capsys):
    offer(server, monkeypatch)
    command(capsys, tmp_path / "a", "--pack")
    offer(server, monkeypatch, train=archive_of("train", "examples last"), test=archive_of("test", "sorted"))
    command(capsys, tmp_path / "b", "--pack")
    assert tree(tmp_path / "a") == tree(tmp_path / "b") and (tmp_path / "a" / rnn.ARCHIVE).exists()


def test_rendered_notes_are_replaced_only_with_force(server, names, tmp_path, capsys, monkeypatch):
    one = rnn.nsynth_rendered.RenderedSize({"train": 1, "valid": 1, "test": 1}, settings=1)
    monkeypatch.setattr(rnn.nsynth_rendered, "SIZES", {"small": one})
    monkeypatch.setattr(rnn.nsynth_rendered.RenderedNote, "samples", lambda self: rnn.nsynth_rendered.np.ones(SAMPLES))
    rnn.fetch(tmp_path / "data", say=lambda line: None)
    before = tree(tmp_path / "data")
    assert not server.asked  # nothing was downloaded without being asked for
    assert "holds other data" in command(capsys, tmp_path / "data", code=2)
    assert tree(tmp_path / "data") == before and not server.asked
    command(capsys, tmp_path / "data", "--force")
    assert record(tmp_path / "data")["source"] == "nsynth"


def test_other_files_in_an_archive_are_left_out(server, monkeypatch, tmp_path, capsys):
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(archive_of("test"))) as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        for path in ("../outside.wav", "/outside.wav", "nsynth-test/../../outside.wav", "nsynth-test/audio/readme.txt"):
            about = tarfile.TarInfo(path)
            about.size = 4
            new.addfile(about, io.BytesIO(b"RIFF"))
        link = tarfile.TarInfo("nsynth-test/audio/bass_acoustic_099-040-075.wav")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        new.addfile(link)
        for member in old:
            new.addfile(member, old.extractfile(member) if member.isfile() else None)
    offer(server, monkeypatch, test=out.getvalue())
    command(capsys, tmp_path / "data")
    assert counts(tmp_path / "data", "test") == dict.fromkeys(nsynth.FAMILIES, NOTES["test"])
    assert not list(tmp_path.rglob("outside*")) and not list(tmp_path.rglob("readme*"))


# Some of it


def test_with_a_limit_each_folder_has_so_many_notes_of_each_family(server, names, tmp_path, capsys):
    command(capsys, tmp_path / "data", "--limit", 3)
    for split in nsynth.SPLITS:
        assert counts(tmp_path / "data", split) == dict.fromkeys(nsynth.FAMILIES, 3)
    assert "at most 3 notes of a family" in record(tmp_path / "data")["made_by"]


def test_with_a_limit_the_training_archive_is_read_only_as_far_as_needed_and_the_command_says_what_is_unchecked(
    server, names, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(large_file, "PIECE", 1024)
    monkeypatch.setattr(nsynth_archives, "BLOCK", 1024)
    server.ways[names["train"]] = ["steady"]
    told = command(capsys, tmp_path / "data", "--limit", 1)
    archives = sources.NSYNTH_ARCHIVES
    assert server.sent < sum(archive.bytes for archive in archives.values()) - archives["train"].bytes // 4
    about = record(tmp_path / "data")["folders"]
    assert "md5 of the archive could not be checked" in about["nsynth-train"]["checked"]
    assert re.search(r"only the first [\d.]+ MB of [\d.]+ MB were read", told)
    for split in ("valid", "test"):
        assert about[f"nsynth-{split}"]["checked"] == "the whole archive was read, its md5 is right"
    assert not tree(tmp_path / "cache")


def test_where_a_part_did_not_reach_examples_json_it_is_made_from_the_names(server, monkeypatch, tmp_path, capsys):
    offer(server, monkeypatch, train=archive_of("train", "examples last"))
    told = command(capsys, tmp_path / "data", "--limit", 1)
    assert "was not reached and is made from the names" in told
    for name, note in json.loads((tmp_path / "data" / "nsynth-train" / "examples.json").read_text()).items():
        official = notes_of("train")[name]
        unknown = {key for key in official if note[key] is None}
        assert unknown == {"note", "instrument", "qualities", "qualities_str"}
        assert {key: note[key] for key in official if key not in unknown} == {
            key: official[key] for key in official if key not in unknown
        }


def test_the_limited_training_notes_come_from_several_instruments_even_from_a_sorted_archive(
    server, monkeypatch, tmp_path, capsys
):
    offer(server, monkeypatch, train=archive_of("train", "sorted"))
    monkeypatch.setattr(nsynth_archives, "INSTRUMENTS", 4)
    command(capsys, tmp_path / "data", "--limit", 4)
    assert record(tmp_path / "data")["folders"]["nsynth-train"]["instruments"] == dict.fromkeys(nsynth.FAMILIES, 4)


def test_the_limited_test_notes_are_an_even_choice_of_all(server, names, tmp_path, capsys):
    command(capsys, tmp_path / "data", "--limit", 2)
    notes = json.loads((tmp_path / "data" / "nsynth-test" / "examples.json").read_text())
    assert {note["pitch"] for note in notes.values()} == {40, 42}


def test_a_limit_that_cannot_be_reached_is_told(server, names, tmp_path, capsys):
    told = command(capsys, tmp_path / "data", "--limit", 5)
    assert "nsynth-test has fewer than 5 notes of bass, brass" in told
    assert counts(tmp_path / "data", "test") == dict.fromkeys(nsynth.FAMILIES, 4)


# Broken connections


@pytest.mark.parametrize("way", ["truncated", "without a length", "reset", "500", "503", "stalls"])
def test_what_breaks_off_goes_on_at_the_same_byte(server, names, tmp_path, capsys, monkeypatch, way):
    monkeypatch.setattr(download, "TIMEOUT", (1, 0.3))
    server.ways[names["train"]] = [way, way, "good"]
    command(capsys, tmp_path / "data")
    assert counts(tmp_path / "data", "train") == dict.fromkeys(nsynth.FAMILIES, NOTES["train"])
    starts = [start for path, start in server.asked if path == names["train"]]
    assert len(starts) == 3 and starts == sorted(starts)
    if way in ("truncated", "without a length", "stalls"):
        assert 0 < starts[1] < starts[2] < sources.NSYNTH_ARCHIVES["train"].bytes


def test_a_server_that_knows_no_range_begins_anew_and_the_file_is_right(server, names, tmp_path, capsys):
    server.ways[names["train"]] = ["truncated", "truncated without range", "no range"]
    command(capsys, tmp_path / "data")
    assert counts(tmp_path / "data", "train") == dict.fromkeys(nsynth.FAMILIES, NOTES["train"])


def test_a_later_run_goes_on_where_the_first_one_stopped(server, names, tmp_path, capsys):
    server.ways[names["train"]] = ["truncated", "404"]
    told = command(capsys, tmp_path / "data", code=2)
    assert "the same command goes on" in told and "--source rendered" in told and "HTTP 404" in told
    assert visible(tmp_path / "data") == set()
    kept = tmp_path / "cache" / "graded-notebooks" / "nsynth" / names["train"]
    arrived = kept.stat().st_size
    assert 0 < arrived < sources.NSYNTH_ARCHIVES["train"].bytes
    assert server.files[names["train"]].startswith(kept.read_bytes())
    server.ways.clear()
    server.asked.clear()
    told = command(capsys, tmp_path / "data")
    assert server.asked == [(names["train"], arrived)]  # the other two folders were complete
    assert "nsynth-test is complete already" in told and "of it are there already" in told
    assert "its md5 is right" in record(tmp_path / "data")["folders"]["nsynth-train"]["checked"]
    assert counts(tmp_path / "data", "train") == dict.fromkeys(nsynth.FAMILIES, NOTES["train"])


def test_folders_of_another_limit_are_not_used_for_this_one(server, names, tmp_path, capsys):
    server.ways[names["train"]] = ["404"]
    command(capsys, tmp_path / "data", "--limit", 2, code=2)
    server.ways.clear()
    command(capsys, tmp_path / "data", "--limit", 3)
    assert counts(tmp_path / "data", "test") == dict.fromkeys(nsynth.FAMILIES, 3)


# What goes wrong for good


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("404", "does not have nsynth-valid.jsonwav.tar.gz (HTTP 404)"),
        ("403", "refuses nsynth-valid.jsonwav.tar.gz (HTTP 403)"),
        ("429", "wants fewer requests"),
        ("407", "proxy wants a password"),
        ("500", "is in trouble (HTTP 500"),
        ("reset", "broke off"),
        ("longer", "bytes instead of"),
        ("log-in page", "log-in in the browser"),
    ],
)
def test_each_trouble_is_one_clear_sentence_and_there_is_never_half_a_set(server, names, tmp_path, capsys, way, told):
    server.ways[names["valid"]] = [way]
    said = command(capsys, tmp_path / "data", code=2)
    assert told in said and "the same command goes on" in said and "object at" not in said
    assert visible(tmp_path / "data") == set()
    server.ways.clear()
    command(capsys, tmp_path / "data")
    assert counts(tmp_path / "data", "valid") == dict.fromkeys(nsynth.FAMILIES, NOTES["valid"])


def test_another_part_than_was_asked_for_is_not_taken(server, names, tmp_path, capsys):
    server.ways[names["valid"]] = ["truncated", "another part"]
    assert "another part than was asked for" in command(capsys, tmp_path / "data", code=2)
    assert visible(tmp_path / "data") == set()


def damaged(content: bytes, how: str) -> bytes:
    """An archive that is wrong in some way."""
    if how == "flipped bit":
        middle = len(content) // 2
        return content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :]
    if how == "other archive":
        return archive_of("test", "sorted")
    return {"no archive": b"Hello" * 1000, "cut": content[: len(content) // 2]}[how]


@pytest.mark.parametrize("how", ["flipped bit", "other archive", "no archive", "cut"])
def test_a_damaged_archive_is_named_and_removed_and_nothing_of_it_is_used(
    server, names, tmp_path, capsys, monkeypatch, how
):
    content = damaged(server.files[names["valid"]], how)
    good = dict(sources.NSYNTH_ARCHIVES)
    # The size is right, so that only the checksum or the content can tell.
    wrong = Archive(names["valid"], len(content), good["valid"].md5, good["valid"].notes)
    monkeypatch.setattr(sources, "NSYNTH_ARCHIVES", good | {"valid": wrong})
    whole, server.files[names["valid"]] = server.files[names["valid"]], content
    told = command(capsys, tmp_path / "data", code=2)
    assert "nsynth-valid.jsonwav.tar.gz arrived damaged" in told and "Run the same command again" in told
    assert visible(tmp_path / "data") == set() and not tree(tmp_path / "cache")
    monkeypatch.setattr(sources, "NSYNTH_ARCHIVES", good)
    server.files[names["valid"]] = whole
    command(capsys, tmp_path / "data")
    assert counts(tmp_path / "data", "valid") == dict.fromkeys(nsynth.FAMILIES, NOTES["valid"])


def test_a_wrong_checksum_of_an_archive_that_can_be_read_is_seen(server, names, tmp_path, capsys, monkeypatch):
    good = sources.NSYNTH_ARCHIVES
    wrong = Archive(names["test"], good["test"].bytes, "0" * 32, good["test"].notes)
    monkeypatch.setattr(sources, "NSYNTH_ARCHIVES", good | {"test": wrong})
    assert "arrived damaged (wrong checksum)" in command(capsys, tmp_path / "data", code=2)
    assert visible(tmp_path / "data") == set()


@pytest.mark.parametrize(
    ("without", "told"),
    [
        (["examples.json"], "has no nsynth-test/examples.json"),
        (["audio/organ_acoustic_008-040-075.wav"], "39 sounds instead of 40"),
    ],
)
def test_an_archive_that_lacks_something_is_seen(server, monkeypatch, tmp_path, capsys, without, told):
    offer(server, monkeypatch, test=archive_of("test", without=without))
    assert told in command(capsys, tmp_path / "data", code=2)
    assert visible(tmp_path / "data") == set()


def test_a_sound_that_is_too_short_is_seen_although_no_checksum_can_be_checked(server, monkeypatch, tmp_path, capsys):
    offer(server, monkeypatch)
    monkeypatch.setattr(nsynth, "SAMPLES", SAMPLES + 100)
    assert "is no sound of 4 s" in command(capsys, tmp_path / "data", "--limit", 1, code=2)


def test_a_silent_server_is_given_up(server, names, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", (1, 0.2))
    monkeypatch.setattr(large_file, "TRIES", 2)
    monkeypatch.setattr(large_file, "SLOW_BYTES", 10**9)
    server.ways[names["test"]] = ["stalls"]
    assert "nothing came for 0.2 s" in command(capsys, tmp_path / "data", code=2)


def test_a_server_that_sends_a_byte_now_and_then_is_given_up(server, names, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(large_file, "SLOW_SECONDS", 0.3)
    server.ways[names["test"]] = ["drips"]
    assert "too slow: only" in command(capsys, tmp_path / "data", code=2)
    assert visible(tmp_path / "data") == set()


# Addresses, proxies, no network


def test_the_second_address_helps_where_the_first_one_does_not(server, names, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv(nsynth_archives.MIRROR)
    monkeypatch.setattr(sources, "NSYNTH_ADDRESSES", (f"{server.url}/first", f"{server.url}/second"))
    server.ways[f"first/{names['train']}"] = ["truncated", "404"]
    command(capsys, tmp_path / "data")
    assert counts(tmp_path / "data", "train") == dict.fromkeys(nsynth.FAMILIES, NOTES["train"])
    at_second = [start for path, start in server.asked if path == f"second/{names['train']}"]
    assert len(at_second) == 1 and at_second[0] > 0


def test_a_mirror_on_the_command_line_goes_first(server, names, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv(nsynth_archives.MIRROR, "http://127.0.0.1:9")
    command(capsys, tmp_path / "data", "--mirror", f"{server.url}/mirror/")
    assert {path for path, _ in server.asked} == {f"mirror/{name}" for name in names.values()}


@pytest.mark.parametrize("address", ["files.example/nsynth", "ftp://files.example", "https://"])
def test_an_address_that_is_none_is_named(names, tmp_path, capsys, address):
    assert "must begin with https://" in command(capsys, tmp_path / "data", "--mirror", address, code=2)


def test_without_a_network_the_command_says_what_to_do_and_nothing_is_written(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(nsynth_archives.shutil, "disk_usage", lambda folder: SimpleNamespace(free=10**12))
    told = command(capsys, tmp_path / "data", code=2)
    assert "No network: there is no connection to 127.0.0.1" in told and "--source rendered" in told
    assert not tree(tmp_path / "data")


def test_a_proxy_of_the_environment_is_used(server, names, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("http_proxy", server.url)
    monkeypatch.setenv(nsynth_archives.MIRROR, "http://files.example")
    command(capsys, tmp_path / "data")
    assert all(path.startswith("http://files.example/") for path, _ in server.asked) and len(server.asked) == 3


def test_a_proxy_that_does_not_answer_is_named_without_its_password(names, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://me:secret@127.0.0.1:9")
    monkeypatch.setenv(nsynth_archives.MIRROR, "https://files.example")
    told = command(capsys, tmp_path / "data", code=2)
    assert "The proxy 127.0.0.1:9 gives no way to files.example" in told and "secret" not in told


def test_the_registry_has_the_sizes_checksums_and_addresses_of_the_official_archives(monkeypatch):
    monkeypatch.undo()
    for split, archive in sources.NSYNTH_ARCHIVES.items():
        assert archive.name == f"nsynth-{split}.jsonwav.tar.gz" and len(archive.md5) == 32 and int(archive.md5, 16)
    assert sum(archive.bytes for archive in sources.NSYNTH_ARCHIVES.values()) == 25_233_566_634
    assert sum(archive.notes for archive in sources.NSYNTH_ARCHIVES.values()) == 305_979
    assert [address.partition(":")[0] for address in nsynth_archives.addresses()] == ["https", "http"]
    assert nsynth_archives.addresses("https://mirror.example") == ("https://mirror.example",)


# The disk, and interrupts


def test_too_small_a_disk_is_told_before_anything_is_fetched(server, names, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(nsynth_archives.shutil, "disk_usage", lambda folder: SimpleNamespace(free=50_000))
    told = command(capsys, tmp_path / "data", code=2)
    assert "no room left" in told and "MB are needed" in told and "--limit" in told
    assert not server.asked and visible(tmp_path / "data") == set()


def test_a_disk_of_the_cache_that_fills_up_names_the_cache(server, names, tmp_path, capsys):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))  # a larger file does not fit
    try:
        told = command(capsys, tmp_path / "data", code=2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "no room left" in told and "--cache" in told and visible(tmp_path / "data") == set()
    command(capsys, tmp_path / "data")  # with more room it goes on
    assert counts(tmp_path / "data", "train") == dict.fromkeys(nsynth.FAMILIES, NOTES["train"])


def test_a_disk_of_the_data_that_fills_up_names_the_data(server, names, tmp_path, capsys, monkeypatch):
    write_bytes = store.write_bytes

    def full(path: Path, content: bytes) -> None:
        if path.suffix == ".wav" and "nsynth-train" in path.parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write_bytes(path, content)

    monkeypatch.setattr(store, "write_bytes", full)
    told = command(capsys, tmp_path / "data", code=2)
    assert "no room left" in told and "--to" in told and visible(tmp_path / "data") == set()
    monkeypatch.setattr(store, "write_bytes", write_bytes)
    server.asked.clear()
    command(capsys, tmp_path / "data")
    assert {path for path, _ in server.asked} <= {names["train"]}  # the others were complete
    assert counts(tmp_path / "data", "train") == dict.fromkeys(nsynth.FAMILIES, NOTES["train"])


def test_a_file_in_place_of_the_cache_is_named(names, tmp_path, capsys):
    (tmp_path / "here").write_text("a file")
    told = command(capsys, tmp_path / "data", "--cache", tmp_path / "here", code=2)
    assert "--cache" in told and "a file is in the way" in told


SLOW = """
import json, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background would ignore it
from data_fetch import nsynth, sources
nsynth.SAMPLES = 1000
given = json.loads(sys.argv[2])
sources.NSYNTH_ARCHIVES = {split: sources.Archive(*given[split]) for split in given}
sys.argv = ["", "nsynth_rnn", "--to", sys.argv[1], "--source", "nsynth"]
runpy.run_module("data_fetch", run_name="__main__")
"""


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_real_interrupt_leaves_no_half_set_and_the_next_run_goes_on(server, names, tmp_path, capsys, kind):
    server.ways[names["train"]] = ["steady"]
    archives = {split: [one.name, one.bytes, one.md5, one.notes] for split, one in sources.NSYNTH_ARCHIVES.items()}
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path / "data"), json.dumps(archives)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    kept = tmp_path / "cache" / "graded-notebooks" / "nsynth" / names["train"]
    until = time.monotonic() + 120
    while not (kept.exists() and kept.stat().st_size) and time.monotonic() < until:
        time.sleep(0.01)
    run.send_signal(kind)
    _, told = run.communicate(timeout=120)
    if kind == signal.SIGKILL:
        assert run.returncode == -9
    else:
        assert run.returncode == 130 and "Interrupted. Run the same command again." in told
    assert "Traceback" not in told and visible(tmp_path / "data") == set()
    arrived = kept.stat().st_size
    assert 0 < arrived < sources.NSYNTH_ARCHIVES["train"].bytes
    server.ways.clear()
    server.asked.clear()
    command(capsys, tmp_path / "data")
    assert server.asked == [(names["train"], arrived)]
    assert counts(tmp_path / "data", "train") == dict.fromkeys(nsynth.FAMILIES, NOTES["train"])


# What is on disk


def unpack(server: SimpleNamespace, names: dict[str, str], to: Path) -> None:
    """Unpack the archives into a folder, as somebody does by hand."""
    to.mkdir()
    for name in names.values():
        with tarfile.open(fileobj=io.BytesIO(server.files[name])) as archive:
            archive.extractall(to, filter="data")


def test_archives_that_were_unpacked_by_hand_are_used_as_they_are(server, names, tmp_path, capsys):
    unpack(server, names, tmp_path / "data")
    before = tree(tmp_path / "data")
    for options in ((), ("--source", "nsynth")):
        assert main(["nsynth_rnn", "--to", str(tmp_path / "data"), *options]) == 0
        told = capsys.readouterr().out
        assert "unpacked by hand" in told and "stay" in told
    after = tree(tmp_path / "data")
    assert before.items() <= after.items() and set(after) - set(before) == {rnn.RECORD, store.SUMS}
    assert record(tmp_path / "data")["source"] == "nsynth" and not server.asked


@pytest.mark.parametrize("lost", ["nsynth-train/audio/bass_acoustic_000-040-075.wav", "nsynth-valid/examples.json"])
def test_archives_that_were_unpacked_only_in_part_are_neither_used_nor_replaced(server, names, tmp_path, capsys, lost):
    unpack(server, names, tmp_path / "data")
    (tmp_path / "data" / lost).unlink()
    before = tree(tmp_path / "data")
    for options in ([], ["--source", "nsynth"]):
        assert main(["nsynth_rnn", "--to", str(tmp_path / "data"), *options]) == 2
        assert "was not made by this command" in capsys.readouterr().err
    assert tree(tmp_path / "data") == before


def test_downloaded_notes_that_lack_a_file_are_not_replaced_by_rendered_ones(server, names, tmp_path, capsys):
    command(capsys, tmp_path / "data")
    lost = next((tmp_path / "data" / "nsynth-train" / "audio").iterdir())
    lost.unlink()
    before = tree(tmp_path / "data")
    for options in ([], ["--source", "nsynth"]):
        assert main(["nsynth_rnn", "--to", str(tmp_path / "data"), *options]) == 2
        told = capsys.readouterr().err
        assert lost.name in told and "--force" in told
    assert tree(tmp_path / "data") == before
