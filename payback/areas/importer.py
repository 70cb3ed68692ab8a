"""Areas and groupings out of CSV files: every line read, every fault told by its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from payback.areas.models import GroupingKind
from payback.areas.rules import Span, days_out_of_order, is_ons_code
from payback.core.csv_cells import choice_in, date_in
from payback.core.csv_import import Column, CsvRow, LineFault, read_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

MAX_BYTES = 70_000
MAX_NAME = 100
MAX_SOURCE = 255

AREA_COLUMNS = (Column(name="code"), Column(name="name"), Column(name="region"))
MEMBERSHIP_COLUMNS = (
    Column(name="kind"),
    Column(name="grouping"),
    Column(name="area_code"),
    Column(name="valid_from"),
    Column(name="valid_to", required=False),
    Column(name="source", required=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaLine:
    """A line that names an area."""

    line: int
    code: str
    name: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipLine:
    """A line that puts an area into a grouping for a span of days."""

    line: int
    kind: GroupingKind
    grouping: str
    area_code: str
    span: Span
    source: str


Line = TypeVar("Line", AreaLine, MembershipLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Generic[Line]):
    """The lines of a file that can be understood, and the faults of the others."""

    lines: tuple[Line, ...]
    faults: tuple[LineFault, ...]


def read_areas(content: bytes) -> Sheet[AreaLine]:
    """Read a file of areas: columns code, name and region."""
    sheet = _read(content, AREA_COLUMNS, _area_line)
    faults = [
        *sheet.faults,
        *_repeated(sheet.lines, lambda line: line.code, "code", "code"),
        *_repeated(sheet.lines, lambda line: line.name.casefold(), "name", "name"),
    ]
    return Sheet(lines=sheet.lines, faults=_in_order(faults))


def read_memberships(content: bytes) -> Sheet[MembershipLine]:
    """Read a file of groupings: kind, grouping, area_code, valid_from, valid_to and source."""
    sheet = _read(content, MEMBERSHIP_COLUMNS, _membership_line)
    repeated = _repeated(sheet.lines, _membership_key, "valid_from", "membership")
    return Sheet(lines=sheet.lines, faults=_in_order([*sheet.faults, *repeated]))


def _read(
    content: bytes,
    columns: tuple[Column, ...],
    understand: Callable[[CsvRow, list[LineFault]], Line | None],
) -> Sheet[Line]:
    reading = read_csv(content, columns, max_bytes=MAX_BYTES)
    faults = list(reading.faults)
    understood = [understand(row, faults) for row in reading.rows]
    return Sheet(lines=tuple(line for line in understood if line is not None), faults=tuple(faults))


def _area_line(row: CsvRow, faults: list[LineFault]) -> AreaLine | None:
    before = len(faults)
    code = _ons_code(row, "code", faults)
    for column in ("name", "region"):
        _check_length(row, column, MAX_NAME, faults)
    if len(faults) > before:
        return None
    return AreaLine(line=row.line, code=code, name=row["name"], region=row["region"])


def _membership_line(row: CsvRow, faults: list[LineFault]) -> MembershipLine | None:
    before = len(faults)
    kind = choice_in(row, "kind", faults, {each.value: each for each in GroupingKind})
    area_code = _ons_code(row, "area_code", faults)
    _check_length(row, "grouping", MAX_NAME, faults)
    _check_length(row, "source", MAX_SOURCE, faults)
    first = date_in(row, "valid_from", faults)
    last = date_in(row, "valid_to", faults)
    if kind is None or first is None or len(faults) > before:
        return None
    span = Span(first=first, last=last)
    disorder = days_out_of_order(span)
    if disorder:
        faults.append(row.fault("valid_to", disorder))
        return None
    return MembershipLine(
        line=row.line,
        kind=kind,
        grouping=row["grouping"],
        area_code=area_code,
        span=span,
        source=row["source"],
    )


def _ons_code(row: CsvRow, column: str, faults: list[LineFault]) -> str:
    code = row[column].upper()
    if not is_ons_code(code):
        sentence = (
            f"“{row[column][:40]}” is not an ONS code: "
            "one letter and eight figures, like E09000003."
        )
        faults.append(row.fault(column, sentence))
    return code


def _check_length(row: CsvRow, column: str, most: int, faults: list[LineFault]) -> None:
    if len(row[column]) > most:
        faults.append(row.fault(column, f"Use {most} characters or fewer."))


def _membership_key(line: MembershipLine) -> Hashable:
    return line.kind, line.grouping, line.area_code, line.span.first


def _repeated(
    lines: Iterable[Line], key: Callable[[Line], Hashable], column: str, thing: str
) -> list[LineFault]:
    first_lines: dict[Hashable, int] = {}
    faults = []
    for line in lines:
        first = first_lines.setdefault(key(line), line.line)
        if first != line.line:
            sentence = f"This {thing} is already on line {first}. Keep one of the two."
            faults.append(LineFault(line=line.line, column=column, sentence=sentence))
    return faults


def _in_order(faults: Iterable[LineFault]) -> tuple[LineFault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.line))
