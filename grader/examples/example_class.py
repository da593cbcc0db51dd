"""A class of example students for any assignment: what they hand in, when, and what a TA gives them.

Everything is made from the assignment's own solution and worked answers, and the same on each run.
"""

from __future__ import annotations

import ast
import copy
import io
import json
import random
import tokenize
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from nbformat.notebooknode import NotebookNode

from grader.assignment.assignment import Assignment
from grader.assignment.rubric import items_of
from grader.assignment.worked_answers import WorkedAnswer, worked_answers
from grader.authoring.solution import fill_release
from grader.conventions import EVIDENCE_START
from grader.examples.submissions import example_submissions, stripped, with_outputs, write_submissions
from grader.grading.session import Session
from grader.python_source import bound_names, parse_or_none

DUE = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
POLICY = "\n# An example: 10 % for each day.\nc.LatePolicy.per_day = 0.1\n"
_NAMES = """
Ada Lovelace, Kurt Gödel, Grace Hopper, Emmy Noether, Alan Turing, Mary Somerville, Évariste Galois, Sofja Kowalewskaja,
Srinivasa Ramanujan, Rózsa Péter, Leonhard Euler, Sophie Germain, Niels Abel, Hypatia Theonos, Carl Gauß, Émilie
du Châtelet, Bernhard Riemann, Maryam Mirzakhani, Paul Erdős, Julia Robinson, Wacław Sierpiński, Mary Cartwright,
Henri Poincaré, Shakuntala Devi, Georg Cantor, Ingrid Daubechies, David Hilbert, Cathleen Morawetz, Andrei Kolmogorow,
Marie-Louise Dubreil, Felix Klein, Olga Taussky, Jacques Hadamard, Dorothea Rockburne, John Conway, Karen Uhlenbeck,
Stefan Banach, Winifred Edgerton, Hermann Weyl, Tatjana Ehrenfest
"""
_COMMENTS = ("Well seen.", "Say which *number* of your figure tells you so.", "Right, but where is the reason?", "")
_TEXTS = (
    "The curve falls quickly and then hardly at all.",
    "I think the middle one is best, because the others are worse. See the figure above.",
    "Small is slow and large is unstable; in my figure the second line is lowest after the last step.",
)


@dataclass(frozen=True)
class ExampleStudent:
    """One student. `notebook` is None for who hands in nothing; `hours_late` is negative before the due date."""

    id: str
    first_name: str
    last_name: str
    notebook: NotebookNode | None
    hours_late: float = -5.0


def example_class(assignment: Assignment, count: int = 32) -> list[ExampleStudent]:
    """Return `count` students (8 at least): oddities first, two with one answer, two without any, and honest work."""
    names = [name.split(maxsplit=1) for name in " ".join(_NAMES.split()).split(", ")]
    students, odd = [], list(example_submissions(assignment).values())
    secret = _longest_right_answer(assignment)
    for number in range(max(8, count)):
        first, last = names[number % len(names)]
        chance = random.Random(f"{assignment.name} {number}")
        student = ExampleStudent(f"student{number + 1:02}", first, last, None, chance.choice((-30, -5, -1, 0.1)))
        if number < 2:
            students.append(student)
        elif number - 2 < len(odd):
            students.append(replace(student, notebook=_measured(odd[number - 2], chance)))
        else:
            students.append(replace(student, notebook=_work(assignment, chance, secret)))
    for hours, number in ((30, 9), (60, 12)):
        if number < len(students):
            students[number] = replace(students[number], hours_late=hours)
    if secret is not None and len(students) > 11:
        for number, source in ((10, secret.cells[0]), (11, disguised(secret.cells[0]))):
            chance = random.Random(number)
            notebook = _work(assignment, chance, secret, {secret.question: source})
            students[number] = replace(students[number], notebook=notebook)
    _oddities(students)
    return students


def write_class(assignment: Assignment, students: list[ExampleStudent]) -> None:
    """Put the class into the course: roster, due date, late policy and hand-ins. For a course folder of examples."""
    course = assignment.course
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(POLICY)
    with Session(course) as session, session.gradebook() as gradebook:
        gradebook.update_or_create_assignment(assignment.name, duedate=f"{DUE:%Y-%m-%d %H:%M:%S} UTC")
        for student in students:
            gradebook.update_or_create_student(student.id, first_name=student.first_name, last_name=student.last_name)
    hours_late = {student.id: student.hours_late for student in students}
    notebooks = {student.id: student.notebook for student in students if student.notebook is not None}
    for path in write_submissions(assignment, notebooks):
        when = DUE + timedelta(hours=hours_late[path.parent.parent.name])
        (path.parent / "timestamp.txt").write_text(f"{when:%Y-%m-%d %H:%M:%S} UTC\n")


def mark_as_a_ta(assignment: Assignment, share: float = 0.6) -> int:
    """Give marks, scores and comments to a share of what waits for a person, as a TA does; return how many."""
    text, given = assignment.text, 0
    with Session(assignment.course) as session, session.gradebook() as gradebook:
        for submission in gradebook.assignment_submissions(assignment.name):
            chance = random.Random(f"TA {submission.student.id}")
            if chance.random() > share:
                continue
            for notebook in submission.notebooks:
                comments = {comment.name: comment for comment in notebook.comments}
                for grade in notebook.grades:
                    if not grade.needs_manual_grade:
                        continue
                    items = items_of(text.rubrics.get(grade.name, ""))
                    parts = [(item, item.points * chance.choice((1, 1, 1, 0.5, 0))) for item in items]
                    grade.manual_score = sum(p for _, p in parts) if parts else grade.max_score
                    grade.needs_manual_grade, given = False, given + 1
                    if grade.name in comments:
                        lines = [f"[{points:g} of {item.points:g}] {item.text}" for item, points in parts]
                        remark = chance.choice(_COMMENTS)
                        comments[grade.name].manual_comment = "\n".join([*lines, *(["", remark] if remark else [])])
        gradebook.db.commit()
    return given


def _work(
    assignment: Assignment, chance: random.Random, secret: WorkedAnswer | None, own: dict[str, str] | None = None
) -> NotebookNode:
    """Return one student's notebook: each question right, wrong or left out, texts of several kinds."""
    answers: dict[str, str | None] = {}
    skill = chance.uniform(0.45, 1)
    for question in assignment.text.questions:
        known = [one for one in worked_answers(assignment, question) if len(one.cells) == 1 and one != secret]
        right = [one for one in known if one.right]
        wrong = [one for one in known if not one.right]
        draw = chance.random()
        if draw > 0.97:
            answers[question] = None
        elif draw > skill and wrong:
            answers[question] = chance.choice(wrong).cells[0]
        elif draw > skill / 2 and right:
            answers[question] = chance.choice(right).cells[0]
    for name, cell in assignment.text.manual.items():
        if cell.role == "written" and chance.random() > 0.3:
            answers[name] = chance.choice(_TEXTS)
        elif cell.role != "evidence" and chance.random() > 0.95:
            answers[name] = None
    notebook = fill_release(assignment.release, assignment.text, {**answers, **(own or {})})
    return _measured(with_outputs(assignment, notebook), chance)


def _oddities(students: list[ExampleStudent]) -> None:
    """Let some hand-ins come as they do: outputs cleared, metadata lost, names in other cells."""
    for number, change in ((14, _cleared), (15, stripped), (16, _private)):
        if number < len(students):
            notebook = students[number].notebook
            assert notebook is not None  # the two who hand in nothing come first
            students[number] = replace(students[number], notebook=change(notebook))


def _cleared(notebook: NotebookNode) -> NotebookNode:
    cleared = copy.deepcopy(notebook)
    for cell in cleared.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return cleared


def _private(notebook: NotebookNode) -> NotebookNode:
    private = _cleared(notebook)
    private.metadata["colab"] = {"private_outputs": True}
    return private


def _measured(notebook: NotebookNode, chance: random.Random) -> NotebookNode:
    """Return a copy in which this student's machine took another time and energy: the same numbers everywhere."""
    measured, factor = copy.deepcopy(notebook), chance.lognormvariate(0, 0.4)
    streams = [o for cell in measured.cells for o in cell.get("outputs", ()) if o.output_type == "stream"]
    others = {}
    for output in streams:
        for line in output.text.splitlines():
            rows = json.loads(line).get("rows", []) if line.startswith(EVIDENCE_START) else []
            for row in rows:
                for key, value in row.items():
                    if isinstance(value, float) and value != round(value) and ("time" in key or "energy" in key):
                        digits = len(repr(value).partition(".")[2])  # tables stay straight
                        others[repr(value)] = f"{value * factor * chance.uniform(0.97, 1.03):.{digits}f}"
    for output in streams:
        for old, new in others.items():
            output.text = output.text.replace(old, new)
    return measured


def _longest_right_answer(assignment: Assignment) -> WorkedAnswer | None:
    right = [
        one
        for question in assignment.text.questions
        for one in worked_answers(assignment, question)
        if one.right and len(one.cells) == 1 and parse_or_none(one.cells[0])
    ]
    return max(right, key=lambda one: len(one.cells[0]), default=None)


def disguised(source: str) -> str:
    """Return a copy as one makes it to hide it: other names for local variables, no comments."""
    tree = ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    parameters = {
        argument.arg for function in functions for argument in ast.walk(function.args) if isinstance(argument, ast.arg)
    }
    local = {name for function in functions for name in bound_names(ast.Module(function.body, []))} - parameters
    tokens = [
        token._replace(string=f"my_{token.string}") if token.type == tokenize.NAME and token.string in local else token
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type != tokenize.COMMENT
    ]
    return tokenize.untokenize((token.type, token.string) for token in tokens)
