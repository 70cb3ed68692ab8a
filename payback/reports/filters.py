"""The filter of the hours report, as a form in the query string, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from payback.core.access import Permission
from payback.core.errors import RuleBroken
from payback.core.forms import Choice, HiddenField, QueryForm, SelectField, TextField
from payback.reports.periods import (
    DATES,
    Period,
    days_between,
    months_until,
    period_of_key,
    quarter_before,
    quarter_of,
    quarters_until,
)
from payback.reports.places import NOWHERE, Map, Place, places_for

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import MultiDict

    from payback.core.access import Actor

QUARTERS, MONTHS = 8, 12


class Breakdown(StrEnum):
    """What the sums under the projects are by."""

    AREA = "area"
    PROBATION = "probation"
    POLICE = "police"


BREAKDOWN_NAMES = {
    Breakdown.AREA: "Borough",
    Breakdown.PROBATION: "Probation delivery unit",
    Breakdown.POLICE: "Police command unit",
}


class HoursFilter(QueryForm):
    """Place, period and breakdown."""

    place = SelectField("Where", required=False, blank="")
    period = SelectField("Period", required=False, blank="")
    first = TextField("From", required=False, max_length=40)
    last = TextField("To", required=False, max_length=40)
    was = HiddenField()
    by = SelectField(
        "Sums by",
        required=False,
        blank="",
        choices=[Choice(each.value, BREAKDOWN_NAMES[each]) for each in Breakdown],
    )


class QuarterFilter(QueryForm):
    """Place and quarter."""

    place = SelectField("Where", required=False, blank="")
    quarter = SelectField("Last quarter", required=False, blank="")


class PlaceFilter(QueryForm):
    """Place."""

    place = SelectField("Where", required=False, blank="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a report is asked for, and by a reader who may see what."""

    place: Place
    period: Period
    by: Breakdown
    map: Map
    exact: bool

    @property
    def arguments(self) -> dict[str, str]:
        """The same as arguments of an address."""
        found = {"place": self.place.key, "period": self.period.key, "by": self.by.value}
        if self.period.key == DATES:
            found |= {
                "first": self.period.first.isoformat(),
                "last": self.period.last.isoformat(),
            }
        return found


def read_filter(
    args: MultiDict[str, str], db: Session, reader: Actor, today: date
) -> tuple[HoursFilter, Asked]:
    """Read the query string; what cannot be read is told in the form and replaced by the default.

    A reader who must not see small counts has whole quarters that are over: of days that they
    could choose freely, the difference of two periods would be a single day.
    """
    exact = reader.may(Permission.SEE_EXACT_FIGURES)
    form = HoursFilter(args)
    default = quarter_of(today) if exact else quarter_before(quarter_of(today))
    offered = _offered(today, exact=exact)
    period = _period(form, offered, default, today)
    known = list(dict.fromkeys([*offered, period]))
    form.period.choices = [Choice(each.key, each.name) for each in known if each.key != DATES]
    if exact:
        form.period.choices = [*form.period.choices, Choice(DATES, "The days typed here")]
    found = places_for(db, reader, min(period.last, today))
    place = _place(form, found)
    by = form.by.data if form.by.data in set(Breakdown) else Breakdown.AREA
    _show(form, period, Breakdown(by))
    return form, Asked(place=place, period=period, by=Breakdown(by), map=found, exact=exact)


def read_quarter(
    args: MultiDict[str, str], db: Session, reader: Actor, today: date
) -> tuple[QuarterFilter, Place, Period]:
    """Read place and quarter; a reader who must not see small counts has quarters that are over."""
    form = QuarterFilter(args)
    default = quarter_of(today)
    if not reader.may(Permission.SEE_EXACT_FIGURES):
        default = quarter_before(default)
    offered = quarters_until(default.last, QUARTERS)
    form.quarter.choices = [Choice(each.key, each.name) for each in offered]
    wanted = form.quarter.data or default.key
    quarter = next((each for each in offered if each.key == wanted), None)
    if quarter is None:
        form.add_error("quarter", "Select one of the quarters in the list")
    quarter = quarter or default
    form.quarter.take_value(quarter.key)
    found = places_for(db, reader, min(quarter.last, today))
    return form, _place(form, found), quarter


def read_place(
    args: MultiDict[str, str], db: Session, reader: Actor, today: date
) -> tuple[PlaceFilter, Place]:
    """Read the place alone, with groupings as they stand today."""
    form = PlaceFilter(args)
    return form, _place(form, places_for(db, reader, today))


def _place(form: HoursFilter | QuarterFilter | PlaceFilter, found: Map) -> Place:
    """Return the place asked for, and let the form offer and show it."""
    form.place.choices = [Choice(each.key, each.name) for each in found.places]
    place = found.find(form.place.data or "")
    if place is None:
        form.add_error("place", "Select one of the places in the list")
        place = found.find("") or NOWHERE
    form.place.take_value(place.key)
    return place


def _offered(today: date, *, exact: bool) -> list[Period]:
    if not exact:
        return quarters_until(quarter_before(quarter_of(today)).last, QUARTERS)
    return [*quarters_until(today, QUARTERS), *months_until(today, MONTHS)]


def _period(form: HoursFilter, offered: list[Period], default: Period, today: date) -> Period:
    """Return the period asked for.

    Typed days count if they are asked for, or if nothing else was chosen since the form was
    shown: whoever types days means them, and whoever then chooses a quarter means that.
    """
    key = form.period.data or ""
    exact = offered[0].last >= today
    if exact and key == form.was.data and (form.first.data or form.last.data):
        key = DATES
    if not key:
        return default
    if key == DATES and exact:
        try:
            return days_between(form.first.data or "", form.last.data or "", today)
        except RuleBroken as broken:
            form.add_error(broken.field, broken.sentence)
            return default
    period = period_of_key(key)
    if period is None or period.first > today or (not exact and period.key not in _keys(offered)):
        form.add_error("period", "Select one of the periods in the list")
        return default
    return period


def _keys(periods: list[Period]) -> set[str]:
    return {period.key for period in periods}


def _show(form: HoursFilter, period: Period, by: Breakdown) -> None:
    """Let the form show what the page shows; typed days that are wrong stay as they were typed."""
    form.by.take_value(by.value)
    key = DATES if form.first.errors or form.last.errors else period.key
    form.period.take_value(key)
    form.was.take_value(key)
    if key != DATES:
        form.first.take_value("")
        form.last.take_value("")
