"""The hours report as a reader may see it: rows, totals, weeks, and sums by grouping.

Arithmetic on what ``queries`` returns; no database and no web.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import median
from typing import TYPE_CHECKING

from payback.core.weeks import monday_of
from payback.reports.suppression import Counted, hide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from payback.reports.periods import Period
    from payback.reports.queries import ProjectHours

SHIFT = 6
"""Points in a row on one side of the median that are more than chance (run chart rule)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over some projects; minutes."""

    projects: int
    held: int
    cancelled: int
    attendances: int
    stood_down: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Projects of a period, what of them must not be shown, and their sums."""

    rows: tuple[ProjectHours, ...]
    hidden: frozenset[int]
    totals: Totals
    total_hidden: bool

    @property
    def shown(self) -> tuple[ProjectHours, ...]:
        """The projects whose figures may be shown."""
        return tuple(row for row in self.rows if row.project_id not in self.hidden)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """Minutes of a week, or of the part of one that lies in the period."""

    first: date
    minutes: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RunChart:
    """Weeks with the median of the whole ones, and what the rule of runs says of them."""

    weeks: tuple[Week, ...]
    median_minutes: int
    finding: str


def report_of(rows: Sequence[ProjectHours], *, exact: bool) -> Report:
    """Return the report; for a reader who must not see small counts, with rows hidden.

    Raises
    ------
    LookupError
        If rows are to be hidden and nobody has counted the people.
    """
    hidden = hide([] if exact else [_counted(row) for row in rows])
    return Report(
        rows=tuple(rows),
        hidden=frozenset(rows[i].project_id for i in hidden.rows),
        totals=totals_of(rows),
        total_hidden=hidden.total,
    )


def _counted(row: ProjectHours) -> Counted:
    if row.people is None:
        message = "whether a row must be hidden depends on how many people it is about"
        raise LookupError(message)
    return Counted(people=row.people, figures=(row.attendances, row.minutes))


def totals_of(rows: Iterable[ProjectHours]) -> Totals:
    """Return the sums over projects."""
    rows = list(rows)
    return Totals(
        projects=len(rows),
        held=sum(row.held for row in rows),
        cancelled=sum(row.cancelled for row in rows),
        attendances=sum(row.attendances for row in rows),
        stood_down=sum(row.stood_down for row in rows),
        minutes=sum(row.minutes for row in rows),
    )


def sums_by(
    rows: Iterable[ProjectHours], name_of: Callable[[ProjectHours], str]
) -> list[tuple[str, Totals]]:
    """Return sums by a name of each project's, such as its area's grouping; by name."""
    ordered = sorted(rows, key=name_of)
    return [(name, totals_of(part)) for name, part in groupby(ordered, key=name_of)]


def name_in(names: Mapping[int, str]) -> Callable[[ProjectHours], str]:
    """Return how to name a project's grouping, given the grouping of each area."""
    return lambda row: names.get(row.area_id, "In no grouping")


def run_chart(days: Iterable[tuple[date, int]], period: Period, today: date) -> RunChart:
    """Return minutes by week from Monday to Sunday, weeks without any included.

    Weeks are shown up to the present one. A week that the period cuts, or that is not over, is
    drawn but does not count towards the median.
    """
    minutes: dict[date, int] = defaultdict(int)
    for day, worked in days:
        minutes[monday_of(day)] += worked
    last = max([min(period.last, today), *minutes])
    weeks = []
    monday = monday_of(period.first)
    while monday <= last:
        sunday = monday + timedelta(days=6)
        whole = period.first <= monday and sunday <= period.last and sunday < today
        weeks.append(Week(first=monday, minutes=minutes[monday], whole=whole))
        monday += timedelta(weeks=1)
    counted = [week.minutes for week in weeks if week.whole]
    middle = round(median(counted)) if counted else 0
    return RunChart(weeks=tuple(weeks), median_minutes=middle, finding=_finding(counted, middle))


def _finding(counted: Sequence[int], middle: int) -> str:
    if len(counted) < 2 * SHIFT:
        return (
            f"There are fewer than {2 * SHIFT} whole weeks in this period, "
            "too few to tell a change from chance."
        )
    sides = [minutes > middle for minutes in counted if minutes != middle]
    runs = [(side, len(list(run))) for side, run in groupby(sides)]
    side, length = max(runs, key=lambda run: run[1], default=(False, 0))
    if length >= SHIFT:
        where = "above" if side else "below"
        return (
            f"{length} weeks in a row lie {where} the median. "
            f"{SHIFT} or more in a row are unlikely by chance: look for what changed."
        )
    return f"No {SHIFT} weeks in a row lie on one side of the median: no sign of a lasting change."
