"""The measurements of a class, from the records that evidence cells printed.

A record is a line `{"evidence": name, ..., "rows": [{...}, ...]}`. Students could edit it: it is read as data of any
shape, and only ever described.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import median, quantiles
from typing import Any

from grader.conventions import grade_id
from grader.judging.evidence import read_evidence

MOST_ROWS, MOST_KEYS = 500, 40
MOST_GROUPS = 12  # of one record: with more, what varied beside the setting is none of a design
LEAST_SHARED_RUNS = 2  # one row may have been copied by accident
SIMULATED = "SIMULATED"  # how the simulated GPU calls itself
_LONGEST_SETTING = 30  # characters
_FIRST = ("time", "energy", "accuracy", "loss")  # what a class measures to compare
Setting = float | str  # a learning rate, or the name of a network


@dataclass(frozen=True)
class MeasuredRecord:
    """What one student measured, on which machine."""

    name: str
    rows: tuple[dict[str, Any], ...]
    machine: str = ""

    @property
    def simulated(self) -> bool:
        """Return whether the energies were invented by the simulated GPU."""
        return SIMULATED in self.machine


@dataclass(frozen=True)
class Run:
    """One row: the setting, one measured value, and whether the run reached its goal (None: there is no goal)."""

    student: str
    setting: Setting
    value: float
    reached: bool | None
    machine: str


@dataclass(frozen=True)
class Measure:
    """One measured quantity over all settings. `short` is TTA, ETA or empty."""

    key: str
    short: str
    runs: tuple[Run, ...]

    @property
    def title(self) -> str:
        """Return what stands above the plot."""
        return f"{self.key.replace('_', ' ')}{f' ({self.short} where the goal was reached)' if self.short else ''}"

    def counted(self, setting: Setting) -> list[float]:
        """Return the values that count at a setting: who missed the goal has no time to it, invented joules none."""
        runs = (run for run in self.runs if run.setting == setting and not (self.short and run.reached is False))
        return sorted(run.value for run in runs if not ("energy" in self.key and SIMULATED in run.machine))


@dataclass(frozen=True)
class Measurements:
    """All students' records of one name; of runs that varied more than the setting, one `group` of comparable ones."""

    name: str
    group: str
    setting: str
    settings: tuple[Setting, ...]
    measures: tuple[Measure, ...]
    machines: dict[str, int]
    students: int
    simulated: int
    copies: tuple[tuple[str, ...], ...]

    def summary(self, measure: Measure) -> list[dict[str, Any]]:
        """Return, for each setting, how many runs there are and count, and the quartiles."""
        table: list[dict[str, Any]] = []
        for setting in self.settings:
            values = measure.counted(setting)
            low, middle, high = quartiles(values)
            runs = sum(run.setting == setting for run in measure.runs)
            table.append({"setting": setting, "runs": runs, "counted": len(values)})
            table[-1].update(low=low, median=middle, high=high)
        return table


def records_in(cells: Iterable[Mapping[str, Any]]) -> dict[str, MeasuredRecord]:
    """Return {name: record} of the rows that cells printed about themselves, read as grading reads them."""
    found = {}
    for cell in cells:
        name = grade_id(cell)
        data = read_evidence(cell, name).data if name else None
        record = _record(name, data) if name and data else None
        if record is not None:
            found[record.name] = record
    return found


def measurements(records: dict[str, dict[str, MeasuredRecord]]) -> list[Measurements]:
    """Return what the class measured, of {student: {name: record}}, a table for each name and group of runs."""
    names = list(dict.fromkeys(name for own in records.values() for name in own))
    found = []
    for name in names:
        own = {student: its[name] for student, its in records.items() if name in its}
        setting = _setting(list(own.values()))
        if setting is None:
            continue
        copies = _groups(shared_runs(own))
        for group, of_group in _by_group(own, setting).items():
            found.append(_of_one_group(name, group, setting, of_group, copies))
            copies = ()  # said once
    return found


def shared_runs(records: dict[str, MeasuredRecord]) -> dict[tuple[str, str], int]:
    """Return {two students: number of runs that are the same to the last digit}; a measured time is never the same."""
    holders: dict[str, set[str]] = {}
    for student, record in records.items():
        for row in record.rows:
            numbers = {key: value for key in row if (value := _number(row, key)) is not None}
            if sum(value != round(value, 2) for value in numbers.values()) >= 2:  # digits that chance does not share
                holders.setdefault(json.dumps(numbers, sort_keys=True), set()).add(student)
    shared = Counter(two for having in holders.values() for two in combinations(sorted(having), 2))
    return {two: count for two, count in shared.items() if count >= LEAST_SHARED_RUNS}


def quartiles(values: list[float]) -> tuple[float | None, float | None, float | None]:
    """Return lower quartile, median and upper quartile; None where there are too few values."""
    if not values:
        return None, None, None
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, median(values), high


def _record(name: str, data: dict[str, Any]) -> MeasuredRecord | None:
    rows, machine = data.get("rows"), data.get("gpu")
    if not isinstance(rows, list):
        return None
    kept = tuple(dict(list(row.items())[:MOST_KEYS]) for row in rows[:MOST_ROWS] if isinstance(row, dict))
    return MeasuredRecord(name, kept, machine[:80] if isinstance(machine, str) else "") if kept else None


def _by_group(records: dict[str, MeasuredRecord], setting: str) -> dict[str, dict[str, MeasuredRecord]]:
    """Return {"varying, clip": records with these rows only}: runs that differ in more than the setting stay apart."""
    factors = _factors(list(records.values()), setting)
    found: dict[tuple[str, ...], dict[str, list[dict[str, Any]]]] = {}
    for student, record in records.items():
        for row in record.rows:
            values = tuple(_name_at(row, factor) for factor in factors)
            found.setdefault(values, {}).setdefault(student, []).append(row)
    # Groups that only one of many students has are slips of the pen.
    often = {values: own for values, own in found.items() if len(own) >= max(1, len(records) // 10)}
    if len(often) < 2 or len(often) > MOST_GROUPS:
        return {"": records}
    return {
        ", ".join(values): {student: replace(records[student], rows=tuple(rows)) for student, rows in own.items()}
        for values, own in often.items()
    }


def _factors(records: list[MeasuredRecord], setting: str) -> list[str]:
    """Return the keys that most students varied beside the setting: words, each met with several settings."""
    found: Counter[str] = Counter()
    for record in records:
        met: dict[str, dict[str, set[Setting]]] = {}
        for row in record.rows:
            at = _at(row, setting)
            for key in row:
                if at is not None and key != setting and (value := _name_at(row, key)):
                    met.setdefault(key, {}).setdefault(value, set()).add(at)
        found.update(key for key, of in met.items() if len(of) > 1 and all(len(its) > 1 for its in of.values()))
    return [key for key, count in found.items() if 2 * count > len(records)]


def _name_at(row: dict[str, Any], key: str) -> str:
    """Return the word at a key of a row, "" if there is none or a number."""
    value = _at(row, key)
    return value if isinstance(value, str) else ""


def _of_one_group(
    name: str,
    group: str,
    setting: str,
    records: dict[str, MeasuredRecord],
    copies: tuple[tuple[str, ...], ...],
) -> Measurements:
    records = {student: record for student, record in records.items() if _settings(record, setting)}
    keys = dict.fromkeys(key for record in records.values() for row in record.rows for key in row)
    has_goal = any(isinstance(row.get("reached"), bool) for record in records.values() for row in record.rows)
    measures = []
    for key in keys:
        values = {value for record in records.values() for value in _values(record, key)}
        if key == setting or len(values) < 2 or "repeat" in key:
            continue
        runs = tuple(run for student, record in records.items() for run in _runs(student, record, setting, key))
        if runs:
            short = next((s for word, s in (("time", "TTA"), ("energy", "ETA")) if has_goal and word in key), "")
            measures.append(Measure(key, short, runs))
    measures.sort(key=lambda measure: next((i for i, word in enumerate(_FIRST) if word in measure.key), len(_FIRST)))
    measures.sort(key=lambda measure: ("TTA", "ETA", "").index(measure.short))
    # Settings that only one of many students has are slips of the pen.
    seen = Counter(value for record in records.values() for value in _settings(record, setting))
    often = [value for value, count in seen.items() if count >= max(1, len(records) // 10)]
    numbers = sorted(value for value in often if not isinstance(value, str))
    settings: tuple[Setting, ...] = (*numbers, *(value for value in often if isinstance(value, str)))
    return Measurements(
        name,
        group,
        setting,
        settings,
        tuple(measures),
        dict(Counter(record.machine or "not named" for record in records.values()).most_common()),
        len(records),
        sum(record.simulated for record in records.values()),
        copies,
    )


def _setting(records: list[MeasuredRecord]) -> str | None:
    """Return the key that the students varied: its values differ within a record, and are the same for the most."""
    best, most = None, 0
    for key in dict.fromkeys(key for record in records for row in record.rows for key in row if "repeat" not in key):
        sets = Counter(frozenset(_settings(record, key)) for record in records)
        common = max((count for values, count in sets.items() if len(values) > 1), default=0)
        if common > most:
            best, most = key, common
    return best


def _runs(student: str, record: MeasuredRecord, setting: str, key: str) -> Iterable[Run]:
    for row in record.rows:
        at, value, reached = _at(row, setting), _number(row, key), row.get("reached")
        missing = "energy" in key and (row.get("energy_measured") is False or value == 0)
        if at is not None and value is not None and not missing:
            yield Run(student, at, value, reached if isinstance(reached, bool) else None, record.machine)


def _groups(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Return who hangs together by pairs."""
    groups: list[set[str]] = []
    for two in pairs:
        joined = [group for group in groups if group & set(two)]
        groups = [group for group in groups if group not in joined] + [set(two).union(*joined)]
    return tuple(sorted(tuple(sorted(group)) for group in groups))


def _values(record: MeasuredRecord, key: str) -> frozenset[float]:
    return frozenset(value for row in record.rows if (value := _number(row, key)) is not None)


def _settings(record: MeasuredRecord, key: str) -> dict[Setting, None]:
    """Return the values of a setting in their order, each once."""
    return dict.fromkeys(value for row in record.rows if (value := _at(row, key)) is not None)


def _at(row: dict[str, Any], key: str) -> Setting | None:
    value = row.get(key)
    if not isinstance(value, str):
        return _number(row, key)
    try:
        float(value.rstrip("…"))
    except ValueError:
        return value[:_LONGEST_SETTING]
    return None  # a number beyond all limits, which is read as text


def shown_setting(value: Setting) -> str:
    """Return a setting as people read it."""
    return value if isinstance(value, str) else f"{value:g}"


def _number(row: dict[str, Any], key: str) -> float | None:
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None
