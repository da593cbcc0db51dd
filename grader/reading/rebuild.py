"""Build the repaired cells: pieces joined, copies dropped, missing cells put back, checks below answers."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from typing import Any

from nbformat.notebooknode import NotebookNode, from_dict

from grader.conventions import METADATA_KEY
from grader.reading import thresholds
from grader.reading.cell_text import share
from grader.reading.matching import Matching
from grader.reading.seen_cell import SeenCell
from grader.reading.sheet import Slot


def rebuild(found: Matching, originals: list[NotebookNode]) -> tuple[list[NotebookNode], list[Slot]]:
    """Return the cells of the result, and the locked cells whose text the student had changed.

    `originals` are the cells that were matched; they stay as they are.
    """
    builder = _Builder(found, originals)
    return builder.build(), builder.edited


@dataclass
class _Placed:
    cell: NotebookNode
    slot: Slot | None = None
    given: int | None = None

    @property
    def release_index(self) -> int | None:
        return self.slot.index if self.slot is not None else self.given


class _Builder:
    """Puts the cells together: pieces joined, copies dropped, missing cells put back, checks below answers."""

    def __init__(self, found: Matching, originals: list[NotebookNode]):
        self.sheet, self.found, self.originals = found.sheet, found, originals
        self.items: list[_Placed] = []
        self.edited: list[Slot] = []

    def build(self) -> list[NotebookNode]:
        self._walk_student_cells()
        self._put_back_missing()
        self._add_checks()
        self._give_ids()
        return [item.cell for item in self.items]

    def _walk_student_cells(self) -> None:
        standing: dict[int, Slot] = {}
        following: dict[int, list[Slot]] = {}
        used: set[int] = set()
        for name, pick in self.found.picks.items():
            found = self.sheet.by_name[name]
            if pick.place is None:
                continue
            if pick.copied:
                following.setdefault(pick.place, []).append(found)
            elif pick.pieces:
                standing[pick.place] = found
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
                self.items.append(_Placed(self._ordinary(seen), given=given.get(seen.index)))
            for copied in following.get(seen.index, ()):
                self._add(copied)

    def _leave_check(self, slot: Slot, seen: SeenCell) -> None:
        """Where a check stood: it moves below its answer. If that is missing, the empty answer goes here."""
        self._keep_edits(slot, seen)
        answer = self.sheet.answer_of(slot)
        if answer is not None and not self.found.picks[answer.known_name].pieces:
            self._add(answer)

    def _keep_edits(self, slot: Slot, seen: SeenCell) -> None:
        """Locked cells get the given text back. What else the student wrote there stays as an own cell."""
        if slot.role not in ("check", "evidence") or seen.squashed == slot.squashed:
            return
        self.edited.append(slot)
        new_names = seen.code.solid - slot.code.names
        if not seen.blank and (new_names or share(slot.lines, seen.lines) < thresholds.STILL_ITS_TEXT):
            kept = self._ordinary(seen)
            if kept.cell_type == "code":
                kept.outputs, kept.execution_count = [], None
            self.items.append(_Placed(kept))

    def _is_spare(self, seen: SeenCell) -> bool:
        """Return whether a cell that was not taken is only an untouched or empty copy of a release cell."""
        if seen.slot is None and seen.claim is None:
            return any(slot.name for slot in seen.texts)
        if any(slot.name for slot in seen.texts):
            return not (seen.slot is not None and seen.slot.role == "evidence" and seen.cell.get("outputs"))
        return seen.blank and seen.claim is not None and seen.claim.name is not None

    def _ordinary(self, seen: SeenCell) -> NotebookNode:
        cell = copy.deepcopy(self.originals[seen.index])
        cell.metadata.pop("nbgrader", None)
        claims_check = seen.claim is not None and seen.claim.role == "check" and seen.claim_in_metadata
        if cell.cell_type == "code" and claims_check and seen.slot in (None, seen.claim):
            cell.outputs, cell.execution_count = [], None
        return cell

    def _add(self, slot: Slot) -> None:
        self.items.append(_Placed(self._make(slot), slot))

    def _make(self, slot: Slot) -> NotebookNode:
        """Return the cell of the result for `slot`: the student's work in it, the release's frame around it."""
        pick = self.found.picks[slot.known_name]
        made = copy.deepcopy(slot.cell)
        if made.cell_type == "code":
            made.outputs, made.execution_count = [], None
        if not self.found.picks[(self.sheet.answer_of(slot) or slot).known_name].pieces:
            made.metadata[METADATA_KEY] = {"deleted": True}  # a check stands and falls with its answer
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
            attachments: dict[str, Any] = {}
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
            self.items.insert(self._place_for(slot), _Placed(self._make(slot), slot))

    def _place_for(self, slot: Slot) -> int:
        """Return where a missing cell goes: after the nearest cell that precedes it in the release."""
        known = [(item.release_index, i) for i, item in enumerate(self.items) if item.release_index is not None]
        before = [pair for pair in known if pair[0] < slot.index]
        if before:
            return max(before)[1] + 1
        return min(known)[1] if known else len(self.items)

    def _add_checks(self) -> None:
        items: list[_Placed] = []
        for item in self.items:
            items.append(item)
            check = self.sheet.check_of(item.slot) if item.slot is not None else None
            if check is not None:
                items.append(_Placed(self._make(check), check))
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


def _joined(sources: list[str], kind: str) -> str:
    """Return the pieces of one answer as one text; a cell magic may stand only at the very top."""
    if kind == "code":
        sources = sources[:1] + [_without_cell_magic(source) for source in sources[1:]]
    return "\n\n".join(source.strip("\n") for source in sources) if len(sources) > 1 else sources[0]


def _without_cell_magic(source: str) -> str:
    lines = source.split("\n")
    return "\n".join(line for line in lines if not line.startswith("%%"))
