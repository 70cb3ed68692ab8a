"""The performance table as a reader may see it: our own quarters, and published ones beside them.

Arithmetic on what the queries return; no database and no web.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.reports.measures import DELIVERY, MEASURES
from payback.reports.periods import quarter_of
from payback.reports.requirement_queries import delivery_of
from payback.reports.scores import Figure, Score
from payback.reports.suppression import shows_few

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence
    from datetime import date

    from payback.reports.models import ImportedFigure
    from payback.reports.periods import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the table; ``score`` is nothing where few people must stay hidden."""

    quarter: Period
    measure: str
    score: Score | None
    so_far: bool = False


def delivery_lines(
    counts: Counter[tuple[date, bool]], quarters: Iterable[Period], today: date, *, exact: bool
) -> list[Line]:
    """Return a line for each quarter, computed from our own records."""
    lines = []
    for quarter in quarters:
        hit, miss = delivery_of(counts, quarter)
        target = DELIVERY.target_on(quarter.first).hundredths
        score = Score(hit=hit, miss=miss, target=target)
        hidden = not exact and shows_few(hit, miss)
        lines.append(
            Line(
                quarter=quarter,
                measure=DELIVERY.name,
                score=None if hidden else score,
                so_far=quarter.last >= today,
            )
        )
    return lines


def figure_of(row: ImportedFigure) -> Figure:
    """Return a published figure for showing and checking."""
    return Figure(
        measure=MEASURES[row.measure].name,
        level=row.level,
        period=quarter_of(row.from_on).name,
        short=quarter_of(row.from_on).short,
        first=row.from_on,
        last=row.to_on,
        score=Score(hit=row.hit, miss=row.miss, target=row.target_hundredths),
    )


def figures_of(rows: Sequence[ImportedFigure]) -> list[tuple[ImportedFigure, Figure]]:
    """Return published figures with their arithmetic, newest first, in the report's order."""
    places = {key: place for place, key in enumerate(MEASURES)}
    ordered = sorted(
        rows, key=lambda row: (-row.from_on.toordinal(), row.level, places[row.measure])
    )
    return [(row, figure_of(row)) for row in ordered]
