"""Rules about areas: the form of a code; one grouping of a kind for an area on any day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from payback.core import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

_ONS_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from one to another, both included; without a last day it has not ended."""

    first: date
    last: date | None = None

    def contains(self, on: date) -> bool:
        """Say whether a day lies in the span."""
        return self.first <= on and (self.last is None or on <= self.last)

    def overlaps(self, other: Span) -> bool:
        """Say whether the two share a day."""
        return self.contains(other.first) or other.contains(self.first)

    def in_words(self) -> str:
        """Write the span as it is read in a sentence."""
        since = f"from {wording.date(self.first)}"
        return f"{since} to {wording.date(self.last)}" if self.last else since


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """A grouping that an area belongs to for a span, in words and days alone."""

    grouping: str
    span: Span
    line: int | None = None


def is_ons_code(text: str) -> bool:
    """Say whether a text has the form of an ONS code: one letter and eight figures."""
    return _ONS_CODE.fullmatch(text) is not None


def days_out_of_order(span: Span) -> str | None:
    """Return the sentence that refuses a membership which ends before it starts."""
    if span.last is not None and span.last < span.first:
        return (
            f"It ends on {wording.date(span.last)}, before it starts on {wording.date(span.first)}."
        )
    return None


def overlaps(
    area: str, kind: str, belongings: Iterable[Belonging]
) -> Iterator[tuple[Belonging, str]]:
    """Yield each belonging that shares a day with an earlier one, and the sentence that says so.

    An area belongs to at most one grouping of a kind on any day; otherwise a report by grouping
    would count it twice.

    Parameters
    ----------
    area
        The area's name, for the sentence.
    kind
        What kind of grouping, for the sentence.
    belongings
        All that the area would have, of one kind. Those with a line are being loaded; of two that
        overlap, the later line is at fault.
    """
    ordered = sorted(belongings, key=lambda each: each.line or 0)
    for standing, added in combinations(ordered, 2):
        if standing.span.overlaps(added.span):
            yield (
                added,
                f"{area} is already in “{standing.grouping}” ({kind}) {standing.span.in_words()}. "
                "An area can be in one grouping of a kind at a time: "
                "end that membership the day before.",
            )
