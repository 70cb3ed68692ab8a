"""A sentence for a coordinator, with the people whom it names: reading it leaves a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence, and the row ids of the people on probation whom it names."""

    sentence: str
    people: tuple[int, ...] = ()


def people_named(said: Iterable[Said]) -> list[int]:
    """Return everybody whom some sentences name, each once."""
    return sorted({person for each in said for person in each.people})
