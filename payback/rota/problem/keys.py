"""Ids of the optimiser's format: opaque keys of rows, never a name or a number of a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

PERSON, SUPERVISOR, DAY = "person-", "supervisor-", "day-"
KEY = re.compile(r"\b(person|supervisor|session|project)-(\d+)\b")
"""A key wherever it stands in a sentence: its kind, and its row."""


def person_key(row_id: int) -> str:
    """Return the id of a person on probation in a problem."""
    return f"{PERSON}{row_id}"


def supervisor_key(row_id: int) -> str:
    """Return the id of a supervisor in a problem."""
    return f"{SUPERVISOR}{row_id}"


def session_key(row_id: int) -> str:
    """Return the id of a work session in a problem."""
    return f"session-{row_id}"


def project_key(row_id: int) -> str:
    """Return the id of a project in a problem."""
    return f"project-{row_id}"


def day_key(day: date) -> str:
    """Return what stands for a whole day where a row's key might stand."""
    return f"{DAY}{day.isoformat()}"


def row_id(key: str) -> int:
    """Return the row that a key stands for."""
    return int(key.rpartition("-")[2])


def people_in(sentences: Iterable[str]) -> list[int]:
    """Return the people that some sentences speak of, each once."""
    keys = [match for each in sentences for match in KEY.findall(each)]
    return list(dict.fromkeys(int(number) for kind, number in keys if kind == "person"))
