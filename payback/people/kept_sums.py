"""What is credited on each active requirement, worked out beforehand: for reads of thousands.

`payback.people.sums` says what is credited; whoever writes to a ledger asks there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, delete, func, insert, or_, select

from payback.areas.models import Area
from payback.core.answers import Topic, stale_of
from payback.people.models import LedgerEntry, Person, Requirement, RequirementState, RequirementSum
from payback.people.sums import credited_here, credited_where

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from payback.core.answers import Stale

REQUIREMENTS, PEOPLE = "requirements", "people"


def credited_now(db: Session) -> ColumnElement[int]:
    """Return the minutes credited on the requirement of each row of a query of active ones.

    The query reads `Requirement` and `Person`, and `RequirementSum` by an outer join where there
    is one of the requirement. Ask for this before the query is run.
    """
    stale = stale_of(db, CREDITED)
    kept = func.coalesce(RequirementSum.minutes, 0)
    if stale.everything:
        return credited_here()
    if not stale:
        return kept
    return case((_changed(stale), credited_here()), else_=kept)


def _changed(stale: Stale) -> ColumnElement[bool]:
    return or_(
        Requirement.id.in_(sorted(stale.of(REQUIREMENTS))),
        Person.id.in_(sorted(stale.of(PEOPLE))),
        Person.area_id.in_(sorted(stale.parts)),
    )


def _refresh(db: Session, stale: Stale) -> None:
    _keep(db, _changed(stale))


def _rebuild(db: Session, area_id: int) -> None:
    _keep(db, Person.area_id == area_id)


def _keep(db: Session, which: ColumnElement[bool]) -> None:
    theirs = select(Requirement.id).join(Person, Requirement.person_id == Person.id).where(which)
    db.execute(
        delete(RequirementSum).where(RequirementSum.requirement_id.in_(theirs)),
        execution_options={"synchronize_session": False},
    )
    active = Requirement.state == RequirementState.ACTIVE
    sums = credited_where(active, Requirement.id.in_(theirs)).order_by(None)
    db.execute(insert(RequirementSum).from_select(["requirement_id", "minutes"], sums))


CREDITED = Topic("credited", parts=select(Area.id), refresh=_refresh, rebuild=_rebuild)
CREDITED.watch(REQUIREMENTS, LedgerEntry.requirement_id, Requirement.id)
CREDITED.watch(PEOPLE, Person.id, Requirement.person_id)
