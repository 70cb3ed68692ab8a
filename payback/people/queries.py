"""Reads of people on probation, always within the reader's areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.sql.functions import FunctionElement

from payback.accounts.models import Account
from payback.areas.models import Area
from payback.core.errors import NotFound
from payback.people.models import (
    LISTED_BY,
    KeepApart,
    LedgerEntry,
    Person,
    Requirement,
    RequirementState,
    listed_name,
)
from payback.people.rules import FINISHING_SOON_MINUTES, Pace
from payback.people.sums import credited_here

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session
    from sqlalchemy.sql.compiler import SQLCompiler

    from payback.core.access import Actor


class DaysBetween(FunctionElement[int]):
    """The days from the second date to the first, on both databases."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(DaysBetween, "sqlite")
def _days_on_sqlite(element: DaysBetween, compiler: SQLCompiler, **options: object) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(DaysBetween, "postgresql")
def _days_on_postgresql(element: DaysBetween, compiler: SQLCompiler, **options: object) -> str:
    later, earlier = (compiler.process(each, **options) for each in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFilter:
    """Which people to list.

    Parameters
    ----------
    words
        The start of a CRN, or part of a name.
    state
        The state of the requirement; ``None`` for any.
    pace
        Behind schedule (overdue ones too) or finishing soon; ``None`` for any.
    area_id
        One area; ``None`` for all of the reader's.
    """

    words: str = ""
    state: RequirementState | None = None
    pace: Pace | None = None
    area_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPerson:
    """One line of the list: a person, and one of their requirements if they have any."""

    id: int
    crn: str
    name: str
    limited_access: bool
    borough: str
    requirement: ListedRequirement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedRequirement:
    """What the list shows of a requirement."""

    id: int
    state: RequirementState
    due_on: date
    ordered_minutes: int
    weekly_minutes: int
    credited: int


def count_people(db: Session, actor: Actor, wanted: PeopleFilter, today: date) -> int:
    """Return how many lines `list_people` has in all."""
    query = (
        select(func.count(Person.id))
        .outerjoin(Person.requirements)
        .where(*_listed(actor, wanted, today))
    )
    return db.execute(query).scalar_one()


def list_people(
    db: Session, actor: Actor, wanted: PeopleFilter, today: date, *, offset: int, limit: int
) -> list[ListedPerson]:
    """Return people with their borough and each requirement, by name; limited ones by CRN."""
    query = (
        select(
            *(Person.id, Person.crn, Person.given_name, Person.family_name, Person.limited_access),
            *(Area.name.label("borough"), Requirement.id.label("requirement_id")),
            *(Requirement.state, Requirement.due_on, Requirement.ordered_minutes),
            *(Requirement.weekly_minutes, credited_here().label("credited")),
        )
        .join(Person.area)
        .outerjoin(Person.requirements)
        .where(*_listed(actor, wanted, today))
        .order_by(LISTED_BY, Person.given_name, Person.id, Requirement.event_number)
    )
    return [_line(row) for row in db.execute(query.offset(offset).limit(limit))]


def _line(row: Row[*tuple[Any, ...]]) -> ListedPerson:
    requirement = None
    if row.requirement_id is not None:
        requirement = ListedRequirement(
            id=row.requirement_id,
            state=row.state,
            due_on=row.due_on,
            ordered_minutes=row.ordered_minutes,
            weekly_minutes=row.weekly_minutes,
            credited=int(row.credited),
        )
    return ListedPerson(
        id=row.id,
        crn=row.crn,
        name=listed_name(row.given_name, row.family_name, limited_access=row.limited_access),
        limited_access=row.limited_access,
        borough=row.borough,
        requirement=requirement,
    )


def person_by_id(db: Session, actor: Actor, person_id: int) -> Person:
    """Return a person with everything that is kept about them.

    Raises
    ------
    NotFound
        If there is no such person in the reader's areas.
    """
    query = (
        select(Person)
        .where(Person.id == person_id, actor.within(Person.area_id))
        .options(
            joinedload(Person.area),
            joinedload(Person.barred_tags),
            selectinload(Person.requirements),
            selectinload(Person.exceptions),
            selectinload(Person.exclusions),
        )
    )
    person = db.scalars(query).unique().one_or_none()
    if person is None:
        raise NotFound
    return person


def person_by_crn(db: Session, crn: str) -> Person | None:
    """Return the person with a case reference number, wherever they are."""
    return db.scalar(select(Person).where(Person.crn == crn))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """An entry as the page shows it: with who wrote it and whether it was taken back."""

    entry: LedgerEntry
    by: str
    reversed: bool


def ledger_lines(db: Session, requirement_ids: Iterable[int]) -> dict[int, list[LedgerLine]]:
    """Return the ledger of each requirement, newest first, in one query."""
    wanted = sorted(set(requirement_ids))
    reversal = aliased(LedgerEntry)
    rows = db.execute(
        select(LedgerEntry, Account.name, reversal.id)
        .outerjoin(Account, Account.id == LedgerEntry.account_id)
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.requirement_id.in_(wanted))
        .order_by(LedgerEntry.id.desc())
    )
    lines: dict[int, list[LedgerLine]] = {requirement_id: [] for requirement_id in wanted}
    for entry, name, reversal_id in rows:
        line = LedgerLine(entry=entry, by=name or "the service", reversed=reversal_id is not None)
        lines[entry.requirement_id].append(line)
    return lines


def entry_of(db: Session, person: Person, entry_id: int) -> LedgerEntry:
    """Return an entry in the ledger of one of a person's requirements.

    Raises
    ------
    NotFound
        If the person's ledger has no such entry.
    """
    entry = db.scalar(
        select(LedgerEntry)
        .join(LedgerEntry.requirement)
        .where(LedgerEntry.id == entry_id, Requirement.person_id == person.id)
    )
    if entry is None:
        raise NotFound
    return entry


def kept_apart(db: Session, person_id: int) -> list[tuple[KeepApart, Person]]:
    """Return who must not be in a session with a person, with the row that says so."""
    rows: Sequence[KeepApart] = db.scalars(
        select(KeepApart)
        .where(or_(KeepApart.first_person_id == person_id, KeepApart.second_person_id == person_id))
        .options(joinedload(KeepApart.first), joinedload(KeepApart.second))
        .order_by(KeepApart.id)
    ).all()
    return [(row, row.second if row.first_person_id == person_id else row.first) for row in rows]


def _listed(actor: Actor, wanted: PeopleFilter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [actor.within(Person.area_id)]
    if wanted.area_id is not None:
        conditions.append(Person.area_id == wanted.area_id)
    if wanted.state is not None:
        conditions.append(Requirement.state == wanted.state)
    if wanted.words:
        conditions.append(_matches(wanted.words))
    if wanted.pace is not None:
        conditions += _at_pace(wanted.pace, today)
    return conditions


def _matches(words: str) -> ColumnElement[bool]:
    """Match a CRN, or a name unless the record is limited: a name must not give it away."""
    name = Person.given_name + " " + Person.family_name
    return or_(
        Person.crn.istartswith("".join(words.split()), autoescape=True),
        and_(Person.limited_access.is_(False), name.icontains(words, autoescape=True)),
    )


def _at_pace(pace: Pace, today: date) -> list[ColumnElement[bool]]:
    """Say `payback.people.rules.pace` to the database."""
    remaining = Requirement.ordered_minutes - credited_here()
    days = DaysBetween(Requirement.due_on, today)
    behind = and_(remaining > 0, remaining * 7 > Requirement.weekly_minutes * days)
    active = Requirement.state == RequirementState.ACTIVE
    if pace is Pace.FINISHING_SOON:
        return [active, remaining <= FINISHING_SOON_MINUTES, ~behind]
    return [active, behind]
