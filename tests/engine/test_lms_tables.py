"""Files of grades and class lists in several languages: what stands in a column says what it is, not its title alone."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import platform_tables as tables
import pytest
from conftest import make_course

from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.exporters.class_grades import ClassGrades, StudentGrade
from grader.exporters.fill import Choices, export_grades
from grader.grading.sections import read_sections, students_of, write_sections
from grader.grading.session import Session
from grader.handins.roster import read_roster
from grader.lms.csv_text import CsvText
from grader.lms.numbers import Numbers

FILLED = {"ada": "12.25", "bela": "16"}


def student(name: str, total: float | None, **about) -> StudentGrade:
    points = {} if total is None else {"a": total}
    return StudentGrade(name, handed_in=total is not None, points=points, **about)


def a_class(most: float = 16.0, ada: float = 12.25, bela: float = 16.0) -> ClassGrades:
    students = [student("ada", ada), student("bela", bela), student("marie", None)]
    return ClassGrades("tiny", {"a": most}, {found.id: found for found in students})


def fill(tmp_path: Path, to: str, content: str | bytes, grades: ClassGrades | None = None, **choices):
    path = tmp_path / "given.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return export_grades(grades or a_class(), Choices(to, path, **choices))


def shown(grades: dict[str, str], comma: bool = False) -> dict[str, str]:
    return {name: tables.decimal(value, comma) for name, value in grades.items()}


# --- grades: every byte but the grades stays ---------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize("language", tables.MOODLE)
def test_a_worksheet_in_any_language_gets_only_grades(tmp_path, language, comma, encoding):
    def file(grades):
        most = tables.decimal("16.00", comma)
        return tables.written(tables.worksheet(language, shown(grades, comma), most)).encode(encoding)

    export = fill(tmp_path, "moodle", file({}))
    assert export.content == file(FILLED) and export.complete


@pytest.mark.parametrize("language", tables.MOODLE)
def test_a_worksheet_in_any_language_keeps_its_locks(tmp_path, language):
    def file(grades):
        return tables.written(tables.worksheet(language, grades, locked=("ada", "marie")))

    export = fill(tmp_path, "moodle", file({"ada": "3.00"}))
    assert export.locked == ["ada"] and export.content.decode() == file({"ada": "3.00", "bela": "16"})


@pytest.mark.parametrize("language", tables.MOODLE)
def test_a_worksheet_in_any_language_has_its_maximum(tmp_path, language):
    comma = language != "en"
    text = tables.written(tables.worksheet(language, {}, tables.decimal("10.00", comma)))
    with pytest.raises(UserError, match="Moodle has 10 points"):
        fill(tmp_path, "moodle", text)
    assert fill(tmp_path, "moodle", text, scale=True).filled == {"ada": "7.66", "bela": "10"}


@pytest.mark.parametrize("language", [name for name in tables.MOODLE if name not in ("zh", "shape")])
def test_the_columns_of_a_worksheet_may_stand_in_any_order(tmp_path, language):
    for seed in range(6):
        order = random.Random(seed).sample(range(9), 9)

        def file(grades, order=order):
            rows = tables.worksheet(language, grades, locked=("bela",))
            return tables.written([[row[index] for index in order] for row in rows], ";", "\r\n")

        export = fill(tmp_path, "moodle", file({"bela": "1.50"}))
        assert export.content.decode() == file({"ada": "12.25", "bela": "1.50"}), order
        assert export.locked == ["bela"]


@pytest.mark.parametrize(
    ("to", "make", "language"),
    [
        *[("canvas", tables.gradebook, language) for language in tables.CANVAS],
        *[("brightspace", tables.grades_file, language) for language in tables.BRIGHTSPACE],
    ],
)
def test_the_columns_of_the_others_may_stand_in_any_order_too(tmp_path, to, make, language):
    for seed in range(6):
        count = len(make(language, {})[0])
        order = random.Random(seed).sample(range(count), count)

        def file(grades, order=order):
            return tables.written([[row[index] for index in order] for row in make(language, grades)], ";")

        assert fill(tmp_path, to, file({"bela": "1.50"})).content.decode() == file(FILLED), order


def test_a_whole_class_with_full_grades_does_not_hide_the_maximum(tmp_path):
    full = {"ada": "16.00", "bela": "16.00", "marie": "16.00"}
    for language in tables.MOODLE:
        export = fill(tmp_path, "moodle", tables.written(tables.worksheet(language, full)))
        assert export.content.decode() == tables.written(tables.worksheet(language, {**full, **FILLED}))


def test_unknown_words_for_yes_and_no_are_a_question_that_names_the_column(tmp_path):
    text = tables.written(tables.worksheet("shape", {}, locked=("ada",))).replace("Nej", "Nix").replace("Ja", "Jup")
    with pytest.raises(UserError, match=r"(?s)'Hh'.*'Jup', 'Nix'.*English"):
        fill(tmp_path, "moodle", text)
    text = tables.written(tables.worksheet("de", {}, locked=("ada",))).replace("Nein", "Nix")
    with pytest.raises(UserError, match=r"'Bewertung kann geändert werden'.*'Ja', 'Nix'"):
        fill(tmp_path, "moodle", text)


@pytest.mark.parametrize("language", tables.MOODLE)
def test_grades_of_a_scale_are_refused(tmp_path, language):
    rows = tables.worksheet(language, {"ada": "Gut"}, "Schlecht\nGut\nSehr gut")
    with pytest.raises(UserError, match="scale"):
        fill(tmp_path, "moodle", tables.written(rows))


@pytest.mark.parametrize("language", tables.MOODLE)
def test_the_state_of_a_workflow_stays_and_is_said(tmp_path, language):
    def file(grades):
        rows = tables.worksheet(language, grades, locked=("bela",))
        rows = [[*row[:6], "Not marked" if number else "State", *row[6:]] for number, row in enumerate(rows)]
        return tables.written(rows)

    export = fill(tmp_path, "moodle", file({}))
    assert export.content.decode() == file({"ada": "12.25"}) and export.locked == ["bela"]
    assert "'State' is left as it was" in export.notes[0]


@pytest.mark.parametrize(
    ("titles", "title"),
    [
        (("Vorname", "Nachname", "ID-Nummer", "E-Mail-Adresse", "Kurs gesamt (Punkte)"), "Aufgabe: Tiny (Punkte)"),
        (("Prénom", "Nom", "Numéro d'identification", "Adresse de courriel", "Total du cours"), "Devoir : Tiny (Brut)"),
        (("Nombre", "Apellido(s)", "Número de ID", "Dirección de correo", "Total del curso"), "Tarea: Tiny (Real)"),
        (("Qq", "Rr", "Ss", "Tt", "Uu"), "Vv: Tiny (Ww)"),
    ],
)
def test_moodles_gradebook_file_in_any_language_is_filled(tmp_path, titles, title):
    *about, total = titles

    def file(grades):
        rows = [[*about, title, f"{title[:-1]}: %)", total, "Xx"]]
        for number, name, login in tables.PEOPLE:
            mine = [grades.get(login, "-"), "12,00 %", "40,5", "1792000000"]
            rows.append([*name.split(), number, f"{login}@uni.example", *mine])
        return tables.written(rows)

    export = fill(tmp_path, "moodle", file({}))
    assert export.content.decode() == file(shown(FILLED, comma=True))
    assert "does not say the maximum" in export.notes[0]


@pytest.mark.parametrize("muted", [False, True])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("language", tables.CANVAS)
def test_canvas_in_any_language_gets_only_grades(tmp_path, language, delimiter, muted):
    comma = delimiter == ";"

    def file(grades):
        rows = tables.gradebook(language, shown(grades, comma), tables.decimal("16.00", comma), muted)
        return tables.written(rows, delimiter, "\r\n")

    export = fill(tmp_path, "canvas", file({}))
    assert export.content.decode() == file(FILLED)
    with pytest.raises(UserError, match=r"--column takes one of 'Essay', 'Tiny'\."):
        fill(tmp_path, "canvas", file({}), column="Tiny Score")


@pytest.mark.parametrize("left", ["N/A", "EX", "ex", "Excused"])
def test_what_canvas_has_excused_or_not_assigned_stays_and_is_listed(tmp_path, left):
    text = tables.written(tables.gradebook("en", {"ada": left}))
    export = fill(tmp_path, "canvas", text)
    assert export.locked == ["ada"] and export.content.decode() == tables.written(
        tables.gradebook("en", {"ada": left, "bela": "16"})
    )


@pytest.mark.parametrize("language", tables.BRIGHTSPACE)
@pytest.mark.parametrize("match", ["id", "login", "email"])
def test_brightspace_in_any_language_gets_only_grades(tmp_path, language, match):
    def file(grades):
        return tables.written(tables.grades_file(language, grades), ",", "\r\n")

    students = [
        student("ada", 12.25, lms_user_id="101"),
        student("bela", 16.0, lms_user_id="102"),
        student("marie", None, lms_user_id="103"),
    ]
    grades = ClassGrades("tiny", {"a": 16.0}, {found.id: found for found in students})
    export = fill(tmp_path, "brightspace", file({}), grades, match=match)
    assert export.content.decode() == file(FILLED)
    text = tables.written(tables.grades_file(language, {}, "10"))
    with pytest.raises(UserError, match="Brightspace has 10 points"):
        fill(tmp_path, "brightspace", text)


def test_brightspace_fills_nothing_that_it_calculates_or_weighs(tmp_path):
    rows = tables.grades_file("en", {})
    rows[0][6] = "Tiny Weighted Grade <Numeric MaxPoints:16 Weight:10>"
    with pytest.raises(UserError, match="no column is named like 'tiny' in the Brightspace file"):
        fill(tmp_path, "brightspace", tables.written(rows))


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "SEP=;;;;;\n"])
def test_excels_line_about_the_delimiter_is_kept(tmp_path, line):
    def file(grades):
        return line + tables.written(tables.gradebook("en", shown(grades, True), "16,00"), ";", "\r\n")

    export = fill(tmp_path, "canvas", file({}).encode("utf-8-sig"))
    assert export.content == file(FILLED).encode("utf-8-sig")
    with pytest.raises(UserError, match="line 2: a quotation mark is never closed"):
        CsvText.parse('sep=;\n"a;b\n')


def test_commas_in_titles_do_not_divide_a_file_with_semicolons(tmp_path):
    text = tables.written(tables.gradebook("de", {}, "16,00"), ";")
    text = text.replace("Essay (11)", "Essay, first, second, third, fourth, fifth, sixth, seventh, eighth, ninth (11)")
    assert fill(tmp_path, "canvas", text).filled == FILLED


@pytest.mark.parametrize("to", ["canvas", "moodle", "brightspace"])
def test_a_file_that_is_not_understood_is_refused_with_its_columns(tmp_path, to):
    with pytest.raises(UserError, match="its columns are 'Farbe', 'Größe'"):
        fill(tmp_path, to, "Farbe;Größe\nrot;3\n")


@pytest.mark.parametrize("to", ["canvas", "moodle", "brightspace"])
@pytest.mark.parametrize("made", ["canvas", "moodle", "brightspace"])
def test_the_file_of_another_platform_is_not_filled(tmp_path, made, to):
    rows = {"canvas": tables.gradebook, "moodle": tables.worksheet, "brightspace": tables.grades_file}[made]("fr", {})
    if made == to:
        assert fill(tmp_path, to, tables.written(rows)).filled == FILLED
        return
    with pytest.raises(UserError, match=f"use --to {made}"):
        fill(tmp_path, to, tables.written(rows), column="Tiny")


# --- numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "delimiter", "near", "readings"),
    [
        ("1000", ",", [], (1000,)),
        ("1 000", ",", [], (1000,)),
        ("1\u202f000,5", ";", [], (1000.5,)),
        ("1’000.50", ";", [], (1000.5,)),
        ("1,000.00", ";", [], (1000,)),
        ("1.000,00", ",", [], (1000,)),
        ("1,000,000", ";", [], (1000000,)),
        ("12,5", ",", [], (12.5,)),
        ("0,125", ",", [], (0.125,)),
        ("1,000", ",", [], (1000,)),
        ("1.000", ";", [], (1000,)),
        ("1,000", ",", ["7.5"], (1000,)),
        ("1,000", ";", ["1,250.00"], (1000,)),
        ("1,000", ",", ["7,5"], (1,)),
        ("1.000", ",", ["7.5"], (1,)),
        ("1.000", ",", ["7,5"], (1000,)),
        ("1,000", ";", [], (1000, 1)),
        ("1.000", ",", [], (1000, 1)),
        ("1,000", "\t", [], (1000, 1)),
        ("1,000", ",", ["7,5", "7.5"], (1000, 1)),
        *[(text, ",", [], ()) for text in ("", "-", "EX", "95%", "1,2,3", "12.05.2026", "1 2", "1,0000,000")],
    ],
)
def test_a_number_is_read_as_the_file_shows_it(text, delimiter, near, readings):
    assert Numbers.of(delimiter, [text, *near]).readings(text) == readings


def test_a_number_that_can_be_two_is_a_question_that_names_both(tmp_path):
    text = tables.written(tables.gradebook("en", {}, "1,000"), ";")
    with pytest.raises(UserError, match=r"'1,000' points .* can be 1000 or 1:"):
        fill(tmp_path, "canvas", text, scale=True)
    # One of the two is what the assignment has: then it is this one.
    assert fill(tmp_path, "canvas", text, a_class(1000.0)).filled == FILLED
    assert fill(tmp_path, "canvas", text.replace("1,000", "1.000"), scale=True).filled == {
        "ada": "765.62",
        "bela": "1000",
    }


def test_the_decimal_comma_is_written_only_where_the_file_writes_it(tmp_path):
    export = fill(tmp_path, "canvas", tables.written(tables.gradebook("en", {}, "1,000"), ","), scale=True)
    assert export.content.decode() == tables.written(
        tables.gradebook("en", {"ada": "765.62", "bela": "1000"}, "1,000"), ","
    )
    export = fill(tmp_path, "canvas", tables.written(tables.gradebook("en", {}, "16"), ";"))
    assert ";12.25;" in export.content.decode()


# --- class lists -------------------------------------------------------------------------------------------

NAMES = {
    "al1815": {"first_name": "Ada", "last_name": "Lovelace", "email": "al1815@uni.example"},
    "kg1906": {"first_name": "Kurt", "last_name": "Gödel", "email": "kg1906@uni.example"},
}
TEACHER = ("Grace", "Hopper", "gh1906@uni.example")


def people() -> list[tuple[str, str, str, str, str]]:
    """Return login, first name, last name, address and number of each."""
    return [
        (name, f["first_name"], f["last_name"], f["email"], n) for (name, f), n in zip(NAMES.items(), "47", strict=True)
    ]


def participants(first, last, address, role, words=("Student", "Teacher")):
    rows = [[first, last, address, role]]
    rows += [[f, s, e, words[0]] for _, f, s, e, _ in people()]
    return [*rows, [*TEACHER, words[1]]]


CLASS_LISTS = {
    "Canvas, gradebook": [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Tiny (11)"],
        ["", "", "", "", "", "Publication manuelle"],
        ["    Points Possible", "", "", "", "", "16"],
        *[[f"{last}, {first}", number, f"S{number}", email, "A", ""] for _, first, last, email, number in people()],
        ["Student, Test", "99", "", "d" * 40, "A", ""],
    ],
    "Canvas, people": [
        ["Name", "Login ID", "SIS ID", "Section", "Role", "Last Activity", "Total Activity"],
        *[[f"{first} {last}", email, "", "A", "Student", "", ""] for _, first, last, email, _ in people()],
        ["Grace Hopper", "gh1906", "", "A", "Teacher", "", ""],
        ["Test Student", "x", "", "A", "Student", "", ""],
    ],
    "Moodle, worksheet": [
        *[["ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung"]],
        *[[f"Teilnehmer/in{n}", f"{first} {last}", email, "", "", "16"] for _, first, last, email, n in people()],
    ],
    "Moodle, participants": participants("First name", "Last name", "Email address", "Roles"),
    "Moodle, participants, de": participants(
        "Vorname", "Nachname", "E-Mail-Adresse", "Rollen", ("Teilnehmer/in", "Trainer/in")
    ),
    "Moodle, participants, fr": participants(
        "Prénom", "Nom de famille", "Adresse de courriel", "Rôles", ("Étudiant", "Enseignant")
    ),
    "Moodle, participants, pl": participants("Imię", "Nazwisko", "Adres e-mail", "Role", ("Student", "Prowadzący")),
    "Brightspace, class list": [
        ["OrgDefinedId", "Username", "Last Name", "First Name", "Email", "Role", "End-of-Line Indicator"],
        *[[f"#{n}", f"#{login}", last, first, email, "Student", "#"] for login, first, last, email, n in people()],
        ["#9", "#gh1906", "Hopper", "Grace", "gh1906@uni.example", "Instructor", "#"],
    ],
    "Brightspace, grades": [
        ["OrgDefinedId", "Nom d'utilisateur", "Nom", "Prénom", "Courriel", "Tiny Note <Numérique MaxPoints:16>", "Fin"],
        *[[f"#{n}", f"#{login}", last, first, email, "", "#"] for login, first, last, email, n in people()],
    ],
    "Gradescope": [
        ["First Name", "Last Name", "SID", "Email", "Role", "Sections"],
        *[[first, last, number, email, "Student", "A"] for _, first, last, email, number in people()],
        ["Grace", "Hopper", "9", "gh1906@uni.example", "Instructor", ""],
        ["Tom", "Tutor", "8", "tt@uni.example", "TA", ""],
    ],
    "Gradescope, one name": [
        ["Name", "SID", "Email", "Role"],
        *[[f"{first} {last}", number, email, "Student"] for _, first, last, email, number in people()],
    ],
}
NUMBERED = {name for name in CLASS_LISTS if "people" not in name and "participants" not in name}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
@pytest.mark.parametrize("head", ["", "sep={}\r\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("name", CLASS_LISTS)
def test_a_class_list_is_taken_as_a_platform_exports_it(tmp_path, name, delimiter, head, encoding):
    if encoding == "latin-1" and name.endswith("pl"):
        return  # Excel cannot write ę there
    path = tmp_path / "class.csv"
    path.write_bytes((head.format(delimiter) + tables.written(CLASS_LISTS[name], delimiter, "\r\n")).encode(encoding))
    found = read_roster(path)
    numbers = dict(zip(NAMES, "47", strict=True)) if name in NUMBERED else {}
    section = {"section": "A"} if any(title.startswith("Section") for title in CLASS_LISTS[name][0]) else {}
    expected = {
        login: {"id": login, **fields, **({"lms_user_id": numbers[login]} if numbers else {}), **section}
        for login, fields in NAMES.items()
    }
    assert {fields["id"]: fields for fields in found.students.values()} == expected
    assert len(found.left_out) == len(CLASS_LISTS[name]) - len(NAMES) - (3 if name == "Canvas, gradebook" else 1)


@pytest.fixture(scope="module")
def empty_course(tmp_path_factory) -> Course:
    return make_course(tmp_path_factory.mktemp("lists") / "course")


@pytest.fixture
def course(empty_course, monkeypatch) -> Course:
    monkeypatch.chdir(empty_course.root)
    (empty_course.root / "gradebook.db").unlink(missing_ok=True)
    shutil.rmtree(empty_course.cache, ignore_errors=True)
    return empty_course


def roster(course: Course, rows: list[list[str]], *options: str) -> int:
    (course.root / "students.csv").write_text(tables.written(rows), encoding="utf-8")
    return main(["roster", "students.csv", *options])


def test_the_command_says_what_was_read_as_what(course, capsys):
    assert roster(course, CLASS_LISTS["Gradescope"]) == 0
    said = capsys.readouterr().out
    assert "+ al1815 first_name Ada, last_name Lovelace, email al1815@uni.example, lms_user_id 4, section A\n" in said
    assert "read as a roster of Gradescope: id from 'Email', email from 'Email', lms_user_id from 'SID'" in said
    assert "section from 'Sections'" in said
    assert "no students, left out (2): line 4: Grace Hopper (Instructor), line 5: Tom Tutor (TA)" in said
    assert roster(course, CLASS_LISTS["Brightspace, grades"], "--json") == 0
    assert json.loads(capsys.readouterr().out)["same"] == ["al1815", "kg1906"]


def test_a_login_in_other_letters_is_the_same_student(course, capsys):
    rows = CLASS_LISTS["Brightspace, class list"]
    assert roster(course, rows) == 0
    upper = [[value.replace("#al1815", "#AL1815") for value in row] for row in rows]
    assert roster(course, upper) == 0
    assert "0 added, 0 changed, 2 as before" in capsys.readouterr().out
    with Session(course) as session, session.gradebook() as gradebook:
        assert sorted(found.id for found in gradebook.students) == ["al1815", "kg1906"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["id", "first_nmae"], ["ada", "Ada"]], "a column 'first_nmae': is it first_name? Known are id"),
        ([["id", "E-Mail"], ["ada", "a@x.example"]], "a column 'E-Mail': is it email?"),
        ([["id", "shoe size"], ["ada", "39"]], "a column 'shoe size': Known are id, first_name"),
        ([["id", "id"], ["ada", "bela"]], "two columns 'id'"),
        ([["Farbe", "Größe"], ["rot", "3"]], "its columns are 'Farbe', 'Größe'"),
        ([["id"], ["ada"], ["Ada"]], "line 3: the id 'Ada' stands in line 2 already as 'ada'"),
        ([["id", "email"], ["a", "x@y.z"], ["b", "X@y.z"]], "line 3: the email 'X@y.z' stands in line 2 already"),
        ([["id", "lms_user_id"], ["a", "7"], ["b", "7"]], "line 3: the lms_user_id '7' stands in line 2 already"),
        (
            [["Username", "Name"], ["ada@x.example", "A"], ["ada@y.example", "B"]],
            "line 3: the id 'ada' stands in line 2",
        ),
        ([["Name", "Login ID", "Role"], ["Ada", "ada", "Chef"]], "column 'Role' has 'Chef'"),
        ([["First name", "Surname", "Groups"], ["Ada", "L", ""]], "must name the columns"),
        ([["Student", "ID", "Section"], ["Lovelace, Ada", "4711", "A"]], "without login names"),
    ],
)
def test_what_is_wrong_with_a_class_list_is_named(course, rows, said, capsys):
    assert roster(course, rows) == 2
    assert said in capsys.readouterr().err
    assert not (course.root / "gradebook.db").exists()


def test_a_section_is_kept_and_a_later_list_without_it_erases_nothing(course, capsys):
    assert roster(course, [["id", "Section"], ["ada", "A"], ["bob", "B"]], "--dry-run") == 0
    assert "+ ada section A" in capsys.readouterr().out and not read_sections(course)
    assert roster(course, [["id", "Section"], ["ada", "A"], ["bob", "B"]]) == 0
    assert roster(course, [["id", "first_name", "section"], ["ada", "Ada", ""], ["bob", "Bob", "C"]]) == 0
    assert read_sections(course) == {"ada": "A", "bob": "C"}
    assert "~ bob first_name Bob, section C" in capsys.readouterr().out


def test_several_sections_of_a_student_are_each_one_of_theirs(course):
    write_sections(
        course, {"ada": "Mon 10; Tue 8", "bob": "tue 8", "cyd": "Physics, evening", "dan": "Mon 1 and Tue 8"}
    )
    assert students_of(course, "Tue 8") == {"ada", "bob", "dan"}
    assert students_of(course, "physics, evening") == {"cyd"}
    with pytest.raises(UserError, match="no section 'Wed' \\(known: Mon 1 and Tue 8, Mon 10; Tue 8"):
        students_of(course, "Wed")


@pytest.mark.parametrize(("column", "value"), [("email", "ADA@uni.example"), ("lms_user_id", "4711")])
def test_the_address_or_number_of_another_student_in_the_gradebook_is_refused(course, column, value, capsys):
    assert roster(course, [["id", "email", "lms_user_id"], ["ada", "ada@uni.example", "4711"]]) == 0
    assert roster(course, [["id", column], ["lovelace", value]]) == 2
    assert f"line 2: 'lovelace' has the {column} of 'ada' in the gradebook" in capsys.readouterr().err
    assert (
        roster(course, [["id", column], ["lovelace", value], ["ada", "x@y.example" if column == "email" else "5"]]) == 0
    )


@pytest.mark.parametrize(
    ("role", "is_one"),
    [
        *[
            (role, True)
            for role in ("Student", "STUDENT", "Student, Group A", "Studierende/r", "Étudiant", "Alumno", "学生")
        ],
        *[(role, True) for role in ("StudentEnrollment", "Learner", "Teilnehmer/in", "Tanuló", "Студент")],
        *[(role, False) for role in ("Teacher", "TA", "Student Assistant", "Studentische Hilfskraft", "Observer")],
        *[
            (role, False)
            for role in ("Student, Teacher", "StudentViewEnrollment", "Non-editing teacher", "", "Docente")
        ],
    ],
)
def test_who_helps_to_teach_is_no_student(role, is_one):
    from grader.lms.class_list import is_student

    assert is_student(role) is is_one
