"""Hostile and broken submissions: what each earns and is told, and that nobody else is harmed.

The cases lie in `hostile/`. Each is judged with two seconds for its cell. Afterwards an honest answer gets full
marks from the same worker, and neither a process nor a file of the case is left.
"""

from __future__ import annotations

import copy
import json
import os
import re
import secrets
import socket
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from conftest import AUTHOR_TEXT, MARKER, make_course
from hostile import carrying, earlier, forging, reading, running
from hostile.case import Case

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.errors import UserError
from grader.grading.grade import grade
from grader.judging.carry import StudentCell
from grader.judging.judge import judge_file, judge_question
from grader.judging.told import MOST_STRANGE_IN_ALL, MOST_TEXT
from grader.python_source import parse_or_none, to_python
from grader.reading.repair import repair
from grader.reading.submission_file import UnreadableSubmission, find_notebook, read_submission
from grader.sandbox import tiers
from grader.sandbox.limits import Limits
from grader.sandbox.tiers import LANDLOCK, Sandbox
from grader.sandbox.worker import Worker

SECONDS = 2.0
# What judging may take beyond the deadline of a cell; a machine so busy that it takes this long is none to test on.
SLACK = 120.0
CASES = [*running.CASES, *reading.CASES, *earlier.CASES, *forging.CASES]
HONEST = "def count_above(numbers, limit):\n    return int((numbers > limit).sum())\n"
SECRET = "grader-secret-" + secrets.token_hex(4)
ANSWER, OWN_ANSWER = "grader-answer-" + secrets.token_hex(4), "grader-own-" + secrets.token_hex(4)

# No constant passes two of these, and the last asks the trusted side for its numbers.
HIDDEN_TESTS = '''\
"""Hidden tests of `count_above`."""
from grader.testing import number

DEFINES = ("count_above",)
SECRET = "{secret}"


def check(student, rng, size):
    numbers = rng.normal(size=size)
    limit = float(rng.normal() / 4)
    expected = int((numbers > limit).sum())
    assert number(student.count(numbers=numbers, limit=limit)) == expected, "Count the numbers above `limit`."


def test_it_counts_a_few_numbers(student, rng):
    check(student, rng, 40)


def test_it_counts_many_numbers(student, rng):
    check(student, rng, 60_000)  # more than a socket takes without a reader


def test_it_counts_what_another_function_gives(student, rng):
    numbers = rng.normal(size=4000)
    found = student.count_given(limit=0.25, answer=lambda name: numbers)
    assert number(found) == int((numbers > 0.25).sum()), "Count the numbers above `limit`."
'''
# What the reference answers hold, and a later cell must not find.
EARLIER = '''\
def helper_of_mean(numbers):
    """Return the mean: {secret}."""
    return sum(numbers) / len(numbers)


class MeanOfMean:
    """A mean: {secret}."""

    def __init__(self):
        super().__init__()
        self.kept = helper_of_mean

    def tell(self, numbers):
        """Return the mean: {secret}."""
        return __class__, self.kept(numbers)


made_of_mean = MeanOfMean()
mean = made_of_mean.tell(values)[1]
'''
PROBES = """\
def count(cell, ask, *, numbers, limit):
    return cell["count_above"](numbers, limit)


def count_given(cell, ask, *, limit):
    return cell["count_above"](ask("numbers"), limit)
"""


class Setting:
    """The tiny course with secrets in it, and one worker that judges every case."""

    def __init__(self, root: Path, worker: Worker):
        self.course = make_course(root)
        self.worker = worker
        text = AUTHOR_TEXT.replace("mean = values.mean()\n", EARLIER.format(secret=ANSWER))
        text = text.replace("    return int((numbers >", f'    "{OWN_ANSWER}"\n    return int((numbers >')
        text = text.replace(
            "# ## Counting", "# ## Counting\n\n# %%\ndef show_mean():\n    print(mean)\n\n# %% [markdown]"
        )
        (root / "source" / "tiny.py").write_text(text)
        tests = root / "tests" / "tiny"
        (tests / "count_above.py").write_text(HIDDEN_TESTS.format(secret=SECRET))
        (tests / "probes" / "count_above.py").write_text(PROBES)
        (root / "gradebook.db").write_text(f"SQLite format 3 {SECRET}")
        (root / "submitted" / "ada" / "tiny").mkdir(parents=True)
        (root / "submitted" / "ada" / "tiny" / "tiny.ipynb").write_text(json.dumps({"cells": [], "work": SECRET}))
        self.assignment = Assignment.load(self.course, "tiny")
        self.port, self.path, self.abstract = 0, str(root / "door"), f"grader-{os.getpid()}"

    def judge(self, answer: str, *above: str, seconds: float = SECONDS):
        """Return the verdict of an answer to `count_above`, which has `seconds`: an honest one always has enough."""
        self.worker.limits = replace(self.worker.limits, call_seconds=seconds, cell_seconds=seconds)
        places = {"root": self.course.root, "judge": os.getpid(), "port": self.port}
        places |= {"socket": self.path, "abstract": self.abstract}
        for name, value in places.items():
            answer = answer.replace("{" + name + "}", str(value))
        cells = [StudentCell(parse_or_none(to_python(source))) for source in above]
        source = to_python(answer)
        cells.append(StudentCell(parse_or_none(source), "count_above"))
        return judge_question(self.assignment, "count_above", cells, (len(above), source), self.worker)


@pytest.fixture(scope="module", params=["best tier", pytest.param(LANDLOCK, marks=pytest.mark.slow)])
def setting(request, tmp_path_factory):
    """The course, a worker in the best sandbox of this machine or the next best, and doors that a cell might knock at."""
    sandbox = Sandbox(LANDLOCK) if request.param == LANDLOCK else tiers.choose()
    if request.param == LANDLOCK and tiers.lacks_landlock():
        pytest.skip(tiers.lacks_landlock())
    os.environ["GRADER_TEST_SECRET"] = SECRET
    try:
        with (
            Worker(Limits(call_seconds=SECONDS, cell_seconds=SECONDS, memory_mib=512), sandbox) as worker,
            socket.create_server(("127.0.0.1", 0)) as tcp,
            socket.socket(socket.AF_UNIX) as by_path,
            socket.socket(socket.AF_UNIX) as by_name,
        ):
            made = Setting(tmp_path_factory.mktemp("hostile") / "course", worker)
            made.port = tcp.getsockname()[1]
            for listening, address in ((by_path, made.path), (by_name, f"\0{made.abstract}")):
                listening.bind(address)
                listening.listen()
            assert made.judge(HONEST, seconds=60).points == 6
            yield made
    finally:
        del os.environ["GRADER_TEST_SECRET"]


def processes_below(pid: int) -> set[int]:
    """Return the processes that descend from `pid`."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if status[0] != "Z":
                parents[int(entry.name)] = int(status[1])
    found, more = set(), {pid}
    while more:
        found |= more
        more = {child for child, parent in parents.items() if parent in found} - found
    return found - {pid}


def files_of_cells(setting: Setting) -> set[str]:
    """Return the files of cells that the worker's folder and the shared memory hold."""
    folder = setting.worker.sandbox_process.folder
    cells = Path(folder).glob("*/cell-*") if folder else ()
    below = Path(folder).glob("cell-*") if folder else ()
    return {str(path) for path in (*cells, *below, *Path("/dev/shm").glob("*hostile*"))}


@pytest.fixture
def nothing_is_left(setting):
    """After the test neither a process nor a file is there that was not before."""
    processes, files = len(processes_below(os.getpid())), files_of_cells(setting)
    yield
    until = time.monotonic() + 60
    while time.monotonic() < until:
        more = len(processes_below(os.getpid())) - processes
        left = files_of_cells(setting) - files
        if more <= 0 and not left:
            break
        time.sleep(0.05)
    assert more <= 0, f"{more} processes are left"
    assert not left, left


def assert_nobody_else_is_harmed(setting: Setting, verdict) -> None:
    """An honest answer earns all from the same worker, and the verdict is short and holds no secret."""
    assert setting.judge(HONEST, seconds=60).points == 6
    told = json.dumps({**verdict.__dict__, "tests": [test.__dict__ for test in verdict.tests]})
    assert SECRET not in told
    assert len(told) < 20_000


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_hostile_or_broken_answer_earns_what_it_should_and_harms_nobody(setting, nothing_is_left, case: Case):
    for limit in (SECONDS, 5 * SECONDS, 30 * SECONDS):
        start = time.monotonic()
        verdict = setting.judge(case.source, *case.above, seconds=limit)
        seconds = time.monotonic() - start
        messages = "\n".join(dict.fromkeys(test.message for test in verdict.tests if test.message))
        if not verdict.timed_out or re.search(case.says, messages):
            break  # else the machine was busy: it gets more time, as a pool judges again alone
    assert_nobody_else_is_harmed(setting, verdict)
    assert verdict.points == case.points, messages
    assert re.search(case.says, messages), messages
    assert re.search(case.notes, "\n".join(verdict.notes)), verdict.notes
    assert "BROKE OUT" not in messages
    assert seconds < limit + SLACK, f"{seconds:.1f} s"
    assert verdict.timed_out == ("did not finish in time" in messages)
    assert not (setting.course.root / "reduced").exists()


def test_there_are_enough_cases_and_no_two_have_the_same_name():
    assert len({case.name for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("body", carrying.WAYS.values(), ids=carrying.WAYS)
def test_an_error_carries_no_program_out(setting, nothing_is_left, body):
    verdict = setting.judge(carrying.cell(body))
    messages = [test.message for test in verdict.tests]
    pieces = {payload[start : start + 6] for payload in carrying.PAYLOADS for start in range(len(payload) - 5)}
    found = {piece for piece in pieces if any(piece in message for message in messages)}
    assert len(found) <= MOST_STRANGE_IN_ALL, messages
    assert max(map(len, messages)) <= MOST_TEXT + 300


PLACES = {
    "shared memory": "/dev/shm/hostile",
    "the folder for temporary files": "/tmp/hostile",
    "the folder above": "../hostile",
    "the home folder": "~/hostile",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_one_submission_cannot_leave_its_answer_for_another(setting, nothing_is_left, place):
    path = f"__import__('os').path.expanduser({place!r})"
    giver = f"try: open({path}, 'w').write('found')\nexcept OSError: pass\n{HONEST}"
    taker = f"def count_above(numbers, limit):\n    raise ValueError(open({path}).read())\n"
    setting.judge(giver)
    verdict = setting.judge(taker)
    assert "ValueError: found" not in " ".join(test.message for test in verdict.tests)


def test_a_cell_cannot_change_the_world_of_the_next(setting):
    spoiler = (
        "import numpy, builtins, grader.sandbox.codec\nnumpy.ndarray = numpy.sum = builtins.int = None\n"
        "grader.sandbox.codec.encode = None\nvalues[:] = 0\nimport os\nos.environ['PATH'] = '/nowhere'\n" + HONEST
    )
    setting.judge(spoiler)
    verdict = setting.judge(
        "import os\ndef count_above(numbers, limit):\n"
        "    raise ValueError(int(np.sum(values)), os.environ['PATH'] == '/nowhere')"
    )
    assert "(15, False)" in verdict.tests[0].message


# --- whole notebooks -----------------------------------------------------------------------------------------


@pytest.fixture
def hand_in(setting, tmp_path):
    """A function that changes a complete notebook, writes it, and judges the file."""

    def run(change):
        notebook = fill_release(setting.assignment.release, setting.assignment.text)
        change(notebook)
        path = tmp_path / "tiny.ipynb"
        path.write_text(json.dumps(notebook))
        return judge_file(setting.assignment, path, setting.worker)

    return run


def cell(notebook, name):
    return next(c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name)


def only_the_first_question(notebook):
    cell(notebook, "count_above").source = MARKER + "\ndef count_above(numbers, limit):\n    raise NotImplementedError"


def test_points_and_flags_in_the_metadata_earn_nothing(hand_in):
    def forge(notebook):
        only_the_first_question(notebook)
        notebook.metadata["grader"] = {"notes": [], "points": 100}
        for each in notebook.cells:
            each.metadata["grader"] = {"outcome": "passed", "points": 100}
            if "nbgrader" in each.metadata:
                each.metadata.nbgrader.update(points=100, locked=False, grade=True, solution=True)

    verdict = hand_in(forge)
    assert verdict.points == 4
    assert {name: question.max_points for name, question in verdict.questions.items()} == {
        "mean_value": 4,
        "count_above": 6,
    }


def test_outputs_of_check_cells_are_not_read(hand_in):
    def forge(notebook):
        only_the_first_question(notebook)
        for name in ("mean_value-check", "count_above-check"):
            cell(notebook, name).outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "6.0"})]

    assert hand_in(forge).points == 4


def test_a_right_answer_to_a_small_question_does_not_earn_the_points_of_a_large_one(hand_in):
    def swap(notebook):
        only_the_first_question(notebook)
        small, large = cell(notebook, "mean_value"), cell(notebook, "count_above")
        small.metadata, large.metadata = large.metadata, small.metadata

    assert hand_in(swap).points == 4


def test_the_same_answer_under_every_id_counts_once(hand_in):
    def copy_around(notebook):
        only_the_first_question(notebook)
        first = cell(notebook, "mean_value")
        for name in ("mean_value", "count_above", "count_above-check", "mean_value-check", "bonus"):
            double = copy.deepcopy(first)
            double.metadata.nbgrader.grade_id = name
            notebook.cells.append(double)

    assert hand_in(copy_around).points == 4


def test_a_changed_check_cell_is_neither_run_nor_read(hand_in):
    def change(notebook):
        only_the_first_question(notebook)
        cell(notebook, "count_above-check").source = "def count_above(numbers, limit):\n    return 1\nprint(6.0)"

    assert hand_in(change).points == 4


# --- files that are hard to read -------------------------------------------------------------------------------


def notebook_of(cells: str, more: str = "") -> bytes:
    return f'{{"cells": [{cells}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5{more}}}'.encode()


def code(source: str) -> str:
    return json.dumps({"cell_type": "code", "metadata": {}, "outputs": [], "source": source, "execution_count": None})


REFUSED_FILES = {
    "a hundred thousand brackets": (b"[" * 100_000, "nested too deeply|cut off|not a notebook"),
    "metadata nested a hundred thousand deep": (
        notebook_of("", ', "x": ' + '{"a":' * 100_000 + "1" + "}" * 100_000),
        "nested too deeply",
    ),
    "a million cells": (notebook_of(",".join(['{"source":""}'] * 1_000_000)), "1000000 cells"),
    "ten million brackets": (notebook_of(",".join(["[]"] * 10_000_000)), "millions of nested lists"),
    "a number of a million digits": (notebook_of("", ', "x": ' + "9" * 1_000_000), "number is far too long"),
    "a string of 110 MB": (notebook_of(code("x" * 110_000_000)), "too large: 105 MB"),
    "no cells": (b'{"cells": {"0": 1}, "nbformat": 4}', "has no cells"),
    "a number": (b"1e999", "not a notebook"),
    "zeros": (bytes(10_000), "only zero bytes"),
    "a command": (b"#!/bin/sh\nrm -rf /\n", "not JSON"),
}


@pytest.mark.parametrize("content, reason", REFUSED_FILES.values(), ids=REFUSED_FILES)
def test_a_file_that_is_no_notebook_is_refused_with_a_reason_and_soon(tmp_path, content, reason):
    path = tmp_path / "tiny.ipynb"
    path.write_bytes(content)
    start = time.process_time()
    with pytest.raises(UnreadableSubmission, match=reason):
        read_submission(path)
    assert time.process_time() - start < 10


HEAVY_FILES = {
    "a source of 20 MB": notebook_of(code("x = 1\n" * 3_500_000)),
    "one line of 20 MB": notebook_of(code("x = '" + "a" * 20_000_000 + "'")),
    "a source of 20 MB of words": notebook_of(code(MARKER + "\n" + "def count_above ( " * 1_200_000)),
    "two thousand answers to one question": notebook_of(
        ",".join(code(f"{MARKER}\ndef count_above(numbers, limit):\n    return {number}") for number in range(2000))
    ),
    "nine thousand empty cells": notebook_of(",".join([code("")] * 9000)),
    "nine thousand cells of odd types": notebook_of(",".join(["null", "5", '"x"', "[[]]", '{"cell_type": []}'] * 1800)),
    "an output of 30 MB": notebook_of(
        code("x").replace(
            '"outputs": []',
            json.dumps("outputs") + ': [{"output_type": "stream", "name": "stdout", '
            '"text": "' + "x" * 30_000_000 + '"}]',
        )
    ),
    "a hundred thousand keys of metadata": notebook_of(
        '{"cell_type": "code", "metadata": {' + ",".join(f'"{n}": []' for n in range(100_000)) + '}, "source": "x"}'
    ),
}


@pytest.mark.parametrize("content", HEAVY_FILES.values(), ids=HEAVY_FILES)
def test_a_heavy_notebook_is_read_and_repaired_in_bounded_time(setting, tmp_path, content):
    path = tmp_path / "tiny.ipynb"
    path.write_bytes(content)
    start = time.process_time()
    repaired = repair(read_submission(path), setting.assignment.sheet)
    nbformat.validate(repaired.notebook)
    assert time.process_time() - start < 20


def test_a_link_to_the_work_of_another_student_is_not_taken(setting, tmp_path):
    folder = tmp_path / "eve" / "tiny"
    folder.mkdir(parents=True)
    (folder / "tiny.ipynb").symlink_to(setting.course.root / "submitted" / "ada" / "tiny" / "tiny.ipynb")
    with pytest.raises(UserError):
        read_submission(find_notebook(folder, "tiny")[0])


@pytest.mark.parametrize("kind", ["fifo", "folder", "device", "socket"])
def test_a_thing_that_is_no_file_is_refused_and_never_waited_for(tmp_path, kind):
    path = tmp_path / "tiny.ipynb"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(str(path))
    with pytest.raises(UnreadableSubmission):
        read_submission(path)


ODD_NAMES = ["*", "[ada]", "..x", "-rf", "$HOME;ls", "a b", "{student_id}", "<b>", "\u202eada"]


def test_folders_with_odd_names_are_graded_or_named_and_change_nobody_elses_grade(tmp_path):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text((Path(__file__).parents[2] / "nbgrader_config.py").read_text())
    assignment = Assignment.load(course, "tiny")
    for student in ["ada", *ODD_NAMES]:
        answers = None if student == "ada" else {"mean_value": "mean = 0"}
        path = course.root / "submitted" / student / "tiny" / "tiny.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(fill_release(assignment.release, assignment.text, answers), path)
    outside = {path.name for path in tmp_path.iterdir()}
    outcome = grade(course, "tiny", jobs=1)
    assert outcome.scores["ada"].points == 10
    for student in ODD_NAMES:
        score = outcome.scores.get(student)
        assert (score.points == 6) if score else (student in {**outcome.failed, **outcome.unreadable}), student
    assert {path.name for path in tmp_path.iterdir()} == outside
