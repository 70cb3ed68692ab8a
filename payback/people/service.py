"""Writes of people, their requirements and what must be kept in mind about them. Never commits.

Hours are credited and reversed in `payback.people.ledger`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from payback.core import clock, removed, wording
from payback.core.errors import NotFound, RuleBroken
from payback.people import ledger, queries, rules
from payback.people.models import (
    AvailabilityException,
    BarredTag,
    ExclusionCircle,
    KeepApart,
    LedgerKind,
    OrderType,
    Person,
    Requirement,
    RequirementState,
    Sex,
)
from payback.people.sums import credited_minutes_of
from payback.people.variations import was_varied
from payback.policies.queries import all_policies

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from payback.areas.geo import Point
    from payback.core.access import Actor
    from payback.core.columns import Base


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """Who somebody is; ``home`` is a rounded point, ``None`` to keep the one that is known."""

    crn: str
    given_name: str
    family_name: str
    sex: Sex
    date_of_birth: date
    email: str
    phone: str
    area_id: int
    home: Point | None
    limited_access: bool
    practitioner_name: str = ""
    practitioner_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFacts:
    """What the court ordered; ``due_on`` is ``None`` for the date that the policy gives."""

    event_number: int
    order_type: OrderType
    ordered_minutes: int
    sentenced_on: date
    due_on: date | None
    due_reason: str
    weekly_minutes: int
    max_weekly_minutes: int
    state: RequirementState = RequirementState.ACTIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrictions:
    """What a placement must respect."""

    women_only: bool
    not_with_supervisor: Sex | None
    barred_tags: Sequence[str]
    max_travel_minutes: int


def add_person(db: Session, facts: PersonFacts) -> Person:
    """Add a person on probation, available at any time until somebody says otherwise.

    Raises
    ------
    RuleBroken
        Naming the field: the CRN is taken or no CRN, the date of birth is not an adult's, the
        home place is missing.
    """
    if facts.home is None:
        raise RuleBroken("home", "Enter where this person lives")
    person = Person(requirements=[], exceptions=[], barred_tags=[], exclusions=[])
    _set_facts(db, person, facts)
    db.add(person)
    db.flush()
    return person


def change_person(db: Session, person: Person, facts: PersonFacts) -> None:
    """Change who somebody is; raises like `add_person`."""
    rules.check_women_only(facts.sex, women_only=person.women_only)
    _set_facts(db, person, facts)
    db.flush()


def set_availability(db: Session, person: Person, slots: int) -> None:
    """Set the weekly slots, see `payback.people.availability`."""
    person.available_slots = slots
    db.flush()


def add_exception(
    db: Session, person: Person, *, from_on: date, to_on: date, available: bool, reason: str
) -> AvailabilityException:
    """Add days, both included, on which somebody can or cannot work."""
    rules.check_days(from_on, to_on)
    row = AvailabilityException(
        person_id=person.id, from_on=from_on, to_on=to_on, available=available, reason=reason
    )
    db.add(row)
    db.flush()
    return row


def set_restrictions(db: Session, person: Person, wanted: Restrictions) -> None:
    """Set what a placement must respect; tags that stay keep their row."""
    rules.check_women_only(person.sex, women_only=wanted.women_only)
    person.women_only = wanted.women_only
    person.not_with_supervisor = wanted.not_with_supervisor
    person.max_travel_minutes = wanted.max_travel_minutes
    kept = {each.tag: each for each in person.barred_tags if each.tag in wanted.barred_tags}
    person.barred_tags = [kept.get(tag) or BarredTag(tag=tag) for tag in wanted.barred_tags]
    db.flush()


def add_exclusion(
    db: Session, person: Person, *, centre: Point, km: float, label: str
) -> ExclusionCircle:
    """Add a circle that somebody must not enter."""
    row = ExclusionCircle(person_id=person.id, lat=centre.lat, lon=centre.lon, km=km, label=label)
    db.add(row)
    db.flush()
    return row


def keep_apart(db: Session, actor: Actor, person: Person, *, crn: str, reason: str) -> KeepApart:
    """Say that two people must never be in one session.

    Raises
    ------
    RuleBroken
        Naming ``crn``: nobody in the actor's areas has it, it is the person's own, or the two
        are kept apart already.
    """
    other = queries.person_by_crn(db, rules.normalise_crn(crn))
    if other is None or not actor.works_in(other.area_id):
        raise RuleBroken("crn", "There is nobody with this CRN in your areas")
    if other.id == person.id:
        raise RuleBroken("crn", "Enter the CRN of somebody else")
    if any(each.id == other.id for _, each in queries.kept_apart(db, person.id)):
        raise RuleBroken("crn", "These two people are kept apart already")
    first, second = sorted((person.id, other.id))
    row = KeepApart(first_person_id=first, second_person_id=second, reason=reason)
    db.add(row)
    db.flush()
    return row


def remove(db: Session, person: Person, rows: Sequence[Base], row_id: int) -> None:
    """Remove one of a person's own rows, such as an exception; it can be put back.

    Raises
    ------
    NotFound
        If none of them has the id.
    """
    for row in rows:
        if row.id == row_id:
            removed.remove(db, row, of=person)
            return
    raise NotFound


def add_requirement(
    db: Session,
    person: Person,
    facts: RequirementFacts,
    *,
    brought_forward: int = 0,
    source: str = "entered by hand",
    account_id: int | None,
) -> Requirement:
    """Add a requirement, and the minutes that were worked before it came here.

    Raises
    ------
    RuleBroken
        Naming the field: hours outside the law, dates in the wrong order or in the future, a due
        date of one's own without a reason, an event number that is taken.
    """
    if any(each.event_number == facts.event_number for each in person.requirements):
        raise RuleBroken("event_number", "This person has a requirement with this event number")
    if brought_forward > facts.ordered_minutes:
        most = wording.hours(facts.ordered_minutes)
        raise RuleBroken("brought_forward", f"Time already worked must be {most} or less")
    requirement = Requirement(person_id=person.id)
    _set_requirement(db, requirement, facts)
    db.add(requirement)
    db.flush()
    if brought_forward:
        ledger.credit(
            db,
            requirement,
            kind=LedgerKind.BROUGHT_FORWARD,
            minutes=brought_forward,
            worked_on=clock.today(),
            source=source,
            account_id=account_id,
        )
    return requirement


def change_requirement(db: Session, requirement: Requirement, facts: RequirementFacts) -> None:
    """Change a requirement; its state follows what is credited. Raises like `add_requirement`.

    The time ordered can be put right only until somebody works on it: from then on it changes
    by a decision of the court (`payback.people.variations`).
    """
    locked = ledger.locked(db, requirement.id)
    if facts.ordered_minutes != locked.ordered_minutes:
        _require_correctable(db, locked, facts.ordered_minutes)
    _set_requirement(db, locked, facts)
    db.flush()
    ledger.settle(db, locked)


def _require_correctable(db: Session, requirement: Requirement, minutes: int) -> None:
    """Refuse another number where hours were worked on the one that is known."""
    if ledger.is_worked_on(db, requirement.id) or was_varied(db, requirement.id):
        known = wording.hours(requirement.ordered_minutes)
        sentence = (
            f"Time ordered must stay {known}, because hours are recorded on it. "
            "If the court changed it, enter a change by the court"
        )
        raise RuleBroken("ordered_minutes", sentence)
    credited = credited_minutes_of(db, [requirement.id])[requirement.id]
    if minutes < credited:
        least = wording.hours(credited)
        sentence = f"Time ordered must be {least} or more: so much is credited already"
        raise RuleBroken("ordered_minutes", sentence)


def _set_facts(db: Session, person: Person, facts: PersonFacts) -> None:
    crn = rules.normalise_crn(facts.crn)
    rules.check_birth(facts.date_of_birth, clock.today())
    with db.no_autoflush:
        taken = queries.person_by_crn(db, crn)
    if taken is not None and taken.id != person.id:
        raise RuleBroken("crn", "A person with this CRN is on record already")
    person.crn = crn
    person.given_name, person.family_name = facts.given_name, facts.family_name
    person.sex, person.date_of_birth = facts.sex, facts.date_of_birth
    person.email, person.phone = facts.email or None, facts.phone or None
    person.practitioner_name = facts.practitioner_name
    person.practitioner_email = facts.practitioner_email or None
    person.area_id, person.limited_access = facts.area_id, facts.limited_access
    if facts.home is not None:
        person.home_lat, person.home_lon = facts.home.lat, facts.home.lon


def _set_requirement(db: Session, requirement: Requirement, facts: RequirementFacts) -> None:
    policies = all_policies(db)
    today = clock.today()
    if facts.sentenced_on > today:
        raise RuleBroken("sentenced_on", "Date of sentence must be today or in the past")
    rules.check_order(policies, facts.ordered_minutes, facts.sentenced_on)
    rules.check_week(policies, facts.weekly_minutes, facts.max_weekly_minutes, today)
    usual = rules.due_date(policies, facts.sentenced_on)
    due_on = facts.due_on or usual
    if due_on <= facts.sentenced_on:
        raise RuleBroken("due_on", "Due date must be after the sentence")
    if due_on != usual and not facts.due_reason:
        sentence = f"Enter why it is not {wording.date(usual)}, the date that the policy gives"
        raise RuleBroken("due_reason", sentence)
    requirement.event_number, requirement.order_type = facts.event_number, facts.order_type
    requirement.ordered_minutes = facts.ordered_minutes
    requirement.sentenced_on = facts.sentenced_on
    requirement.due_on, requirement.due_reason = due_on, facts.due_reason
    requirement.weekly_minutes = facts.weekly_minutes
    requirement.max_weekly_minutes = facts.max_weekly_minutes
    requirement.state = facts.state
