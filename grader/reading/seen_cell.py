"""What one cell of a submission says: what it claims to be, what it defines and repeats, which slot that makes it.

A slot is a cell of the release (`sheet.Slot`). The evidence, strongest first: nbgrader's metadata and cell ids, the
`#grade` marker with what the cell defines, the text it shares with the release. Where what a cell defines clearly
contradicts its metadata, the definitions win. Which of several cells gets a slot is decided in `recognise`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode

from grader.conventions import grade_id
from grader.reading import thresholds
from grader.reading.cell_text import NO_CODE, Code, alike, has_marker, lines_of, read_code, same_code, share, squash
from grader.reading.sheet import Sheet, Slot

_PLOTTING = ("plt.", ".plot(", "ax.", "axes", "sns.", ".bar(", "figure(", "subplots(")


@dataclass(eq=False)
class SeenCell:
    """One cell of the submission: what it says of itself (`claim`) and what it is found to be (`slot`).

    `texts` are the slots whose text it repeats unchanged.
    """

    index: int
    cell: NotebookNode
    code: Code
    marked: bool
    squashed: str
    lines: frozenset[str]
    claim: Slot | None = None
    claim_in_metadata: bool = False
    texts: list[Slot] = field(default_factory=list)
    slot: Slot | None = None

    @property
    def is_code(self) -> bool:
        """Return whether the cell counts as code."""
        return self.cell.cell_type == "code"

    @property
    def is_free(self) -> bool:
        """Return whether the cell is not yet known to be anything."""
        return self.slot is None

    @property
    def blank(self) -> bool:
        """Return whether nothing is written in the cell."""
        return self.code.blank if self.is_code else not self.squashed

    @property
    def draws(self) -> bool:
        """Return whether the cell makes a figure, or has made one."""
        if any(word in line for line in self.lines for word in _PLOTTING):
            return True
        outputs = self.cell.get("outputs") or []
        return any("image/png" in output.get("data", {}) for output in outputs)

    def is_untouched(self, slot: Slot) -> bool:
        """Return whether the cell holds what was given, spacing and comments aside."""
        return self.squashed == slot.squashed or (self.is_code and same_code(self.code, slot.code))

    def is_idle(self, slot: Slot) -> bool:
        """Return whether the cell holds no work for `slot`."""
        return self.blank or self.is_untouched(slot)

    def completes(self, slot: Slot) -> bool:
        """Return whether the cell defines everything that the answer needs, with more than stubs."""
        if not slot.needs or not self.is_code or self.blank or self.texts or self.is_untouched(slot):
            return False
        return slot.needs <= self.code.solid

    def coverage(self, slot: Slot) -> float:
        """Return which share of the names that `slot` needs the cell defines, 0 to 1."""
        return len(slot.needs & self.code.names) / len(slot.needs) if slot.needs else 0.0

    def share_of_names(self, slot: Slot) -> float:
        """Return which share of what the cell defines `slot` needs, 0 to 1."""
        return len(slot.needs & self.code.names) / len(self.code.names) if self.code.names else 0.0

    def is_mostly(self, slot: Slot) -> bool:
        """Return whether defining what `slot` needs is what the cell is for, and no by-product."""
        return bool(slot.needs & self.code.built) or self.share_of_names(slot) >= thresholds.WHAT_IT_IS_FOR

    def likelihood(self, slot: Slot) -> tuple:
        """Return a key: the larger, the more likely a cell that defines what `slot` needs answers it."""
        return (
            self.claim is slot,
            len(slot.needs & self.code.built),
            round(share(slot.lines, self.lines), 1),
            self.share_of_names(slot),
            -slot.index,
        )


def look_at_all(sheet: Sheet, cells: list[NotebookNode]) -> list[SeenCell]:
    """Return the (valid) cells of a submission, each with the slot that it is on its own evidence, if any."""
    seen, left = [], thresholds.MOST_PARSED
    for index, cell in enumerate(cells):
        claim, in_metadata = _claim(cell, sheet)
        code_expected = claim is not None and claim.role in ("answer", "todo", "plot")
        if cell.cell_type != "code" and (code_expected or (claim is None and has_marker(cell.source, sure=True))):
            cell = NotebookNode({**cell, "cell_type": "code"})
        source, is_code = cell.source, cell.cell_type == "code"
        left -= len(source) if is_code else 0
        code = read_code(source, parsed=left >= 0) if is_code else NO_CODE
        marked = is_code and has_marker(source)
        seen.append(SeenCell(index, cell, code, marked, squash(source), lines_of(source), claim, in_metadata))
        seen[-1].texts = [slot for slot in sheet.by_text.get(seen[-1].squashed, []) if slot.kind == cell.cell_type]
        seen[-1].slot = _label(seen[-1], sheet)
    return seen


def best_defined(seen: SeenCell, sheet: Sheet) -> Slot | None:
    """Return the graded answer whose names this cell defines all of; of several the most likely."""
    full = [slot for slot in sheet.of_role("answer") if slot.needs and slot.needs <= seen.code.names]
    return max(full, key=seen.likelihood, default=None)


def defines_an_answer(seen: SeenCell, sheet: Sheet) -> bool:
    """Return whether the cell is there to define what some graded answer needs."""
    best = best_defined(seen, sheet)
    return best is not None and seen.is_mostly(best)


def _claim(cell: NotebookNode, sheet: Sheet) -> tuple[Slot | None, bool]:
    """Return what a cell's metadata or id say that it is, and whether it was nbgrader's metadata."""
    name = grade_id(cell)
    if name in sheet.by_name:
        return sheet.by_name[name], True
    return sheet.by_id.get(cell.get("id", "")), False


def _label(seen: SeenCell, sheet: Sheet) -> Slot | None:
    """Return what a cell is on its own evidence."""
    claim = seen.claim
    if seen.texts:
        if claim in seen.texts:
            return claim
        return seen.texts[0] if len(seen.texts) == 1 else None
    if claim is not None and claim.name:
        return _label_claimed(seen, claim, sheet)
    best = (best_defined(seen, sheet) or _best_started(seen, sheet)) if seen.marked else None
    return best or _label_by_text(seen, sheet)


def _label_claimed(seen: SeenCell, claim: Slot, sheet: Sheet) -> Slot:
    """Return what a cell is that says it is `claim`: that, unless what it defines or repeats says otherwise."""
    best, text = best_defined(seen, sheet), share(claim.lines, seen.lines)
    if claim.role in ("answer", "todo"):
        if claim.needs:
            other = best is not None and best is not claim and seen.coverage(claim) < thresholds.SURELY_ITS_NAMES
        else:
            other = best is not None and seen.marked and not has_marker(claim.cell.source)
    else:
        sure = seen.marked or claim.role == "check" or (best is not None and bool(best.needs & seen.code.built))
        other = best is not None and best is not claim and sure and text < thresholds.SURELY_ITS_TEXT
    if other and best is not None:
        return best
    if seen.coverage(claim) == 0 and text < thresholds.STILL_ITS_TEXT:
        slot = _label_by_text(seen, sheet, at_least=thresholds.TEXT_AGAINST_METADATA)
        if slot is not None and slot.name and slot.kind == claim.kind:
            return slot
    return claim


def _label_by_text(seen: SeenCell, sheet: Sheet, at_least: float = thresholds.SAME_TEXT) -> Slot | None:
    """Return the slot whose own words this cell repeats. A graded answer is known by what it defines instead."""
    best, most = None, 0.0
    answers_something = seen.marked or defines_an_answer(seen, sheet)
    for slot in sheet.slots:
        if slot.kind != seen.cell.cell_type or not slot.lines or slot.role == "answer":
            continue
        if slot.role == "given":
            found = alike(slot.lines, seen.lines) if not answers_something else 0.0
            found = found if found >= at_least - thresholds.LESS_FOR_GIVEN else 0.0
        elif answers_something and slot.role in ("check", "todo"):
            found = 0.0
        else:
            found = share(slot.lines, seen.lines)
            found = found if found >= at_least else 0.0
        if found > most:
            best, most = slot, found
    return best


def _best_started(seen: SeenCell, sheet: Sheet) -> Slot | None:
    """Return the graded answer of which a marked cell defines the largest part; if of none, whose words it repeats."""
    answers = sheet.of_role("answer")
    begun = [slot for slot in answers if seen.coverage(slot) > 0]
    if begun:
        return max(begun, key=lambda slot: (seen.coverage(slot), *seen.likelihood(slot)))
    said = [slot for slot in answers if share(slot.lines, seen.lines) >= thresholds.SAME_TEXT]
    return max(said, key=lambda slot: share(slot.lines, seen.lines), default=None)
