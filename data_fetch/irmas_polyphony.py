"""The data of `irmas_polyphony`: which instruments play in this music?

Two folders in the layout of IRMAS: `IRMAS-TrainingData/cla/[cla][cla]0189__2.wav`, clips of 3 s with one label each
(the folder), and `IRMAS-TestingData/song 0001-1.wav` with `song 0001-1.txt` beside it, one label in each line.
Beside them `irmas_source.json` (what made them, licence, citation) and SHA256SUMS. `--pack` adds `irmas_small.zip` with
all of it, for the students' notebook to fetch. The same input gives the same bytes.

Four sources:

- **rendered** (the default): a soundfont plays scores in the public domain, without a network
  (`data_fetch.irmas_rendered`). It is not IRMAS, and results for it say nothing about IRMAS.
- **irmas**: the official archives from Zenodo (`data_fetch.irmas_archives`), for those who accept their licence with
  `--accept-licence`. `--limit` keeps some of the files.
- **babyslakh**: parts of 20 songs, with labels from the energy of their stems (`data_fetch.irmas_babyslakh`), for those
  who accept its licence. It is read while it arrives.
- `--recordings DIR`: files on disk in the same layout, such as IRMAS unpacked by hand.

Unless told otherwise it keeps what is complete on disk, else it renders, and says which.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from data_fetch import (
    FetchError,
    folders,
    irmas_archives,
    irmas_babyslakh,
    irmas_files,
    irmas_rendered,
    soundfont,
    sources,
    store,
)
from data_fetch.folders import Draft

RECORD = "irmas_source.json"
ARCHIVE = "irmas_small.zip"
SIZE = "standard"  # of rendered songs, where the user names none
TRAIN, TEST = irmas_files.TRAIN, irmas_files.TEST
FOLDERS = (TRAIN, TEST)
LICENSED = {"babyslakh": sources.BABYSLAKH, "irmas": sources.IRMAS}  # whoever wants them accepts their licence
PACKED = {"babyslakh", "rendered"}  # may be handed on
MOST_TO_PACK = 2_000_000_000  # bytes
THE_REAL_ONE = (
    "This is not IRMAS. For the recordings of IRMAS: --source irmas --accept-licence --limit 60 --force (it reads "
    "archives of several GB)."
)

Say = Callable[[str], object]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m data_fetch irmas_polyphony`."""
    parser.add_argument("--to", type=Path, default=Path("data"), metavar="DIR", help="where to write (default: data)")
    parser.add_argument(
        "--source",
        choices=("babyslakh", "irmas", "rendered"),
        help="babyslakh: songs with stems (883 MB to read); irmas: the official archives; rendered: a synthesizer "
        "plays, no network (default: what is on disk, else rendered)",
    )
    parser.add_argument(
        "--recordings", type=Path, metavar="DIR", help="take the files in this folder, which has the layout of IRMAS"
    )
    parser.add_argument(
        "--limit",
        type=int,
        metavar="N",
        help="with --source irmas or babyslakh, or --recordings: at most N training clips of each class, and N test "
        "excerpts of each first label",
    )
    parser.add_argument(
        "--accept-licence",
        action="store_true",
        help="with --source irmas or babyslakh: you accept the licence that is shown",
    )
    parser.add_argument("--size", choices=list(irmas_rendered.SIZES), help=f"how many rendered songs (default: {SIZE})")
    parser.add_argument("--pack", action="store_true", help=f"also write {ARCHIVE}, to be put on the web for students")
    parser.add_argument("--force", action="store_true", help="make the data anew and replace what is there")
    parser.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help=f"where archives are kept until they are read (default: {irmas_archives.default_cache()})",
    )
    parser.add_argument(
        "--mirror",
        metavar="URL",
        help="another address of the folder with the archives (default: the environment variable "
        f"{irmas_archives.MIRROR}, else Zenodo)",
    )


def run(arguments: argparse.Namespace) -> None:
    """Do what the command line asks. Raises FetchError."""
    names = ("source", "recordings", "limit", "accept_licence", "size", "pack", "force", "cache", "mirror")
    fetch(arguments.to, **{name: getattr(arguments, name) for name in names})


def fetch(
    to: str | Path,
    *,
    source: str | None = None,
    recordings: str | Path | None = None,
    limit: int | None = None,
    accept_licence: bool = False,
    size: str | None = None,
    pack: bool = False,
    force: bool = False,
    cache: str | Path | None = None,
    mirror: str | None = None,
    say: Say = print,
) -> Path:
    """Write the data set into the folder `to` and return `to`.

    The arguments are the options of the command line. `say` takes a line for the user.
    Raises FetchError with what to do; then the set in `to` is as it was.
    """
    to = Path(to)
    check_options(source, recordings, limit, accept_licence, size, pack)
    made_by = wanted(source, recordings, limit, size)
    with store.explained(to):
        folders.complete(to)
        before = {} if force else look(to)
        if before:
            keep(to, before, made_by, anything=not (source or recordings or size), say=say)
            if pack and not (to / ARCHIVE).exists():
                add_zip(to, before)
        else:
            store.make_writable(to)
            make(to, made_by, pack, Path(cache) if cache else None, mirror, say)
        if pack:
            say(f"{to / ARCHIVE}: {(to / ARCHIVE).stat().st_size / 1e6:,.0f} MB. Its checksum is in {store.SUMS}.")
    return to


def check_options(
    source: str | None,
    recordings: str | Path | None,
    limit: int | None,
    accept_licence: bool,
    size: str | None,
    pack: bool,
) -> None:
    """Raise FetchError where options contradict each other, or a licence is not accepted."""
    if recordings is not None and source is not None:
        raise FetchError("--recordings names the source. Leave out --source.")
    if limit is not None and limit < 1:
        raise FetchError("--limit is a number of files, at least 1.")
    if limit is not None and source not in LICENSED and recordings is None:
        raise FetchError(
            "--limit is for --source irmas or babyslakh, and --recordings. For fewer rendered songs: --size small."
        )
    if size is not None and (source in LICENSED or recordings is not None):
        raise FetchError("--size is for rendered songs. With other sources use --limit.")
    if source in LICENSED and not accept_licence:
        origin = LICENSED[source]
        raise FetchError(
            f"{origin.title.partition(',')[0]} has a licence of its own: {origin.licence} If you accept it, add "
            "--accept-licence. Without it: --source rendered."
        )
    if pack and (source == "irmas" or recordings is not None):
        raise FetchError(
            "--pack is for rendered songs and BabySlakh: the archive is for students to download, and neither IRMAS "
            "nor files of yours may be handed on. Let each student fetch them, or leave out --pack."
        )


def wanted(source: str | None, recordings: str | Path | None, limit: int | None, size: str | None) -> dict[str, Any]:
    """What makes the data: it stands in their record, and data with the same are the same."""
    if recordings is not None:
        return {"source": "recordings", "folder": str(recordings), "limit": limit}
    if source in LICENSED:
        return {"source": source, "limit": limit}
    return {
        "source": "rendered",
        "size": size or SIZE,
        "recipe": irmas_rendered.VERSION,
        "input_sha256": store.sha256(soundfont.soundfont_bytes()),
    }


def make(to: Path, made_by: Mapping[str, Any], pack: bool, cache: Path | None, mirror: str | None, say: Say) -> None:
    """Write the data into `to`. Raises FetchError and OSError; then the set in `to` is as it was."""
    origin = {"rendered": sources.IRMAS_RENDERED, "recordings": sources.OWN_FILES, **LICENSED}
    source = origin[made_by["source"]]
    say(f"Source: {source.title}.")
    say(f"Licence: {source.licence}")
    with Draft(to, made_by, keeps=made_by["source"] in LICENSED) as draft:
        if made_by["source"] == "irmas":
            irmas_archives.write(draft, made_by["limit"], cache, mirror, say)
        elif made_by["source"] == "babyslakh":
            irmas_babyslakh.write(draft, made_by["limit"], cache, mirror, say)
        elif made_by["source"] == "recordings":
            irmas_files.copy(draft, Path(made_by["folder"]), made_by["limit"], say)
        else:
            say(THE_REAL_ONE)
            render(draft, irmas_rendered.SIZES[made_by["size"]], say)
        record = {
            "source": made_by["source"],
            "made_by": description(made_by),
            "how": dict(made_by),
            "origin": asdict(source),
            "folders": {folder: draft.finished[folder]["about"] for folder in FOLDERS},
            "files": {name: digest for folder in FOLDERS for name, digest in draft.finished[folder]["files"].items()},
        }
        if made_by["source"] == "rendered":
            record["scores"] = [f"{score.composer}: {score.title}" for score in irmas_rendered.scores()]
        draft.publish(RECORD, record, ARCHIVE, pack)
    tell_counts(to, record, say)


def render(draft: Draft, size: irmas_rendered.SongCounts, say: Say) -> None:
    """Play all songs into the draft."""
    say(f"Playing {size.songs * len(irmas_rendered.PLAYERS)} songs for training …")
    draft.begin(TRAIN)
    labels: Counter[str] = Counter()
    for cut in irmas_rendered.training_cuts(size):
        label = cut.labels[0]
        draft.write(f"{label}/{cut.name}.wav", irmas_files.wav_file(cut.samples, size.rate))
        labels[label] += 1
    draft.finish({"files": labels.total(), "labels": dict(labels)})
    say(f"Playing {size.tests} songs for the test …")
    draft.begin(TEST)
    labels, files = Counter(), 0
    for cut in irmas_rendered.test_cuts(size):
        draft.write(f"{cut.name}.wav", irmas_files.wav_file(cut.samples, size.rate))
        draft.write(f"{cut.name}.txt", "".join(f"{label}\n" for label in cut.labels).encode())
        labels.update(cut.labels)
        files += 1
    draft.finish({"files": files, "labels": dict(sorted(labels.items()))})


def description(made_by: Mapping[str, Any]) -> str:
    """What made the data, for people."""
    if made_by["source"] == "rendered":
        return f"public-domain scores played by a General MIDI soundfont, size {made_by['size']}"
    limit = f", at most {made_by['limit']} of a class" if made_by["limit"] else ""
    if made_by["source"] == "irmas":
        return f"the official archives{limit}"
    if made_by["source"] == "babyslakh":
        return f"parts of its mixes, labels from the energy of the stems{limit}"
    return f"files on disk{limit}"


def look(to: Path) -> dict[str, Any]:
    """The record of the set in `to`. Empty where there is none, or rendered songs that are not complete.

    Raises FetchError where something would be lost for good: nobody knows what made it, or it took long to download.
    """
    if not (to / RECORD).exists():
        strange = [folder for folder in FOLDERS if (to / folder).exists()]
        if strange:
            raise FetchError(unknown(to / strange[0]))
        return {}
    try:
        record = json.loads((to / RECORD).read_text(encoding="utf-8"))
        names, source = list(record["files"]), record["how"]["source"]
    except (ValueError, LookupError, TypeError) as error:
        raise FetchError(unknown(to / RECORD)) from error
    lacking = [name for name in names if not (to / name).exists()]
    if lacking and source != "rendered":
        raise FetchError(
            f"{to} lacks {len(lacking)} of its files, for instance {lacking[0]}. Bring them back, or replace the set "
            "with --force."
        )
    return {} if lacking else record


def unknown(path: Path) -> str:
    """What to do about a file or folder of unknown origin."""
    return (
        f"{path} was not made by this command, or was changed since. Choose another folder with --to, or replace what "
        "is there with --force. Files of yours in the layout of IRMAS: --recordings DIR, with another --to."
    )


def keep(to: Path, before: Mapping[str, Any], made_by: Mapping[str, Any], anything: bool, say: Say) -> None:
    """Keep the complete set in `to`, whose record is `before`.

    `anything`: the user asked for no source or size. Raises FetchError where another set was asked for.
    """
    how = before["how"]
    old_recipe = how["source"] == "rendered" and how.get("recipe") != irmas_rendered.VERSION
    if how != made_by and (not anything or old_recipe):
        raise FetchError(
            f"{to} holds other data: {before['made_by']}. Choose another folder with --to, or replace them with "
            "--force."
        )
    say(f"{to}: the data are there already. They are complete and stay. --force makes them anew.")
    say(f"Source: {before['origin']['title']} (on disk: {before['made_by']}).")
    tell_counts(to, before, say)


def tell_counts(to: Path, record: Mapping[str, Any], say: Say) -> None:
    """Say how much there is in each folder."""
    for folder in FOLDERS:
        about = record["folders"][folder]
        labels = ", ".join(f"{label} {count}" for label, count in about["labels"].items())
        say(f"{to / folder}: {about['files']:,} files. Labels: {labels}.")


def add_zip(to: Path, record: Mapping[str, Any]) -> None:
    """Write the zip file of the complete set in `to`."""
    if record["how"]["source"] not in PACKED:
        raise FetchError("--pack is for rendered songs and BabySlakh: the files in this folder may not be handed on.")
    size = sum((to / name).stat().st_size for name in record["files"])
    if size > MOST_TO_PACK:
        raise FetchError(f"--pack is for small sets, and this one has {size / 1e9:.1f} GB. Use --size small.")
    folders.add_zip(to, ARCHIVE, [RECORD, *record["files"]])
