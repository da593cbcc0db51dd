"""Turn any submission into a notebook that nbgrader and the judge can work on, and say what was done.

The result is valid nbformat 4.5. Each cell that the release marks for nbgrader is in it exactly once, with the
release's metadata; the student's other cells keep their order and text.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import nbformat
from nbformat.notebooknode import NotebookNode, from_dict

from grader.conventions import METADATA_KEY
from grader.plain_text import one_line
from grader.reading.cell_text import has_marker, share
from grader.reading.mend import (
    as_cell_type,
    has_widget_state,
    is_valid,
    mended_cell,
    mended_metadata,
    plain,
    without_personal_data,
)
from grader.reading.recognise import Found, Pick, Seen, recognise
from grader.reading.sheet import Sheet, Slot

_SETTINGS = ("grade", "points", "locked", "solution", "task")


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
    built = _Builder(sheet, found, cells).build()
    notes += _strays(sheet, cells)
    notes += built.notes
    result = from_dict({"cells": built.cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
    _make_valid(result, notes)
    return Repaired(result, tuple(dict.fromkeys(notes)))


# --- the notebook as a whole -------------------------------------------------------------------------------


def _clean_cells(raw: object, notes: list[str]) -> list[NotebookNode]:
    """Return valid cells (ids aside), without personal data; nbgrader's metadata are still in."""
    raw = plain(raw) if isinstance(raw, list) else []
    cells, broken, personal = [], [], False
    for number, item in enumerate(raw, start=1):
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


# --- building the cells ------------------------------------------------------------------------------------


@dataclass
class _Item:
    cell: NotebookNode
    slot: Slot | None = None
    given: int | None = None

    @property
    def release_index(self) -> int | None:
        return self.slot.index if self.slot is not None else self.given


class _Builder:
    """Puts the cells together: pieces joined, copies dropped, missing cells put back, checks below answers."""

    def __init__(self, sheet: Sheet, found: Found, originals: list[NotebookNode]):
        self.sheet, self.found, self.originals = sheet, found, originals
        self.items: list[_Item] = []
        self.told: dict[str, list[str]] = {}
        self.single: dict[str, list[str]] = {}
        for name, text in found.notes:
            self.single.setdefault(name, []).append(text)
        self.notes: list[str] = []
        self.cells: list[NotebookNode] = []

    def build(self) -> _Builder:
        self._walk_student_cells()
        self._put_back_missing()
        self._add_checks()
        self.cells = [item.cell for item in self.items]
        self._give_ids()
        self._write_notes()
        return self

    def _walk_student_cells(self) -> None:
        standing: dict[int, Slot] = {}
        following: dict[int, list[Slot]] = {}
        used: set[int] = set()
        for name, pick in self.found.picks.items():
            slot = self.sheet.by_name[name]
            if pick.copied:
                following.setdefault(pick.place, []).append(slot)
            elif pick.pieces:
                standing[pick.place] = slot
                used.update(pick.pieces)
        given = {student: release for release, student in self.found.given.items()}
        for seen in self.found.cells:
            slot = standing.get(seen.index)
            if slot is not None and self.sheet.answer_of(slot) is not None:
                self._leave_check(slot, seen)
            elif slot is not None:
                self._keep_edits(slot, seen)
                self._add(slot)
            elif seen.index not in used and not self._is_spare(seen):
                self.items.append(_Item(self._ordinary(seen), given=given.get(seen.index)))
            for copied in following.get(seen.index, ()):
                self._add(copied)

    def _leave_check(self, slot: Slot, seen: Seen) -> None:
        """Where a check stood: it moves below its answer. If that is missing, the empty answer goes here."""
        self._keep_edits(slot, seen)
        answer = self.sheet.answer_of(slot)
        if not self.found.picks[answer.name].pieces:
            self._add(answer)

    def _keep_edits(self, slot: Slot, seen: Seen) -> None:
        """Locked cells get the given text back. What else the student wrote there stays as an own cell."""
        if slot.role not in ("check", "evidence") or seen.squashed == slot.squashed:
            return
        self._tell("the text of a locked cell was changed; the given text is back", slot)
        new_names = seen.code.solid - slot.code.names
        if not seen.blank and (new_names or share(slot.lines, seen.lines) < 0.3):
            kept = self._ordinary(seen)
            if kept.cell_type == "code":
                kept.outputs, kept.execution_count = [], None
            self.items.append(_Item(kept))

    def _is_spare(self, seen: Seen) -> bool:
        """Return whether a cell that was not taken is only an untouched or empty copy of a release cell."""
        if seen.slot is None and seen.claim is None:
            return any(slot.name for slot in seen.texts)
        if any(slot.name for slot in seen.texts):
            return not (seen.slot is not None and seen.slot.role == "evidence" and seen.cell.get("outputs"))
        return seen.blank and seen.claim is not None and seen.claim.name is not None

    def _ordinary(self, seen: Seen) -> NotebookNode:
        cell = copy.deepcopy(self.originals[seen.index])
        cell.metadata.pop("nbgrader", None)
        claims_check = seen.claim is not None and seen.claim.role == "check" and seen.claimed_by == "metadata"
        if cell.cell_type == "code" and claims_check and seen.slot in (None, seen.claim):
            cell.outputs, cell.execution_count = [], None
        return cell

    def _add(self, slot: Slot) -> None:
        self.items.append(_Item(self._make(slot), slot))

    def _make(self, slot: Slot) -> NotebookNode:
        """Return the cell of the result for `slot`: the student's work in it, the release's frame around it."""
        pick = self.found.picks[slot.name]
        made = copy.deepcopy(slot.cell)
        if made.cell_type == "code":
            made.outputs, made.execution_count = [], None
        if not pick.pieces:
            return made
        pieces = [self.originals[index] for index in pick.pieces]
        seen = [self.found.cells[index] for index in pick.pieces]
        if slot.role not in ("check", "evidence"):
            made.source = _joined([piece.source for piece in pieces], slot.kind)
            for piece in pieces:
                own = {key: value for key, value in piece.metadata.items() if key not in ("nbgrader", "id")}
                made.metadata = from_dict({**own, **made.metadata})
        if made.cell_type == "code" and slot.role != "check" and not pick.copied:
            for piece, about in zip(pieces, seen, strict=True):
                if about.claim is None or about.claim.role != "check":
                    made.outputs += copy.deepcopy(piece.get("outputs", []))
            made.execution_count = pieces[-1].get("execution_count")
        elif made.cell_type != "code":
            attachments = {}
            for piece in pieces:
                attachments |= piece.get("attachments", {})
            if attachments:
                made.attachments = from_dict(attachments)
        return made

    def _put_back_missing(self) -> None:
        there = {item.slot.name for item in self.items if item.slot is not None}
        for slot in self.sheet.slots:
            if slot.name is None or slot.name in there or self.sheet.answer_of(slot) is not None:
                continue
            self.items.insert(self._place_for(slot), _Item(self._make(slot), slot))

    def _place_for(self, slot: Slot) -> int:
        """Return where a missing cell goes: after the nearest cell that precedes it in the release."""
        known = [(item.release_index, i) for i, item in enumerate(self.items) if item.release_index is not None]
        before = [pair for pair in known if pair[0] < slot.index]
        if before:
            return max(before)[1] + 1
        return min(known)[1] if known else len(self.items)

    def _add_checks(self) -> None:
        items: list[_Item] = []
        for item in self.items:
            items.append(item)
            check = self.sheet.check_of(item.slot) if item.slot is not None else None
            if check is not None:
                items.append(_Item(self._make(check), check))
        self.items = items

    def _give_ids(self) -> None:
        reserved = {item.cell.get("id") for item in self.items if item.slot is not None}
        used: set[str] = set()
        for number, item in enumerate(self.items):
            wanted = item.cell.get("id")
            taken = wanted in used or (item.slot is None and wanted in reserved)
            attempt = 0
            while not wanted or taken:
                text = f"{number} {attempt} {item.cell.source}"
                wanted = f"cell-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}"
                taken, attempt = wanted in used or wanted in reserved, attempt + 1
            used.add(wanted)
            item.cell.id = wanted

    # --- telling the TA ------------------------------------------------------------------------------------

    def _tell(self, text: str, slot: Slot) -> None:
        names = self.told.setdefault(text, [])
        if slot.name not in names:
            names.append(slot.name)

    def _write_notes(self) -> None:
        for slot in self.sheet.slots:
            if slot.name is not None:
                self._tell_about(slot, self.found.picks[slot.name])
        for text, names in self.told.items():
            everywhere = len(names) == len(self.sheet.by_name) > 1
            self.notes.append(f"{'all cells' if everywhere else ', '.join(names)}: {text}.")
        for slot in self.sheet.slots:
            for text in self.single.get(slot.name, ()):
                self.notes.append(f"{slot.name}: {text}.")

    def _tell_about(self, slot: Slot, pick: Pick) -> None:
        if not pick.pieces:
            if slot.role == "check":
                self._tell("the self-check was missing; it is back", slot)
            elif slot.role == "evidence":
                self._tell("not found; the given cell is back, without outputs", slot)
            else:
                self._tell("not found; the empty cell of the release is in its place", slot)
            return
        seen = [self.found.cells[index] for index in pick.pieces]
        originals = [self.originals[index] for index in pick.pieces]
        if not pick.copied:
            self._tell_metadata(slot, seen, originals)
        if originals[-1].cell_type != slot.kind:
            self._tell(f"was a {originals[-1].cell_type} cell; it is a {slot.kind} cell again", slot)
        written = slot.role == "answer" and not all(s.blank or s.squashed == slot.squashed for s in seen)
        if written and has_marker(slot.cell.source) and not any(has_marker(cell.source) for cell in originals):
            self._tell("the line #grade was lost", slot)
        check = self.sheet.check_of(slot)
        place = self.found.picks[check.name].place if check is not None else None
        if place is not None and place != pick.place + 1:
            self._tell("the self-check stood elsewhere; it is directly below the answer again", slot)

    def _tell_metadata(self, slot: Slot, seen: list[Seen], originals: list[NotebookNode]) -> None:
        claims = {about.claim.name for about in seen if about.claim is not None and about.claimed_by == "metadata"}
        if slot.name not in claims:
            others = sorted(name for name in claims if name)
            if others:
                found = "by what it defines" if slot.role == "answer" else "by its text"
                text = f"found {found}; the cell's metadata said {', '.join(f'`{name}`' for name in others)}"
                self.single.setdefault(slot.name, []).insert(0, text)
            else:
                self._tell("the nbgrader metadata were missing; they are back", slot)
            return
        released = slot.cell.metadata.nbgrader
        for about, cell in zip(seen, originals, strict=True):
            if about.claim is slot:
                said = cell.metadata.get("nbgrader", {})
                if any(key in said and said[key] != released.get(key, said[key]) for key in _SETTINGS):
                    self._tell("the nbgrader metadata were changed; the release's are back", slot)


def _joined(sources: list[str], kind: str) -> str:
    """Return the pieces of one answer as one text; a cell magic may stand only at the very top."""
    if kind == "code":
        sources = sources[:1] + [_without_cell_magic(source) for source in sources[1:]]
    return "\n\n".join(source.strip("\n") for source in sources) if len(sources) > 1 else sources[0]


def _without_cell_magic(source: str) -> str:
    lines = source.split("\n")
    return "\n".join(line for line in lines if not line.startswith("%%"))
