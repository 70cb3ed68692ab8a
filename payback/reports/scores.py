"""Arithmetic of hits and misses: performance, target, hits needed, and checks of figures.

Pure functions on whole numbers. Only hit, miss and target are ever stored; the rest follows, so
that a total cannot disagree with its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

WHOLE = 10_000
"""A hundred per cent in hundredths of a per cent."""

LARGEST_JUMP = 1_500
"""A change of more than 15 points from one quarter to the next is worth a second look."""

_Z95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Hits and misses against a target in hundredths of a per cent."""

    hit: int
    miss: int
    target: int

    @property
    def total(self) -> int:
        """All cases: hits and misses."""
        return self.hit + self.miss

    @property
    def performance(self) -> int | None:
        """The share of hits in hundredths of a per cent, halves rounded up; none of no cases."""
        if not self.total:
            return None
        return (2 * self.hit * WHOLE + self.total) // (2 * self.total)

    @property
    def met(self) -> bool | None:
        """Whether the target is reached, told from the counts and not from a rounded share."""
        return self.hit * WHOLE >= self.target * self.total if self.total else None

    @property
    def hits_at_target(self) -> int:
        """The fewest hits of the same total that reach the target."""
        return -(-self.target * self.total // WHOLE)

    @property
    def margin(self) -> int | None:
        """Performance less target, in hundredths of a point."""
        return None if self.performance is None else self.performance - self.target

    @property
    def interval(self) -> tuple[int, int] | None:
        """The 95% interval of the share in hundredths of a per cent (Wilson's score interval)."""
        if not self.total:
            return None
        n, share = self.total, self.hit / self.total
        shrink = 1 + _Z95**2 / n
        centre = (share + _Z95**2 / (2 * n)) / shrink
        half = _Z95 * sqrt(share * (1 - share) / n + _Z95**2 / (4 * n * n)) / shrink
        return round((centre - half) * WHOLE), round((centre + half) * WHOLE)


def hundredths(value: int) -> str:
    """Write hundredths of a per cent: 8584 is "85.84%"."""
    return f"{value / 100:.2f}%"


def met_in_words(score: Score) -> str:
    """Say whether the target was met and by how much: "Not met, under by 0.41 points"."""
    if score.margin is None:
        return "No cases"
    points = f"{abs(score.margin) / 100:.2f} points"
    if score.met:
        return f"Met, over by {points}" if score.margin else "Met exactly"
    return f"Not met, under by {points}"


def needed_in_words(score: Score) -> str:
    """Say how many hits were missing of the same total, or to spare."""
    if not score.total:
        return "No cases"
    if score.met:
        spare = score.hit - score.hits_at_target
        return f"{spare:,} to spare" if spare else "None to spare"
    return f"{score.hits_at_target - score.hit:,} more of {score.total:,}"


def chance_in_words(score: Score) -> str:
    """Say whether chance alone could account for the difference from the target."""
    if score.interval is None:
        return "No cases"
    low, high = score.interval
    span = f"{low / 100:.2f}% to {high / 100:.2f}%"
    if low <= score.target <= high:
        return f"{span}: the target lies within chance"
    return f"{span}: the target lies outside, further than chance would explain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A published score: of what, where, and for which days."""

    measure: str
    level: str
    period: str
    short: str
    first: date
    last: date
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why a figure should be asked about, in a sentence."""

    repeated: bool
    sentence: str


def doubts(figures: Iterable[Figure]) -> list[Doubt]:
    """Return what is odd about figures, each compared with its measure's previous quarter.

    Hit and miss that are both the same as a quarter earlier are nearly always copied. A change of
    more than `LARGEST_JUMP` may be real, but is worth a question.
    """
    figures = sorted(figures, key=lambda each: (each.level, each.first, each.measure))
    ended = {(each.measure, each.level, each.last.toordinal()): each for each in figures}
    found = []
    for each in figures:
        before = ended.get((each.measure, each.level, each.first.toordinal() - 1))
        if before is not None:
            doubt = _doubt(each, before)
            found += [doubt] if doubt else []
    return found


def _doubt(figure: Figure, before: Figure) -> Doubt | None:
    now, then = figure.score, before.score
    start = f"{figure.measure}, {figure.level}, {figure.period}"
    if (now.hit, now.miss) == (then.hit, then.miss):
        sentence = (
            f"{start}: {now.hit:,} hit and {now.miss:,} miss are the same as in {before.period}. "
            "Ask the source whether the figures were copied."
        )
        return Doubt(repeated=True, sentence=sentence)
    change = (now.performance or 0) - (then.performance or 0)
    if abs(change) > LARGEST_JUMP:
        sentence = (
            f"{start}: performance changed by {change / 100:+.2f} points from {before.period}, "
            f"more than {LARGEST_JUMP / 100:g}. Check the counts against the source."
        )
        return Doubt(repeated=False, sentence=sentence)
    return None
