"""Hand-ins from zip files and folders into `submitted/`: each system's names, several versions, hostile archives."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat
import pytest
from conftest import make_course
from nbgrader.api import Gradebook

from grader.cli import main
from grader.course import Course
from grader.errors import UserError
from grader.grading.session import Session
from grader.handins import lms_files
from grader.handins.collect import collect
from grader.plain_text import one_line
from grader.reading.submission_file import find_notebook

STUDENTS = {
    "al1815": ("Ada", "Lovelace", "al1815@uni.edu", "4711"),
    "kg1906": ("Kurt", "Gödel", "kg1906@uni.edu", "4712"),
    "gh1906": ("Grace", "Hopper", "hopper@uni.edu", "4713"),
    "ada": ("Ada", "Byron", "ada@uni.edu", "4714"),
    "ag1970": ("Alex", "Gray", "ag1970@uni.edu", "4715"),
    "ag1971": ("Alex", "Gray", "ag1971@uni.edu", "4716"),
}


def notebook(net_id: str = "", text: str = "x = 1") -> bytes:
    cells = [nbformat.v4.new_code_cell(f'NET_ID = "{net_id}"  # for example "ab1234"\nNAME = ""', id="name")]
    cells.append(nbformat.v4.new_code_cell(text, id="work"))
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


def zipped(path: Path, files: dict[str, bytes], when: dict[str, tuple] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            info = zipfile.ZipInfo(name, (when or {}).get(name, (2026, 11, 20, 10, 0, 0)))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


@contextlib.contextmanager
def students_of(course: Course) -> Iterator[Gradebook]:
    """Yield the course's gradebook."""
    with Session(course) as session, session.gradebook() as book:
        yield book


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory) -> Path:
    """Return a gradebook with the students, made once."""
    course = make_course(tmp_path_factory.mktemp("gradebook") / "course")
    with students_of(course) as book:
        for name, (first, last, email, user) in STUDENTS.items():
            book.add_student(name, first_name=first, last_name=last, email=email, lms_user_id=user)
    return course.root / "gradebook.db"


@pytest.fixture
def course(tmp_path, gradebook) -> Course:
    """Return the tiny course with students."""
    course = make_course(tmp_path / "course")
    (course.root / "gradebook.db").write_bytes(gradebook.read_bytes())
    return course


@pytest.fixture
def nobody(tmp_path) -> Course:
    """Return the tiny course without a gradebook."""
    return make_course(tmp_path / "empty")


def text_of(course: Course, student: str) -> str:
    return nbformat.read(course.root / "submitted" / student / "tiny" / "tiny.ipynb", as_version=4).cells[1].source


def time_of(course: Course, student: str) -> str | None:
    path = course.root / "submitted" / student / "tiny" / "timestamp.txt"
    return path.read_text().strip() if path.is_file() else None


def written(course: Course) -> list[str]:
    base = course.root / "submitted"
    return sorted(str(path.relative_to(base)) for path in base.rglob("*") if path.is_file()) if base.is_dir() else []


# --- each system -------------------------------------------------------------------------------------------


def test_brightspace(course, tmp_path):
    source = zipped(
        tmp_path / "Tiny Download Nov 22, 2026 815 AM.zip",
        {
            "index.html": b"<html>",
            "12345-678901 - Ada Lovelace - Nov 20, 2026 1015 AM/tiny.ipynb": notebook(text="late"),
            "12345-678901 - Ada Lovelace - Nov 9, 2026 115 PM/tiny.ipynb": notebook(text="early"),
            "12346-678902 - Kurt Godel - 20 November, 2026 905 PM/Copy of tiny (1).ipynb": notebook(text="kurt"),
            "12347-678903 - Grace Hopper - Nov 20, 2026 1200 AM/tiny.pdf": b"%PDF",
        },
    )
    found = collect(course, "tiny", [source], ZoneInfo("America/New_York"))
    assert set(found.placed) == {"al1815", "kg1906"} and not found.complete  # a PDF
    assert text_of(course, "al1815") == "late" and len(found.older) == 1
    assert time_of(course, "al1815") == "2026-11-20 15:15:00 UTC"
    assert time_of(course, "kg1906") == "2026-11-21 02:05:00 UTC"
    assert [line.partition(":")[0] for line in found.no_notebook] == ["gh1906"]
    assert found.missing == ["ada", "ag1970", "ag1971", "gh1906"]


def test_canvas(course, tmp_path):
    source = zipped(
        tmp_path / "submissions.zip",
        {
            "lovelaceada_4711_800001_tiny.ipynb": notebook(text="first"),
            "lovelaceada_4711_800001_tiny-2.ipynb": notebook(text="third"),
            "lovelaceada_4711_800001_tiny-1.ipynb": notebook(text="second"),
            "godelkurt_LATE_99999_800002_Kurts notebook.ipynb": notebook(text="kurt"),
            "hoppergrace_4713_800003_tiny.pdf": b"%PDF",
            "xxxx_4714_800004_tiny.ipynb": notebook(text="by number"),
        },
    )
    found = collect(course, "tiny", [source])
    assert set(found.placed) == {"al1815", "kg1906", "ada"} and not found.complete  # a PDF
    assert text_of(course, "al1815") == "third" and text_of(course, "ada") == "by number"
    assert time_of(course, "al1815") is None
    assert found.no_notebook[0].startswith("gh1906")


def test_a_file_name_cannot_hand_in_for_another_student(course, tmp_path):
    names = {"lovelaceada_4711_800001_Kurt Gödel_1_assignsubmission_file_tiny.ipynb": notebook(text="ada")}
    found = collect(course, "tiny", [zipped(tmp_path / "submissions.zip", names)])
    assert list(found.placed) == ["al1815"] and found.complete


def test_moodle_with_and_without_folders(course, tmp_path):
    source = zipped(
        tmp_path / "Course-Tiny-1234.zip",
        {
            "Ada Lovelace_3921_assignsubmission_file_/tiny.ipynb": notebook(text="ada"),
            "Kurt Gödel_3922_assignsubmission_file_tiny.ipynb": notebook(text="kurt"),
            "Grace Brewster Hopper_3923_assignsubmission_file_/tiny.ipynb": notebook(text="grace"),
            "Ada Unknown_3924_assignsubmission_file_/tiny.ipynb": notebook(),
        },
    )
    found = collect(course, "tiny", [source])
    assert set(found.placed) == {"al1815", "kg1906", "gh1906"}
    assert "Ada Unknown" in next(iter(found.unknown))  # not the student whose id is "ada"


GRADESCOPE = """\
---
submission_901:
  :submitters:
  - :name: A. L.
    :sid: al1815
    :email: somebody@else.where
  :created_at: 2026-11-20 15:15:00.926535000 Z
  :results:
    :tests:
      - :email: kg1906@uni.edu
  :history:
  - :id: 1
    :created_at: 2026-11-01 00:00:00.000000000 Z
submission_902:
  :submitters:
  - :name: G. H.
    :sid:
    :email: hopper@uni.edu
  :created_at: 2026-11-20 16:00:00.000000000 Z
"""


def test_gradescope(course, tmp_path):
    files = {
        "assignment_77_export/submission_metadata.yml": GRADESCOPE.encode(),
        "assignment_77_export/submission_901/tiny.ipynb": notebook(text="ada"),
        "assignment_77_export/submission_902/my work.ipynb": notebook(text="grace"),
    }
    found = collect(course, "tiny", [zipped(tmp_path / "export.zip", files)])
    assert set(found.placed) == {"al1815", "gh1906"} and found.complete
    assert time_of(course, "al1815") == "2026-11-20 15:15:00 UTC"
    folder = tmp_path / "unpacked"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    again = collect(course, "tiny", [folder])
    assert all(done.startswith("as before") for done in again.placed.values()) and len(again.placed) == 2


def test_a_folder_of_files_named_anyhow(course, tmp_path):
    folder = tmp_path / "mails"
    (folder / "Grace").mkdir(parents=True)
    (folder / "AL1815_final (2).ipynb").write_bytes(notebook(text="ada"))
    (folder / "notebook.ipynb").write_bytes(notebook("kg1906", "kurt"))
    (folder / "Grace" / "Hopper, Grace – tiny.ipynb.txt").write_bytes(notebook(text="grace"))
    zipped(folder / "ag1970.zip", {"work/tiny.ipynb": notebook(text="alex")})
    (folder / "._notebook.ipynb").write_bytes(b"mac")
    found = collect(course, "tiny", [folder])
    assert set(found.placed) == {"al1815", "kg1906", "gh1906", "ag1970"} and found.complete
    assert find_notebook(course.root / "submitted" / "gh1906" / "tiny", "tiny")[1] == []


def test_the_files_of_a_course_are_taken_as_they_lie(nobody, tmp_path):
    folder = tmp_path / "handed-in"
    (folder / "sub").mkdir(parents=True)
    (folder / "xy1234.ipynb").write_bytes(notebook())
    (folder / "sub" / "any.ipynb").write_bytes(notebook("AB1234"))
    (folder / "noname.ipynb").write_bytes(notebook())
    (folder / "ab12_cd34.ipynb").write_bytes(notebook())
    found = collect(nobody, "tiny", [folder])
    assert set(found.placed) == {"xy1234", "ab1234"}
    assert list(found.unknown) == ["noname.ipynb"] and list(found.ambiguous) == ["ab12_cd34.ipynb"]
    assert found.missing == [] and not (nobody.root / "gradebook.db").exists()


# --- times -------------------------------------------------------------------------------------------------


def test_times_of_a_clock_of_24_hours_and_of_other_languages_tell_which_is_newer(course, tmp_path):
    names = {
        "12-34 - Ada Lovelace - Nov 9, 2026 1915/tiny.ipynb": notebook(text="older"),
        "12-34 - Ada Lovelace - Nov 11, 2026 0815/tiny.ipynb": notebook(text="newer"),
        "13-35 - Kurt Gödel - 9 de noviembre de 2026 1915/tiny.ipynb": notebook(text="older"),
        "13-35 - Kurt Gödel - 10 de noviembre de 2026 0815/tiny.ipynb": notebook(text="newer"),
        "14-36 - Anne-Marie Grace Hopper - 2026-11-09 1915/tiny.ipynb": notebook(text="older"),
        "14-36 - Anne-Marie Grace Hopper - 2026-11-10 0815/tiny.ipynb": notebook(text="newer"),
        "A0012_Alex Gray_Nov 9, 2026 2126_tiny.ipynb": notebook("ag1970", "older"),
        "A0012_Alex Gray_Nov 10, 2026 0126_tiny.ipynb": notebook("ag1970", "newer"),
    }
    found = collect(course, "tiny", [zipped(tmp_path / "a.zip", names)])
    taken = ("al1815", "kg1906", "gh1906", "ag1970")
    assert [text_of(course, student) for student in taken] == ["newer"] * 4 and len(found.older) == 4
    assert time_of(course, "al1815") == "2026-11-11 08:15:00 UTC" and found.time_unknown == []


def test_a_time_that_nobody_can_read_is_said_and_of_two_such_versions_none_is_taken(
    course, tmp_path, monkeypatch, capsys
):
    names = {
        "12-34 - Ada Lovelace - 9 blank 2026 1915/tiny.ipynb": notebook(text="one"),
        "12-34 - Ada Lovelace - 11 blank 2026 0815/tiny.ipynb": notebook(text="other"),
        "13-35 - Kurt Gödel - 9 blank 2026 1915/tiny.ipynb": notebook(text="kurt"),
    }
    source = zipped(tmp_path / "a.zip", names)
    found = collect(course, "tiny", [source])
    assert list(found.placed) == ["kg1906"] and found.time_unknown == ["kg1906"]
    assert "'9 blank 2026 1915' cannot be read as a time" in " ".join(found.notes)
    (question,) = found.ambiguous.values()
    assert "which of 2 versions of al1815 is the newest" in question and "--take" in question
    monkeypatch.chdir(course.root)
    right = "12-34 - Ada Lovelace - 9 blank 2026 1915/tiny.ipynb"
    assert main(["collect", "tiny", str(source), "--take", right]) == 0
    assert text_of(course, "al1815") == "one" and "time unknown (2)" in capsys.readouterr().out


def test_a_version_with_a_time_and_one_without_are_a_question_too(course, tmp_path):
    sources = [
        _brightspace(tmp_path / "1.zip", 20, "with a time"),
        zipped(tmp_path / "2.zip", {"Ada Lovelace_1_assignsubmission_file_/tiny.ipynb": notebook(text="without")}),
    ]
    found = collect(course, "tiny", sources)
    assert found.placed == {} and len(found.ambiguous) == 1
    same = zipped(
        tmp_path / "3.zip", {"Ada Lovelace_1_assignsubmission_file_/tiny.ipynb": notebook(text="with a time")}
    )
    assert list(collect(course, "tiny", [sources[0], same]).placed) == ["al1815"], "the same work twice is no question"


def test_a_path_to_take_that_is_not_there_is_said(course, tmp_path):
    found = collect(course, "tiny", [_brightspace(tmp_path / "1.zip", 20, "work")], take=["elsewhere.ipynb"])
    assert list(found.placed) == ["al1815"] and "names no hand-in" in found.refused["elsewhere.ipynb"]
    assert not found.complete


def test_a_table_of_times_is_not_written_through_a_link(course, tmp_path):
    (tmp_path / "elsewhere" / "tiny").mkdir(parents=True)
    (course.root / "submitted").mkdir()
    (course.root / "submitted" / "al1815").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "times.csv").write_text("student,time\nal1815,2026-11-20 18:00\n")
    collect(course, "tiny", [], times=tmp_path / "times.csv")
    assert list((tmp_path / "elsewhere" / "tiny").iterdir()) == []


def test_versions_that_a_system_numbers_are_no_question(course, tmp_path):
    names = {f"lovelaceada_4711_80000{n}_tiny.ipynb": notebook(text=str(n)) for n in (1, 2)}
    assert collect(course, "tiny", [zipped(tmp_path / "a.zip", names)]).ambiguous == {}
    assert text_of(course, "al1815") == "2"


def test_a_mark_for_late_work_is_kept_and_a_table_gives_the_times(course, tmp_path, monkeypatch, capsys):
    names = {
        "lovelaceada_LATE_4711_800001_tiny.ipynb": notebook(text="ada"),
        "godelkurt_4712_800002_tiny.ipynb": notebook(text="kurt"),
        "anon_LATE_a1b2c_800003_tiny.ipynb": notebook("gh1906", "grace"),
    }
    monkeypatch.chdir(course.root)
    source = zipped(tmp_path / "a.zip", names)
    for dry in ([], ["--dry-run"]):
        assert main(["collect", "tiny", str(source), *dry]) == 0
        said = capsys.readouterr().out
        assert "marked late (2)" in said and "al1815, by Canvas" in said and "time unknown (3)" in said
    assert main(["status", "tiny"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "time unknown (?): 3 of 3" in said and "al1815 (by Canvas)" in said
    worksheet = (
        "Identifier,Full name,Email address,Grade,Last modified (submission),Last modified (grade)\r\n"
        'Participant 7,Ada Lovelace,al1815@uni.edu,,"Friday, 20 November 2026, 6:15 PM","Monday, 23 November 2026, 9:00 AM"\r\n'
        "Participant 8,Kurt Gödel,kg1906@uni.edu,,-,-\r\n"
        'Participant 9,A Stranger,zz@uni.edu,,"Friday, 20 November 2026, 6:16 PM",-\r\n'
    )
    (tmp_path / "worksheet.csv").write_text(worksheet, encoding="utf-8-sig")
    assert main(["collect", "tiny", "--times", str(tmp_path / "worksheet.csv"), "--timezone", "Europe/Berlin"]) == 1
    said = capsys.readouterr().out
    assert time_of(course, "al1815") == "2026-11-20 17:15:00 UTC" and time_of(course, "kg1906") is None
    assert "'zz@uni.edu' is no student" in said and "time unknown (2): gh1906, kg1906" in said


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("student,time\nal1815,soon\n", "no column holds times"),
        ("who,time\nsomebody,2026-11-20 18:00\n", "names students of the gradebook"),
        ("student,first,second\nal1815,2026-11-20 18:00,2026-11-21 18:00\n", "several columns hold times"),
        ("", "is empty"),
    ],
)
def test_a_table_without_students_or_times_is_refused_in_words(course, tmp_path, table, says):
    (tmp_path / "times.csv").write_text(table)
    with pytest.raises(UserError, match=says):
        collect(course, "tiny", [], times=tmp_path / "times.csv")


def test_days_and_months_of_a_table_of_times_are_told_apart_by_its_other_rows(course, tmp_path):
    collect(course, "tiny", [zipped(tmp_path / "a.zip", {f"{s}.ipynb": notebook() for s in ("al1815", "kg1906")})])
    for other, hour in (("20/11/2026 18:00", "2026-11-09 18:00:00 UTC"), ("05/11/2026 18:00", None)):
        (course.root / "submitted" / "al1815" / "tiny" / "timestamp.txt").unlink(missing_ok=True)
        (tmp_path / "times.csv").write_text(f"sep=;\nlogin;came\nal1815;09/11/2026 18:00\nkg1906;{other}\n")
        found = collect(course, "tiny", [], times=tmp_path / "times.csv") if hour else None
        assert hour is None or (time_of(course, "al1815") == hour and not found.times_unread)
    (tmp_path / "times.csv").write_text("login;came\nal1815;09/11/2026 18:00\nkg1906;2026-11-20 18:00\n")
    assert (
        "al1815: '09/11/2026 18:00' is no time"
        in collect(course, "tiny", [], times=tmp_path / "times.csv").times_unread[0]
    )


def test_the_time_beside_a_notebook_comes_along_but_not_one_that_the_student_can_write(course, tmp_path):
    stamp = "2026-11-20 18:00:00.123456 UTC\n"
    hub = tmp_path / "inbound"
    for name, data in {
        "al1815+tiny+2026-11-20 18:00:00 UTC+abc/tiny.ipynb": notebook(text="ada"),
        "al1815+tiny+2026-11-20 18:00:00 UTC+abc/timestamp.txt": stamp.encode("utf-16"),
        "kg1906/timestamp.txt": b"1795197600\n",
        "kg1906/tiny.ipynb": notebook(text="kurt"),
        "gh1906/timestamp.txt": b"last night\n",
        "gh1906/tiny.ipynb": notebook(text="grace"),
    }.items():
        (hub / name).parent.mkdir(parents=True, exist_ok=True)
        (hub / name).write_bytes(data)
    zipped(hub / "ag1970.zip", {"tiny.ipynb": notebook(), "timestamp.txt": stamp.encode()})
    found = collect(course, "tiny", [hub])
    assert (
        time_of(course, "al1815") == "2026-11-20 18:00:00 UTC"
        and time_of(course, "kg1906") == "2026-11-20 18:00:00 UTC"
    )
    assert time_of(course, "ag1970") is None and found.time_unknown == ["ag1970", "gh1906"]
    assert "'last night' cannot be read as a time" in " ".join(found.notes)
    files = {"Alex Gray_1_assignsubmission_file_/tiny.ipynb": notebook("ag1971")}
    files["Alex Gray_1_assignsubmission_file_/timestamp.txt"] = stamp.encode()
    collect(course, "tiny", [zipped(tmp_path / "class.zip", files)])
    assert time_of(course, "ag1971") is None


# --- whose is it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ("Kurt", "Gödel", ["Goedel Kurt", "Kurt Godel", "godelkurt", "Kurt Go\u0308del"]),
        ("Łukasz", "Żółć", ["Lukasz Zolc", "ZOLC Lukasz"]),
        ("Søren", "Ørsted", ["Soren Orsted", "Soeren Oersted"]),
        ("Anna Maria", "von der Berg", ["Anna von der Berg", "Anna Berg", "Anna Maria Berg"]),
        ("Conor", "O'Brien", ["Conor O’Brien", "Conor OBrien", "obrienconor"]),
        ("Åsa", "Ångström", ["Asa Angstrom", "Aasa Aangstroem"]),
        ("Weiß", "Straße", ["Weiss Strasse"]),
        ("Jean-Luc", "Müller", ["Jean Luc Mueller", "Jean-Luc Muller"]),
    ],
)
def test_a_name_is_known_however_a_system_writes_it(tmp_path, nobody, first, last, written):
    with students_of(nobody) as book:
        book.add_student("one", first_name=first, last_name=last)
        book.add_student("two", first_name="Other", last_name="Person")
    for n, name in enumerate(written):
        files = {f"{name}_{n}_assignsubmission_file_/tiny.ipynb": notebook()}
        assert list(collect(nobody, "tiny", [zipped(tmp_path / f"{n}.zip", files)]).placed) == ["one"], name


def test_of_two_students_that_a_short_name_fits_none_is_guessed(tmp_path, nobody):
    with students_of(nobody) as book:
        book.add_student("one", first_name="Anna Maria", last_name="von der Berg")
        book.add_student("two", first_name="Anna", last_name="Graf Berg")
    files = {"Anna Berg_1_assignsubmission_file_/tiny.ipynb": notebook()}
    assert list(collect(nobody, "tiny", [zipped(tmp_path / "a.zip", files)]).ambiguous.values()) == [
        "it may be of one, two"
    ]


def test_user_names_and_numbers_in_a_folders_name_tell_students_of_one_name_apart(course, tmp_path):
    names = {
        "12-34 - ag1971 Alex Gray - Nov 20, 2026 1015 AM/tiny.ipynb": notebook(text="by user name"),
        "Alex Gray_4715_assignsubmission_file_/tiny.ipynb": notebook(text="by number"),
        "13-35 - ada Ada Byron - Nov 20, 2026 1015 AM/tiny.ipynb": notebook(text="byron"),
        "14-36 - ada Max Unknown - Nov 20, 2026 1015 AM/tiny.ipynb": notebook(text="a stranger's first word"),
    }
    found = collect(course, "tiny", [zipped(tmp_path / "a.zip", names)])
    assert text_of(course, "ag1971") == "by user name" and text_of(course, "ag1970") == "by number"
    assert text_of(course, "ada") == "byron" and len(found.unknown) == 1


def test_a_group_hands_in_for_each_member(course, tmp_path):
    listed = """\
submission_901:
  :submitters:
  - :name: Ada Lovelace
    :sid: al1815
    :email: al1815@uni.edu
  - :name: "Kurt Gödel"
    :sid:
    :email: somewhere@else.where
  - :name: 'Nobody O''Known'
    :sid: zz
  :created_at: 2026-11-20 15:15:00.926535000 Z
"""
    files = {
        "export/submission_metadata.yml": listed.encode(),
        "export/submission_901/tiny.ipynb": notebook("al1815", "pair"),
    }
    found = collect(course, "tiny", [zipped(tmp_path / "export.zip", files)])
    assert text_of(course, "al1815") == text_of(course, "kg1906") == "pair" and len(found.unknown) == 1
    assert time_of(course, "kg1906") == "2026-11-20 15:15:00 UTC"
    assert [note.partition(":")[0] for note in found.notes] == ["kg1906"] and "by the name" in found.notes[0]
    assert "Nobody O'Known" in next(iter(found.unknown.values()))


def test_a_zip_that_a_student_hands_in_is_opened_and_names_nobody_else(course, tmp_path):
    def packed(name: str, text: str) -> bytes:
        return zipped(tmp_path / "inner.zip", {name: notebook(text=text)}).read_bytes()

    deep = zipped(tmp_path / "deep.zip", {"inner.zip": packed("tiny.ipynb", "kurt")}).read_bytes()
    files = {
        "lovelaceada_4711_800001_hw.zip": packed("godelkurt_4712_800002_tiny.ipynb", "ada"),
        "Kurt Gödel_9_assignsubmission_file_/all.zip": deep,
        "hoppergrace_4713_800003_hw.zip": b"PK\x03\x04 no archive",
    }
    found = collect(course, "tiny", [zipped(tmp_path / "class.zip", files)])
    assert text_of(course, "al1815") == "ada" and text_of(course, "kg1906") == "kurt" and len(found.placed) == 2
    assert "no zip archive" in found.refused["class.zip/hoppergrace_4713_800003_hw.zip"]
    folder = tmp_path / "unpacked"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    again = collect(course, "tiny", [folder])
    assert {student: done.partition(":")[0] for student, done in again.placed.items()} == dict.fromkeys(
        ("al1815", "kg1906"), "as before"
    )


def test_names_in_utf_8_without_a_word_about_it_are_read(course, tmp_path):
    path = unicodedata.normalize("NFD", "Kurt Gödel_1_assignsubmission_file_/tiny.ipynb").encode()
    stand_in = "x" * len(path)  # of the same length: the archive is made with it, and called otherwise
    source = zipped(tmp_path / "finder.zip", {stand_in: notebook(text="kurt")})
    source.write_bytes(source.read_bytes().replace(stand_in.encode(), path))
    assert list(collect(course, "tiny", [source]).placed) == ["kg1906"]


def test_two_students_of_one_name_are_told_apart_by_the_notebook_or_not_at_all(course, tmp_path):
    names = {
        "Alex Gray_1_assignsubmission_file_/tiny.ipynb": notebook("ag1971", "the second"),
        "Alex Gray_2_assignsubmission_file_/tiny.ipynb": notebook(),
    }
    found = collect(course, "tiny", [zipped(tmp_path / "a.zip", names)])
    assert text_of(course, "ag1971") == "the second"
    assert list(found.ambiguous.values()) == ["it may be of ag1970, ag1971"] and not found.complete


def test_what_the_system_says_counts_more_than_what_the_notebook_says(course, tmp_path):
    names = {"Ada Lovelace_1_assignsubmission_file_/tiny.ipynb": notebook("kg1906")}
    found = collect(course, "tiny", [zipped(tmp_path / "a.zip", names)])
    assert list(found.placed) == ["al1815"] and "kg1906" in found.notes[0]


def test_numbers_of_the_system_are_no_ids(tmp_path, nobody):
    with students_of(nobody) as book:
        book.add_student("3921", first_name="Ada", last_name="Lovelace")
        book.add_student("3922", first_name="Kurt", last_name="Gödel")
    names = {"Kurt Gödel_3921_assignsubmission_file_/tiny.ipynb": notebook()}
    assert list(collect(nobody, "tiny", [zipped(tmp_path / "a.zip", names)]).placed) == ["3922"]


def test_a_stranger_is_reported_and_gets_no_folder(course, tmp_path):
    names = {"zz9999.ipynb": notebook("zz9999"), "broken.ipynb": b"{"}
    found = collect(course, "tiny", [zipped(tmp_path / "a.zip", names)])
    assert "zz9999" in found.unknown["zz9999.ipynb"] and "broken.ipynb" in found.unknown
    assert written(course) == []


@pytest.mark.parametrize("net_id", ["../../etc", "/etc", "..", ".hidden", "a/b", "a\\nb", "*", ""])
def test_a_net_id_cannot_lead_out_of_submitted(nobody, tmp_path, net_id):
    source = tmp_path / "notebook.ipynb"
    source.write_bytes(notebook(net_id))
    found = collect(nobody, "tiny", [source])
    assert found.unknown and written(nobody) == []


# --- several, again, by force ------------------------------------------------------------------------------


def _brightspace(path: Path, day: int, text: str, **more: str) -> Path:
    names = {f"1-2 - Ada Lovelace - Nov {day}, 2026 1015 AM/{more.get('name', 'tiny')}.ipynb": notebook(text=text)}
    return zipped(path, names)


def test_a_newer_notebook_moves_the_old_one_aside(course, tmp_path):
    collect(course, "tiny", [_brightspace(tmp_path / "1.zip", 20, "first")])
    found = collect(course, "tiny", [_brightspace(tmp_path / "2.zip", 21, "second")])
    assert found.placed["al1815"].startswith("replaced")
    names = [Path(name).name for name in written(course)]
    assert text_of(course, "al1815") == "second" and time_of(course, "al1815").startswith("2026-11-21")
    assert len(names) == 4 and sum(name.startswith(("tiny.ipynb.20", "timestamp.txt.20")) for name in names) == 2
    assert find_notebook(course.root / "submitted" / "al1815" / "tiny", "tiny")[1] == []


def test_an_older_notebook_does_not_replace_a_newer_one(course, tmp_path):
    collect(course, "tiny", [_brightspace(tmp_path / "2.zip", 21, "second")])
    older = _brightspace(tmp_path / "1.zip", 20, "first")
    assert collect(course, "tiny", [older]).placed["al1815"].startswith("kept")
    assert text_of(course, "al1815") == "second"
    collect(course, "tiny", [older], force=True)
    assert text_of(course, "al1815") == "first" and len(written(course)) == 2


def test_a_notebook_without_a_time_does_not_inherit_that_of_another(course, tmp_path):
    collect(course, "tiny", [_brightspace(tmp_path / "1.zip", 20, "first")])
    source = tmp_path / "al1815.ipynb"
    source.write_bytes(notebook(text="by mail"))
    collect(course, "tiny", [source])
    assert text_of(course, "al1815") == "by mail" and time_of(course, "al1815") is None


def test_of_several_archives_the_newest_hand_in_counts(course, tmp_path):
    sources = [_brightspace(tmp_path / f"{day}.zip", day, str(day)) for day in (19, 21, 20)]
    found = collect(course, "tiny", sources)
    assert text_of(course, "al1815") == "21" and len(found.older) == 2


def test_of_two_files_at_the_same_time_the_one_with_the_right_name_counts(course, tmp_path):
    sources = [
        _brightspace(tmp_path / "1.zip", 20, "tries", name="my tries"),
        _brightspace(tmp_path / "2.zip", 20, "work"),
    ]
    collect(course, "tiny", sources)
    assert text_of(course, "al1815") == "work"


def test_of_files_in_a_folder_the_newest_counts(course, tmp_path):
    for name, hour in (("al1815 a.ipynb", 12), ("al1815 b.ipynb", 10)):
        (tmp_path / name).write_bytes(notebook(text=name))
        moment = datetime(2026, 11, 20, hour, tzinfo=UTC).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    collect(course, "tiny", sorted(tmp_path.glob("*.ipynb")))
    assert text_of(course, "al1815") == "al1815 a.ipynb"


def test_a_dry_run_writes_nothing_and_says_the_same(course, tmp_path):
    source = _brightspace(tmp_path / "1.zip", 20, "first")
    dry = collect(course, "tiny", [source], dry_run=True)
    assert written(course) == [] and not (course.root / ".grader").exists()
    assert dry == collect(course, "tiny", [source])
    newer = _brightspace(tmp_path / "2.zip", 21, "second")
    before = written(course)
    dry = collect(course, "tiny", [newer], dry_run=True)
    assert written(course) == before and text_of(course, "al1815") == "first"
    assert dry == collect(course, "tiny", [newer])


# --- hostile sources ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../al1815.ipynb", "/al1815.ipynb", "C:\\al1815.ipynb", "a/../../al1815.ipynb", "..\\al1815.ipynb"]
)
def test_an_archive_with_names_that_lead_out_is_refused_for_these(course, tmp_path, name):
    source = zipped(tmp_path / "a.zip", {name: notebook(), "kg1906.ipynb": notebook()})
    found = collect(course, "tiny", [source])
    assert list(found.placed) == ["kg1906"] and len(found.refused) == 1 and not found.complete


def test_endless_names_are_refused_at_once(course, tmp_path):
    names = ["1-2 - " + " - " * 20_000 + "/al1815.ipynb", "1" * 60_000 + "_assignsubmission_.ipynb"]
    found = collect(course, "tiny", [zipped(tmp_path / "a.zip", {name: notebook() for name in names})])
    assert len(found.refused) == 2 and all("longer than" in reason for reason in found.refused.values())


def test_links_are_refused(course, tmp_path):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(notebook("al1815"))
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "al1815.ipynb").symlink_to(secret)
    (folder / "elsewhere").symlink_to(tmp_path)
    info = zipfile.ZipInfo("al1815.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as archive:
        archive.writestr(info, str(secret))
    found = collect(course, "tiny", [folder, tmp_path / "link.zip"])
    assert found.placed == {} and len(found.refused) == 3


def test_a_pipe_in_the_place_of_a_list_of_students_is_not_waited_for(course, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    os.mkfifo(folder / "submission_metadata.yml")
    (folder / "al1815.ipynb").write_bytes(notebook())
    found = collect(course, "tiny", [folder])
    assert list(found.placed) == ["al1815"] and "no ordinary file" in found.refused["submission_metadata.yml"]


def test_nothing_is_written_through_a_link_in_submitted(course, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (course.root / "submitted").mkdir()
    (course.root / "submitted" / "al1815").symlink_to(outside)
    found = collect(course, "tiny", [_brightspace(tmp_path / "1.zip", 20, "x")])
    assert "link" in next(iter(found.refused.values())) and list(outside.iterdir()) == []


def test_bombs_are_refused(course, tmp_path, monkeypatch):
    monkeypatch.setattr(lms_files, "LARGEST_BYTES", 100_000)
    bomb = zipped(tmp_path / "bomb.zip", {"al1815.ipynb": b"0" * 5_000_000, "kg1906.ipynb": notebook()})
    found = collect(course, "tiny", [bomb])
    assert list(found.placed) == ["kg1906"] and "larger than" in found.refused["al1815.ipynb"]
    monkeypatch.setattr(lms_files, "MOST_BYTES", 150_000)
    many = zipped(tmp_path / "many.zip", {f"al1815_{n}.ipynb": b" " * 90_000 for n in range(9)})
    assert len(collect(course, "tiny", [many]).refused) == 9
    monkeypatch.setattr(lms_files, "MOST_FILES", 5)
    assert "the limit is 5" in collect(course, "tiny", [many]).refused["many.zip"]


def test_damaged_and_encrypted_archives_are_named(course, tmp_path):
    whole = _brightspace(tmp_path / "whole.zip", 20, "x" * 5000).read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.zip").write_bytes(b"no archive")
    broken = bytearray(whole)
    broken[120:140] = b"\0" * 20
    (tmp_path / "broken.zip").write_bytes(broken)
    locked = bytearray(whole)
    locked[whole.rindex(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    names = ["cut.zip", "text.zip", "broken.zip", "locked.zip", "nothing.zip"]
    found = collect(course, "tiny", [tmp_path / name for name in names])
    assert found.placed == {} and len(found.refused) == 5
    assert any("encrypted" in reason for reason in found.refused.values())


def test_names_with_any_characters_are_taken_and_shown_harmlessly(course, tmp_path):
    names = {
        "Kurt Gödel_1_assignsubmission_file_/日本語 \x1b[31m'\"$(rm).ipynb": notebook(text="kurt"),
        "al1815\n\r\u202e.ipynb": notebook(text="ada"),
        f"{'x' * 300} gh1906.ipynb": notebook(text="grace"),
    }
    found = collect(course, "tiny", [zipped(tmp_path / "a.zip", names)])
    assert set(found.placed) == {"al1815", "kg1906", "gh1906"}
    assert all(line.isprintable() for line in found.placed.values())


# --- the command -------------------------------------------------------------------------------------------


def test_the_command_reports_and_ends_with_1_if_somebody_is_unknown(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    source = zipped(tmp_path / "a.zip", {"al1815.ipynb": notebook(), "who.ipynb": notebook()})
    assert main(["collect", "tiny", str(source), "--dry-run"]) == 1
    said = capsys.readouterr().out
    assert "al1815: new" in said and "who.ipynb" in said and "Nothing is written" in said
    assert "missing, in the gradebook (5):" in said
    assert main(["collect", "tiny", str(source), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["placed"] == {"al1815": "new: al1815.ipynb"}


def test_mistakes_in_the_call_are_named(course, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert main(["collect", "tiny", str(tmp_path), "--timezone", "Mars/Olympus"]) == 2
    assert "Mars/Olympus" in capsys.readouterr().err
    with pytest.raises(UserError, match="no assignment"):
        collect(course, "other", [tmp_path])
    found = collect(course, "tiny", [tmp_path / "none.zip"])
    assert "no such file" in found.refused[one_line(tmp_path / "none.zip", lms_files.LONGEST_SHOWN)]
