"""Finding files, and printing what plots and records hold, so that they can be graded without the picture."""

# @title Helpers
import contextlib
import importlib.metadata
import importlib.util
import json
import math
import os
import platform
import subprocess
import time
from pathlib import Path

import matplotlib.pyplot as plt
import torch


def find_in(drive, name):
    """Return the path of `name`: in the folder named by MUSIC_DATA, in data/, here, or on Drive. None: nowhere."""
    paths = [Path(folder) / name for folder in (os.environ.get("MUSIC_DATA", ""), "data", ".", drive) if folder]
    return next((path for path in paths if path.exists()), None)


def gpu_name():
    """Return the name of the GPU. A simulated one says so in its name."""
    if torch.cuda.is_available():
        return torch.cuda.get_device_name(0)
    try:
        from zeus.device import get_gpus

        return get_gpus().get_name(0)
    except Exception:  # no Zeus, no driver, no GPU: each has its own kind of error
        return "none"


def gpu_driver():
    """Return the version of the GPU's driver, "none" if there is no driver."""
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout.split()[0]
    except (OSError, subprocess.SubprocessError, IndexError):
        return "none"


def version(*packages):
    """Return name and version of the first of these packages that is installed."""
    for package in packages:
        if importlib.util.find_spec(package.split("-")[0]):
            try:
                return f"{package} {importlib.metadata.version(package)}"
            except importlib.metadata.PackageNotFoundError:
                continue
    return "none"


def plain(value):
    """Return `value` in a form that JSON can hold, numbers with six digits."""
    if hasattr(value, "tolist"):  # tensors, arrays, NumPy numbers
        value = value.tolist()
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float) and math.isfinite(value):
        return float(f"{value:.6g}")
    return value if value is None or isinstance(value, (bool, int)) else str(value)


def shown_points(line):
    """Return the points of a line. Of a long one, like a sound, only their number."""
    x, y = line.get_xdata(), line.get_ydata()
    return {"x": x, "y": y} if len(x) <= 500 else {"points": len(x)}


def describe(ax):
    """Return what one panel of a figure shows. What is empty is left out."""
    drawn = [type(item).__name__ for item in [*ax.containers, *ax.collections]]
    bars = [
        {"x": p.get_x() + p.get_width() / 2, "height": p.get_height(), "hatch": p.get_hatch()}
        for p in ax.patches
        if hasattr(p, "get_height")
    ]
    shown = {
        "title": ax.get_title(),
        "xlabel": ax.get_xlabel(),
        "ylabel": ax.get_ylabel(),
        "xscale": ax.get_xscale(),
        "yscale": ax.get_yscale(),
        "ylim": ax.get_ylim(),
        "legend": [text.get_text() for text in ax.get_legend().get_texts()] if ax.get_legend() else [],
        "xticklabels": [label.get_text() for label in ax.get_xticklabels()] if bars else [],
        "lines": [{"label": line.get_label(), **shown_points(line)} for line in ax.get_lines()],
        "bars": [{key: value for key, value in bar.items() if value is not None} for bar in bars],
        "errorbars": drawn.count("ErrorbarContainer"),
        "scatter": drawn.count("PathCollection"),
    }
    return {key: value for key, value in shown.items() if value}


def show_figure(name, *, release, shown):
    """Show the current figure, then print what it contains. Its name is added to the set `shown`."""
    figure = plt.gcf()
    legend = [text.get_text() for legend in figure.legends for text in legend.get_texts()]
    line = json.dumps(
        plain(
            {
                "evidence": name,
                "release": release,
                "gpu": gpu_name(),
                "legend": legend,
                "axes": [describe(ax) for ax in figure.axes],
            }
        )
    )
    if not figure.axes:
        print("The figure is empty. Draw it in this cell, and call no plt.show(): the last line shows it.")
    plt.show()
    print(line)
    shown.add(name)


def show_rows(name, rows, *, release, shown):
    """Print the list of dicts `rows` as a table and as one line of JSON, with the machine that measured it."""
    keys = list(dict.fromkeys(key for row in rows for key in row))
    table = [keys] + [[str(plain(row.get(key, "missing"))) for key in keys] for row in rows]
    widths = [max(len(line[i]) for line in table) for i in range(len(keys))]
    for line in table:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))
    with contextlib.suppress(Exception):  # a record may hold anything
        shortest = min(row["train_time"] for row in rows if row["total_energy"] > 0)
        print(
            f"The counter ticks every 20 to 100 ms: in the shortest window, {shortest:.2f} s, the energy may be wrong"
            f" by {0.02 / shortest:.1%} to {0.1 / shortest:.1%}."
        )
    machine = {
        "gpu": gpu_name(),
        "torch": torch.__version__,
        "zeus": version("zeus", "zeus-ml"),
        "different_rows": len({id(row) for row in rows}),
        "driver": gpu_driver(),
        "python": platform.python_version(),
        "printed": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
    }
    print(json.dumps(plain({"evidence": name, "release": release, **machine, "rows": rows})))
    shown.add(name)


@contextlib.contextmanager
def should_work(sentence):
    """For self-checks: say in a sentence what should work, where PyTorch only talks of shapes and types."""
    try:
        yield
    except Exception as problem:
        if isinstance(problem, (NameError, AssertionError)) or repr(problem) == "NotImplementedError()":
            raise
        raise AssertionError(f"{sentence} It stopped with: {problem}") from problem
