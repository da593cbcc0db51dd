"""A figure in words, for those who do not see it: from what the figure's cell printed about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.plain_text import one_line

MOST_AXES, MOST_NAMES = 6, 8


def figure_text(printed: Mapping[str, Any] | None) -> str:
    """Return axes, scales, and what is drawn, as one line; "" if nothing was printed. Any content is taken."""
    axes = printed.get("axes") if printed else None
    if not isinstance(axes, list):
        return ""
    return one_line(" ".join(_axis(number, ax, len(axes)) for number, ax in enumerate(axes[:MOST_AXES], 1)), 600)


def _axis(number: int, ax: Any, count: int) -> str:
    if not isinstance(ax, Mapping):
        return ""
    title = _word(ax.get("title"))
    name = f"Panel {number}" if count > 1 else "Figure"
    said = [f"{name}{f' “{title}”' if title else ''}:"]
    for axis in "xy":
        label = _word(ax.get(f"{axis}label")) or "no label"
        said.append(f"{axis} axis {label}{', logarithmic' if ax.get(f'{axis}scale') == 'log' else ''};")
    lines, bars = _list(ax.get("lines")), _list(ax.get("bars"))
    if lines:
        names = [_word(line.get("label")) for line in lines[:MOST_NAMES] if isinstance(line, Mapping)]
        names = [name for name in names if name and not name.startswith("_")]
        said.append(f"{len(lines)} line{'s' * (len(lines) > 1)}{': ' + ', '.join(names) if names else ''};")
    if bars:
        said.append(f"{len(bars)} bar{'s' * (len(bars) > 1)};")
    if not (lines or bars):
        said.append("neither lines nor bars;")
    return " ".join(said).rstrip(";") + "."


def _word(value: Any) -> str:
    return one_line(value, 60) if isinstance(value, str) else ""


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []
