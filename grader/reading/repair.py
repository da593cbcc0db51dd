"""Turn any submission into a notebook that nbgrader and the judge can work on, and say what was done.

The result is valid nbformat 4.5. Each cell that the release marks for nbgrader is in it exactly once, with the
release's metadata; the student's other cells keep their order and text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import nbformat
from nbformat.notebooknode import NotebookNode, from_dict

from grader.conventions import METADATA_KEY
from grader.plain_text import one_line
from grader.reading.mend import (
    as_cell_type,
    has_widget_state,
    is_valid,
    mended_cell,
    mended_metadata,
    plain,
    without_personal_data,
)
from grader.reading.rebuild import rebuild
from grader.reading.recognise import recognise
from grader.reading.repair_notes import notes_about
from grader.reading.sheet import Sheet
from grader.reading.submission_file import ORIGINAL_ENCODING


@dataclass(frozen=True)
class Repaired:
    """A repaired notebook and what was done to it: one plain line each, for the TA; none if all was well.

    `of` is the hash of the file that it was read from, "" if it is of no file.
    """

    notebook: NotebookNode
    notes: tuple[str, ...]
    of: str = ""


def repair(notebook: NotebookNode, sheet: Sheet) -> Repaired:
    """Return `notebook` with every cell of the release recognised, put back and cleaned.

    `sheet` is the release as `read_release` gives it. The arguments stay as they are. Raises nothing for anything
    that `read_submission` returned.
    """
    notes: list[str] = []
    cells = _clean_cells(notebook.get("cells"), notes)
    metadata = _clean_metadata(notebook, sheet.metadata, notes)
    found = recognise(sheet, cells)
    rebuilt, edited = rebuild(found, cells)
    notes += _strays(sheet, cells)
    notes += notes_about(found, cells, edited)
    result = from_dict({"cells": rebuilt, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    _make_valid(result, notes)
    return Repaired(result, tuple(dict.fromkeys(notes)))


def _clean_cells(raw: object, notes: list[str]) -> list[NotebookNode]:
    """Return valid cells (ids aside), without personal data; nbgrader's metadata are still in."""
    items = plain(raw) if isinstance(raw, list) else []
    cells, broken, personal = [], [], False
    for number, item in enumerate(items, start=1):
        cell, was_broken = mended_cell(item)
        cell["metadata"], found = without_personal_data(cell["metadata"])
        personal = personal or found
        for output in cell.get("outputs", ()):
            if "metadata" in output:
                output["metadata"], found = without_personal_data(output["metadata"])
                personal = personal or found
        if was_broken:
            broken.append(str(number))
        cells.append(from_dict(cell))
    if broken:
        some = ", ".join(broken[:10]) + (", ..." if len(broken) > 10 else "")
        notes.append(f"Mended malformed cells (number {some}).")
    if personal:
        notes.append("Removed what Colab saves about the user (name, account id).")
    return cells


def _clean_metadata(notebook: NotebookNode, released: NotebookNode, notes: list[str]) -> dict:
    raw = plain(notebook.get("metadata"))
    raw = raw if isinstance(raw, dict) else {}
    if _is_older(raw, released):
        notes.append("Made from an older release of the notebook.")
    raw, personal = without_personal_data(raw)
    minor = notebook.get("nbformat_minor")
    if raw.get("orig_nbformat") in (2, 3):
        notes.append(f"Saved as nbformat {raw['orig_nbformat']}: brought to 4.5.")
    elif minor != 5:
        notes.append(f"Saved as nbformat 4.{minor if isinstance(minor, int) else '?'}: brought to 4.5.")
    if encoding := raw.pop(ORIGINAL_ENCODING, None):
        risk = "it was read as that" if encoding.startswith("UTF") else "letters other than a to z may be wrong"
        notes.append(f"Saved as {one_line(encoding, 40)}, not as UTF-8: {risk}.")
    if personal:
        notes.append("Removed what Colab saves about the user (name, account id).")
    if raw.get("widgets") is not None and not has_widget_state(raw):
        notes.append("Removed widget metadata without state.")
    colab = raw.get("colab")
    if isinstance(colab, dict) and colab.get("private_outputs") is True:
        notes.append(
            'Saved from Colab with "Omit code cell output when saving": plots and records are missing for that '
            "reason. Ask for a copy with outputs before taking points."
        )
    kernel = _kernel(raw)
    if kernel and kernel != _kernel(released):
        notes.append(f"Saved with another kernel ({one_line(kernel, 60)}): the assignment's kernel is set.")
    return mended_metadata(raw, released)


def _is_older(raw: Mapping, released: Mapping) -> bool:
    """Return whether a notebook was made from another release; ids never change, so it is graded like this one."""
    stamps = [metadata.get(METADATA_KEY) for metadata in (raw, released)]
    versions = [stamp.get("release") if isinstance(stamp, Mapping) else None for stamp in stamps]
    return None not in versions and versions[0] != versions[1]


def _kernel(metadata: Mapping) -> str:
    """Return the name of a notebook's kernel, "" if none is named; all kernels called python... count as one."""
    spec, info = metadata.get("kernelspec"), metadata.get("language_info")
    name = spec.get("name") if isinstance(spec, Mapping) else None
    name = name or (info.get("name") if isinstance(info, Mapping) else None)
    name = name if isinstance(name, str) else ""
    return "python" if name in ("python", "python3", "python2", "") and name else name


def _strays(sheet: Sheet, cells: list[NotebookNode]) -> list[str]:
    for cell in cells:
        marked = cell.metadata.get("nbgrader")
        name = marked.get("grade_id") if isinstance(marked, dict) else None
        if marked is not None and (not isinstance(name, str) or name not in sheet.by_name):
            return ["Removed nbgrader metadata that do not belong to this assignment."]
    return []


def _make_valid(notebook: NotebookNode, notes: list[str]) -> None:
    """Check the result; a cell that is invalid even now becomes a raw cell (or the release's empty one)."""
    try:
        nbformat.validate(notebook)
        return
    except nbformat.ValidationError:
        pass
    for index, cell in enumerate(notebook.cells):
        if is_valid(cell):
            continue
        notes.append(f"Cell {index + 1} could not be mended; only its text is kept.")
        kept = {key: cell.metadata[key] for key in ("nbgrader",) if key in cell.metadata}
        clean = {"cell_type": cell.cell_type if kept else "raw", "id": cell.id, "metadata": kept, "source": cell.source}
        notebook.cells[index] = from_dict(clean)
        as_cell_type(notebook.cells[index], clean["cell_type"])
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError:
        wanted = ("kernelspec", "language_info")
        notebook.metadata = from_dict({key: notebook.metadata[key] for key in wanted if key in notebook.metadata})
        notes.append("The notebook's metadata could not be mended; they were removed.")
