"""A tiny course for the engine's tests: two questions, a plot, a written answer and an evidence cell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lent_sandbox_process import MODULES, lending

from grader.course import Course
from grader.sandbox.launch import SandboxProcess
from grader.sandbox.limits import Limits

PATIENT = Limits(call_seconds=60, cell_seconds=200)  # where a test is about no time limit: the machine may be busy
MARKER = "#grade (write your code in this cell and DO NOT DELETE THIS LINE)"

AUTHOR_TEXT = f"""\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A tiny assignment
# Two functions and a figure.

# %%
import numpy as np
import matplotlib.pyplot as plt

# %% toy="data"
values = np.load("values.npy")

# %% [markdown]
# ## The mean
# Define `mean`, the mean of `values`. {{rule=all_values}}

# %% answer="mean_value"
{MARKER}
### BEGIN SOLUTION
mean = values.mean()
### END SOLUTION

# %% check="mean_value" points=4
assert np.ndim(mean) == 0, "`mean` should be one number."

# %% [markdown]
# ## Counting
# `count_above(numbers, limit)` returns how many numbers {{rule=counts}}
# are strictly greater than `limit`. {{rule=strictly}}

# %% answer="count_above"
{MARKER}
def count_above(numbers, limit):
    ### BEGIN SOLUTION
    return int((numbers > limit).sum())
    ### END SOLUTION

# %% check="count_above" points=6
assert count_above(np.array([1, 5]), 2) == 1, "Count the numbers greater than `limit`."

# %% plot="plot_values" points=2
### BEGIN SOLUTION
plt.plot(values)
### END SOLUTION
plt.show()

# %% [markdown] rubric="plot_values"
# The secret rubric: one point for labels.

# %% evidence="table" points=1
print("mean:", mean)

# %% [markdown] written="comment" points=3
# What does the figure show?
#
# ### BEGIN SOLUTION
# The secret model answer: a rising line.
# ### END SOLUTION
"""

TESTS = {
    "mean_value.py": '''\
"""Hidden tests of `mean_value`."""
from grader.testing import close, enforces

DEFINES = ("mean",)


@enforces("all_values")
def test_the_mean_is_of_all_values(student, rng):
    values = rng.normal(size=7)
    assert close(student.mean_of(values=values), values.mean()), "Take the mean of all of `values`."


@enforces("all_values")
def test_the_mean_is_computed_and_not_written_down(student, rng):
    values = rng.normal(size=5) + 3
    assert close(student.mean_of(values=values), values.mean()), "Compute the mean from `values`."
''',
    "count_above.py": '''\
"""Hidden tests of `count_above`."""
from grader.testing import enforces, number, weight

DEFINES = ("count_above",)


@weight(2)
@enforces("counts")
def test_it_counts_the_numbers_above_the_limit(student, rng):
    numbers = rng.permutation(20)
    assert number(student.count(numbers=numbers, limit=12.5)) == 7, "Count the numbers above `limit`."


@enforces("strictly")
def test_a_number_equal_to_the_limit_does_not_count(student):
    import numpy as np
    found = student.count(numbers=np.array([1.0, 2.0, 2.0, 3.0]), limit=2.0)
    assert number(found) == 1, "`strictly greater` leaves out numbers equal to `limit`."
''',
    "probes/mean_value.py": """\
def mean_of(cell, ask, *, values):
    return cell.run(values=values)["mean"]
""",
    "probes/count_above.py": """\
def count(cell, ask, *, numbers, limit):
    return cell["count_above"](numbers, limit)
""",
    "toy_data.py": "import numpy as np\nvalues = np.arange(6.0)\n",
    "answers/mean_value.py": """\
# %% wrong="constant" hint="mean" at_most=0
# A number is written down.
mean = 2.5

# %% right="numpy"
# NumPy's function.
mean = np.mean(values)
""",
    "answers/count_above.py": """\
# %% right="loop"
# A loop.
def count_above(numbers, limit):
    total = 0
    for number in numbers:
        total += number > limit
    return total

# %% [markdown]
# ## test_it_counts_the_numbers_above_the_limit

# %% wrong="never_counts" hint="Count the numbers" at_most=40
# Counts up to one.
def count_above(numbers, limit):
    return int((numbers > limit).any())

# %% [markdown]
# ## test_a_number_equal_to_the_limit_does_not_count

# %% wrong="not_strict" hint="strictly" at_most=70
# Counts equal numbers too.
def count_above(numbers, limit):
    return int((numbers >= limit).sum())
""",
}


def make_course(root: Path) -> Course:
    """Write the tiny course into `root`."""
    (root / "source").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.root = '.'\n")
    (root / "source" / "tiny.py").write_text(AUTHOR_TEXT)
    for name, source in TESTS.items():
        path = root / "tests" / "tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    return Course(root)


def inside_a_copy(course: Course, place: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """Return a copy of a course in the folder `place`, which is the working directory from now on."""
    copy = Course(Path(shutil.copytree(course.root, place / "course")))
    monkeypatch.chdir(copy.root)
    return copy


def read_log(course: Course) -> list[dict]:
    """Return the lines of the course's audit log, oldest first."""
    return [json.loads(line) for line in (course.cache / "audit.jsonl").read_text().splitlines()]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A fresh copy of the tiny course."""
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def preloaded() -> Iterator[SandboxProcess]:
    """One pre-loaded process for all tests that do not look at how such a process starts or ends."""
    sandbox_process = SandboxProcess(Limits(), workers=8)
    sandbox_process.begin()
    yield sandbox_process
    sandbox_process.close()


@pytest.fixture(scope="module")
def lent_sandbox_process(preloaded: SandboxProcess) -> Iterator[None]:
    """Lend that process to whatever a module grades: `pytestmark = pytest.mark.usefixtures("lent_sandbox_process")`."""
    with lending(preloaded):
        yield


@pytest.fixture
def own_sandbox_process(lent_sandbox_process: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one test of such a module load its own, to stop it half-way."""
    for module in MODULES:
        monkeypatch.setattr(module, "SandboxProcess", SandboxProcess)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one process, where they share fixtures, but for those that say that they need not."""
    for item in items:
        if not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
