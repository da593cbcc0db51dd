"""The data of `music_classification`: which of ten instruments plays?

Eight files: `uiowa_train_data.npy`, `uiowa_test_data.npy` (float64, one row of 120 MFCCs per piece of sound),
`uiowa_train_labels.npy`, `uiowa_test_labels.npy` (int64), `uiowa_train_notes.npy` (int32: which note a training row is
from; not among the original files), `uiowa_classes.json` (the names that the labels stand for),
`SopSax.Vib.pp.C6Eb6.wav` (with which the assignment opens) and `uiowa_sources.json` (what made them, licence,
citation, checksums). Rows are ordered by class, pitch, note, copy and time. The same input gives the same bytes.

Three tiers:

- **iowa**: real notes, from disk (`recordings=DIR`) or downloaded from their public repository (`data_fetch.iowa`).
- **soundfont**: notes played by a General MIDI soundfont, without a network. There is no alto flute in General MIDI, so
  the flute plays its notes. Size *small* (the default) plays the middle 20 semitones of each instrument, *full* all of
  its notes.
- **dl4mir**: the original four files, put into the folder by hand. They are checked and left as they are
  (`data_fetch.dl4mir`).

Unless told otherwise it takes what is on disk, else the download, else the soundfont, and says which and why.
"""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from data_fetch import FetchError, dl4mir, iowa, opening, recipe, recordings, soundfont, sources, store
from data_fetch.download import DownloadError
from data_fetch.features import COEFFICIENTS
from data_fetch.recipe import CLASSES, Note

TIERS = ("iowa", "soundfont", "dl4mir")
OPENING = opening.NAME
RECORD = "uiowa_sources.json"
NOTES = "uiowa_train_notes.npy"
NAMES = (
    "uiowa_train_data.npy",
    "uiowa_test_data.npy",
    "uiowa_train_labels.npy",
    "uiowa_test_labels.npy",
    "uiowa_classes.json",  # the last one marks the set as complete
)

HINT = " If they are the original files, have them checked with --source dl4mir."


@dataclass(frozen=True)
class Plan:
    """One way to make the data. `notes` gets the notes and may download them: it raises DownloadError then."""

    tier: str
    source: sources.Source
    size: str
    digest: str
    why: str
    notes: Callable[[], Sequence[Note]]

    @property
    def made_by(self) -> dict[str, Any]:
        """What the record says of data made in this way."""
        return {"tier": self.tier, "size": self.size, "recipe": recipe.VERSION, "input_sha256": self.digest}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m data_fetch music_classification`."""
    parser.add_argument("--to", type=Path, default=Path("data"), metavar="DIR", help="where to write (default: data)")
    parser.add_argument(
        "--source",
        choices=TIERS,
        help="iowa: download real recordings; soundfont: a synthesizer plays, no network; dl4mir: check the original "
        "files that you put into DIR (default: what is on disk, else iowa, else soundfont)",
    )
    parser.add_argument(
        "--recordings",
        type=Path,
        metavar="DIR",
        help=f"make the data from recorded notes in this folder, {recordings.NAMES}",
    )
    parser.add_argument(
        "--size", choices=list(recipe.SIZES), help="how much data (default: full for recordings, else small)"
    )
    parser.add_argument("--force", action="store_true", help="make the data anew and replace what is there")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help=f"where downloads are kept (default: {iowa.default_cache()})"
    )
    parser.add_argument(
        "--mirror",
        metavar="URL",
        help=f"another address of the Iowa recordings (default: the environment variable {iowa.MIRROR}, else their "
        "public repository)",
    )


def run(arguments: argparse.Namespace) -> None:
    """Do what the command line asks. Raises FetchError."""
    fetch(
        arguments.to,
        arguments.recordings,
        source=arguments.source,
        size=arguments.size,
        force=arguments.force,
        cache=arguments.cache,
        mirror=arguments.mirror,
    )


def fetch(
    to: str | Path,
    recordings_folder: str | Path | None = None,
    *,
    source: str | None = None,
    size: str | None = None,
    force: bool = False,
    cache: str | Path | None = None,
    mirror: str | None = None,
    say: Callable[[str], object] = print,
) -> Path:
    """Write the data set into the folder `to` and return `to`.

    `recordings_folder`: recorded notes to make it from. `source`: one of `TIERS`; None: the recordings, else what is
    complete in `to`, else iowa, else soundfont. `size`: a key of `recipe.SIZES` (default: "full" for recordings, else
    "small"). `force`: replace other data. `cache`, `mirror`: where downloads are kept, and where they come from.
    `say` takes a line for the user. Raises FetchError with what to do; then nothing in `to` was changed.
    """
    to = Path(to)
    if source == "dl4mir":
        with store.explained(to):
            return use_originals(to, recordings_folder, size, say)
    folder = Path(recordings_folder) if recordings_folder else None
    plans = plans_for(folder, source, size, Path(cache) if cache else None, mirror, say)
    anything = source is None and folder is None
    with store.explained(to):
        names = (NOTES, *NAMES) if (to / NOTES).exists() else NAMES
        before = {} if force else store.look(to, names, RECORD, HINT)
        if before:
            keep(to, before, plans, size, anything, say)
            return to
        store.make_writable(to)

    plan, notes, online = first_that_works(plans, say)
    with store.explained(to):
        urls = sources.OPENING_ADDRESSES if online else ()
        opening_content, about = opening.opening_recording(to, folder, urls)
        say(f"Source: {plan.source.title} ({plan.why}).")
        say(f"Licence: {plan.source.licence}")
        say(f"Making MFCCs of {len(notes)} notes …")
        arrays, test_pitches = recipe.build(notes, recipe.SIZES[plan.size])
        record = {
            "made_by": plan.made_by,
            "source": asdict(plan.source),
            "test_pitches": {name: " ".join(map(str, pitches)) for name, pitches in test_pitches.items()},
        }
        if opening_content is None:  # notebooks that fetch a published set want its checksum too
            record["files"] = {OPENING: store.sha256((to / OPENING).read_bytes())}
        files = {OPENING: opening_content} if opening_content else {}
        made = zip((*NAMES[:4], NOTES), arrays, strict=True)
        files |= {name: recipe.npy_bytes(array) for name, array in made}
        files[NAMES[-1]] = (json.dumps(CLASSES) + "\n").encode()
        store.write_set(to, files, RECORD, record)

    say(f"{OPENING}: {about}")
    say(
        f"{to}: {len(arrays[0]):,} training rows, {len(arrays[1]):,} test rows, {COEFFICIENTS} features, "
        f"{len(CLASSES)} classes."
    )
    return to


def plans_for(
    folder: Path | None,
    source: str | None,
    size: str | None,
    cache: Path | None,
    mirror: str | None,
    say: Callable[[str], object],
) -> list[Plan]:
    """The ways to make the data, best first. The parameters are those of `fetch`."""
    if folder and source == "soundfont":
        raise FetchError("--source soundfont uses no recordings. Leave out --recordings or --source.")
    if folder:
        found = recordings.find_recordings(folder, CLASSES)
        digest = recordings.digest(found)
        return [Plan("iowa", sources.IOWA, size or "full", digest, f"on disk, in {folder}", lambda: found)]
    small = size or "small"
    why = "--source soundfont" if source else "because the Iowa recordings cannot be had"
    plays = Plan(
        "soundfont",
        sources.TIMGM,
        small,
        store.sha256(soundfont.soundfont_bytes()),
        why,
        lambda: recipe.soundfont_notes(recipe.SIZES[small]),
    )
    real = Plan(
        "iowa",
        sources.IOWA,
        size or "full",
        iowa.digest(CLASSES),
        "--source iowa" if source else "the first choice where no data are on disk",
        lambda: iowa.notes(CLASSES, cache, mirror, say),
    )
    return {None: [real, plays], "iowa": [real], "soundfont": [plays]}[source]


def first_that_works(plans: Sequence[Plan], say: Callable[[str], object]) -> tuple[Plan, Sequence[Note], bool]:
    """The first of `plans` whose notes can be had, its notes, and whether there is a network to be used.

    Raises FetchError where none is left.
    """
    online = len(plans) > 1 or plans[0].tier == "iowa"
    for plan, other in zip(plans, [*plans[1:], None], strict=True):
        try:
            return plan, plan.notes(), online
        except DownloadError as error:
            online = online and not error.offline
            if other is None:
                raise FetchError(
                    f"The Iowa recordings cannot be had. {error} What has arrived is kept: the same command goes on "
                    "from there. Without a network: --source soundfont."
                ) from error
            say(f"The Iowa recordings cannot be had. {error}")
            say("So a soundfont plays the notes. To try again later: --source iowa --force")
    raise AssertionError("there is always a plan")


def keep(
    to: Path,
    before: Mapping[str, Any],
    plans: Sequence[Plan],
    size: str | None,
    anything: bool,
    say: Callable[[str], object],
) -> None:
    """Keep the complete set in `to`, whose record is `before`; add the opening recording where it was lost.

    `anything`: the user asked for no source, so data of any source will do. Raises FetchError where they will not.
    """
    made_by = before.get("made_by", {})
    fits = anything and made_by.get("recipe", recipe.VERSION) == recipe.VERSION and size in (None, made_by.get("size"))
    if not fits and made_by not in [plan.made_by for plan in plans]:
        raise FetchError(
            f"{to} holds data from another source, of another size or version. Choose another folder with --to, "
            "or replace them with --force."
        )
    anew = "" if made_by.get("tier") == "dl4mir" else " --force makes them anew."
    say(f"{to}: the data are there already. They are complete and stay.{anew}")
    say(f"Source: {title_of(before)} (on disk).")
    add_opening(to, before, sources.OPENING_ADDRESSES if made_by.get("tier") != "soundfont" else (), say)


def title_of(record: Mapping[str, Any]) -> str:
    """The source of the data, as their record names it."""
    return str(record.get("source", {}).get("title", "unknown"))


def add_opening(to: Path, record: Mapping[str, Any], urls: Sequence[str], say: Callable[[str], object]) -> None:
    """Put the opening recording into `to` where there is none."""
    if not (to / OPENING).exists():
        content, about = opening.opening_recording(to, None, urls)
        assert content is not None  # there is none to keep
        store.write_set(to, {OPENING: content}, RECORD, record)
        say(f"{OPENING}: {about}")


def use_originals(
    to: Path, recordings_folder: str | Path | None, size: str | None, say: Callable[[str], object]
) -> Path:
    """Check the four original files in `to`, and put beside them what the notebook wants too.

    Raises FetchError with all that is wrong, and OSError.
    """
    if recordings_folder or size:
        raise FetchError("--source dl4mir uses the files in --to as they are. Leave out --recordings and --size.")
    before = {}
    with contextlib.suppress(FetchError):  # files that no record knows are what is expected here
        before = store.look(to, NAMES, RECORD)
    if before.get("made_by", {}).get("tier") == "dl4mir":
        keep(to, before, [], None, True, say)
        return to
    if before:
        raise FetchError(f"{to} holds data that this command made ({title_of(before)}), not the original files.")
    classes = dl4mir.check(to)
    store.make_writable(to)
    found = [name for name in (*dl4mir.FILES, OPENING) if (to / name).exists()]
    record = {
        "made_by": {"tier": "dl4mir"},
        "source": asdict(sources.DL4MIR),
        "files": {name: store.sha256((to / name).read_bytes()) for name in found},
    }
    named = to / NAMES[-1]
    content = named.read_bytes() if named.exists() else (json.dumps(classes) + "\n").encode()
    store.write_set(to, {NAMES[-1]: content}, RECORD, record)
    say(f"Source: {sources.DL4MIR.title} (--source dl4mir). The four files are in order and stay as they are.")
    say(f"Licence: {sources.DL4MIR.licence}")
    say(f"{NAMES[-1]}: {', '.join(classes)}")
    add_opening(to, json.loads((to / RECORD).read_text(encoding="utf-8")), sources.OPENING_ADDRESSES, say)
    return to
