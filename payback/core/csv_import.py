"""Reading of CSV files that people upload, whatever wrote them.

Everything that can be wrong with the file itself is found here and told by line number, so that
a feature's importer only judges the meaning of values. Nothing here raises on bad input and
nothing here knows a feature.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from payback.core.csv_decoding import UnreadableText, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

MAX_BYTES = 5_000_000
MAX_ROWS = 50_000
WHOLE_FILE = 0
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column an importer knows.

    A required column must have a header, and a value in every row. An optional one may be
    absent or blank, and then reads as an empty string.
    """

    name: str
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFault:
    """One thing wrong with a file, where it is and what to do about it."""

    line: int
    sentence: str
    column: str | None = None

    @property
    def place(self) -> str:
        """Where the fault is, as a reader of the file would say it."""
        if self.line == WHOLE_FILE:
            return "The file"
        return f"Line {self.line}, {self.column}" if self.column else f"Line {self.line}"

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvRow:
    """One row of data: the line it starts on, and a stripped value for every known column."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def fault(self, column: str | None, sentence: str) -> LineFault:
        """Say what is wrong with this row."""
        return LineFault(line=self.line, column=column, sentence=sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvReading:
    """The sound rows of a file, and the faults of all others in the order of their lines."""

    rows: tuple[CsvRow, ...]
    faults: tuple[LineFault, ...]


def read_csv(
    content: bytes,
    columns: Sequence[Column],
    *,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_ROWS,
) -> CsvReading:
    """Read an uploaded file into rows, collecting every fault instead of stopping at the first.

    Parameters
    ----------
    content
        The bytes of the file: UTF-8 (with or without a mark), UTF-16 with a mark, or Windows-1252.
    columns
        What the importer knows. Headers may come in any order, case and spacing.
    max_bytes, max_rows
        Limits beyond which the file is refused.

    Returns
    -------
    CsvReading
        No rows where the headers are wrong, because nothing below them can then be trusted.
    """
    if len(content) > max_bytes:
        return _refused(f"The file must be smaller than {_size(max_bytes)}. Split it.")
    try:
        text = decode(content)
    except UnreadableText as error:
        return _refused(error.sentence, error.line)
    records = _records(text, columns)
    header = next(records, None)
    if header is None:
        return _refused("The file is empty. It needs a first line with the names of the columns.")
    if isinstance(header, LineFault):
        return CsvReading(rows=(), faults=(header,))
    names = _trimmed([_header_name(cell) for cell in header.cells])
    header_faults = tuple(_header_faults(header.line, names, columns))
    if header_faults:
        return CsvReading(rows=(), faults=header_faults)
    return _read_rows(records, names, columns, max_rows)


def _size(count: int) -> str:
    return f"{count / 1_000_000:g} MB" if count >= 1_000_000 else f"{count / 1_000:g} kB"


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    cells: list[str]


def _refused(sentence: str, line: int = WHOLE_FILE) -> CsvReading:
    return CsvReading(rows=(), faults=(LineFault(line=line, sentence=sentence),))


def _read_rows(
    records: Iterator[_Record | LineFault],
    names: list[str],
    columns: Sequence[Column],
    max_rows: int,
) -> CsvReading:
    rows: list[CsvRow] = []
    faults: list[LineFault] = []
    for count, record in enumerate(records, start=1):
        if count > max_rows:
            return _refused(f"The file has more than {max_rows:,} rows. Split it.", record.line)
        if isinstance(record, LineFault):
            faults.append(record)
            continue
        row_faults = list(_row_faults(record, names, columns))
        if row_faults:
            faults += row_faults
        else:
            rows.append(_row(record, names, columns))
    if not rows and not faults:
        return _refused("The file has no lines below the names of its columns.")
    return CsvReading(rows=tuple(rows), faults=tuple(faults))


def _records(text: str, columns: Sequence[Column]) -> Iterator[_Record | LineFault]:
    """Yield records that are not blank with the line each starts on, misquoted ones as faults."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_delimiter(text, columns), strict=True
    )
    while True:
        first_line = reader.line_num + 1
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            yield _quoting_fault(first_line, reader.line_num, str(error))
            continue
        if any(cells):
            yield _Record(first_line, cells)


def _quoting_fault(first: int, last: int, message: str) -> LineFault:
    if "field limit" in message:
        sentence = (
            f"A value is longer than {csv.field_size_limit():,} characters. "
            "Check that each quotation mark is closed."
        )
    else:
        lines = f"lines {first} to {last}" if last > first else f"line {first}"
        sentence = (
            f"The quotation marks on {lines} do not pair up. Close each one, "
            "and write a quotation mark inside a value twice."
        )
    return LineFault(line=first, sentence=sentence)


def _delimiter(text: str, columns: Sequence[Column]) -> str:
    """Choose the separator under which the first line that is not blank names most columns."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    known = {column.name for column in columns}

    def recognised(delimiter: str) -> int:
        return sum(_header_name(part.strip('" ')) in known for part in first.split(delimiter))

    return max(_DELIMITERS, key=recognised)


def _header_name(cell: str) -> str:
    return re.sub(r"[\s_-]+", "_", cell.strip().casefold()).strip("_")


def _trimmed(cells: list[str]) -> list[str]:
    """Drop empty cells from the end, which spreadsheets add."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _header_faults(
    line: int, names: Sequence[str], columns: Sequence[Column]
) -> Iterator[LineFault]:
    known = [column.name for column in columns]
    for column in columns:
        if column.required and column.name not in names:
            sentence = f"The column “{column.name}” is missing."
            yield LineFault(line=line, column=column.name, sentence=sentence)
    for name in dict.fromkeys(names):
        if not name:
            position = names.index(name) + 1
            yield LineFault(line=line, sentence=f"Column {position} has no name.")
        elif name not in known:
            yield LineFault(line=line, column=_shortened(name), sentence=_unknown(name, known))
        elif names.count(name) > 1:
            sentence = f"The column “{name}” appears more than once."
            yield LineFault(line=line, column=name, sentence=sentence)


def _unknown(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name[:80], known, n=1)
    hint = f"Did you mean “{near[0]}”?" if near else f"Known columns: {', '.join(known)}."
    return f"The column “{_shortened(name)}” is not known. {hint}"


def _shortened(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _row_faults(
    record: _Record, names: Sequence[str], columns: Sequence[Column]
) -> Iterator[LineFault]:
    cells = _trimmed(record.cells)
    if len(cells) > len(names):
        sentence = (
            f"The line has {len(cells)} values, but there are {len(names)} columns. "
            "Put a value that contains a comma in quotation marks."
        )
        yield LineFault(line=record.line, sentence=sentence)
        return
    row = _row(record, names, columns)
    for column in columns:
        if column.required and not row[column.name]:
            yield row.fault(column.name, f"Enter a value for “{column.name}”.")


def _row(record: _Record, names: Sequence[str], columns: Sequence[Column]) -> CsvRow:
    given = dict(zip(names, record.cells, strict=False))
    return CsvRow(
        line=record.line,
        values={column.name: given.get(column.name, "") for column in columns},
    )
