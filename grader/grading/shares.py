"""Who marks what: the answers of a class shared among TAs, a sample for a second marker, and how far each one is.

Kept in `.grader/shares/ASSIGNMENT/STUDENT.json`; losing these files loses no mark. A second mark stands in the audit
log alone: the first one counts.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from nbgrader.api import Gradebook

from grader.conventions import question_of
from grader.course import Course
from grader.errors import UserError
from grader.files import write_whole
from grader.grading.audit_log import log_mark, logged_lines
from grader.grading.gradebook import submissions_of
from grader.grading.marks import MarkedCell, points_of

SUBMISSIONS, QUESTIONS = "submissions", "questions"


@dataclass
class Share:
    """The cells of one student: {cell: TA} who marks it, and who marks it a second time. `by` is how it was shared."""

    first: dict[str, str] = field(default_factory=dict)
    second: dict[str, str] = field(default_factory=dict)
    by: str = SUBMISSIONS


def read_shares(course: Course, assignment: str) -> dict[str, Share]:
    """Return {student: share}; nothing if the work is not shared. A damaged file counts as none."""
    found = {}
    for path in sorted((course.cache / "shares" / assignment).glob("*.json")):
        try:
            share = Share(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue
        found[path.stem] = share
    return found


def write_shares(course: Course, assignment: str, shares: Mapping[str, Share]) -> None:
    """Keep the shares, a file for each student."""
    for student, share in shares.items():
        write_whole(course.cache / "shares" / assignment / f"{student}.json", json.dumps(asdict(share), indent=1))


def share_out(
    work: Mapping[str, Collection[str]],
    tas: list[str],
    by: str = SUBMISSIONS,
    apart: Collection[tuple[str, str]] = (),
    second: float = 0.0,
    kept: Mapping[str, Share] | None = None,
) -> dict[str, Share]:
    """Return {student: share} of `work`, {student: cells}, as evenly as it goes and the same on each call.

    `apart` are (TA, student) that must not meet; `second` is the share of students whom another TA marks once more.
    What is `kept` of an earlier call stays where it may. Raises UserError that names whom nobody may mark.
    """
    allowed = {student: [ta for ta in tas if (ta, student) not in apart] for student in work}
    alone = sorted(student for student, able in allowed.items() if not able)
    if alone:
        raise UserError(f"nobody is left to mark {', '.join(alone)}: name another TA, or a pair less.")
    load: Counter[str] = Counter()
    shares = {student: Share(by=by) for student in work}
    for student, cells in work.items():
        before = (kept or {}).get(student, Share())
        for cell in cells:
            if before.by == by and before.first.get(cell) in allowed[student]:
                shares[student].first[cell] = before.first[cell]
                load[before.first[cell]] += 1
    order = sorted(work, key=lambda student: (len(allowed[student]), _draw(student)))
    if by == QUESTIONS:
        _by_questions(work, tas, order, allowed, shares, load)
    else:
        for student in order:
            left = [cell for cell in work[student] if cell not in shares[student].first]
            # New cells of a student go to whom the others went.
            known = Counter(shares[student].first.values()).most_common(1)
            ta = known[0][0] if known else _least(allowed[student], load, student)
            shares[student].first |= dict.fromkeys(left, ta)
            load[ta] += len(left)
    _sample(shares, allowed, second, kept or {})
    return shares


def _by_questions(
    work: Mapping[str, Collection[str]],
    tas: list[str],
    order: list[str],
    allowed: Mapping[str, list[str]],
    shares: Mapping[str, Share],
    load: Counter[str],
) -> None:
    """Give each question to one TA; an answer that this one must not mark goes to another."""
    size = Counter(cell for cells in work.values() for cell in cells)
    for cell in sorted(size, key=lambda one: (-size[one], one)):
        known = Counter(share.first[cell] for share in shares.values() if cell in share.first).most_common(1)
        whose = known[0][0] if known else _least(tas, load, cell)
        for student in order:
            if cell in work[student] and cell not in shares[student].first:
                ta = whose if whose in allowed[student] else _least(allowed[student], load, student)
                shares[student].first[cell] = ta
                load[ta] += 1


def _sample(
    shares: Mapping[str, Share], allowed: Mapping[str, list[str]], second: float, kept: Mapping[str, Share]
) -> None:
    """Let another TA mark the answers of a sample of students once more; those chosen before stay in it."""
    able = [student for student in sorted(shares, key=_draw) if len(allowed[student]) > 1]
    able.sort(key=lambda student: not kept.get(student, Share()).second)
    load: Counter[str] = Counter()
    for student in able[: min(len(able), round(second * len(shares)) or bool(second))]:
        for cell, first in shares[student].first.items():
            before = kept.get(student, Share()).second.get(cell)
            others = [ta for ta in allowed[student] if ta != first]
            ta = before if before in others else _least(others, load, student)
            shares[student].second[cell] = ta
            load[ta] += 1


def _least(tas: Iterable[str], load: Counter[str], about: str) -> str:
    return min(tas, key=lambda ta: (load[ta], _draw(f"{ta} {about}")))


def _draw(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def work_of_people(gradebook: Gradebook, assignment: str) -> dict[str, dict[str, bool]]:
    """Return {student: {cell: whether it waits}} of what a person marks; checks count only as long as they wait."""
    return {
        submission.student.id: {
            grade.name: bool(grade.needs_manual_grade)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if not question_of(grade.name) or grade.needs_manual_grade
        }
        for submission in submissions_of(gradebook, assignment)
    }


# --- second marks -------------------------------------------------------------------------------------------


def give_second(course: Course, assignment: str, one: MarkedCell, by: str, points: Any) -> float | None:
    """Log a second mark, None to take it back; return it. Raises UserError if it is no number up to the most."""
    given = points_of(points, one.grade.max_score)
    about = {"assignment": assignment, "student": one.student, "cell": one.grade.name, "by": by}
    log_mark(course, {**about, "kind": "second", "second": given})
    return given


def second_marks(course: Course, assignment: str) -> dict[tuple[str, str], tuple[str, float]]:
    """Return {(student, cell): (TA, points)} of the second marks that stand."""
    found: dict[tuple[str, str], tuple[str, float]] = {}
    for line in logged_lines(course, assignment):
        if line.get("kind") == "second":
            place = str(line.get("student")), str(line.get("cell"))
            found.pop(place, None)
            if isinstance(line.get("second"), (int, float)):
                found[place] = str(line.get("by", "")), float(line["second"])
    return found


@dataclass(frozen=True)
class Agreement:
    """How far two markers agree: answers marked twice, how many got the same, the mean difference in points."""

    answers: int
    same: int
    difference: float


def agreement(course: Course, assignment: str, gradebook: Gradebook) -> Agreement | None:
    """Return how far second marks agree with the first ones, None if no answer has both."""
    second = second_marks(course, assignment)
    if not second:
        return None
    differences = []
    for submission in submissions_of(gradebook, assignment):
        for grade in (grade for notebook in submission.notebooks for grade in notebook.grades):
            _, points = second.get((submission.student.id, grade.name), ("", None))
            if points is not None and grade.manual_score is not None and not grade.needs_manual_grade:
                differences.append(abs(points - grade.manual_score))
    same = sum(difference < 0.005 for difference in differences)
    return Agreement(len(differences), same, sum(differences) / len(differences)) if differences else None


@dataclass(frozen=True)
class Workload:
    """How much of what a TA was assigned is done: answers to mark, and answers of others to look at once more."""

    answers: int = 0
    marked: int = 0
    second_looks: int = 0
    looked: int = 0


@dataclass(frozen=True)
class Progress:
    """How far the work that was assigned is: {TA: work}, answers that nobody has to mark, and how far TAs agree."""

    tas: dict[str, Workload] = field(default_factory=dict)
    of_nobody: int = 0
    agreement: Agreement | None = None

    def lines(self, assignment: str) -> list[str]:
        """Return a line for each TA, and one for what is left."""
        tas = sorted(self.tas.items())
        lines = [f"{ta}: {work.marked} of {work.answers} answers marked" for ta, work in tas if work.answers]
        if self.of_nobody:
            lines.append(f"assigned to nobody: {self.of_nobody} answers. `grader assign {assignment}` shares them out.")
        lines += [f"{ta}, second look: {work.looked} of {work.second_looks}" for ta, work in tas if work.second_looks]
        if self.agreement:
            lines.append(
                f"two markers: the same points for {self.agreement.same} of {self.agreement.answers} answers, "
                f"{self.agreement.difference:.2g} points apart on average"
            )
        return lines


def progress(course: Course, assignment: str, gradebook: Gradebook) -> Progress:
    """Return how far each TA is with the work that was assigned; nothing if none was."""
    shares = read_shares(course, assignment)
    if not shares:
        return Progress()
    total, waits, looks, looked = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    second = second_marks(course, assignment)
    nobody = 0
    for student, cells in work_of_people(gradebook, assignment).items():
        share = shares.get(student, Share())
        for cell, waiting in cells.items():
            if cell in share.first:
                total[share.first[cell]] += 1
                waits[share.first[cell]] += waiting
            else:
                nobody += waiting
        for cell, ta in share.second.items():
            looks[ta] += 1
            looked[ta] += (student, cell) in second
    tas = {ta: Workload(total[ta], total[ta] - waits[ta], looks[ta], looked[ta]) for ta in sorted({*total, *looks})}
    return Progress(tas, nobody, agreement(course, assignment, gradebook) if looks else None)
