"""The release as a list of cells to look for: the role of each, its own words, the names it must define."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

from grader.conventions import check_id, grade_id, question_of
from grader.reading.cell_text import NO_CODE, Code, lines_of, read_code, squash


@dataclass(frozen=True, eq=False)
class Slot:
    """One cell of the release. `name` is its nbgrader id, None for a given cell.

    `role`: answer (graded), todo (an ungraded answer), check, evidence, plot, written, given.
    `needs`: the names that the answer must define. `lines`: what no other cell of the release says.
    """

    index: int
    name: str | None
    role: str
    cell: NotebookNode
    squashed: str
    lines: frozenset[str]
    needs: frozenset[str] = frozenset()
    code: Code = NO_CODE

    @property
    def known_name(self) -> str:
        """Return the name of a cell whose role is not `given`."""
        assert self.name is not None
        return self.name

    @property
    def kind(self) -> str:
        """Return the cell type."""
        return self.cell.cell_type


@dataclass(frozen=True, eq=False)
class Sheet:
    """The release, looked up by name, id and text; `metadata` are those of its notebook."""

    metadata: NotebookNode
    slots: tuple[Slot, ...]
    by_name: dict[str, Slot]
    by_id: dict[str, Slot]
    by_text: dict[str, list[Slot]]

    def check_of(self, slot: Slot) -> Slot | None:
        """Return the check of an answer."""
        found = self.by_name.get(check_id(slot.known_name)) if slot.role == "answer" else None
        return found if found is not None and found.role == "check" else None

    def answer_of(self, slot: Slot) -> Slot | None:
        """Return the answer that a check belongs to."""
        found = self.by_name.get(question_of(slot.known_name) or "") if slot.role == "check" else None
        return found if found is not None and found.role == "answer" else None

    def of_role(self, *roles: str) -> list[Slot]:
        """Return the cells with one of these roles, in order."""
        return [slot for slot in self.slots if slot.role in roles]


def read_release(release: NotebookNode, defines: Mapping[str, Iterable[str]]) -> Sheet:
    """Return the release's cells with their roles; `defines` gives the names of each graded answer."""
    names = {grade_id(cell) for cell in release.cells}
    told: dict[str, int] = {}
    for cell in release.cells:
        for line in lines_of(cell.source):
            told[line] = told.get(line, 0) + 1
    slots = []
    for index, cell in enumerate(release.cells):
        name = grade_id(cell)
        role = _role(cell, name, names, defines)
        slots.append(
            Slot(
                index,
                name,
                role,
                cell,
                squash(cell.source),
                frozenset(line for line in lines_of(cell.source) if told[line] == 1),
                frozenset(defines.get(name, ())) if name and role in ("answer", "todo") else frozenset(),
                read_code(cell.source) if cell.cell_type == "code" else NO_CODE,
            )
        )
    by_text: dict[str, list[Slot]] = {}
    for slot in slots:
        if slot.squashed:
            by_text.setdefault(slot.squashed, []).append(slot)
    by_id = {slot.cell.id: slot for slot in slots if slot.cell.get("id")}
    return Sheet(release.metadata, tuple(slots), {s.name: s for s in slots if s.name}, by_id, by_text)


def _role(cell: NotebookNode, name: str | None, names: set, defines: Mapping) -> str:
    if name is None:
        return "given"
    metadata = cell.metadata.nbgrader
    if metadata.get("solution") and not metadata.get("grade"):
        return "answer" if name in defines or check_id(name) in names else "todo"
    if metadata.get("locked") or not metadata.get("solution"):
        return "check" if question_of(name) and metadata.get("grade") else "evidence"
    return "written" if cell.cell_type == "markdown" else "plot"
