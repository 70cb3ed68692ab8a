"""Published figures out of a CSV file: every line read, every fault told by its number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core.csv_cells import choice_in, date_in, integer_in
from payback.core.csv_import import Column, CsvRow, LineFault, read_csv
from payback.reports.measures import MEASURES, MeasureKey
from payback.reports.periods import Period, quarter_of

if TYPE_CHECKING:
    from datetime import date

MAX_BYTES = 1_000_000
MAX_COUNT = 9_999_999
MAX_LEVEL = 100
MAX_SOURCE = 255
_PERCENT = re.compile(r"(?P<whole>\d{1,3})(?:\.(?P<part>\d{1,2}))?\s?%?", re.ASCII)

COLUMNS = (
    Column(name="measure"),
    Column(name="quarter_start"),
    Column(name="level"),
    Column(name="hit"),
    Column(name="miss"),
    Column(name="total", required=False),
    Column(name="target"),
    Column(name="source"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One published figure as it was read; ``line`` is 0 if it was typed into a form."""

    line: int
    measure: MeasureKey
    quarter: Period
    level: str
    hit: int
    miss: int
    target_hundredths: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The lines of a file that can be understood, and the faults of the others."""

    lines: tuple[FigureLine, ...]
    faults: tuple[LineFault, ...]


def read_figures(content: bytes, today: date) -> Sheet:
    """Read a file of published figures; a figure of a quarter that is not over is a fault."""
    reading = read_csv(content, COLUMNS, max_bytes=MAX_BYTES)
    faults = list(reading.faults)
    read = [_line(row, today, faults) for row in reading.rows]
    lines = [line for line in read if line is not None]
    first: dict[tuple[MeasureKey, str, str], int] = {}
    for line in lines:
        key = (line.measure, line.quarter.key, line.level.casefold())
        if first.setdefault(key, line.line) != line.line:
            sentence = f"This figure is already on line {first[key]}. Keep one of the two."
            faults.append(LineFault(line=line.line, column="measure", sentence=sentence))
    return Sheet(lines=tuple(lines), faults=tuple(sorted(faults, key=lambda fault: fault.line)))


def _line(row: CsvRow, today: date, faults: list[LineFault]) -> FigureLine | None:
    before = len(faults)
    names = {measure.name: key for key, measure in MEASURES.items()}
    measure = choice_in(row, "measure", faults, names)
    quarter = _quarter(row, today, faults)
    hit = integer_in(row, "hit", faults, most=MAX_COUNT)
    miss = integer_in(row, "miss", faults, most=MAX_COUNT)
    total = integer_in(row, "total", faults, most=2 * MAX_COUNT)
    target = _target(row, faults)
    for column, most in (("level", MAX_LEVEL), ("source", MAX_SOURCE)):
        if len(row[column]) > most:
            faults.append(row.fault(column, f"Use {most} characters or fewer."))
    if measure is None or quarter is None or hit is None or miss is None or target is None:
        return None
    if sentence := total_fault(hit, miss, total):
        faults.append(row.fault("total", f"{sentence}."))
    if len(faults) > before:
        return None
    return FigureLine(
        line=row.line,
        measure=measure,
        quarter=quarter,
        level=row["level"],
        hit=hit,
        miss=miss,
        target_hundredths=target,
        source=row["source"],
    )


def total_fault(hit: int, miss: int, total: int | None) -> str:
    """Return what is wrong with a total beside its parts; empty if nothing is."""
    if total is not None and total != hit + miss:
        return f"{hit:,} hit and {miss:,} miss make {hit + miss:,}, not {total:,}"
    return "" if hit + miss else "Hit and miss are both 0. Leave such a figure out"


def target_of(text: str) -> int | None:
    """Return a target in hundredths of a per cent from a text such as "86.25%", or nothing."""
    match = _PERCENT.fullmatch(text.strip())
    if match is None:
        return None
    value = int(match["whole"]) * 100 + int((match["part"] or "").ljust(2, "0"))
    return value if value <= 10_000 else None


def _target(row: CsvRow, faults: list[LineFault]) -> int | None:
    target = target_of(row["target"])
    if target is None:
        sentence = f"“{row['target'][:40]}” must be a percentage from 0 to 100, like 86.25."
        faults.append(row.fault("target", sentence))
    return target


def _quarter(row: CsvRow, today: date, faults: list[LineFault]) -> Period | None:
    day = date_in(row, "quarter_start", faults)
    if day is None:
        return None
    quarter = quarter_of(day)
    if quarter.first != day:
        sentence = (
            "A quarter starts on 1 January, 1 April, 1 July or 1 October. "
            f"The one of this day starts on {quarter.first:%d/%m/%Y}."
        )
    elif quarter.last >= today:
        sentence = "This quarter is not over yet."
    else:
        return quarter
    faults.append(row.fault("quarter_start", sentence))
    return None
