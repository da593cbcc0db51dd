"""Read what plot and evidence cells printed about themselves: lines of JSON in the outputs that were handed in.

Such a line begins with `{"evidence": "name of the cell"`. Nothing is run again. Students can edit outputs, so a line
may hold anything: it is read within limits, and what comes out is plain, finite and small.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.conventions import EVIDENCE_START, grade_id
from grader.plain_text import LONGEST_TEXT, one_line

LONGEST_LINE = 4_000_000  # characters; a figure of 100,000 points prints about half of that
MOST_ITEMS, DEEPEST, LONGEST_NUMBER = 400_000, 12, 18


@dataclass(frozen=True)
class Evidence:
    """What a cell printed: `data`, or None and the `problem` in words for the TA."""

    data: dict[str, Any] | None
    problem: str = ""


def read_evidence(cell: Mapping[str, Any], name: str) -> Evidence:
    """Return the last line of evidence called `name` among a cell's outputs. Raises nothing for any output."""
    outputs = [output for output in cell.get("outputs") or () if isinstance(output, Mapping)]
    if not outputs:
        return Evidence(None, "it has no output: it was not run, or its output was cleared")
    lines = [line for line in _printed(outputs).splitlines() if EVIDENCE_START in line]
    problem = ""
    for line in reversed(lines):
        found = _parse(line[line.index(EVIDENCE_START) :])
        if found.data is not None and found.data.get("evidence") == name:
            return found
        problem = problem or found.problem or "what it printed belongs to another cell"
    return Evidence(None, problem or _why_nothing(outputs))


def read_all(notebook: Mapping[str, Any], names: Iterable[str]) -> dict[str, Evidence]:
    """Return {name: evidence} of the cells with these nbgrader ids."""
    names, found = set(names), {}
    for cell in notebook["cells"]:
        name = grade_id(cell)
        if name in names:
            found[name] = read_evidence(cell, name)
    cleared = _why_all_is_gone(notebook)
    for name in names:
        one = found.get(name, Evidence(None, "the cell is missing"))
        found[name] = Evidence(None, cleared) if one.data is None and cleared else one
    return found


def _printed(outputs: list[Mapping[str, Any]]) -> str:
    """Return what was printed. A warning between two halves of a line stands in an output of its own."""
    texts = (o.get("text", "") for o in outputs if o.get("output_type") == "stream" and o.get("name") != "stderr")
    return "".join(text if isinstance(text, str) else "".join(map(str, text)) for text in texts)


def _parse(line: str) -> Evidence:
    if len(line) > LONGEST_LINE or sum(map(line.count, "[{,")) > MOST_ITEMS:
        return Evidence(None, "what it printed is too long to be read by a program")
    try:
        data = json.loads(line, parse_int=_whole, parse_float=_decimal, parse_constant=str)
    except (ValueError, RecursionError):
        return Evidence(None, "what it printed is cut off or was changed: it is not valid JSON")
    return Evidence(_bounded(data)) if _is_shallow(data) else Evidence(None, "what it printed is nested too deeply")


def _whole(text: str) -> int | str:
    return int(text) if len(text) <= LONGEST_NUMBER else one_line(text, 40)


def _decimal(text: str) -> float | str:
    return value if math.isfinite(value := float(text)) else one_line(text, 40)


def _is_shallow(value: Any, depth: int = 0) -> bool:
    if not isinstance(value, dict | list):
        return True
    items = value.values() if isinstance(value, dict) else value
    return depth < DEEPEST and all(_is_shallow(item, depth + 1) for item in items)


def _bounded(value: Any) -> Any:
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, list):
        return [_bounded(item) for item in value]
    if isinstance(value, dict):
        return {key[:LONGEST_TEXT]: _bounded(item) for key, item in value.items()}
    return value


def _why_nothing(outputs: list[Mapping[str, Any]]) -> str:
    for output in outputs:
        if output.get("output_type") == "error":
            return f"it stopped with {one_line(output.get('ename'), 60)}: {one_line(output.get('evalue'), 200)}"
    if "... Output truncated ..." in _printed(outputs):
        return "it printed so many lines that the last ones were cut off; look at the file that was handed in"
    return "there is an output, but not the line that the given code prints"


def _why_all_is_gone(notebook: Mapping[str, Any]) -> str:
    colab = notebook.get("metadata", {}).get("colab")
    if isinstance(colab, Mapping) and colab.get("private_outputs") is True:
        return "saved from Colab with “Omit code cell output when saving”: ask for a copy with outputs"
    if not any(cell.get("outputs") for cell in notebook["cells"] if cell["cell_type"] == "code"):
        return "no cell of the notebook has an output: they were cleared, or nothing was run"
    return ""
