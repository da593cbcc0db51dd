"""The executed reference notebook, and releases filled with answers.

`execute_solution` runs the author text's solution from top to bottom in an empty folder with a fresh kernel
and writes `solutions/<assignment>/<assignment>.ipynb`. What it writes holds no machine path, no time stamp
and no address in memory, so that two runs differ only in what was measured.
"""

from __future__ import annotations

import ast
import base64
import copy
import io
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

import grader
from grader import simulated_gpu
from grader.assignment.author_text import AuthorText
from grader.assignment.instructor_notebook import instructor_notebook
from grader.conventions import MARKER
from grader.course import Course
from grader.errors import UserError
from grader.python_source import parse_or_none, to_python

MAX_BYTES = 1_500_000
FIGURE_DPI = 80
NOTE_ID = "executed-on"

_MARKS = re.compile(
    r"\n*^### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*|^[^\n]*### (BEGIN|END) SOLUTION[^\n]*\n?",
    re.MULTILINE | re.DOTALL,
)
_FRAME = re.compile(r"(?:Cell|Input) In ?\[(\d+)\],? (?:line |in .*?<cell line: )(\d+)")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_WIDGET = "application/vnd.jupyter.widget-view+json"


def execute_solution(
    course: Course,
    assignment: str,
    data: Path | None = None,
    *,
    simulated: bool | None = None,
    deterministic: bool = False,
    timeout: float | None = None,
    console: Any = None,
) -> Path:
    """Run the solution of `assignment` and write it, with outputs, to `solutions/`; return the file's path.

    The notebook finds a copy of `data` as `data/` in its working directory, and the files that are released
    beside it. Energy comes from the real GPU if torch sees one, else (where the notebook imports Zeus) from
    the simulated one, labelled so. `simulated` decides it by hand; `deterministic` is passed on to
    `simulated_gpu`. `timeout` is in seconds, for each cell. Progress is shown on a terminal; `console` is a
    rich console.

    Raises UserError that names the cell and its line when a cell fails; the file in `solutions/` then stays.
    """
    text = AuthorText.read(course.author_text(assignment))
    notebook = solution_notebook(text)
    if data is not None and not data.is_dir():
        raise UserError(f"there is no data folder {data}: make it with `python -m data_fetch {assignment}`.")
    modules = _imported_modules(notebook)
    gpu = _name_of_gpu()
    if simulated is None:
        simulated = gpu is None and "zeus" in modules
    with tempfile.TemporaryDirectory(prefix="solution-") as folder:
        place = Path(folder).resolve()
        work = _working_directory(place, course.root / "source" / assignment, data)
        kernel = _Kernel(place, simulated, deterministic, one_thread=gpu is None)
        executed = _execute(notebook, work, kernel, timeout, console, text.path.name)
        clean = _Cleaner(work, place, course.root, data)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                done = executed.pop(0)
                cell.outputs = clean.outputs(done.outputs)
                cell.execution_count = done.execution_count
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(_note(gpu, simulated, modules), id=NOTE_ID))
    _keep_small(notebook)
    return _write(notebook, course.solutions(assignment) / f"{assignment}.ipynb")


def solution_notebook(text: AuthorText) -> NotebookNode:
    """Return the instructor's notebook as it runs: solutions without their marks, no hidden tests."""
    notebook = instructor_notebook(text)
    for cell in notebook.cells:
        cell.source = _MARKS.sub("", cell.source).rstrip("\n")
    return notebook


def refresh_texts(course: Course, assignment: str) -> Path:
    """Write the texts of the executed solution anew and keep its outputs; return the file's path.

    For the last step of an author: model comments quote measured numbers, which are known only after a run.
    Raises UserError when there is no executed solution, or when a code cell has changed since.
    """
    path = course.solutions(assignment) / f"{assignment}.ipynb"
    if not path.is_file():
        raise UserError(f"there is no executed solution of {assignment} yet.")
    executed = nbformat.read(path, as_version=4)
    notebook = solution_notebook(AuthorText.read(course.author_text(assignment)))
    now, then = ([cell for cell in each.cells if cell.cell_type == "code"] for each in (notebook, executed))
    if [cell.source for cell in now] != [cell.source for cell in then]:
        raise UserError(f"code cells of {assignment} have changed since its solution was executed: execute it again.")
    for cell, done in zip(now, then, strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count
    notebook.cells.insert(0, next(cell for cell in executed.cells if cell.id == NOTE_ID))
    return _write(notebook, path)


def fill_release(
    release: NotebookNode, text: AuthorText, answers: Mapping[str, str | None] | None = None
) -> NotebookNode:
    """Return a copy of a release with its solution cells filled in.

    `answers` maps nbgrader ids to sources that replace the reference solution; None leaves the stub. The
    marker line is put back where a given source lacks it. Raises UserError for an id that the release lacks.
    """
    answers = dict(answers or {})
    solutions = {cell.name: cell.solution.rstrip("\n") for cell in text.cells if "### BEGIN SOLUTION" in cell.source}
    filled = copy.deepcopy(release)
    for cell in filled.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name not in solutions:
            continue
        marked = solutions[name].startswith(MARKER)
        source = answers.pop(name, solutions[name])
        if source is not None:
            cell.source = f"{MARKER}\n{source}" if marked and not source.startswith(MARKER) else source
    if answers:
        raise UserError(f"the release of {text.name} has no answer cell {', '.join(sorted(answers))}.")
    return filled


def with_outputs_of(notebook: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """Return a copy of `notebook` whose code cells have the outputs of those with the same id in `executed`."""
    done = {cell.id: cell for cell in executed.cells if cell.cell_type == "code"}
    copied = copy.deepcopy(notebook)
    for cell in copied.cells:
        if cell.cell_type == "code" and cell.id in done:
            cell.outputs = copy.deepcopy(done[cell.id].outputs)
            cell.execution_count = done[cell.id].execution_count
    return copied


# Running


@dataclass(frozen=True)
class _Kernel:
    """A kernel of this Python that reads no settings of the person who runs it."""

    place: Path
    simulated: bool
    deterministic: bool
    one_thread: bool

    def manager(self) -> Any:
        from jupyter_client import AsyncKernelManager
        from jupyter_client.kernelspec import KernelSpecManager

        spec = self.place / "kernels" / "solution" / "kernel.json"
        spec.parent.mkdir(parents=True)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        command += ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]
        settings = {"argv": command, "display_name": "solution", "language": "python"}
        spec.write_text(json.dumps({**settings, "env": self._environment()}))
        known = KernelSpecManager(kernel_dirs=[str(spec.parent.parent)], ensure_native_kernel=False)
        return AsyncKernelManager(kernel_name="solution", kernel_spec_manager=known)

    def _environment(self) -> dict[str, str]:
        settings = self.place / "matplotlibrc"
        settings.write_text(f"figure.dpi: {FIGURE_DPI}\n")
        temporary = self.place / "tmp"
        temporary.mkdir()
        environment = {
            "IPYTHONDIR": str(self._profile()),
            "MATPLOTLIBRC": str(settings),
            "PYTHONHASHSEED": "0",
            "PYTHONSTARTUP": "",
            "TMPDIR": str(temporary),
        }
        # Small networks on a CPU are fastest with one thread, by a factor of ten on a busy machine.
        if self.one_thread and "OMP_NUM_THREADS" not in os.environ:
            environment["OMP_NUM_THREADS"] = "1"
        return environment

    def _profile(self) -> Path:
        """Write IPython's start-up file: it switches the simulated GPU on before the first cell."""
        startup = self.place / "ipython" / "profile_default" / "startup"
        startup.mkdir(parents=True)
        if self.simulated:
            (startup / "00-simulated-gpu.py").write_text(
                "import sys\n"
                f"sys.path.append({str(Path(grader.__file__).resolve().parents[1])!r})\n"
                "from grader import simulated_gpu\n"
                f"simulated_gpu.load_ipython_extension(get_ipython(), deterministic={self.deterministic})\n"
                "del sys, simulated_gpu\n"
            )
        return startup.parents[1]


def _working_directory(place: Path, beside: Path, data: Path | None) -> Path:
    """Make the folder that the notebook runs in: the files released beside it, and `data/`."""
    work = place / "work"
    work.mkdir()
    if beside.is_dir():
        shutil.copytree(beside, work, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.ipynb", ".*"))
    if data is not None:
        # A copy: the notebook may write there, and the real folder's name is nobody's business.
        shutil.copytree(data, work / "data", dirs_exist_ok=True)
    return work


def _execute(
    notebook: NotebookNode, work: Path, kernel: _Kernel, timeout: float | None, console: Any, name: str
) -> list[NotebookNode]:
    """Run a copy of `notebook` in `work`; return its code cells with their outputs. Raises UserError."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, CellExecutionError
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    running = copy.deepcopy(notebook)
    running.cells = [cell for cell in running.cells if cell.cell_type == "code"]
    console = console or Console()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    current: int | None = None

    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("starting the kernel", total=len(running.cells))

        def on_cell_start(cell: NotebookNode, cell_index: int) -> None:
            nonlocal current
            current = cell_index
            label = f"cell {cell_index + 1}/{len(running.cells)} {cell.id}"
            progress.update(task, description=label, completed=cell_index)

        client = NotebookClient(
            running,
            km=kernel.manager(),
            timeout=timeout,
            resources={"metadata": {"path": str(work)}},
            record_timing=False,
            store_widget_state=False,
            on_cell_start=on_cell_start,
        )
        try:
            client.execute(cleanup_kc=True)
        except CellExecutionError as error:
            reason = f"{error.ename}: {error.evalue}{_place_of_error(error.traceback, running)}"
        except CellControlSignal:
            reason = f"it took longer than {timeout:g} s"
        except RuntimeError as error:
            reason = str(error) or type(error).__name__
        else:
            return running.cells
    where = "the kernel"
    if current is not None:
        where = f"cell {running.cells[current].id!r} (code cell {current + 1} of {len(running.cells)})"
    raise UserError(f"{name}: {where} failed: {reason}\nNo solution was written.")


def _place_of_error(traceback: str, notebook: NotebookNode) -> str:
    """Return the innermost line of a notebook cell in `traceback`, as text to append to a message."""
    cells = {cell.execution_count: cell for cell in notebook.cells}
    for count, line in reversed(_FRAME.findall(_ANSI.sub("", traceback))):
        cell = cells.get(int(count))
        lines = cell.source.split("\n") if cell else []
        if cell and 0 < int(line) <= len(lines):
            return f"\n  cell {cell.id!r}, line {line}: {lines[int(line) - 1].strip()}"
    return ""


# What the notebook says about its run


def _name_of_gpu() -> str | None:
    try:
        import torch
    except ImportError:
        return None
    return torch.cuda.get_device_name(0) if torch.cuda.is_available() else None


def _imported_modules(notebook: NotebookNode) -> set[str]:
    """Return the top-level modules that the notebook's code imports."""
    found: set[str] = set()
    for cell in notebook.cells:
        tree = parse_or_none(to_python(cell.source)) if cell.cell_type == "code" else None
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found


def _note(gpu: str | None, simulated: bool, modules: set[str]) -> str:
    versions = ", ".join([f"Python {platform.python_version()}", *_versions(modules)])
    if simulated:
        return (
            f"**Executed on a {simulated_gpu.NAME}:** the code ran on {gpu or 'a CPU'}, "
            "energy figures are not measurements. "
            f"The energy follows a made-up model: {simulated_gpu.MODEL}. Versions: {versions}."
        )
    return f"**Executed on {gpu or 'a CPU'}.** Versions: {versions}."


def _versions(modules: set[str]) -> Iterator[str]:
    from importlib.metadata import packages_distributions, version

    packages = packages_distributions()
    names = {names[0] for module in modules if (names := packages.get(module))}
    for name in sorted(names, key=str.lower):
        yield f"{name} {version(name)}"


# Cleaning outputs


class _Cleaner:
    """Removes from outputs what belongs to this machine or this run: paths, addresses, sound, widgets."""

    def __init__(self, work: Path, place: Path, course: Path, data: Path | None):
        words = {
            work: ".",
            place: "[tmp]",
            Path(tempfile.gettempdir()): "[tmp]",
            course: "[course]",
            Path(sys.prefix): "[python]",
            Path.home(): "~",
        }
        if data is not None:
            words[data.absolute()] = "data"
        known = {str(form): word for path, word in words.items() for form in (path, path.resolve())}
        known.pop(path_root := os.path.abspath(os.sep), path_root)
        longest_first = sorted(known, key=len, reverse=True)
        self._paths = re.compile(r"(?<![\w.-])(" + "|".join(map(re.escape, longest_first)) + r")(?![\w-])")
        self._words = known

    def outputs(self, outputs: list[NotebookNode]) -> list[NotebookNode]:
        """Return clean copies of a cell's outputs; neighbouring pieces of one stream are joined."""
        clean: list[NotebookNode] = []
        for output in copy.deepcopy(outputs):
            if output.output_type == "error":
                output.update(self._anything(output))
            elif output.output_type != "stream":
                output.data = self._data(output.data)
            elif clean and clean[-1].output_type == "stream" and clean[-1].name == output.name:
                clean[-1].text += output.text
                continue
            clean.append(output)
        for output in clean:
            if output.output_type == "stream":
                output.text = self._text(_as_on_screen(output.text))
        return clean

    def _data(self, data: Mapping[str, Any]) -> NotebookNode:
        if "data:audio/" in str(data.get("text/html", "")):
            return NotebookNode({"text/plain": "[audio player left out: run the cell to listen]"})
        clean = NotebookNode({kind: value for kind, value in data.items() if kind != _WIDGET})
        for kind, value in clean.items():
            clean[kind] = _small_png(value) if kind == "image/png" else self._anything(value)
        return clean

    def _anything(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self._anything(item) for item in value]
        if isinstance(value, Mapping):
            return NotebookNode({self._text(key): self._anything(item) for key, item in value.items()})
        return value

    def _text(self, text: str) -> str:
        text = re.sub(r"[^\s\"'(<]*ipykernel_\d+[/\\]\d+\.py", "[cell]", text)
        text = re.sub(r" at 0x[0-9a-fA-F]{6,}", " at 0x…", text)
        text = re.sub(r"\b\d{4}-\d\d-\d\d \d\d:\d\d UTC\b", "[time]", text)
        return self._paths.sub(lambda match: self._words[match[1]], text)


def _as_on_screen(text: str) -> str:
    """Return what a terminal would show: a progress bar that rewrites its line leaves one line."""
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n"))


def _small_png(encoded: str) -> str:
    """Return a PNG (base64) with at most 256 colours and no text chunks, or the given one if smaller."""
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(encoded))) as image:
        opaque = image.mode in ("RGB", "L") or (image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255)
        if not opaque:
            return encoded
        small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    file = io.BytesIO()
    small.save(file, "PNG", optimize=True)
    return min(encoded, base64.b64encode(file.getvalue()).decode(), key=len)


def _keep_small(notebook: NotebookNode, limit: int = MAX_BYTES) -> None:
    """Replace the largest outputs by a sentence until the notebook is smaller than `limit` bytes."""
    while len(nbformat.writes(notebook).encode()) > limit:
        places = [
            (len(json.dumps(output)), cell, index)
            for cell in notebook.cells
            if cell.cell_type == "code"
            for index, output in enumerate(cell.outputs)
        ]
        size, cell, index = max(places, key=lambda place: place[0], default=(0, None, 0))
        if cell is None or size < 1000:
            raise UserError(f"the notebook is larger than {limit} bytes without its outputs.")
        sentence = f"[an output of {size / 1e6:.1f} MB left out: run the cell to see it]\n"
        cell.outputs[index] = nbformat.v4.new_output("stream", text=sentence)


def _write(notebook: NotebookNode, path: Path) -> Path:
    nbformat.validate(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path
