"""Random damage to a good notebook: each copy is graded or refused with a reason, and none earns more."""

from __future__ import annotations

import copy
import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import PATIENT, make_course

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.judging.judge import judge_file
from grader.reading.submission_file import UnreadableSubmission
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
