"""Reads of requirements for performance; the measure in SQL."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, func, or_, select

from payback.people.models import Person, Requirement, RequirementState

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.reports.periods import Period
    from payback.reports.places import Place


def deliveries(
    db: Session, place: Place, first: date, last: date, today: date
) -> Counter[tuple[date, bool]]:
    """Count requirements by the day on which they count and whether they are hits.

    This is the measure "Delivery of the unpaid-work requirement", version 1, in
    ``measures.DELIVERY``: completed in time counts as a hit on the day of completion; a due date
    that has passed otherwise counts as a miss on that date, unless the requirement ended.
    """
    in_time = Requirement.completed_on <= Requirement.due_on
    late = or_(Requirement.completed_on.is_(None), Requirement.completed_on > Requirement.due_on)
    hit = and_(in_time, Requirement.completed_on.between(first, last))
    miss = and_(
        late,
        Requirement.due_on.between(first, last),
        Requirement.due_on < today,
        Requirement.state != RequirementState.ENDED,
    )
    day = case((hit, Requirement.completed_on), else_=Requirement.due_on).label("day")
    is_hit = case((hit, 1), else_=0).label("is_hit")
    counted = (
        select(day, is_hit)
        .join(Person, Requirement.person_id == Person.id)
        .where(place.holds(Person.area_id), or_(hit, miss))
        .subquery()
    )
    query = select(counted.c.day, counted.c.is_hit, func.count()).group_by(
        counted.c.day, counted.c.is_hit
    )
    return Counter({(on, bool(is_hit)): count for on, is_hit, count in db.execute(query)})


def delivery_of(counts: Counter[tuple[date, bool]], period: Period) -> tuple[int, int]:
    """Return the hits and the misses that count in a period."""
    hit = miss = 0
    for (day, is_hit), count in counts.items():
        if period.first <= day <= period.last:
            hit, miss = (hit + count, miss) if is_hit else (hit, miss + count)
    return hit, miss
