"""Tell the TA what was repaired in the cells: one plain line for each kind of thing, with the cells it is about."""

from __future__ import annotations

from nbformat.notebooknode import NotebookNode

from grader.reading.cell_text import has_marker
from grader.reading.matching import Matching, Pick
from grader.reading.seen_cell import SeenCell
from grader.reading.sheet import Slot

_SETTINGS = ("grade", "points", "locked", "solution", "task")


def notes_about(found: Matching, originals: list[NotebookNode], edited: list[Slot]) -> list[str]:
    """Return the lines on how `originals` were matched; `edited` are the locked cells whose text was changed."""
    return _Notes(found, originals).write(edited)


class _Notes:
    def __init__(self, found: Matching, originals: list[NotebookNode]):
        self.found, self.originals = found, originals
        self.told: dict[str, list[str]] = {}
        self.single: dict[str, list[str]] = {}
        for name, text in found.notes:
            self.single.setdefault(name, []).append(text)

    def write(self, edited: list[Slot]) -> list[str]:
        sheet, notes = self.found.sheet, []
        for slot in edited:
            self._tell("the text of a locked cell was changed; the given text is back", slot)
        for name, slot in sheet.by_name.items():
            self._tell_about(slot, self.found.picks[name])
        for text, names in self.told.items():
            everywhere = len(names) == len(sheet.by_name) > 1
            notes.append(f"{'all cells' if everywhere else ', '.join(names)}: {text}.")
        for name in sheet.by_name:
            notes += [f"{name}: {text}." for text in self.single.get(name, ())]
        return notes

    def _tell(self, text: str, slot: Slot) -> None:
        names = self.told.setdefault(text, [])
        if slot.known_name not in names:
            names.append(slot.known_name)

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
        check = self.found.sheet.check_of(slot)
        place = self.found.picks[check.known_name].place if check is not None else None
        if place is not None and pick.place is not None and place != pick.place + 1:
            self._tell("the self-check stood elsewhere; it is directly below the answer again", slot)

    def _tell_metadata(self, slot: Slot, seen: list[SeenCell], originals: list[NotebookNode]) -> None:
        claims = {about.claim.name for about in seen if about.claim is not None and about.claim_in_metadata}
        if slot.name not in claims:
            others = sorted(name for name in claims if name)
            if others:
                found = "by what it defines" if slot.role == "answer" else "by its text"
                text = f"found {found}; the cell's metadata said {', '.join(f'`{name}`' for name in others)}"
                self.single.setdefault(slot.known_name, []).insert(0, text)
            else:
                self._tell("the nbgrader metadata were missing; they are back", slot)
            return
        released = slot.cell.metadata.nbgrader
        for about, cell in zip(seen, originals, strict=True):
            if about.claim is slot:
                said = cell.metadata.get("nbgrader", {})
                if any(key in said and said[key] != released.get(key, said[key]) for key in _SETTINGS):
                    self._tell("the nbgrader metadata were changed; the release's are back", slot)
