"""How fast a class is graded, beside stock nbgrader on the same machine in the same run.

    python benchmarks/throughput.py --submissions 100

Rows: (i) stock `nbgrader autograde` on the seven graded cells with in-kernel tests, the toy data and no sweeps;
(ii) stock on the whole notebook with the small data and the simulated GPU (only with --whole); (iii) ours, one
worker; (iv) ours, one worker a core; (v) the floor: CPU spent in students' code and probes alone.

Submissions per minute count from the start of the command to the last score in the gradebook. CPU is that of
this process and of all below it; what is killed in its sandbox tells nobody what it used, so the cells report it
themselves, and the pre-loaded processes are looked at each second. Every submission is correct and differs from the
others, so that nothing is looked up.
"""

from __future__ import annotations

import argparse
import contextlib
import copy
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.assignment.author_text import AuthorText
from grader.authoring.solution import fill_release, with_outputs_of
from grader.course import Course
from grader.errors import UserError
from grader.examples.example_course import copy_course
from grader.examples.submissions import write_submissions
from grader.grading.grade import grade
from grader.sandbox.launch import begun

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Row:
    """One line of the table; `cpu` is in seconds for a submission, `floor` what of it was students' code."""

    name: str
    submissions: int
    wall: float
    cpu: float
    floor: float | None = None
    memory_mib: float = 0.0

    @property
    def per_minute(self) -> float:
        return 60 * self.submissions / self.wall


def main() -> None:
    """Run the rows and print the table with ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--assignment", default="music_classification")
    parser.add_argument("--submissions", type=int, default=100, help="for ours (default 100)")
    parser.add_argument("--stock", type=int, default=5, help="submissions for stock nbgrader (default 5)")
    parser.add_argument("--whole", type=int, default=0, help="submissions for stock on the whole notebook (default 0)")
    parser.add_argument("--data", type=Path, help="small data for --whole, from `python -m data_fetch`")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    if chosen.submissions < 1 or chosen.jobs < 1 or min(chosen.stock, chosen.whole) < 0:
        parser.error("--submissions and --jobs are at least 1, --stock and --whole at least 0")
    with tempfile.TemporaryDirectory(prefix="throughput-") as folder:
        place = Path(folder)
        rows = [_stock(place / "stock", chosen.assignment, chosen.stock)] if chosen.stock else []
        if chosen.whole:
            rows.append(_stock_whole(place / "whole", chosen.assignment, chosen.whole, chosen.data))
        rows.append(_ours(place / "one", chosen.assignment, chosen.submissions, 1))
        rows.append(_ours(place / "many", chosen.assignment, chosen.submissions, chosen.jobs))
    _show(rows)
    extra = (rows[-1].memory_mib - rows[-2].memory_mib) / max(1, chosen.jobs - 1)
    print(f"memory of each further worker, its judge included: {extra:.0f} MiB (PSS)")


def _show(rows: list[Row]) -> None:
    ours = rows[-1]
    print(f"{'':44}{'n':>6}{'per min':>10}{'CPU s each':>12}{'ours / this':>13}")
    for row in rows:
        ratio = ours.per_minute / row.per_minute
        memory = f"  {row.memory_mib:.0f} MiB (PSS) in all" if row.memory_mib else ""
        print(f"{row.name:44}{row.submissions:6}{row.per_minute:10.1f}{row.cpu:12.3f}{ratio:12.1f}x{memory}")
    print(f"{'(v) the floor: students code and probes':44}{ours.submissions:6}{'':10}{ours.floor:12.3f}")
    print(f"CPU of ours over the floor: {ours.cpu / ours.floor:.2f}")


def _ours(place: Path, name: str, count: int, jobs: int) -> Row:
    course = copy_course(Course(ROOT), name, place)
    assignment = Assignment.load(course, name)
    notebook = fill_release(assignment.release, assignment.text)
    executed = course.solutions(name) / f"{name}.ipynb"
    if executed.is_file():
        notebook = with_outputs_of(notebook, nbformat.read(executed, as_version=4))
    marked = [cell.id for cell in notebook.cells if _name(cell) in assignment.text.questions]
    write_submissions(assignment, {f"s{i:04}": _different(notebook, marked, i) for i in range(count)})
    watch = _Watch()
    start, before = time.monotonic(), _cpu()
    with watch, begun() as sandbox_process:  # as the command does
        outcome = grade(course, name, jobs, sandbox_process=sandbox_process)
    wall, cpu = time.monotonic() - start, _cpu() - before
    full = sum(question.points for question in assignment.text.questions.values())
    wrong = [student for student, verdict in outcome.verdicts.items() if verdict.points != full]
    if len(outcome.verdicts) != count or wrong:
        raise SystemExit(f"not every submission got full marks: {wrong or outcome.failed}")
    floor = sum(verdict.cpu_seconds for verdict in outcome.verdicts.values()) / count
    title = f"({'iii' if jobs == 1 else 'iv'}) ours, {jobs} worker{'s' if jobs > 1 else ''}"
    return Row(title, count, wall, (cpu + watch.preloaded_cpu) / count + floor, floor, watch.memory_mib)


def _stock(place: Path, name: str, count: int) -> Row:
    text = AuthorText.read(Course(ROOT).author_text(name))
    last = [index for index, cell in enumerate(text.cells) if cell.role == "check"][-1]
    cells = [cell for cell in text.cells[: last + 1] if cell.kind == "code" and cell.toy != "skip"]
    toy = (Course(ROOT).tests(name) / "toy_data.py").read_text(encoding="utf-8")
    notebook = nbformat.v4.new_notebook()
    for cell in cells:
        judged = cell.role in ("answer", "check") and cell.name in text.questions
        source = toy if cell.toy == "data" else cell.source if judged else cell.solution
        notebook.cells.append(nbformat.v4.new_code_cell(source))
        if judged:
            made = notebook.cells[-1]
            graded = cell.role == "check"
            made.metadata["nbgrader"] = {
                "schema_version": 3,
                "grade_id": f"{cell.name}-{cell.role}",
                "grade": graded,
                "locked": graded,
                "solution": not graded,
                "task": False,
                **({"points": cell.points} if graded else {}),
            }
            if graded:
                made.source = f"### BEGIN HIDDEN TESTS\n{made.source}\n### END HIDDEN TESTS"
    return _run_stock("(i) stock nbgrader, graded cells only", place, name, notebook, count)


def _stock_whole(place: Path, name: str, count: int, data: Path | None) -> Row:
    if data is None:
        raise SystemExit("--whole needs --data: make it with `python -m data_fetch`.")
    from grader.assignment.instructor_notebook import instructor_notebook

    notebook = instructor_notebook(AuthorText.read(Course(ROOT).author_text(name)))
    for cell in notebook.cells:
        cell.source = cell.source.replace("raise RuntimeError(", "print(")
    switch = f"import sys; sys.path.append({str(ROOT)!r})\nfrom grader import simulated_gpu; simulated_gpu.switch_on()"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(switch))
    os.environ["MUSIC_DATA"] = str(data.resolve())
    return _run_stock("(ii) stock nbgrader, whole notebook", place, name, notebook, count)


def _run_stock(title: str, place: Path, name: str, notebook: NotebookNode, count: int) -> Row:
    (place / "source" / name).mkdir(parents=True)
    config = "c = get_config()\nc.CourseDirectory.course_id = 'stock'\nc.Execute.timeout = 900\n"
    (place / "nbgrader_config.py").write_text(config)
    nbformat.write(notebook, place / "source" / name / f"{name}.ipynb")
    _nbgrader(place, "generate_assignment", name)
    submitted = copy.deepcopy(notebook)
    for index in range(count):
        folder = place / "submitted" / f"s{index:04}" / name
        folder.mkdir(parents=True)
        nbformat.write(submitted, folder / f"{name}.ipynb")
    start, before = time.monotonic(), _cpu()
    _nbgrader(place, "autograde", name)
    wall, cpu = time.monotonic() - start, _cpu() - before
    return Row(title, count, wall, cpu / count)


def _nbgrader(place: Path, *arguments: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = [sys.executable, "-m", "nbgrader", *arguments]
    environment = {**os.environ, "PATH": path, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"nbgrader {arguments[0]} failed:\n{done.stderr[-3000:]}")


def _different(notebook: NotebookNode, marked: list[str], number: int) -> NotebookNode:
    made = copy.deepcopy(notebook)
    for cell in made.cells:
        if cell.id in marked:
            cell.source += f"\n# submission {number}"
    return made


def _name(cell: NotebookNode) -> str | None:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _cpu() -> float:
    used = (resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


class _Watch:
    """Looks at the processes of a run: their largest memory together (PSS: shared pages count in parts), and CPU."""

    def __init__(self) -> None:
        self.memory_mib = 0.0
        self._seen: dict[int, int] = {}
        self._cpu: dict[int, float] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join()

    @property
    def preloaded_cpu(self) -> float:
        """Return the CPU seconds of the pre-loaded processes; cells, which live for less than three looks, aside."""
        return sum(seconds for pid, seconds in self._cpu.items() if self._seen[pid] > 3)

    def _watch(self) -> None:
        looks = 0
        while not self._stop.wait(1):
            looks += 1
            pids = _descendants(os.getpid())
            if looks % 5 == 0:
                self.memory_mib = max(self.memory_mib, sum(_pss(pid) for pid in (os.getpid(), *pids)) / 1024)
            for pid in pids:
                with contextlib.suppress(OSError):
                    if b"grader.sandbox.sandbox_process" in Path(f"/proc/{pid}/cmdline").read_bytes():
                        used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
                        self._cpu[pid] = sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
                        self._seen[pid] = self._seen.get(pid, 0) + 1


def _descendants(pid: int) -> list[int]:
    found, todo = [], [pid]
    while todo:
        with contextlib.suppress(OSError):  # it has ended meanwhile
            for task in Path(f"/proc/{todo.pop()}/task").glob("*/children"):
                children = [int(child) for child in task.read_text().split()]
                found += children
                todo += children
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


if __name__ == "__main__":
    if shutil.which("nbgrader", path=str(Path(sys.executable).parent)) is None:
        raise SystemExit("run this with the course's own Python: .venv/bin/python benchmarks/throughput.py")
    try:
        main()
    except UserError as error:
        raise SystemExit(f"throughput: {error}") from None
