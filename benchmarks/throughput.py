"""How fast a class is graded, beside stock nbgrader on the same machine in the same run.

    python benchmarks/throughput.py --submissions 100 --rounds 3

Rows, run in turn: (i) stock `nbgrader autograde` on the graded cells with in-kernel tests, the toy data and no
sweeps; (ii) stock on the whole notebook with the small data and the simulated GPU (only with --whole); (iii) ours,
one worker; (iv) ours, one worker a core; (v) as (iv), some with an endless loop (only with --loops); (vi) the floor,
as floor.py says. Figures are medians of the rounds, with the least and the largest; ratios are of rows of one round.

Submissions a minute count from the start of the command to the last score in the gradebook. CPU is that of
this process and of all below it. Every submission differs from the others, so that nothing is looked up.
"""

from __future__ import annotations

import argparse
import copy
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from floor import floor
from measure import Quiet, Watch, cpu, rounds, spread
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
STOCK, WHOLE = "(i) stock nbgrader, graded cells only", "(ii) stock nbgrader, whole notebook"
ONE, OURS = "(iii) ours, one worker", "(iv) ours, one worker a core"
LOOPS, FLOOR = "(v) ours, some with an endless loop", "(vi) the floor: cells and probes alone"
ENDLESS = "while True:\n    pass"


@dataclass(frozen=True)
class Row:
    """One run of a row; `cpu` is in seconds for a submission, `cells` what of it was spent in processes of cells."""

    submissions: int
    wall: float
    cpu: float
    cells: float = 0.0
    memory_mib: float = 0.0

    @property
    def per_minute(self) -> float:
        return 60 * self.submissions / self.wall


def main() -> None:
    """Run the rows in turn and print the table with ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--assignment", default="music_classification")
    parser.add_argument("--submissions", type=int, default=100, help="for ours (default 100)")
    parser.add_argument("--stock", type=int, default=5, help="submissions for stock nbgrader (default 5)")
    parser.add_argument("--whole", type=int, default=0, help="submissions for stock on the whole notebook (default 0)")
    parser.add_argument("--data", type=Path, help="small data for --whole, from `python -m data_fetch`")
    parser.add_argument("--loops", type=int, default=0, help="also a class in which so many have an endless loop")
    parser.add_argument("--rounds", type=int, default=3, help="how often all rows are run in turn (default 3)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    if min(chosen.submissions, chosen.jobs, chosen.rounds) < 1 or min(chosen.stock, chosen.whole, chosen.loops) < 0:
        parser.error("--submissions, --jobs and --rounds are at least 1, --stock, --whole and --loops at least 0")
    if chosen.loops > chosen.submissions:
        parser.error("--loops is how many of --submissions have one")
    if chosen.whole and chosen.data is None:
        parser.error("--whole needs --data: make it with `python -m data_fetch`")
    name, count, jobs = chosen.assignment, chosen.submissions, chosen.jobs
    with tempfile.TemporaryDirectory(prefix="throughput-") as folder:

        def place(row: str, number: int) -> Path:
            return Path(folder) / f"{row}-{number}"

        rows: dict[str, Callable[[int], object]] = {}
        if chosen.stock:
            rows[STOCK] = lambda number: _stock(place("stock", number), name, chosen.stock)
        if chosen.whole:
            rows[WHOLE] = lambda number: _stock_whole(place("whole", number), name, chosen.whole, chosen.data)
        if jobs > 1:
            rows[ONE] = lambda number: _ours(place("one", number), name, count, 1)
        rows[OURS] = lambda number: _ours(place("many", number), name, count, jobs)
        if chosen.loops:
            rows[LOOPS] = lambda number: _ours(place("loops", number), name, count, jobs, chosen.loops)
        rows[FLOOR] = lambda number: _floor(place("floor", number), name)
        quiet = Quiet()
        found = rounds(chosen.rounds, rows, quiet)
    _show(found, quiet, jobs)


def _show(found: dict[str, list], quiet: Quiet, jobs: int) -> None:
    floors, ours = found.pop(FLOOR), found[OURS]
    print(f"\n{'':44}{'n':>5}  {'a minute':26}{'CPU s each':26}{'ours / this':24}memory (PSS), MiB")
    for name, runs in found.items():
        ratio = [this.per_minute / run.per_minute for this, run in zip(ours, runs, strict=True)]
        row = f"{name:44}{runs[0].submissions:5}  {spread([run.per_minute for run in runs], 1):26}"
        row += f"{spread([run.cpu for run in runs], 3):26}{spread(ratio):24}"
        print(row + (spread([run.memory_mib for run in runs], 0) if runs[0].memory_mib else ""))
    print(f"{FLOOR:51}{'':26}{spread(floors, 3)}")
    over = [run.cpu / floor for run, floor in zip(ours, floors, strict=True)]
    cells = [run.cells / run.cpu for run in ours]
    print(f"CPU of ours over the floor: {spread(over)}; of it in the cells' processes: {spread(cells)}")
    if ONE in found:
        extra = [(many.memory_mib - one.memory_mib) / (jobs - 1) for one, many in zip(found[ONE], ours, strict=True)]
        print(f"memory of each further worker, its judge included: {spread(extra, 0)} MiB (PSS)")
    print(quiet.said())


def _floor(place: Path, name: str) -> float:
    assignment = Assignment.load(copy_course(Course(ROOT), name, place), name)
    return floor(assignment, fill_release(assignment.release, assignment.text))


def _ours(place: Path, name: str, count: int, jobs: int, loops: int = 0) -> Row:
    course = copy_course(Course(ROOT), name, place)
    assignment = Assignment.load(course, name)
    questions = list(assignment.text.questions)
    executed = course.solutions(name) / f"{name}.ipynb"

    def answered(endless: dict[str, str]) -> NotebookNode:
        notebook = fill_release(assignment.release, assignment.text, endless)
        return with_outputs_of(notebook, nbformat.read(executed, as_version=4)) if executed.is_file() else notebook

    # The loops go round the questions, as they do in a class.
    one_each = [answered({question: ENDLESS}) for question in questions] if loops else []
    right = answered({})
    marked = [cell.id for cell in right.cells if _name(cell) in questions]
    made = [one_each[i % len(one_each)] if i < loops else right for i in range(count)]
    write_submissions(assignment, {f"s{i:04}": _different(one, marked, i) for i, one in enumerate(made)})
    watch = Watch()
    start, before = time.monotonic(), cpu()
    with watch, begun() as sandbox_process:  # as the command does
        outcome = grade(course, name, jobs, sandbox_process=sandbox_process)
    wall, used = time.monotonic() - start, cpu() - before
    full = sum(question.points for question in assignment.text.questions.values())
    wrong = sorted(student for student, verdict in outcome.verdicts.items() if verdict.points != full)
    if len(outcome.verdicts) != count or wrong != [f"s{i:04}" for i in range(loops)]:
        raise SystemExit(f"these got other points than they should: {wrong or outcome.failed}")
    cells = sum(verdict.cpu_seconds for verdict in outcome.verdicts.values()) / count
    shutil.rmtree(place)
    return Row(count, wall, (used + watch.preloaded_cpu) / count + cells, cells, watch.memory_mib)


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
    return _run_stock(place, name, notebook, count)


def _stock_whole(place: Path, name: str, count: int, data: Path) -> Row:
    from grader.assignment.instructor_notebook import instructor_notebook

    notebook = instructor_notebook(AuthorText.read(Course(ROOT).author_text(name)))
    for cell in notebook.cells:
        cell.source = cell.source.replace("raise RuntimeError(", "print(")
    switch = f"import sys; sys.path.append({str(ROOT)!r})\nfrom grader import simulated_gpu; simulated_gpu.switch_on()"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(switch))
    os.environ["MUSIC_DATA"] = str(data.resolve())
    return _run_stock(place, name, notebook, count)


def _run_stock(place: Path, name: str, notebook: NotebookNode, count: int) -> Row:
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
    start, before = time.monotonic(), cpu()
    _nbgrader(place, "autograde", name)
    wall, used = time.monotonic() - start, cpu() - before
    shutil.rmtree(place)
    return Row(count, wall, used / count)


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


if __name__ == "__main__":
    if shutil.which("nbgrader", path=str(Path(sys.executable).parent)) is None:
        raise SystemExit("run this with the course's own Python: .venv/bin/python benchmarks/throughput.py")
    try:
        main()
    except UserError as error:
        raise SystemExit(f"throughput: {error}") from None
