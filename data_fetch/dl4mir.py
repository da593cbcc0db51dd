"""The original four files of `music_classification`, which a user puts into a folder by hand: are they in order?

They lie behind a password, so nothing here fetches them, and nothing here changes them. They come without the names
of the instruments: the labels are called "class 0" to "class 9" unless the user adds a `uiowa_classes.json`.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np

from data_fetch import FetchError, sources

ROWS = {"train": 66_247, "test": 14_904}
FEATURES = 120
LABELS = 10
FILES = tuple(f"uiowa_{part}_{kind}.npy" for part in ROWS for kind in ("data", "labels"))
CLASSES_FILE = "uiowa_classes.json"
WHERE = (
    f"The four files ({', '.join(FILES)}) are put there by hand: {sources.DL4MIR.home} says where they are and the "
    "password."
)


def check(folder: Path) -> list[str]:
    """The names of the labels, if the four files in `folder` are in order.

    Raises FetchError with all that is wrong, and OSError where a file cannot be read.
    """
    absent = [name for name in FILES if not (folder / name).exists()]
    if absent:
        raise FetchError(f"{folder} has no {', '.join(absent)}. {WHERE}")
    wrong = [problem for part in ROWS for problem in problems(folder, part)]
    if wrong:
        raise FetchError(f"{folder}: {' '.join(wrong)} Nothing was changed. {WHERE}")
    return label_names(folder / CLASSES_FILE)


def problems(folder: Path, part: str) -> list[str]:
    """What is wrong with the two files of one part ("train" or "test"), each a sentence."""
    arrays, found = {}, []
    for kind, dtype, shape in (("data", "float64", (ROWS[part], FEATURES)), ("labels", "int64", (ROWS[part],))):
        name = f"uiowa_{part}_{kind}.npy"
        array = load(folder / name)
        if array is None:
            found.append(f"{name} is damaged or incomplete: get it again.")
            continue
        arrays[kind] = array
        if array.shape != shape:
            found.append(f"{name} has the shape {array.shape}, not {shape}.")
        if array.dtype != dtype:
            found.append(
                f"{name} holds {array.dtype}, not {dtype}. If you know that the values are right, convert it: "
                f"np.save({name!r}, np.load({name!r}).astype({dtype!r}))."
            )
        elif kind == "data":
            found += bad_numbers(name, array)
        else:
            found += bad_labels(name, array, all_of_them=part == "train")
    if len(arrays) == 2 and len({array.shape[:1] for array in arrays.values()}) == 2:
        found.append(f"Data and labels of the {part} part have different numbers of rows.")
    return found


def load(path: Path) -> np.ndarray | None:
    """The array in a `.npy` file, or None where there is none. Never runs code that is in the file."""
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (ValueError, EOFError, zipfile.BadZipFile):
        return None
    return array if isinstance(array, np.ndarray) else None


def bad_numbers(name: str, data: np.ndarray) -> list[str]:
    """A sentence if some values are not finite."""
    bad = ~np.isfinite(data)
    if not bad.any():
        return []
    return [f"{name}: {bad.sum()} of its values are NaN or infinite, the first in row {np.argwhere(bad)[0][0]}."]


def bad_labels(name: str, labels: np.ndarray, all_of_them: bool) -> list[str]:
    """A sentence if there are other labels than 0 to 9, or not all of them."""
    present = set(np.unique(labels).tolist())
    wanted = set(range(LABELS))
    if strange := sorted(present - wanted):
        return [f"{name} holds labels other than 0 to {LABELS - 1}: {', '.join(map(str, strange[:5]))}."]
    if all_of_them and present != wanted:
        return [f"{name} lacks the labels {', '.join(map(str, sorted(wanted - present)))}."]
    return []


def label_names(path: Path) -> list[str]:
    """The names that the user's file gives to the labels, or made-up ones. Raises FetchError for a file of no use."""
    if not path.exists():
        return [f"class {number}" for number in range(LABELS)]
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        names = None
    if not isinstance(names, list) or len(names) != LABELS or not all(isinstance(name, str) for name in names):
        raise FetchError(f"{path} is no JSON list of {LABELS} names. Correct or remove it.")
    return names
