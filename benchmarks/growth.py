"""Whether a class may grow: CPU, memory and files for each submission, from a hundred to ten thousand.

    python benchmarks/growth.py --sizes 100,1000,10000

The hand-ins are simulated: each has a student of its own, and one of a few contents. Each content is judged once and
looked up from then on, so what is measured is all that grows with a class: reading, mending, saving, the gradebook,
and `report` and `export` on it. What judging a hand-in costs does not depend on the others; throughput.py measures it.
Notebooks hold no outputs, so that ten thousand fit on a disk.
"""

from __future__ import annotations

import argparse
import copy
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from measure import Quiet, Watch, cpu

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.course import Course
from grader.errors import UserError
from grader.examples.example_course import copy_course
from grader.examples.submissions import write_submissions
from grader.grading.grade import grade
from grader.sandbox.launch import begun

ROOT = Path(__file__).resolve().parents[1]
CONTENTS = 10


@dataclass(frozen=True)
class Size:
    """One class: seconds of wall and CPU to grade it, MiB of memory and files, seconds of commands on the whole."""

    submissions: int
    wall: float
    cpu: float
    memory_mib: float
    gradebook_mib: float
    files_mib: float
    commands: dict[str, float]


def main() -> None:
    """Grade a class of each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--assignment", default="music_classification")
    parser.add_argument("--sizes", default="100,1000", help="students, with commas (default 100,1000)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    try:
        sizes = [int(size) for size in chosen.sizes.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(*sizes, chosen.jobs) < 1:
        parser.error("--sizes are numbers with commas, at least 1 each; so is --jobs")
    quiet = Quiet()
    heads = f"{'students':>9}{'wall s':>9}{'CPU s each':>12}{'memory MiB':>12}{'gradebook MiB':>15}{'files MiB':>11}"
    print(f"{heads}  commands")
    for size in sizes:
        quiet.look()
        found = _grade(chosen.assignment, size, chosen.jobs)
        said = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found.commands.items())
        print(
            f"{size:9}{found.wall:9.1f}{found.cpu / size:12.4f}{found.memory_mib:12.0f}"
            f"{found.gradebook_mib:15.1f}{found.files_mib:11.0f}  {said}",
            flush=True,
        )
    quiet.look()
    print(quiet.said())


def _grade(name: str, count: int, jobs: int) -> Size:
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        course = copy_course(Course(ROOT), name, Path(folder) / "course")
        assignment = Assignment.load(course, name)
        questions = list(assignment.text.questions)
        contents = []
        for number in range(CONTENTS):
            made = copy.deepcopy(fill_release(assignment.release, assignment.text))
            for cell in made.cells:
                if cell.metadata.get("nbgrader", {}).get("grade_id") in questions:
                    cell.source += f"\n# content {number}"
            contents.append(made)
        write_submissions(assignment, {f"s{i:06}": contents[i % CONTENTS] for i in range(count)})
        # The first few are judged before: what a judgement costs is not what is measured.
        with begun() as sandbox_process:
            grade(course, name, jobs, students=f"s{0:05}?", sandbox_process=sandbox_process)
        watch, begin, before = Watch(), time.monotonic(), cpu()
        with watch, begun() as sandbox_process:
            outcome = grade(course, name, jobs, force=True, sandbox_process=sandbox_process)
        wall, used = time.monotonic() - begin, cpu() - before + watch.preloaded_cpu
        if len(outcome.verdicts) != count:
            raise SystemExit(f"not all were graded: {outcome.failed or outcome.unreadable}")
        commands = {
            c.split()[0]: _seconds(course.root, c.split(), name)
            for c in ("status", "report", "export --unfinished mark")
        }
        book = (course.root / "gradebook.db").stat().st_size / 2**20
        files = sum(path.stat().st_size for path in course.root.rglob("*") if path.is_file()) / 2**20
        return Size(count, wall, used, watch.memory_mib, book, files, commands)


def _seconds(root: Path, command: list[str], name: str) -> float:
    begin = time.monotonic()
    words = [sys.executable, "-m", "grader.cli", command[0], name, *command[1:]]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, env={**os.environ, "GRADER_COURSE": ""})
    if done.returncode not in (0, 1):
        raise SystemExit(f"grader {command[0]} failed:\n{done.stderr[-2000:]}")
    return time.monotonic() - begin


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"growth: {error}") from None
