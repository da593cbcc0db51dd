"""Random damage to a good notebook: each copy is graded or refused with a reason, and none earns more."""

from __future__ import annotations

import copy
import json
import random
import warnings
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from conftest import PATIENT, make_course
from graded_course import make_graded_course

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.course import Course
from grader.formgrader.pages import SubmissionPage
from grader.grading.grade import grade
from grader.judging.judge import judge_file
from grader.reading.submission_file import UnreadableSubmission
from grader.reports.feedback import write_feedback
from grader.sandbox.worker import Worker

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

FULL_MARKS = 10
ODD_VALUES = [None, True, -1, 1.5, 10**30, "", "x", "\ud800", [], {}, [[]], {"a": None}, ["x", 1], "#grade", 4]
TOKENS = [
    "numbers",
    "limit",
    "values",
    "mean",
    "np",
    "return",
    "(",
    ")",
    ":",
    "=",
    "==",
    ">",
    "%",
    "!ls",
    "\t",
    "'",
    '"',
]


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    """(assignment, good notebook as JSON, worker) of the tiny course."""
    assignment = Assignment.load(make_course(tmp_path_factory.mktemp("fuzz") / "course"), "tiny")
    notebook = json.loads(json.dumps(fill_release(assignment.release, assignment.text)))
    with Worker(replace(PATIENT, memory_mib=512)) as worker:
        yield assignment, notebook, worker


def nodes(value, found=None) -> list[tuple]:
    """Return (container, key) of everything inside a JSON value."""
    found = [] if found is None else found
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found.append((value, key))
        nodes(item, found)
    return found


def change_nodes(notebook, rng: random.Random) -> None:
    """Delete, double or replace parts of the JSON, or put them elsewhere."""
    for _ in range(rng.randint(1, 4)):
        places = nodes(notebook)
        if not places:
            return
        container, key = rng.choice(places)
        what = rng.choice(["delete", "double", "replace", "move"])
        if what == "delete":
            del container[key]
        elif what == "double" and isinstance(container, list):
            container.insert(rng.randint(0, len(container)), copy.deepcopy(container[key]))
        elif what == "move":
            other, place = rng.choice(places)
            container[key] = copy.deepcopy(other[place])
        else:
            container[key] = copy.deepcopy(rng.choice(ODD_VALUES))


def change_cells(notebook, rng: random.Random) -> None:
    """Shuffle, drop and double cells; give them other types, ids and metadata."""
    cells = notebook["cells"]
    what = rng.choice(["shuffle", "drop", "double", "metadata", "types", "strip"])
    if what == "shuffle":
        rng.shuffle(cells)
    elif what == "drop":
        notebook["cells"] = [cell for cell in cells if rng.random() < 0.7]
    elif what == "double":
        notebook["cells"] = [copy.deepcopy(cell) for cell in cells for _ in range(rng.choice([1, 1, 2]))]
    elif what == "metadata":
        known = [cell["metadata"] for cell in cells]
        for cell in cells:
            if rng.random() < 0.4:
                cell["metadata"] = copy.deepcopy(rng.choice([*known, *ODD_VALUES]))
    elif what == "types":
        for cell in cells:
            if rng.random() < 0.3:
                cell["cell_type"] = rng.choice(["code", "markdown", "raw", "Code", "heading", None])
    else:
        for cell in cells:
            cell["metadata"] = {}
            cell.pop("id", None)


def change_sources(notebook, rng: random.Random) -> None:
    """Delete, double and swap lines and words of the student's cells."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for cell in rng.sample(cells, min(len(cells), rng.randint(1, 3))):
        lines = cell["source"].split("\n")
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(lines))
            what = rng.choice(["delete", "double", "indent", "token", "cut", "insert"])
            if what == "delete" and len(lines) > 1:
                del lines[at]
            elif what == "double":
                lines.insert(at, lines[at])
            elif what == "indent":
                lines[at] = rng.choice(["    ", " ", "\t"]) + lines[at]
            elif what == "token":
                words = lines[at].split(" ")
                words[rng.randrange(len(words))] = rng.choice(TOKENS)
                lines[at] = " ".join(words)
            elif what == "cut":
                lines[at] = lines[at][: rng.randint(0, len(lines[at]))]
            else:
                lines.insert(at, " ".join(rng.choices(TOKENS, k=4)))
        cell["source"] = "\n".join(lines)


def change_bytes(data: bytes, rng: random.Random) -> bytes:
    """Cut the file, flip bytes, or repeat a part of it."""
    what = rng.choice(["cut", "flip", "repeat", "zeros"])
    start, end = sorted(rng.randrange(len(data)) for _ in range(2))
    if what == "cut":
        return data[: end if rng.random() < 0.5 else len(data) - rng.randint(1, 20)]
    if what == "repeat":
        return data[:end] + data[start:]
    changed = bytearray(data)
    if what == "zeros":
        changed[start:end] = bytes(end - start)
    else:
        for _ in range(rng.randint(1, 6)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def damaged(notebook: dict, seed: int) -> bytes:
    """Return a damaged copy of the notebook as the bytes of a file."""
    rng = random.Random(seed)
    made = copy.deepcopy(notebook)
    kind = seed % 4
    changes = [change_sources, change_cells, change_nodes][kind : kind + 1]
    if rng.random() < 0.25:
        changes.append(change_nodes)
    for change in changes:
        change(made, rng)
    data = json.dumps(made).encode()
    return change_bytes(data, rng) if kind == 3 else data


def outcome(setting, folder: Path, seed: int) -> float | None:
    """Return the points of a damaged copy, None if it is refused; other exceptions pass."""
    assignment, notebook, worker = setting
    path = folder / "tiny.ipynb"
    path.write_bytes(damaged(notebook, seed))
    try:
        verdict = judge_file(assignment, path, worker)
    except UnreadableSubmission as error:
        assert str(error) and "\n" not in str(error)
        return None
    assert set(verdict.questions) == {"mean_value", "count_above"}
    for question in verdict.questions.values():
        assert not any("hidden test" in note for note in question.notes), question.notes
    return verdict.points


def run(setting, folder: Path, seeds: range) -> list[float | None]:
    """Judge damaged copies and check what holds for each."""
    found = []
    for seed in seeds:
        try:
            points = outcome(setting, folder, seed)
        except Exception as error:
            raise AssertionError(f"the notebook of seed {seed} raised {error!r}") from error
        assert points is None or 0 <= points <= FULL_MARKS, f"seed {seed}: {points}"
        found.append(points)
    return found


def test_two_hundred_damaged_notebooks_are_graded_or_refused(setting, tmp_path):
    found = run(setting, tmp_path, range(200))
    graded = [points for points in found if points is not None]
    # The damage is neither harmless nor total, or the test would say nothing.
    assert len(graded) > 100
    assert FULL_MARKS in graded and 0 in graded
    assert None in found
    assert setting[1] == json.loads(json.dumps(fill_release(setting[0].release, setting[0].text)))


@pytest.mark.slow
def test_two_thousand_damaged_notebooks_are_graded_or_refused(setting, tmp_path):
    run(setting, tmp_path, range(200, 2200))


def test_the_same_seed_makes_the_same_damage(setting):
    assert all(damaged(setting[1], seed) == damaged(setting[1], seed) for seed in range(40))


# --- pages --------------------------------------------------------------------------------------------------

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PASTED = "![x](attachment:a%20b.png) ![lost](attachment:lost.png) <img src='attachment:q'> $x$\n\n| a | b |\n|---|---|\n| 1 | 2 |"
ODD_TEXTS = [
    "</div>",
    "<b",
    "$x",
    "[a](",
    "![x](attachment:%ZZ)",
    "\x1b[31m",
    "a\x00b",
    "```",
    "{{ x }}",
    "$$\\frac{1}{$$",
]
OUTPUTS = [
    {"output_type": "display_data", "data": {"image/png": PIXEL, "text/plain": ["a"]}, "metadata": {"width": 3}},
    {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}, "metadata": {}},
    {"output_type": "display_data", "data": {"text/html": "<table><tr><td>1</table>"}, "metadata": {}},
    {"output_type": "display_data", "data": {"text/latex": "$x$", "text/markdown": PASTED}, "metadata": {}},
    {"output_type": "stream", "name": "stdout", "text": ["a\n", '{"evidence": "plot_values", "axes": [{}]}\n']},
    {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[0;31mE\x1b[0m"]},
]


def full_of_outputs(notebook: dict) -> dict:
    """Return a copy with outputs of each kind in each cell of code, and pictures pasted into each text."""
    full = copy.deepcopy(notebook)
    for cell in full["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = copy.deepcopy(OUTPUTS)
        else:
            cell["attachments"] = {"a b.png": {"image/png": PIXEL}, "q": {"image/jpeg": PIXEL}}
            cell["source"] += "" if "nbgrader" not in cell["metadata"] else f"\n\n{PASTED}"
    own = {"cell_type": "markdown", "id": "own", "metadata": {}, "source": PASTED, "attachments": {"q": {}}}
    full["cells"].append(own)
    return full


def change_what_pages_show(notebook: dict, rng: random.Random) -> None:
    """Delete or replace parts of outputs, attachments, metadata and texts."""
    for _ in range(rng.randint(1, 10)):
        places: list[tuple] = []
        for cell in notebook["cells"]:
            shown = [key for key in ("outputs", "attachments", "metadata", "source") if key in cell]
            for key in shown:
                places.append((cell, key))
                nodes(cell[key], places)
        container, key = rng.choice(places)
        if rng.random() < 0.15:
            del container[key]
        else:
            container[key] = copy.deepcopy(rng.choice([*ODD_VALUES, *ODD_TEXTS]))


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory) -> Course:
    """Return a graded course of damaged notebooks: as the fuzzer makes them, and where pages show something."""
    course = make_graded_course(tmp_path_factory.mktemp("pages") / "course")
    assignment = Assignment.load(course, "tiny")
    good = json.loads(json.dumps(fill_release(assignment.release, assignment.text)))
    made = {f"damaged{seed}": damaged(full_of_outputs(good), seed) for seed in range(12)}
    made["as-it-is"] = json.dumps(full_of_outputs(good)).encode()
    for seed in range(12):
        notebook = full_of_outputs(good)
        change_what_pages_show(notebook, random.Random(seed))
        made[f"shown{seed}"] = json.dumps(notebook).encode()
    for student, content in made.items():
        path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    grade(course, "tiny", jobs=1)
    return course


def test_no_content_of_a_notebook_stops_a_page_of_feedback(handed_in):
    feedback = write_feedback(handed_in, "tiny")
    assert not feedback.failed and len(feedback.pages) > 15
    page = handed_in.feedback("tiny", "as-it-is").read_text()
    assert f'src="data:image/png;base64,{PIXEL}"' in page and "[picture: lost]" in page
    assert "an output of image/svg+xml: not shown" in page


def test_no_content_of_a_notebook_stops_formgraders_page_or_warns_of_nobody(handed_in):
    pages = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in sorted((handed_in.root / "autograded").glob("*/tiny/tiny.ipynb")):
            student = path.parents[1].name
            about = {"index": 0, "total": 1, "assignment_id": "tiny", "notebook_id": "tiny", "student": student}
            pages[student], _ = SubmissionPage().from_notebook_node(nbformat.read(path, as_version=4), about)
    assert len(pages) > 15
    assert f"data:image/png;base64,{PIXEL}" in pages["as-it-is"] and "[picture: lost]" in pages["as-it-is"]
