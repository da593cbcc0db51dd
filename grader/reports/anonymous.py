"""Take the names of students out of what they wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

HIDDEN = "[name]"


def names_hidden(names: Iterable[str]) -> Callable[[str], str]:
    """Return a function that puts `[name]` where one of these names stands, however short, in any case.

    `names` are ids, first and last names and addresses; their words count too, and how they look without accents.
    A name counts as a part of an identifier (`anna_net`, `netOfAnna`), but not as a few letters of another word.
    """
    words = {word for name in names for word in _words(name)}
    patterns = [_pattern(word) for word in sorted(words, key=lambda word: (-len(word), word))]
    found = re.compile("|".join(patterns) or r"(?!)")
    return lambda text: found.sub(HIDDEN, unicodedata.normalize("NFC", text))


def _words(name: str) -> set[str]:
    name = unicodedata.normalize("NFC", name).strip()
    parts = {name, *name.split(), *re.split(r"[\W_]+", name.partition("@")[0])}
    plain = {"".join(c for c in unicodedata.normalize("NFKD", part) if not unicodedata.combining(c)) for part in parts}
    return {part for part in parts | plain | {part.casefold() for part in parts} if part}


def _pattern(word: str) -> str:
    text = re.escape(word)
    if word[0].isalpha() and word.lower() == word.upper():
        return text  # scripts without capitals often set no space between words
    # Letters next to letters, and digits next to digits, are another word.
    before, after = (r"\d" if end.isdigit() else r"[^\W\d_]" for end in (word[0], word[-1]))
    alone = rf"(?<!{before})(?i:{text})(?!{after})"
    title = re.escape(word[0].upper() + word[1:].lower())
    first = rf"(?<!{before})(?i:{text})(?=[A-Z][a-z])"
    return "|".join((alone, rf"(?<=[a-z]){title}(?![a-z])", first)) if word.isalpha() and len(word) > 1 else alone
