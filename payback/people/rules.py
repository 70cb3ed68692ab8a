"""Rules on people and their requirements: values in, a sentence or a number out.

No database, no clock, no web.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from payback.core import wording
from payback.core.errors import RuleBroken
from payback.people.models import Sex
from payback.policies.models import PolicyName

if TYPE_CHECKING:
    from payback.policies.rules import Policies

FINISHING_SOON_MINUTES = 840
"""Two full days of work."""
YOUNGEST = 16
OLDEST = 100
LEAST_WEEKLY_MINUTES = 60
MOST_TRAVEL_MINUTES = 240
_CRN = re.compile(r"[A-Z0-9][A-Z0-9/-]{0,19}", re.ASCII)


class Identity(Protocol):
    """Whatever says who somebody is: a record, or a line of a file."""

    @property
    def given_name(self) -> str:
        """The first name."""
        ...

    @property
    def family_name(self) -> str:
        """The last name."""
        ...

    @property
    def sex(self) -> Sex:
        """The sex."""
        ...

    @property
    def date_of_birth(self) -> date:
        """The date of birth."""
        ...


class Pace(StrEnum):
    """How a requirement stands against its due date."""

    ON_TIME = "on time"
    FINISHING_SOON = "finishing soon"
    BEHIND = "behind schedule"
    OVERDUE = "overdue"


def normalise_crn(text: str) -> str:
    """Return a case reference number in capitals without spaces.

    Raises
    ------
    RuleBroken
        If it has other characters than letters, digits, dashes and strokes, or more than 20.
    """
    crn = "".join(text.upper().split())
    if not _CRN.fullmatch(crn):
        raise RuleBroken("crn", "CRN must be up to 20 letters and numbers, like X123456")
    return crn


def differences(known: Identity, read: Identity) -> tuple[str, ...]:
    """Return which of name, sex and date of birth differ; letter case and spaces do not count.

    Where all three do, a record and a line with its CRN are about two people.
    """
    names = [
        " ".join(f"{each.given_name} {each.family_name}".casefold().split())
        for each in (known, read)
    ]
    same = {
        "name": names[0] == names[1],
        "sex": known.sex is read.sex,
        "date of birth": known.date_of_birth == read.date_of_birth,
    }
    return tuple(what for what, agrees in same.items() if not agrees)


def pace(remaining: int, weekly_minutes: int, due_on: date, today: date) -> Pace:
    """Return how a requirement stands: behind if its weekly hours do not reach the due date."""
    if remaining > 0 and due_on < today:
        return Pace.OVERDUE
    if remaining * 7 > weekly_minutes * max(0, (due_on - today).days):
        return Pace.BEHIND
    return Pace.FINISHING_SOON if remaining <= FINISHING_SOON_MINUTES else Pace.ON_TIME


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_date(policies: Policies, sentenced_on: date) -> date:
    """Return by when the hours are due under the policy in force on the day of the sentence."""
    return add_months(
        sentenced_on, policies.minutes_on(PolicyName.MONTHS_TO_COMPLETE, sentenced_on)
    )


def check_birth(date_of_birth: date, today: date) -> None:
    """Refuse a date of birth that makes somebody younger than 16 or older than 100."""
    least, most = add_months(today, -12 * OLDEST), add_months(today, -12 * YOUNGEST)
    if not least <= date_of_birth <= most:
        ends = f"between {wording.date(least)} and {wording.date(most)}"
        raise RuleBroken("date_of_birth", f"Date of birth must be {ends}")


def check_women_only(sex: Sex, *, women_only: bool) -> None:
    """Refuse groups of women only for a man."""
    if women_only and sex is not Sex.FEMALE:
        raise RuleBroken("women_only", "Groups of women only can be asked for by women only")


def check_order(
    policies: Policies, ordered_minutes: int, sentenced_on: date, field: str = "ordered_minutes"
) -> None:
    """Refuse an order outside the law's limits on the day of the sentence (Sch. 9 para 2)."""
    least = policies.minutes_on(PolicyName.MINIMUM_ORDER_MINUTES, sentenced_on)
    most = policies.minutes_on(PolicyName.MAXIMUM_ORDER_MINUTES, sentenced_on)
    if not least <= ordered_minutes <= most:
        ends = f"between {wording.hours(least)} and {wording.hours(most)}"
        raise RuleBroken(field, f"Time ordered must be {ends}")


def check_week(policies: Policies, weekly: int, most_weekly: int, today: date) -> None:
    """Refuse weekly time outside an hour and the policy's most, or the two in the wrong order."""
    most = policies.minutes_on(PolicyName.WEEKLY_MAXIMUM_MINUTES, today)
    ends = f"between {wording.hours(LEAST_WEEKLY_MINUTES)} and {wording.hours(most)}"
    for field, minutes in (("weekly_minutes", weekly), ("max_weekly_minutes", most_weekly)):
        if not LEAST_WEEKLY_MINUTES <= minutes <= most:
            raise RuleBroken(field, f"Time each week must be {ends}")
    if most_weekly < weekly:
        sentence = f"The most in a week must be {wording.hours(weekly)} or more, the usual week"
        raise RuleBroken("max_weekly_minutes", sentence)


def check_days(from_on: date, to_on: date) -> None:
    """Refuse a last day before the first, or a span of more than a year."""
    if to_on < from_on:
        sentence = f"The last day must be on or after the first day, {wording.date(from_on)}"
        raise RuleBroken("to_on", sentence)
    if to_on > add_months(from_on, 12):
        raise RuleBroken("to_on", "The last day must be within a year of the first day")
