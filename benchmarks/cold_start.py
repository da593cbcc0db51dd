"""How long one hand-in takes from cold: the command's start, the sandbox, the reference world and the judgement.

    python benchmarks/cold_start.py --rounds 5

Rows, run in turn: (i) the floor: one process imports what the graded cells import, and uses an optimizer once;
(ii) `grader judge` on a right hand-in; (iii) `nbgrader autograde` on it. CPU is that of the command and of all that it
started, as far as it lived for more than a fifth of a second.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from measure import Quiet, Watch, cpu, rounds, spread

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.course import Course
from grader.errors import UserError
from grader.examples.example_course import copy_course
from grader.examples.submissions import write_submissions
from grader.grading.grade import grade

ROOT = Path(__file__).resolve().parents[1]
FLOOR = "(i) the imports alone"
IMPORTS = "import sys; sys.argv[1:] = []; from grader.sandbox import sandbox_process; sandbox_process._preload()"


def main() -> None:
    """Run the rows in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--assignment", default="music_classification")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    if chosen.rounds < 1:
        parser.error("--rounds is at least 1")
    name = chosen.assignment
    with tempfile.TemporaryDirectory(prefix="cold-start-") as folder:
        course = copy_course(Course(ROOT), name, Path(folder) / "course")
        assignment = Assignment.load(course, name)
        right = fill_release(assignment.release, assignment.text)
        for cell in right.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") in assignment.text.questions:
                cell.source += "\n# round 0"
        file = write_submissions(assignment, {"ada": right})[0]
        python = [sys.executable, "-m"]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # nbgrader starts alembic

        def timed(words: list[str]) -> Callable[[int], tuple[float, float]]:
            def run(number: int) -> tuple[float, float]:
                text = file.read_text(encoding="utf-8")  # each round another, so that no verdict is looked up
                file.write_text(re.sub(r"# round \d+", f"# round {number + 1}", text), encoding="utf-8")
                environment = {**os.environ, "PATH": path, "GRADER_COURSE": "", "OMP_NUM_THREADS": "1"}
                begin, before = time.monotonic(), cpu()
                with Watch(0.05) as watch:
                    done = subprocess.run(words, cwd=course.root, capture_output=True, text=True, env=environment)
                wall, used = time.monotonic() - begin, cpu() - before + watch.preloaded_cpu
                if done.returncode:
                    raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr[-2000:]}")
                return wall, used

            return run

        grade(course, name, 1)  # so that the gradebook knows the assignment
        quiet = Quiet()
        rows = {
            FLOOR: timed([sys.executable, "-c", IMPORTS]),
            "(ii) grader judge": timed([*python, "grader.cli", "judge", name, str(file)]),
            "(iii) nbgrader autograde": timed([*python, "nbgrader", "autograde", name, "--force"]),
        }
        found = rounds(chosen.rounds, rows, quiet)
    print(f"{'':28}{'wall s':24}{'CPU s':24}wall, this / the imports")
    for row, runs in found.items():
        walls, cpus = [wall for wall, _ in runs], [used for _, used in runs]
        ratios = [wall / least for wall, (least, _) in zip(walls, found[FLOOR], strict=True)]
        print(f"{row:28}{spread(walls):24}{spread(cpus):24}{spread(ratios)}")
    print(quiet.said())


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        raise SystemExit(f"cold_start: {error}") from None
