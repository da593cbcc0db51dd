"""Find answers that share more than chance: token fingerprints, less what was given and what is usual.

Records are compared too: runs that agree to the last digit were not measured twice.

Fingerprints are those of copydetect (k-grams of tokens: Schleimer, Wilkerson, Aiken, SIGMOD 2003): names, strings and
comments do not count, and the order of statements matters only inside a fingerprint. A fingerprint that many
students have is how one writes such a cell; it accuses nobody.
"""

from __future__ import annotations

import io
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import nbformat
from copydetect import CodeFingerprint
from copydetect.utils import get_copied_slices
from jinja2 import Environment, FileSystemLoader
from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.conventions import grade_id
from grader.course import Course
from grader.errors import UserError
from grader.python_source import is_untouched, parse_or_none, to_python
from grader.reports.class_records import MeasuredRecord, records_in, shared_runs

TOKENS = 16  # characters of normalised code in a fingerprint
WINDOW = 1  # all fingerprints count: choosing among them would depend on Python's random hashes
USUAL_SHARE, USUAL_STUDENTS = 0.1, 3  # what this share of the class has, and more than so many, is usual
LEAST_SHARE = 0.5  # of the distinctive fingerprints of the shorter answer
# Distinctive fingerprints in common: in one question alone, or in several together and in each of these. Of 335 worked
# answers to the seven questions of one assignment, no two to the same question share more than 40. One and the same
# short answer, as two may well write it (five lines with a library's scaler), shares up to 78.
LEAST_SHARED, LEAST_TOGETHER, LEAST_IN_EACH = 80, 60, 15


@dataclass(frozen=True)
class Answer:
    """One student's answer to one question."""

    student: str
    source: str

    @cached_property
    def prints(self) -> CodeFingerprint:
        """Return the answer's fingerprints."""
        return CodeFingerprint("cell.py", TOKENS, WINDOW, language="python", fp=io.StringIO(self.source))


@dataclass(frozen=True)
class Likeness:
    """What two answers to one question share: the share of the shorter one's distinctive prints, and the lines.

    `given` are lines of the starter code and the reference.
    """

    question: str
    first: Answer
    second: Answer
    shared: frozenset[int]
    share: float
    given: frozenset[str] = frozenset()

    def lines(self, answer: Answer) -> list[tuple[bool, str]]:
        """Return the lines of one side, each with whether it is shared."""
        places = [place for print_ in self.shared for place in answer.prints.hash_idx[print_]]
        copied = set()
        for start, end in zip(*get_copied_slices(places, TOKENS), strict=True):
            first, last = _in_source(answer, int(start)), _in_source(answer, int(end) - 1)
            copied |= set(range(answer.source.count("\n", 0, first), answer.source.count("\n", 0, last) + 1))
        lines = enumerate(answer.source.split("\n"))
        return [(number in copied and line.strip() not in self.given, line) for number, line in lines]


@dataclass(frozen=True)
class Pair:
    """Two students and the questions in which they are alike, the most alike first.

    `runs` is {record: number of runs that are the same in both}.
    """

    students: tuple[str, str]
    likenesses: tuple[Likeness, ...] = ()
    runs: dict[str, int] = field(default_factory=dict)

    @property
    def weight(self) -> tuple[int, int]:
        """Return how many runs and how many distinctive fingerprints the two share in all."""
        return sum(self.runs.values()), sum(len(found.shared) for found in self.likenesses)


def similar_pairs(
    course: Course, name: str, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[Pair]:
    """Return the pairs of students with like answers or equal runs, the most alike first.

    Raises UserError if nobody is graded.
    """
    assignment = Assignment.load(course, name)
    answers: dict[str, list[Answer]] = defaultdict(list)
    records: dict[str, dict[str, MeasuredRecord]] = defaultdict(dict)
    paths = sorted((course.root / "autograded").glob(f"*/{name}/{name}.ipynb"))
    for path in paths:
        student, cells = path.parent.parent.name, nbformat.read(path, as_version=4).cells
        for question, source in _answers(assignment, cells).items():
            answers[question].append(Answer(student, source))
        for record in records_in(cells).values():
            records[record.name][student] = record
    if not paths:
        raise UserError(f"nobody is graded yet: run `grader grade {name}` first.")
    questions = assignment.text.questions
    given = {name: [assignment.stubs[name], questions[name].answer.solution] for name in answers}
    return pairs_among(answers, given, records, progress)


def pairs_among(
    answers: Mapping[str, list[Answer]],
    given: Mapping[str, list[str]],
    records: Mapping[str, dict[str, MeasuredRecord]] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Pair]:
    """Return the pairs that share more than chance in one question or in several together, the most alike first.

    `answers` and what was `given` (starter code, reference) are by question, `records` by record and student.
    """
    found: dict[tuple[str, str], list[Likeness]] = defaultdict(list)
    for done, (question, own) in enumerate(answers.items(), start=1):
        for likeness in find_likenesses(question, own, given[question], LEAST_IN_EACH):
            first, second = sorted((likeness.first.student, likeness.second.student))
            found[first, second].append(likeness)
        progress(done, len(answers))
    runs: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for record, measured in (records or {}).items():
        for two, count in shared_runs(measured).items():
            first, second = sorted(two)
            runs[first, second][record] = count
    pairs = [
        Pair(two, tuple(sorted(found.get(two, ()), key=lambda one: -len(one.shared))), runs.get(two, {}))
        for two in sorted({*found, *runs})
    ]
    strong = (pair for pair in pairs if pair.runs or _is_more_than_chance(pair))
    return sorted(strong, key=lambda pair: pair.weight, reverse=True)


def _is_more_than_chance(pair: Pair) -> bool:
    alone = any(len(one.shared) >= LEAST_SHARED for one in pair.likenesses)
    return alone or (len(pair.likenesses) > 1 and pair.weight[1] >= LEAST_TOGETHER)


def find_likenesses(
    question: str, answers: list[Answer], given: list[str], least: int = LEAST_SHARED
) -> list[Likeness]:
    """Return the pairs of `answers` that share `least` fingerprints beyond the sources `given` and what is usual."""
    lines = frozenset(line.strip() for source in given for line in source.split("\n"))
    known = set().union(*(Answer("", to_python(source)).prints.hashes for source in given))
    holders: dict[int, list[Answer]] = defaultdict(list)
    for answer in answers:
        for print_ in answer.prints.hashes - known:
            holders[print_].append(answer)
    usual = max(USUAL_STUDENTS, USUAL_SHARE * len(answers))
    shared: dict[tuple[str, str], set[int]] = defaultdict(set)
    distinctive: Counter[str] = Counter()
    by_student = {answer.student: answer for answer in answers}
    for print_, having in holders.items():
        if len(having) > usual:
            continue
        for answer in having:
            distinctive[answer.student] += 1
        for one, other in itertools.combinations(having, 2):
            shared[one.student, other.student].add(print_)
    found = []
    for (first, second), prints in shared.items():
        share = len(prints) / min(distinctive[first], distinctive[second])
        if len(prints) >= least and share >= LEAST_SHARE:
            left, right = sorted((by_student[first], by_student[second]), key=lambda answer: answer.student)
            found.append(Likeness(question, left, right, frozenset(prints), share, lines))
    return found


def write_page(course: Course, name: str, pairs: list[Pair]) -> Path:
    """Write one HTML page that shows the pairs side by side; return its path."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True)
    page = environment.get_template("similar/index.html.j2").render(assignment=name, pairs=pairs)
    path = course.root / "report" / f"{name}-similar.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def _answers(assignment: Assignment, cells: list[NotebookNode]) -> dict[str, str]:
    """Return {question: source} of the answers in a notebook that somebody worked on."""
    found = {}
    for cell in cells:
        question = grade_id(cell)
        if question in assignment.text.questions:
            tree, stub = parse_or_none(to_python(cell.source)), parse_or_none(to_python(assignment.stubs[question]))
            if tree is None or stub is None or not is_untouched(tree, stub):
                found[question] = cell.source
    return found


def _in_source(answer: Answer, place: int) -> int:
    """Return where in the source a place of the normalised code lies."""
    offsets = answer.prints.offsets
    before = offsets[offsets[:, 0] < place] if len(offsets) else offsets
    return min(place + (int(before[-1][1]) if len(before) else 0), len(answer.source) - 1)
