"""Gradescope: an export of submissions. It takes neither pages nor grades from us."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, tzinfo

from grader.lms.class_list import ClassList, find_columns, read_class
from grader.lms.csv_text import CsvText
from grader.lms.grade_file import filled_rows, first_of
from grader.lms.system import Said, System
from grader.times import read_time

_FOLDER = re.compile(r"submission_\d+")
_LISTED = re.compile(r"['\"]?(submission_\d+)['\"]?:")
_LINE = re.compile(r"(?P<indent> {2}- | {4}| {2}):?(?P<key>name|sid|email|created_at):(?P<value>.{0,300})")


class Gradescope(System):
    """Gradescope: folders submission_123, and a list in YAML that says whose they are: of one student, or a group."""

    id = "gradescope"
    name = "Gradescope"
    list_file = "submission_metadata.yml"
    own_files = (list_file,)

    def students_in(self, list_file: bytes) -> dict[str, Said]:
        """Return what the list says. Only a few lines of it matter, so it is not read as YAML at all."""
        found: dict[str, Said] = {}
        folder, members, when = "", list[Said](), None
        for line in list_file.decode("utf-8", "replace").splitlines():
            if match := _LISTED.match(line):
                folder, members, when = match[1], [], None
            match = _LINE.match(line)
            if not folder or match is None:
                continue
            # A submission stands two spaces deep, its students four; deeper things are its history and results.
            indent, key, value = match["indent"], match["key"], _unquoted(match["value"].strip())
            if key == "created_at":
                when = read_time(value, UTC) if indent == "  " else when
            elif indent != "  ":
                if indent.strip() or not members:
                    members.append(Said())
                last = members[-1]
                members[-1] = replace(last, full_name=value) if key == "name" else _with_id(last, value)
            known = tuple(member for member in members if member.full_name or member.ids)
            if known:
                whole = Said(when=when, members=known) if len(known) > 1 else replace(known[0], when=when)
                found[folder] = whole
        return found

    def said(self, part: str, is_folder: bool, zone: tzinfo, listed: dict[str, Said]) -> Said | None:
        """Return what the list says of this folder."""
        return listed.get(part) if is_folder and _FOLDER.fullmatch(part) else None

    def class_list(self, file: CsvText) -> ClassList | None:
        """Return the students of a roster: First Name and Last Name, or Name, then SID, Email, Role, Sections."""
        header, rows = file.values(0), filled_rows(file)
        number = first_of(header, ("SID",))
        if number is None:
            return None
        columns = find_columns(file, header, rows, number=number)
        return read_class(file, header, rows, columns, "a roster of Gradescope")


def _unquoted(value: str) -> str:
    """Return a value of YAML on one line without its quotes."""
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return re.sub(r'\\(["\\])', r"\1", value[1:-1]) if len(value) > 1 and value[0] == value[-1] == '"' else value


def _with_id(said: Said, value: str) -> Said:
    return replace(said, ids=(*said.ids, value)) if value else said
