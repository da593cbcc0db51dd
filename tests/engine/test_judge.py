"""Judging one graded cell: verdicts are computed outside, each cell alone, and honest oddities cost nothing."""

from __future__ import annotations

import copy
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from conftest import PATIENT, make_course

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.errors import UserError
from grader.examples.example_course import copy_course
from grader.grading.automatic import automatic_points
from grader.judging.carry import StudentCell, carried_statements
from grader.judging.cluster import pack_course, unpack_course
from grader.judging.judge import MOST_CODE, judge_notebook, judge_question, read_and_repair, student_cells
from grader.judging.member_processes import MemberProcesses
from grader.judging.verdict import SubmissionVerdict
from grader.python_source import parse_or_none, to_python
from grader.reading.cell_text import read_code
from grader.reading.repair import repair
from grader.sandbox.limits import Limits
from grader.sandbox.visible import engine_path
from grader.sandbox.worker import CellProcess, Worker, WorkerError

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

GOOD = "def count_above(numbers, limit):\n    return int((numbers > limit).sum())\n"


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    """A function that judges an answer, with the student's cells above it, in one shared worker."""
    assignment = Assignment.load(make_course(tmp_path_factory.mktemp("judge") / "course"), "tiny")
    with Worker() as worker:

        def run(question, answer, *above, seconds=60.0):
            worker.limits = Limits(call_seconds=seconds, cell_seconds=2 * seconds, memory_mib=512)
            cells = [StudentCell(parse_or_none(to_python(source))) for source in above]
            source = to_python(answer)
            cells.append(StudentCell(parse_or_none(source), question))
            return judge_question(assignment, question, cells, (len(above), source), worker)

        yield run


def messages(verdict):
    """Return all messages of a verdict as one text."""
    return " ".join(test.message for test in verdict.tests)


def test_a_right_answer_gets_full_marks(judge):
    assert judge("count_above", GOOD).points == 6
    assert judge("mean_value", "mean = values.mean()").points == 4


def test_each_failed_test_costs_its_weight_and_names_the_mistake(judge):
    verdict = judge("count_above", GOOD.replace(">", ">="))
    assert verdict.points == 4
    assert "strictly" in messages(verdict)


def windows(source: str) -> str:
    return source.replace("\n", "\r\n")


def trailing(source: str) -> str:
    return "\n".join(f"{line}  " if line else "" for line in source.split("\n"))


def commented(source: str) -> str:
    return f"# my notes\n{source}\n"


@pytest.mark.parametrize("change", [windows, trailing, commented])
def test_a_given_cell_that_an_editor_touched_is_still_given(tmp_path, change):
    assignment = Assignment.load(make_course(tmp_path / "course"), "tiny")
    notebook = copy.deepcopy(assignment.release)
    for cell in notebook.cells:
        if cell.cell_type == "code" or change is not commented:
            cell.source = change(cell.source)
    (tmp_path / "tiny.ipynb").write_text(nbformat.writes(notebook))
    repaired = read_and_repair(assignment, tmp_path / "tiny.ipynb").notebook
    cells, _ = student_cells(assignment, repaired)
    own = sum(c.cell_type == "code" and not c.metadata.get("nbgrader") for c in assignment.release.cells)
    assert own and sum(cell.given for cell in cells) == own
    if change is not commented:
        points = automatic_points(repaired, {}, assignment.release)
        assert points["plot_values"] == points["comment"] == 0, "left as given, so nothing waits for a person"


@pytest.mark.parametrize("source", ["x = 1\n\nif x is 1:\n    pass\n", 'pattern = "\\d"\n', "print((1)(2))\n"])
def test_what_python_says_of_a_students_code_does_not_reach_the_terminal(source, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert parse_or_none(source) is not None
        read_code(source)
    assert capfd.readouterr().err == ""


def test_an_answer_below_very_many_own_cells_is_judged_like_any_other(tmp_path):
    assignment = Assignment.load(make_course(tmp_path / "course"), "tiny")
    notebook = fill_release(assignment.release, assignment.text, {})
    own = [nbformat.v4.new_code_cell("# " + "word " * (MOST_CODE // 15)) for _ in range(5)]
    notebook.cells = [*own, *notebook.cells]
    with Worker(PATIENT) as worker:
        verdict = judge_notebook(assignment, repair(notebook, assignment.sheet).notebook, worker)
    assert {name: question.points for name, question in verdict.questions.items()} == {
        "mean_value": 4,
        "count_above": 6,
    }


@pytest.mark.parametrize("older_below", [True, False])
def test_of_two_copies_of_an_answer_the_better_one_counts_and_the_ta_is_told(tmp_path, older_below):
    assignment = Assignment.load(make_course(tmp_path / "course"), "tiny")
    right = fill_release(assignment.release, assignment.text, {})
    older = fill_release(assignment.release, assignment.text, {"count_above": GOOD.replace(">", ">=")})
    right.cells += older.cells if older_below else []
    if not older_below:
        right.cells = [*older.cells, *right.cells]
    with Worker(PATIENT) as worker:
        verdict = judge_notebook(assignment, repair(right, assignment.sheet).notebook, worker).questions["count_above"]
    assert verdict.points == 6
    assert any("another copy of the answer" in note for note in verdict.notes) == older_below


def test_a_note_that_quotes_a_cell_is_one_line_that_steers_nothing(judge):
    tries = 'import os\ntry:\n    os.system("a\\x1b[31m\\n\\n# b\\x07")\nexcept OSError:\n    pass\n'
    verdict = judge("count_above", tries + GOOD)
    [said] = [note for note in verdict.notes if "to run the shell command" in note]
    assert said.isprintable() and "a" in said


def test_a_hard_coded_result_earns_nothing(judge):
    assert judge("mean_value", "mean = 2.5").points == 0


def test_an_untouched_stub_is_not_attempted(judge):
    verdict = judge("mean_value", "# YOUR CODE HERE\nraise NotImplementedError()")
    assert verdict.outcome == "not attempted"
    assert verdict.points == 0


def test_a_syntax_error_names_its_line(judge):
    verdict = judge("count_above", "def count_above(numbers, limit)\n    return 1")
    assert verdict.points == 0
    assert "Line 1" in messages(verdict)


def test_warnings_prints_plots_and_magics_cost_nothing(judge):
    noisy = "%%time\nimport warnings\n!ls\n%matplotlib inline\nwarnings.warn('hm')\nprint('x')\n" + GOOD
    assert judge("count_above", noisy).points == 6


def test_an_error_after_the_finished_answer_is_a_note(judge):
    verdict = judge("count_above", GOOD + "raise NotImplementedError()")
    assert verdict.points == 6
    assert "NotImplementedError" in " ".join(verdict.notes)


def test_cuda_calls_run_on_the_cpu(judge):
    source = (
        "import torch\n"
        "def count_above(numbers, limit):\n"
        "    x = torch.as_tensor(numbers, device='cuda').float().cuda().to(torch.device('cuda:0'))\n"
        "    torch.cuda.synchronize()\n"
        "    return (x > limit).sum().item()\n"
    )
    assert judge("count_above", source).points == 6


def test_a_helper_and_an_import_from_a_cell_above_are_carried(judge):
    above = "import math as m\nLIMIT_SHIFT = 0\ndef is_above(x, limit):\n    return x > limit + LIMIT_SHIFT + m.sin(0)"
    source = "def count_above(numbers, limit):\n    return sum(bool(is_above(x, limit)) for x in numbers)"
    assert judge("count_above", source, above).points == 6


def test_an_assignment_that_the_answer_needs_is_carried(judge):
    assert judge("mean_value", "mean = total / len(values)", "total = sum(values)").points == 4


def test_overwriting_a_given_name_elsewhere_costs_nothing(judge):
    assert judge("mean_value", "mean = np.mean(values)", "np = None\nvalues = None").points == 4


def test_a_carried_statement_that_fails_is_left_out_and_noted(judge):
    verdict = judge("count_above", GOOD, "import a_package_that_nobody_has")
    assert verdict.points == 6
    assert "a_package_that_nobody_has" in " ".join(verdict.notes)


def test_a_package_that_is_not_installed_goes_to_a_person(judge):
    source = "import a_package_that_nobody_has as p\n" + GOOD.replace("int(", "p.number(")
    verdict = judge("count_above", source)
    assert verdict.outcome == "needs review"
    assert verdict.points is None


def test_a_package_that_is_not_installed_and_not_needed_costs_nothing(judge):
    verdict = judge("count_above", "import a_package_that_nobody_has\n" + GOOD)
    assert verdict.points == 6
    assert "a_package_that_nobody_has" in " ".join(verdict.notes)


@pytest.mark.parametrize(
    "body",
    [
        "import os; os._exit(0)",
        "raise SystemExit",
        "return [0] * 10**9",
        "return [[[[]]]] * 10**6",
        "class Equal:\n        __eq__ = lambda self, other: True\n    return Equal()",
        "return open('/etc/passwd').read()",
        "import os; return len([os.fork() for _ in range(10)])",
        "import subprocess; return subprocess.run(['true']).returncode",
        "import socket; return socket.create_connection(('127.0.0.1', 9), timeout=1)",
        "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    ],
)
def test_a_trick_earns_nothing_and_the_next_cell_is_judged_as_ever(judge, body):
    assert judge("count_above", f"def count_above(numbers, limit):\n    {body}").points == 0
    assert judge("count_above", GOOD).points == 6


def test_an_endless_loop_ends_and_is_marked_as_out_of_time(judge):
    verdict = judge("count_above", "def count_above(numbers, limit):\n    while True: pass", seconds=1)
    assert verdict.points == 0
    assert verdict.timed_out


def test_a_loop_in_one_case_costs_that_case_alone(judge):
    loops = "def count_above(numbers, limit):\n    while limit == 12.5: pass\n    return int((numbers > limit).sum())\n"
    verdict = judge("count_above", loops, seconds=4)
    assert [test.outcome for test in verdict.tests] == ["failed", "passed"]


def test_a_second_look_at_an_endless_loop_is_a_short_one(judge, monkeypatch):
    given = []
    call = CellProcess.call

    def watched(process, probe, arguments, answer, seconds):
        given.append(round(seconds, 3))
        return call(process, probe, arguments, answer, seconds)

    monkeypatch.setattr(CellProcess, "call", watched)
    above = "limit_of_mine = 3"  # a name of the student's own: the cell is judged with it, too
    loops = "def count_above(numbers, limit):\n    while limit_of_mine: pass\n"
    assert judge("count_above", loops, above, seconds=1).points == 0
    assert given == [1, 0.25, 0.25], f"an endless loop had {given} seconds"


@pytest.mark.parametrize(
    ("path", "says"),
    [(__file__, "a person looks at it"), (f"{__file__}x", "a person looks at it"), ("/etc/shadow", "Err")],
)
def test_hidden_tests_and_the_gradebook_cannot_be_read(judge, path, says):
    source = f"def count_above(numbers, limit):\n    return len(open({path!r}).read())\n"
    assert says in messages(judge("count_above", source))


def test_a_message_names_no_folder_of_this_machine(judge):
    said = messages(judge("count_above", "from grader import nothing\nfrom numpy import nothing\n" + GOOD))
    assert "cannot import name" in said and "grader/__init__.py" in said
    assert str(engine_path()) not in said and sys.prefix not in said


def test_a_verdict_survives_its_json(judge):
    import json

    verdict = SubmissionVerdict({"count_above": judge("count_above", GOOD)})
    assert SubmissionVerdict.from_dict(json.loads(json.dumps(verdict.as_dict()))) == verdict


@pytest.mark.parametrize(
    "source",
    [
        "%magic\n" * 8000,
        " " * 49_000 + "?",
        "b = 1\n" * 12_000,
        "".join(f"a{number} = a{number + 1} + 0\n" for number in range(3000)),
        "big = 0x" + "f" * 20_000,
        's = f"' + "{a}" * 10_000 + '"',
        "(" * 20_000,
    ],
    ids=["magics", "blanks", "assignments", "a chain", "a long number", "a long f-string", "brackets"],
)
def test_reading_a_monstrous_cell_ends_and_raises_nothing(source):
    cells = [StudentCell(parse_or_none(to_python(source))), StudentCell(parse_or_none("x = a0 + big"), "q")]
    for own in (False, True):
        carried_statements(cells, 1, frozenset(), {"q": ("x",)}, own)


def test_a_function_that_the_cell_does_not_call_brings_nothing_along():
    sources = [
        "runs = sweep()",
        "def draw(): return runs",
        "def half(x): return x / two()",
        "def two(): return number",
        "number = one + 1",
        "one = first()",
    ]
    cells = [StudentCell(parse_or_none(source)) for source in (*sources, "answer = half(4)")]
    for own in (False, True):
        carried = carried_statements(cells, len(sources), frozenset({"sweep", "first"}), {"q": ("answer",)}, own)
        names = {name for statement in carried for name in statement["names"]}
        assert names == {"draw", "half", "two", "number", "one"}


@pytest.mark.parametrize("of_all", [False, True])
def test_probes_share_modules_that_a_student_cannot_import(tmp_path, of_all):
    course = make_course(tmp_path / "course")
    folder = course.tests("tiny") / "probes"
    shared = course.shared_tests / "probes" if of_all else folder / "shared"
    shared.mkdir(parents=True)
    (shared / "twice.py").write_text("def twice(number):\n    return 2 * number\n")
    path = folder / "count_above.py"
    before = Assignment.load(course, "tiny").digest
    counting = path.read_text().replace("return cell", "return twice(1) - 2 + cell")
    path.write_text(f"from probes.twice import twice\n{counting}")
    assignment = Assignment.load(course, "tiny")
    assert assignment.digest != before
    with Worker(PATIENT) as worker:
        for line, full in (("", True), ("from probes.twice import twice\n    ", False)):
            source = GOOD.replace("return", f"{line}return")
            cells = [StudentCell(parse_or_none(source), "count_above")]
            assert judge_question(assignment, "count_above", cells, (0, source), worker).is_full is full


def test_hidden_tests_of_several_assignments_share_modules(tmp_path):
    courses = [make_course(tmp_path / name) for name in ("one", "other")]
    for course, most in zip(courses, (7, 8), strict=True):
        path = course.tests("tiny") / "count_above.py"
        tests = path.read_text()
        course.shared_tests.mkdir()
        (course.shared_tests / "counting.py").write_text(
            tests.replace("== 7", f"== {most}").replace("_it_counts", "_all_of_them_are")
        )
        path.write_text(f"from shared.counting import test_all_of_them_are_the_numbers_above_the_limit\n{tests}")
    before, other = (Assignment.load(course, "tiny") for course in courses)
    names = [test.name for test in before.tests["count_above"].tests]
    assert names[0] == "test_all_of_them_are_the_numbers_above_the_limit" and len(names) == 3
    assert not any(name.partition(".")[0] == "shared" for name in sys.modules)
    with Worker(PATIENT) as worker:
        cells = [StudentCell(parse_or_none(GOOD), "count_above")]
        full = [judge_question(one, "count_above", cells, (0, GOOD), worker).is_full for one in (before, other)]
    assert full == [True, False]  # each course has its own shared modules
    digest = before.digest
    (courses[0].shared_tests / "counting.py").write_text("changed = True\n")
    assert Assignment(courses[0], "tiny", before.text, before.tests, before.students).digest != digest


def test_a_hidden_test_may_import_a_shared_module_when_it_runs(tmp_path):
    courses = [make_course(tmp_path / name) for name in ("one", "other")]
    for course, most in zip(courses, (7, 8), strict=True):
        path = course.tests("tiny") / "count_above.py"
        late = "    import shared.numbers as found\n    from shared.numbers import most\n    assert found.most() == most()\n"
        tests = path.read_text().replace("== 7", "== most()")
        path.write_text(tests.replace("(student, rng):\n", f"(student, rng):\n{late}"))
        course.shared_tests.mkdir()
        (course.shared_tests / "numbers.py").write_text(
            "def most():\n    from shared.constants import MOST\n    from .constants import MOST as same\n"
            "    assert MOST == same\n    return MOST\n"
        )
        (course.shared_tests / "constants.py").write_text(f"MOST = {most}\n")
    one, other = (Assignment.load(course, "tiny") for course in courses)
    with ThreadPoolExecutor(2) as threads:
        full = list(threads.map(lambda assignment: is_full(assignment, GOOD), (one, other)))
    assert full == [True, False]  # each course has its own shared modules
    (courses[0].shared_tests / "constants.py").write_text("MOST = 9\n")
    assert not is_full(Assignment.load(courses[0], "tiny"), GOOD)
    with MemberProcesses(lambda number: lambda item: is_full(one, GOOD), 1) as members:
        assert dict(members.work(["in a fork"])) == {"in a fork": True}


@pytest.mark.parametrize("line", ["from shared.nothing import most", "from shared.numbers import nothing"])
@pytest.mark.parametrize("where", ["at the top", "when it runs", "in a shared module when it runs"])
def test_a_shared_module_or_name_that_is_not_there_is_told_before_anybody_is_graded(tmp_path, line, where):
    course = make_course(tmp_path / "course")
    course.shared_tests.mkdir()
    shared, path = course.shared_tests / "numbers.py", course.tests("tiny") / "count_above.py"
    shared.write_text("MOST = 7\n")
    if where == "at the top":
        path.write_text(f"{line}\n{path.read_text()}")
    elif where == "when it runs":
        path.write_text(path.read_text().replace("(student, rng):\n", f"(student, rng):\n    {line}\n"))
    else:
        shared.write_text(f"MOST = 7\n\ndef most():\n    {line}\n")
        path.write_text(f"from shared.numbers import MOST\n{path.read_text()}")
    with pytest.raises(UserError, match=r"count_above\.py: .*'?shared\.n(othing|umbers)'?.* tests/shared/"):
        Assignment.load(course, "tiny")


@pytest.mark.parametrize("of_all", [False, True])
def test_a_probe_may_import_a_shared_module_when_it_runs(tmp_path, of_all):
    course = make_course(tmp_path / "course")
    folder = course.tests("tiny") / "probes"
    shared = course.shared_tests / "probes" if of_all else folder / "shared"
    shared.mkdir(parents=True)
    (shared / "twice.py").write_text("def twice(number):\n    import probes.two as two\n    return two.TWO * number\n")
    (shared / "two.py").write_text("TWO = 2\n")
    path = folder / "count_above.py"
    late = "    from probes.twice import twice\n    return twice(1) - 2 + cell"
    path.write_text(path.read_text().replace("    return cell", late))
    assert is_full(Assignment.load(course, "tiny"), GOOD)
    assert not is_full(Assignment.load(course, "tiny"), GOOD.replace("return", "import probes.two\n    return"))
    path.write_text(path.read_text().replace("import twice", "import thrice"))
    with pytest.raises(WorkerError, match="thrice"):
        is_full(Assignment.load(course, "tiny"), GOOD)


def is_full(assignment, source):
    """Return whether an answer to `count_above` passes all its tests."""
    with Worker(PATIENT) as worker:
        cells = [StudentCell(parse_or_none(source), "count_above")]
        return judge_question(assignment, "count_above", cells, (0, source), worker).is_full


def test_a_course_packed_for_a_cluster_brings_what_its_tests_share(tmp_path):
    course = make_course(tmp_path / "course")
    (course.shared_tests / "probes").mkdir(parents=True)
    (course.shared_tests / "counting.py").write_text("LIMIT = 12.5\n")
    (course.shared_tests / "probes" / "twice.py").write_text("def twice(number):\n    return 2 * number\n")
    path = course.tests("tiny") / "count_above.py"
    path.write_text(f"from shared.counting import LIMIT\n{path.read_text().replace('limit=12.5', 'limit=LIMIT')}")
    assignment, _ = unpack_course(pack_course(Assignment.load(course, "tiny"), Limits()), tmp_path / "unpacked")
    assert [name for name, _ in assignment.world("count_above").shared] == ["twice"]
    copied = copy_course(course, "tiny", tmp_path / "demo")
    assert Assignment.load(copied, "tiny").world("count_above") == assignment.world("count_above")
