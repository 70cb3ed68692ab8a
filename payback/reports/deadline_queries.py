"""Reads for deadlines at risk: the rule of ``deadlines.at_risk`` in SQL.

So a page of 50 does not read every active requirement. Minutes throughout. What is read of a
requirement is put through ``deadlines`` again, so both readings of the rule must agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, select

from payback.areas.models import Area
from payback.people.kept_sums import credited_now
from payback.people.models import Person, Requirement, RequirementState, RequirementSum
from payback.people.queries import DaysBetween
from payback.reports.deadlines import DeadlineSums

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select, Subquery
    from sqlalchemy.orm import Session

    from payback.reports.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An active requirement: what was ordered and credited, and by when it is due. Minutes."""

    requirement_id: int
    person_id: int
    crn: str
    area_name: str
    due_on: date
    ordered: int
    weekly: int
    credited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a deadline is judged by: whose, on which day, at which offer of minutes a week."""

    place: Place
    today: date
    offer: int


def boroughs(db: Session, terms: Terms) -> list[DeadlineSums]:
    """Return the counts of each borough with an active requirement, by name."""
    found = _active(credited_now(db), terms)
    risky = found.c.short > 0
    query = (
        select(
            found.c.area_name,
            func.count(),
            func.sum(case((risky, 1), else_=0)),
            func.sum(case((and_(risky, found.c.weeks == 0), 1), else_=0)),
            func.sum(case((risky, found.c.short), else_=0)),
        )
        .group_by(found.c.area_name)
        .order_by(found.c.area_name)
    )
    names = DeadlineSums.__dataclass_fields__
    return [DeadlineSums(**dict(zip(names, row, strict=True))) for row in db.execute(query)]


def standings_at_risk(
    db: Session, terms: Terms, *, offset: int = 0, limit: int | None = None
) -> list[Standing]:
    """Return requirements at risk, those with most minutes short first.

    Parameters
    ----------
    offset, limit
        The part of the list that is wanted; all of it if they are left out.
    """
    found = _active(credited_now(db), terms)
    query = (
        select(
            found.c.id,
            found.c.person_id,
            found.c.crn,
            found.c.area_name,
            found.c.due_on,
            found.c.ordered_minutes,
            found.c.weekly_minutes,
            found.c.credited,
        )
        .where(found.c.short > 0)
        .order_by(found.c.short.desc(), found.c.due_on, found.c.id)
        .offset(offset)
        .limit(limit)
    )
    names = Standing.__dataclass_fields__
    return [Standing(**dict(zip(names, row, strict=True))) for row in db.execute(query)]


def _active(credited: ColumnElement[int], terms: Terms) -> Subquery:
    """Return every active requirement of a place with its weeks left and the minutes short."""
    standing = _standing(credited, terms).subquery()
    remaining = _at_least(0, standing.c.ordered_minutes - standing.c.credited)
    weeks = _at_least(0, (DaysBetween(standing.c.due_on, terms.today) + 7) // 7)
    pace = _at_least(terms.offer, standing.c.weekly_minutes)
    counted = select(*standing.c, weeks.label("weeks"), (remaining - weeks * pace).label("short"))
    return counted.subquery()


def _standing(credited: ColumnElement[int], terms: Terms) -> Select[*tuple[object, ...]]:
    return (
        select(
            Requirement.id,
            Requirement.person_id,
            Person.crn,
            Area.name.label("area_name"),
            Requirement.due_on,
            Requirement.ordered_minutes,
            Requirement.weekly_minutes,
            credited.label("credited"),
        )
        .join(Person, Requirement.person_id == Person.id)
        .join(Area, Person.area_id == Area.id)
        .outerjoin(RequirementSum, RequirementSum.requirement_id == Requirement.id)
        .where(Requirement.state == RequirementState.ACTIVE, terms.place.holds(Person.area_id))
    )


def _at_least(least: int, number: ColumnElement[int]) -> ColumnElement[int]:
    return case((number > least, number), else_=least)
