"""Copies are found whatever was done to hide them; usual and short answers accuse nobody."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from grader.assignment.assignment import Assignment
from grader.assignment.worked_answers import worked_answers
from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.examples.example_class import disguised
from grader.python_source import bound_names, loaded_names
from grader.reports.similar import Answer, Likeness, Pair, find_likenesses, pairs_among, similar_pairs, write_page

COURSE = Course(Path(__file__).resolve().parents[2])

OWN = """\
def train_model(model, criterion, optimizer, device, train_loader):
    model.train()
    seen = 0
    hits = 0
    sums = []
    for inputs, targets in iter(train_loader):
        inputs = inputs.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        scores = model.forward(inputs)
        cost = criterion(scores, targets)
        for parameter in model.parameters():
            parameter.grad = None
        cost.backward()
        optimizer.step()
        best = scores.detach().topk(1, dim=1).indices.squeeze(1)
        hits = hits + int(torch.eq(best, targets).long().sum())
        seen = seen + int(targets.numel())
        sums.append(float(cost.detach()) * int(targets.numel()))
    return hits / max(seen, 1), math.fsum(sums) / max(seen, 1)
"""
RENAMED = """\
# my own idea!
def train_model(model, criterion, optimizer, device, train_loader):
    total = []
    right = 0
    count = 0
    model.train()   # switch on
    for a, b in iter(train_loader):
        b = b.to(device, non_blocking=True)
        a = a.to(device, non_blocking=True)
        guess = model.forward(a)
        err = criterion(guess, b)   # the loss

        for w in model.parameters():
            w.grad = None
        err.backward()
        optimizer.step()
        top = guess.detach().topk(1, dim=1).indices.squeeze(1)
        count = count + int(b.numel())
        right = right + int(torch.eq(top, b).long().sum())
        total.append(float(err.detach()) * int(b.numel()))
    return right / max(count, 1), math.fsum(total) / max(count, 1)
"""


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return Assignment.load(COURSE, "music_classification")


def honest_class(assignment: Assignment, question: str) -> list[Answer]:
    """Return a class that answers on its own: the right worked answers of the question, and its reference."""
    sources = [answer.cells[-1] for answer in worked_answers(assignment, question) if answer.right]
    sources.append(assignment.text.questions[question].answer.solution)
    return [Answer(f"honest{number}", source) for number, source in enumerate(sources)]


def given(assignment: Assignment, question: str) -> list[str]:
    return [assignment.stubs[question], assignment.text.questions[question].answer.solution]


def reordered(source: str) -> str:
    """Return the source with neighbours exchanged that do not depend on each other, and remarks of one's own."""

    def exchange(body: list[ast.stmt]) -> None:
        place = 0
        while place + 1 < len(body):
            first, second = body[place : place + 2]
            bound = bound_names(first), bound_names(second)
            free = not (bound[0] & (bound[1] | loaded_names(second)) or bound[1] & loaded_names(first))
            if free and all(isinstance(one, ast.Assign | ast.AugAssign) for one in (first, second)):
                body[place], body[place + 1] = second, first
                place += 1
            place += 1

    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(getattr(node, "body", None), list):
            exchange(node.body)
    return "\n".join(f"{line}  # as I thought" if line.strip() else line for line in ast.unparse(tree).split("\n"))


def test_the_disguise_of_these_tests_does_change_order_names_and_remarks():
    hidden = reordered(disguised(OWN))
    assert hidden.index("my_hits = 0") < hidden.index("my_seen = 0") and "# as I thought" in hidden
    assert "train_loader" in hidden and "my_train_loader" not in hidden


@pytest.mark.parametrize("name", ["right_deque", "right_history"])
def test_no_disguise_hides_a_copy_of_a_long_answer(assignment, name):
    question = "train_to_accuracy"
    source = next(answer.cells[-1] for answer in worked_answers(assignment, question) if answer.name == name)
    others = [answer for answer in honest_class(assignment, question) if answer.source != source]
    answers = [*others, Answer("ada", source), Answer("bob", reordered(disguised(source)))]
    found = find_likenesses(question, answers, given(assignment, question))
    assert [(one.first.student, one.second.student) for one in found] == [("ada", "bob")]


def a_class(assignment, seed: int, count: int = 24) -> dict[str, list[Answer]]:
    """Return a class in which no two have one answer, but the reference; "copy" is a disguised one of "s00"."""
    import random

    chance, answers = random.Random(seed), {}
    for question in assignment.text.questions:
        known = [one.cells[0] for one in worked_answers(assignment, question) if len(one.cells) == 1]
        known = [source for source in known if _parses(source)]
        chance.shuffle(known)
        usual = [assignment.text.questions[question].answer.solution] * max(0, count - len(known))
        sources = [*known[: count - len(usual)], *usual]
        answers[question] = [Answer(f"s{number:02}", source) for number, source in enumerate(sources)]
        answers[question].append(Answer("copy", disguised(sources[0])))
    return answers


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def test_a_copy_of_a_whole_notebook_is_found_although_each_answer_is_short_and_usual(assignment):
    everything = {question: given(assignment, question) for question in assignment.text.questions}
    found = 0
    for seed in range(8):
        pairs = pairs_among(a_class(assignment, seed), everything)
        assert {pair.students for pair in pairs} <= {("copy", "s00")}, seed
        assert all(len(pair.likenesses) > 1 for pair in pairs)
        found += len(pairs)
    assert found >= 6, "Of a copy whose every answer is usual there may be no sign, but that is rare."


def test_one_common_short_answer_in_common_accuses_nobody(assignment):
    everything = {question: given(assignment, question) for question in assignment.text.questions}
    answers = a_class(assignment, 1)
    for question, own in answers.items():
        own[-1] = Answer("copy", own[5].source if question == "standardize" else own[-1].source + "\n")
        if question != "standardize":
            own.pop()
    assert not pairs_among(answers, everything)


def test_a_renamed_reordered_and_commented_copy_is_found_and_nobody_else(assignment):
    answers = [*honest_class(assignment, "train_model"), Answer("ada", OWN), Answer("bob", RENAMED)]
    found = find_likenesses("train_model", answers, given(assignment, "train_model"))
    assert [(one.first.student, one.second.student) for one in found] == [("ada", "bob")]
    marked = [line for copied, line in found[0].lines(found[0].first) if copied]
    assert any("topk(1, dim=1)" in line for line in marked)
    assert not any(line.startswith("def train_model") for line in marked), "given lines are no sign"


QUESTIONS = [
    "data_details",
    "standardize",
    "instrument_net",
    "criterion_optimizer",
    "train_model",
    "eval_model",
    "train_to_accuracy",
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_of_answers_written_apart_no_two_are_alike(assignment, question):
    known = [answer for answer in worked_answers(assignment, question) if _parses(answer.cells[-1])]
    answers = [Answer(answer.name, answer.cells[-1]) for answer in known if len(answer.cells) == 1]
    assert len(answers) > 20
    assert not find_likenesses(question, answers, given(assignment, question))


@pytest.mark.parametrize("question", ["data_details", "standardize", "criterion_optimizer"])
def test_short_answers_accuse_nobody(assignment, question):
    answers = [answer for answer in honest_class(assignment, question) if len(answer.source) < 250]
    answers += [Answer(f"again{number}", answers[number].source) for number in range(len(answers))]
    assert not find_likenesses(question, answers, given(assignment, question))


def test_what_many_students_write_accuses_nobody(assignment):
    answers = [Answer(f"s{number}", OWN) for number in range(12)]
    assert not find_likenesses("train_model", answers, given(assignment, "train_model"))


def test_the_reference_answer_and_the_starter_code_accuse_nobody(assignment):
    for source in given(assignment, "train_to_accuracy"):
        answers = [Answer("ada", source), Answer("bob", source)]
        assert not find_likenesses("train_to_accuracy", answers, given(assignment, "train_to_accuracy"))


def test_the_page_shows_both_sides_and_escapes_them(tmp_path):
    first, second = Answer("ada", OWN + "# <script>"), Answer("bob & co", RENAMED)
    shared = frozenset(first.prints.hashes & second.prints.hashes)
    pair = Pair(("ada", "bob & co"), (Likeness("train_model", first, second, shared, 0.8),))
    page = write_page(Course(tmp_path), "tiny", [pair]).read_text()
    assert "bob &amp; co" in page and "<script>" not in page and "<mark>" in page


def test_the_command_says_where_the_page_lies_and_what_to_do_with_it(tmp_path, monkeypatch, capsys):
    import nbformat
    from conftest import make_course

    from grader.authoring.solution import fill_release

    course = make_course(tmp_path / "course")
    work = Assignment.load(course, "tiny")
    for student in ("ada", "bob"):
        path = course.autograded("tiny", student)
        path.parent.mkdir(parents=True)
        nbformat.write(
            fill_release(work.release, work.text, {"count_above": OWN.replace("train_model", "count_above")}), path
        )
    monkeypatch.chdir(course.root)
    assert main(["similar", "tiny"]) == 0
    said = capsys.readouterr().out
    assert "ada and bob" in said and "tiny-similar.html" in said and "Next:" in said
    assert main(["similar", "tiny", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["pairs"][0]["students"] == ["ada", "bob"] and Path(found["page"]).is_file()


def test_without_graded_work_it_says_what_to_do(tmp_path):
    from conftest import make_course

    with pytest.raises(UserError, match="grader grade tiny"):
        similar_pairs(make_course(tmp_path / "course"), "tiny")


def graded_with_record(course, student, rows):
    """Write what grading leaves of a student who measured `rows`."""
    import json

    import nbformat

    notebook = Assignment.load(course, "tiny").release
    cell = next(cell for cell in notebook.cells if cell.id == "table")
    line = json.dumps({"evidence": "table", "gpu": "Tesla T4", "rows": rows})
    cell.outputs = [nbformat.v4.new_output("stream", text=f"{line}\n")]
    path = course.autograded("tiny", student)
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def test_runs_that_agree_to_the_last_digit_are_listed_and_equal_results_are_not(tmp_path):
    from conftest import make_course

    course = make_course(tmp_path / "course")

    def runs(seconds):
        # The same seed on the same kind of machine gives the same accuracy and loss; never the same time.
        return [{"rate": r, "loss": 0.012345 * r, "accuracy": 0.98765, "time": s} for r, s in enumerate(seconds)]

    graded_with_record(course, "ada", runs([1.23456, 2.34567, 3.45678]))
    graded_with_record(course, "bob", [*runs([1.23456, 2.34567, 9.99991]), {"note": "mine"}])
    graded_with_record(course, "cleo", runs([1.34561, 2.45672, 3.56783]))
    graded_with_record(course, "dora", runs([1.45612, 2.45672, 3.61119]))
    [pair] = similar_pairs(course, "tiny")
    assert pair.students == ("ada", "bob") and pair.runs == {"table": 2} and not pair.likenesses
    assert "2 runs have the same numbers to the last digit" in write_page(course, "tiny", [pair]).read_text()
