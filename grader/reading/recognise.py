"""Find the release's cells in a student's notebook, whatever its metadata say.

`seen_cell` says what each cell is on its own evidence. Where several cells want a slot, or none does, the rules in this
table decide who gets it; how much is enough for each is in `thresholds`.
"""

from __future__ import annotations

from collections.abc import Callable

from nbformat.notebooknode import NotebookNode

from grader.reading import rules
from grader.reading.matching import Matching, Pick
from grader.reading.seen_cell import look_at_all
from grader.reading.sheet import Sheet, Slot

# Who gets which slot: each rule is asked about each slot of its roles, in the release's order, before the next rule.
# No rule takes away what an earlier one gave.
_RULES: tuple[tuple[tuple[str, ...], Callable[[Matching, Slot], None]], ...] = (
    # A whole answer in a cell of its own leaves no doubt, so it is not given away to another question below.
    (("answer",), rules.take_complete),
    # Then what is begun, split, or written elsewhere, among the cells that are left.
    (("answer",), rules.take_spread),
    # A cell that lost its claim may be the figure or comment that was lost.
    (("answer",), rules.free_losers),
    # The text of these is theirs alone. The given text of a check comes back, so an unchanged copy shows its place.
    (("check",), rules.take_last_check),
    # Of a figure or comment the student's last version counts; of a record one that was run.
    (("evidence", "plot", "written", "todo"), rules.take_last_changed),
    # Place is the weakest evidence, so it comes when all else is settled. A check or record is put back instead.
    (("answer", "plot", "written", "todo"), rules.take_by_place),
    # A cell left as given is no answer while there is a figure or comment right beside it.
    (("plot", "written"), rules.take_neighbour),
)


def recognise(sheet: Sheet, cells: list[NotebookNode]) -> Matching:
    """Match the (valid) cells of a submission with the cells of the release."""
    matching = Matching(sheet, look_at_all(sheet, cells))
    _tell_same_texts_apart(matching)
    for seen in matching.cells:
        if seen.slot is not None and seen.slot.role == "given":
            matching.given.setdefault(seen.slot.index, seen.index)
    for roles, rule in _RULES:
        for slot in sheet.of_role(*roles):
            rule(matching, slot)
    for slot in sheet.slots:
        if slot.name:
            matching.picks.setdefault(slot.name, Pick())
    return matching


def _tell_same_texts_apart(matching: Matching) -> None:
    """Let each of several untouched cells of one text take the first such slot left, best the one at its place."""
    taken = {id(seen.slot) for seen in matching.cells if seen.slot is not None}
    for seen in matching.cells:
        if seen.slot is None and len(seen.texts) > 1:
            left = [slot for slot in seen.texts if id(slot) not in taken]
            fits = [slot for slot in left if seen in matching.between_neighbours(slot)]
            if fits or left:
                seen.slot = (fits or left)[0]
                taken.add(id(seen.slot))
