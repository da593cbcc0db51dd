"""The data of `nsynth_rnn`: which family of instruments plays this note?

Three folders, `nsynth-train`, `nsynth-valid` and `nsynth-test`, each in the layout of NSynth (`data_fetch.nsynth`):
`examples.json` and `audio/NOTE.wav`. Beside them `nsynth_source.json` (what made them, licence, citation, how many
notes of each family) and SHA256SUMS. `--pack` adds `nsynth_small.zip` with all of it, for the students' notebook to
fetch. The same input gives the same bytes. Ten families are used: NSynth's synth_lead, which only its training data
have, is left out.

Two sources:

- **rendered** (the default): a soundfont and sung vowels by a formula play notes, without a network
  (`data_fetch.nsynth_rendered`). They are no NSynth, and results for them say nothing about NSynth. Each note names its
  `player` in `examples.json`, which NSynth does not have.
- **nsynth**: the official archives, 25 GB in all, of which `--limit` keeps some notes (`data_fetch.nsynth_archives`).

Unless told otherwise it takes what is on disk, else it renders, and says which.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data_fetch import FetchError, folders, nsynth, nsynth_archives, nsynth_rendered, soundfont, sources, store
from data_fetch.folders import Draft
from data_fetch.nsynth import EXAMPLES

RECORD = "nsynth_source.json"
ARCHIVE = "nsynth_small.zip"
FOLDERS = tuple(map(nsynth.folder_name, nsynth.SPLITS))
MOST_TO_PACK = 2_000_000_000  # bytes
THE_REAL_ONE = (
    "These are not notes of NSynth. For some of those: --source nsynth --limit 200 --force (it reads the archives of "
    "test and validation, 1.4 GB, and as much of the training archive, 23.8 GB, as it needs)."
)

Say = Callable[[str], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m data_fetch nsynth_rnn`."""
    parser.add_argument("--to", type=Path, default=Path("data"), metavar="DIR", help="where to write (default: data)")
    parser.add_argument(
        "--source",
        choices=("nsynth", "rendered"),
        help="nsynth: the official archives, 25 GB to read; rendered: a synthesizer plays, no network (default: what "
        "is on disk, else rendered)",
    )
    parser.add_argument(
        "--limit",
        type=int,
        metavar="N",
        help="with --source nsynth: at most N notes of each family in each of the three folders; the training archive "
        "is read only until there are so many",
    )
    parser.add_argument(
        "--size", choices=list(nsynth_rendered.SIZES), help="how many rendered notes (default: small, 97 MB)"
    )
    parser.add_argument("--pack", action="store_true", help=f"also write {ARCHIVE}, to be put on the web for students")
    parser.add_argument("--force", action="store_true", help="make the data anew and replace what is there")
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help=f"where archives are kept until they are read (default: {nsynth_archives.default_cache()})",
    )
    parser.add_argument(
        "--mirror",
        metavar="URL",
        help="another address of the folder with the official archives (default: the environment variable "
        f"{nsynth_archives.MIRROR}, else their public addresses)",
    )


def run(arguments: argparse.Namespace) -> None:
    """Do what the command line asks. Raises FetchError."""
    options = {name: getattr(arguments, name) for name in ("source", "limit", "size", "pack", "force")}
    fetch(arguments.to, cache=arguments.cache, mirror=arguments.mirror, **options)


def fetch(
    to: str | Path,
    *,
    source: str | None = None,
    limit: int | None = None,
    size: str | None = None,
    pack: bool = False,
    force: bool = False,
    cache: str | Path | None = None,
    mirror: str | None = None,
    say: Say = print,
) -> Path:
    """Write the data set into the folder `to` and return `to`.

    `source`: "nsynth", "rendered" or None (what is complete in `to`, else rendered). `limit`: notes of each family in
    each folder, for nsynth. `size`: a key of `nsynth_rendered.SIZES`, for rendered. `pack`: also write a zip file of
    all. `force`: replace other data. `cache`, `mirror`: where archives are kept, and where they come from.
    `say` takes a line for the user. Raises FetchError with what to do; then the set in `to` is as it was.
    """
    to = Path(to)
    check_options(source, limit, size)
    made_by = wanted(source, limit, size)
    with store.explained(to):
        folders.complete(to)
        if not force:
            take_unpacked(to, say)
        before = {} if force else look(to)
        if before:
            keep(to, before, made_by, anything=source is None and size is None, say=say)
            if pack and not (to / ARCHIVE).exists():
                add_zip(to, before["folders"])
        else:
            store.make_writable(to)
            make(to, made_by, pack, Path(cache) if cache else None, mirror, say)
        if pack:
            say(f"{to / ARCHIVE}: {(to / ARCHIVE).stat().st_size / 1e6:,.0f} MB. Its checksum is in {store.SUMS}.")
    return to


def check_options(source: str | None, limit: int | None, size: str | None) -> None:
    """Raise FetchError where options contradict each other."""
    if limit is not None and limit < 1:
        raise FetchError("--limit is a number of notes, at least 1.")
    if limit is not None and source != "nsynth":
        raise FetchError("--limit is for --source nsynth. Rendered notes come in two sizes: --size small|full.")
    if size is not None and source == "nsynth":
        raise FetchError("--size is for rendered notes. With --source nsynth use --limit.")


def wanted(source: str | None, limit: int | None, size: str | None) -> dict[str, Any]:
    """What makes the data: it stands in their record, and data with the same are the same."""
    if source == "nsynth":
        return {"source": "nsynth", "limit": limit}
    return {
        "source": "rendered",
        "size": size or "small",
        "recipe": nsynth_rendered.VERSION,
        "input_sha256": store.sha256(soundfont.soundfont_bytes()),
    }


def make(to: Path, made_by: Mapping[str, Any], pack: bool, cache: Path | None, mirror: str | None, say: Say) -> None:
    """Write the data into `to`. Raises FetchError and OSError; then the set in `to` is as it was."""
    real = made_by["source"] == "nsynth"
    source = sources.NSYNTH if real else sources.TIMGM
    say(f"Source: {source.title}{'' if real else ', and sung vowels by a formula'}.")
    say(f"Licence: {source.licence}")
    with Draft(to, made_by, keeps=real) as draft:
        if real:
            nsynth_archives.write(draft, made_by["limit"], cache, mirror, say)
        else:
            say(THE_REAL_ONE)
            render(draft, nsynth_rendered.SIZES[made_by["size"]], say)
        about = {folder: draft.finished[folder]["about"] for folder in FOLDERS}
        if pack:
            check_size(about)
        sums = {folder: draft.finished[folder]["files"][f"{folder}/{EXAMPLES}"] for folder in FOLDERS}
        draft.publish(RECORD, record_of(made_by, about, sums), ARCHIVE, pack)
    tell_counts(to, about, say)


def render(draft: Draft, size: nsynth_rendered.RenderedSize, say: Say) -> None:
    """Play all notes into the draft."""
    for split, notes in nsynth_rendered.notes(size).items():
        say(f"Playing {len(notes):,} notes for {nsynth.folder_name(split)} …")
        draft.begin(nsynth.folder_name(split))
        for note in notes:
            draft.write(f"audio/{note.name}.wav", nsynth.wav_file(note.samples()))
        nsynth.finish(draft, [note.example() for note in notes], "made here")


def record_of(
    made_by: Mapping[str, Any], about: Mapping[str, Mapping[str, Any]], sums: Mapping[str, str]
) -> dict[str, Any]:
    """What `nsynth_source.json` says. `about`: by folder, what `nsynth.summary` says and whether it was checked.

    `sums`: by folder, the sha256 of its examples.json.
    """
    real = made_by["source"] == "nsynth"
    return {
        "source": made_by["source"],
        "made_by": description(made_by),
        "how": dict(made_by),
        "origin": asdict(sources.NSYNTH if real else sources.TIMGM),
        "folders": {folder: {**about[folder], "examples_sha256": sums[folder]} for folder in FOLDERS},
    }


def description(made_by: Mapping[str, Any]) -> str:
    """What made the data, for people."""
    if made_by["source"] == "rendered":
        return f"a General MIDI soundfont and sung vowels by a formula, size {made_by['size']}"
    if made_by.get("by_hand"):
        return "the official archives, unpacked by hand"
    limit = f", at most {made_by['limit']} notes of a family in each folder" if made_by["limit"] else ""
    return f"the official archives without synth_lead{limit}"


def look(to: Path) -> dict[str, Any]:
    """The record of the set in `to`. Empty where there is none, or rendered notes that are not complete.

    Raises FetchError where something would be lost for good: nobody knows what made it, or it was changed since, or
    it took long to download.
    """
    if not (to / RECORD).exists():
        strange = [folder for folder in FOLDERS if (to / folder).exists()]
        if strange:
            raise FetchError(unknown(to / strange[0]))
        return {}
    try:
        record = json.loads((to / RECORD).read_text(encoding="utf-8"))
        sums = {folder: record["folders"][folder]["examples_sha256"] for folder in FOLDERS}
        real = record["how"]["source"] == "nsynth"
    except (ValueError, LookupError, TypeError) as error:
        raise FetchError(unknown(to / RECORD)) from error
    for folder, digest in sums.items():
        file = to / folder / EXAMPLES
        if file.exists() and store.sha256(file.read_bytes()) != digest:
            raise FetchError(unknown(file))
    lacking = [name for folder in FOLDERS for name in lacking_in(to, folder)]
    if lacking and real:
        raise FetchError(
            f"{to} lacks {len(lacking)} of its files, for instance {lacking[0]}. They came from NSynth: bring them "
            "back, or replace the set with --force."
        )
    return {} if lacking else record


def unknown(path: Path) -> str:
    """What to do about a file or folder of unknown origin."""
    return (
        f"{path} was not made by this command, or was changed since. Choose another folder with --to, or replace what "
        "is there with --force. (The unpacked official archives are taken as they are if all three are complete.)"
    )


def lacking_in(to: Path, folder: str) -> list[str]:
    """The files that a folder should have but has not, or only in part."""
    if not (to / folder / EXAMPLES).exists():
        return [f"{folder}/{EXAMPLES}"]
    names = json.loads((to / folder / EXAMPLES).read_text(encoding="utf-8"))
    sizes = {}
    if (to / folder / "audio").is_dir():
        with os.scandir(to / folder / "audio") as found:
            sizes = {one.name: one.stat().st_size for one in found}
    return [f"{folder}/audio/{name}.wav" for name in names if sizes.get(f"{name}.wav", 0) < 2 * nsynth.SAMPLES]


def take_unpacked(to: Path, say: Say) -> None:
    """Write the record for the official archives that somebody unpacked into `to` by hand, if all is there."""
    if (to / RECORD).exists() or not all((to / folder / EXAMPLES).exists() for folder in FOLDERS):
        return
    about, sums = {}, {}
    for split, folder in zip(nsynth.SPLITS, FOLDERS, strict=True):
        content = (to / folder / EXAMPLES).read_bytes()
        try:
            examples = list(json.loads(content).values())
            about[folder] = nsynth.summary(examples) | {"checked": "unpacked by hand; names and sizes were checked"}
        except (ValueError, LookupError, TypeError, AttributeError):
            return
        if len(examples) != sources.NSYNTH_ARCHIVES[split].notes or lacking_in(to, folder):
            return
        sums[folder] = store.sha256(content)
    made_by = {"source": "nsynth", "limit": None, "by_hand": True}
    listed = {f"{folder}/{EXAMPLES}": digest for folder, digest in sums.items()}
    content = folders.json_bytes(record_of(made_by, about, sums))
    store.write_bytes(to / store.SUMS, store.sums_bytes(store.read_sums(to) | listed | {RECORD: store.sha256(content)}))
    store.write_bytes(to / RECORD, content)
    say(f"{to}: these are the official archives, unpacked by hand. Names and sizes are right. They stay as they are.")


def keep(to: Path, before: Mapping[str, Any], made_by: Mapping[str, Any], anything: bool, say: Say) -> None:
    """Keep the complete set in `to`, whose record is `before`.

    `anything`: the user asked for no source or size. Raises FetchError where another set was asked for.
    """
    how = before["how"]
    fits = anything and (how["source"] == "nsynth" or how.get("recipe") == nsynth_rendered.VERSION)
    same = how == made_by or (how.get("by_hand") and made_by == {"source": "nsynth", "limit": None})
    if not fits and not same:
        raise FetchError(
            f"{to} holds other data: {before['made_by']}. Choose another folder with --to, or replace them with "
            "--force."
        )
    say(f"{to}: the data are there already. They are complete and stay. --force makes them anew.")
    say(f"Source: {before['origin']['title']} (on disk: {before['made_by']}).")
    if how["source"] == "rendered":
        say(THE_REAL_ONE)
    tell_counts(to, before["folders"], say)


def tell_counts(to: Path, about: Mapping[str, Mapping[str, Any]], say: Say) -> None:
    """Say how much there is in each folder, and what is not checked of it."""
    for folder in FOLDERS:
        notes, instruments = about[folder]["notes"], about[folder]["instruments"]
        say(
            f"{to / folder}: {sum(notes.values()):,} notes of {sum(instruments.values()):,} instruments of "
            f"{len(notes)} families ({about[folder]['checked']})."
        )


def check_size(about: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise FetchError where there is too much for a zip file that students fetch."""
    size = nsynth.WAV_BYTES * sum(sum(one["notes"].values()) for one in about.values())
    if size > MOST_TO_PACK:
        raise FetchError(
            f"--pack is for small sets, and this one has {size / 1e9:.1f} GB. Use --source nsynth with --limit, or "
            "leave out --pack."
        )


def add_zip(to: Path, about: Mapping[str, Mapping[str, Any]]) -> None:
    """Write the zip file of the complete set in `to`."""
    check_size(about)
    names = [RECORD]
    for folder in FOLDERS:
        notes = json.loads((to / folder / EXAMPLES).read_text(encoding="utf-8"))
        names += [f"{folder}/{EXAMPLES}", *(f"{folder}/audio/{name}.wav" for name in notes)]
    folders.add_zip(to, ARCHIVE, names)
