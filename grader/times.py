"""Moments as platforms write them: days in words of many languages, clocks of 12 and of 24 hours, ISO, seconds.

A text that can be read in two ways is not read: a time is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "da", "nb", "sv", "fi", "is", "pl", "cs", "sk", "sl", "hr", "hu"),
    *("ro", "bg", "el", "tr", "ru", "uk", "sr", "et", "lv", "lt", "ca", "gl", "eu", "cy", "ga", "id", "ms"),
    *("ja", "zh", "ko"),
)
_FORMS = [(context, width) for context in ("format", "stand-alone") for width in ("wide", "abbreviated")]
# Words and signs between the parts of a date: the 9th of November at 10 o'clock.
_FILLING = {
    *("a", "à", "alle", "às", "at", "d", "de", "del", "den", "di", "en", "h", "kl", "klo", "la", "las", "le", "les"),
    *("nd", "o", "of", "om", "os", "rd", "st", "th", "the", "uhr", "um", "v", "г", "в", "ora", "ore", "år", "klockan"),
}
_ZONES = {"utc": 0, "gmt": 0, "z": 0}
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_EPOCH = re.compile(r"(\d{9,10})(?:\.\d+)?")
_ISO_ZONE = re.compile(r"\s+(Z|UTC|GMT|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_LONG_FRACTION = re.compile(r"(\.\d{6})\d+")
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{2}):?(\d{2})$")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?=\D|$)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s*[년年./-]\s*(\d{1,2})\s*[월月./-]\s*(\d{1,2})\s*(?:[일日.]|(?!\d))")
_CLOCK = re.compile(r"\b(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?\b")
_HALF = re.compile(
    r"(?<![^\W\d_])(?:(?P<second>p\.?\s?m|μ\.?μ|em|午後|下午|오후)|a\.?\s?m|π\.?μ|fm|午前|上午|오전)(?![^\W\d_])\.?",
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
DAY_FIRST, MONTH_FIRST = "day first", "month first"


def read_time(text: str, zone: tzinfo, order: str | None = None) -> datetime | None:
    """Return the moment that a text names, with a time zone; None if it names none, or may name two.

    `zone` is where a time without a zone of its own is local; where clocks are turned and it could be two, the earlier
    one counts. `order` says how to read 9/11/2026.
    """
    text = _LONG_FRACTION.sub(r"\1", unicodedata.normalize("NFKC", text).strip())
    try:
        if epoch := _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(int(epoch[1]), UTC)
        iso = _ISO_ZONE.sub(lambda found: "+00:00" if found[1].isalpha() else found[1], text)
        if re.search(r"\d[T ]\d", iso) and re.match(r"\d{4}-?\d{2}-?\d{2}[T ]", iso):
            return _local(datetime.fromisoformat(iso), zone)
        return _in_words(text.casefold(), zone, order)
    except (ValueError, OverflowError, OSError):
        return None


def first_line(data: bytes) -> str:
    """Return the first line of a small file of text that says something, whatever program wrote it."""
    mark = next((name for sign, name in _MARKS if data.startswith(sign)), "")
    text = data[:1000].decode(mark or "utf-8", "replace")
    return next((line.strip(" \t\ufeff\0") for line in text.splitlines() if line.strip(" \t\ufeff\0")), "")


def order_of(texts: Iterable[str]) -> str | None:
    """Return how dates such as 9/11/2026 are written in texts of one origin; None if none of them shows it."""
    found = [match for text in texts if (match := _NUMERIC.search(text))]
    day_first = any(int(match[1]) > 12 for match in found)
    month_first = any(int(match[3]) > 12 for match in found)
    if day_first == month_first:
        return None
    return DAY_FIRST if day_first else MONTH_FIRST


def _in_words(text: str, zone: tzinfo, order: str | None) -> datetime | None:
    if offset := _OFFSET.search(text):
        minutes = 60 * int(offset[2]) + int(offset[3])
        zone = timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
        text = text[: offset.start()]
    day = month = year = 0
    if found := _YEAR_FIRST.search(text):
        year, month, day = map(int, found.groups())
    elif found := _NUMERIC.search(text):
        order = DAY_FIRST if found[2] == "." else order
        first, second = int(found[1]), int(found[3])
        if order is None and first != second:
            order = DAY_FIRST if first > 12 else MONTH_FIRST if second > 12 else None
            if order is None:
                return None
        day, month = (second, first) if order == MONTH_FIRST else (first, second)
        year = int(found[4])
    if found is not None:
        text = f"{text[: found.start()]} {text[found.end() :]}"
    second_half, text = _without_half(text)
    clocks = [tuple(int(part or 0) for part in match.groups()) for match in _CLOCK.finditer(text)]
    numbers: list[str] = []
    for token in _TOKEN.findall(_CLOCK.sub(" ", text)):
        if token.isdigit():
            numbers.append(token)
        elif token in _months():
            if month:
                return None
            month = _months()[token]
        elif token in _ZONES:
            zone = UTC
        elif token not in _FILLING and token not in _weekdays():
            return None
    if not clocks and numbers and len(numbers[-1]) in (3, 4):
        clock = numbers.pop()  # some platforms leave out the colon
        clocks = [(int(clock[:-2]), int(clock[-2:]), 0)]
    for number in numbers:
        if len(number) == 4 and not year:
            year = int(number)
        elif len(number) <= 2 and not day:
            day = int(number)
        else:
            return None
    if len(clocks) != 1 or not (day and month and _FIRST_YEAR <= year <= _LAST_YEAR):
        return None
    hour, minute, second = clocks[0]
    if second_half is not None:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * second_half
    return _local(datetime(year, month, day, hour, minute, second), zone)


def _local(time: datetime, zone: tzinfo) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=zone)


def _without_half(text: str) -> tuple[bool | None, str]:
    """Return whether a text says that it is the second half of the day, None if it says nothing, and the rest."""
    found = list(_HALF.finditer(text))
    if len(found) != 1:
        return None, text
    return found[0]["second"] is not None, f"{text[: found[0].start()]} {text[found[0].end() :]}"


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Return {name: number of the month}, without names that mean another month in another language."""
    return {name: numbers.pop() for name, numbers in _names("months").items() if len(numbers) == 1}


@lru_cache(maxsize=1)
def _weekdays() -> set[str]:
    return set(_names("days")) - set(_months())


def _names(kind: str) -> dict[str, set[int]]:
    from babel import Locale  # takes a while, and most times are numbers

    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for context, width in _FORMS:
            for number, name in getattr(Locale.parse(language), kind)[context][width].items():
                for word in _TOKEN.findall(unicodedata.normalize("NFKC", name).casefold()):
                    if not word.isdigit() and word not in _FILLING:
                        found.setdefault(word, set()).add(number)
    return found
