"""Pure rules of planning: weeks, attendance rates, notice, and how a gap is said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from payback.core.weeks import monday_of

WEEK = timedelta(days=7)
PRIOR_APPOINTMENTS = 8
"""How many appointments the area's average counts for in a person's own rate."""
PRIOR_MEAN = 0.75
"""The rate assumed where an area has no history at all."""
HISTORY_DAYS = 182
"""How far back appointments count: half a year."""


def weeks_from(first_on: date, weeks: int) -> list[date]:
    """Return the Mondays of some weeks one after another."""
    return [monday_of(first_on) + WEEK * number for number in range(weeks)]


def last_day(week_on: date) -> date:
    """Return the Sunday of a week."""
    return week_on + timedelta(days=6)


def mean_rate(histories: list[tuple[int, int]]) -> float:
    """Return the share of appointments that were attended, over everybody.

    Parameters
    ----------
    histories
        For each person the appointments attended and all those recorded.
    """
    recorded = sum(each[1] for each in histories)
    return sum(each[0] for each in histories) / recorded if recorded else PRIOR_MEAN


def attendance_rate(attended: int, recorded: int, mean: float) -> float:
    """Return the chance that somebody comes, from their own history shrunk to the mean.

    A person without history is given the mean; each recorded appointment moves the rate towards
    their own share, as if they had brought `PRIOR_APPOINTMENTS` average ones with them. (This is
    the posterior mean of a beta prior.) Nothing else enters: no sex, no age, no address, no
    offence, no other characteristic.

    Parameters
    ----------
    attended, recorded
        How many appointments of the last half year they came to, of how many recorded.
    mean
        The area's share of appointments attended.
    """
    rate = (attended + PRIOR_APPOINTMENTS * mean) / (recorded + PRIOR_APPOINTMENTS)
    return round(min(1.0, max(0.0, rate)), 4)


def frozen_until(now: datetime, notice_hours: int, announced: list[date]) -> date | None:
    """Return the day before which announced sessions stand, or nothing if none is announced.

    Parameters
    ----------
    now
        Wall-clock time in London.
    notice_hours
        The notice that people are promised of a change.
    announced
        The days of the sessions planned that people have already been told.
    """
    until = now + timedelta(hours=notice_hours)
    first_free = until.date() if until.time() == time(0) else until.date() + timedelta(days=1)
    return first_free if any(day < first_free for day in announced) else None


def gap_in_words(gap: float | None) -> str:
    """Say how good a rota is proved to be: "within 2.1% of the best possible"."""
    if gap is None:
        return "not known yet"
    if gap <= 0.0001:
        return "the best possible"
    if gap >= 0.5:
        return "not yet proved to be near the best possible"
    return f"within {max(0.1, round(gap * 100, 1)):.1f}% of the best possible"
