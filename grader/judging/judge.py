"""Judge graded cells: run hidden tests here, student code there, and say what each test found."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.assignment.hidden_tests import HiddenTest, HiddenTests
from grader.judging.carry import StudentCell, carried_statements, may_differ, names_defined_elsewhere
from grader.judging.deadline import Deadline
from grader.judging.told import Told, error_in, said_by_test, words
from grader.judging.verdict import (
    ENDED,
    FAILED,
    GRADED,
    NOT_ALLOWED,
    NOT_ATTEMPTED,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    PASSED,
    REVIEW,
    QuestionVerdict,
    SubmissionVerdict,
    TestVerdict,
)
from grader.plain_text import one_line
from grader.python_source import NotPython, bound_names, global_reads, is_untouched, parse, parse_or_none, to_python
from grader.reading.belongs import check_belongs
from grader.reading.cell_text import has_marker, read_code
from grader.reading.repair import Repaired, repair
from grader.reading.submission_file import read_submission
from grader.sandbox import framing, own_time, tiers
from grader.sandbox.worker import (
    CellProcess,
    CellTask,
    Ended,
    OutOfTime,
    QuestionWorld,
    Worker,
    WorkerError,
    WorkerLost,
)
from grader.testing import StudentError

SEED = 20261
_OUT_OF_TIME = "Your code did not finish in time: look for a loop that never ends or needless work."
MOST_CODE = 300_000  # characters of a student's own cells that are looked at for what a graded cell may need
MOST_COPIES = 2  # of an answer that are tried beside the last one
_REASONS = {"MemoryError": OUT_OF_MEMORY, "PermissionError": NOT_ALLOWED}  # by the kind of error
_ONCE_MORE = 4  # a cell whose only test so far timed out has a fourth of the time for the next: most are endless
# What an honest cell may need and a sandbox lacks. (torch.save says "Parent directory ... does not exist".)
_NOT_HERE = ("FileNotFoundError", "URLError", "HTTPError", "gaierror")


def judge_notebook(
    assignment: Assignment, notebook: NotebookNode, worker: Worker, seed: int = SEED
) -> SubmissionVerdict:
    """Judge every graded cell of a repaired notebook. A pure function of its content (time-outs aside)."""
    cells, answers = student_cells(assignment, notebook)
    cpu, told = [0.0], Told()

    def judge(name: str, place: tuple[int, str], told: Told) -> QuestionVerdict:
        return judge_question(assignment, name, cells, place, worker, seed, cpu, told)

    verdicts = {}
    for name in assignment.text.questions:
        verdict = judge(name, answers[name], told)
        for place in _copies(cells, assignment.defines[name]):
            if verdict.share is not None and not verdict.is_full:
                verdict = _better(verdict, judge(name, place, told.copy()))
        verdicts[name] = verdict
    return SubmissionVerdict(verdicts, (), cpu[0])


def _copies(cells: list[StudentCell], needed: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return the last copies of an answer that stand beside the one that counts: (its index, its source).

    Editors that several people share leave an older copy below the right one.
    """
    found = [(i, c.copy) for i, c in enumerate(cells) if c.copy and c.tree is not None and c.names >= set(needed)]
    return found[-MOST_COPIES:]


def _better(verdict: QuestionVerdict, other: QuestionVerdict) -> QuestionVerdict:
    if (other.share or 0.0) <= (verdict.share or 0.0):
        return verdict
    return replace(
        other, notes=(*other.notes, "another copy of the answer, in a cell of its own, earns more and counts")
    )


def judge_file(assignment: Assignment, path: Path, worker: Worker, seed: int = SEED) -> SubmissionVerdict:
    """Read, repair and judge the notebook at `path`. Raises UnreadableSubmission, NoSandbox."""
    tiers.refuse_to_show(assignment.course.root)
    repaired = read_and_repair(assignment, path)
    verdict = judge_notebook(assignment, repaired.notebook, worker, seed)
    return replace(verdict, notes=repaired.notes)


def read_and_repair(assignment: Assignment, path: Path) -> Repaired:
    """Return the repaired notebook at `path`. Raises UnreadableSubmission, also if it is of another assignment."""
    notebook = read_submission(path)
    check_belongs(notebook, assignment.identity)
    return repair(notebook, assignment.sheet)


def student_cells(
    assignment: Assignment, notebook: NotebookNode
) -> tuple[list[StudentCell], dict[str, tuple[int, str]]]:
    """Return the submission's code cells, and {question: (its index, its source as plain Python)}."""
    cells_given = (c for c in assignment.release.cells if c.cell_type == "code" and "nbgrader" not in c.metadata)
    released = [cell.source for cell in cells_given]
    texts, programs = {source.strip() for source in released}, {read_code(source).shape for source in released}
    longest = 2 * max(map(len, released), default=0)
    cells: list[StudentCell] = []
    answers: dict[str, tuple[int, str]] = {}
    left = MOST_CODE
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        metadata = cell.metadata.get("nbgrader", {})
        if metadata.get("locked"):
            continue
        source = to_python(cell.source)
        name = metadata.get("grade_id")
        question = name if name in assignment.text.questions else None
        if question:
            answers[question] = (len(cells), source)
        # An editor or a formatter may have changed what a program looks like, not what it is.
        given = not metadata and (
            cell.source.strip() in texts
            or (len(cell.source) <= longest and read_code(cell.source).shape in programs - {None})
        )
        left -= 0 if given or question else len(source)
        tree = None if given or (left < 0 and not question) else parse_or_none(source)
        said = read_code(cell.source, parsed=left >= 0).names if tree is None and not given else frozenset()
        copy = source if not (question or given or metadata) and has_marker(cell.source) else ""
        cells.append(StudentCell(tree, question, given, said, copy))
    return cells, answers


def judge_question(
    assignment: Assignment,
    name: str,
    cells: list[StudentCell],
    answer: tuple[int, str],
    worker: Worker,
    seed: int = SEED,
    cpu: list[float] | None = None,
    told: Told | None = None,
) -> QuestionVerdict:
    """Judge one graded cell alone: first among reference names, then with the student's own; the better counts.

    `told` is what the hand-in may still tell in errors; a verdict uses some of it up.
    """
    index, source = answer
    tests, points = assignment.tests[name], assignment.text.questions[name].points

    def same_for_all(outcome: str, message: str, notes: tuple[str, ...] = ()) -> QuestionVerdict:
        listed = tuple(TestVerdict(t.name, t.sentence, t.weight, outcome, message) for t in tests.tests)
        return QuestionVerdict(name, points, outcome if outcome != FAILED else GRADED, listed, notes)

    try:
        tree = parse(source)
    except NotPython as error:
        where = f"Line {error.line} of this cell" if error.line else "This cell"
        if error.newer:
            note = f"the cell needs a newer Python than {sys.version_info[0]}.{sys.version_info[1]}, which graded it"
            return same_for_all(REVIEW, f"{where} is written for a newer Python: a person looks at it.", (note,))
        return same_for_all(FAILED, f"{where} is not valid Python: {error}.")
    try:
        untouched = is_untouched(tree, parse(to_python(assignment.stubs[name])))
    except ValueError:  # a number of so many digits that Python does not write it down
        untouched = False
    if untouched:
        return same_for_all(NOT_ATTEMPTED, "This cell still holds what was given.")

    world = assignment.world(name)
    given = worker.question_process(world).names
    defined = names_defined_elsewhere(c for i, c in enumerate(cells) if i != index and not c.given)
    broken = names_defined_elsewhere(c for c in cells[:index] if c.tree is None and not c.given) & global_reads(tree)
    elsewhere = _Elsewhere(frozenset(defined), frozenset(broken))
    reference = carried_statements(cells, index, given, assignment.defines, own=False)
    told = told or Told()
    before = told.copy()
    verdict = _attempt(tests, points, worker, world, source, reference, seed, elsewhere, cpu, told)
    if not verdict.is_full:
        fixed = _names_of_given_cells(tuple(c.source for c in assignment.release.cells if _is_given_code(c)))
        own = carried_statements(cells, index, given, assignment.defines, own=True, fixed=fixed)
        if may_differ(reference, own, cells[index]):
            doubted = all(test.reason == OUT_OF_TIME for test in verdict.tests)
            again = _attempt(tests, points, worker, world, source, own, seed, elsewhere, cpu, before, doubted)
            if again.is_full or (verdict.share is not None and (again.share or 0) > verdict.share):
                verdict = again
                told.text, told.strange, told.said = before.text, before.strange, before.said
    return verdict


def _is_given_code(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and "nbgrader" not in cell.metadata


@lru_cache(maxsize=8)
def _names_of_given_cells(sources: tuple[str, ...]) -> frozenset[str]:
    trees = [parse_or_none(to_python(source)) for source in sources]
    return frozenset().union(*(bound_names(tree) for tree in trees if isinstance(tree, ast.Module)))


def _attempt(
    tests: HiddenTests,
    points: float,
    worker: Worker,
    world: QuestionWorld,
    source: str,
    carried: tuple[dict, ...],
    seed: int,
    elsewhere: _Elsewhere,
    cpu: list[float] | None,
    told: Told,
    doubted: bool = False,
) -> QuestionVerdict:
    task = CellTask(source, carried, tests.defines, seed)
    run = _Attempt(worker, world, task, elsewhere, cpu, told, doubted)
    try:
        listed = tuple(run.judge(tests, test, seed) for test in tests.tests)
    finally:
        run.close()
        run.test_deadline.close()
    outcome = REVIEW if any(test.outcome == REVIEW for test in listed) else GRADED
    endless = run.never_ends and not run.lost and own_time.is_counted()
    timed_out = run.time_outs > 0 or run.lost
    return QuestionVerdict(tests.question, points, outcome, listed, tuple(run.notes), timed_out, endless)


@dataclass(frozen=True)
class _Elsewhere:
    """Names that the student's other cells define, and those that the cell reads from cells that are no Python."""

    defined: frozenset[str]
    broken: frozenset[str]


class _Attempt:
    """One attempt at one cell: a process that is started anew after a test that left it unusable."""

    def __init__(
        self,
        worker: Worker,
        world: QuestionWorld,
        task: CellTask,
        elsewhere: _Elsewhere,
        cpu: list[float] | None,
        told: Told,
        doubted: bool,
    ):
        self.told = told
        self.worker, self.world, self.task = worker, world, task
        self.elsewhere, self.cpu = elsewhere, cpu
        self.test_deadline = Deadline(worker.limits.cell_seconds + worker.limits.call_seconds, OutOfTime)
        self.spent = 0.0  # seconds, of the processes before this one
        self.cell_process: CellProcess | None = None
        self.notes: list[str] = []
        self.shared: dict[str, Any] = {}
        self.time_outs = self.ended = self.losses = 0
        self.doubts = int(doubted)  # time-outs of the attempt before this one
        self.busy = False

    def judge(self, tests: HiddenTests, test: HiddenTest, seed: int) -> TestVerdict:
        """Return the verdict of one hidden test."""
        if self.lost:
            return TestVerdict(test.name, test.sentence, test.weight, *self._lost())
        reason = broke = ""
        try:
            if self.left <= 0 or self.never_ends:
                raise OutOfTime
            with self.test_deadline.running():
                tests.run(test, _StudentProbes(self), seed, self.shared)
            outcome, message = PASSED, ""
        except AssertionError as error:
            outcome, message = FAILED, said_by_test(error) or test.sentence
        except StudentError as error:
            outcome, message = self._explain(error)
            reason = _REASONS.get(error.kind, "") if outcome == FAILED else ""
        except (OutOfTime, framing.TimedOut):
            self.time_outs += 1
            outcome, message, reason = FAILED, _OUT_OF_TIME, OUT_OF_TIME
        except Ended as error:
            outcome, message, reason = FAILED, f"The test could not go on: {error}.", ENDED
        except WorkerLost:
            self.losses += 1
            self.close()
            if not self.lost:
                return self.judge(tests, test, seed)
            outcome, message = self._lost()
        except WorkerError:
            raise
        except Exception as error:
            outcome, message = REVIEW, "A person looks at this part."
            broke = error_in(test.function, error)
            self._note(f"hidden test {test.name} broke: {broke}")
        if self.busy:
            self.close()
        self.ended += reason != OUT_OF_TIME
        return TestVerdict(test.name, test.sentence, test.weight, outcome, one_line(message), reason, broke)

    @property
    def lost(self) -> bool:
        """Return whether the process that holds the cells was lost again and again while this cell ran."""
        return self.losses > 1

    def _lost(self) -> tuple[str, str]:
        self._note("the grading process ended again and again while this cell ran: is the machine out of memory?")
        return REVIEW, "A person looks at this part."

    @property
    def left(self) -> float:
        """Return how many seconds of its own time the cell still has for all tests."""
        return self.worker.limits.cell_seconds - self.spent - (self.cell_process.seconds if self.cell_process else 0.0)

    @property
    def never_ends(self) -> bool:
        """Return whether two tests in a row timed out and none came to an end: the cell itself is the endless loop."""
        return self.time_outs > 0 and self.doubts + self.time_outs >= 2 and not self.ended

    def call(self, probe: str, arguments: dict[str, Any], answer: Callable[..., Any] | None) -> Any:
        """Ask a probe, in a new process if the last one is gone."""
        with self.test_deadline.waiting():
            return self._call(probe, arguments, answer)

    def _call(self, probe: str, arguments: dict[str, Any], answer: Callable[..., Any] | None) -> Any:
        if self.cell_process is None:
            self.cell_process = self.worker.open(self.world, self.task)
        seconds = min(self.left, self.worker.limits.call_seconds)
        if self.doubts + self.time_outs and not self.ended:
            seconds = min(seconds, self.worker.limits.call_seconds / _ONCE_MORE)
        self.busy = True
        try:
            value = self.cell_process.call(probe, arguments, answer and self._checked(answer), seconds)
        except StudentError:
            self.busy = False
            raise
        self.busy = False
        return value

    def _checked(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        """Return `answer`, but a question that it cannot take is the fault of the cell's process, which forged it."""
        signature = inspect.signature(answer)

        def checked(*arguments: Any) -> Any:
            try:
                signature.bind(*arguments)
            except TypeError:
                raise Ended("the cell's process sent a message that no probe sends") from None
            with self.test_deadline.running():
                return answer(*arguments)

        return checked

    def close(self) -> None:
        """End the process, if there is one."""
        if self.cell_process is not None:
            self.cell_process.close()
            self.spent += self.cell_process.seconds
            for note in self.cell_process.notes:
                self._note(note)
            if self.cpu is not None:
                self.cpu[0] += self.cell_process.usage.get("cpu_seconds", 0.0)
        self.cell_process, self.busy = None, False

    def _explain(self, error: StudentError) -> tuple[str, str]:
        where = f" (line {error.line}: `{error.code}`)" if error.line and error.code else ""
        self._forget_strange_names(error)
        if error.missing:
            return FAILED, f"This cell should define `{error.missing}`, and does not."
        if error.poisoned:
            return FAILED, (
                f"Your function uses the global variable `{error.poisoned}`{where}. "
                "Use the parameter of that name, so that the function works with any object it is given."
            )
        if error.kind == "NotImplementedError":
            return FAILED, f"The line `raise NotImplementedError()` still stops your code{where}: delete it."
        if error.kind == "ModuleNotFoundError":
            self._note(f"the cell imports {error.module!r}, which is not installed where it was graded")
            return (
                REVIEW,
                "The cell imports a package that is not installed for grading; a person looks at it.",
            )
        if error.kind in _NOT_HERE or error.message.startswith("Parent directory "):
            self._note(f"the cell needs a file or an address that is not there: {error.message[:200]}")
            return (
                REVIEW,
                f"The cell needs a file or a network address that is not there for grading{where}; "
                "a person looks at it.",
            )
        if error.kind == "AttributeError" and self.elsewhere.broken:
            names = ", ".join(sorted(self.elsewhere.broken))
            self._note(
                f"the cell builds on {names} from a cell above, which is not valid Python: {error.message[:200]}"
            )
            return REVIEW, "The cell builds on a cell above that is not valid Python; a person looks at it."
        if error.kind == "NameError" and error.unknown_name in self.elsewhere.defined:
            self._note(f"the cell uses {error.unknown_name!r} from another cell, which could not run here")
            return (
                REVIEW,
                "The cell uses a name from another cell that could not run for grading; a person looks.",
            )
        if error.kind == "NameError" and error.unknown_name:
            return FAILED, (
                f"`{error.unknown_name}` is defined neither in this cell nor above it{where}. "
                "Restart the kernel and run all cells in order to see it yourself."
            )
        text = f"{error.kind}: {error.message}" if error.message else error.kind
        shown, whole = self.told.error(text, self._own_words)
        if not whole:
            self._note("the text of an error was cut for the student: it may carry something out of the grading")
        return FAILED, f"Your code stopped with {shown}{where}."

    def _forget_strange_names(self, error: StudentError) -> None:
        """Leave out names that neither the student nor a probe wrote: a text may be hidden in one."""
        if error.missing not in self.world.probes:
            error.missing = ""
        if error.poisoned not in self._own_text:
            error.poisoned = ""
        if error.unknown_name not in self._own_text:
            error.unknown_name = ""

    @cached_property
    def _own_text(self) -> str:
        return "\n".join([self.task.source, *(part["source"] for part in self.task.carried)])

    @cached_property
    def _own_words(self) -> frozenset[str]:
        return words(self._own_text)

    def _note(self, note: str) -> None:
        note = one_line(note)  # it may quote what a student's process sent
        if note not in self.notes:
            self.notes.append(note)


class _StudentProbes:
    """What a hidden test sees of a submission: `student.<probe>(**plain data, answer=None)`."""

    def __init__(self, run: _Attempt):
        self._run = run

    def __getattr__(self, probe: str) -> Callable[..., Any]:
        if probe.startswith("_"):
            raise AttributeError(probe)

        def call(answer: Callable[..., Any] | None = None, **arguments: Any) -> Any:
            return self._run.call(probe, arguments, answer)

        return call
