"""Grades into the files of learning platforms and back: nothing but the grades changes, nothing is guessed."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import inside_a_copy, make_course
from nbgrader.api import Gradebook

from grader.assignment.author_text import AuthorText
from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.exporters.class_grades import ClassGrades, StudentGrade, class_grades
from grader.exporters.fill import Choices, export_grades, write_file
from grader.grading import gradebook as course_gradebook
from grader.grading.session import Session
from grader.lms.csv_text import CsvText, plain_cell, table

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
FULL = {"mean_value-check": 4.0, "count_above-check": 6.0, "plot_values": 1.5, "table": 1.0, "comment": 3.0}

CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Homework 0 (11),Tiny (4711),Tiny Current Score\r\n"
    ",,,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,10,16,(read only)\r\n"
    '"Lovelace, Ada",101,S-1,ada,"Main, ""early""",7,,70\r\n'
    "Bücher Béla,102,S-2,BELA,Main,5.5,,\r\n"
    '"Curie, Marie",103,S-3,marie,"two\nlines",,3,\r\n'
    '"Late, Lisa",104,S-4,lisa,Main,,EX,\r\n'
    '"Student, Test",105,,,Main,,,\r\n'
)
MOODLE = (
    "Identifier;Full name;Email address;Status;Grade;Maximum Grade;Grade can be changed;Last modified (grade)\n"
    'Participant 101;"Ada; Countess";ada@uni.example;Submitted;;16,00;Yes;-\n'
    "Participant 102;Béla Bücher;bela@uni.example;Submitted;;16,00;Yes;-\n"
    "Participant 103;Marie Curie;marie@uni.example;No submission;;16,00;Yes;-\n"
)
BRIGHTSPACE = (
    "OrgDefinedId,Username,Last Name,First Name,Email,"
    "Tiny Points Grade <Numeric MaxPoints:16 Weight:10>,Old Points Grade <Numeric MaxPoints:5>,End-of-Line Indicator\r\n"
    '#101,#ada,Lovelace,"Ada, Countess",ada@uni.example,,3,#\r\n'
    "#102,#bela,Bücher,Béla,bela@uni.example,,,#\r\n"
    "#103,#marie,Curie,Marie,marie@uni.example,,,#\r\n"
)


def student(name: str, total: float | None = None, **about) -> StudentGrade:
    """Return a student who reached `total`, or handed in nothing."""
    points = {} if total is None else {"count_above-check": total}
    return StudentGrade(name, handed_in=total is not None, points=points, **about)


def a_class(*students: StudentGrade) -> ClassGrades:
    return ClassGrades("tiny", {"count_above-check": 16.0}, {found.id: found for found in students})


CLASS = a_class(student("ada", 12.25), student("bela", 16.0), student("marie"))


def given(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "given.csv"
    path.write_bytes(text.encode(encoding))
    return path


def fill(tmp_path: Path, text: str, to: str, grades: ClassGrades = CLASS, encoding: str = "utf-8", **choices):
    return export_grades(grades, Choices(to, given(tmp_path, text, encoding), **choices))


# --- the platforms' files ----------------------------------------------------------------------------------


def test_canvas_gets_its_file_back_with_only_the_grades_changed(tmp_path):
    export = fill(tmp_path, CANVAS, "canvas")
    expected = CANVAS.replace('early""",7,,70', 'early""",7,12.25,70').replace("5.5,,", "5.5,16,")
    assert export.content.decode() == expected
    assert export.filled == {"ada": "12.25", "bela": "16"}
    assert export.without == ["Curie, Marie", "Late, Lisa", "Student, Test"]
    assert export.complete and not export.refused


def test_an_excused_student_stays_excused_in_canvas(tmp_path):
    grades = a_class(student("lisa", 9.0))
    export = fill(tmp_path, CANVAS, "canvas", grades)
    assert export.locked == ["lisa"] and not export.complete
    assert export.content.decode() == CANVAS


def test_moodle_with_semicolons_gets_decimal_commas(tmp_path):
    export = fill(tmp_path, MOODLE, "moodle")
    rows = list(csv.DictReader(io.StringIO(export.content.decode()), delimiter=";"))
    assert [row["Grade"] for row in rows] == ["12,25", "16", ""]
    assert [row["Full name"] for row in rows] == ["Ada; Countess", "Béla Bücher", "Marie Curie"]


def test_moodle_knows_students_by_participant_number_too(tmp_path):
    grades = a_class(student("x", 1.0, lms_user_id="101"), student("y", 2.0, lms_user_id="102"))
    assert fill(tmp_path, MOODLE, "moodle", grades, match="id").filled == {"x": "1", "y": "2"}


def test_moodle_leaves_a_grade_that_may_not_be_changed(tmp_path):
    text = MOODLE.replace("16,00;Yes;-\nParticipant 102", "16,00;No;-\nParticipant 102")
    export = fill(tmp_path, text, "moodle")
    assert export.locked == ["ada"] and export.filled == {"bela": "16"}


def test_moodles_gradebook_file_in_another_language_is_filled_by_column(tmp_path):
    text = "Vorname,Nachname,ID-Nummer,E-Mail-Adresse,Aufgabe: Tiny (Real)\nAda,Lovelace,,ada@uni.example,-\n"
    export = fill(tmp_path, text, "moodle", a_class(student("ada", 3.0)), column="Aufgabe: Tiny (Real)")
    assert export.content.decode() == text.replace("example,-", "example,3")


def test_brightspace_keeps_number_signs_and_the_end_of_line(tmp_path):
    export = fill(tmp_path, BRIGHTSPACE, "brightspace")
    expected = BRIGHTSPACE.replace("ada@uni.example,,3,#", "ada@uni.example,12.25,3,#")
    assert export.content.decode() == expected.replace("bela@uni.example,,,#", "bela@uni.example,16,,#")


@pytest.mark.parametrize("match", ["id", "login", "email"])
def test_students_are_known_by_number_login_or_email(tmp_path, match):
    own = {"id": {"lms_user_id": "101"}, "login": {}, "email": {"email": "Ada@other.example"}}[match]
    grades = a_class(student("ada" if match == "login" else "someone", 5.0, **own))
    assert list(fill(tmp_path, BRIGHTSPACE, "brightspace", grades, match=match).filled.values()) == ["5"]


@pytest.mark.parametrize(("encoding", "end"), [("utf-8", "\n"), ("utf-16", "\r\n"), ("latin-1", "\r\n")])
def test_encoding_and_line_ends_stay(tmp_path, encoding, end):
    text = BRIGHTSPACE.replace("\r\n", end)
    export = fill(tmp_path, text, "brightspace", encoding=encoding)
    before = text.encode(encoding)
    assert export.content.decode(encoding).replace("12.25", "").replace(",16,", ",,") == before.decode(encoding)


@pytest.mark.parametrize("to", ["canvas", "brightspace"])
def test_a_new_file_can_be_read_back(tmp_path, to):
    made = export_grades(CLASS, Choices(to))
    assert made.filled == {"ada": "12.25", "bela": "16"}
    again = fill(tmp_path, made.content.decode(), to)
    assert again.content == made.content


def test_moodle_takes_only_its_own_worksheet():
    with pytest.raises(UserError, match="--into"):
        export_grades(CLASS, Choices("moodle"))


# --- what must not go in -----------------------------------------------------------------------------------


def test_an_unfinished_grade_is_never_exported_as_a_number(tmp_path):
    waits = replace(student("ada", 5.0), trouble="a person must still grade comment")
    grades = a_class(waits, student("bela", 0.0))
    refused = fill(tmp_path, CANVAS, "canvas", grades)
    assert "a person must still grade comment: ada" in refused.refused[0]
    with pytest.raises(UserError, match="--unfinished mark"):
        write_file(refused, tmp_path / "out.csv", None)
    assert not (tmp_path / "out.csv").exists()
    marked = fill(tmp_path, CANVAS, "canvas", grades, unfinished="mark")
    assert marked.filled == {"bela": "0"} and list(marked.unfinished) == ["ada"] and not marked.complete
    assert 'early""",7,,70' in marked.content.decode()


def test_a_graded_student_who_is_not_in_the_file_is_named(tmp_path):
    grades = a_class(student("ada", 5.0), student("zoe", 6.0))
    export = fill(tmp_path, CANVAS, "canvas", grades)
    assert export.unknown == ["zoe"] and "zoe" in export.refused[0]
    assert not fill(tmp_path, CANVAS, "canvas", grades, unmatched="skip").refused


def test_of_two_rows_for_one_student_none_is_filled(tmp_path):
    text = CANVAS + '"Lovelace, Ada",106,S-9,ada,Main,,,\r\n'
    export = fill(tmp_path, text, "canvas", unmatched="skip")
    assert export.filled == {"bela": "16"} and "line 4, 10" in export.duplicates[0]
    assert fill(tmp_path, text, "canvas").refused


def test_of_two_students_with_one_address_none_is_filled(tmp_path):
    grades = a_class(student("a1", 5.0, email="ada@x.example"), student("a2", 6.0, email="ada@y.example"))
    export = fill(tmp_path, MOODLE, "moodle", grades)
    assert not export.filled and "a1 and a2" in export.duplicates[0]


def test_of_students_who_were_not_asked_for_nothing_is_said_and_nothing_changes(tmp_path):
    export = fill(tmp_path, CANVAS, "canvas", students=frozenset({"ada"}))
    assert export.filled == {"ada": "12.25"} and export.without == []
    assert export.content.decode() == CANVAS.replace('early""",7,,70', 'early""",7,12.25,70')
    assert fill(tmp_path, CANVAS, "canvas", students=frozenset({"marie"})).without == ["Curie, Marie"]


def test_who_is_not_asked_for_still_makes_another_uncertain(tmp_path):
    grades = a_class(student("a1", 5.0, email="ada@x.example"), student("a2", 6.0, email="ada@y.example"))
    export = fill(tmp_path, MOODLE, "moodle", grades, students=frozenset({"a1"}))
    assert not export.filled and "a1 and a2" in export.duplicates[0]
    assert export.content.decode() == MOODLE


def test_another_maximum_is_refused_or_converted(tmp_path):
    text = CANVAS.replace("10,16,(read", "10,100,(read")
    with pytest.raises(UserError, match=r"100 points .* has 16.*--scale"):
        fill(tmp_path, text, "canvas")
    assert fill(tmp_path, text, "canvas", scale=True).filled == {"ada": "76.56", "bela": "100"}


def test_the_column_is_never_guessed(tmp_path):
    text = CANVAS.replace("Tiny (4711)", "Exam (4711)").replace("Tiny Current", "Exam Current")
    with pytest.raises(UserError, match="choose one with --column, of 'Homework 0', 'Exam'"):
        fill(tmp_path, text, "canvas")
    assert fill(tmp_path, text, "canvas", column="Exam (4711)").filled
    with pytest.raises(UserError, match="no column 'Nothing'"):
        fill(tmp_path, text, "canvas", column="Nothing")


def test_of_two_columns_with_one_title_the_number_chooses(tmp_path):
    text = CANVAS.replace("Homework 0 (11)", "Tiny (11)")
    with pytest.raises(UserError, match=r"2 columns .* of 'Tiny \(11\)', 'Tiny \(4711\)'"):
        fill(tmp_path, text, "canvas")
    assert fill(tmp_path, text, "canvas", column="Tiny (4711)").content.decode() != text


def test_a_grade_that_the_platform_had_otherwise_is_listed(tmp_path):
    export = fill(tmp_path, CANVAS, "canvas", a_class(student("marie", 4.0)))
    assert export.replaced == {"marie": "3 before, now 4"}
    assert not fill(tmp_path, CANVAS, "canvas", a_class(student("marie", 3.0))).replaced


@pytest.mark.parametrize(
    ("to", "text", "said"),
    [
        ("canvas", MOODLE, "no gradebook file of Canvas"),
        ("moodle", "a,b\n1,2\n", "no grading worksheet of Moodle"),
        ("brightspace", CANVAS, "no grades file of Brightspace"),
        ("canvas", '"never closed,\n1,2', "line 1: a quotation mark is never closed"),
        ("canvas", "PK\x03\x04", "a spreadsheet"),
        ("canvas", "  \n", "is empty"),
    ],
)
def test_another_file_is_refused_with_what_to_do(tmp_path, to, text, said):
    with pytest.raises(UserError, match=said):
        fill(tmp_path, text, to)


def test_the_file_that_was_given_is_never_overwritten(tmp_path):
    export = fill(tmp_path, CANVAS, "canvas")
    with pytest.raises(UserError, match="keep it as it is"):
        write_file(export, tmp_path / "given.csv", tmp_path / "given.csv")
    write_file(export, tmp_path / "deep" / "out.csv", tmp_path / "given.csv")
    assert (tmp_path / "deep" / "out.csv").read_bytes() == export.content


@pytest.mark.parametrize(
    "text", [CANVAS, MOODLE, BRIGHTSPACE, 'a,"b ""c"" d",\r\n\r\n1,"x\r\ny",2', "one\n", 'a,5" b\n']
)
def test_reading_and_writing_a_file_changes_no_byte(text):
    file = CsvText.parse(text)
    assert file.to_bytes().decode() == text
    values = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=file.delimiter)]
    assert [file.values(row) if file.rows[row] != [""] else [] for row in range(len(file.rows))] == values


def test_a_text_that_a_spreadsheet_would_run_is_made_harmless():
    assert plain_cell("=1+1") == "'=1+1" and plain_cell("-x") == "'-x" and plain_cell(-1.5) == "-1.5"
    assert plain_cell("a - b = c; d") == "a - b = c; d" and plain_cell(None) == ""


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\u00a0=", "\u200b="])
@pytest.mark.parametrize("before", ["", "x;", "x; ", 'x;"', "x\t", "x\n", "x\r\n", "x|", ";;", '";'])
def test_no_field_is_a_formula_wherever_a_spreadsheet_divides_the_file(delimiter, start, before):
    text = table([("name", 1.5, None), (f"{before}{start}HYPERLINK(1)", -2.0, "end")])
    fields = [field for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for field in row]
    fields += [field for line in text.splitlines() for field in line.split(delimiter)]
    assert not [f for f in fields if f.strip(' "').startswith(start) and "HYPER" in f], text
    assert '"end"' in text and ",-2," in text


# --- from the gradebook ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Course:
    """Return the tiny course: ada is finished, bela's comment waits, marie handed in nothing."""
    course = make_course(tmp_path_factory.mktemp("export") / "course")
    (course.root / "nbgrader_config.py").write_text(CONFIG.read_text())
    with Session(course) as session:
        course_gradebook.register(session.app, AuthorText.read(course.author_text("tiny")))
        with session.gradebook() as gradebook:
            gradebook.add_student("ada", first_name="Ada", last_name="Lovelace", email="ada@uni.example")
            gradebook.add_student("bela", first_name="Béla", last_name="=Bücher")
            gradebook.add_student("marie")
            for name in ("ada", "bela"):
                submission = gradebook.add_submission("tiny", name)
                for grade in submission.notebooks[0].grades:
                    waits = name == "bela" and grade.name == "comment"
                    grade.auto_score = None if waits else FULL[grade.name]
                    grade.needs_manual_grade = waits
            gradebook.db.commit()
    return course


@pytest.fixture
def course(graded, tmp_path, monkeypatch) -> Course:
    """Return a copy of it, as the working directory."""
    return inside_a_copy(graded, tmp_path, monkeypatch)


def finish(course: Course) -> None:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        grade = gradebook.find_grade("comment", "tiny", "tiny", "bela")
        grade.manual_score, grade.needs_manual_grade = 2.0, False
        gradebook.find_submission_notebook("tiny", "tiny", "bela").late_submission_penalty = 1.6
        gradebook.db.commit()


def test_the_command_refuses_names_and_marks(course, capsys):
    (course.root / "given.csv").write_text(CANVAS, newline="")
    command = ["export", "tiny", "--to", "canvas", "--into", "given.csv"]
    assert main(command) == 2
    assert "comment: bela" in capsys.readouterr().err
    assert main([*command, "--unfinished", "mark"]) == 1
    assert "Next: in Canvas" in capsys.readouterr().out
    finish(course)
    assert main([*command, "--dry-run", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["filled"] == {"ada": "15.5", "bela": "12.9"} and said["written"] is None
    assert main([*command, "--out", "out.csv"]) == 0
    expected = CANVAS.replace('early""",7,,70', 'early""",7,15.5,70').replace("5.5,,", "5.5,12.9,")
    assert (course.root / "out.csv").read_bytes().decode() == expected


def test_the_table_has_questions_in_order_and_says_why_a_total_is_missing(course, capsys):
    assert main(["export", "tiny", "--unfinished", "mark"]) == 1
    rows = list(csv.DictReader((course.root / "export" / "tiny-csv.csv").open(encoding="utf-8")))
    assert list(rows[0])[-5:] == ["mean_value", "count_above", "plot_values", "table", "comment"]
    ada, bela, marie = rows
    assert (ada["total"], ada["max"], ada["status"], ada["comment"]) == ("15.5", "16", "graded", "3")
    assert (bela["total"], bela["status"], bela["comment"]) == ("", "a person must still grade comment", "")
    assert bela["last_name"] == "'=Bücher"
    assert (marie["total"], marie["status"]) == ("", "nothing handed in")


def test_work_that_is_not_graded_is_not_forgotten(course):
    (course.root / "submitted" / "zoe" / "tiny").mkdir(parents=True)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        found = class_grades(gradebook, "tiny", course).students["zoe"]
    assert found.total is None and found.trouble == "handed in, but not graded"


def test_without_a_gradebook_nothing_is_made(course, capsys):
    (course.root / "gradebook.db").unlink()
    assert main(["export", "tiny"]) == 2
    assert "grader grade" in capsys.readouterr().err
    assert not (course.root / "gradebook.db").exists()


def test_nbgraders_own_command_exports_too(course):
    finish(course)
    (course.root / "given.csv").write_text(BRIGHTSPACE, newline="", encoding="utf-8")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "export", "--exporter=grader.exporters.BrightspaceExporter"]
    command += ["--BrightspaceExporter.into=given.csv", "--to", "out.csv"]
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "ada@uni.example,15.5,3,#" in (course.root / "out.csv").read_text(encoding="utf-8")
    command[-1] = "given.csv"
    done = subprocess.run(command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1 and "keep it as it is" in done.stderr and "Traceback" not in done.stderr


# --- the roster --------------------------------------------------------------------------------------------


def roster(course: Course, text: str, *options: str) -> int:
    (course.root / "students.csv").write_text(text, encoding="utf-8-sig")
    return main(["roster", "students.csv", *options])


def test_a_roster_takes_no_name_that_a_page_or_a_terminal_could_take_for_more(course, capsys):
    rows = [
        '"<b>ada</b>",Ada,L',
        "bob,<img src=x onerror=alert(1)>,B",
        "eva,Eva,\x1b[31mE",
        "odd\u202e,O,D",
        "o'neil,Ó & Co,N",
    ]
    assert roster(course, "\n".join(["id,first_name,last_name", *rows[:4]])) == 2
    said = capsys.readouterr().err
    assert all(f"line {number}:" in said for number in (2, 3, 4, 5)) and "\x1b" not in said and "\u202e" not in said
    assert roster(course, "\n".join(["id,first_name,last_name", rows[4]])) == 0


def test_a_roster_adds_and_changes_and_removes_nobody(course, capsys):
    text = "ID;First name;last_name;email\nada;;King;\nzoë;Zoë;Ω;z@uni.example\nbela;Béla;;\n"
    assert roster(course, text, "--dry-run", "--json") == 0
    planned = json.loads(capsys.readouterr().out)
    assert list(planned["added"]) == ["zoë"] and planned["changed"] == {"ada": {"last_name": "King"}}
    assert planned["same"] == ["bela"] and planned["elsewhere"] == ["marie"]
    assert roster(course, text) == 0
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        ada = gradebook.find_student("ada")
        assert (ada.first_name, ada.last_name, ada.email) == ("Ada", "King", "ada@uni.example")
        assert {s.id for s in gradebook.students} == {"ada", "bela", "marie", "zoë"}
    assert list((course.cache / "backups").glob("gradebook-*.db"))


def test_bad_lines_of_a_roster_are_named_and_nothing_is_imported(course, capsys):
    text = "id,email\nada,a@x\n,b@x\nada,c@x\nx/y,d@x\nzoe,no address\nyan,e@x,too,many\n"
    assert roster(course, text) == 2
    said = capsys.readouterr().err
    for reason in (
        "line 3: the id is missing",
        "line 4: the id 'ada' stands in line 2",
        "line 5: 'x/y'",
        "line 6: 'no a",
    ):
        assert reason in said
    assert "line 7: more fields than columns" in said
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        assert {student.id for student in gradebook.students} == {"ada", "bela", "marie"}


def test_a_refusal_names_some_of_many_students_and_says_how_many_more():
    waiting = [student(f"s{number:03}", 1.0, trouble="a person must still grade essay") for number in range(300)]
    [refused] = export_grades(a_class(*waiting), Choices()).refused
    assert "s019 and 280 more" in refused and "s020" not in refused
