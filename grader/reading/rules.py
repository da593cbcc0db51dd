"""The rules by which `recognise` gives cells of a submission to slots of the release, each asked about one slot."""

from __future__ import annotations

from grader.reading import thresholds
from grader.reading.cell_text import share
from grader.reading.matching import Matching, Pick
from grader.reading.seen_cell import SeenCell, defines_an_answer
from grader.reading.sheet import Slot

# --- graded answers ----------------------------------------------------------------------------------------


def take_complete(matching: Matching, slot: Slot) -> None:
    """Take the last complete copy; one that parses, and that does not claim to be something else, first."""
    own = matching.own(slot)
    done = [seen for seen in own if seen.completes(slot)]
    if not done:
        return
    best = max(done, key=lambda s: (s.code.tree is not None, s.claim in (None, slot), s.index))
    matching.settle(slot, best)
    others = [seen for seen in own if seen is not best and not seen.is_idle(slot)]
    if others:
        matching.note(slot, f"{len(others) + 1} copies of the answer; the last complete one counts")
    elif len(own) > 1:
        matching.note(slot, "an untouched copy of the cell was left out")


def take_spread(matching: Matching, slot: Slot) -> None:
    """Find an answer that is not complete in a cell of its own: beside it, in pieces, or in another's cell."""
    if slot.name in matching.picks:
        return
    own = matching.own(slot)
    changed = [seen for seen in own if not seen.is_idle(slot)]
    base = max(changed, key=lambda s: (s.coverage(slot) > 0, s.index), default=None)
    near = matching.beside(slot, own)
    start = base.index if base else own[-1].index if own else matching.gap(slot)
    pieces, missing = _gather(slot, base, [*changed, *near], start)
    if base is not None and not missing:
        return _settle_pieces(matching, slot, pieces)
    elsewhere = _complete_elsewhere(matching, slot, own, near)
    if elsewhere is not None:
        return _settle_pieces(matching, slot, [elsewhere])
    if pieces and not missing:
        return _settle_pieces(matching, slot, pieces)
    if _copy_from_another_answer(matching, slot, own):
        return None
    if len(pieces) > 1 or (base is None and any(piece.is_mostly(slot) for piece in pieces)):
        return _settle_pieces(matching, slot, pieces)
    if own:
        matching.settle(slot, base or max(own, key=lambda s: (not s.blank, s.index)))
        if len(own) > 1:
            which = "the last changed one" if changed else "one"
            matching.note(slot, f"{len(own)} copies of the cell, none complete; {which} counts")
    return None


def _gather(
    slot: Slot, base: SeenCell | None, cells: list[SeenCell], start: int
) -> tuple[list[SeenCell], frozenset[str]]:
    """Return cells that together define what the answer needs, the nearest first taken, and what is missing even so."""
    missing = slot.needs - (base.code.solid if base else frozenset())
    pieces = [base] if base else []
    for seen in sorted(cells, key=lambda s: (abs(s.index - start), s.index < start)):
        if seen is not base and missing & seen.code.solid:
            pieces.append(seen)
            missing = missing - seen.code.solid
    return sorted(pieces, key=lambda s: s.index), missing


def _settle_pieces(matching: Matching, slot: Slot, pieces: list[SeenCell]) -> None:
    matching.settle(slot, *pieces)
    if len(pieces) > 1:
        matching.note(slot, f"the answer is spread over {len(pieces)} cells; they are joined")
    else:
        matching.note(slot, "answered in another cell; that cell counts")


def _complete_elsewhere(matching: Matching, slot: Slot, own: list[SeenCell], near: list[SeenCell]) -> SeenCell | None:
    """Return an unknown cell that holds the whole answer: close by, or far away if that is no accident."""
    whole = [seen for seen in matching.cells if seen.is_free and seen.completes(slot)]
    close = [seen for seen in whole if seen in near]
    if own and not close:
        close = [s for s in whole if s.is_mostly(slot) and matching.are_adjacent(s.index, own[-1].index)]
    if close:
        return close[-1]
    telling = [seen for seen in whole if slot.needs & seen.code.built]
    if not own:
        telling = telling or [seen for seen in whole if seen.share_of_names(slot) >= thresholds.FAR_FROM_HOME]
    return max(telling, key=lambda s: (s.code.tree is not None, s.index), default=None)


def _copy_from_another_answer(matching: Matching, slot: Slot, own: list[SeenCell]) -> bool:
    """Take the answer from the cell of another question that holds both."""
    at = own[-1].index if own else matching.gap(slot)
    holders = [
        seen
        for seen in matching.cells
        if seen.slot not in (None, slot)
        and seen.slot.role not in ("given", "check")
        and seen.completes(slot)
        and (slot.needs & seen.code.built or seen.slot.role == "answer" or matching.are_adjacent(seen.index, at))
    ]
    if not holders:
        return False
    best = min(holders, key=lambda s: (s.code.tree is None, abs(s.index - at), s.index))
    place = max(best.index, own[-1].index) if own else best.index
    assert best.slot is not None  # it is one of the holders
    matching.picks[slot.known_name] = Pick((best.index,), place, copied=True)
    matching.note(slot, f"answered in the cell of `{best.slot.name}`; copied from there")
    return True


def free_losers(matching: Matching, slot: Slot) -> None:
    """Forget what a cell claims if another cell won: it may still be something else that was lost."""
    used = {index for pick in matching.picks.values() for index in pick.pieces}
    for seen in matching.own(slot):
        if seen.index not in used and slot.needs and not seen.is_idle(slot) and not seen.code.names & slot.needs:
            seen.slot = None


# --- everything else ---------------------------------------------------------------------------------------


def take_last_check(matching: Matching, slot: Slot) -> None:
    """Take the last copy, and rather an unchanged one."""
    own = matching.own(slot)
    if own:
        matching.settle(slot, max(own, key=lambda s: (s.squashed == slot.squashed, s.index)))


def take_last_changed(matching: Matching, slot: Slot) -> None:
    """Take the last copy that was changed, and rather one with outputs."""
    own = matching.own(slot)
    if not own:
        return

    def worth(seen: SeenCell) -> tuple:
        outputs = bool(seen.cell.get("outputs")) and slot.role in ("plot", "evidence")
        return not seen.is_idle(slot) and slot.role != "evidence", outputs, seen.index

    matching.settle(slot, max(own, key=worth))
    if sum(not seen.is_idle(slot) for seen in own) > 1 and slot.role in ("plot", "written"):
        matching.note(slot, f"{len(own)} copies of the cell; the last changed one counts")


def take_by_place(matching: Matching, slot: Slot) -> None:
    """Take the unknown cell that stands where this one should, between recognised neighbours."""
    if slot.name in matching.picks:
        return
    for seen in matching.between_neighbours(slot):
        if not seen.is_free or seen.blank or seen.cell.cell_type != slot.kind:
            continue
        if slot.role == "answer":
            its_text = share(slot.lines, seen.lines) >= thresholds.STILL_ITS_TEXT
            fits = seen.marked or its_text or _stands_before_check(matching, seen, slot)
        elif slot.role == "plot":
            fits = seen.draws
        else:
            fits = not seen.marked and not defines_an_answer(seen, matching.sheet)
        if fits:
            return matching.settle(slot, seen)


def _stands_before_check(matching: Matching, seen: SeenCell, slot: Slot) -> bool:
    check = matching.sheet.check_of(slot)
    after = next((s for s in matching.cells[seen.index + 1 :] if s.is_code), None)
    return check is not None and after is not None and after.slot is check


def take_neighbour(matching: Matching, slot: Slot) -> None:
    """If a plot or written cell is untouched, see whether the student worked in the cell beside it."""
    pick = matching.picks.get(slot.known_name)
    if pick is None or len(pick.pieces) != 1 or not matching.cells[pick.pieces[0]].is_idle(slot):
        return
    untouched = matching.cells[pick.pieces[0]]
    is_plot = slot.role == "plot"
    for step in thresholds.BESIDE_A_PLOT if is_plot else thresholds.BESIDE_A_COMMENT:
        index = untouched.index + step
        seen = matching.cells[index] if 0 <= index < len(matching.cells) else None
        if seen is None or not seen.is_free or seen.blank or seen.cell.cell_type != slot.kind:
            continue
        if is_plot and not seen.draws:
            continue
        matching.settle(slot, *([seen] if is_plot else [untouched, seen]))
        return matching.note(slot, "answered in a neighbouring cell; that cell counts")
