"""Numbers as files write them: which sign is the decimal one is shown by the file, not known beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.lms.csv_text import number

_SPACE = r"[ \u00a0\u2009\u202f'’]"  # between thousands
_SPACED = re.compile(rf"([+-]?\d{{1,3}}(?:{_SPACE}\d{{3}})+)([.,]\d+)?")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)*|[.,]\d+)")
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_OTHER = {".": ",", ",": "."}
_BOTH = "both"  # a file whose numbers contradict each other


@dataclass(frozen=True)
class Numbers:
    """How a file writes numbers: `sign` is the decimal sign that its numbers show, "" if they show none."""

    sign: str = ""
    delimiter: str = ","

    @classmethod
    def of(cls, delimiter: str, near: Iterable[str], far: Iterable[str] = ()) -> Numbers:
        """Return it from fields of the file: those `near` the grades count, and if they show nothing those `far`."""
        for fields in (near, far):
            shown = {sign for field in fields if (sign := _shown(field))}
            if shown:
                return cls(_BOTH if len(shown) > 1 else shown.pop(), delimiter)
        return cls("", delimiter)

    def readings(self, text: str) -> tuple[float, ...]:
        """Return what a field can mean: nothing if it is no number, two numbers if the file does not decide."""
        plain, decimal = _plain(text)
        if plain is None:
            return ()
        if decimal:
            return (_float(plain, decimal),)
        sign = _OTHER.get(next((c for c in plain if c in _OTHER), ""), "")
        if not sign:
            return (float(plain),)
        group = _OTHER[sign]
        as_thousands, as_decimal = _float(plain, sign), _float(plain, group)
        if self.sign in _OTHER:
            return (as_decimal,) if self.sign == group else (as_thousands,)
        # No platform writes three decimals as a rule, and the comma is decimal where it does not divide fields.
        if self.sign != _BOTH and (self.delimiter, group) in {(",", ","), (";", ".")}:
            return (as_thousands,)
        return (as_thousands, as_decimal)

    def one(self, text: str) -> float | None:
        """Return the number that a field means, None if it is none or not certain."""
        found = self.readings(text)
        return found[0] if len(found) == 1 else None

    def written(self, value: float) -> str:
        """Return points as this file writes them."""
        return number(value).replace(".", ",") if self.sign == "," else number(value)


def is_number(text: str) -> bool:
    """Return whether a field is a number, however it is written."""
    return _plain(text)[0] is not None


def _plain(text: str) -> tuple[str | None, str]:
    """Return the number without spaces between thousands, and its decimal sign if it shows it; None if it is none.

    What is left without a decimal sign has none, or can be read in two ways.
    """
    text = text.strip()
    spaced = _SPACED.fullmatch(text)
    if spaced:
        return re.sub(_SPACE, "", spaced[1]) + (spaced[2] or ""), (spaced[2] or " ")[0].strip()
    if not _NUMBER.fullmatch(text):
        return None, ""
    signs = re.findall("[.,]", text)
    if not signs:
        return text, ""
    if len(signs) == 1:
        return text, "" if _GROUPS.fullmatch(text) else signs[0]
    if len(set(signs)) == 1:
        return (text, _OTHER[signs[0]]) if _GROUPS.fullmatch(text) else (None, "")
    whole = text.rpartition(signs[-1])[0]
    return (text, signs[-1]) if _GROUPS.fullmatch(whole) else (None, "")


def _shown(text: str) -> str:
    return _plain(text)[1]


def _float(plain: str, decimal: str) -> float:
    return float(plain.replace(_OTHER[decimal], "").replace(decimal, "."))
