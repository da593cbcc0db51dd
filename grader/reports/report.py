"""The class at a glance: one page that opens offline, and the same numbers as CSV files."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

import jinja2
from markupsafe import Markup, escape

from grader.course import Course
from grader.errors import UserError
from grader.exporters.class_grades import ClassGrades, class_grades, opened_gradebook, shown
from grader.grading.sections import section_tail, students_of
from grader.judging.verdict import FILE
from grader.lms.csv_text import table
from grader.reports import class_facts, class_plots
from grader.reports.anonymous import names_hidden
from grader.reports.class_facts import Misconception, StudentWork, TestFacts
from grader.reports.class_records import MeasuredRecord, Measurements, measurements, quartiles, shown_setting
from grader.reports.status import StudentStatus, broken_tests, counts, next_step, status

TEMPLATES = Path(__file__).parent / "templates" / "report"
MOST_MISCONCEPTIONS = 20
_OTHER = "Took a file of another name, or one of several."


@dataclass
class Report:
    """Everything on the page. Students are called as `names` says."""

    assignment: str
    names: dict[str, str]
    grades: ClassGrades
    students: dict[str, StudentStatus]
    works: list[StudentWork]
    misconceptions: list[Misconception]
    tests: list[TestFacts]
    measured: list[Measurements]
    anonymous: bool
    broken: dict[str, str] = field(default_factory=dict)
    section: str = ""


def make_report(
    course: Course,
    assignment: str,
    anonymous: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
    section: str | None = None,
) -> Report:
    """Read the gradebook and the graded notebooks, of a whole class or one section.

    Raises UserError if nobody is graded, or there is no such section.
    """
    students = status(course, assignment)
    if section is not None:
        inside = students_of(course, section)
        students = {name: at for name, at in students.items() if name in inside}
    graded = [name for name, at in students.items() if at.graded and course.autograded(assignment, name).is_file()]
    if not graded:
        raise UserError(f"nobody is graded yet: run `grader grade {assignment}` first.")
    with opened_gradebook(course) as gradebook:
        grades = class_grades(gradebook, assignment, course)
    grades = replace(grades, students={name: s for name, s in grades.students.items() if name in students})
    works, broken = [], {}
    for done, student in enumerate(graded, start=1):
        try:
            works.append(class_facts.read_work(course.autograded(assignment, student), student))
        except ValueError as error:
            broken[student] = str(error)
        progress(done, len(graded))
    report = Report(
        assignment,
        {name: name for name in students},
        grades,
        students,
        works,
        class_facts.misconceptions(works),
        class_facts.tests_of(works),
        measurements({work.student: work.records for work in works}),
        anonymous,
        broken,
        section or "",
    )
    if anonymous:
        _hide_names(report)
    return report


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write the page and the CSV files to `folder`; return the paths, the page first."""
    stem = f"{report.assignment}{section_tail(report.section)}"
    files = {f"{stem}.html": _page(report)}
    for name, rows in _tables(report).items():
        files[f"{stem}-{name}.csv"] = table(rows)
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            # newline="": the tables have their line ends.
            (folder / name).write_text(text, encoding="utf-8", newline="")
            paths.append(folder / name)
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror}. Choose another with --out.") from None
    return paths


# --- who is who --------------------------------------------------------------------------------------------


def _hide_names(report: Report) -> None:
    """Call students by numbers in random order, and take their names out of texts of theirs."""
    order = list(report.names)
    random.SystemRandom().shuffle(order)
    digits = len(str(len(order)))
    report.names = {student: f"student {number:0{digits}}" for number, student in enumerate(order, start=1)}
    known = {part for s in report.grades.students.values() for part in (s.id, s.first_name, s.last_name, s.email)}
    without = names_hidden({part for part in known | set(order) if part})

    for item in report.misconceptions:
        # People sign in comments; a comment is not needed to see the mistake.
        item.example = without(re.sub(r"(?m)(?<=\s)#.*$", "", item.example))
        item.message = without(item.message)
    report.works = [
        replace(
            work,
            notes=tuple(replace(note, text=without(_OTHER if note.kind == FILE else note.text)) for note in work.notes),
            records={name: _without_names(record, without) for name, record in work.records.items()},
        )
        for work in report.works
    ]
    report.measured = measurements({work.student: work.records for work in report.works})
    report.students = {s: replace(at, unreadable=without(at.unreadable)) for s, at in report.students.items()}


def _without_names(record: MeasuredRecord, without: Callable[[str], str]) -> MeasuredRecord:
    rows = tuple({k: without(v) if isinstance(v, str) else v for k, v in row.items()} for row in record.rows)
    return replace(record, rows=rows, machine=without(record.machine))


# --- what the page shows -----------------------------------------------------------------------------------


def _page(report: Report) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    names = report.names
    environment.filters.update(points=_points, ticks=_ticks, percent=lambda share: f"{100 * share:.0f} %")
    environment.filters["setting"] = shown_setting
    environment.filters["called"] = lambda students: sorted(names[student] for student in students)
    finished, so_far = _scores(report)
    repairs = _grouped([(w.student, note) for w in report.works for note in w.repaired], names)
    judged = _grouped([(w.student, note) for w in report.works for note in w.judged], names)
    ended = _grouped([(s, f"{q}: {what}") for s, q, what in class_facts.stopped(report.works)], names)
    waiting = _grouped([(s, cell) for s, at in report.students.items() for cell in at.waiting], names)
    return environment.get_template("index.html.j2").render(
        report=report,
        title=report.assignment.replace("_", " ") + (f", section {report.section}" if report.section else ""),
        today=f"{date.today():%d %B %Y}".lstrip("0"),
        counts=counts(report.students),
        next_step=next_step(report.assignment, report.students),
        scores=Markup(class_plots.scores(finished, so_far, report.grades.most)),
        summary=_summary(finished, so_far),
        finished=len(finished),
        questions=_questions(report),
        misconceptions=report.misconceptions[:MOST_MISCONCEPTIONS],
        more=max(0, len(report.misconceptions) - MOST_MISCONCEPTIONS),
        all_pass=[test for test in report.tests if not test.failed],
        none_pass=[test for test in report.tests if not test.passed],
        measured=[_measured(item) for item in report.measured],
        waiting=waiting,
        broken_tests=broken_tests(report.students),
        missing=sorted(names[s] for s, at in report.students.items() if not at.handed_in),
        unreadable={names[s]: at.unreadable for s, at in report.students.items() if at.unreadable},
        ungraded=sorted(names[s] for s, at in report.students.items() if at.next_step == "grade"),
        late={names[s]: at for s, at in report.students.items() if at.late_hours},
        repairs=repairs,
        judged=judged,
        ended=ended,
        broken={names[s]: reason for s, reason in report.broken.items()},
        names=names,
    )


def _scores(report: Report) -> tuple[list[float], list[float]]:
    """Return the final scores, and the points so far of those who wait for a person."""
    final, so_far = [], []
    for student in report.grades.students.values():
        if not student.handed_in or all(points is None for points in student.points.values()):
            continue
        if student.total is not None:
            final.append(student.total)
        else:
            so_far.append(max(0.0, sum(points or 0.0 for points in student.points.values()) - student.penalty))
    return final, so_far


def _summary(finished: list[float], so_far: list[float]) -> dict[str, float | None]:
    values = sorted(finished + so_far)
    if not values:
        return {}
    low, middle, high = quartiles(values)
    return {"students": len(values), "mean": mean(values), "median": middle, "low": low, "high": high}


def _questions(report: Report) -> list[dict[str, Any]]:
    """Return a line for each graded cell: the share of points reached by those who have points."""
    rows = []
    for cell, most in report.grades.cells.items():
        points = [s.points.get(cell) for s in report.grades.students.values() if s.handed_in]
        decided = [value for value in points if value is not None]
        rows.append(
            {
                "name": shown(cell),
                "most": most,
                "share": mean(decided) / most if decided and most else None,
                "full": sum(value >= most for value in decided),
                "zero": sum(value <= 0 for value in decided),
                "decided": len(decided),
                "untouched": class_facts.not_attempted(report.works, shown(cell)),
                "waiting": sum(shown(cell) in at.waiting for at in report.students.values()),
            }
        )
    return rows


def _measured(item: Measurements) -> dict[str, Any]:
    """Return plots and tables; without times or energies of a goal, the first four quantities."""
    goals = [measure for measure in item.measures if measure.short] or list(item.measures[:4])
    plots = [Markup(class_plots.runs(measure, item.setting, item.settings)) for measure in goals if measure.runs]
    colours = class_plots.machine_colours(goals[0]) if goals else []
    return {"about": item, "plots": plots, "colours": colours, "tables": [(m, item.summary(m)) for m in goals]}


def _grouped(pairs: list[tuple[str, str]], names: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Return (text, students) for equal texts, the most frequent first."""
    found: dict[str, set[str]] = {}
    for student, text in pairs:
        found.setdefault(text, set()).add(names[student])
    return sorted(((text, sorted(who)) for text, who in found.items()), key=lambda pair: (-len(pair[1]), pair[0]))


def _tables(report: Report) -> dict[str, list[list[object]]]:
    """Return the CSV files: {name: rows}."""
    names, cells = report.names, list(report.grades.cells)
    titles = ["student", "handed_in", "graded", "total", "max", "waits_for_a_person", "late_hours", "late_penalty"]
    students: list[list[object]] = [[*titles, *(shown(cell) for cell in cells)]]
    for student, label in sorted(names.items(), key=lambda pair: pair[1]):
        at, grade = report.students[student], report.grades.students.get(student)
        row: list[object] = [label, int(at.handed_in), int(at.graded), grade and grade.total, report.grades.most]
        row += [" ".join(at.waiting), at.late_hours or None, at.penalty or None]
        students.append([*row, *((grade.points.get(cell) if grade else None) for cell in cells)])
    titles = ["question", "points", "mean_share", "full_marks", "no_points", "decided", "not_attempted", "waiting"]
    questions: list[list[object]] = [[*titles]]
    for line in _questions(report):
        share = None if line["share"] is None else f"{line['share']:.4f}"
        values = [line[key] for key in ("full", "zero", "decided", "untouched", "waiting")]
        questions.append([line["name"], line["most"], share, *values])
    messages: list[list[object]] = [["question", "message", "students", "tests", "example_of", "example"]]
    for item in report.misconceptions:
        by = "; ".join(sorted(item.tests))
        messages.append([item.question, item.message, len(item.students), by, names[item.example_of], item.example])
    tests: list[list[object]] = [["question", "test", "passed", "failed"]]
    tests += [[test.question, test.sentence, test.passed, test.failed] for test in report.tests]
    runs: list[list[object]] = [
        ["record", "group", "student", "machine", "setting", "at", "quantity", "value", "reached"]
    ]
    for about in report.measured:
        for measure in about.measures:
            for run in measure.runs:
                row = [
                    about.name,
                    about.group,
                    names[run.student],
                    run.machine,
                    about.setting,
                    shown_setting(run.setting),
                ]
                runs.append([*row, measure.key, f"{run.value:g}", "" if run.reached is None else int(run.reached)])
    found = {"students": students, "questions": questions, "misconceptions": messages, "tests": tests}
    return {**found, "measurements": runs} if report.measured else found


def _points(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def _ticks(text: str) -> Markup:
    """Return a message with what stands between backticks as code."""
    parts = re.split(r"`([^`\n]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if odd % 2 else escape(part) for odd, part in enumerate(parts)
    )
