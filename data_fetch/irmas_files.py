"""Files on disk in the layout of IRMAS, and what their names say.

A training clip lies in a folder named by its class, and its name begins with the class in brackets. A test excerpt has
a text file of the same name beside it, with one label in each line. Audio may be WAV or FLAC.
"""

from __future__ import annotations

import io
import wave
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

import numpy as np

from data_fetch import FetchError
from data_fetch.folders import Draft
from data_fetch.irmas_rendered import PLAYERS

TRAIN, TEST = "IRMAS-TrainingData", "IRMAS-TestingData"
AUDIO = {".wav", ".flac"}
CLASSES = tuple(PLAYERS)

Say = Callable[[str], object]


def training_label(path: str) -> str | None:
    """The class of a training clip, None where the path is no such clip."""
    parts = PurePosixPath(path)
    label = parts.parent.name
    hidden = parts.name.startswith(".") or "__MACOSX" in parts.parts
    fits = label in CLASSES and parts.suffix.lower() in AUDIO and parts.name.startswith("[") and not hidden
    return label if fits else None


def test_labels(text: str) -> list[str]:
    """The labels in the text file of a test excerpt. Raises ValueError for what is no class."""
    labels = [line.strip() for line in text.splitlines() if line.strip()]
    strange = [label for label in labels if label not in CLASSES]
    if strange or not labels:
        raise ValueError(f"{strange[0]!r} is no class" if strange else "it names no class")
    return labels


def choose(files: Iterable[tuple[str, str]], limit: int | None) -> list[str]:
    """The names of (name, class), in order; with a `limit` the first so many of each class, whole songs first come."""
    count: Counter[str] = Counter()
    chosen = []
    for name, label in sorted(files):
        if limit is None or count[label] < limit:
            count[label] += 1
            chosen.append(name)
    return chosen


def copy(draft: Draft, folder: Path, limit: int | None, say: Say) -> None:
    """Write the files below `folder` into the draft. Raises FetchError where there are none, or one is damaged."""
    if not folder.is_dir():
        raise FetchError(f"--recordings {folder}: there is no folder of this name. Name the one that holds the files.")
    paths = {str(path.relative_to(folder).as_posix()): path for path in sorted(folder.rglob("*")) if path.is_file()}
    write(draft, paths, lambda name: paths[name].read_bytes(), limit, f"--recordings {folder}")
    say(f"Copied from {folder}.")


def write(draft: Draft, names: Iterable[str], read: Callable[[str], bytes], limit: int | None, where: str) -> None:
    """Write training clips and test excerpts among `names` into the draft. `read` gives the content of a name.

    Raises FetchError where there is no training clip, no test excerpt, or a text file names no class.
    """
    names = list(names)
    clips = {name: label for name in names if (label := training_label(name))}
    texts = {str(PurePosixPath(name).with_suffix("")): name for name in names if name.lower().endswith(".txt")}
    excerpts = {}
    for name in names:
        text = texts.get(str(PurePosixPath(name).with_suffix("")))
        if PurePosixPath(name).suffix.lower() in AUDIO and text and name not in clips and "__MACOSX" not in name:
            try:
                excerpts[name] = test_labels(read(text).decode(errors="replace"))
            except ValueError as error:
                raise FetchError(f"{where}: {text} cannot be used ({error}). Put it right, or remove it.") from error
    if not clips or not excerpts:
        lacking = "training clip, such as cla/[cla][cla]0189__2.wav" if not clips else "test excerpt with a text file"
        raise FetchError(f"{where}: there is no {lacking}. The folder should have the layout of IRMAS.")
    draft.begin(TRAIN)
    counts: Counter[str] = Counter()
    for name in choose(clips.items(), limit):
        draft.write(f"{clips[name]}/{PurePosixPath(name).name}", read(name))
        counts[clips[name]] += 1
    draft.finish({"files": counts.total(), "labels": dict(counts)})
    draft.begin(TEST)
    counts, files = Counter(), 0
    for name in choose(((name, labels[0]) for name, labels in excerpts.items()), limit):
        draft.write(PurePosixPath(name).name, read(name))
        draft.write(PurePosixPath(name).stem + ".txt", "".join(f"{label}\n" for label in excerpts[name]).encode())
        counts.update(excerpts[name])
        files += 1
    draft.finish({"files": files, "labels": dict(sorted(counts.items()))})


def wav_file(samples: np.ndarray, rate: int) -> bytes:
    """A WAV file of 16 bits. `samples`: (samples, channels), between -1 and 1."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(samples.shape[1])
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(np.round(np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return file.getvalue()
