"""What a student may read of a text that a graded cell's process sent.

A cell can search its process for what it should not know, and raise that as an error: the message is then a way out, to
the next hand-in or to a friend. Such a text cannot be told from an honest one by where it came from, because the
process may forge all of it. So words count: those that the text of a Python library holds cost nothing, all else costs
its length, and there is only so much for one message and for one hand-in. Honest errors stay far below it.
"""

from __future__ import annotations

import builtins
import json
import linecache
import re
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType

from grader.plain_text import one_line

MOST_TEXT, MOST_TEXTS = 500, 2000  # characters of one message, and of all different ones of a hand-in
MOST_STRANGE, MOST_STRANGE_IN_ALL = 100, 400  # of these, what no library says
_OWN_WORD = 2  # what a word of the student's own costs: it is known, and there may be very many to choose from
_LONGEST_ERROR = 300  # characters of what a hidden test raised that broke
_PART = re.compile(r"[A-Za-z]+|\d+|\S")


@dataclass
class Told:
    """What one hand-in may still tell: the same text costs once."""

    text: int = MOST_TEXTS
    strange: int = MOST_STRANGE_IN_ALL
    said: frozenset[str] = field(default=frozenset())

    def copy(self) -> Told:
        """Return a copy, for a try that may not count."""
        return Told(self.text, self.strange, self.said)

    def error(self, text: str, own: Collection[str]) -> tuple[str, bool]:
        """Return what of an error's text may be told, and whether that is all; `own` are words of the student's."""
        text = one_line(text)
        if text in self.said:
            return text, True
        shown, cost = _beginning(text, own, min(MOST_TEXT, self.text), min(MOST_STRANGE, self.strange))
        self.text, self.strange = self.text - len(shown), self.strange - cost
        whole = shown == text
        self.said |= {text} if whole else frozenset()
        return (text if whole else f"{shown.rstrip()}…"), whole


def said_by_test(error: AssertionError, limit: int = MOST_STRANGE) -> str:
    """Return a failed test's message: what its author wrote, and not much of what a cell's process sent."""
    text = one_line(error)
    shown, _ = _beginning(text, _words_of_frames(error.__traceback__), len(text), limit)
    return text if shown == text else f"{shown.rstrip()}…"


def words(source: str) -> frozenset[str]:
    """Return the words of a text, each part of a name as one."""
    return frozenset(_PART.findall(source))


def _beginning(text: str, own: Collection[str], most: int, most_strange: int) -> tuple[str, int]:
    """Return the longest beginning of `text` within both limits, and what it costs of the second."""
    cost = 0
    for part in _PART.finditer(text[:most]):
        costs = _cost(part[0], own)
        if cost + costs > most_strange:
            return text[: part.start() + (most_strange - cost if costs > _OWN_WORD else 0)], most_strange
        cost += costs
    return text[:most], cost


def _cost(part: str, own: Collection[str]) -> int:
    if part.isalpha() and part.isascii() and _is_known(part):
        return 0
    return min(_OWN_WORD, len(part)) if part in own else len(part)


def _is_known(word: str) -> bool:
    """Return whether libraries say this word; letters large and small at will are a code, not a word."""
    if word in _library_words():
        return True
    return (word.istitle() or word.isupper()) and word.lower() in _library_words()


@cache
def _library_words() -> frozenset[str]:
    """Return the words of what Python and NumPy say of themselves: errors of all libraries are written in them."""
    import numpy as np

    spaces = (builtins, str, dict, list, json, np, np.ndarray, np.linalg, np.random, np.testing, np.lib.stride_tricks)
    said = (getattr(value, "__doc__", None) for space in spaces for value in vars(space).values())
    found = re.findall(r"[A-Za-z]+", " ".join(text for text in said if isinstance(text, str)))
    return frozenset({word for word in found if word.islower() and len(word) > 1} | set(vars(builtins)))


def _words_of_frames(walk: TracebackType | None) -> frozenset[str]:
    """Return the words of the files of hidden tests that an error came through."""
    found: set[str] = set()
    while walk is not None:
        found |= _words_of_file(walk.tb_frame.f_code.co_filename)
        walk = walk.tb_next
    return frozenset(found)


@cache
def _words_of_file(path: str) -> frozenset[str]:
    return words("".join(linecache.getlines(path)))


def error_in(function: Callable, error: Exception) -> str:
    """Return what a hidden test or rule raised that has a mistake, and the line of its folder, for its author."""
    folder = str(Path(function.__code__.co_filename).parent)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(folder)]
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return one_line(f"{type(error).__name__}: {error}", _LONGEST_ERROR) + where
