"""Who has which slot so far, and what follows for place: the state that the rules of `recognise` work on."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from grader.reading import thresholds
from grader.reading.seen_cell import SeenCell
from grader.reading.sheet import Sheet, Slot


@dataclass(frozen=True)
class Pick:
    """The student's cells that make up one cell of the release; none if it was not found.

    `pieces` are indices in order; `place` is the index where the result stands. With `copied` the pieces also
    stay where they are, because they serve another cell of the release, and the result follows `place`.
    """

    pieces: tuple[int, ...] = ()
    place: int | None = None
    copied: bool = False


@dataclass
class Matching:
    """A pick for each named cell of the release found so far, places of given cells, and notes (slot, text)."""

    sheet: Sheet
    cells: list[SeenCell]
    picks: dict[str, Pick] = field(default_factory=dict)
    given: dict[int, int] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def own(self, slot: Slot) -> list[SeenCell]:
        """Return the cells that are found to be `slot`."""
        return [seen for seen in self.cells if seen.slot is slot]

    def settle(self, slot: Slot, *pieces: SeenCell) -> None:
        """Give `slot` to these cells, in order; the result stands where the last one does."""
        for seen in pieces:
            seen.slot = slot
        self.picks[slot.known_name] = Pick(tuple(seen.index for seen in pieces), pieces[-1].index)

    def note(self, slot: Slot, text: str) -> None:
        """Tell the TA something about `slot`."""
        self.notes.append((slot.known_name, text))

    # --- place ---------------------------------------------------------------------------------------------

    def gap(self, slot: Slot) -> int:
        """Return the student's cell after which a missing cell belongs; -1 for the start."""
        known = [(s.slot.index, s.index) for s in self.cells if s.slot is not None and s.slot.index < slot.index]
        return max(known)[1] if known else -1

    def are_adjacent(self, a: int, b: int) -> bool:
        """Return whether no cell of work stands between two places."""
        between = self.cells[min(a, b) + 1 : max(a, b)]
        return not any(s.slot is not None and s.slot.role in ("answer", "todo", "plot", "evidence") for s in between)

    def beside(self, slot: Slot, own: list[SeenCell]) -> list[SeenCell]:
        """Return the unknown code cells right beside an answer cell, its check, or where it should be."""
        check = self.sheet.check_of(slot)
        starts = [seen.index for seen in own] or [s.index for s in self.cells if check and s.slot is check]
        around: set[int] = set()
        for start in starts or [self.gap(slot)]:
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

    def between_neighbours(self, slot: Slot) -> list[SeenCell]:
        """Return the cells between the recognised neighbours of `slot`; none if the nearest is not near enough."""
        anchors = self._anchors()
        above = max(((here, there) for here, there in anchors if here < slot.index), default=(-9, -1))
        below = min(((here, there) for here, there in anchors if here > slot.index), default=(9**9, len(self.cells)))
        if slot.index - above[0] > thresholds.NEAR and below[0] - slot.index > thresholds.NEAR:
            return []
        return self.cells[above[1] + 1 : below[1]]

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
