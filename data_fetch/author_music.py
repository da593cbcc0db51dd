"""The data of `author_music`: recordings of two authors, in rooms that vary and in one room for each author.

Two folders, `author-varying` and `author-one_room`, each with `AUTHOR/RECORDING.flac` and LICENCES.csv. Beside them
`author_source.json` (what made them, licence, citation, the list of recordings) and SHA256SUMS. `--pack` adds
`author_music.zip` with all of it, for the students' notebook to fetch. The same input gives the same bytes.

Sources:

- **rendered** (the default): a soundfont plays scores of the Mutopia Project (`data_fetch.author_scores`), each
  recording in a room of its own by a formula (`data_fetch.rooms`). No network.
- **guitarset-small**: seven recordings of two players of GuitarSet, 19 MB. **guitarset**: all recordings of two of its
  players, from the archive of 657 MB.
- `--recordings DIR`: your own, with one folder for each of two authors.

Real recordings stay as they are in `author-varying`. In `author-one_room` each is as if it were played in its author's
room and recorded again.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from data_fetch import FetchError, author_recordings, author_scores, folders, iowa, rooms, soundfont, sources, store
from data_fetch.author_recordings import Take
from data_fetch.download import DownloadError
from data_fetch.folders import Draft

RECORD = "author_source.json"
ARCHIVE = "author_music.zip"
SETS = ("varying", "one_room")
FOLDERS = tuple(f"author-{name}" for name in SETS)
LICENCES = author_scores.LICENCES
AUTHORS = ("carcassi", "sor")
PIECES = 14  # of each author
SOURCES = ("rendered", "guitarset-small", "guitarset")
THE_REAL_ONE = "These are rendered. For real recordings: --source guitarset-small --force, or --recordings DIR."

Say = Callable[[str], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m data_fetch author_music`."""
    parser.add_argument("--to", type=Path, default=Path("data"), metavar="DIR", help="where to write (default: data)")
    parser.add_argument(
        "--source",
        choices=SOURCES,
        help="rendered: a synthesizer plays scores, no network; guitarset-small: seven recordings of two players, 19 "
        "MB; guitarset: all of two players, 657 MB to read (default: what is on disk, else rendered)",
    )
    parser.add_argument(
        "--authors",
        nargs=2,
        metavar=("ONE", "OTHER"),
        help="which two: for rendered carcassi, horetzky, knjze, sor (horetzky and knjze are all public domain); for "
        "guitarset players 00 to 05; for --recordings two of its folders",
    )
    parser.add_argument(
        "--recordings", type=Path, metavar="DIR", help="your own: one folder for each of two authors in DIR"
    )
    parser.add_argument("--pack", action="store_true", help=f"also write {ARCHIVE}, to be put on the web for students")
    parser.add_argument("--force", action="store_true", help="make the data anew and replace what is there")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help=f"where downloads are kept (default: {iowa.default_cache()})"
    )
    parser.add_argument(
        "--mirror",
        metavar="URL",
        help="another address of GuitarSet (default: the environment variable "
        f"{author_recordings.MIRROR}, else its public addresses)",
    )


def run(arguments: argparse.Namespace) -> None:
    """Do what the command line asks. Raises FetchError."""
    options = {name: getattr(arguments, name) for name in ("source", "authors", "recordings", "pack", "force")}
    fetch(arguments.to, cache=arguments.cache, mirror=arguments.mirror, **options)


def fetch(
    to: str | Path,
    *,
    source: str | None = None,
    authors: Sequence[str] | None = None,
    recordings: str | Path | None = None,
    pack: bool = False,
    force: bool = False,
    cache: str | Path | None = None,
    mirror: str | None = None,
    say: Say = print,
) -> Path:
    """Write the data set into the folder `to` and return `to`.

    `source`: one of SOURCES, or None (what is complete in `to`, else rendered). `authors`: two of them. `recordings`: a
    folder with recordings of your own, in place of a source. `pack`: also write a zip file of all. `force`: replace
    other data. `cache`, `mirror`: where downloads are kept, and where they come from. `say` takes a line for the user.
    Raises FetchError with what to do; then the set in `to` is as it was.
    """
    to = Path(to)
    if recordings is not None and source is not None:
        raise FetchError("--recordings is a source of its own: leave out --source.")
    if source == "guitarset-small" and authors is not None:
        raise FetchError("--source guitarset-small has two players only: leave out --authors.")
    if authors is not None and len(set(authors)) < 2:
        raise FetchError("--authors: name two different ones.")
    folder = Path(recordings) if recordings is not None else None
    with store.explained(to):
        folders.complete(to)
        before = {} if force else look(to)
        asked = folder is not None or source is not None or authors is not None
        if before and not asked and before["how"].get("recipe", author_scores.VERSION) == author_scores.VERSION:
            keep(to, before, say)
        else:
            made_by = wanted(source, authors, folder)
            if before and before["how"] != made_by:
                raise FetchError(
                    f"{to} holds other data: {before['made_by']}. Choose another folder with --to, or replace them "
                    "with --force."
                )
            if before:
                keep(to, before, say)
            else:
                store.make_writable(to)
                make(to, made_by, folder, pack, Path(cache) if cache else iowa.default_cache(), mirror, say)
        if pack:
            if not (to / ARCHIVE).exists():
                folders.add_zip(to, ARCHIVE, [RECORD, *before["sizes"]])
            say(f"{to / ARCHIVE}: {(to / ARCHIVE).stat().st_size / 1e6:,.0f} MB. Its checksum is in {store.SUMS}.")
    return to


def wanted(source: str | None, authors: Sequence[str] | None, recordings: Path | None) -> dict[str, Any]:
    """What makes the data: it stands in their record, and data with the same are the same."""
    chosen = sorted(authors) if authors else None
    if recordings is not None:
        found = author_recordings.listed(recordings, chosen)
        contents = [(f"{author}/{path.name}", path) for author, paths in found.items() for path in paths]
        try:
            sums = {name: folders.file_sum(path) for name, path in contents}
        except OSError as error:
            raise FetchError(
                f"--recordings {recordings}: {error.strerror or error}. Get the right to read it."
            ) from error
        return {"source": "recordings", "authors": list(found), "input_sha256": store.sha256(json.dumps(sums).encode())}
    if source == "guitarset-small":
        return {"source": source, "authors": [f"player-{player}" for player in author_recordings.PLAYERS]}
    if source == "guitarset":
        return {"source": source, "authors": [f"player-{player}" for player in chosen or author_recordings.PLAYERS]}
    return {
        "source": "rendered",
        "authors": chosen or list(AUTHORS),
        "recipe": author_scores.VERSION,
        "input_sha256": store.sha256(soundfont.soundfont_bytes()),
    }


def origin_of(source: str) -> sources.Source:
    """Where the sounds of a source come from."""
    return {"rendered": sources.GUITAR_SCORES, "recordings": sources.OWN_RECORDINGS}.get(source, sources.GUITARSET)


def make(
    to: Path, made_by: Mapping[str, Any], folder: Path | None, pack: bool, cache: Path, mirror: str | None, say: Say
) -> None:
    """Write the data into `to`. Raises FetchError and OSError; then the set in `to` is as it was."""
    origin = origin_of(made_by["source"])
    say(f"Source: {origin.title}.")
    say(f"Licence: {origin.licence}")
    if made_by["source"] == "rendered":
        say(THE_REAL_ONE)
    contents: dict[str, dict[str, bytes]] = {name: {} for name in SETS}
    listed: list[dict[str, Any]] = []
    try:
        for take, about in takes(made_by, folder, cache, mirror, say):
            path = f"{take.author}/{take.name}.flac"
            for name, sound in in_rooms(take, made_by["source"] == "rendered").items():
                contents[name][path] = flac(sound, take.rate)
            seconds = round(len(take.sound) / take.rate, 2)
            listed.append({"name": take.name, "author": take.author, "seconds": seconds, "rate": take.rate} | about)
    except DownloadError as error:
        raise FetchError(
            f"GuitarSet cannot be had. {error} What has arrived is kept: the same command goes on from there. Without "
            "a network: --source rendered."
        ) from error
    with Draft(to, made_by) as draft:
        for name, directory in zip(SETS, FOLDERS, strict=True):
            draft.begin(directory)
            for path, content in contents[name].items():
                draft.write(path, content)
            draft.write(LICENCES, licences(listed, origin))
            draft.finish({})
        sizes = {f"{d}/{p}": len(c) for n, d in zip(SETS, FOLDERS, strict=True) for p, c in contents[n].items()}
        sizes |= {f"{directory}/{LICENCES}": len(licences(listed, origin)) for directory in FOLDERS}
        record = {
            "source": made_by["source"],
            "made_by": description(made_by),
            "how": dict(made_by),
            "origin": asdict(origin),
            "authors": made_by["authors"],
            "recordings": listed,
            "sizes": sizes,
        }
        draft.publish(RECORD, record, ARCHIVE, pack)
    tell_counts(to, record, say)


def takes(
    made_by: Mapping[str, Any], folder: Path | None, cache: Path, mirror: str | None, say: Say
) -> Iterator[tuple[Take, dict[str, str]]]:
    """Each recording before it comes into a room, and what else is known of it. Raises FetchError."""
    source, authors = made_by["source"], made_by["authors"]
    if source == "rendered":
        scores = author_scores.scores(tuple(authors), PIECES)
        say(f"Playing {len(scores)} pieces …")
        for score in scores:
            about = {name: getattr(score, name) for name in ("title", "licence", "typeset_by", "mutopia_id")}
            yield Take(score.composer, score.name, score.sound(), author_scores.RATE), about
        return
    if folder is not None:
        found = author_recordings.from_folder(folder, authors, say)
    elif source == "guitarset-small":
        found = author_recordings.from_guitarset_small(cache, mirror, say)
    else:
        players = [author.removeprefix("player-") for author in authors]
        found = author_recordings.from_guitarset(cache, players, mirror, say)
    for take in found:
        yield take, {}


def in_rooms(take: Take, rendered: bool) -> dict[str, np.ndarray]:
    """The recording in each of SETS: float64, at most 0.9. A real one is in a room already."""
    label = f"{take.author} {take.name}"
    varying = rooms.room(label).put(take.sound, take.rate, label) if rendered else rooms.LOUDEST * scaled(take.sound)
    return {"varying": varying, "one_room": rooms.room(take.author).put(take.sound, take.rate, label)}


def scaled(sound: np.ndarray) -> np.ndarray:
    """The sound with its loudest sample at 1."""
    return sound / np.abs(sound).max()


def flac(sound: np.ndarray, rate: int) -> bytes:
    """A mono FLAC file of 16 bits. No sample is louder than 1."""
    file = io.BytesIO()
    soundfile.write(file, np.clip(sound, -1, 1), rate, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def licences(listed: Sequence[Mapping[str, Any]], origin: sources.Source) -> bytes:
    """The file that says for each recording where it comes from and under which licence it is."""
    table = io.StringIO()
    columns = ("author", "name", "title", "licence", "typeset_by", "mutopia_id", "source", "changes")
    writer = csv.DictWriter(table, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    changes = "cut, made mono, put into rooms by a formula"
    for one in listed:
        writer.writerow({"licence": origin.licence, "source": origin.citation, "changes": changes} | dict(one))
    return table.getvalue().encode()


def description(made_by: Mapping[str, Any]) -> str:
    """What made the data, for people."""
    one, other = made_by["authors"]
    kinds = {
        "rendered": "a General MIDI soundfont plays",
        "recordings": "recordings of your own,",
        "guitarset": "GuitarSet,",
        "guitarset-small": "seven recordings of GuitarSet,",
    }
    return f"{kinds[made_by['source']]} {one} and {other}"


def look(to: Path) -> dict[str, Any]:
    """The record of the set in `to`. Empty where there is none, or a rendered one that is not complete.

    Raises FetchError where something would be lost for good: nobody knows what made it, or it was downloaded.
    """
    if not (to / RECORD).exists():
        strange = [folder for folder in FOLDERS if (to / folder).exists()]
        if strange:
            raise FetchError(unknown(to / strange[0]))
        return {}
    try:
        record = json.loads((to / RECORD).read_text(encoding="utf-8"))
        sizes, source = dict(record["sizes"]), record["how"]["source"]
        lacking = [n for n, size in sizes.items() if not (to / n).exists() or (to / n).stat().st_size != size]
    except (ValueError, LookupError, TypeError) as error:
        raise FetchError(unknown(to / RECORD)) from error
    if lacking and source != "rendered":
        raise FetchError(
            f"{to} lacks {len(lacking)} of its files, or they were changed, for instance {lacking[0]}. Bring them "
            "back, or replace the set with --force."
        )
    return {} if lacking else record


def unknown(path: Path) -> str:
    """What to do about a file or folder of unknown origin."""
    return (
        f"{path} was not made by this command, or was changed since. Choose another folder with --to, or replace what "
        "is there with --force."
    )


def keep(to: Path, before: Mapping[str, Any], say: Say) -> None:
    """Say that the complete set in `to`, whose record is `before`, stays."""
    say(f"{to}: the data are there already. They are complete and stay. --force makes them anew.")
    say(f"Source: {before['origin']['title']} (on disk: {before['made_by']}).")
    if before["how"]["source"] == "rendered":
        say(THE_REAL_ONE)
    tell_counts(to, before, say)


def tell_counts(to: Path, record: Mapping[str, Any], say: Say) -> None:
    """Say how much there is of each author."""
    for author in record["authors"]:
        own = [one["seconds"] for one in record["recordings"] if one["author"] == author]
        say(f"{to}: {author}, {len(own)} recordings, {sum(own):,.0f} s, in two sets.")
