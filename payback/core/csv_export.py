"""CSV files that people download: streamed, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Cell = str | int | float | Decimal | date | None

CONTENT_TYPE = "text/csv; charset=utf-8"
_FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")  # East Asian forms of = + - @
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", *_FULL_WIDTH)
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_CHUNK_CHARACTERS = 16_384


def stream_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file in chunks, encoded so that spreadsheets read it as UTF-8.

    A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay
    as they are, negative ones too. Dates are written 2026-03-29, true and false as yes and no,
    fractions with two decimals.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    yield BOM_UTF8
    writer.writerow([safe_cell(header) for header in headers])
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        if buffer.tell() >= _CHUNK_CHARACTERS:
            yield _emptied(buffer)
    yield _emptied(buffer)


def safe_cell(cell: Cell) -> str:
    """Write one value so that no spreadsheet takes it for a formula."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return f"{cell:.2f}"
    if not isinstance(cell, str):
        return str(cell)
    if cell.lstrip(" ").startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _emptied(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
