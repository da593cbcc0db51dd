"""The plots of the class report: pictures that take their colours from the page, light or dark."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.reports.class_records import Measure, Setting, shown_setting

if TYPE_CHECKING:
    from matplotlib.typing import RcKeyType

# Colours that stand for the page's own; matplotlib cannot write CSS variables.
_INK, _SOFT, _LINE = "#010101", "#020202", "#030303"
_SERIES = ("#040401", "#040402", "#040403", "#040404")
_VARIABLES = {
    **{_INK: "ink", _SOFT: "soft", _LINE: "line"},
    **dict(zip(_SERIES, ("one", "two", "three", "four"), strict=True)),
}
_LOOK: dict[RcKeyType, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "report",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _SOFT,
    "axes.labelcolor": _INK,
    "xtick.color": _SOFT,
    "ytick.color": _SOFT,
    "xtick.labelcolor": _INK,
    "ytick.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "hatch.color": _SERIES[1],
}


# Up to so many powers of ten, the numbers within each that are labelled: with more, labels would overlap.
_LOG_TICKS = ((2.2, (1, 2, 5)), (4, (1, 3)), (math.inf, (1,)))
_LONGEST_ROW = 52  # characters of labels that stand beside each other


def scores(finished: Sequence[float], so_far: Sequence[float], most: float) -> str:
    """Return a histogram as SVG: scores that stand, and above them those of which a part still waits."""
    from matplotlib import rc_context
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    edges = [most * step / 10 for step in range(11)] if most else [0, 1]
    with rc_context(_LOOK):
        figure = Figure(figsize=(7.2, 2.8), layout="constrained")
        axes = figure.add_subplot()
        labels = ("final", "so far: a person still grades a part")
        _, _, groups = axes.hist(
            [list(finished), list(so_far)], edges, stacked=True, rwidth=0.92, label=labels, color=_SERIES[:2]
        )
        assert isinstance(groups, list) and isinstance(groups[1], BarContainer)  # two groups of bars
        for bar in groups[1]:
            bar.set(fill=False, hatch="///", edgecolor=_SERIES[1])
        axes.set(xlabel="points", ylabel="students", xticks=edges)
        axes.set_xticklabels([f"{edge:g}" for edge in edges])
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        if finished and so_far:
            figure.legend(frameon=False, loc="outside upper left", ncols=2)
        return _svg(figure, f"Histogram of the scores of {len(finished) + len(so_far)} students, of {most:g} points")


def runs(measure: Measure, setting: str, settings: Sequence[Setting]) -> str:
    """Return one measured quantity as SVG: a dot for each run, a line for the median, rings where a goal was missed."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    machines = list(dict.fromkeys(run.machine for run in measure.runs))
    place = {value: index for index, value in enumerate(settings)}
    with rc_context(_LOOK):
        figure = Figure(figsize=(4.6, 3.1), layout="constrained")
        axes = figure.add_subplot()
        for number, machine in enumerate(machines):
            colour = _SERIES[min(number, len(_SERIES) - 1)]
            for missed in (False, True):
                points = [
                    (place[run.setting] + _aside(index), run.value)
                    for index, run in enumerate(measure.runs)
                    if run.machine == machine and run.setting in place and (run.reached is False) == missed
                ]
                if points:
                    face = "none" if missed else colour
                    across, up = zip(*points, strict=True)
                    axes.scatter(across, up, s=22, facecolors=face, edgecolors=colour, alpha=0.85)
        for value, index in place.items():
            counted = measure.counted(value)
            if counted:
                middle = counted[len(counted) // 2] if len(counted) % 2 else sum(_middle(counted)) / 2
                axes.plot([index - 0.32, index + 0.32], [middle, middle], color=_INK, linewidth=1.6)
        values = [run.value for run in measure.runs]
        if min(values) > 0 and max(values) / min(values) > 20:
            axes.set_yscale("log")
            axes.yaxis.set_major_locator(LogLocator(subs=_labelled(min(values), max(values)), numticks=12))
            axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            axes.yaxis.set_minor_formatter(NullFormatter())
        axes.set(xlabel=setting.replace("_", " "), xticks=range(len(settings)))
        axes.set_xlim(-0.6, len(settings) - 0.4)
        labels = [shown_setting(value) for value in settings]
        axes.set_xticklabels(labels)
        if len(labels) * max(map(len, labels), default=0) > _LONGEST_ROW:
            axes.tick_params("x", rotation=40)
        for label in axes.get_xticklabels():
            label.set_parse_math(False)  # a student wrote it
            label.set_horizontalalignment("right" if label.get_rotation() else "center")
        axes.set_title(measure.title, fontsize=10, loc="left")
        return _svg(figure, f"{measure.title}, one dot for each run, against {setting}")


def _labelled(least: float, most: float) -> tuple[int, ...]:
    """Return which numbers within each power of ten are labelled on a logarithmic axis."""
    return next(numbers for decades, numbers in _LOG_TICKS if math.log10(most / least) <= decades)


def machine_colours(measure: Measure) -> list[tuple[str, str]]:
    """Return (CSS variable, machine) as `runs` colours them."""
    machines = list(dict.fromkeys(run.machine or "not named" for run in measure.runs))
    return [(_VARIABLES[_SERIES[min(i, len(_SERIES) - 1)]], machine) for i, machine in enumerate(machines)]


def _middle(values: list[float]) -> tuple[float, float]:
    half = len(values) // 2
    return values[half - 1], values[half]


def _aside(index: int) -> float:
    """Return a small step to the side, always the same, so that dots do not hide each other."""
    return ((index * 0.618034) % 1 - 0.5) * 0.44


def _svg(figure, description: str) -> str:
    from xml.sax.saxutils import escape

    text = io.StringIO()
    figure.savefig(text, format="svg", transparent=True, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    svg = text.getvalue()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'<g id="[A-Za-z_.]+_?\d*">', "<g>", svg)
    for colour, name in _VARIABLES.items():
        svg = svg.replace(colour, f"var(--{name})")
    width = re.search(r'<svg[^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    svg = re.sub(r'(<svg[^>]*?) width="[\d.]+pt"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) height="[\d.]+pt"', r"\1", svg, count=1)
    style = f' role="img" style="width: {float(width[1]) * 4 / 3:.0f}px"' if width else ' role="img"'
    return re.sub(r"<svg([^>]*)>", lambda m: f"<svg{m[1]}{style}><title>{escape(description)}</title>", svg, count=1)
