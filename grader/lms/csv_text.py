"""A CSV file in which single fields change and every other byte stays as it was.

Learning platforms are particular about their own files: byte order mark, line ends, quotes and spaces are kept.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UserError

_FORMULA = re.compile(r"((?:\A|[;|\t\r\n])[\s\"'\u200b\ufeff\x00-\x1f]*)(?=[=+\-@\t\r＝＋－＠])")
_SEP = re.compile(
    r"(\"?sep=([^\r\n\"]|\\t)\"?)(?:,*|;*)(\r\n|\r|\n)", re.IGNORECASE
)  # what Excel is told on a line of its own
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass
class CsvText:
    """The rows of a file as they are written there, quotes included; `ends` are the line ends.

    `head` is what stands before the first row: a line "sep=;" that tells Excel the delimiter.
    """

    rows: list[list[str]]
    ends: list[str]
    delimiter: str = ","
    encoding: str = "utf-8"
    mark: bytes = b""
    lines: list[int] = field(default_factory=list)
    head: str = ""

    @classmethod
    def read(cls, path: Path) -> CsvText:
        """Read the file at `path`. Raises UserError if it is no table."""
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise UserError(f"{path} cannot be read: {error.strerror}. Give the file that you downloaded.") from None
        if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise UserError(f"{path.name} is a spreadsheet, not a CSV file: save it as CSV first.")
        mark, encoding = next((found for found in _MARKS if raw.startswith(found[0])), (b"", _encoding(raw)))
        try:
            text = raw[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            raise UserError(f"{path.name} is cut off or no text: download it again.") from None
        if not text.strip():
            raise UserError(f"{path.name} is empty: download it again.")
        return cls.parse(text, path.name, encoding, mark)

    @classmethod
    def parse(cls, text: str, name: str = "the file", encoding: str = "utf-8", mark: bytes = b"") -> CsvText:
        """Take `text` apart, with the delimiter that its first line names, or that gives all rows the most fields."""
        told = _SEP.match(text)
        head = told[0] if told else ""
        tables: dict[str, tuple[list[list[str]], list[str], list[int]]] = {}
        unreadable: UserError | None = None
        for delimiter in [told[2].replace("\\t", "\t")] if told else ",;\t":
            try:
                tables[delimiter] = _split(text[len(head) :], delimiter, name, 2 if head else 1)
            except UserError as error:
                unreadable = error
        if unreadable and not tables:
            raise unreadable
        delimiter = max(tables, key=lambda one: _fit(tables[one][0]))
        rows, ends, lines = tables[delimiter]
        return cls(rows, ends, delimiter, encoding, mark, lines, head)

    @classmethod
    def of(cls, rows: list[list[str]]) -> CsvText:
        """Return a new file with these values."""
        made = cls([[""] * len(row) for row in rows], ["\r\n"] * len(rows), lines=list(range(1, len(rows) + 1)))
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                made.set(row, column, value)
        return made

    def value(self, row: int, column: int) -> str:
        """Return a field as it is meant, without quotes; "" where the row is too short."""
        if column >= len(self.rows[row]):
            return ""
        raw = self.rows[row][column]
        return raw[1:-1].replace('""', '"') if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw

    def values(self, row: int) -> list[str]:
        """Return the fields of a row as they are meant."""
        return [self.value(row, column) for column in range(len(self.rows[row]))]

    def set(self, row: int, column: int, value: str) -> None:
        """Replace one field; it is quoted where it must be, or was before."""
        fields = self.rows[row]
        fields.extend([""] * (column + 1 - len(fields)))
        must = fields[column].startswith('"') or any(c in value for c in (self.delimiter, '"', "\n", "\r"))
        fields[column] = '"{}"'.format(value.replace('"', '""')) if must else value

    def to_bytes(self) -> bytes:
        """Return the file."""
        lines = (self.delimiter.join(row) + end for row, end in zip(self.rows, self.ends, strict=True))
        return self.mark + (self.head + "".join(lines)).encode(self.encoding)


def table(rows: Iterable[Iterable[object]]) -> str:
    """Return rows as CSV of ours, with quotes around every text."""
    return "".join(",".join(map(_quoted, row)) + "\r\n" for row in rows)


def plain_cell(value: object) -> str:
    """Return a value for a table of ours: a text that a spreadsheet would run as a formula gets an apostrophe.

    A spreadsheet may divide the file at another sign than the comma, and then looks at what comes behind that one.
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return number(value)
    return _FORMULA.sub(r"\1'", value) if isinstance(value, str) else str(value)


def _quoted(value: object) -> str:
    return '"{}"'.format(plain_cell(value).replace('"', '""')) if isinstance(value, str) else plain_cell(value)


def number(value: float) -> str:
    """Return points as people write them: at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _encoding(raw: bytes) -> str:
    """Return the encoding of a file that has no byte order mark: nothing of it is lost on the way back."""
    if raw[:2].count(0) == 1 and len(raw) % 2 == 0:
        return "utf-16-be" if raw[0] == 0 else "utf-16-le"
    # Excel on Windows writes cp1252; every byte has a meaning in Latin-1.
    for encoding in ("utf-8", "cp1252"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _fit(rows: list[list[str]]) -> tuple[bool, float, int]:
    """Return how well a delimiter fits: it divides the first row, and the others into as many fields."""
    count = len(rows[0]) if rows else 0
    filled = [row for row in rows if any(row)]
    return count > 1, sum(len(row) == count for row in filled) / max(len(filled), 1), count


def _split(text: str, delimiter: str, name: str, line: int) -> tuple[list[list[str]], list[str], list[int]]:
    plain = rf"[^{re.escape(delimiter)}\r\n]*"
    one = re.compile(rf'("(?:[^"]|"")*"{plain}|{plain})({re.escape(delimiter)}|\r\n|\r|\n|\Z)')
    row: list[str] = []
    rows, ends, lines, place = [], [], [], 0
    while place < len(text) or row:
        found = one.match(text, place)
        if found is None or (found[1].startswith('"') and found[1].count('"') % 2):
            raise UserError(f"{name}, line {line}: a quotation mark is never closed. Download the file again.")
        row.append(found[1])
        place = found.end()
        if found[2] == delimiter:
            continue
        rows.append(row)
        ends.append(found[2])
        lines.append(line)
        line += 1 + "".join(row).count("\n")
        row = []
    return rows, ends, lines
