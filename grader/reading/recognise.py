"""Find the release's cells in a student's notebook, whatever its metadata say.

Evidence, strongest first: nbgrader metadata and cell ids, the `#grade` marker with what the cell defines, what
it defines alone, the text it shares with the release, its place between recognised cells. Where what a cell
defines clearly contradicts its metadata, the definitions win.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from nbformat.notebooknode import NotebookNode

from grader.conventions import grade_id
from grader.reading.cell_text import NO_CODE, Code, alike, has_marker, lines_of, read_code, same_code, share, squash
from grader.reading.sheet import Sheet, Slot

# A cell whose telling lines agree this much with a cell of the release is that cell, changed.
_SAME_TEXT = 0.6
# Of what a cell defines, the part that must belong to a question before it counts as an answer far from home.
_MOSTLY_THIS = 0.34
# Place is evidence only if a neighbour in the release, at most this many cells away, was recognised too.
_NEAR = 2
# Code beyond this many characters in all is read line by line: no honest notebook has so much.
_MOST_PARSED = 1_000_000
_PLOTTING = ("plt.", ".plot(", "ax.", "axes", "sns.", ".bar(", "figure(", "subplots(")


@dataclass(eq=False)
class Seen:
    """One cell of the submission: what it says of itself (`claim`) and what it is found to be (`slot`)."""

    index: int
    cell: NotebookNode
    code: Code
    marked: bool
    squashed: str
    lines: frozenset[str]
    claim: Slot | None = None
    claimed_by: str = ""
    texts: list[Slot] = field(default_factory=list)
    slot: Slot | None = None
    how: str = ""

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


@dataclass(frozen=True)
class Pick:
    """The student's cells that make up one cell of the release; none if it was not found.

    `pieces` are indices in order; `place` is the index where the result stands. With `copied` the pieces also
    stay where they are, because they serve another cell of the release, and the result follows `place`.
    """

    pieces: tuple[int, ...] = ()
    place: int | None = None
    copied: bool = False
    how: str = ""


@dataclass
class Found:
    """What `recognise` found: a pick for each named cell of the release, places of given cells, and notes."""

    cells: list[Seen]
    picks: dict[str, Pick]
    given: dict[int, int]
    notes: list[tuple[str, str]]


def recognise(sheet: Sheet, cells: list[NotebookNode]) -> Found:
    """Match the (valid) cells of a submission with the cells of the release."""
    return _Matcher(sheet, cells).run()


class _Matcher:
    def __init__(self, sheet: Sheet, cells: list[NotebookNode]):
        self.sheet = sheet
        self.to_parse = _MOST_PARSED
        self.cells = [self._look_at(index, cell) for index, cell in enumerate(cells)]
        self.picks: dict[str, Pick] = {}
        self.given: dict[int, int] = {}
        self.notes: list[tuple[str, str]] = []

    def run(self) -> Found:
        for seen in self.cells:
            seen.slot, seen.how = self._label(seen)
        self._name_same_texts()
        self._place_given()
        answers = self.sheet.of_role("answer")
        for slot in answers:
            self._pick_complete(slot)
        for slot in answers:
            if slot.name not in self.picks:
                self._pick_spread(slot)
        self._free_the_losers()
        for slot in self.sheet.of_role("check"):
            self._pick_check(slot)
        for slot in self.sheet.of_role("evidence", "plot", "written", "todo"):
            self._pick_labelled(slot)
        for slot in self.sheet.slots:
            if slot.name and slot.name not in self.picks and slot.role not in ("check", "evidence"):
                self._pick_by_place(slot)
        for slot in self.sheet.of_role("plot", "written"):
            self._take_neighbour(slot)
        for slot in self.sheet.slots:
            if slot.name:
                self.picks.setdefault(slot.name, Pick())
        return Found(self.cells, self.picks, self.given, self.notes)

    # --- what each cell says -------------------------------------------------------------------------------

    def _look_at(self, index: int, cell: NotebookNode) -> Seen:
        claim, claimed_by = self._claim(cell)
        marked = has_marker(cell.source)
        code_expected = claim is not None and claim.role in ("answer", "todo", "plot")
        if cell.cell_type != "code" and (code_expected or (claim is None and has_marker(cell.source, sure=True))):
            cell = NotebookNode({**cell, "cell_type": "code"})
        is_code = cell.cell_type == "code"
        if is_code:
            self.to_parse -= len(cell.source)
        return Seen(
            index,
            cell,
            read_code(cell.source, parsed=self.to_parse >= 0) if is_code else NO_CODE,
            marked and is_code,
            squash(cell.source),
            lines_of(cell.source),
            claim,
            claimed_by,
        )

    def _claim(self, cell: NotebookNode) -> tuple[Slot | None, str]:
        name = grade_id(cell)
        if name in self.sheet.by_name:
            return self.sheet.by_name[name], "metadata"
        slot = self.sheet.by_id.get(cell.get("id"))
        return (slot, "id") if slot else (None, "")

    def _label(self, seen: Seen) -> tuple[Slot | None, str]:
        """Return what a cell is on its own evidence, and which evidence that was."""
        seen.texts = [s for s in self.sheet.by_text.get(seen.squashed, []) if s.kind == seen.cell.cell_type]
        claim = seen.claim
        if seen.texts:
            if claim in seen.texts:
                return claim, seen.claimed_by
            if len(seen.texts) == 1:
                return seen.texts[0], "text"
            return None, ""
        if claim is not None and claim.name:
            return self._label_claimed(seen, claim)
        if seen.marked:
            best = self._best_defined(seen) or self._best_started(seen)
            if best:
                return best, "marker"
        return self._label_by_text(seen)

    def _label_claimed(self, seen: Seen, claim: Slot) -> tuple[Slot | None, str]:
        best = self._best_defined(seen)
        if claim.role in ("answer", "todo"):
            if claim.needs:
                other = best is not None and best is not claim and _coverage(seen.code, claim) < 0.5
            else:
                other = best is not None and seen.marked and not has_marker(claim.cell.source)
        else:
            own_text = share(claim.lines, seen.lines) >= 0.5
            sure = seen.marked or claim.role == "check" or (best is not None and best.needs & seen.code.built)
            other = best is not None and best is not claim and sure and not own_text
        if other:
            return best, "definition"
        if _coverage(seen.code, claim) == 0 and share(claim.lines, seen.lines) < 0.3:
            slot, how = self._label_by_text(seen, at_least=0.8)
            if slot is not None and slot.name and slot.kind == claim.kind:
                return slot, how
        return claim, seen.claimed_by

    def _label_by_text(self, seen: Seen, at_least: float = _SAME_TEXT) -> tuple[Slot | None, str]:
        """Return the cell of the release whose own words this cell repeats."""
        best, most = None, 0.0
        answers_something = seen.marked or self._defines_an_answer(seen)
        for slot in self.sheet.slots:
            if slot.kind != seen.cell.cell_type or not slot.lines or slot.role == "answer":
                continue
            if slot.role == "given":
                found = alike(slot.lines, seen.lines) if not answers_something else 0.0
                found = found if found >= max(0.5, at_least - 0.1) else 0.0
            elif answers_something and slot.role in ("check", "todo"):
                found = 0.0
            else:
                found = share(slot.lines, seen.lines)
                found = found if found >= at_least else 0.0
            if found > most:
                best, most = slot, found
        return best, "text" if best else ""

    def _best_defined(self, seen: Seen) -> Slot | None:
        """Return the graded answer whose names this cell defines all of; of several the most likely."""
        full = [s for s in self.sheet.of_role("answer") if s.needs and s.needs <= seen.code.names]
        return max(full, key=lambda slot: _likelihood(seen, slot), default=None)

    def _best_started(self, seen: Seen) -> Slot | None:
        """Return the graded answer of whose names this cell defines the largest part."""
        begun = [s for s in self.sheet.of_role("answer") if _coverage(seen.code, s) > 0]
        best = max(begun, key=lambda s: (_coverage(seen.code, s), *_likelihood(seen, s)), default=None)
        if best is None and seen.marked:
            said = [s for s in self.sheet.of_role("answer") if share(s.lines, seen.lines) >= _SAME_TEXT]
            best = max(said, key=lambda s: share(s.lines, seen.lines), default=None)
        return best

    def _name_same_texts(self) -> None:
        """Tell apart untouched cells of the same text: each takes the first such cell of the release left."""
        taken = {id(seen.slot) for seen in self.cells if seen.slot is not None}
        for seen in self.cells:
            if seen.slot is None and len(seen.texts) > 1:
                left = [slot for slot in seen.texts if id(slot) not in taken]
                fits = [slot for slot in left if self._fits_place(slot, seen.index)]
                if fits or left:
                    seen.slot, seen.how = (fits or left)[0], "text"
                    taken.add(id(seen.slot))

    def _place_given(self) -> None:
        for seen in self.cells:
            if seen.slot is not None and seen.slot.role == "given":
                self.given.setdefault(seen.slot.index, seen.index)

    # --- graded answers ------------------------------------------------------------------------------------

    def _own(self, slot: Slot) -> list[Seen]:
        return [seen for seen in self.cells if seen.slot is slot]

    def _is_untouched(self, seen: Seen, slot: Slot) -> bool:
        return seen.squashed == slot.squashed or (seen.is_code and same_code(seen.code, slot.code))

    def _is_complete(self, seen: Seen, slot: Slot) -> bool:
        if not slot.needs or not seen.is_code or seen.blank or seen.texts or self._is_untouched(seen, slot):
            return False
        return slot.needs <= seen.code.solid

    def _pick_complete(self, slot: Slot) -> None:
        """Take the last complete copy; one that parses, and that does not claim to be something else, first."""
        own = self._own(slot)
        done = [seen for seen in own if self._is_complete(seen, slot)]
        if not done:
            return
        best = max(done, key=lambda s: (s.code.tree is not None, s.claim in (None, slot), s.index))
        self._settle(slot, [best])
        others = [seen for seen in own if seen is not best and not self._is_idle(seen, slot)]
        if others:
            self._note(slot, f"{len(others) + 1} copies of the answer; the last complete one counts")
        elif len(own) > 1:
            self._note(slot, "an untouched copy of the cell was left out")

    def _is_idle(self, seen: Seen, slot: Slot) -> bool:
        return seen.blank or self._is_untouched(seen, slot)

    def _pick_spread(self, slot: Slot) -> None:
        """Find an answer that is not complete in a cell of its own: beside it, in pieces, or in another's cell."""
        own = self._own(slot)
        start = own[-1].index if own else self._gap(slot)
        changed = [seen for seen in own if not self._is_idle(seen, slot)]
        base = max(changed, key=lambda s: (_coverage(s.code, slot) > 0, s.index), default=None)
        near = self._near(slot, own)
        pieces, missing = self._gather(slot, base, [*changed, *near], start)
        if base is not None and not missing:
            return self._settle_pieces(slot, pieces)
        elsewhere = self._complete_elsewhere(slot, own, near)
        if elsewhere is not None:
            self._settle(slot, [elsewhere])
            return self._note(slot, "answered in another cell; that cell counts")
        if pieces and not missing:
            return self._settle_pieces(slot, pieces)
        if self._copy_from_another_answer(slot, own):
            return None
        if len(pieces) > 1 or (base is None and any(_mostly(piece, slot) for piece in pieces)):
            return self._settle_pieces(slot, pieces)
        if changed or own:
            best = base or max(own, key=lambda s: (not s.blank, s.index))
            self._settle(slot, [best])
            if len(own) > 1:
                which = "the last changed one" if changed else "one"
                self._note(slot, f"{len(own)} copies of the cell, none complete; {which} counts")
        return None

    def _gather(
        self, slot: Slot, base: Seen | None, cells: list[Seen], start: int
    ) -> tuple[list[Seen], frozenset[str]]:
        """Return cells that together define what the answer needs, and what is missing even so."""
        missing = slot.needs - (base.code.solid if base else frozenset())
        pieces = [base] if base else []
        start = base.index if base else start
        for seen in sorted(cells, key=lambda s: (abs(s.index - start), s.index < start)):
            if seen is not base and missing & seen.code.solid:
                pieces.append(seen)
                missing = missing - seen.code.solid
        return sorted(pieces, key=lambda s: s.index), missing

    def _near(self, slot: Slot, own: list[Seen]) -> list[Seen]:
        """Return the unknown code cells right beside an answer cell, its check, or where it should be."""
        check = self.sheet.check_of(slot)
        starts = [seen.index for seen in own] or [s.index for s in self.cells if check and s.slot is check]
        around: set[int] = set()
        for start in starts or [self._gap(slot)]:
            for step in (-1, 1) if starts else (1,):
                index = start + step
                while 0 <= index < len(self.cells) and index not in around:
                    seen = self.cells[index]
                    if not (seen.is_free or seen.slot is slot or seen.slot is check):
                        break
                    around.add(index)
                    index += step
        near = (self.cells[index] for index in sorted(around))
        return [seen for seen in near if seen.is_free and seen.is_code and not seen.blank and not seen.texts]

    def _gap(self, slot: Slot) -> int:
        """Return the student's cell after which a missing cell belongs; -1 for the start."""
        known = [(s.slot.index, s.index) for s in self.cells if s.slot is not None and s.slot.index < slot.index]
        return max(known)[1] if known else -1

    def _complete_elsewhere(self, slot: Slot, own: list[Seen], near: list[Seen]) -> Seen | None:
        """Return an unknown cell that holds the whole answer: close by, or far away if that is no accident."""
        whole = [s for s in self.cells if s.is_free and self._is_complete(s, slot)]
        close = [seen for seen in whole if seen in near]
        if own and not close:
            close = [s for s in whole if _mostly(s, slot) and self._are_adjacent(s.index, own[-1].index)]
        if close:
            return close[-1]
        telling = [s for s in whole if slot.needs & s.code.built]
        if not own:
            telling = telling or [s for s in whole if _share_of_names(s, slot) >= _MOSTLY_THIS]
        return max(telling, key=lambda s: (s.code.tree is not None, s.index), default=None)

    def _copy_from_another_answer(self, slot: Slot, own: list[Seen]) -> bool:
        """Take the answer from the cell of another question that holds both."""
        at = own[-1].index if own else self._gap(slot)
        known = [s for s in self.cells if s.slot not in (None, slot) and s.slot.role not in ("given", "check")]
        holders = [seen for seen in known if self._is_complete(seen, slot)]
        holders = [
            seen
            for seen in holders
            if slot.needs & seen.code.built or seen.slot.role == "answer" or self._are_adjacent(seen.index, at)
        ]
        if not holders:
            return False
        best = min(holders, key=lambda s: (s.code.tree is None, abs(s.index - at), s.index))
        place = best.index
        if own and own[-1].index > best.index:
            place = own[-1].index
        self.picks[slot.name] = Pick((best.index,), place, copied=True, how="definition")
        self._note(slot, f"answered in the cell of `{best.slot.name}`; copied from there")
        return True

    def _are_adjacent(self, a: int, b: int) -> bool:
        between = self.cells[min(a, b) + 1 : max(a, b)]
        return not any(s.slot is not None and s.slot.role in ("answer", "todo", "plot", "evidence") for s in between)

    def _settle(self, slot: Slot, pieces: list[Seen]) -> None:
        how = pieces[0].how if len(pieces) == 1 and pieces[0].slot is slot else "definition"
        for seen in pieces:
            seen.slot, seen.how = slot, seen.how or how
        self.picks[slot.name] = Pick(tuple(s.index for s in pieces), pieces[-1].index, how=how)

    def _settle_pieces(self, slot: Slot, pieces: list[Seen]) -> None:
        self._settle(slot, pieces)
        if len(pieces) > 1:
            self._note(slot, f"the answer is spread over {len(pieces)} cells; they are joined")
        else:
            self._note(slot, "answered in another cell; that cell counts")

    def _free_the_losers(self) -> None:
        """Forget what a cell claims if another cell won: it may still be something else that was lost."""
        used = {index for pick in self.picks.values() for index in pick.pieces}
        for seen in self.cells:
            slot = seen.slot
            if slot is None or slot.role != "answer" or seen.index in used or not slot.needs:
                continue
            if not self._is_idle(seen, slot) and not seen.code.names & slot.needs:
                seen.slot, seen.how = None, ""

    # --- everything else -----------------------------------------------------------------------------------

    def _pick_check(self, slot: Slot) -> None:
        own = self._own(slot)
        if own:
            best = max(own, key=lambda s: (s.squashed == slot.squashed, s.index))
            self.picks[slot.name] = Pick((best.index,), best.index, how=best.how)

    def _pick_labelled(self, slot: Slot) -> None:
        """Take the last copy that was changed, and rather one with outputs."""
        own = self._own(slot)
        if not own:
            return

        def worth(seen: Seen) -> tuple:
            outputs = bool(seen.cell.get("outputs")) and slot.role in ("plot", "evidence")
            return not self._is_idle(seen, slot) and slot.role != "evidence", outputs, seen.index

        best = max(own, key=worth)
        self.picks[slot.name] = Pick((best.index,), best.index, how=best.how)
        if sum(not self._is_idle(seen, slot) for seen in own) > 1 and slot.role in ("plot", "written"):
            self._note(slot, f"{len(own)} copies of the cell; the last changed one counts")

    def _pick_by_place(self, slot: Slot) -> None:
        """Take the unknown cell that stands where this one should, between recognised neighbours."""
        for seen in self._between_neighbours(slot):
            if not seen.is_free or seen.blank or seen.cell.cell_type != slot.kind:
                continue
            if slot.role == "answer":
                fits = seen.marked or share(slot.lines, seen.lines) >= 0.3 or self._stands_before_check(seen, slot)
            elif slot.role == "plot":
                fits = _draws(seen)
            else:
                fits = not seen.marked and not self._defines_an_answer(seen)
            if fits:
                seen.slot, seen.how = slot, "place"
                self.picks[slot.name] = Pick((seen.index,), seen.index, how="place")
                return

    def _defines_an_answer(self, seen: Seen) -> bool:
        best = self._best_defined(seen)
        return best is not None and _mostly(seen, best)

    def _stands_before_check(self, seen: Seen, slot: Slot) -> bool:
        check = self.sheet.check_of(slot)
        after = next((s for s in self.cells[seen.index + 1 :] if s.is_code), None)
        return check is not None and after is not None and after.slot is check

    def _anchors(self) -> list[tuple[int, int]]:
        """Return (release index, student index) of recognised cells that stand in the release's order."""
        places = dict(self.given)
        for name, pick in self.picks.items():
            if pick.place is not None and not pick.copied:
                places[self.sheet.by_name[name].index] = pick.place
        for seen in self.cells:
            if seen.slot is not None:
                places.setdefault(seen.slot.index, seen.index)
        return _longest_rising(sorted(places.items()))

    def _between_neighbours(self, slot: Slot) -> list[Seen]:
        anchors = self._anchors()
        above = max(((here, there) for here, there in anchors if here < slot.index), default=(-9, -1))
        below = min(((here, there) for here, there in anchors if here > slot.index), default=(9**9, len(self.cells)))
        if slot.index - above[0] > _NEAR and below[0] - slot.index > _NEAR:
            return []
        return self.cells[above[1] + 1 : below[1]]

    def _fits_place(self, slot: Slot, index: int) -> bool:
        return any(seen.index == index for seen in self._between_neighbours(slot))

    def _take_neighbour(self, slot: Slot) -> None:
        """If a plot or written cell is untouched, see whether the student worked in the cell beside it."""
        pick = self.picks.get(slot.name)
        if pick is None or len(pick.pieces) != 1 or not self._is_idle(self.cells[pick.pieces[0]], slot):
            return
        at = pick.pieces[0]
        for index in (at + 1, at + 2, at - 1) if slot.role == "plot" else (at + 1, at + 2):
            seen = self.cells[index] if 0 <= index < len(self.cells) else None
            if seen is None or not seen.is_free or seen.blank or seen.cell.cell_type != slot.kind:
                continue
            if slot.role == "plot" and not _draws(seen):
                continue
            seen.slot, seen.how = slot, "place"
            pieces = (index,) if slot.role == "plot" else tuple(sorted((at, index)))
            self.picks[slot.name] = Pick(pieces, index, how=pick.how)
            return self._note(slot, "answered in a neighbouring cell; that cell counts")

    def _note(self, slot: Slot, text: str) -> None:
        self.notes.append((slot.name, text))


def _coverage(code: Code, slot: Slot) -> float:
    return len(slot.needs & code.names) / len(slot.needs) if slot.needs else 0.0


def _share_of_names(seen: Seen, slot: Slot) -> float:
    return len(slot.needs & seen.code.names) / len(seen.code.names) if seen.code.names else 0.0


def _mostly(seen: Seen, slot: Slot) -> bool:
    """Return whether defining what `slot` needs is what the cell is for, and no by-product."""
    return bool(slot.needs & seen.code.built) or _share_of_names(seen, slot) >= 0.5


def _likelihood(seen: Seen, slot: Slot) -> tuple:
    """Return a key: the larger, the more likely a cell that defines what `slot` needs answers it."""
    return (
        seen.claim is slot,
        len(slot.needs & seen.code.built),
        round(share(slot.lines, seen.lines), 1),
        _share_of_names(seen, slot),
        -slot.index,
    )


def _draws(seen: Seen) -> bool:
    if any(word in line for line in seen.lines for word in _PLOTTING):
        return True
    outputs = seen.cell.get("outputs") or []
    return any("image/png" in output.get("data", {}) for output in outputs)


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a longest subsequence of `pairs` (sorted by the first number) whose second numbers rise."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for position, (_, value) in enumerate(pairs):
        length = bisect_left(ends, value)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1], last[length : length + 1] = [value], [position]
    chain, position = [], last[-1] if last else -1
    while position >= 0:
        chain.append(pairs[position])
        position = before[position]
    return chain[::-1]
