"""Whether a notebook is of the assignment that it was handed in for: another one is named, never graded as empty."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grader.conventions import METADATA_KEY, grade_id
from grader.plain_text import one_line
from grader.reading.submission_file import UnreadableSubmission

_TITLE = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)


class NotBelonging(UnreadableSubmission):
    """A notebook of another assignment; the text says of which."""


@dataclass
class Identity:
    """What tells a notebook of this assignment from others.

    `ids` are the nbgrader ids of its cells; `read_others` returns {title: name} of the course's other assignments.
    """

    name: str
    ids: frozenset[str]
    read_others: Callable[[], Mapping[str, str]] = dict

    @cached_property
    def others(self) -> Mapping[str, str]:
        """Return {title: name} of the other assignments, read on first use: hardly a notebook needs them."""
        return self.read_others()


def check_belongs(notebook: Mapping[str, Any], identity: Identity) -> None:
    """Raise NotBelonging if a notebook, as `read_submission` gives it, is of another assignment.

    The cells' ids decide, where there are any: what was pasted into another notebook is graded as long as half of the
    ids are this assignment's. Without ids the stamp of the release and the title tell.
    """
    cells = [cell for cell in notebook["cells"] if isinstance(cell, Mapping)]
    ids = {found for cell in cells if _has_metadata(cell) and (found := grade_id(cell))}
    if 2 * len(ids & identity.ids) > len(ids):
        return
    other = _stamp(notebook) or identity.others.get(title_of(cells), "")
    if other and other != identity.name:
        raise NotBelonging(f"it is the notebook of {one_line(other, 60)}, not of {identity.name}")
    if ids:
        named = title_of(cells)
        called = f", called {one_line(named, 60)!r}" if named else ""
        raise NotBelonging(f"it is the notebook of another assignment{called}, not of {identity.name}")


def title_of(cells: list[Mapping[str, Any]]) -> str:
    """Return the first heading of the first level, "" if there is none."""
    return next((found[1] for text in _texts(cells) if (found := _TITLE.search(text[:10_000]))), "")


def _texts(cells: list[Mapping[str, Any]]) -> Iterator[str]:
    for cell in cells:
        source = cell.get("source")
        text = "".join(map(str, source)) if isinstance(source, list) else source
        if cell.get("cell_type") == "markdown" and isinstance(text, str):
            yield text


def _has_metadata(cell: Mapping[str, Any]) -> bool:
    return isinstance(cell.get("metadata"), Mapping)


def _stamp(notebook: Mapping[str, Any]) -> str:
    """Return the assignment that the release wrote into the notebook's metadata, "" if that is gone."""
    metadata = notebook.get("metadata")
    ours = metadata.get(METADATA_KEY) if isinstance(metadata, Mapping) else None
    name = ours.get("assignment") if isinstance(ours, Mapping) else None
    return name if isinstance(name, str) else ""
