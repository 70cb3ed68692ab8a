"""Values out of the cells of an uploaded CSV file: dates, whole numbers and choices.

Each function returns the value, or `None` after adding a fault with a sentence; so an importer
reads every cell of a row and reports all that is wrong with it at once.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payback.core.csv_import import CsvRow, LineFault

T = TypeVar("T")

_ISO = re.compile(r"(?P<year>(19|20|21)\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_BRITISH = re.compile(
    r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>(19|20|21)\d\d)", re.ASCII
)
_INTEGER = re.compile(r"-?\d{1,9}", re.ASCII)


def date_in(row: CsvRow, column: str, faults: list[LineFault]) -> date | None:
    """Read a date written 2026-03-29 or 29/3/2026; a blank cell is `None` without a fault."""
    text = row[column]
    if not text:
        return None
    match = _ISO.fullmatch(text) or _BRITISH.fullmatch(text)
    if match is not None:
        try:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            pass
    sentence = f"“{text[:40]}” is not a date. Write it like 29/03/2026 or 2026-03-29."
    faults.append(row.fault(column, sentence))
    return None


def integer_in(
    row: CsvRow,
    column: str,
    faults: list[LineFault],
    *,
    least: int = 0,
    most: int = 999_999_999,
) -> int | None:
    """Read a whole number from `least` to `most`; a blank cell is `None` without a fault."""
    text = row[column]
    if not text:
        return None
    if _INTEGER.fullmatch(text) and least <= int(text) <= most:
        return int(text)
    sentence = f"“{text[:40]}” must be a whole number from {least:,} to {most:,}."
    faults.append(row.fault(column, sentence))
    return None


def choice_in(
    row: CsvRow, column: str, faults: list[LineFault], choices: Mapping[str, T]
) -> T | None:
    """Read one of some words, whatever their case; a blank cell is `None` without a fault."""
    text = row[column]
    if not text:
        return None
    by_word = {word.casefold(): value for word, value in choices.items()}
    wanted = " ".join(text.casefold().split())
    if wanted in by_word:
        return by_word[wanted]
    sentence = f"“{text[:40]}” must be one of: {', '.join(choices)}."
    faults.append(row.fault(column, sentence))
    return None
