"""The data of `piano_lstm`: the notes of piano pieces, which a network learns to go on with.

One file, `piano_notes.npz`, made from MIDI files: for each note its pitch (`pitch`, uint8), start and end (`start`,
`end`, int32, in units of 0.1 ms), and for each piece `notes` (how many of these are its own, int32), `piece`,
`composer`, `work`, `licence` and `by` (texts): movements and numbers of one work have the same `work`, for a split that
keeps them together. Beside it `LICENCES.csv`, who made which piece and under which licence, `piano_source.json` (what
made the set) and SHA256SUMS. The same input gives the same bytes. The file is small, and all that the students'
notebook fetches: names and licences are in it.

Three sources:

- **scores** (the default): 48 public-domain scores that come with this package, without a network.
- **krueger**: the 294 files of piano-midi.de by Bernd Krueger, downloaded, each checked by its sha256.
- **maestro**: the 1,276 played pieces of MAESTRO v3 (one zip file of 58 MB). Its licence allows no commercial use, so
  it has to be accepted with `--accept-licence`.

`--midi DIR` takes MIDI files on disk instead. A file that cannot be used is named and left out.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pooch

from data_fetch import FetchError, sources, store
from data_fetch.download import DownloadError, RemoteFile, fetch_files
from data_fetch.midi_notes import BadMidi, read_notes

NOTES = "piano_notes.npz"
LICENCES = "LICENCES.csv"
RECORD = "piano_source.json"
NAMES = (LICENCES, NOTES)  # the last one marks the set as complete
COLUMNS = ("piece", "composer", "work", "licence", "by", "source", "notes", "remarks")
UNITS = 10_000  # of time, in a second
MIRROR = "PIANO_MIRROR"  # the environment variable that names another address of the files
RECIPE = 1  # what the same input gave before and gives now differ: a new number
SOURCES = {
    "scores": sources.PIANO_SCORES,
    "krueger": sources.KRUEGER,
    "maestro": sources.MAESTRO,
    "midi": sources.OWN_MIDI,
}

Say = Callable[[str], object]


@dataclass(frozen=True)
class MidiFile:
    """A MIDI file and what is known of it. `read` returns its bytes."""

    piece: str
    composer: str
    work: str
    licence: str
    by: str
    source: str
    read: Callable[[], bytes]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m data_fetch piano_lstm`."""
    parser.add_argument("--to", type=Path, default=Path("data"), metavar="DIR", help="where to write (default: data)")
    parser.add_argument(
        "--source",
        choices=("scores", "krueger", "maestro"),
        help="scores: 48 public-domain scores, no network; krueger: 294 files of piano-midi.de, 6.7 MB; maestro: 1,276 "
        "performances, 58 MB, with --accept-licence (default: what is in DIR, else scores)",
    )
    parser.add_argument("--midi", type=Path, metavar="DIR", help="take the MIDI files in this folder and below it")
    parser.add_argument("--accept-licence", action="store_true", help=f"MAESTRO: {sources.MAESTRO.licence}")
    parser.add_argument("--pack", action="store_true", help=f"nothing more to do: {NOTES} is what students fetch")
    parser.add_argument("--force", action="store_true", help="make the data anew and replace what is there")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help=f"where downloads are kept (default: {default_cache()})"
    )
    parser.add_argument(
        "--mirror",
        metavar="URL",
        help=f"another address of the folder with the files (default: the environment variable {MIRROR}, else their "
        "public address)",
    )


def run(arguments: argparse.Namespace) -> None:
    """Do what the command line asks. Raises FetchError."""
    options = {name: value for name, value in vars(arguments).items() if name not in ("to", "run")}
    fetch(arguments.to, **options)


def fetch(
    to: str | Path,
    *,
    source: str | None = None,
    midi: str | Path | None = None,
    accept_licence: bool = False,
    pack: bool = False,
    force: bool = False,
    cache: str | Path | None = None,
    mirror: str | None = None,
    say: Say = print,
) -> Path:
    """Write the data set into the folder `to` and return `to`.

    `source`: a key of `SOURCES`; None: what is complete in `to`, else the scores. `midi`: a folder with MIDI files to
    take instead. `accept_licence`: that of MAESTRO. `pack`: say what students fetch. `force`: replace other data.
    `cache`, `mirror`: where downloads are kept, and where they come from. `say` takes a line for the user. Raises
    FetchError with what to do; then the set in `to` is as it was.
    """
    to = Path(to)
    if midi and source:
        raise FetchError("--midi takes files on disk: leave out --source.")
    if source == "maestro" and not accept_licence:
        raise FetchError(
            f"MAESTRO has a licence that you must accept first. {sources.MAESTRO.licence} Read it at "
            f"{sources.MAESTRO.home}, then run the same command with --accept-licence."
        )
    kind = "midi" if midi else source or "scores"
    made_by = {"source": kind, "recipe": RECIPE}
    with store.explained(to):
        before = {} if force else store.look(to, NAMES, RECORD)
        if before:
            keep(to, before, made_by, anything=source is None and midi is None, say=say)
        else:
            store.make_writable(to)
    if not before:
        place = Path(cache) if cache else default_cache()
        found = files_of(kind, Path(midi) if midi else None, place, mirror, say)
        say(f"Source: {SOURCES[kind].title}.")
        say(f"Licence: {SOURCES[kind].licence}")
        content, rows = read_all(found, say)
        record = {"made_by": made_by, "source": asdict(SOURCES[kind]), "units_per_second": UNITS}
        with store.explained(to):
            store.write_set(to, {LICENCES: licences(rows), NOTES: npz_bytes(content, kind)}, RECORD, record)
        tell(to, rows, say)
    if pack:
        say(f"Put {to / NOTES} and {store.SUMS} on the web: students' notebooks fetch them.")
    return to


def default_cache() -> Path:
    """The folder for downloads where the user names none: that of the system, `XDG_CACHE_HOME` on Linux."""
    return Path(pooch.os_cache("graded-notebooks"))


def keep(to: Path, before: Mapping[str, Any], made_by: Mapping[str, Any], anything: bool, say: Say) -> None:
    """Keep the complete set in `to`, whose record is `before`. Raises FetchError where another one was asked for.

    `anything`: the user asked for no source.
    """
    how = before.get("made_by", {})
    if not (how == made_by and made_by["source"] != "midi") and not (anything and how.get("recipe") == RECIPE):
        raise FetchError(
            f"{to} holds other data: {before.get('source', {}).get('title', 'unknown')}. Choose another folder with "
            "--to, or replace them with --force."
        )
    say(f"{to}: the data are there already. They are complete and stay. --force makes them anew.")
    say(f"Source: {before['source']['title']} (on disk).")


def files_of(kind: str, folder: Path | None, cache: Path, mirror: str | None, say: Say) -> Iterator[MidiFile]:
    """The MIDI files of a source. Raises FetchError where they cannot be had."""
    try:
        if kind == "krueger":
            return krueger_files(cache, mirror, say)
        if kind == "maestro":
            return maestro_files(cache, mirror, say)
    except DownloadError as error:
        raise FetchError(
            f"{SOURCES[kind].title} cannot be had. {error} What has arrived is kept: the same command goes on from "
            "there. Without a network: --source scores."
        ) from error
    return on_disk(folder) if folder else scores()


def scores() -> Iterator[MidiFile]:
    """The scores that come with this package."""
    with zipfile.ZipFile(io.BytesIO((files("data_fetch") / "piano_scores.zip").read_bytes())) as archive:
        for row in csv.DictReader(io.StringIO(archive.read("scores.csv").decode())):
            about = {name: row[name] for name in ("composer", "licence", "by", "source")}
            work = f"{row['composer']}: {row['work']}"
            name = row["file"]
            yield MidiFile(Path(name).stem, work=work, read=partial(archive.read, name), **about)


def registry() -> dict[str, Any]:
    """What `piano_midi.json` says of the files of piano-midi.de: size, sha256 and work of each."""
    return json.loads((files("data_fetch") / "piano_midi.json").read_text(encoding="utf-8"))


def krueger_files(cache: Path, mirror: str | None, say: Say) -> Iterator[MidiFile]:
    """The files of piano-midi.de, downloaded where they are not in `cache`. Raises DownloadError."""
    about = registry()
    address = mirror or os.environ.get(MIRROR) or about["url"].format(**about)
    place = cache / f"piano-midi-{about['commit'][:7]}"
    fetch_files(
        [RemoteFile(path, size, digest) for path, (size, digest, _) in about["files"].items()], address, place, say
    )
    return (of_krueger(path, work, place / path) for path, (_, _, work) in about["files"].items())


def of_krueger(path: str, work: str, place: Path) -> MidiFile:
    """One of the files of piano-midi.de, which lies at `place`."""
    source = sources.KRUEGER
    piece, composer = str(PurePosixPath(path).with_suffix("")), work.partition(":")[0]
    return MidiFile(piece, composer, work, source.licence, "Bernd Krueger", source.home, place.read_bytes)


def maestro_files(cache: Path, mirror: str | None, say: Say) -> Iterator[MidiFile]:
    """The performances of MAESTRO. Raises DownloadError."""
    about = sources.MAESTRO_ARCHIVE
    address = mirror or os.environ.get(MIRROR) or sources.MAESTRO_ADDRESS
    fetch_files([RemoteFile(about.name, about.bytes, about.sha256)], address, cache, say)
    return in_maestro(cache / about.name)


def in_maestro(path: Path) -> Iterator[MidiFile]:
    """The performances in the archive of MAESTRO. A piece that was played twice is one work."""
    source = sources.MAESTRO
    with zipfile.ZipFile(path) as archive:
        names = {PurePosixPath(name).name: name for name in archive.namelist()}
        table = archive.read(next(name for base, name in names.items() if base.endswith(".csv"))).decode()
        for row in csv.DictReader(io.StringIO(table)):
            composer, name = row["canonical_composer"], names[PurePosixPath(row["midi_filename"]).name]
            yield MidiFile(
                PurePosixPath(name).stem,
                composer,
                f"{composer}: {row['canonical_title'].split(',')[0]}",
                source.licence,
                "International Piano-e-Competition",
                source.home,
                partial(archive.read, name),
            )


def on_disk(folder: Path) -> Iterator[MidiFile]:
    """The MIDI files in a folder and below it. Those of piano-midi.de are known by their content.

    Of others, the folder or what stands before `__` is the composer, and numbers at the end of a name are those of
    the movement. Raises FetchError where there is no such file.
    """
    paths = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in (".mid", ".midi") and path.is_file()]
    if not paths:
        raise FetchError(f"There is no MIDI file (.mid, .midi) in {folder}.")
    known = {digest: (path, work) for path, (_, digest, work) in registry()["files"].items()}
    for path in paths:
        if found := known.get(store.sha256(path.read_bytes())):
            yield of_krueger(*found, path)
            continue
        before, mark, after = path.stem.partition("__")
        composer, title = (before, after) if mark else (path.parent.name, path.stem)
        work = re.sub(r"([-_. ]*(mov|no|mvt|part)?[-_. ]*\d+|__[a-z])+$", "", title, flags=re.IGNORECASE) or title
        piece = path.relative_to(folder).with_suffix("").as_posix()
        yield MidiFile(piece, composer, f"{composer}: {work}", "not known", "not known", "on disk", path.read_bytes)


def read_all(found: Iterator[MidiFile], say: Say) -> tuple[dict[str, np.ndarray], list[dict[str, Any]]]:
    """The arrays of the set, and a row for `LICENCES.csv` for each piece. What cannot be used is said and left out.

    Raises FetchError where nothing is left.
    """
    notes: list[np.ndarray] = []
    rows: list[dict[str, Any]] = []
    for one in found:
        try:
            read, remarks = read_notes(one.read())
        except BadMidi as error:
            say(f"{one.piece}: left out, {error}.")
            continue
        except OSError as error:
            say(f"{one.piece}: left out, it cannot be read ({error.strerror or error}).")
            continue
        notes.append(read)
        about = {name: getattr(one, name) for name in COLUMNS[:6]}
        rows.append(about | {"notes": len(read), "remarks": ", ".join(remarks)})
    if remarked := [row for row in rows if row["remarks"]]:
        first = f"{remarked[0]['piece']}: {remarked[0]['remarks']}"
        say(f"Of {len(remarked)} pieces some notes were left out, as {LICENCES} says. The first is {first}.")
    if not notes:
        raise FetchError("None of the MIDI files can be used: see the lines above.")
    together = np.concatenate(notes)
    times = np.round(together[:, 1:] * UNITS).astype(np.int32)
    arrays: dict[str, np.ndarray] = {"pitch": together[:, 0].astype(np.uint8), "start": times[:, 0], "end": times[:, 1]}
    arrays["notes"] = np.array([row["notes"] for row in rows], dtype=np.int32)
    return arrays | {name: np.array([row[name] for row in rows]) for name in COLUMNS[:5]}, rows


def npz_bytes(arrays: Mapping[str, np.ndarray], kind: str) -> bytes:
    """What `np.savez_compressed` writes, with the source's title and licence."""
    file = io.BytesIO()
    about = {"source": np.array(SOURCES[kind].title), "source_licence": np.array(SOURCES[kind].licence)}
    np.savez_compressed(file, **arrays, **about)  # type: ignore[arg-type]  # `allow_pickle` is no array
    return file.getvalue()


def licences(rows: list[dict[str, Any]]) -> bytes:
    """The content of `LICENCES.csv`."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue().encode()


def tell(to: Path, rows: list[dict[str, Any]], say: Say) -> None:
    """Say how much there is."""
    notes = sum(row["notes"] for row in rows)
    works, composers = (len({row[name] for row in rows}) for name in ("work", "composer"))
    say(f"{to / NOTES}: {notes:,} notes, {len(rows)} pieces, {works} works, {composers} composers.")
