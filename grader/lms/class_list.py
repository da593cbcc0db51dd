"""A class list as a learning platform exports it: who is a student, and under which id, name, address and number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from grader.errors import UserError
from grader.lms import words
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import column_values, email_column, filled_rows, first_of, is_address, letters

_PARTICLES = "van|von|vom|zu|de|del|della|da|di|du|dos|das|den|der|la|le|bin|al|el"
_LAST_WORD = re.compile(rf"(.+?)\s+((?:(?:{_PARTICLES})\s+)*\S+)")
_HASH = re.compile(r"[0-9a-f]{40}")  # the login of the student that a platform makes for tests


@dataclass(frozen=True)
class Columns:
    """The columns of a class list; `prefix` is what stands before the number."""

    login: int | None = None
    email: int | None = None
    first_name: int | None = None
    last_name: int | None = None
    full_name: int | None = None
    number: int | None = None
    role: int | None = None
    section: int | None = None
    prefix: str = ""


@dataclass
class ClassList:
    """The students of a file as {line: fields}, and what is to be said of it.

    `what` names the kind of file, `used` says from which column a field comes, `unused` names the other columns,
    `left_out` says who is no student.
    """

    what: str
    students: dict[int, dict[str, str]] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def find_columns(file: CsvText, header: list[str], rows: Iterable[int], **known: int | None) -> Columns:
    """Return the columns that are `known`, and the others by their titles, and by what stands in them."""
    rows = list(rows)
    found: dict[str, int | None] = {name: index for name, index in known.items() if index is not None}
    if "email" not in known:
        found["email"] = email_column(file, header, rows)
    # In this order: some words are first name here and last name there, or role and name.
    for name, titles in (
        *(("first_name", words.FIRST_NAME), ("last_name", words.LAST_NAME), ("full_name", words.FULL_NAME)),
        *(("login", words.LOGIN), ("number", words.NUMBER), ("role", words.ROLE)),
        ("section", words.SECTION),
    ):
        if name not in known:
            found[name] = first_of(header, titles, found.values())
    first, last, full = (found.get(name) for name in ("first_name", "last_name", "full_name"))
    if full is not None and first is not None and last is None:  # "Vorname, Name"
        found |= {"last_name": full, "full_name": None}
    elif full is not None and last is not None and first is None:  # "Name, Surname"
        found |= {"first_name": full, "full_name": None}
    elif first is not None and last is None:
        found |= {"full_name": first, "first_name": None}
    if "role" not in known and found["role"] is None:
        found["role"] = _role_by_shape(file, rows, {*found.values()}, len(header))
    if found.get("login") is not None and found["login"] == found.get("email"):
        found["login"] = None
    return Columns(**found)  # type: ignore[arg-type]


def read_class(file: CsvText, header: list[str], rows: Iterable[int], columns: Columns, what: str) -> ClassList:
    """Return the students of `rows`; `what` is the kind of file.

    Raises UserError if nothing in it can be an id, or it names roles of which none is known as that of a student.
    """
    rows = list(rows)
    source = columns.login if columns.login is not None else columns.email
    if source is None:
        raise UserError(
            f"this is {what}, without login names and without e-mail addresses: export it with one of them, or write "
            "a column id yourself."
        )
    used = {"id": source, "email": columns.email, "lms_user_id": columns.number, "section": columns.section}
    if columns.first_name is not None and columns.last_name is not None:
        used |= {"first_name": columns.first_name, "last_name": columns.last_name}
    else:
        used |= {"first_name": columns.full_name, "last_name": columns.full_name}
    found = ClassList(what, used={name: header[index] for name, index in used.items() if index is not None})
    there = {index for index in (*used.values(), columns.role) if index is not None}
    found.unused = [title for index, title in enumerate(header) if index not in there and title.strip()]
    roles = set() if columns.role is None else set(column_values(file, rows, columns.role)) - {""}
    if roles and not any(map(is_student, roles)):
        raise UserError(
            f"column {header[columns.role or 0]!r} has {', '.join(map(repr, sorted(roles)))}, and none of these is "
            "known as the role of a student: delete the rows of those who are none, then that column."
        )
    for row in rows:
        fields = _fields(file, row, columns, source)
        role = "" if columns.role is None else file.value(row, columns.role).strip()
        name = file.value(row, columns.full_name).strip() if columns.full_name is not None else ""
        name = " ".join(filter(None, (fields["first_name"], fields["last_name"]))) or name
        if role and not is_student(role):
            found.left_out.append(f"line {file.lines[row]}: {name or fields['id']} ({role})")
        elif _is_for_tests(name, fields["id"]):
            found.left_out.append(f"line {file.lines[row]}: {name or fields['id']} (for tests)")
        else:
            found.students[file.lines[row]] = {name: value for name, value in fields.items() if value}
    return found


def by_shape(file: CsvText) -> ClassList | None:
    """Return the students of a list that has logins, or addresses and names, None if it has not."""
    header, rows = file.values(0), filled_rows(file)
    columns = find_columns(file, header, rows)
    if columns.full_name is None and columns.first_name is None:
        columns = _names_by_shape(file, rows, columns)
    named = columns.full_name is not None or columns.first_name is not None
    if not rows or not (columns.login is not None or (columns.email is not None and named)):
        return None
    return read_class(file, header, rows, columns, "a class list")


def _names_by_shape(file: CsvText, rows: list[int], columns: Columns) -> Columns:
    """Return the columns with those of names: what stands before the address and has only letters."""
    end = columns.email if columns.email is not None else columns.login
    found = [
        index
        for index in range(end or 0)
        if index not in (columns.login, columns.number, columns.role)
        and all(re.fullmatch(r"[^\W\d_][^\d_@]*", value) for value in column_values(file, rows, index))
    ]
    if len(found) == 2:
        return replace(columns, first_name=found[0], last_name=found[1])
    return replace(columns, full_name=found[0]) if len(found) == 1 else columns


def is_student(role: str) -> bool:
    """Return whether a role, or one of several, is that of a student, and none that of a teacher."""
    return not _is_staff(role) and any(part.startswith(stem) for part in _parts(role) for stem in words.STUDENTS)


def _is_staff(role: str) -> bool:
    return any(part == stem or (len(stem) > 2 and stem in part) for part in _parts(role) for stem in words.STAFF)


def _parts(role: str) -> list[str]:
    return [part for part in re.split(r"[\W\d_]+", role.casefold()) if part]


def _role_by_shape(file: CsvText, rows: list[int], besides: set[int | None], count: int) -> int | None:
    """Return the column in which everybody is called a student or somebody who teaches."""
    for index in range(count):
        roles = set(column_values(file, rows, index)) if index not in besides else set()
        if any(map(is_student, roles)) and all(is_student(role) or _is_staff(role) for role in roles):
            return index
    return None


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name of "Last, First", else the last word is the last name, with its particles."""
    last, comma, first = name.partition(",")
    if comma:
        return first.strip(), last.strip()
    found = _LAST_WORD.fullmatch(name)
    return (found[1], found[2]) if found else (name, "")


def _fields(file: CsvText, row: int, columns: Columns, source: int) -> dict[str, str]:
    def text(column: int | None) -> str:
        return "" if column is None else " ".join(file.value(row, column).split())

    login = (text(source) or text(columns.email)).removeprefix("#")
    email = text(columns.email) or (login if is_address(login) else "")
    first, last = text(columns.first_name), text(columns.last_name)
    if columns.first_name is None or columns.last_name is None:
        first, last = split_name(text(columns.full_name))
    number = text(columns.number).removeprefix("#").removeprefix(columns.prefix).strip()
    name = login.partition("@")[0]
    return {
        "id": name,
        "first_name": first,
        "last_name": last,
        "email": email,
        "lms_user_id": number if number != name else "",
        "section": text(columns.section),
    }


def _is_for_tests(name: str, login: str) -> bool:
    return letters(name) in {letters(known) for known in words.TEST_STUDENTS} or bool(_HASH.fullmatch(login))
