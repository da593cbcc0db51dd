"""Downloads of `data_fetch`, from a server in this process that misbehaves on purpose. Nothing goes outside."""

from __future__ import annotations

import hashlib
import http.server
import io
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote, urlsplit

import numpy as np
import pytest
import requests
import soundfile
import urllib3
from data_files import tree
from local_server import nothing_outside, serving

from data_fetch import download, iowa, opening, recipe, recordings, sources, store
from data_fetch import music_classification as music
from data_fetch.__main__ import main
from data_fetch.download import DownloadError, RemoteFile, fetch_files

TINY = recipe.Size(train_rows=300, test_rows=60, semitones=6, seconds=0.4)


class Answers(http.server.BaseHTTPRequestHandler):
    """Answers one request in the way that the server has for its path. It ignores Range, as some servers do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        path = unquote(urlsplit(self.path).path).lstrip("/")
        with server.lock:
            server.asked.append(path)
            server.lines.append(self.path)
            server.now += 1
            server.most = max(server.most, server.now)
            ways = server.ways.get(path, [])
            way = ways.pop(0) if len(ways) > 1 else ways[0] if ways else "good"
        try:
            self.answer(way, server.files.get(path))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with server.lock:
                server.now -= 1

    def answer(self, way: str, content: bytes | None) -> None:
        """Send `content`, or something worse."""
        if way.isdigit() or content is None:
            self.send_error(int(way) if way.isdigit() else 404)
            return
        if way == "reset":  # not a word
            self.close_connection = True
            return
        if way == "log-in page":
            content = b"<html>Please log in.</html>"
        if way == "corrupt":
            content = bytes([content[0] ^ 1]) + content[1:]
        if way == "longer":
            content += content
        self.send_response(200)
        if way == "truncated without a length":
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            return
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if way == "truncated":
            self.wfile.write(content[: len(content) // 2])
            self.close_connection = True
        elif way in ("stalls", "drips"):
            for place in range(len(content)):
                self.wfile.write(content[place : place + 1])
                if self.server.over.wait(0.05 if way == "drips" else 3):
                    break
            self.close_connection = True
        else:
            if way == "slow":
                self.server.over.wait(0.1)
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    """A web server: `files` (path: content), `ways` (path: how to answer, one after the other), what was `asked`."""
    with serving(Answers, files={}, ways={}, asked=[], lines=[], now=0, most=0, lock=threading.Lock()) as web:
        yield web


@pytest.fixture(autouse=True)
def calm(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No proxy, no cache of the user, short waits, tiny data, no address outside."""
    nothing_outside(monkeypatch, tmp_path)
    monkeypatch.setenv(iowa.MIRROR, "http://127.0.0.1:9")  # nobody listens there
    monkeypatch.setattr(download, "PAUSE", 0.01)
    monkeypatch.setattr(sources, "OPENING_ADDRESSES", ())
    monkeypatch.setattr(recipe, "SIZES", {"small": TINY, "full": TINY})
    monkeypatch.setattr(recipe, "COPIES", 1)


def some_files(server: SimpleNamespace, count: int = 12) -> list[RemoteFile]:
    """`count` files that the server has, of 5 kB each."""
    for number in range(count):
        server.files[f"part {number % 3}/file-{number}#.bin"] = bytes([number]) * 5000
    return listed(server.files)


def listed(contents: dict[str, bytes]) -> list[RemoteFile]:
    """Path, size and checksum of each."""
    return [RemoteFile(path, len(data), hashlib.sha256(data).hexdigest()) for path, data in contents.items()]


def problem(files: list[RemoteFile], url: str, folder: Path) -> str:
    """The one line that says why the files cannot be had."""
    with pytest.raises(DownloadError) as raised:
        fetch_files(files, url, folder, say=lambda line: None)
    assert "\n" not in str(raised.value) and "object at" not in str(raised.value)
    return str(raised.value)


# Fetching and resuming


def test_all_files_arrive_and_a_second_run_asks_for_nothing(server, tmp_path):
    files, told = some_files(server), []
    fetch_files(files, server.url, tmp_path / "to", told.append)
    assert tree(tmp_path / "to") == server.files
    assert len(told) == 1 and "12 files, 0.1 MB, from 127.0.0.1" in told[0]
    server.asked.clear()
    fetch_files(files, server.url + "/", tmp_path / "to", told.append)
    assert not server.asked and len(told) == 1


def test_only_missing_and_damaged_files_are_fetched(server, tmp_path):
    files = some_files(server)
    fetch_files(files, server.url, tmp_path, lambda line: None)
    (tmp_path / files[3].path).unlink()
    (tmp_path / files[5].path).write_bytes(b"half")
    (tmp_path / files[7].path).write_bytes(b"x" * files[7].bytes)
    server.asked.clear()
    told = []
    fetch_files(files, server.url, tmp_path, told.append)
    assert sorted(server.asked) == sorted(files[number].path for number in (3, 5, 7))
    assert "9 are there already" in told[0] and tree(tmp_path) == server.files


def test_a_stopped_download_goes_on_where_it_stopped(server, tmp_path):
    files = some_files(server, 40)
    server.ways[files[20].path] = ["404"]
    assert "does not have" in problem(files, server.url, tmp_path)
    arrived = tree(tmp_path)
    assert 0 < len(arrived) < 40 and arrived.items() <= server.files.items()
    server.ways.clear()
    server.asked.clear()
    fetch_files(files, server.url, tmp_path, lambda line: None)
    assert set(server.asked) == set(server.files) - set(arrived) and tree(tmp_path) == server.files


def test_several_files_come_at_a_time_but_not_more_than_eight(server, tmp_path):
    files = some_files(server, 24)
    server.ways |= {file.path: ["slow"] for file in files}
    fetch_files(files, server.url, tmp_path, lambda line: None)
    assert 1 < server.most <= 8


def test_old_temporary_files_of_killed_runs_are_removed_and_new_ones_are_not(server, tmp_path):
    files = some_files(server, 3)
    for name, age in (("tmpold", 7200), ("tmpnew", 10)):
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    fetch_files(files, server.url, tmp_path, lambda line: None)
    assert set(tree(tmp_path)) == {*server.files, "tmpnew"}


@pytest.mark.parametrize("way", ["500", "503", "truncated", "reset", "corrupt", "truncated without a length"])
def test_what_goes_wrong_once_is_tried_again(server, tmp_path, way):
    files = some_files(server, 3)
    server.ways[files[1].path] = [way, way, "good"]
    fetch_files(files, server.url, tmp_path, lambda line: None)
    assert tree(tmp_path) == server.files


# What goes wrong for good


@pytest.mark.parametrize(
    ("way", "told", "tries"),
    [
        ("404", "does not have part 1/file-1#.bin (HTTP 404)", 1),
        ("403", "refuses part 1/file-1#.bin (HTTP 403)", 1),
        ("429", "wants fewer requests", 1),
        ("407", "proxy wants a password", 1),
        ("500", "is in trouble (HTTP 500", 3),
        ("reset", "broke off", 3),
        ("truncated", "broke off in the middle of part 1/file-1#.bin", 3),
        ("truncated without a length", "(2,500 bytes instead of 5,000)", 3),
        ("corrupt", "(wrong checksum)", 3),
        ("longer", "(more than 5,000 bytes)", 3),
        ("log-in page", "log-in in the browser", 3),
    ],
)
def test_each_trouble_is_one_clear_sentence_and_leaves_no_half_file(server, tmp_path, way, told, tries):
    files = some_files(server, 4)
    server.ways[files[1].path] = [way]
    said = problem(files, server.url, tmp_path)
    assert told in said and ("127.0.0.1" in said or way == "407")
    assert server.asked.count(files[1].path) == tries
    assert tree(tmp_path).items() <= server.files.items() and files[1].path not in tree(tmp_path)


def test_a_silent_server_is_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", (1, 0.2))
    monkeypatch.setattr(download, "TRIES", 2)
    files = some_files(server, 2)
    server.ways[files[0].path] = ["stalls"]
    assert "nothing came for 0.2 s" in problem(files, server.url, tmp_path)
    assert files[0].path not in tree(tmp_path)


def test_a_server_that_sends_a_byte_now_and_then_is_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(download, "FILE_SECONDS", 0.4)
    files = some_files(server, 2)
    server.ways[files[0].path] = ["drips"]
    assert "too slow: only" in problem(files, server.url, tmp_path)
    assert files[0].path not in tree(tmp_path)


def test_an_unknown_name_means_no_network(tmp_path, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(DownloadError, match=r"No network: the name files\.example is not known here") as raised:
        fetch_files([RemoteFile("a", 1, "0" * 64)], "https://files.example", tmp_path, lambda line: None)
    assert raised.value.offline and not tree(tmp_path)


def test_a_closed_port_means_no_network(tmp_path):
    told = problem([RemoteFile("a", 1, "0" * 64)], "http://127.0.0.1:9", tmp_path)
    assert told == "No network: there is no connection to 127.0.0.1 (Connection refused)."


def test_no_answer_at_all_means_no_network(tmp_path, monkeypatch):
    def silent(*_, **__):
        raise TimeoutError("timed out")

    monkeypatch.setattr(urllib3.util.connection, "create_connection", silent)
    told = problem([RemoteFile("a", 1, "0" * 64)], "http://files.example", tmp_path)
    assert told == "No network: files.example did not answer within 10 s."


def test_an_untrusted_certificate_is_named():
    inner = urllib3.exceptions.SSLError("certificate verify failed: self-signed certificate (_ssl.c:1006)")
    error = requests.exceptions.SSLError(urllib3.exceptions.MaxRetryError(None, "/a", inner))
    told = str(download.explained(error, "https://files.example/a", "a", Path()))
    assert told == (
        "The certificate of files.example is not trusted here (certificate verify failed: self-signed certificate)."
    )


@pytest.mark.parametrize("address", ["files.example/iowa", "ftp://files.example", "https://", ""])
def test_an_address_that_is_none_is_named(tmp_path, address):
    assert "must begin with https://" in problem([RemoteFile("a", 1, "0" * 64)], address, tmp_path)


# Proxies


def test_a_proxy_of_the_environment_is_used(server, tmp_path, monkeypatch):
    files = some_files(server, 3)
    monkeypatch.setenv("http_proxy", server.url)
    fetch_files(files, "http://files.example", tmp_path, lambda line: None)
    assert all(line.startswith("http://files.example/part%20") for line in server.lines)
    assert tree(tmp_path) == server.files


def test_no_proxy_is_respected(server, tmp_path, monkeypatch):
    files = some_files(server, 1)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    fetch_files(files, server.url, tmp_path, lambda line: None)
    assert tree(tmp_path) == server.files


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_does_not_answer_is_named_without_its_password(tmp_path, monkeypatch, scheme):
    monkeypatch.setenv(f"{scheme}_proxy", "http://me:secret@127.0.0.1:9")
    told = problem([RemoteFile("a", 1, "0" * 64)], f"{scheme}://files.example", tmp_path)
    assert "The proxy 127.0.0.1:9 gives no way to files.example (Connection refused)" in told
    assert "secret" not in told


# The disk, and interrupts


def test_too_small_a_disk_is_told_before_anything_is_fetched(server, tmp_path, monkeypatch):
    files = some_files(server)
    monkeypatch.setattr(download.shutil, "disk_usage", lambda folder: SimpleNamespace(free=50_000))
    told = problem(files, server.url, tmp_path)
    assert "no room left" in told and "0.1 MB are needed" in told and "--cache" in told
    assert not server.asked


def test_a_disk_that_fills_up_leaves_no_half_file(server, tmp_path):
    files = some_files(server, 2)
    server.files["large"] = b"x" * 300_000
    files = listed(server.files)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))  # a larger file does not fit
    try:
        told = problem(files, server.url, tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "no room left" in told and "--cache" in told
    assert tree(tmp_path).items() <= server.files.items() and "large" not in tree(tmp_path)


def test_a_file_in_place_of_the_cache_is_named(server, tmp_path):
    (tmp_path / "cache").write_text("a file")
    told = problem(some_files(server), server.url, tmp_path / "cache")
    assert "--cache" in told and "a file is in the way" in told


@pytest.mark.skipif(os.geteuid() == 0, reason="every folder may be written to here")
def test_a_cache_without_the_right_to_write_is_named(server, tmp_path):
    tmp_path.chmod(0o555)
    try:
        assert "right to write" in problem(some_files(server), server.url, tmp_path / "cache")
    finally:
        tmp_path.chmod(0o755)


def test_an_interrupt_stops_all_threads_and_leaves_only_whole_files(server, tmp_path, monkeypatch):
    files = some_files(server, 40)
    server.ways |= {file.path: ["slow"] for file in files}

    def interrupted(jobs):
        yield next(finished(jobs))
        raise KeyboardInterrupt

    finished = download.as_completed
    monkeypatch.setattr(download, "as_completed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch_files(files, server.url, tmp_path, lambda line: None)
    arrived = tree(tmp_path)
    assert 0 < len(arrived) < 40 and arrived.items() <= server.files.items()
    monkeypatch.undo()
    fetch_files(files, server.url, tmp_path, lambda line: None)
    assert tree(tmp_path) == server.files


# The command


@pytest.fixture(scope="session")
def tones() -> dict[str, bytes]:
    """Five notes of each instrument as FLAC files, by the path that a repository could have."""
    time_ = np.arange(round(0.4 * 22050)) / 22050
    contents = {}
    for place, instrument in enumerate(recipe.CLASSES):
        for pitch in (60, 62, 64, 65, 67):
            phase = 2 * np.pi * 440 * 2 ** ((pitch - 69) / 12) * time_
            tone = sum(np.sin(k * phase) / k ** (1 + place / 4) for k in range(1, 8))
            contents[f"{instrument}/note-{pitch}.flac"] = sound(0.2 * tone, "FLAC")
    return contents


def sound(samples: np.ndarray, kind: str) -> bytes:
    """A sound file with 22,050 samples per second."""
    file = io.BytesIO()
    soundfile.write(file, samples, 22050, format=kind, subtype="PCM_16")
    return file.getvalue()


@pytest.fixture
def repository(server, tones, monkeypatch) -> SimpleNamespace:
    """The server as the repository of the recordings, with these tones, and the registry to match."""
    server.files |= tones | {"tuba/note-60.flac": b"not asked for"}
    about = {file.path: [file.bytes, file.sha256] for file in listed(server.files)}
    monkeypatch.setattr(iowa, "registry", lambda: {"commit": "0123456789", "files": about})
    monkeypatch.setenv(iowa.MIRROR, server.url)
    return server


def command(capsys: pytest.CaptureFixture, *arguments: object, code: int = 0) -> str:
    """What the command says."""
    assert main(["music_classification", *map(str, arguments)]) == code
    told = capsys.readouterr()
    return told.err if code else told.out


def test_without_files_on_disk_the_recordings_are_downloaded_and_the_command_says_so(repository, tmp_path, capsys):
    told = command(capsys, "--to", tmp_path / "data")
    assert "University of Iowa" in told and "first choice" in told and "50 files" in told
    assert len(repository.asked) == 50 and "tuba/note-60.flac" not in repository.asked
    assert json.loads((tmp_path / "data" / music.RECORD).read_text())["made_by"]["tier"] == "iowa"
    assert len(tree(tmp_path / "cache" / "graded-notebooks" / "iowa-0123456")) == 50


def test_downloaded_recordings_give_the_same_data_as_the_same_recordings_on_disk(repository, tones, tmp_path, capsys):
    for path, content in tones.items():
        (tmp_path / "disk" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "disk" / path).write_bytes(content)
    command(capsys, "--to", tmp_path / "a", "--source", "iowa", "--cache", tmp_path / "here")
    told = command(capsys, "--to", tmp_path / "b", "--recordings", tmp_path / "disk")
    assert f"on disk, in {tmp_path / 'disk'}" in told and tree(tmp_path / "a") == tree(tmp_path / "b")
    assert len(tree(tmp_path / "here")) == 50


def test_what_is_complete_on_disk_is_used_without_any_request(repository, tmp_path, capsys):
    command(capsys, "--to", tmp_path / "data", "--mirror", repository.url)
    before = tree(tmp_path / "data")
    repository.asked.clear()
    for options in ((), ("--source", "iowa"), ("--source", "iowa", "--cache", tmp_path / "empty")):
        told = command(capsys, "--to", tmp_path / "data", *options)
        assert "there already" in told and "University of Iowa" in told
    assert not repository.asked and tree(tmp_path / "data") == before


@pytest.mark.parametrize(("way", "why"), [("404", "does not have"), ("corrupt", "wrong checksum")])
def test_where_the_download_fails_a_soundfont_plays_and_the_command_says_why(repository, tmp_path, capsys, way, why):
    repository.ways["oboe/note-64.flac"] = [way]
    told = command(capsys, "--to", tmp_path / "data")
    assert why in told and "So a soundfont plays" in told and "because the Iowa recordings cannot be had" in told
    assert json.loads((tmp_path / "data" / music.RECORD).read_text())["made_by"]["tier"] == "soundfont"


def test_without_a_network_a_soundfont_plays_and_the_command_says_why(tmp_path, capsys):
    told = command(capsys, "--to", tmp_path / "data")
    assert "No network" in told and "soundfont TimGM6mb" in told and "STAND-IN" in told


def test_whoever_wants_the_recordings_gets_no_others(repository, tmp_path, capsys):
    repository.ways["oboe/note-64.flac"] = ["404"]
    told = command(capsys, "--to", tmp_path / "data", "--source", "iowa", code=2)
    assert "HTTP 404" in told and "the same command goes on" in told and "--source soundfont" in told
    assert told.count("\n") == 1 and tree(tmp_path / "data") == {}
    repository.ways.clear()
    repository.asked.clear()
    command(capsys, "--to", tmp_path / "data", "--source", "iowa")
    assert "oboe/note-64.flac" in repository.asked and len(repository.asked) < 50


def test_whoever_wants_the_soundfont_asks_no_server(repository, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sources, "OPENING_ADDRESSES", (repository.url + "/opening.aiff",))
    assert "--source soundfont" in command(capsys, "--to", tmp_path / "data", "--source", "soundfont")
    assert not repository.asked


def test_a_soundfont_set_is_replaced_by_recordings_only_with_force(repository, tmp_path, capsys):
    command(capsys, "--to", tmp_path / "data", "--source", "soundfont")
    before = tree(tmp_path / "data")
    assert "another source" in command(capsys, "--to", tmp_path / "data", "--source", "iowa", code=2)
    assert not repository.asked and tree(tmp_path / "data") == before
    assert "University of Iowa" in command(capsys, "--to", tmp_path / "data", "--source", "iowa", "--force")


def test_options_that_contradict_each_other_are_named(tmp_path, capsys):
    for source in ("soundfont", "dl4mir"):
        told = command(capsys, "--to", tmp_path, "--source", source, "--recordings", tmp_path, code=2)
        assert "Leave out --recordings" in told


SLOW = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background would ignore it
from data_fetch import download, iowa
files = [download.RemoteFile(f"{n}", 5000, "0" * 64) for n in range(20)]
iowa.remote_files = lambda instruments: files
iowa.digest = lambda instruments: ""
sys.argv = ["", "music_classification", "--to", sys.argv[1], "--source", "iowa"]
import runpy
runpy.run_module("data_fetch", run_name="__main__")
"""


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_real_interrupt_during_the_download_leaves_no_temporary_file(server, tmp_path, monkeypatch, kind):
    server.files |= {f"{number}": b"x" * 5000 for number in range(20)}
    server.ways |= {path: ["drips"] for path in server.files}
    monkeypatch.setenv(iowa.MIRROR, server.url)
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path / "data")], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 120
    while not server.asked and time.monotonic() < until:
        time.sleep(0.02)
    run.send_signal(kind)
    _, told = run.communicate(timeout=120)
    assert run.returncode == 130 and "Interrupted. Run the same command again." in told and "Traceback" not in told
    assert tree(tmp_path / "cache") == {} and tree(tmp_path / "data") == {}


# The registry of the real recordings


def test_the_registry_lists_every_note_of_the_ten_instruments():
    files = iowa.remote_files(recipe.CLASSES)
    notes = iowa.named(files, recipe.CLASSES, Path())
    assert len(files) == len(notes) == 432 and sum(file.bytes for file in files) < 60e6
    for note in notes:
        low, high = recipe.RANGES[note.instrument]
        assert low <= note.pitch <= high, note.name
    assert all(len(file.sha256) == 64 and int(file.sha256, 16) and file.bytes > 0 for file in files)


def test_the_address_is_the_commit_of_the_public_repository_unless_there_is_a_mirror(monkeypatch):
    assert iowa.address("https://mirror.example/iowa/") == "https://mirror.example/iowa"
    assert iowa.address() == "http://127.0.0.1:9"
    monkeypatch.delenv(iowa.MIRROR)
    assert iowa.address() == (
        "https://raw.githubusercontent.com/swesterfeld/spectmorph-instruments/08eba76eadfdc16ded3209f65d3890bf1a2b8c0c"
    )


def test_the_digest_of_the_registry_is_that_of_the_files(repository, tmp_path):
    notes = iowa.notes(recipe.CLASSES, tmp_path, repository.url, lambda line: None)
    assert [(note.instrument, note.pitch) for note in notes[:2]] == [("alto-saxophone", 60), ("alto-saxophone", 62)]
    assert recordings.digest(notes) == iowa.digest(recipe.CLASSES)


# The opening recording


@pytest.fixture
def saxophone(server, monkeypatch) -> np.ndarray:
    """16 s of sound, which the server has at the two addresses of the opening recording."""
    samples = np.random.default_rng(0).integers(-3000, 3000, 16 * 22050).astype(np.int16)
    server.files |= {"original.aiff": sound(samples, "AIFF"), "archive/original.aiff": sound(samples, "AIFF")}
    addresses = (f"{server.url}/original.aiff", f"{server.url}/archive/original.aiff")
    monkeypatch.setattr(sources, "OPENING_ADDRESSES", addresses)
    return samples


def fetched_opening(to: Path) -> tuple[np.ndarray, str]:
    """The samples of the opening recording after it was looked for, and what was said."""
    content, told = opening.opening_recording(to, None, sources.OPENING_ADDRESSES)
    return soundfile.read(io.BytesIO(content or (to / opening.NAME).read_bytes()), dtype="int16")[0], told


def test_the_opening_recording_comes_from_its_original_address_unchanged(server, saxophone, tmp_path):
    samples, told = fetched_opening(tmp_path)
    assert (samples == saxophone).all() and told.endswith("/original.aiff") and server.asked == ["original.aiff"]


@pytest.mark.parametrize("way", ["404", "500", "truncated", "log-in page", "reset"])
def test_the_archive_helps_where_the_original_address_does_not(server, saxophone, tmp_path, way):
    server.ways["original.aiff"] = [way]
    samples, told = fetched_opening(tmp_path)
    assert (samples == saxophone).all() and told.endswith("/archive/original.aiff")


def test_a_recording_of_another_length_is_not_taken_for_it(server, saxophone, tmp_path):
    server.files["original.aiff"] = sound(saxophone[:22050], "AIFF")
    server.ways["archive/original.aiff"] = ["404"]
    _, told = fetched_opening(tmp_path)
    assert "STAND-IN" in told and "lasts 1.0 s" in told and "HTTP 404" in told


def test_a_real_opening_recording_is_never_overwritten_and_a_stand_in_is(server, saxophone, tmp_path, capsys):
    command(capsys, "--to", tmp_path, "--source", "soundfont")  # no network: the stand-in
    stand_in = (tmp_path / music.OPENING).read_bytes()
    told = command(capsys, "--to", tmp_path, "--force", "--mirror", server.url)  # no recordings there, but the opening
    assert "Iowa recording of a soprano saxophone, from" in told
    real = (tmp_path / music.OPENING).read_bytes()
    assert real != stand_in
    server.asked.clear()
    assert "stays as it is" in command(capsys, "--to", tmp_path, "--force", "--source", "soundfont")
    assert (tmp_path / music.OPENING).read_bytes() == real and not server.asked


def test_a_lost_opening_recording_is_added_to_a_complete_set(server, saxophone, tmp_path, capsys):
    command(capsys, "--to", tmp_path, "--source", "soundfont")
    before = tree(tmp_path)
    (tmp_path / music.OPENING).unlink()
    command(capsys, "--to", tmp_path)
    assert tree(tmp_path) == before
    assert store.look(tmp_path, music.NAMES, music.RECORD)
