"""Reads of a whole file's people at once: a thousand a query, however long the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import aliased, selectinload

from payback.people.models import LedgerEntry, LedgerKind, Person, Requirement
from payback.people.sums import credited_minutes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

T = TypeVar("T", int, str)
AT_ONCE = 1000


def people_by_crns(db: Session, crns: Iterable[str], *, lock: bool) -> dict[str, Person]:
    """Return people with requirements and barred tags by CRN, wherever they are."""
    found: dict[str, Person] = {}
    for some in _parts(crns):
        query = (
            select(Person)
            .where(Person.crn.in_(some))
            .options(selectinload(Person.requirements), selectinload(Person.barred_tags))
            .order_by(Person.crn)
        )
        if lock:
            query = query.with_for_update()
        found |= {person.crn: person for person in db.scalars(query)}
    return found


def lock_requirements(db: Session, requirement_ids: Iterable[int]) -> None:
    """Let nobody else credit these requirements until the commit."""
    for some in _parts(requirement_ids):
        query = select(Requirement).where(Requirement.id.in_(some)).order_by(Requirement.id)
        db.scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def credited(db: Session, requirement_ids: Iterable[int]) -> dict[int, int]:
    """Return the minutes credited on each requirement."""
    sums: dict[int, int] = {}
    for some in _parts(requirement_ids):
        sums |= credited_minutes_of(db, some)
    return sums


def brought_forward(db: Session, requirement_ids: Iterable[int]) -> dict[int, LedgerEntry]:
    """Return the entry of time brought forward of each requirement that has one in force."""
    reversal = aliased(LedgerEntry)
    found: dict[int, LedgerEntry] = {}
    for some in _parts(requirement_ids):
        query = (
            select(LedgerEntry)
            .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
            .where(LedgerEntry.requirement_id.in_(some), reversal.id.is_(None))
            .where(LedgerEntry.kind == LedgerKind.BROUGHT_FORWARD)
            .order_by(LedgerEntry.id)
        )
        found |= {entry.requirement_id: entry for entry in db.scalars(query)}
    return found


def _parts(values: Iterable[T]) -> Iterator[Sequence[T]]:
    wanted = sorted(set(values))
    for start in range(0, len(wanted), AT_ONCE):
        yield wanted[start : start + AT_ONCE]
