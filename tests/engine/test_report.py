"""The class at a glance, on a dozen graded submissions of the tiny course."""

from __future__ import annotations

import csv
import json
import random
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from conftest import MARKER, make_course
from nbgrader.api import Gradebook

from grader.assignment.assignment import Assignment
from grader.authoring.solution import fill_release
from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.grading.grade import grade
from grader.judging.evidence import LONGEST_LINE, read_all
from grader.judging.verdict import Note
from grader.reports import class_plots
from grader.reports.anonymous import names_hidden
from grader.reports.class_facts import misconceptions, read_work, stopped
from grader.reports.class_records import Measure, MeasuredRecord, Run, measurements, records_in
from grader.reports.report import make_report, write_report

pytestmark = pytest.mark.usefixtures("lent_sandbox_process")

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
NOT_STRICT = "def count_above(numbers, limit):\n    # by {name}\n    return int((numbers >= limit).sum())"
BROKEN = "def count_above(numbers, limit:\n    return 0"
CONSTANT = "mean = 2.5"


def record(seed: int, gpu: str = "Tesla T4", settings=(0.001, 0.01, 0.1), goal: float = 60.0) -> str:
    """Return the line that an evidence cell prints."""
    rng, rows = random.Random(seed), []
    for rate in settings:
        time = round(rng.uniform(5, 90), 4)
        row = {"learning_rate": rate, "batch_size": 128, "train_time": time, "total_energy": round(time * 35.1, 3)}
        rows.append({**row, "epochs": int(time), "reached": time < goal, "energy_measured": True})
    return json.dumps({"evidence": "table", "gpu": gpu, "rows": rows})


def hand_in(course: Course, student: str, answers=None, printed: str = "", change=None, name="tiny.ipynb") -> None:
    assignment = Assignment.load(course, "tiny")
    notebook = fill_release(assignment.release, assignment.text, answers)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "table" and printed:
            cell.outputs = [nbformat.v4.new_output("stream", text=f"a table\n{printed}\n")]
    if change:
        change(notebook)
    path = course.root / "submitted" / student / "tiny" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def strip(notebook) -> None:
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)


def write_class(course: Course) -> None:
    """Hand in for a dozen students; `missing` never does, the file of `lost` is cut off."""
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    hand_in(course, "anna", printed=record(1))
    hand_in(course, "boris", {"count_above": NOT_STRICT.format(name="Boris")}, record(2))
    hand_in(course, "chloe", {"count_above": NOT_STRICT.format(name="chloe, the second")}, record(3, "NVIDIA L4"))
    hand_in(course, "dmitri", {"count_above": NOT_STRICT.format(name="<b>"), "mean_value": CONSTANT}, record(4))
    hand_in(course, "elif", {"mean_value": CONSTANT}, record(5, "NVIDIA L4"))
    hand_in(course, "farid", {"count_above": BROKEN}, record(2))
    hand_in(course, "grace", {"mean_value": "raise SystemExit"}, record(6), name="grace homework.ipynb")
    hand_in(course, "hugo", printed=record(7, "SIMULATED GPU"), change=strip)
    hand_in(
        course, "ines", {"mean_value": "mean = valuez.mean()"}, '{"evidence": "table", "rows": [1, null, {"a": NaN}]}'
    )
    assignment = Assignment.load(course, "tiny")
    hand_in(course, "jonas", change=lambda notebook: notebook.update(cells=assignment.release.cells))
    hand_in(course, "kofi", {"count_above": "def count_above(numbers, limit):\n    return 0"}, record(8))
    hand_in(course, "lost")
    lost = course.root / "submitted" / "lost" / "tiny" / "tiny.ipynb"
    lost.write_text(lost.read_text()[:900])


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Course:
    """Return the tiny course with the class graded; the work of anna and elif is finished by a person."""
    course = make_course(tmp_path_factory.mktemp("report") / "course")
    write_class(course)
    outcome = grade(course, "tiny", jobs=2)
    assert len(outcome.verdicts) == 11 and list(outcome.unreadable) == ["lost"]
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.add_student("missing", first_name="Mia", last_name="Missing")
        gradebook.find_student("anna").last_name = "Årud"
        for student in ("anna", "elif"):
            for grade_ in gradebook.find_submission_notebook("tiny", "tiny", student).grades:
                if grade_.needs_manual_grade:
                    grade_.manual_score, grade_.needs_manual_grade = grade_.max_score, False
        gradebook.db.commit()
    return course


@pytest.fixture(scope="module")
def report(course):
    return make_report(course, "tiny")


@pytest.fixture(scope="module")
def written(report, tmp_path_factory) -> dict[str, str]:
    """Return {file name: text} of the report."""
    folder = tmp_path_factory.mktemp("written")
    return {path.name: path.read_text(encoding="utf-8") for path in write_report(report, folder)}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


class Page(HTMLParser):
    """Checks that tags close in order, and collects ids, links and what is loaded."""

    VOID = ("meta", "br", "path", "use", "rect", "hr", "img", "link", "input")

    def __init__(self, text: str):
        super().__init__()
        self.open, self.ids, self.links, self.loaded, self.wrong = [], [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        about = dict(attributes)
        self.ids += [about["id"]] if "id" in about else []
        self.links += [about["href"][1:]] if tag == "a" else []
        self.loaded += [value for name, value in attributes if name in ("src", "data") or tag == "script"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in self.VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append((tag, self.getpos()))


def test_the_most_frequent_misconception_comes_first_with_an_example(report):
    first = report.misconceptions[0]
    assert first.question == "count_above" and "strictly greater" in first.message
    assert set(first.students) == {"boris", "chloe", "dmitri", "kofi"}
    assert first.example_of == "dmitri"  # kofi fails other tests too
    assert "numbers >= limit" in first.example and MARKER not in first.example


def test_messages_that_differ_in_a_number_are_one(course):
    work = read_work(course.autograded("tiny", "farid"), "farid")
    answer = work.answers["count_above"]
    moved = tuple((s, o, m.replace("Line 2", "Line 17")) for s, o, m in answer.tests)
    other = type(work)("other", {"count_above": type(answer)(answer.outcome, moved, answer.source)}, (), {})
    assert [len(item.students) for item in misconceptions([work, other])] == [2]


def test_tests_that_tell_nothing_apart_are_listed(report, written):
    facts = {test.sentence: (test.passed, test.failed) for test in report.tests}
    assert facts["a number equal to the limit does not count"] == (5, 5)  # of ten who tried, jonas left it
    rows = rows_of(written["tiny-tests.csv"])
    assert {row["test"] for row in rows} == set(facts)


def test_questions_count_full_marks_zeros_and_who_did_not_try(written):
    rows = {row["question"]: row for row in rows_of(written["tiny-questions.csv"])}
    assert list(rows) == ["mean_value", "count_above", "plot_values", "table", "comment"]
    assert rows["mean_value"]["not_attempted"] == "1" and rows["mean_value"]["waiting"] == "0"
    assert rows["comment"]["decided"] == "3" and rows["comment"]["waiting"] == "8"
    assert float(rows["count_above"]["mean_share"]) == pytest.approx((5 + 3 * 4 / 6) / 11, abs=0.03)


def test_students_are_listed_with_their_state(written):
    rows = {row["student"]: row for row in rows_of(written["tiny-students.csv"])}
    assert rows["anna"]["total"] == "16" and rows["anna"]["waits_for_a_person"] == ""
    assert rows["boris"]["total"] == "" and "comment" in rows["boris"]["waits_for_a_person"]
    assert rows["missing"]["handed_in"] == "0" and rows["lost"]["graded"] == "0"


def test_times_and_energies_count_only_where_the_goal_was_reached(report):
    [measured] = report.measured
    assert measured.setting == "learning_rate" and measured.settings == (0.001, 0.01, 0.1)
    assert [(m.key, m.short) for m in measured.measures[:2]] == [("train_time", "TTA"), ("total_energy", "ETA")]
    assert measured.machines == {"Tesla T4": 6, "NVIDIA L4": 2, "SIMULATED GPU": 1} and measured.simulated == 1
    for line in measured.summary(measured.measures[0]):
        reached = [r.value for r in measured.measures[0].runs if r.setting == line["setting"] and r.reached]
        assert line["runs"] == 9 and line["counted"] == len(reached)
        invented = [r for r in measured.measures[1].runs if "SIMULATED" in r.machine and r.setting == line["setting"]]
        energies = measured.measures[1].counted(line["setting"])
        assert len(invented) == 1 and invented[0].value not in energies
        assert all(value < 60 for value in reached)
    assert measured.copies == (("boris", "farid"),)


def printing(name: str, *texts: str, **more) -> dict:
    """Return a cell with the nbgrader id `name` that printed `texts`; None stands for a warning in between."""
    outputs = [{"output_type": "stream", "name": "stdout" if text else "stderr", "text": text or "!"} for text in texts]
    return {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": name}}, "outputs": outputs, **more}


def test_a_record_of_any_shape_is_read_without_trouble():
    shapes = ["{", "[]", '{"evidence":1,"rows":[{}]}', '{"evidence":"x","rows":[[],{"k":1e999,"b":true}]}']
    cells = [printing("x", f"{shape}\n") for shape in shapes] + [{"outputs": [{"data": {}}]}, {}]
    found = records_in(cells)
    assert measurements({"ada": found}) == []
    deep = '{"evidence":' + "[" * 100_000
    assert records_in([printing("x", deep)]) == {}


EARLY, LATE = record(1), record(2)


@pytest.mark.parametrize(
    ("printed", "counts"),
    [
        ((f"{EARLY[:40]}", None, f"{EARLY[40:]}\n"), EARLY),  # a warning stands between two halves of the line
        ((f"{EARLY}\n{LATE}\n",), LATE),
        ((f"{LATE}\n", f"progress: {EARLY}\n"), EARLY),
        ((f"{EARLY}\n{LATE.replace('table', 'other')}\n",), EARLY),
        ((f"{EARLY}\n{LATE[:-20]}\n",), EARLY),
        ((EARLY.replace("0.001", "NaN"),), EARLY.replace("0.001", "NaN")),
        ((EARLY.replace("0.001", "9" * 400),), EARLY.replace("0.001", "9" * 400)),
        ((f"{EARLY}\n", LATE.replace("Tesla", " " * LONGEST_LINE)), EARLY),
        ((LATE.replace("Tesla", " " * LONGEST_LINE),), None),
        ((None, None), None),
    ],
)
def test_class_report_and_similar_read_the_record_that_grading_reads(printed, counts):
    cell = printing("table", *printed)
    found, graded = records_in([cell]), read_all({"cells": [cell]}, ["table"])["table"].data
    assert (graded is None) == (counts is None)
    if counts:
        assert (
            list(found["table"].rows)
            == graded["rows"]
            == read_all({"cells": [printing("table", counts)]}, ["table"])["table"].data["rows"]
        )
    else:
        assert found == {}


def test_a_record_that_another_cell_prints_later_does_not_count():
    cells = [printing("table", EARLY), {**printing("x", LATE), "metadata": {}}, printing("plot_values", LATE)]
    assert records_in(cells) == records_in(cells[:1]) != {}
    measured = measurements(
        {name: records_in([printing("table", record(seed).replace("0.001", "NaN"))]) for seed, name in enumerate("ab")}
    )
    assert [one.settings for one in measured] == [(0.01, 0.1)]


def test_runs_are_compared_by_the_name_of_a_network_where_that_is_what_varies():
    rows = tuple(
        {"model": model, "repeat": repeat, "parameters": size, "test_accuracy": 0.1 * size + repeat, "train_time": size}
        for model, size in (("lstm", 2), ("fc $x_{", 1))
        for repeat in (0, 1)
    )
    [measured] = measurements({"ada": {"x": MeasuredRecord("x", rows)}})
    assert (measured.setting, measured.settings) == ("model", ("lstm", "fc $x_{"))
    assert [measure.key for measure in measured.measures] == ["train_time", "test_accuracy", "parameters"]
    assert [line["median"] for line in measured.summary(measured.measures[0])] == [2, 1]
    assert "fc $x_{" in class_plots.runs(measured.measures[0], measured.setting, measured.settings)


def runs_of(factor: float = 1.0, rooms=("varying", "one_room"), note="once") -> list[dict]:
    """Return a row for each model, room and split, three times; `note` is a word of a row's own."""
    return [
        {"model": model, "rooms": room, "split": split, "repeat": repeat, "test_accuracy": factor * (i + repeat / 13)}
        | {"epochs": 20, "train_time": factor * (i + repeat / 7), "note": f"{note} {model} {room} {split} {repeat}"}
        for i, model in enumerate(("dense", "rnn", "gru"), start=1)
        for room in rooms
        for split in ("clip", "album")
        for repeat in range(3)
    ]


def test_runs_that_differ_in_more_than_the_setting_are_compared_in_groups_of_their_own():
    records = {name: {"album": MeasuredRecord("album", tuple(runs_of(f)))} for name, f in (("ada", 1.0), ("bob", 1.1))}
    odd = runs_of(rooms=("varying", "one_room", "a slip of the pen"))
    records |= {f"student{n}": {"album": MeasuredRecord("album", tuple(runs_of(1 + n / 9)))} for n in range(20)}
    records["kurt"] = {"album": MeasuredRecord("album", tuple(odd))}
    found = measurements(records)
    assert [(item.name, item.setting) for item in found] == 4 * [("album", "model")]
    assert [item.group for item in found] == ["varying, clip", "varying, album", "one_room, clip", "one_room, album"]
    for item in found:
        assert all(len(measure.runs) == 23 * 9 for measure in item.measures) and item.settings == (
            "dense",
            "rnn",
            "gru",
        )
    assert [bool(item.copies) for item in found] == [True, False, False, False], "said once"


@pytest.mark.parametrize(("least", "most"), [(1, 25), (0.3, 90), (20, 10_240_194), (1, 1e4), (3e-5, 2e7)])
def test_labels_of_a_logarithmic_axis_leave_each_other_room(least, most):
    numbers = [digit * 10.0**power for power in range(-9, 9) for digit in class_plots._labelled(least, most)]
    assert 3 <= sum(least <= number <= most for number in numbers) <= 12


def test_long_names_below_a_plot_are_turned():
    runs = [
        Run("ada", name, 1.0 + i, None, "") for i, name in enumerate(("dense", "rnn by hand", "gru on frames", "gru"))
    ]
    names = [run.setting for run in runs]
    long, short = (class_plots.runs(Measure("time", "", tuple(runs)), "model", some) for some in (2 * names, names[:2]))
    assert "rotate(-40" in long and "rotate(-40" not in short


def test_energies_that_were_not_measured_are_left_out():
    rows = (
        {"rate": 1, "energy": 0.0, "energy_measured": False},
        {"rate": 2, "energy": 7.5},
        {"rate": 3, "energy": 9.5},
    )
    [measured] = measurements({"ada": {"x": MeasuredRecord("x", rows)}})
    assert [run.value for run in measured.measures[0].runs] == [7.5, 9.5]


def test_the_page_opens_offline_and_is_well_formed(written):
    page = Page(written["tiny.html"])
    assert not page.wrong and not page.open
    assert not page.loaded and "<script" not in written["tiny.html"]
    assert not re.search(r"(https?:)?//(?!www\.w3\.org)", re.sub(r'xmlns[:\w]*="[^"]*"', "", written["tiny.html"]))
    assert set(page.links) <= set(page.ids)
    assert len(set(page.ids)) == len(page.ids) or not [i for i in page.ids if page.ids.count(i) > 1 and i in page.links]


def test_the_page_says_what_repair_did_and_what_ended_early(written):
    page = written["tiny.html"]
    assert "nbgrader metadata were missing" in page and "grace homework.ipynb" in page
    assert "missing" in page and "cut off" in page
    assert "# by &lt;b&gt;" in page and "<b>" not in page


def test_an_endless_loop_is_listed_with_what_the_sandbox_stopped(course, tmp_path):
    graded = json.loads(course.autograded("tiny", "kofi").read_text())
    for cell in graded["cells"]:
        for test in cell["metadata"].get("grader", {}).get("tests", ()):
            test.update(outcome="failed", message="In other words.", reason="out of time")
    path = tmp_path / "tiny.ipynb"
    path.write_text(json.dumps(graded))
    found = list(stopped([read_work(path, "kofi")]))
    assert found[0] == ("kofi", "mean_value", "did not finish in time")


def test_the_graded_notebook_of_an_earlier_version_is_read(course, tmp_path):
    graded = json.loads(course.autograded("tiny", "hugo").read_text())
    graded["metadata"]["grader"]["notes"] = ["all cells: an old sentence."]
    for cell in graded["cells"]:
        for test in cell["metadata"].get("grader", {}).get("tests", ()):
            del test["reason"]
    path = tmp_path / "tiny.ipynb"
    path.write_text(json.dumps(graded))
    work = read_work(path, "hugo")
    assert work.repaired == ["all cells: an old sentence."] and work.judged == [] and list(stopped([work])) == []


def test_notes_are_told_apart_by_their_kind_whatever_they_say(course):
    work = read_work(course.autograded("tiny", "grace"), "grace")
    assert [note.kind for note in work.notes][:1] == ["file"] and "grace homework.ipynb" in work.repaired[0]
    same = replace(
        work, notes=(Note("repaired", "the same <li>"), Note("judged", "the same <li>"), Note("flag", "x", "q"))
    )
    assert same.repaired == ["the same <li>"] and same.judged == ["the same <li>", "q: x"]


def test_an_anonymous_report_names_nobody(course, tmp_path):
    paths = write_report(make_report(course, "tiny", anonymous=True), tmp_path)
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    for name in ("anna", "Årud", "Boris", "chloe", "grace", "Missing", "lost", "kofi", "hugo"):
        assert not re.search(rf"\b{name}\b", text), name
    assert "student 01" in text and "student 13" in text
    assert "numbers &gt;= limit" in text


@pytest.mark.parametrize(
    ("names", "text", "shown"),
    [
        (["Li"], "li = 1; LI.x; Li_net(of_li, line, slip)", "[name] = 1; [name].x; [name]_net(of_[name], line, slip)"),
        (["Q"], "by Q; q2; Query", "by [name]; [name]2; Query"),
        (["bo"], "BoNet netOfBo Bond tombola", "[name]Net netOf[name] Bond tombola"),
        (["Anna Maria"], "anna-maria, Anna, annas", "[name]-[name], [name], annas"),
        (["ada.byron@uni.example"], "byron made it, ada.byron@uni.example did", "[name] made it, [name] did"),
        (["Årud"], "Arud A\u030arud ÅRUD", "[name] [name] [name]"),
        (["Groß"], "GROSS Groß", "[name] [name]"),
        (["王"], "作者王小明", "作者[name]小明"),
        (["Юля"], "ЮЛЯ и Юляна", "[name] и Юляна"),
        (["al18", "42"], "al18_x al181 line 42, 420", "[name]_x al181 line [name], 420"),
        ([], "nobody", "nobody"),
    ],
)
def test_names_are_hidden_however_short_and_wherever_they_stand(names, text, shown):
    assert names_hidden(names)(text) == shown


def test_an_anonymous_report_hides_names_of_one_and_two_letters_in_every_file(course, tmp_path):
    report = make_report(course, "tiny")
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        gradebook.find_student("boris").first_name, gradebook.find_student("boris").last_name = "Zo", "Q"
        gradebook.db.commit()
    path = course.autograded("tiny", "boris")
    before = path.read_text()
    graded = json.loads(before)
    graded["metadata"]["grader"]["notes"] = [{"kind": "judged", "text": "the name Zo is Q", "cell": "count_above"}]
    for cell in graded["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "count_above":
            cell["source"] = "def count_above(numbers, limit):\n    zo_q = 'by Zo'\n    return zo_q"
        for test in cell["metadata"].get("grader", {}).get("tests", ()):
            test.update(outcome="failed", message="Zo or `q_net` stopped here.")
        for output in cell.get("outputs", ()):
            output["text"] = "".join(output.get("text", "")).replace("Tesla T4", "the GPU of Zo")
    try:
        path.write_text(json.dumps(graded))
        paths = write_report(make_report(course, "tiny", anonymous=True), tmp_path)
    finally:
        path.write_text(before)
    said = "\n".join(one.read_text(encoding="utf-8") for one in paths)
    assert "stopped here" in said and "the GPU of [name]" in said
    assert not re.search(
        r"(?<![^\W\d_])(zo|q)(?![^\W\d_])", re.sub(r"<(style|svg).*?</\1>", "", said, flags=re.DOTALL), re.I
    )
    assert report.names["boris"] == "boris"


def test_the_command_writes_page_and_tables_and_says_what_is_next(course, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(course.root)
    assert main(["report", "tiny"]) == 0
    assert "Next: open it" in capsys.readouterr().out
    assert (course.root / "report" / "tiny.html").is_file()
    assert main(["report", "tiny", "--out", str(tmp_path / "x"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["students"] == 13
    (tmp_path / "file").touch()
    assert main(["report", "tiny", "--out", str(tmp_path / "file" / "x")]) == 2


def test_a_graded_notebook_that_is_damaged_is_named(course, tmp_path):
    path = tmp_path / "tiny.ipynb"
    for text in ("{}", "[]", "", '{"metadata": {}, "cells": [1]}'):
        path.write_text(text)
        with pytest.raises(ValueError):
            read_work(path, "ada")


def test_a_class_without_grades_is_refused_with_what_to_do(tmp_path):
    course = make_course(tmp_path / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    with pytest.raises(UserError, match="grader grade tiny"):
        make_report(course, "tiny")
