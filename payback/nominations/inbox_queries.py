"""Reads of nominations for staff, always within the reader's areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload, load_only

from payback.accounts.models import Account
from payback.areas.geo import distance_km
from payback.areas.models import Area
from payback.core.errors import NotFound
from payback.nominations.models import Nomination, NominationState, Photograph
from payback.nominations.queries import WHOLE
from payback.nominations.rules import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.core.access import Actor

NEAR_KM = 0.2
NEAR_LAT = 0.0025
NEAR_LON = 0.0045
"""Degrees that hold a circle of 200 metres anywhere in Great Britain south of 62° north."""

LISTED = (
    load_only(
        *(Nomination.reference, Nomination.title, Nomination.people, Nomination.days),
        *(Nomination.state, Nomination.decide_by, Nomination.submitted_at),
        raiseload=True,
    ),
    joinedload(Nomination.area).load_only(Area.name, raiseload=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """What part of the inbox is shown; an empty state means every open nomination."""

    states: tuple[NominationState, ...] = OPEN
    area_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCounts:
    """How many nominations of the reader's areas stand where."""

    to_decide: int
    overdue: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A nomination that may be about the same work."""

    nomination: Nomination
    metres: int | None


def nomination_within(
    db: Session, actor: Actor, nomination_id: int, *, lock: bool = False
) -> Nomination:
    """Return a nomination of the reader's areas, with area, project and criteria.

    Parameters
    ----------
    lock
        Whether to keep others from changing it until the commit.

    Raises
    ------
    NotFound
        If there is none; the same for one of another area.
    """
    mine = select(Nomination).where(
        Nomination.id == nomination_id, actor.within(Nomination.area_id)
    )
    if lock and db.scalar(mine.with_for_update()) is None:
        raise NotFound
    found = db.scalar(mine.options(*WHOLE).execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def inbox(
    db: Session, actor: Actor, wanted: InboxFilter, *, offset: int, limit: int
) -> Sequence[Nomination]:
    """Return one page of the inbox, to decide first, by the oldest promise: what the list shows."""
    waits = Nomination.state == NominationState.SUBMITTED
    query = select(Nomination).where(*_wanted(actor, wanted)).options(*LISTED)
    order = (waits.desc(), Nomination.decide_by, Nomination.id)
    return db.scalars(query.order_by(*order).offset(offset).limit(limit)).all()


def inbox_length(db: Session, actor: Actor, wanted: InboxFilter) -> int:
    """Return how many nominations a filter leaves."""
    return db.scalars(select(func.count(Nomination.id)).where(*_wanted(actor, wanted))).one()


def inbox_counts(db: Session, actor: Actor, today: date) -> InboxCounts:
    """Return how many of the reader's nominations are to be decided, late, and waiting."""
    submitted = Nomination.state == NominationState.SUBMITTED
    waiting = Nomination.state == NominationState.MORE_INFORMATION
    row = db.execute(
        select(
            func.count().filter(submitted),
            func.count().filter(and_(submitted, Nomination.decide_by < today)),
            func.count().filter(waiting),
        ).where(actor.within(Nomination.area_id))
    ).one()
    return InboxCounts(to_decide=row[0], overdue=row[1], waiting=row[2])


def _wanted(actor: Actor, wanted: InboxFilter) -> list[ColumnElement[bool]]:
    conditions = [actor.within(Nomination.area_id), Nomination.state.in_(wanted.states)]
    if wanted.area_code:
        conditions.append(Nomination.area.has(code=wanted.area_code))
    return conditions


def nearby(db: Session, actor: Actor, nomination: Nomination) -> list[Near]:
    """Return other nominations of the reader's areas at the same postcode or within 200 metres.

    Nearest first. Declined ones are among them, so that a reason given before is seen.
    """
    same = Nomination.postcode == nomination.postcode
    point = nomination.point
    if point is not None:
        box = and_(
            Nomination.lat.between(point.lat - NEAR_LAT, point.lat + NEAR_LAT),
            Nomination.lon.between(point.lon - NEAR_LON, point.lon + NEAR_LON),
        )
        same = or_(same, box)
    rows = db.scalars(
        select(Nomination)
        .where(same, Nomination.id != nomination.id, actor.within(Nomination.area_id))
        .options(joinedload(Nomination.area))
        .order_by(Nomination.submitted_at.desc(), Nomination.id.desc())
        .limit(50)
    )
    found = [Near(nomination=each, metres=_metres(nomination, each)) for each in rows]
    return sorted(
        (near for near in found if near.metres is None or near.metres <= NEAR_KM * 1000),
        key=lambda near: near.metres or 0,
    )


def _metres(one: Nomination, other: Nomination) -> int | None:
    if one.point is None or other.point is None:
        return None
    return round(distance_km(one.point, other.point) * 1000)


def merged_into(db: Session, nomination_id: int) -> Sequence[Nomination]:
    """Return the nominations that were joined with this one, oldest first."""
    return db.scalars(
        select(Nomination)
        .where(
            Nomination.merged_into_id == nomination_id,
            Nomination.state == NominationState.MERGED,
        )
        .order_by(Nomination.id)
    ).all()


def photograph_of(db: Session, nomination: Nomination, photograph_id: int) -> Photograph:
    """Return one picture of a nomination; raise ``NotFound`` if it has no such picture."""
    found = db.get(Photograph, photograph_id)
    if found is None or found.nomination_id != nomination.id:
        raise NotFound
    return found


def names_of(db: Session, account_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of accounts, for a history."""
    wanted = {each for each in account_ids if each is not None}
    rows = db.execute(
        select(Account.id, Account.name).where(Account.id.in_(sorted(wanted))).order_by(Account.id)
    )
    return {row.id: row.name for row in rows}
