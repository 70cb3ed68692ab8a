"""Cells that only a file of people has: times, places, labels, telephone numbers, slots.

Like `payback.core.csv_cells`: each returns the value, or `None` after adding a fault.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from email_validator import EmailNotValidError, validate_email

from payback.core.errors import RuleBroken
from payback.people.importing.slot_words import slots_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from payback.core.csv_import import CsvRow, LineFault

T = TypeVar("T")

MOST_LABELS = 20
_PHONE = re.compile(r"(?:\+|00)?[0-9]{10,15}", re.ASCII)
_HOURS = re.compile(r"\d{1,4}(?:\.\d{1,2})?", re.ASCII)
_LABEL = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


def obeyed(row: CsvRow, column: str, faults: list[LineFault], rule: Callable[[], T]) -> T | None:
    """Return what a rule returns; a refusal becomes a fault of the column."""
    try:
        return rule()
    except RuleBroken as broken:
        faults.append(row.fault(column, f"{broken.sentence.rstrip('.')}."))
        return None


def text_in(row: CsvRow, column: str, faults: list[LineFault], most: int) -> str:
    """Read a text of at most so many characters, on one line."""
    text = " ".join(row[column].split())
    if len(text) > most:
        faults.append(row.fault(column, f"Use {most} characters or fewer."))
    return text


def area_text(row: CsvRow) -> str:
    """Read the code or name of an area, to be compared without regard to case."""
    return " ".join(row["area"].split()).casefold()


def hours_in(row: CsvRow, column: str, faults: list[LineFault]) -> int | None:
    """Read hours like 120 or 7.5 as minutes."""
    text = row[column]
    if not text:
        return None
    minutes = round(float(text) * 60, 6) if _HOURS.fullmatch(text) else 0.5
    if minutes == int(minutes) and minutes > 0:
        return int(minutes)
    sentence = f"“{text[:40]}” must be hours above 0 in whole minutes, like 120 or 7.5."
    faults.append(row.fault(column, sentence))
    return None


def phone_in(row: CsvRow, column: str, faults: list[LineFault]) -> str | None:
    """Read a telephone number of ten to fifteen digits."""
    text = row[column]
    if not text:
        return None
    if len(text) <= 30 and _PHONE.fullmatch(re.sub(r"[\s()\-.]", "", text)):
        return text
    faults.append(row.fault(column, f"“{text[:40]}” is not a telephone number."))
    return None


def email_in(row: CsvRow, column: str, faults: list[LineFault]) -> str | None:
    """Read an e-mail address, judged by its spelling."""
    text = row[column]
    if not text:
        return None
    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        faults.append(row.fault(column, f"“{text[:40]}” is not an email address."))
        return None
    return text


def slots_in(row: CsvRow, column: str, faults: list[LineFault]) -> int | None:
    """Read a week's availability."""
    if not row[column]:
        return None
    try:
        return slots_of(row[column])
    except ValueError as error:
        faults.append(row.fault(column, str(error)))
        return None


def labels_in(row: CsvRow, column: str, faults: list[LineFault]) -> tuple[str, ...] | None:
    """Read labels with commas between them, written as they are stored."""
    if not row[column]:
        return None
    parts = (re.sub(r"[\s_-]+", "-", part.strip().lower()) for part in row[column].split(","))
    found = sorted({part.strip("-") for part in parts} - {""})
    wrong = [label for label in found if len(label) > 40 or not _LABEL.fullmatch(label)]
    if wrong or len(found) > MOST_LABELS:
        sentence = f"Write up to {MOST_LABELS} short labels with commas between them."
        faults.append(row.fault(column, f"“{wrong[0][:40]}”? {sentence}" if wrong else sentence))
        return None
    return tuple(found)
