"""Whose notebook is it: from what its path says and, if that is not enough, from the Net ID in the notebook."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from nbformat.notebooknode import NotebookNode

from grader.handins.lms_files import HandIn
from grader.lms.system import Said, Student
from grader.plain_text import one_line

NAME_CELL = "NET_ID"  # the name that the first cell of an assignment gives to the student's id
_ASSIGNED = re.compile(rf"^[ \t]*{NAME_CELL}[ \t]*=[ \t]*(['\"])(?P<id>[^'\"\n]{{1,64}})\1", re.MULTILINE)
_LONGEST_SHOWN = 60  # characters of a name that is quoted
# Letters that Unicode does not take apart, and how people without them on the keyboard write them.
_ONE_LETTER = str.maketrans({"’": "'", "‘": "'", "ı": "i"})
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ŧ": "t", "ħ": "h"})
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "ñ": "ny"})
_FOLDER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_LOOKS_LIKE_AN_ID = re.compile(r"[a-z]{2,4}\d{2,6}")


@dataclass(frozen=True)
class Whose:
    """The student, or None with the candidates; `note` is what a person should know."""

    student: str | None
    candidates: tuple[str, ...] = ()
    note: str = ""


class Roster:
    """The students that a notebook may belong to. Without any, whoever a notebook names is taken at its word."""

    def __init__(self, students: Iterable[Student]):
        self.students = {student.id: student for student in students}
        self._patterns = {
            name: re.compile(rf"(?<![a-z0-9]){re.escape(name.casefold())}(?![a-z0-9])") for name in self.students
        }

    def whose(self, hand_in: HandIn, written: str, assignment: str) -> Whose:
        """Return the student of a hand-in; `written` is the id in its notebook."""
        if not self.students:
            return _at_its_word(hand_in, written, assignment)
        own = self._known(written)
        candidates: set[str] = set()
        said = hand_in.said
        # Where the system names the student, a first name that is another student's id must not count.
        by_id, by_name = self._by_id(hand_in, assignment), self._by_name(hand_in)
        ways = (by_name, self._by_login(said), self._by_number(said), by_id) if said.full_name else (by_id, by_name)
        for found in (self._by_lms(hand_in), *ways):
            both = candidates & found
            candidates = both if both else candidates or found
            if len(candidates) == 1:
                break
        if len(candidates) > 1 and own in candidates:
            candidates = {own}
        if len(candidates) == 1:
            student = candidates.pop()
            notes = [f"the notebook says {written!r}"] if written and own != student else []
            if said.ids and said.full_name and student not in self._by_lms(hand_in):
                notes.append(f"known by the name {one_line(said.full_name, _LONGEST_SHOWN)!r} only")
            return Whose(student, note="; ".join(notes))
        if candidates:
            return Whose(None, tuple(sorted(candidates)))
        stranger = f"its notebook says {written!r}, who is not in the gradebook" if written and not own else ""
        return Whose(own, note=stranger)

    def _known(self, name: str) -> str | None:
        wanted = name.casefold()
        return next((s.id for s in self.students.values() if wanted and wanted in (s.id.casefold(), _local(s))), None)

    def _by_lms(self, hand_in: HandIn) -> set[str]:
        said = hand_in.said
        wanted = {name.casefold() for name in said.ids}
        return {
            s.id
            for s in self.students.values()
            if (said.lms_user and said.lms_user == s.lms_user_id)
            or wanted & ({s.id.casefold(), s.email.casefold(), s.lms_user_id} - {""})
        }

    def _by_id(self, hand_in: HandIn, assignment: str) -> set[str]:
        path = _path_words(hand_in, assignment)
        return {
            name
            for name, pattern in self._patterns.items()
            if pattern.search(path) or ("@" in (email := self.students[name].email.casefold()) and email in path)
        }

    def _by_login(self, said: Said) -> set[str]:
        """Return whom a user name within the name means: it holds a digit, or the rest is that student's own name."""
        parts = said.full_name.casefold().split()
        return {
            s.id
            for s in self.students.values()
            if s.id.casefold() in parts and (any(c.isdigit() for c in s.id) or _is_all_theirs(parts, s))
        }

    def _by_number(self, said: Said) -> set[str]:
        """Return who has the number, among those of the name: a number alone may count something else."""
        named = self._named(said.full_name)
        return {name for name in named if said.number and self.students[name].lms_user_id == said.number}

    def _by_name(self, hand_in: HandIn) -> set[str]:
        return self._named(hand_in.said.full_name or hand_in.said.rest)

    def _named(self, name: str) -> set[str]:
        """Return the students of a name: of the whole of theirs or, if that is nobody's, of its ends.

        Systems drop names in the middle, and write letters with marks in several ways.
        """
        given = _spellings(name)
        for whole in (True, False):
            found = {s.id for s in self.students.values() if any(_is_named(s, words, whole) for words in given)}
            if found:
                return found
        return set()


def _is_named(student: Student, words: list[str], whole: bool) -> bool:
    """Return whether `words` hold a student's first and last name; without `whole` the first and the last word."""
    letters = "".join(words)
    for first in _spellings(student.first_name):
        for last in _spellings(student.last_name):
            if not (first and last):
                continue
            wanted = set(first + last) if whole else {first[0], last[-1]}
            if wanted <= set(words) or letters in ("".join([*first, *last]), "".join([*last, *first])):
                return True
    return False


def _is_all_theirs(parts: list[str], student: Student) -> bool:
    """Return whether `parts` are the student's id and names of theirs, and nothing else."""
    rest = parts.copy()
    rest.remove(student.id.casefold())
    names = _spellings(f"{student.first_name} {student.last_name}")
    return bool(rest) and any(set(own) <= set(theirs) for own in _spellings(" ".join(rest)) for theirs in names)


def written_id(notebook: NotebookNode) -> str:
    """Return the id that a notebook's name cell holds, "" if there is none."""
    found = ""
    for cell in notebook.cells:
        source = cell.get("source", "") if isinstance(cell, dict) else ""
        source = "".join(map(str, source)) if isinstance(source, list) else source
        if isinstance(source, str) and (match := _ASSIGNED.search(source[:100_000])):
            found = match["id"].strip()
            break
    return found if _FOLDER_NAME.fullmatch(found) else ""


def _at_its_word(hand_in: HandIn, written: str, assignment: str) -> Whose:
    usable = [name for name in hand_in.said.ids if _FOLDER_NAME.fullmatch(name)]
    said = sorted({name.partition("@")[0].lower() for name in usable if "@" in name} or {n.lower() for n in usable})
    if len(said) == 1:
        return Whose(said[0])
    if written:
        return Whose(written.lower())
    words = set(re.findall(r"[a-z0-9]+", _path_words(hand_in, assignment)))
    found = sorted(word for word in words if _LOOKS_LIKE_AN_ID.fullmatch(word))
    return Whose(found[0] if len(found) == 1 else None, tuple(found) if len(found) > 1 else ())


def _path_words(hand_in: HandIn, assignment: str) -> str:
    path = unicodedata.normalize("NFC", hand_in.said.rest).casefold()
    return path.replace(assignment.casefold(), " ")


def _spellings(name: str) -> list[list[str]]:
    """Return the words of a name, without accents: once as they stand, once as Germans and Danes write ä, ø and å."""
    folded = unicodedata.normalize("NFC", name).casefold().translate(_ONE_LETTER)
    return [_words(folded), _words(folded.translate(_TWO_LETTERS))]


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return re.findall(r"[^\W\d_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def _local(student: Student) -> str:
    return student.email.partition("@")[0].casefold()
