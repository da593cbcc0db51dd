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
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import nbformat
from copydetect import CodeFingerprint
from copydetect.utils import get_copied_slices
from jinja2 import Environment, FileSystemLoader
from nbformat.notebooknode import NotebookNode

from grader.course import Course
from grader.errors import UserError
from grader.judging.assignment import Assignment
from grader.python_source import is_untouched, parse_or_none, to_python
from grader.reading.sheet import grade_id
from grader.reports.class_records import Record, records_in, shared_runs

TOKENS = 16  # characters of normalised code in a fingerprint
WINDOW = 1  # all fingerprints count: choosing among them would depend on Python's random hashes
USUAL_SHARE, USUAL_STUDENTS = 0.1, 3  # what this share of the class has, and more than so many, is usual
LEAST_SHARED, LEAST_SHARE = 80, 0.5  # distinctive fingerprints in common, and of the shorter answer's


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
    """What two answers to one question share: the share of the shorter one's distinctive prints, and the lines."""

    question: str
    first: Answer
    second: Answer
    shared: frozenset[int]
    share: float

    def lines(self, answer: Answer) -> list[tuple[bool, str]]:
        """Return the lines of one side, each with whether it is shared."""
        places = [place for print_ in self.shared for place in answer.prints.hash_idx[print_]]
        copied = set()
        for start, end in zip(*get_copied_slices(places, TOKENS), strict=True):
            first, last = _in_source(answer, int(start)), _in_source(answer, int(end) - 1)
            copied |= set(range(answer.source.count("\n", 0, first), answer.source.count("\n", 0, last) + 1))
        return [(number in copied, line) for number, line in enumerate(answer.source.split("\n"))]


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


def similar_pairs(course: Course, name: str) -> list[Pair]:
    """Return the pairs of students with like answers or equal runs, the most alike first.

    Raises UserError if nobody is graded.
    """
    assignment = Assignment.load(course, name)
    answers: dict[str, list[Answer]] = defaultdict(list)
    records: dict[str, dict[str, Record]] = defaultdict(dict)
    paths = sorted((course.root / "autograded").glob(f"*/{name}/{name}.ipynb"))
    for path in paths:
        student, cells = path.parent.parent.name, nbformat.read(path, as_version=4).cells
        for question, source in _answers(assignment, cells).items():
            answers[question].append(Answer(student, source))
        for record in records_in(cells).values():
            records[record.name][student] = record
    if not paths:
        raise UserError(f"nobody is graded yet: run `grader grade {name}` first.")
    found: dict[tuple[str, str], list[Likeness]] = defaultdict(list)
    for question, given in answers.items():
        reference = assignment.text.questions[question].answer.solution
        for likeness in find_likenesses(question, given, [assignment.stubs[question], reference]):
            found[likeness.first.student, likeness.second.student].append(likeness)
    runs: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for record, own in records.items():
        for two, count in shared_runs(own).items():
            runs[two][record] = count
    pairs = [
        Pair(two, tuple(sorted(found.get(two, ()), key=lambda one: -len(one.shared))), runs.get(two, {}))
        for two in sorted({*found, *runs})
    ]
    return sorted(pairs, key=lambda pair: pair.weight, reverse=True)


def find_likenesses(question: str, answers: list[Answer], given: list[str]) -> list[Likeness]:
    """Return the pairs of `answers` that are alike beyond what stands in the sources `given` and what is usual."""
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
        for first, second in itertools.combinations(having, 2):
            shared[first.student, second.student].add(print_)
    found = []
    for (first, second), prints in shared.items():
        share = len(prints) / min(distinctive[first], distinctive[second])
        if len(prints) >= LEAST_SHARED and share >= LEAST_SHARE:
            found.append(Likeness(question, by_student[first], by_student[second], frozenset(prints), share))
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
